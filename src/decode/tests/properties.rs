//! What holds for all content: no panic, the way back is exact, and neighbours change nothing.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::{alphanumerics, sightings};
use crate::decode::{Budget, Coverage, layers, members, text};
use crate::model::Span;

/// Text that is rich in what the scanners look for.
fn hostile() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            Just("\\".to_owned()),
            Just("\"".to_owned()),
            Just("%".to_owned()),
            Just("&#".to_owned()),
            Just("\n".to_owned()),
            Just("\r".to_owned()),
            Just(" + ".to_owned()),
            Just("=".to_owned()),
            Just("0x".to_owned()),
            Just("\\u".to_owned()),
            Just("',".to_owned()),
            Just("é密😀".to_owned()),
            Just("[".to_owned()),
            Just(").append(".to_owned()),
            "[A-Za-z0-9+/]{1,40}",
            "[0-9a-f]{1,40}",
            "[A-Za-z0-9]{700,1200}",
            "(%[0-9a-f]{2}){1,9}",
            "(\\\\u[0-9a-f]{4}){1,9}",
            ".{0,9}",
        ],
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

/// What may stand around a value without becoming part of it: a line that is nothing but a word could be its wrapped
/// end.
fn neighbours() -> impl Strategy<Value = (String, String)> {
    ("([a-z ,;:\\n]{0,700}[ \\n])?", "([ \\n;]: [a-z ,;:\\n]{0,400})?")
}

proptest! {
    #[test]
    fn any_bytes_are_text_that_maps_back(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let decoded = text(&bytes);
        let mut last = 0;
        for (start, character) in decoded.as_str().char_indices() {
            let span = decoded.source(Span { start, end: start + character.len_utf8() });
            prop_assert!(span.start >= last && span.end > span.start && span.end <= bytes.len());
            last = span.end;
            if character.is_ascii() {
                prop_assert!(bytes[span.start..span.end].contains(&(character as u8)));
            }
        }
    }

    #[test]
    fn any_text_has_views_that_map_back(content in hostile()) {
        layers(&content, &mut |view| {
            for (start, character) in view.text().char_indices() {
                let span = Span { start, end: start + character.len_utf8() };
                let origin = view.origin(span);
                assert!(content.get(origin.start..origin.end).is_some(), "{origin:?} in {content:?}");
                assert!(!origin.is_empty());
                if view.is_copy(span) && view.encodings(span).is_empty() {
                    assert!(content[origin.start..origin.end].contains(character));
                }
            }
        });
    }

    #[test]
    fn any_bytes_are_an_archive_or_not(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), magic in 0_usize..4) {
        let magics: [&[u8]; 4] = [b"PK\x03\x04\x14\0\0\0\x08\0", b"PK\x05\x06\0\0\0\0", b"\x1F\x8B\x08\0", b""];
        bytes.splice(0..0, magics[magic].iter().copied());
        members(&bytes, &mut Budget::default(), &mut |_| {});
    }

    #[test]
    fn a_value_survives_each_text_encoding(seed: u64, (before, behind) in neighbours(), mark: bool) {
        let value = alphanumerics(seed, 64);
        let content = format!("{before}é{value}{behind}");
        let expected = before.chars().count() + 1;
        let mark = if mark { "\u{FEFF}" } else { "" };
        let marked = format!("{mark}{content}");
        let wide: Vec<u16> = marked.encode_utf16().collect();
        let full: Vec<u32> = marked.chars().map(u32::from).collect();
        let forms: [(Vec<u8>, usize); 4] = [
            (wide.iter().flat_map(|unit| unit.to_le_bytes()).collect(), 2),
            (wide.iter().flat_map(|unit| unit.to_be_bytes()).collect(), 2),
            (full.iter().flat_map(|unit| unit.to_le_bytes()).collect(), 4),
            (full.iter().flat_map(|unit| unit.to_be_bytes()).collect(), 4),
        ];
        for (bytes, width) in forms {
            let decoded = text(&bytes);
            prop_assert_eq!(decoded.as_str(), content.as_str());
            let start = decoded.as_str().find(&value).unwrap();
            let span = decoded.source(Span { start, end: start + 64 });
            let first = (expected + usize::from(!mark.is_empty())) * width;
            prop_assert_eq!(span, Span { start: first, end: first + 64 * width });
        }
    }

    #[test]
    fn a_wide_value_in_a_binary_is_found(seed: u64, before in proptest::collection::vec(any::<u8>(), 0..200), behind in proptest::collection::vec(any::<u8>(), 0..50)) {
        let value = alphanumerics(seed, 48);
        let mut bytes = before.clone();
        bytes.extend([1, 2]);
        bytes.extend(value.bytes().flat_map(|byte| [byte, 0]));
        bytes.extend([3, 4]);
        bytes.extend(behind);
        let decoded = text(&bytes);
        let start = decoded.as_str().find(&value);
        prop_assert!(start.is_some());
        let start = start.unwrap();
        let at = before.len() + 2;
        prop_assert_eq!(decoded.source(Span { start, end: start + 48 }), Span { start: at, end: at + 96 });
    }

    #[test]
    fn a_value_survives_each_encoding(seed: u64, length in 32_usize..200, (before, behind) in neighbours()) {
        let value = alphanumerics(seed, length);
        let each = |spell: &dyn Fn(u8) -> String| value.bytes().map(spell).collect::<String>();
        let encoded = [
            STANDARD.encode(&value),
            URL_SAFE_NO_PAD.encode(&value),
            STANDARD.encode(STANDARD.encode(&value)),
            each(&|byte| format!("{byte:02x}")),
            each(&|byte| format!("{byte:02X}")),
            each(&|byte| format!("%{byte:02x}")),
            each(&|byte| format!("%25{byte:02X}")),
            each(&|byte| format!("\\u{byte:04x}")),
            each(&|byte| format!("\\x{byte:02x}")),
            each(&|byte| format!("&#{byte};")),
            each(&|byte| format!("&#x{byte:x};")),
        ];
        for encoded in encoded {
            let content = format!("{before}{encoded}{behind}");
            let expected = Span { start: before.len(), end: before.len() + encoded.len() };
            let spans: Vec<Span> = sightings(&content, &value).into_iter().map(|(span, _)| span).collect();
            prop_assert!(spans.contains(&expected), "{spans:?} in {content}");
            prop_assert!(spans.iter().all(|span| span.overlaps(expected)));
        }
    }

    #[test]
    fn a_split_value_is_joined(seed: u64, cut in 4_usize..60, (before, behind) in neighbours()) {
        let value = alphanumerics(seed, 64);
        let (left, right) = value.split_at(cut);
        let content = format!("{before}\"{left}\" +\n   \"{right}\"{behind}");
        let spans: Vec<Span> = sightings(&content, &value).into_iter().map(|(span, _)| span).collect();
        prop_assert_eq!(spans, vec![Span { start: before.len() + 1, end: before.len() + 1 + 64 + 8 }]);
    }
}

