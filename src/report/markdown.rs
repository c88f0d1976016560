//! `--format markdown`: a table for a job summary or a comment on a change.

use std::io::{self, Write};

use super::advice::{self, Allow};
use super::words::{self, counted};
use super::{Context, escape_control};
use crate::model::{Finding, Report};

/// More ways to allow findings are not told: platforms cut long texts.
const MOST_WAYS: usize = 20;

/// Writes a heading, the table of findings, how to fix them, what was not read, and what was left out.
pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let count = report.findings.len() as u64;
    let heading = if count == 0 { "nothing found".to_owned() } else { counted(count, "finding") };
    writeln!(out, "## banqlint: {heading}\n")?;
    if count > 0 {
        writeln!(out, "| | Rule | Place | Value | What |\n|---|---|---|---|---|")?;
        report.findings.iter().try_for_each(|finding| row(finding, out))?;
        writeln!(out)?;
        remedies(report, context, out)?;
    }
    if !report.is_complete() {
        writeln!(
            out,
            "**{} could not be read:**\n",
            counted(report.problems.len() as u64, "part")
        )?;
        for problem in &report.problems {
            writeln!(out, "- {}", text(&words::unread(problem)))?;
        }
        writeln!(out)?;
    }
    for line in words::suppressions(report) {
        writeln!(out, "- {}", text(&line))?;
    }
    for line in words::asides(report) {
        writeln!(out, "- {}", text(&line))?;
    }
    if report.suppressed.total() > 0 || words::asides(report).next().is_some() {
        writeln!(out)?;
    }
    writeln!(out, "{}", text(&format!("{}.", capitalised(&words::read(report)))))
}

fn row(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = words::place(&finding.origin, finding.archive_path.as_deref());
    let line = finding.region.map_or_else(String::new, |region| format!(":{}", region.start.line));
    let commit = finding.lifetime.as_ref().map_or_else(String::new, |lifetime| {
        let gone = if lifetime.at_head { "still at HEAD" } else { "not at HEAD" };
        format!(", came with commit {}, {gone}", lifetime.introduced.id.short())
    });
    writeln!(
        out,
        "| {} | {} | {} | {} | {} |",
        finding.severity.as_str(),
        text(&finding.rule.id),
        text(&format!("{place}{line}")),
        text(&finding.value.redacted),
        text(&format!("{}{commit}", finding.message)),
    )
}

/// The remedy of each rule that fired, once, in the order in which they fired.
fn remedies(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut told: Vec<&str> = Vec::new();
    for rule in report.findings.iter().map(|finding| &finding.rule) {
        if !told.contains(&rule.id.as_str()) {
            told.push(&rule.id);
            writeln!(out, "- **{}**: {}", text(&rule.id), text(&rule.help))?;
        }
    }
    writeln!(out)?;
    let credentials = told.iter().filter(|rule| advice::is_credential(context.rules, rule));
    if let Some(rule) = credentials.clone().next() {
        writeln!(out, "To replace a leaked key:\n")?;
        for (at, step) in advice::STEPS.iter().enumerate() {
            writeln!(out, "{}. {}", at + 1, text(step))?;
        }
        writeln!(out, "\n**{}**\n", text(advice::NOT_BY_REWRITING))?;
        let rule = if credentials.count() == 1 { rule } else { "RULE" };
        for (command, meaning) in advice::checks(rule) {
            writeln!(out, "- `{command}` exits with 0 once {meaning}.")?;
        }
        writeln!(out)?;
    }
    allowing(report, out)
}

/// How each finding is allowed, in as few blocks as there are ways.
fn allowing(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut told: Vec<Allow> = Vec::new();
    for allow in report.findings.iter().map(advice::allow) {
        if told.contains(&allow) {
            continue;
        }
        if told.len() == MOST_WAYS {
            return writeln!(out, "For the others, a report as JSON has each `value.id`.\n");
        }
        if told.last().is_none_or(|last| last.introduction() != allow.introduction()) {
            writeln!(out, "{}\n", text(allow.introduction()))?;
        }
        let indented = allow.text().replace('\n', "\n    ");
        writeln!(out, "    {indented}\n")?;
        told.push(allow);
    }
    Ok(())
}

/// Plain text, whatever it holds: no markup, no mention, no link, no new cell.
fn text(raw: &str) -> String {
    let mut safe = String::with_capacity(raw.len());
    for character in escape_control(raw).chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("&#64;"),
            '#' => safe.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                safe.extend(['\\', character]);
            }
            other => safe.push(other),
        }
    }
    safe
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::text;

    #[test]
    fn the_table_has_one_row_for_each_finding() {
        let rendered = sample::rendered("markdown");
        let rows = rendered.lines().filter(|line| line.starts_with("| ")).count();
        assert_eq!(rows, 1 + 4, "{rendered}");
        insta::assert_snapshot!("markdown", rendered);
    }

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_eq!(text("a|b\n<img> @me [x](y)"), "a\\|b\\\\n&lt;img&gt; &#64;me \\[x\\](y)");
    }
}
