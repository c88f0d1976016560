//! What a check sees: one content, and what the other stages know of it.

use std::fmt;
use std::sync::OnceLock;

use super::brackets::Closers;
use super::code::Outline;
use super::language::{self, Language, Languages};
use super::name::{self, Kind, Name};
use super::parts::Parts;
use super::section;
use crate::model::address::{addresses, is_below};
use crate::model::{Circumstances, Span, vendor};

/// How far a line is followed, and how long a credential can be, in bytes: what is asked for each place must not cost a
/// whole text.
const FARTHEST: usize = 4 << 10;

/// One content as text.
pub struct Page<'a> {
    path: &'a str,
    text: &'a str,
    facts: Facts<'a>,
    languages: OnceLock<Languages>,
    circumstances: OnceLock<Circumstances>,
    names: OnceLock<Vec<Name>>,
    outline: OnceLock<Outline>,
    closers: OnceLock<Closers>,
    parts: OnceLock<Parts>,
    says_vendor: OnceLock<bool>,
    has_vendors_section: OnceLock<bool>,
}

/// What the other stages know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The path of the archive that the content was taken from, where it was.
    pub package: Option<&'a str>,
    /// Tells how the file stands towards git and its machine; asked once, by the checks to which it matters.
    pub circumstances: &'a (dyn Fn() -> Circumstances + Sync),
    /// Whether the content, in whatever encoding, names the vendor or one of its hosts.
    pub names_vendor: bool,
    /// Hosts that a team counts as the vendor's, with everything below them.
    pub own_hosts: &'a [String],
    /// The credentials found in the content, in the order of the text.
    pub held: &'a [Held],
}

/// A credential that stands in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Where it stands, in whatever encoding.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

impl Held {
    /// Whether it is a secret or token of the vendor's, and not one that a team's own rule looks for.
    pub(super) fn is_vendors_secret(&self) -> bool {
        self.kind.is_secret() && self.kind != Kind::Secret
    }
}

impl Default for Facts<'_> {
    fn default() -> Self {
        Self {
            package: None,
            circumstances: &Circumstances::default,
            names_vendor: false,
            own_hosts: &[],
            held: &[],
        }
    }
}

impl fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("path", &self.path).finish_non_exhaustive()
    }
}

impl<'a> Page<'a> {
    /// A page; `path` has `/` between its parts and is empty where the content has no path.
    pub fn new(path: &'a str, text: &'a str, facts: Facts<'a>) -> Self {
        Self {
            path,
            text,
            facts,
            languages: OnceLock::new(),
            circumstances: OnceLock::new(),
            names: OnceLock::new(),
            outline: OnceLock::new(),
            closers: OnceLock::new(),
            parts: OnceLock::new(),
            says_vendor: OnceLock::new(),
            has_vendors_section: OnceLock::new(),
        }
    }

