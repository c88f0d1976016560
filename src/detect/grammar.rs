//! Values that the grammar around them tells, whatever they are called: a cookie, a header that mail servers add, an
//! address, what a CI service encrypted.
//!
//! Contract: looks at the end of what stands before a value, and at the few characters behind it.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::around::{built, tail};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How far before a value its grammar may start, in bytes.
const REACH: usize = 240;

/// What ends where a value of another kind stands, whatever its name says.
static ALWAYS: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?ix)(?:
            # Encrypted by AppVeyor or Travis.
              (?:^|[\s{,])-?\s*["']?secure["']?\s*:\s*["']?
            # The login of a registry of packages.
            | //[^\s=]{1,120}:_(?:auth|authtoken|password)\s*=\s*["']?
            # A zone's proof of who owns it, and the key that signs its mail.
            | \b(?:domain|site)[_-]verification["']?\s*[=:]\s*["']?
            | dkim[^\n]{0,200}\b(?:p|bh?)=[^;\s"']{0,160}
        )$"#,
    )
});

/// What ends where a value stands that only a name of its own would make a credential.
static UNNAMED: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?ix)(?:
            # A cookie, in a header, a list of headers or a recording.
              cookies?["']?\s*(?:[:,=]|=>)\s*(?:"value"\s*:\s*)?(?:\n\s*-\s*)?["'\[\x20]{0,3}
              (?:[a-z0-9_.%~-]+=[^;"'\n]*;\s*)*[a-z0-9_.%~-]+=[^;"'\s]{0,100}
            # A header that servers add on the way.
            | (?:^|[^a-z0-9])x-(?:gm|google|ms|microsoft|forefront|exchange|originatororg|mailgun|mg|ses|amz|amzn|sg|mandrill|mc|spam|proofpoint
                |mimecast|barracuda|cf|cache|served|b3|vercel|github|gitlab|runtime|cloud)[a-z0-9-]*["']?\s*[:=,]\s*["'<]?[^\s"']{0,160}
            # The segments of a source map.
            | "mappings"\s*:\s*"[a-z0-9+/,;]{0,200}
        )$"#,
    )
});

/// What starts an address: an id of a message or an event, with the host that gave it behind.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?i)(?:<|\b(?:uid|cid|mid|message-?id|content-?id|in-reply-to)["']?\s*[:=]\s*["'<]?)$"#,
    )
});

/// Whether the value at `span` is of another kind than credentials.
pub(super) fn is_of_other_kind(text: &str, span: Span, key: KeyClass) -> bool {
    let before = tail(text, span.start, REACH);
    let is_named = !matches!(key, KeyClass::Unknown | KeyClass::Id);
    // An expression is built where it could match: that takes longer than all else that is asked of a value.
    let small = before.to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let is_always =
        || holds(&["secure", ":_", "verification", "dkim"]) && ALWAYS.is_match(small.as_bytes());
    let is_unnamed = || holds(&["cookie", "x-", "mappings"]) && UNNAMED.is_match(small.as_bytes());
    is_always()
        || (is_at_host(&text[span.end..]) && ADDRESS.is_match(before.as_bytes()))
        || (!is_named && (is_unnamed() || is_in_path(before)))
}

/// Whether a host follows the value.
fn is_at_host(after: &str) -> bool {
    after
        .strip_prefix('@')
        .is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Whether the value is a segment of the path of an address that is not the vendor's: what a shop, a disk or a hook
/// calls its things.
fn is_in_path(before: &str) -> bool {
    let is_end = |c: char| c.is_ascii_whitespace() || "\"'`<>()[]{}|,;".contains(c);
    let address = before.rsplit(is_end).next().unwrap_or_default();
    let Some((scheme, rest)) = address.rsplit_once("://") else { return false };
    let scheme = scheme.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["http", "https"].iter().any(|one| scheme.eq_ignore_ascii_case(one))
        && rest.find('/').is_some_and(|slash| slash > 0 && rest[..slash].contains('.'))
        && !rest.contains(['?', '#', '@', '$', '='])
        && !vendor::names_in_short(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, key: KeyClass) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        is_of_other_kind(text, Span { start, end: start + '§'.len_utf8() }, key)
    }

    #[test]
    fn what_a_value_is_shows_in_its_grammar() {
        for text in [
            "BANQUP_CLIENT_SECRET:\n    secure: §",
            "env: {secure: \"§\"}",
            "//acme.example/npm/:_auth=§",
            "banqup-domain-verification=§",
            "\"v=DKIM1; k=rsa; p=§",
            "UID:§@google.com",
            "Message-ID: <§@mail.example>",
            "set-cookie: AWSALB=§; Path=/",
            "{\"name\":\"Cookie\",\"value\":\"a=b; AWSALB=§; c=d\"}",
            "  Set-Cookie:\n  - __cf_bm=§; path=/",
            "X-Gm-Message-State: §",
            "{\"mappings\":\"AAAA,SAASA,§;AACA\"}",
            "https://docs.google.com/spreadsheets/d/§/edit",
            "url: 'https://hooks.example.com/services/a/§'",
        ] {
            assert!(is(text, KeyClass::Unknown), "{text}");
        }
    }

    #[test]
    fn credentials_have_no_such_grammar() {
        for text in [
            "https://id:§@api.example.com",
            "is_secure: true\nx: §",
            "//x\nauth=§",
            "verification: x\nb = §",
            "cookie: a=b\nx=§",
            "// cookies are off\nb=§",
            "X-Api-Key: §",
            "X-Banqup: §",
            "https://api.btx.eu.banqup.com/x/§",
            "https://api.example.com/x?y=§",
            "https://api.example.com/ §",
            "token <§>",
        ] {
            assert!(!is(text, KeyClass::Unknown), "{text}");
        }
        assert!(!is("Cookie: client_secret=§", KeyClass::ClientSecret));
        assert!(!is("https://api.example.com/client_secret/§", KeyClass::ClientSecret));
    }
}
