//! What kinds of files hold credentials, by their names alone.
//!
//! Contract: the one table of them, for all checks that meet such a file or its name. A file of code is none, whatever
//! it is called: what is written about credentials is not where they are kept.

use crate::guidance::language::Language::{self, *};
use crate::guidance::language::{JVM, Languages, ending, ends_in};
use crate::model::vendor;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct FileKind {
    /// What it is, for messages.
    pub(in crate::guidance) what: &'static str,
    /// Whether its content cannot be read, so that its name must do.
    pub(in crate::guidance) is_opaque: bool,
    /// Whether it is there to be filled in, so that a name without a value counts.
    pub(in crate::guidance) is_form: bool,
    /// Whether its name says that credentials are what it is for. Others may hold some.
    pub(in crate::guidance) says_so: bool,
}

impl FileKind {
    /// A kind of which the content tells whether it holds any.
    pub(in crate::guidance) const fn of(what: &'static str) -> Self {
        Self { what, is_opaque: false, is_form: false, says_so: false }
    }

    /// A key that is the vendor's by its path alone.
    pub(in crate::guidance) const fn private_key() -> Self {
        Self { is_opaque: true, ..Self::of("a private key") }
    }

    const fn named(what: &'static str) -> Self {
        Self { says_so: true, ..Self::of(what) }
    }
}

/// What a file is called that a program keeps its token in.
pub(in crate::guidance) const TOKEN_CACHE: &str = "a token cache";

/// Endings of files of data.
#[rustfmt::skip]
const DATA: &[&str] = &[
    "json", "yaml", "yml", "toml", "ini", "txt", "xml", "properties", "conf", "cfg", "env", "pem",
    "key", "csv", "tsv",
];

/// More of them, for what programs keep for themselves.
#[rustfmt::skip]
const CACHES: &[&str] = &[
    "json", "txt", "cache", "token", "pickle", "pkl", "dat", "yaml", "yml", "db", "jwt",
];

/// Endings that say themselves that a secret is in the file.
const OF_SECRETS: &[&str] = &["secret", "secrets", "creds", "credentials", "pass", "passwd"];

/// Endings of what is kept of such a file, or fills it in.
const OF_COPIES: &[&str] = &["bak", "j2"];

/// Whether files with this ending may hold credentials, so that it says nothing of whose they are.
pub(in crate::guidance) fn is_ending(ending: &str) -> bool {
    [DATA, CACHES, OF_SECRETS, OF_COPIES].iter().any(|endings| endings.contains(&ending))
}

/// Folders that are there for secrets.
const KEPT_IN: &[&str] = &["secrets", ".secrets", "credentials", ".credentials"];

/// Languages of code.
const CODE: &[Language] = &[
    C, Cpp, CSharp, Dart, Elixir, Go, JavaScript, Lua, ObjectiveC, Perl, Php, PowerShell, Python,
    R, Ruby, Rust, Shell, Swift, Vue,
];

/// Words in names of files that show how the file is to be filled in.
const SAMPLES: &[&str] = &[
    "example", "examples", "sample", "samples", "template", "dist", "tmpl", "tpl", "schema",
    "defaults", "skel", "stub",
];

/// Folders of texts about credentials, and of what tests are told and given.
#[rustfmt::skip]
const OF_NO_ACCOUNT: &[&str] = &[
    "locales", "locale", "i18n", "l10n", "lang", "langs", "translations", "messages", "schemas",
    "schema", "types", "typings", "cassettes", "fixtures", "__fixtures__", "mappings", "__files",
    "testdata", "test", "tests", "__tests__", "spec", "specs", "mocks", "__mocks__", "snapshots",
];

/// What kind of file a path is that of; `None` for one that holds no credentials.
pub(in crate::guidance) fn kind(path: &str) -> Option<FileKind> {
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if is_dotenv(name) {
        return Some(FileKind { is_form: true, ..FileKind::named("an environment file") });
    }
    if ends(&[".jks", ".keystore", ".p12", ".pfx", ".bks", ".kdbx", ".bcfks"]) {
        return Some(FileKind { is_opaque: true, ..FileKind::named("a keystore") });
    }
    if is_code(name) {
        return None;
    }
    if ends(&[".postman_environment.json", ".postman_globals.json"]) {
        return Some(FileKind::named("a Postman environment"));
    }
    if ends(&[".tfvars", ".tfvars.json"]) {
        return Some(FileKind::named("a Terraform variable file"));
    }
    if is_token_cache(name) {
        let says_so = ["token", "tokens", "token_cache"].iter().any(|word| is_called(name, word))
            || ending(name) == "token";
        return Some(FileKind { says_so, ..FileKind::of(TOKEN_CACHE) });
    }
    if is_credential_file(name) || is_kept_in_secret(name, &path) {
        return Some(FileKind::named("a credential file"));
    }
    let kinds = [
        ("a Terraform state", ends(&[".tfstate", ".tfstate.backup"])),
        ("a recorded session", ends(&[".har"])),
        ("a browser's storage", is_browser_storage(name, &path)),
        ("an Insomnia export", name.contains("insomnia") && ends(&[".json", ".yaml", ".yml"])),
        (
            "an environment of an API client",
            (name.starts_with("http-client") || name.starts_with("rest-client"))
                && ends(&[".env.json"])
                || ends(&[".bru"]),
        ),
        ("a file of one's own settings", is_of_one_machine(name)),
        ("a credential file", may_be_credential_file(name)),
    ];
    kinds.into_iter().find(|(_, is)| *is).map(|(what, _)| FileKind::of(what))
}

