//! Tells a value that stands by itself from a stretch of something longer: base64 data, a token's part, a certificate's line.

use super::random::is_random;
use crate::model::Span;

/// Characters that join the stretches of longer tokens.
const JOINERS: &[u8] = b"-_.+/~";

/// A neighbour this long that looks random makes the value a stretch of the same thing.
const LONG_NEIGHBOUR: usize = 10;

/// The most of a neighbour that is looked at.
const LONGEST_NEIGHBOUR: usize = 160;

/// Lengths that values have themselves: two of them can be joined, as in a file's name.
const VALUE_LENGTHS: [usize; 2] = [48, 64];

/// How many lines around a line are looked at for the block it may belong to.
const BLOCK_LINES: usize = 6;

/// Whether the value at `span` is not a part of a longer token.
pub(super) fn stands_alone(text: &str, span: Span) -> bool {
    stands_apart(text.as_bytes(), span) && !is_wrapped(text, span)
}

/// Whether no stretch of the same token is joined to the value at `span`. Allocates nothing.
pub(in crate::detect) fn stands_apart(bytes: &[u8], span: Span) -> bool {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric();
    let (before, after) = (&bytes[..span.start], &bytes[span.end..]);
    let joined_before = before.split_last().is_some_and(|(joiner, rest)| {
        let length = rest.iter().rev().take(LONGEST_NEIGHBOUR).take_while(is_part).count();
        continues(*joiner, &rest[rest.len() - length..])
    });
    let joined_after = joiner(after).is_some_and(|(joiner, rest)| {
        let length = rest.iter().take(LONGEST_NEIGHBOUR).take_while(is_part).count();
        continues(joiner, &rest[..length])
    });
    !joined_before && !joined_after && !is_in_data(before, after)
}

/// What stands right behind a value, a slash or plus sign of base64 also in its percent escape, and what follows.
fn joiner(after: &[u8]) -> Option<(u8, &[u8])> {
    match after {
        [b'%', b'2', b'B' | b'b', rest @ ..] => Some((b'+', rest)),
        [b'%', b'2', b'F' | b'f', rest @ ..] => Some((b'/', rest)),
        [joiner, rest @ ..] => Some((*joiner, rest)),
        [] => None,
    }
}

/// Whether the value stands in a stretch of base64 data: what surrounds it without a gap has the data's joiners and looks random.
fn is_in_data(before: &[u8], after: &[u8]) -> bool {
    const ENOUGH: usize = 12;
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric();
    let beside_value = VALUE_LENGTHS
        .contains(&before.iter().rev().skip(1).take(LONGEST_NEIGHBOUR).take_while(is_word).count())
        || VALUE_LENGTHS
            .contains(&after.iter().skip(1).take(LONGEST_NEIGHBOUR).take_while(is_word).count());
    if beside_value {
        return false;
    }
    let is_data = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut around = [0; 64];
    let mut length = 0;
    let mut joiners = 0;
    let sides = before
        .iter()
        .rev()
        .take(48)
        .take_while(is_data)
        .chain(after.iter().take(48).take_while(is_data));
    for &byte in sides {
        if byte == b'+' {
            return true;
        }
        if !byte.is_ascii_alphanumeric() {
            joiners += 1;
        } else if length < around.len() {
            around[length] = byte;
            length += 1;
        }
    }
    joiners > 0
        && length >= ENOUGH
        && around[..length].iter().any(u8::is_ascii_digit)
        && is_random(&around[..length])
}

/// Whether what is joined to a value is a stretch of the same token.
fn continues(joiner: u8, neighbour: &[u8]) -> bool {
    match joiner {
        b'+' => !neighbour.is_empty(),
        _ => {
            JOINERS.contains(&joiner)
                && neighbour.len() >= LONG_NEIGHBOUR
                && !VALUE_LENGTHS.contains(&neighbour.len())
                && neighbour.iter().any(u8::is_ascii_digit)
                && is_random(neighbour)
        }
    }
}

/// Whether the value is one line of a block of base64, as certificates and keys are printed.
fn is_wrapped(text: &str, span: Span) -> bool {
    let before = text[..span.start].trim_end_matches([' ', '\t', '"', '\'', '>', '#', '*']);
    let after = text[span.end..].trim_start_matches("\\r").trim_start_matches("\\n");
    let after = after.trim_start_matches([' ', '\t', '"', '\'', ',', '\r', '+', '\\']);
    let is_line = before.ends_with('\n') && (after.is_empty() || after.starts_with('\n'));
    if !is_line {
        return is_in_wide_line(text.as_bytes(), span);
    }
    // A literal's line end that was undone leaves a line of nothing but quotes.
    let has_content = |line: &&str| line.trim().is_empty() || !content(line).is_empty();
    let above = before.trim_end().rsplit('\n').filter(has_content).map(content).take(BLOCK_LINES);
    let below = after.trim_start().split('\n').filter(has_content).map(content).take(BLOCK_LINES);
    let lines: Vec<&str> = above
        .take_while(|line| is_block_line(line, span.len()))
        .chain(below.take_while(|line| is_block_line(line, span.len())))
        .collect();
    lines.iter().any(|line| line.starts_with("-----"))
        || lines.iter().any(|line| line.contains(['+', '/']) && line.len() == span.len())
}

/// Whether the value is a part of a line of base64 that is as wide as tools make them.
fn is_in_wide_line(bytes: &[u8], span: Span) -> bool {
    const WIDTHS: [usize; 2] = [64, 76];
    let is_data = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let before = bytes[..span.start].iter().rev().take(WIDTHS[1]).take_while(is_data).count();
    let after = bytes[span.end..].iter().take(WIDTHS[1]).take_while(is_data).count();
    let ends = |byte: Option<&u8>| {
        byte.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | b'"' | b'\\'))
    };
    let start = span.start - before;
    WIDTHS.contains(&(before + span.len() + after))
        && before + after > 0
        && ends(start.checked_sub(1).map(|at| &bytes[at]))
        && ends(bytes.get(span.end + after))
}

fn content(line: &str) -> &str {
    let line = line.trim_matches([' ', '\t', '"', '\'', ',', '\r', '>', '#', '*', '+', '\\']);
    let line = line.trim_end_matches([' ', '"', '\'']);
    // The line end that a literal spells.
    line.strip_suffix("\\n").map_or(line, |line| line.strip_suffix("\\r").unwrap_or(line))
}

fn is_block_line(line: &str, width: usize) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    line.starts_with("-----")
        || (!line.is_empty() && line.len() <= width && line.bytes().all(is_base64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    fn alone(before: &str, after: &str) -> bool {
        let text = expand(&format!("{before}{{{{secret64}}}}{after}"), 5);
        let start = expand(before, 5).len();
        stands_alone(&text, Span { start, end: start + 64 })
    }

    #[test]
    fn names_around_a_value_do_not_matter() {
        for (before, after) in [
            ("", ""),
            ("cache/tokens/", ".json"),
            ("banqup_token-", "_old"),
            ("id\n{{id48}}\n", "\n"),
            ("{{id48}}/", "/x"),
        ] {
            assert!(alone(before, after), "{before}…{after}");
        }
    }

    #[test]
    fn a_stretch_of_data_is_told() {
        for (before, after) in [
            ("", "+x/"),
            ("{{secret32}}/", ""),
            ("", ".{{token28}}"),
            ("-----BEGIN CERTIFICATE-----\n", "\nabc+def/\n"),
        ] {
            assert!(!alone(before, after), "{before}…{after}");
        }
    }
}
