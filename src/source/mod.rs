//! Where content comes from: working tree, index, history, standard input.
//!
//! Contract: a source reads and names content, and says what it could not read; it knows no rule. What it needs to know of
//! the content it learns through [`Examine`].

mod examine;
pub mod history;
pub mod worktree;

pub use examine::{Examine, Sighting, Sightings};
