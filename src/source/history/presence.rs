//! Which values stand on which paths in a tree, so that two commits can be compared in one step.
//!
//! Contract: equal contents have equal numbers: two trees that hold the same values on the same paths are the same
//! [`PresenceNo`], whatever else they hold. So almost every commit equals its parent, and only the others are looked
//! at.

use rustc_hash::FxHashMap;

use super::names::NameNo;
use crate::source::Sighting;

/// The number of a presence; `NOTHING` for a tree without values.
pub(super) type PresenceNo = u32;

/// The presence of nothing.
pub(super) const NOTHING: PresenceNo = 0;

/// What is present under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Held {
    /// Values in a blob.
    Content(ValuesNo),
    /// Values in the name itself.
    Name(ValuesNo),
    /// Values further below.
    Below(PresenceNo),
}

/// The number of a set of values.
pub(super) type ValuesNo = u32;

/// A value on a path: the names from the root down, and whether the last name itself holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) path: Vec<NameNo>,
    pub(super) in_name: bool,
    pub(super) sighting: Sighting,
}

/// All presences and sets of values, each once.
#[derive(Debug)]
pub(super) struct Presences {
    numbers: FxHashMap<Vec<(NameNo, Held)>, PresenceNo>,
    nodes: Vec<Vec<(NameNo, Held)>>,
    set_numbers: FxHashMap<Vec<Sighting>, ValuesNo>,
    sets: Vec<Vec<Sighting>>,
}

impl Presences {
    pub(super) fn new() -> Self {
        Self {
            numbers: FxHashMap::from_iter([(Vec::new(), NOTHING)]),
            nodes: vec![Vec::new()],
            set_numbers: FxHashMap::default(),
            sets: Vec::new(),
        }
    }

    /// The number of this set.
    pub(super) fn values(&mut self, mut set: Vec<Sighting>) -> ValuesNo {
        set.sort_unstable();
        set.dedup();
        if let Some(number) = self.set_numbers.get(&set) {
            return *number;
        }
        let number = self.sets.len() as ValuesNo;
        self.sets.push(set.clone());
        self.set_numbers.insert(set, number);
        number
    }

    /// The number of a tree with these entries.
    pub(super) fn tree(&mut self, mut entries: Vec<(NameNo, Held)>) -> PresenceNo {
        entries.sort_unstable();
        if let Some(number) = self.numbers.get(&entries) {
            return *number;
        }
        let number = self.nodes.len() as PresenceNo;
        self.nodes.push(entries.clone());
        self.numbers.insert(entries, number);
        number
    }

    /// Whether the value stands there.
    pub(super) fn has(&self, root: PresenceNo, spot: &Spot) -> bool {
        let Some((last, folders)) = spot.path.split_last() else { return false };
        let mut at = root;
        for name in folders {
            let Some(below) = self.under(at, *name).find_map(Held::below) else { return false };
            at = below;
        }
        self.under(at, *last).any(|held| match held {
            Held::Content(values) => {
                !spot.in_name && self.sets[values as usize].binary_search(&spot.sighting).is_ok()
            }
            Held::Name(values) => {
                spot.in_name && self.sets[values as usize].binary_search(&spot.sighting).is_ok()
            }
            Held::Below(_) => false,
        })
    }

    /// Calls `found` for each value of `new` that none of `others` has on the same path.
    pub(super) fn only_in(
        &self,
        new: PresenceNo,
        others: &[PresenceNo],
        found: &mut impl FnMut(Spot),
    ) {
        let mut pending = vec![(new, others.to_vec(), Vec::new())];
        while let Some((new, others, path)) = pending.pop() {
            if others.contains(&new) {
                continue;
            }
            for (name, held) in &self.nodes[new as usize] {
                let mut path: Vec<NameNo> = path.clone();
                path.push(*name);
                match *held {
                    Held::Below(below) => {
                        let others = others
                            .iter()
                            .filter_map(|other| self.under(*other, *name).find_map(Held::below))
                            .collect();
                        pending.push((below, others, path));
                    }
                    Held::Content(values) => {
                        self.new_values(values, &others, *name, Held::content, |sighting| {
                            found(Spot { path: path.clone(), in_name: false, sighting });
                        });
                    }
                    Held::Name(values) => {
                        self.new_values(values, &others, *name, Held::name, |sighting| {
                            found(Spot { path: path.clone(), in_name: true, sighting });
                        });
                    }
                }
            }
        }
    }

