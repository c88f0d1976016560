//! Tells text from other data among decoded bytes.

use std::borrow::Cow;

use super::unit::Form;
use crate::blocks;

/// The fewest characters that count as text: fewer come up by chance in images and digests.
const SHORTEST: usize = 16;

/// A run of text in other bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Bytes to a character of ASCII: 2 where each is followed by a zero byte, as in UTF-16.
    pub(super) width: usize,
}

/// All runs of text in `bytes`, in order. With `goes_on`, a run at the very start may be short.
pub(super) fn stretches(bytes: &[u8], goes_on: bool) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut at = 0;
    // What can stand in text reaches up to here without a gap.
    let mut fits = 0;
    while at < bytes.len() {
        if at + SHORTEST > fits && (at > 0 || !goes_on) {
            // Text that a gap ends sooner is too short.
            let Some(next) = next_fitting(bytes, at) else { break };
            (at, fits) = (next, blocks::run_end(bytes, next + SHORTEST, could_fit));
        }
        let wide = at + wide_run(&bytes[at..]);
        let (end, width) = if wide > at + 2 { (wide, 2) } else { (at + run(&bytes[at..]), 1) };
        let enough = (end - at) / width >= SHORTEST || (goes_on && at == 0 && end > 0);
        if enough {
            found.push(Stretch { start: at, end, width });
        }
        at = end.max(at + 1);
    }
    found
}

/// Where the next bytes start that can stand in text, in whatever width, as many as the shortest text has.
fn next_fitting(bytes: &[u8], from: usize) -> Option<usize> {
    blocks::next_run::<16>(bytes, from, could_fit)
}

/// Whether the byte can stand in text between these: a zero follows a letter, the rest of a character its start, and as
/// much of it as the start asks for; the start is not that of too long a form or too large a character.
fn could_fit(before: u8, byte: u8, after: [u8; 3]) -> bool {
    let rest = after.map(is_rest);
    let starts = ((byte.wrapping_sub(0xC2) < 0x33) & rest[0])
        & ((byte < 0xE0) | rest[1])
        & ((byte < 0xF0) | rest[2]);
    is_letter(byte)
        | ((byte == 0) & is_letter(before))
        | (is_rest(byte) & (before >= 0x80))
        | starts
}

/// Whether the byte is one behind the first of a character.
fn is_rest(byte: u8) -> bool {
    byte.wrapping_sub(0x80) < 0x40
}

/// The bytes without the zero behind each, if `width` says that there is one.
pub(super) fn narrow(bytes: &[u8], width: usize) -> Cow<'_, [u8]> {
    match width {
        1 => Cow::Borrowed(bytes),
        _ => Cow::Owned(bytes.iter().copied().step_by(width).collect()),
    }
}

/// A character of ASCII text.
fn is_letter(byte: u8) -> bool {
    (byte.wrapping_sub(0x20) < 0x5F) | (byte == b'\t') | (byte == b'\n') | (byte == b'\r')
}

/// The length of the text at the start of `bytes`.
fn run(bytes: &[u8]) -> usize {
    // Most are short in what is no text but could be, and long in what is.
    let near = bytes.iter().take(SHORTEST).take_while(|byte| is_letter(**byte)).count();
    let letters = if near < SHORTEST { near } else { blocks::run_length(bytes, is_letter) };
    // Of a character that a zero follows only the next look tells whether it is the first of wide text.
    let mut at = letters.saturating_sub(1);
    while let Some(&byte) = bytes.get(at) {
        let width = match byte {
            _ if is_letter(byte) => 1,
            0xC2.. => Form::Bytes.first(&bytes[at..]).1,
            _ => 0,
        };
        let next_is_zero = bytes.get(at + 1) == Some(&0);
        if width == 0 || (width == 1 && byte >= 0x80) || (next_is_zero && at > 0) {
            break;
        }
        at += width;
    }
    at
}

/// The length of the ASCII text at the start of `bytes` in which a zero byte follows each character.
fn wide_run(bytes: &[u8]) -> usize {
    let is_wide = |pair: &&[u8]| pair[1] == 0 && is_letter(pair[0]);
    2 * bytes.chunks_exact(2).take_while(is_wide).count()
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy;

    use super::*;

    #[test]
    fn text_in_data_is_found_and_noise_is_not() {
        let mut bytes = b"\x01\x02short\xFF".to_vec();
        let start = bytes.len();
        bytes.extend("sixteen or more é".as_bytes());
        let end = bytes.len();
        bytes.extend(b"\x80\x00");
        let wide = bytes.len();
        bytes.extend("wide text of the kind".bytes().flat_map(|byte| [byte, 0]));
        assert_eq!(
            stretches(&bytes, false),
            [Stretch { start, end, width: 1 }, Stretch { start: wide, end: bytes.len(), width: 2 }]
        );
        assert_eq!(stretches(b"ab\x01", true), [Stretch { start: 0, end: 2, width: 1 }]);
    }

    proptest::proptest! {
        #[test]
        fn runs_are_those_of_a_walk_from_each_place(
            parts in proptest::collection::vec(
                proptest::prop_oneof![
                    "[a-f \n]{1,20}", "[é€𝄞]{1,9}", "(a\x00){1,20}", "\\PC{1,9}",
                ].prop_map(String::into_bytes).boxed()
                .prop_union(proptest::collection::vec(proptest::num::u8::ANY, 1..6).boxed()),
                0..12,
            ),
        ) {
            let bytes = parts.concat();
            let mut plain = Vec::new();
            let mut at = 0;
            while at < bytes.len() {
                let wide = at + wide_run(&bytes[at..]);
                let (end, width) =
                    if wide > at + 2 { (wide, 2) } else { (at + run(&bytes[at..]), 1) };
                if (end - at) / width >= SHORTEST {
                    plain.push(Stretch { start: at, end, width });
                }
                at = end.max(at + 1);
            }
            proptest::prop_assert_eq!(stretches(&bytes, false), plain);
        }
    }
}
