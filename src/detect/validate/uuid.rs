//! Tells a random UUID from a blank or made-up one.

/// Digits in a row that are the same, or follow one another, in none.
const ROW: usize = 6;

/// The fewest different digits in one.
const DISTINCT: u32 = 7;

/// Whether the digits of `value` look drawn by chance.
pub(super) fn is_random(value: &str) -> bool {
    let digits = value.bytes().filter(|byte| *byte != b'-').map(|byte| byte.to_ascii_lowercase());
    let mut seen = 0_u64;
    let (mut last, mut same, mut rising) = (0, 0, 0);
    for digit in digits {
        if (b'0'..=b'f').contains(&digit) {
            seen |= 1 << (digit - b'0');
        }
        let rises = digit == last + 1 || (last, digit) == (b'9', b'a');
        same = if digit == last { same + 1 } else { 1 };
        rising = if rises { rising + 1 } else { 1 };
        if same == ROW || rising == ROW {
            return false;
        }
        last = digit;
    }
    seen.count_ones() >= DISTINCT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn made_up_ones_are_told() {
        assert!(!is_random("00000000-0000-0000-0000-000000000000"));
        assert!(!is_random("12345678-1234-1234-1234-123456789abc"));
        assert!((0..500).all(|seed| is_random(&expand("{{uuid}}", seed))));
    }
}
