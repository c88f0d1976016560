//! What names what: commits, tags and trees, as numbers.
//!
//! Contract: filled by one pass over all objects, in any order and on many threads ([`Part`]), then joined once and
//! only read. Of a tree that is a change of another only what it changes is kept: most trees differ from their base in
//! one entry.

use super::store::ObjectNo;

const NONE: u32 = u32::MAX;

/// How many children a piece of memory has room for, at least: memory that grew in one piece would be copied again and
/// again.
const ROOM: usize = 1 << 16;

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CommitNode {
    pub(super) number: ObjectNo,
    pub(super) tree: ObjectNo,
    pub(super) parents: Vec<ObjectNo>,
    /// Committer time, in seconds since the Unix epoch.
    pub(super) time: i64,
}

/// What one thread has gathered.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) commits: Vec<CommitNode>,
    /// Tags and what they point at.
    pub(super) tags: Vec<(ObjectNo, ObjectNo)>,
    trees: Vec<(ObjectNo, Row)>,
    /// What each tree has of its own, one after the other, that of one tree always in one piece.
    own: Vec<Vec<ObjectNo>>,
}

/// What a tree names: what it shares with its base, and its own children between that.
#[derive(Debug, Clone, Copy)]
struct Row {
    shared: Shared,
    piece: u32,
    start: u32,
    len: u32,
}

/// What a tree shares with its base.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    /// The base.
    pub(super) base: ObjectNo,
    /// How many of its first children are the tree's first.
    pub(super) head: u32,
    /// How many of its last children are the tree's last.
    pub(super) tail: u32,
}

impl Shared {
    /// Nothing.
    pub(super) const NOTHING: Self = Self { base: NONE, head: 0, tail: 0 };
}

impl Row {
    fn total(&self) -> u32 {
        self.shared.head + self.len + self.shared.tail
    }
}

/// Commits, tags and trees of a repository.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) commits: Vec<CommitNode>,
    tags: Vec<(ObjectNo, ObjectNo)>,
    commit_rows: Vec<u32>,
    tree_rows: Vec<u32>,
    trees: Vec<Row>,
    own: Vec<Vec<ObjectNo>>,
}

/// How many children two trees have in common at either end.
pub(super) fn shared(
    base: impl DoubleEndedIterator<Item = ObjectNo> + ExactSizeIterator + Clone,
    tree: impl DoubleEndedIterator<Item = ObjectNo> + ExactSizeIterator + Clone,
) -> Shared {
    let least = base.len().min(tree.len());
    let head = base.clone().zip(tree.clone()).take_while(|(base, tree)| base == tree).count();
    let ends = base.rev().zip(tree.rev()).take(least - head);
    let tail = ends.take_while(|(base, tree)| base == tree).count();
    Shared { base: NONE, head: head as u32, tail: tail as u32 }
}

impl Part {
    /// Adds a tree that names what it shares with its base, which was added before, and these objects of its own.
    pub(super) fn push_tree(
        &mut self,
        number: ObjectNo,
        shared: Shared,
        own: impl ExactSizeIterator<Item = ObjectNo>,
    ) {
        let len = own.len();
        let piece = match self.own.last() {
            Some(last) if last.capacity() - last.len() >= len => self.own.len() - 1,
            _ => {
                self.own.push(Vec::with_capacity(len.max(ROOM)));
                self.own.len() - 1
            }
        };
        let start = self.own[piece].len() as u32;
        self.own[piece].extend(own);
        self.trees.push((number, Row { shared, piece: piece as u32, start, len: len as u32 }));
    }
}

impl Graph {
    /// Which rows of `commits` the commits with these numbers have among themselves and their ancestors.
    pub(super) fn ancestors(&self, tips: impl Iterator<Item = ObjectNo>) -> Vec<bool> {
        let mut seen = vec![false; self.commits.len()];
        let mut next: Vec<ObjectNo> = tips.collect();
        while let Some(row) = next.pop().map(|number| self.commit_row(number)) {
            let Some(row) = row.filter(|row| !seen[*row]) else { continue };
            seen[row] = true;
            next.extend(&self.commits[row].parents);
        }
        seen
    }

    /// What a tag points at in the end; other objects stand for themselves.
    pub(super) fn peel(&self, mut number: ObjectNo) -> ObjectNo {
        while let Some(target) = self.tag(number) {
            number = target;
        }
        number
    }

