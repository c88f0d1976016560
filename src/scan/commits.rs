//! What single commits of a range hold, looked at on as many threads as the pool has.
//!
//! Contract: a commit is looked at without regard to others, so the threads share nothing; what comes of it has the
//! order of the commits, whoever looked at them.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::added::{Additions, Moved};
use super::apps::FolderApps;
use super::assemble::Gathered;
use super::inspect::{Inspection, Inspector};
use super::project::InTree;
use crate::model::{CommitInfo, FAULT, ObjectId, Origin, Problem, RepoPath, contain};
use crate::source::{self, AddedCommit, GitRepository};

/// What one commit holds, before what other commits hold is known.
pub(super) struct Looked {
    pub(super) info: CommitInfo,
    pub(super) people: Inspection,
    pub(super) message: Inspection,
    pub(super) contents: Gathered,
    /// What it moves from one path to another.
    pub(super) moved: Moved,
    /// The paths on which it differs from all its parents.
    pub(super) changed: Vec<RepoPath>,
    pub(super) tree: ObjectId,
    /// The root trees of its parents.
    pub(super) parents: Vec<ObjectId>,
}

/// Looks at commits on all threads of the pool, of which `notes` hold notes; the results come in the order of the
/// commits.
pub(super) fn look_at_all(
    git_dir: &Path,
    inspector: &Inspector,
    commits: &[ObjectId],
    notes: &FxHashSet<ObjectId>,
) -> Vec<Result<Looked, Problem>> {
    /// A handle is opened for each share, so a share is worth more than that; small ones keep all threads busy to the
    /// end.
    const SHARE: usize = 8;
    let share = |commits: &[ObjectId]| -> Vec<Result<Looked, Problem>> {
        match GitRepository::at(git_dir) {
            Ok(git) => {
                let look = |id: &ObjectId| look_at(&git, inspector, *id, notes.contains(id));
                commits.iter().map(look).collect()
            }
            Err(error) => vec![Err(Problem::general(error.to_string()))],
        }
    };
    commits.par_chunks(SHARE).flat_map_iter(share).collect()
}

/// Looks at one commit, which may hold notes.
pub(super) fn look_at(
    repository: &GitRepository,
    inspector: &Inspector,
    commit: ObjectId,
    is_note: bool,
) -> Result<Looked, Problem> {
    contain(|| look_inside(repository, inspector, commit, is_note))
        .unwrap_or_else(|| Err(Problem::at_object(commit, FAULT)))
}

fn look_inside(
    repository: &GitRepository,
    inspector: &Inspector,
    commit: ObjectId,
    is_note: bool,
) -> Result<Looked, Problem> {
    let AddedCommit { info, people, message, changes, tree, parents, problems } =
        source::read_commit(repository, commit)?;
    let mut contents = Gathered { problems, ..Gathered::default() };
    let origin = if is_note { note } else { blob };
    let additions = Additions {
        repository,
        inspector,
        whole_files: false,
        project: &InTree { repository, tree },
        apps: FolderApps::default(),
        origin,
        watch: &|_| (),
    };
    let moved = additions.gather(&changes, &mut contents);
    Ok(Looked {
        people: inspector.inspect(&Origin::Person { object: info.id }, &people),
        message: inspector.inspect(&Origin::CommitMessage { commit: info.id }, &message),
        changed: changes.into_iter().map(|change| change.path).collect(),
        moved,
        tree,
        parents,
        contents,
        info,
    })
}

fn blob(path: RepoPath, object: ObjectId) -> Origin {
    Origin::Blob { path: Some(path), object }
}

fn note(path: RepoPath, object: ObjectId) -> Origin {
    Origin::Note { path, object }
}
