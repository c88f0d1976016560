//! What single commits of a range hold, looked at on as many threads as the pool has.
//!
//! Contract: a commit is looked at without regard to others, so the threads share nothing; what comes of it has the order of the
//! commits, whoever looked at them.

use std::path::Path;

use rayon::prelude::*;

use super::added::Additions;
use super::assemble::Gathered;
use super::inspect::{Inspection, Inspector};
use crate::model::{CommitInfo, FAULT, ObjectId, Origin, Problem, RepoPath, contain};
use crate::source::{self, AddedCommit, Change, GitRepository};

/// What one commit holds, before what other commits hold is known.
pub(super) struct Looked {
    pub(super) info: CommitInfo,
    pub(super) people: Inspection,
    pub(super) message: Inspection,
    pub(super) contents: Gathered,
    /// Each path that it changes, and the blob that it leaves there.
    pub(super) left: Vec<(RepoPath, Option<ObjectId>)>,
}

/// Looks at commits on all threads of the pool; the results come in the order of the commits.
pub(super) fn look_at_all(
    git_dir: &Path,
    inspector: &Inspector,
    commits: &[ObjectId],
) -> Vec<Result<Looked, Problem>> {
    /// A handle is opened for each share, so a share is worth more than that; small ones keep all threads busy to the end.
    const SHARE: usize = 8;
    let share = |commits: &[ObjectId]| -> Vec<Result<Looked, Problem>> {
        match GitRepository::at(git_dir) {
            Ok(git) => commits.iter().map(|commit| look_at(&git, inspector, *commit)).collect(),
            Err(error) => vec![Err(Problem::general(error.to_string()))],
        }
    };
    commits.par_chunks(SHARE).flat_map_iter(share).collect()
}

/// Looks at one commit.
pub(super) fn look_at(
    repository: &GitRepository,
    inspector: &Inspector,
    commit: ObjectId,
) -> Result<Looked, Problem> {
    contain(|| look_inside(repository, inspector, commit))
        .unwrap_or_else(|| Err(Problem::at_object(commit, FAULT)))
}

fn look_inside(
    repository: &GitRepository,
    inspector: &Inspector,
    commit: ObjectId,
) -> Result<Looked, Problem> {
    let AddedCommit { info, people, message, changes, problems } =
        source::read_commit(repository, commit)?;
    let mut contents = Gathered { problems, ..Gathered::default() };
    Additions { repository, inspector, whole_files: false, origin, watch: &|_| () }
        .gather(&changes, &mut contents);
    let left = |change: Change| (change.path, change.new.first().and_then(|entry| entry.blob()));
    Ok(Looked {
        people: inspector.inspect(&Origin::Person { object: info.id }, &people),
        message: inspector.inspect(&Origin::CommitMessage { commit: info.id }, &message),
        left: changes.into_iter().map(left).collect(),
        contents,
        info,
    })
}

fn origin(path: RepoPath, object: ObjectId) -> Origin {
    Origin::Blob { path: Some(path), object }
}
