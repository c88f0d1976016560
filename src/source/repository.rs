//! Opens a repository, whatever its layout, and reads single objects of it: what every git source begins with.
//!
//! Contract: nothing is executed, fetched or written. `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`,
//! `GIT_ALTERNATE_OBJECT_DIRECTORIES` and `GIT_QUARANTINE_PATH` mean what they mean to git, which sets them for its hooks.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, RepositoryOpenFlags};

use super::{loose, object_folders};
use crate::model::{CommitInfo, ObjectId, Problem, Provenance, RepoPath};

/// An open repository; a handle for one thread.
pub struct GitRepository {
    git: git2::Repository,
    objects: Vec<PathBuf>,
    problems: Vec<Problem>,
}

/// Why a repository cannot be opened; nothing was scanned.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no repository there, or git's files in it are damaged.
    #[error("{}: not a git repository that can be read ({reason}); run inside one, or check GIT_DIR", path.display())]
    NotARepository {
        /// Where it was looked for.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The repository belongs to another user, so that git itself would refuse it.
    #[error(
        "{}: the repository belongs to another user, so git does not trust it; run as its owner, or run \
         `git config --global --add safe.directory <path>`",
        path.display()
    )]
    Owner {
        /// Where it was looked for.
        path: PathBuf,
    },
}

/// Why a name given on the command line, or by git, stands for no commit.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{name}` names no commit in this repository ({reason}); check the spelling, or fetch it first"
)]
pub struct NoSuchCommit {
    /// The name as given.
    pub name: String,
    /// What went wrong.
    pub reason: String,
}

impl GitRepository {
    /// Opens the repository that `GIT_DIR` names or, without it, the one around `path`.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if there is none, or it is another user's.
    pub fn from_environment(path: &Path) -> Result<Self, OpenError> {
        match env::var_os("GIT_DIR") {
            Some(git_dir) => Self::at(Path::new(&git_dir)),
            None => Self::discover(path),
        }
    }

    /// Opens the repository at `path` or around it, whatever `GIT_DIR` says.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if there is none, or it is another user's.
    pub fn discover(path: &Path) -> Result<Self, OpenError> {
        git2::Repository::discover(path).map_err(|error| open_error(path, &error)).map(Self::opened)
    }

    /// Opens the repository whose own folder is `git_dir`.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if there is none, or it is another user's.
    pub fn at(git_dir: &Path) -> Result<Self, OpenError> {
        let exactly_there = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        git2::Repository::open_ext(git_dir, exactly_there, [] as [&OsStr; 0])
            .map_err(|error| open_error(git_dir, &error))
            .map(Self::opened)
    }

    fn opened(git: git2::Repository) -> Self {
        let (mut objects, gone) = object_folders::with_alternates(&git.commondir().join("objects"));
        for folder in object_folders::from_environment() {
            if let (Ok(database), Some(text)) = (git.odb(), folder.to_str()) {
                // One that cannot be added leaves its objects missing, and each of them is reported.
                let _ = database.add_disk_alternate(text);
            }
            let (borrowed, _) = object_folders::with_alternates(&folder);
            objects.extend(
                borrowed.into_iter().filter(|folder| !objects.contains(folder)).collect::<Vec<_>>(),
            );
        }
        let problem = |folder: &PathBuf| {
            let folder = folder.display();
            Problem::general(format!(
                "the repository borrows objects from {folder}, which is not there"
            ))
        };
        Self { problems: gone.iter().map(problem).collect(), git, objects }
    }

    /// Every folder that can hold objects.
    pub(super) fn object_folders(&self) -> &[PathBuf] {
        &self.objects
    }

    /// What is wrong with the repository as a whole.
    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The repository's own folder; a linked worktree has one of its own.
    pub fn git_dir(&self) -> &Path {
        self.git.path()
    }

    /// The folder that worktrees share.
    pub(super) fn common_dir(&self) -> &Path {
        self.git.commondir()
    }

    /// The underlying handle.
    pub(super) fn git(&self) -> &git2::Repository {
        &self.git
    }

    /// What names the repository to others.
    pub fn provenance(&self) -> Provenance {
        super::provenance::provenance(&self.git)
    }

