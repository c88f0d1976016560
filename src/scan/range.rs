//! The pipeline for a range of history: what a push, or a branch, adds to what is known.
//!
//! Contract: every finding carries the commit that brought it. A value that a path held before is not the range's, and
//! what was known before the range moves from path to path without a word. All else is said as of the whole history
//! ([`Spots`]): a value that the range brings stands on each path to which the range takes it.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use rustc_hash::FxHashSet;

use super::added::{accept, key};
use super::assemble::{Gathered, assemble};
use super::commits::{Looked, look_at, look_at_all};
use super::inspect::{Detection, Inspector};
use super::lifetime::{Held, Presence};
use super::spots::{Spots, Step, Weights};
use super::staged::{look_for_vendor, needs_project};
use super::threads::{NoThreads, pool};
use crate::model::{
    CommitInfo, Lifetime, ObjectId, Origin, Problem, Progress, Removal, RepoPath, Report, Stage,
    Told,
};
use crate::source::{self, GitRepository, NOTES, NoSuchCommit, Range};

/// What is to be scanned of a repository.
#[derive(Debug, Clone, Default)]
pub struct RangeRequest {
    /// The two ends.
    pub range: Range,
    /// The references that point at the tips, by their full names.
    pub references: Vec<Reference>,
}

/// A reference that a range ends at.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The full name, such as `refs/heads/main`.
    pub name: Vec<u8>,
    /// What it points at.
    pub target: ObjectId,
    /// Whether the name is new to those who get the range.
    pub is_new: bool,
}

/// Why a text names no range.
#[derive(Debug, thiserror::Error)]
pub enum RangeError {
    /// It is not of the form `A..B`.
    #[error("`{0}` is no range; write it as `A..B`, for what B adds to A")]
    Form(String),
    /// One of its ends is not there.
    #[error(transparent)]
    NoSuchCommit(#[from] NoSuchCommit),
}

impl RangeRequest {
    /// What B adds to A, of a text `A..B`. Without A, or with git's zero id for it, that is everything B reaches;
    /// without B it is what HEAD adds.
    ///
    /// # Errors
    ///
    /// [`RangeError`] if the text has another form, or an end names no commit.
    pub fn between(repository: &GitRepository, text: &str) -> Result<Self, RangeError> {
        let (from, to) = text
            .split_once("..")
            .filter(|(_, to)| !to.starts_with('.'))
            .ok_or_else(|| RangeError::Form(text.to_owned()))?;
        let to = if to.is_empty() { "HEAD" } else { to };
        let tip = repository.named(to)?;
        let notes = if repository.is_about_notes(to, tip) { vec![tip] } else { Vec::new() };
        let is_start = from.bytes().all(|byte| byte == b'0') && [0, 40, 64].contains(&from.len());
        let known = if is_start { Vec::new() } else { vec![repository.named(from)?] };
        Ok(Self { range: Range { tips: vec![tip], known, notes }, references: Vec::new() })
    }

    /// The range, which also knows what references are about.
    fn told_by_references(&self) -> Range {
        let is_note = |reference: &&Reference| reference.name.starts_with(NOTES.as_bytes());
        let (notes, others): (Vec<_>, Vec<_>) = self.references.iter().partition(is_note);
        let names_more = |note: &&Reference| others.iter().any(|one| one.target == note.target);
        let mut range = self.range.clone();
        let only_notes = notes.into_iter().filter(|note| !names_more(note));
        range.notes.extend(only_notes.map(|note| note.target));
        range
    }
}

/// What a scan of a range is told.
#[derive(Debug, Clone)]
pub struct RangeOptions {
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Whether secrets are printed in clear.
    pub reveal: bool,
    /// Where to tell how far the scan is.
    pub progress: Arc<Progress>,
}

/// So many commits are looked at by one thread before the pool is worth its start.
const WORTH_A_POOL: usize = 16;

/// The bytes of each thread's stack: folders may be nested as deep as git allows.
const STACK: usize = 16 << 20;

/// So many commits are looked at before what they hold is gathered: what is kept in memory does not grow with the
/// range.
const BATCH: usize = 1024;

/// Scans what the range adds: blobs, messages, people, names of files and of references.
///
/// # Errors
///
/// [`NoThreads`] if the threads cannot be started.
pub fn range(
    repository: &GitRepository,
    inspector: &Inspector,
    request: &RangeRequest,
    options: &RangeOptions,
) -> Result<Report, NoThreads> {
    let started = Instant::now();
    let mut told = Told::default();
    let added = source::additions(repository, &request.told_by_references());
    let mut scan = Scan::new(repository, inspector, request);
    scan.gathered.problems.extend(added.problems);
    for reference in request.references.iter().filter(|reference| reference.is_new) {
        scan.text(&Origin::RefName { object: reference.target }, &reference.name, None);
    }
    for tag in added.tags {
        scan.tag(tag);
    }
    for (path, blob) in added.tagged {
        scan.tagged_blob(path, blob);
    }
    options.progress.enter(Stage::Commits, added.commits.len() as u64);
    let mut take = |number: usize, scan: &mut Scan<'_>, commit: Result<Looked, Problem>| {
        scan.commit(commit);
        let found = scan.gathered.detections.len() as u64;
        options.progress.tell(&mut told, number as u64, scan.gathered.stats.bytes, found);
    };
    if added.commits.len() < WORTH_A_POOL || options.threads.get() == 1 {
        for (number, commit) in (1..).zip(added.commits) {
            let is_note = added.notes.contains(&commit);
            take(number, &mut scan, look_at(repository, inspector, commit, is_note));
        }
    } else {
        let pool = pool(options.threads, Some(STACK))?;
        let git_dir = repository.git_dir();
        let mut number = 0;
        for batch in added.commits.chunks(BATCH) {
            let looked = pool.install(|| look_at_all(git_dir, inspector, batch, &added.notes));
            for commit in looked {
                number += 1;
                take(number, &mut scan, commit);
            }
        }
    }
    scan.look_for_vendor();
    scan.settle();
    scan.gathered.problems.extend(scan.presence.take_problems());
    scan.gathered.provenance = Some(repository.provenance());
    scan.gathered.stats.seconds = started.elapsed().as_secs_f64();
    Ok(assemble(scan.gathered, options.reveal))
}

