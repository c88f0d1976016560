//! `banqlint hook install`: puts the hooks where git looks for them.
//!
//! Contract: a file that is there already is never touched; the user learns what to add to it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::super::Run;
use super::super::exit::Exit;
use super::super::said::said;
use crate::source::{GitRepository, HooksFolder};

/// Install git hooks that run banqlint
///
/// Writes into the folder that the repository's `core.hooksPath` names, or into its own; where husky manages hooks,
/// beside those of the team in `.husky`. A hook that is there already is left as it is.
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
    /// It runs this program, and git does not run it.
    Ignored,
    LeftAlone,
}

impl Outcome {
    /// What the user is told of it.
    fn told(&self, path: &Path, hook: HookName) -> String {
        let path = said(&path.to_string_lossy());
        match self {
            Self::Written => format!("wrote {path}"),
            Self::AlreadyOurs => format!("{path} runs banqlint already"),
            Self::Ignored => format!(
                "{path} would run banqlint, but git ignores it, since it is not executable; run:\n    chmod +x {path}"
            ),
            Self::LeftAlone => format!(
                "{path} is there already and was left as it is; begin it, below its first line, with:\n    {}",
                hook.commands().join("\n    ")
            ),
        }
    }
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

    /// What a hook that is there already has to start with to do the same, a command a line. Git says on standard input
    /// what is pushed, once: what follows in the hook gets it again.
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
        let HooksFolder { path, is_own } = repository.hooks();
        if !is_own {
            let path = said(&path.to_string_lossy());
            anyhow::bail!(
                "core.hooksPath of your own git configuration names {path}, whose hooks run in all your repositories, so nothing was written; \
                 to use the folder of this repository run `git config core.hooksPath .git/hooks`, then `banqlint hook install`"
            );
        }
        let folder = team_folder(path);
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let program = std::env::current_exe().context("cannot tell where this program is")?;
        let mut exit = Exit::Clean;
        for hook in self.chosen(repository.is_bare()) {
            let path = folder.join(hook.as_str());
            let outcome = install(&path, hook, &program)
                .with_context(|| format!("cannot write the hook {}", path.display()))?;
            if matches!(outcome, Outcome::LeftAlone | Outcome::Ignored) {
                exit = Exit::Usage;
            }
            // Whoever has closed the stream still gets the other hooks.
            let _ = writeln!(io::stdout(), "{}", outcome.told(&path, hook));
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

/// The folder for the hooks of a team: husky writes the one that git looks into anew whenever packages are installed,
/// and lets each hook in it run the file of the same name above.
fn team_folder(hooks: PathBuf) -> PathBuf {
    match hooks.parent() {
        Some(above) if hooks.ends_with(".husky/_") => above.to_owned(),
        _ => hooks,
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
            let text = String::from_utf8_lossy(&text);
            let is_ours = text.contains("banqlint") && text.lines().any(|line| calls(line, hook));
            Ok(match (is_ours, is_executable(path)) {
                (true, true) => Outcome::AlreadyOurs,
                (true, false) => Outcome::Ignored,
                (false, _) => Outcome::LeftAlone,
            })
        }
        Err(error) => Err(error),
    }
}

/// Whether a line of a hook runs this program's body of it: as a command, or in one that runs another (`exec`, `mise
/// exec --`), and not in words that are only printed.
fn calls(line: &str, hook: HookName) -> bool {
    let words = shell_words(line);
    words.split(|word| word == END).any(|command| {
        let call = command.windows(3).position(|three| {
            let program = three[0].rsplit(['/', '\\']).next().unwrap_or_default();
            let is_ours =
                program.starts_with('$') || program.trim_end_matches(".exe") == "banqlint";
            is_ours && three[1] == "hook" && three[2] == hook.as_str()
        });
        let prints = |word: &String| word == "echo" || word == "printf";
        call.is_some_and(|at| !command[..at].iter().any(prints))
    })
}

/// What stands between two commands among the words of a line.
const END: &str = "\n";

/// The words of a line of shell, without quotes and comments; enough to tell what is run from what is quoted.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in line.chars() {
        let word = words.last_mut().expect("there is always one");
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '#') if word.is_empty() => break,
            (None, '&' | '|' | ';' | '(' | ')' | '`') => {
                words.extend([END.to_owned(), String::new()]);
            }
            (None, _) if character.is_whitespace() => words.push(String::new()),
            _ => word.push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether git runs the file as a hook.
#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.permissions().mode() & 0o111 != 0)
}

/// Windows has no executable bit, and git asks for none there.
#[cfg(not(unix))]
fn is_executable(_path: &Path) -> bool {
    true
}

/// The hook prefers the program that the user's PATH names, so that an update is enough, and falls back to the one that
/// installed it, for graphical clients without that PATH. Where neither is there the hook fails, and so does the
/// commit.
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
    fn what_runs_the_hook_is_told_from_what_names_it() {
        for line in [
            "banqlint hook pre-commit",
            "exec \"$program\" hook pre-commit \"$@\"",
            "  /opt/tools/banqlint hook pre-commit \"$@\" || exit $?",
            "test -t 0; if ! banqlint hook pre-commit; then exit 1; fi",
            "npx lint && mise exec -- banqlint hook pre-commit # ours",
            "'C:\\tools\\banqlint.exe' hook pre-commit",
        ] {
            assert!(calls(line, HookName::Commit), "{line}");
        }
        for line in [
            "# banqlint hook pre-commit",
            "true # banqlint hook pre-commit",
            "echo \"run banqlint hook pre-commit yourself\"",
            "echo run banqlint hook pre-commit yourself",
            "test -x banqlint && printf banqlint hook pre-commit",
            "banqlint hook pre-push",
            "other hook pre-commit",
            "message='banqlint hook pre-commit'",
        ] {
            assert!(!calls(line, HookName::Commit), "{line}");
        }
    }

    #[test]
    fn a_quote_in_the_path_stays_a_quote() {
        assert_eq!(shell_quoted(Path::new("/it's here")), b"'/it'\\''s here'");
    }
}
