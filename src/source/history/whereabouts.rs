//! The paths of objects that are missing or damaged, as the trees that name them have it.
//!
//! Contract: one walk over what is in memory, oldest commits first, so that two runs agree; then a look at the few trees on the way. Nothing
//! recurses. What no readable tree names has no path, nor has the root of a commit.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::Graph;
use super::reach::Reach;
use super::store::{ObjectNo, Store};
use super::tree::{self, SUBMODULE};
use crate::model::RepoPath;
use crate::source::GitRepository;

/// A partial clone lacks any number of objects, and the names of so many say where.
const MOST: usize = 1000;

/// The trees from a root down to an object, each with the place of its entry that leads on.
type Way = Vec<(ObjectNo, u32)>;

/// The first paths at which these objects stand.
pub(super) fn paths(
    git: &GitRepository,
    store: &Store,
    graph: &Graph,
    reach: &Reach,
    wanted: &FxHashSet<ObjectNo>,
) -> FxHashMap<ObjectNo, RepoPath> {
    let ways = ways(store, graph, reach, wanted);
    let mut places: FxHashMap<ObjectNo, Vec<u32>> = FxHashMap::default();
    for (tree, place) in ways.values().flatten() {
        places.entry(*tree).or_default().push(*place);
    }
    let mut names: FxHashMap<(ObjectNo, u32), Vec<u8>> = FxHashMap::default();
    for (tree, mut places) in places {
        let Ok(bytes) = git.object(store.id(tree)) else { continue };
        places.sort_unstable();
        places.dedup();
        let mut places = places.into_iter().peekable();
        for (at, entry) in (0..).zip(tree::entries(&bytes, store.hash_len()).flatten()) {
            if places.next_if_eq(&at).is_some() {
                names.insert((tree, at), entry.name.to_vec());
            }
        }
    }
    let path = |way: &Way| {
        way.iter().try_fold(RepoPath::default(), |path, step| Some(path.join(names.get(step)?)))
    };
    ways.iter().filter_map(|(object, way)| Some((*object, path(way)?))).collect()
}

fn ways(
    store: &Store,
    graph: &Graph,
    reach: &Reach,
    wanted: &FxHashSet<ObjectNo>,
) -> FxHashMap<ObjectNo, Way> {
    let most = wanted.len().min(MOST);
    let mut found: FxHashMap<ObjectNo, Way> = FxHashMap::default();
    let mut is_entered = vec![false; store.len_with_missing()];
    let of_commits = reach.commits.iter().map(|row| graph.commits[*row].tree);
    for root in of_commits.chain(reach.bare_trees.iter().copied()) {
        let mut open: Way = Vec::new();
        if !std::mem::replace(&mut is_entered[root as usize], true) {
            open.push((root, 0));
        }
        while let Some((tree, place)) = open.last_mut() {
            if found.len() == most {
                return found;
            }
            let children = graph.tree(*tree).unwrap_or_default();
            let Some(child) = children.get(*place as usize).copied() else {
                open.pop();
                continue;
            };
            *place += 1;
            if child == SUBMODULE {
                continue;
            }
            if wanted.contains(&child) && !found.contains_key(&child) {
                found.insert(child, open.iter().map(|(tree, next)| (*tree, next - 1)).collect());
            }
            if graph.tree(child).is_some()
                && !std::mem::replace(&mut is_entered[child as usize], true)
            {
                open.push((child, 0));
            }
        }
    }
    found
}
