//! `secure: false` of proxies in JavaScript, most of them before the server of a developer: a switch of `http-proxy`,
//! which Vite, webpack, Angular, Vue and Nuxt hand on to it.
//!
//! Contract: counts where the entry that holds it leads to the vendor, by an address or a name for one. That of a cookie,
//! and of an entry that leads elsewhere, has nothing to do with it.

use std::cell::LazyCell;

use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::vendor_host::{Owner, OwnersByName, owners_by_name};
use crate::guidance::{Page, brackets, name, owner};
use crate::model::Span;

/// Where an entry leads: `target: …`, or a variable of that name.
static TARGET: Pattern = pattern!(
    r#"(?:^|[\s,{"'])(?<key>target)["']?\s*(?:(?<sign>:)\s*|[,}]|$)"#;
    "target"
);

/// What makes a proxy whose requests say where they lead.
const MAKERS: [&str; 3] = ["createProxyServer", "createProxy", "ProxyServer"];

/// How many words in an object may look like its target, and how long what it leads to can be, in bytes.
const MOST: usize = 4;
const LONGEST: usize = 400;

/// Words in the name of an address that is not the vendor's own.
const STAND_INS: [&str; 6] = ["local", "mock", "fake", "stub", "dummy", "localhost"];

/// The switches in a page, in no order.
pub(super) fn switches(page: &Page<'_>) -> Vec<Span> {
    static SECURE: Pattern =
        pattern!(r#"\bsecure["']?\s*:\s*(?:false\b|!1\b)"#; "secure", "false" | "!1");
    let bound = LazyCell::new(|| owners_by_name(page));
    let leads = |target: Target| leads_to_vendor(page, &bound, target.value);
    let all_lead = LazyCell::new(|| {
        let mut all = targets(page, Span { start: 0, end: page.text().len() }).peekable();
        all.peek().is_some() && all.all(leads)
    });
    let is_switch = |place: &Span| {
        let Some(open) = brackets::brace_around(page.text(), place.start) else { return false };
        let object = brackets::inside(page.text(), open);
        let own = targets(page, object)
            .take(MOST)
            .find(|target| brackets::brace_around(page.text(), target.key.start) == Some(open));
        own.map_or_else(
            || {
                let call = brackets::calls_around(page.text(), place.start).next();
                call.is_some_and(|call| MAKERS.contains(&call)) && *all_lead
            },
            leads,
        )
    };
    SECURE.find_iter(page).map(|found| found.span()).filter(is_switch).collect()
}

/// Where an entry leads.
#[derive(Debug, Clone, Copy)]
struct Target {
    key: Span,
    /// The key itself, where it is the name of a variable too.
    value: Span,
}

/// The targets in a part of the page.
fn targets<'p>(page: &'p Page<'_>, part: Span) -> impl Iterator<Item = Target> + 'p {
    TARGET.captures_iter(page.slice(part)).filter_map(move |found| {
        let key = found.name("key")?.span_from(part.start);
        let start = found.whole().span_from(part.start).end;
        let value = found.name("sign").map(|_| value(page.text(), Span { start, end: part.end }));
        Some(Target { key, value: value.unwrap_or(key) })
    })
}

/// The value that starts `rest` of an object, up to the comma or bracket that ends it.
fn value(text: &str, rest: Span) -> Span {
    let rest = Span { end: text.floor_char_boundary(rest.end.min(rest.start + LONGEST)), ..rest };
    let mut depth = 0_usize;
    let end = text.as_bytes()[rest.start..rest.end].iter().position(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return true,
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 => return true,
            _ => {}
        }
        false
    });
    Span { end: end.map_or(rest.end, |end| rest.start + end), ..rest }
}

/// Whether a value is the vendor's address, or a name for it.
fn leads_to_vendor(page: &Page<'_>, bound: &OwnersByName<'_>, value: Span) -> bool {
    let text = page.slice(value);
    if page.names_vendor_host(value) || page.vendor_domains().any(|domain| text.contains(domain)) {
        return true;
    }
    let is_stand_in =
        |word: &str| name::words(word).iter().any(|w| STAND_INS.contains(&w.as_str()));
    let means_vendor = |word: &str| {
        let is_bound = |owner| bound.contains(&(word, owner));
        !is_bound(Owner::Other)
            && (is_bound(Owner::Vendor) || owner::is_vendors(word) && !is_stand_in(word))
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    !page.names_other_host(value) && text.split(|c| !is_part(c)).any(means_vendor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn count(text: &str) -> usize {
        switches(&Page::new("vite.config.ts", text, Facts::default())).len()
    }

    #[test]
    fn the_target_of_the_same_entry_decides() {
        let address = "'https://api.uat.btx.eu.banqup.com'";
        for text in [
            "{ '/b': { target: 'URL', changeOrigin: true, secure: false } }",
            "{ '/b': { secure: false,\n target: 'URL' } }",
            "{\n \"/b\": {\n  \"target\": 'URL',\n  \"secure\": false\n }\n}",
            "[{ context: ['/b', '/c'], target: 'URL', secure: !1 }]",
            "const target = 'URL'; p({ '/b': { target, secure: false } })",
            "const API = 'URL'; p({ target: API, ws: { a: 1 }, secure: false })",
            "p({ target: env.VITE_BANQUP_URL, secure: false })",
            "p({ target: { host: 'api.uat.btx.eu.banqup.com', port: 443 }, secure: false })",
            "httpProxy.createProxyServer({ secure: false }).web(a, b, { target: 'URL' })",
            "{ '/a': { target: 'http://localhost:1' }, '/b': { target: 'URL', secure: false } }",
        ] {
            assert_eq!(count(&text.replace("'URL'", address)), 1, "{text}");
        }
        for text in [
            "{ '/a': { target: 'https://localhost:1', secure: false }, '/b': { target: 'URL' } }",
            "{ target: 'URL', secure: true }",
            "session({ cookie: { secure: false } }); p({ target: 'URL' })",
            "p({ target: 'URL', cookie: { secure: false } })",
            "p({ target: process.env.API_URL, secure: false })",
            "p({ target: process.env.BANQUP_MOCK_URL, secure: false })",
            "const target = 'https://shop.example'; p({ target, secure: false, x: 'URL' })",
            "createProxyServer({ secure: false }); w({ target: 'URL' }); w({ target: 'https://a.example' })",
            "secure: false, target: 'URL'",
        ] {
            assert_eq!(count(&text.replace("'URL'", address)), 0, "{text}");
        }
    }
}
