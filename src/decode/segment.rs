//! Decides which bytes of a content spell text in which form.
//!
//! A content has a form of its own, told by its byte order mark or by what it spells. Within it stand islands of
//! another form: UTF-16 strings in a binary, lines that one tool appended in UTF-16 to a file of another. Islands are
//! found by what ASCII text looks like in each form, so that no ASCII value is lost whatever surrounds it.

use super::unit::Form;
use crate::blocks::Places;

/// Characters of ASCII text in a row that make an island of UTF-16 or UTF-32.
const WIDE_ISLAND: usize = 8;

/// Bytes of ASCII text in a row that make an island of bytes in UTF-16 or UTF-32, where two of them could be an
/// ideograph.
const NARROW_ISLAND: usize = 32;

/// Bytes of other characters that may stand inside an island.
const BRIDGE: usize = 512;

/// In text without a byte order mark, one character in this many must be ASCII.
const ASCII_SHARE: usize = 16;

/// A stretch of one form, which goes on to the next segment or the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) start: usize,
    pub(super) form: Form,
}

/// A stretch of a form that differs from what surrounds it.
#[derive(Debug, Clone, Copy)]
struct Island {
    start: usize,
    end: usize,
    form: Form,
}

/// The segments of `bytes` in order, byte order mark left out.
pub(super) fn segments(bytes: &[u8]) -> Vec<Segment> {
    let (start, base) = base(bytes);
    segments_in(bytes, start, base)
}

/// The segments of `bytes`, which are a part of a content whose form is that of bytes.
pub(super) fn segments_of_bytes(bytes: &[u8]) -> Vec<Segment> {
    segments_in(bytes, 0, Form::Bytes)
}

/// Whether the content as a whole is UTF-16 or UTF-32.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    base(bytes).1 != Form::Bytes
}

fn segments_in(bytes: &[u8], start: usize, base: Form) -> Vec<Segment> {
    let mut segments = vec![Segment { start, form: base }];
    let islands = islands(bytes, start, base);
    for island in islands {
        if segments.last().is_some_and(|last| last.start == island.start) {
            segments.pop();
        }
        segments.push(Segment { start: island.start, form: island.form });
        if island.end < bytes.len() {
            segments.push(Segment { start: island.end, form: base });
        }
    }
    segments
}

/// The form of the content as a whole and where its text starts.
fn base(bytes: &[u8]) -> (usize, Form) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (3, Form::Bytes),
        [0xFF, 0xFE, 0, 0, rest @ ..] if is_text(rest, Form::Utf32Le) => (4, Form::Utf32Le),
        [0, 0, 0xFE, 0xFF, rest @ ..] if is_text(rest, Form::Utf32Be) => (4, Form::Utf32Be),
        [0xFF, 0xFE, ..] => (2, Form::Utf16Le),
        [0xFE, 0xFF, ..] => (2, Form::Utf16Be),
        _ if holds_few_zeros(bytes) => (0, Form::Bytes),
        _ => {
            let wide = [Form::Utf16Le, Form::Utf16Be, Form::Utf32Le, Form::Utf32Be];
            let found = wide.into_iter().find(|&form| is_mostly_text(bytes, form));
            (0, found.unwrap_or(Form::Bytes))
        }
    }
}

/// Whether there are fewer zeros than in text in UTF-16 or UTF-32 without a byte order mark: each ASCII character of it
/// has at least one.
pub fn holds_few_zeros(bytes: &[u8]) -> bool {
    let zeros = memchr::memchr_iter(0, bytes).count();
    zeros * ASCII_SHARE * Form::Utf16Le.width() < bytes.len()
}

/// Whether all of `bytes` is text in `form`, without a control character.
fn is_text(bytes: &[u8], form: Form) -> bool {
    count_ascii(bytes, form).is_some()
}

fn is_mostly_text(bytes: &[u8], form: Form) -> bool {
    count_ascii(bytes, form).is_some_and(|ascii| ascii * ASCII_SHARE * form.width() >= bytes.len())
}

/// The number of ASCII characters; `None` if anything is no text.
fn count_ascii(bytes: &[u8], form: Form) -> Option<usize> {
    let mut rest = bytes;
    let mut ascii = 0;
    if !bytes.len().is_multiple_of(form.width()) {
        return None;
    }
    while !rest.is_empty() {
        let (character, width) = form.first(rest);
        let character = character?;
        match u32::from(character) {
            0x09 | 0x0A | 0x0C | 0x0D | 0x20..=0x7E => ascii += 1,
            0..=0x1F | 0x7F..=0x9F | 0xE000..=0xF8FF | 0xFFFE | 0xFFFF | 0x4_0000.. => return None,
            _ => {}
        }
        rest = &rest[width..];
    }
    Some(ascii)
}

/// Islands in order, apart from each other.
fn islands(bytes: &[u8], start: usize, base: Form) -> Vec<Island> {
    let mut islands: Vec<Island> = Vec::new();
    let mut at = start;
    let mut zeros = Places::new(bytes, could_be_wide);
    let mut wide = next_wide(bytes, at, |from| zeros.next(from));
    loop {
        if wide.is_some_and(|island| island.start < at) {
            wide = next_wide(bytes, at, |from| zeros.next(from));
        }
        let limit = wide.map_or(bytes.len(), |island| island.start);
        let narrow = match base {
            Form::Bytes => None,
            _ => next_narrow(bytes, at, limit),
        };
        let Some(island) = narrow.or(wide) else { return islands };
        at = island.end;
        match islands.last_mut() {
            Some(last) if bridges(bytes, *last, island) => last.end = island.end,
            _ => islands.push(island),
        }
    }
}

