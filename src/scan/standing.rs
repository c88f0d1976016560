//! What stands at a path now, for baselines: in the files, in the index, or at HEAD.
//!
//! Contract: looked up for single paths. What cannot be read, or is left out by a sparse checkout, is told apart from
//! what is gone.

use std::cell::{OnceCell, RefCell};
use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

use super::added::{Key, key};
use super::apps::FolderApps;
use super::inspect::{Detection, Inspector};
use super::project::{Files, InIndex, InTree, Project};
use super::redact::Redactor;
use crate::model::{Apps, Circumstances, ObjectId, Origin, RepoPath, Tracking};
use crate::source::{self, GitRepository, Index, Range, worktree};
use crate::suppress::{MARKER, Standing, Stands};

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// Files below this folder.
    Files(PathBuf),
    /// The index of the repository around the current folder.
    Index,
    /// HEAD of the repository around this path.
    Head(PathBuf),
    /// HEAD of the repository around this path, for a run that sees alone what the range adds.
    Range(PathBuf, Range),
    /// Nowhere: everything counts as gone.
    Nothing,
}

/// Looks up what stands at paths.
pub struct Present<'i> {
    inspector: &'i Inspector,
    ground: Ground,
    objects: OnceCell<Option<Objects>>,
    /// The index beside the files, for those that are not there.
    index: OnceCell<Option<Index>>,
    /// What of the paths that were asked about cannot be looked at.
    hidden: RefCell<FxHashMap<RepoPath, bool>>,
    earlier: OnceCell<Option<Vec<Objects>>>,
}

/// The objects of an index, or of a tree.
struct Objects {
    repository: GitRepository,
    place: Place,
    apps: FolderApps,
}

enum Place {
    Index(Box<Index>),
    Tree(ObjectId),
}

impl<'i> Present<'i> {
    /// Looks on this ground.
    pub fn new(inspector: &'i Inspector, ground: Ground) -> Self {
        Self {
            inspector,
            ground,
            objects: OnceCell::new(),
            index: OnceCell::new(),
            hidden: RefCell::default(),
            earlier: OnceCell::new(),
        }
    }

    /// The values of a content, and of its name.
    fn values(&self, path: &RepoPath, content: &[u8]) -> Vec<Stands> {
        let origin = Origin::File { path: path.clone() };
        let mut found = Vec::new();
        for circumstances in self.possible(path) {
            let inspection = self.inspector.inspect_file(&origin, content, &|| circumstances);
            let known: FxHashSet<Key> = found.iter().map(key).collect();
            found
                .extend(inspection.detections.into_iter().filter(|one| !known.contains(&key(one))));
        }
        let name = path.as_bytes().rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let origin = Origin::FileName { path: path.clone(), object: None };
        found.append(&mut self.inspector.inspect(&origin, name).detections);
        let redactor = Redactor::new(found.iter().flat_map(|detection| &detection.secrets));
        found
            .iter()
            .map(|Detection { finding, .. }| {
                let mut allowed = finding.allowed.clone();
                allowed.iter_mut().for_each(|reason| redactor.shorten(reason));
                Stands { rule: finding.rule.id.clone(), value: finding.value.id, allowed }
            })
            .collect()
    }

    /// How the file at `path` may stand: a baseline does not tell what git thought of it.
    fn possible(&self, path: &RepoPath) -> Vec<Circumstances> {
        let text = path.to_text();
        let Ground::Files(root) = &self.ground else {
            let objects = self.objects.get_or_init(|| self.open()).as_ref();
            let apps = objects.map(|objects| objects.apps_around(&text)).unwrap_or_default();
            return vec![Circumstances { apps, ..Circumstances::TRACKED }];
        };
        let file = root.join(&*text);
        let mode = worktree::mode(&file);
        let apps = FolderApps::default().around(&Files, &file, root);
        let of = |tracking| Circumstances { tracking, mode, apps };
        vec![of(Tracking::Tracked), of(Tracking::Unignored)]
    }

    fn content(&self, path: &RepoPath) -> Option<Vec<u8>> {
        if let Ground::Files(root) = &self.ground {
            return file(&below(root, path)?).ok()?;
        }
        self.objects.get_or_init(|| self.open()).as_ref()?.content(path)
    }

    fn look_whether_hidden(&self, path: &RepoPath) -> bool {
        let Ground::Files(root) = &self.ground else {
            let objects = self.objects.get_or_init(|| self.open()).as_ref();
            return objects.is_some_and(|objects| objects.holds_unread(path));
        };
        let Some(place) = below(root, path) else { return false };
        match open_file(&place) {
            Ok(()) => false,
            Err(error) if is_gone(&error) => {
                let open = || Index::open(&GitRepository::discover(root).ok()?).ok();
                let index = self.index.get_or_init(open).as_ref();
                index.is_some_and(|index| index.leaves_out(path))
            }
            Err(_) => true,
        }
    }

