//! Calls and options that always write into the query of an address: `.queryParam("client_secret", …)`, `curl -G -d`,
//! `searchParams.set`.

use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::brackets;
use crate::guidance::command::commands;
use crate::guidance::fetcher::CURL;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// What stands around a name in quotes.
pub(super) const QUOTED_START: &str = r#"["'](?<name>"#;
pub(super) const QUOTED_END: &str = r#")["']\s*[,)]?"#;

/// Calls whose first string is the parameter's name.
static CALLS: [Pattern; 9] = [
    // JavaScript
    pattern!(r"\bparams\s*:\s*new\s+HttpParams\(\)(?:\s*\.(?:set|append)\([^()\n]{0,80}\)){0,8}\s*\.(?:set|append)\(\s*",
        QUOTED_START, NAMES, QUOTED_END; "httpparams()", ENDS),
    pattern!(r"\bsearchParams(?:\(\))?\.(?:set|append)\(\s*", QUOTED_START, NAMES, QUOTED_END; "searchparams", ENDS),
    // Java, Kotlin: Spring, JAX-RS, REST Assured, OkHttp, Android, Ktor
    pattern!(
        r"\.(?:queryParam|addQueryParam|addQueryParameter|addEncodedQueryParameter|appendQueryParameter|withQueryParam|queryString)\(\s*",
        QUOTED_START, NAMES, QUOTED_END;
        "queryparam" | "queryparameter" | "querystring", ENDS
    ),
    pattern!(r"\b(?:url\s*\{[^{}]{0,200}?|url\.)parameters\.append\(\s*", QUOTED_START, NAMES, QUOTED_END;
        "parameters.append(", ENDS),
    // C#: RestSharp, Flurl, ASP.NET
    pattern!(r"\.(?:AddQueryParameter|SetQueryParam|AppendQueryParam)\(\s*", QUOTED_START, NAMES, QUOTED_END;
        "queryparam", ENDS),
    pattern!(r"\bQueryHelpers\.AddQueryString\([^;\n]{1,160}?,\s*", QUOTED_START, NAMES, QUOTED_END;
        "queryhelpers.addquerystring(", ENDS),
    // Swift
    pattern!(r"\bURLQueryItem\(\s*name:\s*", QUOTED_START, NAMES, QUOTED_END; "urlqueryitem(", ENDS),
    // Go: go-resty, and the query of a request
    pattern!(r"\b(?:SetQueryParam|AddQueryParam)\(\s*", QUOTED_START, NAMES, QUOTED_END; "queryparam(", ENDS),
    pattern!(r"\.URL\.Query\(\)\.(?:Set|Add)\(\s*", QUOTED_START, NAMES, QUOTED_END; ".url.query().", ENDS),
];

