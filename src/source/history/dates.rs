//! When that came which no commit brought: tags, the names of references, and blobs that a tag names.
//!
//! Contract: a tag came when its tagger says; a tag without a date, and the name of a reference, with the commit that
//! it leads to. What leads to no commit has no date, and counts as new.

use crate::model::ObjectId;
use crate::source::GitRepository;
use crate::source::commit::person_time;

/// The time of a tag or a commit, in seconds since the Unix epoch.
pub(super) fn date_of(git: &GitRepository, mut id: ObjectId) -> Option<i64> {
    // A tag cannot lead to itself, since its id is the hash of what it names.
    while let Ok((date, target)) =
        git.with_tag(id, |bytes, tag| (tagger_time(&bytes[..tag.message_start]), tag.target))
    {
        if date.is_some() {
            return date;
        }
        id = target;
    }
    git.with_commit(id, |_, commit| person_time(commit.committer)).ok().filter(|time| *time != 0)
}

fn tagger_time(header: &[u8]) -> Option<i64> {
    let tagger = header.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"tagger "))?;
    Some(person_time(tagger)).filter(|time| *time != 0)
}
