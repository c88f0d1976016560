//! The one pass over all objects: shows content to the examiner, and records what names what.
//!
//! Contract: every object is read once, packs on all cores in delta order, then what is loose. Blobs that hold nothing
//! of interest cost no allocation. What cannot be read is listed with the object's number.

mod trees;

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::graph::{CommitNode, Part};
use super::kinds::Kinds;
use super::pack::{Content, EntryError, Kind, Rank, Visit, walk};
use super::repository::Repository;
use super::store::{ObjectNo, Store};
use super::tree::Named;
use crate::model::{FAULT, ObjectId, Origin, Progress, Span, Stats, Told, contain};
use crate::source::commit::{parse_commit, parse_tag, people_lines, person_time, said, tag_said};
use crate::source::examine::{self, Examine, Local, Rest, Sightings};

/// How much of a blob one question to the examiner covers, in bytes.
const STEP: usize = 64 << 10;

/// After this many objects a thread tells how far it is.
const CHUNK: u64 = 4096;

/// What the pass has found.
pub(super) struct Readout {
    /// What names what, by thread.
    pub(super) graph: Vec<Part>,
    /// What was seen, by object, sorted; an origin of a file's name carries the name alone as its path.
    pub(super) seen: Vec<SeenObject>,
    /// What could not be read, with the object's number.
    pub(super) unread: Vec<(ObjectNo, String)>,
    /// The names under which folders hold submodules.
    pub(super) submodules: BTreeSet<Vec<u8>>,
    /// Whether the name of a file or folder is one of the vendor's.
    pub(super) names_vendor: bool,
    /// What was read.
    pub(super) stats: Stats,
}

impl Readout {
    /// Drops the values that count only in a project that names the vendor: no attribution is spent on them.
    pub(super) fn let_go_of_what_needs_the_vendor(&mut self) {
        for seen in &mut self.seen {
            seen.sightings.seen.retain(|sighting| !sighting.needs_project);
        }
        self.seen.retain(|seen| !seen.sightings.is_empty());
    }
}

/// What was seen in one object.
#[derive(Debug)]
pub(super) struct SeenObject {
    /// The object; for a file's name the tree that holds it.
    pub(super) number: ObjectNo,
    /// The part of the object.
    pub(super) part: SeenIn,
    /// The values.
    pub(super) sightings: Sightings,
}

/// The part of an object in which something was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SeenIn {
    /// A blob.
    Blob,
    /// The message of a commit.
    CommitMessage,
    /// The message of a tag.
    TagMessage,
    /// The people of a commit or tag.
    Person,
    /// The name of the tree's entry with this place among its entries.
    Name(u32),
}

/// Which objects a pass reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Everything.
    All,
    /// Everything but trees: what they name is not known afterwards.
    NoTrees,
    /// Trees only.
    TreesOnly,
}

impl Depth {
    fn takes(self, kind: Kind) -> bool {
        match self {
            Self::All => true,
            Self::NoTrees => kind != Kind::Tree,
            Self::TreesOnly => kind == Kind::Tree,
        }
    }
}

/// Reads all objects of the repository; `kinds` learns what they are and what they call each other.
pub(super) fn read_all<E: Examine>(
    repository: &Repository,
    examine: &E,
    kinds: &Kinds,
    depth: Depth,
    progress: &Progress,
) -> Readout {
    let store = &repository.store;
    let mut parts = Vec::new();
    let mut unread = Vec::new();
    for (at, pack) in store.packs.iter().enumerate() {
        let select = |rank, kind| depth.takes(kind) && (at == 0 || store.is_first_copy(at, rank));
        let (readers, failures) =
            walk(pack, select, || Reader::new(store, examine, kinds, at, depth, progress));
        parts.extend(readers.into_iter().map(|reader| reader.gathered));
        unread.extend(
            failures.into_iter().map(|(rank, error)| (store.number(at, rank), error.to_string())),
        );
    }
    parts.extend(read_loose(repository, examine, kinds, depth, progress));
    join(parts, unread)
}

