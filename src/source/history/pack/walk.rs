//! Visits the objects of a pack, each after the one it builds on, on all cores.
//!
//! Contract: a visitor sees every selected entry that can be read exactly once. An entry's base is in memory while its
//! children are visited and no longer, so memory holds one chain of objects for each thread. What cannot be read is
//! returned, not logged.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::delta::Delta;
use super::entries::{Kind, Rank};
use super::inflate::{EntryError, Inflate};
use super::{Entries, Pack};
use crate::model::{Span, contain};

/// What a walk does with objects; one for each thread.
pub(in crate::source::history) trait Visit: Send {
    /// What an object's deltas may want to know about it.
    type Memo: Default;

    /// Looks at one object.
    ///
    /// # Errors
    ///
    /// Hands on what [`Content::bytes`] reports, if it needed them.
    fn visit(
        &mut self,
        rank: Rank,
        kind: Kind,
        content: &mut Content<'_>,
        base: Option<&Self::Memo>,
    ) -> Result<Self::Memo, EntryError>;
}

/// The content of one object: whole, or still as a delta that can be put together.
pub(in crate::source::history) struct Content<'a> {
    bytes: &'a mut Vec<u8>,
    is_whole: bool,
    delta: Option<(&'a Delta, &'a [u8])>,
    scratch: &'a mut Vec<u8>,
}

impl Content<'_> {
    /// The whole object, put together now if it was not yet.
    pub(in crate::source::history) fn bytes(&mut self) -> Result<&[u8], EntryError> {
        if !self.is_whole
            && let Some((delta, base)) = self.delta
        {
            delta.apply(base, self.bytes)?;
            self.is_whole = true;
        }
        Ok(self.bytes)
    }

    /// The whole object, where [`Content::bytes`] was called before; empty otherwise.
    pub(in crate::source::history) fn whole(&self) -> &[u8] {
        if self.is_whole { self.bytes } else { &[] }
    }

    /// The delta that makes the object, where it is one.
    pub(in crate::source::history) fn delta(&self) -> Option<&Delta> {
        self.delta.map(|(delta, _)| delta)
    }

    /// The size of the whole object, in bytes.
    pub(in crate::source::history) fn size(&self) -> u64 {
        match self.delta {
            Some((delta, _)) => delta.result_size(),
            None => self.bytes.len() as u64,
        }
    }

    /// Shows `visit` each stretch that the base does not have, with `margin` bytes around it and its place in the
    /// whole; the whole of an object without a base.
    pub(in crate::source::history) fn each_new(
        &mut self,
        margin: usize,
        mut visit: impl FnMut(Span, &[u8]),
    ) {
        match self.delta {
            Some((delta, base)) => {
                let whole = self.is_whole.then_some(&self.bytes[..]);
                delta.each_new(base, margin, whole, self.scratch, visit);
            }
            None => visit(Span { start: 0, end: self.bytes.len() }, self.bytes),
        }
    }

    /// Shows `visit` where the `places` of the base stand that the object has unchanged, as [`Delta::each_kept`] does.
    pub(in crate::source::history) fn each_kept(
        &self,
        places: &[Span],
        reach: usize,
        visit: impl FnMut(usize, Span, bool),
    ) {
        if let Some((delta, base)) = self.delta {
            delta.each_kept(base.len(), places, reach, visit);
        }
    }
}

/// Walks the entries that `select` names, and those they build on; `select` is asked once for each entry.
///
/// Returns the visitors and what could not be read.
pub(in crate::source::history) fn walk<V: Visit>(
    pack: &Pack,
    select: impl Fn(Rank, Kind) -> bool + Sync,
    new_visitor: impl Fn() -> V + Sync,
) -> (Vec<V>, Vec<(Rank, EntryError)>) {
    let plan = Plan::new(&pack.entries, select);
    let next_root = AtomicUsize::new(0);
    let threads = rayon::current_num_threads().min(plan.roots.len()).max(1);
    let done: Vec<Walker<'_, V>> = (0..threads)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let mut walker = Walker::new(pack, &plan, new_visitor());
            while let Some(root) = plan.roots.get(next_root.fetch_add(1, Ordering::Relaxed)) {
                walker.subtree(*root);
            }
            walker
        })
        .collect();
    let mut failures = Vec::new();
    let mut visitors = Vec::with_capacity(done.len());
    for walker in done {
        failures.extend(walker.failures);
        visitors.push(walker.visitor);
    }
    failures.extend(plan.rootless(&pack.entries));
    failures.sort_unstable_by_key(|(rank, _)| *rank);
    (visitors, failures)
}

