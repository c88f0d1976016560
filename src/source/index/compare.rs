//! Compares the index with a tree.
//!
//! Contract: the cost follows what differs. Git keeps in the index the id of each folder's tree as long as nothing
//! below it is staged; a folder whose id is the same on both sides is not entered. Whatever else differs, differs by
//! object id.

use std::cmp::Ordering;
use std::ops::Range;

use gix_index::entry::Mode;
use gix_index::extension;
use std::collections::HashMap;

use super::super::change::{Change, Entry};
use super::super::repository::GitRepository;
use super::super::tree::{Comparison, Cursor, Kind, TreeEntry, malformed, order};
use super::{Difference, staged_entry};
use crate::model::{ObjectId, RepoPath};

/// What the index would change in `tree`; `None` is the empty tree.
pub(super) fn against_tree(
    index: &gix_index::File,
    repository: &GitRepository,
    tree: Option<ObjectId>,
) -> Difference {
    let everything = 0..index.entries().len();
    let mut walk =
        Walk { index, hash_len: repository.hash_len(), found: Comparison::new(repository) };
    walk.folder(&Folder {
        path: RepoPath::default(),
        known: 0,
        tree,
        entries: everything,
        cached: index.tree(),
    });
    Difference { changes: walk.found.changes, problems: walk.found.problems }
}

struct Walk<'a> {
    index: &'a gix_index::File,
    hash_len: usize,
    found: Comparison<'a>,
}

/// A folder in both worlds.
struct Folder<'a> {
    path: RepoPath,
    /// The length of the part of `path` that the tree holds.
    known: usize,
    /// The folder's tree in the commit.
    tree: Option<ObjectId>,
    /// The entries of the index below it.
    entries: Range<usize>,
    /// What the index remembers about it.
    cached: Option<&'a extension::Tree>,
}

/// The entries of the index that stand for one name in a folder.
struct Group<'a> {
    name: &'a [u8],
    kind: Kind,
    entries: Range<usize>,
}

impl<'a> Walk<'a> {
    fn folder(&mut self, folder: &Folder<'a>) {
        if folder.tree.is_some() && cached_id(folder.cached) == folder.tree {
            return;
        }
        if self.found.is_too_deep(&folder.path) {
            return;
        }
        let known = if folder.tree.is_some() { folder.path.as_bytes().len() } else { folder.known };
        let cached: HashMap<&[u8], &extension::Tree> = folder
            .cached
            .iter()
            .flat_map(|cached| &cached.children)
            .map(|child| (child.name.as_slice(), child))
            .collect();
        let content = self.found.content(&folder.path, folder.tree);
        let mut old = Cursor::new(&content, self.hash_len);
        let mut rest = folder.entries.clone();
        loop {
            let new = self.group(&folder.path, &rest);
            let (old_here, new_here) = match (old.current(), new) {
                (None, None) => break,
                (Some(old), Some(new)) => match order(&old, &new.as_tree_entry(old.id)) {
                    Ordering::Less => (Some(old), None),
                    Ordering::Equal => (Some(old), Some(new)),
                    Ordering::Greater => (None, Some(new)),
                },
                either => either,
            };
            if old_here.is_some() {
                old.advance();
            }
            if let Some(new) = &new_here {
                rest.start = new.entries.end;
            }
            self.name(&folder.path, known, old_here, new_here, &cached);
        }
        if old.is_malformed() {
            self.found.problems.push(malformed(&folder.path));
        }
    }

    /// Compares what stands under one name of a folder.
    fn name(
        &mut self,
        folder: &RepoPath,
        known: usize,
        old: Option<TreeEntry<'_>>,
        new: Option<Group<'a>>,
        cached: &HashMap<&[u8], &'a extension::Tree>,
    ) {
        let (name, kind) = match (&old, &new) {
            (Some(old), _) => (old.name, old.kind),
            (None, Some(new)) => (new.name, new.kind),
            (None, None) => return,
        };
        let path = folder.join(name);
        let entries = new.map_or(0..0, |new| new.entries);
        if kind != Kind::Folder {
            return self.file(path, known, old, entries);
        }
        let tree = old.map(|old| old.id);
        match self.unexpanded(&path, &entries) {
            Some(whole) => self.found.compare(&path, known, &[tree], Some(whole)),
            None if entries.is_empty() => self.found.compare(&path, known, &[tree], None),
            None => {
                let cached = cached.get(name).copied();
                self.folder(&Folder { path, known, tree, entries, cached });
            }
        }
    }

    fn file(
        &mut self,
        path: RepoPath,
        known_folder: usize,
        old: Option<TreeEntry<'_>>,
        entries: Range<usize>,
    ) {
        let old: Vec<Entry> = old.iter().map(TreeEntry::entry).collect();
        let new: Vec<Entry> =
            self.index.entries()[entries].iter().filter_map(staged_entry).collect();
        if old != new {
            self.found.changes.push(Change { path, old, new, known_folder });
        }
    }

    /// The entries that stand for the first name of `rest`, all of which are below `folder`.
    fn group(&self, folder: &RepoPath, rest: &Range<usize>) -> Option<Group<'a>> {
        let entries = &self.index.entries()[rest.clone()];
        let prefix = match folder.as_bytes().len() {
            0 => 0,
            length => length + 1,
        };
        let path: &'a [u8] = entries.first()?.path(self.index).as_ref();
        let below = path.get(prefix..)?;
        let (name, kind, count) = match memchr::memchr(b'/', below) {
            Some(slash) => {
                let folder = &path[..=prefix + slash];
                let inside = |entry: &gix_index::Entry| entry.path(self.index).starts_with(folder);
                (&below[..slash], Kind::Folder, entries.partition_point(inside))
            }
            None => {
                let same = |entry: &&gix_index::Entry| entry.path(self.index) == path;
                (below, Kind::Blob, entries.iter().take_while(same).count())
            }
        };
        Some(Group { name, kind, entries: rest.start..rest.start + count })
    }

    /// The tree of a folder that a sparse index holds as a single entry.
    fn unexpanded(&self, path: &RepoPath, entries: &Range<usize>) -> Option<ObjectId> {
        let [entry] = &self.index.entries()[entries.clone()] else { return None };
        let is_whole = entry.mode == Mode::DIR
            && entry.path(self.index).strip_suffix(b"/") == Some(path.as_bytes());
        is_whole.then(|| ObjectId::from_bytes(entry.id.as_bytes())).flatten()
    }
}

impl Group<'_> {
    /// The group as a line of a tree, to find its place among the others.
    fn as_tree_entry(&self, id: ObjectId) -> TreeEntry<'_> {
        TreeEntry { name: self.name, id, kind: self.kind }
    }
}

/// The id of the tree that the index would make of a folder, where it knows it.
fn cached_id(cached: Option<&extension::Tree>) -> Option<ObjectId> {
    let cached = cached.filter(|cached| cached.num_entries.is_some())?;
    ObjectId::from_bytes(cached.id.as_bytes())
}
