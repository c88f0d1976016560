//! Which findings in changed content are the change's own.
//!
//! Contract: a value counts as added where it stands more often in the new content of a path than in any content that
//! stood there before. Values are counted, not lines: a line-based comparison depends on what counts as a line, which
//! differs for UTF-16, for old Mac files and for minified ones, it misses archives and encoded text, and it blames a
//! commit for an old secret whose line was moved or indented. Counting the values found holds for all of these, and no
//! attribute or configuration can turn it off. A file that is new takes its values from the files that the same change
//! removes, so that a rename, however edited, or a file split in two, is not blamed for what it held before; a copy is,
//! since the secret stands somewhere new. Whether what moved was known where it was is for whoever looks at several
//! changes to say ([`Moved`]).

use std::collections::HashSet;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::apps::FolderApps;
use super::assemble::Gathered;
use super::inspect::{Detection, Inspection, Inspector};
use super::project::Project;
use crate::guidance;
use crate::model::{
    Apps, Circumstances, Fingerprint, ObjectId, Origin, Problem, RepoPath, Span, ValueId,
};
use crate::source::{Change, Entry, Examine, GitRepository};

/// Reads changes and keeps what they add.
pub(super) struct Additions<'a> {
    /// Where the objects are.
    pub(super) repository: &'a GitRepository,
    /// What looks at them.
    pub(super) inspector: &'a Inspector,
    /// Whether everything in a changed file counts, added or not.
    pub(super) whole_files: bool,
    /// The files that stand around the new ones.
    pub(super) project: &'a dyn Project,
    /// What their folders become.
    pub(super) apps: FolderApps,
    /// How content of the source at hand is named.
    pub(super) origin: fn(RepoPath, ObjectId) -> Origin,
    /// Hears after each change what is gathered by then.
    pub(super) watch: &'a dyn Fn(&Gathered),
}

/// A value of a rule.
pub(super) type Key = (u16, ValueId);

type Counts = FxHashMap<Key, usize>;

/// The rule and value of a detection.
pub(super) fn key(detection: &Detection) -> Key {
    (detection.rule, detection.finding.value.id)
}

/// A value on a path, or in the path itself.
pub(super) type SpotId = (Fingerprint, bool);

/// Where the value of a detection stands.
pub(super) fn spot_id(detection: &Detection) -> SpotId {
    let in_name = matches!(detection.finding.origin, Origin::FileName { .. });
    (detection.finding.fingerprint, in_name)
}

/// What changes that belong together take from files that they remove to others.
#[derive(Default)]
pub(super) struct Moved {
    /// The values where they came to.
    pub(super) detections: Vec<Detection>,
    /// Where each of them can come from.
    pub(super) from: FxHashMap<Key, Vec<SpotId>>,
}