/// Calls and options that take a list or a map of parameters, which opens at the end of the pattern.
static MAPS: [Pattern; 16] = [
    // Angular
    pattern!(r"\bparams\s*:\s*new\s+HttpParams\(\s*\{\s*fromObject\s*:\s*\{"; "httpparams("),
    // Rust: reqwest; superagent
    pattern!(r"\.query\(\s*&?[\[({]"; ".query("),
    pattern!(r"\bqueryParameters\s*:\s*(?:<[^>]{1,40}>\s*)?\{"; "queryparameters"),
    pattern!(r"\bsearchParams\s*:\s*(?:new\s+URLSearchParams\(\s*)?[\[{]"; "searchparams"),
    pattern!(r"['\x22]query['\x22]\s*=>\s*\["; "query", "=>"),
    pattern!(r"\bquery\s*:\s*\{"; "query"),
    pattern!(r"\bquery\s*=\s*list\("; "query", "list("),
    pattern!(r"\.set_?[qQ]uery_?[pP]arams\(\s*(?:map\[string\]string)?\{"; "query", "params("),
    pattern!(r"\bSetQueryParams\(\s*(?:map\[string\]string|new)\s*\{"; "setqueryparams("),
    // An encoder whose result follows a question mark at once.
    pattern!(r"\?(?:['\x22`]\s*(?:\+|\.\.?|<>|&|~|<<)\s*|[$#]?\{\s*)(?:new\s+)?(?:URLSearchParams|(?:urllib\.parse\.|parse\.)?urlencode|http_build_query|query[sS]tring\.(?:stringify|encode)|qs\.stringify|stringify|URI\.encode_www_form|URI\.encode_query|\$\.param|ngx\.encode_args)\(";
        "urlsearchparams" | "urlencode" | "http_build_query" | "querystring." | "stringify" | "uri.encode_" | "$.param" | "encode_args",
        "?'" | "?\"" | "?`" | "?$" | "?#" | "?{"),
    pattern!(
        r"\.query\s*=\s*(?:URI\.encode_www_form|urlencode|urllib\.parse\.urlencode)\(\s*\{?";
        ".query", "encode_www_form" | "urlencode"
    ),
    pattern!(r"\.search\s*=\s*(?:new\s+URLSearchParams|query[sS]tring\.stringify|qs\.stringify)\(\s*\{";
        ".search", "urlsearchparams" | "stringify"),
    pattern!(r"\.set_form_data_as_query\("; ".set_form_data_as_query("),
    pattern!(r"\$\.get(?:JSON)?\([^;\n]*?,\s*\{"; "$.get"),
    pattern!(r"\bUri\.https?\([^;{}]{0,200}?,\s*\{"; "uri.http"),
    // Postman, HAR
    pattern!(r"\x22(?:query|queryString)\x22\s*:\s*\["; "\"query"),
];

/// `params`, which the clients of Python, axios and their kin write into the query: an argument of a call, since what
/// is assigned to a name may become a body.
static PARAMS: [Pattern; 4] = [
    pattern!(r"[(,]\s*params\s*=\s*(?:dict\(|Map\(|mapOf\(|[\[({])"; "params"),
    pattern!(r":params\s*=>\s*\{"; ":params", "=>"),
    pattern!(r"\bparams\s*:\s*%?\{"; "params"),
    pattern!(r"\bparams\s*:\s*\["; "params"),
];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let text = page.text();
    let mut found = Vec::new();
    for call in &CALLS {
        for captures in call.captures_iter(page) {
            let Some(name) = captures.name("name") else { continue };
            found.extend(literal(text, captures.whole().end()).carrier(name.span(), false));
        }
    }
    found.retain(|carrier: &Carrier| !is_in_form(page, carrier.mark));
    let writes_params = writes_params(page);
    let maps = MAPS.iter().chain(PARAMS.iter().filter(|_| writes_params));
    for map in maps {
        for opened in map.find_iter(page) {
            let start = opened.end() - 1;
            let span = brackets::inside(text, start);
            found.extend(key(page, span));
        }
    }
    found.extend(shell(page));
    found
}

/// Whether the items of a query in Swift are the body of a request: `request.httpBody = form.query?.data(…)`.
pub(super) fn is_in_form(page: &Page<'_>, mark: Span) -> bool {
    static FORM: Pattern = pattern!(
        r"\bhttpBody\s*=\s*(?<name>[A-Za-z_]\w{0,40})[?!]?\.(?:query|percentEncodedQuery)\b";
        "httpbody"
    );
    const REACH: usize = 600;
    let start = page.text().ceil_char_boundary(mark.start.saturating_sub(REACH));
    let before = page.slice(Span { start, end: mark.start });
    before.contains("queryItems")
        && FORM
            .captures_iter(page)
            .filter_map(|form| form.name("name"))
            .any(|form| before.contains(&format!("{}.queryItems", form.as_str())))
}

