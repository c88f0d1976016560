//! The engine once more, without any shortcut, for tests and for `fuzz/`: what [`Matcher`] finds must be what this
//! finds.
//!
//! Contract: every form's pattern is tried on every place that its kind of value can have. Places are found by plain
//! walks over the whole text, every validator is asked, and nothing is shared between forms.

use regex::Regex;

use super::Vendor;
use super::declared::declared;
use super::find;
use super::matcher::{Matcher, context, subject};
use crate::model::Span;
use crate::rule::{Filter, KeyClass, RuleSet};

/// Rule, form and span of a candidate.
pub type Place = (u16, usize, Span);

/// What the plain walk finds, in order.
pub fn plainly(rules: &RuleSet, text: &str) -> Vec<Place> {
    let vendor = Vendor::new(rules.vendor_names());
    let mut found = Vec::new();
    for (rule, info) in rules.iter() {
        for (index, form) in info.forms.iter().enumerate() {
            for place in places(form.filter, text, &vendor) {
                let Some(mut subject) = subject(form, text, place, &vendor) else { continue };
                let passes = form.validators.iter().all(|&one| subject.passes(one));
                let is_foreign =
                    context(form.filter, text, place, &vendor).key == KeyClass::Foreign;
                if passes && (!is_foreign || form.filter == Filter::Jwt) {
                    found.push((rule, index, subject.span));
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// What the matcher finds, in order.
pub fn quickly(matcher: &Matcher, text: &str) -> Vec<Place> {
    let candidates = matcher.candidates(text);
    let mut found: Vec<Place> =
        candidates.iter().map(|one| (one.rule, one.form, one.span)).collect();
    found.sort_unstable();
    found
}

fn places(filter: Filter, text: &str, vendor: &Vendor) -> Vec<Span> {
    match filter {
        Filter::Alphanumeric => {
            let tokens = tokens(text);
            let outside = |run: &Span| !tokens.iter().any(|token| token.overlaps(*run));
            let value = |run: Span| declared(text.as_bytes(), run).unwrap_or(run);
            runs(text).into_iter().map(value).filter(outside).collect()
        }
        Filter::Key => {
            let tokens = tokens(text);
            keys(text)
                .into_iter()
                .filter(|run| !tokens.iter().any(|token| token.overlaps(*run)))
                .collect()
        }
        Filter::Uuid => uuids(text),
        Filter::Jwt => tokens(text),
        // These are plain expressions, and all they leave out is what their contract says.
        Filter::Basic | Filter::Url => find::Finder::new(text, true, vendor).places(filter),
    }
}

/// All runs of letters, digits and signs that can be a value.
fn keys(text: &str) -> Vec<Span> {
    let mut start = 0;
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut found = Vec::new();
    for word in text.split(|c| !is_part(c)) {
        let at = text[start..].find(word).map_or(start, |skipped| start + skipped);
        start = at + word.len();
        if (24..=160).contains(&word.len()) && word.contains(['_', '-']) {
            found.push(Span { start: at, end: start });
        }
    }
    found
}

/// All runs of letters and digits that can be a value, without the digits of a percent escape or a colour code before
/// them; none behind an escaped slash or plus sign.
fn runs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let at = text[start..].find(word).map_or(start, |skipped| start + skipped);
        start = at + word.len();
        let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let escape = word.get(..2).filter(|code| text[..at].ends_with('%') && is_hex(code));
        let is_joiner = escape.is_some_and(|code| ["2f", "2b"].contains(&&*code.to_lowercase()));
        if (24..=160).contains(&word.len()) && !is_joiner {
            if escape.is_some() {
                found.push(Span { start: at + 2, end: start });
                continue;
            }
            let code = word.find('m').filter(|end| *end <= 3).filter(|end| {
                word[..*end].bytes().all(|byte| byte.is_ascii_digit()) && colours(&text[..at])
            });
            found.push(Span { start: at + code.map_or(0, |end| end + 1), end: start });
        }
    }
    found
}

/// Whether the text ends inside a colour code, of at most twelve bytes so far.
fn colours(before: &str) -> bool {
    let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
    let bytes = before.as_bytes();
    let count = bytes.iter().rev().take_while(|byte| digits(byte)).count();
    count <= 10 && bytes[..bytes.len() - count].ends_with(b"\x1b[")
}

fn uuids(text: &str) -> Vec<Span> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let bytes = text.as_bytes();
    // What a shell puts in place of a variable that is not set.
    let default = Regex::new(r"\$\{[A-Za-z0-9_]+:?-$").expect("the pattern is fixed");
    let is_start = |at: &usize| {
        *at == 0
            || !is_word(&bytes[at - 1])
            || bytes[at - 1] == b'-' && default.is_match(&text[..*at])
    };
    let starts = (0..bytes.len()).filter(is_start);
    starts
        .filter_map(|start| {
            let length = bytes[start..].iter().take_while(|byte| is_word(byte)).count();
            let parts: Vec<&[u8]> =
                bytes[start..start + length].split(|byte| *byte == b'-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            let is_hex = parts.concat().iter().all(u8::is_ascii_hexdigit);
            (lengths == [8, 4, 4, 4, 12] && is_hex).then_some(Span { start, end: start + length })
        })
        .collect()
}

/// Three parts joined by dots, of which two start as objects do; neither the end of a word nor four parts.
fn tokens(text: &str) -> Vec<Span> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let part = |at: usize| text[at..].find(|c| !is_part(c)).map_or(text.len(), |end| at + end);
    let mut found: Vec<Span> = Vec::new();
    for (start, _) in text.match_indices("eyJ") {
        let is_inside = found.last().is_some_and(|last| start < last.end);
        if is_inside || find::joins(&text.as_bytes()[..start]) {
            continue;
        }
        let header = part(start);
        if !text[header..].starts_with(".eyJ") {
            continue;
        }
        let payload = part(header + 1);
        if !text[payload..].starts_with('.') {
            continue;
        }
        let end = part(payload + 1);
        let has_fourth =
            text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(is_part));
        if end > payload + 1 && !has_fourth {
            found.push(Span { start, end });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::rule::expand;

    /// What values are made of and what stands between them.
    const PARTS: &[&str] = &[
        "{{secret64}}",
        "{{id48}}",
        "{{secret32}}",
        "{{token28}}",
        "{{uuid}}",
        "{{jwt}}",
        "{{jwt-foreign}}",
        "{{basic}}",
        "{{half32}}",
        "{{run66}}",
        "eyJ",
        ".",
        ".eyJ",
        "-",
        "_",
        " ",
        "\n",
        "\"",
        "'",
        "=",
        ": ",
        "%3A",
        "\\n",
        "\u{1b}[1;33m",
        "33m",
        "é",
        "client_secret",
        "bq_token",
        "Authorization: Basic ",
        "curl -u ",
        "http://",
        "api.btx.eu.banqup.com",
        "@",
        "/",
        "?",
        "scheme: http",
        "host",
        "0",
        "a",
        "Z9",
    ];

    proptest! {
        #[test]
        fn the_matcher_finds_what_a_plain_walk_finds(
            parts in proptest::collection::vec((0..PARTS.len(), 0_u64..50), 0..24),
        ) {
            let rules = Arc::new(RuleSet::embedded());
            let text: String = parts.into_iter().map(|(part, seed)| expand(PARTS[part], seed)).collect();
            let matcher = Matcher::new(Arc::clone(&rules));
            prop_assert_eq!(quickly(&matcher, &text), plainly(&rules, &text), "{}", text);
        }
    }
}
