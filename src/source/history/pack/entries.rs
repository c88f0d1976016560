//! The table of a pack's entries: where each stands, what it is, and which entry it builds on.
//!
//! Contract: entries are numbered by `Rank`, their order in the pack. Everything in the table comes from the index and
//! from the entries' headers; nothing is inflated.

use std::ops::Range;
use std::sync::OnceLock;

use gix_pack::data::entry::Header;
use gix_pack::{data, index};
use rayon::prelude::*;

/// The place of an entry among all entries of its pack, in pack order.
pub(in crate::source::history) type Rank = u32;

const NONE: Rank = Rank::MAX;

/// What kind of object an entry is; a delta is what its base is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::source::history) enum Kind {
    /// A file's content.
    Blob,
    /// A folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
    /// Its header cannot be read, or its chain of bases does not end in this pack.
    Broken,
}

impl From<git2::ObjectType> for Kind {
    fn from(kind: git2::ObjectType) -> Self {
        match kind {
            git2::ObjectType::Blob => Self::Blob,
            git2::ObjectType::Tree => Self::Tree,
            git2::ObjectType::Commit => Self::Commit,
            git2::ObjectType::Tag => Self::Tag,
            git2::ObjectType::Any => Self::Broken,
        }
    }
}

/// The entries of one pack, as parallel columns.
pub(in crate::source::history) struct Entries {
    offsets: Vec<u64>,
    index_positions: Vec<u32>,
    parents: Vec<Rank>,
    kinds: Vec<Kind>,
    child_starts: Vec<u32>,
    children: Vec<Rank>,
    end: u64,
}

/// What one header says.
enum Parent {
    Root(Kind),
    Base(Rank),
}

impl Entries {
    /// Reads the index and every entry's header.
    pub(super) fn read(index: &index::File, data: &data::File) -> Self {
        let mut order: Vec<(u64, u32)> =
            (0..index.num_objects()).map(|at| (index.pack_offset_at_index(at), at)).collect();
        order.par_sort_unstable();
        let (offsets, index_positions): (Vec<u64>, Vec<u32>) = order.into_iter().unzip();
        let end = data.pack_end() as u64;
        let ranks = OnceLock::new();
        let rank_of = |position: u32| {
            ranks.get_or_init(|| ranks_by_position(&index_positions))[position as usize]
        };
        let headers: Vec<Parent> = (0..offsets.len())
            .into_par_iter()
            .with_min_len(4096)
            .map(|rank| read_header(rank, &offsets, end, index, data, rank_of))
            .collect();
        let parents: Vec<Rank> = headers
            .iter()
            .map(|header| match header {
                Parent::Base(rank) => *rank,
                Parent::Root(_) => NONE,
            })
            .collect();
        let (kinds, (child_starts, children)) =
            rayon::join(|| resolve_kinds(&headers), || children_of(&parents));
        Self { offsets, index_positions, parents, kinds, child_starts, children, end }
    }

    /// The number of entries.
    pub(in crate::source::history) fn len(&self) -> usize {
        self.offsets.len()
    }

    /// What kind of object the entry is.
    pub(in crate::source::history) fn kind(&self, rank: Rank) -> Kind {
        self.kinds[rank as usize]
    }

    /// The entry's position in the index, which is sorted by object id.
    pub(in crate::source::history) fn index_position(&self, rank: Rank) -> u32 {
        self.index_positions[rank as usize]
    }

    /// The entry that this one is a delta against.
    pub(in crate::source::history) fn base(&self, rank: Rank) -> Option<Rank> {
        Some(self.parents[rank as usize]).filter(|parent| *parent != NONE)
    }

    /// The entries that are deltas against this one.
    pub(super) fn children(&self, rank: Rank) -> &[Rank] {
        let starts = &self.child_starts[rank as usize..];
        &self.children[starts[0] as usize..starts[1] as usize]
    }

    /// Where the entry stands in the pack, from its header to the next entry.
    pub(super) fn range(&self, rank: Rank) -> Range<u64> {
        let end = self.offsets.get(rank as usize + 1).copied().unwrap_or(self.end);
        self.offsets[rank as usize]..end
    }
}

fn ranks_by_position(index_positions: &[u32]) -> Vec<Rank> {
    let mut ranks = vec![0; index_positions.len()];
    for (rank, position) in index_positions.iter().enumerate() {
        ranks[*position as usize] = rank as Rank;
    }
    ranks
}

fn read_header(
    rank: usize,
    offsets: &[u64],
    end: u64,
    index: &index::File,
    data: &data::File,
    rank_of: impl Fn(u32) -> Rank,
) -> Parent {
    let offset = offsets[rank];
    let next = offsets.get(rank + 1).copied().unwrap_or(end);
    let Some(entry) = decode_header(data, offset..next) else { return Parent::Root(Kind::Broken) };
    let base = match entry.header {
        Header::Blob => return Parent::Root(Kind::Blob),
        Header::Tree => return Parent::Root(Kind::Tree),
        Header::Commit => return Parent::Root(Kind::Commit),
        Header::Tag => return Parent::Root(Kind::Tag),
        Header::OfsDelta { base_distance } => offset
            .checked_sub(base_distance)
            .and_then(|base| offsets[..rank].binary_search(&base).ok())
            .map(|base| base as Rank),
        Header::RefDelta { base_id } => index.lookup(base_id).map(rank_of),
    };
    base.map_or(Parent::Root(Kind::Broken), Parent::Base)
}

/// The entry's header; `None` if it is cut short or of no known type.
pub(super) fn decode_header(data: &data::File, range: Range<u64>) -> Option<data::Entry> {
    if range.end > data.pack_end() as u64 || range.start >= range.end {
        return None;
    }
    let offset = range.start;
    let entry =
        data::Entry::from_bytes(data.entry_slice(range.clone())?, offset, data.object_hash())
            .ok()?;
    (entry.data_offset <= range.end).then_some(entry)
}

/// Follows each chain of bases to its end; a chain that never ends is broken.
fn resolve_kinds(headers: &[Parent]) -> Vec<Kind> {
    let mut kinds: Vec<Option<Kind>> = vec![None; headers.len()];
    let mut chain = Vec::new();
    for start in 0..headers.len() {
        let mut at = start;
        let kind = loop {
            if let Some(kind) = kinds[at] {
                break kind;
            }
            match headers[at] {
                Parent::Root(kind) => {
                    chain.push(at);
                    break kind;
                }
                Parent::Base(base) => {
                    chain.push(at);
                    // Whoever is in the chain already is found as `Broken` by the next round through the cycle.
                    kinds[at] = Some(Kind::Broken);
                    at = base as usize;
                }
            }
        };
        for link in chain.drain(..) {
            kinds[link] = Some(kind);
        }
    }
    kinds.into_iter().map(|kind| kind.unwrap_or(Kind::Broken)).collect()
}

/// The children of each entry, as one list cut by `starts`.
fn children_of(parents: &[Rank]) -> (Vec<u32>, Vec<Rank>) {
    let mut starts = vec![0_u32; parents.len() + 1];
    for parent in parents.iter().filter(|parent| **parent != NONE) {
        starts[*parent as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut children = vec![0; starts.last().copied().unwrap_or(0) as usize];
    for (child, parent) in parents.iter().enumerate().filter(|(_, parent)| **parent != NONE) {
        let slot = &mut next[*parent as usize];
        children[*slot as usize] = child as Rank;
        *slot += 1;
    }
    (starts, children)
}