    /// Every commit and tag.
    pub(super) fn commits_and_tags(&self) -> impl Iterator<Item = ObjectNo> + '_ {
        self.commits.iter().map(|commit| commit.number).chain(self.tags.iter().map(|(tag, _)| *tag))
    }

    /// Joins what the threads have gathered about `objects` objects.
    pub(super) fn join(parts: Vec<Part>, objects: usize) -> Self {
        let mut graph = Self {
            commit_rows: vec![NONE; objects],
            tree_rows: vec![NONE; objects],
            trees: Vec::with_capacity(parts.iter().map(|part| part.trees.len()).sum()),
            ..Self::default()
        };
        for part in parts {
            let before = graph.own.len() as u32;
            for (number, row) in part.trees {
                graph.tree_rows[number as usize] = graph.trees.len() as u32;
                graph.trees.push(Row { piece: before + row.piece, ..row });
            }
            graph.own.extend(part.own);
            graph.commits.extend(part.commits);
            graph.tags.extend(part.tags);
        }
        graph.commits.sort_unstable_by_key(|commit| commit.number);
        for (row, commit) in graph.commits.iter().enumerate() {
            graph.commit_rows[commit.number as usize] = row as u32;
        }
        graph.tags.sort_unstable();
        graph
    }

    /// The commit of this number; `None` if the object is something else, missing or unreadable.
    pub(super) fn commit(&self, number: ObjectNo) -> Option<&CommitNode> {
        let row = *self.commit_rows.get(number as usize)?;
        self.commits.get(row as usize)
    }

    /// The row of a commit in `commits`.
    pub(super) fn commit_row(&self, number: ObjectNo) -> Option<usize> {
        let row = *self.commit_rows.get(number as usize)?;
        (row != NONE).then_some(row as usize)
    }

    /// Whether the object is a tree that could be read.
    pub(super) fn is_tree(&self, number: ObjectNo) -> bool {
        self.tree(number).is_some()
    }

    /// What a tree shares with its base, and the objects that it names of its own; `None` if the object is no tree,
    /// missing or unreadable.
    pub(super) fn changes(&self, number: ObjectNo) -> Option<(Shared, &[ObjectNo])> {
        let row = self.tree(number)?;
        Some((row.shared, self.own(row)))
    }

    /// All objects that this tree names; `None` if the object is no tree, missing or unreadable.
    pub(super) fn children(&self, number: ObjectNo) -> Option<Vec<ObjectNo>> {
        let all = self.tree(number)?.total();
        let mut children = Vec::with_capacity(all as usize);
        // What is still to be added, the last first: of a tree, the children from one place up to another.
        let mut rest = vec![(number, 0..all)];
        while let Some((tree, places)) = rest.pop() {
            let Some(row) = self.tree(tree) else { continue };
            let (head, own_end) = (row.shared.head, row.shared.head + row.len);
            if places.start < head {
                let shared = places.start..places.end.min(head);
                if places.end > head {
                    rest.push((tree, head..places.end));
                }
                rest.push((row.shared.base, shared));
            } else {
                let own = (places.start.min(own_end) - head) as usize
                    ..(places.end.min(own_end) - head) as usize;
                children.extend_from_slice(&self.own(row)[own]);
                if places.end > own_end {
                    let base = self.tree(row.shared.base).map_or(0, Row::total);
                    let in_base = |place: u32| base - row.shared.tail + (place - own_end);
                    let from = places.start.max(own_end);
                    rest.push((row.shared.base, in_base(from)..in_base(places.end)));
                }
            }
        }
        Some(children)
    }

    fn tree(&self, number: ObjectNo) -> Option<&Row> {
        self.trees.get(*self.tree_rows.get(number as usize)? as usize)
    }

    fn own(&self, row: &Row) -> &[ObjectNo] {
        &self.own[row.piece as usize][row.start as usize..][..row.len as usize]
    }

    /// What this tag points at; `None` if the object is no tag.
    pub(super) fn tag(&self, number: ObjectNo) -> Option<ObjectNo> {
        let at = self.tags.binary_search_by_key(&number, |(tag, _)| *tag).ok()?;
        Some(self.tags[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_of_any_size_name_what_they_were_pushed_with() {
        let sizes = [3, ROOM - 4, 0, 2, 3 * ROOM, 1, ROOM];
        let children =
            |tree: usize| (0..sizes[tree] as ObjectNo).map(move |at| at * 7 + tree as u32);
        let mut part = Part::default();
        for tree in 0..sizes.len() {
            let all: Vec<ObjectNo> = children(tree).collect();
            part.push_tree(tree as ObjectNo, Shared::NOTHING, all.into_iter());
        }
        let graph = Graph::join(vec![Part::default(), part], sizes.len() + 1);
        for tree in 0..sizes.len() {
            let named = graph.children(tree as ObjectNo).unwrap();
            assert!(named.iter().copied().eq(children(tree)), "{tree}");
        }
        assert_eq!(graph.children(sizes.len() as ObjectNo), None);
    }

    #[test]
    fn a_tree_is_made_from_its_chain_of_bases() {
        let chain: [&[ObjectNo]; 8] = [
            &[1, 2, 3, 4, 5],
            &[1, 2, 9, 4, 5],
            &[2, 9, 4, 5, 6],
            &[2, 9, 4, 5, 6],
            &[],
            &[7],
            &[7, 8, 7],
            &[7, 8, 8, 7],
        ];
        let mut part = Part::default();
        for (at, children) in chain.iter().enumerate() {
            let base = at.checked_sub(1).map_or(&[][..], |before| chain[before]);
            let shared = shared(base.iter().copied(), children.iter().copied());
            let shared = match at {
                0 => Shared::NOTHING,
                _ => Shared { base: at as ObjectNo - 1, ..shared },
            };
            let own = shared.head as usize..children.len() - shared.tail as usize;
            part.push_tree(at as ObjectNo, shared, children[own].iter().copied());
        }
        let graph = Graph::join(vec![part], chain.len());
        for (at, children) in chain.iter().enumerate() {
            assert_eq!(graph.children(at as ObjectNo).unwrap(), *children, "{at}");
        }
        assert_eq!(graph.changes(1).unwrap().1, [9]);
    }
}
