//! Reads every object of a pack once, in the order of its delta trees.
//!
//! `gix-pack` maps the files and knows their format; the walk is our own, because it must see more than finished objects: what
//! an object adds to its base is all that has to be scanned, and a leaf of a delta tree whose additions are harmless is never
//! put together at all. `docs/benchmarks.md` has the figures of both.
//!
//! Contract: an entry is checked against the index's CRC-32 before it is used; whatever is damaged becomes an error for that
//! entry and for those that build on it, and the rest is read.

mod delta;
mod entries;
mod inflate;
mod lookup;
mod walk;

pub(super) use delta::{Delta, Step};
pub(super) use entries::{Entries, Kind, Rank};
pub(super) use inflate::EntryError;
pub(super) use walk::{Content, Visit, walk};

use std::path::{Path, PathBuf};

use gix_pack::{data, index};

use lookup::Lookup;

/// A pack and its index, mapped into memory.
pub(super) struct Pack {
    pub(super) index: index::File,
    pub(super) data: data::File,
    pub(super) entries: Entries,
    lookup: Lookup,
}

/// Why a pack cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum PackError {
    /// The index is missing, unreadable or damaged.
    #[error("the pack index {} cannot be read: {reason}; run `git fsck`, then `git index-pack` on the pack", path.display())]
    Index {
        /// The index file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// There is no index.
    #[error("the pack {} has no index, so what is in it was not read; run `git index-pack` on it", path.display())]
    NoIndex {
        /// The pack file.
        path: PathBuf,
    },
    /// The pack is missing, unreadable or does not belong to the index.
    #[error("the pack {} cannot be read: {reason}; run `git fsck` and restore it from another clone", path.display())]
    Data {
        /// The pack file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
}

impl Pack {
    /// Opens the pack that belongs to the index at `path`.
    pub(super) fn open(path: &Path, hash: gix_hash::Kind) -> Result<Self, PackError> {
        if !path.exists() {
            return Err(PackError::NoIndex { path: path.with_extension("pack") });
        }
        let index = index::File::at(path, hash).map_err(|error| PackError::Index {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        let pack_path = path.with_extension("pack");
        let data_error = |reason: String| PackError::Data { path: pack_path.clone(), reason };
        let data =
            data::File::at(&pack_path, hash).map_err(|error| data_error(error.to_string()))?;
        if data.num_objects() != index.num_objects() {
            return Err(data_error(format!(
                "it says that it holds {} objects, its index {}",
                data.num_objects(),
                index.num_objects()
            )));
        }
        let entries = Entries::read(&index, &data);
        let lookup = Lookup::new(&index);
        Ok(Self { index, data, entries, lookup })
    }

    /// The position in the index of the object with this id, which has the length of the pack's ids.
    pub(super) fn find(&self, id: &[u8]) -> Option<u32> {
        if id.len() != self.index.object_hash().len_in_bytes() {
            return None;
        }
        self.lookup.find(&self.index, id)
    }

    /// The number of objects.
    pub(super) fn len(&self) -> usize {
        self.index.num_objects() as usize
    }
}
