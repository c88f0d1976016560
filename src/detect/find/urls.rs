//! Addresses below the vendor's hosts, whole or in two settings, and what they are made of.

use std::sync::LazyLock;

use regex::Regex;

use crate::detect::Vendor;
use crate::model::Span;

/// The longest part of an address before its domain that is looked at: scheme, user and host labels.
const LONGEST_HEAD: usize = 400;

/// The longest part after the domain.
const LONGEST_TAIL: usize = 2000;

/// How far apart the settings of scheme and host may stand, and in how many lines.
const APART: usize = 200;
const LINES_APART: usize = 4;

/// A setting, or an argument by itself, that names the scheme and no host.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix)
        (?:scheme|protocol|proto)(?-u:\b)[^A-Za-z0-9\r\n]{1,12}(?:value[^A-Za-z0-9\r\n]{1,6})?
            (?<setting>https?)(?:://)?(?:[^A-Za-z0-9:]|$)
        | ["'](?<argument>https?)["'][\x20\t]*[,)]"#,
    )
    .expect("the pattern is fixed")
});

/// The addresses of `text` that lead to one of the vendor's hosts. One that stands in two settings reaches from the
/// first of them to the end of the second.
pub(super) fn places(text: &str, vendor: &Vendor) -> Vec<Span> {
    let mut schemes: Option<Vec<(Span, bool)>> = None;
    let mut found: Vec<Span> = Vec::new();
    for domain in vendor.domains(text) {
        let from = found.last().map_or(0, |last| last.end);
        if domain.start < from || is_user_part(text, domain.end) {
            continue;
        }
        let start = head(text, from, domain.start);
        if text[start..domain.start].contains("://") {
            found.push(Span { start, end: tail(text, domain.end) });
            continue;
        }
        let schemes = schemes.get_or_insert_with(|| schemes_of(text));
        if let Some(scheme) = beside(text, schemes, domain) {
            found.push(Span { start: scheme.start.min(start), end: scheme.end.max(domain.end) });
        }
    }
    found
}

/// Whether what looks like a host ends in `@`, and so only pretends to be one.
fn is_user_part(text: &str, end: usize) -> bool {
    let authority = text.as_bytes()[end..].iter().take(LONGEST_HEAD);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"/?#\\\"'`<>,;)]}|".contains(byte);
    authority.take_while(|byte| !ends(byte)).any(|byte| *byte == b'@')
}

/// Where the address starts that has its domain at `domain`: at its scheme if it has one, else at its first label.
fn head(text: &str, from: usize, domain: usize) -> usize {
    let bytes = text.as_bytes();
    let limit = text.ceil_char_boundary(from.max(domain.saturating_sub(LONGEST_HEAD)));
    let mut start = domain;
    while start > limit && is_head_byte(bytes, start - 1) {
        start -= 1;
    }
    let Some(separator) = text[start..domain].rfind("://").map(|at| start + at) else {
        return start;
    };
    let authority = &text[separator + 3..domain];
    // A path between scheme and domain means that the domain is only mentioned.
    let outside_template = authority.rsplit(['}', '>']).next().unwrap_or(authority);
    if outside_template.contains(['/', '?', '#']) {
        return domain;
    }
    let letters =
        bytes[start..separator].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    separator - letters
}

/// Bytes that may stand in an address before its domain, template variables included.
fn is_head_byte(bytes: &[u8], at: usize) -> bool {
    let byte = bytes[at];
    match byte {
        b'"' | b'\'' | b'`' | b'\n' | b'\r' | b'\t' | b',' | b';' | b'|' => false,
        b' ' => in_braces(bytes, at),
        b'(' | b')' | b'<' | b'>' | b'[' | b']' => true,
        _ => byte.is_ascii_graphic() || byte >= 0x80,
    }
}

/// Whether the space at `at` stands inside `{{ … }}`.
fn in_braces(bytes: &[u8], at: usize) -> bool {
    let close = bytes[at..].iter().take(40).position(|byte| matches!(byte, b'}' | b'{' | b'\n'));
    close.is_some_and(|offset| bytes[at + offset] == b'}')
}

