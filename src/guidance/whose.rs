//! Whose credential is it? In a file that calls Banqup, `client_secret` is Banqup's, and `stripe_secret` is not.
//!
//! Contract: goes by the words of the name alone. A word that says nothing about whose it is decides nothing; any other word that
//! is not the vendor's makes it somebody else's, since a check that stays silent is better than one that accuses the wrong code.

use super::name::{Name, words};
use super::{Kind, Page};

/// Words that may stand in the name of anybody's credential.
const ANYBODYS: &[&str] = &[
    // what it is
    "access",
    "api",
    "apikey",
    "auth",
    "authorization",
    "authentication",
    "bearer",
    "basic",
    "client",
    "clientid",
    "clientsecret",
    "accesstoken",
    "consumer",
    "credential",
    "credentials",
    "id",
    "jwt",
    "key",
    "oauth",
    "oauth2",
    "password",
    "refresh",
    "secret",
    "token",
    "m2m",
    "machine",
    // how code speaks of it
    "all",
    "app",
    "application",
    "cached",
    "clear",
    "config",
    "current",
    "data",
    "decoded",
    "default",
    "encoded",
    "env",
    "existing",
    "fetched",
    "fresh",
    "full",
    "get",
    "global",
    "header",
    "http",
    "issued",
    "k",
    "latest",
    "load",
    "m",
    "my",
    "new",
    "obj",
    "obtain",
    "obtained",
    "old",
    "our",
    "plain",
    "raw",
    "read",
    "received",
    "request",
    "response",
    "result",
    "s",
    "self",
    "session",
    "str",
    "string",
    "system",
    "text",
    "the",
    "this",
    "tmp",
    "use",
    "val",
    "value",
    "var",
    "x",
    // where it is used
    "backend",
    "cve",
    "dev",
    "development",
    "eu",
    "fr",
    "be",
    "nl",
    "integration",
    "live",
    "local",
    "partner",
    "platform",
    "portal",
    "prod",
    "production",
    "sandbox",
    "server",
    "service",
    "stage",
    "staging",
    "test",
    "uat",
    "v1",
    "v2",
    "v3",
    "v4",
    // what the vendor's API is for
    "accounting",
    "billing",
    "document",
    "documents",
    "e",
    "einvoice",
    "einvoicing",
    "invoice",
    "invoices",
    "invoicing",
    "peppol",
    // what frameworks put before a name
    "android",
    "expo",
    "gatsby",
    "ios",
    "mobile",
    "next",
    "ng",
    "nuxt",
    "public",
    "react",
    "storybook",
    "vite",
    "vue",
];

/// Whether the name may be that of one of the vendor's credentials, in a page that has to do with the vendor.
pub(super) fn may_be_vendors(page: &Page<'_>, name: &Name) -> bool {
    name.names_vendor || is_anybodys(page.slice(name.span))
}

/// The same for a secret, which can call the API; a Client ID without the vendor's name may be a customer's number.
pub(super) fn may_be_vendors_secret(page: &Page<'_>, name: &Name) -> bool {
    name.kind != Kind::ClientId && may_be_vendors(page, name)
}

/// Whether no word of an identifier says whose it is.
pub(super) fn is_anybodys(identifier: &str) -> bool {
    words(identifier).iter().all(|word| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit());
        plain.is_empty() || ANYBODYS.contains(&word.as_str()) || ANYBODYS.contains(&plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_are_somebody_elses() {
        for name in
            ["clientSecret", "ACCESS_TOKEN", "token2", "NEXT_PUBLIC_CLIENT_SECRET", "get_token"]
        {
            assert!(is_anybodys(name), "{name}");
        }
        for name in ["stripe_secret", "csrfToken", "cancellationToken", "VITE_GOOGLE_CLIENT_SECRET"]
        {
            assert!(!is_anybodys(name), "{name}");
        }
    }
}
