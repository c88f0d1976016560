//! Parameters that are gathered under a name first, and written into an address later.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::builders::key;
use super::gets;
use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::brackets;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// The name, as a pattern.
const NAME: &str = r"(?<name>[A-Za-z_$][A-Za-z0-9_$]{0,40})";

/// Ways in which a name becomes a query.
static USES: [Pattern; 20] = [
    pattern!(r"\bparams\s*=\s*", NAME, r"\b"; "params"),
    pattern!(r"\bparams\s*:\s*", NAME, r"\b"; "params"),
    pattern!(r"\bsearchParams\s*:\s*", NAME, r"\b"; "searchparams"),
    pattern!(r"\bqueryParameters\s*:\s*", NAME, r"\b"; "queryparameters"),
    pattern!(r"\.query\(\s*&?", NAME, r"\s*\)"; ".query("),
    pattern!(r"\?(?:['\x22`]\s*(?:\+|\.|<>|&|<<)\s*\$?|[$#]?\{|\\\()", NAME, r"\b"; "?'" | "?\"" | "?`" | "?$" | "?#" | "?{" | "?\\"),
    // In a text: `"…?$query"`.
    pattern!(r"\?\$", NAME, r#"["'`&]"#; "?$"),
    pattern!(
        r"\?(?:['\x22`]\s*(?:\+|\.|<>|&|<<)\s*|[$#]?\{)(?:(?:urllib\.parse\.|parse\.)?urlencode|http_build_query|query[sS]tring\.stringify|qs\.stringify|new\s+URLSearchParams|stringify|URI\.encode_www_form|URI\.encode_query)\(\s*\$?",
        NAME, r"\b";
        "urlencode" | "http_build_query" | "querystring." | "stringify" | "urlsearchparams" | "uri.encode_",
        "?'" | "?\"" | "?`" | "?$" | "?#" | "?{"
    ),
    pattern!(r"\.search\s*=\s*(?:['\x22`]\?['\x22`]\s*\+\s*)?(?:new\s+URLSearchParams\()?", NAME, r"\b"; ".search"),
    pattern!(r"\.query\s*=\s*(?:URI\.encode_www_form\(|urlencode\()?", NAME, r"\b"; ".query"),
    pattern!(r"\bRawQuery\s*[:=]\s*", NAME, r"\.Encode\("; "rawquery", ".encode("),
    pattern!(r"\.Query\s*=\s*", NAME, r"\.ToString\("; ".query", ".tostring("),
    pattern!(r"\bAddQueryString\([^;\n]{1,160}?,\s*", NAME, r"\s*\)"; "addquerystring("),
    pattern!(r"\?['\x22]\s*\+\s*", NAME, r"\.Encode\("; ".encode("),
    // Calls that take a query or its parameters.
    pattern!(r"(?:\b|_)(?:(?:set|with|add|append|replace|Set|With|Add|Append)_?)?[qQ]uery_?[pP]aram(?:eter)?s\(\s*&?\$?", NAME, r"\s*\)"; "query"),
    pattern!(r"(?:->|\.)(?:with|set|append|update|extend)_?[qQ]uery(?:Values)?\(\s*(?:http_build_query\(\s*)?\$?", NAME, r"\s*[,)]"; "query"),
    pattern!(r"\bURI\.append_query\([^\n]{0,160}?\bURI\.encode_query\(\s*", NAME, r"\s*\)"; "uri.append_query("),
    pattern!(r"\bparse_with_params\([^;\n]{1,160}?,\s*&?", NAME, r"\s*\)"; "parse_with_params("),
    pattern!(r"\bObject\.(?:entries|keys)\(\s*", NAME, r"\s*\)[^;\n]{0,100}(?:\n[^;\n]{0,60}?)?\bsearchParams\.(?:append|set)\("; "object.", "searchparams."),
    // Names that are queries from the start: `q := req.URL.Query()`, `HttpUtility.ParseQueryString(…)`.
    pattern!(
        r"\b", NAME,
        r"\s*:?=\s*(?:[A-Za-z_][A-Za-z0-9_.]{0,60}\.URL\.Query\(\)|[A-Za-z_][A-Za-z0-9_]{0,40}\.Query\(\)|(?:System\.Web\.)?HttpUtility\.ParseQueryString\()";
        ".query()" | "httputility.parsequerystring("
    ),
];

/// How far after a name what it is set to may open, in bytes.
const REACH: usize = 320;

/// How far from its use a name of one or two letters still means the same, in bytes.
const NEAR: usize = 1000;

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let mut uses: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let found = USES.iter().flat_map(|used| used.captures_iter(page));
    for name in found.filter_map(|found| found.name("name")) {
        uses.entry(name.as_str().trim_start_matches('$')).or_default().push(name.start());
    }
    // `axios.get(url, { params })`
    static SHORT: Pattern = pattern!(r"(?<before>[{,])\s*params\s*[,}]"; "params");
    // `new StringContent(query.ToString())`
    static BODIES: Pattern = pattern!(
        r"\b(?:StringContent|RequestBody\.create|BodyPublishers\.ofString)\(\s*(?<name>[A-Za-z_$][A-Za-z0-9_$]{0,40})\.(?:ToString|toString)\(";
        "stringcontent(" | "requestbody.create(" | "bodypublishers.ofstring("
    );
    let mut short = SHORT.find_iter(page).take(MOST);
    if short.any(|found| is_in_object(page.text(), found.start())) {
        uses.entry("params").or_default();
    }
    for (name, at) in gets::variables(page) {
        uses.entry(name).or_default().push(at);
    }
    encoded(page, &mut uses);
    for body in BODIES.captures_iter(page).filter_map(|body| body.name("name")) {
        uses.remove(body.as_str());
    }
    let mut names: Vec<&str> = uses.keys().copied().collect();
    names.sort_unstable();
    // More than an automaton can hold are no names that anybody wrote.
    let Ok(finder) = AhoCorasick::new(&names) else { return Vec::new() };
    uses.values_mut().for_each(|places| places.sort_unstable());
    let is_meant = |name: &str, at: usize| {
        let places = &uses[name];
        let next = places.partition_point(|place| *place + NEAR < at);
        name.len() > 2 || places.get(next).is_some_and(|place| *place <= at + NEAR)
    };
    let set = finder.find_overlapping_iter(page.text());
    set.filter(|set| is_meant(names[set.pattern().as_usize()], set.start()))
        .flat_map(|set| gathered(page, Span { start: set.start(), end: set.end() }))
        .collect()
}

