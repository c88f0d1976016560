//! Reads what stands at one place and shows it to a receiver.

use std::fs::FileType;
use std::io;
use std::path::Path;

use super::Receive;
use super::place::{Place, slashed};
use super::reader::{Content, Reader};
use crate::model::Problem;

/// One thread's way to open places, one after another.
#[derive(Debug)]
pub struct Opener {
    reader: Reader,
}

impl Opener {
    /// An opener with a buffer of its own.
    pub fn new() -> Self {
        Self { reader: Reader::new() }
    }

    /// Shows what stands at a place that its receiver did not admit when a walk met it.
    pub fn show(&mut self, place: &Place<'_>, to: &mut impl Receive) {
        match place.path().symlink_metadata() {
            Ok(data) => self.open(place, data.file_type(), to),
            Err(error) => failure(place, &error, to),
        }
    }

    /// Shows what stands at a place if it is of this kind; a folder has no content.
    pub(super) fn open(&mut self, place: &Place<'_>, kind: FileType, to: &mut impl Receive) {
        if kind.is_file() || place.is_given() && is_handed_over(place.path()) && !kind.is_symlink()
        {
            self.file(place, to);
        } else if kind.is_symlink() {
            self.link(place, to);
        } else if !kind.is_dir() {
            special(place, to);
        }
    }

    fn file(&mut self, place: &Place<'_>, to: &mut impl Receive) {
        match self.reader.read(place.path(), |start| to.screening(place, start)) {
            Ok(Content::Whole(bytes)) => to.content(place, bytes),
            Ok(Content::Harmless(size)) => to.harmless(place, size),
            Err(error) => failure(place, &error, to),
        }
    }

    /// A link's target is content. A link that was named is followed too: whoever names it means what it leads to. One
    /// that leads nowhere has nothing more to read.
    fn link(&mut self, place: &Place<'_>, to: &mut impl Receive) {
        match std::fs::read_link(place.path()) {
            Ok(target) => to.content(place, &slashed(target.as_os_str().as_encoded_bytes())),
            Err(error) => failure(place, &error, to),
        }
        if !place.is_given() {
            return;
        }
        match place.path().metadata() {
            Ok(data) if data.is_file() || is_handed_over(place.path()) => self.file(place, to),
            Ok(_) => special(place, to),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => failure(place, &error, to),
        }
    }
}

/// Whether `path` leads to a pipe that whoever runs the program holds open for it, as `/dev/stdin` and what shells write
/// for `<(…)` do. It ends when its writer does, and can be read once.
///
/// Such a pipe has no name of its own on the disk. One that has may have no writer ever.
#[cfg(unix)]
pub fn is_handed_over(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    path.metadata().is_ok_and(|data| data.file_type().is_fifo())
        && match path.canonicalize() {
            // Where the system shows what is open as files, those stand here.
            Ok(real) => real.starts_with("/dev/fd"),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
}

/// Elsewhere nothing that is open has a path.
#[cfg(not(unix))]
pub fn is_handed_over(_path: &Path) -> bool {
    false
}

impl Default for Opener {
    fn default() -> Self {
        Self::new()
    }
}

/// Tells of what could not be read. What went away between the listing of its folder and now may stand elsewhere under
/// another name.
pub(super) fn failure(place: &Place<'_>, error: &io::Error, to: &mut impl Receive) {
    to.problem(problem(place, error));
}

/// The problem with what could not be read.
pub(super) fn problem(place: &Place<'_>, error: &io::Error) -> Problem {
    Problem::at_path(place.to_repo_path(), reason(error))
}

/// A pipe can block for ever, and a device has no end.
fn special(place: &Place<'_>, to: &mut impl Receive) {
    let path = place.to_repo_path();
    if place.is_given() {
        let reason =
            "is not a regular file; give its content on standard input, with - as the path";
        to.problem(Problem::at_path(path, reason));
    } else {
        to.note(format!("{path} is a pipe, socket or device and was skipped"));
    }
}

fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "went away before it could be read; run it again".to_owned();
    }
    let advice = match error.kind() {
        io::ErrorKind::PermissionDenied => "; run as a user who may read it",
        io::ErrorKind::InvalidData => "; run it again",
        io::ErrorKind::OutOfMemory => "; it does not fit into memory",
        _ => "",
    };
    format!("cannot be read: {error}{advice}")
}
