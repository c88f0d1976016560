//! The records that rows are stored as: <https://www.sqlite.org/fileformat2.html#record_format>.
//!
//! Contract: a column is read when it is asked for, so that a record takes no memory, however many columns it says it
//! has; none has more than SQLite allows.

use std::ops::Range;

use super::columns;

/// What a column of a row holds.
pub(super) enum Value<'p> {
    Text(&'p [u8]),
    Blob(&'p [u8]),
    Number(i64),
    Other,
}

/// The columns of a record, as they are asked for; `None` is the last, where what follows cannot be read.
#[derive(Clone)]
pub(super) struct Row<'p> {
    payload: &'p [u8],
    /// Where the kind of the next column stands, and where kinds end.
    kinds: Range<usize>,
    /// Where the value of the next column starts.
    place: usize,
    /// How many columns may follow.
    left: usize,
}

impl<'p> Row<'p> {
    pub(super) fn of(payload: &'p [u8]) -> Option<Self> {
        let (header, at) = varint(payload, 0)?;
        let header = usize::try_from(header).ok().filter(|header| *header <= payload.len())?;
        Some(Self { payload, kinds: at..header, place: header, left: columns::MOST })
    }

    fn value(&mut self) -> Option<Value<'p>> {
        self.left = self.left.checked_sub(1)?;
        let (kind, next) = varint(self.payload, self.kinds.start)?;
        self.kinds.start = next;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let content = self.payload.get(self.place..self.place.checked_add(length)?)?;
        self.place += length;
        Some(match kind {
            1..=6 => Value::Number(integer(content)),
            12.. if kind % 2 == 1 => Value::Text(content),
            12.. => Value::Blob(content),
            _ => Value::Other,
        })
    }
}

impl<'p> Iterator for Row<'p> {
    type Item = Option<Value<'p>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.kinds.is_empty() {
            return None;
        }
        let value = self.value();
        if value.is_none() {
            self.kinds = 0..0;
        }
        Some(value)
    }
}

/// How a database writes its texts.
#[derive(Clone, Copy)]
pub(super) enum Charset {
    Utf8,
    /// In this order of bytes.
    Utf16(fn([u8; 2]) -> u16),
}

impl Charset {
    /// Adds a text in UTF-8; what is no character becomes one that says so.
    pub(super) fn write(self, bytes: &[u8], to: &mut Vec<u8>) {
        match self {
            Self::Utf8 => {
                for chunk in bytes.utf8_chunks() {
                    to.extend_from_slice(chunk.valid().as_bytes());
                    if !chunk.invalid().is_empty() {
                        to.extend_from_slice("\u{fffd}".as_bytes());
                    }
                }
            }
            Self::Utf16(unit) => {
                let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
                for c in char::decode_utf16(units) {
                    let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                    to.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
    }
}

/// A whole number with a sign, the highest byte first.
fn integer(bytes: &[u8]) -> i64 {
    let start = if bytes.first().is_some_and(|first| *first >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(start, |sum, byte| sum << 8 | i64::from(*byte))
}

/// A number of one to nine bytes, and where it ends.
pub(super) fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for length in 0..8 {
        let byte = *bytes.get(at + length)?;
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((value, at + length + 1));
        }
    }
    Some((value << 8 | u64::from(*bytes.get(at + 8)?), at + 9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_no_more_columns_than_a_table() {
        // A header of its own length, in three bytes, and of kinds that have no bytes: `NULL`.
        let nulls = |count: usize| {
            let length = count + 3;
            let low = [length >> 14 & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length & 0x7F];
            [low.map(|byte| byte as u8).to_vec(), vec![0; count]].concat()
        };
        let read = |payload: &[u8]| {
            let row = Row::of(payload).expect("it has a header");
            (row.clone().count(), row.filter(Option::is_none).count())
        };
        assert_eq!(read(&nulls(3)), (3, 0));
        assert_eq!(read(&nulls(32_767)), (32_767, 0));
        assert_eq!(read(&nulls(32_768)), (32_768, 1));
        assert_eq!(read(&nulls(1_000_000)), (32_768, 1));
    }

    #[test]
    fn columns_are_read_until_one_cannot_be() {
        let shown = |payload: &[u8]| -> Vec<String> {
            Row::of(payload)
                .into_iter()
                .flatten()
                .map(|value| match value {
                    Some(Value::Text(text)) => format!("text {text:?}"),
                    Some(Value::Blob(bytes)) => format!("blob {bytes:?}"),
                    Some(Value::Number(number)) => format!("{number}"),
                    Some(Value::Other) => "other".to_owned(),
                    None => "end".to_owned(),
                })
                .collect()
        };
        assert_eq!(
            shown(&[6, 15, 0, 1, 16, 9, b'a', 0xFF, 1, 2]),
            ["text [97]", "other", "-1", "blob [1, 2]", "other"]
        );
        assert_eq!(shown(&[4, 15, 99, 1, b'a', 7]), ["text [97]", "end"]);
        assert_eq!(shown(&[4, 15, 10, 1, b'a', 7]), ["text [97]", "end"]);
        assert_eq!(shown(&[9, 15]), Vec::<String>::new());
    }

    #[test]
    fn texts_of_every_charset_become_utf8() {
        let written = |charset: Charset, bytes: &[u8]| {
            let mut text = Vec::new();
            charset.write(bytes, &mut text);
            String::from_utf8(text).expect("it is UTF-8")
        };
        assert_eq!(written(Charset::Utf8, b"a\xC3\xA9\xFFb\xC3"), "a\u{e9}\u{fffd}b\u{fffd}");
        let little = Charset::Utf16(u16::from_le_bytes);
        assert_eq!(
            written(little, &[0x61, 0, 0xE9, 0, 0x3D, 0xD8, 0, 0xDE, 0x3D, 0xD8, 0x61]),
            "a\u{e9}\u{1F600}\u{fffd}"
        );
        assert_eq!(written(Charset::Utf16(u16::from_be_bytes), &[0, 0x61]), "a");
    }

    #[test]
    fn numbers_are_read_to_their_last_byte() {
        assert_eq!(varint(&[0x7F], 0), Some((0x7F, 1)));
        assert_eq!(varint(&[0x81, 0x0D], 0), Some((141, 2)));
        assert_eq!(varint(&[0xFF; 9], 0), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0xFF; 8], 0), None);
        assert_eq!(integer(&[0xFF, 0xFE]), -2);
        assert_eq!(integer(&[0x01, 0x00]), 256);
    }
}
