//! Refuses index files that the libraries that read them would run out of stack on: where the list of folders is nested
//! without end, and where what indexes share builds on another such file.
//!
//! Contract: linear in the file, without recursion. A file that git wrote is never refused.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::git_files;
use super::tree::MOST_NESTED;
use crate::model::ObjectId;

/// How the list of folders starts; its length follows in four bytes.
const SIGNATURE: &[u8] = b"TREE";

/// How the part starts that names what is shared; its length follows in four bytes, and the sum that the name ends in.
const LINK: &[u8] = b"link";

/// Whether the index at `path` can be read without harm, and what it shares with others beside it.
///
/// # Errors
///
/// Why not, or what the files cannot be read for. One that is not there is no error.
pub(super) fn check(path: &Path, hash_len: usize) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let beside = fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten().flatten();
    let is_shared = |path: &Path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sharedindex."))
    };
    let shared: Vec<PathBuf> =
        beside.map(|entry| entry.path()).filter(|path| is_shared(path)).collect();
    for file in std::iter::once(path).chain(shared.iter().map(PathBuf::as_path)) {
        let bytes = match git_files::read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read?,
        };
        if is_too_deep(&bytes, hash_len) {
            let reason = format!("its folders are nested deeper than {MOST_NESTED}");
            return Err(io::Error::other(reason));
        }
        if file != path && builds_on_one_of(&bytes, &shared, hash_len) {
            return Err(io::Error::other("what it shares with others builds on another such file"));
        }
    }
    Ok(())
}

/// Whether the file says that it builds on one of these. It names it by its sum, which stands nowhere else.
fn builds_on_one_of(index: &[u8], shared: &[PathBuf], hash_len: usize) -> bool {
    let sums = memchr::memmem::find_iter(index, LINK)
        .filter_map(|at| index.get(at + LINK.len() + 4..)?.get(..hash_len))
        .filter_map(ObjectId::from_bytes);
    let is_one = |sum: ObjectId| {
        let name = format!("sharedindex.{sum}");
        shared.iter().any(|path| path.file_name().is_some_and(|file| *file == *name))
    };
    sums.into_iter().any(is_one)
}

fn is_too_deep(index: &[u8], hash_len: usize) -> bool {
    memchr::memmem::find_iter(index, SIGNATURE).any(|at| {
        let list = index.get(at + SIGNATURE.len() + 4..).unwrap_or_default();
        depth(list, hash_len) > MOST_NESTED
    })
}

/// How deep the folders of a list are nested, at most one more than is allowed.
fn depth(list: &[u8], hash_len: usize) -> usize {
    let mut rest = list;
    let mut deepest = 0;
    // How many folders are still to come in each folder that is open.
    let mut to_come = vec![1_usize];
    while let Some(left) = to_come.last_mut() {
        let Some(less) = left.checked_sub(1) else {
            to_come.pop();
            continue;
        };
        *left = less;
        deepest = deepest.max(to_come.len());
        let Some((inside, after)) = folder(rest, hash_len).filter(|_| deepest <= MOST_NESTED)
        else {
            break;
        };
        to_come.push(inside);
        rest = after;
    }
    deepest
}

/// How many folders stand in the one that the list starts with, and what follows it.
fn folder(list: &[u8], hash_len: usize) -> Option<(usize, &[u8])> {
    let name = memchr::memchr(0, list)?;
    let line = &list[name + 1..];
    let end = memchr::memchr(b'\n', &line[..line.len().min(48)])?;
    let (files, folders) = std::str::from_utf8(&line[..end]).ok()?.split_once(' ')?;
    // One that has changed has no id.
    let id = if files.starts_with('-') { 0 } else { hash_len };
    Some((folders.parse().ok()?, line.get(end + 1 + id..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(list: &[u8]) -> Vec<u8> {
        [b"DIRC".as_slice(), SIGNATURE, &[0; 4], list].concat()
    }

    #[test]
    fn depth_is_counted_and_not_width() {
        let deep = b"a\0-1 1\n".repeat(10_000);
        assert!(is_too_deep(&index(&deep), 20));
        let wide = [b"\x001 9000\n".as_slice(), &[7; 20], &b"a\0-1 0\n".repeat(9000)].concat();
        assert!(!is_too_deep(&index(&wide), 20));
        assert_eq!(depth(&wide, 20), 2);
        let allowed = b"a\0-1 1\n".repeat(MOST_NESTED);
        assert!(!is_too_deep(&index(&allowed[..allowed.len() - 2]), 20));
    }
}
