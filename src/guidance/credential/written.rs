//! Did somebody write a secret down here?
//!
//! Contract: stricter than a literal: paths, addresses, names of secrets and words for tests are no secrets.

use crate::guidance::name;
use crate::guidance::reference::is_literal;

/// The shortest text that counts, in bytes.
const SHORTEST: usize = 6;

/// Words that people write where a value is of no account.
const PLAIN: &[&str] = &[
    "a", "abc", "access", "api", "bad", "banqup", "bar", "baz", "bearer", "bq", "build", "ci",
    "client", "credential", "credentials", "creds", "debug", "default", "demo", "dev",
    "development", "e2e", "empty", "env", "fake", "fixture", "foo", "id", "in", "integration",
    "invalid", "is", "key", "local", "localhost", "mock", "mocked", "my", "never", "no", "none",
    "not", "oauth", "only", "pass", "password", "prod", "production", "real", "sandbox", "secret",
    "secrets", "some", "staging", "string", "stub", "super", "test", "testing", "tests", "the",
    "token", "uat", "unit", "unset", "unused", "used", "value", "very", "x",
];

/// Whether the text of a setting's value is a secret itself.
pub(in crate::guidance) fn is_written(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'', '`']);
    value.len() >= SHORTEST
        && !value.contains(char::is_whitespace)
        && !value.contains(['(', '[', '{', '<', '`'])
        && is_literal(value)
        && !is_place(value)
        && !is_of_words(value)
}

/// Whether the text is a path or an address.
fn is_place(value: &str) -> bool {
    let is_plain = value.contains('/')
        && !value.bytes().any(|byte| byte.is_ascii_uppercase() || matches!(byte, b'+' | b'='));
    value.starts_with(['/', '~', '.']) || value.contains("://") || value.contains(":\\") || is_plain
}

/// Whether the text is made of plain words, or is the name of a secret.
fn is_of_words(value: &str) -> bool {
    let words = name::words(value);
    let bare = |word: &String| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        word.len() - bare.len() <= 4 && (bare.is_empty() || PLAIN.contains(&bare))
    };
    let has_digits = value.bytes().any(|byte| byte.is_ascii_digit());
    words.iter().all(bare)
        || !has_digits && (name::classify(value).is_some() || reads_as_words(&words))
}

/// Whether letters alone stand together as in words; at random, capitals come every other letter.
fn reads_as_words(words: &[String]) -> bool {
    const USUAL: usize = 4;
    let letters: usize = words.iter().map(String::len).sum();
    letters >= USUAL * words.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn secrets_are_told_from_words_and_places() {
        for value in [
            "kP9wqZ2LmVt7",
            "\"S3cr3t-Pa55\"",
            "hunter2hunter2",
            "kPqZtWmNbXyR",
            "aB/cD+eF12==",
            &expand("{{uuid}}", 1),
        ] {
            assert!(is_written(value), "{value}");
        }
        for value in [
            "",
            "true",
            "test-secret",
            "dev-secret-123",
            "banqup-client-secret",
            "BANQUP_CLIENT_SECRET",
            "/run/secrets/banqup",
            "secret/data/banqup",
            "https://x/y",
            "${X}",
            "fake",
            "changeme",
            "get(x)",
            "two words",
            "invoice-portal-client-secret",
            "invoice-portal",
            "InvoicePortal",
        ] {
            assert!(!is_written(value), "{value}");
        }
    }
}
