//! 64 bytes that are compared at once, with whatever vectors the machine has.
//!
//! Contract: an answer has a bit for each byte, the first lowest. Each function becomes a few instructions where it is
//! part of what `dispatch` is given, so all of them are always inlined, and so is whatever calls them.

use fearless_simd::prelude::*;
use fearless_simd::u8x64;

/// The bytes.
#[derive(Clone, Copy)]
pub(crate) struct Vector<S: Simd>(u8x64<S>);

impl<S: Simd> Vector<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, bytes: &[u8; 64]) -> Self {
        Self(u8x64::load_array_ref(simd, bytes))
    }

    /// The bytes with capital letters as small ones, and others changed too: what is a letter now was one before.
    #[inline(always)]
    pub(crate) fn folded(self) -> Self {
        Self(self.0 | 0x20)
    }

    /// Which bytes are `byte`.
    #[inline(always)]
    pub(crate) fn is(self, byte: u8) -> u64 {
        self.0.simd_eq(byte).to_bitmask()
    }

    /// Which bytes are one of these.
    #[inline(always)]
    pub(crate) fn is_any<const N: usize>(self, bytes: [u8; N]) -> u64 {
        bytes.into_iter().fold(0, |all, byte| all | self.is(byte))
    }

    /// Which bytes are letters or digits.
    #[inline(always)]
    pub(crate) fn is_alphanumeric(self) -> u64 {
        let letters = (self.folded().0 - b'a').simd_lt(26);
        let digits = (self.0 - b'0').simd_lt(10);
        (letters | digits).to_bitmask()
    }

    /// Which bytes are hexadecimal digits.
    #[inline(always)]
    pub(crate) fn is_hex_digit(self) -> u64 {
        let letters = (self.folded().0 - b'a').simd_lt(6);
        let digits = (self.0 - b'0').simd_lt(10);
        (letters | digits).to_bitmask()
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::*;

    #[test]
    fn answers_are_those_of_a_plain_walk() {
        for start in 0..=192 {
            let bytes: [u8; 64] = std::array::from_fn(|at| start + at as u8);
            let plain = |is: fn(u8) -> bool| {
                bytes.iter().rev().fold(0_u64, |all, &byte| all << 1 | u64::from(is(byte)))
            };
            for level in [Level::new(), Level::baseline()] {
                let (alphanumeric, hex_digits, q, marks) = dispatch!(level, simd => {
                    let vector = Vector::new(simd, &bytes);
                    let marks = vector.is_any([0, b'%', 0xFF]);
                    let q = vector.folded().is(b'q');
                    (vector.is_alphanumeric(), vector.is_hex_digit(), q, marks)
                });
                assert_eq!(hex_digits, plain(|byte| byte.is_ascii_hexdigit()));
                assert_eq!(alphanumeric, plain(|byte| byte.is_ascii_alphanumeric()));
                assert_eq!(q, plain(|byte| byte.eq_ignore_ascii_case(&b'q')));
                assert_eq!(marks, plain(|byte| matches!(byte, 0 | b'%' | 0xFF)));
            }
        }
    }
}
