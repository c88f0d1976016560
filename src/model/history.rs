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

/// When a value came to a path, and whether it left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lifetime {
    /// The commit that brought the value to the path.
    pub introduced: CommitInfo,
    /// Whether the value stands on that path in the commit that HEAD names.
    pub at_head: bool,
    /// The commit that took the value off that path; `None` while some head still has it and none removed it.
    pub removed_in: Option<ObjectId>,
    /// Full names of the references whose tip holds the value on that path now, sorted.
    pub held_by: Vec<String>,
}
