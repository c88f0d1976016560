//! The parts of a large text that are worth decoding.
//!
//! Decoding tries every encoding in turn and costs much more than the first filter, and in a large text a suspicious place is
//! mostly alone. So the first filter is asked once more for each part, and only what it names is decoded, with what stands around it.
//!
//! Contract: parts come in order and do not overlap. Whatever stands in the text within reach of a suspicious place is in its part: the
//! name before a value, the whole line, the whole word.

use crate::detect::{self, MARGIN};
use crate::model::Span;

/// A text of this many bytes, or fewer, is one part.
const SMALL: usize = 64 << 10;

/// How much of a text one question to the first filter covers, in bytes.
const STEP: usize = 4 << 10;

/// What is taken on both sides of a suspicious place, in bytes.
const AROUND: usize = 8 << 10;

/// How far a part reaches to end where a line or a word does, in bytes.
const REACH: usize = 16 << 10;

/// The parts of `text` to decode.
pub(super) fn suspects(text: &str) -> Vec<Span> {
    let end = text.len();
    if end <= SMALL {
        return vec![whole(text)];
    }
    let mut parts: Vec<Span> = Vec::new();
    for start in (0..end).step_by(STEP) {
        let window = start.saturating_sub(MARGIN)..(start + STEP + MARGIN).min(end);
        if !detect::suspicious_text(&text.as_bytes()[window.clone()]) {
            continue;
        }
        let part = Span {
            start: break_before(text, window.start.saturating_sub(AROUND)),
            end: break_after(text, (window.end + AROUND).min(end)),
        };
        match parts.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => parts.push(part),
        }
    }
    parts
}

/// All of the text as one part.
pub(super) fn whole(text: &str) -> Span {
    Span { start: 0, end: text.len() }
}

/// The last line end before `at`, or else the last space or quote; `at` itself where there is neither within reach.
fn break_before(text: &str, at: usize) -> usize {
    let from = at.saturating_sub(REACH);
    let reach = &text.as_bytes()[from..at];
    let found = reach
        .iter()
        .rposition(|byte| is_line_end(*byte))
        .or_else(|| reach.iter().rposition(|byte| is_break(*byte)));
    match found {
        Some(place) => from + place + 1,
        None => text.floor_char_boundary(if from == 0 { 0 } else { at }),
    }
}

/// The first line end from `at` on, or else the first space or quote; `at` itself where there is neither within reach.
fn break_after(text: &str, at: usize) -> usize {
    let reach = &text.as_bytes()[at..(at + REACH).min(text.len())];
    let found = reach
        .iter()
        .position(|byte| is_line_end(*byte))
        .or_else(|| reach.iter().position(|byte| is_break(*byte)));
    match found {
        Some(place) => at + place,
        None => text.ceil_char_boundary(if reach.len() < REACH { text.len() } else { at }),
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'>' | b'<' | b',')
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
