//! Whose credential does a name mean: Banqup's, or that of another service in the same file?
//!
//! Contract: a name that says Banqup is Banqup's. `client_secret` alone is, where its surroundings leave nobody else; a
//! name with a word of somebody else in it (`stripe_client_secret`) never is.

use crate::guidance::Page;
use crate::guidance::name::{self, Kind, Name};
use crate::model::{Party, is_anyones, parties, vendor};

/// What the surroundings of a name say of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) enum Scope {
    /// They name Banqup.
    Vendor,
    /// They name nobody, and the path of the file names Banqup.
    Folder,
    /// They name nobody, in a page that is about Banqup.
    Page,
    /// They name somebody else.
    Other,
}

/// More words that name no owner, wherever they stand.
#[rustfmt::skip]
const NEUTRAL: &[&str] = &[
    "access", "authorization", "backend", "bearer", "clientid", "clientsecret", "consumer", "data",
    "default", "env", "eu", "fr", "global", "header", "id", "invoice", "invoices", "jwt", "live", "my",
    "refresh", "stage", "staging", "string", "token", "v1", "v4", "val", "value", "var", "x",
];

/// More of them in pipelines, manifests and image files.
#[rustfmt::skip]
const OF_DEPLOYMENTS: &[&str] = &[
    "account", "args", "base", "build", "common", "configuration", "connector", "container",
    "containers", "cred", "creds", "defaults", "deploy", "deployment", "e2e", "environment",
    "environments", "envs", "extra", "input", "inputs", "job", "jobs", "keys", "main",
    "parameters", "params", "pipeline", "pre", "preprod", "qa", "release", "runtime", "secrets",
    "secure", "sensitive", "settings", "spec", "stages", "steps", "stringdata", "sync",
    "template", "tests", "tf", "user", "values", "variables", "vars", "web", "with", "worker",
];

/// More of them in code, and what frameworks put before a name.
#[rustfmt::skip]
const OF_CODE: &[&str] = &[
    "accesstoken", "accounting", "all", "android", "apikey", "basic", "be", "billing", "cached",
    "clear", "current", "cve", "decoded", "development", "document", "documents", "e",
    "einvoice", "einvoicing", "encoded", "existing", "expo", "fetched", "fresh", "full",
    "gatsby", "get", "http", "invoicing", "ios", "issued", "k", "latest", "load", "local", "m",
    "m2m", "machine", "mobile", "new", "next", "ng", "nl", "nuxt", "obj", "obtain", "obtained",
    "old", "our", "partner", "password", "peppol", "plain", "platform", "portal", "public",
    "raw", "react", "read", "received", "request", "response", "result", "s", "self", "server",
    "session", "storybook", "str", "system", "text", "the", "this", "tmp", "use", "v2", "v3",
    "vite", "vue",
    // Variables of ABAP say where they live, those of Delphi, FoxPro, PL/SQL, COBOL and RPG too.
    "ev", "gv", "iv", "lv", "mv", "rv", "f", "lc", "gc", "c", "l", "g", "p", "v", "ws", "wk", "wn", "out",
];

impl Scope {
    /// The scope inside something that has this name.
    pub(in crate::guidance) fn inside(self, name: &str) -> Self {
        if is_vendors(name) {
            return Self::Vendor;
        }
        if self == Self::Vendor || is_nobodys(name) { self } else { Self::Other }
    }

    /// The scope inside something that has this name, where names mean little, as those of jobs do.
    pub(in crate::guidance) fn widened(self, name: &str) -> Self {
        if is_vendors(name) { Self::Vendor } else { self }
    }
}

/// What secret of Banqup's a name means in this scope.
pub(in crate::guidance) fn secret(name: &str, scope: Scope) -> Option<Kind> {
    let (kind, is_named) = name::classify(name)?;
    // `secret_id` and `credentialsId` say which one, not what it is.
    let names_one = name::words(name).last().is_some_and(|word| word == "id");
    if !kind.is_secret() || names_one {
        return None;
    }
    if is_named {
        return Some(kind);
    }
    let says_what = kind == Kind::ClientSecret
        || kind == Kind::Token
            && ["access", "refresh", "bearer"].iter().any(|word| holds(name, word));
    let fits = match scope {
        Scope::Vendor | Scope::Folder => true,
        Scope::Page => says_what,
        Scope::Other => false,
    };
    (fits && is_nobodys(name)).then_some(kind)
}

/// Whether a name says Banqup, also in short as `bq_sync` does.
pub(in crate::guidance) fn is_vendors(name: &str) -> bool {
    vendor::is_in_name(name)
}

