//! What hides in a text: every part worth decoding, decoded, layer by layer.

use super::view::View;
use super::weave::Weaver;
use super::{base64, escapes, hex, joined, numbers, quoted};
use crate::model::Span;

/// Layers inside one another that are undone.
const DEEPEST: usize = 6;

/// Text written for all views together: this many times the original, plus a little for small ones.
const LARGEST_SHARE: usize = 16;
const SMALL: usize = 1 << 20;

/// A word that is as long as this could be a value.
const SHORTEST_VALUE: usize = 32;

/// Whether all layers were undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Yes.
    Whole,
    /// No: the content is nested too deep, or decodes to too much.
    Cut,
}

/// Shows `visit` each part of `text` that reads differently when decoded, and the parts of those parts.
///
/// Time is linear in the text. At most six views live at once, each of a few hundred kilobytes. A text without any
/// encoding costs one pass and no allocation. The same place can be seen in several views, and copied text around a
/// decoded part is seen again: [`View::is_copy`] tells.
pub fn layers(text: &str, visit: &mut dyn FnMut(&View<'_>)) -> Coverage {
    let left = text.len().saturating_mul(LARGEST_SHARE).saturating_add(SMALL);
    let mut descent = Descent { visit, left, coverage: Coverage::Whole };
    descent.descend(text, None, 0);
    descent.coverage
}

struct Descent<'v> {
    visit: &'v mut dyn FnMut(&View<'_>),
    /// Bytes of views that may still be written.
    left: usize,
    coverage: Coverage,
}

/// Finds one kind of encoding and tells the weaver what to put in its place.
type Scanner = fn(&str, &mut Weaver<'_, '_>);

const SCANNERS: [Scanner; 6] =
    [joined::scan, escapes::scan, base64::scan, hex::scan, numbers::scan, quoted::scan];

impl Descent<'_> {
    fn descend(&mut self, text: &str, parent: Option<&View<'_>>, depth: usize) {
        // Where joining made the text, all that could be joined is.
        let first = usize::from(parent.is_some_and(View::is_joined));
        for scan in &SCANNERS[first..] {
            let mut emit = |view: &View<'_>| self.show(view, depth);
            let mut weaver = Weaver::new(text, parent, &mut emit);
            scan(text, &mut weaver);
            weaver.finish();
        }
    }

    fn show(&mut self, view: &View<'_>, depth: usize) {
        match self.left.checked_sub(view.text().len()) {
            Some(left) if depth < DEEPEST => {
                self.left = left;
                (self.visit)(view);
                self.descend(view.text(), Some(view), depth + 1);
            }
            _ if hides_value(view) => self.coverage = Coverage::Cut,
            _ => {}
        }
    }
}

/// Whether a word as long as a value reads differently here than in the parent: layers of mere backslashes hide
/// nothing.
fn hides_value(view: &View<'_>) -> bool {
    let mut at = 0;
    view.text().as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).any(|word| {
        let span = Span { start: at, end: at + word.len() };
        at = span.end + 1;
        word.len() >= SHORTEST_VALUE && !view.is_copy(span)
    })
}
