//! Runs the real binary.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made is a failed test")]

#[path = "../support/forms/mod.rs"]
mod forms;
#[path = "../support/repo.rs"]
mod repo;
#[path = "../support/run.rs"]
mod run;
#[path = "../support/schema.rs"]
mod schema;
#[path = "../support/secrets.rs"]
mod secrets;
#[path = "../support/mod.rs"]
mod support;

mod adoption;
mod allow;
mod architecture;
mod audit;
mod baseline;
mod browser;
mod check;
mod config;
mod detection;
mod exit;
mod first_filter;
mod grading;
mod guidance_clients;
mod history;
mod history_damage;
mod history_layouts;
mod hooks;
mod masking;
mod output;
mod positions;
mod reports;
mod rules;
mod special;
mod staged;