    /// The same page in other words of the same length, as a file of this name: what is known of it stays true.
    pub(super) fn retold<'t>(&'t self, path: &'t str, text: &'t str) -> Page<'t> {
        let names_vendor = self.says_vendor();
        Page::new(path, text, Facts { names_vendor, ..self.facts })
    }

    /// The path, relative to the repository's root.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }

    /// The path of the archive that the page was taken from.
    pub fn package(&self) -> Option<&'a str> {
        self.facts.package
    }

    /// How the file stands towards git and its machine; the first call may read folders.
    pub fn circumstances(&self) -> Circumstances {
        *self.circumstances.get_or_init(self.facts.circumstances)
    }

    /// The credentials found in the page, in the order of the text.
    pub fn held(&self) -> &'a [Held] {
        self.facts.held
    }

    /// Whether the page has to do with Banqup: it says so, or one of the vendor's secrets stands in it.
    pub fn is_about_vendor(&self) -> bool {
        self.says_vendor() || self.facts.held.iter().any(Held::is_vendors_secret)
    }

    /// Whether the page says that it has to do with Banqup: it names the vendor, its path does, or a name in it is one
    /// of the vendor's credentials (`bq_client_secret`).
    pub(super) fn says_vendor(&self) -> bool {
        self.facts.names_vendor
            || *self
                .says_vendor
                .get_or_init(|| vendor::names(self.path) || name::names_vendor_in_short(self.text))
    }

    /// Whether one of its settings' sections is called after the vendor.
    pub(super) fn has_vendors_section(&self) -> bool {
        *self.has_vendors_section.get_or_init(|| section::is_one_vendors(self))
    }

    /// Whether the text may hold a word without capitals, in letters of any case; where this says no, it does not.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        self.parts().may_hold(word)
    }

    /// Where its words stand.
    pub(super) fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts::of(self.text))
    }

    /// The names of credentials in the page, in the order of the text.
    pub fn names(&self) -> &[Name] {
        self.names.get_or_init(|| name::names(self.text))
    }

    /// The names of credentials within `span`.
    pub fn names_in(&self, span: Span) -> &[Name] {
        let names = self.names();
        let start = names.partition_point(|name| name.span.start < span.start);
        let end = names.partition_point(|name| name.span.end <= span.end);
        names.get(start..end).unwrap_or_default()
    }

    /// The credentials that touch `span`.
    pub fn held_in(&self, span: Span) -> impl Iterator<Item = &'a Held> {
        let held = self.facts.held;
        let from = held.partition_point(|held| held.span.start + FARTHEST < span.start);
        let to = held.partition_point(|held| held.span.start < span.end);
        let near = held.get(from..to).unwrap_or_default();
        near.iter().filter(move |held| held.span.overlaps(span))
    }

    /// Whether the file's name ends in a dot and one of these, in letters of any case.
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        language::ends_in(self.file_name(), extensions)
    }

    /// Whether the file's name, or the first line of a script without one that says it, is that of one of these languages.
    pub(super) fn is_in(&self, of: &[Language]) -> bool {
        let languages = || Languages::of_script(self.file_name(), self.text);
        self.languages.get_or_init(languages).any(of)
    }

    /// Whether a host is the vendor's, or a team's own that counts as such.
    pub fn is_vendor_host(&self, host: &str) -> bool {
        is_below(host, self.vendor_domains())
    }

    /// The domains whose hosts are the vendor's, or count as such.
    pub(super) fn vendor_domains(&self) -> impl Iterator<Item = &'a str> {
        let own = self.facts.own_hosts.iter().map(String::as_str);
        vendor::DOMAINS.into_iter().chain(own)
    }

    /// Whether `span` holds an address of a host that is not the vendor's; one that starts with a variable is nobody's.
    pub fn names_other_host(&self, span: Span) -> bool {
        let is_written = |host: &str| host.starts_with(|c: char| c.is_ascii_alphanumeric());
        addresses(self.slice(span))
            .any(|one| is_written(one.host) && !self.is_vendor_host(one.host))
    }

    /// Whether `span` holds an address of one of the vendor's hosts.
    pub fn names_vendor_host(&self, span: Span) -> bool {
        addresses(self.slice(span)).any(|one| self.is_vendor_host(one.host))
    }

    /// The line that holds byte `offset`, without its end; of a line that is longer than any person writes, what stands
    /// around.
    pub fn line(&self, offset: usize) -> Span {
        let bytes = self.text.as_bytes();
        let from = self.text.ceil_char_boundary(offset.saturating_sub(FARTHEST));
        let to = self.text.floor_char_boundary((offset + FARTHEST).min(bytes.len()));
        let before = memchr::memrchr2(b'\n', b'\r', &bytes[from..offset]);
        let after = memchr::memchr2(b'\n', b'\r', &bytes[offset..to.max(offset)]);
        let start = before.map_or(from, |at| from + at + 1);
        Span { start, end: after.map_or(to.max(offset), |at| offset + at) }
    }

    /// Where comments and blocks of code stand.
    pub(super) fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(self))
    }

    /// What stands between the opening bracket at `open` and the one that closes it, for checks that ask about each of
    /// many: at a cost that does not depend on how far apart they are.
    pub(super) fn inside(&self, open: usize) -> Span {
        self.closers.get_or_init(|| Closers::of(self.text)).inside(self.text, open)
    }

    /// Whether no line ends between two places, at a cost that does not depend on the length of the line.
    pub fn is_one_line(&self, from: usize, to: usize) -> bool {
        self.text.get(from..to).is_some_and(|between| !between.contains(['\n', '\r']))
    }

    /// The lines of the text in order, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = Span> + 'a {
        let text = self.text;
        let mut at = 0;
        std::iter::from_fn(move || {
            (at < text.len()).then(|| {
                let start = at;
                let end = text[start..].find(['\n', '\r']).map_or(text.len(), |end| start + end);
                at = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
                Span { start, end }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_editors_end_them() {
        let page = Page::new("a/b.txt", "one\r\ntwo\rthree\n\nfour", Facts::default());
        let lines: Vec<&str> = page.lines().map(|line| page.slice(line)).collect();
        assert_eq!(lines, ["one", "two", "three", "", "four"]);
        assert_eq!(page.slice(page.line(6)), "two");
        assert_eq!(page.file_name(), "b.txt");
    }

    #[test]
    fn a_page_is_about_the_vendor_by_content_path_or_name() {
        let is = |path, text| Page::new(path, text, Facts::default()).is_about_vendor();
        assert!(is("src/banqup/client.py", ""));
        assert!(is("a.py", "print(bq_client_secret)"));
        assert!(!is("a.py", "print(client_secret)"));
        assert!(!is("bigquery.py", "bq_client = bigquery.Client()"));
    }
}
