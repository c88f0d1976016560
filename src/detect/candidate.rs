//! What the matcher takes and gives.

use crate::model::{JwtFacts, Secret, Span};
use crate::rule::KeyClass;

/// A value of the right shape.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The rule's index.
    pub rule: u16,
    /// The index of the form in the rule.
    pub form: usize,
    /// The bytes of the text that hold the value.
    pub span: Span,
    /// The value.
    pub value: Secret,
    /// What is written around it.
    pub context: Context,
    /// What a token says about itself. Hardly any candidate is one.
    pub jwt: Option<Box<JwtFacts>>,
}

/// What the text around a value says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// What the name beside the value says.
    pub key: KeyClass,
    /// Whether that name names the vendor too, as `bq_secret` does.
    pub names_vendor: bool,
}

impl Context {
    /// Nothing is written beside the value that says anything.
    pub(super) const SILENT: Self = Self { key: KeyClass::Unknown, names_vendor: false };
}
