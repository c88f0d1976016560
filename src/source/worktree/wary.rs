//! Folders with ignore files that must not be opened: a pipe never opens, and a device never ends. The walker opens
//! whatever bears the name, so these folders are listed here.
//!
//! Contract: the rules are those of the walker, read from regular files alone; a link called `.gitignore` is not
//! followed, as in git. What is not read is named.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::super::git_files::{SPECIAL, is_special};
use super::super::layout;

/// An ignore file whose rules are left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LeftOut {
    pub(super) path: PathBuf,
    /// Why nobody can say what stands in it; `None` for a link that git does not follow.
    pub(super) reason: Option<String>,
}

/// What stands below a folder.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// All paths that no rule covers, folders before what is in them.
    pub(super) paths: Vec<PathBuf>,
    /// The ignore files, in the folder, below or above it, whose rules were left out.
    pub(super) left_out: Vec<LeftOut>,
    /// Folders that cannot be listed.
    pub(super) failures: Vec<(PathBuf, std::io::Error)>,
}

/// Whether the walker can go into the folder: nothing that it would open there is anything but a file.
pub(super) fn is_fit(folder: &Path) -> bool {
    let mut left_out = Vec::new();
    let _files = [
        file(&folder.join(".gitignore"), false, &mut left_out),
        file(&folder.join(".ignore"), true, &mut left_out),
    ];
    let dot_git = folder.join(".git");
    if dot_git.symlink_metadata().is_ok() {
        let _list = exclude(&dot_git, &mut left_out);
    }
    left_out.is_empty()
}

/// Whether the walker can start in the folder: it reads the rules of the folders above too.
pub(super) fn is_fit_to_start(folder: &Path) -> bool {
    folder.ancestors().all(is_fit)
}

/// Lists what stands below a folder and is not covered; `takes` says whether to go on to a path, given whether it is a
/// folder.
pub(super) fn list(folder: &Path, takes: impl Fn(&Path, bool) -> bool) -> Listed {
    let mut listed = Listed::default();
    let rules = Rules::above(folder, &mut listed.left_out);
    let mut open = vec![(folder.to_owned(), rules)];
    while let Some((folder, above)) = open.pop() {
        let rules = Arc::new(Rules::of(&folder, above, &mut listed.left_out));
        let mut entries: Vec<_> = match folder.read_dir() {
            Ok(entries) => entries.flatten().collect(),
            Err(error) => {
                listed.failures.push((folder, error));
                continue;
            }
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if rules.covers(&path, is_folder) || !takes(&path, is_folder) {
                continue;
            }
            listed.paths.push(path.clone());
            if is_folder {
                open.push((path, Some(Arc::clone(&rules))));
            }
        }
    }
    listed.left_out.sort();
    listed.left_out.dedup();
    listed
}

/// The names in a folder that no rule covers.
pub(super) fn uncovered(folder: &Path) -> impl Iterator<Item = OsString> {
    let mut left_out = Vec::new();
    let above = Rules::above(folder, &mut left_out);
    let rules = Rules::of(folder, above, &mut left_out);
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries
        .filter(move |entry| {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            !rules.covers(&entry.path(), is_folder)
        })
        .map(|entry| entry.file_name())
}

/// The rules of a folder and of those above it.
#[derive(Debug)]
struct Rules {
    above: Option<Arc<Rules>>,
    ignore: Gitignore,
    git_ignore: Gitignore,
    exclude: Gitignore,
    /// The user's own, where the folder is the top of a repository.
    global: Gitignore,
    is_top: bool,
}

impl Rules {
    /// The rules of all folders above this one.
    fn above(folder: &Path, left_out: &mut Vec<LeftOut>) -> Option<Arc<Self>> {
        let mut folders: Vec<&Path> = folder.ancestors().skip(1).collect();
        folders.reverse();
        folders
            .into_iter()
            .fold(None, |above, folder| Some(Arc::new(Self::of(folder, above, left_out))))
    }

    fn of(folder: &Path, above: Option<Arc<Self>>, left_out: &mut Vec<LeftOut>) -> Self {
        let dot_git = folder.join(".git");
        let is_top = dot_git.symlink_metadata().is_ok();
        let read = |file: Option<PathBuf>| {
            let mut builder = GitignoreBuilder::new(folder);
            // A faulty line costs itself alone.
            let _faulty = file.and_then(|file| builder.add(file));
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        };
        let exclude = is_top.then(|| exclude(&dot_git, left_out)).flatten();
        let global = match is_top {
            true => GitignoreBuilder::new(folder).build_global().0,
            false => Gitignore::empty(),
        };
        Self {
            ignore: read(file(&folder.join(".ignore"), true, left_out)),
            git_ignore: read(file(&folder.join(".gitignore"), false, left_out)),
            exclude: read(exclude),
            global,
            is_top,
            above,
        }
    }

    /// Whether a rule covers a path in the folder. What `.ignore` says anywhere comes before what git's files say.
    fn covers(&self, path: &Path, is_folder: bool) -> bool {
        let chain = || std::iter::successors(Some(self), |rules| rules.above.as_deref());
        // Git's rules end where the repository does, and hold in one alone.
        let inside = chain().position(|rules| rules.is_top).map_or(0, |at| at + 1);
        let sets = chain()
            .map(|rules| &rules.ignore)
            .chain(chain().take(inside).map(|rules| &rules.git_ignore))
            .chain(chain().take(inside).map(|rules| &rules.exclude))
            .chain(chain().take(inside).map(|rules| &rules.global));
        for set in sets {
            match set.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }
}

/// The ignore file, if there is one that may be opened.
fn file(path: &Path, follows: bool, left_out: &mut Vec<LeftOut>) -> Option<PathBuf> {
    let kind = path.symlink_metadata().ok()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return Some(path.to_owned());
    }
    if is_special(path) {
        left_out.push(LeftOut { path: path.to_owned(), reason: Some(SPECIAL.to_owned()) });
        return None;
    }
    if !follows {
        left_out.push(LeftOut { path: path.to_owned(), reason: None });
        return None;
    }
    Some(path.to_owned())
}

/// The list of what a repository excludes, whose top holds `dot_git`.
fn exclude(dot_git: &Path, left_out: &mut Vec<LeftOut>) -> Option<PathBuf> {
    let special = |path: PathBuf, left_out: &mut Vec<LeftOut>| {
        left_out.push(LeftOut { path, reason: Some(SPECIAL.to_owned()) });
        None
    };
    if is_special(dot_git) {
        return special(dot_git.to_owned(), left_out);
    }
    let git_dir = match dot_git.is_dir() {
        true => dot_git.to_owned(),
        false => layout::linked(dot_git.parent()?)?,
    };
    let shared = git_dir.join("commondir");
    if is_special(&shared) {
        return special(shared, left_out);
    }
    let list = layout::common_dir(&git_dir).join("info").join("exclude");
    if is_special(&list) { special(list, left_out) } else { Some(list).filter(|it| it.exists()) }
}
