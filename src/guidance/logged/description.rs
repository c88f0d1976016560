//! Objects that write their secrets into the text that stands for them: `toString()`, `__repr__`, `String()`.
//!
//! Contract: a description names what it shows, `secret=…`; a value that turns into its own text, a header, and the
//! form of a request are none.

use super::super::Page;
use super::leak::{Leak, Reader};
use crate::guidance::branch::indent;
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::Span;

/// Heads of functions that make the text of an object; a match ends at the brace or colon before the body, or the sign
/// before an expression.
static HEADS: [Pattern; 4] = [
    // Java, Kotlin, Scala, C#, Dart, JavaScript, PHP, Groovy
    pattern!(r"\b(?:toString|ToString|__toString)\s*\(\s*\)\s*(?::\s*\??[A-Za-z]+\s*)?(?:=>?|\{)"; "tostring"),
    // Go
    pattern!(r"(?m)^func\s*\([^()\n]{1,60}\)\s*(?:String|GoString)\(\)\s*string\s*\{"; "string()"),
    // Rust
    pattern!(r"\bfn\s+fmt\s*\(\s*&self\s*,[^()\n]{1,80}\)\s*->\s*[\w:<>'_ ]{1,40}\{"; "&self", "fmt"),
    // Swift
    pattern!(r"\bvar\s+(?:description|debugDescription)\s*:\s*String\s*\{"; "description"),
];

/// The longest body that is read, in bytes.
const LONGEST: usize = 1500;

/// The credentials that the descriptions of a page show.
pub(super) fn leaks(page: &Page<'_>, reader: &Reader<'_, '_>) -> Vec<Leak> {
    let bodies = HEADS
        .iter()
        .flat_map(|head| head.find_iter(page))
        .map(|head| body(page, head.end()))
        .chain(of_python(page));
    bodies
        .filter(|body| body.len() <= LONGEST && describes(page.slice(*body)))
        .filter_map(|body| reader.leak(body))
        .collect()
}

/// The body whose first sign ends at `at`: what stands in its braces, or an expression up to the end of its statement.
fn body(page: &Page<'_>, at: usize) -> Span {
    let text = page.text();
    if text[..at].ends_with('{') {
        return page.inside(at - 1);
    }
    let limit = text.floor_char_boundary((at + LONGEST).min(text.len()));
    let rest = &text[at..limit];
    let lead = rest.len() - rest.trim_start().len();
    let line = rest[lead..].find('\n').map(|end| lead + end);
    let end = rest.find(';').or(line).unwrap_or(rest.len());
    Span { start: at, end: text.floor_char_boundary((at + end).min(limit)) }
}

/// The bodies of `__repr__` and `__str__`, by their indent, and of `inspect` and `to_s`.
fn of_python(page: &Page<'_>) -> Vec<Span> {
    static HEAD: Pattern = pattern!(
        r"(?m)^[ \t]*def[ \t]+(?:__(?:repr|str)__\s*\(\s*self\s*\)[^:\n]*:|(?:inspect|to_s)\b[^\n]*)[ \t]*\r?$";
        "def", "__repr__" | "__str__" | "inspect" | "to_s"
    );
    const LINES: usize = 12;
    let text = page.text();
    let of_head = |end: usize| {
        let own = indent(page.slice(page.line(end)));
        let start = (end + 1).min(text.len());
        let mut last = start;
        let mut at = end;
        for _ in 0..LINES {
            let line = page.line((at + 1).min(text.len()));
            let is_inside = page.slice(line).trim().is_empty() || indent(page.slice(line)) > own;
            if !is_inside || line.end <= at {
                break;
            }
            (at, last) = (line.end, line.end);
        }
        Span { start: text.ceil_char_boundary(start), end: last.max(start) }
    };
    HEAD.find_iter(page)
        .map(|head| of_head(head.start() + head.as_str().trim_end().len()))
        .collect()
}

/// Whether a body writes names with values, and no header and no form.
fn describes(body: &str) -> bool {
    let names = ["=", ":"].iter().any(|sign| {
        body.match_indices(sign).any(|(at, _)| {
            let quotes = body[..at].matches(['"', '`']).count();
            quotes % 2 == 1
                || body[..at]
                    .rsplit('\n')
                    .next()
                    .is_some_and(|line| line.matches('\'').count() % 2 == 1)
        })
    });
    let is_sent = ["bearer ", "basic ", "grant_type", "http", "redact", "mask", "***", "&client"]
        .iter()
        .any(|word| holds(body, word));
    names && !is_sent
}
