//! Bytes read as text, with the way back to the bytes.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::lines::LineIndex;
use super::segment::{Segment, is_wide, segments, segments_of_bytes};
use super::unit::Form;
use crate::model::{Encoding, Position, Region, Span};

/// Text between two checkpoints, in bytes: the most that a look-up walks.
const STEP: usize = 1024;

/// Content as text. Where the content is UTF-8, the text is the content itself, without a copy.
#[derive(Debug)]
pub struct Text<'a> {
    text: Cow<'a, str>,
    way_back: WayBack<'a>,
    lines: OnceCell<LineIndex>,
}

#[derive(Debug)]
enum WayBack<'a> {
    /// The text is the content from this byte on.
    Shifted(usize),
    /// The text was written anew.
    Decoded { source: &'a [u8], checkpoints: Vec<Checkpoint> },
}

/// A place where a character starts, in the text and in the content.
#[derive(Debug, Clone, Copy)]
struct Checkpoint {
    text: usize,
    source: usize,
    form: Form,
}

/// Reads `bytes` as text. Never fails: what is in no encoding becomes one character for each byte.
///
/// A byte order mark is not part of the text. UTF-16 and UTF-32 are recognised with and without one, and also as
/// strings inside other content.
pub fn text(bytes: &[u8]) -> Text<'_> {
    let wide_mark = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    if wide_mark {
        return transcode(bytes, &segments(bytes));
    }
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    read(bytes, start, segments)
}

/// Reads a part of what [can be read in parts](reads_in_parts) as it reads within the whole.
pub fn text_of_part(bytes: &[u8]) -> Text<'_> {
    read(bytes, 0, segments_of_bytes)
}

/// Reads `bytes` without a mark of UTF-16 or UTF-32, from `start` on where they are UTF-8; `segments` takes them apart.
fn read(bytes: &[u8], start: usize, segments: fn(&[u8]) -> Vec<Segment>) -> Text<'_> {
    let Ok(text) = std::str::from_utf8(bytes) else { return transcode(bytes, &segments(bytes)) };
    let segments = match memchr::memchr(0, bytes) {
        Some(_) => segments(bytes),
        None => Vec::new(),
    };
    if segments.iter().all(|segment| segment.form == Form::Bytes) {
        return Text::new(Cow::Borrowed(&text[start..]), WayBack::Shifted(start));
    }
    transcode(bytes, &segments)
}

/// Whether a part of `bytes` reads the same alone as in the whole, if it ends far from what is wide: so unless the
/// whole is UTF-16 or UTF-32.
pub fn reads_in_parts(bytes: &[u8]) -> bool {
    is_plain(bytes) || !is_wide(bytes)
}

/// Whether content starts with a mark of UTF-16 or UTF-32. Without one, it [reads in parts](reads_in_parts) if all of
/// its parts [hold few zeros](super::holds_few_zeros).
pub fn has_wide_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, 0, 0xFE, 0xFF, ..])
}

/// Whether `bytes`, and each part of them, read the same alone as within any other text: one or several bytes to a
/// character, no zeros.
pub fn is_plain(bytes: &[u8]) -> bool {
    !matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) && memchr::memchr(0, bytes).is_none()
}

impl<'a> Text<'a> {
    fn new(text: Cow<'a, str>, way_back: WayBack<'a>) -> Self {
        Self { text, way_back, lines: OnceCell::new() }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many bytes stand before the text, where it is the content itself from there on.
    pub fn shift(&self) -> Option<usize> {
        match self.way_back {
            WayBack::Shifted(start) => Some(start),
            WayBack::Decoded { .. } => None,
        }
    }

    /// The bytes of the content that spell the `span` of the text.
    pub fn source(&self, span: Span) -> Span {
        let start = self.character(span.start).start;
        let end = if span.is_empty() { start } else { self.character(span.end - 1).end };
        Span { start, end }
    }

    /// The encoding of the character at `offset` of the text; `None` for UTF-8 and single bytes.
    pub fn encoding(&self, offset: usize) -> Option<Encoding> {
        match &self.way_back {
            WayBack::Shifted(_) => None,
            WayBack::Decoded { checkpoints, .. } => before(checkpoints, offset).0.form.encoding(),
        }
    }

    /// The line and column of `offset` of the text. The first call counts the whole text, later ones a few kilobytes.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.get_or_init(|| LineIndex::new(&self.text)).position(&self.text, offset)
    }

