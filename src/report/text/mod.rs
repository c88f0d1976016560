//! `--format text`: for people. One diagnostic for each finding, or for the findings of one incident in one content.

mod facts;
mod source;
mod summary;

use std::io::{self, Write};
use std::path::Path;

use codespan_reporting::diagnostic::{Diagnostic, Severity as Level};
use codespan_reporting::files;
use codespan_reporting::term::termcolor::{Ansi, NoColor, WriteColor};
use codespan_reporting::term::{self, Styles, StylesWriter};

pub(super) use self::facts::token_facts;
use self::source::Source;
use super::together::are_drawn_together;
use super::{Context, escape_control, words};
use crate::model::{Finding, Report, Severity};

/// Draws the findings, then what was not read, then the summary.
pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if context.colour {
        findings(report, context, &mut Ansi::new(&mut *out))?;
    } else {
        findings(report, context, &mut NoColor::new(&mut *out))?;
    }
    summary::write(report, context, out)
}

fn findings(report: &Report, context: &Context<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let root = report.root.as_deref().filter(|_| context.links);
    let (config, styles) = (term::Config::default(), Styles::default());
    let mut out = StylesWriter::new(out, &styles);
    for file in report.findings.chunk_by(|left, right| left.origin.path() == right.origin.path()) {
        if let (Some(path), count @ 2..) = (file[0].origin.path(), file.len() as u64) {
            let count = words::counted(count, "finding");
            writeln!(out, "{}: {count}\n", escape_control(&path.to_text()))?;
        }
        draw(file, context, root, &config, &mut out)?;
    }
    Ok(())
}

/// Draws the findings of one file.
fn draw(
    findings: &[Finding],
    context: &Context<'_>,
    root: Option<&Path>,
    config: &term::Config,
    out: &mut StylesWriter<'_, &mut dyn WriteColor>,
) -> io::Result<()> {
    for group in findings.chunk_by(are_drawn_together) {
        let source = Source::of(group, context.width, root);
        let diagnostic = diagnostic(group, &source, context);
        term::emit_to_write_style(out, config, &source, &diagnostic).map_err(io_error)?;
    }
    Ok(())
}

fn diagnostic(group: &[Finding], source: &Source, context: &Context<'_>) -> Diagnostic<()> {
    let worst = worst(group);
    let level = match worst.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Note => Level::Note,
    };
    Diagnostic::new(level)
        .with_code(&worst.rule.id)
        .with_message(escape_control(&worst.message))
        .with_labels(source.labels(group))
        .with_notes(facts::notes(group, context))
}

/// The finding that speaks for its group: the most severe, the first of those.
fn worst(group: &[Finding]) -> &Finding {
    group
        .iter()
        .rev()
        .max_by_key(|finding| finding.severity)
        .expect("a group holds at least one finding")
}

fn io_error(error: files::Error) -> io::Error {
    match error {
        files::Error::Io(error) => error,
        other => io::Error::other(other),
    }
}
