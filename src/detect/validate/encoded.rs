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

/// Characters that are decoded at a time, whole quads: so many of a random value tell that it is no text.
const STEP: usize = 32;

/// Whether `value` is base64 of something readable. Allocates nothing unless there is padding in it.
pub(in crate::detect) fn is_encoded_text(value: impl AsRef<[u8]>) -> bool {
    let value = value.as_ref();
    let value = &value[..value.len() / 4 * 4];
    if memchr::memchr(b'=', value).is_some() {
        let whole = LENIENT.decode(value);
        return whole
            .is_ok_and(|bytes| !bytes.is_empty() && is_readable(bytes.len(), unreadable(&bytes)));
    }
    let length = value.len() / 4 * 3;
    let mut bytes = [0; STEP];
    let mut others = 0;
    value.chunks(STEP).all(|part| {
        let decoded = LENIENT.decode_slice_unchecked(part, &mut bytes);
        others += decoded.map_or(length, |decoded| unreadable(&bytes[..decoded]));
        is_readable(length, others)
    }) && length > 0
}

/// Whether letters and digits are base64 of something readable, wherever it starts, or a long stretch of them is. Of
/// parts of values one in some hundred thousand is.
pub fn reads_as_text(run: &[u8]) -> bool {
    const LONG: usize = 32;
    (0..4).any(|alignment| run.get(alignment..).is_some_and(is_encoded_text))
        || run.windows(LONG).any(is_encoded_text)
}

/// Whether so many bytes are readable of which so many are not printable.
fn is_readable(length: usize, others: usize) -> bool {
    others * 100 <= length * (100 - PRINTABLE_SHARE)
}

/// The number of bytes that are not printable.
fn unreadable(bytes: &[u8]) -> usize {
    let is_printable =
        |byte: u8| (byte.wrapping_sub(b' ') < 95) | matches!(byte, b'\n' | b'\r' | b'\t');
    bytes.iter().filter(|byte| !is_printable(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn what_is_not_base64_throughout_is_no_encoded_text() {
        let text = "c29tZSByZWFkYWJsZSB0ZXh0IHRoYXQgZ29lcyBvbiBmb3IgYSB3aGlsZSBhbmQgZW5k";
        assert!(is_encoded_text(text));
        for other in ["", "abc", &text.replacen('Z', "=", 1), &text.replacen('Z', "-", 1)] {
            assert!(!is_encoded_text(other), "{other}");
        }
    }

    #[test]
    fn encoded_values_are_told_from_raw_ones() {
        for seed in 0..200 {
            assert!(is_encoded_text(expand("{{id48-base64}}", seed)));
            assert!(!is_encoded_text(expand("{{secret64}}", seed)));
            assert!(is_encoded_text(format!("{}=", &expand("{{id48-base64}}", seed)[..63])));
            assert!(!is_encoded_text(format!("{}=", &expand("{{secret64}}", seed)[..63])));
        }
    }
}
