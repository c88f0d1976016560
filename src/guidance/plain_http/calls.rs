//! Libraries that are told to speak plain HTTP by the name of what is called: `http.client.HTTPConnection`, `Net::HTTP`
//! without `use_ssl`, Node's `http.request`.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;

use super::{Fault, Ground};
use crate::guidance::name::words;
use crate::guidance::owner;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, brackets};
use crate::model::{Mend, Span, vendor};

const MESSAGE: &str = "this call to a Banqup host is made over plain HTTP";

/// Calls whose first argument is a host, spoken to over plain HTTP; the argument is in quotes or a name.
static PLAIN: [Pattern; 9] = [
    // Python
    pattern!(r"\bHTTPConnection(?:Pool)?\s*\(\s*(?:host\s*=\s*)?", ARGUMENT; "httpconnection"),
    // Dart
    pattern!(r"\bUri\.http\s*\(\s*", ARGUMENT; "uri.http"),
    // Java, Apache: without a scheme it is the plain one
    pattern!(r"\bnew\s+HttpHost\s*\(\s*", ARGUMENT; "new", "httphost"),
    // C#: likewise
    pattern!(r"\bnew\s+UriBuilder\s*\(\s*", ARGUMENT; "new", "uribuilder"),
    // Ruby
    pattern!(r"\bNet::HTTP\.(?:get|get_print|get_response|post_form)\s*\(\s*", ARGUMENT; "net::http."),
    pattern!(r"\bURI::HTTP\.build\s*\(\s*\{?\s*:?host(?::|\s*=>)\s*", ARGUMENT; "uri::http.build", "host"),
    // Elixir
    pattern!(r"\bMint\.HTTP1?\.connect\s*\(\s*:http\s*,\s*", ARGUMENT; "mint.http"),
    pattern!(r"\bHTTPoison\.(?:get|post|put|patch|delete|request)!?\s*\(\s*(?::\w+\s*,\s*)?", ARGUMENT; "httpoison."),
    // Ruby, unless the page turns TLS on
    pattern!(r"\bNet::HTTP\.(?:new|start)\s*\(\s*", ARGUMENT; "net::http."),
];

const ARGUMENT: &str = r#"(?<argument>[rbf]?["'`][^"'`\n]{1,160}["'`]|[A-Za-z_@][A-Za-z0-9_.]{0,80})(?<rest>[^\n]{0,120})"#;

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found = plain_calls(ground);
    found.extend(node_requests(ground));
    found.extend(schemes(ground));
    found
}

fn plain_calls(ground: &Ground<'_, '_>) -> Vec<Fault> {
    // The whole page decides, once for all calls.
    let turns_on_tls = LazyCell::new(|| turns_on_tls(ground.page));
    let mut found = Vec::new();
    for call in &PLAIN {
        for captures in call.captures_iter(ground.page) {
            let Some(argument) = captures.name("argument") else { continue };
            let whole = captures.whole().as_str();
            let rest = captures.name("rest").map_or("", |rest| rest.as_str());
            // Python's and Rust's secure names end in the plain one's.
            let is_secure = whole.starts_with("HTTPSConnection")
                || rest.to_ascii_lowercase().contains("https")
                || whole.starts_with("Net::HTTP.")
                    && (whole.starts_with("Net::HTTP.new") || whole.starts_with("Net::HTTP.start"))
                    && *turns_on_tls;
            let span = argument.span();
            if let Some(host) = ground.argument(span).filter(|_| !is_secure) {
                found.push(Fault { mark: host, about: host, message: MESSAGE, mend: None });
            }
        }
    }
    found
}

/// Whether a page of Ruby turns TLS on: with a constant, or by the scheme of an address.
fn turns_on_tls(page: &Page<'_>) -> bool {
    static ON: Pattern = pattern!(r"use_ssl\s*(?:=>|[:=])\s*(?<value>[^\s,;)]+)"; "use_ssl");
    ON.captures_iter(page)
        .filter_map(|found| found.name("value"))
        .any(|value| !matches!(value.as_str(), "false" | "nil"))
}

/// Options of Node's module `http`, in the call or under a name.
fn node_requests(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static MODULE: Pattern = pattern!(r#"(?:require\s*\(\s*|from\s+|import\s*\(\s*)["'](?:node:)?http["']"#;
        "http\"" | "http'", "require" | "from" | "import");
    static CALL: Pattern = pattern!(
        r"\bhttp\.(?:request|get)\s*\(\s*(?:\{|(?<name>[A-Za-z_$][A-Za-z0-9_$]{0,60})\s*[,)])";
        "http.request" | "http.get"
    );
    let text = ground.page.text();
    if !MODULE.is_match(ground.page) {
        return Vec::new();
    }
    let objects = LazyCell::new(|| objects(ground.page));
    CALL.captures_iter(ground.page)
        .filter_map(|captures| {
            let whole = captures.whole();
            let open = match captures.name("name") {
                Some(name) => *objects.get(name.as_str())?,
                None => whole.end() - 1,
            };
            let span = brackets::inside(text, open);
            let host = ground.host_in(span).or_else(|| host_by_name(ground, span))?;
            Some(Fault { mark: host, about: host, message: MESSAGE, mend: None })
        })
        .collect()
}

