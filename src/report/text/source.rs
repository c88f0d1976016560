//! The masked lines of a diagnostic, numbered as in the content they come from.

use std::ops::Range;
use std::path::Path;

use codespan_reporting::diagnostic::Label;
use codespan_reporting::files::{self, Files};

use super::super::{escape_control, words};
use crate::model::{Finding, Origin, Position};

/// What stands left of a line: its number and the frame.
const GUTTER: usize = 12;

/// Text is not cut to fewer columns, however narrow the terminal.
const NARROWEST: usize = 30;

/// A small file made of the excerpts of a group of findings.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: String,
    lines: Vec<Line>,
    start: Position,
}

#[derive(Debug)]
struct Line {
    number: usize,
    /// The bytes of the line in `text`, with its line end.
    range: Range<usize>,
    /// What to mark, as bytes of `text`, and the index of the finding that wants it.
    marks: Vec<(Range<usize>, usize)>,
}

impl Source {
    /// The excerpts of `group`, which stand in one content. A line that two findings share is shown once.
    /// With `width`, lines are cut around their mark to fit that many columns.
    /// With `root`, the name links to the file below it.
    pub(super) fn of(group: &[Finding], width: Option<usize>, root: Option<&Path>) -> Self {
        let first = &group[0];
        let name = words::place(&first.origin, first.archive_path.as_deref());
        let start = first.region.map_or(Position { line: 1, column: 1 }, |region| region.start);
        let mut source = Self {
            name: linked(&escape_control(&name), &first.origin, root),
            text: String::new(),
            lines: Vec::new(),
            start,
        };
        for (index, finding) in group.iter().enumerate() {
            for line in finding.excerpt.iter().flat_map(|excerpt| &excerpt.lines) {
                let (text, mark) = printable(&line.text, line.mark.start..line.mark.end);
                let (text, mark) = match width {
                    Some(width) => fit(&text, mark, width.saturating_sub(GUTTER).max(NARROWEST)),
                    None => (text, mark),
                };
                source.add(line.number, &text, mark, index);
            }
        }
        source
    }

    /// One label for each marked part; a value over several lines is named on its last.
    pub(super) fn labels(&self, group: &[Finding]) -> Vec<Label<()>> {
        let marks: Vec<&(Range<usize>, usize)> =
            self.lines.iter().flat_map(|line| &line.marks).collect();
        let is_last = |at: usize| marks[at + 1..].iter().all(|mark| mark.1 != marks[at].1);
        marks
            .iter()
            .enumerate()
            .map(|(at, (range, index))| {
                let label = if *index == 0 {
                    Label::primary((), range.clone())
                } else {
                    Label::secondary((), range.clone())
                };
                if is_last(at) {
                    label.with_message(label_text(&group[*index], group.len()))
                } else {
                    label
                }
            })
            .collect()
    }

    fn add(&mut self, number: usize, text: &str, mark: Range<usize>, index: usize) {
        let shown = |line: &Line| {
            line.number == number && self.text[line.range.clone()].trim_end_matches('\n') == text
        };
        let at = match self.lines.iter().position(shown) {
            Some(at) => at,
            None => {
                let start = self.text.len();
                self.text.push_str(text);
                self.text.push('\n');
                self.lines.push(Line { number, range: start..self.text.len(), marks: Vec::new() });
                self.lines.len() - 1
            }
        };
        let line = &mut self.lines[at];
        if !mark.is_empty() {
            let start = line.range.start;
            line.marks.push((start + mark.start..start + mark.end, index));
        }
    }

    fn line(&self, index: usize) -> Result<&Line, files::Error> {
        let max = self.lines.len();
        self.lines.get(index).ok_or(files::Error::LineTooLarge { given: index, max })
    }
}

