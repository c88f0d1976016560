//! What names what: commits, tags and trees, as numbers.
//!
//! Contract: filled by one pass over all objects, in any order and on many threads ([`Part`]), then joined once and
//! only read.

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
    /// The children of all trees, one after the other, those of one tree always in one piece.
    children: Vec<Vec<ObjectNo>>,
}

/// Where the children of a tree stand.
#[derive(Debug, Clone, Copy)]
struct Row {
    piece: u32,
    start: u32,
    len: u32,
}

const NO_TREE: Row = Row { piece: NONE, start: 0, len: 0 };

/// Commits, tags and trees of a repository.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) commits: Vec<CommitNode>,
    tags: Vec<(ObjectNo, ObjectNo)>,
    commit_rows: Vec<u32>,
    /// By object, so that a tree and its children are two steps apart: each is one that no cache foresees.
    trees: Vec<Row>,
    children: Vec<Vec<ObjectNo>>,
}

impl Part {
    /// Adds a tree that names these objects.
    pub(super) fn push_tree(
        &mut self,
        number: ObjectNo,
        children: impl ExactSizeIterator<Item = ObjectNo>,
    ) {
        let len = children.len();
        let piece = match self.children.last() {
            Some(last) if last.capacity() - last.len() >= len => self.children.len() - 1,
            _ => {
                self.children.push(Vec::with_capacity(len.max(ROOM)));
                self.children.len() - 1
            }
        };
        let start = self.children[piece].len() as u32;
        self.children[piece].extend(children);
        self.trees.push((number, Row { piece: piece as u32, start, len: len as u32 }));
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
            trees: vec![NO_TREE; objects],
            ..Self::default()
        };
        for part in parts {
            let before = graph.children.len() as u32;
            for (number, row) in part.trees {
                graph.trees[number as usize] = Row { piece: before + row.piece, ..row };
            }
            graph.children.extend(part.children);
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

    /// The objects that this tree names; `None` if the object is no tree, missing or unreadable.
    pub(super) fn tree(&self, number: ObjectNo) -> Option<&[ObjectNo]> {
        let row = *self.trees.get(number as usize)?;
        let piece = self.children.get(row.piece as usize)?;
        Some(&piece[row.start as usize..][..row.len as usize])
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
            part.push_tree(tree as ObjectNo, all.into_iter());
        }
        let graph = Graph::join(vec![Part::default(), part], sizes.len() + 1);
        for tree in 0..sizes.len() {
            let named = graph.tree(tree as ObjectNo).unwrap();
            assert!(named.iter().copied().eq(children(tree)), "{tree}");
        }
        assert_eq!(graph.tree(sizes.len() as ObjectNo), None);
    }
}
