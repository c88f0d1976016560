//! Escapes that stand for one character: backslashes, percent signs, HTML entities.
//!
//! All of them are undone in one pass, because they stand inside one another in any order: a second layer is the next
//! pass over the result.

use super::entities;
use super::unit::Form;
use super::view::Spelling;
use super::weave::Weaver;
use crate::model::{Encoding, Span};

/// One escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Escape {
    /// What it stands for.
    pub(super) character: char,
    /// Its length in bytes.
    pub(super) length: usize,
    encoding: Encoding,
}

/// Replaces every escape in `text`.
pub(super) fn scan(text: &str, weaver: &mut Weaver<'_, '_>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr::memchr3_iter(b'\\', b'%', b'&', bytes) {
        if at < done {
            continue;
        }
        let Some(escape) = escape_at(&bytes[at..]) else { continue };
        done = at + escape.length;
        let mut buffer = [0; 4];
        let decoded = escape.character.encode_utf8(&mut buffer);
        let (view, parent) = (decoded.len(), escape.length);
        let spelling = match (u8::try_from(view), u8::try_from(parent)) {
            (Ok(view), Ok(parent)) => Spelling::Units { view, parent, encoding: escape.encoding },
            _ => continue,
        };
        weaver.replace(Span { start: at, end: done }, decoded, spelling);
    }
}

/// The escape at the start of `bytes`.
fn escape_at(bytes: &[u8]) -> Option<Escape> {
    let ((character, length), encoding) = match bytes.first()? {
        b'\\' => (backslash(bytes)?, Encoding::Escapes),
        b'%' => (percent(bytes)?, Encoding::Percent),
        b'&' => (entities::entity(bytes)?, Encoding::HtmlEntities),
        _ => return None,
    };
    Some(Escape { character, length, encoding })
}

fn backslash(bytes: &[u8]) -> Option<(char, usize)> {
    let simple = |character| Some((character, 2));
    match bytes.get(1)? {
        quoted @ (b'"' | b'\'' | b'`' | b'/' | b'\\' | b'=' | b':' | b'$') => {
            simple(char::from(*quoted))
        }
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'x' => {
            let (value, digits) = number(&bytes[2..], 16, 2)?;
            (digits == 2).then_some((char::from_u32(value)?, 4))
        }
        b'u' if bytes.get(2) == Some(&b'{') => {
            let (value, digits) = number(&bytes[3..], 16, 6)?;
            let closed = bytes.get(3 + digits) == Some(&b'}');
            closed.then_some((char::from_u32(value)?, digits + 4))
        }
        b'u' => utf16(bytes),
        b'U' => {
            let (value, digits) = number(&bytes[2..], 16, 8)?;
            (digits == 8).then_some((char::from_u32(value)?, 10))
        }
        b'0'..=b'3' => {
            let (value, digits) = number(&bytes[1..], 8, 3)?;
            (digits == 3).then_some((char::from_u32(value)?, 4))
        }
        _ => None,
    }
}

/// `\u0041`, or two of them where the first is half a character.
fn utf16(bytes: &[u8]) -> Option<(char, usize)> {
    let unit = |bytes: &[u8]| {
        let (value, digits) = number(bytes, 16, 4)?;
        (digits == 4).then_some(value)
    };
    let first = unit(&bytes[2..])?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    let rest = bytes[6..].strip_prefix(b"\\u").and_then(unit);
    match (first, rest) {
        (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
            let value = 0x1_0000 + ((first - 0xD800) << 10 | (second - 0xDC00));
            Some((char::from_u32(value)?, 12))
        }
        _ => Some((char::REPLACEMENT_CHARACTER, 6)),
    }
}

/// `%41`, `%C3%A9`, `%u0041`.
fn percent(bytes: &[u8]) -> Option<(char, usize)> {
    if matches!(bytes.get(1)?, b'u' | b'U') {
        let (value, digits) = number(bytes.get(2..)?, 16, 4)?;
        return (digits == 4).then_some((char::from_u32(value)?, 6));
    }
    triplets(bytes, b'%')
}

/// The character that a mark and two hexadecimal digits for each of its bytes spell, and the length of all that.
pub(super) fn triplets(bytes: &[u8], mark: u8) -> Option<(char, usize)> {
    let mut sequence = [0; 4];
    let mut length = 0;
    for (slot, triplet) in sequence.iter_mut().zip(bytes.chunks_exact(3)) {
        let Some((_, digits)) = triplet.split_first().filter(|(first, _)| **first == mark) else {
            break;
        };
        let Some((value, 2)) = number(digits, 16, 2) else { break };
        let Ok(byte) = u8::try_from(value) else { break };
        *slot = byte;
        length += 1;
        if byte.is_ascii() {
            break;
        }
    }
    if length == 0 {
        return None;
    }
    let (character, width) = Form::Bytes.first(&sequence[..length]);
    Some((character?, width * 3))
}

/// The number that the leading digits spell, and how many they are; at least one, at most `most`.
pub(super) fn number(bytes: &[u8], radix: u32, most: usize) -> Option<(u32, usize)> {
    let mut value = 0_u32;
    let mut digits = 0;
    for &byte in bytes.iter().take(most) {
        let Some(digit) = char::from(byte).to_digit(radix) else { break };
        value = value.checked_mul(radix)?.checked_add(digit)?;
        digits += 1;
    }
    (digits > 0).then_some((value, digits))
}
