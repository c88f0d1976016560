//! Calls and options that always write into the query of an address: `.queryParam("client_secret", …)`, `curl -G -d`, `searchParams.set`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Carrier, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::block;
use crate::guidance::command::{CURL_VALUED, Command, commands};
use crate::model::Span;

/// Calls whose first string is the parameter's name; `NAME` stands for it, in quotes.
const CALLS: &[&str] = &[
    // JavaScript
    r"\bsearchParams(?:\(\))?\.(?:set|append)\(\s*NAME",
    // Java, Kotlin: Spring, JAX-RS, REST Assured, OkHttp, Android, Ktor
    r"\.(?:queryParam|addQueryParam|addQueryParameter|addEncodedQueryParameter|appendQueryParameter|withQueryParam|queryString)\(\s*NAME",
    r"\b(?:url\s*\{[^{}]{0,200}?|url\.)parameters\.append\(\s*NAME",
    r"@Query\(\s*(?:value\s*=\s*)?NAME",
    r"\bURIBuilder\b[^;]{0,300}?\.(?:addParameter|setParameter)\(\s*NAME",
    // C#: RestSharp, Flurl, ASP.NET
    r"\.(?:AddQueryParameter|SetQueryParam|AppendQueryParam)\(\s*NAME",
    r"\bQueryHelpers\.AddQueryString\([^;\n]{1,160}?,\s*NAME",
    // Swift
    r"\bURLQueryItem\(\s*name:\s*NAME",
    // Go: go-resty, and the query of a request
    r"\.(?:SetQueryParam|AddQueryParam)\(\s*NAME",
    r"\.URL\.Query\(\)\.(?:Set|Add)\(\s*NAME",
    // Perl, Scala
    r"->query_(?:form|param)\(\s*NAME",
    r"\.withQueryString(?:Parameters)?\([^\n;]{0,80}?NAME",
];

/// Calls and options that take a list or a map of parameters, which opens at the end of the pattern.
const MAPS: &[&str] = &[
    // Rust: reqwest; superagent
    r"\.query\(\s*&?[\[({]",
    r"\bqueryParameters\s*:\s*(?:<[^>]{1,40}>\s*)?\{",
    r"\bsearchParams\s*:\s*(?:new\s+URLSearchParams\(\s*)?[\[{]",
    r"['\x22]query['\x22]\s*=>\s*\[",
    r"\bquery\s*:\s*\{",
    r"\bquery\s*=\s*list\(",
    r"\.set_?[qQ]uery_?[pP]arams\(\s*(?:map\[string\]string)?\{",
    r"\.SetQueryParams\(\s*(?:map\[string\]string|new)\s*\{",
    r"\bWithQueryParams\(\s*\{",
    // An encoder whose result follows a question mark at once.
    r"\?(?:['\x22`]\s*(?:\+|\.|<>|&|~)\s*|\$?\{\s*)(?:new\s+)?(?:URLSearchParams|(?:urllib\.parse\.|parse\.)?urlencode|http_build_query|querystring\.(?:stringify|encode)|qs\.stringify|stringify|URI\.encode_www_form|URI\.encode_query|\$\.param)\(\s*[\[{]",
    r"\.query\s*=\s*(?:URI\.encode_www_form|urlencode|urllib\.parse\.urlencode|\{[^}]{0,40}\}\.to_query)\(\s*\{?",
    r"\.search\s*=\s*(?:new\s+URLSearchParams|querystring\.stringify|qs\.stringify)\(\s*\{",
    r"\.set_form_data_as_query\(",
    r"\.(?:with_query|update_query|extend_query|QueryParams|copy_merge_params)\(\s*[\[{]",
    r"\bHttp::(?:\w+\([^)\n]*\)->)*get\([^;\n]*?,\s*\[",
    r"\$\.get(?:JSON)?\([^;\n]*?,\s*\{",
    r"\bUri\.https?\([^;{}]{0,200}?,\s*\{",
    // Postman, HAR
    r"\x22(?:query|queryString)\x22\s*:\s*\[",
];

/// `params`, which the clients of Python, axios and their kin write into the query: an argument of a call, since what is assigned to a
/// name may become a body.
const PARAMS: &[&str] =
    &[r"[(,]\s*params\s*=\s*(?:dict\(|[\[({])", r"\bparams\s*:\s*\{", r"\bparams\s*:\s*\["];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    static ONE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let name = format!(r#"["'](?<name>{NAMES})["']\s*[,)]?"#);
        CALLS
            .iter()
            .map(|call| {
                Regex::new(&call.replace("NAME", &name)).expect("a test compiles the patterns")
            })
            .collect()
    });
    static MAP: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        MAPS.iter().map(|map| Regex::new(map).expect("a test compiles the patterns")).collect()
    });
    static PARAM: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        PARAMS.iter().map(|map| Regex::new(map).expect("a test compiles the patterns")).collect()
    });
    let text = page.text();
    let mut found = Vec::new();
    for call in ONE.iter() {
        for captures in call.captures_iter(text) {
            let (Some(whole), Some(name)) = (captures.get(0), captures.name("name")) else {
                continue;
            };
            let mark = Span { start: name.start(), end: name.end() };
            found.extend(literal(text, whole.end()).carrier(mark, false));
        }
    }
    let writes_params = writes_params(page);
    let maps = MAP.iter().chain(PARAM.iter().filter(|_| writes_params));
    for map in maps {
        for opened in map.find_iter(text) {
            let start = opened.end() - 1;
            let span = Span { start, end: block::end(text, start) };
            found.extend(key(page, span));
        }
    }
    found.extend(shell(page));
    found
}