/// The name as a link that terminals follow (OSC 8), where it is a file's.
fn linked(name: &str, origin: &Origin, root: Option<&Path>) -> String {
    match (origin, root) {
        (Origin::File { path }, Some(root)) => {
            let root = root.as_os_str().as_encoded_bytes();
            let (root, path) =
                (words::percent_encoded(root), words::percent_encoded(path.as_bytes()));
            format!("\u{1b}]8;;file://{root}/{path}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\")
        }
        _ => name.to_owned(),
    }
}

/// Alone, a value's label says what was masked; among others, also which is which.
fn label_text(finding: &Finding, of: usize) -> String {
    let redacted = escape_control(&finding.value.redacted);
    if of == 1 { redacted.into_owned() } else { format!("{}: {redacted}", finding.rule.id) }
}

/// The text with each character that could command a terminal replaced by a visible one, and the mark moved along. Tabs
/// stay: they are drawn as spaces.
fn printable(text: &str, mark: Range<usize>) -> (String, Range<usize>) {
    let mut safe = String::with_capacity(text.len());
    let (mut start, mut end) = (None, None);
    for (at, character) in text.char_indices() {
        if at >= mark.start {
            start.get_or_insert(safe.len());
        }
        if at >= mark.end {
            end.get_or_insert(safe.len());
        }
        let mut buffer = [0; 4];
        let harmless = character == '\t'
            || matches!(
                escape_control(character.encode_utf8(&mut buffer)),
                std::borrow::Cow::Borrowed(_)
            );
        safe.push(match character {
            _ if harmless => character,
            '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            _ => '\u{fffd}',
        });
    }
    let end = end.unwrap_or(safe.len());
    let start = start.unwrap_or(end).min(end);
    (safe, start..end)
}

/// The text in at most `columns` characters, with `…` where something is left out: of a mark the start is kept, and
/// around it more of what stands before than of what follows.
fn fit(text: &str, mark: Range<usize>, columns: usize) -> (String, Range<usize>) {
    if text.chars().count() <= columns {
        return (text.to_owned(), mark);
    }
    let (before, marked, after) = (&text[..mark.start], &text[mark.clone()], &text[mark.end..]);
    let marked = head(marked, columns / 2);
    let left = columns - marked.chars().count();
    let before = tail(before, left - after.chars().count().min(left / 3));
    let after = head(after, left - before.chars().count());
    let start = before.len();
    let end = start + marked.len();
    (format!("{before}{marked}{after}"), start..end)
}

/// The first characters, the last of them `…` if some are left out.
fn head(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    if most == 0 { kept } else { kept + "…" }
}

/// The last characters, the first of them `…` if some are left out.
fn tail(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().skip(count - most.saturating_sub(1)).collect();
    if most == 0 { String::new() } else { format!("…{kept}") }
}

impl<'a> Files<'a> for Source {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, files::Error> {
        Ok(&self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, files::Error> {
        Ok(&self.text)
    }

    fn line_index(&'a self, (): (), byte_index: usize) -> Result<usize, files::Error> {
        let after = self.lines.partition_point(|line| line.range.start <= byte_index);
        Ok(after.saturating_sub(1))
    }

    fn line_number(&'a self, (): (), line_index: usize) -> Result<usize, files::Error> {
        Ok(self.line(line_index)?.number)
    }

    /// The excerpt can be cut on the left, so the column comes from the finding.
    fn column_number(&'a self, (): (), _line: usize, _byte: usize) -> Result<usize, files::Error> {
        Ok(self.start.column)
    }

    fn line_range(&'a self, (): (), line_index: usize) -> Result<Range<usize>, files::Error> {
        Ok(self.line(line_index)?.range.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_on_their_characters() {
        let (text, mark) = printable("a\x1b[é\u{202e}ßz", 3..8);
        assert_eq!(text, "a\u{241b}[é\u{fffd}ßz");
        assert_eq!(&text[mark], "é\u{fffd}");
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let text =
            format!("{}key = \"AfkZ{}\" # {}", "b".repeat(60), "*".repeat(60), "a".repeat(40));
        let (cut, mark) = fit(&text, 67..131, 40);
        assert!(cut.chars().count() <= 40, "{cut}");
        assert_eq!(&cut[mark], format!("AfkZ{}…", "*".repeat(15)));
        assert!(cut.starts_with('…') && cut.contains("key = \"") && cut.ends_with('…'), "{cut}");
        assert_eq!(fit("short", 0..2, 40), ("short".to_owned(), 0..2));
    }

    #[test]
    fn a_mark_past_the_end_is_cut() {
        let (text, mark) = printable("ab", 1..9);
        assert_eq!(&text[mark], "b");
    }
}
