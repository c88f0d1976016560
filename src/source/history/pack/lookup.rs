//! Finds an object id in a pack's index.
//!
//! Checking that nothing is missing takes more look-ups than there are objects, and a binary search is mostly cache
//! misses. Ids are evenly spread, so a table over their first 16 bits and a guess within its slot end next to the right
//! one almost always.
//!
//! Contract: the same answers as a search through the whole index, for any index whose ids are sorted.

use std::cmp::Ordering;

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
        // Eight bytes behind the prefix settle the order of almost all ids, in one comparison of numbers.
        let key = key(id);
        let mut at = first + (((key >> 48) * u64::from(end - first)) >> 16) as u32;
        let is_before = |at: u32| is_before(index.oid_at_index(at).as_bytes(), id, key);
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

/// Whether `other` stands before `id`, whose key this is.
fn is_before(other: &[u8], id: &[u8], key: u64) -> bool {
    match self::key(other).cmp(&key) {
        Ordering::Equal => other < id,
        order => order.is_lt(),
    }
}

/// The eight bytes behind the prefix, as a number of the same order.
fn key(id: &[u8]) -> u64 {
    id[2..].first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_prefix_stand_in_the_order_of_their_bytes() {
        let mut ids = vec![[7; 20]];
        for at in 2..20 {
            for byte in [0, 6, 8, 0x80, 0xFF] {
                let mut id = [7; 20];
                id[at] = byte;
                ids.push(id);
            }
        }
        for id in &ids {
            for other in &ids {
                assert_eq!(is_before(other, id, key(id)), other < id, "{other:?} {id:?}");
            }
        }
    }
}
