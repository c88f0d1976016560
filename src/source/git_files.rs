//! Reads git's own small files: configuration, references, logs and lists of folders.
//!
//! Contract: ends soon whatever stands in the place of a file. A named pipe would never open, and a device never end,
//! so what is no regular file, nor a link to one, is an error.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::model::Problem;

/// What is said of a pipe, a socket or a device.
pub(super) const SPECIAL: &str =
    "what stands there is no file, but a pipe, a socket or a device, or a link to one";

/// Whether something stands there that must not be opened.
pub(super) fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| !data.is_file() && !data.is_dir())
}

/// The whole of a regular file.
///
/// # Errors
///
/// What the system says, and [`SPECIAL`] for what is no file.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if is_special(path) {
        return Err(io::Error::other(SPECIAL));
    }
    std::fs::read(path)
}

/// Whether the error says that there is no such file.
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// A path from git's bytes; on Windows a name that is no UTF-8 cannot exist on the disk.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// A path from git's bytes; on Windows a name that is no UTF-8 cannot exist on the disk.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Reads files, and keeps what it could not read.
#[derive(Debug, Default)]
pub(super) struct GitFiles {
    /// One for each file or folder.
    pub(super) problems: Vec<Problem>,
}

impl GitFiles {
    /// The files below the folder. Links are followed, since some layouts borrow whole folders by them, and each folder
    /// once.
    pub(super) fn below(&mut self, folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut entered = FxHashSet::default();
        let mut next = vec![folder.to_owned()];
        while let Some(path) = next.pop() {
            let Some(metadata) = self.unless_gone(&path, path.metadata()) else { continue };
            if !metadata.is_dir() {
                files.push(path);
            } else if let Some(real) = self.unless_gone(&path, path.canonicalize())
                && entered.insert(real)
            {
                next.extend(self.entries(&path));
            }
        }
        files
    }

    /// What stands in the folder; nothing if it is not there.
    pub(super) fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let listed = folder
            .read_dir()
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
        self.unless_gone(folder, listed).unwrap_or_default()
    }

    /// The content of a file; `None` if it is not there, or is none.
    pub(super) fn text(&mut self, path: &Path) -> Option<Vec<u8>> {
        self.unless_gone(path, read(path))
    }

    fn unless_gone<T>(&mut self, path: &Path, read: io::Result<T>) -> Option<T> {
        let error = match read {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        // What is not there says nothing, and git may take a file away while it is looked at.
        if !is_gone(&error) {
            self.problems.push(Problem::general(format!(
                "{} cannot be read, so what it names may have been left out: {error}",
                path.display()
            )));
        }
        None
    }
}
