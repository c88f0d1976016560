//! Tables, whose names of values stand in the first line: separated values, and those of Markdown.

use super::Context;
use super::context::{FARTHEST, last_phrase, tail};
use crate::model::Span;

/// The telling name at the head of the value's column, where the value stands in a table.
pub(super) fn head(text: &str, span: Span) -> Option<Context> {
    let above = tail(text, span.start, FARTHEST);
    let line = memchr::memrchr(b'\n', above.as_bytes())?;
    let (above, row) = (&above[..line], &above[line + 1..]);
    let separator = [',', ';', '|', '\t'].into_iter().find(|&separator| {
        row.contains(separator)
            || text[span.end..].trim_start_matches(['"', '\'', ' ']).starts_with(separator)
    })?;
    let column = row.matches(separator).count();
    let rows = above.rsplit('\n').take_while(|line| line.contains(separator));
    let length: usize = rows.map(|line| line.len() + 1).sum();
    let table = above.get(above.len() + 1 - length..)?;
    let head = table.split('\n').find_map(|line| line.split(separator).nth(column))?;
    let is_name = !head.contains(|c: char| c.is_ascii_digit())
        && head.contains(|c: char| c.is_ascii_alphabetic());
    // A head that tells nothing still says that no other column's name is meant.
    last_phrase(head, 0).or_else(|| is_name.then_some(Context::SILENT))
}
