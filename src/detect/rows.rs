//! Rows of data: base64 or hexadecimal digits over several lines or literals.
//!
//! Contract: two rows are joined by what stands between the parts of a value too: line ends and what stands before and
//! behind them, written as escapes as well, or the end of one literal and the start of the next. Nothing here looks
//! farther than a few lines.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::blocks::{self, is_base64};
use crate::model::Span;

/// How a line starts and ends with which a certificate or a key starts or ends.
pub(super) const BOUNDARY: &[u8] = b"-----";

/// What may stand between two rows, at most, in bytes.
const JOINT: usize = 48;

/// The shortest row that tells what it is, in characters.
const SHORTEST: usize = 48;

/// The longest, as tools and people write them.
const LONGEST: usize = 160;

/// How many rows on each side are looked at: those of names in a certificate have few marks.
const AROUND: usize = 24;

/// And how many for a mark, which a list of values may have somewhere.
const NEAR: usize = 6;

/// What tells base64 from values; names of files and settings have the marks of its other alphabet too.
const MARKS: &[u8] = b"+/";
const ANY_MARKS: &[u8] = b"+/-_";

/// Whether the row that goes on to `end` and the one that goes on from `start` are two of a block of base64, of which
/// one has characters that no value has: what goes on from one to the other is no value.
pub fn are_in_block(bytes: &[u8], end: usize, start: usize) -> bool {
    let upper = Span { start: row_to(bytes, end).start, end: row_from(bytes, end).end };
    let lower = Span { start: row_to(bytes, start).start, end: row_from(bytes, start).end };
    let is_tied = upper.end < lower.start && (1..=upper.len()).contains(&lower.len());
    is_tied
        && is_row(bytes, upper, lower)
        && (tells(bytes, upper, ANY_MARKS)
            || tells(bytes, lower, ANY_MARKS)
            || above(bytes, upper).any(|row| tells(bytes, row, MARKS))
            || below(bytes, lower, upper.len()).any(|row| tells(bytes, row, MARKS)))
}

/// Whether a row is one of a block of base64: three rows at least, or two with nothing beside them in their lines or
/// literals, of which one has characters that no value has; or those between the lines with which a certificate or a
/// key starts and ends. Rows of other widths tell nothing: a path below a value has slashes too.
pub(super) fn is_in_block(bytes: &[u8], row: Span) -> bool {
    const FEWEST: usize = 3;
    if !is_row(bytes, row, row) {
        return ends_block(bytes, row) || starts_der(bytes, row) && row_below(bytes, row).is_some();
    }
    // Each has the row itself first.
    let (above, below) = (|| above(bytes, row), || below(bytes, row, row.len()));
    let has_marks =
        || above().take(NEAR).chain(below().take(NEAR)).any(|row| tells(bytes, row, MARKS));
    let is_begun = || {
        let is_first =
            |first| begins_with(bytes, first) || first != row && starts_der(bytes, first);
        above().last().is_some_and(is_first)
            || starts_der(bytes, row) && row_below(bytes, row).is_some()
    };
    let is_ended = || {
        below().last().is_some_and(|row| {
            ends_with(bytes, row)
                || row_below(bytes, row).is_some_and(|last| ends_block(bytes, last))
        })
    };
    let rows = || above().skip(1).take(FEWEST).count() + below().take(FEWEST).count();
    ((rows() >= FEWEST || is_one_of_two(bytes, row)) && has_marks())
        || rows() >= FEWEST && holds_words(bytes, row)
        || is_begun()
        || is_ended()
        || ends_block(bytes, row)
}

/// Whether a row is the last of a certificate or a key, and shorter than the one above it.
pub(super) fn ends_block(bytes: &[u8], row: Span) -> bool {
    ends_with(bytes, row)
        && row_above(bytes, row)
            .is_some_and(|upper| upper.len() > row.len() && is_row(bytes, upper, row))
}

/// Whether a row starts as a certificate, a key or a signed message does without its line of `-----BEGIN`: a sequence
/// of ASN.1 of some hundred bytes or more.
fn starts_der(bytes: &[u8], row: Span) -> bool {
    matches!(&bytes[row.start..row.end], [b'M', b'I', b'I', b'A'..=b'Z' | b'a'..=b'f', ..])
}

/// Whether what a row stands for has words in it, as certificates have names: of values, one in a thousand has.
fn holds_words(bytes: &[u8], row: Span) -> bool {
    const WORD: usize = 10;
    let mut decoded = [0; LONGEST];
    let text = &bytes[row.start..row.end];
    let length = STANDARD_NO_PAD.decode_slice(text, &mut decoded).unwrap_or(0);
    let is_printable = |byte: &u8| matches!(byte, b' '..=b'~');
    decoded[..length].windows(WORD).any(|word| word.iter().all(is_printable))
}

