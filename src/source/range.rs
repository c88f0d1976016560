//! A range of history: what some tips add to what is known.
//!
//! Contract: the cost follows what the range adds. A commit is part of it if a tip reaches it and nothing known does;
//! its changes are those against all its parents, so that a merge holds only what was born in it. The root commit is
//! like any other.

use git2::ObjectType;
use rustc_hash::FxHashSet;

use super::ancestry::beyond;
use super::change::Change;
use super::commit::{commit_info, people_lines, said, tag_said};
use super::objects::wrong_kind;
use super::repository::GitRepository;
use super::tree::Comparison;
use crate::model::{CommitInfo, ObjectId, Problem, RepoPath};

/// The two ends of a range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// What is to be read: commits, tags, or whatever a tag can name.
    pub tips: Vec<ObjectId>,
    /// What is known already, with all that tags lead to; ids that are not there, or lead to no commit, are left out.
    pub known: Vec<ObjectId>,
    /// Those of the tips that name notes.
    pub notes: Vec<ObjectId>,
}

/// What a range adds.
#[derive(Debug, Default)]
pub struct Additions {
    /// The commits, parents before children.
    pub commits: Vec<ObjectId>,
    /// Those of the commits that hold notes: no other tip leads to them.
    pub notes: FxHashSet<ObjectId>,
    /// The annotated tags.
    pub tags: Vec<ObjectId>,
    /// Blobs that a tag names, by itself or through a tree.
    pub tagged: Vec<(Option<RepoPath>, ObjectId)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// One commit of a range.
#[derive(Debug)]
pub struct AddedCommit {
    /// What reports say about it.
    pub info: CommitInfo,
    /// The lines of the header in which people stand.
    pub people: Vec<u8>,
    /// The message, and header lines that are neither people nor ids.
    pub message: Vec<u8>,
    /// What it changes, compared with all its parents.
    pub changes: Vec<Change>,
    /// Its root tree.
    pub tree: ObjectId,
    /// The root trees of its parents, as far as they can be read.
    pub parents: Vec<ObjectId>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// One annotated tag of a range.
#[derive(Debug)]
pub struct AddedTag {
    /// The line of the header in which the tagger stands.
    pub people: Vec<u8>,
    /// The message, and header lines that are neither the tagger nor ids.
    pub message: Vec<u8>,
}

/// Lists what a range adds.
pub fn additions(repository: &GitRepository, range: &Range) -> Additions {
    let mut added = Additions::default();
    if range.tips.iter().all(|tip| range.known.contains(tip)) {
        return added;
    }
    let known = Known::of(repository, range);
    let (mut commits, mut others) = (Vec::new(), Vec::new());
    for tip in &range.tips {
        let is_note = range.notes.contains(tip);
        peel(
            repository,
            *tip,
            &known,
            if is_note { &mut commits } else { &mut others },
            &mut added,
        );
    }
    let has_notes = !commits.is_empty();
    commits.extend(&others);
    if !commits.is_empty() {
        let found = beyond(repository, &commits, &known.commits);
        added.commits = found.commits;
        added.problems.extend(found.problems);
    }
    if has_notes {
        added.notes.extend(&added.commits);
        if !others.is_empty() {
            for commit in beyond(repository, &others, &known.commits).commits {
                added.notes.remove(&commit);
            }
        }
    }
    added
}

/// What is known before a range.
struct Known {
    /// The commits that the known ids lead to.
    commits: Vec<ObjectId>,
    /// The ids themselves, and the tags on the way.
    ids: FxHashSet<ObjectId>,
}

impl Known {
    fn of(repository: &GitRepository, range: &Range) -> Self {
        let mut known = Self { commits: Vec::new(), ids: range.known.iter().copied().collect() };
        for id in range.known.iter().filter(|id| !id.is_zero()) {
            let mut next = Some(*id);
            // A tag cannot lead to itself, since its id is the hash of what it names.
            while let Some(id) = next.take() {
                match repository.with_typed_object(id, |kind, _| kind) {
                    Ok(ObjectType::Commit) => known.commits.push(id),
                    Ok(ObjectType::Tag) => next = repository.with_tag(id, |_, tag| tag.target).ok(),
                    _ => {}
                }
                known.ids.insert(id);
            }
        }
        known
    }
}

/// The commits that a range starts from: the parents of its commits that are not its own.
pub fn boundary(repository: &GitRepository, range: &Range) -> Vec<ObjectId> {
    let commits = additions(repository, range).commits;
    let own: FxHashSet<ObjectId> = commits.iter().copied().collect();
    let parents = commits
        .iter()
        .filter_map(|id| repository.with_commit(*id, |_, commit| commit.parents.clone()).ok())
        .flatten();
    let mut starts: Vec<ObjectId> = parents.filter(|parent| !own.contains(parent)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Of what a range adds, the commits that `head` reaches.
pub fn additions_below(
    repository: &GitRepository,
    range: &Range,
    head: ObjectId,
) -> FxHashSet<ObjectId> {
    // Every commit between HEAD and one that the range adds is unknown too, so that the walk from HEAD meets them all.
    let found = beyond(repository, &[head], &Known::of(repository, range).commits);
    found.commits.into_iter().collect()
}

/// Follows a tip through its tags down to what they name.
fn peel(
    repository: &GitRepository,
    tip: ObjectId,
    known: &Known,
    commits: &mut Vec<ObjectId>,
    added: &mut Additions,
) {
    let mut id = tip;
    let mut promised = None;
    while !known.ids.contains(&id) {
        let kind = match repository.with_typed_object(id, |kind, _| kind) {
            Ok(kind) => kind,
            Err(problem) => return added.problems.push(problem),
        };
        if let Some(promised) = promised.filter(|promised| *promised != kind) {
            added.problems.push(wrong_kind(id, promised, kind));
        }
        match kind {
            ObjectType::Tag => match repository.with_tag(id, |_, tag| (tag.target, tag.kind)) {
                Ok((target, kind)) => {
                    added.tags.push(id);
                    (id, promised) = (target, kind);
                }
                Err(problem) => return added.problems.push(problem),
            },
            ObjectType::Tree => {
                let (blobs, problems) = blobs_below(repository, id);
                added.tagged.extend(blobs.into_iter().map(|(path, blob)| (Some(path), blob)));
                return added.problems.extend(problems);
            }
            ObjectType::Blob => return added.tagged.push((None, id)),
            _ => return commits.push(id),
        }
    }
}

/// Every blob of the commit that `tip` leads to, with its path, and what could not be read.
pub fn blobs_of(
    repository: &GitRepository,
    tip: ObjectId,
) -> (Vec<(RepoPath, ObjectId)>, Vec<Problem>) {
    let tree = repository.peeled(tip).and_then(|(id, kind)| match kind {
        ObjectType::Commit => repository.tree_of(id).map(Some),
        ObjectType::Tree => Ok(Some(id)),
        _ => Ok(None),
    });
    match tree {
        Ok(tree) => tree.map(|tree| blobs_below(repository, tree)).unwrap_or_default(),
        Err(problem) => (Vec::new(), vec![problem]),
    }
}

fn blobs_below(
    repository: &GitRepository,
    tree: ObjectId,
) -> (Vec<(RepoPath, ObjectId)>, Vec<Problem>) {
    let mut whole = Comparison::new(repository);
    whole.compare(&RepoPath::default(), 0, &[], Some(tree));
    let blob = |change: Change| Some((change.path, change.new.first()?.blob()?));
    (whole.changes.into_iter().filter_map(blob).collect(), whole.problems)
}

/// Reads one commit.
///
/// # Errors
///
/// A [`Problem`] if the commit is missing or damaged; what it names is listed in [`AddedCommit::problems`].
pub fn read_commit(repository: &GitRepository, id: ObjectId) -> Result<AddedCommit, Problem> {
    let (info, tree, parent_ids, people, message) =
        repository.with_commit(id, |bytes, commit| {
            (
                commit_info(id, bytes, commit),
                commit.tree,
                commit.parents.clone(),
                people_lines(&bytes[..commit.message_start]),
                said(bytes, commit).into_owned(),
            )
        })?;
    let mut problems = Vec::new();
    let mut parents = Vec::new();
    if repository.is_shallow_at(id) {
        let reason = "the clone is shallow and has nothing before this commit, so all of it counts as added; \
                      run `git fetch --unshallow`";
        problems.push(Problem::at_object(id, reason));
    } else {
        for parent in parent_ids {
            match repository.tree_of(parent) {
                Ok(tree) => parents.push(tree),
                Err(problem) => problems.push(problem),
            }
        }
    }
    let mut comparison = Comparison::new(repository);
    let before: Vec<Option<ObjectId>> = parents.iter().copied().map(Some).collect();
    comparison.compare(&RepoPath::default(), 0, &before, Some(tree));
    problems.append(&mut comparison.problems);
    let changes = comparison.changes;
    Ok(AddedCommit { info, people, message, changes, tree, parents, problems })
}

/// Reads one annotated tag.
///
/// # Errors
///
/// A [`Problem`] if the tag is missing or damaged.
pub fn read_tag(repository: &GitRepository, id: ObjectId) -> Result<AddedTag, Problem> {
    repository.with_tag(id, |bytes, tag| AddedTag {
        people: people_lines(&bytes[..tag.message_start]),
        message: tag_said(bytes, tag).into_owned(),
    })
}
