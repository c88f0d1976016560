//! `banqlint hook install`: puts the hooks where git looks for them.
//!
//! Contract: a file that is there already is never touched; the user learns what to add to it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::super::Run;
use super::super::exit::Exit;
use super::super::said::said;
use crate::source::GitRepository;

/// Install git hooks that run banqlint
///
/// Writes into the folder that `core.hooksPath` names, or into the repository's own. A hook that is there already is left
/// as it is.
#[derive(Debug, Args)]
pub(super) struct Install {
    /// The hooks to install [default: pre-commit, pre-merge-commit and pre-push; pre-receive in a bare repository]
    #[arg(value_name = "HOOK")]
    hooks: Vec<HookName>,
}

/// A hook that git knows and this program has a body for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HookName {
    #[value(name = "pre-commit")]
    Commit,
    #[value(name = "pre-merge-commit")]
    MergeCommit,
    #[value(name = "pre-push")]
    Push,
    #[value(name = "pre-receive")]
    Receive,
}

/// What became of one hook.
enum Outcome {
    Written,
    AlreadyOurs,
    LeftAlone,
}

impl HookName {
    fn as_str(self) -> &'static str {
        match self {
            Self::Commit => "pre-commit",
            Self::MergeCommit => "pre-merge-commit",
            Self::Push => "pre-push",
            Self::Receive => "pre-receive",
        }
    }

    /// What a hook that is there already has to start with to do the same, a command a line. Git says on standard input what is pushed, once: what follows in
    /// the hook gets it again.
    fn commands(self) -> Vec<String> {
        let command = format!("banqlint hook {} \"$@\"", self.as_str());
        match self {
            Self::Commit | Self::MergeCommit => vec![format!("{command} || exit $?")],
            Self::Push | Self::Receive => vec![
                format!("input=$(mktemp) && cat >\"$input\" && {command} <\"$input\" || exit $?"),
                "exec <\"$input\" && rm -f \"$input\"".to_owned(),
            ],
        }
    }
}

impl Run for Install {
    fn run(self) -> anyhow::Result<Exit> {
        let repository = GitRepository::from_environment(Path::new("."))?;
        let folder = repository.hooks_dir();
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let program = std::env::current_exe().context("cannot tell where this program is")?;
        let mut exit = Exit::Clean;
        let mut out = io::stdout().lock();
        for hook in self.chosen(repository.is_bare()) {
            let path = folder.join(hook.as_str());
            let outcome = install(&path, hook, &program)
                .with_context(|| format!("cannot write the hook {}", path.display()))?;
            match outcome {
                Outcome::Written => writeln!(out, "wrote {}", said(&path.to_string_lossy()))?,
                Outcome::AlreadyOurs => {
                    writeln!(out, "{} runs banqlint already", said(&path.to_string_lossy()))?;
                }
                Outcome::LeftAlone => {
                    exit = Exit::Usage;
                    writeln!(
                        out,
                        "{} is there already and was left as it is; begin it, below its first line, with:\n    {}",
                        said(&path.to_string_lossy()),
                        hook.commands().join("\n    ")
                    )?;
                }
            }
        }
        Ok(exit)
    }
}

impl Install {
    fn chosen(&self, is_bare: bool) -> Vec<HookName> {
        match (self.hooks.is_empty(), is_bare) {
            (false, _) => self.hooks.clone(),
            (true, true) => vec![HookName::Receive],
            (true, false) => vec![HookName::Commit, HookName::MergeCommit, HookName::Push],
        }
    }
}

fn install(path: &Path, hook: HookName, program: &Path) -> io::Result<Outcome> {
    match executable(path) {
        Ok(mut file) => {
            file.write_all(&script(hook, program))?;
            Ok(Outcome::Written)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let text = fs::read(path).unwrap_or_default();
            let call = format!("hook {}", hook.as_str());
            let holds =
                |line: &[u8], part: &str| memchr::memmem::find(line, part.as_bytes()).is_some();
            let mut lines = text
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.trim_ascii().starts_with(b"#"));
            let is_ours = holds(&text, "banqlint") && lines.any(|line| holds(line, &call));
            Ok(if is_ours { Outcome::AlreadyOurs } else { Outcome::LeftAlone })
        }
        Err(error) => Err(error),
    }
}

/// The hook prefers the program that the user's PATH names, so that an update is enough, and falls back to the one that
/// installed it, for graphical clients without that PATH. Where neither is there the hook fails, and so does the commit.
fn script(hook: HookName, program: &Path) -> Vec<u8> {
    let start = "#!/bin/sh\n\
                 # Installed by `banqlint hook install`. Delete this file to remove the hook.\n\
                 program=$(command -v banqlint) || program=";
    let end = format!("\nexec \"$program\" hook {} \"$@\"\n", hook.as_str());
    [start.as_bytes(), &shell_quoted(program), end.as_bytes()].concat()
}

fn shell_quoted(path: &Path) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for byte in shell_bytes(path) {
        match byte {
            b'\'' => quoted.extend_from_slice(b"'\\''"),
            byte => quoted.push(byte),
        }
    }
    quoted.push(b'\'');
    quoted
}

#[cfg(unix)]
fn shell_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

/// Git for Windows runs hooks with its own shell, which takes `C:/…`.
#[cfg(not(unix))]
fn shell_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().replace('\\', "/").into_bytes()
}

/// A new file that may be run; an error if anything is there already, a dangling link included.
#[cfg(unix)]
fn executable(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o755).open(path)
}

/// Windows has no executable bit, and git asks for none there.
#[cfg(not(unix))]
fn executable(path: &Path) -> io::Result<fs::File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_the_path_stays_a_quote() {
        assert_eq!(shell_quoted(Path::new("/it's here")), b"'/it'\\''s here'");
    }
}
