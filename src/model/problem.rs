//! What could not be read.

use super::{ObjectId, RepoPath};

/// One thing that the scan could not read whole; a run with any of these proves nothing about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file or the path inside the repository, where there is one.
    pub path: Option<RepoPath>,
    /// The git object, where there is one.
    pub object: Option<ObjectId>,
    /// What happened and what to do, in one sentence for people; never scanned content.
    pub reason: String,
}

impl Problem {
    /// A problem with a file.
    pub fn at_path(path: RepoPath, reason: impl Into<String>) -> Self {
        Self { path: Some(path), object: None, reason: reason.into() }
    }

    /// A problem with a git object.
    pub fn at_object(object: ObjectId, reason: impl Into<String>) -> Self {
        Self { path: None, object: Some(object), reason: reason.into() }
    }

    /// A problem with the scan as a whole.
    pub fn general(reason: impl Into<String>) -> Self {
        Self { path: None, object: None, reason: reason.into() }
    }
}
