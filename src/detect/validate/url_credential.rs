//! A credential in the user part or the query of an address.

use super::random::is_random;
use crate::detect::{Vendor, jwt};
use crate::model::Span;
use crate::model::address::address;

/// Names of parameters that carry credentials.
const NAMES: [&str; 9] = [
    "client_secret", "secret", "access_token", "refresh_token", "token", "client_id", "api_key",
    "apikey", "password",
];

/// Passwords that documentation uses.
const PLACEHOLDERS: [&str; 8] =
    ["password", "passwd", "pass", "secret", "changeme", "token", "client_secret", "clientsecret"];

/// The shortest parameter that is a credential.
const SHORTEST: usize = 20;

/// The shortest password in a user part.
const SHORTEST_PASSWORD: usize = 6;

/// Where in the address at `span` of `text` a credential stands.
pub(super) fn find(text: &str, span: Span, vendor: &Vendor) -> Option<Span> {
    let whole = &text[span.start..span.end];
    let address = Some(address(whole)).filter(|address| !address.scheme.is_empty())?;
    let query = address.rest.split_once('?').map_or("", |(_, query)| query);
    // An address to which a browser is sent to log in holds the Client ID, and nothing that is secret.
    let is_login = query.split('&').any(|pair| pair.starts_with("response_type="));
    let part = user_credential(address.user).or_else(|| parameter(query, is_login, vendor))?;
    let start = span.start + whole.find(part)?;
    Some(Span { start, end: start + part.len() })
}

fn user_credential(user: &str) -> Option<&str> {
    let (name, password) = user.split_once(':')?;
    let is_plain =
        |text: &str| !text.contains(['$', '{', '<', '*', '(', '[', '…']) && !text.starts_with('%');
    let lower = password.to_ascii_lowercase();
    let real = password.len() >= SHORTEST_PASSWORD
        && is_plain(password)
        && is_plain(name)
        && !(is_in_capitals(name) && is_in_capitals(password) && password.contains('_'))
        && !PLACEHOLDERS.contains(&lower.as_str())
        && !lower.contains("your")
        && !lower.bytes().all(|byte| byte == lower.as_bytes()[0]);
    real.then_some(user)
}

/// Whether a text is written as documents write what is to be filled in: `API_KEY`.
fn is_in_capitals(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

fn parameter<'q>(query: &'q str, is_login: bool, vendor: &Vendor) -> Option<&'q str> {
    query
        .split(['&', ';'])
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| NAMES.contains(&name.to_ascii_lowercase().as_str()))
        .filter(|(name, _)| !is_login || !name.eq_ignore_ascii_case("client_id"))
        .map(|(_, value)| value.split('#').next().unwrap_or(value))
        .find(|value| is_credential(value, vendor))
}

fn is_credential(value: &str, vendor: &Vendor) -> bool {
    let is_drawn =
        value.bytes().all(|byte| byte.is_ascii_alphanumeric()) && is_random(value.as_bytes());
    let is_uuid =
        value.len() == 36 && super::uuid::is_random(value) && value.matches('-').count() == 4;
    value.len() >= SHORTEST && (is_drawn || is_uuid || jwt::parse(value, vendor).is_some())
}
