//! Refuses index files whose list of folders is nested so deep that the libraries that read it, folder in folder, would run out of stack.
//!
//! Contract: linear in the file, without recursion. A file that git wrote is never refused.

use std::path::Path;
use std::{fs, io};

use super::git_files;
use super::tree::MOST_NESTED;

/// How the list of folders starts; its length follows in four bytes.
const SIGNATURE: &[u8] = b"TREE";

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
    let shared = beside.map(|entry| entry.path()).filter(|path| is_shared(path));
    for path in std::iter::once(path.to_owned()).chain(shared) {
        let bytes = match git_files::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read?,
        };
        if is_too_deep(&bytes, hash_len) {
            let reason = format!("its folders are nested deeper than {MOST_NESTED}");
            return Err(io::Error::other(reason));
        }
    }
    Ok(())
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
