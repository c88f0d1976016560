//! The paths that git tracks, read from a repository's index.
//!
//! Contract: opens the index file alone: no configuration of the repository is obeyed, and its owner does not matter. Paths are hashed with
//! a key of this run, since whoever chooses them could choose those that collide.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use git2::{Index, ObjectFormat};

use super::super::index_nesting;
use super::place::{below, from_git, slashed};

/// The tracked paths of one repository, and which of them the walk has met.
#[derive(Debug)]
pub(super) struct Tracked {
    root: PathBuf,
    met: HashMap<Vec<u8>, AtomicBool>,
}

impl Tracked {
    /// Reads the index of the repository whose working tree is `root`; one without an index tracks nothing.
    pub(super) fn load(root: &Path) -> Result<Self, git2::Error> {
        let mut met = HashMap::new();
        if let Some(git_dir) = git_dir(root) {
            // Without the folder nobody can say what is tracked, which is not the same as nothing.
            fs::metadata(&git_dir).map_err(|error| git2::Error::from_str(&error.to_string()))?;
            let path = git_dir.join("index");
            if path.symlink_metadata().is_ok() {
                let format = object_format(&git_dir);
                let hash_len = if format == ObjectFormat::Sha256 { 32 } else { 20 };
                index_nesting::check(&path, hash_len)
                    .map_err(|error| git2::Error::from_str(&error.to_string()))?;
                let index = Index::open_ext(&path, format)?;
                met.extend(index.iter().map(|entry| (entry.path, AtomicBool::new(false))));
            }
        }
        Ok(Self { root: root.to_owned(), met })
    }

    /// The length of the root, by which the innermost of nested repositories is known.
    pub(super) fn depth(&self) -> usize {
        self.root.as_os_str().len()
    }

    /// The part of `path` below the root; `None` for a path elsewhere.
    pub(super) fn relative<'a>(&self, path: &'a Path) -> Option<&'a [u8]> {
        below(path.as_os_str().as_encoded_bytes(), self.root.as_os_str().as_encoded_bytes())
    }

    /// Notes that the walk has met `path`, which is relative to the root.
    pub(super) fn meet(&self, path: &[u8]) {
        if let Some(met) = self.met.get(slashed(path).as_ref()) {
            met.store(true, Ordering::Relaxed);
        }
    }

    /// Whether git tracks `path`, which is relative to the root.
    pub(super) fn tracks(&self, path: &[u8]) -> bool {
        self.met.contains_key(slashed(path).as_ref())
    }

    /// The tracked paths that the walk did not meet and that exist, sorted: those that an ignore file covers.
    ///
    /// A path that leads through a symbolic link is not in the working tree, whatever stands at the other end.
    pub(super) fn unmet(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self
            .met
            .iter()
            .filter(|(_, met)| !met.load(Ordering::Relaxed))
            .filter_map(|(path, _)| from_git(path))
            .map(|path| self.root.join(path))
            .filter(|path| path.symlink_metadata().is_ok() && self.is_reached_by_folders(path))
            .collect();
        paths.sort_unstable();
        paths
    }

    fn is_reached_by_folders(&self, path: &Path) -> bool {
        path.ancestors()
            .skip(1)
            .take_while(|ancestor| ancestor.as_os_str().len() > self.depth())
            .all(|ancestor| ancestor.symlink_metadata().is_ok_and(|data| data.is_dir()))
    }
}

/// The folder that holds the index: `.git`, or what a file of that name points at, as in linked worktrees and submodules.
fn git_dir(root: &Path) -> Option<PathBuf> {
    let dot_git = root.join(".git");
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    let pointer = fs::read(&dot_git).ok()?;
    let target = pointer.strip_prefix(b"gitdir:")?.trim_ascii();
    Some(root.join(from_git(target)?))
}

/// The format that the repository's own configuration names; a linked worktree shares that of its main one.
fn object_format(git_dir: &Path) -> ObjectFormat {
    let shared = fs::read(git_dir.join("commondir"))
        .ok()
        .and_then(|text| from_git(text.trim_ascii()).map(|common| git_dir.join(common)));
    let config = shared.as_deref().unwrap_or(git_dir).join("config");
    let format = git2::Config::open(&config)
        .and_then(|config| config.get_string("extensions.objectformat"))
        .unwrap_or_default();
    if format.eq_ignore_ascii_case("sha256") { ObjectFormat::Sha256 } else { ObjectFormat::Sha1 }
}
