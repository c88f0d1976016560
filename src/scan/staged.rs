//! The pipeline of `banqlint staged`: what the next commit would add.
//!
//! Contract: the cost follows what is staged. The rest of the index is read in one case only: a finding that counts in
//! a project of the vendor's alone stands in a commit that does not name the vendor, so one of the tracked files has
//! to.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::added::Additions;
use super::apps::FolderApps;
use super::assemble::{Gathered, assemble};
use super::inspect::Inspector;
use super::project::InIndex;
use crate::model::{ObjectId, Origin, Problem, Progress, RepoPath, Report, Stage, Told};
use crate::source::{Examine, GitRepository, Index, OpenError};

/// What a scan of the index is told.
#[derive(Debug, Clone)]
pub struct StagedOptions {
    /// Where to tell how far the scan is.
    pub progress: Arc<Progress>,
    /// Whether everything in a changed file counts, and not what the commit adds alone.
    pub whole_files: bool,
    /// Whether secrets are printed in clear.
    pub reveal: bool,
}

/// Scans what a commit of the index would add to HEAD, in the repository around `path` or the one that `GIT_DIR` names.
///
/// # Errors
///
/// [`OpenError`] if there is no such repository, or it is another user's.
pub fn staged(
    path: &Path,
    inspector: &Inspector,
    options: &StagedOptions,
) -> Result<Report, OpenError> {
    let started = Instant::now();
    let repository = GitRepository::from_environment(path)?;
    let mut gathered = Gathered::default();
    match Index::open(&repository) {
        Ok(index) => gather(&index, &repository, inspector, options, &mut gathered),
        Err(problem) => gathered.problems.push(problem),
    }
    gathered.stats.seconds = started.elapsed().as_secs_f64();
    Ok(assemble(gathered, options.reveal))
}

fn gather(
    index: &Index,
    repository: &GitRepository,
    inspector: &Inspector,
    options: &StagedOptions,
    into: &mut Gathered,
) {
    let difference = index.against_head(repository);
    into.problems.extend(difference.problems);
    options.progress.enter(Stage::Staged, difference.changes.len() as u64);
    let told = Cell::new(Told::default());
    let watch = |so_far: &Gathered| {
        let mut before = told.get();
        let (stats, found) = (so_far.stats, so_far.detections.len() as u64);
        options.progress.tell(&mut before, stats.blobs, stats.bytes, found);
        told.set(before);
    };
    let whole_files = options.whole_files;
    let additions = Additions {
        repository,
        inspector,
        whole_files,
        project: &InIndex { repository, index },
        apps: FolderApps::default(),
        origin,
        watch: &watch,
    };
    // HEAD had what is only moved, so it is known.
    let _known = additions.gather(&difference.changes, into);
    if needs_project(into) {
        look_for_vendor(repository, inspector, index.blobs(), into);
    }
}

/// Whether the verdict on some finding hangs on what the rest of the project says.
pub(super) fn needs_project(gathered: &Gathered) -> bool {
    !gathered.names_vendor && gathered.detections.iter().any(|detection| detection.needs_project)
}

/// Finds out whether one of the project's `blobs` names the vendor. Where none of those that can be read does, the
/// others leave it open, and are problems.
pub(super) fn look_for_vendor(
    repository: &GitRepository,
    inspector: &Inspector,
    blobs: impl IntoIterator<Item = (RepoPath, ObjectId)>,
    into: &mut Gathered,
) {
    let mut unread = Vec::new();
    for (path, id) in blobs {
        let origin = origin(path, id);
        match repository.with_object(id, |content| inspector.sightings(&origin, content)) {
            Ok(sightings) if sightings.names_vendor => return into.names_vendor = true,
            Ok(sightings) => unread.extend(sightings.problems),
            Err(problem) => {
                unread.push(Problem { path: origin.path().cloned(), ..problem });
            }
        }
    }
    into.problems.extend(unread);
}

fn origin(path: RepoPath, object: ObjectId) -> Origin {
    Origin::Staged { path, object }
}
