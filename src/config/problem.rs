//! What is wrong in a configuration, drawn in the file.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::SimpleFile;
use codespan_reporting::term::{self, Config};

use crate::model::{covered, is_unprintable};

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file says what nobody understands. Every fault is drawn, in the order of the file.
    Faulty {
        /// The file.
        path: PathBuf,
        /// How many faults there are.
        count: usize,
        /// The faults, drawn.
        drawn: String,
    },
}

impl ConfigError {
    /// The faults of `text`, drawn. What could be a secret is masked: a person may have pasted one here.
    pub(super) fn faulty(path: PathBuf, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|left, right| {
            (left.span.start, left.span.end).cmp(&(right.span.start, right.span.end))
        });
        let file = SimpleFile::new(printable(&path.display().to_string()), masked(text));
        let mut drawn = String::new();
        for problem in &problems {
            let mut label = Label::primary((), problem.span.clone());
            if let Some(hint) = &problem.hint {
                label = label.with_message(masked(hint));
            }
            let diagnostic =
                Diagnostic::error().with_message(masked(&problem.message)).with_labels(vec![label]);
            term::emit_to_string(&mut drawn, &Config::default(), &file, &diagnostic)
                .expect("spans lie in the text, and a string takes all text");
        }
        Self::Faulty { path, count: problems.len(), drawn }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, reason } => write!(
                f,
                "{}: the configuration cannot be read ({reason}); mend it, or pass --isolated to do without",
                path.display()
            ),
            Self::Faulty { path, count, .. } => {
                let noun = if *count == 1 { "fault" } else { "faults" };
                write!(
                    f,
                    "{}: {count} {noun} in the configuration; nothing was scanned",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for ConfigError {}

fn printable(text: &str) -> String {
    text.replace(is_unprintable, "?")
}

/// The text with the same length, what could be a secret covered and nothing in it that moves a cursor. A `value.id` is
/// no secret, but is covered too.
fn masked(text: &str) -> String {
    let covered = covered(text);
    let mut out = String::with_capacity(covered.len());
    for c in covered.chars() {
        match c {
            // A return before a line end draws nothing, and alone it would draw over what stands before it.
            '\r' => out.push(' '),
            '\n' | '\t' => out.push(c),
            c if is_unprintable(c) => out.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => out.push(c),
        }
    }
    out
}
