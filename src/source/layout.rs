//! Where the parts of a repository stand: its own folder, the one that its worktrees share, the working tree, and how
//! objects are named.
//!
//! Contract: nothing that is no regular file is opened, and no repository that git does not trust. libgit2 finds and
//! opens what it can. What it refuses though git reads it, for an extension that changes nothing here or an owner that
//! the caller trusts, is laid out by hand.

use std::ffi::OsStr;
use std::io::ErrorKind::NotFound;
use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel, ErrorCode, ObjectFormat, RepositoryOpenFlags};

use super::git_config::GitConfig;
use super::git_files::{self, is_special, path_of};
use super::ownership;
use super::repository::OpenError;

/// The parts of a repository.
pub(super) struct Layout {
    /// The folder with HEAD; a linked worktree has one of its own.
    pub(super) git_dir: PathBuf,
    /// The folder with objects, references and configuration.
    pub(super) common_dir: PathBuf,
    /// The top of the working tree.
    pub(super) work_tree: Option<PathBuf>,
    /// What objects are named by.
    pub(super) hash: gix_hash::Kind,
    /// All of the configuration that holds here, the user's too.
    pub(super) config: Option<Config>,
    /// libgit2's handle, if it takes the repository.
    pub(super) git: Option<git2::Repository>,
}

/// A folder that looks like a repository's own.
struct Candidate {
    git_dir: PathBuf,
    /// The file that names it.
    link: Option<PathBuf>,
}

/// Git follows no more files from one configuration to the next.
const MOST_INCLUDED: usize = 10;

impl Layout {
    /// The repository at `path` or around it.
    pub(super) fn discover(path: &Path) -> Result<Self, OpenError> {
        let candidate = nearest(path);
        candidate.as_ref().map_or(Ok(()), Candidate::check)?;
        match git2::Repository::discover(path) {
            Ok(git) => Ok(Self::of(git)),
            Err(error) => Self::refused(path, candidate, &error),
        }
    }

    /// The repository whose own folder is `git_dir`.
    pub(super) fn at(git_dir: &Path) -> Result<Self, OpenError> {
        let candidate = Candidate { git_dir: git_dir.to_owned(), link: None };
        candidate.check()?;
        let exactly_there = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        match git2::Repository::open_ext(git_dir, exactly_there, [] as [&OsStr; 0]) {
            Ok(git) => Ok(Self::of(git)),
            Err(error) => Self::refused(git_dir, Some(candidate), &error),
        }
    }

    fn of(git: git2::Repository) -> Self {
        let hash = match git.object_format() {
            ObjectFormat::Sha256 => gix_hash::Kind::Sha256,
            _ => gix_hash::Kind::Sha1,
        };
        Self {
            git_dir: git.path().to_owned(),
            common_dir: git.commondir().to_owned(),
            work_tree: git.workdir().map(Path::to_owned),
            hash,
            config: git.config().ok(),
            git: Some(git),
        }
    }

    fn refused(
        path: &Path,
        candidate: Option<Candidate>,
        error: &git2::Error,
    ) -> Result<Self, OpenError> {
        let is_extension = error.message().starts_with("unsupported extension name ");
        match candidate {
            Some(candidate) if is_extension || error.code() == ErrorCode::Owner => {
                Self::by_hand(path, &candidate)
            }
            _ if path.symlink_metadata().is_err_and(|error| error.kind() == NotFound) => {
                Err(OpenError::NoSuchPath { path: path.to_owned() })
            }
            _ => Err(OpenError::NotARepository {
                path: path.to_owned(),
                reason: error.message().to_owned(),
            }),
        }
    }