    /// The lines and columns of a `span` of the text.
    pub fn region(&self, span: Span) -> Region {
        Region { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The bytes of the content that spell the character which holds byte `offset` of the text.
    fn character(&self, offset: usize) -> Span {
        match &self.way_back {
            WayBack::Shifted(start) => Span { start: start + offset, end: start + offset + 1 },
            WayBack::Decoded { source, checkpoints } => {
                let (checkpoint, limit) = before(checkpoints, offset);
                walk(&source[..limit.unwrap_or(source.len())], checkpoint, offset)
            }
        }
    }
}

/// The last checkpoint at or before `offset` of the text, and where in the content the next one stands.
fn before(checkpoints: &[Checkpoint], offset: usize) -> (Checkpoint, Option<usize>) {
    let next = checkpoints.partition_point(|checkpoint| checkpoint.text <= offset);
    let last = checkpoints[next.saturating_sub(1)];
    (last, checkpoints.get(next).map(|checkpoint| checkpoint.source))
}

/// Goes character by character from the checkpoint to `offset` of the text.
fn walk(source: &[u8], checkpoint: Checkpoint, offset: usize) -> Span {
    let Checkpoint { mut text, source: mut start, form } = checkpoint;
    while start < source.len() {
        let (character, width) = form.first(&source[start..]);
        text += character.unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8();
        if offset < text {
            return Span { start, end: start + width };
        }
        start += width;
    }
    Span { start, end: start }
}

fn transcode<'a>(bytes: &'a [u8], segments: &[Segment]) -> Text<'a> {
    let mut writer = Writer { text: String::with_capacity(bytes.len()), checkpoints: Vec::new() };
    for (index, segment) in segments.iter().enumerate() {
        let end = segments.get(index + 1).map_or(bytes.len(), |next| next.start);
        writer.checkpoint(segment.start, segment.form);
        writer.segment(bytes, Span { start: segment.start, end }, segment.form);
    }
    let way_back = WayBack::Decoded { source: bytes, checkpoints: writer.checkpoints };
    Text::new(Cow::Owned(writer.text), way_back)
}

/// Writes the text and leaves checkpoints.
struct Writer {
    text: String,
    checkpoints: Vec<Checkpoint>,
}

impl Writer {
    fn segment(&mut self, bytes: &[u8], span: Span, form: Form) {
        let mut at = span.start;
        while at < span.end {
            if self.checkpoints.last().is_some_and(|last| self.text.len() - last.text >= STEP) {
                self.checkpoint(at, form);
            }
            let rest = &bytes[at..span.end];
            if form == Form::Bytes {
                at += self.bytes(rest);
                continue;
            }
            let (character, width) = form.first(rest);
            self.text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            at += width;
        }
    }

    /// Writes about as many bytes as stand between two checkpoints, and returns how many.
    fn bytes(&mut self, rest: &[u8]) -> usize {
        let limit = &rest[..rest.len().min(STEP)];
        let mut at = 0;
        for chunk in limit.utf8_chunks() {
            self.text.push_str(chunk.valid());
            at += chunk.valid().len();
            // What the limit cuts may be a character.
            if at + chunk.invalid().len() == limit.len() && limit.len() < rest.len() {
                break;
            }
            self.text.extend(chunk.invalid().iter().map(|&byte| char::from(byte)));
            at += chunk.invalid().len();
        }
        at
    }

    fn checkpoint(&mut self, source: usize, form: Form) {
        self.checkpoints.push(Checkpoint { text: self.text.len(), source, form });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &Text<'_>, needle: &str) -> Span {
        let start = text.as_str().find(needle).expect("the needle stands in the text");
        Span { start, end: start + needle.len() }
    }

    #[test]
    fn utf8_is_borrowed() {
        let decoded = text("\u{FEFF}clé = 1".as_bytes());
        assert!(matches!(decoded.text, Cow::Borrowed("clé = 1")));
        assert_eq!(decoded.source(Span { start: 0, end: 4 }), Span { start: 3, end: 7 });
        assert_eq!(decoded.position(7).column, 7);
    }

    #[test]
    fn utf16_maps_to_pairs() {
        let mut bytes = vec![0xFE, 0xFF];
        bytes.extend("é😀\r\nkey=值".encode_utf16().flat_map(u16::to_be_bytes));
        let decoded = text(&bytes);
        assert_eq!(decoded.as_str(), "é😀\r\nkey=值");
        let span = find(&decoded, "key");
        assert_eq!(decoded.source(span), Span { start: 12, end: 18 });
        assert_eq!(decoded.encoding(span.start), Some(Encoding::Utf16Be));
        assert_eq!(decoded.position(span.start), Position { line: 2, column: 1 });
    }

    #[test]
    fn a_byte_that_is_no_text_is_one_column() {
        let decoded = text(b"\xE9\xE8 caf\xC3\xA9 key");
        assert_eq!(decoded.as_str(), "éè café key");
        let span = find(&decoded, "key");
        assert_eq!(decoded.source(span), Span { start: 9, end: 12 });
        assert_eq!(decoded.position(span.start).column, 9);
    }

    #[test]
    fn an_ascii_value_in_a_binary_is_never_lost() {
        for mark in
            [&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], b"\xFF\xFE", b"\xFE\xFF\0\0", b"\0\0\xFE\xFF"]
        {
            for padding in 0..9 {
                let mut bytes = mark.to_vec();
                bytes.extend((0..padding).map(|byte| 0xF8 | byte));
                let start = bytes.len();
                let value = "the-value-that-must-be-found-1234567890";
                bytes.extend(value.as_bytes());
                bytes.extend([0xD8, 0x00, 0xFF, 0x80]);
                let decoded = text(&bytes);
                let span = find(&decoded, value);
                assert_eq!(decoded.source(span), Span { start, end: start + value.len() });
            }
        }
    }
}
