//! The first look at every byte: could anything here be a finding?
//!
//! Contract: no allocation; a few passes with vectors, each of which looks for something that ordinary code and data
//! almost never hold; a cheap second look at each hit. Whatever the matcher would accept, in whatever encoding the
//! decoders undo, passes. The answer depends on bytes within [`MARGIN`] of one another, archives apart, which are told
//! by how they start or end.

mod escapes;
mod runs;
mod spelled;
mod sweep;
mod wide;
mod words;

use fearless_simd::{Level, Simd, dispatch};
use sweep::Met;

use crate::model::Span;

/// The farthest that two bytes stand apart which make something suspicious together, in bytes.
pub const MARGIN: usize = 512;

/// A long window is looked at in blocks of so many bytes: the passes over one find it in a near cache, and the first
/// hit ends all.
const BLOCK: usize = 64 << 10;

/// Where the second part of a token starts.
const TOKEN: &[u8] = b".eyJ";

/// Whether `window`, a content or a part of one, could hold something that a rule reports.
pub fn suspicious(window: &[u8]) -> bool {
    is_archive(window) || suspicious_text(window)
}

/// As [`suspicious`], for content whose members, if it is an archive, are looked at one by one.
pub fn suspicious_text(window: &[u8]) -> bool {
    suspicious_part(window, Span { start: 0, end: window.len() })
}

/// Whether a part of a content, with what stands around it, could hold something that a rule reports. What is cut off
/// within the [`MARGIN`] is left to the part in which it stands whole: of a content that is asked about in parts, every
/// part has to be asked about.
pub fn suspicious_part(content: &[u8], part: Span) -> bool {
    (part.start..part.end).step_by(BLOCK).any(|start| {
        let end = part.end.min(start + BLOCK);
        let window = start.saturating_sub(MARGIN)..content.len().min(end + MARGIN);
        let is_cut = (window.start > 0, window.end < content.len());
        let window = &content[window];
        dispatch!(Level::new(), simd => asks_for_a_look(simd, window, is_cut))
            || words::names_value(window)
    })
}

/// All that needs vectors of our own. `is_cut` is whether the content goes on before and behind the window.
#[inline(always)]
fn asks_for_a_look<S: Simd>(simd: S, window: &[u8], is_cut: (bool, bool)) -> bool {
    let mut beside = words::Beside::new(window);
    let mut rows = runs::Rows::new(window, is_cut);
    let judge = |met: Met| match met {
        Met::Run(span) => runs::is_suspicious(window, span, &mut rows),
        Met::Q(at) => words::names_vendor(window, at, &mut beside),
        Met::Token(end) => window[..end].ends_with(TOKEN),
        Met::Zero(first) => wide::suspicious(window, first),
    };
    sweep::meets(simd, window, judge) || rows.end_suspicious() || escapes::suspicious(simd, window)
}

/// How archives start that the decoders open, or name because they cannot.
const ARCHIVES: [&[u8]; 17] = [
    &[0x1F, 0x8B],
    b"SQLite format 3\0",
    b"%PDF-",
    &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
    b"BZh",
    b"\xFD7zXZ\0",
    &[0x28, 0xB5, 0x2F, 0xFD],
    b"7z\xBC\xAF\x27\x1C",
    b"Rar!\x1A\x07",
    b"\x04\x22\x4D\x18",
    b"LZIP",
    b"MSCF\0\0\0\0",
    b"!<arch>\ndebian-binary",
    &[0xED, 0xAB, 0xEE, 0xDB],
    b"# v2 git bundle\n",
    b"# v3 git bundle\n",
    b"PACK\0\0\0",
];

/// The end of the checksum in the header of a tar, which has six digits before it: the oldest kind has no name of its
/// own.
const TAR_CHECKSUM_END: &[u8] = b"\0 ";

/// Whether the bytes start as an archive does, or end as a zip archive does. Of what a zip archive starts with readers
/// need nothing, so that its first record may be any.
pub fn is_archive(bytes: &[u8]) -> bool {
    matches!(bytes, [b'P', b'K', 0..0x20, ..])
        || ARCHIVES.iter().any(|start| bytes.starts_with(start))
        || bytes.get(257..262) == Some(b"ustar")
        || bytes.get(154..156) == Some(TAR_CHECKSUM_END)
            && bytes[148..154].iter().all(|byte| matches!(byte, b'0'..=b'7' | b' '))
        || bytes.len().checked_sub(22).is_some_and(|end| bytes[end..].starts_with(b"PK\x05\x06"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::expand;

    /// What is suspicious by itself, by what stands beside it, or not at all.
    const PIECES: [&str; 14] = [
        "{{secret64}}\n",
        "{{id48}}\n",
        "\"{{secret32}}\" +\n    \"{{secret32b}}\"\n",
        "{{secret32}}\n{{secret32b}}\n",
        "    \"{{secret64}}\",\n",
        "{{secret64-base64}}\n",
        "{{secret64}}+{{token28}}/{{secret32}}",
        "-----BEGIN CERTIFICATE-----\n",
        "-----END CERTIFICATE-----\n",
        "bqToken: {{token28}}\n",
        "client_id = {{uuid}}\n",
        "{{hex64}}\n",
        "an ordinary line of text\n",
        "\n",
    ];

    /// A row of base64 as tools print it, which has characters that no value has, or none.
    fn row(seed: u64, is_telling: bool) -> String {
        let row = expand("{{secret64}}", seed);
        if is_telling { format!("{}+/{}\n", &row[..30], &row[32..]) } else { row + "\n" }
    }

    /// Mostly what is not suspicious, so that what is stands alone.
    fn piece() -> impl Strategy<Value = usize> {
        let last = PIECES.len();
        prop_oneof![1 => 0..last, 12 => last - 2..last + 2]
    }

    proptest! {
        #[test]
        fn what_is_suspicious_is_so_in_some_part(
            pieces in proptest::collection::vec((piece(), 0..9_u64), 1..200),
            step in prop_oneof![Just(1024_usize), 600..3000_usize],
        ) {
            let text: String = pieces
                .into_iter()
                .map(|(piece, seed)| match PIECES.get(piece) {
                    Some(template) => expand(template, seed),
                    None => row(seed, piece == PIECES.len()),
                })
                .collect();
            for from in (0..text.len()).step_by(step) {
                let text = &text.as_bytes()[from..text.len().min(from + 8 * step)];
                let mut parts = (0..text.len())
                    .step_by(step)
                    .map(|start| Span { start, end: text.len().min(start + step) });
                prop_assert!(!suspicious_text(text) || parts.any(|part| suspicious_part(text, part)));
            }
        }
    }
}
