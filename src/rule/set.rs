//! The rules of a run, in a fixed order.

use std::sync::Arc;

use regex::Regex;

use super::{Evidence, Example, Filter, RuleError, Validator, ValueKind, embedded, pack};
use crate::model::RuleInfo;

/// A rule, ready to run.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What reports print.
    pub info: Arc<RuleInfo>,
    /// What its value is.
    pub value: ValueKind,
    /// The shapes the value takes, each with its own evidence.
    pub forms: Vec<Form>,
    /// Texts on which the rule must fire or stay silent.
    pub examples: Vec<Example>,
}

/// One shape of a rule's value.
#[derive(Debug, Clone)]
pub struct Form {
    /// How candidates are found.
    pub filter: Filter,
    /// What a candidate must look like from its first character to its last; the group `value` is the value.
    pub pattern: Regex,
    /// What the value must pass.
    pub validators: Vec<Validator>,
    /// What must stand around it, the most convincing first.
    pub evidence: Vec<Evidence>,
}

/// All rules of a run. A rule's index is its place in [`RuleSet::rules`].
#[derive(Debug, Clone)]
pub struct RuleSet {
    rules: Vec<Rule>,
    packs: Vec<String>,
}

impl RuleSet {
    /// The rules that the program carries.
    pub fn embedded() -> Self {
        let rules = pack::parse_all(embedded::PACKS).expect("a test parses the embedded packs");
        Self { rules, packs: names(embedded::PACKS) }
    }

    /// The rules of these packs, each a name for messages and its TOML text, in this order.
    ///
    /// # Errors
    ///
    /// Every fault of every pack; an id that two rules share is one.
    pub fn with_packs<'a>(
        packs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<RuleError>> {
        let packs: Vec<(&str, &str)> = packs.into_iter().collect();
        Ok(Self { rules: pack::parse_all(&packs)?, packs: names(&packs) })
    }

    /// The rules in order; there are at least one and fewer than 65,536.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The names of the packs that the rules come from, in order.
    pub fn packs(&self) -> &[String] {
        &self.packs
    }

    /// The rule of that id, with its index.
    pub fn get(&self, id: &str) -> Option<(u16, &Rule)> {
        self.iter().find(|(_, rule)| rule.info.id == id)
    }

    /// The rules with their indices, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &Rule)> {
        (0..).zip(&self.rules)
    }

    /// Only the rules for which `keep` holds.
    #[must_use]
    pub fn filtered(mut self, keep: impl Fn(&RuleInfo) -> bool) -> Self {
        self.rules.retain(|rule| keep(&rule.info));
        self
    }
}

fn names(packs: &[(&str, &str)]) -> Vec<String> {
    packs.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_are_a_promise_to_users() {
        let ids: Vec<String> =
            RuleSet::embedded().rules().iter().map(|rule| rule.info.id.clone()).collect();
        assert_eq!(
            ids,
            [
                "client-id",
                "client-secret",
                "basic-credentials",
                "bearer-token",
                "refresh-token",
                "jwt",
                "plain-http",
                "credentials-in-url",
            ]
        );
    }
}
