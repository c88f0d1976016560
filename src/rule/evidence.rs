//! What must stand around a value before a rule reports it.

use serde::Deserialize;

use crate::model::{Confidence, Severity};

/// One way to be convinced: the first of a form's list that holds decides severity and confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    /// What the name beside the value must say; any but a token's, or no name at all, where this is absent.
    #[serde(default)]
    pub key: Option<KeyClass>,
    /// Where the vendor must be named.
    #[serde(default)]
    pub vendor: VendorNeed,
    /// The confidence of the finding; the rule's own where this is absent.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// The severity of the finding; the rule's own where this is absent.
    #[serde(default)]
    pub severity: Option<Severity>,
}

/// What the name beside a value says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyClass {
    /// `client_secret`, `ConsumerSecret` and the like.
    ClientSecret,
    /// `client_id`, `consumer-key` and the like.
    ClientId,
    /// `secret` or `password` alone.
    Secret,
    /// `id`, `user` or `key` alone.
    Id,
    /// `refresh_token`.
    RefreshToken,
    /// `access_token`, `Bearer`, `token`.
    AccessToken,
    /// `Authorization: Basic`.
    Basic,
    /// A name that says something else: `checksum`, `integrity`, `kid`.
    Foreign,
    /// A name that says nothing, or no name.
    Unknown,
}

/// Where the vendor must be named for a piece of evidence to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VendorNeed {
    /// Nowhere.
    #[default]
    None,
    /// In the name beside the value (`bq_secret`) or anywhere in the content.
    File,
    /// In some content of the project; such a finding waits until the whole project is read.
    Project,
}