    fn by_hand(path: &Path, candidate: &Candidate) -> Result<Self, OpenError> {
        let not_one = |error: std::io::Error| OpenError::NotARepository {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let git_dir = candidate.git_dir.canonicalize().map_err(not_one)?;
        let common_dir = common_dir(&git_dir).canonicalize().map_err(not_one)?;
        let text = git_files::read(&common_dir.join("config")).map_err(not_one)?;
        let own = GitConfig::parse(&text);
        let stranger = own.section(b"extensions").find(|(name, value)| !is_known(name, value));
        if let Some((name, _)) = stranger {
            let extension = String::from_utf8_lossy(name).into_owned();
            return Err(OpenError::Extension { path: path.to_owned(), extension });
        }
        let hash = object_hash(&own).ok_or_else(|| {
            not_one(std::io::Error::other("its objects are named in a way that is not known"))
        })?;
        let work_tree = work_tree(&git_dir, &own);
        let owned: Vec<&Path> = work_tree
            .iter()
            .map(PathBuf::as_path)
            .chain(candidate.link.as_deref())
            .chain([git_dir.as_path()])
            .collect();
        if !owned.iter().all(|path| ownership::is_ours(path)) && !ownership::is_trusted(owned[0]) {
            return Err(OpenError::Owner { path: owned[0].to_owned() });
        }
        let config = configuration(&git_dir, &common_dir, &own).ok();
        // This way of opening asks nobody about the owner.
        let git = git2::Repository::open_bare(&git_dir).ok();
        Ok(Self { git_dir, common_dir, work_tree, hash, config, git })
    }
}

impl Candidate {
    /// Refuses what libgit2 would open and not come back from.
    fn check(&self) -> Result<(), OpenError> {
        let own = ["HEAD", "commondir", "gitdir", "config.worktree"];
        let shared = ["config", "shallow", "info/grafts"];
        refuse(own.iter().map(|name| self.git_dir.join(name)))?;
        let common_dir = common_dir(&self.git_dir);
        refuse(shared.iter().map(|name| common_dir.join(name)))?;
        let mut files = vec![self.git_dir.join("config.worktree"), common_dir.join("config")];
        let mut followed = 0;
        while let Some(file) = files.pop() {
            let Ok(text) = git_files::read(&file) else { continue };
            let included: Vec<PathBuf> =
                GitConfig::parse(&text).included().map(|path| included_file(&file, path)).collect();
            refuse(included.iter().cloned())?;
            if followed < MOST_INCLUDED {
                files.extend(included);
                followed += 1;
            }
        }
        Ok(())
    }
}

fn refuse(mut files: impl Iterator<Item = PathBuf>) -> Result<(), OpenError> {
    files.find(|file| is_special(file)).map_or(Ok(()), |path| Err(OpenError::Special { path }))
}

/// The file that a configuration includes by this path.
fn included_file(by: &Path, path: &[u8]) -> PathBuf {
    match (path.strip_prefix(b"~/"), std::env::home_dir()) {
        (Some(below), Some(home)) => home.join(path_of(below)),
        _ => by.parent().unwrap_or(by).join(path_of(path)),
    }
}

/// The first folder at or above `path` that looks like a repository's own, or is named by a file as one.
fn nearest(path: &Path) -> Option<Candidate> {
    let start = path.canonicalize().ok()?;
    start.ancestors().find_map(|folder| {
        let dot_git = folder.join(".git");
        let is_one = |git_dir: &Path| git_dir.join("HEAD").symlink_metadata().is_ok();
        if dot_git.is_dir() && is_one(&dot_git) {
            return Some(Candidate { git_dir: dot_git, link: None });
        }
        if dot_git.is_file() {
            let git_dir = linked(folder)?;
            return Some(Candidate { git_dir, link: Some(dot_git) });
        }
        let is_bare = is_one(folder)
            && (folder.join("objects").is_dir() || folder.join("commondir").exists());
        is_bare.then(|| Candidate { git_dir: folder.to_owned(), link: None })
    })
}

/// What a file called `.git` in the folder names, as in linked worktrees and submodules.
pub(super) fn linked(folder: &Path) -> Option<PathBuf> {
    let pointer = git_files::read(&folder.join(".git")).ok()?;
    let target = pointer.strip_prefix(b"gitdir:")?.trim_ascii();
    Some(folder.join(path_of(target)))
}

/// The folder that the worktrees of a repository share.
pub(super) fn common_dir(git_dir: &Path) -> PathBuf {
    match git_files::read(&git_dir.join("commondir")) {
        Ok(text) => git_dir.join(path_of(text.trim_ascii())),
        Err(_) => git_dir.to_owned(),
    }
}

/// What objects are named by, as the repository's own configuration has it; `None` if it is not known.
pub(super) fn object_hash(own: &GitConfig) -> Option<gix_hash::Kind> {
    match own.get(b"extensions.objectformat") {
        None => Some(gix_hash::Kind::Sha1),
        Some(name) if name.eq_ignore_ascii_case(b"sha1") => Some(gix_hash::Kind::Sha1),
        Some(name) if name.eq_ignore_ascii_case(b"sha256") => Some(gix_hash::Kind::Sha256),
        Some(_) => None,
    }
}

/// Whether an extension changes nothing of how a repository is read here.
fn is_known(name: &[u8], value: &[u8]) -> bool {
    match name {
        b"noop" | b"noop-v1" | b"objectformat" | b"partialclone" | b"preciousobjects"
        | b"relativeworktrees" | b"worktreeconfig" => true,
        b"refstorage" => value == b"files",
        _ => false,
    }
}

fn work_tree(git_dir: &Path, own: &GitConfig) -> Option<PathBuf> {
    // A linked worktree's folder names the file that names it.
    let back = git_files::read(&git_dir.join("gitdir")).ok();
    if let Some(link) = back.filter(|_| git_dir.join("commondir").exists()) {
        let link = git_dir.join(path_of(link.trim_ascii()));
        return link.parent()?.canonicalize().ok();
    }
    if let Some(named) = own.get(b"core.worktree") {
        return git_dir.join(path_of(named)).canonicalize().ok();
    }
    let is_inside = git_dir.file_name().is_some_and(|name| name == ".git");
    (is_inside && !own.is_true(b"core.bare")).then(|| git_dir.parent().map(Path::to_owned))?
}

fn configuration(
    git_dir: &Path,
    common_dir: &Path,
    own: &GitConfig,
) -> Result<Config, git2::Error> {
    let mut config = Config::open_default()?;
    config.add_file(&common_dir.join("config"), ConfigLevel::Local, false)?;
    let of_worktree = git_dir.join("config.worktree");
    if own.is_true(b"extensions.worktreeconfig") && of_worktree.exists() {
        config.add_file(&of_worktree, ConfigLevel::Worktree, false)?;
    }
    Ok(config)
}
