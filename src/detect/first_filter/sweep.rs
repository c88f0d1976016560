//! One pass over a text for what asks for a second look: long runs of letters and digits, and bytes that ordinary text
//! has few of.
//!
//! Contract: reports each run of at least [`SHORTEST_RUN`], whole and once, each `q` after `b` or `n` in letters of
//! either case, each `yJ` as the end of `eyJ`, and the first zero, until told that something is suspicious. Their order
//! is that of the blocks in which they end, not of their places.

use fearless_simd::Simd;

use crate::blocks::Vector;
use crate::model::Span;

const BLOCK: usize = 64;

/// The shortest run that is reported: it surely covers an aligned part of 16 bytes, and that is what is looked for.
pub(super) const SHORTEST_RUN: usize = 31;

/// The first bit of each part of 16.
const PARTS: u64 = 0x0001_0001_0001_0001;

/// What was met, and where in the window.
pub(super) enum Met {
    Run(Span),
    /// The `q` of `bq` or `nq`: a `q` alone stands in every line of some texts.
    Q(usize),
    /// Where `yJ` ends.
    Token(usize),
    Zero(usize),
}

/// Whether `judge` finds anything suspicious that is met in `window`.
#[inline(always)]
pub(super) fn meets<S: Simd>(simd: S, window: &[u8], mut judge: impl FnMut(Met) -> bool) -> bool {
    let (blocks, rest) = window.as_chunks::<BLOCK>();
    let mut sweep = Sweep::default();
    for (number, block) in blocks.iter().enumerate() {
        if sweep.block(simd, number * BLOCK, block, BLOCK, &mut judge) {
            return true;
        }
    }
    // One more block than there are bytes for, so that a run at the end ends in it.
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    sweep.block(simd, blocks.len() * BLOCK, &last, rest.len(), &mut judge)
}

/// What a block has to know of those before it.
#[derive(Default)]
struct Sweep {
    /// Where the run starts that goes on at the end of the last block: that end, if there is none.
    run: usize,
    /// Whether it covers a part.
    is_long: bool,
    has_zero: bool,
    ends_in_y: bool,
    ends_before_q: bool,
}

impl Sweep {
    /// Looks at the block at `start`, of which `length` bytes count.
    #[inline(always)]
    fn block<S: Simd>(
        &mut self,
        simd: S,
        start: usize,
        block: &[u8; BLOCK],
        length: usize,
        judge: &mut impl FnMut(Met) -> bool,
    ) -> bool {
        let bytes = Vector::new(simd, block);
        let runs = bytes.is_alphanumeric();
        let folded = bytes.folded();
        let before_q = folded.is(b'b') | folded.is(b'n');
        let q = folded.is(b'q') & (before_q << 1 | u64::from(self.ends_before_q));
        self.ends_before_q = before_q >> 63 != 0;
        let y = bytes.is(b'y');
        let tokens = bytes.is(b'J') & (y << 1 | u64::from(self.ends_in_y));
        self.ends_in_y = y >> 63 != 0;
        let zeros = if self.has_zero { 0 } else { bytes.is(0) };
        let parts = whole_parts(runs);
        let is_suspicious = (parts != 0 || self.is_long || q | tokens | zeros != 0)
            && (self.runs(start, runs, parts, judge)
                || ones(q).any(|at| judge(Met::Q(start + at)))
                || ones(tokens).any(|at| judge(Met::Token(start + at + 1)))
                || self.zero(start, zeros, length, judge));
        let end = start + BLOCK;
        if runs != u64::MAX {
            self.run = end - runs.leading_ones() as usize;
        }
        is_suspicious
    }

