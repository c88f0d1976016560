//! Text in which every character is an escape or a number: `%41%42…`, `\u0041\u0042…`, `&#65;&#66;…`, `65, 66, …`, `41
//! 42 …`.
//!
//! A value that is written so takes hundreds of bytes; a look at a few bytes in every [`STEP`] finds it. What stands in
//! the row then says whether it could be one: whole documents are written so, and descriptions of messages.

use fearless_simd::Simd;

use super::words::could_hold_value;
use crate::blocks::Vector;

/// The shortest spelling of the shortest value takes 144 bytes: wherever it stands, a sample and a row after it lie
/// within.
const STEP: usize = 96;

/// The size of a sample, and the longest escape.
const SAMPLE: usize = 8;

/// Samples that are looked at together.
const GROUP: usize = 8;

/// Escapes in a row that are suspicious.
const ROW: usize = 10;

/// Characters of a row that are read, at most, on each side of where it was met.
const READ: usize = 128;

/// The widest escape, with the blanks of a list before it, in bytes.
const WIDEST: usize = 24;

/// All samples of a group are looked at together: this is asked of every text.
#[inline(always)]
pub(super) fn suspicious<S: Simd>(simd: S, window: &[u8]) -> bool {
    let mut at = 0;
    while at + SAMPLE <= window.len() {
        let (group, length) = group(&window[at..]);
        let starts = starts_in(Vector::new(simd, &group));
        let after = at + length * STEP;
        at = if starts == [0; 2] {
            after
        } else {
            match judge_group(window, at, starts) {
                Some(end) => after.max(end),
                None => return true,
            }
        };
    }
    false
}

/// The samples at the start of `bytes`, and how many there are.
#[inline(always)]
fn group(bytes: &[u8]) -> ([u8; GROUP * SAMPLE], usize) {
    let mut group = [0; GROUP * SAMPLE];
    let samples = bytes.chunks(STEP).map_while(<[u8]>::first_chunk::<SAMPLE>);
    let places = group.as_chunks_mut().0.iter_mut();
    let length = places.zip(samples).map(|(place, sample)| *place = *sample).count();
    (group, length)
}

/// Where in the samples of a group an escape may start: at a mark that goes on as one, and where a space or colon
/// stands before pairs of hexadecimal digits. What a sample no longer shows is taken for granted.
#[inline(always)]
fn starts_in<S: Simd>(group: Vector<S>) -> [u64; 2] {
    /// In each sample the places from which two or one pairs fit in.
    const FIRST_TWO: u64 = 0x0303_0303_0303_0303;
    const THIRD: u64 = 0x0404_0404_0404_0404;
    /// The last place of each sample.
    const LAST: u64 = 0x8080_8080_8080_8080;
    let before = |next: u64| next >> 1 | LAST;
    let digits = group.is_hex_digit();
    let backslashes = group.is(b'\\');
    let of_numbers = digits | group.folded().is(b'x') | group.is_any(*b", \t\r\n");
    let marks = group.is(b'%') & before(digits & before(digits))
        | backslashes & before(backslashes | group.is_any(*b"xu01"))
        | group.is(b'&') & before(group.is(b'#'))
        | group.is(b',') & !before_any(!of_numbers);
    let separated = |byte: u8| {
        let here = group.is(byte) & digits >> 1 & digits >> 2;
        let pairs = here & group.is(byte) >> 3;
        pairs & here >> 3 & group.is(byte) >> 6 & FIRST_TWO | pairs & THIRD
    };
    [marks, separated(b' ') | separated(b':')]
}

/// The places of each sample at one of these or before it.
fn before_any(places: u64) -> u64 {
    let two = places | places >> 1 & 0x7F7F_7F7F_7F7F_7F7F;
    let four = two | two >> 2 & 0x3F3F_3F3F_3F3F_3F3F;
    four | four >> 4 & 0x0F0F_0F0F_0F0F_0F0F
}

/// Judges what starts in the samples of the group at `start`, at a mark if a sample has one. Where the last row ends,
/// or nothing if one is suspicious.
fn judge_group(window: &[u8], start: usize, [marks, separators]: [u64; 2]) -> Option<usize> {
    let mut end = start;
    for sample in 0..GROUP {
        let at = start + sample * STEP;
        let of_sample = |bits: u64| (bits >> (sample * SAMPLE)) as u8;
        let first = [marks, separators].map(of_sample).into_iter().find(|bits| *bits != 0);
        let Some(first) = first.filter(|_| at >= end) else { continue };
        match judge(window, at + first.trailing_zeros() as usize) {
            Verdict::Suspicious => return None,
            Verdict::Harmless { end: row_end } => end = row_end,
            Verdict::NoRow => {}
        }
    }
    Some(end)
}

