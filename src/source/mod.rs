//! Where content comes from: working tree, index, history, standard input.
//!
//! Contract: a source reads and names content, and says what it could not read; it knows no rule. What it needs to know
//! of the content it learns through [`Examine`].

mod ancestry;
mod change;
mod chosen;
mod commit;
mod examine;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod git_config;
mod git_files;
pub mod history;
mod index;
mod index_nesting;
mod layout;
mod loose;
mod object_folders;
mod objects;
mod ownership;
mod provenance;
mod range;
mod references;
mod repository;
mod revision;
mod stash;
mod tree;
pub mod worktree;

pub use change::{Change, Entry};
pub use chosen::{ChosenPaths, Differs, Thing};
pub use examine::{Examine, Local, Rest, Seen, Sighting, Sightings};
pub use index::{Difference, Index};
pub use range::{
    AddedCommit, AddedTag, Additions, Range, additions, additions_below, blobs_of, boundary,
    read_commit, read_tag,
};
pub use repository::{GitRepository, HooksFolder, OpenError};
pub use revision::{NOTES, NoSuchCommit};
pub use stash::parts_of_stashes;
