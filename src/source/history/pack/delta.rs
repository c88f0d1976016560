//! Deltas: what an object copies from its base and what it adds.
//!
//! Contract: [`Delta::parse`] checks every instruction against the sizes, so that a parsed delta can be applied without
//! another look.

use super::inflate::{EntryError, MAX_OBJECT};
use crate::model::Span;

/// One step of a delta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::history) enum Step {
    /// Bytes `from .. from + len` of the base.
    Copy { from: u32, len: u32 },
    /// Bytes `from .. from + len` of the delta itself.
    Add { from: u32, len: u32 },
}

/// A parsed delta: the steps that make an object out of its base.
#[derive(Debug, Default)]
pub(in crate::source::history) struct Delta {
    /// The inflated delta, which holds the added bytes.
    pub(super) raw: Vec<u8>,
    steps: Vec<Step>,
    result_size: u64,
}

impl Delta {
    /// Reads the instructions in `self.raw` for a base of `base_size` bytes.
    pub(super) fn parse(&mut self, base_size: usize) -> Result<(), EntryError> {
        self.steps.clear();
        let raw = self.raw.as_slice();
        let (claimed_base, at) = read_size(raw, 0).ok_or(EntryError::Delta)?;
        let (result_size, mut at) = read_size(raw, at).ok_or(EntryError::Delta)?;
        if claimed_base != base_size as u64 {
            return Err(EntryError::Delta);
        }
        let mut made = 0_u64;
        while at < raw.len() {
            let (step, next) = read_step(raw, at).ok_or(EntryError::Delta)?;
            if let Step::Copy { from, len } = step
                && u64::from(from) + u64::from(len) > claimed_base
            {
                return Err(EntryError::Delta);
            }
            made += u64::from(step.len());
            Self::push(&mut self.steps, step);
            at = next;
        }
        if made != result_size {
            return Err(EntryError::Delta);
        }
        self.result_size = result_size;
        Ok(())
    }

    /// Appends a step; a copy that goes on where the last one ended is one copy (git cuts them at 64 KiB).
    fn push(steps: &mut Vec<Step>, step: Step) {
        if let Step::Copy { from, len } = step
            && let Some(Step::Copy { from: last, len: so_far }) = steps.last_mut()
            && u64::from(*last) + u64::from(*so_far) == u64::from(from)
            && let Some(joined) = so_far.checked_add(len)
        {
            *so_far = joined;
            return;
        }
        steps.push(step);
    }

    /// The steps, in the order of the result.
    pub(in crate::source::history) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The size of the result, in bytes.
    pub(super) fn result_size(&self) -> u64 {
        self.result_size
    }

    /// Replaces `out` by the result.
    pub(super) fn apply(&self, base: &[u8], out: &mut Vec<u8>) -> Result<(), EntryError> {
        out.clear();
        let size = usize::try_from(self.result_size).map_err(|_| EntryError::TooLarge)?;
        if self.result_size > MAX_OBJECT {
            return Err(EntryError::TooLarge);
        }
        out.try_reserve(size).map_err(|_| EntryError::TooLarge)?;
        for step in &self.steps {
            out.extend_from_slice(self.bytes(*step, base));
        }
        Ok(())
    }

    /// The bytes that a step stands for.
    pub(super) fn bytes<'a>(&'a self, step: Step, base: &'a [u8]) -> &'a [u8] {
        match step {
            Step::Copy { from, len } => &base[from as usize..][..len as usize],
            Step::Add { from, len } => &self.raw[from as usize..][..len as usize],
        }
    }

    /// Shows `visit` each stretch of the result that the base does not have, with its place in the result: every
    /// addition and every seam between two copies, with `margin` bytes of copied text on both sides.
    ///
    /// Where the `whole` result is there, stretches are parts of it. Otherwise they are copied together in `scratch`,
    /// which is reused between calls: only the margins, never the whole result.
    pub(super) fn each_new(
        &self,
        base: &[u8],
        margin: usize,
        whole: Option<&[u8]>,
        scratch: &mut Vec<u8>,
        mut visit: impl FnMut(Span, &[u8]),
    ) {
        scratch.clear();
        let copy = |scratch: &mut Vec<u8>, bytes: &[u8]| match whole {
            Some(_) => {}
            None => scratch.extend_from_slice(bytes),
        };
        let mut show = |place: Span, scratch: &[u8]| {
            visit(place, whole.map_or(scratch, |whole| &whole[place.start..place.end]));
        };
        let mut reaches_end = false;
        let (mut start, mut made) = (0, 0);
        for (at, step) in self.steps.iter().enumerate() {
            let bytes = self.bytes(*step, base);
            reaches_end = matches!(step, Step::Copy { from, len } if *from as usize + *len as usize == base.len());
            let is_long_copy = matches!(step, Step::Copy { .. }) && bytes.len() > 2 * margin;
            if is_long_copy {
                let is_same_start = at == 0 && matches!(step, Step::Copy { from: 0, .. });
                if !is_same_start {
                    copy(scratch, &bytes[..margin]);
                    show(Span { start, end: made + margin }, scratch);
                }
                scratch.clear();
                copy(scratch, &bytes[bytes.len() - margin..]);
                start = made + bytes.len() - margin;
            } else {
                copy(scratch, bytes);
            }
            made += bytes.len();
        }
        let is_same_end = reaches_end && made - start == margin;
        if !is_same_end && start < made {
            show(Span { start, end: made }, scratch);
        }
    }

