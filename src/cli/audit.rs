//! `banqlint audit`: working tree and history of many repositories.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use super::Run;
use super::decisions::Scanned;
use super::exit::Exit;
use super::reach::Reach;
use super::said::said;
use super::shared::Shared;
use crate::scan::{self, AuditOptions};

/// Check working tree and history of many repositories
///
/// Reads what `check` and `history` read, in bare repositories too, and makes one report of it. A target that cannot be
/// opened is listed as unread, and the others are still read. With several targets, paths begin with the target's name,
/// and their own configurations and baselines are not used: name one for all of them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Audit {
    /// Repositories, or folders inside them [default: the one around the current folder]
    #[arg(value_name = "TARGET")]
    targets: Vec<PathBuf>,
    /// Also audit what FILE names, one target a line; empty lines and those that start with `#` are left out
    #[arg(long = "targets", value_name = "FILE")]
    list: Option<PathBuf>,
    /// Also read files that ignore files cover
    #[arg(long)]
    no_ignore: bool,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  banqlint audit --report html=audit.html repos/*       working trees and histories
  banqlint audit --targets repositories.txt             one target a line";

impl Run for Audit {
    fn run(self) -> anyhow::Result<Exit> {
        let targets = self.all_targets()?;
        // Where several repositories are read, none of them decides over the others.
        let (scanned, unused) = match targets.as_slice() {
            [one] => (Scanned::Repository(one), Vec::new()),
            _ => (Scanned::Several, self.shared.unused_decisions(&targets)),
        };
        self.shared.run(scanned, |session| {
            let options = AuditOptions {
                threads: session.threads,
                ignore_files: !self.no_ignore,
                scope: session.scope.clone(),
                connectivity: !self.reach.skip_connectivity,
                all_objects: self.reach.all_objects,
                reveal: session.reveal,
                progress: Arc::clone(&session.progress),
            };
            let mut begun = 0;
            let report = scan::audit(&targets, &session.inspector, &options, |target| {
                begun += 1;
                let target = format!("[{begun}/{}] {}", targets.len(), target.display());
                if self.shared.announces() {
                    // Whoever has closed standard error does not want to know.
                    let _ = writeln!(io::stderr(), "{}", said(&target));
                }
                session.progress.turn_to(target);
            });
            report.map(|mut report| {
                report.not_covered.extend(unused);
                report
            })
        })
    }
}

impl Audit {
    fn all_targets(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut targets = self.targets.clone();
        if let Some(list) = &self.list {
            let text = std::fs::read_to_string(list).with_context(|| {
                format!("cannot read the targets in {}; name a text file", list.display())
            })?;
            let lines = text.lines().map(str::trim);
            targets.extend(
                lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(PathBuf::from),
            );
            anyhow::ensure!(
                !targets.is_empty(),
                "{} names no target; write one a line",
                list.display()
            );
        } else if targets.is_empty() {
            targets.push(PathBuf::from("."));
        }
        Ok(targets)
    }
}
