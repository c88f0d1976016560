//! Names of settings: by which a program takes them, `config.get("banqup.client-secret")`, and which it tells of when one
//! is missing, `"no " + CLIENT_SECRET_KEY`.
//!
//! Contract: a key may name sections before the name itself; these say the vendor or nobody. A constant is the name of
//! a setting where the page writes nothing else to it.

use super::super::name::{self, Name};
use super::super::{Kind, Page};
use crate::guidance::language::Language::*;
use crate::guidance::language::RUBY;
use crate::guidance::owner;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::reference::is_placeholder;
use crate::guidance::written::is_written;
use crate::model::Span;

/// The credential that a key names, with the sections that lead up to it.
pub(super) fn named<'a>(page: &'a Page<'_>, key: Span) -> Option<&'a Name> {
    let name = page.names_in(key).last().filter(|name| name.span.end == key.end)?;
    let sections = page.slice(Span { start: key.start, end: name.span.start });
    let is_path = |text: &str| {
        text.ends_with(['.', ':', '/'])
            && !text.contains("//")
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte))
    };
    let counts = sections.is_empty()
        || is_path(sections)
            && !is_text_for_people(page, key)
            && (owner::is_vendors(sections) || owner::is_anybodys(sections));
    counts.then_some(name)
}

/// What stands right before a place in its line.
fn before<'p>(page: &Page<'p>, at: usize) -> &'p str {
    const NEAR: usize = 100;
    let start = page.text().ceil_char_boundary(at.saturating_sub(NEAR));
    &page.text()[start.max(page.line(at).start).min(at)..at]
}

/// Whether a key is that of a text which a program shows in many languages: `translator.get("…")`.
fn is_text_for_people(page: &Page<'_>, key: Span) -> bool {
    static TRANSLATES: Pattern = pattern!(
        r"(?i)\b\w*(?:trans|i18n|lang|intl|messages?|labels?|bundle|localiz)\w*(?:\(\))?(?:\.|->|::|\?\.)\w+\($|\b(?:t|__|trans)\($";
        "("
    );
    TRANSLATES.is_match(before(page, key.start).trim_end_matches(['"', '\'', '`', ':']))
}

/// Whether a name is a key itself, without quotes: `cfg[:client_secret]`, `dig(:banqup, :client_secret)`.
pub(super) fn is_symbol(page: &Page<'_>, name: Span) -> bool {
    let text = page.text();
    let before = &text[..name.start];
    (page.is_in(RUBY) || page.is_in(&[Elixir]))
        && before.ends_with(':')
        && !before.ends_with("::")
        && text[name.end..].starts_with([']', ')'])
}

/// Whether a key in the bracket of a call is that of all that a program has set for the vendor, a secret among it:
/// `config("services.banqup")`, `Application.fetch_env!(:app, :banqup)`.
pub(super) fn is_vendors_section(page: &Page<'_>, key: Span) -> bool {
    static OF_SETTINGS: Pattern = pattern!(
        r"(?:\b(?:config|configuration|cfg|conf|settings?|credentials)\w*(?:\(\))?(?:\.|->|\?\.)\w+|\b(?:config|fetch_env|get_env|getParameter)!?)\((?:\s*:\w+\s*,\s*:?|['\x22])$";
        "conf" | "cfg" | "setting" | "credentials" | "_env" | "getparameter"
    );
    let text = page.slice(key);
    let section = text.rsplit(['.', ':', '/']).next().unwrap_or(text);
    let rest = &page.text()[key.end..];
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    owner::is_vendors_alone(section)
        && rest.starts_with(')')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte))
        && OF_SETTINGS.is_match(before(page, key.start))
        && page.names().iter().any(|name| name.kind == Kind::ClientSecret)
}

/// Whether what is written to a constant is the name of a setting, and no secret.
pub(super) fn is_name(value: &str) -> bool {
    let value = value.trim().trim_end_matches([';', ',']);
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    let Some(text) = ['"', '\'', '`'].into_iter().find_map(quoted) else { return false };
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte);
    let is_told = text.contains(['.', ':', '/'])
        || !text.bytes().any(|byte| byte.is_ascii_lowercase()) && text.contains('_');
    is_told
        && text.bytes().all(is_key)
        && name::names(text).last().is_some_and(|name| name.span.end == text.len())
        && !is_placeholder(text)
        && !is_written(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    #[test]
    fn keys_name_what_they_take() {
        let is = |key: &str| {
            let page = Page::new("a.java", key, Facts::default());
            named(&page, Span { start: 0, end: key.len() }).is_some()
        };
        for key in [
            "client_secret",
            "banqup.client-secret",
            "Banqup:ClientSecret",
            "services.banqup.client_secret",
            "app.clientSecret",
        ] {
            assert!(is(key), "{key}");
        }
        for key in
            ["services.stripe.client_secret", "client_secret is missing", "token.url", "no token"]
        {
            assert!(!is(key), "{key}");
        }
    }

    #[test]
    fn constants_that_name_a_setting() {
        for value in
            ["\"banqup.client-secret\"", "'BANQUP_CLIENT_SECRET';", "\"Banqup:ClientSecret\""]
        {
            assert!(is_name(value), "{value}");
        }
        for value in [
            "\"changeme\"",
            "\"token\"",
            "'s3cr3t.Pa55'",
            "config.clientSecret",
            "\"your.client.secret\"",
        ] {
            assert!(!is_name(value), "{value}");
        }
    }
}
