//! The pipeline: connects the stages, owns the threads, and returns one sorted, masked report.

mod assemble;
mod inspect;
mod redact;

pub use assemble::{Gathered, assemble};
pub use inspect::{Detection, InspectOptions, Inspection, Inspector};
