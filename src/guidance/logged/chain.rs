//! The chain of members around a value: where it starts, and whether all of the value comes out at its end.
//!
//! Contract: `token.get().trim()` is all of a value, `token.get().expires` is another one. A chain is read within reach of its
//! name, so that one that goes on through a whole text costs no more.

use super::super::{Page, brackets};
use super::lexical::{key, member, type_length, without_type, word_before};
use super::words::{WHOLE, is_one_of};
use crate::guidance::language::Language::*;
use crate::model::Span;

/// How many members, and how many brackets around a value, are followed.
const MOST: usize = 8;

/// How far the arguments of a call, or what a member is taken of, may go on, in bytes.
const REACH: usize = 240;

/// What stands between a value and its member.
const DOTS: [&str; 6] = ["?.", "&.", "->", "!.", "::", "."];

/// Where the text goes on after all of the value at `span`, with the calls right around it; `None` where no more than a
/// part of it comes out. `calls` are the names of the calls around it, the innermost last.
pub(super) fn end(page: &Page<'_>, span: Span, calls: &[&str]) -> Option<usize> {
    let text = page.text();
    let mut start = start(text, span.start);
    let mut end = members_end(page, span.end)?;
    for call in calls.iter().rev().take(MOST) {
        let head = &text[..start];
        let head = head.strip_suffix("await ").unwrap_or(head);
        let Some(called) = head.strip_suffix('(') else { break };
        // Such a bracket is that of a text which is filled in.
        let fills_in = called.ends_with(['\\', '$']);
        if fills_in || word_before(text, called.len()) != *call || !text[end..].starts_with(')') {
            break;
        }
        end = members_end(page, end + 1)?;
        start = self::start(text, without_type(called).trim_end_matches('!').len() - call.len());
    }
    Some(end)
}

/// Where the chain starts whose last member starts at `at`: `this.config` of `this.config.token`.
pub(super) fn start(text: &str, at: usize) -> usize {
    let limit = text.ceil_char_boundary(at.saturating_sub(REACH));
    let mut start = at;
    for _ in 0..MOST {
        let head = &text[limit..start];
        let Some(of) = DOTS.iter().find_map(|dot| head.strip_suffix(dot)) else { break };
        let of = before_brackets(of);
        let name = of.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if name.len() == head.len() {
            break;
        }
        start = limit + name.len();
    }
    start
}

/// What leads up to a value without the signs of its variable: `$`, `$env:`, `@`. In a text that is filled in, those
/// count only inside of brackets of its own: the words before a variable alone are no code.
pub(super) fn unmarked(head: &str, is_in_text: bool) -> &str {
    let is_code = !is_in_text || {
        let opened = head.rfind("$(").or_else(|| head.rfind("#{")).or_else(|| head.rfind("${"));
        opened.is_some_and(|at| !head[at..].contains([')', '}']))
    };
    if !is_code {
        return head;
    }
    let scope = head.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ':');
    let scope = if scope.ends_with('$') && head.ends_with(':') { scope } else { head };
    scope.trim_end_matches(['$', '@', '&', '*'])
}

/// Where the text goes on after the members at `at`, as long as each of them is the value.
fn members_end(page: &Page<'_>, at: usize) -> Option<usize> {
    let text = page.text();
    let mut at = at;
    for _ in 0..MOST {
        let rest = &text[at..];
        // `token!!`, `token!`
        let unwrapped = rest.trim_start_matches('!');
        if unwrapped.len() < rest.len() && unwrapped.starts_with(['.', '[', ')', '?']) {
            at += rest.len() - unwrapped.len();
            continue;
        }
        if let Some(key) = key(rest) {
            if !is_one_of(key, WHOLE) {
                return None;
            }
            let near = &rest[..text.floor_char_boundary((at + REACH).min(text.len())) - at];
            at += near.find([']', ')', '}'])? + 1;
            continue;
        }
        let of_r = || rest.strip_prefix('$').filter(|_| page.is_in(&[R])).and_then(member_of_r);
        let Some(member) = member(rest).or_else(of_r) else { break };
        if !is_one_of(member, WHOLE) {
            return None;
        }
        at += rest.find(member)? + member.len();
        at = past_arguments(text, at);
    }
    Some(at)
}

fn member_of_r(rest: &str) -> Option<&str> {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// Where the text goes on after the arguments of a call, if it is one.
fn past_arguments(text: &str, at: usize) -> usize {
    let at = at + type_length(&text[at..]);
    if !text[at..].starts_with('(') {
        return at;
    }
    let near = &text[at..text.floor_char_boundary((at + REACH).min(text.len()))];
    at + (brackets::inside(near, 0).end + 1).min(near.len())
}

/// What stands before the brackets that close at the end of a text.
fn before_brackets(text: &str) -> &str {
    let mut head = text;
    while head.ends_with([')', ']']) {
        let mut depth = 0_usize;
        let open = head.bytes().rposition(|byte| {
            match byte {
                b')' | b']' => depth += 1,
                b'(' | b'[' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some(open) = open else { return text };
        head = &head[..open];
    }
    head.trim_end_matches('!')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    /// What follows the chain of the name `t` in a text.
    #[track_caller]
    fn rest<'t>(path: &'t str, text: &'t str, calls: &[&str]) -> Option<&'t str> {
        let start = text.find("t§").expect("the sign marks the name");
        let plain = text.replace('§', "");
        let page = Page::new(path, &plain, Facts::default());
        end(&page, Span { start, end: start + 1 }, calls).map(|end| &text[end + "§".len()..])
    }

    #[test]
    fn members_are_the_value_or_another_one() {
        for (text, follows) in [
            ("t§, x", ", x"),
            ("t§.get().trim(), x", ", x"),
            ("t§!!.value)", ")"),
            ("t§.value != null", " != null"),
            ("t§!= null", "!= null"),
        ] {
            assert_eq!(rest("a.kt", text, &[]), Some(follows), "{text}");
        }
        for text in
            ["t§.length", "t§.get().expires", "t§!!.expiresAt", "t§->{expires_in}", "t§[\"exp\"]"]
        {
            assert_eq!(rest("a.kt", text, &[]), None, "{text}");
        }
        assert_eq!(rest("a.r", "t§$expires", &[]), None);
        assert_eq!(rest("a.php", "t§$expires", &[]), Some("$expires"));
    }

    #[test]
    fn calls_around_a_value_are_a_part_of_the_chain() {
        assert_eq!(rest("a.js", "String(t§).length", &["String"]), None);
        assert_eq!(rest("a.js", "String(a.b(1).t§).trim(), x", &["String"]), Some(", x"));
        assert_eq!(rest("a.cs", "c.Get<string>(t§).Trim(), x", &["Get"]), Some(", x"));
        assert_eq!(rest("a.cs", "F(c.Get<string>(t§)).Length", &["F", "Get"]), None);
        assert_eq!(rest("a.js", "String(t§, x).length", &["String"]), Some(", x).length"));
        assert_eq!(rest("a.swift", "String(\"\\(t§).x\")", &["String"]), Some(").x\")"));
    }

    #[test]
    fn the_signs_of_a_variable_are_no_words() {
        assert_eq!(unmarked("if ($env:", false), "if (");
        assert_eq!(unmarked("!$", false), "!");
        assert_eq!(unmarked("\"is not $", true), "\"is not $");
        assert_eq!(unmarked("\"x $(if ($", true), "\"x $(if (");
    }
}
