//! The parts of a content that can hold something: of a version what the version before did not show, of any other what
//! is suspicious.
//!
//! Whether something is a finding is decided by what stands near it: its name, its line, the rows that are decoded with
//! it. So of a content of which all else is harmless or was looked at before, only what is near such a place has to be
//! looked at.
//!
//! Contract: parts come in order and do not overlap. Each starts and ends at a line end, or else between words, and
//! never within rows of data that one decoder reads as one, nor in what could be text in UTF-16 or UTF-32. Where there
//! is no such place within reach there are no parts, and the whole has to be looked at.

use crate::detect::{FARTHEST, MARGIN};
use crate::model::Span;

/// How far apart a value and the farthest thing that decides about it stand, at most, in characters: a table's head,
/// and a line.
pub(super) const REACH: usize = FARTHEST + MARGIN;

/// How many times farther they stand, at most, where a character takes more bytes than one.
const WIDEST: usize = 4;

/// A spot that is longer than two of these, in bytes, is looked through once more.
const STEP: usize = 1 << 10;

/// A spot that is longer than two of these, in bytes, is looked through in two rounds.
const STRIDE: usize = 16 << 10;

/// How far a part ends from a zero byte among others, in bytes.
const CLEAR: usize = 8;

/// What is measured at once to see what is within reach, in bytes.
const PIECE: usize = 256;

/// How far a part goes on to end where a line or a word does, in bytes.
const LONGEST_LINE: usize = 16 << 10;

/// How far a part goes on to end outside of rows of data, in bytes.
const LONGEST_ROWS: usize = 32 << 10;

/// What surely holds the part around a spot, if there is one, on each side of it, in bytes.
pub(super) const ROOM: usize = WIDEST * REACH + LONGEST_ROWS + LONGEST_LINE + 1;

/// Characters of base64 or hexadecimal digits in a row that may be part of more of them on the next line.
const SHORTEST_ROW: usize = 16;

/// A line of quoted-printable text is no longer than this.
const LONGEST_SOFT_LINE: usize = 80;

/// The parts of `bytes` around the `spots`, which are sorted; of a long spot only what is suspicious counts.
pub(super) fn parts(
    bytes: &[u8],
    spots: &[Span],
    is_suspicious: impl Fn(Span) -> bool,
) -> Option<Vec<Span>> {
    let mut parts: Vec<Span> = Vec::new();
    for spot in spots.iter().flat_map(|spot| suspects(*spot, &is_suspicious)) {
        let start = reach_before(bytes, spot.start);
        let end = reach_behind(bytes, spot.end);
        if let Some(last) = parts.last_mut().filter(|last| start <= last.end) {
            if end > last.end {
                last.end = end_from(bytes, end)?;
            }
            continue;
        }
        parts.push(Span { start: start_before(bytes, start)?, end: end_from(bytes, end)? });
    }
    parts.dedup_by(|part, before| {
        let touches = part.start <= before.end;
        if touches {
            before.end = before.end.max(part.end);
        }
        touches
    });
    Some(parts)
}

/// The suspicious parts of a long spot, and any other as it is.
fn suspects(spot: Span, is_suspicious: &impl Fn(Span) -> bool) -> impl Iterator<Item = Span> {
    let steps = if spot.len() > 2 * STRIDE { STRIDE } else { spot.len().max(1) };
    suspicious_steps(spot, steps, is_suspicious).flat_map(move |spot| {
        let step = if spot.len() > 2 * STEP { STEP } else { spot.len().max(1) };
        suspicious_steps(spot, step, is_suspicious)
    })
}

/// The suspicious ones of the parts of a spot that are this long; a spot that is no longer is not asked about again.
fn suspicious_steps(
    spot: Span,
    step: usize,
    is_suspicious: &impl Fn(Span) -> bool,
) -> impl Iterator<Item = Span> {
    (spot.start..spot.end).step_by(step).filter_map(move |start| {
        let part = Span { start, end: spot.end.min(start + step) };
        (step == spot.len() || is_suspicious(part)).then_some(part)
    })
}

/// Where what is within reach before `at` starts.
fn reach_before(bytes: &[u8], at: usize) -> usize {
    let pieces = bytes[at.saturating_sub(WIDEST * REACH)..at].rchunks(PIECE);
    at - pieces_in_reach(pieces)
}

/// Where what is within reach behind `at` ends.
fn reach_behind(bytes: &[u8], at: usize) -> usize {
    let pieces = bytes[at..bytes.len().min(at + WIDEST * REACH)].chunks(PIECE);
    at + pieces_in_reach(pieces)
}

/// How many bytes are within reach: zeros do not count, since wide text has some in each character.
fn pieces_in_reach<'b>(pieces: impl Iterator<Item = &'b [u8]>) -> usize {
    let mut bytes = 0;
    let mut characters = 0;
    for piece in pieces {
        if characters >= REACH {
            break;
        }
        bytes += piece.len();
        characters += piece.iter().filter(|byte| **byte != 0).count();
    }
    bytes
}