/// Where the objects open that variables are set to, by the names of the variables; the first of each name.
fn objects<'a>(page: &Page<'a>) -> FxHashMap<&'a str, usize> {
    static OBJECT: Pattern = pattern!(
        r"\b(?:const|let|var)\s+(?<name>[A-Za-z_$][A-Za-z0-9_$]{0,60})(?:[^=;A-Za-z0-9_$][^=;]{0,58})?=\s*\{";
        "const" | "let" | "var"
    );
    let mut objects = FxHashMap::default();
    for found in OBJECT.captures_iter(page) {
        if let Some(name) = found.name("name") {
            objects.entry(name.as_str()).or_insert(found.whole().end() - 1);
        }
    }
    objects
}

/// The value of `host` or `hostname` within `span` that is a name bound to a host of the vendor's.
fn host_by_name(ground: &Ground<'_, '_>, span: Span) -> Option<Span> {
    static KEY: Pattern =
        pattern!(r"\b(?:host|hostname)\s*:\s*(?<value>[A-Za-z_$][A-Za-z0-9_.$]{0,60})"; "host");
    let value = KEY.captures(ground.page.slice(span))?.name("value")?;
    ground.argument(value.span_from(span.start))
}

/// `http://` before a variable that stands for a host of the vendor's, and names for the plain scheme beside one.
fn schemes(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static BEFORE_NAME: Pattern = pattern!(r#"(?x)
            (?<scheme> (?:http|HTTP|ws) ) ://
            (?: [\$\#]?\{{1,2} [\x20\t]* (?<braced>[A-Za-z_.][A-Za-z0-9_.\[\]"'$]{0,80}) (?<default> [^{}\n]{0,80} ) \}{1,2}
              | \$(?<shell>[A-Za-z_][A-Za-z0-9_]{0,60})
              | \\\( (?<swift>[A-Za-z_][A-Za-z0-9_.]{0,80}) \)
              | \{[0-9]?\} [^"'`\n]{0,80} ["'`] [\x20\t]* (?:\.format\(|,) [\x20\t]* (?<numbered>[A-Za-z_][A-Za-z0-9_.]{0,80})
              | %[svd@] [^"'`\n]{0,80} ["'`] \)? [\x20\t]* [%,] [\x20\t]* \(? (?<format>[A-Za-z_][A-Za-z0-9_.]{0,80})
              | ["'`] [\x20\t]* (?:\+|\.|<>|~|&|\.\.) [\x20\t]* (?<joined>\$?[A-Za-z_@][A-Za-z0-9_.>-]{0,80})
            )"#; "http://" | "ws://");
    let mut found = Vec::new();
    for captures in BEFORE_NAME.captures_iter(ground.page) {
        let names = ["braced", "shell", "swift", "numbered", "format", "joined"];
        let Some(name) = names.iter().find_map(|group| captures.name(group)) else { continue };
        let Some(scheme) = captures.name("scheme") else { continue };
        let default = captures.name("default").map_or("", |default| default.as_str());
        if stands_for_vendor(ground, name.as_str(), default) {
            found.push(Fault {
                mark: Span { start: scheme.start(), end: name.end() },
                about: Span { start: scheme.start(), end: name.end() },
                message: "a variable that holds a Banqup host is called over plain HTTP",
                mend: Some(Mend::SecureScheme),
            });
        }
    }
    found
}

/// Words that a variable for the vendor's own host may consist of, beside the vendor's name.
const PARTS: &[&str] = &[
    "api", "host", "hosts", "hostname", "domain", "server", "fqdn", "base", "authority", "btx",
    "endpoint", "endpoints", "urls", "config", "conf", "cfg", "settings", "self", "this", "values",
    "env", "process", "os", "environ", "args", "opts", "options", "var", "vars", "app", "prod",
    "production", "uat", "eu", "fr", "auth", "build", "environment", "token", "oauth", "iam",
    "the", "my", "default", "const", "constants", "global", "import", "meta", "getenv", "get",
    "properties", "props", "spring", "v4",
];

/// Whether a name stands for a host of the vendor's: the page says so, or the name does and the page says nothing else.
pub(super) fn stands_for_vendor(ground: &Ground<'_, '_>, name: &str, default: &str) -> bool {
    let last = name
        .trim_end_matches(['"', '\'', ']'])
        .rsplit(['.', '[', '>', '"', '\'', '$'])
        .next()
        .unwrap_or(name);
    if let Some(name) = ground.names().get(last) {
        return name.is_always_vendors;
    }
    let words = words(name);
    let is_host =
        |word: &str| matches!(word, "host" | "hostname" | "domain" | "fqdn" | "authority");
    let is_part = |word: &str| PARTS.contains(&word);
    let plain_default = default.trim_matches(|c: char| !c.is_ascii_alphanumeric()).is_empty();
    // `banquphost` is two words to people.
    let beside_vendor = |word: &'_ str| {
        let ours = vendor::NAMES.iter().chain(&vendor::SHORT).chain(&["up"]);
        ours.filter_map(|ours| word.strip_prefix(ours)).any(|rest| is_part(rest) || rest.is_empty())
    };
    owner::is_vendors(name)
        && words.iter().any(|word| is_host(word) || word.ends_with("host"))
        && words.iter().all(|word| is_part(word) || beside_vendor(word))
        && plain_default
}
