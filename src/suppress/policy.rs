//! All that a team has decided, applied to a report.
//!
//! Contract: a finding leaves the list of violations for one reason. What stands outside the files that the team chose
//! does for that one; for any other it is the most exact that holds: a comment, a value, a path, the baseline. It is
//! counted then, and never lost. What could not be read outside the chosen files makes no run incomplete.

use rustc_hash::FxHashMap;

use super::baseline::Baseline;
use super::holding::{Holding, Standing, Stands};
use crate::model::{Finding, Globs, RepoPath, Report, Scope, Severity, Suppression, ValueId};

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
    /// Whether comments in what is scanned allow nothing.
    pub ignores_comments: bool,
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

/// A policy at work: it is asked about the findings of one run, in one report or in several parts of it.
pub struct Judge<'p> {
    policy: &'p Policy,
    standing: &'p dyn Standing,
    holding: Option<Holding<'p>>,
    /// What comments say now of the values at a path: each path is looked at once.
    remarks: FxHashMap<RepoPath, Remarks>,
    /// Whether a comment at a path could allow something now.
    allowing: FxHashMap<RepoPath, bool>,
}

/// Of each value at a path, the rules that report it with the reason why it is allowed; `None` where one of its places
/// is not.
type Remarks = FxHashMap<ValueId, Vec<(String, Option<String>)>>;

impl Policy {
    /// Begins to judge the findings of a run.
    pub fn begin<'p>(&'p self, standing: &'p dyn Standing) -> Judge<'p> {
        let holding = self.baseline.as_ref().map(|baseline| baseline.begin(standing));
        Judge {
            policy: self,
            standing,
            holding,
            remarks: FxHashMap::default(),
            allowing: FxHashMap::default(),
        }
    }

    /// What is left of a baseline where this stands in files and in the history. What is turned off or
    /// cannot be looked at is neither gone nor there, and stays.
    pub fn prune(
        &self,
        baseline: &Baseline,
        standing: &dyn Standing,
        files: &[&Finding],
        history: &[&Finding],
    ) -> Baseline {
        let is_off = |rule: &str, path: Option<&RepoPath>| self.is_off(standing, rule, path);
        baseline.pruned(baseline.begin(standing), files, history, &is_off)
    }

    /// Whether a rule does not run at all, or not at this path, or the path cannot be looked at.
    fn is_off(&self, standing: &dyn Standing, rule: &str, path: Option<&RepoPath>) -> bool {
        let is_off_at = |path: &RepoPath| {
            !self.scope.covers(path)
                || self.exception(rule, path).is_some()
                || standing.is_hidden(path)
        };
        !standing.looks_for(rule) || path.is_some_and(is_off_at)
    }

    fn exception(&self, rule: &str, path: &RepoPath) -> Option<&PathException> {
        self.paths.iter().find(|one| one.rule == rule && one.paths.cover(path))
    }
}

impl Judge<'_> {
    /// Applies the policy to a report, or to a part of one.
    pub fn apply(&mut self, report: &mut Report) {
        let scope = &self.policy.scope;
        report.problems.retain(|problem| {
            problem.object.is_some() || problem.path.as_ref().is_none_or(|path| scope.covers(path))
        });
        for mut finding in std::mem::take(&mut report.findings) {
            let severities = &self.policy.severities;
            if let Some((_, severity)) =
                severities.iter().find(|(rule, _)| *rule == finding.rule.id)
            {
                finding.severity = *severity;
            }
            if finding.origin.path().is_some_and(|path| !scope.covers(path)) {
                report.suppressed.add(finding, Suppression::Excluded);
                continue;
            }
            // The baseline counts what it holds, so what is allowed for another reason is no matter of its own.
            let decided = self.decision(&finding).or_else(|| {
                let is_known = self.holding.as_mut()?.knows(&finding);
                is_known.then_some(Suppression::Baseline)
            });
            match decided {
                Some(by) => report.suppressed.add(finding, by),
                None => report.findings.push(finding),
            }
        }
    }

    /// The paths of baseline entries whose value is gone; all of them are looked at.
    pub fn stale(self) -> Vec<String> {
        let (policy, standing) = (self.policy, self.standing);
        let is_off = |rule: &str, path: Option<&RepoPath>| policy.is_off(standing, rule, path);
        self.holding.map(|holding| holding.stale(&is_off)).unwrap_or_default()
    }

    fn decision(&mut self, finding: &Finding) -> Option<Suppression> {
        if let Some(reason) = self.comment(finding) {
            return Some(Suppression::Inline { reason });
        }
        let id = finding.value.id.to_string();
        if let Some(value) = self.policy.values.iter().find(|value| value.id == id) {
            return Some(Suppression::Value { reason: value.reason.clone() });
        }
        let path = finding.origin.path()?;
        let exception = self.policy.exception(&finding.rule.id, path)?;
        Some(Suppression::Path { reason: exception.reason.clone() })
    }

    /// The reason of a comment that allows the finding.
    fn comment(&mut self, finding: &Finding) -> Option<String> {
        if self.policy.ignores_comments {
            return None;
        }
        self.said_today(finding).unwrap_or_else(|| finding.allowed.clone())
    }

    /// What a comment says of the value where HEAD still has it: it speaks for its history, and one that is gone for
    /// nothing any more. `None` where HEAD does not have it.
    fn said_today(&mut self, finding: &Finding) -> Option<Option<String>> {
        let is_there = finding.lifetime.as_ref().is_some_and(|lifetime| lifetime.at_head);
        let path = finding.origin.path().filter(|_| is_there)?;
        // Mostly nobody allowed it, neither when it came nor now, and then nothing has to be looked for there.
        if finding.allowed.is_none() && !self.may_allow(finding, path) {
            return None;
        }
        if !self.remarks.contains_key(path) {
            self.remarks.insert(path.clone(), remarks(self.standing.now(path)));
        }
        let of_value = self.remarks[path].get(&finding.value.id)?;
        let (_, reason) = of_value.iter().find(|(rule, _)| *rule == finding.rule.id)?;
        Some(reason.clone())
    }

    fn may_allow(&mut self, finding: &Finding, path: &RepoPath) -> bool {
        let standing = self.standing;
        // A comment in an archive is seen once that is opened.
        finding.archive_path.is_some()
            || *self.allowing.entry(path.clone()).or_insert_with(|| standing.may_allow(path))
    }
}

fn remarks(there: Vec<Stands>) -> Remarks {
    let mut remarks = Remarks::default();
    for Stands { rule, value, allowed } in there {
        let of_value = remarks.entry(value).or_default();
        match of_value.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, reason)) => *reason = reason.take().filter(|_| allowed.is_some()),
            None => of_value.push((rule, allowed)),
        }
    }
    remarks
}
