//! Where the values of a range stand now: at HEAD, and where the range ends.
//!
//! Contract: looked up for findings only; a blob is inspected once for all that ask. One that cannot be read counts as
//! holding nothing, and is a problem, since where a value stands is then not known.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::added::{Key, key};
use super::inspect::Inspector;
use super::range::RangeRequest;
use crate::model::{ObjectId, Origin, Problem, RepoPath};
use crate::source::{GitRepository, NOTES};

/// The values of one content.
pub(super) type Values = Rc<FxHashSet<Key>>;

/// The blobs on one path, by root tree.
type Blobs = FxHashMap<ObjectId, Option<ObjectId>>;

/// Answers where a value stands on a path.
pub(super) struct Presence<'a> {
    repository: &'a GitRepository,
    inspector: &'a Inspector,
    head: Option<ObjectId>,
    /// The references, by full name, each with the place of its root tree among `trees`.
    tips: Vec<(String, usize)>,
    /// The root trees of the references: many point at the same.
    trees: Vec<ObjectId>,
    /// The root trees of the other tips of the range.
    ends: Vec<ObjectId>,
    /// The root trees of the references to notes, once somebody asks.
    notes: OnceCell<Vec<ObjectId>>,
    /// The blobs on the path that was asked about last, by root tree.
    blobs: RefCell<(Option<RepoPath>, Blobs)>,
    /// The values of blobs.
    seen: RefCell<HashMap<(RepoPath, ObjectId), Values>>,
    problems: RefCell<Vec<Problem>>,
}

/// Where a value stands now.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Whether HEAD holds it; of a note, whether any reference to notes does.
    pub(super) at_head: bool,
    /// Whether a tip of the range holds it.
    pub(super) at_end: bool,
    /// The references that hold it, sorted.
    pub(super) by: Vec<String>,
}

impl<'a> Presence<'a> {
    /// Knows HEAD and the references of the request.
    pub(super) fn new(
        repository: &'a GitRepository,
        inspector: &'a Inspector,
        request: &RangeRequest,
    ) -> Self {
        let tree = |id| root_tree(repository, id);
        let head = repository.head().ok().flatten().and_then(tree);
        let mut tips: Vec<(String, ObjectId)> = request
            .references
            .iter()
            .filter_map(|reference| {
                let name = String::from_utf8_lossy(&reference.name).into_owned();
                Some((name, tree(reference.target)?))
            })
            .collect();
        tips.sort();
        let mut trees: Vec<ObjectId> = tips.iter().map(|(_, tree)| *tree).collect();
        trees.sort_unstable();
        trees.dedup();
        let place = |tree: &ObjectId| trees.partition_point(|one| one < tree);
        let tips = tips.into_iter().map(|(name, tree)| (name, place(&tree))).collect();
        let is_named =
            |tip: &&ObjectId| request.references.iter().any(|reference| reference.target == **tip);
        let others = request.range.tips.iter().filter(|tip| !is_named(tip));
        let ends = others.filter_map(|tip| tree(*tip)).collect();
        Self {
            repository,
            inspector,
            head,
            tips,
            trees,
            ends,
            notes: OnceCell::new(),
            blobs: RefCell::default(),
            seen: RefCell::default(),
            problems: RefCell::default(),
        }
    }

    /// Where the value of an origin with a path stands.
    pub(super) fn of(&self, origin: &Origin, value: Key) -> Held {
        let Some(path) = origin.path() else { return Held::default() };
        let in_name = matches!(origin, Origin::FileName { .. });
        let holds = |tree: ObjectId| match self.blob_at(tree, path) {
            _ if in_name => self.repository.has_name(tree, path),
            Some(id) => origin.object() == Some(id) || self.values(path, id).contains(&value),
            None => false,
        };
        let held: Vec<bool> = self.trees.iter().map(|tree| holds(*tree)).collect();
        let by = self.tips.iter().filter(|(_, tree)| held[*tree]);
        let by: Vec<String> = by.map(|(name, _)| name.clone()).collect();
        let at_end = !by.is_empty() || self.ends.iter().copied().any(holds);
        let at_head = match origin {
            Origin::Note { .. } => !by.is_empty() || self.notes().iter().copied().any(holds),
            _ => self.head.is_some_and(holds),
        };
        Held { at_head, at_end, by }
    }

