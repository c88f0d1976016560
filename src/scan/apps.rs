//! Which app a file is part of: the nearest manifest above it says so.
//!
//! Contract: one for each version of a project; a folder is looked at once.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::project::Project;
use crate::guidance;
use crate::model::Apps;

/// Files deeper than this are part of no app: each folder is found from the root, and nesting has no end.
const DEEPEST: usize = 64;

/// What folders become, as far as somebody asked.
#[derive(Debug, Default)]
pub(super) struct FolderApps {
    known: Mutex<FxHashMap<PathBuf, Apps>>,
}

impl FolderApps {
    /// What the folder of a file becomes, by the manifests in it and in those above it up to `root`.
    pub(super) fn around(&self, project: &dyn Project, file: &Path, root: &Path) -> Apps {
        if file.ancestors().nth(DEEPEST).is_some() {
            return Apps::default();
        }
        let inside = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        inside.fold(Apps::default(), |apps, folder| apps.or(self.of_folder(project, folder)))
    }

    fn of_folder(&self, project: &dyn Project, folder: &Path) -> Apps {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(folder) {
            return *known;
        }
        let mut names = project.names(folder);
        names.retain(|name| guidance::is_manifest(name));
        names.sort_unstable();
        let apps = names.iter().fold(Apps::default(), |apps, name| {
            let content = project.content(&folder.join(name)).unwrap_or_default();
            apps.or(guidance::apps(name, &String::from_utf8_lossy(&content)))
        });
        lock().insert(folder.to_owned(), apps);
        apps
    }
}
