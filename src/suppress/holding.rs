//! A baseline at work.
//!
//! Contract: what a run costs follows its findings. A file or an object is looked at for one reason only: a finding has
//! a value that the baseline knows from other places, and whether the value left one of them decides. Only what is
//! stale needs a look at every entry.

use rustc_hash::{FxHashMap, FxHashSet};

use super::baseline::{Baseline, Entry, IsOff, is_breach};
use crate::model::{Finding, Lifetime, RepoPath, ValueId};

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
    /// Whether a rule is among those that are looked for; what the others find is not told.
    fn looks_for(&self, rule: &str) -> bool;

    /// Whether there is anything at a path now.
    fn is_there(&self, path: &RepoPath) -> bool;

    /// Whether nobody can say what is at a path: it may not be read, or is not checked out.
    fn is_hidden(&self, path: &RepoPath) -> bool;

    /// Whether a comment in what is at a path now could allow something; false only where that is certain.
    fn may_allow(&self, path: &RepoPath) -> bool;

    /// What stands there now.
    fn now(&self, path: &RepoPath) -> Vec<Stands>;

    /// What stood there before the change that a run looks at; `None` where a run looks at everything.
    fn before(&self, path: &RepoPath) -> Option<Vec<Stands>>;
}

/// A baseline that is asked about the findings of one run, one after another.
pub struct Holding<'b> {
    baseline: &'b Baseline,
    standing: &'b dyn Standing,
    in_files: FxHashSet<&'b str>,
    /// How many more of the same a place may have, for those that were asked about.
    uses: FxHashMap<&'b str, u32>,
    /// The same for places to which a value has moved.
    arrived: FxHashMap<String, u32>,
    in_history: FxHashSet<&'b str>,
    /// The entries for files, by value.
    entries: FxHashMap<&'b str, Vec<&'b Entry>>,
    /// What is known of where values were, by value, for those that were asked about.
    left: FxHashMap<&'b str, Left<'b>>,
    /// What stands at paths, for those that were looked at.
    now: FxHashMap<&'b str, FxHashSet<String>>,
    /// What stood at paths before, for those that were looked at.
    before: FxHashMap<&'b str, Option<FxHashSet<String>>>,
}

/// The places that a value left.
#[derive(Default)]
struct Left<'b> {
    /// Those that it can have moved from, without those to which a finding has a claim.
    free: Vec<&'b Entry>,
    /// Whether there was one that it can have moved from.
    has_moved: bool,
    /// Those that it had left before the change that the run looks at.
    before: Vec<&'b Entry>,
}

impl<'b> Holding<'b> {
    pub(super) fn new(baseline: &'b Baseline, standing: &'b dyn Standing) -> Self {
        let mut entries: FxHashMap<&str, Vec<&Entry>> = FxHashMap::default();
        for entry in &baseline.entries {
            entries.entry(&entry.value).or_default().push(entry);
        }
        Self {
            baseline,
            standing,
            in_files: places(&baseline.entries),
            uses: FxHashMap::default(),
            arrived: FxHashMap::default(),
            in_history: places(&baseline.history),
            entries,
            left: FxHashMap::default(),
            now: FxHashMap::default(),
            before: FxHashMap::default(),
        }
    }

    /// Whether the baseline holds the finding: at its place, or as a value that has moved there.
    pub fn knows(&mut self, finding: &Finding) -> bool {
        let place = self.baseline.place_of(finding);
        let value = self.baseline.value_of(&finding.rule.id, finding.value.id);
        // A history tells of each place once, however often a value stands there.
        let is_counted = finding.lifetime.is_none() && !finding.origin.is_of_history();
        if is_counted
            && let Some((&value, entries)) = self.entries.get_key_value(value.as_str())
            && let Some(entry) = entries.iter().copied().find(|entry| entry.place == place)
        {
            return self.spends(entry, entry.times(finding), value);
        }
        if is_breach(finding) && finding.lifetime.is_none() {
            return self.has_come_with_its_file(&value);
        }
        let is_past = |lifetime: &Lifetime| !lifetime.has_come_back;
        // What no commit has, as a tag's message, stands in no file either, and cannot come back to one.
        let is_of_history = match &finding.lifetime {
            Some(lifetime) => is_past(lifetime),
            None => finding.origin.is_of_history(),
        };
        if self.in_files.contains(place.as_str())
            || is_of_history && self.in_history.contains(place.as_str())
        {
            return true;
        }
        if let Some(left) = self.arrived.get_mut(&place).filter(|left| **left > 0 && is_counted) {
            *left -= 1;
            return true;
        }
        let Some((&value, _)) = self.entries.get_key_value(value.as_str()) else { return false };
        let left = self.left(value);
        // A stop on the way, which HEAD no longer holds, takes no place.
        let is_past = finding.lifetime.as_ref().is_some_and(|lifetime| !lifetime.at_head);
        if is_past {
            return left.has_moved;
        }
        let Some(entry) = left.free.pop() else { return false };
        self.arrived.insert(place, entry.times(finding) - 1);
        true
    }

    /// Whether one more of what an entry counts is known at its place.
    fn spends(&mut self, entry: &'b Entry, times: u32, value: &str) -> bool {
        let (baseline, standing) = (self.baseline, self.standing);
        let left = self.uses.entry(&entry.place).or_insert_with(|| {
            // A run that sees a change alone is not shown those that stood there before.
            let path = entry.path.as_deref().map(RepoPath::from);
            let before = path.and_then(|path| standing.before(&path)).unwrap_or_default();
            let is_it = |one: &&Stands| {
                one.allowed.is_none() && baseline.value_of(&one.rule, one.value) == value
            };
            let before = before.iter().filter(is_it).count();
            times.saturating_sub(u32::try_from(before).unwrap_or(u32::MAX))
        });
        let is_known = *left > 0;
        *left = left.saturating_sub(1);
        is_known
    }

