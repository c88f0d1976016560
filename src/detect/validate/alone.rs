//! Tells a value that stands by itself from a stretch of something longer: base64 data, a token's part, a certificate's line.

use super::random::is_random;
use crate::blocks::{self, is_alphanumeric};
use crate::detect::rows;
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

/// How a line starts with which a block starts or ends.
pub(in crate::detect) const BOUNDARY: &[u8] = b"-----";

/// Whether the value at `span` is not a part of a longer token. Allocates nothing.
pub fn stands_alone(bytes: &[u8], span: Span) -> bool {
    // The letter of an escape is none of the row.
    let is_escaped = usize::from(rows::is_escaped(bytes, span.start));
    let row = Span { start: span.start + is_escaped, ..span };
    stands_apart(bytes, span) && !is_wrapped(bytes, span) && !rows::is_in_block(bytes, row)
}

/// Whether no stretch of the same token is joined to the value at `span`. Allocates nothing.
pub(in crate::detect) fn stands_apart(bytes: &[u8], span: Span) -> bool {
    let (before, after) = (&bytes[..span.start], &bytes[span.end..]);
    let joined_before = || {
        before.split_last().is_some_and(|(joiner, rest)| {
            continues(*joiner, &rest[rest.len() - word_before(rest)..])
        })
    };
    let joined_after =
        || joiner(after).is_some_and(|(joiner, rest)| continues(joiner, &rest[..word_after(rest)]));
    !is_in_sum(bytes, span) && !is_in_data(before, after) && !joined_before() && !joined_after()
}

/// Whether a plus sign joins more of the same to the value at `span`: so most stretches of base64 are told at one look.
pub(in crate::detect) fn is_in_sum(bytes: &[u8], span: Span) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let (before, after) = (&bytes[..span.start], &bytes[span.end..]);
    matches!(before, [.., word, b'+'] if word.is_ascii_alphanumeric())
        || joiner(after).is_some_and(|(joiner, rest)| joiner == b'+' && is_word(rest.first()))
}

/// The letters and digits at the end, as far as a neighbour is looked at.
fn word_before(bytes: &[u8]) -> usize {
    let near = &bytes[bytes.len().saturating_sub(LONGEST_NEIGHBOUR)..];
    blocks::run_before(near, near.len(), is_alphanumeric)
}

/// Those at the start.
fn word_after(bytes: &[u8]) -> usize {
    blocks::run_length(&bytes[..bytes.len().min(LONGEST_NEIGHBOUR)], is_alphanumeric)
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
    const REACH: usize = 48;
    let is_data =
        |byte: u8| is_alphanumeric(byte) | (byte == b'+') | (byte == b'/') | (byte == b'=');
    let near = &before[before.len().saturating_sub(REACH)..];
    let left = &near[near.len() - blocks::run_before(near, near.len(), is_data)..];
    let near = &after[..after.len().min(REACH)];
    let right = &near[..blocks::run_length(near, is_data)];
    let joiners = || left.iter().rev().chain(right).filter(|byte| !is_alphanumeric(**byte));
    // Most values stand between blanks or marks.
    if joiners().next().is_none() {
        return false;
    }
    let beside_value = VALUE_LENGTHS
        .contains(&word_before(&before[..before.len().saturating_sub(1)]))
        || VALUE_LENGTHS.contains(&word_after(after.get(1..).unwrap_or_default()));
    if beside_value {
        return false;
    }
    if joiners().any(|byte| *byte == b'+') {
        return true;
    }
    let mut around = [0; 64];
    let words = left.iter().rev().chain(right).filter(|byte| is_alphanumeric(**byte));
    let length = words.zip(&mut around).map(|(byte, into)| *into = *byte).count();
    length >= ENOUGH
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
fn is_wrapped(bytes: &[u8], span: Span) -> bool {
    let before = trimmed_end(&bytes[..span.start], b" \t\"'>#*");
    let mut after = &bytes[span.end..];
    if after.starts_with(b"\\") {
        for line_end in [b"\\r", b"\\n"] {
            while let Some(rest) = after.strip_prefix(line_end) {
                after = rest;
            }
        }
    }
    let after = trimmed_start(after, b" \t\"',\r+\\");
    let is_line = before.ends_with(b"\n") && matches!(after, [] | [b'\n', ..]);
    if !is_line {
        return is_in_wide_line(bytes, span);
    }
    is_beside_block(before.trim_ascii_end().rsplit(is_line_end), span.len(), b"BEGIN ")
        || is_beside_block(after.trim_ascii_start().split(is_line_end), span.len(), b"END ")
}

fn is_line_end(byte: &u8) -> bool {
    *byte == b'\n'
}

/// Whether the `lines` from a value of this width on are those of a block, one of which only a block has. In their direction it ends with the line of this `label`.
fn is_beside_block<'t>(lines: impl Iterator<Item = &'t [u8]>, width: usize, label: &[u8]) -> bool {
    let is_boundary =
        |line: &[u8]| line.strip_prefix(BOUNDARY).is_some_and(|rest| rest.starts_with(label));
    // A literal's line end that was undone leaves a line of nothing but quotes.
    let has_content = |line: &&[u8]| {
        line.first().is_some_and(u8::is_ascii_alphanumeric)
            || line.trim_ascii().is_empty()
            || !content(line).is_empty()
    };
    let is_telling = |line: &[u8]| {
        is_boundary(line)
            || (line.len() == width && line.iter().any(|byte| matches!(byte, b'+' | b'/')))
    };
    lines
        .filter(has_content)
        .map(content)
        .take(BLOCK_LINES)
        .take_while(|line| is_boundary(line) || is_block_line(line, width))
        .any(is_telling)
}

