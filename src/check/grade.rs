//! Weighs what stands around a value.

use crate::model::{Confidence, RuleInfo, Severity};
use crate::rule::{Evidence, Form, KeyClass, VendorNeed};

/// What is known around a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// What the name beside it says.
    pub key: KeyClass,
    /// Whether that name, or the content, names the vendor.
    pub vendor: bool,
}

/// How a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grade {
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it counts only in a project that names the vendor.
    pub needs_project: bool,
}

/// The grade by the first piece of the form's evidence that holds; `None` if nothing convinces.
pub fn grade(rule: &RuleInfo, form: &Form, around: Surroundings) -> Option<Grade> {
    let evidence = form.evidence.iter().find(|evidence| holds(evidence, around))?;
    Some(Grade {
        severity: evidence.severity.unwrap_or(rule.severity),
        confidence: evidence.confidence.unwrap_or(rule.confidence),
        needs_project: evidence.vendor == VendorNeed::Project,
    })
}

fn holds(evidence: &Evidence, around: Surroundings) -> bool {
    let vendor = match evidence.vendor {
        VendorNeed::None | VendorNeed::Project => true,
        VendorNeed::File => around.vendor,
    };
    let key = match evidence.key {
        Some(key) => key == around.key,
        None => !matches!(around.key, KeyClass::AccessToken | KeyClass::RefreshToken),
    };
    vendor && key
}