/// Adds the names of what becomes a query when it is encoded under another name: `query = urlencode(parameters)`.
fn encoded<'p>(page: &Page<'p>, uses: &mut FxHashMap<&'p str, Vec<usize>>) {
    static ENCODED: Pattern = pattern!(
        r"\b(?<query>[A-Za-z_$][A-Za-z0-9_$]{0,40})\s*:?=\s*(?:new\s+)?(?:(?:urllib\.parse\.|parse\.)?urlencode|http_build_query|query[sS]tring\.(?:stringify|encode)|qs\.stringify|URLSearchParams|(?:httpx\.)?QueryParams|URI\.encode_www_form|URI\.encode_query|\$\.param)\(\s*[$%]?",
        NAME, r"\s*[,)]";
        "urlencode" | "http_build_query" | "querystring." | "stringify" | "urlsearchparams" | "queryparams" | "uri.encode_" | "$.param"
    );
    static JOINED: Pattern = pattern!(
        r#"\b(?<query>[A-Za-z_]\w{0,40})\s*=\s*["']&["']\.join\([^\n]{0,160}?\sin\s+"#, NAME, r"\.items\(\)";
        "&\".join(" | "&'.join("
    );
    for found in [&ENCODED, &JOINED].into_iter().flat_map(|pattern| pattern.captures_iter(page)) {
        let (Some(query), Some(name)) = (found.name("query"), found.name("name")) else { continue };
        if uses.contains_key(query.as_str().trim_start_matches('$')) {
            uses.entry(name.as_str()).or_default().push(name.start());
        }
    }
}

/// The most places in which a short entry of an object is looked for.
const MOST: usize = 200;

/// Whether what follows a brace or comma is an entry of an object, and no argument of a call.
fn is_in_object(text: &str, at: usize) -> bool {
    const REACH: usize = 400;
    let mut depth = 0_usize;
    for byte in text.as_bytes()[at.saturating_sub(REACH)..=at].iter().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' => return *byte == b'{',
            _ => {}
        }
    }
    false
}

/// The secrets that are put under the name that stands there.
fn gathered(page: &Page<'_>, name: Span) -> Vec<Carrier> {
    // What may follow the name: a map or a list that it is set to, or a parameter that is added to it.
    static SET: Pattern = pattern!(
        r#"(?x)
            ^ (?: \s* : \s* [A-Za-z][A-Za-z0-9_<>,\[\]\x20]{0,40} )? \s* :?= \s* (?:await\s+)? (?:new\s+)?
            (?: [A-Za-z_.:]{1,40} (?: <[^>\n]{0,60}> )? \( \s* | ["']&["']\.join )? (?:new\s+)?
            (?:
                (?: map\[string\](?:\[\])?string \s* | url\.Values \s* | vec! | array | dict | Map | [A-Za-z]{0,12}[mM]ap(?:Of|\.of) | %
                  | [A-Za-z_.:]{0,30} (?:encode_www_form|encode_query|urlencode|http_build_query|QueryParams) )?
                (?<open>[\[{(])
              | [A-Z][A-Za-z0-9_:]{0,40} (?: <[^>\n]{0,60}> )? (?:\(\))? \s* (?<fields>\{)
            )"#
    );
    static ADDED: Pattern = pattern!(
        r#"^(?:(?:\s*:\s*HttpParams)?\s*=\s*new\s+HttpParams\(\)(?:\s*\.(?:set|append)\([^()\n]{0,80}\)){0,8}\s*)?(?:\.(?:set|append|Set|Add|add|put|addQueryItem)\(\s*["']|\[\s*["':])(?<name>"#, NAMES, r#")(?:["']\s*,|["']?\s*\]\s*=)"#;
        ENDS
    );
    let text = page.text();
    let after = name.end;
    if !starts_a_name(text, name.start) {
        return Vec::new();
    }
    let rest = &text[after..text.floor_char_boundary((after + REACH).min(text.len()))];
    let set = SET.captures(rest);
    if let Some(open) = set.and_then(|set| set.name("open").or_else(|| set.name("fields"))) {
        // A call that takes the map opens before it.
        return key(page, brackets::inside(text, after + open.start())).into_iter().collect();
    }
    let added = || {
        let found = ADDED.captures(rest)?;
        let name = found.name("name")?;
        let mark = name.span_from(after);
        literal(text, after + found.whole().end()).carrier(mark, false)
    };
    added().into_iter().collect()
}

/// Whether the name at `at` is a whole one, with or without the sign of a variable, and no member of something else.
fn starts_a_name(text: &str, at: usize) -> bool {
    let head = &text[..at];
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    !head.ends_with(is_part)
}
