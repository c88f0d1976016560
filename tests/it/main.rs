//! Runs the real binary.

#[path = "../support/secrets.rs"]
mod secrets;
#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod check;
mod exit;
mod output;
mod rules;
mod special;
