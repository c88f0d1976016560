//! In which parts of a page could a match start? Words are known for each part of a large text, since as a whole it
//! holds almost any.
//!
//! Contract: a match that starts in a part, and is not longer than [`LONGEST`], is in what the part's words were read
//! from. Parts may be named that hold no match, and none is left out that does.

use crate::guidance::grams::Grams;
use crate::model::Span;

/// The size of a part, in bytes: the tables of its words take an eighth of it.
const SIZE: usize = 128 << 10;

/// No longer match is promised to be found in a text of several parts, in bytes.
pub(in crate::guidance) const LONGEST: usize = 8 << 10;

/// The words of each part of a text.
#[derive(Debug)]
pub(in crate::guidance) struct Parts {
    /// The length of the text.
    length: usize,
    words: Vec<Grams>,
}

impl Parts {
    /// The parts of `text`. Linear in its length.
    pub(in crate::guidance) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let count = bytes.len().saturating_sub(LONGEST).div_ceil(SIZE).max(1);
        let words = (0..count).map(|part| {
            let end = if part + 1 == count { bytes.len() } else { (part + 1) * SIZE + LONGEST };
            Grams::of(&bytes[part * SIZE..end])
        });
        Self { length: bytes.len(), words: words.collect() }
    }

    /// Whether the text may hold a word without capitals, in letters of any case; where this says no, it does not.
    pub(in crate::guidance) fn may_hold(&self, word: &str) -> bool {
        self.words.iter().any(|words| words.may_hold(word))
    }

    /// The next parts in a row, from byte `from` of the text on, of which each may hold what is asked for.
    pub(in crate::guidance) fn next(
        &self,
        from: usize,
        asked: impl Fn(&Grams) -> bool,
    ) -> Option<Span> {
        let part = |from: usize| (from / SIZE).min(self.words.len() - 1);
        let left = (from <= self.length).then(|| &self.words[part(from)..])?;
        let start = part(from) + left.iter().position(&asked)?;
        let end = self.words[start..].iter().position(|words| !asked(words));
        let end = end.map_or(self.length, |parts| (start + parts) * SIZE);
        Some(Span { start: from.max(start * SIZE), end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_a_row_are_one() {
        let mut text = vec![b'.'; 5 * SIZE];
        for at in [0, SIZE, 3 * SIZE + LONGEST, 5 * SIZE - 3] {
            text[at..at + 3].copy_from_slice(b"abc");
        }
        let parts = Parts::of(std::str::from_utf8(&text).expect("it is text"));
        let asked = |words: &Grams| words.may_hold("abc");
        let next = |from| parts.next(from, asked).map(|span| (span.start, span.end));
        assert_eq!(next(0), Some((0, 2 * SIZE)));
        assert_eq!(next(SIZE + 3), Some((SIZE + 3, 2 * SIZE)));
        assert_eq!(next(2 * SIZE), Some((3 * SIZE, text.len())));
        assert_eq!(next(text.len()), Some((text.len(), text.len())));
        assert_eq!(next(text.len() + 1), None);
        assert!(parts.may_hold("bc.") && !parts.may_hold("bca"));
    }

    #[test]
    fn a_part_knows_what_starts_in_it() {
        let mut text = ".".repeat(3 * SIZE);
        text.replace_range(SIZE - 1..SIZE + 2, "abc");
        let found = Parts::of(&text).next(0, |words| words.may_hold("abc"));
        assert_eq!(found.map(|span| span.start), Some(0));
    }
}