/// Whether a certificate or a key starts right before a row.
fn begins_with(bytes: &[u8], row: Span) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const LABEL: usize = 64;
    let near = &bytes[row.start.saturating_sub(JOINT + LABEL)..row.start];
    let label = before_joint(near).strip_suffix(BOUNDARY);
    let begun = label.and_then(|label| Some(&label[memchr::memmem::rfind(label, BEGIN)?..]));
    // The line of an end has dashes too.
    begun.is_some_and(|begun| memchr::memmem::rfind(begun, BOUNDARY) == Some(0))
}

/// Whether a certificate or a key ends right behind a row.
fn ends_with(bytes: &[u8], row: Span) -> bool {
    const END: &[u8] = b"-----END ";
    let near = &bytes[row.end..bytes.len().min(row.end + JOINT + END.len())];
    behind_joint(near).starts_with(END)
}

/// What stands before the joint at the end.
fn before_joint(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = match bytes {
            [rest @ .., b'\\', b'n' | b'r'] => rest,
            [rest @ .., byte] if is_joint(*byte) => rest,
            _ => return bytes,
        };
    }
}

/// What stands behind the padding and the joint at the start.
fn behind_joint(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = match bytes {
            [b'\\', b'n' | b'r', rest @ ..] => rest,
            [byte, rest @ ..] if is_joint(*byte) || *byte == b'=' => rest,
            _ => return bytes,
        };
    }
}

/// What stands between two rows, or literals with rows in them.
fn is_joint(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'`+,;#*>|\\".contains(&byte)
}

/// Whether what stands between the start of one row and the end of the same or the next is as tools write rows of
/// base64.
fn is_row(bytes: &[u8], first: Span, last: Span) -> bool {
    (SHORTEST..=LONGEST).contains(&first.len())
        && first.len().is_multiple_of(4)
        && starts_line(bytes, first.start)
        && ends_line(bytes, last.end)
}

/// Some rows of the same width, each on a line of its own, from a row upwards.
fn above(bytes: &[u8], row: Span) -> impl Iterator<Item = Span> {
    let rows = std::iter::successors(Some(row), |row| row_above(bytes, *row));
    rows.take(AROUND).take_while(move |other| other.len() == row.len())
}

/// The row on the line above.
fn row_above(bytes: &[u8], row: Span) -> Option<Span> {
    let end = row_before(bytes, row.start, is_base64)?;
    breaks_line(&bytes[end..row.start]).then(|| row_to(bytes, end))
}

/// Some rows of a width, each on a line of its own, from a row downwards.
fn below(bytes: &[u8], row: Span, width: usize) -> impl Iterator<Item = Span> {
    let rows = std::iter::successors(Some(row), |row| row_below(bytes, *row));
    rows.take(AROUND).take_while(move |other| other.len() == width)
}

/// The row on the line below.
fn row_below(bytes: &[u8], row: Span) -> Option<Span> {
    let start = next_row(bytes, row.end, is_base64)?;
    breaks_line(&bytes[row.end..start]).then(|| row_from(bytes, start))
}

/// Whether a line ends in what joins two rows.
fn breaks_line(joint: &[u8]) -> bool {
    (0..joint.len()).any(|at| matches!(joint[at], b'\n' | b'\r') || is_escaped(joint, at))
}

/// Whether a row has one of these characters.
fn tells(bytes: &[u8], row: Span, characters: &[u8]) -> bool {
    bytes[row.start..row.end].iter().any(|byte| characters.contains(byte))
}

/// The row that ends at `end`, or the end of a longer one.
pub(super) fn row_to(bytes: &[u8], end: usize) -> Span {
    let from = end.saturating_sub(LONGEST + 1);
    let length = blocks::run_before(&bytes[from..], end - from, is_base64);
    let start = end - length;
    // The letter of an escape is none of the row.
    let start = if length > 0 && is_escaped(bytes, start) { start + 1 } else { start };
    Span { start, end }
}

/// The row that starts at `start`, or the start of a longer one.
pub(super) fn row_from(bytes: &[u8], start: usize) -> Span {
    let near = &bytes[start..bytes.len().min(start + LONGEST + 1)];
    Span { start, end: start + blocks::run_length(near, is_base64) }
}