/// Whether a file of this path is one of code, or the map of one.
pub(in crate::guidance) fn is_code(path: &str) -> bool {
    let languages = Languages::of(path.rsplit('/').next().unwrap_or(path));
    languages.any(CODE) || languages.any(JVM) || ends_in(path, &["map"])
}

/// Whether a file of this name sets variables of the environment. In small letters.
pub(in crate::guidance) fn is_dotenv(name: &str) -> bool {
    let is_variant = |start: &str| {
        let rest = name.strip_prefix(start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
    };
    (is_variant(".env") || is_variant(".dev.vars") || name.ends_with(".env")) && !is_code(name)
        || matches!(name, ".envrc" | ".flaskenv" | ".renviron")
}

/// Whether a file's name says that it is a form to be filled in. In letters of any case.
pub(in crate::guidance) fn is_sample(name: &str) -> bool {
    has_word(name, SAMPLES)
}

/// Whether a file's name says that it is there for tests, or to be read by people.
pub(in crate::guidance) fn is_for_show(name: &str) -> bool {
    is_sample(name) || has_word(name, &["test", "ci", "md"])
}

/// Whether a file sets what tests run with, where nothing is called that needs a credential. In letters of any case.
pub(in crate::guidance) fn is_of_tests(path: &str) -> bool {
    const WORDS: &[&str] =
        &["test", "testing", "tests", "ci", "e2e", "mock", "mocks", "dummy", "fake"];
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    has_word(name, WORDS) || folder.split('/').any(|part| has_word(part, &["e2e", "mock", "mocks"]))
}

/// Whether a file stands where texts, types or the data of tests are kept, or is one of the stores that hold no keys:
/// certificates that are trusted, and the key with which every Android project signs its builds for tests.
pub(in crate::guidance) fn is_of_no_account(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    folders.split('/').any(|folder| OF_NO_ACCOUNT.contains(&folder))
        || name == "debug.keystore"
        || name.contains("trust")
        || name.starts_with("cacerts")
}

fn has_word(name: &str, words: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    name.split(['.', '-', '_']).any(|part| words.contains(&part))
}

/// Whether a name has no ending: `credentials`, `.netrc`.
fn is_bare(name: &str) -> bool {
    !name.trim_start_matches('.').contains('.')
}

/// Whether a file's name, without its ending, is this word or ends in it.
fn is_called(name: &str, word: &str) -> bool {
    let stem = match is_bare(name) {
        true => name,
        false => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
    };
    let before = stem.strip_suffix(word);
    before.is_some_and(|before| before.is_empty() || before.ends_with(['_', '-', '.']))
}

fn is_browser_storage(name: &str, path: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let is_data =
        is_bare(name) || ["json", "txt", "db", "sqlite", "sqlite3", "har"].contains(&ending(name));
    is_data
        && [
            "storagestate", "storage_state", "storage-state", "cookies", "cookie_jar", "cookiejar",
            "localstorage", "local_storage", "browser_state", "sessionstorage",
        ]
        .contains(&stem)
        || path.contains("playwright/.auth/")
        || name == "http-client.cookies"
}

fn is_token_cache(name: &str) -> bool {
    let name = name.trim_start_matches('.');
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<&str> = stem.split(['_', '-', '.', ' ']).collect();
    let has = |word: &str| words.contains(&word);
    (CACHES.contains(&ending(name)) || is_bare(name))
        && (has("token") || has("tokens") || has("tokencache") || has("jwt") || has("bearer"))
        // Colours and sizes.
        && !has("design")
        || ending(name) == "token"
}

fn is_credential_file(name: &str) -> bool {
    let words = [
        "credentials", "credential", "creds", "secrets", "secret", "client_secret",
        "client_secrets", "client-secret",
    ];
    (DATA.contains(&ending(name)) || is_bare(name))
        && words.iter().any(|word| is_called(name, word))
        || OF_SECRETS.contains(&ending(name))
        || is_vendors_key(name)
        || matches!(name, ".netrc" | "_netrc" | "netrc" | ".pgpass" | ".pypirc")
}

/// Whether a file is called a key, and the vendor's: `banqup.key`.
fn is_vendors_key(name: &str) -> bool {
    let is_public = |stem: &str| has_word(stem, &["pub", "public", "cert"]);
    name.strip_suffix(".key").is_some_and(|stem| vendor::is_in_name(stem) && !is_public(stem))
}

/// Whether a file holds the settings of one developer's machine, which tools keep out of git.
fn is_of_one_machine(name: &str) -> bool {
    let is_settings = name
        .strip_prefix("appsettings.")
        .and_then(|rest| rest.strip_suffix(".json"))
        .is_some_and(|which| matches!(which, "development" | "local" | "dev"));
    is_settings
        || matches!(name, "local.settings.json" | "local.properties")
        || (name.starts_with("docker-compose.override.") || name.starts_with("compose.override."))
            && Languages::of(name).any(&[Yaml])
}

/// Whether a file of data stands in a folder for secrets.
fn is_kept_in_secret(name: &str, path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    (DATA.contains(&ending(name)) || is_bare(name))
        && folders.any(|folder| KEPT_IN.contains(&folder))
}

fn may_be_credential_file(name: &str) -> bool {
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    let is_data = DATA.contains(&ending(name)) || is_bare(name);
    is_data
        && (matches!(stem, "passwords" | "keys" | "auth" | "vault" | "secrets" | "credentials")
            || ["_credentials", "-credentials", "_secrets", "-secrets", "_keys", "-keys"]
                .iter()
                .any(|end| stem.ends_with(end))
            || name.split('.').rev().nth(1) == Some("local")
            || name.contains(".env."))
        || matches!(name, "env" | "gradle.properties")
        || name.starts_with('.') && name.ends_with("rc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_of_their_kind_by_name() {
        for (path, what) in [
            (".env", "an environment file"),
            ("app/.env.production", "an environment file"),
            (".env-prod", "an environment file"),
            ("prod.env", "an environment file"),
            (".flaskenv", "an environment file"),
            (".dev.vars", "an environment file"),
            (".Renviron", "an environment file"),
            ("certs/a.p12", "a keystore"),
            ("prod.tfvars", "a Terraform variable file"),
            ("banqup_token.json", "a token cache"),
            (".banqup/token", "a token cache"),
            ("credentials.json", "a credential file"),
            ("config/secrets.yaml", "a credential file"),
            (".netrc", "a credential file"),
            ("banqup.secret", "a credential file"),
            ("conf/banqup.key", "a credential file"),
            ("banqup.pass", "a credential file"),
            (".secrets/banqup", "a credential file"),
            (".banqup-token", "a token cache"),
            ("banqup.token", "a token cache"),
            (".pgpass", "a credential file"),
            ("auth.json", "a credential file"),
            ("banqup-keys.txt", "a credential file"),
            ("keys.csv", "a credential file"),
            ("secrets/banqup.txt", "a credential file"),
            ("storageState.json", "a browser's storage"),
            ("cookies.txt", "a browser's storage"),
            ("appsettings.Development.json", "a file of one's own settings"),
            ("docker-compose.override.yml", "a file of one's own settings"),
            ("local.properties", "a file of one's own settings"),
            ("rest-client.env.json", "an environment of an API client"),
            ("serverless.env.yml", "a credential file"),
            ("gradle.properties", "a credential file"),
            (".direnv/env", "a credential file"),
        ] {
            assert_eq!(kind(path).map(|kind| kind.what), Some(what), "{path}");
        }
        for path in [
            "src/cache/LocalStorage.ts",
            "src/lib/cookies.ts",
            "banqup/cookiejar.py",
            "src/Secrets.java",
            ".env.ts",
            "env.py",
            "package.json",
            "tokenizer.json",
            "design-tokens.json",
            "secrets.py",
            "appsettings.json",
            "environment.yml",
            "docker-compose.yml",
            "server.key",
            "banqup-public.key",
            "secrets/README.md",
            ".",
            "",
        ] {
            assert_eq!(kind(path), None, "{path}");
        }
    }

    #[test]
    fn samples_and_the_data_of_tests_are_told_by_name() {
        for name in
            [".env.example", "example.env", ".env.SAMPLE", "config.dist", "token.schema.json"]
        {
            assert!(is_sample(name), "{name}");
        }
        for name in [".env", "examples_of.env.production", "distribution.env", "token.json"] {
            assert_eq!(is_sample(name), name.starts_with("examples"), "{name}");
        }
        for path in [
            "locales/en/credentials.json",
            "tests/fixtures/token.json",
            "src/test/resources/client.p12",
            "android/app/debug.keystore",
            "conf/banqup-truststore.jks",
            "cacerts.jks",
        ] {
            assert!(is_of_no_account(path), "{path}");
        }
        for path in ["config/credentials.json", "certs/client.p12", "latest/token.json"] {
            assert!(!is_of_no_account(path), "{path}");
        }
    }
}
