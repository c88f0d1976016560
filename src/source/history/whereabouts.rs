//! The paths of objects that are missing or damaged, as the trees that name them have it.
//!
//! Contract: the walk over all that is reached ([`Reach`]) has noted the ways, newest commits first, so that two runs
//! agree; here the few trees on them are read again for the names. What no readable tree names has no path, nor has the
//! root of a commit.

use rustc_hash::FxHashMap;

use super::reach::{Reach, Way};
use super::store::{ObjectNo, Store};
use super::tree;
use crate::model::RepoPath;
use crate::source::GitRepository;

/// The last paths at which these objects stand.
pub(super) fn paths(
    git: &GitRepository,
    store: &Store,
    reach: &Reach,
) -> FxHashMap<ObjectNo, RepoPath> {
    let ways = reach.ways.iter().filter(|(_, way)| !way.is_empty());
    let mut places: FxHashMap<ObjectNo, Vec<u32>> = FxHashMap::default();
    for (tree, place) in reach.ways.values().flatten() {
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
    ways.filter_map(|(object, way)| Some((*object, path(way)?))).collect()
}
