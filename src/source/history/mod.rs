//! The history of a git repository: every object, once.
//!
//! Contract: [`Repository`] opens any layout; [`scan`] shows every object to the examiner, checks that nothing is
//! missing, and traces what was seen to commits and paths. Nothing is executed, fetched or written.
//!
//! The steps, each a file: `starts` (what git remembers), `store` (all objects under one numbering), `pack` and `read`
//! (the one pass over all objects), `graph` and `reach` (what names what), `names`, `presence`, `lifetimes` and `trace`
//! (attribution), `whereabouts` (what cannot be read).

mod dates;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod graph;
mod kinds;
mod lifetimes;
mod names;
pub(super) mod pack;
mod presence;
mod reach;
mod read;
mod repository;
mod starts;
mod stashes;
mod store;
mod submodules;
mod trace;
mod tree;
mod whereabouts;

pub use repository::Repository;
pub use trace::Leak;

use graph::Graph;
use kinds::Kinds;
use reach::{Reach, reach};
use read::{Depth, Readout, read_all};
use starts::{Remembered, Start, starts};
use store::ObjectNo;
use trace::Tracer;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Examine, GitRepository, Sightings};
use crate::model::{Origin, Problem, Progress, RepoPath, Stage, Stats};

/// What a scan of a history leaves out or adds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Read trees too, and check that every named object exists.
    pub connectivity: bool,
    /// Count objects that no reference or reflog reaches, too.
    pub all_objects: bool,
    /// Leave out what came with commits before this time, in seconds since the Unix epoch.
    pub since: Option<i64>,
    /// Nothing but the history is scanned: what counts only in a project that names the vendor is let go where no
    /// object names it.
    pub is_alone: bool,
}

/// What a scan of a history found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Where values stand.
    pub leaks: Vec<Leak>,
    /// What could not be read, or is missing.
    pub problems: Vec<Problem>,
    /// What the options left out, one sentence each.
    pub not_covered: Vec<String>,
    /// Whether any content names the vendor's host, or any path the vendor.
    pub names_vendor: bool,
    /// What was read.
    pub stats: Stats,
}

/// Reads the whole history, and tells `progress` how far it is.
pub fn scan<E: Examine>(
    repository: &Repository,
    examine: &E,
    options: Options,
    progress: &Progress,
) -> Outcome {
    let (mut starts, start_problems) = starts(repository);
    let mut outcome = Outcome { problems: repository.problems.clone(), ..Outcome::default() };
    outcome.problems.extend(start_problems);
    for (leak, problems) in reference_names(&starts, examine) {
        outcome.leaks.extend(leak.filter(|leak| !is_too_old(repository, leak, options)));
        outcome.problems.extend(problems);
    }
    let depth = if options.connectivity { Depth::All } else { Depth::NoTrees };
    progress.enter(Stage::Objects, repository.store.len() as u64);
    let kinds = Kinds::new(repository.store.len());
    let mut readout = read_all(repository, examine, &kinds, depth, progress);
    outcome.names_vendor =
        readout.names_vendor || readout.seen.iter().any(|seen| seen.sightings.names_vendor);
    if options.is_alone && !outcome.names_vendor {
        readout.let_go_of_what_needs_the_vendor();
    }
    progress.enter(Stage::Tracing, 0);
    let shallow = repository.shallow_boundary();
    let is_traced = needs_tracing(repository, &readout, options) || !shallow.is_empty();
    if is_traced && !options.connectivity {
        let trees = read_all(repository, examine, &kinds, Depth::TreesOnly, progress);
        readout.graph.extend(trees.graph);
        // What a damaged tree named is not known, so whatever is traced may have come or gone with it.
        readout.unread.extend(trees.unread);
    }
    outcome.not_covered = not_covered(options);
    let mut paths = Paths::default();
    if is_traced || !readout.submodules.is_empty() {
        let graph = Graph::join(std::mem::take(&mut readout.graph), repository.store.len());
        let submodules = &readout.submodules;
        let not_entered = submodules::not_entered(repository, &graph, &starts, submodules);
        outcome.not_covered.extend(not_entered);
        if options.all_objects {
            starts.extend(graph.commits_and_tags().map(|number| Start {
                id: repository.store.id(number),
                number: Some(number),
                by: Remembered::Nowhere,
            }));
        }
        if is_traced {
            paths = trace_all(repository, &graph, &starts, &readout, options, &mut outcome);
        }
    }
    outcome.problems.extend(missing_starts(&starts));
    outcome.problems.extend(shallow_problem(shallow.len()));
    outcome.problems.extend(unread_objects(repository, &readout, &paths));
    let misnamed = |(number, reason)| Problem::at_object(repository.store.id(number), reason);
    outcome.problems.extend(kinds.misnamed().map(misnamed));
    outcome.stats = readout.stats;
    outcome
}

impl Leak {
    /// The content in which the values stand, read again.
    ///
    /// # Errors
    ///
    /// A problem that names the object.
    pub fn content(&self, git: &GitRepository) -> Result<Vec<u8>, Problem> {
        match self.origin {
            Origin::RefName { .. } => Ok(self.reference.clone()),
            _ => trace::content(&self.origin, |id| git.object(id)),
        }
    }
}

/// Whether anything was found that has a place in history, or whether something may be missing.
fn needs_tracing(repository: &Repository, readout: &Readout, options: Options) -> bool {
    let store = &repository.store;
    let has_values = readout.seen.iter().any(|seen| !seen.sightings.seen.is_empty());
    let is_damaged = store.len_with_missing() > store.len() || lost(readout).next().is_some();
    has_values || (options.connectivity && is_damaged)
}

