//! What fuzzing needs of a delta. Part of no release: behind the feature `fuzzing`.

use super::Delta;

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

    /// As `any_new`, with its own scratch.
    pub(in crate::source::history) fn fuzzed_any_new(
        &self,
        base: &[u8],
        margin: usize,
        test: impl Fn(&[u8]) -> bool,
    ) -> bool {
        self.any_new(base, margin, &mut Vec::new(), test)
    }
}
