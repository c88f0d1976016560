//! The result of a run, as renderers take it.

use std::path::PathBuf;

use super::{Finding, Mended, Problem, Provenance, RepoPath, Suppressed};

/// Everything one run has to say. Findings and problems are sorted and masked; renderers only draw them.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The violations, sorted by place.
    pub findings: Vec<Finding>,
    /// The findings that a team has decided to live with.
    pub suppressed: Suppressed,
    /// What could not be read, sorted.
    pub problems: Vec<Problem>,
    /// What the run left out by its own options, one sentence each.
    pub not_covered: Vec<String>,
    /// The paths of baseline entries whose value is gone, sorted, where that makes the run fail.
    pub stale: Vec<String>,
    /// What was skipped on purpose without making the run incomplete, such as a socket; one sentence each, sorted.
    pub notes: Vec<String>,
    /// The folder on this machine that paths of files are relative to, where it is one for all of them.
    pub root: Option<PathBuf>,
    /// The repository, where the run read one's history.
    pub provenance: Option<Provenance>,
    /// The files on this machine in which something can be mended, by the path that findings have; sorted. Never
    /// printed.
    pub mendable: Vec<(RepoPath, PathBuf)>,
    /// What was mended, where the run was asked to.
    pub mended: Option<Mended>,
    /// What was read.
    pub stats: Stats,
}

/// What a run read.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stats {
    /// Files of the working tree.
    pub files: u64,
    /// Files that the configuration leaves out; they were not read.
    pub excluded: u64,
    /// Blobs of the history or of the index.
    pub blobs: u64,
    /// Commits.
    pub commits: u64,
    /// Bytes of content, after unpacking.
    pub bytes: u64,
    /// Wall time, in seconds.
    pub seconds: f64,
}

impl Stats {
    /// Counts one more blob, of this size.
    pub(crate) fn count_blob(&mut self, bytes: u64) {
        self.blobs += 1;
        self.bytes += bytes;
    }
}

impl Report {
    /// Whether everything that the run set out to read was read.
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }
}
