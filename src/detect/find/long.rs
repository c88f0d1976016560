//! Long runs of the characters of base64, letters and digits among them: almost every value stands in one, and few
//! other texts hold any.

use crate::blocks::{self, is_base64};
use crate::model::Span;

/// The shortest run that any value, or pair of values in base64, stands in.
pub(super) const SHORTEST: usize = 24;

/// The runs of `text` in order, of base64 in either alphabet, padding aside.
pub(super) fn runs(text: &str) -> Vec<Span> {
    let mut at = 0;
    let next = || {
        let run = next(text.as_bytes(), at, is_base64)?;
        at = run.end;
        Some(run)
    };
    std::iter::from_fn(next).collect()
}

/// The next run of at least the shortest length.
#[inline(always)]
pub(super) fn next(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<Span> {
    let mut at = from;
    loop {
        let start = blocks::next_run::<16>(bytes, at, |_, byte, _| is(byte))?;
        let end = start + blocks::run_length(&bytes[start..], &is);
        if end - start >= SHORTEST {
            return Some(Span { start, end });
        }
        at = end;
    }
}
