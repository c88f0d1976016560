//! Settings in groups that share the first word of their names: `PEPPOL_AP_URL`, `portalClientSecret`, `oidc.client-id`
//! beside `BANQUP_URL`.
//!
//! Contract: where the vendor has a group of its own, a value whose shape alone says little belongs to the group that
//! its name says, unless that name could be anybody's, or another setting of its group names the vendor. What lets
//! people log in may be the vendor's identity server, unless the vendor's client is set too, or its address is another.
//! What stands in a container of the vendor's is the vendor's all the same.

use super::around::{TELLING, head, tail};
use super::{container, holder};
use crate::model::{Span, vendor};
use crate::rule::KeyClass;

/// How far around a value its group is looked at, in bytes.
const REACH: usize = 1536;

/// First words that say what a value is, or of which environment, and not whose.
#[rustfmt::skip]
const ANYBODYS: [&str; 99] = [
    "access", "acc", "acceptance", "account", "active", "api", "app", "application", "args", "auth", "authentication", "authorization", "backup", "base",
    "basic", "cfg", "client", "company", "conf", "config", "configuration", "connection", "consumer", "credential", "credentials", "current", "customer",
    "data", "decoded", "decrypted", "default", "demo", "dev", "development", "dummy", "e", "einvoice", "einvoicing", "encrypted", "env", "environment",
    "expected", "expo", "fake", "form", "gateway", "get", "has", "iam", "input", "integration", "invoice", "invoices", "invoicing", "is", "legacy", "live", "local",
    "login", "main", "mock", "my", "new", "next", "nuxt", "oauth", "oauth2", "old", "options", "opts", "our", "params", "password", "preprod", "previous",
    "primary", "prod", "production", "public", "qa", "react", "request", "sandbox", "saved", "secret", "secrets", "set", "setting", "settings", "staging",
    "stored", "test", "the", "token", "uat", "user", "v4", "valid", "your",
];

/// First words of what lets people log in, which the vendor's identity server does too.
const LOGINS: [&str; 6] = ["keycloak", "oidc", "openid", "sso", "idp", "saml"];

/// What frameworks and build tools put before a name.
const FRAMEWORKS: [&str; 6] =
    ["vite_", "next_public_", "react_app_", "nuxt_", "quarkus.", "spring."];

/// What stands before the name of a client of Spring's.
const CLIENTS: [&str; 4] =
    ["client.registration.", "client.provider.", "client_registration_", "client_provider_"];

/// Names of settings that hold the address of a server that lets people log in.
const SERVERS: [&str; 9] =
    ["issuer", "authority", "server", "realm", "token_u", "tokenu", "token-u", "_url", "_host"];

/// What a setting is called, and what its line goes on with.
struct Setting<'t> {
    name: &'t str,
    rest: &'t str,
}

/// Whether the value at `span` is of another group than the vendor's.
pub(super) fn is_of_other(text: &str, span: Span, key: KeyClass) -> bool {
    let mut before = tail(text, span.start, REACH);
    // A part of a line at either end says nothing.
    if before.len() < span.start {
        before = before.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let part = before.rfind(SIGNS).map_or(0, |end| end + 1);
    let name = setting(&before[part..])
        .map(|own| (part, own))
        .or_else(|| setting(&before[line..]).map(|own| (line, own)));
    let is_telling = |own: &String| !ANYBODYS.contains(&own.as_str());
    let own = name.as_ref().and_then(|(_, own)| group(own.name)).filter(is_telling);
    // A block that lets people log in has settings without a word of it.
    let own = own.or_else(|| holder::nearest_name(text, span).filter(|name| is_login(name)));
    let Some(own) = own else { return false };
    let above = &before[..name.map_or(line, |(at, _)| at)];
    let after = head(text, span.end, REACH);
    let after = after.find(SIGNS).map_or("", |end| &after[end..]);
    let settings = || above.split(SIGNS).chain(after.split(SIGNS)).filter_map(setting);
    let is_ours = |text: &str| vendor::names_in_short(text);
    let is_own = |of: &Setting<'_>| group(of.name).as_deref() == Some(&own);
    if settings().any(|of| is_own(&of) && (is_ours(of.name) || is_ours(of.rest))) {
        return false;
    }
    let vendors = || settings().filter(|of| is_ours(of.name) && group(of.name).is_some());
    if !is_login(&own) {
        return vendors().next().is_some();
    }
    if settings().any(|of| is_own(&of) && is_at_other_host(&of)) {
        return true;
    }
    if container::is_vendors(text, span) {
        return false;
    }
    // The earlier generation's identity server is a Keycloak.
    let is_vendors_server = |of: Setting<'_>| {
        of.rest.contains("iam.")
            || of.rest.contains("unifiedpost")
            || of.rest.contains("upg-dev-portal")
    };
    let is_same = |of: &Setting<'_>| {
        let name = of.name.to_ascii_lowercase();
        match key {
            KeyClass::ClientId | KeyClass::Id => name.ends_with("id"),
            _ => name.contains("secret") || name.contains("passw"),
        }
    };
    // Beside a client of the later generation, which knows no such server, the vendor's is one for this client.
    let is_later = |of: &Setting<'_>| {
        let is_value = |c: char| c.is_ascii_alphanumeric();
        of.rest.split(|c| !is_value(c)).any(|word| word.len() >= TELLING)
    };
    let is_shared = |of: Setting<'_>| {
        !is_ours(of.name) && of.rest.contains("://") && of.rest.contains("unifiedpost")
    };
    let has_server = settings().any(is_shared);
    vendors().any(|of| is_same(&of) && !(has_server && is_later(&of)))
        || !settings().any(is_vendors_server)
            && (vendors().next().is_some() || holder::has_vendors_block(text, span))
}