/// Whether a row fills its line or its literal, and no name stands between it and the rows beside it.
fn is_one_of_two(bytes: &[u8], row: Span) -> bool {
    let is_joint = |joint: &[u8]| joint.iter().all(|byte| is_joint(*byte));
    let is_tied = |upper: Span, lower: Span| is_joint(&bytes[upper.end..lower.start]);
    let is_end = |byte: Option<&u8>| {
        byte.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b'"' | b'\'' | b'`' | b' ' | b'\t'))
    };
    is_end(bytes[..row.start].last())
        && is_end(bytes.get(row.end))
        && row_above(bytes, row).is_none_or(|upper| is_tied(upper, row))
        && row_below(bytes, row).is_none_or(|lower| is_tied(row, lower))
}

/// Whether a row that starts at `at` is the first of its line, but for what comments and literals start with.
fn starts_line(bytes: &[u8], at: usize) -> bool {
    const FRAME: &[u8] = b" \t\"'`>#*+|;/\\-";
    let frame =
        bytes[..at].iter().rev().take(JOINT).take_while(|byte| FRAME.contains(byte)).count();
    match bytes[..at - frame].last() {
        None | Some(b'\n' | b'\r') => true,
        Some(_) => is_escaped(bytes, at - frame - 1),
    }
}

/// Whether nothing of the same line or literal but padding stands behind `at`.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    let padding = bytes[at..].iter().take(2).take_while(|byte| **byte == b'=').count();
    bytes.get(at + padding).is_none_or(|byte| {
        byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'<')
    })
}

/// Whether the byte at `at` is a letter that stands for a line end, behind a backslash.
pub(super) fn is_escaped(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at], b'n' | b'r') && at > 0 && bytes[at - 1] == b'\\'
}

/// Where the next row starts, if what stands at `at` joins a row to it: line ends and what stands before and behind
/// them, written as escapes too, or literals.
pub(super) fn next_row(
    bytes: &[u8],
    at: usize,
    is_character: impl Fn(u8) -> bool,
) -> Option<usize> {
    let rest = &bytes[at..bytes.len().min(at + JOINT)];
    let mut next = 0;
    loop {
        next += match &rest[next..] {
            [byte, ..] if next > 0 && is_character(*byte) && !starts_comment(&rest[next..]) => {
                return Some(at + next);
            }
            [b'\\', b'/', ..] if next == 0 => 1,
            [b'\\', b'/', b'\\', b'/', b' ' | b'\t', ..] => 4,
            escape @ [b'\\', ..] => {
                let slashes = escape.iter().take_while(|byte| **byte == b'\\').count();
                match escape.get(slashes) {
                    Some(b'n' | b'r' | b'\n' | b'\r') => slashes + 1,
                    _ => return None,
                }
            }
            [b'=', b'\n' | b'\r', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            literal @ [b'"' | b'\'' | b'`', ..] => {
                2 + literal[1..].iter().position(|byte| matches!(byte, b'"' | b'\'' | b'`'))?
            }
            [b' ' | b'\t' | b'#' | b'*' | b'>' | b'|' | b';', ..] if next > 0 => 1,
            comment if next > 0 && starts_comment(comment) => 2,
            _ => return None,
        };
    }
}

/// Whether a line goes on behind the marks of a comment or a patch, which are characters of base64 too.
fn starts_comment(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'/', b'/', b' ' | b'\t', ..] | [b'-', b'-', b' ' | b'\t', ..] | [b'+', b' ', ..]
    )
}

