//! Text in which every character is an escape or a number: `%41%42…`, `\u0041\u0042…`, `&#65;&#66;…`, `65, 66, …`, `41 42 …`.
//!
//! A value that is written so takes hundreds of bytes; a look at a few bytes in every [`STEP`] finds it. What stands in the row then says whether it could
//! be one: whole documents are written so, and descriptions of messages.

use super::words::could_hold_value;

/// The shortest spelling of the shortest value takes 144 bytes: wherever it stands, a sample and a row after it lie within.
const STEP: usize = 96;

/// The size of a sample, and the longest escape.
const SAMPLE: usize = 8;

/// Escapes in a row that are suspicious.
const ROW: usize = 10;

/// Characters of a row that are read, at most, on each side of where it was met.
const READ: usize = 128;

/// The widest escape, with the blanks of a list before it, in bytes.
const WIDEST: usize = 24;

pub(super) fn suspicious(window: &[u8]) -> bool {
    let mut at = 0;
    while let Some(sample) = window.get(at..).and_then(<[u8]>::first_chunk::<SAMPLE>) {
        match start_in(*sample).map(|offset| judge(window, at + offset)) {
            Some(Verdict::Suspicious) => return true,
            Some(Verdict::Harmless { end }) => at = end.max(at + STEP),
            None | Some(Verdict::NoRow) => at += STEP,
        }
    }
    false
}

/// Where in a sample an escape may start: at a mark, or where a space or colon stands that others follow at the distance of pairs of hexadecimal digits.
/// All bytes are compared at once, and nothing branches: this is asked of every text.
fn start_in(sample: [u8; SAMPLE]) -> Option<usize> {
    const FIRST_TWO: u64 = 0x8080;
    const THIRD: u64 = 0x80_0000;
    let sample = u64::from_le_bytes(sample);
    let marks = places_of(sample, b'%')
        | places_of(sample, b'\\')
        | places_of(sample, b'&')
        | places_of(sample, b',');
    let separated = |byte: u8| {
        let here = places_of(sample, byte);
        let pairs = here & (here >> 24);
        (pairs & (here >> 48) & FIRST_TWO) | (pairs & THIRD)
    };
    let separators = separated(b' ') | separated(b':');
    let starts = if marks != 0 { marks } else { separators };
    (starts != 0).then_some(starts.trailing_zeros() as usize / 8)
}

/// The highest bit of each byte of `sample` that is `byte`.
fn places_of(sample: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let difference = sample ^ u64::from_le_bytes([byte; SAMPLE]);
    !(((difference & LOW) + LOW) | difference | LOW)
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

/// Reads escapes of printable ASCII characters into `text`, as long as there are any: their number, and the bytes that they take.
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
    use super::*;
    use crate::rule::expand;

    #[test]
    fn an_escape_starts_at_a_mark_or_between_pairs() {
        for (sample, start) in [
            (b"abcdefgh", None),
            (b"abc%e,gh", Some(3)),
            (b"\\u0041\\u", Some(0)),
            (b"abcdef,&", Some(6)),
            (b" 41 42 4", Some(0)),
            (b"1:42:43:", Some(1)),
            (b"41 42 43", Some(2)),
            (b" 41 42:4", None),
            (b"4 1 42 4", None),
            (b" 41 42,4", Some(6)),
            (b"\xA5\x5C\xA0\xBA\xAC\x80\xFF\0", Some(1)),
            (b"\xA5\xDC\xA0\xBA\xAC\x80\xFF\0", None),
        ] {
            assert_eq!(start_in(*sample), start, "{}", sample.escape_ascii());
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
