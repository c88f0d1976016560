//! Opens a repository, whatever its layout: what every git source begins with.
//!
//! Contract: nothing is executed, fetched or written. `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE`,
//! `GIT_OBJECT_DIRECTORY`, `GIT_ALTERNATE_OBJECT_DIRECTORIES` and `GIT_QUARANTINE_PATH` mean what they mean to git,
//! which sets them for its hooks.

use std::env;
use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel};

use super::git_files;
use super::history::pack::Packs;
use super::layout::Layout;
use super::object_folders;
use super::references::References;
use crate::model::{ObjectId, Problem, Provenance};

/// An open repository; a handle for one thread.
pub struct GitRepository {
    layout: Layout,
    references: References,
    objects: Vec<PathBuf>,
    packs: Packs,
    problems: Vec<Problem>,
    shallow: Vec<ObjectId>,
}

/// Where git looks for hooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksFolder {
    /// The folder.
    pub path: PathBuf,
    /// Whether the repository says so; a setting of the user or the machine holds for all repositories.
    pub is_own: bool,
}

/// Why a repository cannot be opened; nothing was scanned.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing has this path.
    #[error("{}: no such file or folder; check the spelling{}", path.display(), git_dir_hint())]
    NoSuchPath {
        /// The path as given.
        path: PathBuf,
    },
    /// There is no repository there, or git's files in it are damaged.
    #[error(
        "{}: not a git repository that can be read ({reason}); name one, or run inside one{}",
        path.display(),
        git_dir_hint()
    )]
    NotARepository {
        /// Where it was looked for.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The repository is stored in a way that cannot be read yet.
    #[error(
        "{}: the repository uses git's extension `{extension}`, which cannot be read here, so nothing was scanned; \
         scan a new clone of it{}",
        path.display(),
        hint(extension)
    )]
    Extension {
        /// Where it was looked for.
        path: PathBuf,
        /// The name of the extension, as the configuration has it.
        extension: String,
    },
    /// The repository belongs to another user, so that git itself would refuse it.
    #[error(
        "{}: the repository belongs to another user, so git does not trust it; run as its owner, or run \
         `git config --global --add safe.directory {}`",
        path.display(),
        path.display()
    )]
    Owner {
        /// The working tree, or the repository's own folder if it has none.
        path: PathBuf,
    },
    /// Something that must not be opened stands in the place of one of git's own files.
    #[error(
        "{}: {}, so the repository was not opened; remove it, or restore the file from a copy",
        path.display(),
        git_files::SPECIAL
    )]
    Special {
        /// The file.
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
        Layout::discover(path).map(Self::opened)
    }

    /// Opens the repository whose own folder is `git_dir`.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if there is none, or it is another user's.
    pub fn at(git_dir: &Path) -> Result<Self, OpenError> {
        Layout::at(git_dir).map(Self::opened)
    }

    fn opened(layout: Layout) -> Self {
        let mut problems = Vec::new();
        let found = object_folders::with_alternates(&layout.common_dir.join("objects"));
        let mut objects = found.folders;
        problems.extend(found.problems);
        for folder in object_folders::from_environment() {
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
        let config = layout.common_dir.join("config");
        problems.extend(readable(&config, "the objects may be named in another way").err());
        let shallow = layout.common_dir.join("shallow");
        let shallow = readable(&shallow, "nobody can say where the history of this clone ends")
            .unwrap_or_else(|problem| {
                problems.push(problem);
                Vec::new()
            });
        let shallow = shallow.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect();
        let packs = Packs::new(&objects, layout.hash);
        let hash_len = layout.hash.len_in_bytes();
        let references = References::new(&layout.git_dir, &layout.common_dir, hash_len);
        Self { layout, references, objects, packs, problems, shallow }
    }

    /// Every folder that can hold objects.
    pub(super) fn object_folders(&self) -> &[PathBuf] {
        &self.objects
    }

    /// The packs in them.
    pub(super) fn packs(&self) -> &Packs {
        &self.packs
    }

    /// What is wrong with the repository as a whole.
    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The repository's own folder; a linked worktree has one of its own.
    pub fn git_dir(&self) -> &Path {
        &self.layout.git_dir
    }

    /// The folder that worktrees share.
    pub(super) fn common_dir(&self) -> &Path {
        &self.layout.common_dir
    }

    /// What its references say.
    pub(super) fn names(&self) -> &References {
        &self.references
    }

    /// Its parts.
    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What names the repository to others.
    pub fn provenance(&self) -> Provenance {
        super::provenance::provenance(&self.layout, &self.references)
    }

    /// Whether the repository has no working tree.
    pub fn is_bare(&self) -> bool {
        self.layout.work_tree.is_none()
    }

    /// The top of the working tree, where the repository stands in one; `core.worktree` can name any folder, and does
    /// not count.
    pub fn surrounding_work_tree(&self) -> Option<&Path> {
        let has_dot_git = |top: &&Path| top.join(".git").symlink_metadata().is_ok();
        self.layout.work_tree.as_deref().filter(has_dot_git)
    }

    /// The folder in which git looks for hooks.
    pub fn hooks(&self) -> HooksFolder {
        let config = self.layout.config.as_ref();
        match config.and_then(|config| config.get_path("core.hooksPath").ok()) {
            // A relative path counts from where hooks run: the top of the working tree.
            Some(path) => HooksFolder {
                is_own: path.is_relative() || config.is_some_and(is_hooks_path_own),
                path: self.layout.work_tree.as_ref().unwrap_or(&self.layout.git_dir).join(path),
            },
            None => HooksFolder { path: self.layout.common_dir.join("hooks"), is_own: true },
        }
    }

    /// The index that the next commit is made from; `GIT_INDEX_FILE` may name it.
    pub(super) fn index_path(&self) -> PathBuf {
        let Some(named) = env::var_os("GIT_INDEX_FILE").filter(|named| !named.is_empty()) else {
            return self.layout.git_dir.join("index");
        };
        // Git goes to the top of the working tree before it looks at the variable.
        let top = self.layout.work_tree.as_ref();
        let from_top = top.map(|top| top.join(&named)).filter(|path| path.exists());
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
        self.layout.hash.len_in_bytes()
    }

    /// The commit that HEAD names; `None` before the first commit.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if HEAD cannot be read.
    pub fn head(&self) -> Result<Option<ObjectId>, Problem> {
        self.references.head().map(|(_, id)| id)
    }

    /// What the references whose full name starts with `prefix` point at, without those that point nowhere.
    pub fn references(&self, prefix: &str) -> Vec<ObjectId> {
        let (all, _) = self.references.all();
        let named = all.into_iter().filter(|(name, _)| name.starts_with(prefix.as_bytes()));
        let mut targets: Vec<ObjectId> = named.map(|(_, id)| id).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

/// Whether the repository's own configuration names the folder of hooks, or git's command line does.
fn is_hooks_path_own(config: &Config) -> bool {
    config.get_entry("core.hooksPath").is_ok_and(|entry| {
        matches!(entry.level(), ConfigLevel::Local | ConfigLevel::Worktree | ConfigLevel::App)
    })
}

/// The content of one of git's own files, empty where there is none; `so` says what follows if it cannot be read.
fn readable(path: &Path, so: &str) -> Result<Vec<u8>, Problem> {
    match git_files::read(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => {
            Err(Problem::general(format!("{} cannot be read, so {so}: {error}", path.display())))
        }
    }
}

/// What else can be wrong where a variable names the repository.
fn git_dir_hint() -> &'static str {
    if env::var_os("GIT_DIR").is_some() { "; GIT_DIR is set: check it, or unset it" } else { "" }
}

/// What else helps where an extension cannot be read.
fn hint(extension: &str) -> &'static str {
    match extension {
        "refstorage" => {
            ", such as `git clone --mirror --ref-format=files`, or run `git refs migrate --ref-format=files`, \
             which moves reflogs too since git 2.48"
        }
        _ => "",
    }
}
