//! The objects of a document, and its streams.
//!
//! Contract: an object starts at `1 0 obj` and ends where the next one starts; a stream ends at `endstream`. Nothing is
//! read twice.

use memchr::memmem;

/// The farthest from its start that the dictionary of an object is read, in bytes.
const LONGEST: usize = 64 << 10;

/// What a document is made of.
pub(super) struct Document<'a> {
    pub(super) is_encrypted: bool,
    /// The objects with their numbers, without what streams hold.
    pub(super) objects: Vec<(u32, &'a [u8])>,
    pub(super) streams: Vec<Stream<'a>>,
}

/// An object that holds data.
pub(super) struct Stream<'a> {
    pub(super) number: u32,
    pub(super) dictionary: &'a [u8],
    pub(super) data: &'a [u8],
}

/// How the data of a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    None,
    Flate,
    Ascii85,
    FlateAscii85,
}

impl<'a> Document<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let mut document = Self { is_encrypted: false, objects: Vec::new(), streams: Vec::new() };
        let mut at = 0;
        while let Some((number, start)) = next(bytes, at) {
            let end = next(bytes, start).map_or(bytes.len(), |(_, end)| end);
            let limit = end.min(start + LONGEST);
            let head = &bytes[start..limit];
            at = start;
            match memmem::find(head, b"stream").filter(|at| !head[..*at].ends_with(b"end")) {
                Some(length) => {
                    let data = after_line_end(bytes, start + length + b"stream".len());
                    // What looks like an object in packed data is none.
                    let length = memmem::find(&bytes[data..], b"endstream");
                    let end = length.map_or(bytes.len(), |length| data + length);
                    let dictionary = &head[..data.min(limit).saturating_sub(start)];
                    document.objects.push((number, dictionary));
                    document.streams.push(Stream { number, dictionary, data: &bytes[data..end] });
                    at = end;
                }
                None => document.objects.push((number, head)),
            }
        }
        document.is_encrypted = is_encrypted(bytes, &document.objects);
        document
    }
}

/// Whether a trailer, or the stream that stands for one, names how the document is encrypted.
fn is_encrypted(bytes: &[u8], objects: &[(u32, &[u8])]) -> bool {
    let names = |part: &[u8]| memmem::find(part, b"/Encrypt").is_some();
    memmem::find_iter(bytes, b"trailer").take(64).any(|at| {
        let rest = &bytes[at..bytes.len().min(at + 1024)];
        let end = memmem::find(rest, b"startxref").unwrap_or(rest.len());
        names(&rest[..end])
    }) || objects.iter().any(|(_, object)| says(object, b"/XRef") && names(object))
}

/// Whether a dictionary holds a name.
pub(super) fn says(dictionary: &[u8], name: &[u8]) -> bool {
    memmem::find(dictionary, name).is_some()
}

impl Stream<'_> {
    pub(super) fn says(&self, name: &[u8]) -> bool {
        says(self.dictionary, name)
    }

    /// Whether text may stand in it: it is no picture, no font and no table of the document's own.
    pub(super) fn may_show_text(&self) -> bool {
        const OTHERS: [&[u8]; 9] = [
            b"/Image", b"/XRef", b"/ObjStm", b"/FontFile", b"/Length1", b"/Type1C",
            b"/CIDFontType0C", b"/OpenType", b"/ICCBased",
        ];
        !OTHERS.iter().any(|name| self.says(name))
    }

    /// How it is packed; `None` for a way in which no text is.
    pub(super) fn filter(&self) -> Option<Filter> {
        let Some(at) = memmem::find(self.dictionary, b"/Filter") else { return Some(Filter::None) };
        let rest = self.dictionary[at + b"/Filter".len()..].trim_ascii_start();
        let named = match rest.strip_prefix(b"[") {
            Some(list) => list.split(|byte| *byte == b']').next().unwrap_or_default(),
            None => {
                let end = rest.iter().skip(1).position(|byte| !byte.is_ascii_alphanumeric());
                &rest[..end.map_or(rest.len(), |end| end + 1)]
            }
        };
        let names: Vec<&[u8]> = named
            .split(|byte| *byte == b'/')
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.is_empty())
            .collect();
        Some(match names[..] {
            [] => Filter::None,
            [b"FlateDecode" | b"Fl"] => Filter::Flate,
            [b"ASCII85Decode" | b"A85"] => Filter::Ascii85,
            [b"ASCII85Decode" | b"A85", b"FlateDecode" | b"Fl"] => Filter::FlateAscii85,
            _ => return None,
        })
    }
}

