//! Which commits are parts of a stash.
//!
//! Contract: git keeps a stash as a merge whose second parent holds the index, and whose third, if there is one, the
//! untracked files. It lacks what those hold without having taken it from anybody, so no removal is its doing. What has
//! not that form, or what something else than the stash remembers too, is a commit like any other.

use rustc_hash::FxHashSet;

use super::starts::Remembered;
use super::trace::Tracer;
use crate::source::stash::INDEX_MESSAGE;

impl Tracer<'_> {
    /// The rows of all parts of stashes, also of dropped ones where objects are looked at that nothing remembers.
    pub(super) fn stashes(&self) -> FxHashSet<usize> {
        let can_be = |by: &Remembered| by.is_stash() || *by == Remembered::Nowhere;
        let mut parts = FxHashSet::default();
        if !self.starts.iter().any(|start| can_be(&start.by)) {
            return parts;
        }
        let elsewhere = self.graph.ancestors(self.tips(|by| !can_be(by)));
        for row in self.tips(can_be).filter_map(|number| self.graph.commit_row(number)) {
            if !elsewhere[row]
                && let Some(index) = self.index_of_stash(row)
            {
                let untracked = self.graph.commits[row].parents.get(2);
                parts.extend([row, index]);
                parts.extend(untracked.and_then(|number| self.graph.commit_row(*number)));
            }
        }
        parts
    }

    /// The row of the commit that holds the index of a stash, if this commit is one.
    fn index_of_stash(&self, row: usize) -> Option<usize> {
        let (head, index) = match *self.graph.commits[row].parents {
            [head, index] | [head, index, _] => (head, self.graph.commit_row(index)?),
            _ => return None,
        };
        let is_index = self.graph.commits[index].parents == [head]
            && self.commit_info(index).summary.starts_with(INDEX_MESSAGE);
        is_index.then_some(index)
    }
}
