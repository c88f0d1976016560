//! Says which submodules a history names: their commits are in repositories of their own, which are not entered.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::Graph;
use super::repository::Repository;
use super::starts::{Remembered, Start};
use super::store::ObjectNo;
use super::tree::{self, SUBMODULE};
use crate::model::RepoPath;

/// So many are named; the others are counted.
const NAMED: usize = 3;

/// So many paths are counted: folders that name each other over and over have more than anyone could.
const COUNTED: usize = 10_000;

/// One sentence about the submodules with these names; `None` if there are none.
pub(super) fn not_entered(
    repository: &Repository,
    graph: &Graph,
    starts: &[Start],
    names: &BTreeSet<Vec<u8>>,
) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let mut paths = at_head(repository, graph, starts);
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

/// The paths of the submodules that HEAD holds, sorted. Only the folders above them are read; what cannot be read is
/// reported with the other objects.
fn at_head(repository: &Repository, graph: &Graph, starts: &[Start]) -> Vec<RepoPath> {
    let store = &repository.store;
    let head = starts.iter().find(|start| start.by == Remembered::Head);
    let commit = head.and_then(|head| head.number).and_then(|number| graph.commit(number));
    let (Some(commit), Ok(git)) = (commit, repository.handle()) else { return Vec::new() };
    let holders = holders(graph, commit.tree);
    let mut paths = Vec::new();
    let mut open = vec![(RepoPath::default(), commit.tree)];
    while let Some((path, folder)) = open.pop() {
        if !holders.contains(&folder) {
            continue;
        }
        let Some(children) = graph.children(folder) else { continue };
        let Ok(bytes) = git.object(store.id(folder)) else { continue };
        let entries = tree::entries(&bytes, store.hash_len()).flatten();
        for (entry, child) in entries.zip(children) {
            match child {
                _ if paths.len() == COUNTED => return paths,
                SUBMODULE => paths.push(path.join(entry.name)),
                child if holders.contains(&child) => open.push((path.join(entry.name), child)),
                _ => {}
            }
        }
    }
    paths.sort();
    paths
}

/// The trees at or below `root` that hold a submodule at any depth.
fn holders(graph: &Graph, root: ObjectNo) -> FxHashSet<ObjectNo> {
    let mut named_by: FxHashMap<ObjectNo, Vec<ObjectNo>> = FxHashMap::default();
    let mut found = Vec::new();
    let mut open = vec![root];
    named_by.insert(root, Vec::new());
    while let Some(folder) = open.pop() {
        let children = graph.children(folder).unwrap_or_default();
        if children.contains(&SUBMODULE) {
            found.push(folder);
        }
        for child in children.iter().filter(|child| graph.is_tree(**child)) {
            let holders = named_by.entry(*child).or_insert_with(|| {
                open.push(*child);
                Vec::new()
            });
            holders.push(folder);
        }
    }
    let mut holders = FxHashSet::default();
    while let Some(folder) = found.pop() {
        if holders.insert(folder) {
            found.extend(named_by.get(&folder).into_iter().flatten());
        }
    }
    holders
}
