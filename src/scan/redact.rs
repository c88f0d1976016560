//! The last line of defence: takes every known secret out of every text of a report.
//!
//! Excerpts are masked where they are cut. This pass covers what no stage can know alone: the same secret in a path, a
//! commit summary, an author's name or the reason of a problem, wherever in the run it was found.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use rustc_hash::FxHashMap;

use crate::model::Secret;

/// The number of leading bytes by which a secret is looked up; shorter ones are too short to tell from ordinary text.
const KEY: usize = 8;

/// Knows all secrets of a run and masks them in text.
#[derive(Default)]
pub(super) struct Redactor<'a> {
    by_prefix: FxHashMap<[u8; KEY], SameStart<'a>>,
}

/// Secrets with the same first bytes: any number of them costs one look for each length that they have.
#[derive(Default)]
struct SameStart<'a> {
    /// The longest first.
    lengths: BTreeSet<Reverse<usize>>,
    secrets: HashMap<&'a [u8], &'a Secret>,
}

impl<'a> SameStart<'a> {
    /// The longest secret that `text` starts with.
    fn find(&self, text: &[u8]) -> Option<&'a Secret> {
        let of_length = |length: &Reverse<usize>| self.secrets.get(text.get(..length.0)?).copied();
        self.lengths.iter().find_map(of_length)
    }
}

impl<'a> Redactor<'a> {
    /// A redactor for these secrets; repeated ones cost nothing.
    pub(super) fn new(secrets: impl Iterator<Item = &'a Secret>) -> Self {
        let mut by_prefix: FxHashMap<[u8; KEY], SameStart<'a>> = FxHashMap::default();
        for secret in secrets {
            let raw = secret.expose().as_bytes();
            let Some(key) = raw.first_chunk::<KEY>() else { continue };
            let same_start = by_prefix.entry(*key).or_default();
            same_start.lengths.insert(Reverse(raw.len()));
            same_start.secrets.insert(raw, secret);
        }
        Self { by_prefix }
    }

    /// Replaces each secret by its redacted form, such as `AfkZ…(48)`.
    pub(super) fn shorten(&self, text: &mut String) {
        self.replace(text, Secret::redacted);
    }

    /// Replaces each secret by stars, byte for byte, so that marks in the text stay where they are.
    pub(super) fn star(&self, text: &mut String) {
        self.replace(text, |secret| {
            let raw = secret.expose();
            let shown = secret.shown();
            format!("{shown}{}", "*".repeat(raw.len() - shown.len()))
        });
    }

    /// Whether a secret stands in the text.
    pub(super) fn knows(&self, text: &str) -> bool {
        let mut masked = text.to_owned();
        self.shorten(&mut masked);
        masked != text
    }

    fn replace(&self, text: &mut String, mask: impl Fn(&Secret) -> String) {
        let mut at = 0;
        let mut masked: Option<String> = None;
        let mut copied = 0;
        while let Some(key) = text.as_bytes().get(at..).and_then(<[u8]>::first_chunk::<KEY>) {
            let found = self.by_prefix.get(key);
            let Some(secret) = found.and_then(|same| same.find(&text.as_bytes()[at..])) else {
                at += 1;
                continue;
            };
            let out = masked.get_or_insert_default();
            out.push_str(&text[copied..at]);
            out.push_str(&mask(secret));
            at += secret.expose().len();
            copied = at;
        }
        if let Some(mut out) = masked {
            out.push_str(&text[copied..]);
            *text = out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(letter: char) -> Secret {
        Secret::new(letter.to_string().repeat(48))
    }

    #[test]
    fn every_copy_of_every_secret_is_shortened() {
        let (one, two) = (secret('q'), secret('w'));
        let redactor = Redactor::new([&one, &two].into_iter());
        let mut text = format!("é{}/{}-{}.json", one.expose(), two.expose(), one.expose());
        redactor.shorten(&mut text);
        assert_eq!(text, "éqqqq…(48)/wwww…(48)-qqqq…(48).json");
    }

    #[test]
    fn stars_keep_the_length() {
        let one = secret('q');
        let redactor = Redactor::new(std::iter::once(&one));
        let mut text = format!("a {} b", one.expose());
        let before = text.len();
        redactor.star(&mut text);
        assert_eq!(text, format!("a qqqq{} b", "*".repeat(44)));
        assert_eq!(text.len(), before);
    }

    #[test]
    fn the_longer_of_two_with_the_same_start_wins() {
        let (short, long) = (Secret::new("abcdefghij"), Secret::new("abcdefghijklmn"));
        let redactor = Redactor::new([&short, &long].into_iter());
        let mut text = "x abcdefghijklmn y abcdefghij".to_owned();
        redactor.shorten(&mut text);
        assert_eq!(text, "x …(14) y …(10)");
    }
}
