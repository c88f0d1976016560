//! Which words may a text hold? A table of the runs of three bytes in it, made in one pass and asked many times.
//!
//! Contract: goes by letters without their case. It may say yes of a word that the text does not hold, and never no of one that it does.

/// The number of runs that are told apart, in bits of the hash.
const BITS: u32 = 16;

/// The runs of a text.
#[derive(Debug)]
pub(super) struct Grams {
    seen: Box<[u64]>,
}

impl Grams {
    /// The shortest word that the table can tell of.
    pub(super) const SHORTEST: usize = 3;

    /// The runs of `text`. Linear in its length.
    pub(super) fn of(text: &str) -> Self {
        let mut seen = vec![0_u64; (1 << BITS) / 64].into_boxed_slice();
        for place in places(text.as_bytes()) {
            seen[place / 64] |= 1 << (place % 64);
        }
        Self { seen }
    }

    /// Whether the text may hold `word` in letters of any case. A word that is too short to tell may always stand there.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        places(word.as_bytes()).all(|place| self.seen[place / 64] >> (place % 64) & 1 == 1)
    }
}

/// Where the runs of a text stand in the table, each letter without its case.
fn places(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    // What the letter's bit makes one of other characters only makes the table say yes once more.
    const CASE: u32 = 0x0020_2020;
    bytes.windows(Grams::SHORTEST).map(|run| {
        let run = u32::from(run[0]) | u32::from(run[1]) << 8 | u32::from(run[2]) << 16;
        ((run | CASE).wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case() {
        let grams = Grams::of("requests.GET(url, verify=False)");
        for word in ["requests.get", "VERIFY", "false)", "=F", "é"] {
            assert!(grams.may_hold(word), "{word}");
        }
        for word in ["rejectUnauthorized", "verify =", "http"] {
            assert!(!grams.may_hold(word), "{word}");
        }
        assert!(!Grams::of("ab").may_hold("abc") && Grams::of("abc").may_hold("abc"));
    }
}
