//! The spots of a range: a value on a path, which commit brought it there and which one took it away.
//!
//! Contract: as in a whole history, told commit by commit, parents first. Of two commits that bring a value to a path
//! the one below HEAD is named, otherwise the first. A value leaves with a commit that lacks it where a parent had it:
//! rather one below HEAD than another, rather one all of whose parents had it than a merge that takes the other side's
//! removal, and of equal ones the last. No part of a stash is one.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::added::{Key, Moved, SpotId, key, spot_id};
use super::inspect::Detection;
use super::lifetime::{Presence, Values};
use crate::model::{ObjectId, Problem, Removal, RepoPath};
use crate::source::{self, ChosenPaths, Differs, GitRepository, Range, Thing};

/// Which commits of a range matter more than others; asked seldom, and looked up once.
pub(super) struct Weights<'a> {
    repository: &'a GitRepository,
    range: &'a Range,
    below_head: OnceCell<Below>,
    stashes: OnceCell<FxHashSet<ObjectId>>,
}

enum Below {
    /// HEAD is where the range ends.
    All,
    These(FxHashSet<ObjectId>),
}

/// The spots at which something is reported.
#[derive(Default)]
pub(super) struct Spots {
    paths: ChosenPaths,
    numbers: FxHashMap<SpotId, usize>,
    all: Vec<Spot>,
}

struct Spot {
    /// The path; `None` for what no commit can take away.
    path: Option<RepoPath>,
    in_name: bool,
    value: Key,
    /// Where the detections are.
    places: Vec<usize>,
    introduced: Option<ObjectId>,
    removed: Option<Removed>,
}

/// A commit that took a value away.
#[derive(Clone, Copy)]
struct Removed {
    by: Removal,
    /// Whether all its parents had the value.
    from_all: bool,
}

/// A commit, as far as it can take values away.
pub(super) struct Step<'s> {
    pub(super) commit: Removal,
    pub(super) tree: ObjectId,
    pub(super) parents: &'s [ObjectId],
    /// The paths on which it differs from all its parents.
    pub(super) changed: &'s [RepoPath],
}

impl<'a> Weights<'a> {
    /// Knows nothing yet.
    pub(super) fn new(repository: &'a GitRepository, range: &'a Range) -> Self {
        let (below_head, stashes) = (OnceCell::new(), OnceCell::new());
        Self { repository, range, below_head, stashes }
    }

    /// Whether HEAD reaches a commit of the range.
    pub(super) fn is_below_head(&self, commit: ObjectId) -> bool {
        let below = self.below_head.get_or_init(|| {
            let Ok(Some(head)) = self.repository.head() else {
                return Below::These(FxHashSet::default());
            };
            let is_head = |tip: &ObjectId| self.repository.commit_behind(*tip) == Ok(head);
            match self.range.tips.iter().all(is_head) {
                true => Below::All,
                false => Below::These(source::additions_below(self.repository, self.range, head)),
            }
        });
        match below {
            Below::All => true,
            Below::These(these) => these.contains(&commit),
        }
    }

    fn is_of_stash(&self, commit: ObjectId) -> bool {
        let find = || source::parts_of_stashes(self.repository, &self.range.tips);
        self.stashes.get_or_init(find).contains(&commit)
    }
}

impl Spots {
    /// Takes a commit's detections in, if none is there for the spot or this one is to be named instead; `place` is
    /// where the first will be. Returns those that count, and the places of those that no longer do.
    pub(super) fn bring(
        &mut self,
        detections: Vec<Detection>,
        commit: Option<ObjectId>,
        place: usize,
        weights: &Weights<'_>,
    ) -> (Vec<Detection>, Vec<usize>) {
        let (mut fresh, mut stale, mut placed) = (Vec::new(), Vec::new(), Vec::new());
        let mut begun: FxHashSet<usize> = FxHashSet::default();
        for detection in detections {
            let id = spot_id(&detection);
            let number = match self.numbers.get(&id) {
                None => self.begin(id, &detection),
                Some(number) => *number,
            };
            let spot = &mut self.all[number];
            if !begun.contains(&number) {
                if !spot.places.is_empty() && !is_nearer(commit, spot.introduced, weights) {
                    continue;
                }
                begun.insert(number);
                stale.append(&mut spot.places);
                if spot.introduced.is_none() && commit.is_some() {
                    placed.push(number);
                }
                spot.introduced = commit;
            }
            spot.places.push(place + fresh.len());
            fresh.push(detection);
        }
        for number in placed {
            if let Some(path) = &self.all[number].path {
                self.paths.choose(path, number);
            }
        }
        (fresh, stale)
    }

