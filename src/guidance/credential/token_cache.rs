//! Is this file kept for the sake of a token, going by what stands in it?
//!
//! Contract: a cache is nothing but a token, with what an answer of a token endpoint says of one: a plain text, or a
//! document of keys and values. Code, settings, logs and recorded requests have more to say.

use serde_json::Value;

use crate::guidance::language::PROSE;
use crate::guidance::name::{self, Kind};
use crate::guidance::{Held, Page};
use crate::model::Span;

/// Words in keys of a cache, and in what stands beside a token in a plain text.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "access", "account", "acquired", "app", "at", "auth", "banqup", "bearer", "before", "btx",
    "cache", "cached", "client", "created", "credentials", "data", "date", "default", "dev", "env",
    "environment", "exp", "expiration", "expire", "expires", "expiry", "ext", "fetched", "iat",
    "id", "in", "issued", "jwt", "key", "not", "nbf", "oauth", "oauth2", "obtained", "on", "policy",
    "prod", "production", "realm", "refresh", "sandbox", "saved", "scope", "secret", "session",
    "stored", "sub", "tenant", "test", "time", "timestamp", "token", "tokens", "ttl", "type",
    "uat", "unifiedpost", "until", "updated", "user", "valid", "value",
];

/// Those in a plain text, which has no keys.
const PLAIN_WORDS: &[&str] = &["bearer", "token"];

/// Whether most of the page is one token, and the rest what a cache says of it.
pub(in crate::guidance) fn is_one(page: &Page<'_>) -> bool {
    let text = page.text().trim();
    let is_most = |held: &&Held| held.kind == Kind::Token && held.span.len() * 2 > text.len();
    let Some(token) = page.held().iter().find(is_most) else { return false };
    match text.starts_with(['{', '[']) {
        true => serde_json::from_str(text).is_ok_and(|document| {
            is_of_answer(&document) && keeps(&document, page.slice(token.span))
        }),
        false => is_alone(page, token.span) && !is_for_people(page),
    }
}

/// Whether a text is one that people read.
fn is_for_people(page: &Page<'_>) -> bool {
    let name = page.file_name().to_ascii_lowercase();
    let is_called = |word: &&str| name.starts_with(*word);
    page.is_in(PROSE) || ["readme", "notes", "todo", "changelog"].iter().any(is_called)
}

/// Whether all keys of a document are those of a cache. A key with digits is that of one client among others.
fn is_of_answer(document: &Value) -> bool {
    let is_of_cache = |key: &String| {
        key.bytes().any(|byte| byte.is_ascii_digit())
            || name::words(key).iter().all(|word| WORDS.contains(&word.as_str()))
    };
    match document {
        Value::Object(entries) => {
            entries.iter().all(|(key, value)| is_of_cache(key) && is_of_answer(value))
        }
        Value::Array(items) => items.iter().all(is_of_answer),
        _ => true,
    }
}

/// Whether one of the texts in a document is the token, and nothing else.
fn keeps(document: &Value, token: &str) -> bool {
    match document {
        Value::Object(entries) => entries.values().any(|value| keeps(value, token)),
        Value::Array(items) => items.iter().any(|value| keeps(value, token)),
        Value::String(text) => text.trim_start_matches("Bearer ") == token,
        _ => false,
    }
}

/// Whether nothing stands around a token but when it ends, and what it is.
fn is_alone(page: &Page<'_>, token: Span) -> bool {
    let around = [&page.text()[..token.start], &page.text()[token.end..]];
    let is_sign = |c: char| {
        c.is_ascii_alphanumeric()
            || c.is_whitespace()
            || ['"', '\'', '|', ';', ',', ':', '-', '.', '+', '\u{feff}'].contains(&c)
    };
    around.into_iter().all(|rest| {
        let mut words = rest.split(|c: char| !c.is_ascii_alphanumeric());
        let is_said = |word: &str| {
            word.is_empty()
                || word.starts_with(|c: char| c.is_ascii_digit())
                || PLAIN_WORDS.contains(&word.to_ascii_lowercase().as_str())
        };
        rest.chars().all(is_sign) && words.all(is_said)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;
    use crate::rule::expand;

    fn is(path: &str, template: &str) -> bool {
        let text = expand(template, 1);
        let token = expand("{{jwt}}", 1);
        let start = text.find(&token).expect("each text has the token");
        let span = Span { start, end: start + token.len() };
        let held = [Held { span, kind: Kind::Token }];
        is_one(&Page::new(path, &text, Facts { held: &held, ..Facts::default() }))
    }

    #[test]
    fn a_cache_says_nothing_but_a_token() {
        for text in [
            "{{jwt}}",
            "Bearer {{jwt}}\n",
            "\"{{jwt}}\"",
            "{{jwt}}\n1780000000\n",
            "1780000000|{{jwt}}",
            "{{jwt}} 2026-11-02T09:14:00Z",
            "{\"access_token\": \"{{jwt}}\", \"token_type\": \"Bearer\", \"expires_in\": 3600}",
            "{\"accessToken\": \"{{jwt}}\", \"expiresAt\": \"2026-11-02\", \"scope\": \"a b\"}",
            "{\"uat\": {\"token\": \"{{jwt}}\", \"exp\": 1}}",
            "[\"{{jwt}}\", 1780000000]",
            "{\"a1b2c3\": \"Bearer {{jwt}}\"}",
        ] {
            assert!(is("cache", text), "{text}");
        }
        for text in [
            "FROM alpine\nENV BANQUP_TOKEN={{jwt}}\n",
            "BANQUP_TOKEN := {{jwt}}\n",
            "TOKEN={{jwt}}",
            "{ token = \"{{jwt}}\"; }",
            "{ token: '{{jwt}}' }",
            "Authorization: Bearer {{jwt}}",
            "*/5 * * * * curl -H 'Authorization: Bearer {{jwt}}' https://api.btx.eu.banqup.com\n",
            "[Service]\nEnvironment=TOKEN={{jwt}}\n",
            "127.0.0.1 - - \"GET /v1/invoices\" 401 \"Bearer {{jwt}}\"\n",
            "{\"level\": \"info\", \"msg\": \"got a token\", \"access_token\": \"{{jwt}}\"}",
            "{\"time\": 1, \"authorization\": \"Bearer {{jwt}}\", \"status\": 401}",
            "{\"value\": \"curl -H 'Authorization: Bearer {{jwt}}'\"}",
        ] {
            assert!(!is("cache", text), "{text}");
        }
        assert!(!is("README", "{{jwt}}") && !is("docs/token.md", "Bearer {{jwt}}"));
    }
}
