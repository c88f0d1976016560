//! The names of wanted entries in wanted trees, read in a second pass over just those trees.
//!
//! Contract: names are numbered; equal names have equal numbers, so that paths can be compared without text.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::graph::Graph;
use super::pack::{Content, EntryError, Kind, Rank, Visit, walk};
use super::reach::Reach;
use super::repository::Repository;
use super::store::{ObjectNo, Store};
use super::tree;

/// The number of a name.
pub(super) type NameNo = u32;

/// A wanted entry of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedEntry {
    pub(super) name: NameNo,
    /// The place among the tree's entries.
    pub(super) place: u32,
    pub(super) object: ObjectNo,
}

/// The wanted entries of the wanted trees.
#[derive(Default)]
pub(super) struct TreeNames {
    pub(super) entries: FxHashMap<ObjectNo, Vec<NamedEntry>>,
    names: Vec<Vec<u8>>,
}

impl TreeNames {
    /// The text behind a number.
    pub(super) fn text(&self, name: NameNo) -> &[u8] {
        &self.names[name as usize]
    }
}

/// Reads the names. `has_named` says whether an entry's own name is wanted, by tree and place.
pub(super) fn read_names(
    repository: &Repository,
    graph: &Graph,
    reach: &Reach,
    has_named: impl Fn(ObjectNo, u32) -> bool + Sync,
) -> TreeNames {
    let store = &repository.store;
    let is_wanted = |number: ObjectNo| reach.is_wanted(number);
    let numbers = Numbers::default();
    let reader = |pack: usize| NameReader {
        store,
        graph,
        reach,
        has_named: &has_named,
        numbers: &numbers,
        known: HashMap::new(),
        pack,
        found: Vec::new(),
    };
    let mut out = TreeNames::default();
    for (at, pack) in store.packs.iter().enumerate() {
        let select =
            |rank: Rank, kind: Kind| kind == Kind::Tree && is_wanted(store.number(at, rank));
        let (visitors, _already_reported) = walk(pack, select, || reader(at));
        out.entries.extend(visitors.into_iter().flat_map(|visitor| visitor.found));
    }
    if let Ok(git) = repository.handle() {
        let mut reader = reader(0);
        for (number, id) in
            store.loose().filter(|(number, _)| is_wanted(*number) && graph.is_tree(*number))
        {
            if let Ok(bytes) = git.object(id) {
                reader.tree(number, &bytes);
            }
        }
        out.entries.extend(reader.found);
    }
    out.names = numbers.into_names();
    out
}

/// Gives each name a number, for all threads. Hashed with a key of this run: whoever chooses names could choose some
/// that collide.
#[derive(Default)]
struct Numbers(Mutex<HashMap<Vec<u8>, NameNo>>);

impl Numbers {
    fn number(&self, name: &[u8]) -> NameNo {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = numbers.len() as NameNo;
        *numbers.entry(name.to_vec()).or_insert(next)
    }

    fn into_names(self) -> Vec<Vec<u8>> {
        let numbers = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut names = vec![Vec::new(); numbers.len()];
        for (name, number) in numbers {
            names[number as usize] = name;
        }
        names
    }
}

/// One thread of the pass.
struct NameReader<'a, F> {
    store: &'a Store,
    graph: &'a Graph,
    reach: &'a Reach,
    has_named: &'a F,
    numbers: &'a Numbers,
    known: HashMap<Vec<u8>, NameNo>,
    pack: usize,
    found: Vec<(ObjectNo, Vec<NamedEntry>)>,
}

impl<F: Fn(ObjectNo, u32) -> bool + Sync> Visit for NameReader<'_, F> {
    type Memo = ();

    fn visit(
        &mut self,
        rank: Rank,
        _: Kind,
        content: &mut Content<'_>,
        _: Option<&()>,
    ) -> Result<(), EntryError> {
        let number = self.store.number(self.pack, rank);
        self.tree(number, content.bytes()?);
        Ok(())
    }
}

impl<F: Fn(ObjectNo, u32) -> bool> NameReader<'_, F> {
    fn tree(&mut self, number: ObjectNo, bytes: &[u8]) {
        let children = self.graph.children(number).unwrap_or_default();
        let mut wanted: Vec<NamedEntry> = (0..)
            .zip(children)
            .filter(|(place, object)| {
                self.reach.is_wanted(*object) || (self.has_named)(number, *place)
            })
            .map(|(place, object)| NamedEntry { name: 0, place, object })
            .collect();
        // Entries are read up to the last one that is wanted, which is found by its place.
        let mut entries = tree::entries(bytes, self.store.hash_len()).flatten();
        let mut next = 0;
        let mut named = 0;
        for one in &mut wanted {
            let Some(entry) = entries.nth((one.place - next) as usize) else { break };
            next = one.place + 1;
            one.name = self.number(entry.name);
            named += 1;
        }
        wanted.truncate(named);
        self.found.push((number, wanted));
    }

    fn number(&mut self, name: &[u8]) -> NameNo {
        if let Some(number) = self.known.get(name) {
            return *number;
        }
        let number = self.numbers.number(name);
        self.known.insert(name.to_vec(), number);
        number
    }
}
