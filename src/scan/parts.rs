//! `banqlint check`, part by part: what is found is handed on while the scan goes on.
//!
//! Contract: files are listed first and read in the order of their paths, a fixed number at a time, so that the parts
//! are the same on any number of threads; within a part, and from one to the next, findings are sorted as in a whole
//! report. Four kinds wait for the end, since only the whole run can tell: what counts only where the project names the
//! vendor or another file ties this one to it, what a comment allows, comments that allow nothing, and what stands in a
//! path so long that a secret found later could be part of it. Memory holds the list of files, one part, what waits,
//! and each secret once.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rustc_hash::FxHashSet;

use super::allowances::UNUSED;
use super::assemble::{Gathered, assemble};
use super::check::{Around, CheckOptions, Worker, read_stdin};
use super::inspect::{Detection, Inspector};
use super::tied;
use crate::model::{FAULT, Finding, Problem, RepoPath, Report, Stage, ValueId, contain};
use crate::source::Examine;
use crate::source::worktree::{self, Opener, Place, Receive, Screening, WalkError, WalkOptions};

/// How many files and names make a part: enough work for all threads, and few enough that the findings of a part are no
/// burden.
const PART: usize = 64;

/// The shortest piece of a path that can hold a secret of the program's own rules, in bytes; a shorter secret has a
/// colon.
const LONG: usize = 20;

/// The same for the rules of a team, whose values may have any form.
const LONG_FOREIGN: usize = 8;

/// Scans as [`check`](super::check()) does, and gives findings to `emit` as they come; those that had to wait are in
/// the report that is returned, with everything else.
///
/// # Errors
///
/// When a path does not exist or cannot be reached; then nothing is scanned.
pub fn check_in_parts(
    paths: &[PathBuf],
    inspector: &Inspector,
    options: &CheckOptions,
    emit: &mut dyn FnMut(Report),
) -> Result<Report, WalkError> {
    let start = Instant::now();
    let (stdin, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| path.as_os_str() == "-");
    options.progress.enter(Stage::Files, 0);
    let walk = WalkOptions { threads: options.threads, ignore_files: options.ignore_files };
    let around = Around::default();
    let lister = || Lister {
        worker: Worker::new(inspector, options, &around),
        units: Vec::new(),
        base: None,
    };
    let mut units = Vec::new();
    let mut sorter = Sorter::new(inspector, options.reveal);
    for lister in worktree::walk(&files, walk, lister)? {
        units.extend(lister.units);
        sorter.keep(lister.worker.finish());
    }
    units.sort_by_cached_key(Unit::name);

    let mut threads: Vec<Thread<'_>> = (0..options.threads.get())
        .map(|_| Thread { worker: Worker::new(inspector, options, &around), opener: Opener::new() })
        .collect();
    for part in units.chunks(PART) {
        read(part, &mut threads);
        let found = threads.iter_mut().map(|thread| thread.worker.take_found());
        sorter.sift(found, emit);
    }
    if !stdin.is_empty() {
        let mut worker = read_stdin(Worker::new(inspector, options, &around));
        sorter.sift([worker.take_found()].into_iter(), emit);
        sorter.keep(worker.finish());
    }
    threads.into_iter().for_each(|thread| sorter.keep(thread.worker.finish()));
    let tied = tied::look(&files, inspector, options, &around, &mut sorter.waiting);
    let mut waiting = sorter.waiting;
    waiting.detections.extend(tied);
    waiting.stats.seconds = start.elapsed().as_secs_f64();
    Ok(assemble(waiting, options.reveal))
}

/// Something to look at, met by the walk and not read yet.
struct Unit {
    path: PathBuf,
    base: Arc<Path>,
    is_given: bool,
    /// The name of the file or folder, where it is that which is to be looked at, and not the content.
    is_name: bool,
}

impl Unit {
    fn place(&self) -> Place<'_> {
        Place::known(&self.path, &self.base, self.is_given)
    }

    fn name(&self) -> (RepoPath, bool) {
        (self.place().to_repo_path(), self.is_name)
    }
}

/// Lists what a walk meets. What cannot be listed is told to the worker.
struct Lister<'i> {
    worker: Worker<'i>,
    units: Vec<Unit>,
    /// The base of the last unit: one for thousands of files.
    base: Option<Arc<Path>>,
}

