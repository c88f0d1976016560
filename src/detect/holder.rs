//! The blocks that a value stands in, and whether one of them is another party's: `auth0:`, `"AzureAd": {`, `[xero]`,
//! `provider "azurerm" {`.
//!
//! Contract: blocks of settings count, and blocks of code do not: a method about something else may well hold the
//! vendor's secret. The nearest block that names anyone decides.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};
use regex::bytes::Regex;

use super::around::{TELLING, built, head};
use super::entries;
use super::parties::is_named_in;
use crate::model::{Span, is_anyones, vendor};
use crate::rule::KeyClass;

/// How far before a value the head of its block may stand, in bytes.
const REACH: usize = 1536;

/// How long the name of a block may be, in bytes.
const LONGEST_HEAD: usize = 60;

/// More words of the names of blocks that say nothing about whose they are.
#[rustfmt::skip]
const NOBODYS: [&str; 45] = [
    "acceptance", "demo", "preprod", "stage", "tenant", "access", "apis", "authorization", "basic",
    "clients", "common", "configuration", "connection", "connections", "const", "creds", "data",
    "default", "defaults", "development", "einvoice", "einvoicing", "env", "environment",
    "environments", "export", "global", "invoice", "invoicing", "keys", "let", "live", "local",
    "module", "oidc", "parameters", "return", "secrets", "services", "settings", "staging",
    "stringdata", "token", "values", "var",
];

/// How far behind a value the rest of its block is looked at, in bytes.
const AFTER: usize = 240;

/// What stands beside the client of a party in a block that has no telling name of its own.
static BESIDE: LazyLock<[Finder<'static>; 7]> = LazyLock::new(|| {
    [
        "tenantid", "tenant_id", "tenant-id", "microsoftonline.com", "auth0.com",
        "accounts.google.com", "amazoncognito.com",
    ]
    .map(Finder::new)
});

/// The head of a block of Terraform that is a client of another party, whatever it is called there.
static IDENTITY: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"^\s*(?:resource|data)\s+"(?:azuread_|auth0_|okta_|msgraph_|google_iap_|google_iam_|github_app|\w*cognito|\w*_identity)"#,
    )
});

/// Whose a client is, beside it in its block: `provider: azure`; and what only one party has.
static PROVIDER: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"\b(?:provider|idp|identityprovider|identity_provider)["']?\s*[:=]\s*["']?(?P<party>[a-z0-9_-]{2,24})|(?P<own>keyvaultname|usevmmanagedidentity|userassignedidentityid)"#,
    )
});

/// The server that gives out the tokens of a client, beside it in its block.
static ISSUER: LazyLock<Regex> = LazyLock::new(|| {
    built(
        r#"\b(?:issuer|authority)(?:[_-]?ur[il])?["']?\s*[:=]\s*["']?https?://(?P<host>[a-z0-9.-]{3,120})"#,
    )
});

