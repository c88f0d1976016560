//! A reference to the place where a value is kept is what the guidance asks for.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use crate::model::{KEPT, Span};

/// How far before a value the reference can start, in bytes.
const REACH: usize = 200;

/// What stands somewhere in references of which each store has its own kind.
const WITHIN: [&str; 2] = ["/secrets/", "keyvault"];

/// Commands and calls that ask a store for what an id names, in the line before it.
const ASKS: [&str; 11] = [
    "credentials(", "credentialsId", "bws secret get ", "bw get ", "op item get ", "ksm ",
    "lookup(", "Get-Secret ", "get-secret-value", "getSecret(", "get_secret(",
];

/// Ends of names that hold the id of a secret, in small letters without what joins words.
const NAMES_OF_IDS: [&str; 6] =
    ["secretid", "secretarn", "secretref", "secretocid", "secretversion", "credentialid"];

/// The longest value that can be an id in a store, in bytes.
const LONGEST_ID: usize = 36;

/// The words of references that have neither colon nor bracket in them.
static RARE: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
    let is_rare = |word: &&str| !word.contains([':', '[', '(']);
    KEPT.into_iter().chain(WITHIN).filter(is_rare).map(Finder::new).collect()
});

/// Whether the value at `span` is part of a reference: one starts before it, with no space between; or the id by which
/// a store is asked.
pub(super) fn is_reference(text: &str, span: Span) -> bool {
    is_in_reference(text, span)
        || (span.len() <= LONGEST_ID && (is_id_in_store(text, span) || is_elided(text, span)))
}

/// Whether dots say that a sample goes on.
fn is_elided(text: &str, span: Span) -> bool {
    ["...", "…", "[...]", "***"].iter().any(|dots| text[span.end..].starts_with(dots))
}

fn is_id_in_store(text: &str, span: Span) -> bool {
    let mut limit = span.start.saturating_sub(REACH);
    limit = text.ceil_char_boundary(limit);
    let before = &text[limit..span.start];
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
    let asks = || {
        let ends = |c: char| matches!(c, ';' | '|' | '&' | '}');
        ASKS.iter().any(|ask| line.rfind(ask).is_some_and(|at| !line[at..].contains(ends)))
    };
    // Bitwarden's action: `ID > NAME`.
    let is_mapped = || {
        let name = text[span.end..].strip_prefix(" > ").and_then(|rest| rest.chars().next());
        name.is_some_and(|c| c.is_ascii_alphabetic())
    };
    let is_named = || {
        let is_joint = |c: char| !c.is_ascii_alphanumeric();
        let name = line.trim_end_matches(|c: char| " \t:=\"'`".contains(c));
        let start = name.rfind(|c: char| is_joint(c) && !"_-".contains(c)).map_or(0, |at| at + 1);
        let name: String = name.get(start..).unwrap_or_default().split(is_joint).collect();
        let name = name.to_ascii_lowercase();
        name.len() < line.len() && NAMES_OF_IDS.iter().any(|end| name.ends_with(end))
    };
    asks() || is_mapped() || is_named()
}

fn is_in_reference(text: &str, span: Span) -> bool {
    let limit = span.start.saturating_sub(REACH);
    let bytes = &text.as_bytes()[limit..span.start];
    let word = bytes.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
    let word = &bytes[word..];
    // Most words hold none of these, of which each reference has one.
    let could_be = memchr::memchr3(b':', b'[', b'(', word).is_some()
        || RARE.iter().any(|rare| rare.find(word).is_some());
    let reaches = |at: usize| !word[at..].iter().any(|byte| matches!(byte, b'"' | b'\'' | b']'));
    let starts = |at: &usize| *at == 0 || !word[at - 1].is_ascii_alphanumeric();
    could_be
        && (KEPT
            .iter()
            .any(|start| memmem::rfind(word, start.as_bytes()).filter(starts).is_some_and(reaches))
            || WITHIN.iter().any(|part| memmem::rfind(word, part.as_bytes()).is_some_and(reaches)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_is_known_at_a_look() {
        for start in KEPT.into_iter().chain(WITHIN) {
            let text = format!("x {start}");
            let span = Span { start: text.len(), end: text.len() };
            assert!(is_reference(&text, span), "{start}");
        }
    }

    #[test]
    fn only_a_reference_that_reaches_the_value_counts() {
        let is = |text: &str| is_reference(text, Span { start: text.len(), end: text.len() });
        assert!(is("key: op://vault/"));
        assert!(is("key: ENC[AES256_GCM,data:"));
        assert!(is("BANQUP_CLIENT_SECRET = credentials('"));
        assert!(is("x=$(bws secret get "));
        assert!(is("  bwSecretId: "));
        assert!(is("\"{{ lookup('bitwarden.secrets.lookup', '"));
        assert!(!is("x=$(bws secret get x); secret="));
        assert!(!is("banqup_client_id: "));
        assert!(!is("secretid"));
        assert!(!is("key=href+"));
        assert!(!is("a: op://vault/x, key: "));
        assert!(!is("{\"a\":\"op://vault/x\",\"key\":\""));
    }
}
