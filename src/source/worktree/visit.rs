//! The walk itself: folders in parallel, then what git tracks behind an ignore file.

use std::collections::BTreeSet;
use std::fs::FileType;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::opener::{Opener, failure, problem};
use super::place::Place;
use super::roots::{Root, Roots};
use super::tracked::Tracked;
use super::{Receive, WalkOptions, wary};
use crate::model::{FAULT, Problem, contain};

/// One run over all given paths.
pub(super) struct Walk<'m, R, M> {
    known: Arc<Known>,
    options: WalkOptions,
    make: &'m M,
    done: Mutex<Vec<R>>,
}

/// What is known of the tree; shared with the walker, which wants it to live on its own.
#[derive(Debug)]
struct Known {
    roots: Roots,
    repositories: RwLock<Vec<Tracked>>,
    /// Folders that the walker must not go into.
    unfit: Mutex<Vec<PathBuf>>,
    notes: Mutex<Vec<String>>,
    problems: Mutex<Vec<Problem>>,
    not_covered: Mutex<Vec<String>>,
    tracks: bool,
}

impl<'m, R: Receive, M: Fn() -> R + Sync> Walk<'m, R, M> {
    pub(super) fn new(roots: Roots, options: WalkOptions, make: &'m M) -> Self {
        let known = Known {
            roots,
            repositories: RwLock::default(),
            unfit: Mutex::default(),
            notes: Mutex::default(),
            problems: Mutex::default(),
            not_covered: Mutex::default(),
            tracks: options.ignore_files,
        };
        Self { known: Arc::new(known), options, make, done: Mutex::default() }
    }

    /// Reads everything, and returns the receivers.
    pub(super) fn run(self) -> Vec<R> {
        let roots = &self.known.roots;
        for root in roots.folders.iter().filter_map(|folder| folder.repository.as_deref()) {
            self.known.learn(root);
        }
        roots.folders.iter().for_each(|root| self.known.note_bare(&root.path));
        self.walk(roots.folders.iter().map(|root| root.path.clone()).collect());
        let given = |root: &Root| Single {
            path: root.path.clone(),
            base: root.base.clone(),
            is_given: true,
        };
        self.read_each(&roots.files.iter().map(given).collect::<Vec<_>>());
        loop {
            // A tracked folder is a submodule; walking it can bring a repository with tracked files of its own to
            // light.
            let (folders, files): (Vec<_>, Vec<_>) = self
                .known
                .unmet()
                .into_iter()
                .partition(|path| path.is_dir() && !path.is_symlink());
            if folders.is_empty() && files.is_empty() {
                break;
            }
            for folder in &folders {
                self.known.enter(folder);
            }
            self.walk(folders);
            self.read_each(&self.known.tracked_singles(files));
        }
        let mut receivers = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let problems = mem::take(&mut *lock(&self.known.problems));
        let not_covered = mem::take(&mut *lock(&self.known.not_covered));
        let notes = mem::take(&mut *lock(&self.known.notes));
        if !problems.is_empty() || !not_covered.is_empty() || !notes.is_empty() {
            let mut receiver = (self.make)();
            notes.into_iter().for_each(|note| receiver.note(note));
            problems.into_iter().for_each(|problem| receiver.problem(problem));
            not_covered.into_iter().for_each(|what| receiver.not_covered(what));
            receivers.push(receiver);
        }
        receivers
    }

    fn walk(&self, folders: Vec<PathBuf>) {
        let (fit, unfit): (Vec<_>, Vec<_>) = folders
            .into_iter()
            .partition(|folder| !self.known.tracks || wary::is_fit_to_start(folder));
        self.walk_fit(fit);
        for folder in unfit {
            self.walk_warily(&folder, Vec::new());
        }
        let met = mem::take(&mut *lock(&self.known.unfit));
        for folder in met {
            self.walk_warily(&folder, vec![folder.clone()]);
        }
    }

    /// Reads what is below a folder with an ignore file that must not be opened, and these paths.
    fn walk_warily(&self, folder: &Path, mut paths: Vec<PathBuf>) {
        let listed = wary::list(folder, |path, is_folder| self.known.takes(path, is_folder));
        paths.extend(listed.paths);
        for wary::LeftOut { path, reason } in listed.left_out {
            let place = Place::new(&path, self.known.base_around(&path)).to_repo_path();
            match reason {
                Some(reason) => lock(&self.known.problems).push(Problem::at_path(
                    place,
                    format!(
                        "cannot be read ({reason}), so nothing was left out for its rules; remove it"
                    ),
                )),
                None => lock(&self.known.notes).push(format!(
                    "the rules in {place}, a symbolic link, which git does not follow there"
                )),
            }
        }
        for (path, error) in listed.failures {
            let place = Place::new(&path, self.known.base_of(&path));
            lock(&self.known.problems).push(problem(&place, &error));
        }
        let single = |path: PathBuf| {
            let base = self.known.base_of(&path).to_owned();
            Single { path, base, is_given: false }
        };
        self.read_each(&paths.into_iter().map(single).collect::<Vec<_>>());
    }

