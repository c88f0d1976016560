//! The small parts of expressions: strings, members, keys, and the names of calls.
//!
//! Contract: reads a few bytes around a place, in any of the languages in which the API is called, and knows nothing of
//! credentials.

use super::super::Page;
use super::interpolation;
use crate::model::Span;

/// The key, in quotes, by which an element is taken of what stands before `rest`: `["expires_in"]`,
/// `.get("expires_in")`.
pub(super) fn key(rest: &str) -> Option<&str> {
    let starts = ["[[", "[", ".get(", "->get(", "?.get(", ".fetch(", "!.get(", "?["];
    let rest = match rest.strip_prefix("->{") {
        // Perl needs no quotes.
        Some(rest) => rest.trim_start_matches(['"', '\'']),
        None => {
            let rest = starts.iter().find_map(|start| rest.strip_prefix(start))?;
            rest.strip_prefix(':').or(rest.strip_prefix(['"', '\'']))?
        }
    };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c))?;
    Some(&rest[..end])
}

/// The member that is taken of what stands before `rest`.
pub(super) fn member(rest: &str) -> Option<&str> {
    let rest = ["?.", "&.", "->", "!.", "::", "."].iter().find_map(|dot| rest.strip_prefix(dot))?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// What stands for the brackets of an index among the calls around a name: an element is given out, not the index.
pub(super) const INDEX: &str = "[";

/// Whether the bracket at `open` takes an element of what stands before it.
pub(super) fn is_index(text: &str, open: usize) -> bool {
    text[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'))
}

/// The name right before the bracket at `open`; empty where none is.
pub(super) fn word_before(text: &str, open: usize) -> &str {
    let head = without_type(&text[..open]).trim_end_matches('!');
    let start = head
        .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    // Of what bears a common name, two are known to give out what they are given.
    let whole =
        |receiver: &str| head[..start].ends_with(receiver).then(|| &head[start - receiver.len()..]);
    match &head[start..] {
        "parse" => whole("JSON."),
        "encode" => whole("TextEncoder()."),
        _ => None,
    }
    .unwrap_or(&head[start..])
}

/// What stands before the type in sharp brackets with which a call ends: `GetValue` of `GetValue<string>`.
pub(super) fn without_type(head: &str) -> &str {
    const LONGEST: usize = 60;
    let is_of_type = |byte: u8| byte.is_ascii_alphanumeric() || b"_.,? <>[]".contains(&byte);
    let Some(inside) = head.strip_suffix('>') else { return head };
    let length = inside.bytes().rev().take(LONGEST).take_while(|byte| is_of_type(*byte)).count();
    let start = inside.len() - length;
    inside[start..].find('<').map_or(head, |at| &head[..start + at])
}

/// The length of the type in sharp brackets that stands between a name and its arguments: `<string>` of
/// `<string>("x")`.
pub(super) fn type_length(rest: &str) -> usize {
    const LONGEST: usize = 60;
    let of = rest.strip_prefix("::").unwrap_or(rest);
    let is_of_type = |byte: u8| byte.is_ascii_alphanumeric() || b"_.,? <>[]:&".contains(&byte);
    let length = of.bytes().take(LONGEST).take_while(|byte| is_of_type(*byte)).count();
    let is_type =
        of.starts_with('<') && of[..length].ends_with('>') && of[length..].starts_with('(');
    if is_type { rest.len() - of.len() + length } else { 0 }
}

/// Whether the letters at `start` only say what kind of string follows.
pub(super) fn is_prefix_of_string(text: &str, start: usize, end: usize) -> bool {
    end - start <= 3
        && !text[..start].ends_with(['$', '{'])
        && text[end..].starts_with(['"', '\''])
        && text[start..end]
            .bytes()
            .all(|byte| matches!(byte.to_ascii_lowercase(), b'f' | b'r' | b'b' | b'u' | b's'))
}

/// Whether such letters stand right before the quote at `open`.
pub(super) fn is_prefixed(text: &str, open: usize) -> bool {
    let word = word_before(text, open);
    !word.is_empty()
        && word.len() <= 3
        && word
            .bytes()
            .all(|byte| matches!(byte.to_ascii_lowercase(), b'f' | b'r' | b'b' | b'u' | b's'))
}

/// Where a text goes on after what stands in `[[ … ]]` or `[==[ … ]==]`, if one starts at `open`.
pub(super) fn past_long_string(text: &str, open: usize, limit: usize) -> usize {
    let rest = &text[open + 1..limit];
    let level = rest.bytes().take_while(|byte| *byte == b'=').count();
    if !rest[level..].starts_with('[') {
        return open + 1;
    }
    let close = format!("]{}]", "=".repeat(level));
    rest.find(&close).map_or(limit, |end| open + 1 + end + close.len())
}

/// What stands in the string whose quote is at `open`; triple quotes are one quote.
pub(super) fn string(page: &Page<'_>, open: usize, limit: usize) -> Option<Span> {
    let text = page.text();
    let bytes = text.as_bytes();
    let quote = bytes[open];
    let triple = text[open..].starts_with("\"\"\"") || text[open..].starts_with("'''");
    let width = if triple { 3 } else { 1 };
    let start = open + width;
    let mut at = start;
    let mut filled_in = 0;
    while at < limit {
        if filled_in < interpolation::MOST
            && let Some(end) = interpolation::past(page, at, quote).filter(|end| *end <= limit)
        {
            (at, filled_in) = (end, filled_in + 1);
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == quote && (!triple || bytes[at..].starts_with(&[quote; 3])) => {
                return Some(Span { start, end: at });
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the text goes on after a string.
pub(super) fn past_string(text: &str, string: Span, limit: usize) -> usize {
    let quotes = text[string.end..]
        .bytes()
        .take_while(|byte| matches!(byte, b'"' | b'\'' | b'`'))
        .take(
            if text[string.end..].starts_with("\"\"\"") && text[..string.start].ends_with("\"\"\"")
            {
                3
            } else {
                1
            },
        )
        .count();
    (string.end + quotes).min(limit)
}
