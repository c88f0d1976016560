//! Names that stand behind their values: `[DefaultValue("…")] public string ClientSecret`, `KEY = "…"  # client
//! secret`.
//!
//! Contract: counts where nothing before a value says what it is. A name behind it counts in the declaration that the
//! value annotates, or in a comment at the end of its line.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::Context;
use super::around::{built, head};
use super::phrases::{class, last_match};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How far behind a value its name may end, in bytes.
const REACH: usize = 160;

/// The end of an attribute or an annotation, and the declaration that it stands before, up to the end of the name.
static ANNOTATED: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"^\}?["']\)\]?\s*(?:\[[^\]\n]{0,60}\]\s*)?(?:(?:public|private|protected|internal|static|final|readonly|required|virtual|val|var|late|const|override)\s+){0,4}(?:(?P<type>[A-Za-z_][A-Za-z0-9_.<>?]*)\s+)?(?P<name>[A-Za-z_$][A-Za-z0-9_]{1,60})\s*(?:[;{=,):]|$)"#,
    )
});

/// A comment at the end of a value's line.
static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    built(r#"^["'`\])}]{0,3}[;,]?[ \t]*(?:\#|//|--[ \t]|/\*|<!--)[ \t]*(?P<name>[^\r\n]{3,80})"#)
});

/// An attribute or an annotation that takes the value, at the end of a text.
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?:\[|@)[A-Za-z_][A-Za-z0-9_.:]*\((?:[A-Za-z_]+\s*=\s*)?["'](?:\$\{[A-Za-z0-9_.-]+:)?$"#,
    )
});

/// The longest comment that is a name, in words.
const MOST: usize = 6;

/// How many words of it may follow those that tell: the end of the last of them is one.
const BEHIND: usize = 2;

/// What declares something that holds no value of its own.
const NO_VALUES: [&[u8]; 9] =
    [b"class", b"interface", b"struct", b"enum", b"record", b"void", b"def", b"fun", b"function"];

/// What a name behind the value at `span` says, of which `before` ends right before the value.
pub(super) fn name(text: &str, before: &str, span: Span) -> Option<Context> {
    let after = head(text, span.end, REACH).as_bytes();
    let annotated = || {
        let rest = after.strip_prefix(b"}").unwrap_or(after);
        if !rest.starts_with(b"\")") && !rest.starts_with(b"')") {
            return None;
        }
        let declaration = ANNOTATED.captures(after)?;
        let is_value =
            !declaration.name("type").is_some_and(|of| NO_VALUES.contains(&of.as_bytes()));
        let found = declaration.name("name").filter(|_| is_value)?;
        ATTRIBUTE.is_match(before.as_bytes()).then_some(found)
    };
    let comment = || {
        let line = after.split(|byte| *byte == b'\n').next().unwrap_or(after);
        if !line.iter().any(|byte| b"#/-<".contains(byte)) {
            return None;
        }
        let found = COMMENT.captures(after)?.name("name")?;
        let words =
            |text: &[u8]| text.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
        let phrase = last_match(found.as_bytes())?.get(0)?.end();
        // What goes on after the phrase tells about it: "client secret is in the vault".
        let is_name =
            words(found.as_bytes()) <= MOST && words(&found.as_bytes()[phrase..]) <= BEHIND;
        is_name.then_some(found)
    };
    let name = annotated().or_else(comment)?.as_bytes();
    let names_vendor = vendor::names_in_short(name);
    let key = class(&last_match(name)?, names_vendor)?;
    let tells = !matches!(key, KeyClass::Foreign | KeyClass::Basic | KeyClass::AccessToken);
    tells.then_some(Context { key, names_vendor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn key(text: &str) -> Option<(KeyClass, bool)> {
        let start = text.find('§').expect("the sign marks the value");
        let span = Span { start, end: start + '§'.len_utf8() };
        name(text, &text[..start], span).map(|context| (context.key, context.names_vendor))
    }

    #[test]
    fn what_is_annotated_names_its_value() {
        for text in [
            "[DefaultValue(\"§\")]\npublic string ClientSecret { get; set; }",
            "@Value(\"${x.y:§}\")\nprivate String clientSecret;",
            "@Value(\"§\") final String clientSecret,",
            "KEY = \"§\"  # client secret",
            "x: '§', // the client secret",
        ] {
            assert_eq!(key(text), Some((KeyClass::ClientSecret, false)), "{text}");
        }
        assert_eq!(key("-s § # banqup client secret"), Some((KeyClass::ClientSecret, true)));
        for text in [
            "f(\"§\")\nclientSecret = 1",
            "x = \"§\"\nclientSecret = 1",
            "x = \"§\" # not the client secret of the app but that of somebody else",
            "x = \"§\" # client secret is in the vault",
            "[Guid(\"§\")]\npublic class ClientSecretProvider {}",
            "x = \"§\" # sha256",
            "x = \"§\"",
        ] {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
