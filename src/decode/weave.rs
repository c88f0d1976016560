//! Builds views: copies a text around the places where an encoding was undone, in parts of bounded size.

use super::view::{Piece, Spelling, View};
use crate::blocks::{self, is_alphanumeric};
use crate::model::Span;

/// Bytes copied before the first and after the last change of a view.
const BEFORE: usize = 512;
const AFTER: usize = 256;

/// A value that touches a change is copied whole up to this length, and a value up to this length is whole in at least
/// one of the parts that a large view is cut into.
pub(super) const LONGEST_VALUE: usize = 16 * 1024;

/// Text of one view, at most; a larger one is cut into parts that overlap.
const LARGEST_VIEW: usize = 256 * 1024;

/// Takes changes in order and hands out views.
pub(super) struct Weaver<'t, 'k> {
    parent_text: &'t str,
    parent: Option<&'t View<'t>>,
    emit: &'k mut dyn FnMut(&View<'_>),
    text: String,
    pieces: Vec<Piece>,
    /// Up to where the parent is in the open view.
    at: usize,
    /// Whether the open view shows anything that the parent did not.
    fresh: bool,
    open: bool,
}

impl<'t, 'k> Weaver<'t, 'k> {
    /// Views of `parent_text` go to `emit`. `parent` is the view whose text that is.
    pub(super) fn new(
        parent_text: &'t str,
        parent: Option<&'t View<'t>>,
        emit: &'k mut dyn FnMut(&View<'_>),
    ) -> Self {
        let (text, pieces) = (String::new(), Vec::new());
        Self { parent_text, parent, emit, text, pieces, at: 0, fresh: false, open: false }
    }

    /// Leaves `span` out and puts `text` in its place. Spans come in order and do not overlap.
    pub(super) fn replace(&mut self, span: Span, text: &str, spelling: Spelling) {
        self.reach(span);
        self.push(text, span.start, spelling);
        self.at = span.end;
        self.divide();
    }

    /// Puts text in place of `span` piece by piece; `pieces` are relative to `text`, and absolute in the parent.
    pub(super) fn replace_all(&mut self, span: Span, text: &str, pieces: &[Piece]) {
        self.reach(span);
        let base = self.text.len();
        self.pieces.extend(pieces.iter().map(|piece| Piece { view: base + piece.view, ..*piece }));
        self.text.push_str(text);
        self.at = span.end;
        self.divide();
    }

    /// Leaves `span` out and joins what stands on its sides. A view of nothing but joins that are not `worth` it is not
    /// handed out.
    pub(super) fn join(&mut self, span: Span, worth: bool) {
        let fresh = self.fresh && self.open;
        self.reach(span);
        if !worth {
            self.fresh = fresh && self.fresh;
        }
        self.at = span.end;
        self.pieces.push(Piece {
            view: self.text.len(),
            parent: span.end,
            spelling: Spelling::Joined,
        });
    }

    /// The view whose text is read here.
    pub(super) fn parent(&self) -> Option<&'t View<'t>> {
        self.parent
    }

    /// Leaves `span` out without a change, and apart what stands on its sides: another view shows it with both.
    pub(super) fn leave(&mut self, span: Span) {
        if self.open {
            self.copy(span.start);
            self.hand_out();
            self.open = false;
        }
        self.at = span.end;
    }

    /// Hands out what is left.
    pub(super) fn finish(mut self) {
        self.close();
    }

    /// Copies the parent up to `span`, in a new view if it is far from what was changed before.
    fn reach(&mut self, span: Span) {
        let far = self.open && span.start > self.at + BEFORE + AFTER;
        if far && span.start > context_end(self.parent_text, self.at) {
            self.close();
        }
        if !self.open {
            self.open = true;
            self.fresh = false;
            self.at = context_start(self.parent_text, self.at, span.start);
        }
        self.copy(span.start);
        self.divide();
        self.fresh = self.fresh || self.parent.is_none_or(|parent| !parent.is_copy(span));
    }

    fn copy(&mut self, end: usize) {
        let (start, text) = (self.at, self.parent_text);
        if start < end {
            self.push(&text[start..end], start, Spelling::Copy);
            self.at = end;
        }
    }

    fn push(&mut self, text: &str, parent: usize, spelling: Spelling) {
        if !self.continues(text.len(), parent, spelling) {
            self.pieces.push(Piece { view: self.text.len(), parent, spelling });
        }
        self.text.push_str(text);
    }

    /// Whether the last piece, when it goes on, spells this text too.
    fn continues(&self, length: usize, parent: usize, spelling: Spelling) -> bool {
        let Some(last) = self.pieces.last() else { return false };
        let within = self.text.len() - last.view;
        match (last.spelling, spelling) {
            (Spelling::Copy | Spelling::Joined, Spelling::Copy) => last.parent + within == parent,
            (Spelling::Units { view, parent: wide, .. }, Spelling::Units { .. }) => {
                last.spelling == spelling
                    && length == usize::from(view)
                    && last.parent + within / usize::from(view) * usize::from(wide) == parent
            }
            _ => false,
        }
    }

    fn close(&mut self) {
        if !self.open {
            return;
        }
        self.copy(context_end(self.parent_text, self.at));
        self.hand_out();
        self.open = false;
    }

    fn hand_out(&mut self) {
        let view = View::new(
            std::mem::take(&mut self.text),
            std::mem::take(&mut self.pieces),
            self.parent_text,
            self.parent,
        );
        if self.fresh {
            (self.emit)(&view);
        }
        // The next view is written where this one was.
        (self.text, self.pieces) = view.into_buffers();
    }

    /// Hands out a view that has grown large and goes on with a copy of its end.
    fn divide(&mut self) {
        if self.text.len() < LARGEST_VIEW {
            return;
        }
        let cut = context_start(&self.text, 0, self.text.len() - LONGEST_VALUE);
        let tail = self.text[cut..].to_owned();
        let first = self.pieces.partition_point(|piece| piece.view <= cut).saturating_sub(1);
        let pieces = self.pieces[first..].iter().map(|piece| cut_piece(*piece, cut)).collect();
        self.hand_out();
        self.text = tail;
        self.pieces = pieces;
    }
}

