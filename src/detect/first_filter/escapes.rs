//! Text in which every character is an escape or a number: `%41%42…`, `\u0041\u0042…`, `&#65;&#66;…`, `65, 66, …`, `41 42 …`.
//!
//! A value that is written so takes hundreds of bytes; a look at a few bytes in every [`STEP`] finds it.

/// The shortest spelling of the shortest value takes 144 bytes: wherever it stands, a sample and a row after it lie within.
const STEP: usize = 96;

/// The size of a sample, and the longest escape.
const SAMPLE: usize = 8;

/// Escapes in a row that are suspicious.
const ROW: usize = 10;

pub(super) fn suspicious(window: &[u8]) -> bool {
    let mut at = 0;
    while let Some(sample) = window.get(at..).and_then(<[u8]>::first_chunk::<SAMPLE>) {
        let marks = sample.iter().fold(false, |any, byte| any | is_mark(*byte));
        let place =
            if marks { sample.iter().position(|byte| is_mark(*byte)) } else { separator(sample) };
        if place.is_some_and(|offset| is_row(&window[at + offset..])) {
            return true;
        }
        at += STEP;
    }
    false
}

/// Whether an escape starts with this byte.
fn is_mark(byte: u8) -> bool {
    (byte == b'%') | (byte == b'\\') | (byte == b'&') | (byte == b',')
}

/// Where a space or colon stands that others follow at the distance of pairs of hexadecimal digits.
fn separator(sample: &[u8; SAMPLE]) -> Option<usize> {
    let place = (0..3).find(|&at| matches!(sample[at], b' ' | b':'))?;
    (at_distance(sample, place) && (place > 1 || at_distance(sample, place + 3))).then_some(place)
}

fn at_distance(sample: &[u8; SAMPLE], at: usize) -> bool {
    sample.get(at + 3).is_none_or(|byte| *byte == sample[at])
}

/// Whether a row of escapes of letters, digits or other ASCII characters starts here.
fn is_row(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for _ in 0..ROW {
        let Some(width) = escape(rest) else { return false };
        rest = &rest[width..];
    }
    true
}

/// The width of the escape of a printable ASCII character at the start of `bytes`.
fn escape(bytes: &[u8]) -> Option<usize> {
    // Escapes in text that is escaped itself have their backslash doubled.
    let slashes = bytes.iter().take(SAMPLE).take_while(|byte| **byte == b'\\').count();
    let doubled = slashes.saturating_sub(1);
    single_escape(&bytes[doubled..]).map(|width| width + doubled)
}

fn single_escape(bytes: &[u8]) -> Option<usize> {
    let is_pair = |pair: &[u8]| matches!(pair, [b'2'..=b'7', low] if low.is_ascii_hexdigit());
    match bytes {
        [b'%', pair @ ..] if is_pair(pair.get(..2)?) => Some(3),
        [b' ' | b':', pair @ ..] if is_pair(pair.get(..2)?) => Some(3),
        [b'\\', b'x', pair @ ..] if is_pair(pair.get(..2)?) => Some(4),
        [b'\\', b'u', b'0', b'0', pair @ ..] if is_pair(pair.get(..2)?) => Some(6),
        [b'\\', b'u', b'{', rest @ ..] => braced(rest, b'}').map(|width| width + 3),
        [b'\\', b'0'..=b'1', b'0'..=b'7', b'0'..=b'7', ..] => Some(4),
        [b'&', b'#', rest @ ..] => braced(rest, b';').map(|width| width + 2),
        [b',', rest @ ..] => element(rest).map(|width| width + 1),
        _ => None,
    }
}

/// The width of a number that stands for a printable ASCII character in a list of bytes, blanks before it included.
fn element(bytes: &[u8]) -> Option<usize> {
    let blank = bytes.iter().take(16).take_while(|byte| byte.is_ascii_whitespace()).count();
    let number = &bytes[blank..];
    let digits = number.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let width = match number {
        [b'0', b'x' | b'X', b'2'..=b'7', low, ..] if low.is_ascii_hexdigit() => 4,
        [b'3'..=b'9', ..] if digits == 2 => 2,
        [b'1', b'0'..=b'2', ..] if digits == 3 => 3,
        _ => return None,
    };
    Some(blank + width)
}

/// The width of a short number and the character that closes it.
fn braced(bytes: &[u8], close: u8) -> Option<usize> {
    let digits = bytes.iter().take(5).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    (digits > 0 && bytes.get(digits) == Some(&close)).then_some(digits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

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
        assert!(!suspicious("100% of \\n &amp; \\u4e2d\\u6587 %d%s ".repeat(50).as_bytes()));
    }
}
