//! Calls whose parameters become the query or the body, as the method of the request decides: `$.ajax`, Alamofire, Ktor,
//! `add_query_arg` of WordPress.
//!
//! Contract: a call that posts, in whatever way it says so, sends a body and is not told.

use super::builders::key;
use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::brackets;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern, places};
use crate::model::{Span, vendor};

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let mut found = by_method(page);
    found.extend(named(page));
    found.extend(wordpress(page));
    found
}

/// Parameters of calls that get unless they say otherwise.
fn by_method(page: &Page<'_>) -> Vec<Carrier> {
    static AJAX: Pattern = pattern!(r"(?:\$|\bjQuery)\.ajax\("; ".ajax(");
    static DATA: Pattern = pattern!(r"\bdata\s*:\s*\{"; "data");
    static ALAMOFIRE: Pattern =
        pattern!(r"\b(?:AF|Alamofire|[sS]ession|manager)\.request\("; ".request(");
    static PARAMETERS: Pattern = pattern!(r"\bparameters\s*:\s*\["; "parameters");
    let mut found = Vec::new();
    for (call, map) in [(&AJAX, &DATA), (&ALAMOFIRE, &PARAMETERS)] {
        for block in brackets::blocks(page, call) {
            let inside = page.slice(block.inside);
            let Some(opened) = map.find(inside) else { continue };
            if !posts(inside) {
                let open = opened.span_from(block.inside.start).end - 1;
                let is_vendors = page.names_vendor_host(block.inside);
                let carrier = key(page, brackets::inside(page.text(), open));
                found.extend(carrier.map(|one| Carrier { is_vendors, ..one }));
            }
        }
    }
    found
}

/// Whether a request says that it has a body.
fn posts(request: &str) -> bool {
    ["post", "put", "patch", "jsonencoding", "httpbody", "stringify"].iter().any(|word| {
        places(request, word).any(|at| {
            let is_start = !request[..at].ends_with(|c: char| c.is_ascii_alphabetic());
            let after = &request[at + word.len()..];
            is_start && !after.starts_with(|c: char| c.is_ascii_alphabetic())
        })
    })
}

/// Parameters that a call takes one by one: `parameter("access_token", token)` of Ktor, the map of a plugin of Cordova.
fn named(page: &Page<'_>) -> Vec<Carrier> {
    static KTOR: Pattern =
        pattern!(r#"\bparameter\(\s*"(?<name>"#, NAMES, r#")"\s*,\s*"#; "parameter(", ENDS);
    static CORDOVA: Pattern = pattern!(
        r#"\bhttp\.get\(\s*[^;\n{}]{1,200},\s*\{\s*["']?(?<name>"#, NAMES, r#")["']?\s*:\s*"#; "http.get(", ENDS
    );
    let text = page.text();
    let is_ktor = page.is_in(&[Kotlin, KotlinScript]) && !text.contains("io.ktor.server");
    let ways = [(&KTOR, is_ktor), (&CORDOVA, page.is_in(&[JavaScript, Vue, Svelte]))];
    let ways = ways.into_iter().filter(|(_, counts)| *counts);
    // The block of a request follows its address.
    let is_others = |at: usize| {
        brackets::brace_around(text, at).is_some_and(|end| {
            let head = Span { start: page.line(end).start.min(end), end };
            page.names_other_host(head) && !page.names_vendor_host(head)
        })
    };
    ways.flat_map(|(way, _)| way.captures_iter(page))
        .filter(|found| !is_others(found.whole().start()))
        .filter_map(|found| {
            let value = literal(text, found.whole().end());
            value.carrier(found.name("name")?.span(), false)
        })
        .collect()
}

/// What WordPress adds to an address, which stands last; without one it is that of the page, and a token is its own.
fn wordpress(page: &Page<'_>) -> Vec<Carrier> {
    static CALL: Pattern = pattern!(r"\badd_query_arg\("; "add_query_arg(");
    static ONE: Pattern = pattern!(r#"^\s*["'](?<name>"#, NAMES, r#")["']\s*,\s*"#; ENDS);
    let text = page.text();
    let carrier = |block: Span| {
        let inside = page.slice(block);
        if !page.names_vendor_host(block) && !vendor::names_in_short(inside) {
            return None;
        }
        match ONE.captures(inside) {
            Some(found) => {
                let name = found.name("name")?.span_from(block.start);
                literal(text, block.start + found.whole().end()).carrier(name, true)
            }
            None => {
                let open = block.start + inside.find(['[', '('])?;
                let carrier = key(page, brackets::inside(text, open))?;
                Some(Carrier { is_vendors: true, ..carrier })
            }
        }
    };
    brackets::blocks(page, &CALL).filter_map(|block| carrier(block.inside)).collect()
}