    /// Shows `visit` where in the result the `places` of a base of `base_size` bytes stand that it copies whole: the
    /// number of the place, where it stands, and whether all that is within `reach` of it was copied with it. The
    /// places are in order of their starts.
    pub(super) fn each_kept(
        &self,
        base_size: usize,
        places: &[Span],
        reach: usize,
        mut visit: impl FnMut(usize, Span, bool),
    ) {
        let mut made = 0;
        for step in &self.steps {
            if let Step::Copy { from, len } = *step {
                let (from, end) = (from as usize, from as usize + len as usize);
                let is_start = from == 0 && made == 0;
                let is_end = end == base_size && (made + len as usize) as u64 == self.result_size;
                let first = places.partition_point(|place| place.start < from);
                let inside = places[first..].iter().take_while(|place| place.start < end);
                for (at, place) in inside.enumerate().filter(|(_, place)| place.end <= end) {
                    let before = is_start || place.start - from >= reach;
                    let after = is_end || end - place.end >= reach;
                    let (start, end) = (place.start - from + made, place.end - from + made);
                    visit(first + at, Span { start, end }, before && after);
                }
            }
            made += step.len() as usize;
        }
    }
}

impl Step {
    pub(in crate::source::history) fn len(self) -> u32 {
        match self {
            Self::Copy { len, .. } | Self::Add { len, .. } => len,
        }
    }
}

/// A size in groups of seven bits, the lowest first, and the place after it.
fn read_size(raw: &[u8], mut at: usize) -> Option<(u64, usize)> {
    let mut size = 0_u64;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = *raw.get(at)?;
        at += 1;
        size |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((size, at));
        }
    }
    None
}

