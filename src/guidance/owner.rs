//! Whose credential does a name mean: Banqup's, or that of another service in the same file?
//!
//! Contract: a name that says Banqup is Banqup's. `client_secret` alone is, where its surroundings leave nobody else; a name with a word of
//! somebody else in it (`stripe_client_secret`) never is.

use super::host::names_vendor;
use super::name::{self, Kind};

/// What the surroundings of a name say of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// They name Banqup.
    Vendor,
    /// They name nobody, and the path of the file names Banqup.
    Folder,
    /// They name nobody, in a page that is about Banqup.
    Page,
    /// They name somebody else.
    Other,
}

/// Words that name no owner.
const NEUTRAL: &[&str] = &[
    "access",
    "account",
    "api",
    "app",
    "application",
    "args",
    "auth",
    "authentication",
    "backend",
    "base",
    "bearer",
    "build",
    "client",
    "clientid",
    "clientsecret",
    "common",
    "config",
    "configuration",
    "connector",
    "consumer",
    "container",
    "containers",
    "cred",
    "credential",
    "credentials",
    "creds",
    "data",
    "default",
    "defaults",
    "deploy",
    "deployment",
    "dev",
    "e2e",
    "env",
    "environment",
    "environments",
    "envs",
    "eu",
    "extra",
    "fr",
    "global",
    "header",
    "id",
    "input",
    "inputs",
    "integration",
    "invoice",
    "invoices",
    "job",
    "jobs",
    "jwt",
    "key",
    "keys",
    "live",
    "main",
    "my",
    "oauth",
    "oauth2",
    "parameters",
    "params",
    "pipeline",
    "pre",
    "preprod",
    "prod",
    "production",
    "qa",
    "refresh",
    "release",
    "runtime",
    "sandbox",
    "secret",
    "secrets",
    "secure",
    "sensitive",
    "service",
    "settings",
    "spec",
    "stage",
    "stages",
    "staging",
    "steps",
    "string",
    "stringdata",
    "sync",
    "template",
    "test",
    "tests",
    "tf",
    "token",
    "uat",
    "user",
    "v1",
    "v4",
    "val",
    "value",
    "values",
    "var",
    "variables",
    "vars",
    "web",
    "with",
    "worker",
    "x",
    "authorization",
];

impl Scope {
    /// The scope inside something that has this name.
    pub(super) fn inside(self, name: &str) -> Self {
        if is_vendors(name) {
            return Self::Vendor;
        }
        if self == Self::Vendor || is_neutral(name) { self } else { Self::Other }
    }

    /// The scope inside something that has this name, where names mean little, as those of jobs do.
    pub(super) fn widened(self, name: &str) -> Self {
        if is_vendors(name) { Self::Vendor } else { self }
    }
}

/// What secret of Banqup's a name means in this scope.
pub(super) fn secret(name: &str, scope: Scope) -> Option<Kind> {
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
    (fits && is_neutral(name)).then_some(kind)
}

/// Whether a name says Banqup, also in short as `bq_sync` does.
pub(super) fn is_vendors(name: &str) -> bool {
    names_vendor(name)
        || name::words(name).iter().any(|word| matches!(word.as_str(), "bq" | "upg" | "btx"))
}

fn is_neutral(name: &str) -> bool {
    name::words(name).iter().all(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        word.is_empty() || NEUTRAL.contains(&word)
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
    }
}
