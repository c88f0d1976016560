//! Files that are made to hold credentials: what `.env` files, exports of API tools and caches of tokens have in
//! common.

use crate::guidance::credential_file::{self, FileKind};
use crate::guidance::reference::{is_literal, is_placeholder, is_reference};
use crate::guidance::setting::value_of;
use crate::guidance::written::is_written;
use crate::guidance::{Held, Name, Page, owner, token_cache};
use crate::model::address::address;
use crate::model::{Span, Tracking, vendor};

/// A credential store that has to do with Banqup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guidance) struct Store {
    /// What kind of file it is, for messages.
    pub(in crate::guidance) what: &'static str,
    /// What it does with credentials, for messages: it holds or names them, or may hold them.
    pub(in crate::guidance) verb: &'static str,
    /// The first credential in it, or its name.
    pub(in crate::guidance) mark: Span,
    /// Whether a secret stands in it, and not just a name for one.
    pub(in crate::guidance) holds_secret: bool,
    /// Values that must not be shown, whether or not a rule knows their shape.
    pub(in crate::guidance) values: Vec<Span>,
}

/// The store that the page is; `None` for other files, and for stores with references and samples only.
pub(in crate::guidance) fn store(page: &Page<'_>) -> Option<Store> {
    if page.held().is_empty() && !page.is_about_vendor() {
        return None;
    }
    let kind = kind(page)?;
    let held = page.held();
    let is_of_no_account = credential_file::is_of_no_account(page.path());
    // What tests are given as an answer is no cache of one.
    if is_of_no_account && kind.what == credential_file::TOKEN_CACHE {
        return None;
    }
    if let Some(first) = held.first() {
        let holds_secret = held.iter().any(|held| held.kind.is_secret());
        let mark = held_name(page, first).unwrap_or(first.span);
        let (what, verb) = (kind.what, if holds_secret { "holds" } else { "names" });
        return Some(Store { what, verb, mark, holds_secret, values: values(page) });
    }
    if credential_file::is_sample(page.file_name()) || page.text().contains("ENC[AES256_GCM") {
        return None;
    }
    if is_of_no_account && !kind.is_form {
        return None;
    }
    if kind.is_opaque {
        let first = page.text().chars().next().map_or(0, char::len_utf8);
        let mark = Span { start: 0, end: first };
        let (what, verb) = (kind.what, "may hold");
        return Some(Store { what, verb, mark, holds_secret: true, values: Vec::new() });
    }
    named(page, kind, is_of_no_account)
}

fn kind(page: &Page<'_>) -> Option<FileKind> {
    let text = page.text();
    // A manifest is a file of a cluster, whatever it is called; another check reads what stands in it.
    if text.contains("apiVersion:") && text.contains("kind:") {
        return None;
    }
    let by_content = || {
        if credential_file::is_code(page.path()) {
            return None;
        }
        // Outside a repository that is any text with a token in it.
        let may_be_tracked = || page.circumstances().tracking != Tracking::Unknown;
        let kinds = [
            ("a Postman environment", text.contains("_postman_variable_scope")),
            ("an Insomnia export", text.contains("__export_source") && text.contains("insomnia")),
            (
                "a browser's storage",
                text.contains("\"cookies\"")
                    && (text.contains("\"localStorage\"") || text.contains("\"origins\"")),
            ),
            (credential_file::TOKEN_CACHE, token_cache::is_one(page) && may_be_tracked()),
        ];
        kinds.into_iter().find(|(_, is)| *is).map(|(what, _)| FileKind::of(what))
    };
    let is_private_key = page.has_extension(&["pem", "key"])
        && text.contains("PRIVATE KEY-----")
        && vendor::names(page.path());
    if is_private_key {
        return Some(FileKind::private_key());
    }
    credential_file::kind(page.path()).or_else(by_content)
}

/// The name on the line of a credential, where it is marked rather than the value.
fn held_name(page: &Page<'_>, held: &Held) -> Option<Span> {
    let line = page.line(held.span.start);
    page.names_in(Span { start: line.start, end: held.span.start }).last().map(|name| name.span)
}

/// What is given to the names in the page, but for references and what is to be filled in.
fn values(page: &Page<'_>) -> Vec<Span> {
    let given = page.names().iter().filter_map(|name| value_of(page, name));
    given.filter(|value| is_literal(page.slice(*value))).collect()
}

/// Whether a value is made of words, as those of tests are: `test-secret`.
fn is_of_words(value: &str) -> bool {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Whether a name is that of the settings for a host of somebody else's, as npm writes them: `//host/:_authToken=`.
fn is_of_other_host(page: &Page<'_>, name: &Name) -> bool {
    let line = page.line(name.span.start);
    let before = page.text()[line.start..name.span.start].trim_start();
    before.strip_prefix("//").is_some_and(|rest| !page.is_vendor_host(address(rest).host))
}

/// A store in which no rule knows a value, by the names in it: those that can be the vendor's, and that are given what
/// somebody wrote. In a form, but for those of tests, any text is such a value, and an empty field will have one.
fn named(page: &Page<'_>, kind: FileKind, is_of_no_account: bool) -> Option<Store> {
    let is_of_tests = kind.is_form && credential_file::is_of_tests(page.path());
    let is_lenient = kind.is_form && !is_of_no_account && !is_of_tests;
    let mut read = 0;
    let mut given = |name: &Name| {
        let value = value_of(page, name)?;
        if is_of_other_host(page, name) {
            return None;
        }
        // A word of a value is the name of nothing: `arn:aws:…:secret:banqup/client-secret-a1b2c3`.
        if name.span.start < read {
            return None;
        }
        read = value.end;
        let text = page.slice(value);
        let is_open = is_placeholder(text);
        let counts = match is_open {
            true => is_lenient,
            false if is_of_tests => !is_reference(text) && !is_of_words(text),
            false => !is_reference(text) && (is_lenient || is_written(text)),
        };
        (counts && owner::may_be_vendors(page, name)).then_some((*name, is_open))
    };
    let all: Vec<(Name, bool)> = page.names().iter().filter_map(&mut given).collect();
    let (first, _) = all.iter().find(|(_, is_open)| !is_open).or(all.first())?;
    let holds_secret = all.iter().any(|(name, is_open)| name.kind.is_secret() && !is_open);
    let verb = if holds_secret { "holds" } else { "names" };
    Some(Store { what: kind.what, verb, mark: first.span, holds_secret, values: values(page) })
}
