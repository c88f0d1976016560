//! The index: what the next commit would hold.
//!
//! Contract: the index file is read once and never written, so a lock that somebody holds is no concern; nothing is
//! looked up in the working copy. Sparse and split indexes, all stages of a conflict and entries that are only intended
//! are understood.

mod compare;

use std::path::{Path, PathBuf};

use gix_index::decode;
use gix_index::entry::{Flags, Mode};

use super::change::{Change, Entry};
use super::index_nesting;
use super::repository::GitRepository;
use super::tree::MOST_NESTED;
use crate::model::{ObjectId, Problem, RepoPath};

/// The content of an index file.
pub struct Index {
    file: gix_index::File,
}

/// What the next commit would change.
#[derive(Debug, Default)]
pub struct Difference {
    /// The paths that differ from HEAD, in the order of the index.
    pub changes: Vec<Change>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Index {
    /// Reads the index of the repository; one that does not exist yet is empty.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the file cannot be read or has no form of an index.
    pub fn open(repository: &GitRepository) -> Result<Self, Problem> {
        let path = repository.index_path();
        // Like git, which checks the sum of the whole file in `git fsck` only: it would cost more than the rest of the
        // work.
        match read(&path, repository.hash_len(), Sum::Trusted) {
            Ok(file) => Ok(Self { file }),
            Err(reason) => Err(unreadable(&path, &reason)),
        }
    }

    /// What a commit of this index would change in HEAD, or in the empty tree before the first commit.
    pub fn against_head(&self, repository: &GitRepository) -> Difference {
        let head =
            repository.head().and_then(|head| head.map(|id| repository.tree_of(id)).transpose());
        let (tree, problem) = match head {
            Ok(tree) => (tree, None),
            Err(problem) => (None, Some(problem)),
        };
        let mut difference = compare::against_tree(&self.file, repository, tree);
        difference.problems.extend(problem);
        difference
    }

    /// Every blob that the index holds, with its path.
    pub fn blobs(&self) -> impl Iterator<Item = (RepoPath, ObjectId)> + '_ {
        self.file.entries().iter().filter_map(|entry| {
            let blob = staged_entry(entry)?.blob()?;
            Some((RepoPath::new(entry.path(&self.file).to_vec()), blob))
        })
    }

    /// The blob at a path.
    pub fn blob(&self, path: &RepoPath) -> Option<ObjectId> {
        let found = self.file.entries().get(place_of(&self.file, path.as_bytes()))?;
        let is_it = AsRef::<[u8]>::as_ref(found.path(&self.file)) == path.as_bytes();
        staged_entry(found).filter(|_| is_it)?.blob()
    }

    /// Whether the path is one that a sparse checkout keeps out of the working tree.
    pub fn leaves_out(&self, path: &RepoPath) -> bool {
        let place = place_of(&self.file, path.as_bytes());
        let path_of = |entry: &gix_index::Entry| entry.path(&self.file).to_vec();
        let entries = self.file.entries();
        let is_it = |entry: &&gix_index::Entry| path_of(entry) == path.as_bytes();
        // Of a folder that is left out whole, its name alone is kept, with a slash at its end.
        let is_above = |entry: &&gix_index::Entry| {
            entry.mode == Mode::DIR && path.as_bytes().starts_with(&path_of(entry))
        };
        entries
            .get(place)
            .filter(is_it)
            .is_some_and(|entry| entry.flags.contains(Flags::SKIP_WORKTREE))
            || place
                .checked_sub(1)
                .and_then(|before| entries.get(before))
                .is_some_and(|entry| is_above(&entry))
    }

