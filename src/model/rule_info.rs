//! What a report says about the rule behind a finding.

use super::{Confidence, Severity};

/// The part of a rule that reports print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// The stable id, such as `client-secret`; suppressions and baselines of users hold it.
    pub id: String,
    /// One line: what the rule finds.
    pub summary: String,
    /// The default severity.
    pub severity: Severity,
    /// The default confidence.
    pub confidence: Confidence,
    /// The clause of the vendor's guidance that the rule enforces, in the vendor's words.
    pub guidance: String,
    /// What to do about a finding.
    pub help: String,
    /// Whether its value is a credential, so that there is a key to revoke.
    pub is_credential: bool,
}
