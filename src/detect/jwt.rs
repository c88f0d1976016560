//! Reads what a JWT says about itself, without a network and without asking whether its signature holds.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::Vendor;
use crate::model::JwtFacts;
use crate::model::address::address;

/// The lengths of whole signatures in base64url: of 32, 48 and 64 bytes (HMAC, and ECDSA over P-256), 96 and 132 (over
/// P-384 and P-521), and of RSA with 1,024 to 8,192 bits. Any other is cut off, or has other text glued to it.
const SIGNATURES: [usize; 10] = [43, 64, 86, 128, 171, 176, 342, 512, 683, 1366];

/// Claims of which a token has at least one.
const CLAIMS: [&str; 9] = ["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "azp", "scope"];

/// Claims that name a person.
const PERSON: [&str; 8] = [
    "name", "given_name", "family_name", "preferred_username", "email", "phone_number", "nickname",
    "upn",
];

/// Base64url with or without padding, whatever the unused bits hold.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A token that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Jwt {
    pub(super) facts: JwtFacts,
    /// Whether one of the vendor's issuers is named.
    pub(super) from_vendor: bool,
    /// Whether it is there to get new tokens.
    pub(super) is_refresh: bool,
}

/// The token in `text`; `None` for anything that only looks like one, or is cut off.
pub(super) fn parse(text: &str, vendor: &Vendor) -> Option<Jwt> {
    let (header, rest) = text.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    if !SIGNATURES.contains(&signature.len()) {
        return None;
    }
    let (header, payload) = (object(header)?, object(payload)?);
    let algorithm = string(&header, "alg")?;
    if !CLAIMS.iter().any(|claim| payload.contains_key(*claim)) {
        return None;
    }
    if is_sample(&payload) {
        return None;
    }
    let issuer = string(&payload, "iss");
    let host = issuer.as_deref().and_then(host_of).map(str::to_ascii_lowercase);
    let from_vendor = host.as_deref().is_some_and(|host| vendor.is_host(host));
    let place = host
        .filter(|_| from_vendor)
        .map(|host| place(&host, issuer.as_deref().unwrap_or_default()));
    let (environment, region) = place.unwrap_or_default();
    let kind = string(&payload, "typ").unwrap_or_default();
    let facts = JwtFacts {
        issuer,
        environment,
        region,
        app_id: string(&payload, "sub").filter(|subject| is_uuid(subject)),
        algorithm: Some(algorithm),
        issued: time(&payload, "iat"),
        expires: time(&payload, "exp"),
        expired: None,
        live_when_committed: None,
        names_person: PERSON.iter().any(|claim| payload.get(*claim).is_some_and(Value::is_string)),
    };
    let is_refresh = matches!(kind.to_ascii_lowercase().as_str(), "refresh" | "offline");
    Some(Jwt { facts, from_vendor, is_refresh })
}

/// Fills in whether the token has expired at `now`, in seconds since the Unix epoch.
pub fn expire(facts: &mut JwtFacts, now: i64) {
    facts.expired = facts.expires.map(|expires| expires <= now);
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = LENIENT.decode(part).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// Whether this is the person in the samples that jwt.io shows for each algorithm.
fn is_sample(payload: &Map<String, Value>) -> bool {
    let is = |key: &str, text: &str| payload.get(key).and_then(Value::as_str) == Some(text);
    is("sub", "1234567890") && is("name", "John Doe")
}

fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}

fn time(object: &Map<String, Value>, key: &str) -> Option<i64> {
    let value = object.get(key)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time with a fraction is cut to its second"
    )]
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

fn host_of(issuer: &str) -> Option<&str> {
    Some(address(issuer).host).filter(|host| !host.is_empty())
}

/// Environment and region that a vendor's host and realm name.
fn place(host: &str, issuer: &str) -> (Option<String>, Option<String>) {
    const ENVIRONMENTS: [&str; 6] = ["dev", "test", "uat", "cve", "sandbox", "staging"];
    const REGIONS: [&str; 2] = ["eu", "fr"];
    let labels: Vec<&str> = host.split('.').collect();
    let named = labels.iter().find(|label| ENVIRONMENTS.contains(label)).copied();
    let realm = issuer.split("/realms/").nth(1).unwrap_or_default();
    let of_realm = match realm {
        _ if realm.starts_with("test-") => Some("test"),
        _ if realm.starts_with("pp-") => Some("uat"),
        _ => None,
    };
    let environment = named.or(of_realm).unwrap_or("production").to_owned();
    let btx = labels.iter().position(|label| *label == "btx");
    let region = match btx.and_then(|at| labels.get(at + 1)) {
        Some(label) if *label != "banqup" => Some((*label).to_owned()),
        _ => labels.iter().find(|label| REGIONS.contains(label)).map(|label| (*label).to_owned()),
    };
    (Some(environment), region)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{VendorNames, expand};

    fn vendor() -> Vendor {
        Vendor::new(&VendorNames::default())
    }

    #[test]
    fn the_issuer_names_environment_and_region() {
        let jwt = parse(&expand("{{jwt}}", 1), &vendor()).expect("the example is a token");
        assert!(jwt.from_vendor && !jwt.is_refresh);
        assert_eq!(jwt.facts.environment.as_deref(), Some("uat"));
        assert_eq!(jwt.facts.region.as_deref(), Some("eu"));
        assert!(jwt.facts.app_id.is_some());
        let refresh =
            parse(&expand("{{jwt-v4-refresh}}", 1), &vendor()).expect("the example is a token");
        assert!(refresh.from_vendor && refresh.is_refresh);
    }

    #[test]
    fn hosts_decide_the_place() {
        let of = |issuer: &str| place(host_of(issuer).expect("a host"), issuer);
        assert_eq!(
            of("https://api.btx.fr.banqup.com/x"),
            (Some("production".into()), Some("fr".into()))
        );
        assert_eq!(
            of("https://iam.unifiedpost.com/auth/realms/test-upg-dev-portal"),
            (Some("test".into()), None)
        );
        assert_eq!(host_of("https://banqup.com@evil.example/"), Some("evil.example"));
    }

    #[test]
    fn a_cut_token_is_none() {
        let token = expand("{{jwt}}", 1);
        assert!(parse(&token[..token.len() - 50], &vendor()).is_none());
        assert!(parse(&token[1..], &vendor()).is_none());
    }
}