fn join(parts: Vec<Gathered>, mut unread: Vec<(ObjectNo, String)>) -> Readout {
    let mut seen = Vec::new();
    let mut submodules = BTreeSet::new();
    let mut names_vendor = false;
    let mut stats = Stats::default();
    let mut graph = Vec::with_capacity(parts.len());
    for part in parts {
        seen.extend(part.seen);
        submodules.extend(part.submodules);
        names_vendor |= part.names_vendor;
        unread.extend(part.unread);
        stats.blobs += part.stats.blobs;
        stats.commits += part.stats.commits;
        stats.bytes += part.stats.bytes;
        graph.push(part.graph);
    }
    seen.sort_unstable_by_key(|seen| (seen.number, seen.part));
    unread.sort();
    Readout { graph, seen, unread, submodules, names_vendor, stats }
}

/// Reads what is outside packs; the hash of each object is checked.
fn read_loose<E: Examine>(
    repository: &Repository,
    examine: &E,
    kinds: &Kinds,
    depth: Depth,
    progress: &Progress,
) -> Vec<Gathered> {
    let loose: Vec<(ObjectNo, ObjectId)> = repository.store.loose().collect();
    let chunk = loose.len().div_ceil(rayon::current_num_threads()).max(64);
    loose
        .par_chunks(chunk)
        .map(|chunk| {
            let mut reader = Reader::new(&repository.store, examine, kinds, 0, depth, progress);
            let git = repository.handle().map_err(|error| error.to_string());
            for (number, id) in chunk {
                let read = git.as_ref().map_err(Clone::clone).and_then(|git| {
                    let read = contain(|| {
                        git.with_typed_object(*id, |kind, bytes| {
                            reader.loose(*number, kind.into(), bytes, depth);
                        })
                        .map_err(|problem| problem.reason)
                    });
                    read.unwrap_or_else(|| Err(FAULT.to_owned()))
                });
                if let Err(reason) = read {
                    reader.gathered.unread.push((*number, reason));
                }
            }
            reader.gathered
        })
        .collect()
}

/// What one thread has gathered.
#[derive(Default)]
struct Gathered {
    graph: Part,
    seen: Vec<SeenObject>,
    unread: Vec<(ObjectNo, String)>,
    submodules: BTreeSet<Vec<u8>>,
    names_vendor: bool,
    stats: Stats,
}

/// One thread of the pass.
struct Reader<'a, E> {
    store: &'a Store,
    examine: &'a E,
    kinds: &'a Kinds,
    pack: usize,
    /// Whether names of files are asked about.
    asks_names: bool,
    progress: &'a Progress,
    objects: u64,
    told: Told,
    /// Where in a version something can stand; kept from one to the next.
    spots: Vec<Span>,
    /// Where in a version's base something was seen; kept in the same way.
    places: Vec<Span>,
    gathered: Gathered,
}

/// What an object's deltas want to know about it.
#[derive(Default)]
enum Memo {
    #[default]
    Nothing,
    /// A blob in which nothing is suspicious, so that only what is new in a version can be.
    Harmless,
    /// A blob of which the parts that a version shares need not be looked at again.
    Blob(Local),
    /// A tree, and what it names.
    Tree(Named),
}

impl<E: Examine> Visit for Reader<'_, E> {
    type Memo = Memo;

    fn visit(
        &mut self,
        rank: Rank,
        kind: Kind,
        content: &mut Content<'_>,
        base: Option<&Memo>,
    ) -> Result<Memo, EntryError> {
        self.count_object();
        let number = self.store.number(self.pack, rank);
        self.kinds.is(number, kind);
        match kind {
            Kind::Blob => self.blob(number, content, base),
            Kind::Tree => {
                content.bytes()?;
                Ok(self.tree(number, content, base))
            }
            Kind::Commit => {
                self.commit(number, content.bytes()?);
                Ok(Memo::Nothing)
            }
            Kind::Tag => {
                self.tag(number, content.bytes()?);
                Ok(Memo::Nothing)
            }
            Kind::Broken => Err(EntryError::Header),
        }
    }
}

