//! Classes of bytes, told without a branch, so that a block of them is tested at once.

/// Whether a byte is a letter.
#[inline(always)]
pub(crate) fn is_letter(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26
}

/// Whether a byte is a letter or a digit.
#[inline(always)]
pub(crate) fn is_alphanumeric(byte: u8) -> bool {
    is_letter(byte) | (byte.wrapping_sub(b'0') < 10)
}

/// Whether a byte is a character of either alphabet of base64.
#[inline(always)]
pub(crate) fn is_base64(byte: u8) -> bool {
    is_alphanumeric(byte) | (byte == b'+') | (byte == b'-') | (byte == b'/') | (byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_standard_library() {
        for byte in 0..=255_u8 {
            assert_eq!(is_letter(byte), byte.is_ascii_alphabetic());
            assert_eq!(is_alphanumeric(byte), byte.is_ascii_alphanumeric());
            let marks = b"+-/_".contains(&byte);
            assert_eq!(is_base64(byte), byte.is_ascii_alphanumeric() || marks);
        }
    }
}