/// Whether the value is a part of a line of base64 that is as wide as tools make them, or ends a block of it.
fn is_in_wide_line(bytes: &[u8], span: Span) -> bool {
    const WIDTHS: [usize; 2] = [64, 76];
    let is_data = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let before = bytes[..span.start].iter().rev().take(WIDTHS[1]).take_while(is_data).count();
    let after = bytes[span.end..].iter().take(WIDTHS[1]).take_while(is_data).count();
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| b"\n\r \t\"'`\\".contains(byte));
    // The letter of an escape is none of the row.
    let is_escaped = rows::is_escaped(bytes, span.start - before);
    let row = Span { start: span.start - before + usize::from(is_escaped), end: span.end + after };
    let is_line = || {
        WIDTHS.contains(&row.len())
            && (is_escaped || ends(row.start.checked_sub(1).map(|at| &bytes[at])))
            && ends(bytes.get(row.end))
    };
    row != span && (is_line() || rows::ends_block(bytes, row))
}

/// What a line holds beside the marks and quotes around it.
fn content(line: &[u8]) -> &[u8] {
    let line = trimmed_start(line, b" \t\"',\r>#*+\\");
    let line = trimmed_end(line, b" \t\"',\r>#*+\\");
    // The line end that a literal spells.
    line.strip_suffix(b"\\n").map_or(line, |line| line.strip_suffix(b"\\r").unwrap_or(line))
}

fn trimmed_start<'b>(bytes: &'b [u8], margin: &[u8]) -> &'b [u8] {
    let length = bytes.iter().take_while(|byte| margin.contains(byte)).count();
    &bytes[length..]
}

fn trimmed_end<'b>(bytes: &'b [u8], margin: &[u8]) -> &'b [u8] {
    let length = bytes.iter().rev().take_while(|byte| margin.contains(byte)).count();
    &bytes[..bytes.len() - length]
}

fn is_block_line(line: &[u8], width: usize) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    !line.is_empty() && line.len() <= width && line.iter().all(is_base64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    fn alone(before: &str, after: &str) -> bool {
        let text = expand(&format!("{before}{{{{secret64}}}}{after}"), 5);
        let start = expand(before, 5).len();
        stands_alone(text.as_bytes(), Span { start, end: start + 64 })
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
    fn what_stands_beside_a_value_is_no_block() {
        for (before, after) in [
            ("The secret\n----------\n", "\n----------\n"),
            ("-----\n", "\n"),
            ("{{secret64}}/{{id48}}/ab\ncache/", "\n"),
            ("login(\n    \"", "\",\n    \"Europe/Brussels\",\n)"),
            ("client_secret:\n  ", "\n  path/x\n"),
            ("Client secret:\n\n", "\n\nN/A\n"),
            ("[\n  \"{{id48}}\",\n  \"", "\",\n  \"application/json\"\n]"),
            ("{{secret32}}+{{secret32}}/\n\"", "\",\n\"a+b\"\n"),
            ("", "\n-----BEGIN CERTIFICATE-----\nabc+def/\n"),
            ("abc+\n-----END CERTIFICATE-----\n", "\n"),
        ] {
            assert!(alone(before, after), "{before}…{after}");
        }
    }

    #[test]
    fn a_stretch_of_data_is_told() {
        for (before, after) in [
            ("x = \"-----BEGIN PRIVATE KEY-----\\n\" + \"", "\\n\"\n    + \"{{secret64}}\\n\""),
            ("    + \"{{secret64}}\\n\"\n    + \"", "\\n\" + \"-----END PRIVATE KEY-----\""),
            ("{{secret64}}+{{token28}}/AB\nabc/", "\n-----END CERTIFICATE-----"),
            ("'abcd/", "/abcdef',\n"),
            ("", "+x/"),
            ("{{secret32}}/", ""),
            ("", ".{{token28}}"),
            ("-----BEGIN CERTIFICATE-----\n", "\nabc+def/\n"),
        ] {
            assert!(!alone(before, after), "{before}…{after}");
        }
    }
}
