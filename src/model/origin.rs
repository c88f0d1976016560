//! Where a unit of content came from.

use super::{ObjectId, RepoPath};

/// The source of one unit of content; reports name it in `origin`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A file of a working tree, or the target text of a symbolic link there.
    File {
        /// Relative to the repository's root, or to the path given outside one.
        path: RepoPath,
    },
    /// Standard input.
    Stdin,
    /// What the index holds for a path.
    Staged {
        /// Relative to the repository's root.
        path: RepoPath,
        /// The staged blob.
        object: ObjectId,
    },
    /// A blob of the history.
    Blob {
        /// The path on which it stood; `None` for one that no commit reaches.
        path: Option<RepoPath>,
        /// The blob.
        object: ObjectId,
    },
    /// The message of a commit.
    CommitMessage {
        /// The commit.
        commit: ObjectId,
    },
    /// The message of an annotated tag.
    TagMessage {
        /// The tag object.
        tag: ObjectId,
    },
    /// A note attached to an object.
    Note {
        /// The path in the notes tree, which is the annotated object's id.
        path: RepoPath,
        /// The blob that holds the note.
        object: ObjectId,
    },
    /// The name of a file or directory.
    FileName {
        /// The whole path, of which the last component holds the value.
        path: RepoPath,
        /// The object of that name; `None` in a working tree.
        object: Option<ObjectId>,
    },
    /// The author, committer or tagger field of an object.
    Person {
        /// The commit or tag.
        object: ObjectId,
    },
    /// The name of a branch, tag or other reference.
    RefName {
        /// What the reference points at.
        object: ObjectId,
    },
}

impl Origin {
    /// Whether only a history has such a place, and no working tree or index.
    pub fn is_of_history(&self) -> bool {
        !matches!(
            self,
            Self::File { .. } | Self::Stdin | Self::Staged { .. } | Self::FileName { .. }
        )
    }

    /// The word that reports use; these words are a promise to users.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::Stdin => "stdin",
            Self::Staged { .. } => "staged",
            Self::Blob { .. } => "blob",
            Self::CommitMessage { .. } => "commit-message",
            Self::TagMessage { .. } => "tag-message",
            Self::Note { .. } => "note",
            Self::FileName { .. } => "file-name",
            Self::Person { .. } => "person",
            Self::RefName { .. } => "ref-name",
        }
    }

    /// The path, where the origin has one.
    pub fn path(&self) -> Option<&RepoPath> {
        match self {
            Self::File { path }
            | Self::Staged { path, .. }
            | Self::Note { path, .. }
            | Self::FileName { path, .. } => Some(path),
            Self::Blob { path, .. } => path.as_ref(),
            Self::Stdin
            | Self::CommitMessage { .. }
            | Self::TagMessage { .. }
            | Self::Person { .. }
            | Self::RefName { .. } => None,
        }
    }

    /// The path to change, where the origin has one; for masking.
    pub fn path_mut(&mut self) -> Option<&mut RepoPath> {
        match self {
            Self::File { path }
            | Self::Staged { path, .. }
            | Self::Note { path, .. }
            | Self::FileName { path, .. } => Some(path),
            Self::Blob { path, .. } => path.as_mut(),
            Self::Stdin
            | Self::CommitMessage { .. }
            | Self::TagMessage { .. }
            | Self::Person { .. }
            | Self::RefName { .. } => None,
        }
    }

    /// The git object that holds the content, where there is one.
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            Self::File { .. } | Self::Stdin => None,
            Self::FileName { object, .. } => *object,
            Self::Staged { object, .. }
            | Self::Blob { object, .. }
            | Self::Note { object, .. }
            | Self::Person { object }
            | Self::RefName { object } => Some(*object),
            Self::CommitMessage { commit } => Some(*commit),
            Self::TagMessage { tag } => Some(*tag),
        }
    }

    /// What stands for the place in a fingerprint: the path, or a word for content that has none.
    ///
    /// The words leave out object ids, so that a squashed or rebased message keeps its fingerprint.
    pub fn place(&self) -> RepoPath {
        match self.path() {
            Some(path) => path.clone(),
            None => RepoPath::from(format!("<{}>", self.as_str()).as_str()),
        }
    }
}
