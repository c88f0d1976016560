//! What differs on one path between content that is known and content that is to come.

use crate::model::{ObjectId, RepoPath};

/// One path whose content is new, changed or gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Relative to the repository's root.
    pub path: RepoPath,
    /// What stood there: nothing, one entry, or one for each parent of a merge.
    pub old: Vec<Entry>,
    /// What is to stand there: nothing, one entry, or up to three in a conflict.
    pub new: Vec<Entry>,
    /// The length of the part of the path that stood in the old content already: 0, or the length of a folder's path.
    pub known_folder: usize,
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A file, or a symbolic link whose target is the blob's content.
    Blob(ObjectId),
    /// A commit of another repository, which is not entered.
    Submodule(ObjectId),
}

impl Entry {
    /// The blob, where there is one.
    pub fn blob(self) -> Option<ObjectId> {
        match self {
            Self::Blob(id) => Some(id),
            Self::Submodule(_) => None,
        }
    }
}

impl Change {
    /// Whether nothing stood on the path before.
    pub fn is_addition(&self) -> bool {
        self.old.is_empty() && !self.new.is_empty()
    }

    /// Whether nothing stands on the path any more.
    pub fn is_removal(&self) -> bool {
        self.new.is_empty()
    }
}
