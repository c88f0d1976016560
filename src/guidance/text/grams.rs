//! Which words may a text hold? Tables of the bytes in it and of the runs of two and of three, made in one pass and
//! asked many times.
//!
//! Contract: goes by letters without their case. It may say yes of a word that the text does not hold, and never no of
//! one that it does.

/// How many bits say where a run stands in its table: all that two bytes have, and a hash of three.
const BITS: u32 = 16;

/// The bytes of a text, and its runs of two and of three.
#[derive(Debug)]
pub(in crate::guidance) struct Grams {
    bytes: [bool; 256],
    pairs: Table,
    triples: Table,
}

impl Grams {
    /// The runs of `text`. Linear in its length.
    pub(in crate::guidance) fn of(text: &[u8]) -> Self {
        let mut grams = Self { bytes: [false; 256], pairs: Table::new(), triples: Table::new() };
        text.windows(3).for_each(|run| {
            grams.bytes[byte(run[0])] = true;
            grams.pairs.add(pair(run));
            grams.triples.add(triple(run));
        });
        if let Some(last) = text.last_chunk::<2>() {
            grams.pairs.add(pair(last));
        }
        let last = text.len().saturating_sub(2);
        text[last..].iter().for_each(|one| grams.bytes[byte(*one)] = true);
        grams
    }

    /// Whether the text may hold `word` in letters of any case.
    pub(in crate::guidance) fn may_hold(&self, word: &str) -> bool {
        let word = word.as_bytes();
        match word {
            [one] => self.bytes[byte(*one)],
            [_, _] => self.pairs.holds(pair(word)),
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

/// Where a byte stands among all of them.
fn byte(one: u8) -> usize {
    usize::from(one | CASE as u8)
}

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
        let grams = Grams::of(b"requests.GET(url, verify=False)");
        for word in ["requests.get", "VERIFY", "false)", "=F", "=", ")", "e"] {
            assert!(grams.may_hold(word), "{word}");
        }
        for word in ["rejectUnauthorized", "verify =", "http", "=>", ">", "x"] {
            assert!(!grams.may_hold(word), "{word}");
        }
        assert!(Grams::of(b"ab").may_hold("AB") && !Grams::of(b"a").may_hold("ab"));
        assert!(!Grams::of(b"ab").may_hold("abc") && Grams::of(b"abc").may_hold("abc"));
        assert!(Grams::of(b"a").may_hold("A") && !Grams::of(b"").may_hold("a"));
    }
}
