//! Addresses written as text: `…?client_secret=${SECRET}`, `"?access_token=" + token`,
//! `https://${ID}:${SECRET}@api.btx…`.

use super::{Carrier, NAMES};
use crate::guidance::Page;
use crate::guidance::owner::is_vendors;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::reference::is_literal;
use crate::model::address::address;
use crate::model::{Span, vendor};

/// How far before a parameter the start of its query may stand.
const REACH: usize = 600;

/// What one of [`NAMES`] and the sign after it end in.
const GIVEN: &[&str] = &[
    "secret=", "token=", "assertion=", "key=", "password=", "bearer=", "jwt=", "secret%3d",
    "token%3d", "assertion%3d", "key%3d", "password%3d", "bearer%3d", "jwt%3d",
];

pub(super) fn carriers(page: &Page<'_>) -> Vec<Carrier> {
    let mut found = parameters(page);
    found.extend(user_parts(page));
    found.extend(settings(page));
    found.extend(passed_on(page));
    found
}

fn parameters(page: &Page<'_>) -> Vec<Carrier> {
    static PARAMETER: Pattern = pattern!(r#"(?x)
            (?<mark> (?<separator>[?&]|&amp;|%26|%3F|\\u0026) (?<name>"#, NAMES, r#") (?:=|%3D) )
            (?<value>
                ["'`] [\x20\t]* \)? [\x20\t]* (?: \\\r?\n\s* )? (?: \+=? | \.=? | <> | \.\. | ~ | & | , | %[\x20(] | \|\| | \?\? | << ) [\x20\t\r\n]* ["']?[A-Za-z_$@(\[]
              | (?: [\$\#]?\{{1,2} | \$\( | \$[A-Za-z_] | \\\( | %[1-9]?\$?[svd@] | %[A-Za-z_][A-Za-z0-9_]*% | \$\$? ) [^&\s"'`<>]{0,80}
              | <\?= | <%= | :[A-Za-z_]+\b | @[A-Za-z_(]
              | [^&\s"'`<>\\)\]{}$%?*]{1,200}
            )"#; GIVEN);
    // A link to a page of one's own, which a person is sent: its token is for that page.
    static OF_A_LINK: Pattern = pattern!(
        r"(?i)(?:^|[/_-])(?:reset|confirm|invit|accept-invit|verify|verif|setup|unsubscri|activat|magic|onboard|sign_?up|password)";
        "reset" | "confirm" | "invit" | "verif" | "setup" | "unsubscri" | "activat" | "magic" | "onboard" | "sign" | "password"
    );
    let text = page.text();
    PARAMETER
        .captures_iter(page)
        .filter_map(|found| {
            let (mark, value) = (found.name("mark")?, found.name("value")?);
            let name = found.name("name")?;
            let separator = found.name("separator")?.as_str();
            let query = query(text, mark.start(), separator)?;
            let owner = owner(page, query.before)?;
            let path = query.before.rsplit(['"', '`', '\'', ' ', '}']).next().unwrap_or_default();
            let is_link = !owner
                && name.as_str() == "token"
                && !vendor::names_in_short(query.before)
                && !vendor::names_in_short(value.as_str())
                && OF_A_LINK.is_match(path);
            if is_link {
                return None;
            }
            let first = value.as_str().chars().next()?;
            let is_written =
                first.is_ascii_alphanumeric() || matches!(first, '-' | '_' | '.' | '~' | '+' | '/');
            let span = Span { start: mark.start() + separator.len(), end: mark.end() };
            let value = value.span();
            match is_written {
                // A value that is written out counts only in an address of the vendor's, and only if it may be one.
                true => (owner && may_be_value(page.slice(value)) && !is_told(page, value))
                    .then_some(Carrier { mark: span, literal: Some(value), is_vendors: true }),
                false => Some(Carrier { mark: span, literal: None, is_vendors: owner }),
            }
        })
        .collect()
}

/// Whether a credential that a rule's form knows stands on the line: then that form reports the address.
fn is_told(page: &Page<'_>, value: Span) -> bool {
    let line = page.line(value.start);
    let near = Span {
        start: line.start.max(value.start.saturating_sub(REACH)),
        end: line.end.min(value.end + REACH),
    };
    page.held_in(near).next().is_some()
}

/// The query of an address that is set by itself: `builder.Query = "access_token=" + token`.
fn settings(page: &Page<'_>) -> Vec<Carrier> {
    static SETTING: Pattern = pattern!(
        r#"(?:\b(?:Query|RawQuery|QueryString)\s*(?:\+?=|:)|\.(?:query|search)\s*\+?=|\.set_query\((?:\s*Some\()?)\s*&?(?:(?:fmt\.)?[sS]printf\(|format!\()?\s*[$@rf]?["'`](?:[^"'`\n]*&)?(?<name>"#, NAMES,
        r#")=(?:["'`]\s*[+.&]|[$#]?\{|%[sv@]|\\\()"#;
        "query" | ".search", GIVEN
    );
    SETTING
        .captures_iter(page)
        .filter_map(|found| found.name("name"))
        .map(|name| Carrier { mark: name.span(), literal: None, is_vendors: false })
        .collect()
}

/// Parameters that a server adds to the query of what it passes on: `set $args "$args&access_token=$token"`.
fn passed_on(page: &Page<'_>) -> Vec<Carrier> {
    static PASSED: Pattern = pattern!(
        r#"\bset\s+\$args\s+["']?[^"';\n]{0,200}?\b(?<name>"#, NAMES, r#")=\$"#; "$args", GIVEN
    );
    PASSED
        .captures_iter(page)
        .filter_map(|found| found.name("name"))
        .map(|name| Carrier { mark: name.span(), literal: None, is_vendors: false })
        .collect()
}

/// Whether a text without variables may be a value and is no word for one.
fn may_be_value(value: &str) -> bool {
    is_literal(value) && value.len() >= 8 && value.bytes().any(|byte| byte.is_ascii_digit())
}

/// A query that a parameter belongs to.
struct Query<'a> {
    /// What stands before the query on the same statement: the address, or what is left of it.
    before: &'a str,
}

/// The query around the separator at `at`; `None` where it is the body of a form or something else.
fn query<'a>(text: &'a str, at: usize, separator: &str) -> Option<Query<'a>> {
    static START: Pattern =
        pattern!(r#"\?(?:[A-Za-z_][A-Za-z0-9_.\[\]-]*(?:=|%3D)|["'`]|\$?\{|%[sv])"#);
    static BODY: Pattern = pattern!(
        r"(?i)(?:^|[\s,({;])(?:-d|--data(?:-\w+)?|--post-data|-body|body|data|form|payload|content|json|StringContent|RequestBody\.create|URLEncodedForm)\s*[=:(\s]"
    );
    let from = text.ceil_char_boundary(at.saturating_sub(REACH));
    let window = &text[from..at];
    let window = &window[statement(window)..];
    if matches!(separator, "?" | "%3F") {
        return Some(Query { before: window });
    }
    let Some(start) = START.find_iter(window).last() else {
        let told = told_before(&text[from..at])?;
        let start = START.find_iter(told).last()?;
        return Some(Query { before: &told[..start.start()] });
    };
    let between = &window[start.end()..];
    (!BODY.is_match(between)).then(|| Query { before: &window[..start.start()] })
}

/// What a name has been given before, where what follows is added to it: `url = base + "/x?a=b"; url += "&…`,
/// `sb.append("?a=").append(b); sb.append("&…`.
fn told_before(before: &str) -> Option<&str> {
    static ADDED: Pattern = pattern!(
        r#"(?<name>[$A-Za-z_][A-Za-z0-9_]{0,40})\s*(?:\.(?:append|push_str|concat)\(|\+=|\.=|<<)\s*[frbu$@&]?["'`]$"#
    );
    static STATEMENT: Pattern = pattern!(
        r#"(?<name>[$A-Za-z_][A-Za-z0-9_]{0,40})\s*(?:\.(?:append|push_str|concat)\(|=\s*new\s+String(?:Builder|Buffer)\(|\+?=|\.=|<<)[^;\n]{0,300}"#
    );
    let added = ADDED.captures(before)?;
    let name = added.name("name")?;
    let statements = STATEMENT.captures_iter(&before[..name.start()]);
    let told =
        statements.filter(|one| one.name("name").is_some_and(|one| one.as_str() == name.as_str()));
    told.map(|one| one.whole().as_str()).filter(|told| told.contains('?')).last()
}

/// Where the last statement of a text starts.
fn statement(window: &str) -> usize {
    let ends = [";\n", ";\r", "\n\n", "\r\n\r\n"];
    let last = ends.iter().filter_map(|end| window.rfind(end).map(|at| at + end.len())).max();
    let start = last.unwrap_or(0);
    // A line that ends without an operator ends the statement in languages without semicolons.
    let mut at = window.len();
    while let Some(end) = window[start..at].rfind('\n').map(|end| start + end) {
        let before = window[start..end].trim_end();
        let after = window[end + 1..].trim_start();
        let goes_on = before
            .ends_with(['+', '\\', '.', '(', ',', '&', '~', '"', '\'', '`', '=', '?', '{'])
            || after.starts_with(['+', '.', '&', '?', '"', '\'', '~', '|']);
        if !goes_on {
            return end + 1;
        }
        at = end;
    }
    start
}

/// Whether the address that ends in `before` is the vendor's: `None` where it is somebody else's, `false` where it does
/// not say.
fn owner(page: &Page<'_>, before: &str) -> Option<bool> {
    let Some((head, _)) = before.rsplit_once("://") else { return Some(false) };
    let letters = head.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let found = address(&before[head.len() - letters..]);
    let scheme = found.scheme.to_ascii_lowercase();
    let is_web = matches!(scheme.as_str(), "http" | "https" | "ws" | "wss");
    let last = found.host.rsplit(['.', '}']).next().unwrap_or_default();
    // A host that ends in a variable, or is one, does not say whose it is.
    let is_written = !found.is_open
        && last.len() >= 2
        && last.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match (is_web, page.is_vendor_host(found.host), is_written) {
        (false, ..) => None,
        (_, true, _) => Some(true),
        (_, _, true) => None,
        _ => Some(false),
    }
}

/// A secret in the user part of one of the vendor's addresses.
fn user_parts(page: &Page<'_>) -> Vec<Carrier> {
    static USER: Pattern = pattern!(
        r#"(?x)
            \b(?:https?|HTTPS?|wss?)://
                (?<user> (?: [^\s/@"'`:{}] | \{{1,2}[^{}\n]*\}{1,2} )*
                    : (?<password> (?: [^\s/@"'`{}] | \{{1,2}[^{}\n]*\}{1,2} )* ) )
                @ (?<host> [^\s"'`/\\?\#]+ )
          | \b(?:https?):// ["'`] [\x20\t]* (?:\+|\.|<>|~|&) [^\n;]*? ["'`] (?<joined>:) ["'`] [^\n;]*? ["'`] @ (?<joined_host> [^\s"'`/\\?\#]* )"#;
        "://", "@"
    );
    USER.captures_iter(page)
        .filter_map(|found| {
            if let (Some(colon), Some(host)) = (found.name("joined"), found.name("joined_host")) {
                let whole = found.whole();
                let is_vendors = page.is_vendor_host(address(host.as_str()).host);
                let mark = Span { start: whole.start(), end: colon.end() + 1 };
                return is_vendors.then_some(Carrier { mark, literal: None, is_vendors });
            }
            let (user, password, host) =
                (found.name("user")?, found.name("password")?, found.name("host")?);
            let is_vendors = page.is_vendor_host(address(host.as_str()).host)
                || names_vendors_variable(host.as_str());
            let is_variable = |text: &str| text.contains(['$', '{', '%']) || text.contains(r"\(");
            let counts = is_vendors && is_variable(password.as_str());
            let mark = user.span();
            counts.then_some(Carrier { mark, literal: None, is_vendors })
        })
        .collect()
}

/// Whether a host that is a variable is one for the vendor's.
fn names_vendors_variable(host: &str) -> bool {
    host.starts_with(['$', '{', '#', '%']) && is_vendors(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn a_query_that_grows_by_statements_is_one() {
        let count = |text: &str| carriers(&Page::new("banqup.java", text, Facts::default())).len();
        for text in [
            "sb.append(\"?client_id=\").append(id);\nsb.append(\"&client_secret=\").append(s);",
            "String url = base + \"/gettoken?a=b\";\nurl += \"&client_secret=\" + s;",
            "$url = $base . '/gettoken?a=b';\n$url .= '&client_id=' . $id;\n$url .= '&client_secret=' . $s;",
        ] {
            assert_eq!(count(text), 1, "{text}");
        }
        for text in [
            "url += \"/gettoken?a=b\";\nbody += \"&client_secret=\" + s;",
            "String body = \"a=b\";\nbody += \"&client_secret=\" + s;",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
    }

    #[test]
    fn a_query_is_set_by_itself() {
        let count = |text: &str| carriers(&Page::new("banqup.cs", text, Facts::default())).len();
        for text in [
            "builder.Query = \"access_token=\" + token;",
            "new UriBuilder(u) { Query = $\"page=1&access_token={token}\" }",
            "url.URL{Host: h, RawQuery: \"access_token=\" + t}",
            "req.URL.RawQuery = fmt.Sprintf(\"access_token=%s\", t)",
            "url.set_query(Some(&format!(\"access_token={t}\")));",
        ] {
            assert_eq!(count(text), 1, "{text}");
        }
        for text in [
            "query = \"access_token=\" + token",
            "Query = \"page=1\"",
            "Body = $\"client_secret={s}\"",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
    }

    #[test]
    fn nothing_breaks_on_odd_text() {
        for text in [
            "banqup ?client_secret=",
            "https://:@banqup.com",
            "é?token=${é",
            "banqup \"?token=\" +",
            "é://é?token=${x}",
        ] {
            carriers(&Page::new("x.py", text, Facts::default()));
        }
    }
}
