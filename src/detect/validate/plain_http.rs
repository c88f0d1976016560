//! Tells an address over plain HTTP that is called from one that only names something.

use std::sync::LazyLock;

use regex::Regex;

use crate::detect::around::FARTHEST;
use crate::model::address::address;
use crate::model::{REFUSAL_REACH, Span, is_refused_address, vendor};

/// How far before an address it is looked for what is named with it, in bytes.
const REACH: usize = 160;

/// What gives an address to a namespace, a schema, an action or a claim as its name: nobody calls it, and it must stay
/// as it is.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?: (?: (?i:namespace(?:uri)?) | XNamespace[\x20\t]+\w+ | (?i:soapaction))
              \\?['"]?[\x20\t]*[:=][\x20\t]*\\?['"]
          | ["']\$(?:id|schema)\\?["'][\x20\t]*:[\x20\t]*\\?["']
          | \bNamespace\([^()\n]{0,60}["']
          | \b(?i:ns|nsmap|namespaces?|claims?|scopes?|xpath_ns)\b[\x20\t]*(?::[^=\n]{1,40})?[:=]+[^;)\n]{0,100}["']
          | ["']\{ ) $"#,
    )
    .expect("the pattern is fixed")
});

/// What names something with an address whatever its host: nothing is fetched, and the letters are what counts.
static ONLY_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?: (?:xmlns(?::[\w.-]+)? | (?i:(?:target|xml)_?namespace(?:uri)?))\\?['"]?[\x20\t]*[:=][\x20\t]*\\?['"]
          | @Xml\w+\([^()\n]{0,120}\bnamespace\s*=\s*" | @xmlNamespace\s+ | @prefix[\x20\t]+[\w.-]*:[\x20\t]*<
          | schemaLocation=['"][^'"<>]* | <!DOCTYPE\s[^<>]{0,120}["']
          | \b(?:QName|XNamespace\.Get|XName\.Get|XmlQualifiedName|register_?[nN]amespace|addNamespace|AddNamespace)\([^()\n]{0,60}["']
          ) $"#,
    )
    .expect("the pattern is fixed")
});

/// What compares an address, or puts another one in its place.
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix) (?: \b(?:starts_?with|has_?prefix|includes|contains|index_?of|matches?|replace(?:_?all|n|first)?|sub|gsub|re_?place|trim_?prefix|remove_?prefix|strip_prefix)
                       \(\s*(?:[\w.$>-]+\s*,\s*)? [bru@$]?["'`/]\^?
                   | [=!]==?\s*["'`] | =~\s*["'`/]\^?
                   | \bsed\b[^;\n]{0,60}\bs[\#|,/@!]\^? | \bgrep\b[^;|\n]{0,60}["'\x20]
                   | \b(?:pattern[\w-]*|regex|selector)["']?\s*:\s*[^\n]{0,60} ) $"#,
    )
    .expect("the pattern is fixed")
});

/// Words by which a sentence says that an address is not to be called.
static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b(?: never | not | cannot | can't | don't | doesn't | instead | refused? | refuses | rejects? | rejected | forbid(?:s|den)? | disallow(?:s|ed)? | fixed | no\x20longer
                | replaced | removed | throws? | became | upgraded | nooit | niet | geen | jamais | ne\x20pas | niemals | nicht ) \b",
    )
    .expect("the pattern is fixed")
});

/// What tells people of a mistake of theirs.
static COMPLAINS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:raise|throw|throws|die|abort|croak|bail|panic|reject)\b|fatal|error|exception|warn|fail|invalid|violation",
    )
    .expect("the pattern is fixed")
});

/// How a message asks for HTTPS.
static REMEDY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:use|using|switch to|changed? to|requires?|needs?|must (?:be|use|start with)|only|expect(?:s|ed)?)\b[^.;]{0,40}https|\bhttps\b[^.;]{0,20}\b(?:required|mandatory|only|expected)\b",
    )
    .expect("the pattern is fixed")
});

/// The same, up to the plain address that it asks to be replaced.
static REMEDY_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:\b(?:use|using|switch to|change to|requires?|needs?|must (?:be|use|start with)|only|expect(?:s|ed)?)\b[^.;]{0,40}https|\bhttps\b[^.;]{0,20}\b(?:required|mandatory|only|expected)\b)[^;]{0,60}\b(?:instead of|not|rather than|got|was|found|but)\b[^.;]{0,20}$",
    )
    .expect("the pattern is fixed")
});

/// What says that nobody answers, which forbids nothing.
static UNREACHABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)reach|connect|respon|answer|available|resolve|\bfound\b|timed? ?out")
        .expect("the pattern is fixed")
});

/// How a line reads before an address in a sentence: words, and what marks a comment, a list or a heading.
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[\s\#/*>;|"'-]*(?:\d+\.)?\s*(?:[\p{L}\d`*_:,.'’/()-]+\s+)*[`<"'(]*$"#)
        .expect("the pattern is fixed")
});

