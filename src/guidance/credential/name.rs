//! Names that code gives to credentials: `bq_client_secret`, `BanqupClientId`, `process.env.ACCESS_TOKEN`.
//!
//! Contract: a name is one identifier, split into words at capitals, underscores and hyphens. It counts when its words
//! say which credential it holds, and none of them says that it holds something else: an address, a path, a count, the
//! name of a credential.

use crate::blocks;
use crate::model::{Span, vendor};

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A Client ID, which is half of a pair and harmless alone.
    ClientId,
    /// A Client Secret.
    ClientSecret,
    /// An access, refresh or bearer token.
    Token,
    /// A secret or password of no said kind.
    Secret,
    /// An `Authorization` header, or the pair in one text.
    Header,
}

impl Kind {
    /// Whether who holds it can call the API.
    pub fn is_secret(self) -> bool {
        self != Self::ClientId
    }

    /// What messages call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientId => "Client ID",
            Self::ClientSecret => "Client Secret",
            Self::Token => "token",
            Self::Secret => "secret",
            Self::Header => "Authorization header",
        }
    }
}

/// The name of a credential in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// The identifier.
    pub span: Span,
    /// What it holds.
    pub kind: Kind,
    /// Whether it names the vendor too, as `bq_secret` does.
    pub names_vendor: bool,
}

/// The longest identifier that is looked at, in bytes: what is longer is data.
const LONGEST: usize = 96;

/// The most words of a name; more are a sentence, or letters at random.
const MOST_WORDS: usize = 8;

/// Whether the name of a credential in the text names the vendor in short, as `bq_secret` does. Only what stands around
/// such a name is read: almost no text holds one, but by chance.
pub fn names_vendor_in_short(text: impl AsRef<[u8]>) -> bool {
    let bytes = text.as_ref();
    names_vendor_at(bytes, blocks::places(bytes, starts_short_name))
}

/// Whether a place starts `bq`, `upg`, `btx`, `up_` or `up-` in letters of any case. Without a branch, so that a block
/// is tested at once.
fn starts_short_name(_: u8, byte: u8, after: [u8; 3]) -> bool {
    let (first, second, third) = (byte | 0x20, after[0] | 0x20, after[1] | 0x20);
    let is_b = first == b'b';
    let is_up = (first == b'u') & (second == b'p');
    let goes_on = (third == b'g') | (after[1] == b'_') | (after[1] == b'-');
    is_up & goes_on | is_b & ((second == b'q') | (second == b't') & (third == b'x'))
}

/// Whether a name of a credential that stands at or around one of `places`, which are in order, names the vendor.
fn names_vendor_at(bytes: &[u8], mut places: impl Iterator<Item = usize>) -> bool {
    let mut read = 0;
    places.any(|place| {
        if place < read {
            return false;
        }
        // Whatever goes on that far before the place makes it too long for a name, but for digits, which start none.
        let is_before = |at: &usize| {
            !goes_on(0, bytes[*at], [bytes[at + 1], 0, 0])
                || place - at > LONGEST && !bytes[*at].is_ascii_digit()
        };
        let from = (read..place).rev().find(is_before).unwrap_or(read);
        let start = (from..place).find(|at| starts(bytes[*at])).unwrap_or(place);
        read = blocks::run_end(bytes, place, goes_on);
        let identifier = std::str::from_utf8(&bytes[start..read]).ok();
        identifier.and_then(credential).is_some_and(|(_, names_vendor)| names_vendor)
    })
}

/// All names of credentials in `text`, in order.
pub(in crate::guidance) fn names(text: &str) -> Vec<Name> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(span) = identifier(text.as_bytes(), at) {
        at = span.end;
        let credential = credential(&text[span.start..span.end]);
        names.extend(credential.map(|(kind, names_vendor)| Name { span, kind, names_vendor }));
    }
    names
}

/// What credential an identifier is the name of, if it is that of one, and whether it names the vendor.
fn credential(identifier: &str) -> Option<(Kind, bool)> {
    let may_be = (SHORTEST..=LONGEST).contains(&identifier.len()) && may_hold_row(identifier);
    may_be.then(|| classify(identifier)).flatten()
}

/// The first identifier at `from` or after: letters, digits and underscores, in parts that hyphens join and letters
/// start.
fn identifier(bytes: &[u8], from: usize) -> Option<Span> {
    let start = from + bytes.get(from..)?.iter().position(|byte| starts(*byte))?;
    let (mut end, mut goes) = (start, true);
    while goes {
        end += 1;
        let after = bytes.get(end + 1).copied().unwrap_or(0);
        goes = bytes.get(end).is_some_and(|byte| goes_on(0, *byte, [after, 0, 0]));
    }
    Some(Span { start, end })
}

