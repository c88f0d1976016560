//! `--format github`: workflow commands that GitHub shows beside the lines of a change.

use std::io::{self, Write};

use super::{Context, advice, escape_control, words};
use crate::model::{Finding, Report, Severity};

/// Writes one command for each finding and unread part.
pub(super) fn render(
    report: &Report,
    _context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in &report.findings {
        annotation(finding, out)?;
    }
    for problem in &report.problems {
        let text = data(&words::unread(problem));
        writeln!(out, "::warning title=banqlint could not read everything::{text}")?;
    }
    for text in words::suppressions(report).chain(words::asides(report)) {
        writeln!(out, "::notice title=banqlint::{}", data(&text))?;
    }
    Ok(())
}

fn annotation(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{command} title={}", property(&format!("banqlint {}", finding.rule.id)))?;
    if let Some(path) = finding.origin.path() {
        write!(out, ",file={}", property(&path.to_text()))?;
    }
    if let Some(region) = finding.region {
        let (start, end) = (region.start, region.end);
        write!(out, ",line={},endLine={}", start.line, end.line)?;
        // GitHub takes columns only within one line.
        if start.line == end.line {
            write!(out, ",col={},endColumn={}", start.column, end.column)?;
        }
    }
    let place = match finding.origin.path() {
        Some(_) => String::new(),
        None => format!(" in the {}", words::place(&finding.origin, None)),
    };
    let commit = finding.lifetime.as_ref().map_or_else(String::new, |lifetime| {
        format!(", came with commit {}", lifetime.introduced.id.short())
    });
    let text = format!(
        "{} ({}){place}{commit}. {}",
        finding.message,
        finding.value.redacted,
        advice::help(&finding.rule)
    );
    writeln!(out, "::{}", data(&text))
}

/// Escapes the text of a command, and what would command a terminal that shows the log.
fn data(text: &str) -> String {
    text.split('\n')
        .map(|line| escape_control(line).replace('%', "%25"))
        .collect::<Vec<_>>()
        .join("%0A")
}

/// Escapes the value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn no_text_can_start_a_command_of_its_own() {
        let text = sample::rendered("github");
        assert_eq!(text.lines().count(), 8);
        assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
        assert!(text.contains(",line=12,endLine=12,col=16,endColumn=80::"), "{text}");
        insta::assert_snapshot!("github", text);
    }
}
