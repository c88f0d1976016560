//! Looks at many bytes at a time: for what passes a test, and in [`Vector`] with all that the machine has.
//!
//! Contract: 64 bytes are tested together. A test is told the byte before a place, the one there and the three behind
//! it, zeros where there are none, and what it says of them must not branch. Then the compiler makes a few vector
//! instructions of the tests of a whole block, and a text is passed over many times faster than byte by byte. Blocks
//! are long because it unrolls shorter loops before it could do so. All of it is compiled for each width of vectors,
//! and what the machine has is asked once for a text or a run: so what loops over blocks is inlined into what
//! `dispatch` is given.

mod class;
mod vector;

use fearless_simd::{Level, Simd, dispatch};

pub(crate) use class::{is_alphanumeric, is_base64, is_letter};
pub(crate) use vector::Vector;

/// Bytes of a block.
const BLOCK: usize = 64;

/// A block with the byte before it and three behind it.
const AROUND: usize = 1 + BLOCK + 3;

/// Where in `bytes` the next run of at least `LENGTH` places that `is` holds for starts, from `from` on. `LENGTH` is a
/// power of two, at most 32.
pub(crate) fn next_run<const LENGTH: u32>(
    bytes: &[u8],
    from: usize,
    is: impl Fn(u8, u8, [u8; 3]) -> bool,
) -> Option<usize> {
    dispatch!(Level::new(), simd => first_run::<LENGTH, _>(simd, bytes, from, &is))
}

#[inline(always)]
fn first_run<const LENGTH: u32, S: Simd>(
    simd: S,
    bytes: &[u8],
    from: usize,
    is: &impl Fn(u8, u8, [u8; 3]) -> bool,
) -> Option<usize> {
    let mut start = from;
    while start < bytes.len() {
        let marks = marks(simd, bytes, start, is);
        let mut runs = marks;
        let mut length = 1;
        while length < LENGTH {
            runs &= runs >> length;
            length *= 2;
        }
        if runs != 0 {
            return Some(start + runs.trailing_zeros() as usize);
        }
        // A run that the block cuts is looked at again.
        start += BLOCK - marks.leading_ones() as usize;
    }
    None
}

/// How many bytes at the start of `bytes` `is` holds for without a gap.
#[inline(always)]
pub(crate) fn run_length(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    run_end(bytes, 0, |_, byte, _| is(byte))
}

/// How many bytes right before `end` `is` holds for without a gap.
pub(crate) fn run_before(bytes: &[u8], end: usize, is: impl Fn(u8) -> bool) -> usize {
    dispatch!(Level::new(), simd => length_before(simd, bytes, end, &is))
}

#[inline(always)]
fn length_before<S: Simd>(simd: S, bytes: &[u8], end: usize, is: &impl Fn(u8) -> bool) -> usize {
    let of_byte = |_: u8, byte: u8, _: [u8; 3]| is(byte);
    let mut start = end;
    while let Some(before) = start.checked_sub(BLOCK) {
        let marks = marks(simd, bytes, before, &of_byte);
        if marks != u64::MAX {
            return end - start + marks.leading_ones() as usize;
        }
        start = before;
    }
    end - start + bytes[..start].iter().rev().take_while(|byte| is(**byte)).count()
}

/// Where the run of places that `is` holds for ends which goes on at `from`.
pub(crate) fn run_end(bytes: &[u8], from: usize, is: impl Fn(u8, u8, [u8; 3]) -> bool) -> usize {
    dispatch!(Level::new(), simd => end_of_run(simd, bytes, from, &is))
}

#[inline(always)]
fn end_of_run<S: Simd>(
    simd: S,
    bytes: &[u8],
    from: usize,
    is: &impl Fn(u8, u8, [u8; 3]) -> bool,
) -> usize {
    let mut start = from;
    while start < bytes.len() {
        let marks = marks(simd, bytes, start, is);
        if marks != u64::MAX {
            return start + marks.trailing_ones() as usize;
        }
        start += BLOCK;
    }
    bytes.len()
}

/// The places in some bytes that a test holds for, in order.
pub(crate) struct Places<'b, F> {
    bytes: &'b [u8],
    is: F,
    /// Where the block starts that was tested last.
    start: usize,
    marks: u64,
}

impl<'b, F: Fn(u8, u8, [u8; 3]) -> bool> Places<'b, F> {
    /// Those that `is` holds for.
    #[inline(always)]
    pub(crate) fn new(bytes: &'b [u8], is: F) -> Self {
        let marks = dispatch!(Level::new(), simd => marks(simd, bytes, 0, &is));
        Self { bytes, is, start: 0, marks }
    }

    /// The next one from `from` on, which is not before the last one.
    #[inline(always)]
    pub(crate) fn next(&mut self, from: usize) -> Option<usize> {
        let mut behind = from - self.start;
        if behind < BLOCK {
            self.marks &= u64::MAX << behind;
            behind = BLOCK;
        } else {
            self.marks = 0;
        }
        if self.marks == 0 {
            self.start += behind;
            dispatch!(Level::new(), simd => self.pass_over(simd));
        }
        (self.marks != 0).then(|| self.start + self.marks.trailing_zeros() as usize)
    }

