//! Whether a value could stand beside one of many names.
//!
//! Contract: says what [`could_hold_value`](super::could_hold_value) says, and where words of letters alone count too,
//! of the [`REACH`] bytes behind a name, and of half as many before it, words that those bytes cut included. Names are
//! asked about in their order, and each word is judged whole once, however many of them stand near it: code names
//! credentials everywhere. Allocates nothing.

use super::{could_be_letters, could_be_value, is_part_of_word, next_word};
use crate::blocks;
use crate::model::Span;

/// How far after its name a short value may stand.
pub(super) const REACH: usize = 240;

/// Reads what stands beside the names of one window.
pub(in crate::detect) struct Beside<'w> {
    window: &'w [u8],
    /// The first word as long as a value that was not met yet; none before the first name, and where there are no more.
    next: Option<Span>,
    /// How far words were looked for.
    read: usize,
    /// Where the last one ends that was met.
    met: usize,
    /// One that was met and goes on behind the name that was asked about: no side of the name has all of it.
    cut: Option<Span>,
}

impl<'w> Beside<'w> {
    pub(in crate::detect) fn new(window: &'w [u8]) -> Self {
        Self { window, next: None, read: 0, met: 0, cut: None }
    }

    /// Whether a short value stands beside the name that ends at `end`.
    pub(super) fn holds_value(&mut self, end: usize) -> bool {
        let from = end.saturating_sub(REACH / 2);
        let to = self.window.len().min(end + REACH);
        self.look_on(from);
        // Almost every name stands among short words.
        if self.met <= from && self.next.is_none_or(|word| word.start >= to) {
            return false;
        }
        self.met_before(from, end) || self.meets(from, end, to) || self.edges(from, end, to)
    }

    /// Finds the next word from `from` on, unless it is known.
    fn look_on(&mut self, from: usize) {
        let is_known = match self.next {
            Some(word) => word.start >= from,
            None => self.read == self.window.len(),
        };
        if !is_known {
            self.next = next_word(self.window, from);
            self.read = self.next.map_or(self.window.len(), |word| word.end);
        }
    }

    /// Judges the word that the last name cut, if all of it stands before this one.
    fn met_before(&mut self, from: usize, end: usize) -> bool {
        let Some(word) = self.cut else { return false };
        if word.start >= from && word.end > end {
            return false;
        }
        self.cut = None;
        word.start >= from && self.could_be(word)
    }

    /// Judges the words that were not met before and are whole on one side of the name.
    fn meets(&mut self, from: usize, end: usize, to: usize) -> bool {
        while let Some(word) = self.next.filter(|word| word.end <= to) {
            self.met = word.end;
            self.next = None;
            self.look_on(word.end);
            if word.start < end && end < word.end {
                self.cut = Some(word);
            } else if word.start >= from && self.could_be(word) {
                return true;
            }
        }
        false
    }

    /// Judges what is left of the words that are cut by the name, or by how far is looked.
    fn edges(&self, from: usize, end: usize, to: usize) -> bool {
        let before = |at: usize, limit: usize| {
            let part = &self.window[limit..at];
            let length = part.iter().rev().take_while(|byte| is_part_of_word(**byte)).count();
            Span { start: at - length, end: at }
        };
        let behind = |at: usize, limit: usize| {
            let length = blocks::run_length(&self.window[at..limit], is_part_of_word);
            Span { start: at, end: at + length }
        };
        [behind(from, end), before(end, from), behind(end, to), before(to, end)]
            .into_iter()
            .any(|part| self.could_be(part))
    }

    fn could_be(&self, word: Span) -> bool {
        let word = &self.window[word.start..word.end];
        could_be_value(word) || could_be_letters(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::expand;

    /// Words, values, names and what stands between them.
    const PARTS: &[&str] = &[
        "client_id",
        "clientI",
        "lient-s",
        " ",
        "-",
        "_",
        ".",
        "\n",
        "word",
        "internationalization",
        "d",
        "0",
        "7a",
        "k9Xw2",
        "{{uuid}}",
        "f81d4fae7dec",
        "{{secret32}}",
        "2540000000001",
        "AbstractSingletonProxy2FactoryBean",
        "                                                            ",
        "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p",
    ];

    fn could_hold_value(near: &[u8]) -> bool {
        let words = std::iter::successors(next_word(near, 0), |word| next_word(near, word.end));
        let mut words = words.map(|word| &near[word.start..word.end]);
        words.any(|word| could_be_value(word) || could_be_letters(word))
    }

    proptest! {
        #[test]
        fn what_is_read_once_is_what_each_name_reads(
            parts in proptest::collection::vec(0..PARTS.len(), 0..120),
            steps in proptest::collection::vec(0..90_usize, 1..60),
        ) {
            let text: String = parts.into_iter().map(|part| expand(PARTS[part], 7)).collect();
            let window = text.as_bytes();
            let mut beside = Beside::new(window);
            let mut end = 0;
            for step in steps {
                end = (end + step).min(window.len());
                let plain = could_hold_value(&window[end..window.len().min(end + REACH)])
                    || could_hold_value(&window[end.saturating_sub(REACH / 2)..end]);
                // What could be a value ends the search, so nobody asks again.
                let told = beside.holds_value(end);
                prop_assert_eq!(told, plain, "{} at {}", text, end);
                if told {
                    break;
                }
            }
        }
    }
}