    /// Whether the repository has no working tree.
    pub fn is_bare(&self) -> bool {
        self.git.is_bare()
    }

    /// The top of the working tree, where the repository stands in one; `core.worktree` can name any folder, and does not count.
    pub fn surrounding_work_tree(&self) -> Option<&Path> {
        let has_dot_git = |top: &&Path| top.join(".git").symlink_metadata().is_ok();
        self.git.workdir().filter(has_dot_git)
    }

    /// The folder in which git looks for hooks.
    pub fn hooks_dir(&self) -> PathBuf {
        let configured = self.git.config().and_then(|config| config.get_path("core.hooksPath"));
        match configured {
            // A relative path counts from where hooks run: the top of the working tree.
            Ok(path) => self.git.workdir().unwrap_or(self.git.path()).join(path),
            Err(_) => self.git.commondir().join("hooks"),
        }
    }

    /// The index that the next commit is made from; `GIT_INDEX_FILE` may name it.
    pub(super) fn index_path(&self) -> PathBuf {
        let Some(named) = env::var_os("GIT_INDEX_FILE").filter(|named| !named.is_empty()) else {
            return self.git.path().join("index");
        };
        // Git goes to the top of the working tree before it looks at the variable.
        let from_top = self.git.workdir().map(|top| top.join(&named)).filter(|path| path.exists());
        from_top.unwrap_or_else(|| PathBuf::from(named))
    }

    /// The number of bytes in an object's id.
    pub(super) fn hash_len(&self) -> usize {
        match self.git.object_format() {
            git2::ObjectFormat::Sha256 => 32,
            _ => 20,
        }
    }

    /// Shows the content of an object to `read`.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the object is missing or damaged.
    pub fn with_object<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, Problem> {
        self.with_typed_object(id, |_, content| read(content))
    }

    /// Shows the kind and content of an object to `read`.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the object is missing or damaged.
    pub(super) fn with_typed_object<T>(
        &self,
        id: ObjectId,
        read: impl FnOnce(ObjectType, &[u8]) -> T,
    ) -> Result<T, Problem> {
        if let Some((kind, content)) = self.loose(id)? {
            return Ok(read(kind, &content));
        }
        let database = self.git.odb().map_err(|error| unreadable(id, &error))?;
        let object = database.read(oid(id)).map_err(|error| unreadable(id, &error))?;
        Ok(read(object.kind(), object.data()))
    }

    /// The content of an object.
    ///
    /// # Errors
    ///
    /// As [`with_object`](Self::with_object).
    pub fn object(&self, id: ObjectId) -> Result<Vec<u8>, Problem> {
        self.with_object(id, <[u8]>::to_vec)
    }

