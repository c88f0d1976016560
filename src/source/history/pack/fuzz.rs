//! What fuzzing needs of a delta. Part of no release: behind the feature `fuzzing`.

use super::Delta;
use crate::model::Span;

/// The delta with its result's size, if it fits a base of that size.
pub(in crate::source::history) fn parsed(base_size: usize, raw: &[u8]) -> Option<(Delta, u64)> {
    let mut delta = Delta::default();
    delta.raw.extend_from_slice(raw);
    delta.parse(base_size).ok()?;
    let size = delta.result_size();
    Some((delta, size))
}

impl Delta {
    /// What it makes of its base.
    pub(in crate::source::history) fn fuzzed_result(&self, base: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.apply(base, &mut out).expect("a parsed delta of a small result can be applied");
        out
    }

    /// As `each_new`, with its own scratch.
    pub(in crate::source::history) fn fuzzed_each_new(
        &self,
        base: &[u8],
        margin: usize,
        visit: impl FnMut(Span, &[u8]),
    ) {
        self.each_new(base, margin, None, &mut Vec::new(), visit);
    }

    /// As `each_kept`.
    pub(in crate::source::history) fn fuzzed_each_kept(
        &self,
        base: &[u8],
        places: &[Span],
        reach: usize,
        visit: impl FnMut(usize, Span, bool),
    ) {
        self.each_kept(base.len(), places, reach, visit);
    }
}
