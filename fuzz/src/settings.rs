//! What a team writes, and what git says to hooks.

use std::path::Path;

use banqlint::config::Config;
use banqlint::model::RepoPath;
use banqlint::rule::RuleSet;
use banqlint::suppress::{Baseline, allows};

/// A pack of rules.
pub fn rules(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match RuleSet::embedded_and([("pack.toml", &*text)]) {
        Ok(rules) => assert!(rules.rules().iter().all(|rule| !rule.info.id.is_empty())),
        Err(faults) => {
            assert!(!faults.is_empty());
            faults.iter().for_each(|fault| assert!(!fault.to_string().is_empty()));
        }
    }
}

/// A configuration; its faults can be drawn.
pub fn config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // No pack stands in that folder, so that nothing is read but the text.
    let path = Path::new("/nowhere/.banqlint.toml");
    if let Err(error) = Config::parse(path, &text, &RepoPath::default()) {
        assert!(!error.to_string().is_empty());
    }
}

/// A baseline, which is written as it was read; and comments that allow a finding.
pub fn baseline(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Baseline::parse(&text) {
        Ok(baseline) => {
            let again = Baseline::parse(&baseline.to_text()).expect("what was written is read");
            assert_eq!(again, baseline);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for allow in allows(&text) {
        assert!(text.get(allow.span.start..allow.span.end).is_some());
        // What names no rule is understood no further.
        assert!(!allow.rules.is_empty() || allow.reason.is_none() && !allow.next_line);
    }
}

/// What git says to its hooks.
pub fn hook(data: &[u8]) {
    banqlint::cli::fuzz::hook_input(data);
}