    /// Whether a breach that its place does not know has come there with its file.
    fn has_come_with_its_file(&mut self, value: &str) -> bool {
        let Some((&value, _)) = self.entries.get_key_value(value) else { return false };
        let standing = self.standing;
        let free = &mut self.left(value).free;
        let is_gone = |entry: &&Entry| {
            entry
                .plain_path()
                .map(RepoPath::from)
                .is_some_and(|path| !standing.is_there(&path) && !standing.is_hidden(&path))
        };
        let moved = free.iter().position(is_gone);
        moved.map(|at| free.remove(at)).is_some()
    }

    /// The paths of the entries for files whose value is gone, and did not move as far as this run has seen. What is
    /// off is not said to be gone.
    pub(super) fn stale(mut self, is_off: IsOff<'_>) -> Vec<String> {
        let entries = self.baseline.entries.iter().filter(|entry| !entry.is_off(is_off));
        let values: FxHashSet<&str> = entries.map(|entry| entry.value.as_str()).collect();
        let mut stale = Vec::new();
        for value in values {
            let Left { free, before, .. } = self.left(value);
            let gone = free.iter().chain(before.iter()).filter(|entry| !entry.is_off(is_off));
            stale.extend(gone.filter_map(|entry| entry.path.clone()));
        }
        stale.sort();
        stale
    }

    /// The places in files that a value left.
    ///
    /// A run that sees a change alone does not see where else a value stands. There, only a place that the change
    /// itself empties can be where a value comes from: if it was empty before, the value has moved on already, and what
    /// is new is a copy.
    fn left(&mut self, value: &'b str) -> &mut Left<'b> {
        if !self.left.contains_key(value) {
            let mut left = Left::default();
            for entry in self.entries.get(value).cloned().unwrap_or_default() {
                // Where a path cannot be looked at, nobody can say that the value is gone.
                let Some(path) = entry.plain_path() else { continue };
                if self.stands(path, value) || self.standing.is_hidden(&RepoPath::from(path)) {
                    continue;
                }
                let list = if self.stood(path, value) { &mut left.free } else { &mut left.before };
                list.push(entry);
            }
            left.has_moved = !left.free.is_empty();
            self.left.insert(value, left);
        }
        self.left.get_mut(value).expect("it has just been put there")
    }

    /// Whether a value stands at a path now.
    fn stands(&mut self, path: &'b str, value: &str) -> bool {
        let (baseline, standing) = (self.baseline, self.standing);
        let now = || keys(baseline, &standing.now(&RepoPath::from(path)));
        self.now.entry(path).or_insert_with(now).contains(value)
    }

    /// Whether a value stood at a path before the change that the run looks at, or the run looks at everything.
    fn stood(&mut self, path: &'b str, value: &str) -> bool {
        let (baseline, standing) = (self.baseline, self.standing);
        let before = || Some(keys(baseline, &standing.before(&RepoPath::from(path))?));
        let before = self.before.entry(path).or_insert_with(before);
        before.as_ref().is_none_or(|there| there.contains(value))
    }
}

fn keys(baseline: &Baseline, found: &[Stands]) -> FxHashSet<String> {
    found.iter().map(|one| baseline.value_of(&one.rule, one.value)).collect()
}

fn places(entries: &[Entry]) -> FxHashSet<&str> {
    entries.iter().map(|entry| entry.place.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Three files with a value each, of which the first is gone; remembers what was asked.
    struct Asked(RefCell<Vec<String>>);

    impl Standing for Asked {
        fn looks_for(&self, rule: &str) -> bool {
            rule == "client-secret"
        }

        fn is_there(&self, _path: &RepoPath) -> bool {
            false
        }

        fn is_hidden(&self, _path: &RepoPath) -> bool {
            false
        }

        fn may_allow(&self, _path: &RepoPath) -> bool {
            true
        }

        fn now(&self, path: &RepoPath) -> Vec<Stands> {
            self.0.borrow_mut().push(path.to_string());
            Vec::new()
        }

        fn before(&self, _path: &RepoPath) -> Option<Vec<Stands>> {
            None
        }
    }

    #[test]
    fn a_path_is_asked_about_once_and_for_its_own_values_alone() {
        let entry = |path: &str, value: &str| {
            format!(
                r#"{{"rule":"client-secret","path":"{path}","first_commit":null,"place":"{path}{value}","value":"{value}"}}"#
            )
        };
        let entries =
            [entry("a", "one"), entry("a", "two"), entry("b", "one"), entry("c", "three")];
        let text = format!(
            r#"{{"schema":"banqlint-baseline/1","key":"00","entries":[{}],"history":[]}}"#,
            entries.join(",")
        );
        let baseline = Baseline::parse(&text).unwrap();
        let asked = Asked(RefCell::default());
        let mut holding = baseline.begin(&asked);
        assert!(asked.0.borrow().is_empty(), "nothing was found yet");
        assert_eq!(holding.left("one").free.len(), 2);
        assert_eq!(holding.left("two").free.len(), 1);
        assert_eq!(*asked.0.borrow(), ["a", "b"]);
        let is_off = |_: &str, path: Option<&RepoPath>| path == Some(&RepoPath::from("b"));
        assert_eq!(holding.stale(&is_off), ["a", "a", "c"]);
        assert_eq!(*asked.0.borrow(), ["a", "b", "c"]);
    }
}
