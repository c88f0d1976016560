//! The pipeline of `banqlint history`: one pass over all objects that keeps only what was seen, then a second look at
//! the few contents that matter, with their paths known.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::assemble::{Gathered, assemble};
use super::detail::Wanted;
use super::inspect::{Detection, Inspector};
use super::threads::{NoThreads, pool};
use crate::model::{Lifetime, Problem, Progress, Report};
use crate::source::history::{self, Leak, Repository};
use crate::source::{GitRepository, OpenError};

/// What a scan of the history is told.
#[derive(Debug, Clone)]
pub struct HistoryOptions {
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Whether to check that every object which a reachable one names is there.
    pub connectivity: bool,
    /// Whether to read objects that nothing reaches.
    pub all_objects: bool,
    /// The time from which on what commits brought is reported, in seconds since the Unix epoch.
    pub since: Option<i64>,
    /// Whether secrets are printed in clear.
    pub reveal: bool,
    /// Where to tell how far the scan is.
    pub progress: Arc<Progress>,
}

/// Why nothing of a history could be scanned.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The repository cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The threads could not be started.
    #[error(transparent)]
    Threads(#[from] NoThreads),
}

/// Scans everything that the repository remembers.
///
/// # Errors
///
/// [`HistoryError`] if nothing could be scanned; what could not be read of a repository that opens is in the report.
pub fn history(
    git: &GitRepository,
    inspector: &Inspector,
    options: &HistoryOptions,
) -> Result<Report, HistoryError> {
    let start = Instant::now();
    let provenance = git.provenance();
    in_repository(git, options, |repository| {
        let mut gathered = read(&repository, inspector, options, true);
        // To unmap large packs takes as long as to make a report.
        rayon::spawn(move || drop(repository));
        gathered.not_covered.extend(left_to_files(inspector));
        gathered.provenance = Some(provenance);
        gathered.stats.seconds = start.elapsed().as_secs_f64();
        assemble(gathered, options.reveal)
    })
}

/// What [`history`] finds, before it is made a report; `is_alone` says that nothing else will be part of it.
pub(super) fn gather(
    git: &GitRepository,
    inspector: &Inspector,
    options: &HistoryOptions,
    is_alone: bool,
) -> Result<Gathered, HistoryError> {
    in_repository(git, options, |repository| read(&repository, inspector, options, is_alone))
}

/// Opens the repository on threads of its own, and goes on there: what they have learned of the patterns stays with
/// them.
fn in_repository<T: Send>(
    git: &GitRepository,
    options: &HistoryOptions,
    then: impl FnOnce(Repository) -> T + Send,
) -> Result<T, HistoryError> {
    let pool = pool(options.threads, None)?;
    let git_dir = git.git_dir();
    pool.install(|| Ok(then(Repository::open(&GitRepository::at(git_dir)?))))
}

/// So many rules are named.
const FEW: usize = 3;

/// What the rules of this run say of files as they stand, and not of values: no version of the past is held against it.
fn left_to_files(inspector: &Inspector) -> Option<String> {
    let rules = inspector.rules().rules().iter().filter(|rule| rule.forms.is_empty());
    let ids: Vec<&str> = rules.map(|rule| rule.info.id.as_str()).collect();
    let which = match ids.len() {
        0 => return None,
        1..=FEW => ids.join(", "),
        many => format!("{many} of the rules"),
    };
    Some(format!(
        "what files do with credentials ({which}); `banqlint check` and `history --range` look at that"
    ))
}

fn read(
    repository: &Repository,
    inspector: &Inspector,
    options: &HistoryOptions,
    is_alone: bool,
) -> Gathered {
    let reading = history::Options {
        connectivity: options.connectivity,
        all_objects: options.all_objects,
        since: options.since,
        is_alone,
    };
    let outcome = history::scan(repository, inspector, reading, &options.progress);
    let mut gathered = Gathered {
        problems: outcome.problems,
        not_covered: outcome.not_covered,
        names_vendor: outcome.names_vendor,
        stats: outcome.stats,
        ..Gathered::default()
    };
    let looked_at: Vec<Result<Vec<Detection>, Problem>> = outcome
        .leaks
        .par_iter()
        .map_init(
            || repository.handle().map_err(|error| Problem::general(error.to_string())),
            |git, leak| {
                let git = git.as_ref().map_err(Clone::clone)?;
                Ok(detections(inspector, leak, &leak.content(git)?))
            },
        )
        .collect();
    for result in looked_at {
        match result {
            Ok(detections) => gathered.detections.extend(detections),
            Err(problem) => gathered.problems.push(problem),
        }
    }
    gathered
}

/// The detections of the leak's content that belong to this leak, with their place in history.
fn detections(inspector: &Inspector, leak: &Leak, content: &[u8]) -> Vec<Detection> {
    let wanted: Wanted = leak.values.iter().map(|seen| (seen.rule, seen.value)).collect();
    inspector
        .again(&leak.origin, content, &wanted, leak.places.as_deref())
        .into_iter()
        .filter(|one| wanted.contains(&(one.rule, one.finding.value.id)))
        .map(|mut detection| {
            detection.finding.lifetime.clone_from(&leak.lifetime);
            grade_token(&mut detection, leak.lifetime.as_ref());
            detection
        })
        .collect()
}

/// A token that was still good when it was committed was a leak, whatever it is today.
fn grade_token(detection: &mut Detection, lifetime: Option<&Lifetime>) {
    if let Some(jwt) = &mut detection.finding.jwt
        && let (Some(expires), Some(lifetime)) = (jwt.expires, lifetime)
    {
        jwt.live_when_committed = Some(expires > lifetime.introduced.time);
    }
}
