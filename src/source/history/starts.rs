//! Where a history begins to be read: references, reflogs, worktrees.
//!
//! Contract: every place in which git remembers an object id by itself. An id in a reflog whose object is gone is no fault: git
//! prunes those; a reference whose object is gone is one.

use std::path::{Path, PathBuf};

use super::repository::Repository;
use crate::model::{ObjectId, Problem};

/// One remembered object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    /// The object.
    pub(super) id: ObjectId,
    /// Who remembers it.
    pub(super) by: Remembered,
}

/// Who remembers an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Remembered {
    /// `HEAD` of the repository that was opened.
    Head,
    /// A reference, by its full name.
    Reference(Vec<u8>),
    /// A reflog, the `HEAD` of another worktree, or a pseudo reference such as `ORIG_HEAD`.
    Elsewhere,
    /// The reflog of a reference to notes.
    NotesLog,
}

impl Remembered {
    /// Whether it is about notes.
    pub(super) fn is_notes(&self) -> bool {
        match self {
            Self::Reference(name) => name.starts_with(b"refs/notes/"),
            Self::NotesLog => true,
            Self::Head | Self::Elsewhere => false,
        }
    }
}

/// All starts of the repository, and references that cannot be read.
pub(super) fn starts(repository: &Repository) -> (Vec<Start>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    match repository.handle() {
        Ok(handle) => {
            let git = handle.git();
            if let Some(id) = head(git) {
                found.push(Start { id, by: Remembered::Head });
            }
            references(git, &mut found, &mut problems);
        }
        Err(error) => {
            problems.push(Problem::general(format!("references cannot be read: {error}")));
        }
    }
    for folder in remembering_folders(repository.common_dir()) {
        let elsewhere = |id| Start { id, by: Remembered::Elsewhere };
        found.extend(pseudo_references(&folder).map(elsewhere));
        found.extend(reflogs(&folder.join("logs")));
    }
    found.sort();
    found.dedup();
    (found, problems)
}

fn head(git: &git2::Repository) -> Option<ObjectId> {
    let target = git.head().ok()?.target()?;
    ObjectId::from_bytes(target.as_bytes())
}

fn references(git: &git2::Repository, found: &mut Vec<Start>, problems: &mut Vec<Problem>) {
    let unreadable = |error: &git2::Error| {
        Problem::general(format!("a reference cannot be read: {}; run `git fsck`", error.message()))
    };
    let references = match git.references() {
        Ok(references) => references,
        Err(error) => return problems.push(unreadable(&error)),
    };
    for reference in references {
        match reference {
            // A symbolic reference has no target of its own, and what it points at is a reference of its own.
            Ok(reference) => {
                if let Some(id) =
                    reference.target().and_then(|id| ObjectId::from_bytes(id.as_bytes()))
                {
                    let name = reference.name_bytes().to_vec();
                    found.push(Start { id, by: Remembered::Reference(name) });
                }
            }
            Err(error) => problems.push(unreadable(&error)),
        }
    }
}

/// The repository's own folder and those of its worktrees, the removed ones included until git forgets them.
fn remembering_folders(common_dir: &Path) -> Vec<PathBuf> {
    let mut folders = vec![common_dir.to_owned()];
    folders.extend(entries(&common_dir.join("worktrees")));
    folders
}

/// `HEAD`, `ORIG_HEAD`, `FETCH_HEAD` and the like: files whose lines start with an id.
fn pseudo_references(folder: &Path) -> impl Iterator<Item = ObjectId> + use<> {
    entries(folder)
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("HEAD"))
        })
        .flat_map(|path| ids_in(&path, 0))
}

/// The old and new ids of every line of every log below the folder.
fn reflogs(folder: &Path) -> Vec<Start> {
    let notes = folder.join("refs").join("notes");
    let mut found = Vec::new();
    let mut next = vec![folder.to_owned()];
    while let Some(path) = next.pop() {
        // A link could lead out of the repository, or back into the folder.
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => next.extend(entries(&path)),
            Ok(metadata) if metadata.is_file() => {
                let by = if path.starts_with(&notes) {
                    Remembered::NotesLog
                } else {
                    Remembered::Elsewhere
                };
                let ids = ids_in(&path, 0).into_iter().chain(ids_in(&path, 1));
                found.extend(ids.map(|id| Start { id, by: by.clone() }));
            }
            _ => {}
        }
    }
    found
}

/// The ids that are the word with this number in a line of the file.
fn ids_in(path: &Path, word: usize) -> Vec<ObjectId> {
    let text = std::fs::read(path).unwrap_or_default();
    text.split(|byte| *byte == b'\n')
        .filter_map(|line| line.split(|byte| matches!(byte, b' ' | b'\t')).nth(word))
        .filter_map(ObjectId::from_hex)
        .filter(|id| !id.is_zero())
        .collect()
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    folder.read_dir().into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path())
}
