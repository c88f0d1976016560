//! The first look at every byte: could anything here be a finding?
//!
//! Contract: no allocation; a few passes with vectors, each of which looks for something that ordinary
//! code and data almost never hold; a cheap second look at each hit. Whatever the matcher would accept, in whatever encoding the
//! decoders undo, passes. The answer depends on bytes within [`MARGIN`] of one another, archives apart, which are told by how they
//! start or end.

mod escapes;
mod runs;
mod spelled;
mod sweep;
mod wide;
mod words;

use fearless_simd::{Level, Simd, dispatch};
use sweep::Met;

/// The farthest that two bytes stand apart which make something suspicious together, in bytes.
pub const MARGIN: usize = 512;

/// A long window is looked at in blocks of so many bytes: the passes over one find it in a near cache, and the first hit ends all.
const BLOCK: usize = 64 << 10;

/// Where the second part of a token starts.
const TOKEN: &[u8] = b".eyJ";

/// Whether `window`, a content or a part of one, could hold something that a rule reports.
pub fn suspicious(window: &[u8]) -> bool {
    is_archive(window) || suspicious_text(window)
}

/// As [`suspicious`], for content whose members, if it is an archive, are looked at one by one.
pub fn suspicious_text(window: &[u8]) -> bool {
    if window.len() <= BLOCK {
        return is_suspicious(window);
    }
    (0..window.len()).step_by(BLOCK).any(|start| {
        is_suspicious(
            &window[start.saturating_sub(MARGIN)..window.len().min(start + BLOCK + MARGIN)],
        )
    })
}

fn is_suspicious(window: &[u8]) -> bool {
    dispatch!(Level::new(), simd => asks_for_a_look(simd, window)) || words::names_value(window)
}

/// All that needs vectors of our own.
#[inline(always)]
fn asks_for_a_look<S: Simd>(simd: S, window: &[u8]) -> bool {
    let mut beside = words::Beside::new(window);
    let mut rows = runs::Rows::new(window);
    let judge = |met: Met| match met {
        Met::Run(span) => runs::is_suspicious(window, span, &mut rows),
        Met::Q(at) => words::names_vendor(window, at, &mut beside),
        Met::Token(end) => window[..end].ends_with(TOKEN),
        Met::Zero(first) => wide::suspicious(window, first),
    };
    sweep::meets(simd, window, judge) || rows.end_suspicious() || escapes::suspicious(simd, window)
}

/// How archives start that the decoders open, or name because they cannot.
const ARCHIVES: [&[u8]; 8] = [
    &[0x1F, 0x8B],
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"BZh",
    b"\xFD7zXZ\0",
    &[0x28, 0xB5, 0x2F, 0xFD],
    b"7z\xBC\xAF\x27\x1C",
    b"Rar!\x1A\x07",
];

/// The end of the checksum in the header of a tar, which has six digits before it: the oldest kind has no name of its own.
const TAR_CHECKSUM_END: &[u8] = b"\0 ";

/// Whether the bytes start as an archive does, or end as a zip archive does.
pub fn is_archive(bytes: &[u8]) -> bool {
    ARCHIVES.iter().any(|start| bytes.starts_with(start))
        || bytes.get(257..262) == Some(b"ustar")
        || bytes.get(154..156) == Some(TAR_CHECKSUM_END)
            && bytes[148..154].iter().all(|byte| matches!(byte, b'0'..=b'7' | b' '))
        || bytes.len().checked_sub(22).is_some_and(|end| bytes[end..].starts_with(b"PK\x05\x06"))
}