    fn walk_fit(&self, folders: Vec<PathBuf>) {
        let mut folders = folders.into_iter();
        let Some(first) = folders.next() else { return };
        let mut builder = WalkBuilder::new(first);
        folders.for_each(|folder| {
            builder.add(folder);
        });
        let known = Arc::clone(&self.known);
        builder
            .hidden(false)
            .parents(self.options.ignore_files)
            .ignore(self.options.ignore_files)
            .git_ignore(self.options.ignore_files)
            .git_global(self.options.ignore_files)
            .git_exclude(self.options.ignore_files)
            .follow_links(false)
            .threads(self.options.threads.get())
            .filter_entry(move |entry| known.admits(entry));
        builder.build_parallel().visit(&mut Builder { walk: self });
    }

    /// Reads single paths on all threads.
    fn read_each(&self, singles: &[Single]) {
        let next = AtomicUsize::new(0);
        let threads = self.options.threads.get().min(singles.len());
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut visitor = Visitor::new(self);
                    while let Some(single) = singles.get(next.fetch_add(1, Ordering::Relaxed)) {
                        visitor.contained(&single.path, |visitor| visitor.single(single));
                    }
                });
            }
        });
    }
}

/// A path that is read by itself: it was named, or git tracks it and an ignore file hid it from the walk.
#[derive(Debug)]
struct Single {
    path: PathBuf,
    base: PathBuf,
    is_given: bool,
}

impl Known {
    /// Reads the index of the repository at `root`, once.
    fn learn(&self, root: &Path) {
        let is_known = |tracked: &Tracked| tracked.relative(root).is_some_and(<[u8]>::is_empty);
        if !self.tracks || self.read_repositories().iter().any(is_known) {
            return;
        }
        match Tracked::load(root) {
            Ok(tracked) => {
                self.repositories.write().unwrap_or_else(PoisonError::into_inner).push(tracked);
            }
            Err(reason) => lock(&self.problems).push(Problem::at_path(
                Place::new(&root.join(".git/index"), self.base_around(root)).to_repo_path(),
                format!(
                    "cannot be read ({reason}), so tracked files that an ignore file covers may have been left out; \
                     repair it, or use --no-ignore"
                ),
            )),
        }
    }

    fn read_repositories(&self) -> std::sync::RwLockReadGuard<'_, Vec<Tracked>> {
        self.repositories.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the walker goes on to an entry that no ignore file covers. Called before anything below a folder is met.
    fn admits(&self, entry: &DirEntry) -> bool {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !self.takes(entry.path(), is_folder) {
            return false;
        }
        let is_fit = !is_folder || !self.tracks || wary::is_fit(entry.path());
        if !is_fit {
            lock(&self.unfit).push(entry.path().to_owned());
        }
        is_fit
    }

    /// Whether a walk goes on to a path that no ignore file covers.
    fn takes(&self, path: &Path, is_folder: bool) -> bool {
        if is_folder && path.file_name().is_some_and(|name| name == ".git") {
            return false;
        }
        if !self.roots.given.is_empty() && self.roots.given.contains(path) {
            return false;
        }
        if is_folder {
            self.enter(path);
        }
        true
    }

    /// Gets to know the repository whose root is `folder`, if it is one.
    fn enter(&self, folder: &Path) {
        self.note_bare(folder);
        if self.tracks && folder.join(".git").symlink_metadata().is_ok() {
            self.meet(folder);
            self.learn(folder);
        }
    }

    /// Says that a bare repository is read as the files that it is made of, which keep their content packed.
    fn note_bare(&self, folder: &Path) {
        if !is_bare_repository(folder) {
            return;
        }
        let place = folder.strip_prefix(self.base_of(folder)).unwrap_or(folder);
        let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
        lock(&self.not_covered).push(format!(
            "what is packed in `{}`, a bare git repository; scan it with `banqlint history PATH`",
            place.display()
        ));
    }

    /// Notes in the innermost repository that `path` was met.
    fn meet(&self, path: &Path) {
        let repositories = self.read_repositories();
        let innermost = repositories
            .iter()
            .filter_map(|tracked| Some((tracked.depth(), tracked, tracked.relative(path)?)))
            .filter(|(_, _, relative)| !relative.is_empty())
            .max_by_key(|(depth, ..)| *depth);
        if let Some((_, tracked, relative)) = innermost {
            tracked.meet(relative);
        }
    }

    /// Tracked paths below a given folder that were not met; each is returned once.
    fn unmet(&self) -> Vec<PathBuf> {
        let repositories = self.read_repositories();
        let paths: Vec<PathBuf> = repositories
            .iter()
            .flat_map(Tracked::unmet)
            .filter(|path| self.roots.folder_of(path).is_some() && !self.roots.given.contains(path))
            .collect();
        paths.iter().for_each(|path| self.meet(path));
        paths
    }