/// Whether an identifier can start with a byte.
fn starts(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// Whether an identifier goes on with a byte. Without a branch, so that a block is tested at once.
fn goes_on(_: u8, byte: u8, after: [u8; 3]) -> bool {
    let is_word = blocks::is_alphanumeric(byte) | (byte == b'_');
    is_word | ((byte == b'-') & blocks::is_letter(after[0]))
}

/// The shortest identifier that can be a name, in bytes.
const SHORTEST: usize = 3;

/// Whether an identifier holds a word of some row of [`ROWS`], but for its case: a quick look before its words are
/// taken apart.
fn may_hold_row(identifier: &str) -> bool {
    let bytes = identifier.as_bytes();
    bytes.windows(2).enumerate().any(|(at, pair)| {
        let word: &[u8] = match &[pair[0] | 0x20, pair[1] | 0x20] {
            b"se" => b"secret",
            b"cl" => b"client",
            b"to" => b"token",
            b"ke" => b"key",
            b"pa" => b"password",
            b"au" => b"authorization",
            b"cr" => b"credentials",
            b"be" => b"bearer",
            b"jw" => b"jwt",
            _ => return false,
        };
        bytes[at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
    })
}

/// What an identifier says it holds, and whether it names the vendor.
pub(in crate::guidance) fn classify(identifier: &str) -> Option<(Kind, bool)> {
    let words = words(identifier);
    if words.len() > MOST_WORDS {
        return None;
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let kind = kind(&words)?;
    Some((kind, vendor::is_in_name(identifier)))
}

/// Words that say what credential a name holds, as they stand in a row; the first row that fits decides.
const ROWS: &[(&[&str], Kind)] = &[
    (&["client", "secret"], Kind::ClientSecret),
    (&["consumer", "secret"], Kind::ClientSecret),
    (&["clientsecret"], Kind::ClientSecret),
    (&["client", "id"], Kind::ClientId),
    (&["clientid"], Kind::ClientId),
    (&["consumer", "key"], Kind::ClientId),
    (&["access", "token"], Kind::Token),
    (&["refresh", "token"], Kind::Token),
    (&["bearer", "token"], Kind::Token),
    (&["auth", "token"], Kind::Token),
    (&["api", "token"], Kind::Token),
    (&["accesstoken"], Kind::Token),
    (&["authorization"], Kind::Header),
    (&["credentials"], Kind::Secret),
    (&["secret"], Kind::Secret),
    (&["password"], Kind::Secret),
    (&["api", "key"], Kind::Secret),
    (&["apikey"], Kind::Secret),
    (&["bearer"], Kind::Token),
    (&["jwt"], Kind::Token),
    (&["token"], Kind::Token),
];

/// Words after which a name holds something about the credential and not the credential.
const ABOUT: &[&str] = &[
    "arn", "audience", "available", "backend", "cache", "class", "client", "config", "configured",
    "count", "created", "dir", "directory", "endpoint", "endpoints", "env", "error", "exists",
    "expired", "expires", "expiry", "expiration", "factory", "field", "file", "filename", "folder",
    "form", "fetcher", "generator", "handler", "hash", "header", "help", "hint", "host", "info",
    "interceptor", "issuer", "label", "length", "lifetime", "loader", "manager", "missing", "mode",
    "name", "names", "ok", "page", "parser", "path", "placeholder", "policy", "present",
    "provider", "reader", "ref", "reference", "refresher", "regex", "repository", "request",
    "required", "resolver", "response", "rotation", "scope", "scopes", "server", "service", "set",
    "size", "source", "status", "store", "storage", "title", "ttl", "type", "uri", "url", "urls",
    "valid", "validator", "version",
];

fn kind(words: &[&str]) -> Option<Kind> {
    let (row, kind, at) = ROWS.iter().find_map(|(row, kind)| {
        let at = words.windows(row.len()).position(|window| window == *row)?;
        Some((row, *kind, at))
    })?;
    let after = &words[at + row.len()..];
    let is_about = after.iter().any(|word| ABOUT.contains(word));
    // `get_token`, `is_secret`: what is done, not what is held.
    let is_deed = words.first().is_some_and(|first| {
        at > 0
            && matches!(
                *first,
                "is" | "has"
                    | "no"
                    | "fetch"
                    | "request"
                    | "validate"
                    | "verify"
                    | "parse"
                    | "revoke"
                    | "rotate"
                    | "missing"
                    | "invalid"
            )
    });
    (!is_about && !is_deed).then_some(kind)
}

/// The words of an identifier in lower case: `bqClientID` and `BQ_CLIENT_ID` are both `bq`, `client`, `id`.
pub(in crate::guidance) fn words(identifier: &str) -> Vec<String> {
    let bytes = identifier.as_bytes();
    let mut words: Vec<String> = Vec::new();
    let mut start = 0;
    for at in 0..=bytes.len() {
        let is_end = at == bytes.len()
            || !bytes[at].is_ascii_alphanumeric()
            || (at > start && bytes[at].is_ascii_uppercase() && starts_word(bytes, at));
        if !is_end {
            continue;
        }
        if at > start {
            words.push(identifier[start..at].to_ascii_lowercase());
        }
        start = match bytes.get(at) {
            Some(byte) if byte.is_ascii_alphanumeric() => at,
            _ => at + 1,
        };
    }
    words
}

/// Whether the capital at `at` starts a word: after a small letter or digit, or before one at the end of a row of
/// capitals.
fn starts_word(bytes: &[u8], at: usize) -> bool {
    let before = bytes[at - 1];
    !before.is_ascii_uppercase() || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of identifiers, and what stands between them.
    const PARTS: [&str; 16] = [
        "bq",
        "BQ",
        "upg",
        "up_",
        "up-",
        "_",
        "-",
        "_secret",
        "Token",
        "client",
        "7",
        " ",
        "é",
        "x",
        "00000000000000000000000000000000000000000000000000",
        "word_word_word_word_word_word_word_word_word_word_",
    ];

    #[test]
    fn identifiers_are_split_as_people_read_them() {
        for identifier in
            ["bqClientID", "BQ_CLIENT_ID", "bq-client-id", "BqClientId", "bq_clientId"]
        {
            assert_eq!(words(identifier), ["bq", "client", "id"], "{identifier}");
        }
        assert_eq!(words("NEXT_PUBLIC_BANQUP_SECRET"), ["next", "public", "banqup", "secret"]);
        assert_eq!(words("HTTPToken2"), ["http", "token2"]);
        assert_eq!(words("__x__"), ["x"]);
    }

    #[test]
    fn names_say_what_they_hold() {
        let cases = [
            ("BANQUP_CLIENT_SECRET", Some((Kind::ClientSecret, true))),
            ("clientSecret", Some((Kind::ClientSecret, false))),
            ("bq_access_token", Some((Kind::Token, true))),
            ("UPG_CLIENT_ID", Some((Kind::ClientId, true))),
            ("up_secret", Some((Kind::Secret, true))),
            ("startup_secret", Some((Kind::Secret, false))),
            ("bearerToken", Some((Kind::Token, false))),
            ("bq_access_token_url", None),
            ("clientSecretName", None),
            ("tokenEndpoint", None),
            ("secretKeyRef", None),
            ("bq_client", None),
            ("BANQUP_APP_ID", None),
            ("banqup_client_identifier", None),
            ("isSecret", None),
        ];
        for (identifier, expected) in cases {
            assert_eq!(classify(identifier), expected, "{identifier}");
        }
    }

    #[test]
    fn a_look_before_words_are_taken_apart_loses_no_row() {
        for (row, _) in ROWS {
            assert!(may_hold_row(&row.concat()) && row.concat().len() >= SHORTEST, "{row:?}");
        }
    }

    #[test]
    fn names_in_short_are_read_whole() {
        for (text, is) in [
            ("x = bq_client_secret", true),
            ("a-bq-client-secret", true),
            ("1bq_secret", true),
            ("client-secret-bq", true),
            ("-up-secret", true),
            ("x-up-secret", false),
            ("backup_secret", false),
            ("bq bq_x bq client_secret", false),
            ("\u{e9}BQ_TOKEN\u{e9}", true),
        ] {
            assert_eq!(names_vendor_in_short(text), is, "{text}");
            assert_eq!(names(text).iter().any(|name| name.names_vendor), is, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn names_in_short_are_those_of_a_look_at_all(
            parts in proptest::collection::vec(0..PARTS.len(), 0..60),
        ) {
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            let is = names(&text).iter().any(|name| name.names_vendor);
            proptest::prop_assert_eq!(names_vendor_in_short(&text), is, "{}", text);
        }
    }

    #[test]
    fn names_are_found_in_order() {
        let text = "process.env.BANQUP_CLIENT_ID + ':' + process.env.BANQUP_CLIENT_SECRET";
        let found: Vec<&str> =
            names(text).iter().map(|name| &text[name.span.start..name.span.end]).collect();
        assert_eq!(found, ["BANQUP_CLIENT_ID", "BANQUP_CLIENT_SECRET"]);
    }
}
