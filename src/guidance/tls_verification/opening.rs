//! What a bracket opens: the call or block of a name, with what its chain of calls begins with.
//!
//! Contract: reads what stands before the bracket, in any language; the body of a function or a branch holds nothing by
//! name.

use crate::guidance::brackets;
use crate::guidance::pattern::{Pattern, pattern};

/// Calls that only make a value of what they are given.
#[rustfmt::skip]
const MAKERS: &[&str] = &[
    "arc", "array", "assign", "box", "config", "create_default_context", "createsecurecontext", "dict", "hash", "just",
    "list", "map", "merge", "ok", "rc", "some", "ssl_context", "sslcontext", "ssloptions", "tls", "tls_config", "tlsconfig",
    "tlsoptions", "_create_unverified_context",
];

/// What opens a block or a call.
pub(super) struct Holder<'t> {
    /// All that is written before the bracket and says what it is.
    pub(super) name: &'t str,
    /// What a chain of calls begins with, of which it is one.
    pub(super) root: &'t str,
    /// Where that, or the name, begins.
    pub(super) start: usize,
    /// Whether it is a call that does something with what it is given.
    pub(super) is_call: bool,
}

impl<'t> Holder<'t> {
    /// What the bracket at `open` opens; nothing where it is the body of a function or a branch.
    pub(super) fn of(text: &'t str, open: usize) -> Option<Self> {
        static BODY: Pattern = pattern!(
            r"(?:^|[^\w.$])(?:class|struct|interface|object|impl|trait|enum|module|namespace|func|fn|fun|function|def|if|else|for|foreach|while|switch|match|try|catch|finally|do|unsafe|when|unless)\b"
        );
        const LONGEST: usize = 400;
        let from = text.ceil_char_boundary(open.saturating_sub(LONGEST));
        let head = text[from..open].trim_end();
        let is_round = text[open..].starts_with('(');
        let made = match head.strip_suffix(')') {
            Some(_) if is_round => return None,
            // `new Client("…") { … }` sets what it has made.
            Some(before) => {
                let call = &before[..unclosed(before)?];
                call[..call.len() - path(call).len()].trim_end().ends_with("new").then_some(call)?
            }
            None => head,
        };
        let path = path(made);
        let start = made[..made.len() - path.len()]
            .rfind(['\n', ';', '{', '}', '(', '[', ',', '|'])
            .map_or(0, |at| at + 1);
        let name = &made[start..];
        // Behind arguments stands what a function gives; a choice or a lambda goes on.
        let after = name.rsplit_once(')').map_or("", |(_, after)| after.trim_end());
        let goes_on = after.contains("=>") || after.contains("new ");
        let ends = |c: char| c.is_ascii_alphanumeric() || c == '>' || c == ']';
        let gives = after.ends_with(ends) && !goes_on;
        let is_body = !is_round && (gives || is_arrow(name));
        if is_body || BODY.is_match(name) {
            return None;
        }
        let last = path.rsplit(['.', ':', '>']).find(|part| !part.is_empty() && *part != "new");
        let calls = is_round || head.len() != made.len();
        let is_call = last.is_some_and(|last| {
            calls && !MAKERS.iter().any(|maker| last.eq_ignore_ascii_case(maker))
        });
        if !is_call {
            return Some(Self { name, root: "", start: from + start, is_call });
        }
        // What a call gives has the name that it likes.
        let (root, start) = root(made, path);
        Some(Self { name: path, root, start: from + start, is_call })
    }
}

/// Whether what stands before a brace opens the body of a function, and is no key: `(a) =>`, `a =>`, but `'a' =>`.
fn is_arrow(head: &str) -> bool {
    let Some(key) = head.trim_end().strip_suffix("=>") else { return false };
    let key = key.trim_end();
    let name = key.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    key.ends_with(')') || name.len() < key.len() && !name.ends_with(':')
}

/// The path of names that a text ends in: `redis.Options`, `$mailer->set`.
pub(super) fn path(text: &str) -> &str {
    let is_part = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '@' | '.' | '>' | '!' | '?' | '\\')
    };
    let mut start = text.len();
    loop {
        let shorter = text[..start].trim_end_matches(is_part);
        // A colon and a hyphen only as parts of `::` and `->`.
        let next = match text[..shorter.len()].strip_suffix("::") {
            Some(rest) => rest.len(),
            None if text[shorter.len()..].starts_with('>') => {
                shorter.strip_suffix('-').map_or(shorter.len(), str::len)
            }
            None => shorter.len(),
        };
        if next == start {
            break;
        }
        start = next;
    }
    text[start..].trim_start_matches('>')
}

/// What the chain of calls begins with that ends in a path, and where: `transport` of `transport.stream().set`.
fn root<'t>(text: &'t str, last: &'t str) -> (&'t str, usize) {
    const MOST: usize = 4;
    let (mut found, mut before) = (last, &text[..text.len() - last.len()]);
    for _ in 0..MOST {
        let call =
            before.trim_end().strip_suffix(')').filter(|_| found.starts_with(['.', '-', ':']));
        let Some(open) = call.and_then(unclosed) else { break };
        found = path(&before[..open]);
        before = &before[..open - found.len()];
    }
    (found, before.len())
}

/// Where the round bracket stands in a text that is open at its end.
fn unclosed(text: &str) -> Option<usize> {
    brackets::opened_around(text, text.len()).next()
}
