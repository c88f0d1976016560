//! The paths that git tracks, read from a repository's index.
//!
//! Contract: opens the index file alone: no configuration of the repository is obeyed, and its owner does not matter.
//! Paths are hashed with a key of this run, since whoever chooses them could choose those that collide.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use gix_index::entry::Mode;

use super::super::git_config::GitConfig;
use super::super::git_files;
use super::super::index::{self, Sum};
use super::super::layout;
use super::place::{below, from_git, slashed};

/// The tracked paths of one repository, and which of them the walk has met.
#[derive(Debug)]
pub(super) struct Tracked {
    root: PathBuf,
    met: HashMap<Vec<u8>, AtomicBool>,
}

impl Tracked {
    /// Reads the index of the repository whose working tree is `root`; one without an index tracks nothing.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as a part of a sentence.
    pub(super) fn load(root: &Path) -> Result<Self, String> {
        let mut met = HashMap::new();
        if let Some(git_dir) = git_dir(root)? {
            // Without the folder nobody can say what is tracked, which is not the same as nothing.
            fs::metadata(&git_dir).map_err(|error| error.to_string())?;
            let path = git_dir.join("index");
            if is_there(&path)? {
                let index = index::read(&path, hash_len(&git_dir)?, Sum::Checked)?;
                // A folder that a sparse checkout left out is one entry, and nothing of it is on the disk.
                let files = index.entries().iter().filter(|entry| entry.mode != Mode::DIR);
                let paths = files.map(|entry| entry.path(&index).to_vec());
                met.extend(paths.map(|path| (path, AtomicBool::new(false))));
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

/// The folder that holds the index: `.git`, or what a file of that name points at, as in linked worktrees and
/// submodules.
///
/// # Errors
///
/// If what stands there is neither.
fn git_dir(root: &Path) -> Result<Option<PathBuf>, String> {
    let dot_git = root.join(".git");
    if git_files::is_special(&dot_git) {
        return Err(git_files::SPECIAL.to_owned());
    }
    if dot_git.is_dir() {
        return Ok(Some(dot_git));
    }
    match layout::linked(root) {
        Some(git_dir) if is_there(&git_dir.join("HEAD"))? => Ok(Some(git_dir)),
        None if !is_there(&dot_git)? => Ok(None),
        _ => Err("`.git` is no folder, and no file that names a repository".to_owned()),
    }
}

/// Whether something stands there. What may not be looked at could be there, so nobody may take it for nothing.
fn is_there(path: &Path) -> Result<bool, String> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if git_files::is_gone(&error) => Ok(false),
        Err(error) => Err(error.to_string()),
    }
}

/// How long ids are, as the repository's own configuration has it; a linked worktree shares that of its main one.
fn hash_len(git_dir: &Path) -> Result<usize, String> {
    let files = [git_dir.join("commondir"), layout::common_dir(git_dir).join("config")];
    if let Some(special) = files.iter().find(|file| git_files::is_special(file)) {
        return Err(format!("{}: {}", special.display(), git_files::SPECIAL));
    }
    let config = GitConfig::parse(&git_files::read(&files[1]).unwrap_or_default());
    Ok(layout::object_hash(&config).unwrap_or(gix_hash::Kind::Sha1).len_in_bytes())
}
