//! One version of a project, of which single files are asked for while another one is looked at.
//!
//! Contract: what cannot be read, is no file, or is larger than a manifest can be, is not there.

use std::ffi::OsStr;
use std::path::Path;

use crate::guidance::LARGEST_MANIFEST;
use crate::model::{ObjectId, RepoPath};
use crate::source::{GitRepository, Index, worktree};

/// Where the files of a version stand.
pub(super) trait Project {
    /// The names of the files in a folder.
    fn names(&self, folder: &Path) -> Vec<String>;
    /// The content of a file.
    fn content(&self, path: &Path) -> Option<Vec<u8>>;
}

/// Files on the disk, by their paths there.
pub(super) struct Files;

/// The files of an index, by their paths in the repository.
pub(super) struct InIndex<'a> {
    pub(super) repository: &'a GitRepository,
    pub(super) index: &'a Index,
}

/// The files below a tree, by their paths in the repository.
pub(super) struct InTree<'a> {
    pub(super) repository: &'a GitRepository,
    pub(super) tree: ObjectId,
}

impl Project for Files {
    fn names(&self, folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    fn content(&self, path: &Path) -> Option<Vec<u8>> {
        worktree::small_file(path, LARGEST_MANIFEST)
    }
}

impl Project for InIndex<'_> {
    fn names(&self, folder: &Path) -> Vec<String> {
        self.index.names(&repo_path(folder))
    }

    fn content(&self, path: &Path) -> Option<Vec<u8>> {
        manifest(self.repository, self.index.blob(&repo_path(path))?)
    }
}

impl Project for InTree<'_> {
    fn names(&self, folder: &Path) -> Vec<String> {
        self.repository.names_in(self.tree, &repo_path(folder))
    }

    fn content(&self, path: &Path) -> Option<Vec<u8>> {
        manifest(self.repository, self.repository.blob_at(self.tree, &repo_path(path))?)
    }
}

fn manifest(repository: &GitRepository, blob: ObjectId) -> Option<Vec<u8>> {
    repository.object(blob).ok().filter(|content| content.len() as u64 <= LARGEST_MANIFEST)
}

/// The path as git writes it, whatever separates its parts here.
fn repo_path(path: &Path) -> RepoPath {
    let parts: Vec<&[u8]> = path.iter().map(OsStr::as_encoded_bytes).collect();
    RepoPath::new(parts.join(&b'/'))
}
