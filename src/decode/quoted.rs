//! Quoted-printable text, as mails are kept and exported: `client_secret=3D…`, and lines that a `=` at their end joins
//! to the next.
//!
//! An equals sign before two digits stands in much code, so that one escape tells that the text is written so: that of
//! the sign itself, which no such text can do without. What is escaped near one is undone with it.

use super::escapes;
use super::view::Spelling;
use super::weave::Weaver;
use crate::model::{Encoding, Span};

/// The equals sign, as it is always written.
const SIGN: &[u8] = b"=3D";

/// How far from a sign others are undone, in bytes: a few lines.
const NEAR: usize = 512;

/// Undoes the escapes and the soft line ends in `text`.
pub(super) fn scan(text: &str, weaver: &mut Weaver<'_, '_>) {
    // A mail is a file: what stands in another encoding is none.
    if weaver.parent().is_some() {
        return;
    }
    let bytes = text.as_bytes();
    let mut done = 0;
    while let Some(sign) = memchr::memmem::find(&bytes[done..], SIGN) {
        let sign = done + sign;
        let start = done.max(sign.saturating_sub(NEAR));
        done = undo(bytes, Span { start, end: sign + NEAR }, weaver);
    }
}

/// Undoes what starts in a stretch, which goes on as long as there is something to undo: nothing that stands near what
/// was undone is left to the next layer. Where the stretch ends.
fn undo(bytes: &[u8], stretch: Span, weaver: &mut Weaver<'_, '_>) -> usize {
    let (mut done, mut end) = (stretch.start, stretch.end);
    for at in memchr::memchr_iter(b'=', &bytes[stretch.start..]) {
        let at = stretch.start + at;
        if at >= end {
            break;
        }
        if at < done {
            continue;
        }
        if let Some(length) = soft_break(bytes, at) {
            done = at + length;
            weaver.join(Span { start: at, end: done }, true);
        } else if let Some((character, length)) = escape(&bytes[at..]) {
            let mut buffer = [0; 4];
            let decoded = character.encode_utf8(&mut buffer);
            let (Ok(view), Ok(parent)) = (u8::try_from(decoded.len()), u8::try_from(length)) else {
                continue;
            };
            done = at + length;
            let spelling = Spelling::Units { view, parent, encoding: Encoding::QuotedPrintable };
            weaver.replace(Span { start: at, end: done }, decoded, spelling);
        } else {
            continue;
        }
        end = end.max(done + NEAR);
    }
    done.max(end).min(bytes.len())
}

/// The escape at the start of `bytes`. Nothing that writes such text escapes letters and digits, or spells a byte in
/// small letters.
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let (character, length) = escapes::triplets(bytes, b'=')?;
    let is_small = bytes[..length].iter().any(u8::is_ascii_lowercase);
    (!is_small && !character.is_ascii_alphanumeric()).then_some((character, length))
}

/// The length of the `=` at `at` and the line end behind it. A second sign before it is the padding of base64.
fn soft_break(bytes: &[u8], at: usize) -> Option<usize> {
    let is_padding = at.checked_sub(1).is_some_and(|before| bytes[before] == b'=');
    match &bytes[at + 1..] {
        _ if is_padding => None,
        [b'\r', b'\n', ..] => Some(3),
        [b'\n' | b'\r', ..] => Some(2),
        _ => None,
    }
}