/// What is at a place.
enum Verdict {
    NoRow,
    /// A row of escapes that could be a value, or a part of one.
    Suspicious,
    /// Another row, and where it ends.
    Harmless {
        end: usize,
    },
}

/// Looks at the row of escapes at `at`, if there is one: at all of it, with each part beside the one before.
fn judge(window: &[u8], at: usize) -> Verdict {
    let mut text = [0; 2 * READ];
    if read(&window[at..], &mut text[..ROW]).0 < ROW {
        return Verdict::NoRow;
    }
    let mut place = row_start(window, at);
    let mut kept = 0;
    loop {
        let (length, width) = read(&window[place..], &mut text[kept..]);
        let part = &text[..kept + length];
        if could_hold_value(part) || super::suspicious_text(part) {
            return Verdict::Suspicious;
        }
        place += width;
        if kept + length < text.len() {
            return Verdict::Harmless { end: place };
        }
        text.copy_within(READ.., 0);
        kept = READ;
    }
}

/// Reads escapes of printable ASCII characters into `text`, as long as there are any: their number, and the bytes that
/// they take.
fn read(bytes: &[u8], text: &mut [u8]) -> (usize, usize) {
    let mut at = 0;
    for (number, place) in text.iter_mut().enumerate() {
        let Some((width, character)) = escape(&bytes[at..]) else { return (number, at) };
        *place = character;
        at += width;
    }
    (text.len(), at)
}

/// Where the row that holds the escape at `at` starts, or far enough before it.
fn row_start(window: &[u8], at: usize) -> usize {
    let mut start = at;
    let mut last = 1;
    for _ in 0..READ {
        let is_escape = |width: &usize| {
            let before = start.checked_sub(*width);
            before.is_some_and(|at| escape(&window[at..]).is_some_and(|(found, _)| found == *width))
        };
        // Most rows are made of escapes of one width.
        let Some(width) = std::iter::once(last).chain(1..=WIDEST).find(is_escape) else { break };
        start -= width;
        last = width;
    }
    start
}

/// The width of the escape of a printable ASCII character at the start of `bytes`, and the character.
fn escape(bytes: &[u8]) -> Option<(usize, u8)> {
    // Escapes in text that is escaped itself have their backslash doubled.
    let doubled = match bytes {
        [b'\\', b'\\', ..] => {
            bytes.iter().take(SAMPLE).take_while(|byte| **byte == b'\\').count() - 1
        }
        _ => 0,
    };
    let (width, character) = single_escape(&bytes[doubled..])?;
    let is_text = matches!(character, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    is_text.then_some((width + doubled, character))
}

fn single_escape(bytes: &[u8]) -> Option<(usize, u8)> {
    match bytes {
        [b'%' | b' ' | b':', pair @ ..] => Some((3, hex_pair(pair)?)),
        [b'\\', b'x', pair @ ..] => Some((4, hex_pair(pair)?)),
        [b'\\', b'u', b'0', b'0', pair @ ..] => Some((6, hex_pair(pair)?)),
        [b'\\', b'u', b'{', rest @ ..] => {
            braced(rest, b'}', 16).map(|(width, one)| (width + 3, one))
        }
        [b'\\', high @ b'0'..=b'1', mid @ b'0'..=b'7', low @ b'0'..=b'7', ..] => {
            Some((4, (high - b'0') << 6 | (mid - b'0') << 3 | (low - b'0')))
        }
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            braced(rest, b';', 16).map(|(width, one)| (width + 3, one))
        }
        [b'&', b'#', rest @ ..] => braced(rest, b';', 10).map(|(width, one)| (width + 2, one)),
        [b',', rest @ ..] => element(rest).map(|(width, one)| (width + 1, one)),
        _ => None,
    }
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    number(bytes.get(..2)?, 16)
}

/// A number in these digits and nothing else.
fn number(digits: &[u8], base: u32) -> Option<u8> {
    let value = digits.iter().try_fold(0_u32, |sum, digit| {
        sum.checked_mul(base)?.checked_add(char::from(*digit).to_digit(base)?)
    });
    u8::try_from(value?).ok()
}

