//! `banqlint check`: the files of a working tree, or standard input.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::fixing::{self, Fixing};
use super::shared::{Session, Shared};
use crate::model::Report;
use crate::scan::{self, CheckOptions, Mending};
use crate::source::worktree::is_handed_over;

/// Check the files of a working tree
///
/// Reads tracked files even where an ignore file covers them, untracked files unless ignored, and hidden files too. A
/// path that is named is read whatever ignore files say, and where it is a link, so is what it leads to; what the
/// configuration excludes is not read under any name. Where several are named, the configuration and the baseline around the first hold
/// for all.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// Files and folders to read; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Also read what ignore files cover
    #[arg(long)]
    no_ignore: bool,
    #[command(flatten)]
    fixing: Fixing,
    #[command(flatten)]
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  banqlint check                                        all files of this folder
  banqlint check --format sarif --output out.sarif      for a platform
  banqlint check --format jsonl | jq '.path // empty'   while it scans
  git diff | banqlint check -                           standard input";

impl Run for Check {
    fn run(self) -> anyhow::Result<Exit> {
        let mending = match self.fixing.is_asked() {
            true => Some(self.mend()?),
            false => None,
        };
        if let Some((mending, report)) = mending.as_ref().filter(|_| self.fixing.diff) {
            return fixing::show(mending, report);
        }
        let mending = mending.map(|(mending, _)| mending);
        self.shared.run_in_parts(self.scanned(), |session, emit| {
            let options = self.options(session);
            let mut report = match emit {
                Some(emit) => {
                    scan::check_in_parts(&self.paths, &session.inspector, &options, emit)?
                }
                None => scan::check(&self.paths, &session.inspector, &options)?,
            };
            if let Some(mending) = mending {
                mending.tell(&mut report);
                self.shared.announce_mended(&report);
            }
            anyhow::Ok(report)
        })
    }
}

impl Check {
    fn options(&self, session: &Session) -> CheckOptions {
        CheckOptions {
            threads: session.threads,
            ignore_files: !self.no_ignore,
            scope: session.scope.clone(),
            reveal: session.reveal,
            progress: Arc::clone(&session.progress),
        }
    }

    /// Mends what counts, or finds what would be mended; the run that follows says what is left.
    fn mend(&self) -> anyhow::Result<(Mending, Report)> {
        if self.paths.iter().any(|path| is_stream(path)) {
            anyhow::bail!(
                "standard input cannot be fixed in place; name the file that it comes from"
            );
        }
        let (session, report) = self.shared.judged(self.scanned(), |session| {
            scan::check(&self.paths, &session.inspector, &self.options(session))
        })?;
        Ok((self.fixing.mend(&report, &session.inspector), report))
    }

    /// The first path decides which configuration holds.
    fn scanned(&self) -> Scanned<'_> {
        let first = self.paths.iter().find(|path| !is_stream(path));
        Scanned::Files(first.map_or(Path::new("."), PathBuf::as_path))
    }
}

/// Whether a path names something that is no file of a tree, and can be read once.
fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-" || is_handed_over(path)
}
