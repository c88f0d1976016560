//! The baseline: what was there before a team began, so that only what is new blocks.
//!
//! Contract: the file holds no value and nothing that leads back to one. Each entry has two keys, made with a random key of the
//! file's own: one for the value and one for the value at its place. Lines are no part of either, so moved lines change nothing. A
//! value that left its place may stand at one other place for each place it left; a copy beside the original is new.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Finding, RepoPath, ValueId};

/// The name under which the file is found, at the root of the repository.
pub const BASELINE_FILE: &str = ".banqlint-baseline.json";

/// The value of `schema`.
const SCHEMA: &str = "banqlint-baseline/1";

/// A baseline file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    schema: String,
    /// Random, in hexadecimal: what makes the keys of two files unlike each other.
    key: String,
    /// What stands in files.
    entries: Vec<Entry>,
    /// What the history keeps and no file holds any more.
    history: Vec<Entry>,
}

/// One known finding. The order of the fields is the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    path: Option<String>,
    first_commit: Option<String>,
    place: String,
    value: String,
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is no JSON of the right form.
    #[error("it is not a baseline ({0}); write it anew with `banqlint baseline create --force`")]
    Form(#[from] serde_json::Error),
    /// Another version wrote it.
    #[error("its schema is not {SCHEMA}; use the version of banqlint that wrote it")]
    Schema,
}

/// A value that stands at a path now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// The id of the rule.
    pub rule: String,
    /// The value.
    pub value: ValueId,
    /// The reason given by a comment that allows it there.
    pub allowed: Option<String>,
}

/// Tells what stands at a path now.
pub type Standing<'a> = dyn Fn(&RepoPath) -> Vec<Stands> + 'a;

/// What a baseline says about the findings of a run.
#[derive(Debug, Default)]
pub struct Match {
    /// For each finding, whether the baseline holds it.
    pub known: Vec<bool>,
    /// Paths of the entries for files whose value is gone.
    pub stale: Vec<String>,
}

impl Baseline {
    /// A baseline of what files hold and what the history holds. `key` is random.
    pub fn new(key: &[u8; 32], files: &[&Finding], history: &[&Finding]) -> Self {
        let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut baseline =
            Self { schema: SCHEMA.to_owned(), key, entries: Vec::new(), history: Vec::new() };
        baseline.fill(files, history);
        baseline
    }

    /// The same key with what these findings are.
    #[must_use]
    pub fn renewed(&self, files: &[&Finding], history: &[&Finding]) -> Self {
        let mut baseline = Self { entries: Vec::new(), history: Vec::new(), ..self.clone() };
        baseline.fill(files, history);
        baseline
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// [`BaselineError`] if it is something else.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_str(text)?;
        if baseline.schema == SCHEMA { Ok(baseline) } else { Err(BaselineError::Schema) }
    }

    /// The text of the file: one entry on a few lines, so that two people's changes merge.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings and lists are JSON");
        text.push('\n');
        text
    }

    /// How many findings it holds: in files, and in the history alone.
    pub fn counts(&self) -> (usize, usize) {
        (self.entries.len(), self.history.len())
    }

    fn fill(&mut self, files: &[&Finding], history: &[&Finding]) {
        let commits: FxHashMap<String, String> = history
            .iter()
            .filter_map(|finding| {
                let commit = finding.lifetime.as_ref()?.introduced.id.to_string();
                Some((self.place_of(finding), commit))
            })
            .collect();
        let entry = |finding: &Finding| {
            let place = self.place_of(finding);
            Entry {
                rule: finding.rule.id.clone(),
                path: finding.origin.path().map(|path| path.to_text().into_owned()),
                first_commit: commits.get(&place).cloned(),
                place,
                value: self.value_of(&finding.rule.id, finding.value.id),
            }
        };
        let mut entries: Vec<Entry> = files.iter().map(|finding| entry(finding)).collect();
        let mut only_history: Vec<Entry> = history.iter().map(|finding| entry(finding)).collect();
        entries.sort();
        entries.dedup_by(|one, other| one.place == other.place);
        let places: FxHashSet<&str> = entries.iter().map(|entry| entry.place.as_str()).collect();
        only_history.retain(|entry| !places.contains(entry.place.as_str()));
        only_history.sort();
        only_history.dedup_by(|one, other| one.place == other.place);
        (self.entries, self.history) = (entries, only_history);
    }

    /// Holds the findings of one run against the entries.
    pub fn hold(&self, findings: &[Finding], standing: &Standing<'_>) -> Match {
        let in_files: FxHashSet<&str> = places(&self.entries);
        let in_history: FxHashSet<&str> = places(&self.history);
        let mut known: Vec<bool> = findings
            .iter()
            .map(|finding| {
                let place = self.place_of(finding);
                in_files.contains(place.as_str())
                    || finding.lifetime.is_some() && in_history.contains(place.as_str())
            })
            .collect();
        let mut gone = self.gone(standing);
        for (finding, known) in findings.iter().zip(&mut known) {
            let value = self.value_of(&finding.rule.id, finding.value.id);
            if *known || !gone.contains_key(&value) {
                continue;
            }
            // A stop on the way, which HEAD no longer holds, takes no place.
            let is_past = finding.lifetime.as_ref().is_some_and(|lifetime| !lifetime.at_head);
            let left = gone.get_mut(&value).expect("it was looked up above");
            *known = is_past || left.pop().is_some();
        }
        let mut stale: Vec<String> = gone.into_values().flatten().collect();
        stale.sort();
        Match { known, stale }
    }

    /// The places in files that values left, by value.
    fn gone(&self, standing: &Standing<'_>) -> FxHashMap<String, Vec<String>> {
        let mut looked_at: FxHashMap<&str, FxHashSet<String>> = FxHashMap::default();
        let mut gone: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for entry in &self.entries {
            let Some(path) = entry.path.as_deref() else { continue };
            let there = looked_at.entry(path).or_insert_with(|| {
                let values = standing(&RepoPath::from(path));
                values.iter().map(|one| self.value_of(&one.rule, one.value)).collect()
            });
            if !there.contains(&entry.value) {
                gone.entry(entry.value.clone()).or_default().push(path.to_owned());
            }
        }
        gone
    }

    fn place_of(&self, finding: &Finding) -> String {
        self.keyed("place", &[finding.fingerprint.to_string().as_bytes()])
    }

    fn value_of(&self, rule: &str, value: ValueId) -> String {
        self.keyed("value", &[rule.as_bytes(), value.to_string().as_bytes()])
    }

    /// SHA-256 over the file's key and length-prefixed parts, cut to 128 bits.
    fn keyed(&self, label: &str, parts: &[&[u8]]) -> String {
        let mut hash = Sha256::new();
        for part in
            [b"banqlint baseline 1", self.key.as_bytes(), label.as_bytes()].iter().chain(parts)
        {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn places(entries: &[Entry]) -> FxHashSet<&str> {
    entries.iter().map(|entry| entry.place.as_str()).collect()
}
