//! All objects of a repository under one numbering: packs first, then loose ones, then those that are named but
//! missing.
//!
//! Contract: an [`ObjectNo`] is dense and stable during a run, so that everything known about objects fits plain
//! vectors. An object that stands in several packs has the number of the first.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::pack::{Pack, PackError, Rank};
use crate::model::ObjectId;

/// The number of an object.
pub(super) type ObjectNo = u32;

/// The objects of a repository, those of its alternates included.
pub(super) struct Store {
    pub(super) packs: Vec<Pack>,
    pack_starts: Vec<ObjectNo>,
    loose_start: ObjectNo,
    loose: Vec<ObjectId>,
    hash: gix_hash::Kind,
    missing: Mutex<Missing>,
}

/// What of a repository's objects cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    /// A pack or its index.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A folder.
    #[error("the folder {} cannot be listed: {source}; the objects in it were not read", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Ids that some object names and no pack or loose file holds. Hashed with a key of this run: nothing makes such an id
/// hard to choose.
#[derive(Default)]
struct Missing {
    numbers: HashMap<ObjectId, ObjectNo>,
    ids: Vec<ObjectId>,
}

impl Store {
    /// Opens every pack below the object folders and lists their loose objects.
    ///
    /// What cannot be opened is returned beside the store.
    pub(super) fn open(folders: &[PathBuf], hash: gix_hash::Kind) -> (Self, Vec<OpenError>) {
        let mut errors = Vec::new();
        let mut packs = Vec::new();
        for path in
            folders.iter().flat_map(|folder| pack_files(folder, &mut errors)).collect::<Vec<_>>()
        {
            let index = path.with_extension("idx");
            if path != index && index.exists() {
                continue;
            }
            match Pack::open(&index, hash) {
                Ok(mut pack) => {
                    errors.extend(pack.fault.take().map(OpenError::from));
                    packs.push(pack);
                }
                Err(error) => errors.push(error.into()),
            }
        }
        // The largest first: most look-ups end in it.
        packs.sort_by_key(|pack| std::cmp::Reverse(pack.len()));
        let mut pack_starts = Vec::new();
        let mut next = 0;
        for pack in &packs {
            pack_starts.push(next);
            next += pack.len() as ObjectNo;
        }
        let mut store = Self {
            packs,
            pack_starts,
            loose_start: next,
            loose: Vec::new(),
            hash,
            missing: Mutex::default(),
        };
        store.loose = store.list_loose(folders, &mut errors);
        (store, errors)
    }

    fn list_loose(&self, folders: &[PathBuf], errors: &mut Vec<OpenError>) -> Vec<ObjectId> {
        let mut loose: Vec<ObjectId> = folders
            .iter()
            .flat_map(|folder| loose_ids(folder, self.hash, errors))
            .filter(|id| self.in_packs(id.as_bytes()).is_none())
            .collect();
        loose.sort_unstable();
        loose.dedup();
        loose
    }

    /// The length of an object's id, in bytes.
    pub(super) fn hash_len(&self) -> usize {
        self.hash.len_in_bytes()
    }

    /// The number of objects that exist.
    pub(super) fn len(&self) -> usize {
        self.loose_start as usize + self.loose.len()
    }

    /// The number of objects that exist or are named.
    pub(super) fn len_with_missing(&self) -> usize {
        self.len() + self.lock_missing().ids.len()
    }