    fn open(&self) -> Option<Objects> {
        let (repository, place) = match &self.ground {
            Ground::Index => {
                let repository = GitRepository::from_environment(Path::new(".")).ok()?;
                let index = Index::open(&repository).ok()?;
                (repository, Place::Index(Box::new(index)))
            }
            Ground::Head(path) | Ground::Range(path, _) => {
                let repository = repository_at(path)?;
                let tree = repository.tree_of(repository.head().ok()??).ok()?;
                (repository, Place::Tree(tree))
            }
            Ground::Files(_) | Ground::Nothing => return None,
        };
        Some(Objects { repository, place, apps: FolderApps::default() })
    }

    /// The commits that the change of this run starts from; `None` where the run sees everything.
    fn open_earlier(&self) -> Option<Vec<Objects>> {
        let (path, starts) = match &self.ground {
            Ground::Index => {
                let head = repository_at(Path::new("."))?.head().ok()??;
                (Path::new("."), vec![head])
            }
            Ground::Range(path, range) => {
                (path.as_path(), source::boundary(&repository_at(path)?, range))
            }
            Ground::Files(_) | Ground::Head(_) | Ground::Nothing => return None,
        };
        let at = |start: ObjectId| {
            let repository = repository_at(path)?;
            let tree = repository.tree_of(start).ok()?;
            Some(Objects { repository, place: Place::Tree(tree), apps: FolderApps::default() })
        };
        let earlier: Vec<Objects> = starts.into_iter().filter_map(at).collect();
        (!earlier.is_empty()).then_some(earlier)
    }
}

impl Standing for Present<'_> {
    fn looks_for(&self, rule: &str) -> bool {
        self.inspector.rules().get(rule).is_some()
    }

    fn is_there(&self, path: &RepoPath) -> bool {
        self.content(path).is_some()
    }

    fn is_hidden(&self, path: &RepoPath) -> bool {
        if let Some(is_hidden) = self.hidden.borrow().get(path) {
            return *is_hidden;
        }
        let is_hidden = self.look_whether_hidden(path);
        self.hidden.borrow_mut().insert(path.clone(), is_hidden);
        is_hidden
    }

    fn may_allow(&self, path: &RepoPath) -> bool {
        let is_plain =
            |content: &[u8]| !content.contains(&0) && std::str::from_utf8(content).is_ok();
        self.content(path).is_some_and(|content| {
            !is_plain(&content) || memmem::find(&content, MARKER.as_bytes()).is_some()
        })
    }

    fn now(&self, path: &RepoPath) -> Vec<Stands> {
        self.content(path).map(|content| self.values(path, &content)).unwrap_or_default()
    }

    fn before(&self, path: &RepoPath) -> Option<Vec<Stands>> {
        let earlier = self.earlier.get_or_init(|| self.open_earlier()).as_ref()?;
        let contents = earlier.iter().filter_map(|objects| objects.content(path));
        Some(contents.flat_map(|content| self.values(path, &content)).collect())
    }
}

impl Objects {
    fn blob(&self, path: &RepoPath) -> Option<ObjectId> {
        match &self.place {
            Place::Index(index) => index.blob(path),
            Place::Tree(tree) => self.repository.blob_at(*tree, path),
        }
    }

    fn content(&self, path: &RepoPath) -> Option<Vec<u8>> {
        self.repository.object(self.blob(path)?).ok()
    }

    fn holds_unread(&self, path: &RepoPath) -> bool {
        self.blob(path).is_some_and(|id| self.repository.object(id).is_err())
    }

    fn apps_around(&self, path: &str) -> Apps {
        let repository = &self.repository;
        let around =
            |project: &dyn Project| self.apps.around(project, Path::new(path), Path::new(""));
        match &self.place {
            Place::Index(index) => around(&InIndex { repository, index }),
            Place::Tree(tree) => around(&InTree { repository, tree: *tree }),
        }
    }
}

/// The repository of this run: that of git's environment, unless another was named.
fn repository_at(path: &Path) -> Option<GitRepository> {
    match path == Path::new(".") {
        true => GitRepository::from_environment(path).ok(),
        false => GitRepository::discover(path).ok(),
    }
}

/// The file at a path of a baseline, which may say anything: it never leads out of the tree.
fn below(root: &Path, path: &RepoPath) -> Option<PathBuf> {
    let text = path.to_text();
    let path = Path::new(&*text);
    let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
    is_below.then(|| root.join(path))
}

/// The content of a file, or the target's text of a symbolic link; empty for a folder, whose name alone counts.
fn file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let data = path.symlink_metadata()?;
    if data.is_symlink() {
        return Ok(Some(std::fs::read_link(path)?.into_os_string().into_encoded_bytes()));
    }
    if data.is_dir() {
        return Ok(Some(Vec::new()));
    }
    if data.is_file() { std::fs::read(path).map(Some) } else { Ok(None) }
}

/// Whether a file could be read, without doing so; what is none is left alone.
fn open_file(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.is_file() {
        File::open(path)?;
    }
    Ok(())
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
