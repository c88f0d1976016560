//! The end of a text report: what was not read, what was not covered, and what was.

use std::io::{self, Write};

use super::super::words::{counted, enumerate, fixed, read, suppressed, unread};
use super::super::{Context, advice, escape_control};
use super::facts::wrapped;
use crate::model::{Report, Severity};

/// Writes one line for each unread part, and unless quiet the rest.
pub(super) fn write(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    for problem in &report.problems {
        writeln!(out, "unread: {}", escape_control(&unread(problem)))?;
    }
    if context.verbose {
        let ids: Vec<&str> =
            context.rules.rules().iter().map(|rule| rule.info.id.as_str()).collect();
        writeln!(out, "rule packs: {}", context.rules.packs().join(", "))?;
        writeln!(out, "rules: {}", ids.join(", "))?;
        for note in &report.notes {
            writeln!(out, "skipped: {}", escape_control(note))?;
        }
    }
    for one in &report.suppressed.listed {
        writeln!(out, "suppressed: {}", escape_control(&suppressed(one)))?;
    }
    if context.quiet {
        return Ok(());
    }
    if let Some(mended) = &report.mended {
        for sentence in &mended.left {
            writeln!(out, "not fixed: {}", escape_control(sentence))?;
        }
        writeln!(out, "fixed {}", fixed(mended))?;
    }
    for sentence in &report.not_covered {
        writeln!(out, "not covered: {}", escape_control(sentence))?;
    }
    advise(report, context, out)?;
    let suppressed = match report.suppressed.total() {
        0 => String::new(),
        count => format!("; {count} suppressed"),
    };
    writeln!(out, "{}{suppressed}; {}", found(report), read(report))
}

/// One block for the whole run: how to fix, how to check, how to allow.
fn advise(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&str> = report.findings.iter().map(|one| one.rule.id.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let Some(first) = rules.first() else { return Ok(()) };
    let mut lines = Vec::new();
    if rules.iter().any(|rule| advice::is_credential(context.rules, rule)) {
        lines.push(format!(
            "fix: ADD KEY in the Developer Portal, deploy the new key, then REVOKE the old one. {}",
            advice::NOT_BY_REWRITING
        ));
        lines.push("check: `banqlint check` for the files, `banqlint history --all-objects` for what git keeps".to_owned());
    }
    let rule = if rules.len() == 1 { first } else { "RULE" };
    lines.push(format!(
        "allow: the comment `banqlint: allow({rule}) REASON`; see `banqlint rules show {rule}`"
    ));
    for line in lines {
        let mut pieces = wrapped(&line, context.width.unwrap_or(usize::MAX)).into_iter();
        pieces.try_for_each(|piece| writeln!(out, "{}", escape_control(&piece)))?;
    }
    Ok(())
}

/// `2 errors and 1 warning`; `nothing found` only where everything was read.
fn found(report: &Report) -> String {
    let of =
        |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let counts =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .map(|(severity, noun)| (of(severity) as u64, noun));
    let named: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .collect();
    let found = if named.is_empty() { "nothing found".to_owned() } else { enumerate(&named) };
    match report.problems.len() as u64 {
        0 => found,
        parts => format!("{found}, but {} could not be read", counted(parts, "part")),
    }
}
