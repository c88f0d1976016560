//! The client that a short secret belongs to, where its ID stands beside it and is a word: `clientId: backoffice`.
//!
//! Contract: the vendor's Client IDs are UUIDs or drawn at random, so a client that is called by a word is an identity
//! server's, unless the word names the vendor or is there to be filled in. Variables in code are no words.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::around::{TELLING, built, head, tail};
use super::holder;
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How far from a secret the ID of its client may stand, in bytes.
const REACH: usize = 160;

/// A Client ID that is a word, in quotes or alone on its line in settings.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?i:client)[_-]?(?i:id)(?:["']\s*(?::|=>)\s*["']|\s*[:=]\s*["'])(?P<quoted>[A-Za-z][A-Za-z-]{2,30})["']|(?i:client)-(?i:id)\s*[:=]\s*(?P<plain>[a-z][a-z-]{2,30})\s*(?:[,}\r\n]|$)"#,
    )
});

/// Words that stand for a value.
const TO_BE_FILLED_IN: [&str; 18] = [
    "client", "your", "change", "example", "sample", "dummy", "test", "placeholder", "xxx", "todo",
    "none", "null", "secret", "string", "redacted", "hidden", "removed", "masked",
];

/// What only the settings of an identity server, or of a program that it knows, have beside a client.
const OF_SERVERS: [&str; 6] =
    ["keycloak", "realm", "registration", "clients", "publicclient", "redirecturis"];

/// How far from a secret those words may stand, in bytes.
const FAR: usize = 600;

/// Whether the secret at `span` belongs to a client that is called by a word.
pub(super) fn is_of_other(text: &str, span: Span, key: KeyClass) -> bool {
    let may_be = span.len() < TELLING && matches!(key, KeyClass::ClientSecret | KeyClass::Secret);
    may_be
        && is_of_server(text, span)
        && !holder::is_of_vendor(text, span)
        && word(text, span).is_some_and(|id| is_others(&id))
}

/// The word by which the client of the secret is called, in its own block.
fn word(text: &str, span: Span) -> Option<String> {
    let before = tail(text, span.start, REACH);
    let before = before.rsplit(['{', '[']).next().unwrap_or(before);
    let after = head(text, span.end, REACH);
    let after = after.split(['}', ']']).next().unwrap_or(after);
    // A line that is empty ends what belongs together.
    let before = before.rsplit("\n\n").next().unwrap_or(before);
    let after = after.split("\n\n").next().unwrap_or(after);
    if vendor::names(before) || vendor::names(after) {
        return None;
    }
    let found = WORD.captures_iter(before.as_bytes()).last();
    let found = found.or_else(|| WORD.captures(after.as_bytes()))?;
    let id = found.name("quoted").or(found.name("plain"))?;
    Some(String::from_utf8_lossy(id.as_bytes()).to_ascii_lowercase())
}

fn is_of_server(text: &str, span: Span) -> bool {
    let near = [tail(text, span.start, FAR), head(text, span.end, FAR)];
    let near = near.map(str::to_ascii_lowercase);
    // The vendor has an identity server too.
    let is_vendors =
        near.iter().any(|near| near.contains("unifiedpost") || near.contains("upg-dev-portal"));
    !is_vendors && near.iter().any(|near| OF_SERVERS.iter().any(|word| near.contains(word)))
}

fn is_others(id: &str) -> bool {
    !vendor::names_in_short(id) && !TO_BE_FILLED_IN.iter().any(|word| id.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        is_of_other(text, Span { start, end: start + '§'.len_utf8() }, KeyClass::ClientSecret)
    }

    #[test]
    fn a_client_that_is_a_word_is_an_identity_servers() {
        for text in [
            "{\"clients\": [{\"clientId\": \"backoffice\", \"secret\": \"§\"}]}",
            "// Realm of the shop\n'client_secret' => '§', 'client_id' => 'web-shop',",
            "keycloak:\n  client-id: einv\n  client-secret: §\n",
            "registration: {client-id: einv, client-secret: §}",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "{\"clientId\": \"banqup-sync\", \"secret\": \"§\"}",
            "{\"clientId\": \"your-client-id\", \"secret\": \"§\"}",
            "{\"clientId\": \"f81d4fae-7dec\", \"secret\": \"§\"}",
            "{\"clientId\": \"backoffice\"}, {\"secret\": \"§\"}",
            "client_id = 'acme-erp'\nclient_secret = '§'",
            "client_id = app_id\nclient_secret = '§'",
            "clientId: appId,\nclientSecret: '§'",
            "client-id: einv\n\nclient-secret: §",
            "banqup:\n  client-id: einv\n  client-secret: §\n",
            "client-id: einv\nclient-secret: §\ntoken-uri: https://iam.unifiedpost.com/auth\n",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
