//! A user's name and a password side by side: of somebody's account, or an id and a secret under names that fit any
//! login.
//!
//! Contract: a password is another's where its user is a word, which no Client ID is, and nothing in its paragraph or
//! its blocks names the vendor. A user is a Client ID where a block or a machine of the vendor's has it, and so is the
//! resource of an adapter that logs in at the vendor's identity server.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::around::{built, head, tail};
use super::holder;
use crate::model::{Span, vendor};

/// How far before a password its user may stand, in bytes.
const REACH: usize = 240;

/// How far before a value the end of its name may stand, in bytes.
const NEAR: usize = 48;

/// The longest user that is a word, in characters: a UUID is longer.
const LONGEST: usize = 32;

/// How far before the password in an address its scheme is looked for, in bytes.
const ADDRESS: usize = 64;

/// How long the settings before the password of a connection may be, in bytes.
const CONNECTION: usize = 240;

/// A user, and after it the name of the password at the end of a text.
static USER: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"(?i)(?:user(?:[_-]?name)?|login)(?:["'>\]]{0,3}\s*(?:=>|[:=])\s*|>)["']?(?P<user>[A-Za-z][A-Za-z0-9@._-]*)(?:["'<\s,;][^{}\x00]*)?pass(?:word|wd|phrase)?(?:["'\]]{0,3}\s*(?:=>|[:=])\s*|>)["'`]?$"#,
    )
});

/// The name of a user, at the end of a text.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    built(r#"(?i)(?:^|[^a-z])(?:user(?:[_-]?name)?|login)["']?\s*(?:=>|[:=]|\s)\s*["']?$"#)
});

/// The login of a machine in a file of them, as `curl` and `git` read it, at the end of a text.
static MACHINE: LazyLock<Regex> =
    LazyLock::new(|| built(r"(?i)\bmachine\s+(?P<host>\S{1,120})\s+login\s+$"));

/// The name that adapters for Keycloak give to a client, at the end of a text.
static RESOURCE: LazyLock<Regex> =
    LazyLock::new(|| built(r#"(?i)(?:^|[^a-z0-9-])resource["']?\s*[:=]\s*["']?$"#));

/// The identity server of such an adapter.
static SERVER: LazyLock<Regex> = LazyLock::new(|| {
    built(r#"(?i)\bauth-?server-?url["']?\s*[:=]\s*["']?https?://(?P<host>[A-Za-z0-9.-]{1,120})"#)
});

/// Whether the value at `span` is the password of an account that is not the vendor's.
pub(super) fn is_of_other(text: &str, span: Span) -> bool {
    if !holds(tail(text, span.start, NEAR), &["pass"]) {
        return false;
    }
    let before = tail(text, span.start, REACH);
    let paragraph = before.rsplit("\n\n").next().unwrap_or(before);
    let Some(user) = USER.captures(paragraph.as_bytes()).and_then(|found| found.name("user"))
    else {
        return false;
    };
    user.len() <= LONGEST && !vendor::names_in_short(paragraph) && !holder::is_of_vendor(text, span)
}

/// Whether the value at `span` is the password in the address of a service: `postgres://user:…@host`.
pub(super) fn is_in_address(text: &str, span: Span) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:/%+-".contains(byte);
    let before = &text.as_bytes()[..span.start];
    let length = before.iter().rev().take(ADDRESS).take_while(|byte| is_part(byte)).count();
    let address = &text[span.start - length..span.start];
    let is_of_service = |(before, login): (&str, &str)| {
        let scheme = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(before);
        let calls =
            ["http", "https", "ws", "wss"].iter().any(|one| scheme.eq_ignore_ascii_case(one));
        !scheme.is_empty() && !calls && !login.contains('/')
    };
    is_in_connection_string(&text[..span.start])
        || text[span.end..].starts_with('@')
            && address.rsplit_once("://").is_some_and(is_of_service)
}

/// Whether a text ends where the password of a connection to a database stands: `Server=…;User Id=…;Password=`.
fn is_in_connection_string(before: &str) -> bool {
    const HOSTS: [&str; 5] =
        ["server=", "data source=", "host=", "datasource=", "accountendpoint="];
    let from = before.floor_char_boundary(before.len().saturating_sub(CONNECTION));
    let literal = before[from..].rsplit(['"', '\'', '\n']).next().unwrap_or_default();
    let Some((settings, name)) = literal.rsplit_once(';') else { return false };
    let name = name.trim().to_ascii_lowercase();
    let settings = settings.to_ascii_lowercase();
    ["password=", "pwd="].contains(&name.as_str())
        && HOSTS.iter().any(|host| settings.contains(host))
}

/// Whether the value at `span` is a user of the vendor's.
pub(super) fn is_id(text: &str, span: Span) -> bool {
    if !holds(tail(text, span.start, NEAR), &["user", "login"]) {
        return false;
    }
    let before = tail(text, span.start, REACH);
    let is_machine = || {
        let host = MACHINE.captures(before.as_bytes()).and_then(|found| found.name("host"));
        host.is_some_and(|host| vendor::names_in_short(host.as_bytes()))
    };
    NAME.is_match(before.as_bytes()) && (is_machine() || holder::is_of_vendor(text, span))
}

/// Whether the value at `span` is the client of an adapter for Keycloak whose identity server is the vendor's.
pub(super) fn is_client(text: &str, span: Span) -> bool {
    if !holds(tail(text, span.start, NEAR), &["resource"]) {
        return false;
    }
    let before = tail(text, span.start, REACH);
    let is_vendors = |near: &str| {
        let host = SERVER.captures(near.as_bytes()).and_then(|found| found.name("host"));
        host.is_some_and(|host| vendor::names_in_short(host.as_bytes()))
    };
    RESOURCE.is_match(before.as_bytes())
        && (is_vendors(before) || is_vendors(head(text, span.end, REACH)))
}

/// Whether the value at `span` is the client in the options of a provider for OmniAuth, which has its secret beside it.
pub(super) fn is_identifier(text: &str, span: Span) -> bool {
    let before = tail(text, span.start, NEAR);
    let name = before.trim_end_matches(|c: char| c.is_ascii_whitespace() || "\"'=>:".contains(c));
    let is_name = name.len() < before.len() && name.ends_with("identifier");
    is_name && holds(tail(text, span.start, REACH), &["client_options", "clientoptions"]) && {
        let after = head(text, span.end, REACH);
        let before = tail(text, span.start, REACH);
        let near =
            [before.rsplit('{').next().unwrap_or(before), after.split('}').next().unwrap_or(after)];
        near.iter().any(|near| holds(near, &["secret"]))
    }
}

/// Whether a text holds one of these words, in letters of any case: where it does not, nothing is built to look closer.
fn holds(text: &str, words: &[&str]) -> bool {
    let small = text.to_ascii_lowercase();
    words.iter().any(|word| small.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_service_stands_in_its_address() {
        for (before, after, is) in [
            ("DATABASE_URL=postgres://user:", "@db:5432/x", true),
            ("amqps://", "@host", true),
            ("postgres://user:", "/x", false),
            ("https://id:", "@api.example.com", false),
            ("url:HTTPS://id:", "@api.example.com", false),
            ("git+https://id:", "@api.example.com", false),
            ("wss://id:", "@api.example.com", false),
            ("curl -u id:", "@x", false),
            ("s3://bucket/a:", "@x", false),
            ("\"Server=db;Database=x;User Id=sa;Password=", ";\"", true),
            ("\"Server=db\", \"a;Password=", ";\"", false),
            ("Password=", ";", false),
        ] {
            let text = format!("{before}value{after}");
            let span = Span { start: before.len(), end: before.len() + 5 };
            assert_eq!(is_in_address(&text, span), is, "{text}");
        }
    }

    #[track_caller]
    fn span(text: &str) -> Span {
        let start = text.find('§').expect("the sign marks the value");
        Span { start, end: start + '§'.len_utf8() }
    }

    #[test]
    fn the_password_of_a_person_is_no_secret_of_an_app() {
        for text in [
            "<server><id>acme</id><username>ci</username><password>§</password></server>",
            "smtp:\n  username: mailer@acme.example\n  password: §",
            "{\"user\": \"sa\", \"password\": \"§\"}",
            "FTP_USER=acme\nFTP_PASSWORD=§",
        ] {
            assert!(is_of_other(text, span(text)), "{text}");
        }
        for text in [
            "banqup:\n  username: acme\n  password: §",
            "url: https://api.btx.eu.banqup.com\nusername: acme\npassword: §",
            "username: 01234567-89ab-4def-8123-456789abcdef\npassword: §",
            "username: ${USER}\npassword: §",
            "{\"user\": \"sa\"}, {\"password\": \"§\"}",
            "username: acme\n\npassword: §",
            "username: acme\nclient_secret: §",
        ] {
            assert!(!is_of_other(text, span(text)), "{text}");
        }
    }

    #[test]
    fn a_user_of_the_vendors_is_an_id() {
        for text in ["banqup:\n  username: §", "machine iam.unifiedpost.com login § password x"] {
            assert!(is_id(text, span(text)), "{text}");
        }
        for text in ["username: §", "machine example.com login § password x", "banqup:\n  x: §"]
        {
            assert!(!is_id(text, span(text)), "{text}");
        }
    }

    #[test]
    fn an_identifier_beside_a_secret_is_a_client() {
        for text in [
            "client_options: { identifier: '§', secret: 'x' }",
            ":client_options => {\n  :host => 'x',\n  :identifier => \"§\",\n  :secret => 'x'\n}",
        ] {
            assert!(is_identifier(text, span(text)), "{text}");
        }
        for text in ["{ identifier: '§', secret: 'x' }", "client_options: { identifier: '§' }"] {
            assert!(!is_identifier(text, span(text)), "{text}");
        }
    }

    #[test]
    fn a_resource_is_a_client_of_the_server_beside_it() {
        for text in [
            "{\"auth-server-url\": \"https://iam.unifiedpost.com/auth\", \"resource\": \"§\"}",
            "{\"resource\": \"§\", \"auth-server-url\": \"https://iam.unifiedpost.com/auth\"}",
            "keycloak:\n  auth-server-url: https://iam.uat.unifiedpost.com/auth\n  resource: §",
            "keycloak.auth-server-url=https://iam.unifiedpost.com/auth\nkeycloak.resource=§",
        ] {
            assert!(is_client(text, span(text)), "{text}");
        }
        for text in [
            "{\"auth-server-url\": \"https://sso.acme.example/auth\", \"resource\": \"§\"}",
            "auth-server-url: https://iam.unifiedpost.com/auth\nresource-id: §",
            "api: https://api.btx.eu.banqup.com\nresource: §",
        ] {
            assert!(!is_client(text, span(text)), "{text}");
        }
    }
}
