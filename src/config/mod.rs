//! The configuration, `.banqlint.toml`: found, read, checked.
//!
//! Contract: the file is looked for in the scanned folder and upwards, and never above the root of the repository.
//! Every fault in it is collected and drawn; a configuration with a fault is not used at all. Nothing in it can run a
//! program.

mod discover;
mod file;
mod problem;
mod raw;
mod schema;
mod valid;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

pub use discover::{CONFIG_FILE, Tree, TreeError};
pub use file::{LARGEST, LARGEST_BASELINE, read_text, read_text_of_any};
pub use problem::ConfigError;
pub use schema::json_schema;
pub use valid::{KEY_CLASSES, Patterns};

use crate::model::{RepoPath, Severity};
use crate::rule::RuleSet;

/// What a configuration says.
#[derive(Debug)]
pub struct Config {
    /// All rules: the program's own and those of extra packs, with the team's names for the vendor.
    pub rules: RuleSet,
    /// Settings of single rules, by id.
    pub settings: BTreeMap<String, RuleSetting>,
    /// Only what these cover is looked at.
    pub include: Option<Patterns>,
    /// What these cover is not looked at.
    pub exclude: Option<Patterns>,
    /// Values that are known to be harmless.
    pub values: Vec<ValueException>,
    /// Paths for which rules are off.
    pub exceptions: Vec<Exception>,
    /// The line of each key of the file, by its dotted name.
    pub lines: BTreeMap<String, usize>,
}

/// The settings of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether it runs.
    pub enabled: Option<bool>,
    /// How bad its findings are.
    pub severity: Option<Severity>,
}

/// A value that is known to be harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueException {
    /// The `value.id` of reports.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Paths for which a rule is off.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The rule.
    pub rule: String,
    /// The paths.
    pub paths: Patterns,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, in UTC.
    pub until: Option<Date>,
    /// Its line in the file.
    pub line: usize,
}

impl Exception {
    /// Whether it holds on this day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

impl Config {
    /// What holds without a file.
    pub fn none() -> Self {
        Self {
            rules: RuleSet::embedded(),
            settings: BTreeMap::new(),
            include: None,
            exclude: None,
            values: Vec::new(),
            exceptions: Vec::new(),
            lines: BTreeMap::new(),
        }
    }

    /// Reads the file at `path`; its patterns are relative to `folder` of the scanned tree.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if it cannot be read, or with every fault in it.
    pub fn read(path: &Path, folder: &RepoPath) -> Result<Self, ConfigError> {
        let unreadable = |reason: String| ConfigError::Unreadable { path: path.to_owned(), reason };
        let text = read_text(path, LARGEST).map_err(unreadable)?;
        Self::parse(path, &text, folder)
    }

    /// Reads the text of the file at `path`, which messages and packs beside it are named by.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with every fault in it.
    pub fn parse(path: &Path, text: &str, folder: &RepoPath) -> Result<Self, ConfigError> {
        valid::read(path, text, folder)
    }

    /// Reads the file that belongs to a tree, if there is one, and says where it is.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn find(tree: &Tree) -> Result<Option<(PathBuf, Self)>, ConfigError> {
        let Some((path, folder)) = tree.config() else { return Ok(None) };
        let config = Self::read(&path, &folder)?;
        Ok(Some((path, config)))
    }
}