/// The objects that could not be read, or not all of what they hold.
fn lost(readout: &Readout) -> impl Iterator<Item = ObjectNo> {
    let inside = readout.seen.iter().filter(|seen| !seen.sightings.problems.is_empty());
    readout.unread.iter().map(|(number, _)| *number).chain(inside.map(|seen| seen.number))
}

fn wanted_objects(repository: &Repository, readout: &Readout) -> Vec<bool> {
    let mut wanted = vec![false; repository.store.len_with_missing()];
    for seen in readout.seen.iter().filter(|seen| !seen.sightings.seen.is_empty()) {
        wanted[seen.number as usize] = true;
    }
    wanted
}

/// Where objects that cannot be read stand.
type Paths = FxHashMap<ObjectNo, RepoPath>;

/// Adds where in history everything stands, and what of it is missing; where what cannot be read stands.
fn trace_all(
    repository: &Repository,
    graph: &Graph,
    starts: &[Start],
    readout: &Readout,
    options: Options,
    outcome: &mut Outcome,
) -> Paths {
    let mut paths = Paths::default();
    let is_wanted = wanted_objects(repository, readout);
    let wanted = |number: ObjectNo| is_wanted[number as usize];
    let shallow = repository.shallow_boundary();
    let unread: FxHashSet<ObjectNo> = lost(readout).collect();
    let reach = &reach(&repository.store, graph, starts, shallow, wanted, &unread);
    match repository.handle() {
        Ok(git) => {
            let tracer = Tracer { repository, git: &git, graph, reach, starts, options };
            outcome.leaks.extend(tracer.trace(&readout.seen));
            if options.connectivity {
                paths = whereabouts::paths(&git, &repository.store, reach);
            }
        }
        Err(error) => {
            let problem = Problem::general(format!("findings could not be traced: {error}"));
            outcome.problems.push(problem);
        }
    }
    if options.connectivity {
        outcome.problems.extend(missing_objects(repository, reach, &paths));
    }
    paths
}

/// Values in the names of branches, tags and other references.
fn reference_names<E: Examine>(
    starts: &[Start],
    examine: &E,
) -> impl Iterator<Item = (Option<Leak>, Vec<Problem>)> {
    let named = starts.iter().filter_map(|start| match &start.by {
        Remembered::Reference(name) if examine.suspicious(name) => Some((start.id, name)),
        _ => None,
    });
    named.map(|(object, name)| {
        let origin = Origin::RefName { object };
        let Sightings { seen: values, problems, .. } = examine.sightings(&origin, name);
        let reference = name.clone();
        let leak = Leak { origin, values, places: None, lifetime: None, reference };
        ((!leak.values.is_empty()).then_some(leak), problems)
    })
}

/// Whether a reference led to what it leads to before the time that the caller asks about.
fn is_too_old(repository: &Repository, leak: &Leak, options: Options) -> bool {
    let Some(since) = options.since else { return false };
    let date = leak.origin.object().zip(repository.handle().ok());
    date.and_then(|(id, git)| dates::date_of(&git, id)).is_some_and(|date| date < since)
}

fn missing_objects(repository: &Repository, reach: &Reach, paths: &Paths) -> Vec<Problem> {
    let id = |number: ObjectNo| repository.store.id(number);
    let what = if repository.is_partial() {
        "the remote of this partial clone promised it, but it is not here; scan a full clone"
    } else {
        "neither a pack nor a loose file holds it; restore it from another clone"
    };
    let problem = |(missing, by): &(ObjectNo, ObjectNo)| {
        let reason = format!("it is missing: {} names it, and {what}", id(*by));
        Problem { path: paths.get(missing).cloned(), ..Problem::at_object(id(*missing), reason) }
    };
    reach.missing.iter().map(problem).collect()
}

fn missing_starts(starts: &[Start]) -> Vec<Problem> {
    starts
        .iter()
        .filter(|start| start.number.is_none())
        .filter_map(|start| match &start.by {
            Remembered::Head => {
                Some(Problem::at_object(start.id, "HEAD names it, and it does not exist"))
            }
            Remembered::Reference(name) => {
                let name = String::from_utf8_lossy(name);
                Some(Problem::at_object(
                    start.id,
                    format!("{name} names it, and it does not exist"),
                ))
            }
            Remembered::Stash
            | Remembered::Elsewhere
            | Remembered::NotesLog
            | Remembered::Nowhere => None,
        })
        .collect()
}

fn shallow_problem(commits: usize) -> Option<Problem> {
    let reason = "the clone is shallow: what came before its oldest commits is not here; run `git fetch --unshallow`";
    (commits > 0).then(|| Problem::general(reason))
}

fn unread_objects(repository: &Repository, readout: &Readout, paths: &Paths) -> Vec<Problem> {
    let unreadable = readout.unread.iter().map(|(number, reason)| Problem {
        path: paths.get(number).cloned(),
        ..Problem::at_object(repository.store.id(*number), reason.clone())
    });
    let inside = readout.seen.iter().flat_map(|seen| {
        let path = paths.get(&seen.number);
        let placed = move |problem: &Problem| Problem {
            path: problem.path.clone().or_else(|| path.cloned()),
            ..problem.clone()
        };
        seen.sightings.problems.iter().map(placed)
    });
    unreadable.chain(inside).collect()
}

fn not_covered(options: Options) -> Vec<String> {
    let mut lines = Vec::new();
    if !options.all_objects {
        lines.push(
            "objects that no reference and no reflog reaches; --all-objects reads them too"
                .to_owned(),
        );
    }
    if !options.connectivity {
        lines.push(
            "whether any object is missing, and the names of files, because of --skip-connectivity"
                .to_owned(),
        );
    }
    if options.since.is_some() {
        lines.push("what came with commits and tags before the date of --since".to_owned());
    }
    lines
}
