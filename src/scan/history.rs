//! The pipeline of `banqlint history`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::inspect::Inspector;
use crate::model::Report;

/// What a scan of the history is told.
#[derive(Debug, Clone)]
pub struct HistoryOptions {
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Whether to check that every object which a reachable one names is there.
    pub connectivity: bool,
    /// Whether to read objects that nothing reaches.
    pub all_objects: bool,
    /// Whether secrets are printed in clear.
    pub reveal: bool,
}

/// Why nothing of a history could be scanned.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no repository.
    #[error("{}: not a git repository; name one, or run inside one", .path.display())]
    NotARepository {
        /// Where it was looked for.
        path: PathBuf,
    },
}

/// Scans everything that the repository at `path` remembers.
pub fn history(
    path: &Path,
    _inspector: &Inspector,
    _options: &HistoryOptions,
) -> Result<Report, HistoryError> {
    Err(HistoryError::NotARepository { path: path.to_owned() })
}
