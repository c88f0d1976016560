//! Which hosts does a part of a page call?
//!
//! Contract: an address that is only handed over says nothing of where a call goes: that of a redirect, of an issuer or
//! of a proxy on the way.

use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, brackets};
use crate::model::address::{Address, addresses};
use crate::model::{Span, vendor};

/// How far before an address it is looked for what it is handed over as, in bytes.
const REACH: usize = 160;

/// Words of names of addresses that a call is given beside the one that it calls.
pub(super) const NOT_CALLED: &[&str] = &[
    "audience", "callback", "issuer", "logo", "logout", "namespace", "notify", "ns", "proxies",
    "proxy", "redirect", "referer", "referrer", "return", "schema", "scope", "webhook", "xmlns",
];

/// Whether `span` holds an address of a host that is not the vendor's and that is called.
pub(super) fn calls_other_host(page: &Page<'_>, span: Span) -> bool {
    static HANDED: Pattern = pattern!(
        r#"(?ix) (?:
            (?: redirect | callback | issuer | \biss | audience | \baud | scope | referr?er | \borigin | return_?(?:to|ur[il]) | logout | webhook | notif(?:y|ication) | namespace | xmlns | schema | prox(?:y|ies) )
              (?:[\w-]*)["'\])]{0,3} \s* (?: => | := | [:=,(] | %3D ) \s* \w{0,2} ["'`(]{0,2}
          | prox(?:y|ies)\w*["'\]]{0,2} \s* (?: => | [:=(] ) \s* [\[{(] \s* (?: ["']?(?:https?|all|server)(?:://)?["']? \s* (?: => | [:=] ) \s* (?: ["'][^"'\n]{0,80}["'] \s*,\s* )? ){1,2} ["'`]?
          | (?: --proxy | -x | --preproxy ) [\s=] ["']? ) $"#
    );
    let text = page.slice(span);
    addresses(text).filter(|one| is_others(page, one)).any(|one| {
        let end = text.len() - one.rest.len();
        let scheme =
            text[..end].rfind("//").map_or(end, |at| at.saturating_sub(one.scheme.len() + 1));
        let start = span.start + text.floor_char_boundary(scheme);
        let before =
            &page.text()[page.text().ceil_char_boundary(start.saturating_sub(REACH))..start];
        !HANDED.is_match(before)
    })
}

/// Whether an address is written out, and not the vendor's.
fn is_others(page: &Page<'_>, one: &Address<'_>) -> bool {
    one.host.starts_with(|c: char| c.is_ascii_alphanumeric()) && !page.is_vendor_host(one.host)
}

/// Whether the nearest call around a place that is given an address first is given one of the vendor's.
pub(super) fn is_in_call_to_vendor(page: &Page<'_>, place: Span) -> bool {
    /// How many calls are asked.
    const MOST: usize = 3;
    let text = page.text();
    let first = |open: usize| {
        let end = text.floor_char_boundary((open + REACH).min(place.start)).max(open + 1);
        let start = end - text[open + 1..end].trim_start().len();
        let length = text[start..end].find([',', '\n']).unwrap_or(end - start);
        Span { start, end: start + length }
    };
    let mut calls = brackets::opened_around(text, place.start).take(MOST).map(first);
    let whose = |first: Span| {
        let said = page.slice(first);
        // A text for people may name the vendor too.
        let is_text = || said.starts_with(['"', '\'', '`']) && !said.contains(['{', '$']);
        let is_others = page.names_other_host(first);
        let is_vendors =
            page.names_vendor_host(first) || !is_others && !is_text() && vendor::names(said);
        (is_vendors || is_others).then_some(is_vendors)
    };
    calls.find_map(whose).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn the_address_of_a_call_stands_first() {
        let is = |text: &str| {
            let at = text.find('§').expect("the sign marks the place");
            let page = Page::new("a.js", text, Facts::default());
            is_in_call_to_vendor(&page, Span { start: at, end: at + 2 })
        };
        for text in [
            "post('https://api.btx.eu.banqup.com/x', { a: new Agent({ § }) })",
            "post(\n  BANQUP_URL + '/x',\n  data={'u': 'https://shop.example'},\n  §)",
            "get(f\"{BANQUP_URL}/x\", §)",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "get('https://evil.example?x=a@api.btx.eu.banqup.com', §)",
            "it('calls banqup', () => { new Agent({ § }) })",
            "post('https://api.btx.eu.banqup.com', get('https://nas.lan', §))",
            "get(url, 'https://api.btx.eu.banqup.com', §)",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn what_is_handed_over_is_not_called() {
        let is = |text: &str| {
            let page = Page::new("a.py", text, Facts::default());
            calls_other_host(&page, Span { start: 0, end: text.len() })
        };
        for text in [
            "{'redirect_uri': 'https://localhost/cb'}",
            "redirect_uri=https://app.example/cb",
            "{ redirect_uri: `https://app.example/cb`, code }",
            ".setRedirectUri(\"https://app.example/cb\")",
            ".param(\"redirect_uri\", \"https://app.example/cb\")",
            "proxies={\"https\": \"http://proxy.lan:3128\"}",
            "proxies={\"http\": \"http://proxy.lan\", \"https\": \"http://proxy.lan\"}",
            "'proxy' => 'http://proxy.lan'",
            "curl -x http://proxy.lan:3128 https://api.btx.eu.banqup.com",
            "issuer = 'https://id.example'",
            "get('https://api.btx.eu.banqup.com', {'Origin': 'https://app.example'})",
        ] {
            assert!(!is(text), "{text}");
        }
        for text in [
            "get('https://nas.lan')",
            "proxy: { target: 'https://localhost:1', secure: false }",
            "proxy_pass https://nas.lan;",
            "url = 'https://nas.lan', redirect_uri='https://app.example'",
            "redirect(x); get('https://nas.lan')",
        ] {
            assert!(is(text), "{text}");
        }
    }
}
