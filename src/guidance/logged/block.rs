//! What a block or a function is given by the call that it belongs to: `it` of Kotlin, or the name in its head:
//! `x.also { println(it) }`, `x.tap { |t| puts t }`, `x.thenAccept(t -> log(t))`.
//!
//! Contract: goes by the nearest block around a name that gives it a meaning; a call that hands on something else than what it is
//! called on gives it another one.

use super::super::{Page, brackets};
use super::words::is_one_of;
use crate::guidance::language::Language::*;
use crate::guidance::language::{JVM, RUBY};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// Calls that give a block what they are called on, or what that gives when it is done.
const GIVE: [&str; 20] = [
    "also", "let", "tap", "then", "yield_self", "onsuccess", "inspect", "pipe", "takeif", "use",
    "thenapply", "thenaccept", "thencompose", "thenapplyasync", "thenacceptasync", "whencomplete",
    "subscribe", "doonnext", "doonsuccess", "ifpresent",
];

/// Words before a block that is given nothing.
const BRANCHES: [&str; 9] = ["if", "else", "when", "for", "while", "try", "catch", "do", "finally"];

/// Calls of a logger that run a block for its text.
const LEVELS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

/// How many blocks around a name are looked at, and how far back its own may start, in bytes.
const MOST: usize = 6;
const NEAR: usize = 600;

/// What the name at `span` stands for, where it is what a block is given.
pub(super) fn given(page: &Page<'_>, span: Span) -> Option<Span> {
    let head = match page.slice(span) {
        "it" if page.is_in(&[Kotlin, KotlinScript, Groovy]) => head_of_it(page, span.start)?,
        name if page.is_in(RUBY) || page.is_in(&[Rust]) || page.is_in(JVM) => {
            head_of_name(page, span.start, name)?
        }
        _ => return None,
    };
    let text = page.text();
    let call = text[..head].trim_end();
    let name = word(call);
    let of = call[..call.len() - name.len()].trim_end_matches(['.', '?', '&']);
    let is_member = of.len() + name.len() < call.len();
    let gives = is_member && is_one_of(name, &GIVE);
    gives.then(|| receiver(text, of.len()))
}

/// Where the block opens whose `it` a place means.
fn head_of_it(page: &Page<'_>, at: usize) -> Option<usize> {
    let text = page.text();
    let braces = brackets::open_at(text, at).filter(|open| text.as_bytes()[*open] == b'{');
    let mut calls = braces.take(MOST).take_while(|open| at - open <= NEAR);
    calls.find(|open| {
        let head = text[..*open].trim_end();
        let call = before_arguments(head);
        // Branches, texts that are filled in, and what a logger is given to run have none.
        let is_given_nothing = head.ends_with(['$', '>', '=', ';', '{', '}'])
            || BRANCHES.contains(&word(call))
            || is_one_of(word(call), &LEVELS) && call.contains('.');
        !is_given_nothing
    })
}

