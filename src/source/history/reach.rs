//! What the starts reach: commits in order, trees and blobs, and whatever is named but missing.
//!
//! Contract: works on numbers alone, in memory, each object once. Nothing recurses, so that no nesting can exhaust the
//! stack.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::Graph;
use super::starts::Start;
use super::store::{ObjectNo, Store};
use super::tree::SUBMODULE;
use crate::model::ObjectId;

/// How many objects that cannot be read get a [`Way`]: a partial clone lacks any number of them, and the names of so
/// many say where.
const MOST_WAYS: usize = 1000;

/// The trees from a root down to an object, each with the place of its entry that leads on; empty for a root.
pub(super) type Way = Vec<(ObjectNo, u32)>;

/// What is known of an object after the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Unreached,
    /// Reached, and what it holds is being looked at.
    Open,
    Reached,
    /// Reached, and it is or holds something wanted.
    Wanted,
}

/// What the starts reach.
pub(super) struct Reach {
    states: Vec<State>,
    /// Rows of the reached commits in the graph: parents before children, otherwise the oldest first.
    pub(super) commits: Vec<usize>,
    /// Trees that hold something wanted, each after those it holds.
    pub(super) wanted_trees: Vec<ObjectNo>,
    /// Trees that a start names without a commit.
    pub(super) bare_trees: Vec<ObjectNo>,
    /// Missing objects that something reached names, and what names them.
    pub(super) missing: Vec<(ObjectNo, ObjectNo)>,
    /// How a tree of the newest commit that has them leads to objects that are missing or unread.
    pub(super) ways: FxHashMap<ObjectNo, Way>,
}

/// Walks from the starts. `wanted` says which blobs and trees the caller asks about, `unread` which objects cannot be
/// read.
pub(super) fn reach(
    store: &Store,
    graph: &Graph,
    starts: &[Start],
    shallow: &[ObjectId],
    wanted: impl Fn(ObjectNo) -> bool,
    unread: &FxHashSet<ObjectNo>,
) -> Reach {
    let mut walk = Walk {
        graph,
        store,
        wanted,
        unread,
        reach: Reach {
            states: vec![State::Unreached; store.len_with_missing()],
            commits: Vec::new(),
            wanted_trees: Vec::new(),
            bare_trees: Vec::new(),
            missing: Vec::new(),
            ways: FxHashMap::default(),
        },
    };
    let shallow: Vec<ObjectNo> =
        shallow.iter().filter_map(|id| store.find(id.as_bytes())).collect();
    let mut tips = Vec::new();
    for number in starts.iter().filter_map(|start| start.number) {
        walk.start(number, &mut tips);
    }
    let rows = walk.commits(tips, &shallow);
    walk.reach.commits = in_order(graph, &rows);
    // The newest first: trees are changes of newer ones, most of whose children were met with those.
    for at in (0..walk.reach.commits.len()).rev() {
        let commit = &graph.commits[walk.reach.commits[at]];
        walk.tree(commit.tree, commit.number);
    }
    for at in 0..walk.reach.bare_trees.len() {
        let tree = walk.reach.bare_trees[at];
        walk.tree(tree, tree);
    }
    walk.reach
}

impl Reach {
    /// Whether a start reaches the object.
    pub(super) fn contains(&self, number: ObjectNo) -> bool {
        self.states.get(number as usize).is_some_and(|state| *state != State::Unreached)
    }

    /// Whether the object is reached and is or holds something wanted.
    pub(super) fn is_wanted(&self, number: ObjectNo) -> bool {
        self.states.get(number as usize) == Some(&State::Wanted)
    }
}

struct Walk<'a, W> {
    graph: &'a Graph,
    store: &'a Store,
    wanted: W,
    unread: &'a FxHashSet<ObjectNo>,
    reach: Reach,
}

/// A tree whose children are being looked at.
struct Open<'a> {
    tree: ObjectNo,
    /// Those that can be new or wanted.
    children: Cow<'a, [ObjectNo]>,
    /// The place of the first of them among all children.
    first: u32,
    /// How many of them were looked at.
    seen: usize,
    is_wanted: bool,
}

impl Open<'_> {
    /// The tree and the entry that was looked at last.
    fn step(&self) -> (ObjectNo, u32) {
        (self.tree, self.first + self.seen.saturating_sub(1) as u32)
    }
}

impl<'a, W: Fn(ObjectNo) -> bool> Walk<'a, W> {
    /// Follows tags to what they point at in the end.
    fn start(&mut self, mut number: ObjectNo, tips: &mut Vec<ObjectNo>) {
        while let Some(target) = self.graph.tag(number) {
            if self.reach.contains(number) {
                return;
            }
            self.mark(number, State::Reached);
            if self.store.is_missing(target) {
                return self.miss(target, number);
            }
            number = target;
        }
        if self.graph.commit(number).is_some() {
            tips.push(number);
        } else if self.graph.is_tree(number) {
            self.reach.bare_trees.push(number);
        } else {
            self.leaf(number);
        }
    }

