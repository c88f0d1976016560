//! `banqlint history`: everything a repository remembers.

use std::path::PathBuf;

use clap::Args;

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::shared::Shared;
use crate::scan::{self, HistoryOptions};

/// Check the whole history of a git repository
///
/// Reads every object that a reference, a reflog or the stash reaches, in a working clone, a bare one or a mirror.
#[derive(Debug, Args)]
pub(super) struct History {
    /// The repository, or a folder inside it
    #[arg(value_name = "REPO", default_value = ".")]
    repository: PathBuf,
    /// Do not check that every object of the history is there
    #[arg(long)]
    skip_connectivity: bool,
    /// Also read objects that nothing reaches
    #[arg(long)]
    all_objects: bool,
    #[command(flatten)]
    shared: Shared,
}

impl Run for History {
    fn run(self) -> anyhow::Result<Exit> {
        self.shared.run(Scanned::History(&self.repository), |session| {
            let options = HistoryOptions {
                threads: session.threads,
                connectivity: !self.skip_connectivity,
                all_objects: self.all_objects,
                reveal: session.reveal,
            };
            scan::history(&self.repository, &session.inspector, &options)
        })
    }
}