    /// Reports the runs that end in the block, and remembers whether the one that does not is long.
    fn runs(
        &mut self,
        start: usize,
        runs: u64,
        mut parts: u64,
        judge: &mut impl FnMut(Met) -> bool,
    ) -> bool {
        let mut report = |span: Span| span.len() >= SHORTEST_RUN && judge(Met::Run(span));
        if self.is_long || parts & 1 != 0 {
            let end = runs.trailing_ones() as usize;
            self.is_long = end == BLOCK;
            if self.is_long {
                return false;
            }
            parts &= u64::MAX << end;
            if report(Span { start: self.run, end: start + end }) {
                return true;
            }
        }
        while parts != 0 {
            let at = parts.trailing_zeros() as usize;
            let before = (runs << (BLOCK - at)).leading_ones() as usize;
            let end = at + (runs >> at).trailing_ones() as usize;
            self.is_long = end == BLOCK;
            if self.is_long {
                return false;
            }
            parts &= u64::MAX << end;
            if report(Span { start: start + at - before, end: start + end }) {
                return true;
            }
        }
        false
    }

    /// Reports the first zero.
    fn zero(
        &mut self,
        start: usize,
        zeros: u64,
        length: usize,
        judge: &mut impl FnMut(Met) -> bool,
    ) -> bool {
        let at = zeros.trailing_zeros() as usize;
        self.has_zero |= at < length;
        at < length && judge(Met::Zero(start + at))
    }
}

/// The first bit of each aligned part of 16 that is all ones.
#[inline(always)]
fn whole_parts(bits: u64) -> u64 {
    let pairs = bits & bits >> 1;
    let fours = pairs & pairs >> 2;
    let eights = fours & fours >> 4;
    eights & eights >> 8 & PARTS
}

/// The places of the ones.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (at < BLOCK).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};
    use proptest::prelude::*;

    use super::*;

    /// What is met, in the order of its places.
    fn met(window: &[u8]) -> [Vec<(usize, usize)>; 4] {
        let mut all = [const { Vec::new() }; 4];
        let mut judge = |met: Met| {
            let (kind, place) = match met {
                Met::Run(span) => (0, (span.start, span.end)),
                Met::Q(at) => (1, (at, at)),
                Met::Token(at) => (2, (at, at)),
                Met::Zero(at) => (3, (at, at)),
            };
            all[kind].push(place);
            false
        };
        assert!(!dispatch!(Level::new(), simd => meets(simd, window, &mut judge)));
        all
    }

    fn plain(window: &[u8]) -> [Vec<(usize, usize)>; 4] {
        let mut runs = Vec::new();
        let mut start = 0;
        for end in 0..=window.len() {
            if !window.get(end).is_some_and(u8::is_ascii_alphanumeric) {
                if end - start >= SHORTEST_RUN {
                    runs.push((start, end));
                }
                start = end + 1;
            }
        }
        let places = |is: &dyn Fn(usize) -> bool| {
            (0..window.len()).filter(|at| is(*at)).map(|at| (at, at)).collect::<Vec<_>>()
        };
        let is_vendor =
            |pair: &[u8]| pair.eq_ignore_ascii_case(b"bq") || pair.eq_ignore_ascii_case(b"nq");
        let vendor = places(&|at| at > 0 && is_vendor(&window[at - 1..=at]));
        let tokens = places(&|at| at > 0 && window[at - 1..].starts_with(b"yJ"));
        [
            runs,
            vendor.into_iter().map(|(at, _)| (at, at)).collect(),
            tokens.into_iter().map(|(at, _)| (at + 1, at + 1)).collect(),
            places(&|at| window[at] == 0).into_iter().take(1).collect(),
        ]
    }

    #[test]
    fn a_run_of_any_length_at_any_place_is_met_whole() {
        for length in 0..200 {
            for before in 0..70 {
                let text =
                    ["-".repeat(before), "x".repeat(length), "/".repeat(length % 3)].concat();
                assert_eq!(met(text.as_bytes()), plain(text.as_bytes()), "{before} {length}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_met_is_what_a_plain_walk_meets(
            parts in proptest::collection::vec(
                prop_oneof!["[a-z0-9]{1,90}", "[bNyJqQ. -]{1,8}", "[\\x00 /]{1,3}", "[A-Za-z0-9]{16,150}"],
                0..12,
            ),
        ) {
            let text = parts.concat();
            prop_assert_eq!(met(text.as_bytes()), plain(text.as_bytes()));
        }
    }
}
