//! A range of history: what some tips add to what is known.
//!
//! Contract: the cost follows what the range adds. A commit is part of it if a tip reaches it and nothing known does; its changes
//! are those against all its parents, so that a merge holds only what was born in it. The root commit is like any other.

use git2::{ObjectType, Sort};
use rustc_hash::FxHashSet;

use super::change::Change;
use super::repository::{GitRepository, commit_info, object_id, oid};
use super::tree::Comparison;
use crate::model::{CommitInfo, ObjectId, Problem, RepoPath};

/// The two ends of a range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// What is to be read: commits, tags, or whatever a tag can name.
    pub tips: Vec<ObjectId>,
    /// What is known already; ids that are not there, or lead to no commit, are left out.
    pub known: Vec<ObjectId>,
}

/// What a range adds.
#[derive(Debug, Default)]
pub struct Additions {
    /// The commits, parents before children.
    pub commits: Vec<ObjectId>,
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
    /// The lines of the header in which people and other free text stand.
    pub header: Vec<u8>,
    /// The message.
    pub message: Vec<u8>,
    /// What it changes, compared with all its parents.
    pub changes: Vec<Change>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// One annotated tag of a range.
#[derive(Debug)]
pub struct AddedTag {
    /// The line of the header in which the tagger stands.
    pub header: Vec<u8>,
    /// The message.
    pub message: Vec<u8>,
}

/// Lists what a range adds.
pub fn additions(repository: &GitRepository, range: &Range) -> Additions {
    let mut added = Additions::default();
    let mut commits = Vec::new();
    for tip in &range.tips {
        peel(repository, *tip, &range.known, &mut commits, &mut added);
    }
    match walk(repository, &commits, &range.known) {
        Ok(found) => added.commits = found,
        Err(error) => added.problems.push(Problem::general(format!(
            "the commits of the range cannot be followed ({}); run `git fsck`",
            error.message()
        ))),
    }
    added
}

/// The commits that a range starts from: the parents of its commits that are not its own.
pub fn boundary(repository: &GitRepository, range: &Range) -> Vec<ObjectId> {
    let commits = additions(repository, range).commits;
    let own: FxHashSet<ObjectId> = commits.iter().copied().collect();
    let parents = commits
        .iter()
        .filter_map(|id| repository.commit(*id).ok())
        .flat_map(|commit| commit.parent_ids().map(object_id).collect::<Vec<_>>());
    let mut starts: Vec<ObjectId> = parents.filter(|parent| !own.contains(parent)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Follows a tip through its tags down to what they name.
fn peel(
    repository: &GitRepository,
    tip: ObjectId,
    known: &[ObjectId],
    commits: &mut Vec<ObjectId>,
    added: &mut Additions,
) {
    let mut id = tip;
    while !known.contains(&id) {
        let object = match repository.any(id) {
            Ok(object) => object,
            Err(problem) => return added.problems.push(problem),
        };
        match (object.kind(), object.as_tag()) {
            (_, Some(tag)) => {
                added.tags.push(id);
                id = object_id(tag.target_id());
            }
            (Some(ObjectType::Tree), _) => {
                let (blobs, problems) = blobs_below(repository, id);
                added.tagged.extend(blobs.into_iter().map(|(path, blob)| (Some(path), blob)));
                return added.problems.extend(problems);
            }
            (Some(ObjectType::Blob), _) => return added.tagged.push((None, id)),
            _ => return commits.push(id),
        }
    }
}

/// Every blob of the commit that `tip` leads to, with its path; what cannot be read is left out.
pub fn blobs_of(repository: &GitRepository, tip: ObjectId) -> Vec<(RepoPath, ObjectId)> {
    let tree = repository.any(tip).ok().and_then(|object| object.peel_to_tree().ok());
    tree.map(|tree| blobs_below(repository, object_id(tree.id())).0).unwrap_or_default()
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

fn walk(
    repository: &GitRepository,
    tips: &[ObjectId],
    known: &[ObjectId],
) -> Result<Vec<ObjectId>, git2::Error> {
    if tips.is_empty() {
        return Ok(Vec::new());
    }
    let git = repository.git();
    let mut walk = git.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
    for tip in tips {
        walk.push(oid(*tip))?;
    }
    for id in known.iter().filter(|id| !id.is_zero()) {
        let commit = repository.any(*id).ok().and_then(|object| object.peel_to_commit().ok());
        if let Some(commit) = commit {
            walk.hide(commit.id())?;
        }
    }
    walk.map(|id| id.map(object_id)).collect()
}

/// Reads one commit.
///
/// # Errors
///
/// A [`Problem`] if the commit is missing or damaged; what it names is listed in [`AddedCommit::problems`].
pub fn read_commit(repository: &GitRepository, id: ObjectId) -> Result<AddedCommit, Problem> {
    let commit = repository.commit(id)?;
    let mut problems = Vec::new();
    if repository.is_shallow_at(id) {
        let reason = "the clone is shallow and has nothing before this commit, so all of it counts as added; \
                      run `git fetch --unshallow`";
        problems.push(Problem::at_object(id, reason));
    }
    let mut parents = Vec::new();
    for parent in commit.parent_ids().map(object_id) {
        match repository.tree_of(parent) {
            Ok(tree) => parents.push(Some(tree)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut comparison = Comparison::new(repository);
    comparison.compare(&RepoPath::default(), 0, &parents, Some(object_id(commit.tree_id())));
    problems.append(&mut comparison.problems);
    Ok(AddedCommit {
        info: commit_info(&commit),
        header: free_text(commit.raw_header_bytes()),
        message: commit.message_raw_bytes().to_vec(),
        changes: comparison.changes,
        problems,
    })
}

/// Reads one annotated tag.
///
/// # Errors
///
/// A [`Problem`] if the tag is missing or damaged.
pub fn read_tag(repository: &GitRepository, id: ObjectId) -> Result<AddedTag, Problem> {
    repository.with_object(id, |bytes| {
        let end = memchr::memmem::find(bytes, b"\n\n").map_or(bytes.len(), |at| at + 2);
        AddedTag { header: free_text(&bytes[..end]), message: bytes[end..].to_vec() }
    })
}

/// The lines of a header that people or programs fill as they like: all but ids and signatures, which are random text.
fn free_text(header: &[u8]) -> Vec<u8> {
    const NOT_FREE: [&[u8]; 5] = [b"tree ", b"parent ", b"object ", b"type ", b"gpgsig"];
    let mut out = Vec::new();
    let mut skipping = false;
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        let continues = line.starts_with(b" ");
        skipping = if continues {
            skipping
        } else {
            NOT_FREE.iter().any(|keyword| line.starts_with(keyword))
        };
        if !skipping {
            out.extend_from_slice(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_signatures_are_no_free_text() {
        let header = b"tree 01\nparent 02\nauthor A <a@example.com> 1 +0000\ngpgsig -----\n x\n y\nencoding z\n";
        assert_eq!(free_text(header), b"author A <a@example.com> 1 +0000\nencoding z\n");
    }
}
