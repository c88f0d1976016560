//! Folders and repositories made on the spot, and the real binary run on them.
//!
//! Contract: nothing of the machine's own git configuration, home or time leaks in, so that a test means the same everywhere.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder, perhaps a repository.
#[derive(Debug)]
pub(crate) struct Folder {
    root: TempDir,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { root: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// An empty repository.
    pub(crate) fn repository() -> Self {
        let folder = Self::new();
        folder.git(&["init", "--quiet", "--initial-branch=main", "."]);
        folder
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    /// A path inside it.
    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("the path is inside the folder"))
            .expect("the folders are made");
        fs::write(path, content).expect("the file is written");
        self
    }

    /// Adds everything, ignored or not, and commits it.
    pub(crate) fn commit_all(&self, message: &str) -> &Self {
        self.git(&["add", "--all", "--force"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self
    }

    /// Runs git here and returns what it prints; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        let output = isolated(&mut command, self.path())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("git is installed");
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// The binary, ready to run here.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_banqlint"));
        isolated(&mut command, self.path()).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs the binary here.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        Ran::of(self.command(arguments).output().expect("the binary runs"))
    }
}

/// Cuts a command off from the machine's configuration and clock.
fn isolated<'c>(command: &'c mut Command, folder: &Path) -> &'c mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "Mira Testperson")
        .env("GIT_AUTHOR_EMAIL", "mira@example.com")
        .env("GIT_AUTHOR_DATE", "2025-03-01T09:00:00Z")
        .env("GIT_COMMITTER_NAME", "Odo Sample")
        .env("GIT_COMMITTER_EMAIL", "odo@example.com")
        .env("GIT_COMMITTER_DATE", "2025-03-01T10:00:00Z")
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
}

/// What a run of the binary left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Ran {
    /// The parts of `output`.
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the binary is not killed"),
            stdout: String::from_utf8(output.stdout).expect("a report is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// Holds the exit code against what it must be.
    #[track_caller]
    pub(crate) fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The report of a run with `--format json`.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The rule and path of each finding, in the order of the report.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("null").to_owned();
        let report = self.json();
        let findings = report["findings"].as_array().expect("findings are a list");
        findings.iter().map(|finding| (text(&finding["rule"]), text(&finding["path"]))).collect()
    }

    /// The paths of the findings, in the order of the report.
    #[track_caller]
    pub(crate) fn paths(&self) -> Vec<String> {
        self.found().into_iter().map(|(_, path)| path).collect()
    }
}
