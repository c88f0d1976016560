//! The end of every run: decides what weak evidence counts, masks what is left in clear, sorts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::inspect::{Detection, Inspection};
use super::redact::Redactor;
use super::screen;
use crate::guidance::Tie;
use crate::model::{
    Finding, IncidentId, Origin, Problem, Provenance, RepoPath, Report, Secret, Stats,
};
use crate::source::worktree::Place;

/// What a run has gathered, in any order.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The detections of all contents.
    pub detections: Vec<Detection>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What the run left out by its nature or its options, one sentence each.
    pub not_covered: Vec<String>,
    /// What was skipped on purpose, one sentence each.
    pub notes: Vec<String>,
    /// Whether any content names the vendor's host.
    pub names_vendor: bool,
    /// Secrets of findings that have been handed on already: they may stand in what is left.
    pub secrets: Vec<Secret>,
    /// The folders that the paths of files with detections are relative to.
    pub roots: BTreeSet<PathBuf>,
    /// The files in which something can be mended, by the path that findings have.
    pub mendable: BTreeSet<(RepoPath, PathBuf)>,
    /// The repository, where its history is read.
    pub provenance: Option<Provenance>,
    /// Names by which other files of the project may speak of the vendor.
    pub ties: Vec<Tie>,
    /// What was read.
    pub stats: Stats,
}

impl Gathered {
    /// Adds what was found in one content.
    pub fn absorb(&mut self, inspection: Inspection) {
        let Inspection { detections, problems, not_covered, names_vendor, ties } = inspection;
        self.ties.extend(ties);
        self.detections.extend(detections);
        self.problems.extend(problems);
        self.not_covered.extend(not_covered);
        self.names_vendor |= names_vendor;
    }

    /// Notes where the file stands in which all detections but the first `before` were found.
    pub(super) fn note_place(&mut self, place: &Place<'_>, before: usize) {
        let new = self.detections.get(before..).unwrap_or_default();
        if !new.is_empty() && !self.roots.contains(place.base()) {
            self.roots.insert(place.base().to_owned());
        }
        if new.iter().any(|detection| detection.finding.mend.is_some()) {
            self.mendable.insert((place.to_repo_path(), place.path().to_owned()));
        }
    }

    /// Adds what another thread has gathered.
    pub fn merge(&mut self, other: Self) {
        let Self {
            detections,
            problems,
            not_covered,
            notes,
            names_vendor,
            secrets,
            roots,
            mendable,
            provenance,
            ties,
            stats,
        } = other;
        self.ties.extend(ties);
        self.roots.extend(roots);
        self.secrets.extend(secrets);
        self.mendable.extend(mendable);
        self.detections.extend(detections);
        self.problems.extend(problems);
        self.not_covered.extend(not_covered);
        self.notes.extend(notes);
        self.names_vendor |= names_vendor;
        self.provenance = self.provenance.take().or(provenance);
        self.stats.files += stats.files;
        self.stats.excluded += stats.excluded;
        self.stats.blobs += stats.blobs;
        self.stats.commits += stats.commits;
        self.stats.bytes += stats.bytes;
    }
}

/// Makes the report: the same bytes for the same content, whatever the threads did; no secret in clear unless `reveal`.
pub fn assemble(gathered: Gathered, reveal: bool) -> Report {
    let Gathered {
        mut detections,
        mut problems,
        mut not_covered,
        mut notes,
        names_vendor,
        secrets: known,
        roots,
        mendable,
        mut provenance,
        ties: _,
        stats,
    } = gathered;
    detections.retain(|detection| names_vendor || !detection.needs_project);
    let in_names: Vec<bool> = detections.iter().map(|detection| detection.is_in_name).collect();
    let (mut findings, secrets): (Vec<Finding>, Vec<Vec<Secret>>) =
        detections.into_iter().map(|detection| (detection.finding, detection.secrets)).unzip();
    join_names(&mut findings);
    let in_names = findings.iter_mut().zip(in_names).filter(|(_, is_in_name)| *is_in_name);
    in_names.for_each(|(finding, _)| tell_of_name(finding));
    let mut root = only(roots);
    let mut mendable: Vec<(RepoPath, PathBuf)> = mendable.into_iter().collect();
    if reveal {
        for (finding, secrets) in findings.iter_mut().zip(&secrets) {
            finding.value.redacted = secrets.first().map_or_else(
                || finding.value.redacted.clone(),
                |secret| secret.expose().to_owned(),
            );
        }
    } else {
        let redactor = Redactor::new(secrets.iter().flatten().chain(&known));
        findings.iter_mut().for_each(|finding| mask_finding(finding, &redactor));
        let mut shorten = |text: &mut String| redactor.shorten(text);
        problems.iter_mut().for_each(|problem| screen::each_of_problem(problem, &mut shorten));
        notes.iter_mut().chain(&mut not_covered).for_each(&mut shorten);
        mendable.iter_mut().for_each(|(path, _)| screen::visit_path(path, &mut shorten));
        root = root.filter(|root| !redactor.knows(&root.to_string_lossy()));
        if let Some(provenance) = &mut provenance {
            redactor.shorten(&mut provenance.url);
            provenance.branch.iter_mut().for_each(|branch| redactor.shorten(branch));
        }
    }
    findings.sort_by(|left, right| place(left).cmp(&place(right)));
    findings.dedup_by(|left, right| place(left) == place(right));
    for problem in &mut problems {
        // The top of a tree has no name.
        problem.path.take_if(|path| path.as_bytes().is_empty());
    }
    problems.sort();
    problems.dedup();
    not_covered.sort();
    not_covered.dedup();
    notes.sort();
    notes.dedup();
    Report {
        findings,
        problems,
        not_covered,
        notes,
        root,
        mendable,
        provenance,
        stats,
        ..Report::default()
    }
}