/// The last place at or before `at` where a part can start.
pub(super) fn start_before(bytes: &[u8], at: usize) -> Option<usize> {
    let stop = at.saturating_sub(LONGEST_ROWS);
    let mut place = at;
    while place > 0 {
        place = break_before(bytes, place)?;
        if is_clear(bytes, place) && !parts_rows(bytes, place) {
            break;
        }
        if place <= stop {
            return None;
        }
        place -= 1;
    }
    Some(place)
}

/// The first place from `at` on where a part can end.
pub(super) fn end_from(bytes: &[u8], at: usize) -> Option<usize> {
    let stop = at + LONGEST_ROWS;
    let mut place = at;
    while place < bytes.len() {
        place = break_after(bytes, place)?;
        if is_clear(bytes, place) && !parts_rows(bytes, place) {
            break;
        }
        if place >= stop {
            return None;
        }
        place += 1;
    }
    Some(place.min(bytes.len()))
}

/// Whether nothing that could be wide goes on at `at`: no zeros are near, or nothing else.
fn is_clear(bytes: &[u8], at: usize) -> bool {
    let around = &bytes[at.saturating_sub(CLEAR)..bytes.len().min(at + CLEAR)];
    let zeros = around.iter().filter(|byte| **byte == 0).count();
    zeros == 0 || zeros == around.len()
}

/// The place behind the last line end before `at`, or else behind the last space or quote; among zeros, behind what is
/// no text.
fn break_before(bytes: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(LONGEST_LINE);
    let reach = &bytes[from..at];
    let line = memchr::memrchr(b'\n', reach).map_or(0, |end| end + 1);
    let found = match memchr::memchr(0, &reach[line..]) {
        Some(_) => reach.iter().rposition(|byte| is_no_text(*byte)),
        None if line > 0 => Some(line - 1),
        None => reach.iter().rposition(|byte| is_between_words(*byte)),
    };
    match found {
        Some(place) => Some(from + place + 1),
        None => (from == 0).then_some(0),
    }
}

/// The place behind the first line end from `at` on, or else behind the first space or quote; among zeros, behind what
/// is no text.
fn break_after(bytes: &[u8], at: usize) -> Option<usize> {
    let reach = &bytes[at..bytes.len().min(at + LONGEST_LINE)];
    let line = memchr::memchr(b'\n', reach);
    let found = match memchr::memchr(0, &reach[..line.unwrap_or(reach.len())]) {
        Some(_) => reach.iter().position(|byte| is_no_text(*byte)),
        None => line.or_else(|| reach.iter().position(|byte| is_between_words(*byte))),
    };
    match found {
        Some(place) => Some(at + place + 1),
        None => (reach.len() < LONGEST_LINE).then_some(bytes.len()),
    }
}

/// Whether no text holds the byte: control characters that neither end a line nor move the cursor.
fn is_no_text(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F)
}

fn is_between_words(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`' | b'>' | b'<' | b',')
}

/// Whether what stands before and behind `at` could be read as one: base64, hexadecimal digits, a list of numbers, or
/// parts of a literal that go on.
fn parts_rows(bytes: &[u8], at: usize) -> bool {
    let (before, after) = bytes.split_at(at);
    let ending = || before.iter().rev().skip_while(|byte| is_joint(**byte));
    let after = after_leader(after);
    let goes_on = || is_row_of_base64(after) && ending().take(SHORTEST_ROW).all(is_base64);
    let counts_on = || is_number_row(after.iter()) && is_number_row(ending());
    goes_on() || counts_on() || ends_softly(before)
}

/// What stands behind the line end, indentation, quotes and comment marks at the start of a row.
fn after_leader(bytes: &[u8]) -> &[u8] {
    let joints = bytes.iter().take_while(|byte| is_joint(**byte)).count();
    let row = &bytes[joints..];
    let row = row.strip_prefix(b"//").or_else(|| row.strip_prefix(b"--")).unwrap_or(row);
    row.trim_ascii_start()
}

/// Whether nothing but base64 stands here up to the end of a line or literal.
fn is_row_of_base64(bytes: &[u8]) -> bool {
    let run = bytes.iter().take_while(|byte| is_base64(byte)).count();
    let padding = bytes[run..].iter().take_while(|byte| **byte == b'=').count();
    let end = bytes.get(run + padding);
    run > 0
        && end.is_none_or(|byte| {
            is_joint(*byte) && !matches!(byte, b' ' | b'\t') || matches!(byte, b'<' | b')')
        })
}

/// Whether a line of quoted-printable text goes on behind its end. Padding of base64 makes a whole number of quads;
/// only that tells it apart.
fn ends_softly(before: &[u8]) -> bool {
    let line = before.trim_ascii_end();
    let is_data = |byte: &&u8| is_base64(byte) || **byte == b'=';
    let run = line.iter().rev().take(LONGEST_SOFT_LINE).take_while(is_data).count();
    line.ends_with(b"=") && !run.is_multiple_of(4)
}

/// What stands between two rows: line ends, indentation, quotes, what joins literals or starts lines of comments.
fn is_joint(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'`+\\,;#*>|".contains(&byte)
}

