//! Addresses below the vendor's hosts, whole or in two settings, and what they are made of.

use std::sync::LazyLock;

use regex::{Match, Regex};

use crate::detect::Vendor;
use crate::model::Span;
use crate::model::vendor::is_site;

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
        (?:scheme|schema|protocol|proto)(?-u:\b)[^A-Za-z0-9\r\n]{1,12}(?:value[^A-Za-z0-9\r\n]{1,6})?
            (?<setting>https?)(?::(?://)?)?(?:[^A-Za-z0-9:/]|$)
        | ["'](?<argument>https?)["'][\x20\t]*[,)]"#,
    )
    .expect("the pattern is fixed")
});

/// A setting for a host, by that name alone.
static OWN_HOST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?-u:\b)host(?:_?name)?["'\]]{0,2}[\x20\t]*[:=(]"#)
        .expect("the pattern is fixed")
});

/// The addresses of `text` that lead to one of the vendor's hosts. One that stands in two settings reaches from its
/// scheme to its host; where the host stands first, it may be a constant, and the scheme is the place.
pub(super) fn places(text: &str, vendor: &Vendor) -> Vec<Span> {
    let mut schemes: Option<Vec<Scheme>> = None;
    let mut found: Vec<Span> = Vec::new();
    // The end of the last scheme that belongs to a host before it.
    let mut taken = 0;
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
        let Some(scheme) = beside(text, schemes, domain, taken) else { continue };
        let is_behind = scheme.span.start >= domain.end;
        if is_behind {
            taken = scheme.span.end;
        }
        if scheme.is_plain && !is_site(&text[start..domain.end]) {
            let whole = Span { start: scheme.span.start.min(start), end: domain.end };
            found.push(if is_behind { scheme.span } else { whole });
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

/// A place that names a scheme.
#[derive(Debug, Clone, Copy)]
struct Scheme {
    span: Span,
    is_plain: bool,
}

/// The places that name a scheme.
fn schemes_of(text: &str) -> Vec<Scheme> {
    let is_setting = |scheme: &Match<'_>| !is_module(&text[..scheme.start()]);
    let is_alone = |scheme: &Match<'_>| !is_of_other_setting(&text[..scheme.start()]);
    SCHEME
        .captures_iter(text)
        .filter_map(|found| found.name("setting").or(found.name("argument").filter(is_alone)))
        .filter(is_setting)
        .map(|scheme| Scheme {
            span: Span { start: scheme.start(), end: scheme.end() },
            is_plain: scheme.as_str().eq_ignore_ascii_case("http"),
        })
        .collect()
}

/// Whether the quoted word that follows names a module, as in `require("http")`.
fn is_module(before: &str) -> bool {
    let call = before.trim_end_matches(['"', '\'', ' ']);
    ["require(", "import(", "import_module(", "mock("].iter().any(|word| call.ends_with(word))
}

/// Whether the quoted word that follows is the value of a setting, which has another name: `"conn_type": "http",`.
fn is_of_other_setting(before: &str) -> bool {
    before.trim_end_matches(['"', '\'', ' ', '\t', '\\']).ends_with([':', '=', '>'])
}

/// The scheme that belongs with the host at `domain`: the nearest one before it, unless it stands before `taken`, or the
/// nearest after it if there is none before, unless that one stands in a statement or a call of its own, or has a host of
/// its own behind it.
fn beside(text: &str, schemes: &[Scheme], domain: Span, taken: usize) -> Option<Scheme> {
    let after = schemes.partition_point(|scheme| scheme.span.start < domain.start);
    let near = |scheme: &&Scheme| {
        let scheme = scheme.span;
        let gap = match scheme.end <= domain.start {
            true => text.as_bytes().get(scheme.end..domain.start),
            false => text.as_bytes().get(domain.end..scheme.start),
        };
        gap.is_some_and(|gap| {
            gap.len() <= APART && memchr::memchr_iter(b'\n', gap).count() <= LINES_APART
        })
    };
    let before = after.checked_sub(1).and_then(|index| schemes.get(index)).filter(near);
    let before = before.filter(|scheme| scheme.span.start >= taken);
    let behind =
        || schemes.get(after).filter(near).filter(|scheme| goes_on(text, domain, scheme.span));
    before.or_else(behind).copied()
}

/// Whether what holds the host goes on to the scheme behind it.
fn goes_on(text: &str, domain: Span, scheme: Span) -> bool {
    let Some(between) = text.get(domain.end..scheme.start) else { return false };
    let closes = between.matches('}').count() > between.matches('{').count();
    let is_over = closes || between.contains(";\n") || between.contains(";\r");
    let opens = |line: &str| {
        let open = |signs: [char; 3]| line.matches(signs).count();
        open(['(', '[', '{']) > open([')', ']', '}'])
    };
    !is_over
        && between.rsplit_once('\n').is_none_or(|(_, line)| !opens(line))
        && !has_own_host(text, scheme)
}

/// Whether a setting for a host follows that of a scheme in its line or below it, in the same block.
fn has_own_host(text: &str, scheme: Span) -> bool {
    let key = &text[text.ceil_char_boundary(scheme.start.saturating_sub(APART))..scheme.start];
    let key = key.rsplit('\n').next().unwrap_or(key);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let group =
        |key: &str| key.trim_start().rfind('.').map(|end| key.trim_start()[..end].to_owned());
    let rest = &text[scheme.end..text.floor_char_boundary((scheme.end + APART).min(text.len()))];
    let mut lines = rest.split('\n').take(LINES_APART);
    let own = lines.next().and_then(|line| line.split('}').next()).unwrap_or_default();
    let below = lines.take_while(|line| {
        !line.trim().is_empty()
            && indent(line) >= indent(key)
            && !line.trim_start().starts_with(['-', '}'])
    });
    OWN_HOST.is_match(own)
        || below
            .filter_map(|line| OWN_HOST.find(line).map(|found| &line[..found.end()]))
            .any(|host| group(host) == group(key))
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
            "protocol: 'https:', host: 'api.btx.eu.banqup.com'",
            "{\"conn_type\": \"http\", \"host\": \"api.btx.eu.banqup.com\", \"schema\": \"https\"}",
            "listen(kind='http', host='api.btx.eu.banqup.com')",
            "scheme: http\nhost: www.banqup.com\n",
            "banqup:\n  host: api.btx.eu.banqup.com\nserver:\n  scheme: http\n  host: 0.0.0.0\n",
            "http.get({ hostname: 'api.btx.eu.banqup.com' }, f)\nconst proto = 'http'\n",
            "const HOST = 'api.btx.eu.banqup.com';\nscheme = 'http';\n",
            "const HOST = 'api.btx.eu.banqup.com'\nconst proxy = { protocol: 'http', port: 3128 }\n",
            "const h = \"api.btx.eu.banqup.com\"\nsrv := &url.URL{Scheme: \"http\", Host: addr}\n",
            "if host api.btx.eu.banqup.com\n port 443 protocol https\nif host shop.example\n",
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
        assert_eq!(texts("host: api.btx.eu.banqup.com\nprotocol: 'http:'\n"), ["http"]);
        for text in [
            "b:\n  host: api.btx.eu.banqup.com\n  scheme: http\nmock:\n  host: localhost\n",
            "b.host=api.btx.eu.banqup.com\nb.scheme=http\nmock.host=localhost\n",
            "- host: api.btx.eu.banqup.com\n  scheme: http\n- host: localhost\n",
        ] {
            assert_eq!(texts(text), ["http"], "{text}");
        }
        // Each host has the scheme behind it.
        for (one, other) in [("http", "https"), ("https", "http")] {
            let text = format!(
                "with api.btx.eu.banqup.com\n if protocol {one}\nwith api.btx.fr.banqup.com\n if protocol {other}\n"
            );
            let places = places(&text, &Vendor::new(&VendorNames::default()));
            let starts: Vec<usize> = places.iter().map(|place| place.start).collect();
            assert_eq!(starts, [text.find("http\n").expect("one of them is plain")], "{text}");
        }
        assert!(texts("scheme: https\nhost: api.btx.eu.banqup.com\n").is_empty());
    }
}
