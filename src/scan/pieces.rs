//! A large text in pieces that threads look at side by side.
//!
//! Contract: every place of the given stretches stands in the core of one piece, and only there. What decides about a
//! place stands in the window around its core: [`near`] says how far that is. Cores and windows end between lines, or
//! else between words, and never within rows of data that one decoder reads as one; where there is no such end within
//! reach, a piece is as long as it has to be.

use super::near;
use crate::model::Span;

/// A stretch above this size is cut, in bytes.
const LONG: usize = 512 << 10;

/// One piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it alone is asked about.
    core: Span,
    /// What is looked at.
    window: Span,
}

impl Piece {
    /// All of a text.
    pub(super) fn whole(text: &str) -> Self {
        Self::alone(Span { start: 0, end: text.len() })
    }

    /// A part that is looked at alone.
    pub(super) fn alone(part: Span) -> Self {
        Self { core: part, window: part }
    }

    /// The window's text, out of that of the whole.
    pub(super) fn text<'t>(&self, whole: &'t str) -> &'t str {
        &whole[self.window.start..self.window.end]
    }

    /// The span of the whole that a span of the window is.
    pub(super) fn place(&self, span: Span) -> Span {
        Span { start: self.window.start + span.start, end: self.window.start + span.end }
    }

    /// Whether what stands at a place of the whole is this piece's to tell.
    pub(super) fn owns(&self, place: Span) -> bool {
        (self.core.start..self.core.end).contains(&place.start)
    }
}

/// The pieces of the `stretches` of a text, which are in order and start and end between characters.
pub(super) fn pieces(text: &str, stretches: &[Span]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let bytes = &text.as_bytes()[..stretch.end];
        let mut start = stretch.start;
        while start < stretch.end {
            let end = cut_from(bytes, start + LONG);
            // A stretch that is one piece, as almost all are, asks for no cut.
            let from = match start == stretch.start {
                true => start,
                false => cut_before(bytes, start.saturating_sub(near::REACH), stretch.start),
            };
            let window = Span { start: from, end: cut_from(bytes, end + near::REACH) };
            pieces.push(Piece { core: Span { start, end }, window });
            start = end;
        }
    }
    pieces
}

/// The first place from `at` on where a text can be cut, or its end.
fn cut_from(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match near::end_from(bytes, at) {
            Some(end) => return end,
            None => at += LONG,
        }
    }
    bytes.len()
}

/// The last place at or before `at` where a text can be cut, or `first` where none is behind it.
fn cut_before(bytes: &[u8], mut at: usize, first: usize) -> usize {
    while at > first {
        match near::start_before(bytes, at) {
            Some(start) => return start.max(first),
            None => at = at.saturating_sub(LONG),
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_of(text: &str) -> Vec<Piece> {
        pieces(text, &[Span { start: 0, end: text.len() }])
    }

    #[test]
    fn cores_cover_a_text_once_and_windows_reach_farther() {
        let text = "an ordinary line, 密, of text\n".repeat(100_000);
        let pieces = all_of(&text);
        assert!(pieces.len() > 4);
        let mut end = 0;
        for piece in &pieces {
            assert_eq!(piece.core.start, end);
            end = piece.core.end;
            let is_first = piece.core.start == 0;
            let is_last = end == text.len();
            assert!(is_first || piece.window.start + near::REACH <= piece.core.start);
            assert!(is_last || piece.window.end >= end + near::REACH);
            assert!(text[..end].ends_with('\n') && piece.text(&text).ends_with('\n'));
        }
        assert_eq!(end, text.len());
    }

    #[test]
    fn rows_of_data_and_long_words_stay_whole() {
        let rows = format!("{}\n", "QUJD".repeat(16)).repeat(60_000);
        assert_eq!(all_of(&rows).len(), 1);
        assert_eq!(all_of(&"QUJD".repeat(1_000_000)).len(), 1);
        let mixed = format!("{}{rows}{0}", "an ordinary line of text\n".repeat(60_000));
        let pieces = all_of(&mixed);
        let at = mixed.find("QUJD").expect("it is there");
        let owner = pieces.iter().find(|piece| piece.owns(Span { start: at, end: at + 1 }));
        let text = owner.expect("each place is some piece's").text(&mixed);
        assert_eq!(text.matches("QUJD").count(), 16 * 60_000);
    }
}
