//! Where a history begins to be read: references, reflogs, worktrees.
//!
//! Contract: every place in which git remembers an object id by itself. An id in a reflog whose object is gone is no fault: git
//! prunes those; a reference whose object is gone is one.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::repository::Repository;
use crate::model::{ObjectId, Problem};
use crate::source::NOTES;

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
    match repository.handle() {
        Ok(handle) => {
            let git = handle.git();
            match handle.head() {
                Ok(id) => found.extend(id.map(|id| Start { id, by: Remembered::Head })),
                Err(problem) => problems.push(problem),
            }
            references(git, &mut found, &mut problems);
        }
        Err(error) => {
            problems.push(Problem::general(format!("references cannot be read: {error}")));
        }
    }
    let mut files = Files { found, problems };
    files.check_references(&repository.common_dir().join("refs"));
    for folder in files.remembering_folders(repository.common_dir()) {
        files.pseudo_references(&folder);
        files.unfinished(&folder);
        files.reflogs(&folder.join("logs"));
        if folder != repository.common_dir() {
            files.own_references(&folder);
        }
    }
    let Files { mut found, mut problems } = files;
    problems.sort();
    problems.dedup();
    found.sort();
    found.dedup();
    (found, problems)
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

/// What is found in git's own files, and those that cannot be read.
struct Files {
    found: Vec<Start>,
    problems: Vec<Problem>,
}

impl Files {
    /// The repository's own folder and those of its worktrees, the removed ones included until git forgets them.
    fn remembering_folders(&mut self, common_dir: &Path) -> Vec<PathBuf> {
        let mut folders = vec![common_dir.to_owned()];
        folders.extend(self.entries(&common_dir.join("worktrees")));
        folders
    }

    /// Names the references that have files of their own and cannot be read: `git2` passes over them without a word.
    fn check_references(&mut self, folder: &Path) {
        for path in self.files_below(folder) {
            let is_lock = path.extension().is_some_and(|extension| extension == "lock");
            let Some(text) = self.text(&path).filter(|_| !is_lock) else { continue };
            let id = ObjectId::from_hex(text.trim_ascii_end());
            if id.is_none() && !text.starts_with(b"ref:") {
                // Its name could hold a secret, and is not looked at.
                self.problems.push(Problem::general(
                    "a reference is damaged: its file names no object; `git fsck` says which",
                ));
            }
        }
    }

    /// `HEAD`, `ORIG_HEAD`, `FETCH_HEAD`, `MERGE_AUTOSTASH` and the like: files whose lines start with an id.
    fn pseudo_references(&mut self, folder: &Path) {
        let is_one =
            |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        for path in self.entries(folder) {
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
            for path in self.files_below(&folder.join(name)) {
                let by = match path.ends_with("autostash") {
                    true => Remembered::Stash,
                    false => Remembered::Elsewhere,
                };
                self.remember(&path, &[0, 1], &by);
            }
        }
    }

    /// The references that a worktree has for itself, which git calls by the name of the worktree.
    fn own_references(&mut self, folder: &Path) {
        let Some(worktree) = folder.file_name() else { return };
        let refs = folder.join("refs");
        self.check_references(&refs);
        for path in self.files_below(&refs) {
            let Ok(below) = path.strip_prefix(folder) else { continue };
            let name = Path::new("worktrees").join(worktree).join(below);
            let name = name.into_os_string().into_encoded_bytes();
            self.remember(&path, &[0], &Remembered::Reference(name));
        }
    }

    /// The old and new ids of every line of every log below the folder.
    fn reflogs(&mut self, folder: &Path) {
        let (notes, stash) = (folder.join("refs").join("notes"), folder.join("refs").join("stash"));
        for path in self.files_below(folder) {
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
        let text = self.text(path).unwrap_or_default();
        for line in text.split(|byte| *byte == b'\n') {
            let ids = line
                .split(|byte| matches!(byte, b' ' | b'\t'))
                .enumerate()
                .filter(|(at, _)| words.contains(at))
                .filter_map(|(_, word)| ObjectId::from_hex(word))
                .filter(|id| !id.is_zero());
            self.found.extend(ids.map(|id| Start { id, by: by.clone() }));
        }
    }

    /// The files below the folder. Links are followed, since some layouts borrow whole folders by them, and each folder once.
    fn files_below(&mut self, folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut entered = FxHashSet::default();
        let mut next = vec![folder.to_owned()];
        while let Some(path) = next.pop() {
            let Some(metadata) = self.unless_gone(&path, path.metadata()) else { continue };
            if !metadata.is_dir() {
                files.push(path);
            } else if let Some(real) = self.unless_gone(&path, path.canonicalize())
                && entered.insert(real)
            {
                next.extend(self.entries(&path));
            }
        }
        files
    }

    /// What stands in the folder; nothing if it is not there.
    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let listed = folder
            .read_dir()
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect());
        self.unless_gone(folder, listed).unwrap_or_default()
    }

    /// The content of a file; `None` if it is not there, or is none.
    fn text(&mut self, path: &Path) -> Option<Vec<u8>> {
        // A named pipe would never be read to its end.
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            let no_file = io::Error::other("what stands there is no file");
            return self.unless_gone(path, Err(no_file));
        }
        self.unless_gone(path, std::fs::read(path))
    }

    fn unless_gone<T>(&mut self, path: &Path, read: io::Result<T>) -> Option<T> {
        let error = match read {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        // What is not there says nothing, and git may take a file away while it is looked at.
        if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
            self.problems.push(Problem::general(format!(
                "{} cannot be read, so what it names may have been left out: {error}",
                path.display()
            )));
        }
        None
    }
}