/// The width of a number that stands for a character in a list of bytes, blanks before it included, and the number.
fn element(bytes: &[u8]) -> Option<(usize, u8)> {
    let blank = bytes.iter().take(16).take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = &bytes[blank..];
    if let [b'0', b'x' | b'X', pair @ ..] = rest {
        return Some((blank + 4, hex_pair(pair)?));
    }
    let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then_some((blank + digits, number(&rest[..digits], 10)?))
}

/// The width of a short number and the character that closes it, and the number.
fn braced(bytes: &[u8], close: u8, base: u32) -> Option<(usize, u8)> {
    let digits = bytes.iter().take(5).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let closes = digits > 0 && bytes.get(digits) == Some(&close);
    closes.then_some((digits + 1, number(&bytes[..digits], base)?))
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::*;
    use crate::rule::expand;

    fn suspicious(window: &[u8]) -> bool {
        dispatch!(Level::new(), simd => super::suspicious(simd, window))
    }

    #[test]
    fn an_escape_starts_at_a_mark_or_between_pairs() {
        for (sample, start) in [
            (b"abcdefgh", None),
            (b"abc%e,gh", None),
            (b"abc%e9gh", Some(3)),
            (b"abc%d gh", None),
            (b"abc %s%4", Some(6)),
            (b"abc%g,gh", None),
            (b"a%g%41%4", Some(3)),
            (b"\\u0041\\u", Some(0)),
            (b"\\n\\\\x41\\", Some(2)),
            (b"\\n\\t&lt;", None),
            (b"abcd&#65", Some(4)),
            (b"abcdef,&", Some(7)),
            (b"a, y, z,", Some(7)),
            (b"a, b, 0x", Some(1)),
            (b"a; g, 0x", Some(4)),
            (b"i, 65,\n ", Some(1)),
            (b"(n, 65) ", None),
            (b" 41 42 4", Some(0)),
            (b"1:42:43:", Some(1)),
            (b"41 42 43", Some(2)),
            (b" 41 42:4", None),
            (b"4 1 42 4", None),
            (b" 41 42,4", Some(6)),
            (b" 41 4g 4", None),
            (b" 4g 42 4", None),
            (b"41 4g 42", None),
            (b"\xA5\x5C\x78\xBA\xAC\x80\xFF\0", Some(1)),
            (b"\xA5\xDC\x78\xBA\xAC\x80\xFF\0", None),
        ] {
            for number in 0..GROUP {
                let mut text = b" . : . :".repeat(GROUP * STEP / SAMPLE);
                text[number * STEP..][..SAMPLE].copy_from_slice(sample);
                let (group, length) = group(&text);
                assert_eq!(length, GROUP);
                let starts = dispatch!(Level::new(), simd => starts_in(Vector::new(simd, &group)));
                let first = starts.into_iter().find(|bits| *bits != 0);
                let found = first.map(|bits| bits.trailing_zeros() as usize);
                let wanted = start.map(|start: usize| number * SAMPLE + start);
                assert_eq!(found, wanted, "{}", sample.escape_ascii());
            }
        }
    }

    #[test]
    fn a_group_has_the_whole_samples_only() {
        for (length, samples) in [(8, 1), (96 + 7, 1), (96 + 8, 2), (7 * 96 + 8, 8), (5000, 8)] {
            assert_eq!(group(&vec![b'%'; length]).1, samples);
        }
    }

    #[test]
    fn escaped_values_at_every_offset() {
        let value = expand("{{id48}}", 2);
        let spellings: [fn(u8) -> String; 11] = [
            |byte| format!("{byte:02x} "),
            |byte| format!("{byte:02X}:"),
            |byte| format!("\\\\u{byte:04x}"),
            |byte| format!("{byte}, "),
            |byte| format!("{byte},"),
            |byte| format!("0x{byte:02X},"),
            |byte| format!("%{byte:02x}"),
            |byte| format!("\\u{byte:04X}"),
            |byte| format!("\\x{byte:02x}"),
            |byte| format!("&#{byte};"),
            |byte| format!("&#x{byte:x};"),
        ];
        for spell in spellings {
            let escaped: String = value.bytes().map(spell).collect();
            for padding in 0..200 {
                assert!(suspicious(format!("{}{escaped}", " ".repeat(padding)).as_bytes()));
            }
        }
        let prose: String = "an ordinary sentence, nothing else. "
            .bytes()
            .map(|byte| format!("0x{byte:02x}, "))
            .collect();
        assert!(!suspicious(prose.repeat(20).as_bytes()));
        assert!(!suspicious("\\000".repeat(200).as_bytes()));
        assert!(!suspicious("100% of \\n &amp; \\u4e2d\\u6587 %d%s ".repeat(50).as_bytes()));
    }
}
