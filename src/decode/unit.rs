//! The ways in which bytes spell one character.

use crate::model::Encoding;

/// How a stretch of bytes spells its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// UTF-8, and one character for each byte that is not.
    Bytes,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Form {
    /// Bytes to a unit.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Bytes => 1,
            Self::Utf16Le | Self::Utf16Be => 2,
            Self::Utf32Le | Self::Utf32Be => 4,
        }
    }

    /// The encoding a report names; UTF-8 and Latin-1 are not worth a word.
    pub(super) fn encoding(self) -> Option<Encoding> {
        match self {
            Self::Bytes => None,
            Self::Utf16Le => Some(Encoding::Utf16Le),
            Self::Utf16Be => Some(Encoding::Utf16Be),
            Self::Utf32Le => Some(Encoding::Utf32Le),
            Self::Utf32Be => Some(Encoding::Utf32Be),
        }
    }

    /// The first character of `bytes` and the number of bytes it takes; `None` for a unit that spells no character.
    ///
    /// # Panics
    ///
    /// Never on bytes that are not empty.
    pub(super) fn first(self, bytes: &[u8]) -> (Option<char>, usize) {
        match self {
            Self::Bytes => first_of_utf8(bytes),
            Self::Utf16Le | Self::Utf16Be => self.first_of_utf16(bytes),
            Self::Utf32Le | Self::Utf32Be => match bytes.first_chunk::<4>() {
                Some(&unit) if self == Self::Utf32Le => {
                    (char::from_u32(u32::from_le_bytes(unit)), 4)
                }
                Some(&unit) => (char::from_u32(u32::from_be_bytes(unit)), 4),
                None => first_of_utf8(bytes),
            },
        }
    }

    fn first_of_utf16(self, bytes: &[u8]) -> (Option<char>, usize) {
        let unit = |at: usize| {
            let pair = bytes.get(at..)?.first_chunk::<2>()?;
            Some(match self {
                Self::Utf16Be => u16::from_be_bytes(*pair),
                _ => u16::from_le_bytes(*pair),
            })
        };
        let Some(first) = unit(0) else { return first_of_utf8(bytes) };
        match (first, unit(2)) {
            (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
                let high = u32::from(first) - 0xD800;
                let low = u32::from(second) - 0xDC00;
                (char::from_u32(0x1_0000 + (high << 10 | low)), 4)
            }
            _ => (char::from_u32(u32::from(first)), 2),
        }
    }
}

/// A valid UTF-8 sequence, or one byte as the character of that number.
fn first_of_utf8(bytes: &[u8]) -> (Option<char>, usize) {
    let Some(&lead) = bytes.first() else { return (None, 1) };
    let width = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    let valid = bytes.get(..width).and_then(|sequence| std::str::from_utf8(sequence).ok());
    match valid.and_then(|text| text.chars().next()) {
        Some(character) => (Some(character), width),
        None => (Some(char::from(lead)), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_of_each_form() {
        assert_eq!(Form::Bytes.first("éx".as_bytes()), (Some('é'), 2));
        assert_eq!(Form::Bytes.first(b"\xE9x"), (Some('é'), 1));
        assert_eq!(Form::Utf16Le.first(b"\x3D\xD8\x00\xDEx"), (Some('😀'), 4));
        assert_eq!(Form::Utf16Be.first(b"\xD8\x3D\xDE\x00"), (Some('😀'), 4));
        assert_eq!(Form::Utf16Le.first(b"\x3D\xD8x\0"), (None, 2));
        assert_eq!(Form::Utf16Le.first(b"x"), (Some('x'), 1));
        assert_eq!(Form::Utf32Be.first(b"\0\x01\xF6\0"), (Some('😀'), 4));
        assert_eq!(Form::Utf32Le.first(b"\0\0\0\xFF"), (None, 4));
    }
}
