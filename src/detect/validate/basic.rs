//! What an HTTP Basic header must hold to be a Client ID and a Client Secret.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::random::is_random;
use super::uuid;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const ENGINES: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&STANDARD, LENIENT), GeneralPurpose::new(&URL_SAFE, LENIENT)];

/// Whether `value` is an id and a secret of either generation, plain or in base64.
pub(super) fn is_pair(value: &str) -> bool {
    let decoded = || {
        let bytes = ENGINES.iter().find_map(|engine| engine.decode(value).ok())?;
        String::from_utf8(bytes).ok()
    };
    let text = if value.contains(':') { Some(value.to_owned()) } else { decoded() };
    let pair = text.as_deref().and_then(|text| text.trim_end().split_once(':'));
    pair.is_some_and(|(id, secret)| {
        (is_drawn(id, 48) && is_drawn(secret, 64))
            || (is_uuid(id) && (is_uuid(secret) || is_drawn(secret, 32)))
    })
}

fn is_drawn(text: &str, length: usize) -> bool {
    text.len() == length
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && is_random(text.as_bytes())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && text.matches('-').count() == 4
        && uuid::is_random(text)
}
