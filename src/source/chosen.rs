//! What stands on chosen paths in a tree, and in those that came before it.
//!
//! Contract: only folders that lead to a chosen path and differ are entered, so the cost follows what differs there and
//! not how many paths are chosen. A tree that cannot be read is listed; nothing is said of what it may hold.

use std::collections::BTreeMap;

use git2::ObjectType;

use super::repository::GitRepository;
use super::tree::{Cursor, Kind};
use crate::model::{ObjectId, Problem, RepoPath};

/// Paths, each with numbers that mean something to whoever chose it.
#[derive(Debug, Default)]
pub struct ChosenPaths {
    numbers: Vec<usize>,
    below: BTreeMap<Vec<u8>, ChosenPaths>,
}

/// What a tree holds under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A file, or a symbolic link.
    Blob(ObjectId),
    /// A folder.
    Folder(ObjectId),
    /// A commit of another repository.
    Submodule(ObjectId),
}

/// A chosen path on which a tree differs from one that came before it.
#[derive(Debug)]
pub struct Differs<'c> {
    /// The numbers of the path.
    pub numbers: &'c [usize],
    /// What stands there now.
    pub now: Option<Thing>,
    /// What stood there, in each of the trees that came before.
    pub before: Vec<Option<Thing>>,
}

impl ChosenPaths {
    /// Whether no path is chosen.
    pub fn is_empty(&self) -> bool {
        self.below.is_empty()
    }

    /// Chooses the path, and gives it one more number.
    pub fn choose(&mut self, path: &RepoPath, number: usize) {
        let mut at = self;
        for name in names(path) {
            at = at.below.entry(name.to_vec()).or_default();
        }
        at.numbers.push(number);
    }

    /// Whether the path, or one of the folders that hold it, is chosen.
    pub fn meet(&self, path: &RepoPath) -> bool {
        let mut at = Some(self);
        names(path).any(|name| {
            at = at.and_then(|folder| folder.below.get(name));
            at.is_some_and(|here| !here.numbers.is_empty())
        })
    }

    /// Calls `found` for each chosen path on which the tree `now` differs from one of those `before`.
    pub fn each_difference<'c>(
        &'c self,
        repository: &GitRepository,
        now: ObjectId,
        before: &[ObjectId],
        problems: &mut Vec<Problem>,
        mut found: impl FnMut(Differs<'c>),
    ) {
        let folder = |id: &ObjectId| Some(Thing::Folder(*id));
        let mut open = vec![(self, folder(&now), before.iter().map(folder).collect::<Vec<_>>())];
        while let Some((chosen, now, before)) = open.pop() {
            if before.iter().all(|thing| *thing == now) {
                continue;
            }
            let mut content = |thing| chosen.content(repository, thing, problems);
            // What stands there now decides whether anything left.
            let Some(now_below) = content(now) else { continue };
            let before_below: Vec<Contents<'_>> =
                before.iter().map(|thing| content(*thing).unwrap_or_default()).collect();
            for (name, below) in &chosen.below {
                let now = now_below.get(name.as_slice()).copied();
                let of = |contents: &Contents<'_>| contents.get(name.as_slice()).copied();
                open.push((below, now, before_below.iter().map(of).collect()));
            }
            if !chosen.numbers.is_empty() {
                found(Differs { numbers: &chosen.numbers, now, before });
            }
        }
    }

    /// What a folder holds under the chosen names; `None` if it cannot be read.
    fn content<'c>(
        &'c self,
        repository: &GitRepository,
        thing: Option<Thing>,
        problems: &mut Vec<Problem>,
    ) -> Option<Contents<'c>> {
        let mut contents = Contents::new();
        let Some(Thing::Folder(tree)) = thing.filter(|_| !self.below.is_empty()) else {
            return Some(contents);
        };
        let bytes = match repository.content_of(tree, ObjectType::Tree) {
            Ok(bytes) => bytes,
            Err(problem) => {
                problems.push(problem);
                return None;
            }
        };
        let mut lines = Cursor::new(&bytes, repository.hash_len());
        while let Some(line) = lines.current() {
            if let Some((name, _)) = self.below.get_key_value(line.name) {
                let thing = match line.kind {
                    Kind::Blob => Thing::Blob(line.id),
                    Kind::Folder => Thing::Folder(line.id),
                    Kind::Submodule => Thing::Submodule(line.id),
                };
                contents.entry(name).or_insert(thing);
            }
            lines.advance();
        }
        Some(contents)
    }
}

type Contents<'c> = BTreeMap<&'c [u8], Thing>;

fn names(path: &RepoPath) -> impl Iterator<Item = &[u8]> {
    path.as_bytes().split(|byte| *byte == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_meets_itself_and_the_folders_that_hold_it() {
        let mut chosen = ChosenPaths::default();
        assert!(chosen.is_empty() && !chosen.meet(&RepoPath::from("a")));
        chosen.choose(&RepoPath::from("a/b"), 0);
        for (path, is_met) in [
            ("a", false),
            ("a/b", true),
            ("a/b/c/d", true),
            ("b", false),
            ("a/bc", false),
            ("x/a/b", false),
        ] {
            assert_eq!(chosen.meet(&RepoPath::from(path)), is_met, "{path}");
        }
    }
}