/// One instruction, and the place after it.
fn read_step(raw: &[u8], at: usize) -> Option<(Step, usize)> {
    let command = *raw.get(at)?;
    let mut at = at + 1;
    if command == 0 {
        return None;
    }
    if command & 0x80 == 0 {
        let len = u32::from(command);
        let end = at + len as usize;
        return (end <= raw.len())
            .then_some((Step::Add { from: u32::try_from(at).ok()?, len }, end));
    }
    let mut number = |bits: std::ops::Range<u32>| {
        let mut value = 0_u32;
        for (place, bit) in bits.enumerate() {
            if command & 1 << bit != 0 {
                value |= u32::from(*raw.get(at)?) << (8 * place);
                at += 1;
            }
        }
        Some(value)
    };
    let from = number(0..4)?;
    let len = match number(4..7)? {
        0 => 0x1_0000,
        len => len,
    };
    Some((Step::Copy { from, len }, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A delta from a base of `base_size` bytes: sizes, then instructions.
    fn parsed(base_size: u8, result_size: u8, instructions: &[u8]) -> Result<Delta, EntryError> {
        let mut delta = Delta { raw: vec![base_size, result_size], ..Delta::default() };
        delta.raw.extend_from_slice(instructions);
        delta.parse(usize::from(base_size)).map(|()| delta)
    }

    #[test]
    fn copies_and_additions_make_the_result() {
        // Copy 3 bytes from 2, add "xy", copy 2 bytes from 0.
        let delta = parsed(8, 7, &[0b1001_0001, 2, 3, 2, b'x', b'y', 0b1001_0000, 2]).unwrap();
        let mut out = vec![9; 100];
        delta.apply(b"abcdefgh", &mut out).unwrap();
        assert_eq!(out, b"cdexyab");
    }

    #[test]
    fn nothing_outside_the_base_is_copied() {
        assert_eq!(parsed(8, 3, &[0b1001_0001, 6, 3]).unwrap_err(), EntryError::Delta);
    }

    #[test]
    fn sizes_must_agree() {
        assert_eq!(parsed(8, 4, &[0b1001_0001, 2, 3]).unwrap_err(), EntryError::Delta);
        let mut other_base = Delta { raw: vec![8, 0], ..Delta::default() };
        assert_eq!(other_base.parse(9), Err(EntryError::Delta));
    }

    #[test]
    fn a_cut_or_reserved_instruction_is_an_error() {
        assert_eq!(parsed(8, 5, &[5, b'a']).unwrap_err(), EntryError::Delta);
        assert_eq!(parsed(8, 3, &[0b1001_0001, 2]).unwrap_err(), EntryError::Delta);
        assert_eq!(parsed(8, 0, &[0]).unwrap_err(), EntryError::Delta);
    }

    /// What `each_new` shows of a delta against the alphabet, with a margin of 4, and where it stands in the result.
    fn shown(result_size: u8, instructions: &[u8]) -> Vec<(usize, String)> {
        let base: Vec<u8> = (b'a'..=b'z').collect();
        let delta = parsed(26, result_size, instructions).unwrap();
        let mut result = Vec::new();
        delta.apply(&base, &mut result).unwrap();
        let mut shown = Vec::new();
        delta.each_new(&base, 4, None, &mut Vec::new(), |place, piece| {
            assert_eq!(&result[place.start..place.end], piece);
            shown.push((place.start, String::from_utf8_lossy(piece).into_owned()));
        });
        // The whole result shows the same, and nothing is copied then.
        let mut scratch = Vec::new();
        let mut of_whole = shown.iter();
        delta.each_new(&base, 4, Some(&result), &mut scratch, |place, piece| {
            let piece = String::from_utf8_lossy(piece).into_owned();
            assert_eq!(of_whole.next(), Some(&(place.start, piece)));
        });
        assert!(of_whole.next().is_none() && scratch.capacity() == 0);
        shown
    }

    #[test]
    fn an_addition_is_shown_with_its_margins() {
        let twice = [0b1001_0000, 26, 3, b'N', b'E', b'W', 0b1001_0000, 26];
        assert_eq!(shown(55, &twice), [(22, "wxyzNEWabcd".to_owned())]);
    }

    #[test]
    fn a_cut_at_the_start_or_the_end_is_new() {
        assert_eq!(shown(25, &[0b1001_0001, 1, 25]), [(0, "bcde".to_owned())]);
        assert_eq!(shown(25, &[0b1001_0000, 25]), [(21, "vwxy".to_owned())]);
    }

    #[test]
    fn copies_that_go_on_are_one() {
        assert_eq!(shown(26, &[0b1001_0000, 12, 0b1001_0001, 12, 14]), []);
    }

    #[test]
    fn places_that_are_copied_whole_are_kept_wherever_they_go() {
        let place = |start: usize, end: usize| Span { start, end };
        // Copy 10 bytes from 4, add "NEW", copy 10 bytes from 4 again, copy 3 bytes from 20.
        let copy = [0b1001_0001, 4, 10];
        let steps = [&copy[..], &[3, b'N', b'E', b'W'], &copy, &[0b1001_0001, 20, 3]].concat();
        let delta = parsed(26, 26, &steps).unwrap();
        let mut kept = Vec::new();
        let places =
            [place(3, 6), place(4, 6), place(8, 9), place(12, 14), place(13, 15), place(20, 23)];
        delta.each_kept(26, &places, 3, |at, place, is_deep| kept.push((at, place, is_deep)));
        let expected = [
            (1, place(0, 2), false),
            (2, place(4, 5), true),
            (3, place(8, 10), false),
            (1, place(13, 15), false),
            (2, place(17, 18), true),
            (3, place(21, 23), false),
            (5, place(23, 26), false),
        ];
        assert_eq!(kept, expected);
    }

    #[test]
    fn what_stands_at_the_ends_of_both_has_nothing_beyond() {
        // Copy 20 bytes from 0, add "NEW", copy 6 bytes from 20.
        let steps = [&[0b1001_0000, 20, 3][..], b"NEW", &[0b1001_0001, 20, 6]].concat();
        let delta = parsed(26, 29, &steps).unwrap();
        let places = [Span { start: 0, end: 5 }, Span { start: 23, end: 26 }];
        let mut kept = Vec::new();
        delta.each_kept(26, &places, 3, |_, place, is_deep| kept.push((place.start, is_deep)));
        assert_eq!(kept, [(0, true), (26, true)]);
    }
}