/// So many findings of one file, in all its versions, are held against its name.
const MOST: usize = 100;

/// Puts the value in a file's name into the incident of what the file holds: a cache of tokens is named after its
/// Client ID. Where it holds several that do not belong together, nobody can say whose the name is.
fn join_names(findings: &mut [Finding]) {
    let is_name = |finding: &Finding| matches!(finding.origin, Origin::FileName { .. });
    let mut inside: FxHashMap<RepoPath, Vec<usize>> = FxHashMap::default();
    for finding in findings.iter().filter(|finding| is_name(finding)) {
        inside.extend(finding.origin.path().map(|path| (path.clone(), Vec::new())));
    }
    if inside.is_empty() {
        return;
    }
    for (at, finding) in findings.iter().enumerate() {
        let path =
            finding.origin.path().filter(|_| finding.rule.is_credential && !is_name(finding));
        if let Some(held) = path.and_then(|path| inside.get_mut(path)) {
            held.push(at);
        }
    }
    for at in 0..findings.len() {
        let name = &findings[at];
        let path = name.origin.path().filter(|_| is_name(name) && name.incident.is_none());
        let held = path.and_then(|path| inside.get(path)).filter(|held| held.len() <= MOST);
        let Some(held) = held else { continue };
        let Some(first) = held.first().map(|first| &findings[*first]) else { continue };
        let is_one = |other: &usize| match first.incident {
            Some(_) => findings[*other].incident == first.incident,
            None => findings[*other].value.id == first.value.id,
        };
        if !held.iter().all(is_one) {
            continue;
        }
        let new = || IncidentId::of(&[name.value.id, first.value.id]);
        let incident = Some(first.incident.unwrap_or_else(new));
        for other in held.iter().copied().chain([at]) {
            findings[other].incident = incident;
        }
    }
}

/// Says of a finding in an archive that it stands in the name of a member. Up to here it is one of the archive, which
/// comes, goes and moves as a content does.
fn tell_of_name(finding: &mut Finding) {
    if let Origin::File { path }
    | Origin::Staged { path, .. }
    | Origin::Blob { path: Some(path), .. } = &finding.origin
    {
        let (path, object) = (path.clone(), finding.origin.object());
        finding.origin = Origin::FileName { path, object };
    }
}

/// The folder, if it is one for all files.
fn only(roots: BTreeSet<PathBuf>) -> Option<PathBuf> {
    let mut roots = roots.into_iter();
    roots.next().filter(|_| roots.next().is_none())
}

fn mask_finding(finding: &mut Finding, redactor: &Redactor<'_>) {
    screen::each_of_finding(finding, &mut |text| redactor.shorten(text));
    for line in finding.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.lines) {
        redactor.star(&mut line.text);
    }
}

/// The order of findings in every report.
fn place(finding: &Finding) -> impl Ord + '_ {
    (
        finding.origin.place(),
        finding.region,
        finding.span,
        &finding.archive_path,
        &finding.rule.id,
        finding.value.id,
        &finding.message,
        finding
            .lifetime
            .as_ref()
            .map(|lifetime| (lifetime.introduced.time, lifetime.introduced.id)),
        &finding.origin,
    )
}
