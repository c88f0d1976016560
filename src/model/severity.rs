//! How bad a finding is, and how sure we are of it.

use serde::{Deserialize, Serialize};

/// How bad a violation is; `--fail-on` names the lowest that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth knowing; never fails a run by default.
    Note,
    /// A breach of the guidance that exposes nothing by itself.
    Warning,
    /// A credential is exposed, or would be.
    Error,
}

/// How sure a finding is; `--min-confidence` names the lowest that is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Confidence {
    /// The shape fits, the evidence is elsewhere in the project.
    Low,
    /// The shape fits and the same file speaks of Banqup.
    Medium,
    /// The key names the value, or the value names its issuer.
    High,
}

impl Severity {
    /// The lowercase word that reports and configuration use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Confidence {
    /// The lowercase word that reports and configuration use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
