//! The pipeline of `banqlint check`.

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::apps::FolderApps;
use super::assemble::{Gathered, assemble};
use super::inspect::{Inspection, Inspector};
use super::project::Files;
use super::tied;
use crate::model::{Circumstances, Origin, Problem, Progress, Report, Scope, Stage, Told};
use crate::source::Examine;
use crate::source::worktree::{self, Place, Receive, Screening, Standings, WalkError, WalkOptions};

/// After this many files a thread tells how far it is.
const CHUNK: u64 = 64;

/// What a scan of files is told.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Whether untracked files that an ignore file covers are left out.
    pub ignore_files: bool,
    /// The files that are looked at; others are counted and not read.
    pub scope: Scope,
    /// Whether secrets are printed in clear.
    pub reveal: bool,
    /// Where to tell how far the scan is.
    pub progress: Arc<Progress>,
}

/// Scans the files at and below `paths`; the path `-` is standard input.
///
/// # Errors
///
/// When a path does not exist or cannot be reached; then nothing is scanned.
pub fn check(
    paths: &[PathBuf],
    inspector: &Inspector,
    options: &CheckOptions,
) -> Result<Report, WalkError> {
    let start = Instant::now();
    let mut gathered = gather(paths, inspector, options)?;
    gathered.stats.seconds = start.elapsed().as_secs_f64();
    Ok(assemble(gathered, options.reveal))
}

/// What [`check`] finds, before it is made a report.
pub(super) fn gather(
    paths: &[PathBuf],
    inspector: &Inspector,
    options: &CheckOptions,
) -> Result<Gathered, WalkError> {
    let is_stdin = |path: &&PathBuf| path.as_os_str() == "-";
    let files: Vec<&PathBuf> = paths.iter().filter(|path| !is_stdin(path)).collect();
    let walk = WalkOptions { threads: options.threads, ignore_files: options.ignore_files };
    options.progress.enter(Stage::Files, 0);
    let around = Around::default();
    let worker = || Worker::new(inspector, options, &around);
    let mut workers = worktree::walk(&files, walk, worker)?;
    if paths.iter().any(|path| is_stdin(&path)) {
        workers.push(read_stdin(worker()));
    }
    let mut gathered = Gathered::default();
    workers.into_iter().for_each(|worker| gathered.merge(worker.gathered));
    let found = tied::look(&files, inspector, options, &around, &mut gathered);
    gathered.detections.extend(found);
    Ok(gathered)
}

/// What is known of files beside their content, looked up where it matters; shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Around {
    standings: Standings,
    apps: FolderApps,
}

impl Around {
    /// How the file at a place stands towards git, its machine and its project.
    pub(super) fn circumstances(&self, place: &Place<'_>) -> Circumstances {
        let apps = self.apps.around(&Files, place.path(), place.base());
        Circumstances { apps, ..self.standings.circumstances(place.path()) }
    }
}

/// One thread's scan.
pub(super) struct Worker<'i> {
    pub(super) inspector: &'i Inspector,
    scope: &'i Scope,
    threads: NonZeroUsize,
    around: &'i Around,
    progress: &'i Progress,
    told: Told,
    /// How many values were found, those that were taken away included.
    found: u64,
    gathered: Gathered,
}

impl<'i> Worker<'i> {
    pub(super) fn new(
        inspector: &'i Inspector,
        options: &'i CheckOptions,
        around: &'i Around,
    ) -> Self {
        Self {
            inspector,
            scope: &options.scope,
            threads: options.threads,
            around,
            progress: &options.progress,
            told: Told::default(),
            found: 0,
            gathered: Gathered::default(),
        }
    }

    /// Takes away what was found so far.
    pub(super) fn take_found(&mut self) -> Gathered {
        let detections = std::mem::take(&mut self.gathered.detections);
        Gathered { detections, ..Gathered::default() }
    }

    /// Everything that was gathered.
    pub(super) fn finish(self) -> Gathered {
        self.gathered
    }

    /// Almost all content ends at the first test, so nothing before it may allocate.
    fn inspect(&mut self, bytes: &[u8], origin: impl FnOnce() -> Origin) {
        if self.inspector.suspicious(bytes) {
            self.keep(self.inspector.inspect(&origin(), bytes));
        }
    }

    fn keep(&mut self, inspection: Inspection) {
        self.found += inspection.detections.len() as u64;
        self.gathered.absorb(inspection);
    }

    fn count(&mut self, bytes: usize) {
        self.gathered.stats.files += 1;
        self.gathered.stats.bytes += bytes as u64;
        let stats = self.gathered.stats;
        if stats.files.is_multiple_of(CHUNK) {
            self.progress.tell(&mut self.told, stats.files, stats.bytes, self.found);
        }
    }
}

impl Receive for Worker<'_> {
    fn admits(&mut self, place: &Place<'_>) -> bool {
        if self.progress.is_stopped() {
            return false;
        }
        let admits = self.scope.is_everything() || self.scope.covers(&place.to_repo_path());
        self.gathered.stats.excluded += u64::from(!admits);
        admits
    }

    fn content(&mut self, place: &Place<'_>, bytes: &[u8]) {
        if self.progress.is_stopped() {
            return;
        }
        self.count(bytes.len());
        let before = self.gathered.detections.len();
        if self.inspector.suspicious(bytes) || self.inspector.is_of_interest(place.relative()) {
            let origin = Origin::File { path: place.to_repo_path() };
            let circumstances = || self.around.circumstances(place);
            self.keep(self.inspector.inspect_file(&origin, bytes, &circumstances));
        }
        self.gathered.note_place(place, before);
    }

    fn screening(&self, place: &Place<'_>, start: &[u8]) -> Screening<'_> {
        let may_be_left_out = !self.inspector.is_of_interest(place.relative());
        let sieve = may_be_left_out.then(|| self.inspector.sieve(start)).flatten();
        Screening { sieve, threads: self.threads, stop: self.progress.stop() }
    }

    fn harmless(&mut self, _place: &Place<'_>, size: usize) {
        if !self.progress.is_stopped() {
            self.count(size);
        }
    }

    fn name(&mut self, place: &Place<'_>, name: &[u8]) {
        self.inspect(name, || Origin::FileName { path: place.to_repo_path(), object: None });
    }

    fn problem(&mut self, problem: Problem) {
        self.gathered.problems.push(problem);
    }

    fn note(&mut self, note: String) {
        self.gathered.notes.push(note);
    }

    fn not_covered(&mut self, what: String) {
        self.gathered.not_covered.push(what);
    }
}

pub(super) fn read_stdin(mut worker: Worker<'_>) -> Worker<'_> {
    let mut bytes = Vec::new();
    if let Err(error) = io::stdin().lock().read_to_end(&mut bytes) {
        worker.problem(Problem::general(format!(
            "standard input cannot be read to its end: {error}"
        )));
    }
    worker.count(bytes.len());
    worker.inspect(&bytes, || Origin::Stdin);
    worker
}