impl Additions<'_> {
    /// Gathers what `changes`, which belong together, add in their content and their names; returns what they only
    /// move.
    pub(super) fn gather(&self, changes: &[Change], into: &mut Gathered) -> Moved {
        let mut removed = Removed { additions: self, changes, values: None, moved: Vec::new() };
        let mut named = HashSet::new();
        for change in changes {
            self.content(change, &mut removed, into);
            if change.is_addition() {
                self.names(change, &mut named, &mut removed, into);
            }
            (self.watch)(into);
        }
        removed.moved()
    }

    fn content(&self, change: &Change, removed: &mut Removed<'_>, into: &mut Gathered) {
        let mut reported: FxHashSet<Key> = FxHashSet::default();
        for entry in &change.new {
            let Entry::Blob(id) = *entry else {
                into.not_covered.push(format!("the submodule at `{}` is not entered", change.path));
                continue;
            };
            let content = match self.repository.blob(id) {
                Ok(content) => content,
                Err(problem) => {
                    into.problems.push(Problem { path: Some(change.path.clone()), ..problem });
                    continue;
                }
            };
            into.stats.blobs += 1;
            into.stats.bytes += content.len() as u64;
            let found = self.inspect(&change.path, id, &content);
            let mut detections = accept(found, into);
            if !self.whole_files && !detections.is_empty() {
                detections = self.new_here(change, detections, &content);
                if change.is_addition() {
                    removed.take_from(&mut detections);
                }
            }
            // The stages of a conflict are one file: what two of them hold is reported for the first.
            let earlier = reported.clone();
            detections.retain(|detection| !earlier.contains(&key(detection)));
            reported.extend(detections.iter().map(key));
            into.detections.append(&mut detections);
        }
    }

    /// What stands in a content of a path; the folders around it count as the new ones are, whenever the content stood
    /// there.
    fn inspect(&self, path: &RepoPath, id: ObjectId, content: &[u8]) -> Inspection {
        let text = path.to_text();
        // A handle on objects stays on its thread, so what may be asked for is looked up before.
        let may_ask = guidance::is_decided_by_manifest(&text) && self.inspector.suspicious(content);
        let apps = if may_ask {
            self.apps.around(self.project, Path::new(&*text), Path::new(""))
        } else {
            Apps::default()
        };
        let circumstances = Circumstances { apps, ..Circumstances::TRACKED };
        let origin = (self.origin)(path.clone(), id);
        self.inspector.inspect_file(&origin, content, &|| circumstances)
    }

    /// Names count where they are new: the file's own, and those of the folders that come with it.
    fn names(
        &self,
        change: &Change,
        named: &mut HashSet<RepoPath>,
        removed: &mut Removed<'_>,
        into: &mut Gathered,
    ) {
        let object = change.new.first().and_then(|entry| entry.blob());
        for (path, name) in new_names(change) {
            let is_file = path.len() == change.path.as_bytes().len();
            let path = RepoPath::new(path);
            if !named.insert(path.clone()) {
                continue;
            }
            let origin = Origin::FileName { path, object: object.filter(|_| is_file) };
            let mut detections = accept(self.inspector.inspect(&origin, name), into);
            if !self.whole_files && !detections.is_empty() {
                removed.take_from(&mut detections);
            }
            into.detections.append(&mut detections);
        }
    }

    /// The detections that no earlier content of the path accounts for.
    fn new_here(&self, change: &Change, new: Vec<Detection>, content: &[u8]) -> Vec<Detection> {
        let mut known = Counts::default();
        let mut old_contents = Vec::new();
        for id in change.old.iter().filter_map(|entry| entry.blob()) {
            // Earlier content that cannot be read accounts for nothing, so that all of the new content counts.
            let Ok(old) = self.repository.object(id) else { continue };
            for (key, count) in counts(&self.inspect(&change.path, id, &old).detections) {
                let most = known.entry(key).or_default();
                *most = count.max(*most);
            }
            old_contents.push(old);
        }
        if known.is_empty() {
            return new;
        }
        let lines = Lines::of(content, &old_contents);
        beyond(new, known, |span| lines.were_there(span))
    }
}

/// What the files that a change removes held, counted when it is first needed.
struct Removed<'a> {
    additions: &'a Additions<'a>,
    changes: &'a [Change],
    values: Option<FxHashMap<Key, Source>>,
    moved: Vec<Detection>,
}

/// How often a value was removed and not found again so far, and where it was.
#[derive(Default)]
struct Source {
    left: usize,
    spots: Vec<SpotId>,
}

impl Removed<'_> {
    /// Takes out the detections that only moved here, each at most as often as it was removed.
    fn take_from(&mut self, detections: &mut Vec<Detection>) {
        let (additions, changes) = (self.additions, self.changes);
        let values = self.values.get_or_insert_with(|| removed_values(additions, changes));
        let is_moved = |detection: &mut Detection| match values.get_mut(&key(detection)) {
            Some(source) if source.left > 0 => {
                source.left -= 1;
                true
            }
            _ => false,
        };
        self.moved.extend(detections.extract_if(.., is_moved));
    }

    fn moved(self) -> Moved {
        let mut values = self.values.unwrap_or_default();
        let moved: FxHashSet<Key> = self.moved.iter().map(key).collect();
        let from = |value| Some((value, values.remove(&value)?.spots));
        Moved { from: moved.into_iter().filter_map(from).collect(), detections: self.moved }
    }
}

fn removed_values(additions: &Additions<'_>, changes: &[Change]) -> FxHashMap<Key, Source> {
    let mut all: FxHashMap<Key, Source> = FxHashMap::default();
    let mut named = HashSet::new();
    for change in changes.iter().filter(|change| change.is_removal()) {
        let blob = change.old.first().and_then(|entry| entry.blob());
        let content = blob.and_then(|id| Some((id, additions.repository.object(id).ok()?)));
        let mut found = Vec::new();
        if let Some((id, content)) = content {
            found = additions.inspect(&change.path, id, &content).detections;
        }
        for (path, name) in names_below(change.path.as_bytes(), 0) {
            if named.insert(path) {
                let origin = Origin::FileName { path: RepoPath::new(path), object: None };
                found.append(&mut additions.inspector.inspect(&origin, name).detections);
            }
        }
        for detection in &found {
            let source = all.entry(key(detection)).or_default();
            source.left += 1;
            source.spots.push(spot_id(detection));
        }
    }
    all
}

