//! How some words start: a quick look before anybody asks for the words themselves.
//!
//! Contract: goes by the first three letters of a word, whatever their case. Other characters count as some letters
//! too, so it may say yes where no word starts, and never no where one does.

/// A bit for each three letters, by [`letters`].
#[derive(Debug)]
pub(super) struct Starts([u64; 1 << 9]);

impl Starts {
    /// Those of `words`, of three letters or more.
    pub(super) const fn of(words: &[&str]) -> Self {
        let mut starts = Self([0; 1 << 9]);
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_bytes();
            starts = starts.with(letters(letters(letters(0, word[0]), word[1]), word[2]));
            at += 1;
        }
        starts
    }

    /// These, and all that end in two letters, whatever stands before them.
    pub(super) const fn and_all_in(self, end: [u8; 2]) -> Self {
        let mut starts = self;
        let mut before = 0;
        while before < 32 {
            starts = starts.with(letters(letters(letters(0, before), end[0]), end[1]));
            before += 1;
        }
        starts
    }

    const fn with(mut self, place: usize) -> Self {
        self.0[place >> 6] |= 1 << (place & 63);
        self
    }

    /// 1 if a word starts with the last three [`letters`], and 0 if not: without a branch, for those who ask of each
    /// byte.
    pub(super) fn hold(&self, last: usize) -> u64 {
        self.0[last >> 6] >> (last & 63) & 1
    }

    /// Whether one of the words could start in `text`. Without a branch for each character, and without waiting for
    /// what the one before gave.
    pub(super) fn stand_in(&self, text: &[u8]) -> bool {
        let found = text.windows(3).fold(0, |found, three| {
            found | self.hold(letters(letters(letters(0, three[0]), three[1]), three[2]))
        });
        found != 0
    }
}

/// The last three letters as a number, whatever their case, from those before and the next.
pub(super) const fn letters(before: usize, byte: u8) -> usize {
    (before << 5 | (byte & 31) as usize) & 0x7FFF
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_word_is_met_in_any_case() {
        let starts = Starts::of(&["token", "key"]).and_all_in(*b"id");
        for text in ["a TOKen", "key", "monKEY", "aid", "x-ID"] {
            assert!(starts.stand_in(text.as_bytes()), "{text}");
        }
        for text in ["", "to", "t o k", "ke y", "di", "i_d"] {
            assert!(!starts.stand_in(text.as_bytes()), "{text}");
        }
    }
}
