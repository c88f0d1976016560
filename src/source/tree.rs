//! The differences between a tree and the trees that came before it, by object id alone.
//!
//! Contract: attributes, configuration and content play no part, so nothing can hide a path. Folders that are equal are
//! not entered, so the cost follows what differs. A path counts as changed if it differs from every tree that came
//! before: with two parents, what a merge took over from either is not its own.

use std::cmp::Ordering;

use git2::ObjectType;

use super::change::{Change, Entry};
use super::repository::GitRepository;
use crate::model::{ObjectId, Problem, RepoPath};

/// Git follows folders no deeper than this by default, and each level takes its share of the stack.
pub(super) const MOST_NESTED: usize = 2048;

/// One line of a tree object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TreeEntry<'a> {
    pub(super) name: &'a [u8],
    pub(super) id: ObjectId,
    pub(super) kind: Kind,
}

/// What the mode of a tree's line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    Blob,
    Submodule,
}

/// Reads the lines of a tree object one after the other.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    hash_len: usize,
    current: Option<TreeEntry<'a>>,
}

/// Gathers the changes of one comparison.
pub(super) struct Comparison<'a> {
    repository: &'a GitRepository,
    /// What differs, in the order of the paths.
    pub(super) changes: Vec<Change>,
    /// Trees that could not be read.
    pub(super) problems: Vec<Problem>,
}

impl<'a> TreeEntry<'a> {
    /// The place among its siblings: git sorts a folder as if its name ended in `/`.
    fn key(&self) -> impl Iterator<Item = u8> + '_ {
        let slash = (self.kind == Kind::Folder).then_some(b'/');
        self.name.iter().copied().chain(slash)
    }

    fn parse(bytes: &'a [u8], hash_len: usize) -> Option<(Self, &'a [u8])> {
        let zero = memchr::memchr(0, bytes)?;
        let space = memchr::memchr(b' ', &bytes[..zero])?;
        let end = zero + 1 + hash_len;
        let kind = match &bytes[..space] {
            b"40000" | b"040000" => Kind::Folder,
            b"160000" => Kind::Submodule,
            _ => Kind::Blob,
        };
        let id = ObjectId::from_bytes(bytes.get(zero + 1..end)?)?;
        Some((Self { name: &bytes[space + 1..zero], id, kind }, &bytes[end..]))
    }

    pub(super) fn entry(&self) -> Entry {
        match self.kind {
            Kind::Submodule => Entry::Submodule(self.id),
            Kind::Blob | Kind::Folder => Entry::Blob(self.id),
        }
    }
}

impl<'a> Cursor<'a> {
    /// A cursor on the first line of a tree's content.
    pub(super) fn new(bytes: &'a [u8], hash_len: usize) -> Self {
        let mut cursor = Self { rest: bytes, hash_len, current: None };
        cursor.advance();
        cursor
    }

    /// The line under the cursor.
    pub(super) fn current(&self) -> Option<TreeEntry<'a>> {
        self.current
    }

    /// Goes to the next line; one without the form of a line ends the tree.
    pub(super) fn advance(&mut self) {
        match TreeEntry::parse(self.rest, self.hash_len) {
            Some((entry, rest)) => (self.current, self.rest) = (Some(entry), rest),
            None => self.current = None,
        }
    }

    /// Whether the tree has ended before its bytes have.
    pub(super) fn is_malformed(&self) -> bool {
        self.current.is_none() && !self.rest.is_empty()
    }
}

impl<'a> Comparison<'a> {
    /// A comparison that has found nothing yet.
    pub(super) fn new(repository: &'a GitRepository) -> Self {
        Self { repository, changes: Vec::new(), problems: Vec::new() }
    }

    /// Compares the tree `new` at `path` with those that stood there before, one for each parent; `None` is no tree.
    pub(super) fn compare(
        &mut self,
        path: &RepoPath,
        known_folder: usize,
        old: &[Option<ObjectId>],
        new: Option<ObjectId>,
    ) {
        if old.contains(&new) {
            return;
        }
        if self.is_too_deep(path) {
            return;
        }
        let known_folder =
            if old.iter().any(Option::is_some) { path.as_bytes().len() } else { known_folder };
        let contents: Vec<Vec<u8>> =
            old.iter().chain([&new]).map(|tree| self.content(path, *tree)).collect();
        let hash_len = self.repository.hash_len();
        let mut cursors: Vec<Cursor<'_>> =
            contents.iter().map(|content| Cursor::new(content, hash_len)).collect();
        let mut here: Vec<Option<TreeEntry<'_>>> = Vec::with_capacity(cursors.len());
        while let Some(first) = first_of(&cursors) {
            here.clear();
            for cursor in &mut cursors {
                let same = cursor.current().filter(|entry| order(entry, &first) == Ordering::Equal);
                if same.is_some() {
                    cursor.advance();
                }
                here.push(same);
            }
            let (new_entry, old_entries) = here.split_last().expect("the new tree has a cursor");
            if !old_entries.contains(new_entry) {
                self.differs(path, known_folder, &first, old_entries, *new_entry);
            }
        }
        if cursors.iter().any(Cursor::is_malformed) {
            self.problems.push(malformed(path));
        }
    }

    /// Whether folders are nested deeper at `path` than is followed, which is a problem then.
    pub(super) fn is_too_deep(&mut self, path: &RepoPath) -> bool {
        let is_too_deep =
            path.as_bytes().iter().filter(|byte| **byte == b'/').count() >= MOST_NESTED;
        if is_too_deep {
            self.problems.push(Problem::general(format!(
                "folders are nested deeper than {MOST_NESTED}, and what is below that was not read; look at it by hand"
            )));
        }
        is_too_deep
    }

    fn differs(
        &mut self,
        folder: &RepoPath,
        known_folder: usize,
        first: &TreeEntry<'_>,
        old: &[Option<TreeEntry<'_>>],
        new: Option<TreeEntry<'_>>,
    ) {
        let path = folder.join(first.name);
        if first.kind == Kind::Folder {
            let trees: Vec<Option<ObjectId>> =
                old.iter().map(|entry| entry.map(|entry| entry.id)).collect();
            return self.compare(&path, known_folder, &trees, new.map(|entry| entry.id));
        }
        let old = old.iter().flatten().map(TreeEntry::entry).collect();
        let new = new.iter().map(TreeEntry::entry).collect();
        self.changes.push(Change { path, old, new, known_folder });
    }

    /// An unreadable tree counts as empty, and is listed.
    pub(super) fn content(&mut self, path: &RepoPath, tree: Option<ObjectId>) -> Vec<u8> {
        let Some(tree) = tree else { return Vec::new() };
        self.repository.content_of(tree, ObjectType::Tree).unwrap_or_else(|problem| {
            self.problems.push(Problem { path: Some(path.clone()), ..problem });
            Vec::new()
        })
    }
}

/// The problem with a tree whose bytes are not those of a tree.
pub(super) fn malformed(path: &RepoPath) -> Problem {
    Problem::at_path(path.clone(), "the folder's object is not a well-formed tree; run `git fsck`")
}

fn first_of<'a>(cursors: &[Cursor<'a>]) -> Option<TreeEntry<'a>> {
    cursors.iter().filter_map(Cursor::current).min_by(order)
}

/// Git's order of the lines of a tree.
pub(super) fn order(left: &TreeEntry<'_>, right: &TreeEntry<'_>) -> Ordering {
    let common = left.name.len().min(right.name.len());
    left.name[..common]
        .cmp(&right.name[..common])
        .then_with(|| left.key().skip(common).cmp(right.key().skip(common)))
}
