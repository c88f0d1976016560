//! Runs the examples that rules carry.

use std::num::NonZeroUsize;
use std::sync::Arc;

use super::inspect::{InspectOptions, Inspector};
use crate::model::{Origin, RepoPath, Secret};
use crate::rule::{Example, Expectation, RuleSet, expand};

/// Seeds that each example is tried with.
const SEEDS: u64 = 3;

/// An example on which a rule did not do what it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule.
    pub rule: String,
    /// The example, not filled in.
    pub example: Example,
    /// The seed that was used.
    pub seed: u64,
}

/// Runs every example of every rule, and returns the failures in the order of the rules.
pub fn run_examples(rules: &Arc<RuleSet>) -> Vec<ExampleFailure> {
    let inspector =
        Inspector::new(Arc::clone(rules), InspectOptions { now: 0, threads: NonZeroUsize::MIN });
    let mut failures = Vec::new();
    for (index, rule) in rules.iter() {
        for example in rule.examples().iter().chain(&rule.good) {
            for seed in 0..SEEDS {
                let text = Secret::new(expand(&example.template, seed));
                let origin = example
                    .path
                    .as_deref()
                    .map_or(Origin::Stdin, |path| Origin::File { path: RepoPath::from(path) });
                let content = text.expose().as_bytes();
                let inspection =
                    inspector.inspect_file(&origin, content, &|| example.circumstances);
                let fired = inspection
                    .detections
                    .iter()
                    .any(|detection| detection.rule == index && !detection.needs_project);
                if fired != (example.expectation == Expectation::Match) {
                    let rule = rule.info.id.clone();
                    failures.push(ExampleFailure { rule, example: example.clone(), seed });
                }
            }
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_does_what_its_examples_say() {
        let failures: Vec<String> = run_examples(&Arc::new(RuleSet::embedded()))
            .into_iter()
            .map(|failure| {
                format!("{}: {:?} (seed {})", failure.rule, failure.example, failure.seed)
            })
            .collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}
