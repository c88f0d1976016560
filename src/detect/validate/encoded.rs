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

/// Whether `value` is base64 of something readable.
pub(super) fn is_encoded_text(value: &str) -> bool {
    let whole = value.len() / 4 * 4;
    let Ok(bytes) = LENIENT.decode(&value[..whole]) else { return false };
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
