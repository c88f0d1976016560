//! Git repositories made by git itself, the same on every machine.
//!
//! Contract: fixed people, dates that grow by a minute with each commit, and no configuration from outside the fixture.

use std::cell::Cell;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::run::{self, Ran};

/// The author of every commit; invented.
pub(crate) const AUTHOR: &str = "Ada Example <ada@example.com>";

/// The time of the first commit: 2026-01-01, in Unix seconds.
const FIRST_COMMIT: i64 = 1_767_225_600;

/// A repository in a folder of its own, which goes with it.
#[derive(Debug)]
pub(crate) struct Repo {
    root: TempDir,
    path: PathBuf,
    clock: Cell<i64>,
}

impl Repo {
    /// A new repository with a working tree and the branch `main`.
    pub(crate) fn new() -> Self {
        Self::with(&["--initial-branch=main"])
    }

    /// A new repository, with these options for `git init`.
    pub(crate) fn with(options: &[&str]) -> Self {
        let repo = Self::folder();
        repo.git(&[&["init", "--quiet"], options].concat());
        repo
    }

    /// A folder that is no repository, or not yet.
    pub(crate) fn folder() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let path = root.path().join("repo");
        std::fs::create_dir(&path).expect("a folder for the repository");
        Self { path, root, clock: Cell::new(FIRST_COMMIT) }
    }

    /// The repository's folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A path inside it.
    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path.join(path)
    }

    /// A folder beside the repository, for clones and worktrees; it need not exist yet.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// A git command line for this repository, not yet run.
    pub(crate) fn git_command(&self, arguments: &[&str]) -> Command {
        let date = format!("{} +0000", self.clock.get());
        let mut command = clean_git();
        command.current_dir(&self.path).args(arguments).stdin(Stdio::null());
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        command
    }

    /// Runs git, which must succeed; what it printed, trimmed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        printed(&mut self.git_command(arguments))
    }

    /// Writes a file below the repository, with the folders it needs.
    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let file = self.path.join(path);
        std::fs::create_dir_all(file.parent().expect("a file stands in a folder"))
            .expect("folders");
        std::fs::write(file, content).expect("a file");
        self
    }

    /// Commits everything in the working tree; the new commit's id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all", "--force"]);
        self.tick();
        self.git(&["commit", "--quiet", "--allow-empty", "--no-verify", "--message", message]);
        self.head()
    }

    /// Lets a minute pass, so that the next commit is later than the last.
    pub(crate) fn tick(&self) {
        self.clock.set(self.clock.get() + 60);
    }

    /// The id of HEAD's commit.
    pub(crate) fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// The program, ready to run here.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        run::command(&self.path, arguments)
    }

    /// Runs the program here.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        run::run(&self.path, arguments)
    }
}

/// git without the configuration and the variables of whoever runs the tests.
pub(crate) fn clean_git() -> Command {
    let mut command = Command::new("git");
    run::isolate(&mut command)
        .env("GIT_AUTHOR_NAME", "Ada Example")
        .env("GIT_AUTHOR_EMAIL", "ada@example.com")
        .env("GIT_COMMITTER_NAME", "Ada Example")
        .env("GIT_COMMITTER_EMAIL", "ada@example.com");
    command
}

/// Runs a command that must succeed; what it printed, trimmed.
pub(crate) fn printed(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    assert!(status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8_lossy(&stdout).trim().to_owned()
}
