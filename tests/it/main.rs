//! Runs the real binary.

#[path = "../support/secrets.rs"]
mod secrets;
