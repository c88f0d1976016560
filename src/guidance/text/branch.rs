//! The lines above a place, by which the branch that it stands in is told.
//!
//! Contract: goes by indentation, in any language, and by nothing that a parser knows.

use crate::guidance::Page;
use crate::model::Span;

/// The last `most` lines above one that are not blank, the nearest first.
pub(in crate::guidance) fn above<'p>(
    page: &'p Page<'_>,
    line: Span,
    most: usize,
) -> impl Iterator<Item = Span> + 'p {
    let mut start = line.start;
    let before = std::iter::from_fn(move || {
        let above = page.line(start.checked_sub(1)?);
        start = above.start;
        Some(above)
    });
    before.take(most).filter(|line| !page.slice(*line).trim().is_empty())
}

/// Whether a line is the head of a branch for all that the branches before it do not take.
pub(in crate::guidance) fn is_else(line: &str) -> bool {
    let words = line.trim_start_matches(['}', ' ', '\t']);
    words.starts_with("else") && !words.starts_with("else if")
}

/// How far a line is indented, in blanks and tabs.
pub(in crate::guidance) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}
