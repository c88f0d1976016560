//! The pipeline of `banqlint audit`: working tree and history of many repositories, in one report.
//!
//! Contract: whether a target names the vendor is asked of it alone, as `check` and `history` ask; the rules and
//! exceptions are those of the whole audit. A target that cannot be read is a problem of the report, and the others go
//! on. With several targets, everything says which one it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rustc_hash::FxHashSet;

use super::assemble::{Gathered, assemble};
use super::check::{self, CheckOptions};
use super::history::{self, HistoryOptions};
use super::inspect::Inspector;
use crate::model::{Fingerprint, Problem, Progress, RepoPath, Report, Scope, ValueId};
use crate::source::GitRepository;

/// What an audit is told.
#[derive(Debug, Clone)]
pub struct AuditOptions {
    /// Where to tell how far the scan is.
    pub progress: Arc<Progress>,
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Whether untracked files that an ignore file covers are left out.
    pub ignore_files: bool,
    /// The files that are looked at; others are counted and not read.
    pub scope: Scope,
    /// Whether to check that every object which a reachable one names is there.
    pub connectivity: bool,
    /// Whether to read objects that nothing reaches.
    pub all_objects: bool,
    /// Whether secrets are printed in clear.
    pub reveal: bool,
}

/// Why nothing was audited.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// No target could be read.
    #[error("no target could be read: {0}")]
    Nothing(String),
}

/// Audits the repositories at or around `targets`; `begin` hears of each before it is read.
///
/// # Errors
///
/// [`AuditError`] if there is no target that can be read.
pub fn audit(
    targets: &[PathBuf],
    inspector: &Inspector,
    options: &AuditOptions,
    mut begin: impl FnMut(&Path),
) -> Result<Report, AuditError> {
    let start = Instant::now();
    let names = names(targets);
    let mut all = Gathered::default();
    let mut holders: BTreeMap<ValueId, BTreeSet<usize>> = BTreeMap::new();
    let (mut seen, mut failures) = (FxHashSet::default(), Vec::new());
    for (at, (target, name)) in targets.iter().zip(&names).enumerate() {
        begin(target);
        match one(target, inspector, options, &mut seen) {
            Ok(mut gathered) => {
                for detection in &gathered.detections {
                    holders.entry(detection.finding.value.id).or_default().insert(at);
                }
                if targets.len() > 1 {
                    attribute(&mut gathered, name);
                }
                all.merge(gathered);
            }
            Err(reason) => {
                // The problem names its path by itself.
                let named = format!("{}: ", target.display());
                let said = reason.strip_prefix(&named).unwrap_or(&reason);
                all.problems.push(Problem::at_path(RepoPath::from(name.as_str()), said));
                failures.push(reason);
            }
        }
    }
    if failures.len() == targets.len() {
        return Err(AuditError::Nothing(failures.join("; ")));
    }
    name_other_holders(&mut all, &holders, &names);
    // What counts was decided for each target by itself.
    all.names_vendor = true;
    all.stats.seconds = start.elapsed().as_secs_f64();
    Ok(assemble(all, options.reveal))
}

/// Working tree and history of one repository, or why it cannot be read.
fn one(
    target: &Path,
    inspector: &Inspector,
    options: &AuditOptions,
    seen: &mut FxHashSet<PathBuf>,
) -> Result<Gathered, String> {
    let git = GitRepository::discover(target).map_err(|error| error.to_string())?;
    if !seen.insert(git.git_dir().to_owned()) {
        let note = format!("{}, a repository that another target names already", target.display());
        return Ok(Gathered { notes: vec![note], ..Gathered::default() });
    }
    let reading = HistoryOptions {
        threads: options.threads,
        connectivity: options.connectivity,
        all_objects: options.all_objects,
        since: None,
        reveal: options.reveal,
        progress: Arc::clone(&options.progress),
    };
    let mut gathered =
        history::gather(&git, inspector, &reading, false).map_err(|error| error.to_string())?;
    match git.surrounding_work_tree() {
        Some(top) => gathered.merge(files(top, inspector, options, &gathered)),
        None if git.is_bare() => {}
        None => gathered
            .not_covered
            .push(format!("the working tree of {}, which is elsewhere", target.display())),
    }
    let names_vendor = gathered.names_vendor;
    gathered.detections.retain(|detection| names_vendor || !detection.needs_project);
    Ok(gathered)
}

/// What the working tree adds to the history: a value that stands in the same file at HEAD is reported from there.
fn files(
    top: &Path,
    inspector: &Inspector,
    options: &AuditOptions,
    history: &Gathered,
) -> Gathered {
    let walking = CheckOptions {
        threads: options.threads,
        ignore_files: options.ignore_files,
        scope: options.scope.clone(),
        reveal: options.reveal,
        progress: Arc::clone(&options.progress),
    };
    let mut gathered = match check::gather(&[top.to_owned()], inspector, &walking) {
        Ok(gathered) => gathered,
        Err(error) => {
            let problems = vec![Problem::general(error.to_string())];
            return Gathered { problems, ..Gathered::default() };
        }
    };
    let at_head: FxHashSet<Fingerprint> = history
        .detections
        .iter()
        .map(|detection| &detection.finding)
        .filter(|finding| finding.lifetime.as_ref().is_some_and(|lifetime| lifetime.at_head))
        .map(|finding| finding.fingerprint)
        .collect();
    gathered.detections.retain(|detection| !at_head.contains(&detection.finding.fingerprint));
    gathered
}

/// The last component of each target, or the whole target where two would have the same name.
fn names(targets: &[PathBuf]) -> Vec<String> {
    let short: Vec<String> = targets.iter().map(|target| last_component(target)).collect();
    let is_ambiguous = |name: &String| short.iter().filter(|other| *other == name).count() > 1;
    let name = |(name, target): (&String, &PathBuf)| {
        if is_ambiguous(name) {
            let whole = target.to_string_lossy();
            if cfg!(windows) { whole.replace('\\', "/") } else { whole.into_owned() }
        } else {
            name.clone()
        }
    };
    short.iter().zip(targets).map(name).collect()
}

fn last_component(target: &Path) -> String {
    let whole = target.canonicalize().unwrap_or_else(|_| target.to_owned());
    whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy().into_owned()
}

/// Puts the target's name before every path, and into the words of what has none.
fn attribute(gathered: &mut Gathered, name: &str) {
    // A path with a name before it leads nowhere on the disk.
    gathered.roots.clear();
    let within = |path: &RepoPath| RepoPath::from(name).join(path.as_bytes());
    for detection in &mut gathered.detections {
        let finding = &mut detection.finding;
        match finding.origin.path_mut() {
            Some(path) => *path = within(path),
            None => finding.message = format!("{}, in {name}", finding.message),
        }
    }
    for problem in &mut gathered.problems {
        problem.path = Some(problem.path.as_ref().map_or_else(|| RepoPath::from(name), within));
    }
}

/// Says of a value that stands in several repositories which others hold it: it is one leak.
fn name_other_holders(
    all: &mut Gathered,
    holders: &BTreeMap<ValueId, BTreeSet<usize>>,
    names: &[String],
) {
    for detection in &mut all.detections {
        let finding = &mut detection.finding;
        let Some(held_by) = holders.get(&finding.value.id).filter(|held_by| held_by.len() > 1)
        else {
            continue;
        };
        let held_by: Vec<&str> = held_by.iter().map(|at| names[*at].as_str()).collect();
        let held_by = held_by.join(", ");
        finding.message = format!("{} (one leak, held by {held_by})", finding.message);
    }
}
