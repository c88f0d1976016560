//! Runs the built program and reads what it leaves behind.
//!
//! Contract: nothing of the machine's own git configuration, home or terminal leaks in, so that a test means the same
//! everywhere.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program, ready to run in `folder`.
pub(crate) fn command<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_banqlint"));
    isolate(&mut command)
        .current_dir(folder)
        .args(arguments)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command
}

/// Runs the program in `folder`.
pub(crate) fn run<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Ran {
    Ran::of(command(folder, arguments).output().expect("the program starts"))
}

/// Takes from a command the git configuration and variables of whoever runs the tests.
pub(crate) fn isolate(command: &mut Command) -> &mut Command {
    for (name, _) in
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_"))
    {
        command.env_remove(name);
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
}

impl Ran {
    /// The parts of `output`.
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the program ends by itself"),
            stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// Holds the exit code against what it must be.
    #[track_caller]
    pub(crate) fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The JSON report.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {self:#?}"))
    }

    /// The findings of the JSON report.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<Value> {
        self.json()["findings"].as_array().expect("findings are a list").clone()
    }

    /// The finding of the JSON report, which has one.
    #[track_caller]
    pub(crate) fn only_finding(&self) -> Value {
        let findings = self.findings();
        assert_eq!(findings.len(), 1, "{findings:#?}");
        findings[0].clone()
    }

    /// The rule and path of each finding of the JSON report.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("null").to_owned();
        self.findings().iter().map(|one| (text(&one["rule"]), text(&one["path"]))).collect()
    }

    /// The path and line of each finding of this rule in the JSON report.
    #[track_caller]
    pub(crate) fn places_of(&self, rule: &str) -> Vec<(String, u64)> {
        let findings = self.findings();
        let of_rule = findings.iter().filter(|finding| finding["rule"] == rule);
        of_rule
            .map(|finding| {
                let path = finding["path"].as_str().unwrap_or("null").to_owned();
                (path, finding["line"].as_u64().unwrap_or_default())
            })
            .collect()
    }

    /// The paths of the findings of the JSON report.
    #[track_caller]
    pub(crate) fn paths(&self) -> Vec<String> {
        self.found().into_iter().map(|(_, path)| path).collect()
    }
}