/// A realm of an identity server that is not the vendor's, and the secret at the end of what follows.
static REALM: LazyLock<Regex> =
    LazyLock::new(|| built(r#"\brealm["']?\s*[:=]\s*["']?(?P<realm>[a-z0-9_.-]{2,40})"#));

/// Whether the value at `span`, whose name says nothing about whose it is, stands in a block of another party.
pub(super) fn is_of_other(text: &str, span: Span, key: KeyClass) -> bool {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let before = &text[from..span.start];
    let heads = heads(before);
    if key == KeyClass::Secret && cluster_name(before).is_some_and(|name| is_named_in(name, key)) {
        return true;
    }
    for head in &heads {
        let name = &before[head.start..head.end];
        let may_be_identity = name.contains("resource") || name.contains("data");
        if key == KeyClass::ClientId && may_be_identity && IDENTITY.is_match(name.as_bytes()) {
            return true;
        }
        if vendor::names_in_short(name) {
            return false;
        }
        if is_named_in(name, key) {
            return true;
        }
    }
    let Some(start) = heads.first().map(|head| head.end) else { return false };
    let is_ours = |text: &str| vendor::names_in_short(text);
    // A client of Keycloak has its secret in a block below the one that names the realm.
    let has_own_block = ends_in(&before[..start], "credentials");
    let parent = if has_own_block { heads.get(1).map_or(0, |head| head.end) } else { start };
    let above = before[parent..].to_ascii_lowercase();
    let realm = || REALM.captures_iter(above.as_bytes()).last()?.name("realm");
    if above.contains("realm") && realm().is_some() {
        return !is_ours(&above);
    }
    // Other entries of a list are about themselves.
    let item = entries::item(text, span);
    let start = item.map_or(start, |item| start.max(item.start.saturating_sub(from)));
    let to = item.map_or(text.len(), |item| item.end).min(span.end + AFTER);
    let after = &text[span.end..text.floor_char_boundary(to)];
    let after = after.split(['}', ']']).next().unwrap_or(after);
    let block = format!("{}{after}", &before[start..]).to_ascii_lowercase();
    let issuer = || ISSUER.captures(block.as_bytes())?.name("host");
    if span.len() < TELLING && block.contains("ssue") | block.contains("authority") {
        let is_others = |host: regex::bytes::Match<'_>| !vendor::names_in_short(host.as_bytes());
        if issuer().is_some_and(is_others) {
            return true;
        }
    }
    let is_provided = || {
        PROVIDER.captures_iter(block.as_bytes()).any(|found| {
            let party = found.name("party").and_then(|party| block.get(party.range()));
            party.is_none_or(|party| is_named_in(party, key))
        })
    };
    let may_be_provided = key == KeyClass::ClientId
        && ["provider", "idp", "keyvault", "identity"].iter().any(|word| block.contains(word));
    if may_be_provided && is_provided() {
        return true;
    }
    let is_beside = || BESIDE.iter().any(|word| word.find(block.as_bytes()).is_some());
    key != KeyClass::Secret && is_beside() && !is_ours(&block)
}

/// What the Secret of a cluster is called in whose data a text ends.
fn cluster_name(before: &str) -> Option<&str> {
    let last = |key: &[u8]| memmem::find_iter(before.as_bytes(), key).last();
    let data = last(b"\nstringData:").or_else(|| last(b"\ndata:"))?;
    let document = before[..data].rsplit("\n---").next()?;
    let (_, metadata) = document.rsplit_once("\nmetadata:")?;
    let name = metadata.lines().find_map(|line| line.trim().strip_prefix("name:"))?.trim();
    (document.contains("kind: Secret") && !vendor::names_in_short(name)).then_some(name)
}

/// Whether the value at `span` stands in a block with a name of its own, and the vendor has another block near it:
/// `erp:` beside `banqup:`. A block for an environment, or for what any client has, says nothing. What says of itself that
/// it is a client's may be the vendor's, unless the vendor's block has a client of its own.
pub(super) fn is_beside_vendor(text: &str, span: Span, key: KeyClass) -> bool {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let before = &text[from..span.start];
    let heads = heads(before);
    let is_ours = |text: &str| vendor::names_in_short(text);
    let heads: Vec<&str> = heads.iter().map(|head| &before[head.start..head.end]).collect();
    if heads.iter().any(|head| is_ours(head)) || !heads.iter().any(|head| names_somebody(head)) {
        return false;
    }
    let to = text.floor_char_boundary((span.end + REACH).min(text.len()));
    let is_keycloak = |head: &&str| head.to_ascii_lowercase().contains("keycloak");
    let has_client = key == KeyClass::Secret || heads.iter().any(is_keycloak);
    let value = span.start - from;
    vendors_blocks(&text[from..to])
        .any(|(at, block)| has_client || names_client(block, value.checked_sub(at)))
}

/// Whether a block begins with the settings of a client, and the value, which stands so far behind its start, is none
/// of them.
fn names_client(block: &str, value: Option<usize>) -> bool {
    const REACH: usize = 200;
    let start = head(block, 0, REACH);
    let start = start.split(['}', ']']).next().unwrap_or(start).to_ascii_lowercase();
    ["client_id", "clientid", "client-id", "secret"].iter().any(|name| start.contains(name))
        && value.is_none_or(|value| value > start.len() && start.len() < REACH)
}

/// What follows the heads of the vendor's blocks and sections in a text, and where: `banqup: {`, `'banqup' => [`,
/// `[banqup]`, `BANQUP = dict(`. Functions and sentences about the vendor are none.
fn vendors_blocks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_head = |head: &str| head.len() <= LONGEST_HEAD && vendor::names_in_short(head);
    let bracketed = text.match_indices(['{', '[', '(']).filter_map(move |(open, _)| {
        let head = named_call(&text[..open]);
        let start = head.rfind(['{', '[', '}', ']', ',', '\n']).map_or(0, |end| end + 1);
        let is_vendors = head.ends_with([':', '=', '>'])
            && !head[start..].contains('(')
            && is_head(&head[start..]);
        is_vendors.then(|| (open + 1, &text[open + 1..]))
    });
    let is_line = move |line: &str| {
        (is_key(line) && !line.starts_with('#') || line.starts_with('[') && line.ends_with(']'))
            && is_head(line)
    };
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at, line))
    });
    let sections = lines.filter(move |(_, line)| is_line(line.trim()));
    bracketed.chain(sections.map(|(end, _)| (end, &text[end..])))
}

/// What stands before an opening bracket, without the name of the call that makes a map of what it is given.
fn named_call(before: &str) -> &str {
    let before = before.trim_end();
    before.strip_suffix("dict").unwrap_or(before).trim_end()
}

