//! The files of a working tree: all that git tracks, and all else that no ignore file covers.
//!
//! Contract: each file is read whole and shown once, or screened in parts and told of where it is large and holds
//! nothing, hidden files too, whatever paths overlap. Symbolic links below a given path are not followed; their
//! target's text is content. A link that is given is followed too, to a file or to a pipe that the caller holds open.
//! Directories called `.git` are left out. What cannot be read is a [`Problem`]; what is left out on purpose, such as a
//! socket, is a note. A bare repository is read as the files that it is made of, which keep their content packed, and is
//! named as not covered. Nothing here blocks on a special file that has a name.

mod large;
mod neighbour;
mod opener;
mod place;
mod reader;
mod roots;
mod standing;
mod tracked;
mod visit;
mod wary;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use self::roots::Roots;
use self::visit::Walk;
use crate::model::Problem;

pub use self::large::{Block, Screening, Sieve};
pub use self::neighbour::small_file;
pub use self::opener::{Opener, is_handed_over};
pub use self::place::Place;
pub use self::standing::{Standings, mode};

/// Takes what a walk brings; each thread has its own.
pub trait Receive: Send {
    /// Whether to read what stands at a place; asked before anything of it is read.
    fn admits(&mut self, place: &Place<'_>) -> bool;

    /// The whole content of a file, or the target's text of a symbolic link.
    fn content(&mut self, place: &Place<'_>, bytes: &[u8]);

    /// How a large file that starts like this is looked at, so that it need not be shown.
    fn screening(&self, place: &Place<'_>, start: &[u8]) -> Screening<'_>;

    /// A large file of so many bytes of which the screening said that it holds nothing.
    fn harmless(&mut self, place: &Place<'_>, size: usize);

    /// The name of a file or directory: the last component of its path.
    fn name(&mut self, place: &Place<'_>, name: &[u8]);

    /// Something that could not be read.
    fn problem(&mut self, problem: Problem);

    /// Something that was left out on purpose, in one sentence.
    fn note(&mut self, note: String);

    /// Gets told of something that a walk by its nature does not look into, in one sentence.
    fn not_covered(&mut self, what: String);
}

/// What a walk is told.
#[derive(Debug, Clone, Copy)]
pub struct WalkOptions {
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Whether untracked files that an ignore file covers are left out.
    pub ignore_files: bool,
}

/// Why nothing was walked.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A path was named that does not exist.
    #[error("{}: no such file or folder; check the spelling", .path.display())]
    NoSuchPath {
        /// The path as given.
        path: PathBuf,
    },
    /// A path was named that cannot be looked at.
    #[error("{}: cannot be opened ({source}); name a path that you may read", .path.display())]
    Unreachable {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Reads everything at and below `paths` and gives it to receivers that `make` makes, which come back in the end.
///
/// # Errors
///
/// When a path does not exist or cannot be reached; then nothing is read.
pub fn walk<R: Receive>(
    paths: &[impl AsRef<Path>],
    options: WalkOptions,
    make: impl Fn() -> R + Sync,
) -> Result<Vec<R>, WalkError> {
    let roots = Roots::resolve(paths.iter().map(AsRef::as_ref))?;
    Ok(Walk::new(roots, options, &make).run())
}
