//! Settings in a text of any language: a name, a sign, a value. `SECRET=x`, `secret: "x"`, `-d client_secret=x&y`.

use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// One assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Assignment {
    /// Its name.
    pub(in crate::guidance) name: Span,
    /// Its value, without quotes.
    pub(in crate::guidance) value: Span,
    /// Whether the value stands in quotes.
    pub(in crate::guidance) is_quoted: bool,
}

/// The settings within a part of a text, in order.
pub(in crate::guidance) fn assignments(
    text: &str,
    part: Span,
) -> impl Iterator<Item = Assignment> + '_ {
    static SETTING: Pattern = pattern!(
        r#"(?x)
            (?<name> [A-Za-z_][A-Za-z0-9_.-]{2,95} ) \\?["']?\]?
            [\ \t]* (?: => | := | == | = | : ) [\ \t]* \\?
            (?: "(?<double>[^"\n\r]*)" | '(?<single>[^'\n\r]*)' | (?<bare>[^\s"',;&|()\\]+) )
            "#
    );
    SETTING.captures_iter(&text[part.start..part.end]).filter_map(move |found| {
        let quoted = found.name("double").or_else(|| found.name("single"));
        let value = quoted.or_else(|| found.name("bare"))?;
        Some(Assignment {
            name: found.name("name")?.span_from(part.start),
            value: value.span_from(part.start),
            is_quoted: quoted.is_some(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_in_many_spellings() {
        let text = "export A_B=c -d \"client_secret=x&y=z1\" env.KEY = 'v w'\n\"json\": \"j\", ruby => r; ab.cd: e";
        let found: Vec<(&str, &str)> = assignments(text, Span { start: 0, end: text.len() })
            .map(|one| (&text[one.name.start..one.name.end], &text[one.value.start..one.value.end]))
            .collect();
        assert_eq!(
            found,
            [
                ("A_B", "c"),
                ("client_secret", "x"),
                ("env.KEY", "v w"),
                ("json", "j"),
                ("ruby", "r"),
                ("ab.cd", "e")
            ]
        );
    }
}
