//! What a run's findings come to: a team's decisions applied, and what is a violation counted.
//!
//! Contract: findings may come in parts. What was judged in an earlier part is in the end as it would be in one report.

use super::exit::{Exit, Threshold};
use crate::model::{Confidence, Report, Suppressed};
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

    /// Judges the report, which holds all that no part held; returns how the run ends, and the paths of a baseline that make it fail.
    pub(super) fn end(mut self, report: &mut Report) -> (Exit, Vec<String>) {
        self.settle(report);
        report.suppressed.merge(self.suppressed);
        let exit = match Exit::of(report, self.terms.threshold) {
            _ if self.has_failed => Exit::Violations,
            exit => exit,
        };
        let stale = if self.terms.fail_on_stale { self.judge.stale() } else { Vec::new() };
        let exit = if stale.is_empty() { exit } else { Exit::Violations };
        (exit, stale)
    }

    fn settle(&mut self, report: &mut Report) {
        report.findings.retain(|finding| finding.confidence >= self.terms.min_confidence);
        self.judge.apply(report);
        if !self.terms.show_suppressed {
            report.suppressed.listed.clear();
        }
    }
}
