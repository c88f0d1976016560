//! What is shown of an answer or of a variable, where the token is not among it.
//!
//! Contract: goes by what stands in the same call: another value in the token's place, names of what is taken.

use super::super::name;
use super::chain;
use super::leak::Reader;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::Span;

/// How far behind the answer it is told, in bytes.
const FAR_FROM_KEY: usize = 200;

impl Reader<'_, '_> {
    /// Whether another value is put in the place of the token, in the same call: `dict(answer, access_token="***")`.
    pub(super) fn is_replaced(&self, span: Span) -> bool {
        let line = self.page.line(span.start);
        let end = self
            .page
            .text()
            .floor_char_boundary((span.end + FAR_FROM_KEY).min(line.end).max(span.end));
        let after = Span { start: span.end, end };
        ["***", "redact", "mask", "hidden"].iter().any(|sign| holds(self.page.slice(after), sign))
            && !self.page.names_in(after).is_empty()
    }

    /// Whether a text of Python takes from the map at `span` what it names, `"%(expires_in)s"`, and no credential.
    pub(super) fn is_filled_by_name(&self, span: Span) -> bool {
        static KEY: Pattern = pattern!(r"%\((?<key>\w+)\)"; "%(");
        if !self.page.is_in(&[Python]) {
            return false;
        }
        let line = self.page.line(span.start);
        let before = &self.page.text()[line.start..span.start];
        let mut keys = KEY.captures_iter(before).filter_map(|found| found.name("key")).peekable();
        keys.peek().is_some() && keys.all(|key| name::classify(key.as_str()).is_none())
    }

    /// Whether a member is shown in a form that only another type than a text needs, and types for secrets hide what
    /// they hold: `client_secret=str(settings.client_secret)`, or `info!(?cfg.client_secret)` in a page that has such types.
    pub(super) fn is_text_of_type(&self, span: Span) -> bool {
        const NEAR: usize = 240;
        let text = self.page.text();
        let name = self.page.slice(span);
        let start = chain::start(text, span.start);
        let head = &text[text.ceil_char_boundary(start.saturating_sub(NEAR))..start];
        let is_text = || {
            ["String", "&str", "&'static str", "Option<String>"]
                .iter()
                .any(|of| text.contains(&format!("{name}: {of}")))
        };
        let has_types = || {
            ["secrecy", "SecretString", "SecretBox", "Secret<"].iter().any(|of| text.contains(of))
        };
        let is_field =
            || head.strip_suffix('?').is_some_and(|head| head.ends_with(['(', ' ', ',']));
        let is_argument = || {
            let key = head.strip_suffix("=str(").filter(|_| text[span.end..].starts_with(')'));
            key.is_some_and(|key| key.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
        };
        start < span.start
            && (self.page.is_in(&[Python]) && is_argument()
                || self.page.is_in(&[Rust]) && is_field() && has_types() && !is_text())
    }

    /// Whether what Swift shows of bytes is how many there are: a text of them is made by `String`.
    pub(super) fn is_size(&self, span: Span, calls: &[&str]) -> bool {
        self.page.is_in(&[Swift])
            && self.page.slice(span).eq_ignore_ascii_case("data")
            && !self.page.text()[span.end..].trim_start_matches(['!', '?']).starts_with('.')
            && !calls.iter().any(|call| ["String", "NSString"].contains(call))
    }

    /// Whether what is shown of a map are its keys.
    pub(super) fn lists_keys(&self, calls: &[&str]) -> bool {
        self.page.is_in(&[Python])
            && calls.last().is_some_and(|call| ["list", "tuple"].contains(call))
    }

    /// Whether what is shown of the answer at `span` is all of it with another value in the token's place:
    /// `{**answer, "access_token": "***"}`.
    pub(super) fn is_without_token(&self, span: Span) -> bool {
        let text = self.page.text();
        let is_spread = || ["**", "..."].iter().any(|sign| text[..span.start].ends_with(sign));
        let is_replaced = || {
            let near = text.floor_char_boundary((span.end + FAR_FROM_KEY).min(text.len()));
            let end = text[span.end..near].find('}').map_or(near, |close| span.end + close);
            !self.page.names_in(Span { start: span.end, end }).is_empty()
        };
        is_spread() && is_replaced()
    }
}
