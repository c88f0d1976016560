//! Base64 of a text is letters and digits too, but no secret of its own.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Of a hundred decoded bytes, how many must be printable: random ones have 37.
const PRINTABLE_SHARE: usize = 85;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Values up to this length are decoded without an allocation: all but those of rules of a team's own.
const SHORT: usize = 256;

/// Whether `value` is base64 of something readable.
pub(super) fn is_encoded_text(value: &str) -> bool {
    let value = &value[..value.len() / 4 * 4];
    let mut short = [0; SHORT];
    let long;
    let bytes = if value.len() <= SHORT {
        LENIENT.decode_slice_unchecked(value, &mut short).ok().map(|length| &short[..length])
    } else {
        long = LENIENT.decode(value).ok();
        long.as_deref()
    };
    let Some(bytes) = bytes else { return false };
    let printable = bytes.iter().filter(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'));
    !bytes.is_empty() && printable.count() * 100 >= bytes.len() * PRINTABLE_SHARE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn encoded_values_are_told_from_raw_ones() {
        for seed in 0..200 {
            assert!(is_encoded_text(&expand("{{id48-base64}}", seed)));
            assert!(!is_encoded_text(&expand("{{secret64}}", seed)));
        }
    }
}