/// What ends a setting, or stands before one.
const SIGNS: [char; 5] = ['\n', ',', '{', ';', '('];

/// Whether a group lets people log in.
fn is_login(group: &str) -> bool {
    LOGINS.contains(&group)
}

/// Whether a setting is the address of a server that is not the vendor's.
fn is_at_other_host(of: &Setting<'_>) -> bool {
    let name = of.name.to_ascii_lowercase();
    let Some((_, host)) = of.rest.split_once("://") else { return false };
    let host = host.split(['/', ':', '"', '\'', '?']).next().unwrap_or(host);
    host.contains('.')
        && !host.contains(['$', '{', '<'])
        && !name.contains("redirect")
        && SERVERS.iter().any(|server| name.contains(server))
}

/// The setting that a part of a text is, if it is one.
fn setting(part: &str) -> Option<Setting<'_>> {
    #[rustfmt::skip]
    const BEFORE: [&str; 19] = [
        "export ", "set ", "- ", "const ", "let ", "var ", "val ", "static ", "final ", "private ", "public ", "readonly ", "String ", "string ",
        "self.", "this.", "$", "<add key=\"", "<entry key=\"",
    ];
    let mut line = part.trim_start_matches([' ', '\t', '\r']);
    for start in BEFORE {
        if let Some(rest) = line.strip_prefix(start) {
            line = rest.trim_start_matches([' ', '\t']);
        }
    }
    let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
    let (name, rest) = line.split_at(line.find(|c| !is_part(c)).unwrap_or(line.len()));
    // A colon ends a name as it stands in most files.
    let (name, colon) = match name.strip_suffix(':') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start_matches([' ', '\t']);
    let is_set = colon || rest.starts_with(['=', ':']) || rest.starts_with("value=");
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 100;
    (is_set && is_name).then_some(Setting { name, rest })
}

/// The group of a setting, in small letters: the first word of its name that is no framework's, if more follow.
fn group(name: &str) -> Option<String> {
    let small = name.to_ascii_lowercase();
    let mut start = 0;
    while let Some(word) = FRAMEWORKS.iter().find(|word| small[start..].starts_with(**word)) {
        start += word.len();
    }
    for word in CLIENTS {
        start = small.find(word).map_or(start, |at| start.max(at + word.len()));
    }
    let bytes = &name.as_bytes()[start..];
    let ends = |at: &usize| {
        let (last, next) = (bytes[*at - 1], bytes[*at]);
        !next.is_ascii_alphanumeric() || last.is_ascii_lowercase() && next.is_ascii_uppercase()
    };
    let end = (1..bytes.len()).find(ends)?;
    let has_more = bytes[end..].iter().any(u8::is_ascii_alphanumeric);
    has_more.then(|| small[start..start + end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        let span = Span { start, end: start + '§'.len_utf8() };
        is_of_other(text, span, KeyClass::ClientSecret)
    }

    #[test]
    fn a_group_is_whose_name_it_has() {
        for text in [
            "BANQUP_URL=x\nPEPPOL_AP_CLIENT_SECRET=§\n",
            "PEPPOL_AP_CLIENT_SECRET=§\nBQ_URL=x\n",
            "BANQUP_URL=https://api.btx.eu.banqup.com\nKEYCLOAK_CLIENT_SECRET=§\n",
            "portal_client_secret: §\nbanqup_url: x\n",
            "{\"oidcClientSecret\": \"§\", \"banqupUrl\": 1}",
            "export const ssoClientSecret = '§';\nexport const banqupUrl = 'x';\n",
            "spring.security.oauth2.client.registration.portal.client-secret=§\nbanqup.url=x\n",
            "<add key=\"Portal:ClientSecret\" value=\"§\" />\n<add key=\"BanqupUrl\" value=\"x\" />",
            "{\"Oidc\": {\"ClientSecret\": \"§\"}, \"BanqupUrl\": \"x\"}",
            "auth:\n  keycloak_client_secret: §\nbanqup:\n  url: x\n",
            "oidc_client_secret: §\nbanqup_client_secret: ${X}\nbanqup_iam: https://iam.unifiedpost.com/\n",
            "keycloak_url: https://sso.acme.example/\nkeycloak_client_secret: §\n",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "# https://api.btx.eu.banqup.com\nPEPPOL_AP_CLIENT_SECRET=§\n",
            "BANQUP_URL=x\nOAUTH_CLIENT_SECRET=§\n",
            "BANQUP_URL=x\nERP_URL=https://api.banqup.com\nERP_CLIENT_SECRET=§\n",
            "BANQUP_URL=https://iam.unifiedpost.com\nKEYCLOAK_CLIENT_SECRET=§\n",
            "BANQUP_URL=x\nclient_secret=§\n",
            "# Banqup\noidc_client_secret: §\n",
            "oidc_issuer: https://iam.unifiedpost.com/\noidc_client_secret: §\nbanqup_url: x\n",
            "banqup_iam: https://iam.unifiedpost.com/\nsso_client_secret: §\n",
            "banqup_url: x\nprodClientSecret: §\n",
            "banqup_url: x\noauthClientSecret: §\n",
            "BANQUP_URL=x\nf(PEPPOL_X, '§')\n",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
