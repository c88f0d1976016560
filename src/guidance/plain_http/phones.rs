//! Exceptions that let a phone speak plain HTTP to Banqup: Android's network security configuration and iOS's transport
//! security.

use std::cell::LazyCell;

use super::{Fault, Ground};
use crate::guidance::brackets;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

const MESSAGE: &str = "the app may call a Banqup host over plain HTTP";

/// The most bytes of one element that are looked at.
const LONGEST: usize = 4000;

pub(super) fn faults(ground: &Ground<'_, '_>) -> Vec<Fault> {
    let mut found = android(ground);
    found.extend(ios(ground));
    found
}

/// `cleartextTrafficPermitted="true"` on an element that covers a host of the vendor's.
fn android(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static PERMIT: Pattern = pattern!(
        r#"<(?<element>domain-config|base-config)\b[^<>]{0,400}?(?<mark>cleartextTrafficPermitted\s*=\s*["']true["'])"#;
        "cleartexttrafficpermitted"
    );
    let text = ground.page.text();
    let covers_by_default = LazyCell::new(|| covers_by_default(ground));
    PERMIT
        .captures_iter(ground.page)
        .filter_map(|found| {
            let mark = found.name("mark")?;
            let rest =
                &text[mark.end()..text.floor_char_boundary((mark.end() + LONGEST).min(text.len()))];
            let is_base = found.name("element")?.as_str() == "base-config";
            let covers = match is_base {
                true => *covers_by_default,
                false => {
                    let length = rest.find("</domain-config").unwrap_or(rest.len());
                    let inside = Span { start: mark.end(), end: mark.end() + length };
                    // A part with its own answer is that part's affair.
                    let length =
                        text[inside.start..inside.end].find("<domain-config").unwrap_or(length);
                    ground.host_in(Span { end: inside.start + length, ..inside }).is_some()
                }
            };
            let mark = mark.span();
            covers.then_some(Fault { mark, about: mark, message: MESSAGE, mend: None })
        })
        .collect()
}

/// Whether a host of the vendor's stands in an element that leaves the answer to the base.
fn covers_by_default(ground: &Ground<'_, '_>) -> bool {
    let text = ground.page.text();
    ground.bare.iter().take(50).any(|host| {
        let from = text.ceil_char_boundary(host.span.start.saturating_sub(LONGEST));
        let before = &text[from..host.span.start];
        before
            .rfind("<domain-config")
            .map(|at| before[at..].split('>').next().unwrap_or_default())
            .is_some_and(|element| !element.contains("cleartextTrafficPermitted"))
    })
}

/// `NSExceptionAllowsInsecureHTTPLoads` under a host of the vendor's, in a property list or its JSON and YAML twins.
fn ios(ground: &Ground<'_, '_>) -> Vec<Fault> {
    static ALLOW: Pattern = pattern!(r#"(?x)
            (?<mark> NS(?:Temporary|ThirdParty)?(?:Exception)?AllowsInsecureHTTPLoads )
            (?: \s*</key>\s*<true\s*/> | ["']?\s*[:=]\s*["']?(?:true|YES|1)\b )"#; "allowsinsecurehttploads");
    let text = ground.page.text();
    ALLOW
        .captures_iter(ground.page)
        .filter_map(|found| {
            let (whole, mark) = (found.whole(), found.name("mark")?);
            let key = match whole.as_str().contains("</key>") {
                true => plist_key(text, mark.start())?,
                false => object_key(text, mark.start())?,
            };
            let mark = mark.span();
            ground.host_in(key).map(|_| Fault { mark, about: mark, message: MESSAGE, mend: None })
        })
        .collect()
}

/// The key of the `<dict>` that is open at `at`.
fn plist_key(text: &str, at: usize) -> Option<Span> {
    let from = text.ceil_char_boundary(at.saturating_sub(LONGEST));
    let before = &text[from..at];
    let mut depth = 0usize;
    let mut end = before.len();
    let open = loop {
        let tag = before[..end].rfind("dict>")?;
        match before[..tag].ends_with("</") {
            true => depth += 1,
            false if depth == 0 => break tag,
            false => depth -= 1,
        }
        end = tag;
    };
    let start = before[..open].rfind("<key>")?;
    Some(Span { start: from + start, end: from + open })
}

/// The key of the object that is open at `at`, or of the YAML mapping around its line.
fn object_key(text: &str, at: usize) -> Option<Span> {
    if let Some(open) = brackets::brace_around(text, at) {
        let from = text.ceil_char_boundary(open.saturating_sub(LONGEST));
        let start = text[from..open].rfind(['\n', '{', ',']).map_or(from, |end| from + end + 1);
        return Some(Span { start, end: open });
    }
    let from = text.ceil_char_boundary(at.saturating_sub(LONGEST));
    let line = text[from..at].rfind('\n').map_or(from, |end| from + end + 1);
    let depth = at - line;
    let mut end = line;
    while end > from {
        let start = text[from..end - 1].rfind('\n').map_or(from, |found| from + found + 1);
        let text = &text[start..end];
        let indent = text.len() - text.trim_start_matches(' ').len();
        if !text.trim().is_empty() && indent < depth {
            return Some(Span { start, end });
        }
        end = start;
    }
    None
}
