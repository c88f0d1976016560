//! The paths that were given, made comparable and rid of repetition.

use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::WalkError;
use super::place::below;

/// Where a walk starts. A folder met below another is left to its own walk, so that overlapping paths are read once.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// Folders to walk.
    pub(super) folders: Vec<Root>,
    /// Anything else to read: files, and symbolic links.
    pub(super) files: Vec<Root>,
    /// The paths of both.
    pub(super) given: FxHashSet<PathBuf>,
}

/// One given path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Root {
    /// Absolute; only its last component can be a symbolic link.
    pub(super) path: PathBuf,
    /// What names in reports are relative to.
    pub(super) base: PathBuf,
    /// The root of the repository that holds the path.
    pub(super) repository: Option<PathBuf>,
}

impl Roots {
    /// Looks at each path once.
    pub(super) fn resolve<'a>(paths: impl Iterator<Item = &'a Path>) -> Result<Self, WalkError> {
        let mut roots = Self::default();
        let mut homes = Homes::default();
        for path in paths {
            let is_folder = path.metadata().is_ok_and(|data| data.is_dir());
            let absolute = absolute(path, is_folder).map_err(|source| failure(path, source))?;
            if !roots.given.insert(absolute.clone()) {
                continue;
            }
            let folder = if is_folder { Some(absolute.as_path()) } else { absolute.parent() };
            let repository = folder.and_then(|folder| homes.repository(folder));
            let base = match &repository {
                Some(root) => root.clone(),
                None if is_folder => absolute.clone(),
                None => loose_base(&absolute),
            };
            let root = Root { path: absolute, base, repository };
            if is_folder { roots.folders.push(root) } else { roots.files.push(root) }
        }
        Ok(roots)
    }

    /// The innermost folder that holds `path`.
    pub(super) fn folder_of(&self, path: &Path) -> Option<&Root> {
        let bytes = path.as_os_str().as_encoded_bytes();
        self.folders
            .iter()
            .filter(|root| below(bytes, root.path.as_os_str().as_encoded_bytes()).is_some())
            .max_by_key(|root| root.path.as_os_str().len())
    }
}

/// Resolves everything but a last component that is a link to something else than a folder.
fn absolute(path: &Path, is_folder: bool) -> io::Result<PathBuf> {
    path.symlink_metadata()?;
    match (is_folder, path.file_name()) {
        (false, Some(name)) => {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            Ok(folder.unwrap_or(Path::new(".")).canonicalize()?.join(name))
        }
        _ => path.canonicalize(),
    }
}

fn failure(path: &Path, source: io::Error) -> WalkError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => WalkError::NoSuchPath { path },
        _ => WalkError::Unreachable { path, source },
    }
}

/// A file outside any repository is named from the current folder when it is below that, else by its name alone.
fn loose_base(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    match here {
        Some(here) if path.starts_with(&here) => here,
        _ => path.parent().unwrap_or(path).to_owned(),
    }
}

/// Remembers the last answer, since files are given folder by folder.
#[derive(Debug, Default)]
struct Homes {
    last: Option<(PathBuf, Option<PathBuf>)>,
}

impl Homes {
    /// The root of the working tree that holds `folder`.
    fn repository(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some((known, root)) = &self.last
            && known == folder
        {
            return root.clone();
        }
        let root = folder
            .ancestors()
            .find(|ancestor| ancestor.join(".git").symlink_metadata().is_ok())
            .map(Path::to_owned);
        self.last = Some((folder.to_owned(), root.clone()));
        root
    }
}
