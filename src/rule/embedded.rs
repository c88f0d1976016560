//! The packs that are part of the program.
//!
//! Contract: a run reads the rules and not their examples, which are most of the text: a list of examples begins with
//! `examples.` at the start of a line, and ends in that line or in one that is a bracket alone.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Example, pack};

/// Name and text of each pack, in the order in which rules are listed.
pub(super) const PACKS: &[(&str, &str)] = &[
    ("rules/credentials.toml", include_str!("../../rules/credentials.toml")),
    ("rules/tokens.toml", include_str!("../../rules/tokens.toml")),
    ("rules/transport.toml", include_str!("../../rules/transport.toml")),
    ("rules/exposure.toml", include_str!("../../rules/exposure.toml")),
    ("rules/handling.toml", include_str!("../../rules/handling.toml")),
    ("rules/client.toml", include_str!("../../rules/client.toml")),
    ("rules/logging.toml", include_str!("../../rules/logging.toml")),
    ("rules/exceptions.toml", include_str!("../../rules/exceptions.toml")),
];

/// The examples of the rule with this id, all read when the first are asked for.
pub(super) fn examples(id: &str) -> &'static [Example] {
    static EXAMPLES: LazyLock<FxHashMap<String, Vec<Example>>> = LazyLock::new(|| {
        let rules = pack::parse_all(PACKS, 0).expect("a test parses the embedded packs");
        let rules = rules.into_iter().flatten();
        rules.map(|rule| (rule.info.id.clone(), rule.examples.unwrap_or_default())).collect()
    });
    EXAMPLES.get(id).map_or(&[], Vec::as_slice)
}

/// The text of a pack of the program's without the examples.
pub(super) fn without_examples(text: &str) -> String {
    let mut kept = String::with_capacity(text.len() / 2);
    let mut is_list = false;
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with("examples.");
        if !is_list && !begins {
            kept.push_str(line);
        }
        is_list =
            if begins { line.trim_end().ends_with('[') } else { is_list && line.trim_end() != "]" };
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleSet;

    #[test]
    fn a_run_reads_all_but_the_examples() {
        let whole = RuleSet::with_packs(PACKS.iter().copied()).expect("the packs are whole");
        let lean = RuleSet::embedded();
        assert_eq!(whole.rules().len(), lean.rules().len());
        for (whole, lean) in whole.rules().iter().zip(lean.rules()) {
            assert_eq!(whole.examples(), lean.examples());
            assert!(!whole.examples().is_empty(), "{}", whole.info.id);
            let told = |rule: &crate::rule::Rule| {
                let forms = rule.forms.iter().map(|form| {
                    let pattern = form.pattern.as_str().to_owned();
                    (form.filter, pattern, form.validators.clone(), form.evidence.clone())
                });
                let forms: Vec<_> = forms.collect();
                format!("{:?} {:?} {:?} {:?} {forms:?}", rule.info, rule.why, rule.value, rule.good)
            };
            assert_eq!(told(whole), told(lean));
        }
        for (name, text) in PACKS {
            let lean = without_examples(text);
            assert!(!lean.contains("\nexamples.") && lean.len() * 2 < text.len() + 8192, "{name}");
        }
    }
}
