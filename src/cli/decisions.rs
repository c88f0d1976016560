//! What a team has decided: its configuration and its baseline, found or named.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;

use super::said::said;
use super::shared::RULES;
use crate::config::{
    Config, ConfigError, LARGEST_BASELINE, Patterns, Tree, TreeError, read_text, read_text_of_any,
};
use crate::model::Scope;
use crate::source::Range;
use crate::suppress::{AllowedValue, BASELINE_FILE, Baseline, PathException, Policy};

/// Where a team's configuration is read from.
#[derive(Debug, Clone, Args)]
pub(super) struct ConfigSource {
    /// Read the configuration from FILE instead of the `.banqlint.toml` that is found
    #[arg(long, value_name = "FILE", help_heading = RULES)]
    pub(super) config: Option<PathBuf>,
    /// Read neither configuration nor baseline from the scanned tree
    #[arg(long, help_heading = RULES)]
    pub(super) isolated: bool,
}

/// Where all of a team's decisions are read from.
#[derive(Debug, Clone, Args)]
pub(super) struct Sources {
    #[command(flatten)]
    pub(super) configuration: ConfigSource,
    /// Read the baseline from FILE instead of the `.banqlint-baseline.json` that is found
    #[arg(long, value_name = "FILE", help_heading = RULES)]
    pub(super) baseline: Option<PathBuf>,
}

