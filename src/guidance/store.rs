//! Files that are made to hold credentials: what `.env` files, exports of API tools and caches of tokens have in common.

use super::reference::{is_literal, is_placeholder, is_reference};
use super::setting::value_of;
use super::{Held, Kind, Name, Page};
use crate::model::{Span, Tracking};

/// A credential store that has to do with Banqup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Store {
    /// What kind of file it is, for messages.
    pub(super) what: &'static str,
    /// The first credential in it, or its name.
    pub(super) mark: Span,
    /// Whether a secret stands in it, and not just a name for one.
    pub(super) holds_secret: bool,
    /// Values that must not be shown, whether or not a rule knows their shape.
    pub(super) values: Vec<Span>,
}

/// The store that the page is; `None` for other files, and for stores with references and samples only.
pub(super) fn store(page: &Page<'_>) -> Option<Store> {
    if page.held().is_empty() && !page.is_about_vendor() {
        return None;
    }
    let kind = kind(page)?;
    let held = page.held();
    if let Some(first) = held.first() {
        let holds_secret = held.iter().any(|held| held.kind.is_secret());
        let mark = held_name(page, first).unwrap_or(first.span);
        return Some(Store { what: kind.what, mark, holds_secret, values: values(page) });
    }
    if is_sample(page) || page.text().contains("ENC[AES256_GCM") {
        return None;
    }
    if kind.is_opaque {
        let first = page.text().chars().next().map_or(0, char::len_utf8);
        let mark = Span { start: 0, end: first };
        return Some(Store { what: kind.what, mark, holds_secret: true, values: Vec::new() });
    }
    named(page, kind)
}

/// What kind of file a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileKind {
    what: &'static str,
    /// Whether its content cannot be read, so that its name must do.
    is_opaque: bool,
    /// Whether it is there to be filled in, so that a name without a value counts.
    is_form: bool,
}

impl FileKind {
    const fn of(what: &'static str) -> Self {
        Self { what, is_opaque: false, is_form: false }
    }
}

fn kind(page: &Page<'_>) -> Option<FileKind> {
    let name = page.file_name().to_ascii_lowercase();
    let path = page.path().to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    // A manifest is a file of a cluster, whatever it is called; another check reads what stands in it.
    if page.text().contains("apiVersion:") && page.text().contains("kind:") {
        return None;
    }
    let is_dotenv = name == ".env"
        || name.starts_with(".env.")
        || name == ".envrc"
        || name.ends_with(".env")
        || name == ".flaskenv"
        || name == ".dev.vars";
    if is_dotenv {
        return Some(FileKind { is_form: true, ..FileKind::of("an environment file") });
    }
    if ends(&[".jks", ".keystore", ".p12", ".pfx", ".bks", ".kdbx", ".bcfks"]) {
        return Some(FileKind { is_opaque: true, ..FileKind::of("a keystore") });
    }
    let by_name = [
        ("a Postman environment", ends(&[".postman_environment.json", ".postman_globals.json"])),
        ("a Terraform variable file", ends(&[".tfvars", ".tfvars.json"])),
        ("a Terraform state", ends(&[".tfstate", ".tfstate.backup"])),
        ("a recorded session", ends(&[".har"])),
        ("a browser's storage", is_browser_storage(&name, &path)),
        ("a token cache", is_token_cache(&name)),
        ("an Insomnia export", name.contains("insomnia") && ends(&[".json", ".yaml", ".yml"])),
        (
            "an environment of an API client",
            name.starts_with("http-client") && name.ends_with(".env.json") || ends(&[".bru"]),
        ),
        ("a credential file", is_credential_file(&name, &path)),
    ];
    if let Some((what, _)) = by_name.into_iter().find(|(_, is)| *is) {
        return Some(FileKind::of(what));
    }
    let text = page.text();
    let by_content = [
        ("a Postman environment", text.contains("_postman_variable_scope")),
        ("an Insomnia export", text.contains("__export_source") && text.contains("insomnia")),
        (
            "a browser's storage",
            text.contains("\"cookies\"")
                && (text.contains("\"localStorage\"") || text.contains("\"origins\"")),
        ),
        ("a token cache", is_all_token(page)),
    ];
    let found = by_content.into_iter().find(|(_, is)| *is);
    found.map(|(what, _)| FileKind::of(what))
}

