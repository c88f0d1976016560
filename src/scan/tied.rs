//! The second walk of `banqlint check`: files that another one ties to the vendor.
//!
//! Contract: walks only where the first walk met names that tie, and looks only at files that use one of them. It adds
//! what the ties show, and takes nothing of the first walk away but the word that a comment allows nothing, where it
//! allows what was added. The first walk has told what cannot be read.

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::allowances::UNUSED;
use super::assemble::Gathered;
use super::check::{Around, CheckOptions};
use super::inspect::{Detection, Inspector};
use crate::guidance::Ties;
use crate::model::{Origin, Problem, RepoPath, Span, ValueId};
use crate::source::worktree::{self, Block, Place, Receive, Screening, Sieve, WalkOptions};

/// A comment that was said to allow nothing: its file, place and words.
type Unused = (Option<RepoPath>, Option<Span>, ValueId);

/// What the ties that were gathered show; comments that allow some of it are taken out of `gathered`.
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
        used: Vec::new(),
        gathered: Gathered::default(),
    };
    let mut used = Vec::new();
    let mut found = Gathered::default();
    for worker in worktree::walk(files, walk, worker).unwrap_or_default() {
        used.extend(worker.used);
        found.merge(worker.gathered);
    }
    // Files of two roots can have the same path, so each comment pays for one.
    let mut left: FxHashMap<Unused, usize> = FxHashMap::default();
    for comment in used {
        *left.entry(comment).or_default() += 1;
    }
    if !left.is_empty() {
        gathered.detections.retain(|one| {
            let count = unused(one).and_then(|comment| left.get_mut(&comment));
            match count.filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    false
                }
                None => true,
            }
        });
    }
    gathered.roots.append(&mut found.roots);
    gathered.mendable.append(&mut found.mendable);
    found.detections
}

/// What a detection says of a comment that allows nothing.
fn unused(detection: &Detection) -> Option<Unused> {
    let finding = &detection.finding;
    let is_unused = finding.rule.id == UNUSED;
    is_unused.then(|| (finding.origin.path().cloned(), finding.span, finding.value.id))
}

/// One thread's look.
struct Worker<'i> {
    inspector: &'i Inspector,
    options: &'i CheckOptions,
    ties: &'i Ties,
    around: &'i Around,
    /// Comments that allow something after all.
    used: Vec<Unused>,
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
        let origin = Origin::File { path };
        let circumstances = || self.around.circumstances(place);
        let all = self.inspector.inspect_tied(&origin, bytes, &circumstances).detections;
        let left: FxHashSet<Unused> = all.iter().filter_map(unused).collect();
        let before = self.gathered.detections.len();
        self.gathered.detections.extend(all.into_iter().filter(|one| one.is_tied));
        self.gathered.note_place(place, before);
        let is_allowed = |one: &Detection| one.finding.allowed.is_some();
        if self.gathered.detections[before..].iter().any(is_allowed) {
            let first = self.inspector.inspect_file(&origin, bytes, &circumstances).detections;
            let first = first.iter().filter_map(unused);
            self.used.extend(first.filter(|comment| !left.contains(comment)));
        }
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
