//! What objects are, and what those that name them take them for.
//!
//! Contract: one byte for each object, filled by all threads of a pass. An object that is another kind than something
//! says of it is damage: whoever follows the name reads it as what it is not.

use std::sync::atomic::{AtomicU8, Ordering};

use super::pack::Kind;
use super::store::ObjectNo;

/// The kinds, each with the bit that says that an object is of it; the bit for being named so stands above.
const KINDS: [(Kind, u8, &str); 4] = [
    (Kind::Blob, 1, "file's content"),
    (Kind::Tree, 1 << 1, "folder"),
    (Kind::Commit, 1 << 2, "commit"),
    (Kind::Tag, 1 << 3, "tag"),
];

const NAMED: u8 = 4;

/// What is known of all objects.
pub(super) struct Kinds(Vec<AtomicU8>);

impl Kinds {
    /// Knows nothing of this many objects.
    pub(super) fn new(objects: usize) -> Self {
        let mut kinds = Vec::new();
        kinds.resize_with(objects, AtomicU8::default);
        Self(kinds)
    }

    /// The object was read and is of this kind.
    pub(super) fn is(&self, number: ObjectNo, kind: Kind) {
        self.add(number, bit(kind));
    }

    /// Another object says that this one is of this kind.
    pub(super) fn named(&self, number: ObjectNo, kind: Kind) {
        self.add(number, bit(kind) << NAMED);
    }

    /// The objects that were read and are something else than what is said of them, with a sentence about each.
    pub(super) fn misnamed(&self) -> impl Iterator<Item = (ObjectNo, String)> {
        self.0.iter().zip(0..).filter_map(|(known, number)| {
            let known = known.load(Ordering::Relaxed);
            let (is, named) = (known & 0x0f, known >> NAMED);
            let says_so = |wrong: &u8| *wrong != 0 && is != 0;
            Some(named & !is).filter(says_so).map(|wrong| {
                let (wrong, right) = (words(wrong), words(is));
                (
                    number,
                    format!(
                        "it is a {right}, and another object names it as a {wrong}; run `git fsck`"
                    ),
                )
            })
        })
    }

    /// Missing objects have numbers too, and nothing to be told of.
    fn add(&self, number: ObjectNo, bits: u8) {
        if let Some(known) = self.0.get(number as usize)
            // Most is known already, and reading leaves the memory to all threads.
            && known.load(Ordering::Relaxed) & bits != bits
        {
            known.fetch_or(bits, Ordering::Relaxed);
        }
    }
}

fn bit(kind: Kind) -> u8 {
    KINDS.iter().find(|(known, ..)| *known == kind).map_or(0, |(_, bit, _)| *bit)
}

fn words(bits: u8) -> String {
    let names = KINDS.iter().filter(|(_, bit, _)| bits & bit != 0).map(|(.., name)| *name);
    names.collect::<Vec<_>>().join(" and a ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_as_something_else_is_listed() {
        let kinds = Kinds::new(5);
        for number in 0..3 {
            kinds.is(number, Kind::Tree);
        }
        kinds.named(0, Kind::Tree);
        kinds.named(1, Kind::Blob);
        kinds.named(3, Kind::Commit);
        kinds.named(9, Kind::Tag);
        let listed: Vec<_> = kinds.misnamed().collect();
        assert_eq!(listed.len(), 1, "{listed:?}");
        assert_eq!(listed[0].0, 1);
        assert!(listed[0].1.starts_with("it is a folder, and another object names it as a file's"));
    }
}
