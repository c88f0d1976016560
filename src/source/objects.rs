//! Reads single objects of a repository.
//!
//! Contract: ends on any object, however damaged, and an object of another kind than it is named as counts as damaged.
//! No object reaches libgit2: its reader does not come back from a loose one that is cut short, and reads beyond a pack
//! where a multi-pack-index says so.

use git2::ObjectType;

use super::commit::{Commit, Tag, parse_commit, parse_tag};
use super::loose;
use super::repository::GitRepository;
use super::tree::{Cursor, Kind};
use crate::model::{ObjectId, Problem, RepoPath};

impl GitRepository {
    /// Shows the content of an object to `read`.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the object is missing or damaged.
    pub fn with_object<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, Problem> {
        self.with_typed_object(id, |_, content| read(content))
    }

    /// Shows the kind and content of an object to `read`.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the object is missing or damaged.
    pub(super) fn with_typed_object<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(ObjectType, &[u8]) -> T,
    ) -> Result<T, Problem> {
        let loose = self.object_folders().iter().find_map(|folder| loose::read(folder, id));
        let damaged = match loose {
            Some(Ok((kind, content))) => return Ok(read(kind, &content)),
            Some(Err(error)) => Some(error.to_string()),
            None => None,
        };
        // A damaged copy does not hide a whole one.
        let reason = match self.packs().read(id) {
            Ok(Some(object)) => return Ok(read(object.kind, &object.content)),
            Ok(None) => damaged,
            Err(reason) => Some(damaged.unwrap_or(reason)),
        };
        Err(Problem::at_object(
            id,
            match reason {
                Some(reason) => format!("the object cannot be read: {reason}; run `git fsck`"),
                None => "the object is missing from the repository; fetch it, or run `git fsck`"
                    .to_owned(),
            },
        ))
    }

    /// The object whose id starts with these hexadecimal digits.
    ///
    /// # Errors
    ///
    /// Why there is not exactly one, as a part of a sentence.
    pub(super) fn abbreviated(&self, hex: &str) -> Result<ObjectId, String> {
        let loose = self.object_folders().iter();
        let mut ids: Vec<ObjectId> =
            loose.flat_map(|folder| loose::starting_with(folder, hex)).collect();
        ids.extend(self.packs().starting_with(hex));
        ids.retain(|id| id.as_bytes().len() == self.hash_len());
        ids.sort_unstable();
        ids.dedup();
        match ids[..] {
            [id] => Ok(id),
            [] => Err("no object has an id that starts so".to_owned()),
            _ => Err("more than one object has an id that starts so".to_owned()),
        }
    }

    /// The content of an object.
    ///
    /// # Errors
    ///
    /// As [`with_object`](Self::with_object).
    pub fn object(&self, id: ObjectId) -> Result<Vec<u8>, Problem> {
        self.with_object(id, <[u8]>::to_vec)
    }

    /// The content of a blob.
    ///
    /// # Errors
    ///
    /// As [`with_object`](Self::with_object), and if the object is no blob.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Problem> {
        self.content_of(id, ObjectType::Blob)
    }

    /// The content of an object that is to be of this kind.
    pub(super) fn content_of(&self, id: ObjectId, kind: ObjectType) -> Result<Vec<u8>, Problem> {
        self.with_typed_object(id, |found, content| match found == kind {
            true => Ok(content.to_vec()),
            false => Err(wrong_kind(id, kind, found)),
        })?
    }

    /// Shows a commit, with its bytes, to `read`.
    pub(super) fn with_commit<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(&[u8], &Commit<'_>) -> T,
    ) -> Result<T, Problem> {
        self.with_typed_object(id, |found, bytes| match (found, parse_commit(bytes)) {
            (ObjectType::Commit, Some(commit)) => Ok(read(bytes, &commit)),
            (ObjectType::Commit, None) => Err(malformed(id, "commit")),
            _ => Err(wrong_kind(id, ObjectType::Commit, found)),
        })?
    }

    /// Shows an annotated tag, with its bytes, to `read`.
    pub(super) fn with_tag<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(&[u8], &Tag) -> T,
    ) -> Result<T, Problem> {
        self.with_typed_object(id, |found, bytes| match (found, parse_tag(bytes)) {
            (ObjectType::Tag, Some(tag)) => Ok(read(bytes, &tag)),
            (ObjectType::Tag, None) => Err(malformed(id, "tag")),
            _ => Err(wrong_kind(id, ObjectType::Tag, found)),
        })?
    }

    /// The object that is no tag at the end of a chain of tags, and its kind.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if a link of the chain cannot be read.
    pub(super) fn peeled(&self, mut id: ObjectId) -> Result<(ObjectId, ObjectType), Problem> {
        loop {
            // A tag cannot lead to itself, since its id is the hash of what it names.
            match self.with_typed_object(id, |kind, _| kind)? {
                ObjectType::Tag => id = self.with_tag(id, |_, tag| tag.target)?,
                kind => return Ok((id, kind)),
            }
        }
    }

    /// The commit that an id stands for, by itself or through tags.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if it leads to something else, or cannot be read.
    pub fn commit_behind(&self, id: ObjectId) -> Result<ObjectId, Problem> {
        match self.peeled(id)? {
            (commit, ObjectType::Commit) => Ok(commit),
            (other, kind) => Err(wrong_kind(other, ObjectType::Commit, kind)),
        }
    }

    /// The root tree of a commit.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the commit is missing or damaged.
    pub fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, Problem> {
        self.with_commit(commit, |_, commit| commit.tree)
    }

    /// The blob that stands at `path` below the tree; `None` if there is none, or it cannot be read.
    pub fn blob_at(&self, tree: ObjectId, path: &RepoPath) -> Option<ObjectId> {
        self.line_at(tree, path).and_then(|(id, kind)| (kind == Kind::Blob).then_some(id))
    }

    /// Whether anything stands at `path` below the tree, as far as it can be read.
    pub fn has_name(&self, tree: ObjectId, path: &RepoPath) -> bool {
        self.line_at(tree, path).is_some()
    }

    /// The names of the files in a folder below the tree, as far as it can be read; an empty path is the tree itself.
    pub fn names_in(&self, tree: ObjectId, folder: &RepoPath) -> Vec<String> {
        let tree = match folder.as_bytes() {
            b"" => Some(tree),
            _ => self.line_at(tree, folder).map(|(id, _)| id),
        };
        let content = tree.and_then(|tree| self.content_of(tree, ObjectType::Tree).ok());
        let content = content.unwrap_or_default();
        let mut lines = Cursor::new(&content, self.hash_len());
        let mut names = Vec::new();
        while let Some(line) = lines.current() {
            if line.kind == Kind::Blob {
                names.extend(std::str::from_utf8(line.name).ok().map(str::to_owned));
            }
            lines.advance();
        }
        names
    }

    fn line_at(&self, tree: ObjectId, path: &RepoPath) -> Option<(ObjectId, Kind)> {
        let mut names = path.as_bytes().split(|byte| *byte == b'/').peekable();
        let mut tree = tree;
        loop {
            let name = names.next()?;
            let content = self.content_of(tree, ObjectType::Tree).ok()?;
            let mut lines = Cursor::new(&content, self.hash_len());
            let (id, kind) = loop {
                let line = lines.current()?;
                if line.name == name {
                    break (line.id, line.kind);
                }
                lines.advance();
            };
            match (kind, names.peek()) {
                (_, None) => return Some((id, kind)),
                (Kind::Folder, Some(_)) => tree = id,
                _ => return None,
            }
        }
    }
}

/// The problem with an object that is something else than what names it says.
pub(super) fn wrong_kind(id: ObjectId, expected: ObjectType, found: ObjectType) -> Problem {
    let (expected, found) = (expected.str(), found.str());
    Problem::at_object(
        id,
        format!("it is named as a {expected}, but it is a {found}; run `git fsck`"),
    )
}

fn malformed(id: ObjectId, what: &str) -> Problem {
    Problem::at_object(id, format!("it is not a well-formed {what}; run `git fsck`"))
}
