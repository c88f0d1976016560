//! Runs the real binary.

#[path = "../support/repo.rs"]
mod repo;
#[path = "../support/run.rs"]
mod run;
#[path = "../support/secrets.rs"]
mod secrets;

mod history;
mod history_damage;
mod history_layouts;
