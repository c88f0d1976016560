//! Where a history begins to be read: references, reflogs, worktrees.
//!
//! Contract: every place in which git remembers an object id by itself. An id in a reflog whose object is gone is no
//! fault: git prunes those; a reference whose object is gone is one.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::repository::Repository;
use super::store::ObjectNo;
use crate::model::{ObjectId, Problem};
use crate::source::NOTES;
use crate::source::git_files::GitFiles;
use crate::source::references::{References, Target};

/// One remembered object.
#[derive(Debug)]
pub(super) struct Start {
    /// The object.
    pub(super) id: ObjectId,
    /// Its number; `None` if it is not there.
    pub(super) number: Option<ObjectNo>,
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
    /// The reflog of the stash, or what an unfinished rebase or merge has stashed.
    Stash,
    /// Nobody: it is looked at because everything is.
    Nowhere,
}

impl Remembered {
    /// Whether it is about notes.
    pub(super) fn is_notes(&self) -> bool {
        match self {
            Self::Reference(name) => name.starts_with(NOTES.as_bytes()),
            Self::NotesLog => true,
            Self::Head | Self::Elsewhere | Self::Stash | Self::Nowhere => false,
        }
    }

    /// Whether it is about what `git stash` or its like has put aside.
    pub(super) fn is_stash(&self) -> bool {
        match self {
            Self::Reference(name) => name == b"refs/stash",
            Self::Stash => true,
            Self::Head | Self::Elsewhere | Self::NotesLog | Self::Nowhere => false,
        }
    }
}

/// All starts of the repository, and references that cannot be read.
pub(super) fn starts(repository: &Repository) -> (Vec<Start>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    let references = repository.references();
    match references.head() {
        Ok((_, id)) => found.extend(id.map(|id| (id, Remembered::Head))),
        Err(problem) => problems.push(problem),
    }
    let (named, unread) = references.all();
    problems.extend(unread);
    found.extend(named.into_iter().map(|(name, id)| (id, Remembered::Reference(name))));
    let mut memory = Memory { found, files: GitFiles::default() };
    for folder in memory.folders(repository.common_dir()) {
        memory.pseudo_references(&folder);
        memory.unfinished(&folder);
        memory.reflogs(&folder.join("logs"));
        if folder != repository.common_dir() {
            problems.extend(memory.own_references(&references, &folder));
        }
    }
    let Memory { mut found, files } = memory;
    problems.extend(files.problems);
    problems.sort();
    problems.dedup();
    found.sort();
    found.dedup();
    let start = |(id, by): (ObjectId, Remembered)| {
        let number = repository.store.find(id.as_bytes());
        Start { id, number, by }
    };
    (found.into_iter().map(start).collect(), problems)
}

/// What is found in git's own files, and those that cannot be read.
struct Memory {
    found: Vec<(ObjectId, Remembered)>,
    files: GitFiles,
}

impl Memory {
    /// The repository's own folder and those of its worktrees, the removed ones included until git forgets them.
    fn folders(&mut self, common_dir: &Path) -> Vec<PathBuf> {
        let mut folders = vec![common_dir.to_owned()];
        folders.extend(self.files.entries(&common_dir.join("worktrees")));
        folders
    }

    /// `HEAD`, `ORIG_HEAD`, `FETCH_HEAD`, `MERGE_AUTOSTASH` and the like: files whose lines start with an id.
    fn pseudo_references(&mut self, folder: &Path) {
        let is_one =
            |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        for path in self.files.entries(folder) {
            let Some(name) = path.file_name().map(OsStr::to_string_lossy) else { continue };
            if is_one(&name) {
                let by = match &*name {
                    "MERGE_AUTOSTASH" => Remembered::Stash,
                    _ => Remembered::Elsewhere,
                };
                self.remember(&path, &[0], &by);
            }
        }
    }

    /// What a rebase or the like that is not finished remembers: where it began, and what it stashed.
    fn unfinished(&mut self, folder: &Path) {
        for name in ["rebase-merge", "rebase-apply", "sequencer"] {
            for path in self.files.below(&folder.join(name)) {
                let by = match path.ends_with("autostash") {
                    true => Remembered::Stash,
                    false => Remembered::Elsewhere,
                };
                self.remember(&path, &[0, 1], &by);
            }
        }
    }

    /// The references that a worktree has for itself, which git calls by the name of the worktree.
    fn own_references(&mut self, references: &References, folder: &Path) -> Vec<Problem> {
        let Some(worktree) = folder.file_name() else { return Vec::new() };
        let before = [b"worktrees/", worktree.as_encoded_bytes(), b"/"].concat();
        let (named, problems) = references.below(folder, &before);
        self.found.extend(named.into_iter().filter_map(|(name, target)| match target {
            Target::Object(id) => Some((id, Remembered::Reference(name))),
            Target::Reference(_) => None,
        }));
        problems
    }

    /// The old and new ids of every line of every log below the folder.
    fn reflogs(&mut self, folder: &Path) {
        let (notes, stash) = (folder.join("refs").join("notes"), folder.join("refs").join("stash"));
        for path in self.files.below(folder) {
            let by = if path.starts_with(&notes) {
                Remembered::NotesLog
            } else if path == stash {
                Remembered::Stash
            } else {
                Remembered::Elsewhere
            };
            self.remember(&path, &[0, 1], &by);
        }
    }

    /// Remembers the ids that are the words with these numbers in a line of the file.
    fn remember(&mut self, path: &Path, words: &[usize], by: &Remembered) {
        let text = self.files.text(path).unwrap_or_default();
        for line in text.split(|byte| *byte == b'\n') {
            let ids = line
                .split(|byte| matches!(byte, b' ' | b'\t'))
                .enumerate()
                .filter(|(at, _)| words.contains(at))
                .filter_map(|(_, word)| ObjectId::from_hex(word))
                .filter(|id| !id.is_zero());
            self.found.extend(ids.map(|id| (id, by.clone())));
        }
    }
}
