//! From what was seen in objects to where it stands in history.
//!
//! Contract: only objects in which something was seen are traced. One [`Leak`] for each path and commit that brought
//! values there; the values of one content that came together stay together.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Options;
use super::dates::date_of;
use super::graph::Graph;
use super::lifetimes::{Life, Lifetimes, Standing, Wanted, object_at};
use super::names::{TreeNames, read_names};
use super::presence::Spot;
use super::reach::Reach;
use super::read::{SeenIn, SeenObject};
use super::repository::Repository;
use super::starts::{Remembered, Start};
use super::store::ObjectNo;
use crate::model::{CommitInfo, Lifetime, ObjectId, Origin, Problem, Removal, RepoPath};
use crate::source::commit::{commit_info, parse_commit, parse_tag, people_lines, said, tag_said};
use crate::source::{GitRepository, Sighting, examine};

/// Values in one content, and when they came and left.
#[derive(Debug)]
pub struct Leak {
    /// The content and its place.
    pub origin: Origin,
    /// The values that came to this place with this commit.
    pub values: Vec<Sighting>,
    /// Where they and all others stand in the content, if each can be judged by what is near it.
    pub places: Option<Arc<[examine::Seen]>>,
    /// When they came and left; `None` where no commit has them.
    pub lifetime: Option<Lifetime>,
    /// The name of the reference, for a value that stands in one.
    pub(super) reference: Vec<u8>,
}

/// Everything that tracing needs.
pub(super) struct Tracer<'a> {
    pub(super) repository: &'a Repository,
    pub(super) git: &'a GitRepository,
    pub(super) graph: &'a Graph,
    pub(super) reach: &'a Reach,
    pub(super) starts: &'a [Start],
    pub(super) options: Options,
}

