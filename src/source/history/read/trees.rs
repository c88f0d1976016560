//! Trees in the one pass: what they name, and names of files that hold a value themselves.
//!
//! Contract: what the base of a tree names is not looked up again. A pass that reads trees only follows what was found
//! elsewhere, so it asks about no name.

use super::super::graph::{Shared, shared};
use super::super::pack::{Content, Delta, Kind};
use super::super::store::ObjectNo;
use super::super::tree::{self, Mode, Named, SUBMODULE};
use super::{Memo, Reader, SeenIn};
use crate::model::{ObjectId, Origin, RepoPath};
use crate::source::examine::Examine;

/// The shortest file name worth a look: the shortest value that a name alone can betray is longer.
const SHORTEST_NAME: usize = 28;

impl<E: Examine> Reader<'_, E> {
    pub(super) fn tree(
        &mut self,
        number: ObjectNo,
        content: &Content<'_>,
        base: Option<&Memo>,
    ) -> Memo {
        let base = match (content.delta(), base) {
            (Some(delta), Some(Memo::Tree(named))) => Some((delta, named)),
            _ => None,
        };
        self.record_tree(number, content.whole(), base).map_or(Memo::Nothing, Memo::Tree)
    }

    pub(super) fn record_tree(
        &mut self,
        number: ObjectNo,
        bytes: &[u8],
        base: Option<(&Delta, &Named)>,
    ) -> Option<Named> {
        let (store, examine, kinds) = (self.store, self.examine, self.kinds);
        let asks_names = self.asks_names;
        let submodules = &mut self.gathered.submodules;
        let names_vendor = &mut self.gathered.names_vendor;
        let mut has_suspicious_name = base.is_some_and(|(_, named)| named.has_suspicious_name);
        let named = tree::named(number, bytes, base, store.hash_len(), |entry| {
            has_suspicious_name |=
                asks_names && entry.name.len() >= SHORTEST_NAME && examine.suspicious(entry.name);
            *names_vendor |=
                asks_names && entry.mode != Mode::Submodule && examine.is_vendors_name(entry.name);
            match entry.mode {
                Mode::Submodule => {
                    if !submodules.contains(entry.name) {
                        submodules.insert(entry.name.to_vec());
                    }
                    Some(SUBMODULE)
                }
                Mode::Blob | Mode::Tree => {
                    let child = store.find_or_miss(entry.id)?;
                    let is_tree = entry.mode == Mode::Tree;
                    kinds.named(child, if is_tree { Kind::Tree } else { Kind::Blob });
                    Some(child)
                }
            }
        });
        let Some(mut named) = named else {
            self.malformed(number, "tree");
            return None;
        };
        named.has_suspicious_name = has_suspicious_name;
        if has_suspicious_name {
            self.examine_names(number, bytes);
        }
        let children = named.entries.iter().map(|(_, child)| *child);
        let shared = base.map_or(Shared::NOTHING, |(_, base)| {
            let shared = shared(base.entries.iter().map(|(_, child)| *child), children.clone());
            Shared { base: base.number, ..shared }
        });
        let own = shared.head as usize..named.entries.len() - shared.tail as usize;
        let own = named.entries[own].iter().map(|(_, child)| *child);
        self.gathered.graph.push_tree(number, shared, own);
        Some(named)
    }

    fn examine_names(&mut self, number: ObjectNo, bytes: &[u8]) {
        for (at, entry) in tree::entries(bytes, self.store.hash_len()).flatten().enumerate() {
            if entry.name.len() >= SHORTEST_NAME {
                let origin = Origin::FileName {
                    path: RepoPath::new(entry.name),
                    object: ObjectId::from_bytes(entry.id),
                };
                self.examine_part(number, SeenIn::Name(at as u32), &origin, entry.name);
            }
        }
    }
}
