//! The pipeline: connects the stages, owns the threads, and returns one sorted, masked report.

mod assemble;
mod content;
mod examples;
mod inspect;
mod redact;

pub use assemble::{Gathered, assemble};
pub use examples::{ExampleFailure, run_examples};
pub use inspect::{Detection, InspectOptions, Inspection, Inspector};