    /// Tracked files, and the folders above them, whose names the walk may not have seen either.
    fn tracked_singles(&self, files: Vec<PathBuf>) -> Vec<Single> {
        let folders: BTreeSet<PathBuf> = files
            .iter()
            .filter_map(|file| Some((file, &self.roots.folder_of(file)?.path)))
            .flat_map(|(file, root)| {
                file.ancestors().skip(1).take_while(move |above| above != root)
            })
            .map(Path::to_owned)
            .collect();
        folders
            .into_iter()
            .chain(files)
            .map(|path| {
                let base = self.base_of(&path).to_owned();
                Single { path, base, is_given: false }
            })
            .collect()
    }

    /// What the name of `path`, which is at or below a given folder, is relative to in reports.
    fn base_of(&self, path: &Path) -> &Path {
        self.roots.folder_of(path).map_or(Path::new(""), |root| &root.base)
    }

    /// The same for a path that may stand above the given folders, in their repository.
    fn base_around(&self, path: &Path) -> &Path {
        let above = || self.roots.folders.iter().find(|root| path.starts_with(&root.base));
        self.roots.folder_of(path).or_else(above).map_or(Path::new(""), |root| &root.base)
    }
}

/// Whether git would take the folder itself for a repository.
fn is_bare_repository(folder: &Path) -> bool {
    folder.join("HEAD").symlink_metadata().is_ok()
        && ["objects", "refs"].iter().all(|name| folder.join(name).is_dir())
}

/// Makes one visitor for each thread.
struct Builder<'w, 'm, R, M> {
    walk: &'w Walk<'m, R, M>,
}

impl<'s, R: Receive + 's, M: Fn() -> R + Sync> ParallelVisitorBuilder<'s>
    for Builder<'s, '_, R, M>
{
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor::new(self.walk))
    }
}

/// One thread's part of the walk.
struct Visitor<'w, R: Receive> {
    known: &'w Known,
    done: &'w Mutex<Vec<R>>,
    receiver: Option<R>,
    opener: Opener,
}

impl<'w, R: Receive> Visitor<'w, R> {
    fn new<M: Fn() -> R>(walk: &'w Walk<'_, R, M>) -> Self {
        Self {
            known: &walk.known,
            done: &walk.done,
            receiver: Some((walk.make)()),
            opener: Opener::new(),
        }
    }

    /// Does `work`, which is about what stands at `path`; a fault of the program costs no more than that.
    fn contained(&mut self, path: &Path, work: impl FnOnce(&mut Self)) {
        if contain(|| work(self)).is_none() {
            let place = Place::new(path, self.known.base_of(path));
            self.receive(|to| to.problem(Problem::at_path(place.to_repo_path(), FAULT)));
        }
    }

    fn entry(&mut self, entry: &DirEntry) {
        let path = entry.path();
        let place = Place::new(path, self.known.base_of(path));
        if let Some(error) = entry.error() {
            self.receive(|to| to.note(format!("an ignore file has a faulty line: {error}")));
        }
        if entry.depth() > 0 {
            self.known.meet(path);
            self.receive(|to| to.name(&place, entry.file_name().as_encoded_bytes()));
        }
        match entry.file_type() {
            Some(kind) => self.content(&place, kind),
            None => self.failure(&place, &io::Error::from(io::ErrorKind::Unsupported)),
        }
    }

    fn single(&mut self, single: &Single) {
        let place = Place::known(&single.path, &single.base, single.is_given);
        self.known.meet(&single.path);
        match single.path.symlink_metadata() {
            Ok(data) => {
                if let Some(name) = single.path.file_name() {
                    self.receive(|to| to.name(&place, name.as_encoded_bytes()));
                }
                self.content(&place, data.file_type());
            }
            Err(error) => self.failure(&place, &error),
        }
    }

    fn content(&mut self, place: &Place<'_>, kind: FileType) {
        let receiver = self.receiver.as_mut().expect("it is there until the visitor ends");
        if kind.is_dir() || receiver.admits(place) {
            self.opener.open(place, kind, receiver);
        }
    }

    fn failure(&mut self, place: &Place<'_>, error: &io::Error) {
        self.receive(|to| failure(place, error, to));
    }

    /// What the walker itself could not read.
    fn walk_failure(&mut self, error: &ignore::Error) {
        let path = path_in(error);
        match (path, error.io_error()) {
            (Some(path), Some(source)) => {
                let place = Place::new(path, self.known.base_of(path));
                self.failure(&place, source);
            }
            _ => self.receive(|to| to.problem(Problem::general(error.to_string()))),
        }
    }

    fn receive(&mut self, give: impl FnOnce(&mut R)) {
        give(self.receiver.as_mut().expect("it is there until the visitor ends"));
    }
}

impl<R: Receive> ParallelVisitor for Visitor<'_, R> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.contained(entry.path(), |visitor| visitor.entry(&entry)),
            Err(error) => self.walk_failure(&error),
        }
        WalkState::Continue
    }
}

impl<R: Receive> Drop for Visitor<'_, R> {
    fn drop(&mut self) {
        lock(self.done).extend(self.receiver.take());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The path inside an error of the walker.
fn path_in(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_in(err)
        }
        ignore::Error::Partial(errors) => errors.iter().find_map(path_in),
        _ => None,
    }
}
