//! `--format text`: for people.

use std::io::{self, Write};

use super::Context;
use crate::model::Report;

/// Draws the report.
pub(super) fn render(report: &Report, _context: &Context, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} findings", report.findings.len())
}