/// The piece as it stands in a view that lacks the first `cut` bytes.
fn cut_piece(piece: Piece, cut: usize) -> Piece {
    let Some(lost) = cut.checked_sub(piece.view) else {
        return Piece { view: piece.view - cut, ..piece };
    };
    let (parent, spelling) = match piece.spelling {
        Spelling::Copy | Spelling::Joined => (lost, Spelling::Copy),
        Spelling::Units { view, parent, .. } => {
            (lost / usize::from(view) * usize::from(parent), piece.spelling)
        }
        Spelling::Sextets { bit, step, padding } => {
            let bits = usize::from(bit) + usize::from(step) * lost;
            let bit = u8::try_from(bits % 6).expect("a remainder of six is small");
            (bits / 6, Spelling::Sextets { bit, step, padding })
        }
    };
    Piece { view: 0, parent: piece.parent + parent, spelling }
}

/// Where the context of a change at `at` starts, not before `floor`: never inside a word or a number.
fn context_start(text: &str, floor: usize, at: usize) -> usize {
    let bytes = text.as_bytes();
    let lowest = floor.max(at.saturating_sub(LONGEST_VALUE));
    let word = at - blocks::run_before(&bytes[lowest..], at - lowest, is_token);
    let wanted = floor.max(word.saturating_sub(BEFORE));
    if wanted == floor && (floor == 0 || !is_word(bytes[floor])) {
        return text.ceil_char_boundary(wanted);
    }
    let partial = bytes[wanted..word].iter().take_while(|&&byte| is_word(byte)).count();
    text.ceil_char_boundary(wanted + partial)
}

/// Where the context of a change that ends at `at` ends.
fn context_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let highest = bytes.len().min(at + LONGEST_VALUE);
    let word = at + blocks::run_length(&bytes[at..highest], is_token);
    let wanted = bytes.len().min(word + AFTER);
    if wanted == bytes.len() {
        return wanted;
    }
    let partial = bytes[word..wanted].iter().rev().take_while(|&&byte| is_word(byte)).count();
    text.floor_char_boundary(wanted - partial)
}

/// Bytes of which a value is made that a change may stand in the middle of: tokens have their parts joined by dots.
fn is_token(byte: u8) -> bool {
    is_word(byte) | (byte == b'.')
}

/// Bytes of which values and names are made, and all of other characters.
fn is_word(byte: u8) -> bool {
    is_alphanumeric(byte) | (byte == b'_') | (byte == b'-') | (byte >= 0x80)
}
