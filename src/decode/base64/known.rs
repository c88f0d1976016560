//! Rows of base64 that a joined text has in one piece, and that were read as one before.
//!
//! What wraps base64 over lines is a joint too. So the run that such lines are joined to was read, line by line, in the
//! text that has the joints, and reads the same: only what stands before and behind it can differ.
//!
//! Contract: what is said to be known was read in the text with its joints, together with [`KEPT`] characters more of
//! the same run on each side. So whatever the run spells there was seen with all around it that decides.

use super::{SHORTEST_LINE, next_line};
use crate::blocks::{self, is_base64};
use crate::decode::view::{Piece, Spelling, View};
use crate::model::Span;

/// Characters at the ends of a run that are read again: what they spell can depend on what stands beside the run. A
/// value of the greatest length that is looked at, and what decides about it.
const KEPT: usize = 32 * 1024;

/// A run of which less is known is read again as a whole.
const WORTH: usize = 4 * 1024;

/// The part that is known of the run which starts at `start` of a joined text.
pub(super) fn known(view: &View<'_>, start: usize) -> Option<Span> {
    let (bytes, parent) = (view.text().as_bytes(), view.parent_text().as_bytes());
    let pieces = view.pieces_from(start);
    let first = *pieces.first().filter(|first| is_verbatim(first))?;
    let first_place = first.parent + (start - first.view);
    let mut at = start;
    let mut place = first_place;
    let mut next = pieces[1..].iter();
    // Characters of the run on the line that is looked at: of the first some can stand before what the view shows.
    let mut on_line = row_before(parent, first_place);
    loop {
        let piece = next.next();
        let limit = piece.map_or(bytes.len(), |piece| piece.view);
        let length = blocks::run_length(&bytes[at..limit], is_base64);
        (at, place, on_line) = (at + length, place + length, on_line + length);
        let goes_on = |piece: &&Piece| {
            at == piece.view
                && is_verbatim(piece)
                && on_line >= SHORTEST_LINE
                && next_line(parent, place) == Some(piece.parent)
        };
        let Some(piece) = piece.filter(goes_on) else { break };
        (place, on_line) = (piece.parent, 0);
    }
    if start + WORTH > at {
        return None;
    }
    // Where the joined text was cut, the run goes on in the other.
    let kept_before = KEPT.saturating_sub(rows_before(parent, first_place));
    let after = if at == bytes.len() { rows_after(parent, place, on_line) } else { 0 };
    let known =
        Span { start: start + kept_before, end: at.checked_sub(KEPT.saturating_sub(after))? };
    (known.start + WORTH <= known.end).then_some(known)
}

/// Whether a piece is one of the text with its joints.
fn is_verbatim(piece: &Piece) -> bool {
    matches!(piece.spelling, Spelling::Copy | Spelling::Joined)
}

/// Characters of a run before `at`, as far as they matter.
fn rows_before(bytes: &[u8], at: usize) -> usize {
    let mut length = row_before(bytes, at);
    let mut start = at - length;
    while length < KEPT {
        let blanks = bytes[..start].iter().rev();
        let indent = blanks.take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let end = match &bytes[..start - indent] {
            [.., b'\r', b'\n'] => start - indent - 2,
            [.., b'\r' | b'\n'] => start - indent - 1,
            _ => break,
        };
        let above = row_before(bytes, end);
        if above < SHORTEST_LINE || next_line(bytes, end) != Some(start) {
            break;
        }
        (length, start) = (length + above, end - above);
    }
    length
}

/// Those of them on the same line.
fn row_before(bytes: &[u8], at: usize) -> usize {
    let lowest = at.saturating_sub(KEPT);
    blocks::run_before(&bytes[lowest..], at - lowest, is_base64)
}

/// Characters of a run from `at` on, as far as they matter; before them stand `on_line` on the same line.
fn rows_after(bytes: &[u8], mut at: usize, mut on_line: usize) -> usize {
    let mut length = 0;
    loop {
        let row = blocks::run_length(&bytes[at..bytes.len().min(at + KEPT)], is_base64);
        length += row;
        let is_long = on_line + row >= SHORTEST_LINE;
        match next_line(bytes, at + row).filter(|_| is_long && length < KEPT) {
            Some(next) => (at, on_line) = (next, 0),
            None => return length,
        }
    }
}
