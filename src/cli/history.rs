//! `banqlint history`: everything a repository remembers, or a part of it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;

use super::decisions::Scanned;
use super::exit::Exit;
use super::reach::Reach;
use super::shared::Shared;
use super::{Run, moment};
use crate::scan::{self, HistoryOptions, RangeRequest};
use crate::source::GitRepository;

/// Check the whole history of a git repository
///
/// Reads every object that a reference, a reflog or the stash reaches, in a working clone, a bare one or a mirror, and
/// says of each finding which commit brought it, which one took it away, and whether HEAD still has it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct History {
    /// The repository, or a folder inside it [default: the one around the current folder]
    #[arg(value_name = "REPO")]
    repository: Option<PathBuf>,
    /// Read only what B adds to A; without A, or with git's zero id for it, everything B reaches
    #[arg(long, value_name = "A..B", conflicts_with_all = ["since", "all_objects", "skip_connectivity"])]
    range: Option<String>,
    /// Report only what came with commits and tags since DATE: 2026-01-31, 2026-01-31T12:00:00Z, "30 days ago" or "last month"
    #[arg(long, value_name = "DATE", value_parser = moment::parse)]
    since: Option<Timestamp>,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  banqlint history                              the repository around the current folder
  banqlint history --range origin/main..HEAD    what a merge request adds
  banqlint history --all-objects mirror.git     also what nothing reaches any more";

impl Run for History {
    fn run(self) -> anyhow::Result<Exit> {
        let git = match &self.repository {
            Some(path) if is_range(path) => anyhow::bail!(
                "{0} is no repository; for what a range adds, run `banqlint history --range {0}`",
                path.display()
            ),
            Some(path) => GitRepository::discover(path)?,
            None => GitRepository::from_environment(Path::new("."))?,
        };
        let place = self.repository.as_deref().unwrap_or(Path::new("."));
        if let Some(range) = &self.range {
            let request = RangeRequest::between(&git, range)?;
            return self.shared.run(Scanned::Range(place, &request.range), |session| {
                let options = session.range_options();
                let mut report = scan::range(&git, &session.inspector, &request, &options)?;
                report.not_covered.push(format!("everything outside the range {range}"));
                anyhow::Ok(report)
            });
        }
        self.shared.run(Scanned::History(place), |session| {
            let options = HistoryOptions {
                threads: session.threads,
                connectivity: !self.reach.skip_connectivity,
                all_objects: self.reach.all_objects,
                since: self.since.map(Timestamp::as_second),
                reveal: session.reveal,
                progress: Arc::clone(&session.progress),
            };
            scan::history(&git, &session.inspector, &options)
        })
    }
}

/// Whether what was named as a repository is a range: it is not there, and has dots that are no folder's.
fn is_range(path: &Path) -> bool {
    let is_folder = path.components().any(|part| part == Component::ParentDir);
    !is_folder && path.to_string_lossy().contains("..") && path.symlink_metadata().is_err()
}
