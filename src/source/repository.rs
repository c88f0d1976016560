//! Opens a repository, whatever its layout: what every git source begins with.
//!
//! Contract: nothing is executed, fetched or written. `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`,
//! `GIT_ALTERNATE_OBJECT_DIRECTORIES` and `GIT_QUARANTINE_PATH` mean what they mean to git, which sets them for its hooks.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, Oid, RepositoryOpenFlags};

use super::object_folders;
use crate::model::{ObjectId, Problem, Provenance};

/// An open repository; a handle for one thread.
pub struct GitRepository {
    git: git2::Repository,
    objects: Vec<PathBuf>,
    problems: Vec<Problem>,
    shallow: Vec<ObjectId>,
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
    /// The repository is stored in a way that cannot be read yet.
    #[error(
        "{}: the repository uses git's extension `{extension}`, which cannot be read here, so nothing was scanned; \
         scan a new clone of it{hint}",
        path.display()
    )]
    Extension {
        /// Where it was looked for.
        path: PathBuf,
        /// The name of the extension, as the configuration has it.
        extension: String,
        /// What else helps.
        hint: &'static str,
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
        let mut problems = Vec::new();
        let found = object_folders::with_alternates(&git.commondir().join("objects"));
        let mut objects = found.folders;
        problems.extend(found.problems);
        for folder in object_folders::from_environment() {
            if let (Ok(database), Some(text)) = (git.odb(), folder.to_str()) {
                // One that cannot be added leaves its objects missing, and each of them is reported.
                let _ = database.add_disk_alternate(text);
            }
            let borrowed = object_folders::with_alternates(&folder);
            problems.extend(borrowed.problems);
            objects.extend(
                borrowed
                    .folders
                    .into_iter()
                    .filter(|folder| !objects.contains(folder))
                    .collect::<Vec<_>>(),
            );
        }
        // git2 takes a configuration that it cannot read for an empty one.
        let config = git.commondir().join("config");
        problems.extend(readable(&config, "the objects may be named in another way").err());
        let shallow = git.commondir().join("shallow");
        let shallow = readable(&shallow, "nobody can say where the history of this clone ends")
            .unwrap_or_else(|problem| {
                problems.push(problem);
                Vec::new()
            });
        let shallow = shallow.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect();
        Self { problems, git, objects, shallow }
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

    /// The commits at which a shallow clone ends; empty for a whole one.
    pub(super) fn shallow_boundary(&self) -> &[ObjectId] {
        &self.shallow
    }

    /// Whether the history of the commit goes on where this repository, a shallow clone, has no more of it.
    pub(super) fn is_shallow_at(&self, commit: ObjectId) -> bool {
        self.shallow.contains(&commit)
    }

    /// The number of bytes in an object's id.
    pub(super) fn hash_len(&self) -> usize {
        match self.git.object_format() {
            git2::ObjectFormat::Sha256 => 32,
            _ => 20,
        }
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

/// Our name for git2's id.
pub(super) fn object_id(id: Oid) -> ObjectId {
    ObjectId::from_bytes(id.as_bytes()).expect("git2's ids have 20 or 32 bytes")
}

/// git2's name for our id.
pub(super) fn oid(id: ObjectId) -> Oid {
    Oid::from_bytes(id.as_bytes()).expect("an object id has 20 or 32 bytes")
}

/// The content of one of git's own files, empty where there is none; `so` says what follows if it cannot be read.
fn readable(path: &Path, so: &str) -> Result<Vec<u8>, Problem> {
    match std::fs::read(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => {
            Err(Problem::general(format!("{} cannot be read, so {so}: {error}", path.display())))
        }
    }
}

fn open_error(path: &Path, error: &git2::Error) -> OpenError {
    let path = path.to_owned();
    if error.code() == ErrorCode::Owner {
        return OpenError::Owner { path };
    }
    match error.message().strip_prefix("unsupported extension name extensions.") {
        Some(extension) => OpenError::Extension {
            path,
            extension: extension.to_owned(),
            hint: match extension {
                "refstorage" => ", or run `git refs migrate --ref-format=files`",
                // Git itself has not written it since it knows promisor remotes.
                "partialclone" => {
                    ", or run `git config --unset extensions.partialClone`, which git has no need of any more"
                }
                _ => "",
            },
        },
        None => OpenError::NotARepository { path, reason: error.message().to_owned() },
    }
}
