//! Whether git trusts a repository that belongs to another user.
//!
//! Contract: as git, which looks at `safe.directory` in the configuration of the system, of the user and of the
//! command, and never in that of the repository.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel};

use super::git_files::path_of;

const KEY: &str = "safe.directory";

/// Whether the file or folder belongs to the user who runs this; to whoever called `sudo`, if root does. What is not
/// there is nobody's.
#[cfg(unix)]
pub(super) fn is_ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(owner) = path.symlink_metadata().map(|data| data.uid()) else { return true };
    let user = rustix::process::geteuid().as_raw();
    let sudo = || env::var("SUDO_UID").ok().and_then(|id| id.parse::<u32>().ok());
    owner == user || (user == 0 && sudo() == Some(owner))
}

/// Whether the file or folder belongs to the user who runs this: nobody can say here.
#[cfg(not(unix))]
pub(super) fn is_ours(_: &Path) -> bool {
    false
}

/// Whether somebody who may say so trusts the repository with this working tree, or without one with this folder.
pub(super) fn is_trusted(path: &Path) -> bool {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut values: Vec<Vec<u8>> = Vec::new();
    for (file, level) in files() {
        let mut config = match Config::new() {
            Ok(config) => config,
            Err(_) => continue,
        };
        let Ok(()) = config.add_file(&file, level, false) else { continue };
        let Ok(entries) = config.multivar(KEY, None) else { continue };
        let _to_the_end = entries.for_each(|entry| {
            values.extend(entry.has_value().then(|| entry.value_bytes().to_vec()));
        });
    }
    values.extend(of_command());
    // An empty value takes back all before it.
    let start = values.iter().rposition(Vec::is_empty).map_or(0, |at| at + 1);
    values[start..].iter().any(|value| names(value, &path))
}

/// Whether a value of `safe.directory` is about the folder.
fn names(value: &[u8], folder: &Path) -> bool {
    if value == b"*" {
        return true;
    }
    let (value, is_above) = match value.strip_suffix(b"/*") {
        Some(above) => (above, true),
        None => (value, false),
    };
    let named = match (value.strip_prefix(b"~/"), env::home_dir()) {
        (Some(below), Some(home)) => home.join(path_of(below)),
        _ => path_of(if value.is_empty() { b"/" } else { value }),
    };
    let Some(named) = named.is_absolute().then(|| named.canonicalize().ok()).flatten() else {
        return false;
    };
    if is_above { folder != named && folder.starts_with(&named) } else { folder == named }
}

/// The files of configuration that are not the repository's, in the order in which git reads them.
fn files() -> Vec<(PathBuf, ConfigLevel)> {
    let named = |variable: &str| env::var_os(variable).map(PathBuf::from);
    let mut files = Vec::new();
    let without = env::var("GIT_CONFIG_NOSYSTEM").is_ok_and(|value| {
        !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "false" | "no" | "off")
    });
    if !without {
        let system = named("GIT_CONFIG_SYSTEM").or_else(|| Config::find_system().ok());
        files.extend(system.map(|file| (file, ConfigLevel::System)));
    }
    match named("GIT_CONFIG_GLOBAL") {
        Some(file) => files.push((file, ConfigLevel::Global)),
        None => {
            files.extend(Config::find_xdg().ok().map(|file| (file, ConfigLevel::XDG)));
            files.extend(Config::find_global().ok().map(|file| (file, ConfigLevel::Global)));
        }
    }
    files
}

/// What the caller's environment says: git hands on by it what `git -c` was given, and scripts use it too.
fn of_command() -> Vec<Vec<u8>> {
    let bytes = |text: OsString| text.into_encoded_bytes();
    let count = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse::<u32>().ok());
    let mut values: Vec<Vec<u8>> = (0..count.unwrap_or(0))
        .map_while(|at| {
            let key = env::var(format!("GIT_CONFIG_KEY_{at}")).ok()?;
            Some((key, env::var_os(format!("GIT_CONFIG_VALUE_{at}"))?))
        })
        .filter(|(key, _)| key.eq_ignore_ascii_case(KEY))
        .map(|(_, value)| bytes(value))
        .collect();
    let parameters = env::var_os("GIT_CONFIG_PARAMETERS").map(bytes).unwrap_or_default();
    for word in unquoted_words(&parameters) {
        let mut parts = word.splitn(2, |byte| *byte == b'=');
        if let (Some(key), Some(value)) = (parts.next(), parts.next())
            && key.eq_ignore_ascii_case(KEY.as_bytes())
        {
            values.push(value.to_vec());
        }
    }
    values
}

/// The words of a line that git quoted for a shell.
fn unquoted_words(line: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    let mut word = Vec::new();
    let mut in_quotes = false;
    let mut bytes = line.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\'' => in_quotes = !in_quotes,
            b'\\' if !in_quotes => word.extend(bytes.next()),
            b' ' if !in_quotes => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_that_git_was_given() {
        let line = br"'safe.directory'='/a b' 'safe.directory=/it'\''s' 'core.bare'";
        let words = [&b"safe.directory=/a b"[..], b"safe.directory=/it's", b"core.bare"];
        assert_eq!(unquoted_words(line), words);
    }
}
