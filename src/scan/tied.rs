//! The second walk of `banqlint check`: files that another one ties to the vendor.
//!
//! Contract: walks only where the first walk met names that tie, and looks only at files that use one of them. What
//! such a file was found to hold is found again, with what the tie adds; the first walk has told what cannot be read.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::assemble::Gathered;
use super::check::{Around, CheckOptions};
use super::inspect::{Detection, Inspector};
use crate::guidance::Ties;
use crate::model::{Origin, Problem, RepoPath};
use crate::source::worktree::{self, Block, Place, Receive, Screening, Sieve, WalkOptions};

/// Takes out of `gathered` what was found in files that others tie to the vendor, and returns what is found in them.
pub(super) fn look(
    files: &[&PathBuf],
    inspector: &Inspector,
    options: &CheckOptions,
    around: &Around,
    gathered: &mut Gathered,
) -> Vec<Detection> {
    let Some(ties) = Ties::new(std::mem::take(&mut gathered.ties)) else { return Vec::new() };
    let walk = WalkOptions { threads: options.threads, ignore_files: options.ignore_files };
    let worker = || Worker {
        inspector,
        options,
        ties: &ties,
        around,
        looked_at: FxHashSet::default(),
        gathered: Gathered::default(),
    };
    let mut looked_at = FxHashSet::default();
    let mut found = Gathered::default();
    for worker in worktree::walk(files, walk, worker).unwrap_or_default() {
        looked_at.extend(worker.looked_at);
        found.merge(worker.gathered);
    }
    gathered.detections.retain(|detection| {
        let origin = &detection.finding.origin;
        !matches!(origin, Origin::File { path } if looked_at.contains(path))
    });
    gathered.roots.append(&mut found.roots);
    gathered.mendable.append(&mut found.mendable);
    found.detections
}

/// One thread's look.
struct Worker<'i> {
    inspector: &'i Inspector,
    options: &'i CheckOptions,
    ties: &'i Ties,
    around: &'i Around,
    looked_at: FxHashSet<RepoPath>,
    gathered: Gathered,
}

impl Receive for Worker<'_> {
    fn admits(&mut self, place: &Place<'_>) -> bool {
        let scope = &self.options.scope;
        !self.options.progress.is_stopped()
            && (scope.is_everything() || scope.covers(&place.to_repo_path()))
    }

    fn content(&mut self, place: &Place<'_>, bytes: &[u8]) {
        let path = place.to_repo_path();
        if self.inspector.names_vendor(bytes) || !self.ties.reach(&path.to_text(), bytes) {
            return;
        }
        let origin = Origin::File { path: path.clone() };
        let circumstances = || self.around.circumstances(place);
        let inspection = self.inspector.inspect_tied(&origin, bytes, &circumstances);
        let before = self.gathered.detections.len();
        self.gathered.detections.extend(inspection.detections);
        self.gathered.note_place(place, before);
        self.looked_at.insert(path);
    }

    /// A file that has to be looked at in blocks is larger than what is tied.
    fn screening(&self, _place: &Place<'_>, _start: &[u8]) -> Screening<'_> {
        Screening {
            sieve: Some(Box::new(Nothing)),
            threads: self.options.threads,
            stop: self.options.progress.stop(),
        }
    }

    fn harmless(&mut self, _place: &Place<'_>, _size: usize) {}

    fn name(&mut self, _place: &Place<'_>, _name: &[u8]) {}

    fn problem(&mut self, _problem: Problem) {}

    fn note(&mut self, _note: String) {}

    fn not_covered(&mut self, _what: String) {}
}

/// Finds nothing in any block.
struct Nothing;

impl Sieve for Nothing {
    fn margin(&self) -> usize {
        0
    }

    fn room(&self) -> usize {
        0
    }

    fn passes(&self, _block: Block<'_>) -> bool {
        true
    }

    fn holds_nothing(&self, _block: Block<'_>) -> bool {
        true
    }

    fn weighs_nothing(&self, _block: Block<'_>) -> bool {
        true
    }
}
