//! Tells a word that is the name of a value from one that stands before it and is about something else.
//!
//! Contract: looks at what stands between the two, and at nothing else.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::around::built;
use crate::model::{Span, vendor};

/// A name that was given something else: a reference, another name, or nothing. It follows a telling phrase, and so
/// does the end of what it stands in.
static GIVEN_OTHER: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?x)^[A-Za-z0-9_-]*["'`\\\])]{0,4}\s*(?:
            ; | \}\}
          | (?:=>|:=|=|:|>)\s*(?:
                (?:""|'')
              | ["'`]?(?:\$\{[^}\n]*\} | \$[A-Za-z_][A-Za-z0-9_]* | \{\{[^}\n]*\}\} | %[A-Za-z_][A-Za-z0-9_]*% | \*{3,}[A-Za-z0-9]*
                    | (?:await\s|new\s)?[A-Za-z_$][A-Za-z0-9_$]*
                      (?:(?:\.|::|->|\?\.)[A-Za-z_][A-Za-z0-9_]* | \[[^\]\n]{1,60}\] | \([^()\n]{0,80}\) | !)+)
            )["'`\\]{0,2}\s*(?:[,;&)}\]<]|\r?\n)
          | (?:=>|:=|=|:)\s*["'`]?[A-Za-z_][A-Za-z0-9_]*["'`]?\s*[,;&)}]
          | (?:=>|:=|=|:)\s*["'`]?(?:\*{3,}|[0-9]{1,16})["'`]?[\s,;&)}\]<]
          | ,\s*["'`]?[A-Za-z_][A-Za-z0-9_]*["'`]?\s*(?:=>|[:=])
        )"#,
    )
});

/// A name whose type stands between it and its value: `client_secret: Optional[str] = "`. What is matched is all before
/// the last name of the type.
static TYPED: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?<name>[A-Za-z_$][A-Za-z0-9_$.-]*)["'`]?[?!]?\s*(?::|\b[Aa]s\b)\s*[A-Za-z0-9_&*'\[\]<>|. ?]{0,60}$"#,
    )
});

