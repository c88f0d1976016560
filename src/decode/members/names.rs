//! Shows the names of members, and of the folders around them, as names.
//!
//! Contract: each part of a path is shown once for members that follow each other, however many a folder holds, with the
//! path up to it. Time follows the length of the names, and memory that of the longest.

use super::{Member, Opening};

impl Opening<'_> {
    /// Shows what of the path differs from the last one that was shown, from `start` on.
    pub(super) fn names(&mut self, start: usize) {
        let from = shared(&self.path, &self.named).max(start);
        let (path, encodings) = (self.path.as_str(), self.encodings.as_slice());
        let mut at = from;
        for name in path[from..].split('/') {
            let end = at + name.len();
            if !name.is_empty() {
                (self.visit)(Member::Name { path: &path[..end], name, encodings });
            }
            at = end + 1;
        }
        self.named.clone_from(&self.path);
    }
}

/// Where the first part of `path` starts that is none of `before`; its end where there is no such part.
fn shared(path: &str, before: &str) -> usize {
    let same = path.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
    let ends = |path: &str| path.as_bytes().get(same).is_none_or(|next| *next == b'/');
    match ends(path) && ends(before) {
        true => same,
        false => {
            path.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_shared_and_parts_of_names_are_not() {
        let rest = |path: &'static str, before: &str| &path[shared(path, before)..];
        assert_eq!(rest("a/b/c", ""), "a/b/c");
        assert_eq!(rest("a/b/c", "a/b/d"), "c");
        assert_eq!(rest("a/b/c", "a/bc"), "b/c");
        assert_eq!(rest("a/b/c", "a/b"), "/c");
        assert_eq!(rest("a/b", "a/b/c"), "");
        assert_eq!(rest("é/b", "è/b"), "é/b");
        assert_eq!(rest("a.zip!/b", "a.zip!/c/d"), "b");
    }
}
