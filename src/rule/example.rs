//! Examples that each rule carries, without a secret in them: templates that are filled from a seed when they run.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::model::{Circumstances, covered_values};

/// A text and what the rule must do on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The text, with `{{…}}` where a value goes.
    pub template: String,
    /// The path of the file that holds it; `None` for a text without one.
    pub path: Option<String>,
    /// How that file stands towards git and its machine.
    pub circumstances: Circumstances,
    /// What the rule must do.
    pub expectation: Expectation,
}

/// What a rule must do on an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expectation {
    /// Report something.
    Match,
    /// Report nothing.
    Silent,
}

/// Makes a value from a seed.
type Maker = fn(u64) -> String;

/// A value that a template can name.
struct Placeholder {
    name: &'static str,
    /// What a person reads in its place.
    meaning: &'static str,
    make: Maker,
}

const fn value(name: &'static str, meaning: &'static str, make: Maker) -> Placeholder {
    Placeholder { name, meaning, make }
}

/// The values a template can name. A letter after the name, as in `{{id48b}}`, asks for another value of that kind.
const PLACEHOLDERS: &[Placeholder] = &[
    value("id48", "a Client ID", |seed| alphanumeric(seed, 48)),
    value("secret64", "a Client Secret", |seed| alphanumeric(seed, 64)),
    value("id48-signs", "a Client ID with `_` and `-` in it", |seed| {
        with_signs(&alphanumeric(seed, 48))
    }),
    value("secret64-signs", "a Client Secret with `_` and `-` in it", |seed| {
        with_signs(&alphanumeric(seed, 64))
    }),
    value("secret32", "32 letters and digits", |seed| alphanumeric(seed, 32)),
    value("token28", "28 letters and digits", |seed| alphanumeric(seed, 28)),
    value("run66", "66 letters and digits", |seed| alphanumeric(seed, 66)),
    value("half32", "half a Client Secret", |seed| alphanumeric(seed, 32)),
    value("uuid", "a UUID", uuid),
    value("hex64", "64 hexadecimal digits", |seed| hex(seed, 64)),
    value("hex128", "128 hexadecimal digits", |seed| hex(seed, 128)),
    value("basic", "a Client ID and Client Secret in base64", |seed| {
        STANDARD.encode(format!("{}:{}", alphanumeric(seed, 48), alphanumeric(seed + 1, 64)))
    }),
    value("secret64-base64", "a Client Secret in base64", |seed| {
        STANDARD.encode(alphanumeric(seed, 64))
    }),
    value("id48-base64", "a Client ID in base64", |seed| STANDARD.encode(alphanumeric(seed, 48))),
    value("jwt", "an access token", |seed| {
        jwt(seed, "https://api.uat.btx.eu.banqup.com/oauth2/client_credential", "JWT")
    }),
    value("jwt-v4", "an access token of the v4 API", |seed| {
        jwt(seed, "https://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal", "Bearer")
    }),
    value("jwt-v4-refresh", "a refresh token of the v4 API", |seed| {
        jwt(seed, "https://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal", "Refresh")
    }),
    value("jwt-foreign", "a token of another issuer", |seed| {
        jwt(seed, "https://id.example.net/", "JWT")
    }),
];

/// The value with signs in the place of some of its characters.
fn with_signs(value: &str) -> String {
    let sign = |(at, c)| match at % 20 {
        7 => '_',
        17 => '-',
        _ => c,
    };
    value.chars().enumerate().map(sign).collect()
}

/// The text of `template` for people: what stands for a value says which, and a value that somebody pasted is covered.
pub fn describe(template: &str) -> String {
    fill(&covered_values(template), |name| {
        placeholder(name).map(|(known, _)| format!("<{}>", known.meaning))
    })
}

/// The text of `template` with every placeholder filled from `seed`: the same text for the same seed.
pub fn expand(template: &str, seed: u64) -> String {
    fill(template, |name| value_of(name, seed))
}

/// The text of `template` with what `of` gives for a name; other names stay.
fn fill(template: &str, of: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some((before, name, after)) = next_placeholder(rest) {
        text.push_str(before);
        match of(name) {
            Some(value) => text.push_str(&value),
            None => text.extend(["{{", name, "}}"]),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The names of all values that a template can name.
pub(super) fn placeholders() -> impl Iterator<Item = &'static str> {
    PLACEHOLDERS.iter().map(|known| known.name)
}

/// A name in `template` that looks like a placeholder of ours and is none.
pub(super) fn unknown_placeholder(template: &str) -> Option<&str> {
    let mut rest = template;
    while let Some((_, name, after)) = next_placeholder(rest) {
        let is_ours = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_ours && !name.is_empty() && placeholder(name).is_none() {
            return Some(name);
        }
        rest = after;
    }
    None
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

fn value_of(name: &str, seed: u64) -> Option<String> {
    let (known, other) = placeholder(name)?;
    let seed = seed.wrapping_mul(1009);
    Some((known.make)(seed.wrapping_add(other * 31).wrapping_add(known.name.len() as u64)))
}

/// The placeholder of that name, and which of its values is meant.
fn placeholder(name: &str) -> Option<(&'static Placeholder, u64)> {
    PLACEHOLDERS.iter().find_map(|known| match name.strip_prefix(known.name)?.as_bytes() {
        [] => Some((known, 0)),
        [letter @ b'b'..=b'z'] => Some((known, u64::from(*letter))),
        _ => None,
    })
}

/// Bytes that follow from the seed alone.
fn stream(seed: u64) -> impl Iterator<Item = u8> {
    (0u64..).flat_map(move |block| {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        hash.update(block.to_le_bytes());
        <[u8; 32]>::from(hash.finalize())
    })
}

fn alphanumeric(seed: u64, length: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let fair = stream(seed).filter(|&byte| byte < 248);
    fair.take(length).map(|byte| char::from(ALPHABET[usize::from(byte % 62)])).collect()
}

fn hex(seed: u64, length: usize) -> String {
    stream(seed).take(length.div_ceil(2)).map(|byte| format!("{byte:02x}")).collect()
}

fn uuid(seed: u64) -> String {
    let digits = hex(seed, 32);
    let (a, b, c, d, e) =
        (&digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..]);
    format!("{a}-{b}-4{c}-a{d}-{e}")
}

fn jwt(seed: u64, issuer: &str, kind: &str) -> String {
    let header = format!(r#"{{"alg":"ES256","kid":"{}","typ":"JWT"}}"#, alphanumeric(seed, 32));
    let payload = format!(
        r#"{{"iss":"{issuer}","sub":"{}","typ":"{kind}","iat":1700000000,"exp":1700003600,"jti":"{}"}}"#,
        uuid(seed + 1),
        uuid(seed + 2),
    );
    let signature: Vec<u8> = stream(seed + 3).take(64).collect();
    let parts = [header.as_bytes(), payload.as_bytes(), signature.as_slice()];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_the_text() {
        let template = "id = {{id48}}, other = {{id48b}}, kept = {{ value }}";
        let text = expand(template, 7);
        assert_eq!(text, expand(template, 7));
        assert_ne!(text, expand(template, 8));
        assert_eq!(text.len(), "id = , other = , kept = {{ value }}".len() + 96);
        assert!(text.ends_with("{{ value }}"));
    }

    #[test]
    fn a_misspelled_placeholder_is_named() {
        assert_eq!(unknown_placeholder("a {{id48}} b {{id49}}"), Some("id49"));
        assert_eq!(unknown_placeholder("{{ .Values.secret }} {{SECRET}}"), None);
    }
}
