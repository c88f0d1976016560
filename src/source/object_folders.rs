//! Where a repository's objects can stand: its own folder, those it borrows from, and those that git names to its
//! hooks.

use std::borrow::Cow;
use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use super::git_files::{self, path_of};
use crate::model::Problem;

/// Borrowing follows as many links as git itself does.
const MAX_DEPTH: usize = 5;

/// Where objects can stand.
#[derive(Debug, Default)]
pub(super) struct ObjectFolders {
    /// The folders that are there.
    pub(super) folders: Vec<PathBuf>,
    /// Those that are named and are not there, and lists that cannot be read.
    pub(super) problems: Vec<Problem>,
}

/// The folder `own`, and those that its alternates name.
pub(super) fn with_alternates(own: &Path) -> ObjectFolders {
    let mut found = ObjectFolders { folders: vec![own.to_owned()], problems: Vec::new() };
    let mut gone = HashSet::new();
    let mut next = vec![(own.to_owned(), 0)];
    while let Some((folder, depth)) = next.pop() {
        let named = alternates(&folder).unwrap_or_else(|problem| {
            found.problems.push(problem);
            Vec::new()
        });
        for borrowed in named {
            if found.folders.contains(&borrowed) || gone.contains(&borrowed) {
                continue;
            }
            if !borrowed.is_dir() {
                found.problems.push(Problem::general(format!(
                    "the repository borrows objects from {}, which is not there",
                    borrowed.display()
                )));
                gone.insert(borrowed);
                continue;
            }
            found.folders.push(borrowed.clone());
            if depth < MAX_DEPTH {
                next.push((borrowed, depth + 1));
            }
        }
    }
    found
}

/// The folders that git adds by environment variable: those of a push that is not accepted yet stand in quarantine.
pub(super) fn from_environment() -> Vec<PathBuf> {
    let single =
        ["GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY"].into_iter().filter_map(env::var_os);
    let mut folders: Vec<PathBuf> = single.map(PathBuf::from).collect();
    if let Some(list) = env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
        folders.extend(env::split_paths(&list));
    }
    folders.retain(|folder| folder.is_dir());
    folders.dedup();
    folders
}

/// What the folder's own list names, relative to the folder.
fn alternates(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let list = folder.join("info").join("alternates");
    let text = match git_files::read(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            let list = list.display();
            return Err(Problem::general(format!(
                "{list} cannot be read, so objects may be missing that the repository borrows: {error}"
            )));
        }
    };
    let folders = text
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty() && line[0] != b'#')
        .map(|line| folder.join(path_of(&unquoted(line))))
        .collect();
    Ok(folders)
}

/// A line as git reads it: one that starts with a quote is written as a string of C. What is not whole is taken as it
/// stands.
fn unquoted(line: &[u8]) -> Cow<'_, [u8]> {
    match line.strip_prefix(b"\"").and_then(unescaped) {
        Some(path) => Cow::Owned(path),
        None => Cow::Borrowed(line),
    }
}

/// The text up to the closing quote; `None` if there is none, or git would not write it so.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = text.iter().copied();
    let mut path = Vec::new();
    loop {
        let byte = match bytes.next()? {
            b'"' => return Some(path),
            b'\\' => match bytes.next()? {
                b'a' => 7,
                b'b' => 8,
                b't' => b'\t',
                b'n' => b'\n',
                b'v' => 11,
                b'f' => 12,
                b'r' => b'\r',
                plain @ (b'"' | b'\\') => plain,
                first @ b'0'..=b'3' => {
                    let digits = [first, bytes.next()?, bytes.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()?
                }
                _ => return None,
            },
            plain => plain,
        };
        path.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_quotes_is_a_string_of_c() {
        assert_eq!(&*unquoted(br#""/a \"b\" \\\303\251\t""#), "/a \"b\" \\\u{e9}\t".as_bytes());
        for as_it_stands in [&b"/plain"[..], b"\"open", b"\"/odd\\x\"", b"\"\\9"] {
            assert_eq!(&*unquoted(as_it_stands), as_it_stands);
        }
    }
}