fn is_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(byte)
}

/// Whether the bytes start as a list of numbers does, or as one of escapes.
fn is_number_row<'b>(mut bytes: impl Iterator<Item = &'b u8>) -> bool {
    let is_number = |byte: &u8| byte.is_ascii_hexdigit() || b"xX\\,;:&#%u \t\r\n".contains(byte);
    bytes.by_ref().take(SHORTEST_ROW).all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a part around the middle of these lines starts and ends, in lines.
    fn lines(line: impl Fn(usize) -> String) -> Option<(usize, usize)> {
        let text: Vec<String> = (0..4000).map(|at| line(at) + "\n").collect();
        let middle: usize = text[..2000].iter().map(String::len).sum();
        let all = text.concat();
        let spot = Span { start: middle, end: middle + 1 };
        let [part] = parts(all.as_bytes(), &[spot], |_| true)?[..] else { panic!("one part") };
        let count = |to: usize| all[..to].matches('\n').count();
        assert!(all[..part.start].ends_with('\n') && all[..part.end].ends_with('\n'));
        Some((count(part.start), count(part.end)))
    }

    #[test]
    fn a_part_ends_where_lines_do() {
        let (start, end) = lines(|at| format!("line {at:04} of an ordinary text, nothing else"))
            .expect("lines are short");
        assert!((1880..1910).contains(&start) && (2090..2120).contains(&end), "{start} {end}");
        for line in
            ["sha1 = {run}", "{run}  some/file.txt", "client_secret_1 = \"{run}\"", "h1:{run}="]
        {
            let line = line.replace("{run}", &"0Ab".repeat(21));
            assert!(lines(|_| line.clone()).is_some(), "{line}");
        }
    }

    #[test]
    fn rows_of_data_are_not_parted() {
        let run = "QUJD".repeat(16);
        for line in ["{run}", "    {run}", "\"{run}\" +", "// {run}", "  \"{run}\","] {
            assert_eq!(lines(|_| line.replace("{run}", &run)), None, "{line}");
        }
        assert_eq!(lines(|_| "0x41, 0x42, 0x43, 0x44, 0x45, 0x46,".to_owned()), None);
        assert_eq!(
            lines(|_| "an ordinary line in quoted-printable text that goes on=".to_owned()),
            None
        );
        let block =
            |at: usize| if at.abs_diff(2000) < 150 { run.clone() } else { "other text".to_owned() };
        assert_eq!(lines(block), Some((1851, 2150)));
    }

    #[test]
    fn only_what_is_suspicious_of_a_long_spot_counts() {
        let text = "an ordinary line of text\n".repeat(40_000);
        let all = Span { start: 0, end: text.len() };
        assert_eq!(parts(text.as_bytes(), &[all], |_| false), Some(Vec::new()));
        let holds = |part: Span| (part.start..part.end).contains(&500_000);
        let found = parts(text.as_bytes(), &[all], holds).expect("lines are short");
        assert!(
            matches!(found[..], [part] if part.start < 495_200 && part.end > 505_000 && part.len() < 16_000)
        );
    }

    #[test]
    fn no_part_ends_in_wide_text_or_among_its_zeros() {
        let wide: Vec<u8> = "A name in a resource of a program, "
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let table: Vec<u8> = (0..300_u32).flat_map(u32::to_le_bytes).collect();
        let code = b"\x55\x8B\xEC\x83\x0C\xE8\x01\x02\xFF\x15 \x90\xC3\xCC".repeat(20);
        let mut all = Vec::new();
        let mut ends = Vec::new();
        for _ in 0..60 {
            for piece in [&wide[..], &[0; 40], &table, &code] {
                all.extend_from_slice(piece);
                ends.push((all.len() - piece.len(), all.len(), piece == wide));
            }
        }
        let middle = ends[120].0;
        let spot = Span { start: middle, end: middle + 1 };
        let [part] = parts(&all, &[spot], |_| true).expect("there are breaks")[..] else {
            panic!("one part")
        };
        assert!(part.start + REACH < middle && middle + REACH < part.end && part.len() < 60 << 10);
        for (start, end, is_wide) in ends {
            let cuts = |at: usize| is_wide && at + 7 > start && at < end + 7;
            assert!(!cuts(part.start) && !cuts(part.end), "{start} {part:?}");
        }
    }
}