/// Whether the head of a block has a word that says whose it is.
pub(super) fn names_somebody(head: &str) -> bool {
    let words = head.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| word.len() > 2);
    words.any(|word| {
        !is_anyones(word) && !NOBODYS.iter().any(|known| known.eq_ignore_ascii_case(word))
    })
}

/// Whether a block that the value at `span` stands in names the vendor.
pub(super) fn is_of_vendor(text: &str, span: Span) -> bool {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let before = &text[from..span.start];
    heads(before)
        .iter()
        .any(|head| vendor::names_in_short(&before.as_bytes()[head.start..head.end]))
}

/// What the nearest block of the value at `span` is called, in small letters.
pub(super) fn nearest_name(text: &str, span: Span) -> Option<String> {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let before = &text[from..span.start];
    let head = heads(before).first().copied()?;
    let head = before[head.start..head.end].trim();
    let is_sign = |c: char| !c.is_ascii_alphanumeric();
    let name = head.trim_matches(is_sign).rsplit(is_sign).next()?;
    Some(name.to_ascii_lowercase())
}

/// Whether the vendor has a block of its own near the value at `span`.
pub(super) fn has_vendors_block(text: &str, span: Span) -> bool {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let to = text.floor_char_boundary((span.end + REACH).min(text.len()));
    vendors_blocks(&text[from..to]).next().is_some()
}

/// Whether the nearest block of the value at `span` is a client's: `client:`, `"oauthClient": {`.
pub(super) fn is_client(text: &str, span: Span) -> bool {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let before = &text[from..span.start];
    // Services have credentials too: there a value has to tell by its shape.
    let owners: &[&str] =
        if span.len() < TELLING { &["client"] } else { &["client", "credentials"] };
    let is_clients =
        |head: Span| owners.iter().any(|owner| ends_in(&before[head.start..head.end], owner));
    heads(before).first().copied().is_some_and(is_clients)
}

