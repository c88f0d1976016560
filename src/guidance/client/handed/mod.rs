//! Secrets that a server or a build hands over to a page: properties of components, what loaders return, answers in JSON,
//! data that a framework writes into the markup.
//!
//! Contract: `places` says what is handed over, whatever the language; `entry` says which of its names are secrets of
//! the vendor's that come with it. What a server sends to others than its pages is none of them: the form of a token
//! request, arguments of calls, answers that a token broker gives to servers.

mod entry;
mod places;

use super::super::Page;
use super::super::brackets;
use super::{Exposed, Way};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;
use entry::Entries;

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    let has_secret = page.names().iter().any(|name| name.kind.is_secret());
    if !has_secret || is_test(page.path()) {
        return Vec::new();
    }
    let mut entries = Entries::of(page);
    for opener in places::openers(page) {
        for block in brackets::blocks(page, opener.opens) {
            entries.add(block.inside, opener.carries);
        }
    }
    for function in places::functions(page) {
        for returned in results(page, function) {
            entries.add(returned, places::Carries::Secrets);
        }
    }
    for statement in places::assigned(page) {
        entries.add(statement, places::Carries::Secrets);
    }
    for Attribute { is_of_page, value } in attributes(page) {
        match is_of_page {
            true => entries.add(value, places::Carries::Secrets),
            false => entries.add_read(value),
        }
    }
    entries.exposed()
}

/// Whether a page is part of a test, or stands in for a server there.
fn is_test(path: &str) -> bool {
    const FOLDERS: [&str; 7] = ["test", "tests", "spec", "specs", "e2e", "fixtures", "testing"];
    const STAND_INS: [&str; 8] =
        [".test.", ".spec.", "_test.", "test_", "_spec.", "mock", "stub", "fake"];
    let path = path.to_ascii_lowercase();
    STAND_INS.iter().any(|part| path.contains(part))
        || path.split('/').any(|part| FOLDERS.contains(&part.trim_matches('_')))
}

/// What a function gives back: each block or expression behind `return`, and the object of a short function.
fn results(page: &Page<'_>, body: Span) -> Vec<Span> {
    static RETURNS: Pattern = pattern!(r"\breturn\b[\s(]*|=>\s*\(\s*"; "return" | "=>");
    let text = page.text();
    let mut past = body.start;
    let mut found = Vec::new();
    for returned in RETURNS.find_iter(page.slice(body)) {
        let start = returned.span_from(body.start);
        if start.start < past {
            continue;
        }
        let opens = text[start.end..].starts_with(['{', '[']);
        let span = match opens {
            true => brackets::inside(text, start.end),
            false => Span { start: start.end, end: statement_end(page, start.end, body.end) },
        };
        past = span.end;
        found.push(span);
    }
    found
}

/// Where the statement ends that goes on at `from`: in PHP its semicolon says so, elsewhere the line.
fn statement_end(page: &Page<'_>, from: usize, limit: usize) -> usize {
    const REACH: usize = 2000;
    let end = page.line(from).end;
    let in_reach = page.text().floor_char_boundary((from + REACH).min(limit).max(from));
    let semicolon = || page.text()[from..in_reach].find(";\n").map(|at| from + at);
    if page.is_in(&[Php]) { semicolon().unwrap_or(end) } else { end }
}

/// An attribute of markup that is given a value between braces: `<Widget secret={…}>`.
struct Attribute {
    /// Whether it stands in the page as it is; else a component is given the value.
    is_of_page: bool,
    value: Span,
}

fn attributes(page: &Page<'_>) -> Vec<Attribute> {
    static ATTRIBUTE: Pattern = pattern!(r"\s[A-Za-z][\w:.-]{0,60}=\{"; "={");
    let is_markup = page.has_extension(&["jsx", "tsx", "astro", "svelte", "heex", "mdx"]);
    if !is_markup {
        return Vec::new();
    }
    let blocks = brackets::blocks(page, &ATTRIBUTE);
    let attribute = |block: brackets::Block| Attribute {
        is_of_page: page.slice(block.head).trim_start().starts_with("data-"),
        value: block.inside,
    };
    blocks.filter(|block| is_in_tag(page, block.head.start)).map(attribute).collect()
}

/// Whether a place is inside of a tag: the last bracket that opens before it opens one.
fn is_in_tag(page: &Page<'_>, at: usize) -> bool {
    const REACH: usize = 1500;
    let from = page.text().ceil_char_boundary(at.saturating_sub(REACH));
    let before = &page.text()[from..at];
    before.rfind('<').is_some_and(|open| {
        before[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
            && !before[open..].contains(';')
    })
}
