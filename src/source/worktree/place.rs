//! A file on the disk and its name in reports.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use crate::model::RepoPath;

/// Where a file stands. The name in reports is made on request, since most files are never reported.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    path: &'a Path,
    base: &'a Path,
    /// Whether the path was named, and not only met.
    is_given: bool,
}

impl<'a> Place<'a> {
    /// The place of `path`, to be named relative to `base`.
    pub(super) fn new(path: &'a Path, base: &'a Path) -> Self {
        Self { path, base, is_given: false }
    }

    /// Whether the path was named, and not only met on the way.
    pub fn is_given(&self) -> bool {
        self.is_given
    }

    /// The same place as one whose parts these were.
    pub fn known(path: &'a Path, base: &'a Path, is_given: bool) -> Self {
        Self { path, base, is_given }
    }

    /// The file on the disk.
    pub fn path(&self) -> &'a Path {
        self.path
    }

    /// The folder that the path in reports is relative to.
    pub fn base(&self) -> &'a Path {
        self.base
    }

    /// The bytes of the path that reports print, but for the separator.
    pub fn relative(&self) -> &'a [u8] {
        relative(self.path, self.base)
    }

    /// The path that reports print: relative to the repository's root, or to the path given where there is no
    /// repository.
    pub fn to_repo_path(&self) -> RepoPath {
        RepoPath::new(slashed(self.relative()).into_owned())
    }
}

/// The bytes of `path` below `base`; all of it when it is not below.
pub(super) fn relative<'a>(path: &'a Path, base: &Path) -> &'a [u8] {
    let path = path.as_os_str().as_encoded_bytes();
    below(path, base.as_os_str().as_encoded_bytes()).unwrap_or(path)
}

/// What follows `base` and a separator in `path`; empty when the two are equal, `None` when `path` is elsewhere.
///
/// Compares bytes: both come from the same canonical root, and components would cost more than the rest of the walk's
/// work.
pub(super) fn below<'a>(path: &'a [u8], base: &[u8]) -> Option<&'a [u8]> {
    let rest = path.strip_prefix(base)?;
    match rest.first() {
        None => Some(rest),
        Some(&first) if is_separator(first) => Some(&rest[1..]),
        // A base such as `/` ends in a separator itself.
        Some(_) => base.last().copied().is_some_and(is_separator).then_some(rest),
    }
}

fn is_separator(byte: u8) -> bool {
    std::path::is_separator(char::from(byte))
}

/// The bytes with `/` as the separator, as git writes them.
pub(super) fn slashed(path: &[u8]) -> Cow<'_, [u8]> {
    if cfg!(windows) && path.contains(&b'\\') {
        Cow::Owned(path.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect())
    } else {
        Cow::Borrowed(path)
    }
}

/// A path from git's bytes; on Windows a name that is no UTF-8 cannot exist on the disk.
#[cfg(unix)]
pub(super) fn from_git(bytes: &[u8]) -> Option<&OsStr> {
    use std::os::unix::ffi::OsStrExt;
    Some(OsStr::from_bytes(bytes))
}

/// A path from git's bytes; on Windows a name that is no UTF-8 cannot exist on the disk.
#[cfg(not(unix))]
pub(super) fn from_git(bytes: &[u8]) -> Option<&OsStr> {
    std::str::from_utf8(bytes).ok().map(OsStr::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_base() {
        let name = |path: &str, base: &str| {
            Place::new(Path::new(path), Path::new(base)).to_repo_path().to_text().into_owned()
        };
        assert_eq!(name("/a/b/c.txt", "/a"), "b/c.txt");
        assert_eq!(name("/a.txt", "/"), "a.txt");
        assert_eq!(name("/ab/c.txt", "/a"), "/ab/c.txt", "a shared prefix is not a folder");
    }
}
