//! When each value came to each path, and whether it left.
//!
//! Contract: commits are walked once, parents first. A value comes with the first commit (of those nearest to HEAD)
//! that has it on a path where none of that commit's parents has it, so one that a merge itself makes belongs to the
//! merge. A value leaves with the last commit that lacks it where a parent had it; a merge that only takes the other
//! side's removal is not that commit, and no part of a stash is.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::Graph;
use super::names::TreeNames;
use super::presence::{Held, NOTHING, PresenceNo, Presences, Spot};
use super::reach::Reach;
use super::store::ObjectNo;
use crate::source::Sighting;

/// The life of one value on one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Life {
    /// Row of the commit that brought the value; `None` for a tree that no commit has.
    pub(super) introduced: Option<usize>,
    /// Row of the commit that brought it last: the same, or a later one that brought it back.
    pub(super) brought: Option<usize>,
    /// The root tree in which it came.
    pub(super) tree: ObjectNo,
    /// Row of the commit that took it away last.
    pub(super) removed: Option<usize>,
    introduction_standing: Standing,
    /// A removal where HEAD's is says more than another, one by a plain commit more than a merge's.
    removal_weight: (Standing, bool),
}

/// How near a commit is to what people see: of two commits that brought the same value, the nearer one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Standing {
    /// Only a reflog remembers it, as after an amended commit.
    #[default]
    Forgotten,
    /// A reference has it.
    Referenced,
    /// HEAD has it.
    InHead,
}

/// Values by path, through all reached commits.
pub(super) struct Lifetimes {
    pub(super) presences: Presences,
    by_tree: FxHashMap<ObjectNo, PresenceNo>,
    /// Sorted, so that two runs agree.
    pub(super) lives: Vec<(Spot, Life)>,
}

/// What was seen in blobs, and in the names of a tree's entries.
pub(super) struct Wanted<'a> {
    pub(super) blobs: &'a FxHashMap<ObjectNo, Vec<Sighting>>,
    pub(super) names: &'a FxHashMap<(ObjectNo, u32), Vec<Sighting>>,
}

impl Life {
    fn new(introduced: Option<usize>, tree: ObjectNo, introduction_standing: Standing) -> Self {
        let removal_weight = (Standing::Forgotten, false);
        let brought = introduced;
        Self { introduced, brought, tree, removed: None, introduction_standing, removal_weight }
    }

    /// Whether a commit below HEAD has taken the value away.
    pub(super) fn has_left_head(&self) -> bool {
        self.removed.is_some() && self.removal_weight.0 == Standing::InHead
    }

    /// Takes over a later introduction that stands nearer.
    fn prefer(&mut self, later: &Self) {
        self.brought = later.introduced;
        if later.introduction_standing > self.introduction_standing {
            self.introduced = later.introduced;
            self.tree = later.tree;
            self.introduction_standing = later.introduction_standing;
        }
    }
}

impl Lifetimes {
    /// Walks the reached commits; `standings` has one for each row of the graph, `stashes` the rows of the parts of
    /// stashes.
    pub(super) fn trace(
        graph: &Graph,
        reach: &Reach,
        names: &TreeNames,
        wanted: &Wanted<'_>,
        standings: &[Standing],
        stashes: &FxHashSet<usize>,
    ) -> Self {
        let mut presences = Presences::new();
        let by_tree = presence_of_trees(&mut presences, reach, names, wanted);
        let of = |tree: ObjectNo| by_tree.get(&tree).copied().unwrap_or(NOTHING);
        let mut lives: FxHashMap<Spot, Life> = FxHashMap::default();
        let mut parents = Vec::new();
        for row in &reach.commits {
            let commit = &graph.commits[*row];
            let here = of(commit.tree);
            parents.clear();
            parents.extend(
                commit
                    .parents
                    .iter()
                    .filter_map(|parent| graph.commit(*parent))
                    .map(|parent| of(parent.tree)),
            );
            if parents.iter().all(|parent| *parent == here)
                && (here == NOTHING || !parents.is_empty())
            {
                continue;
            }
            presences.only_in(here, &parents, &mut |spot| {
                let life = Life::new(Some(*row), commit.tree, standings[*row]);
                lives.entry(spot).and_modify(|known| known.prefer(&life)).or_insert(life);
            });
            if !stashes.contains(row) {
                record_removals(&presences, *row, standings[*row], here, &parents, &mut lives);
            }
        }
        for tree in &reach.bare_trees {
            presences.only_in(of(*tree), &[NOTHING], &mut |spot| {
                lives.entry(spot).or_insert(Life::new(None, *tree, Standing::Forgotten));
            });
        }
        let mut lives: Vec<(Spot, Life)> = lives.into_iter().collect();
        lives.sort_by(|left, right| left.0.cmp(&right.0));
        Self { presences, by_tree, lives }
    }

    /// What the tree with this number holds.
    pub(super) fn presence(&self, tree: ObjectNo) -> PresenceNo {
        self.by_tree.get(&tree).copied().unwrap_or(NOTHING)
    }
}

fn record_removals(
    presences: &Presences,
    row: usize,
    standing: Standing,
    here: PresenceNo,
    parents: &[PresenceNo],
    lives: &mut FxHashMap<Spot, Life>,
) {
    for parent in parents {
        presences.only_in(*parent, &[here], &mut |spot| {
            let weight = (standing, parents.iter().all(|other| presences.has(*other, &spot)));
            if let Some(life) = lives.get_mut(&spot).filter(|life| weight >= life.removal_weight) {
                life.removed = Some(row);
                life.removal_weight = weight;
            }
        });
    }
}

/// The presence of every wanted tree; each tree comes after those it holds.
fn presence_of_trees(
    presences: &mut Presences,
    reach: &Reach,
    names: &TreeNames,
    wanted: &Wanted<'_>,
) -> FxHashMap<ObjectNo, PresenceNo> {
    let mut by_tree: FxHashMap<ObjectNo, PresenceNo> = FxHashMap::default();
    for tree in &reach.wanted_trees {
        let mut held = Vec::new();
        for entry in names.entries.get(tree).into_iter().flatten() {
            if let Some(values) = wanted.names.get(&(*tree, entry.place)) {
                held.push((entry.name, Held::Name(presences.values(values.clone()))));
            }
            if let Some(below) = by_tree.get(&entry.object).filter(|below| **below != NOTHING) {
                held.push((entry.name, Held::Below(*below)));
            } else if let Some(values) = wanted.blobs.get(&entry.object) {
                held.push((entry.name, Held::Content(presences.values(values.clone()))));
            }
        }
        let number = presences.tree(held);
        by_tree.insert(*tree, number);
    }
    by_tree
}

/// The object at the end of a path of wanted entries below a tree.
pub(super) fn object_at(names: &TreeNames, root: ObjectNo, spot: &Spot) -> Option<ObjectNo> {
    spot.path.iter().try_fold(root, |tree, name| {
        names.entries.get(&tree)?.iter().find(|entry| entry.name == *name).map(|entry| entry.object)
    })
}