/// What says of a line that its address is where somebody's page is.
static OF_A_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b(?: copyright | licen[cs]e | homepage | website | author | organi[sz]ation | @see | see\x20(?:also\x20)?$ | documentation | docs?\b ) | \]\($",
    )
    .expect("the pattern is fixed")
});

/// Labels of hosts that serve pages to people, and no API.
const PAGES: [&str; 14] = [
    "www", "docs", "doc", "developer", "developers", "support", "help", "status", "blog",
    "schemas", "schema", "ns", "learn", "community",
];

/// Whether the address at `span` names the plain scheme, and can be called. One without a scheme was found beside a
/// setting that names it.
pub(super) fn is_plain_http(text: &str, span: Span) -> bool {
    let scheme = address(&text[span.start..span.end]).scheme;
    let is_plain = match scheme {
        // The scheme is a variable, or stands in a setting that names the plain one.
        "" => !text[span.start..].starts_with(':'),
        _ => ["http", "ws"].iter().any(|plain| scheme.eq_ignore_ascii_case(plain)),
    };
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let (called, before, after) =
        (&text[span.start..span.end], &text[from..span.start], &text[span.end..]);
    let after =
        &after[..after.find('\n').unwrap_or(after.len()).min(after.floor_char_boundary(REACH))];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    // Asked of what is plain alone: most addresses are not, and the expression is large.
    let is_name = || {
        ONLY_NAMED.is_match(before)
            || before.ends_with('{') && is_expanded_name(called)
            || called.contains("/grant-type/")
    };
    is_plain
        && !is_name()
        && (is_api(called) || !is_of_a_page(called, before, line))
        && !COMPARED.is_match(line)
        && !(is_sentence(line) && (FORBIDDEN.is_match(line) || FORBIDDEN.is_match(after)))
        && !is_complaint(line, after)
        && !is_refused_address(text, span)
}

/// What decides about an address stands no farther away than what decides about any value.
const _: () =
    assert!(REFUSAL_REACH <= FARTHEST, "what is near an address tells whether it is refused");

/// Whether an address stands in a message that tells people to use another one: `"use https:// instead of http://…"`.
fn is_complaint(line: &str, after: &str) -> bool {
    const FEWEST_WORDS: usize = 2;
    let Some(open) = line.rfind(['"', '\'', '`']).filter(|open| COMPLAINS.is_match(&line[..*open]))
    else {
        return false;
    };
    let quote = &line[open..=open];
    let (said, rest) = (&line[open + 1..], after.split(quote).next().unwrap_or_default());
    let clause = said.rsplit(['.', ',', ';']).next().unwrap_or_default();
    let next = rest.split_once([' ', ',', ';']).map_or(rest, |(_, next)| next);
    let denied = next.split(['.', ';']).next().unwrap_or_default();
    let forbids = |part: &str| FORBIDDEN.is_match(part) && !UNREACHABLE.is_match(part);
    said.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
        >= FEWEST_WORDS
        && (REMEDY_BEFORE.is_match(said)
            || REMEDY.is_match(rest)
            || forbids(clause)
            || forbids(denied) && !denied.trim_start().starts_with("instead"))
}

/// Whether an address behind a brace goes on as the name that it is the namespace of: `{http://…}Type`.
fn is_expanded_name(address: &str) -> bool {
    let name = address.split_once('}').map_or("", |(_, name)| name);
    name.starts_with(|c: char| c.is_alphabetic())
}

/// Whether a line is a sentence up to an address, and no setting of one name.
fn is_sentence(line: &str) -> bool {
    let is_setting = line.trim().strip_suffix([':', '=']).is_some_and(|name| !name.contains(' '));
    !is_setting && SENTENCE.is_match(line)
}

/// Whether the address of a host without an API is a name, or leads people to a page.
fn is_of_a_page(text: &str, before: &str, line: &str) -> bool {
    let host = address(text).host;
    NAMED.is_match(before)
        || vendor::is_site(host)
        || host.split('.').any(|label| PAGES.contains(&label.to_ascii_lowercase().as_str()))
        || text.contains("/claims/")
        || OF_A_PAGE.is_match(line)
}

