//! `banqlint history`: everything a repository remembers, or a part of it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::{SignedDuration, Span, Timestamp, civil};

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::reach::Reach;
use super::shared::Shared;
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
    /// Report only what came with commits since DATE: 2026-01-31, 2026-01-31T12:00:00Z, or "30 days ago"
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
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

/// A moment, a day (its start in UTC), or a time before now.
fn parse_date(text: &str) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    if let Ok(day) = text.parse::<civil::Date>() {
        let midnight = day.at(0, 0, 0, 0);
        return jiff::tz::Offset::UTC.to_timestamp(midnight).map_err(|error| error.to_string());
    }
    let span: Span = text
        .trim_end_matches("ago")
        .trim()
        .parse()
        .map_err(|_| "write a day as 2026-01-31, a moment as 2026-01-31T12:00:00Z, or a time such as `30 days ago`")?;
    let length: SignedDuration = span
        .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
        .map_err(|_| "use days or weeks: months and years differ in length")?;
    Timestamp::now().checked_sub(length).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_three_forms() {
        assert_eq!(parse_date("2026-01-31").unwrap().to_string(), "2026-01-31T00:00:00Z");
        assert_eq!(
            parse_date("2026-01-31T12:00:00+02:00").unwrap().to_string(),
            "2026-01-31T10:00:00Z"
        );
        for (written, days) in [("30 days ago", 30), ("2 weeks", 14), ("14d", 14)] {
            let age = Timestamp::now().as_second() - parse_date(written).unwrap().as_second();
            assert!((age - days * 86_400).abs() < 60, "{written}: {age}");
        }
        assert!(parse_date("yesterdayish").is_err());
    }
}