/// Where the row before ends, if what stands before `at` joins it to the row that starts there.
pub(super) fn row_before(
    bytes: &[u8],
    at: usize,
    is_character: impl Fn(u8) -> bool,
) -> Option<usize> {
    let from = at.saturating_sub(JOINT);
    let before = &bytes[from..at];
    let mut end = before.len();
    loop {
        end -= match &before[..end] {
            [.., b'\\', b'n' | b'r'] => 2,
            [.., byte] if end < before.len() && is_character(*byte) => return Some(from + end),
            [.., b'\\', b'/', b'\\', b'/', b' ' | b'\t'] => 5,
            [.., b'/', b'/', b' ' | b'\t'] | [.., b'-', b'-', b' ' | b'\t'] => 3,
            [.., b'+', b' '] => 2,
            [.., b'"' | b'\'' | b'`'] => {
                let mut open = before[..end - 1].iter();
                end - open.rposition(|byte| matches!(byte, b'"' | b'\'' | b'`'))?
            }
            [
                ..,
                b'\\' | b'=' | b'\n' | b'\r' | b' ' | b'\t' | b'#' | b'*' | b'>' | b'|' | b';',
            ] => 1,
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::suspicious_text;
    use crate::rule::expand;

    /// What stands between two rows that are one.
    const JOINTS: [&str; 10] = [
        "\n", "\r\n    ", "\\n", "\\r\\n", "\" +\n    \"", "\\n\" +\n\"", "\",\n  \"", "\n// ",
        "\n\\/\\/ ", "\n# ",
    ];

    /// The rows of some text, and where each starts.
    fn block(joint: &str, rows: &[&str]) -> (String, Vec<Span>) {
        let mut text = "key = \n\"".to_owned();
        let mut spans = Vec::new();
        for row in rows {
            if !spans.is_empty() {
                text.push_str(joint);
            }
            spans.push(Span { start: text.len(), end: text.len() + row.len() });
            text.push_str(row);
        }
        (text + "\"\n", spans)
    }

    #[test]
    fn names_in_a_certificate_are_data_however_few_marks_they_have() {
        // `rustedmail.example.it` among the bytes of a sequence
        let row = "dHJ1c3RlZG1haWwuZXhhbXBsZS5pdDAMgQp0d3RjZXJ0Lml0MBGBD3plY2NoZXR0";
        let (text, rows) = block("\n", &[row, row, row, row, row, row, row, row]);
        assert!(rows.iter().all(|row| is_in_block(text.as_bytes(), *row)));
        let values: Vec<String> = (0..8).map(|seed| expand("{{secret64}}", seed)).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let (text, rows) = block("\n", &values);
        assert!(!rows.iter().any(|row| is_in_block(text.as_bytes(), *row)));
    }

    #[test]
    fn joints_lead_from_row_to_row_and_back() {
        for joint in JOINTS {
            let row = expand("{{secret64}}", 3);
            let (text, rows) = block(joint, &[&row, &row]);
            let [first, second] = rows[..] else { panic!("two rows") };
            let bytes = text.as_bytes();
            assert_eq!(next_row(bytes, first.end, is_base64), Some(second.start), "{joint}");
            let end = row_before(bytes, second.start, is_base64);
            assert_eq!(end, Some(first.end), "{joint}");
        }
        for text in ["ab: cd", "ab = cd", "ab)cd", "ab,cd"] {
            assert_eq!(next_row(text.as_bytes(), 2, is_base64), None, "{text}");
        }
    }

    #[test]
    fn only_rows_of_a_block_are_told() {
        let plain = expand("{{secret64}}", 3);
        let telling = format!("{}+/{}", &plain[..20], &plain[22..]);
        for joint in JOINTS {
            for (rows, is_block) in [
                ([&*plain, &*telling], true),
                ([&*telling, &*plain], true),
                ([&*telling, &plain[..20]], true),
                ([&*plain, &*plain], false),
                ([&plain[..32], &plain[32..]], false),
                ([&plain[..50], &plain[50..]], false),
            ] {
                let (text, spans) = block(joint, &rows);
                let [upper, lower] = spans[..] else { panic!("two rows") };
                let is = are_in_block(text.as_bytes(), upper.end, lower.start);
                assert_eq!(is, is_block, "{text}");
            }
            let (text, spans) = block(joint, &[&plain, &plain, &plain, &telling]);
            let [first, second, ..] = spans[..] else { panic!("four rows") };
            assert!(are_in_block(text.as_bytes(), first.end, second.start), "{text}");
            assert!(is_in_block(text.as_bytes(), first), "{text}");
            // Names in a certificate take many rows without a mark, and so do lists of values.
            let (text, spans) = block(joint, &[&[&*plain; 20][..], &[&telling]].concat());
            let of_block = spans.iter().filter(|row| is_in_block(text.as_bytes(), **row)).count();
            assert_eq!(of_block, NEAR, "{text}");
        }
        let (text, spans) = block("\n", &[&*plain; 20]);
        let text = text.replace("key = \n\"", "-----BEGIN X-----\n").replace('"', "");
        let shift = "-----BEGIN X-----\n".len() - "key = \n\"".len();
        let shifted = |row: &Span| Span { start: row.start + shift, end: row.end + shift };
        assert!(spans.iter().all(|row| is_in_block(text.as_bytes(), shifted(row))), "{text}");
        let named = format!("const A =\n  \"{plain}\";\nconst B =\n  \"{telling}\";\n");
        let at = named.find(&plain).expect("it is there");
        assert!(!is_in_block(named.as_bytes(), Span { start: at, end: at + 64 }));
        let beside = format!("[\"id:\\\\n{plain}\",\"{telling}\"]");
        let at = beside.find(&plain).expect("it is there");
        assert!(!is_in_block(beside.as_bytes(), Span { start: at, end: at + 64 }));
        assert!(suspicious_text(beside.as_bytes()));
        let path = format!("see a/b/{}\n{}", &plain[..40], &plain[40..]);
        assert!(!are_in_block(path.as_bytes(), 48, 49));
    }
}