impl<'a, E: Examine> Reader<'a, E> {
    fn new(
        store: &'a Store,
        examine: &'a E,
        kinds: &'a Kinds,
        pack: usize,
        depth: Depth,
        progress: &'a Progress,
    ) -> Self {
        Self {
            store,
            examine,
            kinds,
            pack,
            asks_names: depth == Depth::All,
            progress,
            objects: 0,
            told: Told::default(),
            spots: Vec::new(),
            places: Vec::new(),
            gathered: Gathered::default(),
        }
    }

    fn count_object(&mut self) {
        self.objects += 1;
        if self.objects.is_multiple_of(CHUNK) {
            let (bytes, found) = (self.gathered.stats.bytes, self.gathered.seen.len() as u64);
            self.progress.tell(&mut self.told, self.objects, bytes, found);
        }
    }

    fn loose(&mut self, number: ObjectNo, kind: Kind, bytes: &[u8], depth: Depth) {
        if !depth.takes(kind) {
            return;
        }
        self.count_object();
        self.kinds.is(number, kind);
        match kind {
            Kind::Blob => {
                self.gathered.stats.count_blob(bytes.len() as u64);
                self.first_blob(number, bytes);
            }
            Kind::Tree => {
                self.record_tree(number, bytes, None);
            }
            Kind::Commit => self.commit(number, bytes),
            Kind::Tag => self.tag(number, bytes),
            Kind::Broken => self.malformed(number, "object"),
        }
    }

    /// Only what the base does not have can be new, and only what was seen in the base can still be there. Where more
    /// than that decides, the whole is looked at.
    fn blob(
        &mut self,
        number: ObjectNo,
        content: &mut Content<'_>,
        base: Option<&Memo>,
    ) -> Result<Memo, EntryError> {
        self.gathered.stats.count_blob(content.size());
        let examine = self.examine;
        let mut spots = std::mem::take(&mut self.spots);
        spots.clear();
        let mut kept: Vec<examine::Seen> = Vec::new();
        let mut suspect = |place, window: &[u8]| {
            if examine.suspicious(window) {
                spots.push(place);
            }
        };
        let rest = match base {
            Some(Memo::Harmless) => {
                content.each_new(examine.margin(), suspect);
                Rest::Harmless
            }
            Some(Memo::Blob(base)) => {
                content.each_new(examine.reach(), &mut suspect);
                self.places.clear();
                self.places.extend(base.places.iter().map(|one| one.place));
                content.each_kept(&self.places, examine.reach(), |at, place, is_deep| {
                    let examine::Seen { sighting, is_clear, .. } = base.places[at];
                    match is_clear && is_deep {
                        true => kept.push(examine::Seen { place, sighting, is_clear }),
                        false => spots.push(place),
                    }
                });
                base.rest
            }
            _ => {
                self.spots = spots;
                return Ok(self.first_blob(number, content.bytes()?));
            }
        };
        // What counts beside the vendor's name counts as long as that stands there.
        let asks_for_vendor = matches!(rest, Rest::Vendor { .. }) && !kept.is_empty();
        let memo = if !spots.is_empty() || asks_for_vendor {
            spots.sort_unstable();
            let bytes = content.bytes()?;
            match examine.sightings_near(bytes, &spots, rest) {
                Some(found) => {
                    kept.extend(found);
                    self.saw(number, Sightings::local(kept, rest))
                }
                None => self.whole_blob(number, bytes),
            }
        } else if matches!(base, Some(Memo::Harmless)) {
            Memo::Harmless
        } else {
            self.saw(number, Sightings::local(kept, rest))
        };
        self.spots = spots;
        Ok(memo)
    }

    /// A blob of which no version was looked at before.
    fn first_blob(&mut self, number: ObjectNo, bytes: &[u8]) -> Memo {
        let mut spots = std::mem::take(&mut self.spots);
        spots.clear();
        let (margin, length) = (self.examine.margin(), bytes.len());
        spots.extend((0..length).step_by(STEP).filter_map(|start| {
            let end = length.min(start + STEP);
            let window = start.saturating_sub(margin)..length.min(end + margin);
            self.examine.suspicious(&bytes[window]).then_some(Span { start, end })
        }));
        let near = |spots: &[Span]| self.examine.sightings_near(bytes, spots, Rest::Harmless);
        let found = (!spots.is_empty()).then(|| near(&spots));
        self.spots = spots;
        match found {
            None => Memo::Harmless,
            Some(None) => self.whole_blob(number, bytes),
            Some(Some(found)) => self.saw(number, Sightings::local(found, Rest::Harmless)),
        }
    }

