//! The name of a git object, SHA-1 or SHA-256.

use std::fmt;

/// A git object id of 20 or 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    len: u8,
}

impl ObjectId {
    /// The id with these bytes; `None` unless there are 20 (SHA-1) or 32 (SHA-256) of them.
    pub fn from_bytes(raw: &[u8]) -> Option<Self> {
        if raw.len() != 20 && raw.len() != 32 {
            return None;
        }
        let mut bytes = [0; 32];
        bytes[..raw.len()].copy_from_slice(raw);
        Some(Self { bytes, len: raw.len() as u8 })
    }

    /// The id written as 40 or 64 hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        let digit = |byte: u8| (byte as char).to_digit(16).map(|value| value as u8);
        let mut bytes = [0; 32];
        if text.len() != 40 && text.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self { bytes, len: (text.len() / 2) as u8 })
    }

    /// Whether the text is made of hexadecimal digits only.
    pub fn is_hex(text: &[u8]) -> bool {
        text.iter().all(u8::is_ascii_hexdigit)
    }

    /// The 20 or 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Whether every byte is zero, git's way to say "no object".
    pub fn is_zero(&self) -> bool {
        self.bytes == [0; 32]
    }

    /// The first ten hexadecimal digits, for text meant for people.
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
