//! Renderers: pure functions of a report to a writer, one file each.
//!
//! A format is its file, one `mod` line and one line in [`FORMATS`]. A renderer neither sorts nor filters: it draws
//! what the report holds, and the report holds no secret.

pub mod advice;
mod escaped_json;
mod github;
mod gitlab;
mod html;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod rule_page;
#[cfg(test)]
mod sample;
mod sanitize;
mod sarif;
mod text;
mod together;
mod wire;
mod words;

use std::fmt;
use std::io::{self, Write};

use crate::model::{Finding, Report};
use crate::rule::RuleSet;

pub use rule_page::rule_page;
pub use sanitize::escape_control;
pub use words::{counted, fixed, stale};

/// What a renderer is told besides the report.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The rules that ran.
    pub rules: &'a RuleSet,
    /// When the scan ended, in seconds since the Unix epoch.
    pub finished: i64,
    /// Whether to use colours.
    pub colour: bool,
    /// The columns of the terminal; `None` where the report goes elsewhere.
    pub width: Option<usize>,
    /// Whether the terminal follows links (OSC 8).
    pub links: bool,
    /// Findings and unread parts only.
    pub quiet: bool,
    /// Also what was skipped on purpose.
    pub verbose: bool,
}

/// A way to write a report.
pub struct Format {
    /// The name that `--format` takes.
    pub name: &'static str,
    /// Draws the report.
    pub render: fn(&Report, &Context<'_>, &mut dyn Write) -> io::Result<()>,
    /// Draws findings ahead of the report, which then holds the rest; `None` for formats that need all at once.
    pub ahead: Option<Ahead>,
}

/// Draws findings ahead of their report.
pub type Ahead = fn(&[Finding], &mut dyn Write) -> io::Result<()>;

/// All formats, in the order in which the help lists them.
pub const FORMATS: &[Format] = &[
    Format { name: "text", render: text::render, ahead: None },
    Format { name: "json", render: json::render, ahead: None },
    Format { name: "jsonl", render: jsonl::render, ahead: Some(jsonl::ahead) },
    Format { name: "sarif", render: sarif::render, ahead: None },
    Format { name: "gitlab", render: gitlab::render, ahead: None },
    Format { name: "junit", render: junit::render, ahead: None },
    Format { name: "github", render: github::render, ahead: None },
    Format { name: "markdown", render: markdown::render, ahead: None },
    Format { name: "html", render: html::render, ahead: None },
];

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
