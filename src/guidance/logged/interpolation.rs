//! The code inside of strings: `f"{token}"`, `${token}`, `#{token}`, `\(token)`, `$token`.
//!
//! Contract: goes by the language of the file for what only some do.

use super::super::{Page, brackets};
use super::lexical::is_prefixed;
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::RUBY;
use crate::model::Span;

/// The most parts of one string.
pub(super) const MOST: usize = 50;

/// Languages in which `$name` in a string is a variable.
const DOLLAR: &[Language] = &[
    Kotlin, KotlinScript, Groovy, Gradle, Dart, Scala, Php, Perl, PowerShell, Shell, Julia, Raku,
    Nushell, Tcl,
];

/// The spans of code in the string that begins at `open` and whose text is `string`.
pub(super) fn parts(page: &Page<'_>, open: usize, string: Span) -> Vec<Span> {
    let text = page.text();
    let bytes = text.as_bytes();
    let quote = bytes[open];
    let before = &text[..open];
    let is_formatted = (is_prefixed(text, open) && last_letters_hold_f(before))
        || before.ends_with('$')
        || before.ends_with("$@");
    // Python fills in the names of a text from a map: `"{secret}".format(**config)`, `"%(secret)s" % config`.
    let quotes =
        bytes[string.end..].iter().take(3).take_while(|byte| b"\"'".contains(byte)).count();
    let after = &text[string.end + quotes..];
    let is_python = page.is_in(&[Python]);
    let is_filled_from_map =
        is_python && [".format(**", ".format_map("].iter().any(|call| after.starts_with(call));
    let percent = is_python && after.trim_start().starts_with('%');
    let braces = is_formatted
        || is_filled_from_map
        || page.is_in(&[Rust])
        || page.is_in(&[Nim]) && (before.ends_with("fmt") || before.ends_with('&'))
        || page.is_in(&[R]) && is_glued(before)
        || quote == b'|';
    let hashes = page.is_in(&[ColdFusion]);
    let double = quote == b'"';
    // In Dart, single quotes keep nothing from being filled in.
    let is_filled_in = quote != b'\'' || page.is_in(&[Dart]);
    let dollar = is_filled_in && page.is_in(DOLLAR);
    let parenthesis = double && page.is_in(&[PowerShell, Julia]);
    let hash = double && (page.is_in(RUBY) || page.is_in(&[Elixir, CoffeeScript]));
    let swift = page.is_in(&[Swift]);
    let mut parts = Vec::new();
    let mut at = string.start;
    while at < string.end && parts.len() < MOST {
        let rest = &bytes[at..string.end];
        let opens = match rest {
            [b'{', b'{', ..] if braces => {
                at += 2;
                continue;
            }
            [b'$', b'{', ..] if is_filled_in => Some(at + 1),
            [b'$', b'(', ..] if parenthesis => Some(at + 1),
            [b'#', b'{', ..] if hash => Some(at + 1),
            [b'\\', b'(', ..] if swift => Some(at + 1),
            [b'%', b'(', ..] if percent => Some(at + 1),
            [b'{', b'$', ..] if dollar => Some(at),
            [b'{', ..] if braces => Some(at),
            _ => None,
        };
        if hashes && rest[0] == b'#' {
            // `##` is the sign itself.
            let length = rest[1..].iter().position(|byte| *byte == b'#').unwrap_or(0);
            parts.push(Span { start: at + 1, end: at + 1 + length });
            at += length + 2;
            continue;
        }
        if let Some(bracket) = opens {
            let part = brackets::inside(text, bracket);
            let end = part.end.min(string.end);
            if is_plain(text, part, page) {
                parts.push(Span { start: part.start.min(end), end });
            }
            at = end.max(at + 1);
            continue;
        }
        if rest[0] == b'$' && dollar {
            let name = rest[1..].iter().take_while(|byte| is_of_name(**byte)).count();
            let end = at + 1 + name + subscript(page, &text[at + 1 + name..string.end]);
            let is_scope = page.is_in(&[PowerShell])
                && is_scope(&text[at + 1..end])
                && bytes.get(end) == Some(&b':');
            if !is_scope {
                parts.push(Span { start: at + 1, end });
                at = end;
                continue;
            }
            // The variable follows: `$script:token`.
            let name =
                bytes[end + 1..string.end].iter().take_while(|byte| is_of_name(**byte)).count();
            parts.push(Span { start: end + 1, end: end + 1 + name });
            at = end + 1 + name;
            continue;
        }
        at += 1;
    }
    parts
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a word before a colon is where a variable of PowerShell lives.
fn is_scope(word: &str) -> bool {
    const SCOPES: [&str; 7] = ["script", "global", "local", "private", "using", "env", "variable"];
    SCOPES.iter().any(|scope| scope.eq_ignore_ascii_case(word))
}

/// The length of what is taken of a variable inside of a string: `$data['access_token']`, `$token->value`.
fn subscript(page: &Page<'_>, rest: &str) -> usize {
    if page.is_in(&[Perl, Raku]) && (rest.starts_with("->{") || rest.starts_with('{')) {
        return rest.find('}').map_or(0, |end| end + 1);
    }
    if page.is_in(&[Tcl]) && rest.starts_with('(') {
        return rest.find(')').map_or(0, |end| end + 1);
    }
    if rest.starts_with('[') {
        return rest.find(']').map_or(0, |end| end + 1);
    }
    0
}

/// Whether a part gives out all of its variable: not its length, a piece of it, or a text in its place.
fn is_plain(text: &str, part: Span, page: &Page<'_>) -> bool {
    let inside = &text[part.start..part.end];
    let is_shell = page.is_in(&[Shell]);
    // Swift hides what is logged so.
    let is_hidden = || {
        ["privacy: .private", "privacy: .sensitive"].iter().any(|hidden| inside.contains(hidden))
    };
    !inside.starts_with(['#', '!'])
        && !is_hidden()
        && (!is_shell
            || inside.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            || inside.contains(":-"))
}

/// Whether the first argument of what fills in the names of a text in R starts there.
fn is_glued(before: &str) -> bool {
    let Some(call) = before.trim_end().strip_suffix('(') else { return false };
    let name = call.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
    let is_prefix = |prefix: &str| name.is_some_and(|name| name.starts_with(prefix));
    ["log_", "cli_", "glue", "str_glue"].into_iter().any(is_prefix)
}

fn last_letters_hold_f(before: &str) -> bool {
    before
        .bytes()
        .rev()
        .take(3)
        .take_while(u8::is_ascii_alphabetic)
        .any(|byte| matches!(byte, b'f' | b'F' | b's'))
}

/// How far the end of code inside a string is looked for, in bytes.
const FAR: usize = 240;

/// Where a string goes on after the code that opens at `at`: quotes in that code close no string, in languages which
/// read it so.
pub(super) fn past(page: &Page<'_>, at: usize, quote: u8) -> Option<usize> {
    let bytes = page.text().as_bytes();
    if quote != b'"' || !matches!(bytes[at], b'#' | b'$' | b'\\') {
        return None;
    }
    let (open, close) = match bytes.get(at..at + 2)? {
        b"#{" if page.is_in(RUBY) || page.is_in(&[Elixir, CoffeeScript]) => (b'{', b'}'),
        b"${" if page.is_in(&[Kotlin, KotlinScript, Scala, Groovy, Gradle, Dart]) => (b'{', b'}'),
        b"\\(" if page.is_in(&[Swift]) => (b'(', b')'),
        _ => return None,
    };
    let mut depth = 0_usize;
    for (place, byte) in bytes.iter().enumerate().skip(at + 1).take(FAR) {
        match *byte {
            b'\n' => return None,
            byte if byte == open => depth += 1,
            byte if byte == close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(place + 1);
        }
    }
    None
}