/// What to visit, and what to put together on the way there.
struct Plan {
    /// Selected entries.
    selected: Vec<bool>,
    /// Entries that are selected or that a selected one builds on.
    needed: Vec<bool>,
    /// Needed entries that build on nothing, the ones with most below them first, so that no thread ends long after the
    /// others.
    roots: Vec<Rank>,
}

impl Plan {
    fn new(entries: &Entries, select: impl Fn(Rank, Kind) -> bool + Sync) -> Self {
        let selected: Vec<bool> = (0..entries.len() as Rank)
            .into_par_iter()
            .with_min_len(4096)
            .map(|rank| select(rank, entries.kind(rank)))
            .collect();
        let mut needed = selected.clone();
        let mut weights: Vec<u32> = vec![0; entries.len()];
        let mut ways = Ways::new(entries);
        for rank in 0..entries.len() as Rank {
            if selected[rank as usize] && entries.kind(rank) != Kind::Broken {
                weights[ways.root(rank) as usize] += 1;
                let mut at = rank;
                // What a needed entry builds on is marked with it, or will be with its own turn.
                while let Some(base) = entries.base(at)
                    && !std::mem::replace(&mut needed[base as usize], true)
                {
                    at = base;
                }
            }
        }
        let mut roots: Vec<Rank> = (0..entries.len() as Rank)
            .filter(|rank| weights[*rank as usize] > 0 && entries.base(*rank).is_none())
            .collect();
        // Within a class of weight the order of the pack stays, so that neighbours are read together.
        roots.sort_by_key(|rank| std::cmp::Reverse(weights[*rank as usize].ilog2()));
        Self { selected, needed, roots }
    }

    /// Selected entries that no walk can reach.
    fn rootless<'a>(
        &'a self,
        entries: &'a Entries,
    ) -> impl Iterator<Item = (Rank, EntryError)> + 'a {
        (0..entries.len() as Rank)
            .filter(|rank| self.selected[*rank as usize] && entries.kind(*rank) == Kind::Broken)
            .map(|rank| (rank, EntryError::Header))
    }
}

/// The ways from entries to what their chains of bases end in. Each walk shortens the way that it takes to half, so
/// that chains of any length cost little more than their entries.
struct Ways {
    /// A base of each entry, near or far; an entry without one is its own.
    up: Vec<Rank>,
}

impl Ways {
    fn new(entries: &Entries) -> Self {
        let up = (0..entries.len() as Rank).map(|rank| entries.base(rank).unwrap_or(rank));
        Self { up: up.collect() }
    }

    /// The end of an entry's chain, which has one: the entry is not broken.
    fn root(&mut self, mut at: Rank) -> Rank {
        loop {
            let base = self.up[at as usize];
            if base == at {
                return at;
            }
            self.up[at as usize] = self.up[base as usize];
            at = self.up[base as usize];
        }
    }
}

/// One thread of a walk.
struct Walker<'a, V: Visit> {
    pack: &'a Pack,
    plan: &'a Plan,
    visitor: V,
    inflate: Inflate,
    delta: Delta,
    scratch: Vec<u8>,
    spare: Vec<Vec<u8>>,
    failures: Vec<(Rank, EntryError)>,
}

/// An object whose children are being visited.
struct Level<M> {
    rank: Rank,
    bytes: Vec<u8>,
    memo: M,
    next_child: usize,
}

