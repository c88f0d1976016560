//! Longest runs of letters, digits, `_` and `-` that hold one of the two signs: the other alphabet that a key of the
//! gateway may have.

use super::long;
use crate::blocks::is_alphanumeric;
use crate::model::Span;

/// The longest run that is looked at; longer ones are data.
const LONGEST: usize = 160;

/// The runs of `text` in order, each of them in one of the `long` runs of base64.
pub(super) fn places<'t>(text: &'t str, long: &'t [Span]) -> impl Iterator<Item = Span> + 't {
    let bytes = text.as_bytes();
    long.iter().flat_map(move |outer| {
        let bytes = &bytes[..outer.end];
        let mut at = outer.start;
        std::iter::from_fn(move || {
            let run = long::next(bytes, at, |byte| is_alphanumeric(byte) || is_sign(byte))?;
            at = run.end;
            Some(run)
        })
        .filter(|run| {
            run.len() <= LONGEST && bytes[run.start..run.end].iter().any(|byte| is_sign(*byte))
        })
    })
}

/// Whether a byte is one of the signs.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'_' | b'-')
}