impl Tracer<'_> {
    /// Traces what was seen.
    pub(super) fn trace(&self, seen: &[SeenObject]) -> Vec<Leak> {
        let standings = self.standings();
        let mut leaks = self.messages(seen, &standings);
        let mut blobs: FxHashMap<ObjectNo, Vec<Sighting>> = FxHashMap::default();
        let mut names: FxHashMap<(ObjectNo, u32), Vec<Sighting>> = FxHashMap::default();
        for seen in seen {
            let values: Vec<Sighting> =
                seen.sightings.seen.iter().map(|sighting| identity(*sighting)).collect();
            match seen.part {
                _ if values.is_empty() => {}
                SeenIn::Blob => {
                    blobs.insert(seen.number, values);
                }
                SeenIn::Name(place) => {
                    names.insert((seen.number, place), values);
                }
                SeenIn::CommitMessage | SeenIn::TagMessage | SeenIn::Person => {}
            }
        }
        let wanted = Wanted { blobs: &blobs, names: &names };
        leaks.extend(self.contents(&wanted, &standings));
        leaks.extend(self.unplaced(&blobs));
        for leak in &mut leaks {
            leak.places = self.places(seen, &leak.origin);
        }
        leaks
    }

    /// Where everything stands in the blob of an origin.
    fn places(&self, seen: &[SeenObject], origin: &Origin) -> Option<Arc<[examine::Seen]>> {
        let (Origin::Blob { object, .. } | Origin::Note { object, .. }) = origin else {
            return None;
        };
        let number = self.repository.store.find(object.as_bytes())?;
        let at = seen.binary_search_by_key(&(number, SeenIn::Blob), |one| (one.number, one.part));
        Some(Arc::clone(&seen[at.ok()?].sightings.local.as_ref()?.places))
    }

    pub(super) fn tips(
        &self,
        take: impl Fn(&Remembered) -> bool,
    ) -> impl Iterator<Item = ObjectNo> {
        self.starts
            .iter()
            .filter(move |start| take(&start.by))
            .filter_map(|start| start.number)
            .map(|number| self.graph.peel(number))
    }

    /// How near each commit is to what people see.
    fn standings(&self) -> Vec<Standing> {
        let in_head = self.graph.ancestors(self.tips(|by| *by == Remembered::Head));
        let referenced = self
            .graph
            .ancestors(self.tips(|by| matches!(by, Remembered::Head | Remembered::Reference(_))));
        let standing = |(in_head, referenced)| match (in_head, referenced) {
            (true, _) => Standing::InHead,
            (false, true) => Standing::Referenced,
            (false, false) => Standing::Forgotten,
        };
        in_head.into_iter().zip(referenced).map(standing).collect()
    }

    /// Values in messages and people: they came with their commit and never leave it.
    fn messages(&self, seen: &[SeenObject], standings: &[Standing]) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for seen in seen.iter().filter(|seen| !seen.sightings.seen.is_empty()) {
            let id = self.repository.store.id(seen.number);
            let origin = match seen.part {
                SeenIn::CommitMessage => Origin::CommitMessage { commit: id },
                SeenIn::TagMessage => Origin::TagMessage { tag: id },
                SeenIn::Person => Origin::Person { object: id },
                SeenIn::Blob | SeenIn::Name(_) => continue,
            };
            if !self.options.all_objects && !self.reach.contains(seen.number) {
                continue;
            }
            let row = self.graph.commit_row(seen.number);
            if row.map_or_else(|| self.is_tag_too_old(id), |row| self.is_too_old(row)) {
                continue;
            }
            let lifetime = row.map(|row| Lifetime {
                introduced: self.commit_info(row),
                at_head: standings[row] == Standing::InHead,
                removed_in: None,
                has_come_back: false,
                held_by: Vec::new(),
            });
            leaks.push(Leak {
                origin,
                values: seen.sightings.seen.clone(),
                places: None,
                lifetime,
                reference: Vec::new(),
            });
        }
        leaks
    }

    /// Values in files and in their names.
    fn contents(&self, wanted: &Wanted<'_>, standings: &[Standing]) -> Vec<Leak> {
        if self.reach.wanted_trees.is_empty() {
            return Vec::new();
        }
        let names = read_names(self.repository, self.graph, self.reach, |tree, place| {
            wanted.names.contains_key(&(tree, place))
        });
        let stashes = self.stashes();
        let lifetimes =
            Lifetimes::trace(self.graph, self.reach, &names, wanted, standings, &stashes);
        let holders = Holders::new(self, &lifetimes);
        let is_note = self.notes();
        let mut groups: BTreeMap<Place, (Vec<Sighting>, Vec<String>)> = BTreeMap::new();
        for (spot, life) in &lifetimes.lives {
            if life.brought.is_some_and(|row| self.is_too_old(row)) {
                continue;
            }
            let Some(origin) = self.origin(&names, spot, life, &is_note) else { continue };
            let is_note = matches!(origin, Origin::Note { .. });
            let (at_head, held_by) = holders.of(&lifetimes, spot, is_note);
            let removed = life.removed.filter(|_| !at_head);
            let has_come_back = at_head && life.has_left_head();
            let introduced = life.introduced;
            let place = Place { origin, introduced, removed, at_head, has_come_back };
            let group = groups.entry(place).or_default();
            group.0.push(spot.sighting);
            group.1 = held_by;
        }
        let leak = |(place, (values, held_by)): (Place, _)| Leak {
            origin: place.origin,
            values,
            places: None,
            lifetime: place.introduced.map(|row| Lifetime {
                introduced: self.commit_info(row),
                at_head: place.at_head,
                removed_in: place.removed.map(|row| {
                    let CommitInfo { id, time, .. } = self.commit_info(row);
                    Removal { commit: id, time }
                }),
                has_come_back: place.has_come_back,
                held_by,
            }),
            reference: Vec::new(),
        };
        groups.into_iter().map(leak).collect()
    }

    fn origin(
        &self,
        names: &TreeNames,
        spot: &Spot,
        life: &Life,
        is_note: &[bool],
    ) -> Option<Origin> {
        let object = self.repository.store.id(object_at(names, life.tree, spot)?);
        let path =
            spot.path.iter().fold(RepoPath::default(), |path, name| path.join(names.text(*name)));
        let is_note = life.introduced.is_some_and(|row| is_note[row]);
        Some(match (spot.in_name, is_note) {
            (true, _) => Origin::FileName { path, object: Some(object) },
            (false, true) => Origin::Note { path, object },
            (false, false) => Origin::Blob { path: Some(path), object },
        })
    }

    /// Which commits hold notes: those that references to notes, or their logs, lead to and nothing else does that git
    /// remembers.
    fn notes(&self) -> Vec<bool> {
        if !self.starts.iter().any(|start| start.by.is_notes()) {
            return vec![false; self.graph.commits.len()];
        }
        let mut notes = self.graph.ancestors(self.tips(Remembered::is_notes));
        let others = |by: &Remembered| !by.is_notes() && *by != Remembered::Nowhere;
        for (is_note, is_other) in notes.iter_mut().zip(self.graph.ancestors(self.tips(others))) {
            *is_note &= !is_other;
        }
        notes
    }

    /// Blobs that a tag or reference names directly, and with `all_objects` those that nothing names.
    fn unplaced(&self, blobs: &FxHashMap<ObjectNo, Vec<Sighting>>) -> Vec<Leak> {
        let mut direct: Vec<ObjectNo> = self.tips(|_| true).collect();
        if self.options.all_objects {
            direct.extend(blobs.keys().filter(|number| !self.reach.contains(**number)));
        }
        direct.sort_unstable();
        direct.dedup();
        direct
            .into_iter()
            .filter(|number| !self.is_named_too_early(*number))
            .filter_map(|number| {
                let object = self.repository.store.id(number);
                let origin = Origin::Blob { path: None, object };
                Some(Leak {
                    origin,
                    values: blobs.get(&number)?.clone(),
                    places: None,
                    lifetime: None,
                    reference: Vec::new(),
                })
            })
            .collect()
    }

    /// Whether the commit came before the time that the caller asks about.
    fn is_too_old(&self, row: usize) -> bool {
        self.options.since.is_some_and(|since| self.graph.commits[row].time < since)
    }

    /// Whether the tag came before that time.
    fn is_tag_too_old(&self, id: ObjectId) -> bool {
        let is_early = |since| date_of(self.git, id).is_some_and(|date| date < since);
        self.options.since.is_some_and(is_early)
    }

    /// Whether all tags and references that lead to what no commit holds came before that time.
    fn is_named_too_early(&self, number: ObjectNo) -> bool {
        if self.options.since.is_none() {
            return false;
        }
        let leads = |start: &&Start| start.number.is_some_and(|one| self.graph.peel(one) == number);
        let mut by = self.starts.iter().filter(leads).peekable();
        by.peek().is_some() && by.all(|start| self.is_tag_too_old(start.id))
    }

    pub(super) fn commit_info(&self, row: usize) -> CommitInfo {
        let id = self.repository.store.id(self.graph.commits[row].number);
        let bytes = self.git.object(id).unwrap_or_default();
        match parse_commit(&bytes) {
            Some(commit) => commit_info(id, &bytes, &commit),
            None => CommitInfo { id, time: 0, author: String::new(), summary: String::new() },
        }
    }
}