/// A tag or an anchor of YAML between a name and its value.
static TAGGED: LazyLock<Regex> =
    LazyLock::new(|| built(r#":[ \t]+(?:[!&][A-Za-z0-9_.!/-]*[ \t]+){1,2}["']?$"#));

/// The first of two values of which a condition takes one, and the start of the other.
static CHOSEN: LazyLock<Regex> =
    LazyLock::new(|| built(r#"\?\s*["'`](?P<first>[^"'`\n]{0,100})["'`]\s*:\s*["'`]$"#));

/// No such type has a shorter name, in bytes.
const SHORTEST_KEEPER: usize = 9;

/// A type that keeps a string from being printed, whose name is none of a value.
static KEEPER: LazyLock<Regex> = LazyLock::new(|| {
    built(r"(?i)\b(?:\w+\.)?(?:secretstr|secretbytes|secretstring|securestring|protectedstring)\b")
});

/// `before` without what may stand between a name and its value and says nothing: a tag, an anchor, the other value of
/// a choice.
pub(super) fn plain(before: &str) -> &str {
    let bytes = before.as_bytes();
    let is_marked = memchr::memchr3(b'!', b'&', b'?', bytes).is_some();
    if !is_marked {
        return before;
    }
    if let Some(tagged) = TAGGED.find(bytes) {
        return &before[..tagged.start() + 2];
    }
    let first = CHOSEN.captures(bytes).and_then(|found| found.name("first"));
    first.map_or(before, |first| &before[..first.start()])
}

/// `before` up to the name that ends at `end`, if all that follows is a type which is called with the value.
pub(super) fn without_keeper(before: &str, end: usize) -> &str {
    let may_be = before.len() - end >= SHORTEST_KEEPER;
    if may_be && KEEPER.is_match(&before.as_bytes()[end..]) { &before[..end] } else { before }
}

/// Whether a name is such a type.
pub(super) fn is_keeper(name: &str) -> bool {
    name.len() >= SHORTEST_KEEPER
        && name
            .as_bytes()
            .windows(3)
            .any(|part| part.eq_ignore_ascii_case(b"str") || part.eq_ignore_ascii_case(b"byt"))
        && KEEPER.find(name.as_bytes()).is_some_and(|found| found.len() == name.len())
}

/// The name before the type that stands where a value's name mostly does, at the end of `before`, in the same line.
pub(super) fn typed(before: &str) -> Option<Span> {
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let name = TYPED.captures(&before.as_bytes()[line..])?.name("name")?;
    Some(Span { start: line + name.start(), end: line + name.end() })
}

/// Whether a telling phrase is about something else than a value at the end of `before` whose shape alone says little,
/// a UUID above all: it was given another value, or the value is a part of a path, an argument beside it, or in a
/// statement or a list of its own.
pub(super) fn is_about_another(before: &str, phrase: Range<usize>) -> bool {
    // A phrase may take in the mark behind it.
    let is_marked = !before.as_bytes()[phrase.end - 1].is_ascii_alphanumeric();
    let between = &before[before.floor_char_boundary(phrase.end - usize::from(is_marked))..];
    let name = between.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_-".contains(c));
    is_in_path(before, name)
        || GIVEN_OTHER.is_match(between.as_bytes())
        || is_argument(&before[..phrase.start], name)
        || is_below_another(between)
        || is_in_next_sentence(between)
}

/// Whether a sentence ends between the two, in one line: "The client secret is in the vault; our company is …".
fn is_in_next_sentence(between: &str) -> bool {
    let ends = |(at, _): (usize, &str)| {
        let rest = &between[at + 1..];
        rest.starts_with(' ') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let is_code = |c: char| "\n={}[]<>|\"".contains(c);
    !between.contains(is_code) && between.match_indices([';', '.', '!', '?']).any(ends)
}

/// Whether the end of `before` is a path, which the phrase is no part of.
fn is_in_path(before: &str, rest: &str) -> bool {
    let is_segment = |c: char| c.is_ascii_alphanumeric() || "}_])>".contains(c);
    before.strip_suffix('/').is_some_and(|before| before.ends_with(is_segment)) && rest != "/"
}

/// Whether the phrase is a name that is handed on, in a call that is about something else: `get_invoice(client_secret,
/// "`.
fn is_argument(before: &str, rest: &str) -> bool {
    const ABOUT: [&str; 9] = [
        "client", "auth", "login", "token", "connect", "banqup", "session", "credential", "secret",
    ];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let name = line.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_.".contains(c));
    let Some((callee, _)) = name.rsplit_once('(').filter(|(_, rest)| !rest.contains(')')) else {
        return false;
    };
    let callee = callee.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
    let callee = callee.unwrap_or_default().to_ascii_lowercase();
    !name.ends_with(['"', '\'', '`', ':'])
        && rest.starts_with([',', ')'])
        && !callee.is_empty()
        && !ABOUT.iter().any(|about| callee.contains(about))
}

/// Whether a value some lines below its phrase has a list, a block or a call of its own.
fn is_below_another(between: &str) -> bool {
    const MOST: usize = 3;
    let Some((above, line)) = between.rsplit_once('\n') else { return false };
    let opens = |line: &str| {
        let line = line.trim_end();
        line.ends_with([':', '[', '(', '{']) && line.contains(|c: char| c.is_ascii_alphabetic())
    };
    let is_call = line
        .split('(')
        .rev()
        .skip(1)
        .any(|callee| callee.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
    let words = line.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    // Each step of a scenario is about something else.
    let is_step = ["Given ", "When ", "Then ", "And ", "But "]
        .iter()
        .any(|step| line.trim_start().starts_with(step));
    above.split('\n').skip(1).any(opens) || is_call || is_step || words.count() > MOST
}

/// Whether a phrase is about the value that `between` separates it from: a text that goes on, other arguments, another
/// value or the vendor's name say that it is about something else. What closes the name itself does not, and in a list
/// of several all have it.
pub(super) fn reaches(between: &str) -> bool {
    const FARTHEST: usize = 3;
    let rest = between.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_-".contains(c));
    let rest = rest.trim_start_matches(['"', '\'', '`', ']', '}', ')']);
    let rest = rest.strip_prefix("()").or(rest.strip_prefix("!:")).unwrap_or(rest);
    let is_list = rest.trim_start_matches([':', '=', ' ']).starts_with('[') && !rest.contains(']');
    let words =
        || between.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = between.len() - rest.len();
    let ends = |(at, c): (usize, char)| match c {
        ';' | '!' | ']' | '}' | ')' => true,
        ',' => {
            !between[..name + at].ends_with(['"', '\'', '`'])
                && rest[at + 1..].starts_with([' ', '"', '\''])
        }
        '.' => rest[at + 1..].starts_with(char::is_whitespace),
        _ => false,
    };
    let goes_on = words().count() > FARTHEST || words().any(is_value);
    (is_list || !goes_on) && !rest.char_indices().any(ends) && !vendor::names_in_short(between)
}

/// Whether a word could be a value.
pub(super) fn is_value(word: &str) -> bool {
    const SHORTEST: usize = 16;
    word.len() >= SHORTEST
        && word.contains(|c: char| c.is_ascii_digit())
        && word.contains(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the phrase between the signs is about another value than the one at the end.
    fn is(text: &str) -> bool {
        let (start, rest) = text.split_once('«').expect("a sign marks the phrase");
        let (phrase, rest) = rest.split_once('»').expect("a sign marks its end");
        let before = format!("{start}{phrase}{rest}");
        is_about_another(&before, start.len()..start.len() + phrase.len())
    }

    #[test]
    fn a_name_that_has_its_value_is_spent() {
        for text in [
            "`POST x/gettoken` with «client_secret», then `GET /v1/invoices/",
            "&«client_secret»={{s}}\n\n###\nGET x/v1/invoices/",
            "«client_secret»: ${X}\n  companies:\n    - ",
            "Client(«client_secret»=os.environ['S'])\ninv = client.get(",
            "String «clientSecret»;\n\n@Test void t() { api.find(UUID.fromString(\"",
            "const secret = process.env.«CLIENT_SECRET»;\nawait api.get(`",
            "_options.«ClientSecret» = config[\"S\"];\nawait SendAsync(new Guid(\"",
            "{\"«client_secret»\":\"${X}\",\"companies\":[\"",
            "{\"«client_secret»\":\"\",\"x\":[\"",
            "get_invoice(«client_secret», '",
            "Given a valid «client secret»\n  When I fetch \"",
            "«client_secret» = settings.SECRET\ninvoice(\"",
            "«client_id=»73223 invoice ",
            "«client_secret»=*** company ",
            "{'client_secret': «secret», 'invoices': ['",
            "The «client secret» is in the vault; our company is `",
        ] {
            assert!(is(text), "{text}");
        }
    }

    #[test]
    fn a_name_that_waits_for_its_value_is_not() {
        for text in [
            "«client_secret»: ",
            "os.getenv(\"«CLIENT_SECRET»\", \"",
            "const secret = process.env.«CLIENT_SECRET» || \"",
            "«ClientSecret» = config[\"S\"] ?? \"",
            "public string «ClientSecret» { get; set; } = \"",
            "«client_secret»/",
            "Here is the «client secret». Keep it well!\n\n",
            "«client_id\u{94}»\u{8c}$",
            "Client ID («client_id»): ",
            "Client(«client_id», \"",
            "set(\"«client_secret»\", \"",
            "## «Client secret»\n```\n",
            "«client_secret»: string | null = \"",
            "<add key=\"«ClientSecret»\" value=\"",
            "05 «CLIENT-SECRET» PIC X(64)\n VALUE '",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_passed_over() {
        for (before, after) in [
            ("client-secret: !secret ", "client-secret: "),
            ("id: &x !!str \"", "id: "),
            ("s = prod ? 'a-b' : '", "s = prod ? '"),
            ("a: b: ", "a: b: "),
            ("x ? y : 'z' + '", "x ? y : 'z' + '"),
        ] {
            assert_eq!(plain(before), after, "{before}");
        }
        let before = "client_secret = SecretStr(\"";
        assert_eq!(without_keeper(before, 13), "client_secret");
        assert!(is_keeper("SecretStr") && !is_keeper("client_secret"));
    }

    #[test]
    fn a_type_is_no_name() {
        for (before, name) in [
            ("client_secret: ", Some("client_secret")),
            ("client_secret: Optional[", Some("client_secret")),
            ("const BANQUP_CLIENT_SECRET: &'static ", Some("BANQUP_CLIENT_SECRET")),
            ("private clientSecret?: string | ", Some("clientSecret")),
            ("Dim clientSecret As ", Some("clientSecret")),
            ("host: x, ", None),
            ("client_secret:\n", None),
        ] {
            let found = typed(before).map(|span| &before[span.start..span.end]);
            assert_eq!(found, name, "{before}");
        }
    }
}
