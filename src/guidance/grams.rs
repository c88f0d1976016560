//! Which words may a text hold? A table of the runs of two and of three bytes in it, made in one pass and asked many times.
//!
//! Contract: goes by letters without their case. It may say yes of a word that the text does not hold, and never no of one that it does.

/// How many bits say where a run stands in its table: all that two bytes have, and a hash of three.
const BITS: u32 = 16;

/// The runs of a text, those of two bytes and those of three.
#[derive(Debug)]
pub(super) struct Grams {
    pairs: Table,
    triples: Table,
}

impl Grams {
    /// The shortest word that the tables can tell of.
    pub(super) const SHORTEST: usize = 2;

    /// The runs of `text`. Linear in its length.
    pub(super) fn of(text: &str) -> Self {
        let mut grams = Self { pairs: Table::new(), triples: Table::new() };
        let bytes = text.as_bytes();
        bytes.windows(3).for_each(|run| {
            grams.pairs.add(pair(run));
            grams.triples.add(triple(run));
        });
        if let Some(last) = bytes.last_chunk::<2>() {
            grams.pairs.add(pair(last));
        }
        grams
    }

    /// Whether the text may hold `word` in letters of any case. A word that is too short to tell may always stand there.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        let word = word.as_bytes();
        match word.len() {
            2 => self.pairs.holds(pair(word)),
            _ => word.windows(3).all(|run| self.triples.holds(triple(run))),
        }
    }
}

/// A set of places.
#[derive(Debug)]
struct Table(Box<[u64]>);

impl Table {
    fn new() -> Self {
        Self(vec![0; (1 << BITS) / 64].into_boxed_slice())
    }

    fn add(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn holds(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }
}

/// The letter's bit, set in each byte. What that makes one of other characters only makes a table say yes once more.
const CASE: u32 = 0x0020_2020;

/// Where the first two bytes stand in their table.
fn pair(run: &[u8]) -> usize {
    let run = u32::from(run[0]) | u32::from(run[1]) << 8;
    (run | CASE & 0xffff) as usize
}

/// Where the first three bytes stand in theirs.
fn triple(run: &[u8]) -> usize {
    let run = u32::from(run[0]) | u32::from(run[1]) << 8 | u32::from(run[2]) << 16;
    ((run | CASE).wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case() {
        let grams = Grams::of("requests.GET(url, verify=False)");
        for word in ["requests.get", "VERIFY", "false)", "=F", "="] {
            assert!(grams.may_hold(word), "{word}");
        }
        for word in ["rejectUnauthorized", "verify =", "http", "=>"] {
            assert!(!grams.may_hold(word), "{word}");
        }
        assert!(Grams::of("ab").may_hold("AB") && !Grams::of("a").may_hold("ab"));
        assert!(!Grams::of("ab").may_hold("abc") && Grams::of("abc").may_hold("abc"));
    }
}
