//! Where the files of a team are looked for.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::RepoPath;

/// The name of the configuration.
pub const CONFIG_FILE: &str = ".banqlint.toml";

/// A tree that is scanned: where the scan starts, and the root that bounds every search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    start: PathBuf,
    root: PathBuf,
}

/// Why there is no tree around a path.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// Nothing has this path.
    #[error("{}: no such file or folder; check the spelling", .path.display())]
    NoSuchPath {
        /// The path as given.
        path: PathBuf,
    },
    /// The path cannot be looked at.
    #[error("{}: cannot be opened ({reason}); name a path that you may read", .path.display())]
    Unreachable {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

impl TreeError {
    fn of(path: &Path, reason: io::Error) -> Self {
        let path = path.to_owned();
        match reason.kind() {
            io::ErrorKind::NotFound => Self::NoSuchPath { path },
            _ => Self::Unreachable { path, reason },
        }
    }
}

impl Tree {
    /// The tree around a path: up to the folder that holds `.git`, and that path's own folder alone where none does.
    ///
    /// # Errors
    ///
    /// [`TreeError`] if nothing is there: what was meant is another path, and not the folder above.
    pub fn around(path: &Path) -> Result<Self, TreeError> {
        let start = folder_around(path).map_err(|source| TreeError::of(path, source))?;
        let root = start
            .ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok())
            .unwrap_or(&start)
            .to_owned();
        Ok(Self { start, root })
    }

    /// The same tree, scanned as a whole: what stands in a folder of it does not decide.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { start: self.root.clone(), root: self.root }
    }

    /// The root of the repository, or the folder itself outside one.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The nearest configuration.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.config().map(|(file, _)| file)
    }

    /// The nearest configuration, and the folder of the tree in which it stands.
    pub(super) fn config(&self) -> Option<(PathBuf, RepoPath)> {
        let folders = self.start.ancestors().take_while(|folder| folder.starts_with(&self.root));
        let file = folders
            .map(|folder| folder.join(CONFIG_FILE))
            .find(|file| file.symlink_metadata().is_ok())?;
        let folder = self.folder_of(&file);
        Some((file, folder))
    }

    /// The folder of the tree in which a file stands; the root for one that stands elsewhere.
    pub fn folder_of(&self, file: &Path) -> RepoPath {
        let below = file.parent().and_then(|folder| folder.strip_prefix(&self.root).ok());
        let names = below.into_iter().flat_map(Path::components);
        names.fold(RepoPath::default(), |path, name| path.join(name.as_os_str().as_encoded_bytes()))
    }
}

/// A folder itself, or that of a file. A symbolic link that leads nowhere is a file, whose own text is read.
fn folder_around(path: &Path) -> io::Result<PathBuf> {
    let path = match path.canonicalize() {
        Ok(path) => path,
        Err(_) if path.symlink_metadata().is_ok() => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            return folder.unwrap_or(Path::new(".")).canonicalize();
        }
        Err(error) => return Err(error),
    };
    Ok(match path.parent() {
        Some(folder) if !path.is_dir() => folder.to_owned(),
        _ => path,
    })
}
