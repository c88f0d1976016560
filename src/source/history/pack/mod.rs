//! Reads every object of a pack once, in the order of its delta trees.
//!
//! `gix-pack` maps the files and knows their format; the walk is our own, because it must see more than finished
//! objects: what an object adds to its base is all that has to be scanned, and a leaf of a delta tree whose additions
//! are harmless is never put together at all. `docs/benchmarks.md` has the figures of both.
//!
//! Contract: an entry is checked against the index's CRC-32 before it is used; whatever is damaged becomes an error for
//! that entry and for those that build on it, and the rest is read.

mod delta;
mod entries;
#[cfg(feature = "fuzzing")]
pub(super) mod fuzz;
mod inflate;
mod lookup;
mod single;
mod walk;

pub(super) use delta::{Delta, Step};
pub(super) use entries::{Entries, Kind, Rank};
pub(super) use inflate::EntryError;
pub(in crate::source) use single::Packs;
pub(super) use walk::{Content, Visit, walk};

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix_pack::{data, index};

use lookup::Lookup;

/// A pack and its index, mapped into memory once for all that read them.
pub(super) struct Pack {
    /// Where the index stands.
    path: PathBuf,
    pub(super) index: Arc<index::File>,
    pub(super) data: Arc<data::File>,
    pub(super) entries: Entries,
    /// What is wrong with the files, though their entries can be read.
    pub(super) fault: Option<PackError>,
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
    /// The index can be read, and is not as it was written.
    #[error("the pack index {} is damaged: {reason}; run `git fsck`, then `git index-pack` on the pack", path.display())]
    Sum {
        /// The index file.
        path: PathBuf,
        /// What does not fit.
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
        let index_error = |reason: String| PackError::Index { path: path.to_owned(), reason };
        let pack_path = path.with_extension("pack");
        let data_error = |reason: String| PackError::Data { path: pack_path.clone(), reason };
        if !is_file(path) {
            return Err(index_error(NO_FILE.to_owned()));
        }
        if pack_path.exists() && !is_file(&pack_path) {
            return Err(data_error(NO_FILE.to_owned()));
        }
        let index = index::File::at(path, hash).map_err(|error| index_error(error.to_string()))?;
        let data =
            data::File::at(&pack_path, hash).map_err(|error| data_error(error.to_string()))?;
        if data.num_objects() != index.num_objects() {
            return Err(data_error(format!(
                "it says that it holds {} objects, its index {}",
                data.num_objects(),
                index.num_objects()
            )));
        }
        let (entries, (lookup, fault)) = rayon::join(
            || Entries::read(&index, &data),
            || (Lookup::new(&index), fault(path, &index, &data)),
        );
        let fault =
            fault.map(|reason| PackError::Sum { path: path.to_owned(), reason: reason.to_owned() });
        let (path, index, data) = (path.to_owned(), Arc::new(index), Arc::new(data));
        Ok(Self { path, index, data, entries, fault, lookup })
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

const NO_FILE: &str = "what stands there is no file";

/// Whether a regular file stands there, or a link to one: a named pipe would never open, and a device never end.
fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| data.is_file())
}

/// What does not fit in the sums at the end of both files. That of the whole pack is not made again, since each entry
/// has one of its own in the index.
fn fault(path: &Path, index: &index::File, data: &data::File) -> Option<&'static str> {
    if index.pack_checksum() != data.checksum() {
        return Some("it was made for another pack, or the end of the pack is damaged");
    }
    match sum(path, index.object_hash()) {
        Ok(sum) if sum == index.index_checksum() => None,
        Ok(_) => Some("its content does not match the checksum at its end"),
        Err(_) => Some("it cannot be read a second time to make its checksum"),
    }
}

/// The hash of all of a file but the hash at its end.
fn sum(path: &Path, hash: gix_hash::Kind) -> io::Result<gix_hash::ObjectId> {
    let mut file = File::open(path)?;
    let mut left = file.metadata()?.len().saturating_sub(hash.len_in_bytes() as u64);
    let mut hasher = gix_hash::hasher(hash);
    let mut buffer = vec![0; 1 << 16];
    while left > 0 {
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        file.read_exact(&mut buffer[..most])?;
        hasher.update(&buffer[..most]);
        left -= most as u64;
    }
    hasher.try_finalize().map_err(io::Error::other)
}