fn tail(text: &str, end: usize) -> usize {
    let bytes = &text.as_bytes()[end..];
    let stops = |byte: &u8| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_control()
            || b"\"'`<>|\\".contains(byte)
            || *byte >= 0x80
    };
    let length = bytes.iter().take(LONGEST_TAIL).take_while(|byte| !stops(byte)).count();
    let trailing =
        bytes[..length].iter().rev().take_while(|byte| b".,;:)]}".contains(byte)).count();
    end + length - trailing
}

/// The places that name a scheme, and whether it is the plain one.
fn schemes_of(text: &str) -> Vec<(Span, bool)> {
    SCHEME
        .captures_iter(text)
        .filter_map(|found| found.name("setting").or(found.name("argument")))
        .filter(|scheme| !is_module(&text[..scheme.start()]))
        .map(|scheme| {
            let plain = scheme.as_str().eq_ignore_ascii_case("http");
            (Span { start: scheme.start(), end: scheme.end() }, plain)
        })
        .collect()
}

/// Whether the quoted word that follows names a module, as in `require("http")`.
fn is_module(before: &str) -> bool {
    let call = before.trim_end_matches(['"', '\'', ' ']);
    ["require(", "import(", "import_module(", "mock("].iter().any(|word| call.ends_with(word))
}

/// The plain scheme that belongs with the host at `domain`: the nearest one before it, or after it if there is none
/// before. A scheme that another host stands closer to belongs to that one.
fn beside(text: &str, schemes: &[(Span, bool)], domain: Span) -> Option<Span> {
    let after = schemes.partition_point(|(scheme, _)| scheme.start < domain.start);
    let near = |(scheme, _): &&(Span, bool)| {
        let gap = match scheme.end <= domain.start {
            true => text.as_bytes().get(scheme.end..domain.start),
            false => text.as_bytes().get(domain.end..scheme.start),
        };
        gap.is_some_and(|gap| {
            gap.len() <= APART && memchr::memchr_iter(b'\n', gap).count() <= LINES_APART
        })
    };
    let before = after.checked_sub(1).and_then(|index| schemes.get(index)).filter(near);
    let chosen = before.or_else(|| schemes.get(after).filter(near))?;
    chosen.1.then_some(chosen.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::VendorNames;

    fn texts(text: &str) -> Vec<&str> {
        places(text, &Vendor::new(&VendorNames::default()))
            .into_iter()
            .map(|span| &text[span.start..span.end])
            .collect()
    }

    #[test]
    fn addresses_are_whole() {
        for address in [
            "http://api.btx.eu.banqup.com/v1?x=1",
            "HTTP://API.BTX.EU.BANQUP.COM:80",
            "http://user:pass@banqup.com/",
            "https://api.${env}.btx.eu.banqup.com/x",
            "http://{{ host }}.unifiedpost.com/x",
        ] {
            assert_eq!(texts(&format!("url = \"{address}\", other")), [address]);
            assert_eq!(texts(&format!("see {address} and")), [address]);
        }
    }

    #[test]
    fn an_address_is_cut_between_characters() {
        for padding in 0..4 {
            let before = format!("{}{}", "密".repeat(200), "x".repeat(padding));
            assert!(texts(&format!("{before}.banqup.com")).is_empty());
            assert!(texts(&format!("http://{before}.banqup.com")).is_empty());
        }
    }

    #[test]
    fn look_alikes_are_none() {
        for text in [
            "http://notbanqup.com/",
            "http://banqup.com.example.net/",
            "http://banqup.com@evil.example/",
            "http://banqup.com:80@evil.example/",
            "http://evil.example/banqup.com",
            "http://evil.example/?to=banqup.com",
            "host = api.btx.eu.banqup.com",
            "const http = require('http');\nconnect({ host: 'api.btx.eu.banqup.com' });",
            "scheme: https\nhost: api.btx.eu.banqup.com\nproxy:\n  scheme: http\n",
        ] {
            assert!(texts(text).is_empty(), "{text}: {:?}", texts(text));
        }
    }

    #[test]
    fn two_settings_are_one_place() {
        assert_eq!(
            texts("scheme: http\nhost: api.btx.eu.banqup.com\n"),
            ["http\nhost: api.btx.eu.banqup.com"]
        );
        assert!(texts("scheme: https\nhost: api.btx.eu.banqup.com\n").is_empty());
    }
}
