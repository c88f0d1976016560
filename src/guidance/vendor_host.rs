//! The vendor's hosts in a text, with or without a scheme, and the names that a page binds to hosts.
//!
//! Contract: a host counts whole, template variables before it included; the tail of a longer name, the user part of an
//! address, a mail address and a word in a path are none.

use rustc_hash::FxHashSet;

use super::Page;
use crate::guidance::pattern::{Pattern, pattern, places};
use crate::model::Span;

/// A host of the vendor's, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VendorHost {
    /// The host alone, template variables before it included.
    pub(super) span: Span,
    /// Whether a scheme stands right before it.
    pub(super) has_scheme: bool,
}

/// A name that the page gives to a host or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound<'a> {
    /// The identifier.
    pub(super) name: &'a str,
    /// Whose host it is.
    pub(super) owner: Owner,
    /// Whether it is a host without a scheme.
    pub(super) is_bare: bool,
}

/// Whose host a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    /// The vendor's.
    Vendor,
    /// Somebody else's.
    Other,
}

/// The vendor's hosts in `page`, in order.
pub(super) fn vendor_hosts(page: &Page<'_>) -> Vec<VendorHost> {
    static HOST: Pattern = pattern!(
        r"(?x)
            (?: [A-Za-z0-9_-]{1,63} | [\$\#]?\{{1,2}[^{}\n]{1,60}\}{1,2} | \$[A-Za-z_][A-Za-z0-9_]* | <[^<>\s]{1,40}> | %[sv] )
            (?: \. (?: [A-Za-z0-9_-]{1,63} | [\$\#]?\{{1,2}[^{}\n]{1,60}\}{1,2} | \$[A-Za-z_][A-Za-z0-9_]* | <[^<>\s]{1,40}> | %[sv] ) )+";
        "."
    );
    let text = page.text();
    let ends = page.vendor_domains().flat_map(|domain| places(text, domain));
    lines(text, ends.collect())
        .into_iter()
        .flat_map(|line| {
            let hosts = HOST.find_iter(page.slice(line));
            hosts.map(move |host| host.span_from(line.start))
        })
        .filter(|span| page.is_vendor_host(page.slice(*span)))
        .filter_map(|span| {
            let before = &text[..span.start];
            let after = &text[span.end..];
            let has_scheme = ends_in_scheme(before);
            let is_mail_or_user = before.ends_with('@') && !has_scheme || after.starts_with('@');
            let is_path = before.ends_with(['/', '=', '&'])
                && !has_scheme
                && !before.ends_with("//")
                && end_of(before, LONGEST_ADDRESS)
                    .rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'))
                    .next()
                    .is_some_and(|word| word.contains("://"));
            (!is_mail_or_user && !is_path).then_some(VendorHost { span, has_scheme })
        })
        .collect()
}

/// The lines in which these places stand, in order and each once. No host and no name of one goes on in the next line,
/// so that what stands in other lines need not be read.
fn lines(text: &str, mut places: Vec<usize>) -> Vec<Span> {
    places.sort_unstable();
    let mut found: Vec<Span> = Vec::new();
    for place in places {
        if found.last().is_none_or(|last| last.end <= place) {
            let start = memchr::memrchr(b'\n', &text.as_bytes()[..place]).map_or(0, |at| at + 1);
            let length = memchr::memchr(b'\n', &text.as_bytes()[place..]);
            found.push(Span { start, end: length.map_or(text.len(), |length| place + length) });
        }
    }
    found
}

/// How far back the scheme of an address is looked for whose path a host stands in, in bytes: a line may be as long as
/// the text.
const LONGEST_ADDRESS: usize = 2048;

/// The last bytes of a text, about as many as asked for.
fn end_of(text: &str, length: usize) -> &str {
    &text[text.floor_char_boundary(text.len().saturating_sub(length))..]
}

/// Whether what comes before a host ends in a scheme, and maybe a user part.
fn ends_in_scheme(before: &str) -> bool {
    const FORMS: [&str; 4] = ["://", r":\/\/", "%3A%2F%2F", "%3a%2f%2f"];
    let near = end_of(before, 200);
    let word = near
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<'))
        .next()
        .unwrap_or(near);
    FORMS.iter().any(|form| {
        word.ends_with(form)
            || word.ends_with('@')
                && word.rsplit_once(form).is_some_and(|(_, user)| !user.contains(['/', '?', '#']))
    })
}

/// The names that the page binds to hosts or addresses written out, in order.
pub(super) fn bound<'a>(page: &Page<'a>) -> Vec<Bound<'a>> {
    static BINDING: Pattern = pattern!(
        r#"(?x)
            (?<name>[A-Za-z_][A-Za-z0-9_]{1,60}) ["'\]]{0,2} [\x20\t]* (?: : [\x20\t]* &?[A-Za-z'][A-Za-z0-9_'<>&\x20]{0,30} )?
            (?: := | => | [=:,] ) [\x20\t]* (?: [rbuf] )? ["'`]?
            (?<scheme>(?:https?|wss?):(?:\\?/){2})?
            (?: [^\s/"'`@]{1,100}@ )?
            (?<host> localhost | [A-Za-z0-9_$\#{}<>%-]{1,60} (?: \. [A-Za-z0-9_$\#{}<>%-]{1,60} )+ )"#
    );
    let text = page.text();
    // What shows that an address, or a host without a scheme, may stand in a line.
    let told = [":/", r":\/", "localhost"].into_iter();
    let told = told.chain(page.vendor_domains()).flat_map(|word| places(text, word));
    lines(text, told.collect())
        .into_iter()
        .flat_map(|line| BINDING.captures_iter(page.slice(line)))
        .filter_map(|found| {
            let host = found.name("host")?.as_str();
            let name = found.name("name")?.as_str();
            let has_scheme = found.name("scheme").is_some();
            let owner = match page.is_vendor_host(host) {
                true => Owner::Vendor,
                // Without a scheme, `a.b` may be anything, such as a field of an object.
                false if has_scheme || host == "localhost" => Owner::Other,
                false => return None,
            };
            Some(Bound { name, owner, is_bare: !has_scheme })
        })
        .collect()
}

/// The most lines around a place in which an address tells whose affair it is.
const NEAR: usize = 3;

/// The most bytes around a place that tell whose affair it is.
const FAR: usize = 1500;

/// Whether what stands at `place` has to do with somebody else's service: an address of theirs is near and none of the
/// vendor's, or the place names something that the page binds to a host of theirs.
pub(super) fn is_other_hosts(page: &Page<'_>, bound: &OwnersByName<'_>, place: Span) -> bool {
    let around = around(page, place, NEAR);
    let is_named = |owner: Owner| {
        let words = page.slice(around).split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.into_iter().any(|word| bound.contains(&(word, owner)))
    };
    let vendor = page.names_vendor_host(around) || is_named(Owner::Vendor);
    let other = page.names_other_host(around) || is_named(Owner::Other);
    other && !vendor
}

/// The names that a page binds, each with everyone whose host it stands for.
pub(super) type OwnersByName<'a> = FxHashSet<(&'a str, Owner)>;

/// Gathers names and owners, to be asked for many places.
pub(super) fn owners_by_name<'a>(page: &Page<'a>) -> OwnersByName<'a> {
    bound(page).into_iter().map(|one| (one.name, one.owner)).collect()
}

/// The lines of `place` and this many before and after.
pub(super) fn around(page: &Page<'_>, place: Span, lines: usize) -> Span {
    let mut around = Span { start: page.line(place.start).start, end: page.line(place.end).end };
    for _ in 0..lines {
        around.start = page.line(around.start.saturating_sub(1)).start;
        around.end = page.line((around.end + 1).min(page.text().len())).end;
    }
    // A file of one long line is no neighbourhood.
    let text = page.text();
    Span {
        start: text.ceil_char_boundary(around.start.max(place.start.saturating_sub(FAR))),
        end: text.floor_char_boundary(around.end.min(place.end + FAR)),
    }
}

/// Whether `word` stands in `text` as a whole identifier.
pub(super) fn names_word(text: &str, word: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(joins) && !text[at + word.len()..].starts_with(joins))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn hosts(text: &str) -> Vec<(&str, bool)> {
        let page = Page::new("x", text, Facts::default());
        vendor_hosts(&page)
            .into_iter()
            .map(|host| (&text[host.span.start..host.span.end], host.has_scheme))
            .collect()
    }

    #[test]
    fn hosts_are_whole_and_the_vendors() {
        assert_eq!(
            hosts(
                "a api.btx.eu.banqup.com:80 http://api.${env}.btx.eu.banqup.com/ ws://u:p@banqup.com"
            ),
            [
                ("api.btx.eu.banqup.com", false),
                ("api.${env}.btx.eu.banqup.com", true),
                ("banqup.com", true)
            ]
        );
        for text in [
            "notbanqup.com",
            "banqup.com.example.net",
            "help@banqup.com",
            "https://banqup.com@evil.example/",
            "https://evil.example/banqup.com",
        ] {
            assert!(hosts(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn names_are_bound_to_hosts() {
        let text = "BQ_HOST = 'api.btx.eu.banqup.com'\nconst other: string = \"https://api.example.net/v1\"\nx = a.b\n";
        let page = Page::new("x", text, Facts::default());
        let found = bound(&page);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            (found[0].name, found[0].owner, found[0].is_bare),
            ("BQ_HOST", Owner::Vendor, true)
        );
        assert_eq!(
            (found[1].name, found[1].owner, found[1].is_bare),
            ("other", Owner::Other, false)
        );
    }
}
