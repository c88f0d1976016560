//! What each fuzz target does with its bytes: one function a target, named as the target is.
//!
//! Contract: total on any bytes. A panic, more than a second for 64 KiB, or memory out of proportion is a fault of
//! `banqlint`. Where a reader has a twin or a contract that can be held against its result, it is: a fuzzer that only
//! waits for a crash finds few.

#![forbid(unsafe_code)]

mod decoders;
mod engine;
mod git;
mod seeds;
mod settings;
#[cfg(test)]
mod smoke;

pub use decoders::{archive, layers, text};
pub use engine::{document, engine, jwt, repeats};
pub use git::{delta, index, loose, named, objects, pack};
pub use seeds::plant;
pub use settings::{baseline, config, hook, rules};

/// What stands before the first `mark`, and what stands after it.
fn split(data: &[u8], mark: u8) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == mark) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (&[], data),
    }
}
