//! Finds a few short words in letters of any case.
//!
//! Contract: vector code where the machine has it, an automaton elsewhere. Words without overlap, from left to right.

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, Match};

/// Knows the words.
#[derive(Debug)]
pub(crate) enum AnyCase {
    /// Has every spelling of each word.
    Packed(Searcher),
    Automaton(AhoCorasick),
}

impl AnyCase {
    /// For `words` in ASCII. With more than 32 spellings of all of them together, vector code would look for them half as fast.
    pub(crate) fn new(words: &[&str]) -> Self {
        let automaton = || {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(words)
                .expect("a few short words fit every limit")
        };
        Searcher::new(spellings(words)).map_or_else(|| Self::Automaton(automaton()), Self::Packed)
    }

    /// Where the words stand in `bytes`.
    pub(crate) fn find_iter<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = Match> + 'b {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = match self {
                Self::Packed(searcher) => searcher.find_in(bytes, (at..bytes.len()).into()),
                Self::Automaton(automaton) => {
                    automaton.find(aho_corasick::Input::new(bytes).range(at..))
                }
            }?;
            at = found.end();
            Some(found)
        })
    }
}

/// Every spelling of each word in letters of either case.
fn spellings(words: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for word in words {
        let mut spellings = vec![String::new()];
        for letter in word.chars() {
            let cases = [letter, letter.to_ascii_uppercase()];
            let cases = if cases[0] == cases[1] { &cases[..1] } else { &cases[..] };
            spellings = spellings
                .iter()
                .flat_map(|start| cases.iter().map(move |case| format!("{start}{case}")))
                .collect();
        }
        all.extend(spellings);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        assert_eq!(spellings(&["a-b"]), ["a-b", "a-B", "A-b", "A-B"]);
        let words = AnyCase::new(&["up_", "btx"]);
        let found: Vec<_> =
            words.find_iter(b"Up_ bTx up- BTXUP_").map(|found| found.start()).collect();
        assert_eq!(found, [0, 4, 12, 15]);
        assert_eq!(words.find_iter(b"").count(), 0);
    }
}
