//! Base64: standard and URL-safe, padded or not, on one line or wrapped.
//!
//! A run of the alphabet can hold more than the encoded value: `path/` before it, `-` after it. So a run is read at
//! each of its four alignments, and what is text at one of them is what was encoded.

mod known;

use super::joined::goes_on_softly;
use super::stretch::{Stretch, narrow, stretches};
use super::view::{Piece, Spelling};
use super::weave::Weaver;
use crate::blocks::{self, is_base64};
use crate::model::Span;

/// Sixteen characters of text in base64.
const SHORTEST: usize = 22;

/// A line that is followed by more of the same run has at least this many characters of it.
const SHORTEST_LINE: usize = 16;

/// Characters read at a time; a multiple of four.
const CHUNK: usize = 48 * 1024;

/// Replaces everything in `text` that is text in base64.
pub(super) fn scan(text: &str, weaver: &mut Weaver<'_, '_>) {
    let bytes = text.as_bytes();
    let joined = weaver.parent().filter(|view| view.is_joined());
    let mut run = Run::default();
    let mut at = 0;
    while let Some(start) = blocks::next_run::<16>(bytes, at, |_, byte, _| is_base64(byte)) {
        if goes_on_softly(bytes, start) {
            at = start + blocks::run_length(&bytes[start..], is_base64);
            continue;
        }
        let known = joined.and_then(|view| known::known(view, start));
        let end = known.map_or(bytes.len(), |known| known.start);
        at = run.replace_all(&bytes[..end], start, weaver);
        if let Some(known) = known {
            weaver.leave(Span { start: at, end: known.end });
            at = known.end;
        }
    }
}

/// Whether a run of the alphabet starts at `at`, or a line of one.
pub(super) fn starts_run(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| !is_base64(bytes[before]))
}

/// Shows what the run that starts at `at` encodes, part by part, and returns where it ends, padding included.
pub(super) fn run(bytes: &[u8], mut at: usize, show: &mut dyn FnMut(&[u8])) -> usize {
    let mut run = Run::default();
    while !run.ended {
        at = run.read(bytes, at);
        run.decode(0);
        show(&run.decoded[0]);
    }
    run.end
}

/// A run, part by part, each at most a chunk.
#[derive(Default)]
struct Run {
    /// Six bits each.
    sextets: Vec<u8>,
    /// The same without gaps, with zeros behind the last.
    packed: Vec<u8>,
    /// Where each line starts: in the sextets and in the text.
    lines: Vec<(usize, usize)>,
    /// Just past the last character of the part, padding included.
    end: usize,
    /// Whether nothing of the run is left.
    ended: bool,
    /// Characters of the run on the line on which the next part goes on.
    on_line: usize,
    /// Just past the last text that was put in its place.
    taken: usize,
    /// What the part reads as, by alignment: made once, however many texts are in it.
    decoded: [Vec<u8>; 4],
}

impl Run {
    /// Puts the texts that the run at `at` encodes in their places and returns where it ends.
    fn replace_all(&mut self, bytes: &[u8], mut at: usize, weaver: &mut Weaver<'_, '_>) -> usize {
        let mut goes_on = false;
        while at < bytes.len() {
            at = self.read(bytes, at);
            let open = self.replace(weaver, goes_on);
            goes_on = open.is_some();
            if self.ended {
                break;
            }
            at = match open {
                Some(alignment) => self.rewound(alignment),
                None => self.before_end(),
            };
        }
        at
    }

    /// Reads the part of a run that starts at `at` and returns where the rest starts.
    fn read(&mut self, bytes: &[u8], mut at: usize) -> usize {
        self.sextets.clear();
        self.lines.clear();
        loop {
            let room = CHUNK - self.sextets.len();
            let length = line_length(&bytes[at..bytes.len().min(at + room)]);
            self.on_line += length;
            self.lines.push((self.sextets.len(), at));
            self.sextets.extend(bytes[at..at + length].iter().map(|&byte| sextet(byte)));
            at += length;
            self.end = at;
            self.ended = false;
            if length == room {
                return at;
            }
            let is_long = std::mem::take(&mut self.on_line) >= SHORTEST_LINE;
            let next = is_long.then(|| next_line(bytes, at)).flatten();
            let Some(next) = next else {
                self.ended = true;
                self.end += bytes[at..].iter().take(2).take_while(|&&byte| byte == b'=').count();
                return self.end;
            };
            at = next;
        }
    }

