//! The decoders: every byte of what they show leads back to the bytes that it came from.

use banqlint::decode::{self, Budget, Member};
use banqlint::model::Span;

/// Bytes as text.
pub fn text(data: &[u8]) {
    let decoded = decode::text(data);
    let mut last = 0;
    for (start, character) in decoded.as_str().char_indices() {
        let span = Span { start, end: start + character.len_utf8() };
        let source = decoded.source(span);
        assert!(source.start >= last && source.end > source.start && source.end <= data.len());
        last = source.end;
        if character.is_ascii() {
            assert!(data[source.start..source.end].contains(&(character as u8)));
        }
    }
    let whole = Span { start: 0, end: decoded.as_str().len() };
    let region = decoded.region(whole);
    assert!(region.start <= region.end);
    decoded.encoding(0);
}

/// What hides behind the encodings of a text.
pub fn layers(data: &[u8]) {
    let content = String::from_utf8_lossy(data);
    decode::layers(&content, &mut |view| {
        for (start, character) in view.text().char_indices().take(2000) {
            let span = Span { start, end: start + character.len_utf8() };
            let origin = view.origin(span);
            assert!(content.get(origin.start..origin.end).is_some_and(|text| !text.is_empty()));
            if view.is_copy(span) && view.encodings(span).is_empty() {
                assert!(content[origin.start..origin.end].contains(character));
            }
        }
    });
}

/// Archives, each within the budget that it is given.
pub fn archive(data: &[u8]) {
    const BYTES: usize = 16 << 20;
    const MEMBERS: usize = 10_000;
    let mut budget = Budget { bytes: BYTES, members: MEMBERS, ..Budget::default() };
    let (mut bytes_seen, mut contents) = (0, 0);
    decode::members(data, &mut budget, &mut |member| match member {
        Member::Content { encodings, bytes, .. } => {
            assert!(!encodings.is_empty() && encodings.len() <= Budget::default().depth);
            bytes_seen += bytes.len();
            contents += 1;
        }
        Member::Name { path, name, .. } => assert!(path.ends_with(name) && !name.is_empty()),
        Member::Unread { reason, .. } => assert!(!reason.is_empty()),
    });
    assert!(bytes_seen <= BYTES && contents <= MEMBERS + 1);
}
