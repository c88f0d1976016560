//! Tells an address over plain HTTP that is called from one that only names something.

use std::sync::LazyLock;

use regex::Regex;

use crate::detect::find;
use crate::model::Span;

/// How far before an address it is looked for what is named with it, in bytes.
const REACH: usize = 160;

/// What gives an address to a namespace, a schema or an action as its name: nobody calls it, and it must stay as it is.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?: (?:xmlns(?::[\w.-]+)? | (?i:(?:target|xml)?_?namespace(?:uri)?) | XNamespace[\x20\t]+\w+ | (?i:soapaction))
              \\?['"]?[\x20\t]*[:=][\x20\t]*\\?['"]
          | ["']\$(?:id|schema)\\?["'][\x20\t]*:[\x20\t]*\\?["']
          | schemaLocation=['"][^'"<>]*
          | @prefix[\x20\t]+[\w.-]*:[\x20\t]*< ) $"#,
    )
    .expect("the pattern is fixed")
});

/// What expects of a call that it fails: a test of a client that refuses such an address.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?: assert_?raises(?:_regex|_regexp)? | assert_?throws(?:_exactly)? | throws(?:Async)? | raises | expect_raises | expectException | raise_error | shouldThrow(?:<\w+>)? | assertFailsWith(?:<\w+>)?
                | should_panic ) \b [^;]{0,120}$",
    )
    .expect("the pattern is fixed")
});

/// The same, behind the call.
static REFUSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^;\n]{0,80}(?:[)}]\s*\.\s*(?:rejects\s*\.\s*)?(?:to)?[_\x20]?(?:throw\w*|be_err|raise_error)|\.is_err\(\)|\.unwrap_err\(\)|\.isInstanceOf\()")
        .expect("the pattern is fixed")
});

/// Whether the address at `span` names the plain scheme, and can be called. One without a scheme was found beside a setting that names it.
pub(super) fn is_plain_http(text: &str, span: Span) -> bool {
    let is_plain = find::address(&text[span.start..span.end]).is_none_or(|address| {
        ["http", "ws"].iter().any(|plain| address.scheme.eq_ignore_ascii_case(plain))
    });
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let before = &text[from..span.start];
    is_plain
        && (is_api(&text[span.start..span.end]) || !NAMED.is_match(before))
        && !is_refused(before, &text[span.end..])
}

/// Whether a test says that this address is refused: the call stands in the statement that expects it, or in the line below.
fn is_refused(before: &str, after: &str) -> bool {
    const LINES: usize = 2;
    let start = before.rmatch_indices('\n').nth(LINES - 1).map_or(0, |(at, _)| at + 1);
    REFUSED.is_match(&before[start..]) || REFUSES.is_match(after)
}

/// Whether the host is one of those that are called: namespaces have the name of the company, or of its page.
fn is_api(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    host.split(['/', ':', '?']).next().unwrap_or(host).split(['.', '-']).any(|label| label == "api")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_called(before: &str) -> bool {
        let text = format!("{before}http://banqup.com/x");
        is_plain_http(&text, Span { start: before.len(), end: text.len() })
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