    /// The rows of all commits behind the tips.
    fn commits(&mut self, mut next: Vec<ObjectNo>, shallow: &[ObjectNo]) -> Vec<usize> {
        let mut rows = Vec::new();
        while let Some(number) = next.pop() {
            if self.reach.contains(number) {
                continue;
            }
            self.mark(number, State::Reached);
            let Some(row) = self.graph.commit_row(number) else { continue };
            rows.push(row);
            if shallow.contains(&number) {
                continue;
            }
            for parent in &self.graph.commits[row].parents {
                if self.store.is_missing(*parent) {
                    self.miss(*parent, number);
                } else {
                    next.push(*parent);
                }
            }
        }
        rows
    }

    /// Visits a tree and all below it, depth first.
    fn tree(&mut self, root: ObjectNo, named_by: ObjectNo) {
        let mut open: Vec<Open<'a>> = Vec::new();
        self.enter(root, named_by, &mut open);
        while let Some(top) = open.last_mut() {
            let tree = top.tree;
            // Trees share most of what they name, so almost all was met before and holds nothing that is wanted.
            let states = &self.reach.states;
            let is_new = |child: &ObjectNo| {
                let state = states.get(*child as usize);
                state.is_some_and(|state| *state != State::Reached)
            };
            let rest = &top.children[top.seen..];
            match rest.iter().position(is_new) {
                Some(at) => {
                    let child = rest[at];
                    top.seen += at + 1;
                    // Nothing was opened if the answer is yes, so the holder is still on top.
                    if self.enter(child, tree, &mut open)
                        && let Some(holder) = open.last_mut()
                    {
                        holder.is_wanted = true;
                    }
                }
                None => {
                    let is_wanted = top.is_wanted || (self.wanted)(tree);
                    open.pop();
                    self.mark(tree, State::Reached);
                    if is_wanted {
                        self.mark(tree, State::Wanted);
                        self.reach.wanted_trees.push(tree);
                        if let Some(holder) = open.last_mut() {
                            holder.is_wanted = true;
                        }
                    }
                }
            }
        }
    }

    /// Opens a tree that was not seen before, or settles anything else; true if it is known to be wanted.
    fn enter(&mut self, number: ObjectNo, named_by: ObjectNo, open: &mut Vec<Open<'a>>) -> bool {
        if number == SUBMODULE {
            return false;
        }
        match self.reach.states[number as usize] {
            State::Wanted => return true,
            State::Reached | State::Open => return false,
            State::Unreached => {}
        }
        let is_missing = self.store.is_missing(number);
        if (is_missing || self.unread.contains(&number)) && self.reach.ways.len() < MOST_WAYS {
            self.reach.ways.insert(number, open.iter().map(Open::step).collect());
        }
        if is_missing {
            self.miss(number, named_by);
            return false;
        }
        let Some((shared, own)) = self.graph.changes(number) else { return self.leaf(number) };
        self.mark(number, State::Open);
        // Where all of the base was met and nothing of it is wanted, only what the tree changes can be new.
        let (first, children) = match self.reach.states.get(shared.base as usize) {
            Some(State::Reached) => (shared.head, Cow::Borrowed(own)),
            _ => (0, self.graph.children(number).unwrap_or_default().into()),
        };
        open.push(Open { tree: number, children, first, seen: 0, is_wanted: false });
        false
    }

    fn leaf(&mut self, number: ObjectNo) -> bool {
        let is_wanted = (self.wanted)(number);
        self.mark(number, if is_wanted { State::Wanted } else { State::Reached });
        is_wanted
    }

    fn miss(&mut self, number: ObjectNo, named_by: ObjectNo) {
        if !self.reach.contains(number) {
            self.mark(number, State::Reached);
            self.reach.missing.push((number, named_by));
        }
    }

    fn mark(&mut self, number: ObjectNo, state: State) {
        self.reach.states[number as usize] = state;
    }
}

/// Parents before children; among commits that could come next, the oldest.
fn in_order(graph: &Graph, rows: &[usize]) -> Vec<usize> {
    let mut is_reached = vec![false; graph.commits.len()];
    for row in rows {
        is_reached[*row] = true;
    }
    let mut waiting: Vec<u32> = vec![0; graph.commits.len()];
    let parents = |row: usize| {
        graph.commits[row].parents.iter().filter_map(|parent| graph.commit_row(*parent))
    };
    let mut children: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        for parent in parents(*row).filter(|parent| is_reached[*parent]) {
            waiting[*row] += 1;
            children.push((parent, *row));
        }
    }
    children.sort_unstable();
    let key = |row: usize| Reverse((graph.commits[row].time, graph.commits[row].number, row));
    let mut ready: BinaryHeap<_> =
        rows.iter().filter(|row| waiting[**row] == 0).map(|row| key(*row)).collect();
    let mut order = Vec::with_capacity(rows.len());
    while let Some(Reverse((_, _, row))) = ready.pop() {
        order.push(row);
        let first = children.partition_point(|(parent, _)| *parent < row);
        for (_, child) in children[first..].iter().take_while(|(parent, _)| *parent == row) {
            waiting[*child] -= 1;
            if waiting[*child] == 0 {
                ready.push(key(*child));
            }
        }
    }
    order
}