impl Lister<'_> {
    fn add(&mut self, place: &Place<'_>, is_name: bool) {
        let base = match self.base.take().filter(|base| &**base == place.base()) {
            Some(base) => base,
            None => Arc::from(place.base()),
        };
        self.base = Some(Arc::clone(&base));
        let path = place.path().to_owned();
        self.units.push(Unit { path, base, is_given: place.is_given(), is_name });
    }
}

impl Receive for Lister<'_> {
    fn admits(&mut self, place: &Place<'_>) -> bool {
        if self.worker.admits(place) {
            self.add(place, false);
        }
        false
    }

    fn content(&mut self, _place: &Place<'_>, _bytes: &[u8]) {}

    fn screening(&self, place: &Place<'_>, start: &[u8]) -> Screening<'_> {
        self.worker.screening(place, start)
    }

    fn harmless(&mut self, _place: &Place<'_>, _size: usize) {}

    /// Almost no name is worth a second look.
    fn name(&mut self, place: &Place<'_>, name: &[u8]) {
        if self.worker.inspector.suspicious(name) {
            self.add(place, true);
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.worker.problem(problem);
    }

    fn note(&mut self, note: String) {
        self.worker.note(note);
    }

    fn not_covered(&mut self, what: String) {
        self.worker.not_covered(what);
    }
}

/// One thread's tools, kept from one part to the next.
struct Thread<'i> {
    worker: Worker<'i>,
    opener: Opener,
}

/// Looks at all units of a part, on all threads.
fn read(part: &[Unit], threads: &mut [Thread<'_>]) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for Thread { worker, opener } in threads {
            let next = &next;
            scope.spawn(move || {
                while let Some(unit) = part.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let place = unit.place();
                    let looked = contain(|| match unit.path.file_name().filter(|_| unit.is_name) {
                        Some(name) => worker.name(&place, name.as_encoded_bytes()),
                        None => opener.show(&place, worker),
                    });
                    if looked.is_none() {
                        worker.problem(Problem::at_path(place.to_repo_path(), FAULT));
                    }
                }
            });
        }
    });
}

/// Parts what can go at once from what has to wait.
struct Sorter {
    reveal: bool,
    /// The length from which on a piece of a path could be a secret.
    long: usize,
    waiting: Gathered,
    /// The secrets of what has gone.
    known: FxHashSet<ValueId>,
}

impl Sorter {
    fn new(inspector: &Inspector, reveal: bool) -> Self {
        let long = if inspector.rules().has_foreign() { LONG_FOREIGN } else { LONG };
        Self { reveal, long, waiting: Gathered::default(), known: FxHashSet::default() }
    }

    fn keep(&mut self, gathered: Gathered) {
        self.waiting.merge(gathered);
    }

    /// Hands on what can go of what the threads found in one part.
    fn sift(&mut self, found: impl Iterator<Item = Gathered>, emit: &mut dyn FnMut(Report)) {
        let mut ready = Gathered::default();
        for mut gathered in found {
            let (wait, go): (Vec<_>, Vec<_>) =
                gathered.detections.drain(..).partition(|detection| self.has_to_wait(detection));
            gathered.detections = wait;
            self.waiting.merge(gathered);
            ready.detections.extend(go);
        }
        if ready.detections.is_empty() {
            return;
        }
        for secret in ready.detections.iter().flat_map(|detection| &detection.secrets) {
            if self.known.insert(secret.id()) {
                self.waiting.secrets.push(secret.clone());
            }
        }
        emit(assemble(ready, self.reveal));
    }

    fn has_to_wait(&self, detection: &Detection) -> bool {
        let finding = &detection.finding;
        detection.needs_project
            || finding.allowed.is_some()
            || finding.rule.id == UNUSED
            || !self.reveal && self.could_hold_a_secret(finding)
    }

    /// Whether a text that reports print of the finding has a piece that some secret, perhaps one found later, could be
    /// part of.
    fn could_hold_a_secret(&self, finding: &Finding) -> bool {
        let path = finding.origin.path().map(RepoPath::to_text);
        let issuer = finding.jwt.as_ref().and_then(|jwt| jwt.issuer.as_deref());
        let texts = [path.as_deref(), finding.archive_path.as_deref(), issuer];
        texts
            .into_iter()
            .flatten()
            .flat_map(|text| text.split(|c: char| c == '/' || c == '.' || c.is_whitespace()))
            .any(|piece| piece.len() >= self.long || piece.trim_end_matches(':').contains(':'))
    }
}