/// Keeps of each value as many detections as there are beyond the known ones: rather those for which `was_there` says
/// no.
fn beyond(
    new: Vec<Detection>,
    mut known: Counts,
    was_there: impl Fn(Span) -> bool,
) -> Vec<Detection> {
    let mut keep = vec![true; new.len()];
    let mut by_age: Vec<usize> = (0..new.len()).collect();
    by_age.retain(|at| known.contains_key(&key(&new[*at])));
    by_age.sort_by_cached_key(|at| !new[*at].finding.span.is_some_and(&was_there));
    for at in by_age {
        let left = known.entry(key(&new[at])).or_default();
        if *left > 0 {
            *left -= 1;
            keep[at] = false;
        }
    }
    new.into_iter().zip(keep).filter_map(|(detection, keep)| keep.then_some(detection)).collect()
}

/// Takes everything but the detections over into `into`, and returns those.
pub(super) fn accept(mut found: Inspection, into: &mut Gathered) -> Vec<Detection> {
    let detections = std::mem::take(&mut found.detections);
    into.absorb(found);
    detections
}

fn counts(detections: &[Detection]) -> Counts {
    let mut counts = Counts::default();
    for detection in detections {
        *counts.entry(key(detection)).or_default() += 1;
    }
    counts
}

/// The lines of a content, and which of them earlier contents have too: one pass over all, however many values stand in
/// a line.
struct Lines {
    starts: Vec<usize>,
    are_old: Vec<bool>,
}

impl Lines {
    fn of(content: &[u8], old_contents: &[Vec<u8>]) -> Self {
        let lines = |content| <[u8]>::split(content, |byte| *byte == b'\n');
        let old: HashSet<&[u8]> = old_contents.iter().flat_map(|old| lines(old)).collect();
        let (mut starts, mut are_old) = (Vec::new(), Vec::new());
        let mut start = 0;
        for line in lines(content) {
            starts.push(start);
            are_old.push(old.contains(line));
            start += line.len() + 1;
        }
        Self { starts, are_old }
    }

    /// Whether all lines that a span touches were there before.
    fn were_there(&self, span: Span) -> bool {
        let line_of = |at: usize| self.starts.partition_point(|start| *start <= at) - 1;
        let last = line_of(span.end.saturating_sub(1).max(span.start));
        self.are_old[line_of(span.start)..=last].iter().all(|is_old| *is_old)
    }
}

/// The paths and names that come with an added file.
fn new_names(change: &Change) -> impl Iterator<Item = (&[u8], &[u8])> {
    let start = if change.known_folder == 0 { 0 } else { change.known_folder + 1 };
    names_below(change.path.as_bytes(), start)
}

/// Each component of `path` after the first `start` bytes, with the path that leads to it.
fn names_below(path: &[u8], start: usize) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut from = start.min(path.len());
    std::iter::from_fn(move || {
        let rest = path.get(from..).filter(|rest| !rest.is_empty())?;
        let end = from + memchr::memchr(b'/', rest).unwrap_or(rest.len());
        let name = &path[from..end];
        from = end + 1;
        Some((&path[..end], name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_with_the_path_that_leads_to_them() {
        let names: Vec<_> = names_below(b"one/two/three", 4).collect();
        assert_eq!(names, [(&b"one/two"[..], &b"two"[..]), (b"one/two/three", b"three")]);
        assert_eq!(names_below(b"one", 0).count(), 1);
        assert_eq!(names_below(b"one", 4).count(), 0);
    }

    #[test]
    fn a_span_was_there_if_all_its_lines_were() {
        let lines = Lines::of(b"one\ntwo three\nfour", &[b"four\none\n".to_vec(), b"x".to_vec()]);
        for (start, end, were_there) in [
            (0, 1, true),
            (0, 3, true),
            (2, 5, false),
            (4, 13, false),
            (14, 18, true),
            (18, 18, true),
        ] {
            assert_eq!(lines.were_there(Span { start, end }), were_there, "{start}..{end}");
        }
    }
}
