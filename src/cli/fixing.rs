//! The options that mend files, and what a run says about it.

use std::io::{self, Write};

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use super::said::said;
use crate::fix::unified;
use crate::model::Report;
use crate::report::{escape_control, fixed};
use crate::scan::{self, Inspector, Mending};

/// The heading of these options in the help.
const FIXING: &str = "Fixing";

/// Whether and how files are mended.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Fixing {
    /// Write `https://` where a Banqup host is called over plain HTTP; files are replaced whole, and what is suppressed
    /// stays
    #[arg(long, help_heading = FIXING)]
    pub(super) fix: bool,
    /// Show what `--fix` would change as a unified diff, and write nothing; exit with 1 if there is something. Secrets
    /// are masked in it, so a diff with one beside a change does not apply
    #[arg(long, help_heading = FIXING, conflicts_with_all = ["format", "output", "reports"])]
    pub(super) diff: bool,
}

impl Fixing {
    /// Whether the run looks for what can be mended.
    pub(super) fn is_asked(self) -> bool {
        self.fix || self.diff
    }

    /// Mends what still counts in the report, or only finds what would be.
    pub(super) fn mend(self, report: &Report, inspector: &Inspector) -> Mending {
        scan::mend(report, inspector, !self.diff)
    }
}

/// Prints the diff to standard output and what it comes to to standard error.
pub(super) fn show(mending: &Mending, report: &Report) -> anyhow::Result<Exit> {
    Output::Stdout.write(|out| {
        for change in &mending.changes {
            for line in unified(change).split_terminator('\n') {
                let is_header = line.starts_with("--- ") || line.starts_with("+++ ");
                // A return before a line end moves no cursor, and without it a diff does not apply.
                let (line, end) = match line.strip_suffix('\r') {
                    Some(line) => (line, "\r"),
                    None => (line, ""),
                };
                let line = if is_header { said(line) } else { escape_control(line).into_owned() };
                writeln!(out, "{line}{end}")?;
            }
        }
        Ok(())
    })?;
    // Nothing can be said to someone who has closed the stream.
    let mut err = io::stderr().lock();
    for sentence in &mending.mended.left {
        let _ = writeln!(err, "not fixed: {}", said(sentence));
    }
    for problem in report.problems.iter().chain(&mending.problems) {
        let path = problem.path.as_ref().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(err, "unread: {}: {}", said(&path), said(&problem.reason));
    }
    let _ = writeln!(err, "would fix {}", fixed(&mending.mended));
    Ok(match (mending.changes.is_empty(), report.is_complete() && mending.problems.is_empty()) {
        (false, _) => Exit::Violations,
        (true, true) => Exit::Clean,
        (true, false) => Exit::Incomplete,
    })
}

/// Says on standard error what was mended, for reports in which there is no place for it.
pub(super) fn announce(report: &Report) {
    let Some(mended) = &report.mended else { return };
    let mut err = io::stderr().lock();
    for sentence in &mended.left {
        // Nothing can be said to someone who has closed the stream.
        let _ = writeln!(err, "not fixed: {}", said(sentence));
    }
    let _ = writeln!(err, "fixed {}", fixed(mended));
}
