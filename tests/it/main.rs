//! Runs the real binary.

#[path = "../support/repo.rs"]
mod repo;
#[path = "../support/run.rs"]
mod run;
#[path = "../support/secrets.rs"]
mod secrets;
#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod check;
mod exit;
mod history;
mod history_damage;
mod history_layouts;
mod hooks;
mod output;
mod rules;
mod special;
mod staged;