fn is_browser_storage(name: &str, path: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    [
        "storagestate",
        "storage_state",
        "storage-state",
        "cookies",
        "cookie_jar",
        "cookiejar",
        "localstorage",
        "local_storage",
        "browser_state",
        "sessionstorage",
    ]
    .contains(&stem)
        || path.contains("playwright/.auth/")
}

fn is_token_cache(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim_start_matches('.');
    let is_data =
        ["json", "txt", "cache", "token", "pickle", "pkl", "dat", "yaml", "yml", "db", "jwt"]
            .iter()
            .any(|extension| name.rsplit_once('.').is_some_and(|(_, end)| end == *extension))
            || !name.trim_start_matches('.').contains('.');
    let words: Vec<&str> = stem.split(['_', '-', '.', ' ']).collect();
    let has = |word: &str| words.contains(&word);
    is_data
        && (has("token") || has("tokens") || has("tokencache") || has("jwt") || has("bearer"))
        && !has("refresh-tokens")
}

fn is_credential_file(name: &str, path: &str) -> bool {
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    let is_data = [
        "json",
        "yaml",
        "yml",
        "toml",
        "ini",
        "txt",
        "xml",
        "properties",
        "conf",
        "cfg",
        "env",
        "pem",
        "key",
        "csv",
        "tsv",
    ]
    .iter()
    .any(|extension| name.rsplit_once('.').is_some_and(|(_, end)| end == *extension))
        || !name.trim_start_matches('.').contains('.');
    is_data
        && ([
            "credentials",
            "credential",
            "secrets",
            "secret",
            "netrc",
            "_netrc",
            "client_secret",
            "client_secrets",
            "client-secret",
            "passwords",
            "keys",
        ]
        .contains(&stem)
            || ["_credentials", "-credentials", "_secrets", "-secrets"]
                .iter()
                .any(|end| stem.ends_with(end)))
        || is_data
            && ["secrets", ".secrets", "credentials", ".credentials"]
                .iter()
                .any(|folder| path.split('/').rev().skip(1).any(|part| part == *folder))
        || is_data && name.split('.').rev().nth(1) == Some("local")
        || name.starts_with('.') && name.ends_with("rc")
        || name == "local.settings.json"
        || path.ends_with(".streamlit/secrets.toml")
}

/// Whether little stands in the page but one token, in a file of a repository: elsewhere that is any text with a token in it.
fn is_all_token(page: &Page<'_>) -> bool {
    let text = page.text().trim();
    let is_most = |held: &Held| held.kind == Kind::Token && held.span.len() * 2 > text.len();
    page.held().iter().any(is_most) && page.circumstances().tracking != Tracking::Unknown
}

/// Whether the name says that the file is a form to be filled in.
fn is_sample(page: &Page<'_>) -> bool {
    let name = page.file_name().to_ascii_lowercase();
    ["example", "sample", "template", "dist", "tmpl", "tpl", "schema", "defaults", "skel", "stub"]
        .iter()
        .any(|word| name.split(['.', '-', '_']).any(|part| part == *word))
}

/// The name on the line of a credential, where it is marked rather than the value.
fn held_name(page: &Page<'_>, held: &Held) -> Option<Span> {
    let line = page.line(held.span.start);
    page.names_in(Span { start: line.start, end: held.span.start }).last().map(|name| name.span)
}

/// What is given to the names in the page, but for references and what is to be filled in.
fn values(page: &Page<'_>) -> Vec<Span> {
    let given = page.names().iter().filter_map(|name| value_of(page, name));
    given.filter(|value| is_literal(page.slice(*value))).collect()
}

/// A store in which no rule knows a value, by the names in it.
fn named(page: &Page<'_>, kind: FileKind) -> Option<Store> {
    let given = |name: &Name| {
        let text = page.slice(value_of(page, name)?);
        let is_open = is_placeholder(text);
        (!is_reference(text) && (!is_open || kind.is_form)).then_some((*name, is_open))
    };
    let all: Vec<(Name, bool)> = page.names().iter().filter_map(given).collect();
    let (first, _) = all.iter().find(|(_, is_open)| !is_open).or(all.first())?;
    let holds_secret = all.iter().any(|(name, is_open)| name.kind.is_secret() && !is_open);
    Some(Store { what: kind.what, mark: first.span, holds_secret, values: values(page) })
}
