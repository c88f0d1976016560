//! Finds an object id in a pack's index.
//!
//! Checking that nothing is missing takes more look-ups than there are objects, and a binary search is mostly cache misses. Ids are
//! evenly spread, so a table over their first 16 bits and a guess within its slot end next to the right one almost always.
//!
//! Contract: the same answers as a search through the whole index, for any index whose ids are sorted.

use gix_pack::index;

/// Where the ids with each two-byte prefix start in the index.
pub(super) struct Lookup {
    starts: Vec<u32>,
}

impl Lookup {
    /// Reads the index once.
    pub(super) fn new(index: &index::File) -> Self {
        let mut starts = vec![0_u32; (1 << 16) + 1];
        for at in 0..index.num_objects() {
            starts[slot(index.oid_at_index(at).as_bytes()) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts }
    }

    /// The position of the id in the index.
    pub(super) fn find(&self, index: &index::File, id: &[u8]) -> Option<u32> {
        let slot = slot(id);
        let (first, end) = (self.starts[slot], self.starts[slot + 1]);
        if first == end {
            return None;
        }
        let next_bits = u64::from(u16::from_be_bytes([id[2], id[3]]));
        let mut at = first + ((next_bits * u64::from(end - first)) >> 16) as u32;
        let is_before = |at: u32| index.oid_at_index(at).as_bytes() < id;
        while at > first && !is_before(at) && !is_before(at - 1) {
            at -= 1;
        }
        while at < end && is_before(at) {
            at += 1;
        }
        (at < end && index.oid_at_index(at).as_bytes() == id).then_some(at)
    }
}

fn slot(id: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([id[0], id[1]]))
}
