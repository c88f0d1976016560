//! `banqlint baseline`: the one command that writes a baseline.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::Run;
use super::decisions::{Decisions, Scanned, Sources, read_baseline};
use super::exit::Exit;
use super::output::of_system;
use super::said::said;
use super::selection::Selection;
use super::shared::{ground, inspector, one_for_each_core, today};
use crate::config::{Tree, TreeError};
use crate::model::{Finding, Progress, Report};
use crate::report::counted;
use crate::scan::{self, CheckOptions, Ground, HistoryOptions, Inspector, Present};
use crate::source::GitRepository;
use crate::suppress::{self, BASELINE_FILE, Policy};

/// Keep what is there already from blocking, so that only what is new does
///
/// A baseline is not a way to accept a leak: keys that it holds are still to be revoked.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Baseline {
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  banqlint baseline create         write .banqlint-baseline.json; commit it
  banqlint baseline prune          after a key is revoked and its value is gone
  banqlint check --fail-on-stale   fail while it holds what is gone";

#[derive(Debug, Subcommand)]
enum Action {
    /// Write down what the files and the history hold today
    Create {
        #[command(flatten)]
        place: Place,
        /// Replace a baseline that is there; an unchanged tree gives the same file
        #[arg(long)]
        force: bool,
    },
    /// Drop what is gone; nothing is added
    Prune {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
struct Place {
    /// The repository or folder
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    sources: Sources,
}

impl Run for Baseline {
    fn run(self) -> anyhow::Result<Exit> {
        match self.action {
            Action::Create { place, force } => place.create(force),
            Action::Prune { place } => place.prune(),
        }
    }
}

impl Place {
    /// The baseline's file: the one that was named, or that of the tree around a path which has to be there.
    fn file(&self) -> Result<PathBuf, TreeError> {
        let tree = Tree::around(&self.path)?;
        let named = self.sources.baseline.clone();
        Ok(named.unwrap_or_else(|| tree.root().join(BASELINE_FILE)))
    }

    fn create(&self, force: bool) -> anyhow::Result<Exit> {
        let file = self.file()?;
        anyhow::ensure!(
            force || file.symlink_metadata().is_err(),
            "{} exists; `banqlint baseline prune` drops what is gone, and `create --force` takes in what is new",
            file.display()
        );
        // A baseline that is to be replaced hides nothing, and may be what is broken.
        let found = self.scan()?;
        if let Some(exit) = found.refusal("written") {
            return Ok(exit);
        }
        let (files, history) = (refs(&found.files.findings), refs(&found.history.findings));
        // With the key that it has, an unchanged tree gives an unchanged file.
        let old = read_baseline(&file, true).ok();
        let baseline = match old.and_then(|old| old.anew(&files, &history)) {
            Some(baseline) => baseline,
            None => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).context("the system gives no random bytes")?;
                suppress::Baseline::new(&key, &files, &history)
            }
        };
        save(&file, &baseline)
    }

    fn prune(&self) -> anyhow::Result<Exit> {
        let file = self.file()?;
        let old = read_baseline(&file, self.sources.baseline.is_some())?;
        let found = self.scan()?;
        if let Some(exit) = found.refusal("changed") {
            return Ok(exit);
        }
        let scanned = match found.is_bare {
            true => Scanned::History(&self.path),
            false => Scanned::Files(&self.path),
        };
        let present = Present::new(&found.inspector, ground(scanned)?);
        let (files, history) = (refs(&found.files.findings), refs(&found.history.findings));
        save(&file, &found.policy.prune(&old, &present, &files, &history))
    }

    /// Scans the files, and the history where there is one.
    fn scan(&self) -> anyhow::Result<Found> {
        let (file, config) = self.sources.configuration.read(Scanned::Files(&self.path))?;
        let decisions = Decisions { file, config, baseline_file: None, baseline: None };
        let rules = Selection::default().rules(&decisions.config)?;
        let policy = decisions.policy(today());
        let threads = one_for_each_core();
        let inspector = inspector(rules, threads);
        let root = Tree::around(&self.path)?.root().to_owned();
        let progress = Arc::new(Progress::default());
        let options = CheckOptions {
            threads,
            ignore_files: true,
            scope: policy.scope.clone(),
            reveal: false,
            progress: Arc::clone(&progress),
        };
        // The files of a bare repository are git's own.
        let is_bare = GitRepository::at(&root).is_ok_and(|git| git.is_bare());
        let (mut files, mut history) = (Report::default(), Report::default());
        if !is_bare {
            files = scan::check(std::slice::from_ref(&root), &inspector, &options)?;
        }
        if is_bare || root.join(".git").symlink_metadata().is_ok() {
            let options = HistoryOptions {
                threads,
                connectivity: true,
                all_objects: false,
                since: None,
                reveal: false,
                progress,
            };
            history = scan::history(&GitRepository::discover(&root)?, &inspector, &options)?;
        }
        let nowhere = Present::new(&inspector, Ground::Nothing);
        for report in [&mut files, &mut history] {
            apply(&policy, &nowhere, report);
            scan::screen(report, &inspector);
        }
        if is_bare {
            // What HEAD holds is what its files would hold, and known for good, whenever it came.
            let is_at_head =
                |one: &&Finding| one.lifetime.as_ref().is_some_and(|life| life.at_head);
            files.findings = history.findings.iter().filter(is_at_head).cloned().collect();
        }
        Ok(Found { inspector, policy, is_bare, files, history })
    }
}

/// What stands in files and in the history.
struct Found {
    inspector: Inspector,
    policy: Policy,
    /// Whether the repository has no files: then those that HEAD holds stand for them.
    is_bare: bool,
    files: Report,
    history: Report,
}

impl Found {
    /// A baseline of half a repository would let the other half block, or hide what nobody has seen.
    fn refusal(&self, verb: &str) -> Option<Exit> {
        let problems = self.files.problems.iter().chain(&self.history.problems);
        let mut is_complete = true;
        for problem in problems {
            is_complete = false;
            let place = problem.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
            let line = format!("unread: {place}{}", problem.reason);
            // Nothing can be said to someone who has closed the stream.
            let _ = writeln!(io::stderr(), "{}", said(&line));
        }
        if is_complete {
            return None;
        }
        let _ = writeln!(
            io::stderr(),
            "the baseline was not {verb}, since not everything could be read"
        );
        Some(Exit::Incomplete)
    }
}

fn apply(policy: &Policy, present: &Present<'_>, report: &mut Report) {
    policy.begin(present).apply(report);
    // What an allow comment lacks is mended in a minute; no baseline is needed for it.
    report.findings.retain(|finding| finding.rule.id != scan::UNUSED_SUPPRESSION);
}

fn refs(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().collect()
}

fn save(file: &Path, baseline: &suppress::Baseline) -> anyhow::Result<Exit> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let hint = || format!("{}: the baseline cannot be written", file.display());
    // A baseline is committed and read by the whole team, so it gets the rights of any other file.
    let mut options = tempfile::Builder::new();
    #[cfg(unix)]
    options.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = folder.unwrap_or(Path::new("."));
    let mut whole = options.tempfile_in(folder).map_err(of_system).with_context(hint)?;
    whole.write_all(baseline.to_text().as_bytes()).with_context(hint)?;
    whole.persist(file).with_context(hint)?;
    let (files, history) = baseline.counts();
    let files = counted(files as u64, "finding");
    let file = said(&file.to_string_lossy());
    writeln!(io::stdout(), "{file}: {files} in files, and {history} that only the history keeps")?;
    Ok(Exit::Clean)
}
