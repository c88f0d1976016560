//! `--format json`: one object, for scripts.

use std::io::{self, Write};

use super::{Context, wire};
use crate::model::Report;

/// Writes the report as one indented object and a line end.
pub(super) fn render(
    report: &Report,
    _context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &wire::Report::of(report))?;
    writeln!(out)
}
