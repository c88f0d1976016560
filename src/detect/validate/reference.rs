//! A reference to the place where a value is kept is what the guidance asks for.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use crate::model::Span;

/// How far before a value the reference can start, in bytes.
const REACH: usize = 200;

/// How references start; the value is then a name in a store, or a text that only the store can read.
const STARTS: [&str; 9] = [
    "op://",
    "vault:",
    "vault://",
    "ENC[",
    "arn:aws:",
    "/secrets/",
    "keyvault",
    "awssm://",
    "gcpsm://",
];

/// The starts that have neither colon nor bracket.
static RARE: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["/secrets/", "keyvault"].map(Finder::new));

/// Whether the value at `span` is part of a reference: one starts before it, with no space between.
pub(super) fn is_reference(text: &str, span: Span) -> bool {
    let limit = span.start.saturating_sub(REACH);
    let bytes = &text.as_bytes()[limit..span.start];
    let word = bytes.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
    let word = &bytes[word..];
    // Most words hold none of these, of which each start has one.
    let could_start = memchr::memchr2(b':', b'[', word).is_some()
        || RARE.iter().any(|rare| rare.find(word).is_some());
    could_start
        && STARTS.iter().any(|start| {
            memmem::rfind(word, start.as_bytes()).is_some_and(|at| {
                !word[at..].iter().any(|byte| matches!(byte, b'"' | b'\'' | b']'))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_is_known_at_a_look() {
        for start in STARTS {
            let text = format!("x {start}");
            let span = Span { start: text.len(), end: text.len() };
            assert!(is_reference(&text, span), "{start}");
        }
    }

    #[test]
    fn only_a_reference_that_reaches_the_value_counts() {
        let is = |text: &str| is_reference(text, Span { start: text.len(), end: text.len() });
        assert!(is("key: op://vault/"));
        assert!(is("key: ENC[AES256_GCM,data:"));
        assert!(!is("a: op://vault/x, key: "));
        assert!(!is("{\"a\":\"op://vault/x\",\"key\":\""));
    }
}
