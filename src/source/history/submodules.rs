//! Says which submodules a history names: their commits are in repositories of their own, which are not entered.

use std::collections::BTreeSet;

use super::repository::Repository;
use crate::model::RepoPath;
use crate::source::change::Entry;
use crate::source::tree::Comparison;

/// So many are named; the others are counted.
const NAMED: usize = 3;

/// One sentence about the submodules with these names; `None` if there are none.
pub(super) fn not_entered(repository: &Repository, names: &BTreeSet<Vec<u8>>) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let mut paths = at_head(repository);
    let is_named = |name: &Vec<u8>| {
        paths.iter().any(|path| path.as_bytes().rsplit(|byte| *byte == b'/').next() == Some(name))
    };
    // Where a folder is gone from HEAD, its name alone is at hand.
    let earlier: Vec<RepoPath> = names
        .iter()
        .filter(|name| !is_named(name))
        .map(|name| RepoPath::new(name.clone()))
        .collect();
    paths.extend(earlier);
    let shown: Vec<String> = paths.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "submodules, whose history is in repositories of their own: {}{more}; scan each by itself",
        shown.join(", ")
    ))
}

/// The paths of the submodules that HEAD holds; what cannot be read is reported with the other objects.
fn at_head(repository: &Repository) -> Vec<RepoPath> {
    let Ok(git) = repository.handle() else { return Vec::new() };
    let head = git.head().ok().flatten();
    let Some(tree) = head.and_then(|head| git.tree_of(head).ok()) else { return Vec::new() };
    let mut whole = Comparison::new(&git);
    whole.compare(&RepoPath::default(), 0, &[], Some(tree));
    let is_submodule = |entry: &Entry| matches!(entry, Entry::Submodule(_));
    let changes = whole.changes.into_iter();
    changes.filter(|change| change.new.iter().any(is_submodule)).map(|change| change.path).collect()
}
