//! The parts of a version that can hold what the version before did not show.
//!
//! Whether something is a finding is decided by what stands near it: its name, its line, the rows that are decoded with it. So of a text of which
//! all else was looked at before, only what is near a change has to be looked at.
//!
//! Contract: parts come in order and do not overlap. Each starts and ends at a line end, or else between words, and never within rows of data that
//! one decoder reads as one. Where there is no such place within reach there are no parts, and the whole has to be looked at.

use crate::detect::MARGIN;
use crate::model::Span;

/// How far apart a value and the farthest thing that decides about it stand, at most, in bytes: a table's head, and a line.
pub(super) const REACH: usize = 4608;

/// A spot that is longer than two of these, in bytes, is looked through once more.
const STEP: usize = 1 << 10;

/// How far a part goes on to end where a line or a word does, in bytes.
const LONGEST_LINE: usize = 16 << 10;

/// How far a part goes on to end outside of rows of data, in bytes.
const LONGEST_ROWS: usize = 32 << 10;

/// Characters of base64 or hexadecimal digits in a row that may be part of more of them on the next line.
const SHORTEST_ROW: usize = 16;

/// A line of quoted-printable text is no longer than this.
const LONGEST_SOFT_LINE: usize = 80;

/// The parts of `bytes` around the `spots`, which are sorted; of a long spot only what is suspicious counts.
pub(super) fn parts(
    bytes: &[u8],
    spots: &[Span],
    is_suspicious: impl Fn(&[u8]) -> bool,
) -> Option<Vec<Span>> {
    let mut parts: Vec<Span> = Vec::new();
    for spot in spots.iter().flat_map(|spot| suspects(bytes, *spot, &is_suspicious)) {
        let start = spot.start.saturating_sub(REACH);
        let end = (spot.end + REACH).min(bytes.len());
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
fn suspects(
    bytes: &[u8],
    spot: Span,
    is_suspicious: &impl Fn(&[u8]) -> bool,
) -> impl Iterator<Item = Span> {
    let is_long = spot.len() > 2 * STEP;
    let step = if is_long { STEP } else { spot.len().max(1) };
    (spot.start..spot.end).step_by(step).filter_map(move |start| {
        let end = spot.end.min(start + step);
        let window = start.saturating_sub(MARGIN)..bytes.len().min(end + MARGIN);
        (!is_long || is_suspicious(&bytes[window])).then_some(Span { start, end })
    })
}

/// The last place at or before `at` where a part can start.
fn start_before(bytes: &[u8], at: usize) -> Option<usize> {
    let stop = at.saturating_sub(LONGEST_ROWS);
    let mut place = at;
    while place > 0 {
        place = break_before(bytes, place)?;
        if !parts_rows(bytes, place) {
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
fn end_from(bytes: &[u8], at: usize) -> Option<usize> {
    let stop = at + LONGEST_ROWS;
    let mut place = at;
    while place < bytes.len() {
        place = break_after(bytes, place)?;
        if !parts_rows(bytes, place) {
            break;
        }
        if place >= stop {
            return None;
        }
        place += 1;
    }
    Some(place.min(bytes.len()))
}

/// The place behind the last line end before `at`, or else behind the last space or quote.
fn break_before(bytes: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(LONGEST_LINE);
    let reach = &bytes[from..at];
    let found = memchr::memrchr(b'\n', reach)
        .or_else(|| reach.iter().rposition(|byte| is_between_words(*byte)));
    match found {
        Some(place) => Some(from + place + 1),
        None => (from == 0).then_some(0),
    }
}

/// The place behind the first line end from `at` on, or else behind the first space or quote.
fn break_after(bytes: &[u8], at: usize) -> Option<usize> {
    let reach = &bytes[at..bytes.len().min(at + LONGEST_LINE)];
    let found = memchr::memchr(b'\n', reach)
        .or_else(|| reach.iter().position(|byte| is_between_words(*byte)));
    match found {
        Some(place) => Some(at + place + 1),
        None => (reach.len() < LONGEST_LINE).then_some(bytes.len()),
    }
}

fn is_between_words(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`' | b'>' | b'<' | b',')
}

/// Whether what stands before and behind `at` could be decoded as one: base64, hexadecimal digits or a list of numbers that goes on.
fn parts_rows(bytes: &[u8], at: usize) -> bool {
    let (before, after) = bytes.split_at(at);
    let ending = before.iter().rev().skip_while(|byte| is_joint(**byte));
    let starting = after.iter().skip_while(|byte| is_joint(**byte));
    is_row(ending) || is_row(starting) || ends_softly(before)
}

/// Whether a line of quoted-printable text goes on behind its end. Padding of base64 makes a whole number of quads; only that tells it apart.
fn ends_softly(before: &[u8]) -> bool {
    let line = before.trim_ascii_end();
    let is_base64 = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    let run = line.iter().rev().take(LONGEST_SOFT_LINE).take_while(is_base64).count();
    line.ends_with(b"=") && !run.is_multiple_of(4)
}

/// What stands between two rows: line ends, indentation, quotes, what joins literals.
fn is_joint(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'+' | b'\\' | b',' | b';')
}

/// Whether the bytes start as a row of base64 or of numbers does.
fn is_row<'b>(bytes: impl Iterator<Item = &'b u8> + Clone) -> bool {
    let mut base64 = bytes.clone().take(SHORTEST_ROW);
    let mut numbers = bytes.take(2 * SHORTEST_ROW);
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let is_number = |byte: &u8| byte.is_ascii_hexdigit() || b"xX\\,;:&#%u \t\r\n".contains(byte);
    base64.all(is_base64) || numbers.all(is_number)
}
