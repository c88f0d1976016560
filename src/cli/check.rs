//! `banqlint check`: the files of a working tree, or standard input.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::fixing::Fixing;
use super::shared::Shared;
use crate::scan::{self, CheckOptions};

/// Check the files of a working tree
///
/// Reads tracked files even where an ignore file covers them, untracked files unless ignored, and hidden files too. A path
/// that is named is always read.
#[derive(Debug, Args)]
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

impl Run for Check {
    fn run(self) -> anyhow::Result<Exit> {
        if self.fixing.is_asked() && self.paths.iter().any(|path| path.as_os_str() == "-") {
            anyhow::bail!(
                "standard input cannot be fixed in place; name the file that it comes from"
            );
        }
        self.shared.run_and_fix(self.scanned(), self.fixing, |session| {
            let options = CheckOptions {
                threads: session.threads,
                ignore_files: !self.no_ignore,
                reveal: session.reveal,
                progress: Arc::clone(&session.progress),
            };
            scan::check(&self.paths, &session.inspector, &options)
        })
    }
}

impl Check {
    /// The first path decides which configuration holds.
    fn scanned(&self) -> Scanned<'_> {
        let first = self.paths.iter().find(|path| path.as_os_str() != "-");
        Scanned::Files(first.map_or(Path::new("."), PathBuf::as_path))
    }
}