    /// The names of the files in a folder; an empty path is the top. Folders below it cost a look-up each.
    pub fn names(&self, folder: &RepoPath) -> Vec<String> {
        let mut start = folder.as_bytes().to_vec();
        if !start.is_empty() {
            start.push(b'/');
        }
        let mut names = Vec::new();
        let mut at = place_of(&self.file, &start);
        while let Some(entry) = self.file.entries().get(at) {
            let path: &[u8] = entry.path(&self.file).as_ref();
            let Some(rest) = path.strip_prefix(&*start) else { break };
            match memchr::memchr(b'/', rest) {
                None => {
                    names.extend(std::str::from_utf8(rest).ok().map(str::to_owned));
                    at += 1;
                }
                Some(end) => {
                    // What follows all that starts with this folder: `0` comes after `/`.
                    let behind = [&start[..], &rest[..end], b"0"].concat();
                    at = place_of(&self.file, &behind).max(at + 1);
                }
            }
        }
        names
    }
}

/// The place of the first entry whose path is not before this one.
fn place_of(file: &gix_index::File, path: &[u8]) -> usize {
    file.entries().partition_point(|entry| AsRef::<[u8]>::as_ref(entry.path(file)) < path)
}

/// What is done with the sum at the end of an index file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    /// It is held against the file.
    Checked,
    /// It is left alone.
    Trusted,
}

/// Reads the index at `path`, with what it shares with others beside it; one that does not exist yet is empty.
///
/// # Errors
///
/// Why it cannot be read, as a part of a sentence.
pub(super) fn read(path: &Path, hash_len: usize, sum: Sum) -> Result<gix_index::File, String> {
    let hash = match hash_len {
        32 => gix_hash::Kind::Sha256,
        _ => gix_hash::Kind::Sha1,
    };
    let options = decode::Options { thread_limit: Some(1), ..decode::Options::default() };
    index_nesting::check(path, hash_len).map_err(|error| error.to_string())?;
    let file = gix_index::File::at_or_default(path, hash, sum == Sum::Trusted, options)
        .map_err(|error| reason(&error.to_string()))?;
    match fault(&file) {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(file),
    }
}

/// What the library says, which takes any index whose checksum is false for one that others share.
fn reason(said: &str) -> String {
    let is_sum = said.contains("index checksum mismatch");
    if is_sum { "its checksum is not that of what it holds".to_owned() } else { said.to_owned() }
}

/// What of the index git itself would refuse. Comparing relies on the order and the form of the paths: what is out of
/// order would be passed over, and a folder without a name lead into itself.
fn fault(file: &gix_index::File) -> Option<&'static str> {
    let place = |entry: &gix_index::Entry| (entry.path(file), entry.stage_raw());
    if !file.entries().is_sorted_by(|a, b| place(a) < place(b)) {
        return Some("its entries are not in order");
    }
    let has_form = |entry: &gix_index::Entry| {
        let path: &[u8] = entry.path(file).as_ref();
        let path = path.strip_suffix(b"/").filter(|_| entry.mode == Mode::DIR).unwrap_or(path);
        let is_whole = !path.is_empty() && path[0] != b'/' && !path.ends_with(b"/");
        let depth = memchr::memchr_iter(b'/', path).count();
        is_whole && depth < MOST_NESTED && memchr::memmem::find(path, b"//").is_none()
    };
    if file.entries().iter().all(has_form) {
        None
    } else {
        Some("it holds a path that git cannot have")
    }
}

/// What an index entry adds to the commit: nothing if it is only intended, or stands for a folder that is not checked
/// out.
fn staged_entry(entry: &gix_index::Entry) -> Option<Entry> {
    let not_in_commit = Flags::INTENT_TO_ADD | Flags::REMOVE;
    if entry.flags.intersects(not_in_commit) || entry.mode == Mode::DIR {
        return None;
    }
    let id = ObjectId::from_bytes(entry.id.as_bytes())?;
    Some(if entry.mode == Mode::COMMIT { Entry::Submodule(id) } else { Entry::Blob(id) })
}

fn unreadable(path: &Path, reason: &str) -> Problem {
    let path = PathBuf::from(path.file_name().unwrap_or(path.as_os_str()));
    Problem::general(format!(
        "the index file `{}` cannot be read ({reason}); run `git status` to see what git says",
        path.display()
    ))
}