/// Whether `params` means the query in this page: in Python always, elsewhere where a client is used that takes it so.
fn writes_params(page: &Page<'_>) -> bool {
    const CLIENTS: [&str; 13] = [
        "axios",
        "requests.",
        "httpx",
        "aiohttp",
        "ofetch",
        "$fetch",
        "useFetch",
        "HttpClient",
        "http.get",
        "HTTPoison",
        "Req.",
        "Faraday",
        "ky.",
    ];
    page.has_extension(&["py", "ipynb", "pyi"])
        || CLIENTS.iter().any(|client| page.text().contains(client))
}

/// The first key of a map, or first string of a pair in a list, that names a secret.
pub(super) fn key(page: &Page<'_>, map: Span) -> Option<Carrier> {
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r#"(?x)
            (?: ^ | [\[({{,] ) (?: \s | //[^\n]*\n | \#[^\n]*\n )* (?:
                ["'](?<key>{NAMES})["'] \s* (?: => | := | -> | [:=,] ) \s*
              | :?(?<bare>{NAMES}) \s* (?: => | := | [:=] ) \s*
              | (?<short>{NAMES}) \s* [,}}]
              | \x22(?:key|name)\x22 \s* : \s* \x22(?<listed>{NAMES})\x22 \s* (?: , \s* \x22value\x22 \s* : \s* )?
            )"#
        ))
        .expect("the pattern is fixed")
    });
    let text = page.text();
    for captures in KEY.captures_iter(page.slice(map)) {
        let Some(whole) = captures.get(0) else { continue };
        let Some(name) =
            ["key", "bare", "short", "listed"].iter().find_map(|group| captures.name(group))
        else {
            continue;
        };
        let mark = Span { start: map.start + name.start(), end: map.start + name.end() };
        let nested = captures.name("short").is_some() && is_in_call(page, map, mark);
        if nested || is_type(&text[map.start + whole.end()..]) {
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

/// Whether a name between commas is an argument of a call in the map, and no key of it.
fn is_in_call(page: &Page<'_>, map: Span, mark: Span) -> bool {
    let before = page.slice(Span { start: map.start, end: mark.start });
    !before.starts_with('{') || before.matches('(').count() != before.matches(')').count()
}

/// Whether what follows a name and a colon says of what type its value is, as in a declaration, or how it is checked.
fn is_type(rest: &str) -> bool {
    const TYPES: [&str; 16] = [
        "string",
        "number",
        "boolean",
        "String",
        "str",
        "any",
        "unknown",
        "undefined",
        "int",
        "Optional",
        "Joi",
        "z.",
        "yup",
        "Type.",
        "PropTypes",
        "{",
    ];
    TYPES.iter().any(|word| {
        rest.strip_prefix(word).is_some_and(|after| {
            word.ends_with(['.', '{'])
                || !after.starts_with(|c: char| c.is_ascii_alphanumeric() || "_(.".contains(c))
        })
    })
}

/// Whether a parameter in a list is switched off, or stands in the whole address before the list too, where it is told.
fn is_settled(page: &Page<'_>, list: Span, mark: Span) -> bool {
    let text = page.text();
    let name = page.slice(mark);
    let open = block::opener(text, mark.start, b'{', b'}').unwrap_or(mark.start);
    let object = &text[open..block::end(text, open).max(mark.end)];
    let from = text.ceil_char_boundary(list.start.saturating_sub(1500));
    let before = &text[from..list.start];
    object.contains("\"disabled\": true")
        || object.contains("\"disabled\":true")
        || before.rfind("\"raw\"").or_else(|| before.rfind("\"url\"")).is_some_and(|raw| {
            let raw = before[raw..].lines().next().unwrap_or_default();
            raw.contains(&format!("?{name}=")) || raw.contains(&format!("&{name}="))
        })
}

/// Programs that are told to write data into the query.
fn shell(page: &Page<'_>) -> Vec<Carrier> {
    static DATA: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?:^|&)(?<name>{NAMES})=")).expect("the pattern is fixed")
    });
    static HTTPIE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"^(?<name>{NAMES})==")).expect("the pattern is fixed")
    });
    let mut found = Vec::new();
    for command in commands(page, &["curl", "http", "https", "xh", "xhs"]) {
        let is_curl = command.program == "curl";
        let is_get = is_curl && command.flag('G', "--get", CURL_VALUED).is_some();
        for (at, word) in command.arguments.iter().enumerate() {
            let pattern = match is_curl {
                true if is_get && is_data(&command, at) || is_query(&command, at) => &DATA,
                true => continue,
                false => &HTTPIE,
            };
            let Some(captures) = pattern.captures(word.text) else { continue };
            let (Some(whole), Some(name)) = (captures.get(0), captures.name("name")) else {
                continue;
            };
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
            found.push(Carrier {
                mark,
                literal,
                is_vendors: page.names_vendor_host_in(page.slice(command.span)),
            });
        }
    }
    found
}

/// Whether the word is data that `-G` moves into the query.
fn is_data(command: &Command<'_>, at: usize) -> bool {
    const FLAGS: [&str; 5] = ["-d", "--data", "--data-urlencode", "--data-raw", "--data-ascii"];
    at.checked_sub(1).is_some_and(|before| FLAGS.contains(&command.arguments[before].text))
}

fn is_query(command: &Command<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| command.arguments[before].text == "--url-query")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_compile() {
        for pattern in CALLS.iter().chain(MAPS).chain(PARAMS) {
            let pattern = pattern.replace("NAME", "\"(?<name>x)\"");
            assert!(Regex::new(&pattern).is_ok(), "{pattern}");
        }
    }
}
