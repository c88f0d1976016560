//! Covers secrets that the rules of a run do not look for: whoever asks for one rule must not be shown what another
//! would mask.

use std::sync::{Arc, OnceLock};

use crate::detect::Matcher;
use crate::model::Span;
use crate::rule::{RuleSet, ValueKind};

/// Knows the shapes of all secrets, whatever rules were asked for.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// Made when the first finding of a run is, since most contents have none.
    all: OnceLock<(Arc<RuleSet>, Matcher)>,
}

impl Guard {
    /// Where something stands in `text` that has the shape of a secret and that `rules` may not know.
    pub(super) fn places(&self, rules: &RuleSet, text: &str) -> Vec<Span> {
        if rules.has_all_own() {
            return Vec::new();
        }
        let (all, matcher) = self.all.get_or_init(|| {
            let all = Arc::new(RuleSet::embedded());
            (Arc::clone(&all), Matcher::new(all))
        });
        matcher
            .candidates(text)
            .into_iter()
            .filter(|one| all.rules()[usize::from(one.rule)].value != ValueKind::Public)
            .map(|one| one.span)
            .collect()
    }
}