    /// The commit with this id.
    pub(super) fn commit(&self, id: ObjectId) -> Result<git2::Commit<'_>, Problem> {
        self.loose(id)?;
        self.git.find_commit(oid(id)).map_err(|error| unreadable(id, &error))
    }

    /// The tree with this id; `None` if it is missing or damaged.
    fn tree(&self, id: ObjectId) -> Option<git2::Tree<'_>> {
        self.loose(id).ok()?;
        self.git.find_tree(oid(id)).ok()
    }

    /// Any object with this id.
    pub(super) fn any(&self, id: ObjectId) -> Result<git2::Object<'_>, Problem> {
        self.loose(id)?;
        self.git.find_object(oid(id), None).map_err(|error| unreadable(id, &error))
    }

    /// The content of the object if a file of its own holds it; a damaged one never reaches libgit2.
    fn loose(&self, id: ObjectId) -> Result<Option<(ObjectType, Vec<u8>)>, Problem> {
        let found = self.objects.iter().find_map(|folder| loose::read(folder, id));
        found.transpose().map_err(|error| {
            Problem::at_object(id, format!("the object cannot be read: {error}; run `git fsck`"))
        })
    }

    /// The commit that HEAD names; `None` before the first commit.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if HEAD cannot be read.
    pub fn head(&self) -> Result<Option<ObjectId>, Problem> {
        match self.git.refname_to_id("HEAD") {
            Ok(id) => Ok(Some(object_id(id))),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => {
                Err(Problem::general(format!("HEAD cannot be read: {}", error.message())))
            }
        }
    }

    /// The root tree of a commit.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the commit is missing or damaged.
    pub fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, Problem> {
        Ok(object_id(self.commit(commit)?.tree_id()))
    }

    /// The blob that stands at `path` below the tree; `None` if there is none, or it cannot be read.
    pub fn blob_at(&self, tree: ObjectId, path: &RepoPath) -> Option<ObjectId> {
        let mut names = path.as_bytes().split(|byte| *byte == b'/').peekable();
        let mut tree = self.tree(tree)?;
        loop {
            let name = names.next()?;
            let (id, kind) = {
                let entry = tree.get_name_bytes(name)?;
                (entry.id(), entry.kind())
            };
            match (kind, names.peek()) {
                (Some(ObjectType::Blob), None) => return Some(object_id(id)),
                (Some(ObjectType::Tree), Some(_)) => tree = self.tree(object_id(id))?,
                _ => return None,
            }
        }
    }

    /// Whether the history of the commit goes on where this repository, a shallow clone, has no more of it.
    pub(super) fn is_shallow_at(&self, commit: ObjectId) -> bool {
        self.git.is_shallow() && self.shallow_boundary().contains(&commit)
    }

    /// The commits at which a shallow clone ends; empty for a whole one.
    pub(super) fn shallow_boundary(&self) -> Vec<ObjectId> {
        let text = std::fs::read(self.git.commondir().join("shallow")).unwrap_or_default();
        text.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect()
    }

    /// The commit that `name` stands for, in any form that git reads: a branch, a tag, an id, `HEAD~2`.
    ///
    /// # Errors
    ///
    /// [`NoSuchCommit`] if there is none.
    pub fn resolve(&self, name: &str) -> Result<ObjectId, NoSuchCommit> {
        self.git
            .revparse_single(name)
            .and_then(|object| object.peel_to_commit())
            .map(|commit| object_id(commit.id()))
            .map_err(|error| NoSuchCommit {
                name: name.to_owned(),
                reason: error.message().to_owned(),
            })
    }

    /// What the references whose full name starts with `prefix` point at, without those that point nowhere.
    pub fn references(&self, prefix: &str) -> Vec<ObjectId> {
        let Ok(references) = self.git.references() else { return Vec::new() };
        let mut targets: Vec<ObjectId> = references
            .filter_map(Result::ok)
            .filter(|reference| reference.name_bytes().starts_with(prefix.as_bytes()))
            .filter_map(|reference| reference.resolve().ok()?.target())
            .map(object_id)
            .collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

/// What reports say about a commit.
pub(super) fn commit_info(commit: &git2::Commit<'_>) -> CommitInfo {
    let author = commit.author();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    CommitInfo {
        id: object_id(commit.id()),
        time: author.when().seconds(),
        author: format!("{} <{}>", text(author.name_bytes()), text(author.email_bytes())),
        summary: commit.summary_bytes().map(text).unwrap_or_default(),
    }
}

/// Our name for git2's id.
pub(super) fn object_id(id: Oid) -> ObjectId {
    ObjectId::from_bytes(id.as_bytes()).expect("git2's ids have 20 or 32 bytes")
}

/// git2's name for our id.
pub(super) fn oid(id: ObjectId) -> Oid {
    Oid::from_bytes(id.as_bytes()).expect("an object id has 20 or 32 bytes")
}

/// The problem with an object that git2 could not read.
pub(super) fn unreadable(id: ObjectId, error: &git2::Error) -> Problem {
    let reason = match error.code() {
        ErrorCode::NotFound => {
            "the object is missing from the repository; fetch it, or run `git fsck`".to_owned()
        }
        _ => format!("the object cannot be read ({}); run `git fsck`", error.message()),
    };
    Problem::at_object(id, reason)
}

fn open_error(path: &Path, error: &git2::Error) -> OpenError {
    match error.code() {
        ErrorCode::Owner => OpenError::Owner { path: path.to_owned() },
        _ => {
            OpenError::NotARepository { path: path.to_owned(), reason: error.message().to_owned() }
        }
    }
}