/// The next object from `at` on: its number, and where it starts.
fn next(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    memmem::find_iter(bytes.get(at..)?, b" obj").find_map(|found| {
        let before = &bytes[..at + found];
        let before = before.trim_ascii_end();
        let generation = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let before = before[..before.len() - generation].trim_ascii_end();
        let digits = before.iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&before[before.len() - digits..]).ok()?.parse().ok()?;
        (generation > 0).then_some((number, at + found + b" obj".len()))
    })
}

/// Where the data of a stream starts.
fn after_line_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b'\r', b'\n', ..] => at + 2,
        [b'\r' | b'\n', ..] => at + 1,
        _ => at.min(bytes.len()),
    }
}

/// Shows the objects of a text in which they are written out.
pub(super) fn objects<'a>(bytes: &'a [u8], visit: &mut dyn FnMut(u32, &'a [u8])) {
    let mut at = 0;
    let mut last: Option<(u32, usize)> = None;
    while let Some((number, start)) = next(bytes, at) {
        if let Some((number, from)) = last.replace((number, start)) {
            visit(number, &bytes[from..start.min(from + LONGEST)]);
        }
        at = start;
    }
    if let Some((number, from)) = last {
        visit(number, &bytes[from..bytes.len().min(from + LONGEST)]);
    }
}

/// The objects that are packed into a stream, written out with their numbers.
pub(super) fn labelled(dictionary: &[u8], unpacked: &[u8]) -> Vec<u8> {
    let number = |key: &[u8]| {
        let at = memmem::find(dictionary, key)? + key.len();
        leading_number(&dictionary[at..])
    };
    let Some((count, first)) = number(b"/N ").zip(number(b"/First")) else { return Vec::new() };
    let head = &unpacked[..first.min(unpacked.len())];
    let mut numbers = head
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .map_while(leading_number);
    let mut places = Vec::new();
    while let (Some(number), Some(place)) = (numbers.next(), numbers.next()) {
        places.push((number, first.saturating_add(place)));
        if places.len() >= count {
            break;
        }
    }
    let mut written = Vec::new();
    let mut read = 0;
    for (at, (number, start)) in places.iter().enumerate() {
        let end = places.get(at + 1).map_or(unpacked.len(), |(_, end)| *end);
        // Places that do not follow each other are those of no real document.
        let Some(object) = unpacked.get(*start..end).filter(|_| *start >= read) else { continue };
        read = end;
        written.extend_from_slice(format!("{number} 0 obj ").as_bytes());
        written.extend_from_slice(object);
        written.push(b'\n');
    }
    written
}

/// The number that a text starts with.
pub(super) fn leading_number(text: &[u8]) -> Option<usize> {
    let text = text.trim_ascii_start();
    let digits = text.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&text[..digits]).ok()?.parse().ok()
}

/// What a text in base 85 stands for, up to what cannot be read.
pub(super) fn ascii85(text: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    let mut group = Vec::with_capacity(5);
    let text = text.trim_ascii_start();
    for &byte in text.strip_prefix(b"<~").unwrap_or(text) {
        match byte {
            b'z' if group.is_empty() => written.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            byte if byte.is_ascii_whitespace() => {}
            _ => break,
        }
        if group.len() == 5 {
            written.extend_from_slice(&number_of(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let length = group.len() - 1;
        group.resize(5, 84);
        written.extend_from_slice(&number_of(&group)[..length]);
    }
    written
}

fn number_of(group: &[u8]) -> [u8; 4] {
    let sum =
        group.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(u32::from(*digit)));
    sum.to_be_bytes()
}