    /// The blob on a path in a root tree, which all values of a file ask for.
    fn blob_at(&self, tree: ObjectId, path: &RepoPath) -> Option<ObjectId> {
        let mut known = self.blobs.borrow_mut();
        let (last, blobs) = &mut *known;
        if last.as_ref() != Some(path) {
            *last = Some(path.clone());
            blobs.clear();
        }
        *blobs.entry(tree).or_insert_with(|| self.repository.blob_at(tree, path))
    }

    fn notes(&self) -> &[ObjectId] {
        self.notes.get_or_init(|| {
            let tips = self.repository.references(NOTES);
            tips.into_iter().filter_map(|tip| root_tree(self.repository, tip)).collect()
        })
    }

    /// What could not be read so far.
    pub(super) fn take_problems(&self) -> Vec<Problem> {
        self.problems.take()
    }

    /// The values that stand in a blob.
    pub(super) fn values(&self, path: &RepoPath, id: ObjectId) -> Values {
        let place = (path.clone(), id);
        if let Some(values) = self.seen.borrow().get(&place) {
            return Rc::clone(values);
        }
        let origin = Origin::Blob { path: Some(path.clone()), object: id };
        let look = |content: &[u8]| self.inspector.inspect(&origin, content);
        let values: FxHashSet<Key> = match self.repository.with_object(id, look) {
            Ok(found) => found.detections.iter().map(key).collect(),
            Err(problem) => {
                self.problems.borrow_mut().push(Problem { path: Some(path.clone()), ..problem });
                FxHashSet::default()
            }
        };
        let values = Rc::new(values);
        self.seen.borrow_mut().insert(place, Rc::clone(&values));
        values
    }
}

fn root_tree(repository: &GitRepository, tip: ObjectId) -> Option<ObjectId> {
    repository.tree_of(repository.commit_behind(tip).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    use super::*;
    use crate::rule::RuleSet;
    use crate::scan::{InspectOptions, Reference};

    #[test]
    fn the_values_of_a_blob_are_gathered_once_for_all_that_ask() {
        let folder = tempfile::tempdir().expect("there is room");
        let git = git2::Repository::init(folder.path()).expect("git can be made here");
        let blob = git.blob(b"http://api.btx.eu.banqup.com/v1\n").expect("it can be written");
        let repository = GitRepository::at(git.path()).expect("it was just made");
        let options = InspectOptions { now: 0, threads: NonZeroUsize::MIN };
        let inspector = Inspector::new(Arc::new(RuleSet::embedded()), options);
        let presence = Presence::new(&repository, &inspector, &RangeRequest::default());
        let path = RepoPath::new("a.conf");
        let id = ObjectId::from_bytes(blob.as_bytes()).expect("it has the length of an id");
        let first = presence.values(&path, id);
        assert_eq!(first.len(), 1);
        assert!(Rc::ptr_eq(&first, &presence.values(&path, id)));
    }

    #[test]
    fn references_to_one_tree_are_asked_once() {
        let folder = tempfile::tempdir().expect("there is room");
        let git = git2::Repository::init(folder.path()).expect("git can be made here");
        let blob = git.blob(b"http://api.btx.eu.banqup.com/v1\n").expect("it can be written");
        let mut tree = git.treebuilder(None).expect("a tree can be built");
        tree.insert("a.conf", blob, 0o100_644).expect("it is a file");
        let tree = git.find_tree(tree.write().expect("it can be written")).expect("it is there");
        let who = git2::Signature::new("A", "a@example.org", &git2::Time::new(0, 0));
        let who = who.expect("the name is one");
        let tip = git.commit(None, &who, &who, "x", &tree, &[]).expect("it can be written");
        let id = |id: git2::Oid| ObjectId::from_bytes(id.as_bytes()).expect("it is an id");
        let repository = GitRepository::at(git.path()).expect("it was just made");
        let options = InspectOptions { now: 0, threads: NonZeroUsize::MIN };
        let inspector = Inspector::new(Arc::new(RuleSet::embedded()), options);
        let reference = |name: &str| Reference {
            name: name.as_bytes().to_vec(),
            target: id(tip),
            is_new: false,
        };
        let references = vec![reference("refs/heads/b"), reference("refs/heads/a")];
        let request = RangeRequest { references, ..RangeRequest::default() };
        let presence = Presence::new(&repository, &inspector, &request);
        assert_eq!(presence.trees, [id(tree.id())]);
        let path = RepoPath::new("a.conf");
        let values = presence.values(&path, id(blob));
        let value = *values.iter().next().expect("the file holds one");
        let origin = Origin::Blob { path: Some(path), object: id(blob) };
        assert_eq!(presence.of(&origin, value).by, ["refs/heads/a", "refs/heads/b"]);
    }
}
