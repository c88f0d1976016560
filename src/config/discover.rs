//! Where the files of a team are looked for.

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

impl Tree {
    /// The tree around a path: up to the folder that holds `.git`, and that path's own folder alone where none does.
    pub fn around(path: &Path) -> Self {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let start = match path.parent() {
            Some(folder) if !path.is_dir() => folder.to_owned(),
            _ => path,
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok())
            .unwrap_or(&start)
            .to_owned();
        Self { start, root }
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
