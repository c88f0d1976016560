//! A part of a text with encodings undone, and the way back to that text.

use super::hex;
use crate::model::{Encoding, Span};

/// How far before a value what was undone still counts as needed to see it.
const REACH: usize = 256;

/// A part of a text as it reads when one kind of encoding is undone. What stands around the encoded part is in it too,
/// so that a value is seen together with its key.
#[derive(Debug)]
pub struct View<'p> {
    text: String,
    pieces: Vec<Piece>,
    /// What it was made of, and the view that is the text of, if any.
    parent_text: &'p str,
    parent: Option<&'p View<'p>>,
}

/// A stretch of a view that goes on to the next piece or the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it starts in the view.
    pub(super) view: usize,
    /// Where it starts in the parent.
    pub(super) parent: usize,
    /// How the parent spells it.
    pub(super) spelling: Spelling,
}

/// How a parent text spells a piece of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Byte for byte.
    Copy,
    /// Byte for byte, after something between it and the piece before was left out.
    Joined,
    /// Each `view` bytes by `parent` bytes.
    Units { view: u8, parent: u8, encoding: Encoding },
    /// Six bits a character, starting `bit` bits into the first; each byte of the view takes `step` bits. At the end of
    /// the piece `padding` more characters belong to it.
    Sextets { bit: u8, step: u8, padding: u8 },
}

impl Spelling {
    fn encoding(self) -> Option<Encoding> {
        match self {
            Self::Copy => None,
            Self::Joined => Some(Encoding::Joined),
            Self::Units { encoding, .. } => Some(encoding),
            Self::Sextets { .. } => Some(Encoding::Base64),
        }
    }
}

impl<'p> View<'p> {
    /// `pieces` cover all of `text`, in order.
    pub(super) fn new(
        text: String,
        pieces: Vec<Piece>,
        parent_text: &'p str,
        parent: Option<&'p View<'p>>,
    ) -> Self {
        Self { text, pieces, parent_text, parent }
    }