impl<'a, V: Visit> Walker<'a, V> {
    fn new(pack: &'a Pack, plan: &'a Plan, visitor: V) -> Self {
        Self {
            pack,
            plan,
            visitor,
            inflate: Inflate::new(),
            delta: Delta::default(),
            scratch: Vec::new(),
            spare: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Visits a root and everything that builds on it, depth first.
    fn subtree(&mut self, root: Rank) {
        let mut levels: Vec<Level<V::Memo>> = Vec::new();
        self.descend(root, &mut levels);
        while let Some(level) = levels.last_mut() {
            let children = self.pack.entries.children(level.rank);
            match children.get(level.next_child) {
                Some(child) => {
                    level.next_child += 1;
                    if self.plan.needed[*child as usize] {
                        self.descend(*child, &mut levels);
                    }
                }
                None => {
                    if let Some(finished) = levels.pop() {
                        self.recycle(finished.bytes);
                    }
                }
            }
        }
    }

    /// Visits one entry; adds a level if others build on it.
    fn descend(&mut self, rank: Rank, levels: &mut Vec<Level<V::Memo>>) {
        let children = self.pack.entries.children(rank);
        let has_children = children.iter().any(|child| self.plan.needed[*child as usize]);
        let mut bytes = self.spare.pop().unwrap_or_default();
        let read = contain(|| self.read(rank, levels.last(), &mut bytes, has_children));
        match read.unwrap_or(Err(EntryError::Fault)) {
            Ok(memo) if has_children => {
                self.drop_finished(levels);
                levels.push(Level { rank, bytes, memo, next_child: 0 });
            }
            Ok(_) => self.recycle(bytes),
            Err(error) => {
                self.recycle(bytes);
                self.fail(rank, error);
            }
        }
    }

    fn read(
        &mut self,
        rank: Rank,
        parent: Option<&Level<V::Memo>>,
        bytes: &mut Vec<u8>,
        must_be_whole: bool,
    ) -> Result<V::Memo, EntryError> {
        let mut content = match parent {
            None => {
                self.inflate.entry(self.pack, rank, bytes)?;
                Content { bytes, is_whole: true, delta: None, scratch: &mut self.scratch }
            }
            Some(base) => {
                self.inflate.entry(self.pack, rank, &mut self.delta.raw)?;
                self.delta.parse(base.bytes.len())?;
                Content {
                    bytes,
                    is_whole: false,
                    delta: Some((&self.delta, &base.bytes)),
                    scratch: &mut self.scratch,
                }
            }
        };
        if must_be_whole {
            content.bytes()?;
        }
        if !self.plan.selected[rank as usize] {
            return Ok(V::Memo::default());
        }
        self.visitor.visit(
            rank,
            self.pack.entries.kind(rank),
            &mut content,
            parent.map(|base| &base.memo),
        )
    }

    /// Lets go of objects whose last child has just been put together: a long chain keeps two objects, not all.
    fn drop_finished(&mut self, levels: &mut Vec<Level<V::Memo>>) {
        while levels
            .last()
            .is_some_and(|level| level.next_child >= self.pack.entries.children(level.rank).len())
        {
            if let Some(finished) = levels.pop() {
                self.recycle(finished.bytes);
            }
        }
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        /// Buffers of large objects go back to the system.
        const KEPT: usize = 1 << 20;
        if bytes.capacity() <= KEPT {
            self.spare.push(bytes);
        }
    }

    /// Records that an entry, and all selected ones that build on it, could not be read.
    fn fail(&mut self, rank: Rank, error: EntryError) {
        let mut lost: Vec<Rank> = self.pack.entries.children(rank).to_vec();
        if self.plan.selected[rank as usize] || !lost.is_empty() {
            self.failures.push((rank, error));
        }
        while let Some(rank) = lost.pop() {
            lost.extend_from_slice(self.pack.entries.children(rank));
            if self.plan.selected[rank as usize] {
                self.failures.push((rank, EntryError::Base));
            }
        }
    }
}
