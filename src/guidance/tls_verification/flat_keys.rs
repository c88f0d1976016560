//! Whose a setting is in a file without sections, by its own dotted key: `quarkus.rest-client.erp.trust-all=true`.
//!
//! Contract: a key belongs to the client that it names, where the vendor's client has keys of its own in the same file.
//! The address under the same key decides first. One that names no client is for all of them.

use rustc_hash::FxHashMap;

use crate::guidance::language::Language::Yaml;
use crate::guidance::owner::{is_nobodys, is_vendors};
use crate::guidance::{Page, name};
use crate::model::Span;

/// Words of keys that are of frameworks and of settings, and name no client.
#[rustfmt::skip]
const OF_FRAMEWORKS: &[&str] = &[
    "agent", "all", "camel", "cert", "certificate", "certs", "cfg", "com", "component", "enabled", "eu", "feign", "http", "httpclient", "https", "internal", "io", "jakarta",
    "java", "javax", "jdk", "ktor", "loose", "micronaut", "microprofile", "mp", "net", "network", "okhttp", "options", "org", "outbound", "play", "pool", "proxy", "quarkus",
    "reactive", "registry", "request", "requests", "rest", "resteasy", "resttemplate", "retrofit", "security", "services", "spring", "ssl", "tls",
    "transport", "trust", "verify", "vertx", "webclient", "ws",
];

/// How many of the vendor's keys are held against one.
const MOST: usize = 20;

/// The dotted keys of a page.
pub(super) struct FlatKeys<'p> {
    /// Keys in which the vendor is named, in segments.
    vendors: Vec<Vec<&'p str>>,
    /// Whether an address under a key, all but its last segment, is somebody else's.
    addressed: FxHashMap<&'p str, bool>,
    /// What the vendor's keys are given: a name of settings that other keys make, `tls-configuration-name=lenient`.
    given: Vec<&'p str>,
}

impl<'p> FlatKeys<'p> {
    pub(super) fn of(page: &'p Page<'p>) -> Self {
        let mut keys =
            Self { vendors: Vec::new(), addressed: FxHashMap::default(), given: Vec::new() };
        if !page.is_in(&[Yaml]) && !page.has_extension(&["properties", "conf", "cfg", "ini", "env"])
        {
            return keys;
        }
        for line in page.lines() {
            let Some((key, value)) = parted(page.slice(line)) else { continue };
            let start = line.end - value.len();
            let (is_vendors_host, is_others_host) = match value.contains("://") {
                true => (
                    page.names_vendor_host(Span { start, end: line.end }),
                    page.names_other_host(Span { start, end: line.end }),
                ),
                false => (false, false),
            };
            if (is_vendors(key) || is_vendors_host) && keys.vendors.len() < MOST {
                keys.vendors.push(segments(key));
                keys.given.push(value.trim());
            }
            if is_vendors_host || is_others_host {
                keys.addressed.insert(client(key), is_others_host);
            }
        }
        keys
    }

    /// Whether the key in which a place stands is that of another client.
    pub(super) fn are_others(&self, page: &Page<'_>, place: Span) -> bool {
        let line = page.line(place.start);
        if self.vendors.is_empty() {
            return false;
        }
        let Some((key, _)) = parted(page.slice(line)) else { return false };
        let own = client(key);
        let is_inside = place.start >= line.start
            && place.start < line.start + indent(page.slice(line)) + key.len();
        let parts = segments(own);
        let is_given = || parts.iter().any(|part| self.given.contains(part));
        if !is_inside || own.is_empty() || is_vendors(own) || is_given() {
            return false;
        }
        if let Some(is_others) = self.addressed.get(own) {
            return *is_others;
        }
        self.vendors.iter().all(|vendors| {
            let shared = parts.iter().zip(vendors).take_while(|(one, other)| one == other).count();
            parts[shared..].iter().any(|part| names_client(part))
        })
    }
}

/// The key and the value of a line of settings.
fn parted(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let mut is_quoted = false;
    let at = line.find(|c: char| {
        is_quoted ^= c == '"';
        !is_quoted && matches!(c, '=' | ':' | ' ')
    })?;
    let key = &line[..at];
    let value = line[at..].trim_start().strip_prefix(['=', ':'])?;
    (key.contains('.') && !key.starts_with(['#', '!', '-'])).then_some((key, value))
}

/// A key without its last segment.
fn client(key: &str) -> &str {
    let mut is_quoted = false;
    let dots = key.char_indices().filter(|(_, c)| {
        is_quoted ^= *c == '"';
        !is_quoted && *c == '.'
    });
    dots.last().map_or("", |(at, _)| &key[..at])
}

/// The segments of a key; one in quotes is one, whatever stands in it.
fn segments(key: &str) -> Vec<&str> {
    let mut is_quoted = false;
    key.split(|c: char| {
        is_quoted ^= c == '"';
        !is_quoted && c == '.'
    })
    .collect()
}

/// Whether a segment has a word that could be somebody's.
fn names_client(segment: &str) -> bool {
    name::words(segment)
        .iter()
        .any(|word| !is_nobodys(word) && !OF_FRAMEWORKS.contains(&word.as_str()))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[track_caller]
    fn is(text: &str) -> bool {
        let page = Page::new("application.properties", text, Facts::default());
        let at = text.find("trust-all").expect("it is there");
        FlatKeys::of(&page).are_others(&page, Span { start: at, end: at + 9 })
    }

    #[test]
    fn a_key_belongs_to_the_client_that_it_names() {
        for text in [
            "quarkus.rest-client.banqup-api.url=https://api.btx.eu.banqup.com\nquarkus.rest-client.erp.url=https://erp.lan\nquarkus.rest-client.erp.trust-all=true\n",
            "quarkus.rest-client.banqup-api.url=https://api.btx.eu.banqup.com\n\nquarkus.rest-client.erp.trust-all=true\n",
            "banqup.url=https://api.btx.eu.banqup.com\nerp.ssl.trust-all=true\n",
            "quarkus.rest-client.\"com.acme.ErpApi\".trust-all=true\nquarkus.rest-client.\"com.acme.BanqupApi\".url=https://api.btx.eu.banqup.com\n",
            "invoices.api.url = https://api.btx.eu.banqup.com\nwarehouse.http.trust-all = true\n",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "quarkus.rest-client.banqup-api.url=https://api.btx.eu.banqup.com\nquarkus.rest-client.banqup-api.trust-all=true\n",
            "quarkus.rest-client.banqup-api.url=https://api.btx.eu.banqup.com\nquarkus.tls.trust-all=true\n",
            "quarkus.rest-client.invoices.url=https://api.btx.eu.banqup.com\nquarkus.rest-client.invoices.trust-all=true\n",
            "banqup.url=https://api.btx.eu.banqup.com\nhttp.client.trust-all=true\n",
            "invoices.url=https://api.btx.eu.banqup.com\ninvoices.ssl.trust-all=true\n",
            "erp.ssl.trust-all=true\n",
            "url=https://api.btx.eu.banqup.com\ntrust-all=true\n",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