/// What stands before the arguments with which a text ends.
fn before_arguments(head: &str) -> &str {
    let mut depth = 0_usize;
    let open = head.bytes().rev().take(NEAR).position(|byte| {
        match byte {
            b')' => depth += 1,
            b'(' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    let length = open.filter(|_| head.ends_with(')')).map_or(0, |open| open + 1);
    head[..head.len() - length].trim_end()
}

/// Where the block or the function opens whose head gives a place its name.
fn head_of_name(page: &Page<'_>, at: usize, name: &str) -> Option<usize> {
    static HEAD: Pattern = pattern!(
        r"(?x) (?:\{|\bdo|\()\s*\|\s*(?<block>[A-Za-z_]\w*)\s*\|
             | \{\s*(?<arrow>[A-Za-z_]\w*)(?:\s*:\s*[\w.<>?]{1,60})?\s*->
             | \(\s*(?:\(\s*(?:final\s+)?(?:[A-Z][\w.<>]{0,60}\s+)?)?(?<lambda>[A-Za-z_]\w*)(?:\s*,\s*\w+)?\s*\)?\s*->"
    );
    let near = page.text().ceil_char_boundary(at.saturating_sub(NEAR));
    let heads = HEAD.captures_iter(&page.text()[near..at]);
    let own = heads.filter(|head| {
        let named = head.name("block").or(head.name("arrow")).or(head.name("lambda"));
        named.is_some_and(|named| named.as_str() == name)
    });
    let head = own.last()?;
    let start = near + head.whole().start();
    let is_word = head.whole().as_str().starts_with("do");
    (is_word || brackets::open_at(page.text(), at).any(|open| open == start)).then_some(start)
}

/// The chain of members and calls that ends at a place, or before the blanks there.
pub(super) fn receiver(text: &str, end: usize) -> Span {
    let bytes = text.as_bytes();
    let end = text[..end].trim_end().len();
    let limit = end.saturating_sub(NEAR);
    let mut depth = 0_usize;
    let mut start = end;
    while start > limit {
        let byte = bytes[start - 1];
        let is_of_chain = byte.is_ascii_alphanumeric() || b"_.?!&:@$".contains(&byte);
        let goes_on = || {
            let rest = text[start..end].trim_start();
            byte.is_ascii_whitespace() && rest.starts_with(['.', '?', '&', '{'])
        };
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth == 0 => break,
            b'(' | b'[' | b'{' => depth -= 1,
            _ if depth > 0 || is_of_chain || goes_on() => {}
            _ => break,
        }
        start -= 1;
    }
    Span { start: text.ceil_char_boundary(start), end }
}

fn word(head: &str) -> &str {
    let before = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    &head[before.len()..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    #[track_caller]
    fn of<'t>(path: &'t str, text: &'t str, name: &str) -> Option<&'t str> {
        let start = text.rfind(name).expect("the name is there");
        let page = Page::new(path, text, Facts::default());
        given(&page, Span { start, end: start + name.len() })
            .map(|span| &text[span.start..span.end])
    }

    #[test]
    fn a_block_is_given_what_its_call_is_called_on() {
        for (path, text, name, value) in [
            ("a.kt", "fun a() = fetch(x).also { println(\"$it\") }", "it", "fetch(x)"),
            (
                "a.kt",
                "val t = a.b(c) { d }\n  .e?.also { log.info { \"${it}\" } }",
                "it",
                "a.b(c) { d }\n  .e",
            ),
            ("a.kt", "load().also { t -> if (x) { println(t) } }", "t", "load()"),
            ("a.rb", "load(1).tap { |t| puts t }", "t", "load(1)"),
            ("a.rb", "load&.tap do |t|\n  puts t", "t", "load"),
            ("a.kt", "load().use { r: Response ->\n  f(r) }", "r", "load()"),
            ("a.java", "load(x).thenAccept((r, e) -> print(r));", "r", "load(x)"),
            ("a.java", "load(x)\n  .thenApply(r -> r.body())", "r", "load(x)"),
            ("a.rs", "load()?.inspect(|t| println!(\"{t}\"))", "t}", "load()"),
        ] {
            let name = name.trim_end_matches('}');
            let found = of(path, text, name);
            assert_eq!(found, Some(value), "{text}");
        }
        for (path, text, name) in [
            ("a.kt", "fetch().also { items.forEach { println(it) } }", "it"),
            ("a.kt", "fetch().also { x() }\nprintln(it)", "it"),
            ("a.rb", "load.tap { |t| x }\nitems.each { |t| puts t }", "t"),
            ("a.java", "load().thenAccept(r -> f());\nprint(r);", "r"),
            ("a.py", "fetch().also { println(it) }", "it"),
            ("a.kt", "it", "it"),
        ] {
            assert_eq!(of(path, text, name), None, "{text}");
        }
    }
}
