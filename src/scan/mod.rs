//! The pipeline: connects the stages, owns the threads, and returns one sorted, masked report.

mod added;
mod allowances;
mod assemble;
mod audit;
mod check;
mod commits;
mod content;
mod examples;
mod guard;
mod history;
mod inspect;
mod lifetime;
mod mend;
mod near;
mod packed;
mod parts;
mod pieces;
mod range;
mod redact;
mod remarks;
mod sieve;
mod staged;
mod standing;
mod suspects;

pub use allowances::UNUSED as UNUSED_SUPPRESSION;
pub use assemble::{Gathered, assemble};
pub use audit::{AuditError, AuditOptions, audit};
pub use check::{CheckOptions, check};
pub use examples::{ExampleFailure, run_examples};
pub use history::{HistoryError, HistoryOptions, history};
pub use inspect::{Detection, InspectOptions, Inspection, Inspector};
pub use mend::{Mending, mend};
pub use parts::check_in_parts;
pub use range::{RangeError, RangeOptions, RangeRequest, Reference, range};
pub use staged::{StagedOptions, staged};
pub use standing::{Ground, Present};
