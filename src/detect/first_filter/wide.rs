//! Text in UTF-16 or UTF-32: characters with zero bytes between them.
//!
//! Programs and fonts hold many rows of them, so what a row spells has to be suspicious in its turn.

use super::words::could_hold_value;
use crate::blocks::Places;

/// Characters in a row that are looked at.
const ROW: usize = 10;

/// Characters of a row that are looked at beside as many before them: all that makes something suspicious together
/// stands so near.
const READ: usize = 256;

/// Whether a row stands in the window, whose first zero is at `first`.
pub(super) fn suspicious(window: &[u8], first: usize) -> bool {
    let rest = &window[first.saturating_sub(1)..];
    let mut starts = Places::new(rest, could_start);
    let mut next = Some(first.min(1));
    while let Some(at) = next {
        let row = match (is_row::<2>(&rest[at..]), is_row::<4>(&rest[at..])) {
            (true, _) => judge::<2>(rest, at),
            (_, true) => judge::<4>(rest, at),
            _ => Some(at + 1),
        };
        let Some(end) = row else { return true };
        next = starts.next(end);
    }
    false
}

/// Looks at what the row spells that starts with the zero at `at`: where it ends, or nothing if it could be a value, or
/// a part of one.
fn judge<const WIDTH: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let mut text = [0; 2 * READ];
    let mut kept = 0;
    let mut place = at;
    // In one of the two byte orders the first character stands before its zeros; in the other something else does.
    let before = at.checked_sub(1).map(|before| bytes[before]).filter(|byte| is_text(*byte));
    if let Some(before) = before {
        text[0] = before;
        kept = 1;
    }
    let could_be = |text: &[u8]| could_hold_value(text) || super::suspicious_text(text);
    loop {
        let units = bytes[place..].as_chunks::<WIDTH>().0;
        let characters = units.iter().map_while(character).zip(&mut text[kept..]);
        let length = characters.map(|(character, into)| *into = character).count();
        let part = &text[..kept + length];
        if could_be(part) || before.is_some() && could_be(&part[1..]) {
            return None;
        }
        place += length * WIDTH;
        if part.len() < text.len() {
            return Some(place);
        }
        text.copy_within(READ.., 0);
        kept = READ;
    }
}

/// Whether a row can start at a zero: none stands before it, and the characters of one width follow, or the first of
/// the other.
fn could_start(before: u8, byte: u8, after: [u8; 3]) -> bool {
    let is_narrow = is_text(after[0]) & (after[1] == 0) & is_text(after[2]);
    let is_wide = (after[0] == 0) & (after[1] == 0) & is_text(after[2]);
    (before != 0) & (byte == 0) & (is_narrow | is_wide)
}

/// Whether the byte is a character of plain text. Without a branch, so that a block is tested at once.
fn is_text(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') <= b'~' - b' ') | (byte == b'\t') | (byte == b'\n') | (byte == b'\r')
}

/// Whether units of `WIDTH` bytes follow, each a character of plain text.
fn is_row<const WIDTH: usize>(bytes: &[u8]) -> bool {
    bytes.len() >= ROW * WIDTH
        && bytes.as_chunks::<WIDTH>().0.iter().take(ROW).all(|unit| character(unit).is_some())
}

/// The character of plain text that a unit is, all zeros but for its last byte.
fn character<const WIDTH: usize>(unit: &[u8; WIDTH]) -> Option<u8> {
    let (last, zeros) = unit.split_last()?;
    (is_text(*last) && zeros.iter().all(|byte| *byte == 0)).then_some(*last)
}

#[cfg(test)]
mod tests {
    use crate::detect::suspicious_text as suspicious;
    use crate::rule::expand;

    const SPELLINGS: [fn(char) -> Vec<u8>; 4] = [
        |c| (c as u16).to_le_bytes().to_vec(),
        |c| (c as u16).to_be_bytes().to_vec(),
        |c| (c as u32).to_le_bytes().to_vec(),
        |c| (c as u32).to_be_bytes().to_vec(),
    ];

    #[test]
    fn values_in_every_order_and_width() {
        for template in ["{{id48}}", "{{secret64}}", "see banqup.com", "{{jwt}}", "{{uuid}}"] {
            let value = expand(template, 1);
            for spell in SPELLINGS {
                for (start, prose) in
                    [("\u{1}PNG", 0), ("", 0), ("\u{1}", 100), ("x", 300), ("", 700)]
                {
                    let mut bytes = start.as_bytes().to_vec();
                    let text = "an ordinary sentence ".chars().cycle().take(prose);
                    bytes.extend(text.chain(" ".chars()).chain(value.chars()).flat_map(spell));
                    assert!(suspicious(&bytes), "{template} {start} {prose}");
                    let mut bytes = start.as_bytes().to_vec();
                    bytes.extend(value.chars().flat_map(spell));
                    bytes.extend(b"\x01\x02\xFF");
                    assert!(suspicious(&bytes), "{template} {start} alone");
                }
            }
        }
    }

    #[test]
    fn prose_and_other_zeros_are_not() {
        for spell in SPELLINGS {
            let prose = "The file could not be opened; try again later. ".repeat(40);
            let bytes: Vec<u8> = prose.chars().flat_map(spell).collect();
            assert!(!suspicious(&bytes));
        }
        assert!(!suspicious(b"a\0b\0\0\0c text \0\0"));
        assert!(!suspicious(b"\0"));
    }
}
