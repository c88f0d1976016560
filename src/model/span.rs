//! Places in content: byte ranges, and the lines and columns that people read.

/// A half-open range of bytes in the content it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A place in text. Both numbers count from 1; columns count characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line; LF, CRLF and a lone CR each end one.
    pub line: usize,
    /// Column, in characters of the decoded text.
    pub column: usize,
}

/// A range of text; `end` is exclusive: a value of 64 characters at column 20 ends at column 84.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// The first character.
    pub start: Position,
    /// Just past the last character.
    pub end: Position,
}

impl Span {
    /// The number of bytes covered.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether no byte is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The one of `spans` that holds the byte at `at`; they are in order, and share none.
    pub fn holder(spans: &[Self], at: usize) -> Option<Self> {
        let before = spans.partition_point(|span| span.start <= at);
        spans[..before].last().filter(|span| at < span.end).copied()
    }
}