    /// Its buffers, empty.
    pub(super) fn into_buffers(self) -> (String, Vec<Piece>) {
        let Self { mut text, mut pieces, .. } = self;
        text.clear();
        pieces.clear();
        (text, pieces)
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the original text, the one given to [`super::layers`], that spells `span` of this view.
    pub fn origin(&self, span: Span) -> Span {
        let outer = self.in_parent(span);
        match self.parent {
            Some(parent) => parent.origin(outer),
            None => outer,
        }
    }

    /// The encodings undone to see `span`, outermost first: in it, or on its line shortly before it.
    pub fn encodings(&self, span: Span) -> Vec<Encoding> {
        let mut undone =
            self.parent.map(|parent| parent.encodings(self.in_parent(span))).unwrap_or_default();
        let near = Span { start: self.reach(span.start), end: span.end + 1 };
        let mut here = Vec::new();
        for (piece, end) in self.pieces_in(near) {
            let counts = match piece.spelling {
                Spelling::Joined => span.start < piece.view && piece.view < span.end,
                _ => near.start < end,
            };
            match piece.spelling.encoding() {
                Some(encoding) if counts && !here.contains(&encoding) => here.push(encoding),
                _ => {}
            }
        }
        undone.extend(here);
        undone
    }

    /// Whether `span`, its line before it and the character after it read the same in the parent text, so that whoever
    /// has searched the parent has seen all of it. A plain line end that was left out before it changes nothing: such a
    /// joint brings back a value that was wrapped, and a name on the line above is seen in the parent too.
    pub fn is_copy(&self, span: Span) -> bool {
        let near = Span { start: self.reach(span.start), end: (span.end + 1).min(self.text.len()) };
        self.pieces_in(near).all(|(piece, _)| match piece.spelling {
            Spelling::Copy => true,
            Spelling::Joined => {
                piece.view < near.start || (piece.view <= span.start && self.is_line_end(&piece))
            }
            Spelling::Units { .. } | Spelling::Sextets { .. } => false,
        })
    }

    /// What was left out of [`parent_text`](Self::parent_text) within `span`, so that what stands on both sides reads
    /// as one.
    pub fn joints(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let is_joint =
            move |piece: &Piece| piece.spelling == Spelling::Joined && span.start < piece.view;
        let joints = self.pieces_in(span).map(|(piece, _)| piece).filter(is_joint);
        joints.map(|piece| self.joint(&piece))
    }

    /// What was left out before a piece.
    fn joint(&self, piece: &Piece) -> Span {
        let start = piece.view.checked_sub(1).map_or(piece.parent, |last| self.byte(last).end);
        Span { start, end: piece.parent }
    }

    /// Whether nothing but the end of a line was left out before a piece.
    fn is_line_end(&self, piece: &Piece) -> bool {
        let joint = self.joint(piece);
        let left_out = self.parent_text.as_bytes().get(joint.start..joint.end);
        left_out.is_some_and(|bytes| bytes.iter().all(u8::is_ascii_whitespace))
    }

    /// Whether a run of characters was read as data up to somewhere in `span` or at its ends, or from there on, and the
    /// rest of it was not: then what stands there is as much of the run as happened to be left.
    pub fn cuts_run(&self, span: Span) -> bool {
        let is_data = |piece: &Piece| match piece.spelling {
            Spelling::Sextets { .. } => true,
            Spelling::Units { encoding, .. } => encoding == Encoding::Hex,
            Spelling::Copy | Spelling::Joined => false,
        };
        let near = Span { start: span.start.saturating_sub(1), end: span.end + 1 };
        let pieces = self.pieces_in(near).map(|(piece, _)| piece);
        let ends = |piece: &Piece| span.start <= piece.view && piece.view <= span.end;
        let mut last: Option<Piece> = None;
        let cuts = pieces.into_iter().any(|piece| {
            let before = last.replace(piece);
            before.is_some_and(|before| is_data(&before) != is_data(&piece))
                && ends(&piece)
                && self.is_amid_run(piece.parent)
        });
        cuts || self.parent.is_some_and(|parent| parent.cuts_run(self.in_parent(span)))
    }

    /// Whether letters and digits go on across a place of the parent.
    fn is_amid_run(&self, at: usize) -> bool {
        let bytes = self.parent_text.as_bytes();
        let is = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric)
        };
        // What says that digits follow is none of them.
        is(at.checked_sub(1)) && is(Some(at)) && hex::mark(&bytes[..at]) == 0
    }

    /// The text that this one was made of.
    pub fn parent_text(&self) -> &'p str {
        self.parent_text
    }

    /// The pieces from the one that holds the byte at `offset` on.
    pub(super) fn pieces_from(&self, offset: usize) -> &[Piece] {
        &self.pieces[self.index(offset).min(self.pieces.len())..]
    }

    /// Whether this is a text with joints left out.
    pub(super) fn is_joined(&self) -> bool {
        self.pieces.iter().any(|piece| piece.spelling == Spelling::Joined)
    }

    /// Where the line of `offset` starts, within reach.
    fn reach(&self, offset: usize) -> usize {
        let limit = offset.saturating_sub(REACH);
        let line = &self.text.as_bytes()[limit..offset];
        memchr::memrchr2(b'\n', b'\r', line).map_or(limit, |end| limit + end + 1).saturating_sub(1)
    }

    /// The pieces that share a byte with `span`, each with its end.
    fn pieces_in(&self, span: Span) -> impl Iterator<Item = (Piece, usize)> + '_ {
        let first = self.index(span.start);
        let ends = self.pieces.iter().skip(first + 1).map(|piece| piece.view);
        let ends = ends.chain(std::iter::once(self.text.len()));
        let pieces = self.pieces.iter().skip(first).copied();
        pieces.zip(ends).take_while(move |(piece, _)| piece.view < span.end)
    }

    /// The piece that holds the byte at `offset`.
    fn index(&self, offset: usize) -> usize {
        self.pieces.partition_point(|piece| piece.view <= offset).saturating_sub(1)
    }

    fn in_parent(&self, span: Span) -> Span {
        let start = self.byte(span.start).start;
        let end = if span.is_empty() { start } else { self.byte(span.end - 1).end };
        Span { start, end: end.max(start) }
    }

    /// The span of the parent that spells the byte at `offset`.
    fn byte(&self, offset: usize) -> Span {
        let index = self.index(offset);
        let Some(piece) = self.pieces.get(index) else { return Span { start: 0, end: 0 } };
        let within = offset - piece.view;
        let (start, end) = match piece.spelling {
            Spelling::Copy | Spelling::Joined => (within, within + 1),
            Spelling::Units { view, parent, .. } => {
                let unit = within / usize::from(view);
                (unit * usize::from(parent), (unit + 1) * usize::from(parent))
            }
            Spelling::Sextets { bit, step, padding } => {
                let bits = usize::from(bit) + usize::from(step) * within;
                let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.view);
                let padding = if offset + 1 == end { usize::from(padding) } else { 0 };
                (bits / 6, (bits + usize::from(step)).div_ceil(6) + padding)
            }
        };
        Span { start: piece.parent + start, end: piece.parent + end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    #[test]
    fn each_spelling_maps_back() {
        let percent = Spelling::Units { view: 1, parent: 3, encoding: Encoding::Percent };
        let pieces = vec![
            Piece { view: 0, parent: 10, spelling: Spelling::Copy },
            Piece { view: 2, parent: 12, spelling: percent },
            Piece { view: 4, parent: 20, spelling: Spelling::Joined },
        ];
        let view = View::new("ab==cd".to_owned(), pieces, "", None);
        assert_eq!(view.origin(span(0, 2)), span(10, 12));
        assert_eq!(view.origin(span(1, 3)), span(11, 15));
        assert_eq!(view.origin(span(3, 5)), span(15, 21));
        assert_eq!(view.encodings(span(3, 5)), [Encoding::Percent, Encoding::Joined]);
        assert!(!view.is_copy(span(0, 2)));
    }

    #[test]
    fn base64_maps_to_the_characters_that_hold_the_bits() {
        let spelling = Spelling::Sextets { bit: 0, step: 8, padding: 2 };
        let pieces = vec![Piece { view: 0, parent: 5, spelling }];
        let outer = View::new("abcd".to_owned(), pieces, "", None);
        assert_eq!(outer.origin(span(0, 1)), span(5, 7));
        assert_eq!(outer.origin(span(1, 3)), span(6, 9));
        assert_eq!(outer.origin(span(0, 4)), span(5, 13));
        let inner = View::new(
            "cd".to_owned(),
            vec![Piece { view: 0, parent: 2, spelling: Spelling::Copy }],
            outer.text(),
            Some(&outer),
        );
        assert_eq!(inner.origin(span(1, 2)), span(9, 13));
    }
}
