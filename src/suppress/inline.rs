//! Comments that allow a finding: `banqlint: allow(rule-id) reason`, or `allow-next-line` on the line before.
//!
//! Contract: any comment syntax will do, since only the words are looked at. A reason is what follows the bracket on
//! the same line, up to the end of the comment.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Span;

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 200;

/// What every such comment holds.
pub const MARKER: &str = "banqlint:";

static ALLOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"banqlint:[ \t]*(?:allow(?<next>-next-line)?[ \t]*\((?<rules>[^()\r\n]*)\)(?<reason>[^\r\n]*)|allow(?:-[a-z-]+)?\b)",
    )
    .expect("the pattern is fixed")
});

/// Where a comment ends that has an end of its own.
const CLOSERS: [&str; 11] =
    ["*/", "-->", "--%>", "*)", "#}", "%}", "}}", "#>", "--]]", "]]", "\"\"\""];

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// From the program's name to the closing bracket, or to the word where no bracket follows it.
    pub span: Span,
    /// The ids between the brackets; none where there are no brackets, and then the comment is none that this program
    /// understands.
    pub rules: Vec<String>,
    /// Whether the finding stands on the next line.
    pub next_line: bool,
    /// Why; `None` where no words follow, and then the comment allows nothing.
    pub reason: Option<String>,
}

/// The comments of a text, in order.
pub fn allows(text: &str) -> Vec<Allow> {
    ALLOW
        .captures_iter(text)
        .filter_map(|found| {
            let whole = found.get(0)?.range();
            let Some(rules) = found.name("rules") else {
                let span = Span { start: whole.start, end: whole.end };
                return Some(Allow { span, rules: Vec::new(), next_line: false, reason: None });
            };
            let mut ids: Vec<String> =
                rules.as_str().split(',').map(|id| id.trim().to_owned()).collect();
            ids.sort();
            ids.dedup();
            Some(Allow {
                span: Span { start: whole.start, end: rules.end() + 1 },
                rules: ids,
                next_line: found.name("next").is_some(),
                reason: found.name("reason").and_then(|reason| reason_in(reason.as_str())),
            })
        })
        .collect()
}

/// The words of a reason; `None` where there are none.
fn reason_in(rest: &str) -> Option<String> {
    let end = CLOSERS.iter().filter_map(|closer| rest.find(closer)).min().unwrap_or(rest.len());
    let is_frame = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | ',' | ';');
    let reason = rest[..end].trim_start_matches(is_frame).trim_end();
    reason
        .contains(char::is_alphanumeric)
        .then(|| reason.chars().take(LONGEST_REASON).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comment_holds_the_marker() {
        assert!(ALLOW.as_str().starts_with(MARKER));
    }

    fn one(text: &str) -> (Vec<String>, bool, Option<String>) {
        let mut found = allows(text);
        assert_eq!(found.len(), 1, "{text}");
        let allow = found.remove(0);
        (allow.rules, allow.next_line, allow.reason)
    }

    #[test]
    fn every_syntax_of_comments() {
        for text in [
            "x # banqlint: allow(jwt) expired",
            "x // banqlint:allow( jwt ): expired",
            "/* banqlint: allow(jwt) expired */ x",
            "<!-- banqlint: allow(jwt) - expired -->",
            "{# banqlint: allow(jwt) expired #}",
            "-- banqlint: allow(jwt) expired\r\nnext",
            "REM banqlint: allow (jwt) expired",
        ] {
            assert_eq!(one(text), (vec!["jwt".into()], false, Some("expired".into())), "{text}");
        }
    }

    #[test]
    fn several_rules_and_the_next_line() {
        let (rules, next, _) = one("; banqlint: allow-next-line(jwt, client-id) both expired");
        assert_eq!((rules, next), (vec!["client-id".into(), "jwt".into()], true));
    }

    #[test]
    fn a_comment_without_brackets_names_no_rule() {
        for text in
            ["# banqlint:allow", "# banqlint: allow[jwt] expired", "# banqlint: allow-line(jwt) x"]
        {
            assert_eq!(one(text), (Vec::new(), false, None), "{text}");
        }
        assert!(allows("banqlint: it allows nothing; banqlint: allowed").is_empty());
    }

    #[test]
    fn a_reason_needs_words() {
        for text in
            ["# banqlint: allow(jwt)", "/* banqlint: allow(jwt) : */", "# banqlint: allow(jwt) --"]
        {
            assert_eq!(one(text).2, None, "{text}");
        }
    }
}
