//! Calls of GET that take the query as their second argument: `Http::get($url, ['access_token' => $token])`.
//!
//! Contract: only what that argument holds itself counts, and nothing deeper in it or behind it, where other clients keep
//! headers. What is called must look like an address.

use super::{Carrier, ENDS, NAMES, literal};
use crate::guidance::Page;
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// A client, and how its calls start.
struct Client {
    languages: &'static [Language],
    /// Words of which a page that uses it holds one.
    words: &'static [&'static str],
    /// Ends with the bracket, or with the blank that stands for it.
    call: Pattern,
}

static CLIENTS: [Client; 3] = [
    Client {
        languages: &[Php],
        words: &["Http::", "PendingRequest"],
        call: pattern!(r"(?:->|\bHttp::)(?:get|head)\("; "get(" | "head("),
    },
    Client {
        languages: &[Ruby],
        words: &["Faraday"],
        call: pattern!(r"\.(?:get|head|delete)(?:\(|\x20)"; ".get" | ".head" | ".delete"),
    },
    Client {
        languages: &[Python],
        words: &["requests"],
        call: pattern!(r"\brequests\.get\("; "requests.get("),
    },
];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    static ENTRY: Pattern = pattern!(r#"(?x)
            ^ \s* (?: ["'](?<key>"#, NAMES, r#")["'] \s* (?: => | : ) | :?(?<bare>"#, NAMES, r#") \s* (?: => | :(?:[^:]|$) ) ) \s*"#;
        ENDS);
    let text = page.text();
    let mut found = Vec::new();
    for second in seconds(page) {
        let entry = entries(text, second).into_iter().find_map(|entry| {
            let captures = ENTRY.captures(page.slice(entry))?;
            let name = captures.name("key").or_else(|| captures.name("bare"))?;
            let value = text[name.span_from(entry.start).end..entry.end].find([':', '>'])?;
            let at = name.span_from(entry.start).end + value + 1;
            literal(text, at).carrier(name.span_from(entry.start), false)
        });
        found.extend(entry);
    }
    found
}

/// The variables that such calls take as the query.
pub(super) fn variables<'p>(page: &Page<'p>) -> Vec<(&'p str, usize)> {
    let is_name = |name: &str| {
        name.len() <= 40
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let names = seconds(page).into_iter().map(|second| {
        let name = page.slice(second).trim();
        (name.trim_start_matches('$'), second.start)
    });
    names.filter(|(name, _)| is_name(name)).collect()
}

/// The second arguments of all calls that take the query there; of a call without brackets, all from there on.
fn seconds(page: &Page<'_>) -> Vec<Span> {
    let text = page.text();
    let clients = CLIENTS
        .iter()
        .filter(|client| page.is_in(client.languages))
        .filter(|client| client.words.iter().any(|word| text.contains(word)))
        // The requests of a test are to one's own pages, and take headers there.
        .filter(|_| !text.contains("extends TestCase"));
    let calls = clients.flat_map(|client| client.call.find_iter(page));
    calls
        .filter_map(|call| {
            let arguments = parts(text, call.end());
            let (first, second) = (arguments.first()?, arguments.get(1)?);
            let address = page.slice(*first).to_ascii_lowercase();
            let is_address = address.contains('/')
                || ["url", "uri", "path", "endpoint"].iter().any(|word| address.contains(word));
            // What has no braces of its own is the rest of the arguments.
            let is_bare = page.is_in(&[Ruby]) && page.slice(*second).contains(':');
            let end = arguments.last().map_or(second.end, |last| last.end);
            let is_bare = is_bare && !page.slice(*second).trim_start().starts_with('{');
            let span = Span { start: second.start, end: if is_bare { end } else { second.end } };
            is_address.then_some(span)
        })
        .collect()
}

/// The entries of a map or a list of named arguments.
fn entries(text: &str, map: Span) -> Vec<Span> {
    let written = &text[map.start..map.end];
    let start = map.start + written.len() - written.trim_start().len();
    let opened = ["array(", "[", "{"].iter().find(|open| text[start..map.end].starts_with(**open));
    let inside = start + opened.map_or(0, |open| open.len());
    let mut parts = parts(text, inside);
    parts.retain_mut(|part| {
        part.end = part.end.min(map.end);
        part.start < part.end
    });
    parts
}

/// How far the arguments of a call are read, in bytes.
const LONGEST: usize = 2000;

/// What commas part from `start` on, up to the bracket that closes what is open there, or to the end of the line where
/// no bracket is open.
fn parts(text: &str, start: usize) -> Vec<Span> {
    let is_open = text[..start].ends_with(['(', '[', '{']);
    let bytes = &text.as_bytes()[..text.floor_char_boundary((start + LONGEST).min(text.len()))];
    let mut parts = Vec::new();
    let (mut from, mut at, mut depth) = (start, start, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => break,
            b')' | b']' | b'}' => depth -= 1,
            b'\n' if depth == 0 && !is_open && !text[..at].trim_end().ends_with(',') => break,
            b',' if depth == 0 => {
                parts.push(Span { start: from, end: at });
                from = at + 1;
            }
            b'\\' => at += 1,
            quote @ (b'"' | b'\'') => {
                let rest = &bytes[at + 1..];
                let end = memchr::memchr2(quote, b'\n', rest);
                at += end.filter(|end| rest[*end] == quote).map_or(0, |end| end + 1);
            }
            _ => {}
        }
        at += 1;
    }
    let end = at.min(bytes.len());
    parts.push(Span { start: from.min(end), end });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn count(path: &str, text: &str) -> usize {
        carriers(&Page::new(path, text, Facts::default())).len()
    }

    #[test]
    fn second_arguments_are_queries() {
        for (path, text) in [
            (
                "a.php",
                "Http::baseUrl($b)\n    ->get('/v1/x', [\n        'page' => 1,\n        'access_token' => $t,\n    ])->json();",
            ),
            ("a.php", "Http::get($url, array('access_token' => $t));"),
            ("a.rb", "Faraday.get(\"https://x/v1\", { access_token: t })"),
            ("a.rb", "c = Faraday.new\nc.get('/v1', { :access_token => t }, { 'X' => 1 })"),
            ("a.rb", "Faraday.new\nconn.get '/v1', access_token: t, page: 1"),
            ("a.rb", "Faraday.new\nconn.get(path, page: 1, access_token: t)"),
            ("a.py", "import requests\nrequests.get(url, {'access_token': t})"),
        ] {
            assert_eq!(count(path, text), 1, "{text}");
        }
        let page = Page::new(
            "a.php",
            "Http::get($url, $query); Http::get($url, $a->b);",
            Facts::default(),
        );
        assert_eq!(variables(&page).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["query"]);
    }

    #[test]
    fn other_arguments_are_none() {
        for (path, text) in [
            ("a.php", "Http::x(); $client->get('/v1', ['headers' => ['token' => $t]]);"),
            (
                "a.php",
                "class X extends TestCase { f() { Http::fake(); $this->get('/x', ['token' => $t]); } }",
            ),
            ("a.php", "Http::post('/v1', ['client_secret' => $s]);"),
            ("a.php", "$guzzle->get('/v1', ['access_token' => $t]);"),
            ("a.php", "Http::x(); $cache->get('banqup', ['access_token' => $t]);"),
            ("a.php", "Http::x(); Cache::get('banqup/x', ['access_token' => $t]);"),
            ("a.rb", "Faraday.new\nconn.get('/v1', { page: 1 }, { token: t })"),
            ("a.rb", "Faraday.new\nconn.get('/v1', nil, { \"token\" => t })"),
            ("a.rb", "Faraday.new\nx.get '/v1'\nf access_token: t"),
            ("a.py", "import requests\nrequests.get(url, headers={'token': t})"),
            ("a.rb", "Faraday.get 'é/\\"),
        ] {
            assert_eq!(count(path, text), 0, "{text}");
        }
    }
}
