//! Covers secrets that the rules of a run do not look for: whoever asks for one rule must not be shown what another
//! would mask, whole or in pieces.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use super::content::{Content, Means};
use super::inspect::{InspectOptions, Inspector};
use crate::model::Span;
use crate::rule::{RuleSet, ValueKind};

/// Looks with all rules of the program; made when something asks for it, which hardly any run does.
pub(super) static ALL: LazyLock<Inspector> = LazyLock::new(|| {
    let options = InspectOptions { now: 0, threads: NonZeroUsize::MIN };
    Inspector::new(Arc::new(RuleSet::embedded()), options)
});

/// Where something stands in `text` that has the shape of a secret and that the rules of `means` may not know, as it is
/// written or once encodings are undone.
pub(super) fn places(means: Means<'_>, text: &str) -> Vec<Span> {
    if means.rules.has_all_own() {
        return Vec::new();
    }
    let all = ALL.means();
    let all = Means { rules: all.rules, matcher: all.matcher, ..means };
    let is_secret = |rule: u16| all.rules.rules()[usize::from(rule)].value != ValueKind::Public;
    let written = all.matcher.candidates(text).into_iter();
    let written = written.filter(|one| is_secret(one.rule)).map(|one| one.span);
    // What stands in pieces is told by all of its stages.
    let content = Content::read(all, text.as_bytes());
    let mut places: Vec<Span> = written.collect();
    places.extend(content.secret_places());
    places
}
