//! Descriptions of the API from which clients are made: OpenAPI of both generations, and the requests of a collection.
//!
//! Contract: goes by the scheme that a client takes when nobody chooses one, the first or the default; that plain HTTP
//! is on offer too is no fault.

use super::{Fault, Ground};
use crate::guidance::language::DOCUMENTS;
use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::model::Span;

const OFFERED: &str = "clients of this description call a Banqup host over plain HTTP";

/// How far after an address its variables may stand, in bytes.
const FAR: usize = 2000;

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    if !ground.page.is_in(DOCUMENTS) {
        return Vec::new();
    }
    let mut found = schemes(ground);
    found.extend(servers(ground));
    found.extend(requests(ground));
    found
}

/// `host` and `schemes` of OpenAPI 2.
fn schemes(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static SCHEMES: Pattern = pattern!(
        r#"\bschemes["']?\s*:\s*(?:\[\s*["']?(?<listed>http)["']?\s*[,\]]|-\s*["']?(?<item>http)["']?\s*(?:[\r\n]|$))"#;
        "schemes", "http"
    );
    let text = ground.page.text();
    let is_host = |host: &Span| {
        let before = text[..host.start].trim_end_matches(['"', '\'', ' ', '\t']);
        before
            .strip_suffix(':')
            .is_some_and(|before| before.trim_end_matches(['"', '\'', ' ']).ends_with("host"))
    };
    let Some(host) = ground.bare.iter().map(|host| host.span).find(is_host) else {
        return Vec::new();
    };
    if !ground.page.may_hold("swagger") {
        return Vec::new();
    }
    let first = SCHEMES.captures_iter(ground.page).next();
    let scheme = first.and_then(|found| found.name("listed").or(found.name("item")));
    scheme.into_iter().map(|scheme| fault(scheme.span(), host)).collect()
}

/// `servers` of OpenAPI 3, whose scheme is a variable.
fn servers(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static SERVER: Pattern =
        pattern!(r"\{(?<variable>[A-Za-z_]\w{0,40})\}://(?<host>[A-Za-z0-9.{}_-]{4,120})"; "}://");
    static VARIABLE: Pattern = pattern!(
        r#"(?:^|[\s,{"'])(?<name>[A-Za-z_]\w{0,40})["']?\s*:\s*\{?\s*(?:["']?(?:enum|description)["']?\s*:\s*(?:\[[^\]]{0,200}\]|[^\n\[]{0,200}|(?:\s*-[^\n]{0,80}\n){1,8})\s*,?\s*){0,3}["']?default["']?\s*:\s*["']?(?<scheme>http)["']?\s*(?:[,}\r\n]|$)"#;
        "default", "http"
    );
    let text = ground.page.text();
    let mut found = Vec::new();
    for server in SERVER.captures_iter(ground.page) {
        let (Some(variable), Some(host)) = (server.name("variable"), server.name("host")) else {
            continue;
        };
        if !ground.page.is_vendor_host(host.as_str()) {
            continue;
        }
        let from = host.end();
        let end = text.floor_char_boundary((from + FAR).min(text.len()));
        let scheme = VARIABLE
            .captures_iter(&text[from..end])
            .filter(|one| one.name("name").is_some_and(|name| name.as_str() == variable.as_str()))
            .find_map(|one| one.name("scheme"));
        found.extend(scheme.map(|scheme| {
            let mark = scheme.span_from(from);
            fault(mark, host.span())
        }));
    }
    found
}

/// Requests of a collection whose address is given in parts.
fn requests(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static PARTS: Pattern = pattern!(
        r#""protocol"\s*:\s*"(?<scheme>http)"\s*,\s*"host"\s*:\s*(?:\[(?<parts>[^\]\[]{1,300})\]|"(?<whole>[^"\n]{1,200})")"#;
        "\"protocol\"", "\"host\""
    );
    static RAW: Pattern = pattern!(r#""raw"\s*:\s*"http://[^"\n]{0,300}"\s*,\s*$"#);
    const BEFORE: usize = 400;
    let text = ground.page.text();
    PARTS
        .captures_iter(ground.page)
        .filter_map(|parts| {
            let host = parts.name("parts").or(parts.name("whole"))?;
            let name: Vec<&str> =
                host.as_str().split(',').map(|part| part.trim().trim_matches('"')).collect();
            // The same address as a whole has been told already.
            let start = parts.whole().start();
            let near = text.ceil_char_boundary(start.saturating_sub(BEFORE));
            let is_told = RAW.is_match(&text[near..start]);
            let is_vendors = ground.page.is_vendor_host(&name.join("."));
            (is_vendors && !is_told).then(|| parts.name("scheme"))?
        })
        .map(|scheme: Found<'_>| fault(scheme.span(), scheme.span()))
        .collect()
}

fn fault(mark: Span, about: Span) -> Fault {
    Fault { mark, about, message: OFFERED, mend: None }
}