    /// Goes on to the next block with a place, from the one at `start` on.
    #[inline(always)]
    fn pass_over<S: Simd>(&mut self, simd: S) {
        while self.start < self.bytes.len() {
            self.marks = marks(simd, self.bytes, self.start, &self.is);
            if self.marks != 0 {
                return;
            }
            self.start += BLOCK;
        }
    }
}

/// All places in some bytes that `is` holds for, in order.
pub(crate) fn places(
    bytes: &[u8],
    is: impl Fn(u8, u8, [u8; 3]) -> bool,
) -> impl Iterator<Item = usize> {
    let mut places = Places::new(bytes, is);
    let mut from = 0;
    std::iter::from_fn(move || {
        let place = places.next(from)?;
        from = place + 1;
        Some(place)
    })
}

/// Whether a place starts one of some words of four bytes, which have no capitals, in letters of any case. Some other
/// bytes pass for marks of punctuation.
#[inline(always)]
pub(crate) fn spells<const N: usize>(words: &[[u8; 4]; N], byte: u8, after: [u8; 3]) -> bool {
    // An array of all four would be tested as one number, which takes three times as long.
    let is = |word: &[u8; 4]| {
        (byte | 0x20 == word[0])
            & (after[0] | 0x20 == word[1])
            & (after[1] | 0x20 == word[2])
            & (after[2] | 0x20 == word[3])
    };
    words.iter().fold(false, |any, word| any | is(word))
}

/// The places of the block at `start` that `is` holds for, a bit each, the first lowest.
#[inline(always)]
fn marks<S: Simd>(
    simd: S,
    bytes: &[u8],
    start: usize,
    is: &impl Fn(u8, u8, [u8; 3]) -> bool,
) -> u64 {
    let whole = start.checked_sub(1).and_then(|before| bytes.get(before..)?.first_chunk());
    match whole {
        Some(window) => marks_in(simd, window, is),
        None => {
            let all = marks_in(simd, &edge(bytes, start), is);
            match bytes.len() - start {
                left @ 0..BLOCK => all & !(u64::MAX << left),
                _ => all,
            }
        }
    }
}

/// The places of a block. It is tested where it stands: what is loaded right after it was written elsewhere has to
/// wait.
#[inline(always)]
fn marks_in<S: Simd>(simd: S, window: &[u8; AROUND], is: &impl Fn(u8, u8, [u8; 3]) -> bool) -> u64 {
    let mut marks = [0; BLOCK];
    for at in 0..BLOCK {
        let after = [window[at + 2], window[at + 3], window[at + 4]];
        marks[at] = u8::from(is(window[at], window[at + 1], after));
    }
    Vector::new(simd, &marks).is(1)
}

/// The block at `start` and what is around it.
fn edge(bytes: &[u8], start: usize) -> [u8; AROUND] {
    let mut window = [0; AROUND];
    let (from, skip) = (start.saturating_sub(1), usize::from(start == 0));
    let length = (bytes.len() - from).min(AROUND - skip);
    window[skip..skip + length].copy_from_slice(&bytes[from..from + length]);
    window
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Vec<u8> {
        (0..700_u32)
            .map(|at| if at * at * 7 % 31 < 24 { b'a' + (at % 5) as u8 } else { b'-' })
            .collect()
    }

    #[test]
    fn places_are_those_of_a_plain_walk() {
        let text = text();
        let is = |before: u8, byte: u8, after: [u8; 3]| {
            (before != b'a') & (byte == b'b') & (after[0] != b'-') & (after[2] != b'd')
        };
        let at = |at: usize| text.get(at).copied().unwrap_or(0);
        let plain: Vec<usize> = (0..text.len())
            .filter(|&place| {
                is(at(place.wrapping_sub(1)), at(place), [1, 2, 3].map(|step| at(place + step)))
            })
            .collect();
        for step in [1, 2, 63, 64, 65, 200] {
            let mut places = Places::new(&text, is);
            let mut from = 0;
            while let Some(place) = places.next(from) {
                assert_eq!(plain.iter().find(|&&one| one >= from), Some(&place));
                from = place + step;
            }
            assert_eq!(plain.iter().find(|&&one| one >= from), None);
        }
        assert_eq!(Places::new(b"", is).next(0), None);
    }

    #[test]
    fn runs_are_those_of_a_plain_walk() {
        let mut text = text();
        text[130..150].fill(b'x');
        text[300..364].fill(b'x');
        text[684..].fill(b'x');
        for from in 0..=text.len() {
            let length = text[from..].iter().take_while(|&&byte| byte != b'-').count();
            assert_eq!(run_length(&text[from..], |byte| byte.is_ascii_lowercase()), length);
            let before = text[..from].iter().rev().take_while(|&&byte| byte != b'-').count();
            assert_eq!(run_before(&text, from, |byte| byte != b'-'), before);
            let found = next_run::<16>(&text, from, |_, byte, _| byte != b'-');
            let plain = (from..text.len().saturating_sub(15))
                .find(|&at| text[at..at + 16].iter().all(|&byte| byte != b'-'));
            assert_eq!(found, plain, "{from}");
        }
    }
}
