//! An id and a secret side by side where a program logs in: `auth=("…", "…")`, `btoa("…:…")`, `new BanqupClient("…",
//! "…")`, `token = login("…", "…")`.
//!
//! Contract: told by the call or the name before the two, in one line, and which of them a value is follows from its
//! place; or by their lengths, which no other two have that stand side by side.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::around::{built, tail};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How far before a value the call may stand, in bytes.
const REACH: usize = 240;

/// What takes an id and a secret, at the end of a text; `first` is the value before the one at the end.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    built(&[
        r#"(?ix)(?:
              \b(?:auth|basic_?auth|credentials)\s*[=:]\s*[(\[]
            | basic_?auth(?:entication)?\w*\(
            | (?:basic)?credentials?(?:\.basic)?\(
            | userpwd['"]?\s*(?:,|=>)
            | \bbtoa\( | base64\.\w*encode\w*\( | encodetostring\( | (?:tobase64string|getbytes)\(
            | (?:^|[\s"',\[])(?:(?-i:-[A-Za-z]{0,3}u)|--user)["']?(?:[\s=,]\s*)
            | \bauthorization['"]?\s*[:=,]\s*['"`]?basic\x20
            | \b(?:new\s+)?"#,
        vendor::IDENTIFIER,
        r#"(?:\.\w*(?:token|auth|login|connect|client)\w*)?\(
            | \b"#,
        vendor::IDENTIFIER,
        r#"\s*[:=]\s*(?:\{\s*(?:["']?\w+["']?\s*(?::|=>)\s*[(\[][^()\[\]\n]{0,160}[)\]]\s*,\s*){0,3}["']?\w+["']?\s*(?::|=>)\s*)?[(\[]
            | (?<given>(?:\b|_)(?:pair|credentials?|user_?pass|basic|auth)\s*:?=)
        )\s*(?:\w{1,16}\s*[=:]\s*)?[bru]?["'`]?
        (?<first>[A-Za-z0-9-]{28,64}["'`]?\s*(?:,|:|\x20|\+\s*["'`]:["'`]\s*\+)\s*(?:\w{1,16}\s*[=:]\s*)?[bru]?["'`]?)?$"#,
    ].concat())
});

/// The id of a client and what stands between it and its secret, at the end of a text.
static ID_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?i)(?:client|consumer)[^A-Za-z0-9]{0,16}(?:id|key)\b[^A-Za-z0-9\n]{0,8}(?:(?:is|:|=)[^A-Za-z0-9\n]{0,4})?[A-Za-z0-9]{48}(?P<between>[^A-Za-z0-9][^\x00]{0,60})$|\bid(?:entifiant du client|entificativo del client)["']?\s*[:=]\s*["']?[A-Za-z0-9]{48}(?P<beside>[^A-Za-z0-9][^\x00]{0,60})$"#,
    )
});

/// Whether the value at `span`, which is only called a secret, is that of a client whose id stands right before it.
pub(super) fn follows_id(text: &str, span: Span) -> bool {
    ID_BEFORE.captures(tail(text, span.start, REACH).as_bytes()).is_some_and(|found| {
        let between = found.name("between").or(found.name("beside"));
        between.is_some_and(|between| !between.as_bytes().windows(2).any(|two| two == b"\n\n"))
    })
}

/// Which half of a pair the value at `span` is.
pub(super) fn half(text: &str, span: Span) -> Option<KeyClass> {
    let before = tail(text, span.start, REACH);
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
    let found = PAIR.captures(line.as_bytes())?;
    if found.name("first").is_some() {
        return Some(KeyClass::ClientSecret);
    }
    let after = text[span.end..].trim_start_matches(['"', '\'', '`', ' ']);
    // What is given to a name is a pair in one literal: another argument may follow.
    let is_first = after.starts_with([',', ':', '+'])
        && (found.name("given").is_none() || text[span.end..].starts_with(':'))
        || is_header(line) && after.starts_with(|c: char| c.is_ascii_alphanumeric());
    is_first.then_some(KeyClass::ClientId)
}

/// Whether the value at `span` and the one right beside it have the lengths of an id, 48 letters and digits, and of its
/// secret, 64 behind it.
pub(super) fn are_beside(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |byte: u8| !byte.is_ascii_alphanumeric();
    match span.len() {
        ID => gap(bytes[span.end..].iter().copied()).is_some_and(|gap| {
            let start = span.end + gap;
            bytes.get(start..start + SECRET).is_some_and(is_key)
                && bytes.get(start + SECRET).copied().is_none_or(is_sign)
        }),
        SECRET => gap(bytes[..span.start].iter().rev().copied()).is_some_and(|gap| {
            let end = span.start - gap;
            end.checked_sub(ID).is_some_and(|start| {
                is_key(&bytes[start..end])
                    && start.checked_sub(1).is_none_or(|before| is_sign(bytes[before]))
            })
        }),
        _ => false,
    }
}

/// Whether a value could be one of the two: letters and digits, and no digest.
fn is_key(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_alphanumeric) && !value.iter().all(u8::is_ascii_hexdigit)
}

/// The lengths of an id and a secret.
const ID: usize = 48;
const SECRET: usize = 64;

/// How many bytes stand between two values side by side, from one of them on: signs, and a word that joins them.
fn gap(bytes: impl Iterator<Item = u8>) -> Option<usize> {
    /// The farthest that they may stand apart.
    const FAR: usize = 40;
    /// The longest joining word, `and` or `avec`.
    const WORD: usize = 4;
    let (mut word, mut words, mut signs) = (0, 0, 0);
    for (at, byte) in bytes.take(FAR + WORD + 1).enumerate() {
        if byte.is_ascii_alphabetic() {
            word += 1;
            words += usize::from(word == 1);
            // The other value begins where a word is too long to join two.
            if word > WORD {
                return (signs > 0 && words <= 2).then_some(at + 1 - word);
            }
        } else if byte.is_ascii_digit() {
            return (signs > 0 && words <= 2).then_some(at - word);
        } else {
            // A semicolon or a brace ends what the one value belongs to.
            if word > 0 && words > 1 || matches!(byte, b';' | b'{' | b'}' | b'=' | b'<' | b'>') {
                return None;
            }
            signs += 1;
            word = 0;
        }
    }
    None
}

/// Whether the header of a request in a file of requests ends a text, where a space may stand between the two.
fn is_header(line: &str) -> bool {
    line.trim_end().to_ascii_lowercase().ends_with("authorization: basic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn halves(text: &str) -> [Option<KeyClass>; 2] {
        let values = ["01234567-89ab-4def-8123-456789abcdef", "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4"];
        let text = text.replace("§1", values[0]).replace("§2", values[1]);
        values.map(|value| {
            let start = text.find(value).expect("it was put there");
            half(&text, Span { start, end: start + value.len() })
        })
    }

    #[test]
    fn two_values_of_the_right_lengths_are_a_pair() {
        let (id, secret) = ("1a2G".repeat(12), "xYz7".repeat(16));
        let halves = |text: &str| {
            let text = text.replace("§1", &id).replace("§2", &secret);
            [&id, &secret].map(|value| {
                let start = text.find(value.as_str()).expect("it was put there");
                are_beside(&text, Span { start, end: start + value.len() })
            })
        };
        for text in [
            "token = login('§1', '§2')",
            "getToken(\"uat\", \"§1\", \"§2\")",
            "token = login(\n    '§1',\n    '§2',\n)",
            "request a token with \"§1\" and \"§2\"",
            "${token}=    Get Token    §1    §2",
            "get-token §1:§2",
            "Token: §1 / §2",
            "[\"§1\",\"§2\"]",
            "§1\n§2",
        ] {
            assert_eq!(halves(text), [true, true], "{text}");
        }
        for text in [
            "token = '§1'; x = '§2'",
            "a: §1, token: §2",
            "x§1, §2",
            "§1, §2x",
            "§1§2",
            "login('§2', '§1')",
            "<a>§1</a><b>§2</b>",
        ] {
            assert_ne!(halves(text), [true, true], "{text}");
        }
    }

    #[test]
    fn a_pair_is_told_by_what_takes_it() {
        let both = [Some(KeyClass::ClientId), Some(KeyClass::ClientSecret)];
        for text in [
            "requests.post(URL, auth=(\"§1\", \"§2\"), data=x)",
            "HTTPBasicAuth('§1', '§2')",
            "curl_setopt($ch, CURLOPT_USERPWD, '§1:§2');",
            "\"Basic \" + btoa(\"§1\" + \":\" + \"§2\")",
            "encodeToString(\"§1:§2\".getBytes())",
            "Authorization: Basic §1:§2",
            "new BanqupClient(\"§1\", \"§2\")",
            "new BqClient(\"§1\", \"§2\")",
            "btx_client(\"§1\", \"§2\")",
            "await banqup.getToken('§1', '§2')",
            "BANQUP_AUTH = (\"§1\", \"§2\")",
            "UNIFIEDPOST = {\"uat\": (\"§1\", \"§2\")}",
            "$pair = \"§1:§2\"",
            "Authorization: Basic §1 §2",
            "curl -s -u §1:§2 x",
            "curl --user '§1:§2' x",
            "Encoding.UTF8.GetBytes(\"§1:§2\")",
            "BanqupClient(client=\"§1\", key=\"§2\")",
            "UNIFIEDPOST = {\"a\": (\"x\", \"y\"), \"uat\": (\"§1\", \"§2\")}",
        ] {
            assert_eq!(halves(text), both, "{text}");
        }
        for text in [
            "upgrade(\"§1\", \"§2\")",
            "banqup.getInvoice(\"§1\", \"§2\")",
            "repair = '§1:§2'",
            "move(\"§1\", \"§2\")",
            "auth=x, id=\"§1\", \"§2\"",
            "§1:§2",
        ] {
            assert_eq!(halves(text), [None, None], "{text}");
        }
    }
}
