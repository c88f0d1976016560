//! Tells a value that stands by itself from a stretch of something longer: base64 data, a token's part, a certificate's
//! line.

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

/// How keys of other services start, and never one of the vendor's: `sk-`, `rk_live_`.
#[rustfmt::skip]
const PREFIXES: [&str; 44] = [
    "sk-", "sk_", "pk_", "rk_", "sk-proj-", "sk-ant-", "sk_live_", "sk_test_", "pk_live_", "pk_test_", "rk_live_", "rk_test_", "whsec_", "ghp_",
    "gho_", "ghs_", "glpat-", "xoxb-", "hf_", "npm_", "dop_v1_", "shpat_", "shpss_", "sb_secret_", "sb_publishable_", "lin_api_",
    "live_", "test_", "key-", "pk.", "sk.", "gsk_", "r8_", "re_", "phc_", "phx_", "figd_", "glsa_", "dp.pt.", "dp.st.", "pat-", "pul-", "rnd_", "sq0csp-",
];

/// Lengths that values have themselves: two of them can be joined, as in a file's name.
const VALUE_LENGTHS: [usize; 2] = [48, 64];

/// Whether the value at `span` is not a part of a longer token. Allocates nothing.
pub fn stands_alone(bytes: &[u8], span: Span) -> bool {
    stands_apart(bytes, span) && {
        // The letter of an escape is none of the row.
        let is_escaped = usize::from(rows::is_escaped(bytes, span.start));
        let line = Span { start: span.start + is_escaped, ..span };
        let row = row_around(bytes, span);
        !is_wide_line(bytes, span, row)
            && !rows::is_in_block(bytes, line)
            && (row == line || !rows::is_in_block(bytes, row))
    }
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
    !is_in_sum(bytes, span)
        && !is_in_data(before, after)
        && !joined_before()
        && !joined_after()
        && !is_others_key(before)
        && !is_folder(after)
}

/// Whether what stands right behind a value makes it a folder of a file: `/invoice.pdf`.
fn is_folder(after: &[u8]) -> bool {
    const LONGEST: usize = 100;
    let Some(path) = after.strip_prefix(b"/") else { return false };
    let path = &path[..path.len().min(LONGEST)];
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./".contains(byte);
    let end = path.iter().position(|byte| !is_part(byte)).unwrap_or(path.len());
    let name = path[..end].rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    // A host has more than one dot.
    let mut parts = name.split(|byte| *byte == b'.');
    let (Some(stem), Some(ending), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    !stem.is_empty()
        && (2..=5).contains(&ending.len())
        && ending.iter().all(u8::is_ascii_alphanumeric)
        && ending.iter().any(u8::is_ascii_lowercase)
}

/// Whether what stands right before a value is the start of another service's key.
fn is_others_key(before: &[u8]) -> bool {
    let is_joint = before.last().is_some_and(|byte| matches!(byte, b'-' | b'_' | b'.'));
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    is_joint
        && PREFIXES.iter().any(|prefix| {
            let rest = before.strip_suffix(prefix.as_bytes());
            rest.is_some_and(|rest| !rest.last().is_some_and(is_part))
        })
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

/// Whether the value stands in a stretch of base64 data: what surrounds it without a gap has the data's joiners and
/// looks random.
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
    if before.ends_with(b"base64,") {
        return true;
    }
    let beside_value = VALUE_LENGTHS
        .contains(&word_before(&before[..before.len().saturating_sub(1)]))
        || VALUE_LENGTHS.contains(&word_after(after.get(1..).unwrap_or_default()));
    if beside_value && !is_long_data(before, after, is_data) {
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

/// Whether data goes on around a value for longer than values that are joined would.
fn is_long_data(before: &[u8], after: &[u8], is_data: impl Fn(u8) -> bool) -> bool {
    const LONG: usize = 256;
    let near = &before[before.len().saturating_sub(LONG)..];
    let left = blocks::run_before(near, near.len(), &is_data);
    let right = blocks::run_length(&after[..after.len().min(LONG)], &is_data);
    left + right >= LONG
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

/// The widths of lines of base64, as tools make them.
const WIDTHS: [usize; 2] = [64, 76];

/// What a value and the base64 beside it make together, without the letter of an escape.
fn row_around(bytes: &[u8], span: Span) -> Span {
    let is_data = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let before = bytes[..span.start].iter().rev().take(WIDTHS[1]).take_while(is_data).count();
    let after = bytes[span.end..].iter().take(WIDTHS[1]).take_while(is_data).count();
    let start = span.start - before;
    let is_escaped = rows::is_escaped(bytes, start);
    Span { start: start + usize::from(is_escaped), end: span.end + after }
}

/// Whether the value is a part of a line of base64 that is as wide as tools make them, or ends a block of it.
fn is_wide_line(bytes: &[u8], span: Span, row: Span) -> bool {
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| b"\n\r \t\"'`\\".contains(byte));
    let is_escaped = row.start > 0 && rows::is_escaped(bytes, row.start - 1);
    let is_line = || {
        WIDTHS.contains(&row.len())
            && (is_escaped || ends(row.start.checked_sub(1).map(|at| &bytes[at])))
            && ends(bytes.get(row.end))
    };
    row != span && (is_line() || rows::ends_block(bytes, row))
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
    fn a_folder_of_a_file_is_no_value() {
        for after in ["/invoice.pdf", "/{{uuid}}.pdf\"", "/2026/11/a-1.json"] {
            assert!(!alone("storage_key: ", after), "{after}");
        }
        for after in ["/", "/x", "/api.btx.eu.banqup.com", "/.env", " /invoice.pdf"] {
            assert!(alone("secret: ", after), "{after}");
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
            ("\"-----BEGIN KEY-----\\n{{secret32}}+/\\n-----END KEY-----\"\n", "\n"),
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
