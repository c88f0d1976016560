//! What begins like a token and is none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::secrets::{FUTURE, Secrets};

/// A token of the vendor that is damaged in the way `how` says, so that it is none.
pub(crate) fn broken(secrets: &mut Secrets, host: &str, how: &str) -> String {
    let token = secrets.btx_token(host, FUTURE);
    let parts: Vec<&str> = token.split('.').collect();
    let prose = URL_SAFE_NO_PAD.encode(secrets.prose(6));
    match how {
        "header" => parts[0].to_owned(),
        "unsigned" => format!("{}.{}", parts[0], parts[1]),
        "half" => token[..token.len() / 2].to_owned(),
        "signature" => token[..token.len() - 20].to_owned(),
        "payload" => format!("{}.{prose}.{}", parts[0], parts[2]),
        "noheader" => format!("{prose}.{}.{}", parts[1], parts[2]),
        "dots" => format!("{}..{}", parts[0], parts[2]),
        "masked" => format!("{}.{}…{}", parts[0], &parts[1][..20], &parts[2][60..]),
        other => panic!("no such damage: {other}"),
    }
}

/// A text that begins like a token and is of another kind.
pub(crate) fn relative(secrets: &mut Secrets, kind: &str) -> String {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    match kind {
        "cursor" => part(json!({"after": secrets.uuid(), "vendor": "banqup", "page": 3})),
        "session" => {
            let session = part(json!({"user_id": 7, "csrf": secrets.hex(40)}));
            format!("{session}.{}.{}", secrets.alphanumeric(6), secrets.alphanumeric(27))
        }
        "jwe" => {
            let header = part(json!({"alg": "RSA-OAEP", "enc": "A256GCM", "typ": "JWT"}));
            let mut random = |length| URL_SAFE_NO_PAD.encode(secrets.bytes(length));
            format!("{header}.{}.{}.{}.{}", random(256), random(12), random(400), random(16))
        }
        "members" => {
            let header = part(json!({"kty": "EC", "crv": "P-256"}));
            format!("{header}.{}.{}", part(json!({"vendor": "banqup"})), secrets.alphanumeric(86))
        }
        other => panic!("no such relative: {other}"),
    }
}
