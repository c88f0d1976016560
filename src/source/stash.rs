//! The commits that `git stash` makes.
//!
//! Contract: git keeps a stash as a merge of HEAD with a commit that holds the index, and at times with one that holds
//! the untracked files. The merge lacks what those hold without having taken it from anybody.

use rustc_hash::FxHashSet;

use super::commit::commit_info;
use super::repository::GitRepository;
use crate::model::ObjectId;

/// How git begins the message of the commit that holds a stash's index.
pub(super) const INDEX_MESSAGE: &str = "index on ";

/// The reference that names the newest stash; its log names the others.
const STASH: &str = "refs/stash";

/// All parts of the stashes that the repository remembers or that `tips` name.
pub fn parts_of_stashes(repository: &GitRepository, tips: &[ObjectId]) -> FxHashSet<ObjectId> {
    let mut stashes = repository.references(STASH);
    let log = repository.names().log(STASH.as_bytes()).unwrap_or_default();
    stashes.extend(log.iter().map(|entry| entry.id));
    stashes.extend(tips);
    stashes.into_iter().filter_map(|id| parts(repository, id)).flatten().collect()
}

/// The commit itself and its parents but for the first, if it is a stash.
fn parts(repository: &GitRepository, id: ObjectId) -> Option<Vec<ObjectId>> {
    let parents = repository.with_commit(id, |_, commit| commit.parents.clone()).ok()?;
    let (head, index) = match *parents {
        [head, index] | [head, index, _] => (head, index),
        _ => return None,
    };
    let is_index = repository.with_commit(index, |bytes, commit| {
        let summary = commit_info(index, bytes, commit).summary;
        commit.parents == [head] && summary.starts_with(INDEX_MESSAGE)
    });
    is_index.is_ok_and(|is_index| is_index).then(|| [&[id], &parents[1..]].concat())
}