    fn new_values(
        &self,
        values: ValuesNo,
        others: &[PresenceNo],
        name: NameNo,
        same_kind: impl Fn(Held) -> Option<ValuesNo>,
        mut found: impl FnMut(Sighting),
    ) {
        let known: Vec<ValuesNo> = others
            .iter()
            .filter_map(|other| self.under(*other, name).find_map(&same_kind))
            .collect();
        if known.contains(&values) {
            return;
        }
        for sighting in &self.sets[values as usize] {
            if known.iter().all(|set| self.sets[*set as usize].binary_search(sighting).is_err()) {
                found(*sighting);
            }
        }
    }

    /// What stands under a name; a name can hold a value and have values below it.
    fn under(&self, node: PresenceNo, name: NameNo) -> impl Iterator<Item = Held> + '_ {
        let entries = &self.nodes[node as usize];
        let first = entries.partition_point(|(other, _)| *other < name);
        entries[first..].iter().take_while(move |(other, _)| *other == name).map(|(_, held)| *held)
    }
}

impl Held {
    fn below(self) -> Option<PresenceNo> {
        if let Self::Below(presence) = self { Some(presence) } else { None }
    }

    fn content(self) -> Option<ValuesNo> {
        if let Self::Content(values) = self { Some(values) } else { None }
    }

    fn name(self) -> Option<ValuesNo> {
        if let Self::Name(values) = self { Some(values) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ValueId;

    fn sighting(text: &str) -> Sighting {
        Sighting { rule: 0, value: ValueId::of(text), needs_project: false }
    }

    fn spots(presences: &Presences, new: PresenceNo, others: &[PresenceNo]) -> Vec<Spot> {
        let mut spots = Vec::new();
        presences.only_in(new, others, &mut |spot| spots.push(spot));
        spots
    }

    #[test]
    fn a_value_is_new_only_if_no_parent_has_it_there() {
        let mut presences = Presences::new();
        let (one, two) = (sighting("one"), sighting("two"));
        let (just_one, both) = (presences.values(vec![one]), presences.values(vec![two, one]));
        let old = presences.tree(vec![(7, Held::Content(just_one))]);
        let new = presences.tree(vec![(7, Held::Content(both))]);
        let moved = presences.tree(vec![(8, Held::Content(just_one))]);
        let spot = |name, sighting| Spot { path: vec![name], in_name: false, sighting };
        assert_eq!(spots(&presences, new, &[old]), [spot(7, two)]);
        assert_eq!(spots(&presences, moved, &[old]), [spot(8, one)]);
        assert_eq!(spots(&presences, new, &[old, new]), []);
        assert_eq!(spots(&presences, old, &[NOTHING]), [spot(7, one)]);
        assert!(presences.has(new, &spot(7, two)));
        assert!(!presences.has(old, &spot(7, two)));
    }

    #[test]
    fn equal_contents_have_equal_numbers() {
        let mut presences = Presences::new();
        let values = presences.values(vec![sighting("one")]);
        let leaf = presences.tree(vec![(1, Held::Content(values))]);
        let left = presences.tree(vec![(2, Held::Below(leaf)), (3, Held::Name(values))]);
        let right = presences.tree(vec![(3, Held::Name(values)), (2, Held::Below(leaf))]);
        assert_eq!(left, right);
        assert_eq!(presences.tree(Vec::new()), NOTHING);
        assert_eq!(spots(&presences, left, &[leaf]).len(), 2);
    }
}
