//! The words and tables that stand in a rule pack.

use serde::Deserialize;

/// A text alone, or a file.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "an example is a text, or a table with `path`, `text` and perhaps `git` and `mode`"
)]
pub(super) enum RawExample {
    Text(String),
    File(RawFile),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub(super) path: String,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) git: RawTracking,
    #[serde(default)]
    pub(super) mode: Option<u32>,
}

/// How git regards the file of an example.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawTracking {
    #[default]
    None,
    Tracked,
    Unignored,
    Ignored,
}

/// What the value of a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A credential of an app of the vendor's: those that stand together are one incident.
    AppCredential,
    /// Another secret.
    Secret,
    /// Nothing that must be masked.
    Public,
}

/// How a form's candidates are found before its pattern is tried: each is one pass over the text, whatever the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    /// A longest run of letters and digits.
    Alphanumeric,
    /// A longest run of letters, digits, `_` and `-` that holds one of the two.
    Key,
    /// Thirty-two hexadecimal digits grouped by hyphens as 8-4-4-4-12.
    Uuid,
    /// Three base64url parts joined by dots, of which the first two spell JSON objects.
    Jwt,
    /// What follows the scheme `Basic` in an authorization header.
    Basic,
    /// An address below one of the vendor's hosts, or a setting that joins with one.
    Url,
}

impl Filter {
    /// Whether the first filter lets all places of this kind through, whatever a rule wants of them: it looks for
    /// tokens and for the vendor's hosts as such. Of the other kinds, it lets through what the program's own rules
    /// want.
    pub(super) fn is_known_at_first_sight(self) -> bool {
        match self {
            Self::Jwt | Self::Url => true,
            Self::Alphanumeric | Self::Key | Self::Uuid | Self::Basic => false,
        }
    }
}

/// A test of a candidate's value, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validator {
    /// Drawn at random from letters of both cases and digits, `_` and `-` aside: no words, digests, sequences or
    /// repetition.
    Random,
    /// Not the base64 of a text.
    NotEncodedText,
    /// Hexadecimal digits of a random UUID, neither blank nor sequential.
    RandomUuid,
    /// Not a part of a longer token, path of digests, data URL or certificate.
    Alone,
    /// No reference to a place where the value is kept.
    NotReference,
    /// A token that one of the vendor's issuers signed.
    VendorIssuer,
    /// A token that someone else signed.
    ForeignIssuer,
    /// A token that asks for new tokens.
    RefreshToken,
    /// A token that is no refresh token.
    NotRefreshToken,
    /// Base64 of an id, a colon and a secret.
    BasicPair,
    /// An address that starts with `http:`.
    PlainHttp,
    /// An address whose user part or query holds a credential.
    HoldsCredential,
}
