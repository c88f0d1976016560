//! What history says about a finding.

use super::ObjectId;

/// A commit, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitInfo {
    /// The commit's id.
    pub id: ObjectId,
    /// Author time, in seconds since the Unix epoch.
    pub time: i64,
    /// The author as `Name <address>`, with U+FFFD where it is not UTF-8.
    pub author: String,
    /// The first line of the message.
    pub summary: String,
}

/// The commit that took a value off a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removal {
    /// The commit's id.
    pub commit: ObjectId,
    /// Author time, in seconds since the Unix epoch.
    pub time: i64,
}

/// A repository, as reports that platforms take name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The URL of its first remote, without the user's name and password; a `file:` URL where there is none.
    pub url: String,
    /// The commit that HEAD names; `None` before the first one.
    pub head: Option<ObjectId>,
    /// The short name of the branch that HEAD names, where it names one.
    pub branch: Option<String>,
}

/// When a value came to a path, and whether it left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lifetime {
    /// The commit that brought the value to the path.
    pub introduced: CommitInfo,
    /// Whether the value stands on that path in the commit that HEAD names.
    pub at_head: bool,
    /// What took the value off that path; `None` while some head still has it and none removed it.
    pub removed_in: Option<Removal>,
    /// Whether it stands there again: at HEAD, which had lost it, or where a range ends that brings it.
    pub has_come_back: bool,
    /// Full names of the references whose tip holds the value on that path now, sorted.
    pub held_by: Vec<String>,
}
