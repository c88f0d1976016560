//! `banqlint check`: the files of a working tree, or standard input.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::shared::Shared;
use crate::scan::{self, CheckOptions};

/// Check the files of a working tree
///
/// Reads tracked files even where an ignore file covers them, untracked files unless ignored, and hidden files too. A path
/// that is named is always read.
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
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  banqlint check                                        all files of this folder
  banqlint check --format sarif --output out.sarif      for a platform
  banqlint check --format jsonl . | jq .path            while it scans
  git diff | banqlint check -                           standard input";

impl Run for Check {
    fn run(self) -> anyhow::Result<Exit> {
        self.shared.run_in_parts(self.scanned(), |session, emit| {
            let options = CheckOptions {
                threads: session.threads,
                ignore_files: !self.no_ignore,
                scope: session.scope.clone(),
                reveal: session.reveal,
                progress: Arc::clone(&session.progress),
            };
            match emit {
                Some(emit) => scan::check_in_parts(&self.paths, &session.inspector, &options, emit),
                None => scan::check(&self.paths, &session.inspector, &options),
            }
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
