//! Draws what would change as a unified diff.
//!
//! Contract: for edits that change lines and neither add nor remove any, which is all that this stage does.

use std::fmt::Write;

/// Lines shown around a change.
const CONTEXT: usize = 3;

/// What would change in a file, ready to be shown: both texts have the same number of lines and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path that reports print.
    pub path: String,
    /// The lines before.
    pub before: Vec<String>,
    /// The lines after.
    pub after: Vec<String>,
    /// The lines that differ, from 0, in order: masks may make them look alike.
    pub changed: Vec<usize>,
    /// Whether the last line has an end, before and after.
    pub is_ended: bool,
}

/// The change as a unified diff.
pub fn unified(change: &Change) -> String {
    let mut out = format!("--- a/{0}\n+++ b/{0}\n", change.path);
    let length = change.before.len().min(change.after.len());
    let mut rest = change.changed.iter().copied().filter(|line| *line < length).peekable();
    while let Some(first) = rest.next() {
        let mut lines = vec![first];
        while let Some(next) = rest.next_if(|next| *next <= lines[lines.len() - 1] + 2 * CONTEXT) {
            lines.push(next);
        }
        let start = first.saturating_sub(CONTEXT);
        let end = length.min(lines[lines.len() - 1] + CONTEXT + 1);
        // Writing to a text cannot fail.
        let _ = writeln!(out, "@@ -{0},{1} +{0},{1} @@", start + 1, end - start);
        let mut put = |sign: char, line: usize, text: &str| {
            out.push(sign);
            out.extend([text, "\n"]);
            if line + 1 == length && !change.is_ended {
                out.push_str("\\ No newline at end of file\n");
            }
        };
        let mut at = start;
        while at < end {
            let run = (at..end).take_while(|line| lines.binary_search(line).is_ok()).count();
            if run == 0 {
                put(' ', at, &change.before[at]);
                at += 1;
                continue;
            }
            (at..at + run).for_each(|line| put('-', line, &change.before[line]));
            (at..at + run).for_each(|line| put('+', line, &change.after[line]));
            at += run;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_between_three_lines_of_context() {
        let before: Vec<String> = (1..=20).map(|line| line.to_string()).collect();
        let mut after = before.clone();
        for line in [4, 18] {
            after[line].push('s');
        }
        let path = "a.txt".to_owned();
        let change = Change { path, before, after, changed: vec![4, 18], is_ended: true };
        assert_eq!(
            unified(&change),
            "--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+5s\n 6\n 7\n 8\n@@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n+19s\n 20\n"
        );
    }
}