    /// The objects outside packs, with their numbers.
    pub(super) fn loose(&self) -> impl Iterator<Item = (ObjectNo, ObjectId)> + '_ {
        (self.loose_start..).zip(self.loose.iter().copied())
    }

    /// The number of an entry of a pack.
    pub(super) fn number(&self, pack: usize, rank: Rank) -> ObjectNo {
        self.pack_starts[pack] + self.packs[pack].entries.index_position(rank)
    }

    /// Whether the entry is the one that stands for its object; false for a copy in a further pack.
    pub(super) fn is_first_copy(&self, pack: usize, rank: Rank) -> bool {
        let this = &self.packs[pack];
        let id = this.index.oid_at_index(this.entries.index_position(rank)).as_bytes();
        self.packs[..pack].iter().all(|earlier| earlier.find(id).is_none())
    }

    /// The number of the object with this id; `None` if there is none.
    pub(super) fn find(&self, id: &[u8]) -> Option<ObjectNo> {
        self.in_packs(id).or_else(|| {
            let at = self.loose.binary_search_by(|loose| loose.as_bytes().cmp(id)).ok()?;
            Some(self.loose_start + at as ObjectNo)
        })
    }

    /// The number of the object with this id, which gets one now if it is missing.
    pub(super) fn find_or_miss(&self, id: &[u8]) -> Option<ObjectNo> {
        if let Some(number) = self.find(id) {
            return Some(number);
        }
        let id = ObjectId::from_bytes(id)?;
        let mut missing = self.lock_missing();
        let next = (self.len() + missing.ids.len()) as ObjectNo;
        if let Some(number) = missing.numbers.get(&id) {
            return Some(*number);
        }
        missing.numbers.insert(id, next);
        missing.ids.push(id);
        Some(next)
    }

    /// Whether the number stands for an object that is named but does not exist.
    pub(super) fn is_missing(&self, number: ObjectNo) -> bool {
        number as usize >= self.len()
    }

    /// The object's id.
    pub(super) fn id(&self, number: ObjectNo) -> ObjectId {
        if self.is_missing(number) {
            return self.lock_missing().ids[number as usize - self.len()];
        }
        if number >= self.loose_start {
            return self.loose[(number - self.loose_start) as usize];
        }
        let pack = self.pack_starts.partition_point(|start| *start <= number) - 1;
        let id = self.packs[pack].index.oid_at_index(number - self.pack_starts[pack]);
        ObjectId::from_bytes(id.as_bytes())
            .expect("an index holds ids of the repository's own length")
    }

    fn in_packs(&self, id: &[u8]) -> Option<ObjectNo> {
        let starts = self.pack_starts.iter();
        self.packs
            .iter()
            .zip(starts)
            .find_map(|(pack, start)| pack.find(id).map(|position| start + position))
    }

    fn lock_missing(&self) -> std::sync::MutexGuard<'_, Missing> {
        self.missing.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The packs and indices below an object folder, sorted so that two runs agree.
fn pack_files(folder: &Path, errors: &mut Vec<OpenError>) -> Vec<PathBuf> {
    let is_pack = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "idx" || extension == "pack")
    };
    entries(&folder.join("pack"), errors).into_iter().filter(is_pack).collect()
}

/// The ids of the loose objects below an object folder.
fn loose_ids(folder: &Path, hash: gix_hash::Kind, errors: &mut Vec<OpenError>) -> Vec<ObjectId> {
    let mut ids = Vec::new();
    for fan_out in entries(folder, errors) {
        let Some(prefix) =
            file_name(&fan_out).filter(|name| name.len() == 2 && ObjectId::is_hex(name.as_bytes()))
        else {
            continue;
        };
        for file in entries(&fan_out, errors) {
            let Some(hex) = file_name(&file).map(|name| format!("{prefix}{name}")) else {
                continue;
            };
            ids.extend(
                ObjectId::from_hex(hex.as_bytes()).filter(|_| hex.len() == hash.len_in_hex()),
            );
        }
    }
    ids
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The entries of a folder, sorted; none if it is not there.
fn entries(folder: &Path, errors: &mut Vec<OpenError>) -> Vec<PathBuf> {
    let listed: std::io::Result<Vec<PathBuf>> = folder
        .read_dir()
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
    match listed {
        Ok(mut paths) => {
            paths.sort();
            paths
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(source) => {
            errors.push(OpenError::Folder { path: folder.to_owned(), source });
            Vec::new()
        }
    }
}
