//! Masks what has the shape of a secret in texts that are no content: paths, names of references and people, reasons,
//! messages.
//!
//! Contract: such a text is looked at with all rules, whichever a run has, and as in a project that names the vendor:
//! whoever asks for one rule, or reads only what a commit changes, must not be shown a Client ID in a file's name. What
//! is found changes no finding; it is only not shown.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::content::{Content, Means};
use super::guard::ALL;
use super::inspect::Inspector;
use super::redact::Redactor;
use crate::detect;
use crate::model::{Finding, Problem, RepoPath, Report, Secret, Suppression};
use crate::rule::ValueKind;

/// Masks the texts of a report that is about to be shown, with the rules of its run as well.
pub fn screen(report: &mut Report, inspector: &Inspector) {
    let mut looked_at = FxHashSet::default();
    let mut secrets = Vec::new();
    let knows_all = inspector.rules().has_all_own();
    each_text(report, &mut |text| {
        if detect::suspicious(text.as_bytes()) && looked_at.insert(text.clone()) {
            for part in parts(text) {
                secrets.extend(secrets_in(part, inspector.means()));
                if !knows_all {
                    secrets.extend(secrets_in(part, ALL.means()));
                }
            }
        }
    });
    if secrets.is_empty() {
        return;
    }
    let redactor = Redactor::new(secrets.iter());
    each_text(report, &mut |text| redactor.shorten(text));
    let suppressed = report.suppressed.listed.iter_mut().map(|one| &mut one.finding);
    for finding in report.findings.iter_mut().chain(suppressed) {
        let lines = finding.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.lines);
        lines.for_each(|line| redactor.star(&mut line.text));
    }
    let is_shown = |root: &std::path::PathBuf| !redactor.knows(&root.to_string_lossy());
    report.root = report.root.take().filter(is_shown);
}

/// A text without the secrets in it, for what is said outside of reports.
pub fn masked(text: &str) -> Cow<'_, str> {
    if !detect::suspicious(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let secrets: Vec<Secret> = parts(text).flat_map(|part| secrets_in(part, ALL.means())).collect();
    let mut text = text.to_owned();
    Redactor::new(secrets.iter()).shorten(&mut text);
    Cow::Owned(text)
}

/// A text, and the parts of paths in it: the name of a folder is no name of what is in it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_long = |part: &&str| part.len() < text.len() && detect::suspicious(part.as_bytes());
    std::iter::once(text).chain(text.split('/').filter(is_long))
}

/// What a text holds that a report must not show, as it is written there.
fn secrets_in(text: &str, means: Means<'_>) -> Vec<Secret> {
    let means = Means { names_vendor: true, ..means };
    let content = Content::read(means, text.as_bytes());
    let written = content.text.as_str();
    let kept = content.kept.iter().map(|&(index, _)| &content.seen[index]);
    let secret = kept.filter(|one| means.rule(one).value != ValueKind::Public);
    secret.map(|one| Secret::new(&written[one.span.start..one.span.end])).collect()
}

/// Calls `visit` with every text of a report but for its excerpts, of which the stages mask what they know.
fn each_text(report: &mut Report, visit: &mut dyn FnMut(&mut String)) {
    report.findings.iter_mut().for_each(|finding| each_of_finding(finding, visit));
    for one in &mut report.suppressed.listed {
        each_of_finding(&mut one.finding, visit);
        match &mut one.by {
            Suppression::Inline { reason }
            | Suppression::Value { reason }
            | Suppression::Path { reason } => visit(reason),
            Suppression::Baseline | Suppression::Excluded => {}
        }
    }
    report.problems.iter_mut().for_each(|problem| each_of_problem(problem, visit));
    report.not_covered.iter_mut().chain(&mut report.stale).for_each(&mut *visit);
    report.notes.iter_mut().for_each(&mut *visit);
    report.mendable.iter_mut().for_each(|(path, _)| visit_path(path, visit));
    if let Some(provenance) = &mut report.provenance {
        visit(&mut provenance.url);
        provenance.branch.iter_mut().for_each(&mut *visit);
    }
    if let Some(mended) = &mut report.mended {
        mended.left.iter_mut().for_each(visit);
    }
}

/// As for a report, for one finding.
pub(super) fn each_of_finding(finding: &mut Finding, visit: &mut dyn FnMut(&mut String)) {
    visit(&mut finding.message);
    finding.allowed.iter_mut().for_each(&mut *visit);
    finding.origin.path_mut().into_iter().for_each(|path| visit_path(path, visit));
    finding.archive_path.iter_mut().for_each(&mut *visit);
    if let Some(lifetime) = &mut finding.lifetime {
        visit(&mut lifetime.introduced.author);
        visit(&mut lifetime.introduced.summary);
        lifetime.held_by.iter_mut().for_each(&mut *visit);
    }
    finding.jwt.iter_mut().filter_map(|jwt| jwt.issuer.as_mut()).for_each(visit);
}

/// As for a report, for one problem.
pub(super) fn each_of_problem(problem: &mut Problem, visit: &mut dyn FnMut(&mut String)) {
    visit(&mut problem.reason);
    problem.path.iter_mut().for_each(|path| visit_path(path, visit));
}

/// Paths that are not UTF-8 become text only where that is changed.
pub(super) fn visit_path(path: &mut RepoPath, visit: &mut dyn FnMut(&mut String)) {
    let mut text = path.to_text().into_owned();
    let before = text.clone();
    visit(&mut text);
    if text != before {
        *path = RepoPath::from(text.as_str());
    }
}