/// Whether a name, of a block or of what holds a setting, says that it is somebody else's: `azureAd`, `smtp`. What a
/// secret is for says nothing about whose it is.
pub(in crate::guidance) fn is_others(name: &str) -> bool {
    // A Keycloak that is the vendor's is called by its name.
    let is_keycloak = || name::words(name).iter().any(|word| word == "keycloak");
    !is_vendors(name) && (parties(name).any(|one| one.party != Party::Use) || is_keycloak())
}

/// Whether a name says Banqup, and nothing in it says that it is about another thing: `banqup-api`, not `banqup-db`.
pub(in crate::guidance) fn is_vendors_alone(name: &str) -> bool {
    let rest = if vendor::starts_with_up(name) { &name["up_".len()..] } else { name };
    is_vendors(name) && name::words(rest).iter().all(|word| is_vendors(word) || is_nobodys(word))
}

/// Whether the name in a page about the vendor may be that of one of the vendor's credentials.
pub(in crate::guidance) fn may_be_vendors(page: &Page<'_>, name: &Name) -> bool {
    name.names_vendor || is_anybodys(page.slice(name.span))
}

/// The same for a secret, which can call the API; a Client ID without the vendor's name may be a customer's number.
pub(in crate::guidance) fn may_be_vendors_secret(page: &Page<'_>, name: &Name) -> bool {
    name.kind != Kind::ClientId && may_be_vendors(page, name)
}

/// Whether no word of an identifier in code says whose it is.
pub(in crate::guidance) fn is_anybodys(identifier: &str) -> bool {
    names_nobody(identifier, OF_CODE) && !is_of_paging(identifier)
}

/// Whether a name is that of the place where a list goes on: `next_token`.
fn is_of_paging(identifier: &str) -> bool {
    let words = name::words(identifier);
    matches!(&words[..], [.., next, token] if next == "next" && token == "token")
}

/// Whether no word of a name in a deployment, or of the name of a section of settings, says whose it is.
pub(in crate::guidance) fn is_nobodys(name: &str) -> bool {
    names_nobody(name, OF_DEPLOYMENTS)
}

/// Whether every word, with or without the digits at its end, is neutral, in general or among `others`.
fn names_nobody(name: &str, others: &[&str]) -> bool {
    let is_neutral =
        |word: &str| is_anyones(word) || NEUTRAL.contains(&word) || others.contains(&word);
    name::words(name).iter().all(|word| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_numbered = || is_neutral(plain) && parties(word).next().is_none();
        plain.is_empty() || is_neutral(word) || is_numbered()
    })
}

fn holds(name: &str, word: &str) -> bool {
    name::words(name).iter().any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_owners() {
        for (name, scope, expected) in [
            ("BANQUP_CLIENT_SECRET", Scope::Other, true),
            ("bq-secret", Scope::Page, true),
            ("CLIENT_SECRET", Scope::Page, true),
            ("CLIENT_SECRET", Scope::Other, false),
            ("oauth.accessToken", Scope::Page, true),
            ("SECRET", Scope::Page, false),
            ("SECRET", Scope::Vendor, true),
            ("SECRET", Scope::Folder, true),
            ("STRIPE_CLIENT_SECRET", Scope::Vendor, false),
            ("BANQUP_CLIENT_ID", Scope::Vendor, false),
            ("BANQUP_SECRET_ID", Scope::Vendor, false),
            ("NPM_TOKEN", Scope::Page, false),
            ("banqupClientSecretName", Scope::Vendor, false),
        ] {
            assert_eq!(secret(name, scope).is_some(), expected, "{name} {scope:?}");
        }
        assert_eq!(Scope::Folder.inside("keycloak"), Scope::Other);
        assert_eq!(Scope::Folder.inside("config"), Scope::Folder);
        assert_eq!(Scope::Vendor.inside("belgium"), Scope::Vendor);
        assert_eq!(Scope::Page.inside("banqup"), Scope::Vendor);
        assert_eq!(Scope::Page.inside("stripe"), Scope::Other);
        assert_eq!(Scope::Page.inside("config"), Scope::Page);
        assert!(is_vendors_alone("banqup-api") && is_vendors_alone("bq-sync-credentials"));
        assert!(is_vendors_alone("up-credentials") && !is_vendors_alone("up-db"));
        assert!(!is_vendors_alone("banqup-db") && !is_vendors_alone("api-credentials"));
    }
    #[test]
    fn other_words_are_somebody_elses() {
        for name in
            ["clientSecret", "ACCESS_TOKEN", "token2", "NEXT_PUBLIC_CLIENT_SECRET", "get_token"]
        {
            assert!(is_anybodys(name), "{name}");
        }
        for name in [
            "stripe_secret",
            "AUTH0_CLIENT_SECRET",
            "csrfToken",
            "nextToken",
            "cancellationToken",
            "VITE_GOOGLE_CLIENT_SECRET",
        ] {
            assert!(!is_anybodys(name), "{name}");
        }
    }
}
