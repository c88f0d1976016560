//! What a source knows of a file beside its content.

use super::app::Apps;

/// How a file stands towards git, towards the users of its machine and in its project; what nobody knows is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// Whether git tracks the file.
    pub tracking: Tracking,
    /// The permission bits of a file on a Unix disk, such as `0o644`.
    pub mode: Option<u32>,
    /// What the folder around it becomes.
    pub apps: Apps,
}

/// How git regards a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tracking {
    /// Nobody knows, or there is no repository.
    #[default]
    Unknown,
    /// It is in the index or in a commit.
    Tracked,
    /// It stands in a working tree, and neither the index nor an ignore rule covers it: `git add .` takes it.
    Unignored,
    /// An ignore rule keeps it out.
    Ignored,
}

impl Circumstances {
    /// A file of an index or a commit.
    pub const TRACKED: Self = Self {
        tracking: Tracking::Tracked,
        mode: None,
        apps: Apps { script: None, jvm: None, dotnet: None },
    };
}
