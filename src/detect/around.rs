//! What stands around a value, and how far it is looked at.
//!
//! Contract: knows texts and places, and nothing of what they mean; what is cut off is whole characters.

use regex::bytes::{Regex, RegexBuilder};

/// How far before and after a value its name is looked for, in bytes.
pub(super) const BEFORE: usize = 320;
pub(super) const AFTER: usize = 160;

/// A value that is shorter says little by its shape, in bytes: a UUID, or 32 characters.
pub(super) const TELLING: usize = 48;

/// How far above a value the head of its table may stand, in bytes: the farthest thing that decides about a value.
pub const FARTHEST: usize = 4096;

/// An expression over bytes, whose letters without case are those of ASCII: building one that knows all others costs
/// many times as much.
pub(super) fn built(expression: &str) -> Regex {
    RegexBuilder::new(expression).unicode(false).build().expect("the pattern is fixed")
}

/// At most `length` bytes of `text` that end at `end`.
pub(super) fn tail(text: &str, end: usize, length: usize) -> &str {
    let mut start = end.saturating_sub(length);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..end]
}

/// At most `length` bytes of `text` from `start`.
pub(super) fn head(text: &str, start: usize, length: usize) -> &str {
    let mut end = (start + length).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end]
}