/// Whether the name of a block ends in a word, in letters of any case.
fn ends_in(head: &str, word: &str) -> bool {
    let name = head.trim_end_matches([':', '=', ' ', '"', '\'', ']']).as_bytes();
    name.len() >= word.len()
        && name[name.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

/// The heads of the blocks that are open at the end of a text, the nearest first.
fn heads(before: &str) -> Vec<Span> {
    // Each kind of head has one of these.
    if memchr::memchr3(b'{', b':', b'[', before.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut heads = bracketed(before);
    heads.extend(indented(before));
    heads.extend(section(before));
    heads.sort_by_key(|head| std::cmp::Reverse(head.start));
    heads
}

/// Heads of blocks in brackets: what a name is given, and blocks with labels.
fn bracketed(before: &str) -> Vec<Span> {
    let bytes = before.as_bytes();
    let mut heads = Vec::new();
    let mut closed = 0_usize;
    for (at, byte) in bytes.iter().enumerate().rev() {
        match byte {
            b'}' | b']' | b')' => closed += 1,
            b'{' | b'[' | b'(' if closed > 0 => closed -= 1,
            // Arrays of PHP have keys too, and so have calls of Python that make a map.
            b'{' | b'[' | b'('
                if *byte == b'{'
                    || *byte == b'[' && before[..at].trim_end().ends_with("=>")
                    || *byte == b'(' && before[..at].ends_with("= dict") =>
            {
                let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
                // Several blocks may open in one line.
                let opened = memchr::memrchr3(b'{', b'[', b',', &bytes[line..at]);
                let start = opened.map_or(line, |other| line + other + 1);
                let end = start + named_call(&before[start..at]).len();
                heads.extend(is_head(&before[start..end]).then_some(Span { start, end }));
            }
            _ => {}
        }
    }
    heads
}

/// Whether a text before a bracket gives its block a name, and calls nothing.
fn is_head(text: &str) -> bool {
    let text = text.trim_end();
    let is_given = text.ends_with([':', '=']) || text.ends_with("=>");
    let is_labelled = text.ends_with('"') && text.contains(' ');
    (is_given || is_labelled || is_enum(text)) && !text.contains(['(', ';'])
}

/// Whether a block that starts here has constants in it: `export enum Client`.
fn is_enum(text: &str) -> bool {
    text.split_whitespace().rev().nth(1) == Some("enum")
}

/// Heads of blocks by their indentation, as in YAML; what a step of a pipeline uses is the head of what it is given.
fn indented(before: &str) -> Vec<Span> {
    let mut heads = Vec::new();
    let mut end = before.len();
    let mut indent = None;
    let mut is_input = false;
    loop {
        let start = before[..end].rfind('\n').map_or(0, |end| end + 1);
        let line = before[start..end].trim_end();
        let text = line.trim_start_matches([' ', '-']);
        let own = line.len() - text.len();
        match indent {
            _ if text.is_empty() || text.starts_with('#') => {}
            None => indent = Some(own),
            Some(least) if own < least && (is_key(text) || is_input) => {
                heads.push(Span { start, end: start + line.len() });
                is_input = text == "with:";
                indent = Some(own);
            }
            Some(least) if is_input && own <= least && text.starts_with("uses:") => {
                heads.push(Span { start, end: start + line.len() });
                is_input = false;
            }
            Some(_) => {}
        }
        if start == 0 {
            return heads;
        }
        end = start - 1;
    }
}

/// Whether a line is a key alone, and no statement of a program.
fn is_key(line: &str) -> bool {
    line.strip_suffix(':').is_some_and(|key| !key.contains([' ', '(']) || key.ends_with('"'))
}

/// The head of a section, as in INI and TOML.
fn section(before: &str) -> Option<Span> {
    let bytes = before.as_bytes();
    let starts_line = |at: &usize| at.checked_sub(1).is_none_or(|at| bytes[at] == b'\n');
    let start = memchr::memrchr_iter(b'[', bytes).find(starts_line)?;
    let length = before[start..].find(['\n', '\r'])?;
    let head = before[start..start + length].trim_end();
    head.ends_with(']').then_some(Span { start, end: start + head.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str) -> bool {
        let start = text.find('§').expect("the sign marks the value");
        is_of_other(text, Span { start, end: start + '§'.len_utf8() }, KeyClass::ClientId)
    }

    #[test]
    fn blocks_of_settings_say_whose_a_client_is() {
        for text in [
            "auth0:\n  domain: x\n  clientId: §",
            "{\"AzureAd\": {\"Instance\": \"x\", \"ClientId\": \"§\"}}",
            "[xero]\nname = x\nclient_id = §",
            "provider \"azurerm\" {\n  features {}\n  client_id = \"§\"\n",
            "- uses: azure/login@v2\n  with:\n    client-id: §",
            "steps:\n  - name: x\n    uses: azure/login@v2\n    with:\n      client-id: §",
            "registration:\n  azure:\n    client-id: §",
            "const msalConfig = { auth: { clientId: \"§\" } }",
            "const config = { auth: { clientId: \"§\", authority: \"https://login.microsoftonline.com/x\" } }",
            "oidc:\n  tenant_id: x\n  client_id: §",
            "data \"azuread_application\" \"banqup\" {\n  client_id = \"§\"\n",
            "parameters:\n    clientID: §\n    keyvaultName: kv\n    objects: banqup-client-secret",
            "{\"sso\": {\"provider\": \"google\", \"clientId\": \"§\"}}",
            "oidc:\n  issuer: https://login.acme.example\n  clientId: §",
            "keycloak:\n  realm: acme\n  credentials:\n    secret: §",
        ] {
            assert!(is(text), "{text}");
        }
    }

    #[test]
    fn a_named_block_beside_the_vendors_is_somebody_elses() {
        let is = |text: &str| {
            let start = text.find('§').expect("the sign marks the value");
            is_beside_vendor(text, Span { start, end: start + '§'.len_utf8() }, KeyClass::Secret)
        };
        for text in [
            "banqup:\n  url: x\nerp:\n  auth:\n    password: §",
            "{\"banqup\": {\"url\": 1},\n \"mailer\": {\"password\": \"§\"}}",
            "[banqup]\nurl = x\n[reports]\nsecret = §",
            "return [\n  'banqup' => [\n    'url' => 1,\n  ],\n  'store' => ['password' => '§'],\n];",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "banqup:\n  url: x\nproduction:\n  secret: §",
            "erp:\n  banqup:\n    secret: §",
            "erp:\n  secret: §\n# Banqup\n",
            "# banqup: x\nerp:\n  secret: §",
            "banqup_url: x\nerp:\n  secret: §",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn other_blocks_do_not() {
        for text in [
            "auth0:\n  domain: x\nclientId: §",
            "{\"AzureAd\": {\"x\": 1}, \"ClientId\": \"§\"}",
            "[xero]\nname = x\n[banqup]\nclient_id = §",
            "azure:\n  keyvault:\n    banqup:\n      client_id: §",
            "class AzureStore {\n  clientId = \"§\"",
            "class Azure:\n    client_id = \"§\"",
            "function googleLogin() {\n  const client_id = \"§\"",
            "tenant_id = x\nclient_id = §",
            "banqup:\n  tenant_id: x\n  client_id: §",
            "data \"azurerm_key_vault_secret\" \"banqup\" {\n  client_id = \"§\"\n",
            "sso:\n  provider: banqup\n  client_id: §",
            "keycloak:\n  realm: upg-dev-portal\n  resource: §",
            "production:\n  client_id: §",
            "oidc:\n  issuer: https://iam.unifiedpost.com/auth\n  client_id: §",
            "uses: azure/login@v2\nclient_id: §",
            "§",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
