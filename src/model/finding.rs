//! A violation of the guidance, ready to print: masked, placed and identified.

use std::sync::Arc;

use super::{
    Confidence, Fingerprint, IncidentId, Lifetime, Mend, Origin, Region, RuleInfo, Severity, Span,
    ValueId,
};

/// One violation. It holds masked text only, so that no renderer can leak a secret.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that fired.
    pub rule: Arc<RuleInfo>,
    /// The severity of this finding, which context can change from the rule's own.
    pub severity: Severity,
    /// The confidence of this finding.
    pub confidence: Confidence,
    /// What was found, in one line.
    pub message: String,
    /// Where the content came from.
    pub origin: Origin,
    /// The place in the decoded text of the content; `None` where there are no lines, as in a file's name.
    pub region: Option<Region>,
    /// The bytes of the content that hold the value in whatever encoding; `None` as for `region`.
    pub span: Option<Span>,
    /// The lines around the value, masked; `None` as for `region`.
    pub excerpt: Option<Excerpt>,
    /// When the value came and left; only for findings of the history.
    pub lifetime: Option<Lifetime>,
    /// The encodings that were undone to see the value, outermost first.
    pub decoded: Vec<Encoding>,
    /// The path inside the archive, `!/`-joined when archives are nested.
    pub archive_path: Option<String>,
    /// The value, masked.
    pub value: MaskedValue,
    /// The identity that suppressions and baselines hold.
    pub fingerprint: Fingerprint,
    /// Shared by the values of one app that stand together.
    pub incident: Option<IncidentId>,
    /// What a token says about itself.
    pub jwt: Option<JwtFacts>,
    /// The reason given by a comment that allows the finding.
    pub allowed: Option<String>,
    /// How it can be mended without a person's judgement.
    pub mend: Option<Mend>,
}

/// A value as reports may print it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MaskedValue {
    /// Up to four leading characters and the length, such as `AfkZ…(64)`.
    pub redacted: String,
    /// The identity of the value.
    pub id: ValueId,
}

/// One layer that was undone to see a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// UTF-32, little endian.
    Utf32Le,
    /// UTF-32, big endian.
    Utf32Be,
    /// Base64, standard or URL-safe.
    Base64,
    /// Pairs of hexadecimal digits.
    Hex,
    /// `%41`.
    Percent,
    /// `\n`, `\"`, `\u0041` and `\x41`.
    Escapes,
    /// `&quot;`, `&#65;`.
    HtmlEntities,
    /// `=3D`, and lines that a `=` at their end joins, as in mails.
    QuotedPrintable,
    /// A value split over literals or lines and joined again.
    Joined,
    /// Gzip.
    Gzip,
    /// A table of a SQLite database.
    Sqlite,
    /// The text of a PDF document.
    Pdf,
    /// A member of a zip, jar, apk or office file.
    Zip,
    /// A member of a tar file.
    Tar,
}

impl Encoding {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Utf32Le => "utf-32le",
            Self::Utf32Be => "utf-32be",
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Percent => "percent",
            Self::Escapes => "escapes",
            Self::HtmlEntities => "html-entities",
            Self::QuotedPrintable => "quoted-printable",
            Self::Joined => "joined",
            Self::Gzip => "gzip",
            Self::Sqlite => "sqlite",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }
}

/// The source lines that hold a value, masked and bounded in length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines in order, without line ends; bounded in number.
    pub lines: Vec<ExcerptLine>,
}

/// One line of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptLine {
    /// The number of the line in the content, from 1.
    pub number: usize,
    /// The masked text: each character of a value is `*` except the few that [`MaskedValue::redacted`] shows. Long
    /// lines are cut around the value, with `…` where text is left out.
    pub text: String,
    /// The bytes of `text` to mark.
    pub mark: Span,
}

/// What a JWT says about itself, read without a network and without the person it may name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JwtFacts {
    /// `iss`.
    pub issuer: Option<String>,
    /// The environment in the issuer's host, `production` where the host names none; `None` for a foreign issuer.
    pub environment: Option<String>,
    /// The region in the issuer's host.
    pub region: Option<String>,
    /// `sub`, where it is an App ID (a UUID).
    pub app_id: Option<String>,
    /// `alg` of the header.
    pub algorithm: Option<String>,
    /// `iat`, in seconds since the Unix epoch.
    pub issued: Option<i64>,
    /// `exp`, in seconds since the Unix epoch.
    pub expires: Option<i64>,
    /// Whether `exp` has passed.
    pub expired: Option<bool>,
    /// Whether the token was still good when it was committed; only for findings of the history.
    pub live_when_committed: Option<bool>,
    /// Whether the payload carries a person's name or address.
    pub names_person: bool,
}
