//! Opens a repository for reading, whatever its layout, and says why when it cannot.
//!
//! Contract: nothing is executed, fetched or written. `git2` reads references and single objects; packs are read by [`super::pack`].

use std::path::{Path, PathBuf};

use super::pack::Kind;
use super::store::Store;
use crate::model::{ObjectId, Problem};

/// An open repository.
pub struct Repository {
    pub(super) store: Store,
    /// What could not be opened.
    pub(super) problems: Vec<Problem>,
    git_dir: PathBuf,
    common_dir: PathBuf,
    is_partial: bool,
}

/// Why a repository cannot be opened; nothing was scanned.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no repository there.
    #[error("{} is no git repository: {reason}", path.display())]
    NotARepository {
        /// The path that was given.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The repository belongs to another user, and git itself would refuse it.
    #[error(
        "{} belongs to another user, so git does not trust it: run as its owner, or add it with `git config --global --add safe.directory <path>`",
        path.display()
    )]
    Owner {
        /// The path that was given.
        path: PathBuf,
    },
}

/// Single objects, one handle for each thread.
pub(super) struct Database(git2::Repository);

impl Repository {
    /// Opens the repository at `path` or around it.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if there is none, or it is another user's.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let git = git2::Repository::discover(path).map_err(|error| match error.code() {
            git2::ErrorCode::Owner => OpenError::Owner { path: path.to_owned() },
            _ => OpenError::NotARepository {
                path: path.to_owned(),
                reason: error.message().to_owned(),
            },
        })?;
        let common_dir = git.commondir().to_owned();
        let hash = hash_kind(&git);
        let mut problems = Vec::new();
        let folders = object_folders(&common_dir.join("objects"), &mut problems);
        let (store, errors) = Store::open(&folders, hash);
        problems.extend(errors.iter().map(|error| Problem::general(error.to_string())));
        let is_partial = folders.iter().any(|folder| has_promises(folder));
        Ok(Self { store, problems, git_dir: git.path().to_owned(), common_dir, is_partial })
    }

    /// A handle to read single objects with.
    pub(super) fn database(&self) -> Result<Database, git2::Error> {
        self.git().map(Database)
    }

    /// A handle for everything that is no object; `git2`'s handles stay on one thread, so each user opens its own.
    pub(super) fn git(&self) -> Result<git2::Repository, git2::Error> {
        git2::Repository::open(&self.git_dir)
    }

    /// Whether the clone left out objects that its remote promises to send when asked.
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The commits at which a shallow clone ends; empty for a whole one.
    pub(super) fn shallow_boundary(&self) -> Vec<ObjectId> {
        let text = std::fs::read(self.common_dir.join("shallow")).unwrap_or_default();
        text.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect()
    }

    /// The folder that worktrees share.
    pub(super) fn common_dir(&self) -> &Path {
        &self.common_dir
    }
}

impl Database {
    /// The kind and content of one object.
    pub(super) fn read(&self, id: ObjectId) -> Result<(Kind, Vec<u8>), git2::Error> {
        let database = self.0.odb()?;
        let object = database.read(git2::Oid::from_bytes(id.as_bytes())?)?;
        let kind = match object.kind() {
            git2::ObjectType::Blob => Kind::Blob,
            git2::ObjectType::Tree => Kind::Tree,
            git2::ObjectType::Commit => Kind::Commit,
            git2::ObjectType::Tag => Kind::Tag,
            _ => Kind::Broken,
        };
        Ok((kind, object.data().to_vec()))
    }
}

fn hash_kind(git: &git2::Repository) -> gix_hash::Kind {
    match git.object_format() {
        git2::ObjectFormat::Sha256 => gix_hash::Kind::Sha256,
        _ => gix_hash::Kind::Sha1,
    }
}

/// Whether a pack below the object folder came with promises.
fn has_promises(folder: &Path) -> bool {
    let packs = folder.join("pack").read_dir().into_iter().flatten().filter_map(Result::ok);
    packs
        .map(|entry| entry.path())
        .any(|path| path.extension().is_some_and(|extension| extension == "promisor"))
}

/// The repository's own object folder and those it borrows from.
fn object_folders(own: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    /// As many links as git itself follows.
    const MAX_DEPTH: usize = 5;
    let mut folders = vec![own.to_owned()];
    let mut next = vec![(own.to_owned(), 0)];
    while let Some((folder, depth)) = next.pop() {
        let Ok(text) = std::fs::read(folder.join("info").join("alternates")) else { continue };
        for line in
            text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && line[0] != b'#')
        {
            let borrowed = folder.join(path_of(line));
            if folders.contains(&borrowed) {
                continue;
            }
            if !borrowed.is_dir() {
                problems.push(Problem::general(format!(
                    "the repository borrows objects from {}, which is not there",
                    borrowed.display()
                )));
                continue;
            }
            folders.push(borrowed.clone());
            if depth < MAX_DEPTH {
                next.push((borrowed, depth + 1));
            }
        }
    }
    folders
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
