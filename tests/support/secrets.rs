//! Synthetic values, made from a seed when a test runs: the shapes of `docs/detection.md`, and the harmless shapes near
//! them.
//!
//! Contract: the same seed gives the same values on every machine; nothing here is, or ever was, a live credential; no
//! value stands in the source, so that a scan of this repository is clean. Names and addresses are invented.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest, Sha256};

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const WORDS: &[&str] = &[
    "invoice", "ledger", "quarter", "supplier", "meadow", "copper", "lantern", "harbour", "window",
    "river", "garden", "paper", "bridge", "cloud", "morning", "winter", "orange", "silver",
    "quiet", "market", "engine", "tower", "valley", "button", "pocket", "travel", "letter",
    "candle",
];

/// A moment that has passed on every machine that runs these tests (2025-03-01), in Unix seconds.
pub(crate) const EXPIRED: i64 = 1_740_787_200;
/// A moment that no run of these tests will see (2095-01-01), in Unix seconds.
pub(crate) const FUTURE: i64 = 3_944_678_400;

/// A source of synthetic values: splitmix64, so that no dependency can change the corpus.
#[derive(Debug, Clone)]
pub(crate) struct Secrets {
    state: u64,
}

impl Secrets {
    /// The values of `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// An independent source for `name`, so that one more form does not change the values of the others.
    pub(crate) fn fork(&self, name: &str) -> Self {
        let mut state = self.state ^ 0xcbf2_9ce4_8422_2325;
        for byte in name.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// One of `choices`, which are not empty.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// `length` random bytes.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }

    /// `length` characters of `[A-Za-z0-9]`, with all three kinds from 16 characters on.
    pub(crate) fn alphanumeric(&mut self, length: usize) -> String {
        loop {
            let text: String =
                (0..length).map(|_| char::from(ALPHANUMERIC[self.below(62)])).collect();
            let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
            let mixed = has(u8::is_ascii_uppercase)
                && has(u8::is_ascii_lowercase)
                && has(u8::is_ascii_digit);
            if mixed || length < 16 {
                return text;
            }
        }
    }

    /// A Client ID of the current generation: 48 alphanumerics.
    pub(crate) fn id48(&mut self) -> String {
        self.alphanumeric(48)
    }

    /// A Client Secret of the current generation: 64 alphanumerics.
    pub(crate) fn secret64(&mut self) -> String {
        self.alphanumeric(64)
    }

    /// A Client Secret of the earlier generation, in its shape that is no UUID: 32 alphanumerics.
    pub(crate) fn alnum32(&mut self) -> String {
        self.alphanumeric(32)
    }

    /// The opaque token inside a JWT: 28 alphanumerics.
    pub(crate) fn access_token(&mut self) -> String {
        self.alphanumeric(28)
    }

    /// A header's `kid`: 32 alphanumerics.
    pub(crate) fn kid(&mut self) -> String {
        self.alphanumeric(32)
    }

    /// A random UUID (version 4), in lower case.
    pub(crate) fn uuid(&mut self) -> String {
        let mut bytes = self.bytes(16);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = hex_of(&bytes);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// `length` lowercase hexadecimal digits, with letters and digits among them.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        hex_of(&self.bytes(length.div_ceil(2)))[..length].to_owned()
    }

    /// The standard base64 of `length` random bytes.
    pub(crate) fn base64(&mut self, length: usize) -> String {
        STANDARD.encode(self.bytes(length))
    }

    /// `count` plain words with spaces between them.
    pub(crate) fn prose(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.pick(WORDS)).collect();
        words.join(" ")
    }

    /// An access token of the current generation, issued by `host`, that ends at `expires`.
    pub(crate) fn btx_token(&mut self, host: &str, expires: i64) -> String {
        let app_id = self.uuid();
        let header = json!({"alg": "ES256", "kid": self.kid(), "typ": "JWT"});
        let payload = json!({
            "access_token": self.access_token(),
            "app_name": format!("{} sync", self.pick(WORDS)),
            "sub": app_id,
            "aud": format!("https://{host}"),
            "iss": format!("https://{host}/oauth2/client_credential"),
            "exp": expires,
            "iat": expires - 3600,
            "jti": self.uuid(),
        });
        self.sign(&header, &payload, 64)
    }

    /// An access token of the earlier generation: of `realm` at the identity server `host`, for an invented person.
    pub(crate) fn realm_token(&mut self, host: &str, realm: &str, expires: i64) -> String {
        let name = self.pick(&["Mira Testperson", "Odo Sample", "Tilda Mustermann"]);
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": self.kid()});
        let payload = json!({
            "exp": expires,
            "iat": expires - 300,
            "jti": self.uuid(),
            "iss": format!("https://{host}/auth/realms/{realm}"),
            "aud": "account",
            "sub": self.uuid(),
            "typ": "Bearer",
            "azp": self.uuid(),
            "session_state": self.uuid(),
            "scope": "openid profile email",
            "name": name,
            "email": format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
        });
        self.sign(&header, &payload, 256)
    }

    /// A whole and valid-looking JWT of an issuer that is not the vendor.
    pub(crate) fn foreign_token(&mut self, expires: i64) -> String {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": self.kid()});
        let payload = json!({
            "iss": "https://login.example.com/",
            "sub": self.uuid(),
            "aud": "https://shop.example.com",
            "exp": expires,
            "iat": expires - 900,
            "jti": self.uuid(),
        });
        self.sign(&header, &payload, 256)
    }

    /// Header, payload and `signature` random bytes, in the compact form.
    pub(crate) fn sign(
        &mut self,
        header: &serde_json::Value,
        payload: &serde_json::Value,
        signature: usize,
    ) -> String {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        format!(
            "{}.{}.{}",
            part(header.to_string().as_bytes()),
            part(payload.to_string().as_bytes()),
            part(&self.bytes(signature)),
        )
    }
}

/// A line that every command reports: a setting with the Client Secret of 64 characters of `seed`.
pub(crate) fn leak(seed: u64) -> String {
    secret_line(&Secrets::new(seed).secret64())
}

/// A line that every command reports, and that does not name the vendor: its file gets none of the checks of files that do.
pub(crate) fn nameless_leak(seed: u64) -> String {
    format!("client_secret = \"{}\"\n", Secrets::new(seed).secret64())
}

/// A setting with a Client Secret.
pub(crate) fn secret_line(secret: &str) -> String {
    format!("BANQUP_CLIENT_SECRET={secret}\n")
}

/// The HS256 token that every JWT debugger shows, put together here so that it does not stand in the tree.
pub(crate) fn public_sample() -> String {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        part(br#"{"alg":"HS256","typ":"JWT"}"#),
        part(br#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#)
    );
    let mut key = [0; 64];
    key[..19].copy_from_slice(b"your-256-bit-secret");
    let keyed = |pad: u8, message: &[u8]| {
        Sha256::new().chain_update(key.map(|byte| byte ^ pad)).chain_update(message).finalize()
    };
    let signature = keyed(0x5c, &keyed(0x36, signed.as_bytes()));
    format!("{signed}.{}", part(&signature))
}

/// The lowercase hexadecimal digits of `bytes`.
pub(crate) fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The base64 of a Client ID and a Client Secret, as HTTP Basic sends them.
pub(crate) fn basic(id: &str, secret: &str) -> String {
    STANDARD.encode(format!("{id}:{secret}"))
}
