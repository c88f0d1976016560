//! Lines and columns of a text of any size, for a bounded price.

use crate::model::Position;

/// The text is counted in blocks of this many bytes; a look-up counts within one block.
const BLOCK: usize = 4096;

/// Knows the position at the start of every block: built in one pass, 16 bytes for each 4 KiB of text.
#[derive(Debug)]
pub(super) struct LineIndex {
    starts: Vec<Position>,
}

impl LineIndex {
    /// Counts all of `text`.
    pub(super) fn new(text: &str) -> Self {
        let mut position = Position { line: 1, column: 1 };
        let mut starts = Vec::with_capacity(text.len() / BLOCK + 1);
        for start in (0..=text.len()).step_by(BLOCK) {
            starts.push(position);
            advance(&mut position, text.as_bytes(), start, (start + BLOCK).min(text.len()));
        }
        Self { starts }
    }

    /// The position of the character at `offset`, in the text that the index was made of.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let block = offset / BLOCK;
        let mut position = self.starts[block];
        advance(&mut position, text.as_bytes(), block * BLOCK, offset);
        position
    }
}

/// Moves `position` from `start` to `end`: a line ends after LF, and after CR unless LF follows.
fn advance(position: &mut Position, text: &[u8], start: usize, end: usize) {
    let block = &text[start..end];
    let mut line_start = 0;
    for found in memchr::memchr2_iter(b'\n', b'\r', block) {
        if block[found] == b'\r' && text.get(start + found + 1) == Some(&b'\n') {
            continue;
        }
        *position = Position { line: position.line + 1, column: 1 };
        line_start = found + 1;
    }
    position.column += characters(&block[line_start..]);
}

/// The number of characters that start in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize) -> (usize, usize) {
        let Position { line, column } = LineIndex::new(text).position(text, offset);
        (line, column)
    }

    #[test]
    fn every_line_end_counts_once() {
        let text = "a\nb\r\nc\rd\r\r\n\ne";
        let lines: Vec<_> = (0..=text.len()).map(|offset| at(text, offset)).collect();
        assert_eq!(lines[0], (1, 1));
        assert_eq!(lines[2], (2, 1));
        assert_eq!(lines[4], (2, 3));
        assert_eq!(lines[5], (3, 1));
        assert_eq!(lines[7], (4, 1));
        assert_eq!(lines[9], (5, 1));
        assert_eq!(lines[11], (6, 1));
        assert_eq!(lines[12], (7, 1));
        assert_eq!(lines[13], (7, 2));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(at("\té密x", 6), (1, 4));
    }

    #[test]
    fn blocks_change_nothing() {
        let pieces = ["é", "\r\n", "abc", "\n", "密", "\r", "x\t"];
        let text: String = pieces.iter().cycle().take(9000).copied().collect();
        let index = LineIndex::new(&text);
        let mut expected = Position { line: 1, column: 1 };
        for (offset, character) in text.char_indices() {
            assert_eq!(index.position(&text, offset), expected);
            let crlf = character == '\r' && text[offset + 1..].starts_with('\n');
            if matches!(character, '\n' | '\r') && !crlf {
                expected = Position { line: expected.line + 1, column: 1 };
            } else {
                expected.column += 1;
            }
        }
    }
}
