//! Which paths a team has chosen to look at.

use super::{Globs, RepoPath};

/// The files that are looked at: all of them by default.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Only what these cover is looked at; everything where absent.
    pub include: Option<Globs>,
    /// What these cover is not looked at.
    pub exclude: Option<Globs>,
}

impl Scope {
    /// Whether every path is covered, so that none needs to be asked about.
    pub fn is_everything(&self) -> bool {
        self.include.is_none() && self.exclude.is_none()
    }

    /// Whether a path is looked at.
    pub fn covers(&self, path: &RepoPath) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.cover(path))
            && !self.exclude.as_ref().is_some_and(|globs| globs.cover(path))
    }
}
