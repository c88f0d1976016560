//! The commits that some tips reach and nothing known does.
//!
//! Contract: exact whatever the commits' dates say, and yet the cost of a short range on a long history is that of the
//! range. The walk goes from the newest date to the oldest and paints what is known; dates decide only what is looked
//! at first. It may stop before the roots because ancestry has no cycles: a commit from which a new one was made cannot
//! lead to that new one. So as soon as every known commit still to be followed is an ancestor of all the *lowest* new
//! commits, nothing that is left can turn a new commit into a known one. Where that never comes to pass, the walk ends
//! at the roots. git's commit-graph file is not asked: it is a cache that nothing checks, and a false line in it would
//! hide commits.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::commit::person_time;
use super::repository::GitRepository;
use crate::model::{ObjectId, Problem};

/// What the tips add to what is known.
#[derive(Debug, Default)]
pub(super) struct Beyond {
    /// The commits, parents before children, otherwise the oldest first.
    pub(super) commits: Vec<ObjectId>,
    /// Commits that could not be read, so that nobody knows what stands behind them.
    pub(super) problems: Vec<Problem>,
}

/// Lists what `tips`, which are commits, reach and `known` do not.
pub(super) fn beyond(repository: &GitRepository, tips: &[ObjectId], known: &[ObjectId]) -> Beyond {
    let mut walk = Walk {
        repository,
        nodes: Vec::new(),
        places: FxHashMap::default(),
        queue: BinaryHeap::new(),
        goal: KNOWN,
        unsettled: 0,
        problems: Vec::new(),
    };
    for (commits, marks) in [(tips, NEW), (known, KNOWN)] {
        for commit in commits {
            let place = walk.place(*commit);
            walk.mark(place, marks);
        }
    }
    walk.run();
    walk.make_sure();
    Beyond { commits: walk.in_order(), problems: walk.problems }
}

/// A tip reaches the commit.
const NEW: u64 = 1 << 63;
/// Something known reaches the commit.
const KNOWN: u64 = 1 << 62;
/// A goal that no commit attains: the walk ends at the roots.
const NEVER: u64 = u64::MAX;
/// The bits below are for as many of the lowest new commits.
const MOST_LOWEST: usize = 62;

/// The place of a commit in the list of nodes.
type Place = u32;

struct Node {
    id: ObjectId,
    time: i64,
    parents: Vec<ObjectId>,
    marks: u64,
    is_queued: bool,
}

