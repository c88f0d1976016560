//! Cuts the lines around a value out of a text, with every secret in them masked.
//!
//! Contract: a few lines, each of bounded length, for a price that does not depend on the length of the text or its
//! lines.

use crate::model::{Excerpt, ExcerptLine, Position, Span, is_unprintable};

/// Lines of an excerpt at most.
const LINES: usize = 4;

/// Bytes shown of a line before the mark, of the mark, and after it.
const BEFORE: usize = 60;
const MARK: usize = 120;
const AFTER: usize = 40;

/// The stretches of a text that must not be shown: in order, apart from each other.
#[derive(Debug, Default)]
pub struct Mask {
    spans: Vec<Span>,
}

impl Mask {
    /// A mask over these stretches, in any order.
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans.into_iter().filter(|span| !span.is_empty()) {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        Self { spans: merged }
    }

    /// The same, with those of these stretches that meet none of it: what is known already shows its first characters.
    pub fn and(mut self, others: impl Iterator<Item = Span>) -> Self {
        let meets =
            |span: &Span| self.from(span.start).first().is_some_and(|one| one.start < span.end);
        let new: Vec<Span> = others.filter(|span| !meets(span)).collect();
        self.spans.extend(new);
        Self::new(self.spans)
    }

    /// Those that end behind `offset`.
    fn from(&self, offset: usize) -> &[Span] {
        &self.spans[self.spans.partition_point(|span| span.end <= offset)..]
    }
}

/// The lines of `text` that hold `span`, which starts at `position`.
pub fn excerpt(text: &str, span: Span, position: Position, mask: &Mask) -> Excerpt {
    let mut lines = Vec::new();
    let mut start = span.start;
    while lines.len() < LINES {
        let (line_end, next) = line_end(text.as_bytes(), start, span.end);
        let end = span.end.min(line_end);
        let number = position.line + lines.len();
        lines.push(line(text, Span { start, end: end.max(start) }, number, mask));
        match next {
            Some(next) if next < span.end => start = indented(text.as_bytes(), next, span.end),
            _ => break,
        }
    }
    Excerpt { lines }
}

/// Where the line of `start` ends, looking no farther than `limit`, and where the next one starts.
fn line_end(bytes: &[u8], start: usize, limit: usize) -> (usize, Option<usize>) {
    match memchr::memchr2(b'\n', b'\r', &bytes[start..limit]) {
        Some(found) => {
            let end = start + found;
            let width = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
            (end, Some(end + width))
        }
        None => (limit, None),
    }
}

/// The first byte from `start` that is no indentation.
fn indented(bytes: &[u8], start: usize, limit: usize) -> usize {
    let blank = bytes[start..limit].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    start + blank
}

/// One line, cut around the mark.
fn line(text: &str, mark: Span, number: usize, mask: &Mask) -> ExcerptLine {
    let bytes = text.as_bytes();
    let earliest = floor(text, mark.start.saturating_sub(BEFORE));
    let from = memchr::memrchr2(b'\n', b'\r', &bytes[earliest..mark.start])
        .map_or(earliest, |end| earliest + end + 1);
    let cut_before = from == earliest && from > 0 && !matches!(bytes[from - 1], b'\n' | b'\r');
    let mark_end = floor(text, mark.end.min(mark.start + MARK)).max(mark.start);
    let latest = floor(text, (mark_end + AFTER).min(text.len()));
    let to = memchr::memchr2(b'\n', b'\r', &bytes[mark_end..latest])
        .map_or(latest, |end| mark_end + end);
    let cut_after = to == latest && to < text.len() && !matches!(bytes[to], b'\n' | b'\r');

    let mut shown = String::with_capacity(to - from + 8);
    if cut_before {
        shown.push('…');
    }
    write_masked(text, Span { start: from, end: mark.start }, mask, &mut shown);
    let start = shown.len();
    write_masked(text, Span { start: mark.start, end: mark_end }, mask, &mut shown);
    if mark_end < mark.end {
        shown.push('…');
    }
    let end = shown.len();
    write_masked(text, Span { start: mark_end, end: to }, mask, &mut shown);
    if cut_after {
        shown.push('…');
    }
    ExcerptLine { number, text: shown, mark: Span { start, end } }
}

/// Writes a part of the text, secrets as stars and control characters as escapes.
fn write_masked(text: &str, span: Span, mask: &Mask, out: &mut String) {
    let mut hidden = mask.from(span.start);
    for (offset, character) in text[span.start..span.end].char_indices() {
        let at = span.start + offset;
        while hidden.first().is_some_and(|first| first.end <= at) {
            hidden = &hidden[1..];
        }
        let is_hidden = hidden.first().is_some_and(|first| first.start <= at);
        let joint = character.is_whitespace() || matches!(character, '"' | '\'' | '`');
        match character {
            '\t' => out.push(' '),
            _ if is_hidden && !joint => out.push('*'),
            _ if is_unprintable(character) => out.extend(character.escape_unicode()),
            _ => out.push(character),
        }
    }
}

fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, start: usize, end: usize) -> Vec<ExcerptLine> {
        let span = Span { start, end };
        let mask = Mask::new(vec![Span { start: start + 1, end }]);
        excerpt(text, span, Position { line: 7, column: 1 }, &mask).lines
    }

    #[test]
    fn a_line_is_shown_whole_and_masked() {
        let lines = cut("a\nkey = qwerty, b\x1b\nc", 8, 14);
        assert_eq!(lines[0].text, "key = q*****, b\\u{1b}");
        assert_eq!((lines[0].number, lines[0].mark), (7, Span { start: 6, end: 12 }));
        assert_eq!(lines.len(), 1);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}VALUE{}", "é".repeat(4000), "ü".repeat(4000));
        let line = &cut(&text, 8000, 8005)[0];
        assert!(line.text.starts_with("…é") && line.text.ends_with("ü…"));
        assert!(line.text.chars().count() < 160);
        assert_eq!(&line.text[line.mark.start..line.mark.end], "V****");
    }

    #[test]
    fn a_value_over_lines_keeps_no_half() {
        let lines = cut("k = \"abcd\" +\r\n    \"efgh\"", 5, 23);
        assert_eq!(lines[0].text, "k = \"a***\" *");
        assert_eq!(lines[1].text, "    \"****\"");
        assert_eq!(lines[1].number, 8);
    }
}
