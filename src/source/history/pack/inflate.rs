//! Inflates one pack entry, after checking it against the index.

use gix_pack::data;
use libdeflater::Decompressor;

use super::Pack;
use super::entries::{Rank, decode_header};

/// The largest object that is read: what is larger is reported as not read.
pub(super) const MAX_OBJECT: u64 = 4 << 30;

/// Deflate cannot shrink anything further than this, so a header that claims more is false.
const MAX_RATIO: u64 = 1032;

/// Why an entry could not be read; each a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::source::history) enum EntryError {
    /// The bytes in the pack are not those that the index was made from.
    #[error("its bytes in the pack do not match the index's checksum: the pack is damaged")]
    Checksum,
    /// The header cannot be read.
    #[error("its header in the pack cannot be read, or the object it builds on is not in the pack")]
    Header,
    /// The compressed data does not unpack to what the header says.
    #[error("its compressed data cannot be unpacked to the size it claims: the pack is damaged")]
    Inflate,
    /// The delta does not fit its base.
    #[error("its delta does not fit the object it builds on: the pack is damaged")]
    Delta,
    /// The object is too large.
    #[error("it is larger than 4 GiB, the most that is read of one object")]
    TooLarge,
    /// There is an index that names it, and no pack.
    #[error("the pack that holds it cannot be read")]
    Pack,
    /// This program failed on it.
    #[error("{}", crate::model::FAULT)]
    Fault,
    /// An object that it builds on could not be read.
    #[error("an object it builds on in the pack could not be read")]
    Base,
}

/// Inflates entries; one for each thread.
pub(super) struct Inflate {
    decompressor: Decompressor,
}

impl Inflate {
    pub(super) fn new() -> Self {
        Self { decompressor: Decompressor::new() }
    }

    /// Replaces `out` by what the entry holds: an object, or a delta.
    pub(super) fn entry(
        &mut self,
        pack: &Pack,
        rank: Rank,
        out: &mut Vec<u8>,
    ) -> Result<(), EntryError> {
        let range = pack.entries.range(rank);
        let entry = decode_header(&pack.data, range.clone()).ok_or(EntryError::Header)?;
        check_crc(pack, rank, &range)?;
        let packed =
            pack.data.entry_slice(entry.data_offset..range.end).ok_or(EntryError::Header)?;
        resize(out, claimed_size(&entry, packed.len())?)?;
        match self.decompressor.zlib_decompress(packed, out) {
            Ok(size) if size == out.len() => Ok(()),
            _ => Err(EntryError::Inflate),
        }
    }
}

fn check_crc(pack: &Pack, rank: Rank, range: &std::ops::Range<u64>) -> Result<(), EntryError> {
    let Some(expected) = pack.index.crc32_at_index(pack.entries.index_position(rank)) else {
        return Ok(());
    };
    let bytes = pack.data.entry_slice(range.clone()).ok_or(EntryError::Header)?;
    if crc32fast::hash(bytes) == expected { Ok(()) } else { Err(EntryError::Checksum) }
}

fn claimed_size(entry: &data::Entry, packed: usize) -> Result<u64, EntryError> {
    if entry.decompressed_size > (packed as u64).saturating_mul(MAX_RATIO) {
        return Err(EntryError::Inflate);
    }
    Ok(entry.decompressed_size)
}

/// Makes `out` exactly `size` long without ending the process when memory is short.
pub(super) fn resize(out: &mut Vec<u8>, size: u64) -> Result<(), EntryError> {
    if size > MAX_OBJECT {
        return Err(EntryError::TooLarge);
    }
    let size = usize::try_from(size).map_err(|_| EntryError::TooLarge)?;
    if size > out.len() {
        out.try_reserve(size - out.len()).map_err(|_| EntryError::TooLarge)?;
    }
    out.resize(size, 0);
    Ok(())
}
