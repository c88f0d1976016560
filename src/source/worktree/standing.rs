//! How git regards a file that was met: tracked, ignored, or neither.
//!
//! Contract: asked for the few files about which it matters, so an answer may cost a look at the folders above. As
//! everywhere in a walk, only the index and ignore files are read, and no configuration of the repository is obeyed.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::tracked::Tracked;
use super::wary;
use crate::model::{Circumstances, Tracking};
use ignore::WalkBuilder;

/// Knows the repositories of the files it was asked about; shared by all threads.
#[derive(Debug, Default)]
pub struct Standings {
    /// By root; `None` where the index cannot be read, which the walk reports.
    indices: Mutex<HashMap<PathBuf, Option<Tracked>>>,
    /// The entries of a folder that no ignore rule covers.
    unignored: Mutex<HashMap<PathBuf, HashSet<OsString>>>,
}

impl Standings {
    /// How the file at `path`, which is absolute, stands towards git and its machine; nothing of its project.
    pub fn circumstances(&self, path: &Path) -> Circumstances {
        Circumstances {
            tracking: self.tracking(path),
            mode: mode(path),
            ..Circumstances::default()
        }
    }

    fn tracking(&self, path: &Path) -> Tracking {
        let Some(root) = root_of(path) else { return Tracking::Unknown };
        match self.is_tracked(root, path) {
            None => Tracking::Unknown,
            Some(true) => Tracking::Tracked,
            Some(false) if self.is_ignored(root, path) => Tracking::Ignored,
            Some(false) => Tracking::Unignored,
        }
    }

    fn is_tracked(&self, root: &Path, path: &Path) -> Option<bool> {
        let mut indices = self.indices.lock().unwrap_or_else(PoisonError::into_inner);
        let index =
            indices.entry(root.to_owned()).or_insert_with(|| Tracked::load(root).ok()).as_ref()?;
        Some(index.tracks(index.relative(path)?))
    }

    /// Whether an ignore rule covers the file or a folder above it.
    fn is_ignored(&self, root: &Path, path: &Path) -> bool {
        let mut known = self.unignored.lock().unwrap_or_else(PoisonError::into_inner);
        path.ancestors().take_while(|above| *above != root).any(|above| {
            let (Some(folder), Some(name)) = (above.parent(), above.file_name()) else {
                return false;
            };
            let entries =
                known.entry(folder.to_owned()).or_insert_with(|| unignored_entries(folder));
            !entries.contains::<OsStr>(name)
        })
    }
}

/// The permission bits of a regular file; `None` for anything else, and where files have none.
#[cfg(unix)]
pub fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let data = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some(data.permissions().mode() & 0o7777)
}

/// The permission bits of a regular file; `None` for anything else, and where files have none.
#[cfg(not(unix))]
pub fn mode(_path: &Path) -> Option<u32> {
    None
}

/// The root of the working tree that holds a file.
fn root_of(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|above| above.join(".git").symlink_metadata().is_ok())
}

fn unignored_entries(folder: &Path) -> HashSet<OsString> {
    if !wary::is_fit_to_start(folder) {
        return wary::uncovered(folder).collect();
    }
    WalkBuilder::new(folder)
        .hidden(false)
        .follow_links(false)
        .max_depth(Some(1))
        .build()
        .flatten()
        .filter(|entry| entry.depth() == 1)
        .map(|entry| entry.file_name().to_owned())
        .collect()
}
