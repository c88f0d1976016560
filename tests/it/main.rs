//! Runs the real binary.

#[path = "../support/forms/mod.rs"]
mod forms;
#[path = "../support/repo.rs"]
mod repo;
#[path = "../support/run.rs"]
mod run;
#[path = "../support/secrets.rs"]
mod secrets;

mod detection;
mod first_filter;
mod grading;
mod history;
mod history_damage;
mod history_layouts;
mod positions;
