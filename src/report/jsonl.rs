//! `--format jsonl`: one object a line, for tools that read as they go.
//!
//! Contract: each line has a `type`: a `finding` and an `unread` hold what the lists of the same name hold in `json`,
//! and the last line is the `summary`. A report without that line was cut off. Findings can be written before the rest
//! is known.

use std::io::{self, Write};

use serde::Serialize;

use super::{Context, escaped_json, wire};
use crate::model::{Finding, Report};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(Box<wire::Finding<'a>>),
    Unread(wire::Unread<'a>),
    Summary {
        schema: &'static str,
        version: &'static str,
        complete: bool,
        stats: wire::Stats,
        suppressed: wire::Suppressed<'a>,
        not_covered: &'a [String],
        stale: &'a [String],
    },
}

/// Writes findings, unread parts and the summary.
pub(super) fn render(
    report: &Report,
    _context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    ahead(&report.findings, out)?;
    let unread = report.problems.iter().map(|problem| Line::Unread(wire::Unread::of(problem)));
    let summary = Line::Summary {
        schema: wire::SCHEMA,
        version: wire::VERSION,
        complete: report.is_complete(),
        stats: wire::Stats::of(&report.stats),
        suppressed: wire::Suppressed::of(&report.suppressed),
        not_covered: &report.not_covered,
        stale: &report.stale,
    };
    unread.chain([summary]).try_for_each(|line| write(&line, out))
}

/// Writes findings before the rest of the report is known.
pub(super) fn ahead(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    findings
        .iter()
        .try_for_each(|finding| write(&Line::Finding(Box::new(wire::Finding::of(finding))), out))
}

fn write(line: &Line<'_>, out: &mut dyn Write) -> io::Result<()> {
    escaped_json::write(line, out)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample;

    #[test]
    fn every_line_is_an_object_and_the_last_is_the_summary() {
        let text = sample::rendered("jsonl");
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
        let kinds: Vec<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
        assert_eq!(
            kinds,
            ["finding", "finding", "finding", "finding", "unread", "unread", "summary"]
        );
        insta::assert_snapshot!("jsonl", text);
    }
}
