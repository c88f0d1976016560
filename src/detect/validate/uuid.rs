//! Tells a random UUID from a blank or made-up one.

/// Whether the digits of `value` look drawn by chance.
pub(super) fn is_random(value: &str) -> bool {
    let digits: Vec<u8> =
        value.bytes().filter(|byte| *byte != b'-').map(|byte| byte.to_ascii_lowercase()).collect();
    let distinct = (b'0'..=b'f').filter(|digit| digits.contains(digit)).count();
    let same = digits.windows(6).any(|window| window.iter().all(|digit| *digit == window[0]));
    let rising = digits.windows(6).any(|window| {
        window.windows(2).all(|pair| pair[1] == pair[0] + 1 || (pair[0], pair[1]) == (b'9', b'a'))
    });
    distinct >= 7 && !same && !rising
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