struct Scan<'a> {
    repository: &'a GitRepository,
    inspector: &'a Inspector,
    request: &'a RangeRequest,
    presence: Presence<'a>,
    weights: Weights<'a>,
    spots: Spots,
    gathered: Gathered,
    /// The places of detections for which others stand now.
    stale: FxHashSet<usize>,
}

impl<'a> Scan<'a> {
    fn new(
        repository: &'a GitRepository,
        inspector: &'a Inspector,
        request: &'a RangeRequest,
    ) -> Self {
        Self {
            repository,
            inspector,
            request,
            presence: Presence::new(repository, inspector, request),
            weights: Weights::new(repository, &request.range),
            spots: Spots::default(),
            gathered: Gathered::default(),
            stale: FxHashSet::default(),
        }
    }

    fn commit(&mut self, looked: Result<Looked, Problem>) {
        let looked = match looked {
            Ok(looked) => looked,
            Err(problem) => return self.gathered.problems.push(problem),
        };
        let Looked { info, people, message, mut contents, moved, changed, tree, parents } = looked;
        self.gathered.stats.commits += 1;
        for found in [people, message] {
            let detections = accept(found, &mut self.gathered);
            self.report(detections, Some(&info));
        }
        let commit = Removal { commit: info.id, time: info.time };
        let step = Step { commit, tree, parents: &parents, changed: &changed };
        self.spots.step(&step, &self.presence, &self.weights, &mut self.gathered.problems);
        let mut detections = std::mem::take(&mut contents.detections);
        self.gathered.merge(contents);
        detections.extend(self.spots.moved_again(moved));
        self.report(detections, Some(&info));
    }

    fn tag(&mut self, tag: ObjectId) {
        match source::read_tag(self.repository, tag) {
            Ok(read) => {
                self.text(&Origin::Person { object: tag }, &read.people, None);
                self.text(&Origin::TagMessage { tag }, &read.message, None);
            }
            Err(problem) => self.gathered.problems.push(problem),
        }
    }

    fn tagged_blob(&mut self, path: Option<RepoPath>, object: ObjectId) {
        match self.repository.blob(object) {
            Ok(content) => {
                self.gathered.stats.blobs += 1;
                self.gathered.stats.bytes += content.len() as u64;
                self.text(&Origin::Blob { path, object }, &content, None);
            }
            Err(problem) => self.gathered.problems.push(problem),
        }
    }

    fn text(&mut self, origin: &Origin, content: &[u8], commit: Option<&CommitInfo>) {
        let found = self.inspector.inspect(origin, content);
        let detections = accept(found, &mut self.gathered);
        self.report(detections, commit);
    }

    /// Keeps the detections of one commit whose spots are not reported yet.
    fn report(&mut self, detections: Vec<Detection>, commit: Option<&CommitInfo>) {
        let place = self.gathered.detections.len();
        let id = commit.map(|commit| commit.id);
        let (mut fresh, stale) = self.spots.bring(detections, id, place, &self.weights);
        self.stale.extend(stale);
        if let Some(commit) = commit {
            fresh.iter_mut().for_each(|detection| self.date(detection, commit));
        }
        self.gathered.detections.append(&mut fresh);
    }

    fn date(&self, detection: &mut Detection, commit: &CommitInfo) {
        let origin = &detection.finding.origin;
        let held = match origin.path() {
            Some(_) => self.presence.of(origin, key(detection)),
            None => Held { at_head: self.weights.is_below_head(commit.id), ..Held::default() },
        };
        let is_of_file = matches!(origin, Origin::Blob { .. } | Origin::FileName { .. });
        detection.finding.lifetime = Some(Lifetime {
            introduced: commit.clone(),
            at_head: held.at_head,
            removed_in: None,
            has_come_back: is_of_file && (held.at_head || held.at_end),
            held_by: held.by,
        });
        if let Some(jwt) = &mut detection.finding.jwt {
            jwt.live_when_committed = jwt.expires.map(|expires| commit.time < expires);
        }
    }

    /// Says what took values away, and lets go of what others stand for.
    fn settle(&mut self) {
        for (place, removal) in self.spots.removals() {
            if let Some(lifetime) = &mut self.gathered.detections[place].finding.lifetime {
                lifetime.removed_in = Some(removal).filter(|_| !lifetime.at_head);
            }
        }
        let mut place = 0;
        self.gathered.detections.retain(|_| {
            place += 1;
            !self.stale.contains(&(place - 1))
        });
    }

    /// Reads the project as the tips hold it, if a finding counts only where the project names the vendor.
    fn look_for_vendor(&mut self) {
        for tip in &self.request.range.tips {
            if needs_project(&self.gathered) {
                let (blobs, problems) = source::blobs_of(self.repository, *tip);
                look_for_vendor(self.repository, self.inspector, blobs, &mut self.gathered);
                if !self.gathered.names_vendor {
                    self.gathered.problems.extend(problems);
                }
            }
        }
    }
}
