//! Covers secrets that the rules of a run do not look for: whoever asks for one rule must not be shown what another
//! would mask.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use super::inspect::{InspectOptions, Inspector};
use crate::model::Span;
use crate::rule::{RuleSet, ValueKind};

/// Looks with all rules of the program; made when something asks for it, which hardly any run does.
pub(super) static ALL: LazyLock<Inspector> = LazyLock::new(|| {
    let options = InspectOptions { now: 0, threads: NonZeroUsize::MIN };
    Inspector::new(Arc::new(RuleSet::embedded()), options)
});

/// Where something stands in `text` that has the shape of a secret and that `rules` may not know.
pub(super) fn places(rules: &RuleSet, text: &str) -> Vec<Span> {
    if rules.has_all_own() {
        return Vec::new();
    }
    let all = ALL.means();
    let is_secret = |rule: u16| all.rules.rules()[usize::from(rule)].value != ValueKind::Public;
    let candidates = all.matcher.candidates(text).into_iter();
    candidates.filter(|one| is_secret(one.rule)).map(|one| one.span).collect()
}