/// What the values of one leak have in common.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    origin: Origin,
    introduced: Option<usize>,
    removed: Option<usize>,
    at_head: bool,
    has_come_back: bool,
}

/// The same value is the same sighting wherever it stands, whatever evidence there is for it.
fn identity(sighting: Sighting) -> Sighting {
    Sighting { needs_project: false, ..sighting }
}

/// Which references hold what now, by the presence of their trees, since thousands of references share a few.
struct Holders {
    head: Option<u32>,
    references: BTreeMap<u32, Vec<String>>,
}

impl Holders {
    fn new(tracer: &Tracer<'_>, lifetimes: &Lifetimes) -> Self {
        let mut holders = Self { head: None, references: BTreeMap::new() };
        for start in tracer.starts {
            let Some(number) = start.number else { continue };
            let tip = tracer.graph.peel(number);
            let tree = tracer.graph.commit(tip).map_or(tip, |commit| commit.tree);
            let presence = lifetimes.presence(tree);
            match &start.by {
                Remembered::Head => holders.head = Some(presence),
                Remembered::Reference(name) => {
                    let name = String::from_utf8_lossy(name).into_owned();
                    holders.references.entry(presence).or_default().push(name);
                }
                Remembered::Elsewhere
                | Remembered::NotesLog
                | Remembered::Stash
                | Remembered::Nowhere => {}
            }
        }
        holders
    }

    /// Whether HEAD holds the value there (for a note: any reference), and which references do.
    fn of(&self, lifetimes: &Lifetimes, spot: &Spot, is_note: bool) -> (bool, Vec<String>) {
        let has = |presence: u32| lifetimes.presences.has(presence, spot);
        let mut names: Vec<String> = self
            .references
            .iter()
            .filter(|(presence, _)| has(**presence))
            .flat_map(|(_, names)| names.clone())
            .collect();
        names.sort();
        let at_head = if is_note { !names.is_empty() } else { self.head.is_some_and(has) };
        (at_head, names)
    }
}

/// The content in which a leak was seen, as it was shown to the examiner.
///
/// # Errors
///
/// A problem that names the object if it cannot be read again.
pub(super) fn content(
    origin: &Origin,
    object: impl Fn(ObjectId) -> Result<Vec<u8>, Problem>,
) -> Result<Vec<u8>, Problem> {
    match origin {
        Origin::FileName { path, .. } => {
            let name = path.as_bytes().rsplit(|byte| *byte == b'/').next().unwrap_or_default();
            Ok(name.to_vec())
        }
        Origin::CommitMessage { commit } => {
            let bytes = object(*commit)?;
            let message = parse_commit(&bytes).map(|commit| said(&bytes, &commit).into_owned());
            Ok(message.unwrap_or(bytes))
        }
        Origin::TagMessage { tag } => {
            let bytes = object(*tag)?;
            let message = parse_tag(&bytes).map(|tag| tag_said(&bytes, &tag).into_owned());
            Ok(message.unwrap_or(bytes))
        }
        Origin::Person { object: id } => {
            let bytes = object(*id)?;
            let header = memchr::memmem::find(&bytes, b"\n\n").unwrap_or(bytes.len());
            Ok(people_lines(&bytes[..header]))
        }
        other => other.object().map_or_else(|| Ok(Vec::new()), object),
    }
}