/// Whether `params` means the query in this page: in Python always, elsewhere where a client is used that takes it so.
fn writes_params(page: &Page<'_>) -> bool {
    const CLIENTS: [&str; 19] = [
        "axios", "requests.", "httpx", "aiohttp", "ofetch", "$fetch", "useFetch", "HttpClient",
        "http.get", "HTTPoison", "Req.", "Faraday", "ky.", "RestClient", "Typhoeus", "HTTPX",
        "khttp.", "CapacitorHttp", "HttpParams",
    ];
    // http.rb, and not `Net::HTTP`.
    let calls_http = || {
        let mut calls = page.text().match_indices("HTTP.").map(|(at, _)| &page.text()[..at]);
        page.is_in(&[Ruby])
            && calls
                .any(|before| !before.ends_with(|c: char| c == ':' || c.is_ascii_alphanumeric()))
    };
    page.is_in(&[Python])
        || CLIENTS.iter().any(|client| page.text().contains(client))
        || calls_http()
}

/// The first key of a map, or first string of a pair in a list, that names a secret.
pub(super) fn key(page: &Page<'_>, map: Span) -> Option<Carrier> {
    static KEY: Pattern = pattern!(r#"(?x)
            (?: ^ | [\[({,] ) (?: \s | //[^\n]*\n | \#[^\n]*\n )* (?:
                ["'](?<key>"#, NAMES, r#")["'] \s* (?: \] \s* [:=] | => | := | -> | to\s | [:=,] ) \s*
              | :?(?<bare>"#, NAMES, r#") \s* (?: => | := | [:=] ) \s*
              | (?<short>"#, NAMES, r#") \s* (?: [,}] | $ )
              | \x22(?:key|name)\x22 \s* : \s* \x22(?<listed>"#, NAMES, r#")\x22 \s* (?: , \s* \x22value\x22 \s* : \s* )?
            )"#; ENDS);
    let text = page.text();
    for captures in KEY.captures_iter(page.slice(map)) {
        let whole = captures.whole();
        let Some(name) =
            ["key", "bare", "short", "listed"].iter().find_map(|group| captures.name(group))
        else {
            continue;
        };
        let mark = name.span_from(map.start);
        let is_other = captures.name("short").is_some() && !is_short_entry(page, map, mark);
        if is_other || is_type(page, &text[map.start + whole.end()..]) {
            continue;
        }
        if captures.name("listed").is_some() && is_settled(page, map, mark) {
            continue;
        }
        if let Some(carrier) = literal(text, map.start + whole.end()).carrier(mark, false) {
            return Some(carrier);
        }
    }
    None
}

/// Whether a name between commas is an entry of an object that is made there, and no argument of a call, part of a text
/// or name that an object is taken apart into.
fn is_short_entry(page: &Page<'_>, map: Span, mark: Span) -> bool {
    let text = page.text();
    let from = map.start.saturating_sub(1);
    let mut depth = 0_usize;
    let opened = (from..mark.start).rev().find(|at| match text.as_bytes()[*at] {
        b')' | b']' | b'}' => {
            depth += 1;
            false
        }
        b'(' | b'[' | b'{' if depth > 0 => {
            depth -= 1;
            false
        }
        byte => matches!(byte, b'(' | b'[' | b'{'),
    });
    let Some(open) = opened.filter(|open| text.as_bytes()[*open] == b'{') else { return false };
    let before = text[..open].trim_end();
    if page.is_in(&[Rust]) || before.ends_with('=') || before.ends_with("return") {
        return true;
    }
    // What leads to a page of one's own, or asks for one in a test.
    const LEADS: [&str; 9] = [
        "push", "replace", "navigate", "navigateTo", "redirect", "resolve", "createUrlTree",
        "createMocks", "createRequest",
    ];
    // The arguments of a call hold values; those of a function, and what stands by itself, are taken apart.
    let is_of_call = || {
        let call = brackets::opened_around(text, open).next()?;
        let name = text[..call].chars().next_back()?;
        let leads = LEADS.iter().any(|word| text[..call].ends_with(word));
        let is_function = text[text.floor_char_boundary(call.saturating_sub(80))..call]
            .split_whitespace()
            .rev()
            .nth(1)
            .is_some_and(|word| word.ends_with("function"));
        let after = text[brackets::inside(text, call).end..].trim_start_matches(')').trim_start();
        let is_declared = is_function || after.starts_with(['{', ':']) || after.starts_with("=>");
        let between = &text[call..open];
        let is_inner = between.contains("=>") || between.contains(';');
        Some((name.is_ascii_alphanumeric() || name == '_') && !leads && !is_declared && !is_inner)
    };
    !before.ends_with('$') && is_of_call().unwrap_or(false)
}

/// Whether what follows a name and a colon says of what type its value is, as in a declaration, or how it is checked.
fn is_type(page: &Page<'_>, rest: &str) -> bool {
    const TYPES: [&str; 16] = [
        "string", "number", "boolean", "String", "str", "any", "unknown", "undefined", "int",
        "Optional", "Joi", "z.", "yup", "Type.", "PropTypes", "{",
    ];
    // In Go the values of a parameter are a list in braces.
    let types = TYPES.iter().filter(|word| **word != "{" || !page.is_in(&[Go]));
    types.into_iter().any(|word| {
        rest.strip_prefix(*word).is_some_and(|after| {
            word.ends_with(['.', '{'])
                || !after.starts_with(|c: char| c.is_ascii_alphanumeric() || "_(.".contains(c))
        })
    })
}

/// Whether a parameter in a list is switched off, or stands in the whole address before the list too, where it is told.
fn is_settled(page: &Page<'_>, list: Span, mark: Span) -> bool {
    let text = page.text();
    let name = page.slice(mark);
    let open = brackets::brace_around(text, mark.start).unwrap_or(mark.start);
    let object = &text[open..brackets::inside(text, open).end.max(mark.end)];
    let from = text.ceil_char_boundary(list.start.saturating_sub(1500));
    let before = &text[from..list.start];
    object.contains("\"disabled\": true")
        || object.contains("\"disabled\":true")
        || before.rfind("\"raw\"").or_else(|| before.rfind("\"url\"")).is_some_and(|raw| {
            let raw = before[raw..].lines().next().unwrap_or_default();
            raw.contains(&format!("?{name}=")) || raw.contains(&format!("&{name}="))
        })
}

/// Flags before data that `-G` of curl moves into the query.
const DATA_FLAGS: [&str; 5] = ["-d", "--data", "--data-urlencode", "--data-raw", "--data-ascii"];

/// Programs that are told to write data into the query.
fn shell(page: &Page<'_>) -> Vec<Carrier> {
    static DATA: Pattern = pattern!(r"(?:^|&)(?<name>", NAMES, ")="; ENDS);
    static HTTPIE: Pattern = pattern!("^(?<name>", NAMES, ")=="; ENDS);
    let mut found = Vec::new();
    for command in commands(page, &["curl", "http", "https", "xh", "xhs"]) {
        let is_curl = command.program == "curl";
        let is_get = is_curl && command.flag(Some('G'), &["--get"], CURL.valued).is_some();
        let mut before = "";
        for word in command.arguments() {
            let flag = std::mem::replace(&mut before, word.text);
            let pattern = match is_curl {
                true if is_get && DATA_FLAGS.contains(&flag) || flag == "--url-query" => &DATA,
                true => continue,
                false => &HTTPIE,
            };
            let Some(captures) = pattern.captures(word.text) else { continue };
            let (whole, Some(name)) = (captures.whole(), captures.name("name")) else { continue };
            let value = word.text[whole.end()..]
                .split('&')
                .next()
                .unwrap_or_default()
                .trim_matches(['"', '\'']);
            let start = word.span.start + name.start();
            let mark = Span { start, end: word.span.start + whole.end() };
            let at = word.span.start + whole.end();
            if crate::guidance::reference::is_placeholder(value) {
                continue;
            }
            let is_written = crate::guidance::reference::is_literal(value);
            let literal = is_written.then_some(Span { start: at, end: at + value.len() });
            found.push(Carrier { mark, literal, is_vendors: page.names_vendor_host(command.span) });
        }
    }
    found
}