/// What is scanned, as far as decisions about it go.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scanned<'p> {
    /// Files at and below a path.
    Files(&'p Path),
    /// Files and history of the repository around a path.
    Repository(&'p Path),
    /// The index of the repository around the current folder.
    Index,
    /// The history of the repository around a path.
    History(&'p Path),
    /// What a range of the repository around a path adds.
    Range(&'p Path, &'p Range),
    /// What somebody else sends: nothing in it decides.
    Received(&'p Range),
    /// Several trees: none decides over the others.
    Several,
}

/// A team's decisions.
#[derive(Debug)]
pub(super) struct Decisions {
    /// The file of the configuration, where there is one.
    pub(super) file: Option<PathBuf>,
    /// What it says.
    pub(super) config: Config,
    /// The file of the baseline, where there is one.
    pub(super) baseline_file: Option<PathBuf>,
    /// What the baseline says.
    pub(super) baseline: Option<Baseline>,
}

impl Scanned<'_> {
    /// The tree whose files decide; `None` where none does.
    pub(super) fn tree(self) -> Result<Option<Tree>, TreeError> {
        Ok(match self {
            Self::Files(path) => Some(Tree::around(path)?),
            // What is read of these does not depend on the folder one stands in, and neither does what decides.
            Self::Repository(path) | Self::History(path) | Self::Range(path, _) => {
                Some(Tree::around(path)?.whole())
            }
            Self::Index => Some(Tree::around(Path::new("."))?.whole()),
            Self::Received(_) | Self::Several => None,
        })
    }
}

impl ConfigSource {
    /// Reads the configuration that decides over what is scanned, and says from which file.
    pub(super) fn read(&self, scanned: Scanned<'_>) -> anyhow::Result<(Option<PathBuf>, Config)> {
        let tree = scanned.tree()?;
        let found = tree.as_ref().filter(|_| !self.isolated);
        let configured = match (&self.config, found) {
            (Some(file), _) => {
                let folder = tree.as_ref().map(|tree| {
                    tree.folder_of(&file.canonicalize().unwrap_or_else(|_| file.clone()))
                });
                Config::read(file, &folder.unwrap_or_default())
                    .map(|config| Some((file.clone(), config)))
            }
            (None, Some(tree)) => Config::find(tree),
            (None, None) => Ok(None),
        };
        Ok(match configured.inspect_err(draw)? {
            Some((file, config)) => (Some(file), config),
            None => (None, Config::none()),
        })
    }
}

impl Sources {
    /// What the files of a tree that does not decide would have decided, one sentence each; nothing of what the user
    /// has named or ruled out.
    pub(super) fn unused(&self, path: &Path) -> Vec<String> {
        if self.configuration.isolated {
            return Vec::new();
        }
        // A target that is not there decides nothing; the run lists it as unread.
        let Ok(tree) = Tree::around(path) else { return Vec::new() };
        let config = self.configuration.config.is_none().then(|| tree.config_file()).flatten();
        let baseline = self.baseline.is_none().then(|| baseline_of(&tree)).flatten();
        let sentence = |file: PathBuf| {
            format!("what {} decides, since several targets were named", file.display())
        };
        config.into_iter().chain(baseline).map(sentence).collect()
    }

    /// Reads what decides over what is scanned.
    pub(super) fn read(&self, scanned: Scanned<'_>) -> anyhow::Result<Decisions> {
        let (file, config) = self.configuration.read(scanned)?;
        let tree = scanned.tree()?.filter(|_| !self.configuration.isolated);
        let baseline_file = self.baseline.clone().or_else(|| baseline_of(tree.as_ref()?));
        let read = |file| read_baseline(file, self.baseline.is_some());
        let baseline = baseline_file.as_deref().map(read).transpose()?;
        Ok(Decisions { file, config, baseline_file, baseline })
    }
}

/// The file of a tree's baseline, where there is one.
fn baseline_of(tree: &Tree) -> Option<PathBuf> {
    let file = tree.root().join(BASELINE_FILE);
    file.symlink_metadata().is_ok().then_some(file)
}

/// Reads a baseline's file, or a pipe where the user named one.
pub(super) fn read_baseline(file: &Path, is_named: bool) -> anyhow::Result<Baseline> {
    let read = if is_named { read_text_of_any } else { read_text };
    let text = read(file, LARGEST_BASELINE).map_err(|reason| {
        let advice =
            if is_named { "name a file that exists" } else { "`--isolated` scans without it" };
        anyhow::anyhow!("{}: the baseline cannot be read: {reason}; {advice}", file.display())
    })?;
    Baseline::parse(&text).with_context(|| file.display().to_string())
}

/// Draws the faults of a configuration above the line that says that there are some.
fn draw(error: &ConfigError) {
    if let ConfigError::Faulty { drawn, .. } = error {
        // Nothing can be said to someone who has closed the stream.
        let _ = write!(io::stderr(), "{drawn}");
    }
}

impl Decisions {
    /// Says on standard error which files decide, and which exceptions have ended.
    pub(super) fn announce(&self, verbose: bool, today: Date) {
        let mut lines = Vec::new();
        if verbose {
            let file = |file: &Option<PathBuf>| {
                file.as_ref().map_or_else(|| "none".to_owned(), |file| file.display().to_string())
            };
            lines.push(format!("configuration: {}", file(&self.file)));
            lines.push(format!("baseline: {}", file(&self.baseline_file)));
        }
        for exception in self.config.exceptions.iter().filter(|one| !one.holds_on(today)) {
            let file = self.file.as_deref().unwrap_or(Path::new("")).display();
            let until = exception.until.map(|date| date.to_string()).unwrap_or_default();
            lines.push(format!(
                "{file}:{}: the exception for {} ended on {until}",
                exception.line, exception.rule
            ));
        }
        for line in lines {
            // Nothing can be said to someone who has closed the stream.
            let _ = writeln!(io::stderr(), "{}", said(&line));
        }
    }

    /// What lies outside the scan by decision, one sentence each.
    pub(super) fn not_covered(&self) -> Vec<String> {
        let sentence = |words: &str, patterns: &Option<Patterns>| {
            let patterns = patterns.as_ref()?;
            Some(format!("{words} {}, as the configuration says", patterns.written.join(", ")))
        };
        let include = sentence("files other than", &self.config.include);
        let exclude = sentence("files that match", &self.config.exclude);
        include.into_iter().chain(exclude).collect()
    }

    /// The decisions as the stage that applies them takes them.
    pub(super) fn policy(self, today: Date) -> Policy {
        let config = self.config;
        let globs = |patterns: Patterns| patterns.globs;
        Policy {
            scope: Scope { include: config.include.map(globs), exclude: config.exclude.map(globs) },
            severities: config
                .settings
                .iter()
                .filter_map(|(id, setting)| Some((id.clone(), setting.severity?)))
                .collect(),
            values: config
                .values
                .into_iter()
                .map(|value| AllowedValue { id: value.id, reason: value.reason })
                .collect(),
            paths: config
                .exceptions
                .into_iter()
                .filter(|exception| exception.holds_on(today))
                .map(|exception| PathException {
                    rule: exception.rule,
                    paths: exception.paths.globs,
                    reason: exception.reason,
                })
                .collect(),
            baseline: self.baseline,
            ignores_comments: false,
        }
    }
}
