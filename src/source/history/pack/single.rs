//! Reads single objects out of packs, each found through the index that stands beside its pack.
//!
//! Contract: ends on any bytes, and what it returns has the id that was asked for. A multi-pack-index is never looked
//! at: it says nothing that the indices do not say, and libgit2, which follows it, reads beyond the end of a pack where
//! it is damaged. What was built on lately is kept, so that the versions of a file or folder are not put together from
//! their first one again and again.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::{Decompress, FlushDecompress, Status};
use git2::ObjectType;
use gix_pack::data::entry::Header;
use gix_pack::{data, index};

use super::delta::Delta;
use super::entries::decode_header;
use super::inflate::{EntryError, MAX_OBJECT};
use super::{NO_FILE, Pack, is_file};
use crate::model::ObjectId;

/// No entry's header is longer: a size, and the longest id or distance.
const LONGEST_HEADER: u64 = 64;

/// What is asked for at once for what an entry says that it unpacks to; more only as it comes, since the header may be
/// false.
const FIRST_ROOM: u64 = 1 << 20;

/// What is kept for objects that build on it: no larger one, and of all together twice as much.
const LARGEST_KEPT: usize = 1 << 20;
const KEPT: usize = 8 << 20;

/// The packs of some object folders; for one thread.
pub(in crate::source) struct Packs {
    folders: Vec<PathBuf>,
    hash: gix_hash::Kind,
    opened: RefCell<Opened>,
}

/// An object as it is kept.
pub(in crate::source) struct Object {
    pub(in crate::source) kind: ObjectType,
    pub(in crate::source) content: Vec<u8>,
}

/// What was opened so far: indices with the first look-up, a pack with the first object in it.
struct Opened {
    packs: Vec<OnePack>,
    /// The indices that cannot be read, and why.
    broken: BTreeMap<PathBuf, String>,
    recent: Recent,
    inflate: Decompress,
    delta: Delta,
}

/// The path is that of the index.
struct OnePack {
    path: PathBuf,
    index: Arc<index::File>,
    data: Option<Arc<data::File>>,
}

impl Packs {
    /// The packs below these folders.
    pub(in crate::source) fn new(folders: &[PathBuf], hash: gix_hash::Kind) -> Self {
        let opened = Opened {
            packs: Vec::new(),
            broken: BTreeMap::new(),
            recent: Recent::default(),
            inflate: Decompress::new(true),
            delta: Delta::default(),
        };
        Self { folders: folders.to_owned(), hash, opened: RefCell::new(opened) }
    }

    /// Reads out of this pack, which is mapped already, instead of mapping it again.
    pub(in crate::source::history) fn share(&self, pack: &Pack) {
        let (index, data) = (Arc::clone(&pack.index), Some(Arc::clone(&pack.data)));
        let shared = OnePack { path: pack.path.clone(), index, data };
        self.opened.borrow_mut().packs.push(shared);
    }

    /// The object; `None` if no pack has it.
    ///
    /// # Errors
    ///
    /// What is wrong with it in every pack that has it, as a part of a sentence.
    pub(in crate::source) fn read(&self, id: ObjectId) -> Result<Option<Arc<Object>>, String> {
        let opened = &mut *self.opened.borrow_mut();
        if let Some(object) = opened.recent.get(&Key::Id(id)) {
            return Ok(Some(object));
        }
        let Ok(name) = gix_hash::oid::try_from_bytes(id.as_bytes()) else { return Ok(None) };
        if name.kind() != self.hash {
            return Ok(None);
        }
        let mut fault = None;
        let mut first = 0;
        // Git may pack anew while this runs, so what is not found is looked for in packs that have come since.
        loop {
            for at in first..opened.packs.len() {
                let index = &opened.packs[at].index;
                let Some(offset) = index.lookup(name).map(|it| index.pack_offset_at_index(it))
                else {
                    continue;
                };
                match opened.object(at, offset, self.hash).and_then(|object| whole(object, id)) {
                    Ok(object) => {
                        if object.kind != ObjectType::Blob {
                            opened.recent.keep(Key::Id(id), &object);
                            opened.recent.keep(Key::Place(at, offset), &object);
                        }
                        return Ok(Some(object));
                    }
                    Err(error) => fault = Some(error.to_string()),
                }
            }
            first = opened.packs.len();
            opened.list(&self.folders, self.hash);
            if first == opened.packs.len() {
                break;
            }
        }
        match (fault, opened.broken.first_key_value()) {
            (Some(fault), _) => Err(fault),
            (None, Some((path, reason))) => Err(format!(
                "it may be in the pack of {}, which cannot be read: {reason}",
                path.display()
            )),
            (None, None) => Ok(None),
        }
    }

