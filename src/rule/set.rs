//! The rules of a run, in a fixed order.

use std::sync::Arc;

use super::{
    Evidence, Example, Filter, KeyClass, Pattern, RuleError, Validator, ValueKind, embedded, pack,
};
use crate::model::{RuleInfo, Severity};

/// A rule, ready to run.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What reports print.
    pub info: Arc<RuleInfo>,
    /// What can go wrong where the guidance is not followed; a team's own pack may leave it out.
    pub why: Option<String>,
    /// What its value is.
    pub value: ValueKind,
    /// The shapes the value takes, each with its own evidence.
    pub forms: Vec<Form>,
    /// Texts on which the rule must fire or stay silent; `None` for a rule of the program, whose examples are read when
    /// somebody asks.
    pub(super) examples: Option<Vec<Example>>,
    /// A text that follows the guidance; the rule stays silent on it.
    pub good: Option<Example>,
}

/// One shape of a rule's value.
#[derive(Debug, Clone)]
pub struct Form {
    /// How candidates are found.
    pub filter: Filter,
    /// What a candidate must look like from its first character to its last; the group `value` is the value.
    pub pattern: Pattern,
    /// What the value must pass.
    pub validators: Vec<Validator>,
    /// What must stand around it, the most convincing first.
    pub evidence: Vec<Evidence>,
}

impl Rule {
    /// Texts on which the rule must fire or stay silent.
    pub fn examples(&self) -> &[Example] {
        match &self.examples {
            Some(examples) => examples,
            None => embedded::examples(&self.info.id),
        }
    }
}

/// All rules of a run. A rule's index is its place in [`RuleSet::rules`].
#[derive(Debug, Clone)]
pub struct RuleSet {
    rules: Vec<Rule>,
    packs: Vec<String>,
    /// The ids of all rules, also of those that were filtered out.
    ids: Vec<String>,
    vendor: VendorNames,
    /// Whether the packs of the program are among its packs.
    has_own: bool,
    /// Whether a rule comes from a pack that is no part of the program.
    has_foreign: bool,
    /// Whether such a rule looks at places that the first filter may pass over.
    looks_everywhere: bool,
}

/// What a team adds to the names by which the vendor is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VendorNames {
    /// Hosts of gateways and issuers that count as the vendor's, with everything below them.
    pub hosts: Vec<String>,
    /// Names of settings that hold a value of the vendor's, with what they hold.
    pub keys: Vec<(String, KeyClass)>,
}

impl RuleSet {
    /// The rules that the program carries.
    pub fn embedded() -> Self {
        Self::embedded_and([]).expect("a test parses the embedded packs")
    }

    /// The rules that the program carries, and after them those of these packs.
    ///
    /// # Errors
    ///
    /// As [`with_packs`](Self::with_packs).
    pub fn embedded_and<'a>(
        packs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<RuleError>> {
        let foreign: Vec<(&str, &str)> = packs.into_iter().collect();
        let packs = [embedded::PACKS, &foreign].concat();
        let by_pack = pack::parse_all(&packs, embedded::PACKS.len())?;
        let mut forms =
            by_pack[embedded::PACKS.len()..].iter().flatten().flat_map(|rule| &rule.forms);
        let looks_everywhere = forms.any(|form| !form.filter.is_known_at_first_sight());
        let has_foreign = !foreign.is_empty();
        Ok(Self { has_own: true, has_foreign, looks_everywhere, ..Self::of(by_pack, &packs) })
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
        let by_pack = pack::parse_all(&packs, 0)?;
        Ok(Self::of(by_pack, &packs))
    }

    fn of(by_pack: Vec<Vec<Rule>>, packs: &[(&str, &str)]) -> Self {
        let rules: Vec<Rule> = by_pack.into_iter().flatten().collect();
        Self {
            ids: rules.iter().map(|rule| rule.info.id.clone()).collect(),
            rules,
            packs: names(packs),
            vendor: VendorNames::default(),
            has_own: false,
            has_foreign: true,
            looks_everywhere: true,
        }
    }

    /// The same rules, with more names for the vendor.
    #[must_use]
    pub fn with_vendor_names(self, vendor: VendorNames) -> Self {
        Self { vendor, ..self }
    }

    /// The same rules, with another severity for the rule `id`, whatever stands around its values.
    #[must_use]
    pub fn with_severity(mut self, id: &str, severity: Severity) -> Self {
        for rule in self.rules.iter_mut().filter(|rule| rule.info.id == id) {
            rule.info = Arc::new(RuleInfo { severity, ..RuleInfo::clone(&rule.info) });
            let evidence = rule.forms.iter_mut().flat_map(|form| &mut form.evidence);
            evidence.for_each(|evidence| evidence.severity = None);
        }
        self
    }

    /// What was added to the names of the vendor.
    pub fn vendor_names(&self) -> &VendorNames {
        &self.vendor
    }

    /// Whether every rule that the program carries is in it, whatever others are.
    pub fn has_all_own(&self) -> bool {
        self.has_own && self.rules.len() == self.ids.len()
    }

    /// Whether a rule comes from a pack that is no part of the program: then a value may be of any form.
    pub fn has_foreign(&self) -> bool {
        self.has_foreign
    }

    /// Whether a rule of such a pack looks at places that the first filter does not know, so that no content can be
    /// passed over.
    pub fn looks_everywhere(&self) -> bool {
        self.looks_everywhere
    }

    /// Whether a rule has this id, one that was filtered out included.
    pub fn knows(&self, id: &str) -> bool {
        self.ids.iter().any(|known| known == id)
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
                "tls-verification-disabled",
                "container-image-exposure",
                "ci-exposure",
                "plain-kubernetes-secret",
                "tracked-credential-file",
                "unignored-credential-file",
                "loose-file-permissions",
                "client-side-exposure",
                "logged-credential",
                "unused-suppression",
            ]
        );
    }
}