    /// Where the next part starts so that a text with this alignment goes on there with a whole byte: behind the last
    /// whole byte of this part.
    fn rewound(&mut self, alignment: usize) -> usize {
        // The line may end here, and was long enough before.
        self.on_line = SHORTEST_LINE;
        let quads = (self.sextets.len() - alignment) / 4 * 4;
        self.place((alignment + quads).saturating_sub(1)) + 1
    }

    /// Where the next part starts where no text goes on: before the last characters of this one, in which a text may
    /// start that is too short there.
    fn before_end(&mut self) -> usize {
        self.on_line = SHORTEST_LINE;
        self.place(self.sextets.len() - SHORTEST)
    }

    /// Puts the text that is encoded here in its place; `goes_on` says that text of the part before goes on at the
    /// start. Returns the alignment of text that goes on behind the end.
    fn replace(&mut self, weaver: &mut Weaver<'_, '_>, goes_on: bool) -> Option<usize> {
        if !goes_on && self.sextets.len() < SHORTEST {
            return None;
        }
        let mut found: Vec<(usize, Stretch)> = Vec::new();
        for alignment in 0..4 {
            self.decode(alignment);
            let decoded = &self.decoded[alignment];
            let stretches = stretches(decoded, goes_on && alignment == 0);
            let whole = stretches.first().is_some_and(|one| one.end - one.start == decoded.len());
            found.extend(stretches.into_iter().map(|stretch| (alignment, stretch)));
            if whole {
                break;
            }
        }
        found.sort_by_key(|(alignment, stretch)| 6 * alignment + 8 * stretch.start);
        let mut next = 0;
        let mut last = None;
        for (index, &(alignment, stretch)) in found.iter().enumerate() {
            let bits = |byte: usize| 6 * alignment + 8 * byte;
            let rival = found.get(index + 1).is_some_and(|&(other, rival)| {
                6 * other + 8 * rival.start < bits(stretch.end)
                    && rival.end - rival.start > stretch.end - stretch.start
            });
            let first = bits(stretch.start) / 6;
            let is_taken = first < next || (!goes_on && self.place(first) < self.taken);
            if is_taken || rival {
                continue;
            }
            next = bits(stretch.end).div_ceil(6);
            self.put(weaver, alignment, stretch, goes_on);
            let reaches_end = stretch.end == self.decoded[alignment].len();
            last = (reaches_end && stretch.width == 1).then_some(alignment);
        }
        if self.ended { None } else { last }
    }

    /// Reads whole bytes from the character `alignment` on, and whole quads where the run goes on: the next part starts
    /// behind them. The first alignment comes first: the others are its bits, moved.
    fn decode(&mut self, alignment: usize) {
        if alignment == 0 {
            self.pack();
        }
        let characters = self.sextets.len().saturating_sub(alignment);
        let length = if self.ended { characters * 6 / 8 } else { characters / 4 * 3 };
        let (skip, shift) = (6 * alignment / 8, 6 * alignment % 8);
        let decoded = &mut self.decoded[alignment];
        decoded.clear();
        if shift == 0 {
            decoded.extend_from_slice(&self.packed[skip..skip + length]);
            return;
        }
        let high = &self.packed[skip..skip + length];
        let low = &self.packed[skip + 1..skip + 1 + length];
        decoded.extend(high.iter().zip(low).map(|(high, low)| high << shift | low >> (8 - shift)));
    }

    /// Puts the bits of all characters together.
    fn pack(&mut self) {
        let (quads, rest) = self.sextets.as_chunks::<4>();
        self.packed.clear();
        self.packed.resize(3 * quads.len(), 0);
        for (quad, bytes) in quads.iter().zip(self.packed.as_chunks_mut::<3>().0) {
            *bytes = triple(*quad);
        }
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        self.packed.extend(triple(last));
    }

