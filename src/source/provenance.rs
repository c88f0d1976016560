//! What names a repository to others: its remote, and where HEAD stands.
//!
//! Contract: no user's name and no password leaves this file, and what is returned as a URL is one (RFC 3986).

use std::path::Path;

use git2::Config;

use super::layout::Layout;
use super::references::References;
use crate::model::Provenance;

/// Looks at the configuration and HEAD; nothing is contacted.
pub(super) fn provenance(layout: &Layout, references: &References) -> Provenance {
    // The object itself is left alone: it may be damaged, and only its name is wanted.
    let (branch, head) = references.head().unwrap_or_default();
    let branch = branch.filter(|_| head.is_some());
    let name = branch.as_deref().and_then(|name| name.strip_prefix(b"refs/heads/"));
    Provenance {
        url: remote(layout).unwrap_or_else(|| file_url(&folder(layout))),
        head,
        branch: name.map(|name| String::from_utf8_lossy(name).into_owned()),
    }
}

/// The URL of `origin`, or of the first remote by name.
fn remote(layout: &Layout) -> Option<String> {
    let named = |name: &str| {
        // libgit2 knows how one address stands for another.
        let url = match layout.git.as_ref().map(|git| git.find_remote(name)) {
            Some(remote) => remote.ok()?.url_bytes().to_vec(),
            None => {
                let key = format!("remote.{name}.url");
                let entry = layout.config.as_ref()?.get_entry(&key).ok()?;
                entry.has_value().then(|| entry.value_bytes().to_vec())?
            }
        };
        clean_url(&String::from_utf8_lossy(&url))
    };
    named("origin").or_else(|| remotes(layout.config.as_ref()?).iter().find_map(|name| named(name)))
}

/// The names of the remotes, sorted.
fn remotes(config: &Config) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(entries) = config.entries(Some(r"^remote\..*\.url$")) {
        let _to_the_end = entries.for_each(|entry| {
            let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
            let name = name.strip_prefix("remote.").and_then(|name| name.strip_suffix(".url"));
            names.extend(name.map(str::to_owned));
        });
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn folder(layout: &Layout) -> Vec<u8> {
    let path: &Path = layout.work_tree.as_deref().unwrap_or(&layout.git_dir);
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The remote as a URL without credentials: what stands before `@`, in the query and in the fragment is left out.
fn clean_url(remote: &str) -> Option<String> {
    if remote.is_empty() {
        return None;
    }
    if let Some((scheme, rest)) = remote.split_once("://") {
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        // A password may hold a slash, so everything up to the last `@` counts as credentials.
        let rest = rest[..end].rsplit('@').next().unwrap_or_default();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        return Some(format!("{}://{}/{}", encode(scheme), encode(host), encode(path)));
    }
    // `user@host:path`, as ssh takes it; a colon behind a slash belongs to a path.
    match remote.split_once(':') {
        Some((host, path)) if !host.contains('/') && host.len() > 1 => {
            let host = host.rsplit('@').next().unwrap_or_default();
            Some(format!("ssh://{}/{}", encode(host), encode(path.trim_start_matches('/'))))
        }
        _ => Some(file_url(remote.as_bytes())),
    }
}

fn file_url(path: &[u8]) -> String {
    let path = String::from_utf8_lossy(path).replace('\\', "/");
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", encode(path.trim_end_matches('/')))
}

/// Keeps what may stand in a URL, escapes included.
fn encode(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:%+[]".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::clean_url;

    #[test]
    fn no_credential_of_a_remote_is_kept() {
        let clean = |remote| clean_url(remote).expect("it is a URL");
        assert_eq!(
            clean("https://bot:pw@git.example.com/a/b.git"),
            "https://git.example.com/a/b.git"
        );
        assert_eq!(clean("https://pw@git.example.com/a?token=x#y"), "https://git.example.com/a");
        assert_eq!(clean("git@git.example.com:a/b.git"), "ssh://git.example.com/a/b.git");
        assert_eq!(clean("/srv/git/a b.git"), "file:///srv/git/a%20b.git");
        assert_eq!(clean("https://u:p@ss/w@git.example.com/a"), "https://git.example.com/a");
        assert_eq!(clean_url(""), None);
    }
}
