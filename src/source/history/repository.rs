//! A repository as a history is read: all its objects under one numbering, shared by all threads.
//!
//! Contract: `git2`'s handles stay on one thread, so each thread opens its own through [`Repository::handle`].

use std::path::{Path, PathBuf};

use super::store::Store;
use crate::model::{ObjectId, Problem};
use crate::source::references::References;
use crate::source::repository::{GitRepository, OpenError};

/// An open repository.
pub struct Repository {
    pub(super) store: Store,
    /// What could not be opened.
    pub(super) problems: Vec<Problem>,
    git_dir: PathBuf,
    common_dir: PathBuf,
    shallow_boundary: Vec<ObjectId>,
    is_partial: bool,
}

impl Repository {
    /// Opens all packs of the repository and lists its loose objects.
    pub fn open(git: &GitRepository) -> Self {
        let hash = match git.hash_len() {
            32 => gix_hash::Kind::Sha256,
            _ => gix_hash::Kind::Sha1,
        };
        let (store, errors) = Store::open(git.object_folders(), hash);
        let mut problems = git.problems().to_vec();
        problems.extend(errors.iter().map(|error| Problem::general(error.to_string())));
        Self {
            store,
            problems,
            git_dir: git.git_dir().to_owned(),
            common_dir: git.common_dir().to_owned(),
            shallow_boundary: git.shallow_boundary().to_vec(),
            is_partial: git.object_folders().iter().any(|folder| has_promises(folder)),
        }
    }

    /// A handle for references and single objects, which shares the mapped packs.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if the repository has gone since.
    pub fn handle(&self) -> Result<GitRepository, OpenError> {
        let handle = GitRepository::at(&self.git_dir)?;
        self.store.packs.iter().for_each(|pack| handle.packs().share(pack));
        Ok(handle)
    }

    /// Whether the clone left out objects that its remote promises to send when asked.
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The commits at which a shallow clone ends; empty for a whole one.
    pub(super) fn shallow_boundary(&self) -> &[ObjectId] {
        &self.shallow_boundary
    }

    /// What its references say now; for one thread.
    pub(super) fn references(&self) -> References {
        References::new(&self.git_dir, &self.common_dir, self.store.hash_len())
    }

    /// The folder that worktrees share.
    pub(super) fn common_dir(&self) -> &Path {
        &self.common_dir
    }
}

/// Whether a pack below the object folder came with promises.
fn has_promises(folder: &Path) -> bool {
    let packs = folder.join("pack").read_dir().into_iter().flatten().filter_map(Result::ok);
    packs
        .map(|entry| entry.path())
        .any(|path| path.extension().is_some_and(|extension| extension == "promisor"))
}