    /// The ids in packs that start with these hexadecimal digits: all, or two at least.
    pub(in crate::source) fn starting_with(&self, hex: &str) -> Vec<ObjectId> {
        let Ok(prefix) = gix_hash::Prefix::from_hex(hex) else { return Vec::new() };
        let opened = &mut *self.opened.borrow_mut();
        opened.list(&self.folders, self.hash);
        let mut ids = Vec::new();
        for pack in &opened.packs {
            let mut found = 0..0;
            let _one_or_more = pack.index.lookup_prefix(prefix, Some(&mut found));
            ids.extend(
                found
                    .take(2)
                    .filter_map(|at| ObjectId::from_bytes(pack.index.oid_at_index(at).as_bytes())),
            );
        }
        ids
    }
}

impl Opened {
    /// Opens the indices that are not open yet.
    fn list(&mut self, folders: &[PathBuf], hash: gix_hash::Kind) {
        let is_index = |path: &PathBuf| path.extension().is_some_and(|found| found == "idx");
        for folder in folders {
            let entries = fs::read_dir(folder.join("pack")).into_iter().flatten().flatten();
            let mut paths: Vec<PathBuf> =
                entries.map(|entry| entry.path()).filter(is_index).collect();
            paths.sort_unstable();
            for path in paths {
                if self.packs.iter().any(|pack| pack.path == path) {
                    continue;
                }
                match open_index(&path, hash) {
                    Ok(index) => {
                        self.broken.remove(&path);
                        let index = Arc::new(index);
                        self.packs.push(OnePack { path, index, data: None });
                    }
                    Err(reason) => {
                        self.broken.insert(path, reason);
                    }
                }
            }
        }
    }

    /// The object at this place in a pack, whatever its id.
    fn object(
        &mut self,
        at: usize,
        offset: u64,
        hash: gix_hash::Kind,
    ) -> Result<Arc<Object>, EntryError> {
        let Self { packs, recent, inflate, delta, .. } = self;
        let OnePack { path, index, data } = &mut packs[at];
        if data.is_none() {
            let path = path.with_extension("pack");
            let file = is_file(&path).then(|| data::File::at(path, hash).ok()).flatten();
            *data = file.map(Arc::new);
        }
        let data = data.as_deref().ok_or(EntryError::Pack)?;
        let mut deltas: Vec<(u64, data::Entry)> = Vec::new();
        let mut place = offset;
        let mut object = loop {
            if let Some(known) = recent.get(&Key::Place(at, place)) {
                break known;
            }
            let entry = header(data, place)?;
            let base = match entry.header {
                Header::OfsDelta { base_distance } => {
                    place.checked_sub(base_distance).filter(|base| *base < place)
                }
                Header::RefDelta { base_id } => {
                    index.lookup(base_id).map(|base| index.pack_offset_at_index(base))
                }
                ref kind => {
                    let mut content = Vec::new();
                    unpack(inflate, data, &entry, &mut content)?;
                    break Arc::new(Object { kind: kind_of(kind)?, content });
                }
            };
            // A chain that names more objects than the pack has leads into itself.
            if deltas.len() > index.num_objects() as usize {
                return Err(EntryError::Header);
            }
            deltas.push((place, entry));
            place = base.ok_or(EntryError::Header)?;
        };
        for (above, entry) in deltas.into_iter().rev() {
            unpack(inflate, data, &entry, &mut delta.raw)?;
            delta.parse(object.content.len())?;
            let mut content = Vec::new();
            delta.apply(&object.content, &mut content)?;
            recent.keep(Key::Place(at, place), &object);
            object = Arc::new(Object { kind: object.kind, content });
            place = above;
        }
        Ok(object)
    }
}

fn open_index(path: &Path, hash: gix_hash::Kind) -> Result<index::File, String> {
    // A named pipe would never be read to its end.
    if !is_file(path) {
        return Err(NO_FILE.to_owned());
    }
    index::File::at(path, hash).map_err(|error| error.to_string())
}

