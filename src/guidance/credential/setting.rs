//! The value that stands beside a credential's name in a file of settings.

use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Name, Page};
use crate::model::Span;

/// How far after its name a value is looked for, in bytes.
const REACH: usize = 400;

/// What is given to `name` in settings: `name = value`, `"name": "value"`, `<name>value</name>`, or the field `value`
/// of the record that the name stands in. The span leaves out quotes and may be empty; `None` where nothing is given.
pub(in crate::guidance) fn value_of(page: &Page<'_>, name: &Name) -> Option<Span> {
    static GIVEN: Pattern = pattern!(
        r#"(?x)
            ^(?: \\?["'] )? (?: [\x20\t]*,?[\x20\t\r\n]* \\?["']? (?:current)?[vV]alue \\?["']? )? [\x20\t]* (?: => | := | [:=] | > | ,[\x20\t]* ) [\x20\t]*
            (?: \\?"(?<double>[^"\r\n]*?)\\?" | '(?<single>[^'\r\n]*)' | (?<bare>\{\{[^\r\n]*?\}\}|[^\s,;<>\#"'{}\[\]][^\r\n,;<>\#]*|) )
            "#
    );
    let start = name.span.end;
    let end = page.text().floor_char_boundary((start + REACH).min(page.text().len()));
    let found = GIVEN.captures(&page.text()[start..end])?;
    let value =
        found.name("double").or_else(|| found.name("single")).or_else(|| found.name("bare"))?;
    let text = value.as_str().trim_end();
    Some(Span { start: start + value.start(), end: start + value.start() + text.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn value(text: &str) -> Option<String> {
        let page = Page::new("", text, Facts::default());
        let name = page.names()[0];
        value_of(&page, &name).map(|span| page.slice(span).to_owned())
    }

    #[test]
    fn values_beside_their_names() {
        for text in [
            "BANQUP_CLIENT_SECRET=abc def",
            "export BANQUP_CLIENT_SECRET=\"abc def\"",
            "client_secret: 'abc def'",
            "{\"client_secret\": \"abc def\"}",
            "{\"key\": \"client_secret\", \"value\": \"abc def\"}",
            "{\"key\":\"client_secret\",\n  \"value\":\"abc def\"}",
            "<clientSecret>abc def</clientSecret>",
            "client_secret = abc def  # a comment",
            "{\\\"client_secret\\\": \\\"abc def\\\"}",
        ] {
            assert_eq!(value(text).as_deref(), Some("abc def"), "{text}");
        }
        assert_eq!(
            value("banqup_secret: {{ .Values.secret }}").as_deref(),
            Some("{{ .Values.secret }}")
        );
        assert_eq!(value("BANQUP_CLIENT_SECRET=\nX=1").as_deref(), Some(""));
        assert_eq!(value("BANQUP_CLIENT_SECRET=\"\"").as_deref(), Some(""));
        assert_eq!(value("use client_secret here"), None);
    }
}
