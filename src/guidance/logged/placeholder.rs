//! What routes and builds that are written in a markup log: `<logger message="#[vars.token]"/>` of Mule, `<log
//! message="${header.token}"/>` of Camel, `<echo message="${client.secret}"/>` of Ant.
//!
//! Contract: a sink is one expression that is filled in; the text around it is none.

use super::super::{Page, brackets};
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// What logs.
struct Log {
    /// Up to where its text begins.
    pattern: Pattern,
    /// What opens an expression in the text.
    opens: &'static str,
    of: &'static [Language],
    /// Which expressions give out what they name.
    gives: fn(&str) -> bool,
}

static LOGS: [Log; 4] = [
    Log {
        pattern: pattern!(r#"<(?:\w+:)?logger\b[^<>]{0,300}?\bmessage\s*=\s*["']"#; "logger", "message"),
        opens: "#[",
        of: &[Xml],
        gives: any,
    },
    Log {
        pattern: pattern!(r#"<log\b[^<>]{0,300}?\bmessage\s*=\s*["']|<log\b[^<>]{0,300}>\s*<simple>"#; "<log"),
        opens: "${",
        of: &[Xml],
        gives: is_of_exchange,
    },
    Log {
        pattern: pattern!(
            r#"\.log\s*\(\s*(?:[\w.]+\s*,\s*){0,3}"|\blog:[^\S\n]*(?:\n[^\S\n]*(?:[\w-]+:[^\n]*\n[^\S\n]*)?message:[^\S\n]*)?["']?"#;
            ".log" | "log:"
        ),
        opens: "${",
        of: &[Java, Kotlin, Groovy, Yaml],
        gives: is_of_exchange,
    },
    Log {
        pattern: pattern!(r#"<echo\b(?:[^<>]{0,300}?\bmessage\s*=\s*["']|[^<>]{0,300}>)"#; "<echo"),
        opens: "${",
        of: &[Xml],
        gives: any,
    },
];

/// How far the text of a message is read, in bytes.
const LONGEST: usize = 400;

/// The most expressions of one message.
const MOST: usize = 20;

/// The expressions that the messages of a page are filled with.
pub(super) fn expressions<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Span> + 'p {
    // What Helm shows to whoever installs a chart
    static NOTE: Pattern = pattern!(
        r"\{\{-?\s*(?<words>\.Values\.[\w.]+)\s*(?:\|\s*(?:quote|squote|toString|b64enc|b64dec|nindent\s+\d+|default\s+[^{}|\n]{1,40})\s*)*-?\}\}";
        ".values."
    );
    let text = page.text();
    let notes =
        (page.file_name() == "NOTES.txt").then(|| NOTE.captures_iter(page)).into_iter().flatten();
    let notes = notes.filter_map(|note| note.name("words")).map(|words| words.span());
    notes.chain(LOGS.iter().filter(|log| page.is_in(log.of)).flat_map(move |log| {
        log.pattern.find_iter(page).flat_map(move |found| {
            let start = found.end();
            let limit = text.floor_char_boundary(text.len().min(start + LONGEST));
            let rest = &text[start..limit];
            let quote = found.as_str().chars().last().filter(|last| matches!(last, '"' | '\''));
            let end = rest.find(['<', '\n', quote.unwrap_or('<')]).unwrap_or(rest.len());
            let opened = rest[..end].match_indices(log.opens).take(MOST);
            opened
                .map(move |(at, _)| brackets::inside(text, start + at + 1))
                .filter(|part| (log.gives)(page.slice(*part)))
        })
    }))
}

fn any(_: &str) -> bool {
    true
}

/// Whether an expression of Camel takes something that a message carries; others are settings, which have another
/// form in a log, or a text of the builder's own.
fn is_of_exchange(expression: &str) -> bool {
    ["header", "in.header", "exchangeProperty", "variable"]
        .iter()
        .any(|of| expression.trim_start().starts_with(of))
}