/// Whether the host is one of those that are called: namespaces have the name of the company, or of its page.
fn is_api(text: &str) -> bool {
    address(text).host.split(['.', '-']).any(|label| label == "api")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_called(before: &str) -> bool {
        let text = format!("{before}http://btx.banqup.com/x");
        is_plain_http(&text, Span { start: before.len(), end: text.len() })
    }

    #[test]
    fn a_message_with_the_remedy_is_a_complaint() {
        let is = |text: &str| {
            let (line, after) = text.split_once('§').expect("the sign marks the place");
            is_complaint(line, after)
        };
        for text in [
            "raise ValueError(\"use https:// instead of §\")",
            "throw new Error('Banqup requires https, not §')",
            "throw new Error('HTTPS is required, got §')",
            "throw new Error('do not call §')",
            "log.warn(\"the address §/v1 is not allowed\")",
            "log.warn(\"you call §/v1, use https://\")",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "log.warn(\"https handshake failed, retrying over §\")",
            "console.error(\"Cannot connect via https. Falling back to §\")",
            "throw new Error(\"https is not supported here, use §\")",
            "throw new Error(\"cannot reach §; status page https://status.example.org\")",
            "log.warn(\"https not reachable, try § instead\")",
            "log.warn(\"Switch from https to §\")",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn names_of_schemas_are_not_called() {
        for before in [
            "<x xmlns=\"",
            "<x xmlns:b='",
            "<xs:schema targetNamespace=\"",
            "[XmlRoot(Namespace = \"",
            "@XmlSchema(namespace = \"",
            "XNamespace ns = \"",
            "xsi:schemaLocation=\"",
            "xsi:schemaLocation=\"urn:x x.xsd\n  ",
            "SOAPAction: \"",
            "\"$id\": \"",
            "{\\\"$schema\\\":\\\"",
            "@prefix b: <",
            "new QName(\"",
            "NS = {\"up\": \"",
            "$xpath->registerNamespace('up', '",
            "\"{",
            " * Copyright (c) 2020 Banqup NV (",
            "\"homepage\": \"",
            "[docs](",
        ] {
            assert!(!is_called(before), "{before}");
        }
        for before in [
            "with pytest.raises(ValueError):\n    Client('",
            "assertThrows(IllegalArgumentException.class, () -> new Client(\"",
            "self.assertRaises(ValueError, Client, '",
            "expect { Client.new('",
        ] {
            let after = if before.starts_with("expect") { "') }.to raise_error" } else { "'))" };
            let text = format!("{before}http://api.banqup.com/x{after}");
            let span = Span { start: before.len(), end: text.len() - after.len() };
            assert!(!is_plain_http(&text, span), "{text}");
        }
        for (before, after) in [
            ("if url.startswith('", "'):"),
            ("url.replace(\"", "\", \"https://api.banqup.com\")"),
            ("strings.Replace(u, \"", "\", x)"),
            ("sed -i 's#", "#https://api.banqup.com#'"),
            ("Never call `", "`: it is refused."),
            ("`", "` is refused: always use https."),
            ("- Fixed: calls went to ", "."),
            ("# do not use ", ""),
        ] {
            let text = format!("{before}http://api.banqup.com{after}");
            let span = Span { start: before.len(), end: text.len() - after.len() };
            assert!(!is_plain_http(&text, span), "{text}");
        }
        for (before, after) in [
            ("if not ready: get('", "')"),
            ("replace('https://api.banqup.com', '", "')"),
            ("Call ", " to get a token."),
            ("# GET ", ""),
            ("url: ", " # never mind"),
        ] {
            let text = format!("{before}http://api.banqup.com{after}");
            let span = Span { start: before.len(), end: text.len() - after.len() };
            assert!(is_plain_http(&text, span), "{text}");
        }
        for (before, after) in [
            ("<a xmlns=\"", "\"/>"),
            ("@XmlElementDecl(namespace = \"", "\", name = \"T\")"),
            ("new QName(\"", "\", \"T\")"),
            ("<!DOCTYPE p PUBLIC \"-//X//DTD//EN\" \"", "/p.dtd\">"),
            ("val G = \"", "/oauth/grant-type/password\""),
        ] {
            let address = "http://api.btx.eu.banqup.com/v3";
            let text = format!("{before}{address}{after}");
            let end = before.len() + address.len();
            let end = end + after.find(['"', '}', '\'']).expect("something closes it");
            assert!(!is_plain_http(&text, Span { start: before.len(), end }), "{text}");
        }
        for (address, is) in [
            ("http://docs:pw@btx.banqup.com", true),
            ("http://api:pw@www.banqup.com", false),
            ("http://Banqup.com/", false),
            ("://btx.banqup.com", false),
            ("btx.banqup.com", true),
        ] {
            let text = format!("[docs]({address}");
            let span = Span { start: text.len() - address.len(), end: text.len() };
            assert!(!is_plain_http(&text, span), "{text}");
            let text = format!("url = '{address}");
            let span = Span { start: text.len() - address.len(), end: text.len() };
            assert_eq!(is_plain_http(&text, span), is, "{text}");
        }
        let text = "type=\"{http://api.btx.eu.banqup.com/v3}RefType\"";
        assert!(!is_plain_http(text, Span { start: 7, end: text.len() - 1 }));
        let text = "http::geturl {http://api.btx.eu.banqup.com/v3}";
        assert!(is_plain_http(text, Span { start: 14, end: text.len() }));
        let text = "namespace = \"http://api.btx.eu.banqup.com/v1";
        assert!(is_plain_http(text, Span { start: 13, end: text.len() }));
        for before in [
            "",
            "$id = \"",
            "url = \"",
            "<a href=\"",
            "namespace: x\nurl: \"",
            "\"id\": \"",
            "curl ",
        ] {
            assert!(is_called(before), "{before}");
        }
    }
}