    fn put(
        &mut self,
        weaver: &mut Weaver<'_, '_>,
        alignment: usize,
        stretch: Stretch,
        goes_on: bool,
    ) {
        let Stretch { start, end, width } = stretch;
        let text = narrow(&self.decoded[alignment][start..end], width);
        let Ok(text) = std::str::from_utf8(&text) else { return };
        let first_bit = 6 * alignment + 8 * start;
        let end_bit = 6 * alignment + 8 * end;
        let last = end_bit.div_ceil(6) - 1;
        let reaches_end = self.ended
            && self.sextets.len() * 6 - end_bit < 8
            && self.line(last) + 1 == self.lines.len();
        let value_end = self.place(last) + 1;
        let span_end = if reaches_end { self.end } else { value_end };
        let padding = span_end.saturating_sub(value_end);
        let step = 8 * width;
        let mut pieces = Vec::new();
        let first_line = self.line(first_bit / 6);
        for (index, &(line, _)) in self.lines.iter().enumerate().skip(first_line) {
            let skipped = (line * 6).saturating_sub(first_bit).div_ceil(step);
            let bit = first_bit + skipped * step;
            if skipped >= text.len() {
                break;
            }
            if self.line(bit / 6) != index {
                continue;
            }
            pieces.push(Piece {
                view: skipped,
                parent: self.place(bit / 6),
                spelling: Spelling::Sextets {
                    bit: u8::try_from(bit % 6).expect("a remainder of six is small"),
                    step: u8::try_from(step).expect("a character takes one or two bytes"),
                    padding: 0,
                },
            });
        }
        if let Some(Piece { spelling: Spelling::Sextets { padding: last, .. }, .. }) =
            pieces.last_mut()
        {
            *last = u8::try_from(padding).unwrap_or(0);
        }
        // The line end before text that goes on is no part of it.
        let start = match first_bit {
            0 if goes_on => self.lines.first().map_or(0, |&(_, at)| at),
            _ => self.place(first_bit / 6),
        };
        weaver.replace_all(Span { start, end: span_end }, text, &pieces);
        self.taken = span_end;
    }

    /// The line that holds a sextet.
    fn line(&self, sextet: usize) -> usize {
        self.lines.partition_point(|&(first, _)| first <= sextet).saturating_sub(1)
    }

    /// Where in the text a sextet stands.
    fn place(&self, sextet: usize) -> usize {
        let (first, at) = self.lines[self.line(sextet)];
        at + sextet - first
    }
}

/// The number of characters of the alphabet at the start.
fn line_length(bytes: &[u8]) -> usize {
    blocks::run_length(bytes, is_base64)
}

/// Where a wrapped run goes on: on the next line, behind white space, where nothing but the run stands on that line. A
/// short last line must end a quad, because it could also be a word.
fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => return None,
    };
    let indent = rest[line_end..].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    let start = at + line_end + indent;
    let window = &bytes[start..bytes.len().min(start + CHUNK)];
    let length = line_length(window);
    let after = &window[length..];
    let padding = after.iter().take_while(|&&byte| byte == b'=').count();
    let ends = match after.get(padding) {
        None => true,
        Some(byte) => {
            matches!(byte, b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'<' | b',' | b';' | b')')
        }
    };
    let whole = length >= SHORTEST_LINE || (length + padding).is_multiple_of(4);
    (length > 0 && padding <= 2 && ends && whole).then_some(start)
}

/// The six bits of a character of either alphabet, without a branch.
fn sextet(byte: u8) -> u8 {
    let mut sextet = byte.wrapping_add(52 - b'0');
    sextet = if byte >= b'A' { byte.wrapping_sub(b'A') } else { sextet };
    sextet = if byte >= b'a' { byte.wrapping_sub(b'a' - 26) } else { sextet };
    sextet = if (byte == b'+') | (byte == b'-') { 62 } else { sextet };
    if (byte == b'/') | (byte == b'_') { 63 } else { sextet }
}

/// The three bytes that four characters spell.
fn triple([a, b, c, d]: [u8; 4]) -> [u8; 3] {
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}