fn header(data: &data::File, offset: u64) -> Result<data::Entry, EntryError> {
    let end = data.pack_end() as u64;
    let near = offset.checked_add(LONGEST_HEADER).ok_or(EntryError::Header)?;
    decode_header(data, offset..near.min(end)).ok_or(EntryError::Header)
}

fn kind_of(header: &Header) -> Result<ObjectType, EntryError> {
    match header {
        Header::Commit => Ok(ObjectType::Commit),
        Header::Tree => Ok(ObjectType::Tree),
        Header::Blob => Ok(ObjectType::Blob),
        Header::Tag => Ok(ObjectType::Tag),
        Header::OfsDelta { .. } | Header::RefDelta { .. } => Err(EntryError::Header),
    }
}

/// Replaces `out` by what the entry holds, which ends where its own compressed data says so: nobody knows where the
/// next entry starts.
fn unpack(
    inflate: &mut Decompress,
    data: &data::File,
    entry: &data::Entry,
    out: &mut Vec<u8>,
) -> Result<(), EntryError> {
    let packed =
        data.entry_slice(entry.data_offset..data.pack_end() as u64).ok_or(EntryError::Header)?;
    let size = entry.decompressed_size;
    if size > MAX_OBJECT {
        return Err(EntryError::TooLarge);
    }
    inflate.reset(true);
    out.clear();
    let mut room = size.min(FIRST_ROOM);
    loop {
        // One byte more than the header says shows what is longer.
        let more = usize::try_from(room).map_err(|_| EntryError::TooLarge)? + 1;
        out.try_reserve_exact(more).map_err(|_| EntryError::TooLarge)?;
        let (read, written) = (inflate.total_in(), out.len());
        let rest = packed.get(read as usize..).ok_or(EntryError::Inflate)?;
        let status = inflate
            .decompress_vec(rest, out, FlushDecompress::None)
            .map_err(|_| EntryError::Inflate)?;
        let made = out.len() as u64;
        match status {
            Status::StreamEnd if made == size => return Ok(()),
            Status::StreamEnd => return Err(EntryError::Inflate),
            _ if made > size || (inflate.total_in() == read && out.len() == written) => {
                return Err(EntryError::Inflate);
            }
            _ => room = (size - made).min(made),
        }
    }
}

/// The object, if it has this id.
fn whole(object: Arc<Object>, id: ObjectId) -> Result<Arc<Object>, EntryError> {
    let kind =
        if id.as_bytes().len() == 32 { gix_hash::Kind::Sha256 } else { gix_hash::Kind::Sha1 };
    let mut hasher = gix_hash::hasher(kind);
    hasher.update(format!("{} {}\0", object.kind.str(), object.content.len()).as_bytes());
    hasher.update(&object.content);
    let is_it = hasher.try_finalize().is_ok_and(|found| found.as_bytes() == id.as_bytes());
    if is_it { Ok(object) } else { Err(EntryError::Checksum) }
}

/// What names a kept object.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// A pack, and the place in it; nobody has looked whether it is the object of its id.
    Place(usize, u64),
    /// The id, which the object has.
    Id(ObjectId),
}

/// What was used lately. When there is too much of it, what was not asked for since the last time goes.
#[derive(Default)]
struct Recent {
    new: HashMap<Key, Arc<Object>>,
    old: HashMap<Key, Arc<Object>>,
    size: usize,
}

impl Recent {
    fn get(&mut self, key: &Key) -> Option<Arc<Object>> {
        if let Some(object) = self.new.get(key) {
            return Some(Arc::clone(object));
        }
        let (key, object) = self.old.remove_entry(key)?;
        self.keep(key, &object);
        Some(object)
    }

    fn keep(&mut self, key: Key, object: &Arc<Object>) {
        let size = object.content.len();
        if size > LARGEST_KEPT || self.new.contains_key(&key) {
            return;
        }
        if self.size > KEPT {
            self.old = std::mem::take(&mut self.new);
            self.size = 0;
        }
        // What an entry of the table takes counts too, or small objects would be kept without end.
        self.size += size + 128;
        self.new.insert(key, Arc::clone(object));
    }
}