/// Whether what stands between two islands is text of the same form.
fn bridges(bytes: &[u8], left: Island, right: Island) -> bool {
    let gap = &bytes[left.end..right.start];
    left.form == right.form && gap.len() <= BRIDGE && is_text(gap, left.form)
}

/// The next run of plain ASCII text that ends before `limit`.
fn next_narrow(bytes: &[u8], from: usize, limit: usize) -> Option<Island> {
    let mut at = from;
    while at < limit {
        let run = bytes[at..limit].iter().take_while(|&&byte| is_ascii_text(byte)).count();
        if run >= NARROW_ISLAND {
            return Some(Island { start: at, end: at + run, form: Form::Bytes });
        }
        at += run + 1;
    }
    None
}

/// The next run of text with zero bytes between its characters; `zeros` tells of the next byte that could be the first
/// of those.
fn next_wide(
    bytes: &[u8],
    from: usize,
    mut zeros: impl FnMut(usize) -> Option<usize>,
) -> Option<Island> {
    let mut at = from;
    while let Some(zero) = zeros(at) {
        if let Some(island) = wide_at(bytes, from, zero) {
            return Some(island);
        }
        at = zero + 1;
    }
    None
}

/// Whether a byte can be the first zero of wide text: in each form, the next but one is a zero and the one behind that
/// belongs to a character.
fn could_be_wide(_: u8, byte: u8, [_, zero, letter]: [u8; 3]) -> bool {
    (byte == 0) & (zero == 0) & (letter != 0)
}

/// The run whose first zero byte stands at `zero`.
fn wide_at(bytes: &[u8], from: usize, zero: usize) -> Option<Island> {
    let little = zero.checked_sub(1).filter(|&start| start >= from);
    let candidates = [
        (little, Form::Utf32Le),
        (Some(zero), Form::Utf32Be),
        (little, Form::Utf16Le),
        (Some(zero), Form::Utf16Be),
    ];
    candidates.into_iter().find_map(|(start, form)| {
        let start = start?;
        let end = start + run_of(&bytes[start..], form);
        (end - start >= WIDE_ISLAND * form.width())
            .then(|| aligned(bytes, Island { start, end, form }))
    })
}

/// The length in bytes of the run of text in `form` at the start of `bytes`.
fn run_of(bytes: &[u8], form: Form) -> usize {
    let width = form.width();
    let letter = match form {
        Form::Utf16Be | Form::Utf32Be => width - 1,
        _ => 0,
    };
    let is_letter = |unit: &&[u8]| {
        unit.iter().enumerate().all(|(at, &byte)| {
            if at == letter { is_ascii_text(byte) || byte >= 0xA0 } else { byte == 0 }
        })
    };
    bytes.chunks_exact(width).take_while(is_letter).count() * width
}

/// Where zero bytes on both sides leave the byte order open, units start at a multiple of their width.
fn aligned(bytes: &[u8], island: Island) -> Island {
    let Island { start, end, form } = island;
    let shift = form.width() - 1;
    let swapped = match form {
        Form::Utf16Be => Form::Utf16Le,
        Form::Utf32Be => Form::Utf32Le,
        _ => return island,
    };
    let zeros_follow = bytes.get(end..end + shift).is_some_and(|tail| tail.iter().all(|&b| b == 0));
    if zeros_follow
        && !start.is_multiple_of(form.width())
        && (start + shift).is_multiple_of(form.width())
    {
        return Island { start: start + shift, end: end + shift, form: swapped };
    }
    island
}

fn is_ascii_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7E)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn a_mark_decides_and_is_left_out() {
        assert_eq!(segments(b"\xEF\xBB\xBFa"), [Segment { start: 3, form: Form::Bytes }]);
        assert_eq!(segments(b"\xFE\xFF\x4E\x2D")[0], Segment { start: 2, form: Form::Utf16Be });
        let mut utf32 = vec![0xFF, 0xFE, 0, 0];
        utf32.extend([0x2D, 0x4E, 0, 0]);
        assert_eq!(segments(&utf32), [Segment { start: 4, form: Form::Utf32Le }]);
    }

    #[test]
    fn text_without_a_mark_is_one_segment_even_with_ideographs() {
        let bytes = utf16le("# 设定 значение\nkey = value\n");
        assert_eq!(base(&bytes), (0, Form::Utf16Le));
        let swapped: Vec<u8> = bytes.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
        assert_eq!(base(&swapped), (0, Form::Utf16Be));
    }

    #[test]
    fn strings_in_a_binary_are_islands_at_any_offset() {
        for padding in 0..5 {
            let mut bytes = vec![0x90; padding];
            bytes.extend(utf16le("hello, wide world"));
            bytes.extend([0x90, 0x01, 0x02]);
            let found = segments(&bytes);
            let island = Segment { start: padding, form: Form::Utf16Le };
            assert!(found.contains(&island), "{padding}: {found:?}");
            assert!(found.contains(&Segment { start: padding + 34, form: Form::Bytes }));
        }
    }

    #[test]
    fn ascii_lines_in_a_utf16_file_are_islands() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(utf16le("标题\n"));
        let start = bytes.len();
        bytes.extend(b"thirty-two characters or more: an ASCII line\n");
        assert!(segments(&bytes).contains(&Segment { start, form: Form::Bytes }));
    }
}
