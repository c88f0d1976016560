//! The baseline: what was there before a team began, so that only what is new blocks.
//!
//! Contract: the file holds no value and nothing that leads back to one. Each entry has two keys, made with a random
//! key of the file's own: one for the value and one for the value at its place. Lines are no part of either, so moved
//! lines change nothing. A value that left its place may stand at one other place for each place it left, as often as it
//! stood there; a copy beside the original is new. What code does moves with its file alone. Both are counted in files:
//! one more of the same in a file is new. What only the history keeps is known as long as it stays there: where it has
//! come back, it is new.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::holding::{Holding, Standing};
use crate::model::{Finding, Fingerprint, ObjectId, RepoPath, ValueId};

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
    pub(super) entries: Vec<Entry>,
    /// What the history keeps and no file holds any more.
    pub(super) history: Vec<Entry>,
}

/// One known finding. The order of the fields is the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) rule: String,
    pub(super) path: Option<String>,
    first_commit: Option<String>,
    pub(super) place: String,
    pub(super) value: String,
    /// How often the place has the value, or a breach of the same words where it is more than once: another is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u32>,
}

/// Tells of a rule and a path whether they are turned off, so that nobody can say what stands there.
pub(super) type IsOff<'o> = &'o dyn Fn(&str, Option<&RepoPath>) -> bool;

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is no JSON of the right form. The cause is told here, and is no source that would be told again.
    #[error("it is not a baseline ({0}); write it anew with `banqlint baseline create --force`")]
    Form(serde_json::Error),
    /// Two changes of it were not brought together.
    #[error(
        "it holds a merge conflict; keep the entries of both sides and run `banqlint baseline prune`, or write it anew with `banqlint baseline create --force`"
    )]
    Conflict,
    /// Another version wrote it.
    #[error("its schema is not {SCHEMA}; use the version of banqlint that wrote it")]
    Schema,
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

    /// A baseline of what there is now, with the key of this one: where nothing has changed it is the same text.
    ///
    /// `None` where the key is none of the program's making, and could let a reader find out values.
    #[must_use]
    pub fn anew(&self, files: &[&Finding], history: &[&Finding]) -> Option<Self> {
        let is_whole =
            self.key.len() == 64 && self.key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut baseline = Self { entries: Vec::new(), history: Vec::new(), ..self.clone() };
        baseline.fill(files, history);
        Some(baseline).filter(|_| is_whole)
    }

    /// What is left of it, with the same key: of `files` those that `holding` knows, of `history` what is written down
    /// and the places by which a known value went on, and every entry of what is off, which neither list can speak for.
    #[must_use]
    pub(super) fn pruned(
        &self,
        mut holding: Holding<'_>,
        files: &[&Finding],
        history: &[&Finding],
        is_off: IsOff<'_>,
    ) -> Self {
        let known: Vec<&Finding> =
            files.iter().copied().filter(|finding| holding.knows(finding)).collect();
        let standing = files.iter().map(|finding| finding.fingerprint).collect();
        let mut baseline = Self { entries: Vec::new(), history: Vec::new(), ..self.clone() };
        baseline.fill(&known, &self.kept(&known, &standing, history));
        let off = |entries: &[Entry]| -> Vec<Entry> {
            entries.iter().filter(|entry| entry.is_off(is_off)).cloned().collect()
        };
        baseline.entries.extend(off(&self.entries));
        baseline.history.extend(off(&self.history));
        baseline.sort();
        baseline
    }

    /// Of findings of the history, those at places that are written down or that a known value has passed through.
    ///
    /// A value went on by the commit that took it from a place which is kept, or by any if it has moved to a file
    /// since, where a move counts whatever it took. A copy that stood beside the original and is gone was never known,
    /// and what stands in a file is judged there.
    fn kept<'f>(
        &self,
        known: &[&Finding],
        standing: &FxHashSet<Fingerprint>,
        history: &[&'f Finding],
    ) -> Vec<&'f Finding> {
        let written: FxHashSet<&str> =
            self.entries.iter().chain(&self.history).map(|entry| entry.place.as_str()).collect();
        let is_written = |finding: &Finding| written.contains(self.place_of(finding).as_str());
        let moved: FxHashSet<(&str, ValueId)> = known
            .iter()
            .filter(|finding| !is_written(finding))
            .map(|finding| value(finding))
            .collect();
        let (mut kept, mut others): (Vec<&Finding>, Vec<&Finding>) =
            history.iter().partition(|finding| is_written(finding));
        others.retain(|finding| !standing.contains(&finding.fingerprint));
        kept.extend(others.iter().filter(|finding| moved.contains(&value(finding))));
        let mut brought: FxHashMap<_, Vec<&Finding>> = FxHashMap::default();
        for finding in others {
            if let Some(lifetime) = &finding.lifetime {
                let step = (value(finding), lifetime.introduced.id);
                brought.entry(step).or_default().push(finding);
            }
        }
        let mut looked_at = 0;
        while let Some(finding) = kept.get(looked_at) {
            looked_at += 1;
            let stops = removal(finding).and_then(|step| brought.remove(&step));
            kept.extend(stops.into_iter().flatten());
        }
        kept
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// [`BaselineError`] if it is something else.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| {
            let is_conflict = text.lines().any(|line| line.starts_with("<<<<<<< "));
            if is_conflict { BaselineError::Conflict } else { BaselineError::Form(error) }
        })?;
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
                count: None,
            }
        };
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for finding in files.iter().filter(|finding| finding.lifetime.is_none()) {
            *counts.entry(self.place_of(finding)).or_default() += 1;
        }
        let counted = |finding: &Finding| {
            let entry = entry(finding);
            let count = counts.get(&entry.place).copied();
            Entry { count: count.filter(|count| *count > 1 || !is_breach(finding)), ..entry }
        };
        let entries = files.iter().map(|finding| counted(finding)).collect();
        let history = history.iter().map(|finding| entry(finding)).collect();
        (self.entries, self.history) = (entries, history);
        self.sort();
    }

    /// Each place once: where a file holds it, it is no matter of the history alone.
    fn sort(&mut self) {
        self.entries.sort();
        self.entries.dedup_by(|one, other| one.place == other.place);
        let places: FxHashSet<&str> =
            self.entries.iter().map(|entry| entry.place.as_str()).collect();
        self.history.retain(|entry| !places.contains(entry.place.as_str()));
        self.history.sort();
        self.history.dedup_by(|one, other| one.place == other.place);
    }

    /// Begins to hold the findings of a run against the entries. Nothing is read before a finding asks for it.
    pub fn begin<'b>(&'b self, standing: &'b dyn Standing) -> Holding<'b> {
        Holding::new(self, standing)
    }

    pub(super) fn place_of(&self, finding: &Finding) -> String {
        self.keyed("place", &[finding.fingerprint.to_string().as_bytes()])
    }

    pub(super) fn value_of(&self, rule: &str, value: ValueId) -> String {
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

impl Entry {
    /// How often its place has what it is about, of which this finding is one. A value without a count may stand there
    /// any number of times: baselines were written so before values were counted.
    pub(super) fn times(&self, finding: &Finding) -> u32 {
        let uncounted = if is_breach(finding) { 1 } else { u32::MAX };
        self.count.unwrap_or(uncounted).max(1)
    }

    /// Its path, unless what is written down leaves something out: a secret, or bytes that are no text.
    pub(super) fn plain_path(&self) -> Option<&str> {
        let is_plain =
            |path: &&str| !path.contains("…(") && !path.contains(char::REPLACEMENT_CHARACTER);
        self.path.as_deref().filter(is_plain)
    }

    /// Whether its rule or its path is turned off.
    pub(super) fn is_off(&self, is_off: IsOff<'_>) -> bool {
        is_off(&self.rule, self.path.as_deref().map(RepoPath::from).as_ref())
    }
}

/// Whether a finding is about what code does, and not about a value: the same again is another breach.
pub(super) fn is_breach(finding: &Finding) -> bool {
    !finding.rule.is_credential
}

/// The value of a finding, as its rule takes it.
fn value(finding: &Finding) -> (&str, ValueId) {
    (&finding.rule.id, finding.value.id)
}

/// The value of a finding of the history, and the commit that took it away.
fn removal(finding: &Finding) -> Option<((&str, ValueId), ObjectId)> {
    let removal = finding.lifetime.as_ref()?.removed_in?;
    Some((value(finding), removal.commit))
}
