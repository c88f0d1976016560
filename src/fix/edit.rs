//! Edits of bytes.

use crate::model::Span;

/// Bytes that take the place of others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What goes; empty where something is only put in.
    pub span: Span,
    /// What comes.
    pub bytes: Vec<u8>,
}

/// The content with the edits made; one that overlaps another before it is left out.
pub fn apply(content: &[u8], mut edits: Vec<Edit>) -> Vec<u8> {
    edits.sort();
    edits.dedup();
    let mut out = Vec::with_capacity(content.len() + edits.len() * 8);
    let mut at = 0;
    for edit in edits {
        if edit.span.start < at || edit.span.end > content.len() {
            continue;
        }
        out.extend_from_slice(&content[at..edit.span.start]);
        out.extend_from_slice(&edit.bytes);
        at = edit.span.end;
    }
    out.extend_from_slice(&content[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, bytes: &[u8]) -> Edit {
        Edit { span: Span { start, end }, bytes: bytes.to_vec() }
    }

    #[test]
    fn edits_are_made_once_and_in_order() {
        let edits = vec![edit(6, 6, b"s"), edit(0, 1, b"H"), edit(6, 6, b"s"), edit(0, 2, b"x")];
        assert_eq!(apply(b"a http://", edits), b"H https://");
        assert_eq!(apply(b"ab", vec![edit(1, 9, b"x")]), b"ab");
    }
}
