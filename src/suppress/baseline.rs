//! The baseline: what was there before a team began, so that only what is new blocks.
//!
//! Contract: the file holds no value and nothing that leads back to one. Each entry has two keys, made with a random key of the
//! file's own: one for the value and one for the value at its place. Lines are no part of either, so moved lines change nothing. A
//! value that left its place may stand at one other place for each place it left; a copy beside the original is new. What only the history
//! keeps is known as long as it stays there: where it has come back, it is new.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Finding, Fingerprint, Lifetime, ObjectId, RepoPath, ValueId};

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

/// Tells what stands at paths.
pub trait Standing {
    /// What stands there now.
    fn now(&self, path: &RepoPath) -> Vec<Stands>;

    /// What stood there before the change that a run looks at; `None` where a run looks at everything.
    fn before(&self, path: &RepoPath) -> Option<Vec<Stands>>;
}

/// A baseline at work: it is asked about the findings of one run, one after another.
#[derive(Debug)]
pub struct Holding<'b> {
    baseline: &'b Baseline,
    in_files: FxHashSet<&'b str>,
    in_history: FxHashSet<&'b str>,
    /// The places that values left and can have moved from, by value.
    free: FxHashMap<String, Vec<String>>,
    /// Paths whose value had left before the change that the run looks at.
    left_before: Vec<String>,
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

    /// What is left of it, with the same key: of `files` those that `holding` knows, and of `history` what is written down and the places
    /// by which a known value went on.
    #[must_use]
    pub fn pruned(
        &self,
        mut holding: Holding<'_>,
        files: &[&Finding],
        history: &[&Finding],
    ) -> Self {
        let known: Vec<&Finding> =
            files.iter().copied().filter(|finding| holding.knows(finding)).collect();
        let standing = files.iter().map(|finding| finding.fingerprint).collect();
        let mut baseline = Self { entries: Vec::new(), history: Vec::new(), ..self.clone() };
        baseline.fill(&known, &self.kept(&known, &standing, history));
        baseline
    }

    /// Of findings of the history, those at places that are written down or that a known value has passed through.
    ///
    /// A value went on by the commit that took it from a place which is kept, or by any if it has moved to a file since, where a move counts
    /// whatever it took. A copy that stood beside the original and is gone was never known, and what stands in a file is judged there.
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

    /// Begins to hold the findings of a run against the entries.
    pub fn begin(&self, standing: &dyn Standing) -> Holding<'_> {
        let (free, left_before) = self.gone(standing);
        Holding {
            baseline: self,
            in_files: places(&self.entries),
            in_history: places(&self.history),
            free,
            left_before,
        }
    }

    /// The places in files that values left, by value, and the paths that no value of this run can have moved from.
    ///
    /// A run that sees a change alone does not see where else a value stands. There, only a place that the change itself empties
    /// can be where a value comes from: if it was empty before, the value has moved on already, and what is new is a copy.
    fn gone(&self, standing: &dyn Standing) -> (FxHashMap<String, Vec<String>>, Vec<String>) {
        let keys = |found: Vec<Stands>| -> FxHashSet<String> {
            found.iter().map(|one| self.value_of(&one.rule, one.value)).collect()
        };
        let mut now: FxHashMap<&str, FxHashSet<String>> = FxHashMap::default();
        let mut before: FxHashMap<&str, Option<FxHashSet<String>>> = FxHashMap::default();
        let mut free: FxHashMap<String, Vec<String>> = FxHashMap::default();
        let mut left_before = Vec::new();
        for entry in &self.entries {
            let Some(path) = entry.path.as_deref() else { continue };
            let at = RepoPath::from(path);
            if now.entry(path).or_insert_with(|| keys(standing.now(&at))).contains(&entry.value) {
                continue;
            }
            let before = before.entry(path).or_insert_with(|| standing.before(&at).map(keys));
            if before.as_ref().is_none_or(|there| there.contains(&entry.value)) {
                free.entry(entry.value.clone()).or_default().push(path.to_owned());
            } else {
                left_before.push(path.to_owned());
            }
        }
        (free, left_before)
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

impl Holding<'_> {
    /// Whether the baseline holds the finding: at its place, or as a value that has moved there.
    pub fn knows(&mut self, finding: &Finding) -> bool {
        let place = self.baseline.place_of(finding);
        let is_past = |lifetime: &Lifetime| !lifetime.has_come_back;
        if self.in_files.contains(place.as_str())
            || finding.lifetime.as_ref().is_some_and(is_past)
                && self.in_history.contains(place.as_str())
        {
            return true;
        }
        let value = self.baseline.value_of(&finding.rule.id, finding.value.id);
        let Some(left) = self.free.get_mut(&value) else { return false };
        // A stop on the way, which HEAD no longer holds, takes no place.
        let is_past = finding.lifetime.as_ref().is_some_and(|lifetime| !lifetime.at_head);
        is_past || left.pop().is_some()
    }

    /// The paths of the entries for files whose value is gone, and did not move as far as this run has seen.
    pub fn stale(self) -> Vec<String> {
        let mut stale: Vec<String> =
            self.free.into_values().flatten().chain(self.left_before).collect();
        stale.sort();
        stale
    }
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

fn places(entries: &[Entry]) -> FxHashSet<&str> {
    entries.iter().map(|entry| entry.place.as_str()).collect()
}
