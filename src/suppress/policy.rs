//! All that a team has decided, applied to a report.
//!
//! Contract: a finding leaves the list of violations for one reason, the most exact that holds: a comment, a value, a path, the
//! baseline. It is counted then, and never lost. What lies outside the files that the team chose is not part of the report.

use super::baseline::{Baseline, Standing, Stands};
use crate::model::{Finding, Globs, Report, Scope, Severity, Suppression};

/// What a team has decided.
#[derive(Debug, Default)]
pub struct Policy {
    /// The files that are looked at.
    pub scope: Scope,
    /// Severities by rule id, whatever stands around the value.
    pub severities: Vec<(String, Severity)>,
    /// Values that are known to be harmless.
    pub values: Vec<AllowedValue>,
    /// Paths for which rules are off.
    pub paths: Vec<PathException>,
    /// What was there before.
    pub baseline: Option<Baseline>,
}

/// A value that is known to be harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedValue {
    /// The `value.id` of reports.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Paths for which a rule is off.
#[derive(Debug, Clone)]
pub struct PathException {
    /// The rule.
    pub rule: String,
    /// The paths.
    pub paths: Globs,
    /// Why.
    pub reason: String,
}

impl Policy {
    /// Applies the policy; returns the paths of baseline entries whose value is gone.
    pub fn apply(&self, report: &mut Report, standing: &Standing<'_>) -> Vec<String> {
        let looks_at =
            |finding: &Finding| finding.origin.path().is_none_or(|path| self.scope.covers(path));
        report.findings.retain(looks_at);
        report.problems.retain(|problem| {
            problem.object.is_some()
                || problem.path.as_ref().is_none_or(|path| self.scope.covers(path))
        });
        for finding in &mut report.findings {
            if let Some((_, severity)) =
                self.severities.iter().find(|(rule, _)| *rule == finding.rule.id)
            {
                finding.severity = *severity;
            }
        }
        let findings = std::mem::take(&mut report.findings);
        let held = self.baseline.as_ref().map(|baseline| baseline.hold(&findings, standing));
        let held = held.unwrap_or_default();
        for (index, finding) in findings.into_iter().enumerate() {
            let known = held.known.get(index).copied().unwrap_or(false);
            match self.decision(&finding, standing).or(known.then_some(Suppression::Baseline)) {
                Some(by) => report.suppressed.add(finding, by),
                None => report.findings.push(finding),
            }
        }
        held.stale
    }

    fn decision(&self, finding: &Finding, standing: &Standing<'_>) -> Option<Suppression> {
        if let Some(reason) = finding.allowed.clone().or_else(|| allowed_today(finding, standing)) {
            return Some(Suppression::Inline { reason });
        }
        let id = finding.value.id.to_string();
        if let Some(value) = self.values.iter().find(|value| value.id == id) {
            return Some(Suppression::Value { reason: value.reason.clone() });
        }
        let path = finding.origin.path()?;
        let exception = self
            .paths
            .iter()
            .find(|exception| exception.rule == finding.rule.id && exception.paths.cover(path))?;
        Some(Suppression::Path { reason: exception.reason.clone() })
    }
}

/// The reason of a comment that was written after the value: where HEAD still has it, the comment there speaks for its history.
fn allowed_today(finding: &Finding, standing: &Standing<'_>) -> Option<String> {
    let is_there = finding.lifetime.as_ref().is_some_and(|lifetime| lifetime.at_head);
    let path = finding.origin.path().filter(|_| is_there)?;
    let same = |one: &Stands| one.rule == finding.rule.id && one.value == finding.value.id;
    let there: Vec<Stands> = standing(path).into_iter().filter(same).collect();
    if there.iter().all(|one| one.allowed.is_some()) {
        there.into_iter().next()?.allowed
    } else {
        None
    }
}
