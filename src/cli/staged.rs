//! `banqlint staged`: what the next commit would add.

use std::path::Path;
use std::sync::Arc;

use clap::Args;

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::shared::Shared;
use crate::scan::{self, StagedOptions};

/// Check what the next commit would add
///
/// Reads the index, never the working copy, and reports what HEAD does not hold already. This is what the pre-commit
/// hook runs.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Staged {
    /// Report everything in a changed file, and not what the commit adds alone
    #[arg(long)]
    whole_files: bool,
    #[command(flatten)]
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  banqlint staged                  what the next commit would add
  banqlint staged --whole-files    everything in the files that it changes";

impl Run for Staged {
    fn run(self) -> anyhow::Result<Exit> {
        self.shared.run(Scanned::Index, |session| {
            let options = StagedOptions {
                whole_files: self.whole_files,
                reveal: session.reveal,
                progress: Arc::clone(&session.progress),
            };
            scan::staged(Path::new("."), &session.inspector, &options)
        })
    }
}