    fn begin(&mut self, id: SpotId, detection: &Detection) -> usize {
        let number = self.all.len();
        self.numbers.insert(id, number);
        self.all.push(Spot {
            path: detection.finding.origin.path().cloned(),
            in_name: id.1,
            value: key(detection),
            places: Vec::new(),
            introduced: None,
            removed: None,
        });
        number
    }

    /// Of what a commit moved, what the range itself had brought to where it was: all else was known before.
    pub(super) fn moved_again(&self, moved: Moved) -> Vec<Detection> {
        let Moved { mut detections, from } = moved;
        let is_own = |spot: &SpotId| self.numbers.contains_key(spot);
        let own: FxHashSet<Key> = from
            .into_iter()
            .filter(|(_, spots)| spots.iter().any(is_own))
            .map(|(value, _)| value)
            .collect();
        detections.retain(|detection| own.contains(&key(detection)));
        detections
    }

    /// Notes what a commit took away.
    pub(super) fn step(
        &mut self,
        step: &Step<'_>,
        presence: &Presence<'_>,
        weights: &Weights<'_>,
        problems: &mut Vec<Problem>,
    ) {
        // What a merge takes from one side is no change of its own, so its paths do not tell.
        let can_matter = match step.parents {
            [] => false,
            [_] => step.changed.iter().any(|path| self.paths.meet(path)),
            _ => !self.paths.is_empty(),
        };
        if !can_matter {
            return;
        }
        let Self { paths, all, .. } = self;
        let look = |differs: Differs<'_>| {
            Contents::new(&differs, presence).each_removal(&differs, all, |spot, from_all| {
                spot.remove(Removed { by: step.commit, from_all }, weights);
            });
        };
        paths.each_difference(weights.repository, step.tree, step.parents, problems, look);
    }

    /// Says of each place that counts which commit took its value away.
    pub(super) fn removals(&self) -> impl Iterator<Item = (usize, Removal)> + '_ {
        self.all.iter().flat_map(|spot| {
            let removal = spot.removed.map(|removed| removed.by);
            spot.places.iter().filter_map(move |place| Some((*place, removal?)))
        })
    }
}

/// Whether a commit that brings what another brought is to be named instead.
fn is_nearer(new: Option<ObjectId>, old: Option<ObjectId>, weights: &Weights<'_>) -> bool {
    match (new, old) {
        (Some(new), Some(old)) => weights.is_below_head(new) && !weights.is_below_head(old),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

impl Spot {
    fn remove(&mut self, new: Removed, weights: &Weights<'_>) {
        if weights.is_of_stash(new.by.commit) {
            return;
        }
        let weight =
            |removed: Removed| (weights.is_below_head(removed.by.commit), removed.from_all);
        if self.removed.is_none_or(|old| weight(new) >= weight(old)) {
            self.removed = Some(new);
        }
    }
}

/// The values of what stands, and stood, on a path; each content is looked at when it is first asked for.
struct Contents<'p, 'a> {
    presence: &'p Presence<'a>,
    now: OnceCell<Option<Values>>,
    before: Vec<OnceCell<Option<Values>>>,
}

impl<'p, 'a> Contents<'p, 'a> {
    fn new(differs: &Differs<'_>, presence: &'p Presence<'a>) -> Self {
        let before = differs.before.iter().map(|_| OnceCell::new()).collect();
        Self { presence, now: OnceCell::new(), before }
    }

    /// Calls `found` for each spot of the path whose value stood there before and does not now, and says whether it
    /// stood in all parents.
    fn each_removal(
        &self,
        differs: &Differs<'_>,
        spots: &mut [Spot],
        mut found: impl FnMut(&mut Spot, bool),
    ) {
        for number in differs.numbers {
            let spot = &mut spots[*number];
            if self.has(spot, differs.now, &self.now) {
                continue;
            }
            let before = differs.before.iter().zip(&self.before);
            let had = before.filter(|(thing, values)| self.has(spot, **thing, values)).count();
            if had > 0 {
                found(spot, had == differs.before.len());
            }
        }
    }

    fn has(&self, spot: &Spot, thing: Option<Thing>, values: &OnceCell<Option<Values>>) -> bool {
        if spot.in_name {
            return thing.is_some();
        }
        let values = values.get_or_init(|| match (thing, &spot.path) {
            (Some(Thing::Blob(id)), Some(path)) => Some(self.presence.values(path, id)),
            _ => None,
        });
        values.as_ref().is_some_and(|values| values.contains(&spot.value))
    }
}