#[test]
fn a_long_line_of_escapes_is_cut_into_parts_that_lose_nothing() {
    let value = alphanumerics(11, 64);
    let spelled: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let one = format!("%3D{spelled}%26");
    let content = one.repeat(20_000);
    let mut starts = Vec::new();
    let mut largest = 0;
    let coverage = layers(&content, &mut |view| {
        largest = largest.max(view.text().len());
        for (start, _) in view.text().match_indices(&value) {
            let origin = view.origin(Span { start, end: start + 64 });
            assert_eq!(origin.len(), 192);
            starts.push(origin.start);
        }
    });
    starts.sort_unstable();
    starts.dedup();
    assert_eq!(coverage, Coverage::Whole);
    assert_eq!(starts.len(), 20_000);
    assert!(starts.iter().enumerate().all(|(index, &start)| start == index * one.len() + 3));
    assert!(largest < 400_000, "{largest}");
}

#[test]
fn layers_without_end_are_told() {
    let mut content = alphanumerics(12, 32);
    for _ in 0..9 {
        content = STANDARD.encode(&content);
    }
    assert_eq!(layers(&content, &mut |_| {}), Coverage::Cut);
}

#[test]
fn backslashes_without_end_hide_nothing() {
    assert_eq!(layers(&"\\".repeat(5000), &mut |_| {}), Coverage::Whole);
}

#[test]
fn long_encoded_text_is_read_across_its_parts() {
    let values: Vec<String> = (0..5000).map(|seed| alphanumerics(seed, 48)).collect();
    let plain = values.join("\n");
    let hex: String = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
    for (encoded, bits) in [(hex, 4), (STANDARD.encode(&plain), 6)] {
        let mut seen = vec![false; values.len()];
        layers(&encoded, &mut |view| {
            for (index, value) in values.iter().enumerate() {
                let Some(start) = view.text().find(value.as_str()) else { continue };
                let origin = view.origin(Span { start, end: start + 48 });
                assert_eq!(origin.start, index * 49 * 8 / bits);
                seen[index] = true;
            }
        });
        assert!(seen.iter().all(|&seen| seen), "{bits}");
    }
}
