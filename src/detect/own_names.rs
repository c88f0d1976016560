//! The names that a team adds: hosts of its gateways, and settings that hold the vendor's values.

use aho_corasick::AhoCorasick;

use super::Context;
use crate::model::Span;
use crate::rule::{KeyClass, VendorNames};

/// How far before a value its setting may stand, in bytes.
const REACH: usize = 160;

/// Finds a team's own names.
#[derive(Debug)]
pub(super) struct OwnNames {
    /// Hosts and settings; `None` where there are none.
    all: Option<AhoCorasick>,
    settings: Option<AhoCorasick>,
    classes: Vec<KeyClass>,
}

impl OwnNames {
    /// Knows these names.
    pub(super) fn new(names: &VendorNames) -> Self {
        let settings = names.keys.iter().map(|(name, _)| name.as_str());
        Self {
            all: search(names.hosts.iter().map(String::as_str).chain(settings.clone()).collect()),
            settings: search(settings.collect()),
            classes: names.keys.iter().map(|(_, class)| *class).collect(),
        }
    }

    /// Whether the bytes hold one of the names.
    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        self.all.as_ref().is_some_and(|all| all.is_match(bytes))
    }

    /// What a setting of the team's says about the value at `span`: the last one before it in the same line, or in the
    /// line before if nothing but space stands in its own.
    pub(super) fn context(&self, text: &str, span: Span) -> Option<Context> {
        let settings = self.settings.as_ref()?;
        let from = span.start.saturating_sub(REACH);
        let before = &text.as_bytes()[from..span.start];
        let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let filled = before.iter().rposition(u8::is_ascii_alphanumeric)?;
        let line = before[..filled].iter().rposition(is_break).map_or(0, |at| at + 1);
        let line = &before[line..];
        let is_whole = |start: usize, end: usize| {
            !start.checked_sub(1).is_some_and(|at| line[at].is_ascii_alphanumeric())
                && !line.get(end).is_some_and(u8::is_ascii_alphanumeric)
        };
        let found =
            settings.find_iter(line).filter(|found| is_whole(found.start(), found.end())).last()?;
        let key = self.classes[found.pattern().as_usize()];
        Some(Context { key, names_vendor: true })
    }
}

fn search(words: Vec<&str>) -> Option<AhoCorasick> {
    if words.is_empty() {
        return None;
    }
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
    Some(builder.expect("a configuration's words fit every limit"))
}
