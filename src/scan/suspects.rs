//! The parts of a large text that are worth decoding.
//!
//! Decoding tries every encoding in turn and costs much more than the first filter, and in a large text a suspicious
//! place is mostly alone. So the first filter is asked once more for each part, and only what it names is decoded, with
//! what stands around it.
//!
//! Contract: parts come in order and do not overlap. Whatever stands in the text within reach of a suspicious place is
//! in its part: the name before a value, the whole line, the whole word.

use crate::detect::{self, MARGIN};
use crate::model::Span;

/// A text of this many bytes, or fewer, is one part.
pub(super) const SMALL: usize = 64 << 10;

/// How much of a text one question to the first filter covers, in bytes.
const STEP: usize = 4 << 10;

/// What is taken on both sides of a suspicious place, in bytes.
const AROUND: usize = 8 << 10;

/// How far a part reaches to end where a line or a word does, in bytes.
const REACH: usize = 16 << 10;

/// Bytes that words end at, by threes as they are looked for; there are eight, and a space stands twice.
const BREAKS: [[u8; 3]; 3] = [[b' ', b'"', b','], [b'\t', b'\'', b'`'], [b'>', b'<', b' ']];

/// The parts of `text` to decode.
pub(super) fn suspects(text: &str) -> Vec<Span> {
    let end = text.len();
    if end <= SMALL {
        return vec![Span { start: 0, end }];
    }
    let mut parts: Vec<Span> = Vec::new();
    // Where the last part reaches to, before it is extended to the end of a line or a word: the farther that is, the
    // farther it reaches then.
    let mut until = 0;
    for start in (0..end).step_by(STEP) {
        let window = start.saturating_sub(MARGIN)..(start + STEP + MARGIN).min(end);
        let part = Span { start, end: end.min(start + STEP) };
        if !detect::suspicious_part(text.as_bytes(), part) {
            continue;
        }
        let from = window.start.saturating_sub(AROUND);
        let goes_on = parts.last_mut().is_some_and(|last| {
            from <= until || {
                last.end = break_after(text, until);
                break_before(text, from) <= last.end
            }
        });
        if !goes_on {
            let start = break_before(text, from);
            parts.push(Span { start, end: start });
        }
        until = (window.end + AROUND).min(end);
    }
    if let Some(last) = parts.last_mut() {
        last.end = break_after(text, until);
    }
    parts
}

/// The last line end before `at`, or else the last space or quote; `at` itself where there is neither within reach.
fn break_before(text: &str, at: usize) -> usize {
    let from = at.saturating_sub(REACH);
    let reach = &text.as_bytes()[from..at];
    let last_break = || {
        BREAKS.iter().fold(None, |last, &[a, b, c]| {
            let from = last.map_or(0, |last| last + 1);
            memchr::memrchr3(a, b, c, &reach[from..]).map(|place| from + place).or(last)
        })
    };
    match memchr::memrchr2(b'\n', b'\r', reach).or_else(last_break) {
        Some(place) => from + place + 1,
        None => text.floor_char_boundary(if from == 0 { 0 } else { at }),
    }
}

/// The first line end from `at` on, or else the first space or quote; `at` itself where there is neither within reach.
fn break_after(text: &str, at: usize) -> usize {
    let reach = &text.as_bytes()[at..(at + REACH).min(text.len())];
    let first_break = || {
        BREAKS.iter().fold(None, |first, &[a, b, c]| {
            let until = first.unwrap_or(reach.len());
            memchr::memchr3(a, b, c, &reach[..until]).or(first)
        })
    };
    match memchr::memchr2(b'\n', b'\r', reach).or_else(first_break) {
        Some(place) => at + place,
        None => text.ceil_char_boundary(if reach.len() < REACH { text.len() } else { at }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn a_small_text_is_one_part() {
        assert_eq!(suspects("nothing here"), [Span { start: 0, end: 12 }]);
    }

    #[test]
    fn a_large_harmless_text_has_no_part() {
        assert_eq!(suspects(&"an ordinary line of text\n".repeat(10_000)), []);
    }

    #[test]
    fn a_value_in_a_large_text_is_in_a_part_with_its_lines() {
        let value = expand("client_secret={{secret64}}", 1);
        for lines in [0, 1, 2_000, 4_999, 5_000] {
            let text = format!(
                "{}{value}\n{}",
                "an ordinary line of text\n".repeat(lines),
                "another ordinary line\n".repeat(5_000)
            );
            let parts = suspects(&text);
            assert_eq!(parts.len(), 1, "{lines}");
            let part = &text[parts[0].start..parts[0].end];
            assert!(part.contains(&value), "{lines}");
            assert!(part.len() < 40 << 10, "{lines}: {}", part.len());
        }
    }

    #[test]
    fn parts_end_between_characters() {
        let text = format!("{}{}", "é".repeat(60_000), expand("{{secret64}}", 1));
        for part in suspects(&text) {
            assert!(text.is_char_boundary(part.start) && text.is_char_boundary(part.end));
        }
    }
}