struct Walk<'a> {
    repository: &'a GitRepository,
    nodes: Vec<Node>,
    places: FxHashMap<ObjectId, Place>,
    /// What has marks that its parents may not have yet, the newest first.
    queue: BinaryHeap<(i64, Reverse<Place>)>,
    /// A commit with all of these marks needs not be followed any further.
    goal: u64,
    /// How many commits of the queue lack a mark of the goal.
    unsettled: usize,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    /// The commit's node; the commit is read when it is met.
    fn place(&mut self, id: ObjectId) -> Place {
        if let Some(place) = self.places.get(&id) {
            return *place;
        }
        let read = self
            .repository
            .with_commit(id, |_, commit| (person_time(commit.committer), commit.parents.clone()));
        let (time, mut parents) = read.unwrap_or_else(|problem| {
            self.problems.push(problem);
            (0, Vec::new())
        });
        if self.repository.is_shallow_at(id) {
            parents.clear();
        }
        let place = self.nodes.len() as Place;
        self.nodes.push(Node { id, time, parents, marks: 0, is_queued: false });
        self.places.insert(id, place);
        place
    }

    /// Adds marks to a commit, and queues it if its parents may have to hear of them.
    fn mark(&mut self, place: Place, marks: u64) {
        let goal = self.goal;
        let node = &mut self.nodes[place as usize];
        let mut after = node.marks | marks;
        if after & KNOWN != 0 {
            // It is not new, so what it leads to is not new by it.
            after &= !NEW;
        }
        if after == node.marks {
            return;
        }
        let was_unsettled = node.is_queued && !is_settled(node.marks, goal);
        node.marks = after;
        if !node.is_queued {
            node.is_queued = true;
            self.queue.push((node.time, Reverse(place)));
        }
        let is_unsettled = !is_settled(after, goal);
        self.unsettled = self.unsettled + usize::from(is_unsettled) - usize::from(was_unsettled);
    }

    /// Passes marks on to parents until all that is left is settled.
    fn run(&mut self) {
        while self.unsettled > 0 {
            let Some((_, Reverse(place))) = self.queue.pop() else { return };
            let node = &mut self.nodes[place as usize];
            node.is_queued = false;
            let marks = node.marks;
            self.unsettled -= usize::from(!is_settled(marks, self.goal));
            for parent in node.parents.clone() {
                let parent = self.place(parent);
                self.mark(parent, marks);
            }
        }
    }

    /// Goes on until no commit that is left in the queue can lead to one that counts as new.
    fn make_sure(&mut self) {
        if self.queue.is_empty() {
            return;
        }
        let lowest = self.lowest();
        let new = self.count_new();
        if new == 0 {
            return;
        }
        if lowest.len() <= MOST_LOWEST {
            self.aim((0..lowest.len()).fold(KNOWN, |goal, at| goal | 1 << at));
            for (at, place) in lowest.into_iter().enumerate() {
                for parent in self.nodes[place as usize].parents.clone() {
                    let parent = self.place(parent);
                    self.mark(parent, 1 << at);
                }
            }
            self.run();
            if self.count_new() == new {
                return;
            }
        }
        // Dates have led astray, or there is too much to keep apart: all that is known is followed to its end.
        self.aim(NEVER);
        self.run();
    }

    fn aim(&mut self, goal: u64) {
        self.goal = goal;
        let queued = self.nodes.iter().filter(|node| node.is_queued);
        self.unsettled = queued.filter(|node| !is_settled(node.marks, goal)).count();
    }

    /// The new commits without a new parent: every other new commit leads to one of them.
    fn lowest(&self) -> Vec<Place> {
        let has_new_parent =
            |node: &Node| node.parents.iter().any(|parent| self.new_at(*parent).is_some());
        let places = self.nodes.iter().zip(0..);
        places
            .filter(|(node, _)| is_new(node) && !has_new_parent(node))
            .map(|(_, place)| place)
            .collect()
    }

    fn count_new(&self) -> usize {
        self.nodes.iter().filter(|node| is_new(node)).count()
    }

    /// The place of the commit if it is new.
    fn new_at(&self, id: ObjectId) -> Option<Place> {
        let place = *self.places.get(&id)?;
        is_new(&self.nodes[place as usize]).then_some(place)
    }

    /// The new commits, parents before children; among those that could come next, the oldest.
    fn in_order(&self) -> Vec<ObjectId> {
        let mut waiting = vec![0_u32; self.nodes.len()];
        let mut children: FxHashMap<Place, Vec<Place>> = FxHashMap::default();
        let mut ready = BinaryHeap::new();
        let key = |place: Place| {
            let node = &self.nodes[place as usize];
            Reverse((node.time, node.id, place))
        };
        for (node, place) in self.nodes.iter().zip(0..).filter(|(node, _)| is_new(node)) {
            for parent in node.parents.iter().filter_map(|parent| self.new_at(*parent)) {
                waiting[place as usize] += 1;
                children.entry(parent).or_default().push(place);
            }
            if waiting[place as usize] == 0 {
                ready.push(key(place));
            }
        }
        let mut order = Vec::new();
        while let Some(Reverse((_, id, place))) = ready.pop() {
            order.push(id);
            for child in children.get(&place).into_iter().flatten() {
                waiting[*child as usize] -= 1;
                if waiting[*child as usize] == 0 {
                    ready.push(key(*child));
                }
            }
        }
        order
    }
}

fn is_settled(marks: u64, goal: u64) -> bool {
    marks & goal == goal
}

fn is_new(node: &Node) -> bool {
    node.marks & NEW != 0
}