    fn whole_blob(&mut self, number: ObjectNo, bytes: &[u8]) -> Memo {
        let sightings = self.examine.sightings(&self.blob_origin(number), bytes);
        self.saw(number, sightings)
    }

    fn blob_origin(&self, number: ObjectNo) -> Origin {
        Origin::Blob { path: None, object: self.store.id(number) }
    }

    /// Keeps what was seen in a blob.
    fn saw(&mut self, number: ObjectNo, sightings: Sightings) -> Memo {
        let memo = sightings.local.clone().map_or(Memo::Nothing, Memo::Blob);
        if !sightings.is_empty() {
            self.gathered.seen.push(SeenObject { number, part: SeenIn::Blob, sightings });
        }
        memo
    }

    /// Looks at one part of an object whose whole was suspicious.
    fn examine_part(&mut self, number: ObjectNo, part: SeenIn, origin: &Origin, bytes: &[u8]) {
        if !self.examine.suspicious(bytes) {
            return;
        }
        let sightings = self.examine.sightings(origin, bytes);
        if !sightings.is_empty() {
            self.gathered.seen.push(SeenObject { number, part, sightings });
        }
    }

    fn commit(&mut self, number: ObjectNo, bytes: &[u8]) {
        self.gathered.stats.commits += 1;
        self.gathered.stats.bytes += bytes.len() as u64;
        let Some(commit) = parse_commit(bytes) else { return self.malformed(number, "commit") };
        let tree = self.named(commit.tree, Kind::Tree);
        let parents =
            commit.parents.iter().filter_map(|id| self.named(*id, Kind::Commit)).collect();
        if let Some(tree) = tree {
            let time = person_time(commit.committer);
            self.gathered.graph.commits.push(CommitNode { number, tree, parents, time });
        }
        let (headers, rest) = bytes.split_at(commit.signature.start);
        let unsigned = &rest[commit.signature.len()..];
        if self.examine.suspicious(headers) || self.examine.suspicious(unsigned) {
            let id = self.store.id(number);
            let origin = Origin::CommitMessage { commit: id };
            self.examine_part(number, SeenIn::CommitMessage, &origin, &said(bytes, &commit));
            let people = people_lines(&bytes[..commit.message_start]);
            self.examine_part(number, SeenIn::Person, &Origin::Person { object: id }, &people);
        }
    }

    fn tag(&mut self, number: ObjectNo, bytes: &[u8]) {
        self.gathered.stats.bytes += bytes.len() as u64;
        let Some(tag) = parse_tag(bytes) else { return self.malformed(number, "tag") };
        let target = match tag.kind {
            Some(kind) => self.named(tag.target, kind.into()),
            None => self.store.find_or_miss(tag.target.as_bytes()),
        };
        self.gathered.graph.tags.extend(target.map(|target| (number, target)));
        if self.examine.suspicious(bytes) {
            let id = self.store.id(number);
            let said = tag_said(bytes, &tag);
            self.examine_part(number, SeenIn::TagMessage, &Origin::TagMessage { tag: id }, &said);
            let people = people_lines(&bytes[..tag.message_start]);
            self.examine_part(number, SeenIn::Person, &Origin::Person { object: id }, &people);
        }
    }

    /// The number of an object that another names as being of this kind.
    fn named(&self, id: ObjectId, kind: Kind) -> Option<ObjectNo> {
        let number = self.store.find_or_miss(id.as_bytes())?;
        self.kinds.named(number, kind);
        Some(number)
    }

    fn malformed(&mut self, number: ObjectNo, what: &str) {
        let reason = format!("it is not a well-formed {what}; run `git fsck`");
        self.gathered.unread.push((number, reason));
    }
}
