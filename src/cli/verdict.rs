//! What a run's findings come to: a team's decisions applied, and what is a violation counted.
//!
//! Contract: findings may come in parts. What was judged in an earlier part is in the end as it would be in one report.

use std::io::{self, Write};

use super::exit::{Exit, Threshold};
use super::said::said;
use crate::model::{Confidence, Report, Suppressed};
use crate::report;
use crate::suppress::Judge;

/// Judges the findings of one run.
pub(super) struct Verdict<'p> {
    judge: Judge<'p>,
    terms: Terms,
    /// What does not count in the parts so far.
    suppressed: Suppressed,
    has_failed: bool,
}

/// What counts, as the command line says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// What is less sure than this is left out.
    pub(super) min_confidence: Confidence,
    /// What makes a run fail.
    pub(super) threshold: Threshold,
    /// Whether what does not count is listed.
    pub(super) show_suppressed: bool,
    /// Whether a baseline that holds what is gone makes a run fail.
    pub(super) fail_on_stale: bool,
}

impl<'p> Verdict<'p> {
    /// Begins with a team's decisions.
    pub(super) fn new(judge: Judge<'p>, terms: Terms) -> Self {
        Self { judge, terms, suppressed: Suppressed::default(), has_failed: false }
    }

    /// Judges findings that are written ahead of their report.
    pub(super) fn part(&mut self, part: &mut Report) {
        self.settle(part);
        self.has_failed |= self.terms.threshold.fails(&part.findings);
        self.suppressed.merge(std::mem::take(&mut part.suppressed));
    }

    /// Judges the report, which holds all that no part held; returns how the run ends.
    pub(super) fn end(mut self, report: &mut Report) -> Exit {
        self.settle(report);
        report.suppressed.merge(self.suppressed);
        let exit = match Exit::of(report, self.terms.threshold) {
            _ if self.has_failed => Exit::Violations,
            exit => exit,
        };
        if self.terms.fail_on_stale {
            report.stale = self.judge.stale();
        }
        if report.stale.is_empty() { exit } else { Exit::Violations }
    }

    fn settle(&mut self, report: &mut Report) {
        report.findings.retain(|finding| finding.confidence >= self.terms.min_confidence);
        self.judge.apply(report);
        if !self.terms.show_suppressed {
            report.suppressed.listed.clear();
        }
    }
}

/// Says on standard error which entries of the baseline make a run fail, whatever else does.
pub(super) fn complain_about_stale(report: &Report) {
    if report.stale.is_empty() {
        return;
    }
    let advice = "this makes the run fail: run `banqlint baseline prune` and commit the result";
    let lines = report.stale.iter().map(|path| said(&report::stale(path)));
    for line in lines.chain([advice.to_owned()]) {
        // Nothing can be said to someone who has closed the stream.
        let _ = writeln!(io::stderr(), "{line}");
    }
}
