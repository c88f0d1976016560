//! Hexadecimal digits: pairs in a row, pairs with a separator, and lists such as `0x61, 0x62`.

use super::stretch::{narrow, stretches};
use super::view::{Piece, Spelling};
use super::weave::Weaver;
use crate::blocks::{self, Places, is_alphanumeric};
use crate::model::{Encoding, Span};

/// Pairs in a row that can be text.
const SHORTEST: usize = 16;

/// Pairs read at a time.
const CHUNK: usize = 32 * 1024;

/// Whether pairs that start at `at` are not a part of a longer word.
pub(super) fn starts_run(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    mark(before) > 0 || before.last().is_none_or(|before| !is_alphanumeric(*before))
}

/// Shows what the pairs side by side from `start` on spell, part by part, and returns where they end.
pub(super) fn run(bytes: &[u8], start: usize, show: &mut dyn FnMut(&[u8])) -> usize {
    let mut run = Run { width: 2, end: start, ..Run::default() };
    loop {
        run.decoded.clear();
        run.start = run.end;
        run.read_side_by_side(&bytes[run.start..bytes.len().min(run.start + 2 * CHUNK)]);
        show(&run.decoded);
        if run.decoded.len() < CHUNK {
            return run.end;
        }
    }
}

/// Replaces everything in `text` that is text in hexadecimal digits.
pub(super) fn scan(text: &str, weaver: &mut Weaver<'_, '_>) {
    let bytes = text.as_bytes();
    let mut run = Run::default();
    let mut at = 0;
    let mut places = Places::new(bytes, could_start);
    while let Some(start) = places.next(at) {
        at = start;
        let digits_follow = bytes.get(at + 4).is_some_and(u8::is_ascii_hexdigit);
        if bytes[at..].starts_with(b"0x") && digits_follow {
            at += 2;
            continue;
        }
        let mut goes_on = false;
        loop {
            run.read(bytes, at);
            goes_on = run.replace(weaver, goes_on);
            at = run.end.max(at + 1);
            if run.decoded.len() < CHUNK {
                break;
            }
        }
    }
}

/// Whether more than one pair could start here, told by the byte before and those behind.
fn could_start(before: u8, byte: u8, [second, third, fourth]: [u8; 3]) -> bool {
    let stands_apart = !is_alphanumeric(before) | (before == b'x');
    let gap = (third == b' ') | (third == b':') | (third == b'-');
    let pairs = is_digit(second) & (is_digit(third) | gap) & is_digit(fourth);
    let prefix = (byte == b'0') & (second == b'x');
    stands_apart & is_digit(byte) & (pairs | prefix)
}

/// A hexadecimal digit.
fn is_digit(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 6) | (byte.wrapping_sub(b'0') < 10)
}

/// Pairs that follow each other in one style.
#[derive(Default)]
struct Run {
    decoded: Vec<u8>,
    start: usize,
    /// The length of what stands before the first pair and says that digits follow.
    mark: usize,
    /// Where each pair starts, prefix included; empty where they stand side by side.
    places: Vec<usize>,
    /// The length of a pair, prefix included.
    width: usize,
    end: usize,
}

impl Run {
    fn read(&mut self, bytes: &[u8], start: usize) {
        self.decoded.clear();
        self.places.clear();
        let prefixed = bytes[start..].starts_with(b"0x");
        self.width = if prefixed { 4 } else { 2 };
        self.start = start;
        self.mark = if prefixed { 0 } else { mark(&bytes[..start]) };
        if !prefixed && bytes.get(start + 2).is_some_and(u8::is_ascii_hexdigit) {
            self.read_side_by_side(&bytes[start..bytes.len().min(start + 2 * CHUNK)]);
            return;
        }
        let mut at = start;
        let mut separated = None;
        self.end = start;
        while self.decoded.len() < CHUNK {
            let digits = match (prefixed, &bytes[at..]) {
                (false, [high, low, ..]) | (true, [b'0', b'x', high, low, ..]) => [*high, *low],
                _ => break,
            };
            let Some(byte) = pair(digits) else { break };
            self.decoded.push(byte);
            self.places.push(at);
            self.end = at + self.width;
            let gap = separator(&bytes[self.end..], prefixed);
            let apart = *separated.get_or_insert(gap > 0);
            if apart && bytes.get(self.end).is_some_and(u8::is_ascii_hexdigit) {
                self.decoded.pop();
                self.places.pop();
                self.end = at;
                break;
            }
            if apart != (gap > 0) {
                break;
            }
            at = self.end + gap;
        }
    }

    /// Reads the pairs at the start of `bytes` that nothing separates.
    fn read_side_by_side(&mut self, bytes: &[u8]) {
        let length = blocks::run_length(bytes, is_digit);
        let (pairs, _) = bytes[..length].as_chunks::<2>();
        self.decoded.extend(pairs.iter().map(|[high, low]| value(*high) << 4 | value(*low)));
        self.end = self.start + 2 * pairs.len();
    }

    /// Where a pair starts.
    fn place(&self, pair: usize) -> usize {
        self.places.get(pair).copied().unwrap_or(self.start + pair * self.width)
    }

    /// Puts the text that is spelled here in its place. Takes and returns whether a text goes on from part to part.
    fn replace(&self, weaver: &mut Weaver<'_, '_>, goes_on: bool) -> bool {
        if self.decoded.len() < SHORTEST && !goes_on {
            return false;
        }
        let mut end = 0;
        for stretch in stretches(&self.decoded, goes_on) {
            end = stretch.end;
            let range = stretch.start..stretch.end;
            let text = narrow(&self.decoded[range.clone()], stretch.width);
            let Ok(text) = std::str::from_utf8(&text) else { continue };
            // What stands side by side is one piece, whatever its length.
            let step = if self.places.is_empty() { text.len() } else { 1 } * stretch.width;
            let places = range.clone().step_by(step.max(1)).map(|pair| self.place(pair));
            let parent = u8::try_from(self.width * stretch.width).expect("a character is short");
            let spelling = Spelling::Units { view: 1, parent, encoding: Encoding::Hex };
            let mut pieces: Vec<Piece> = Vec::new();
            for (view, place) in places.enumerate() {
                let goes_on = pieces.last().is_some_and(|last| {
                    last.parent + (view - last.view) * usize::from(parent) == place
                });
                if !goes_on {
                    pieces.push(Piece { view, parent: place, spelling });
                }
            }
            let mark = if range.start == 0 && !goes_on { self.mark } else { 0 };
            let span = Span {
                start: self.place(range.start) - mark,
                end: self.place(range.end - 1) + self.width,
            };
            weaver.replace_all(span, text, &pieces);
        }
        end == self.decoded.len()
    }
}

/// The length of the `0x` or `\x` at the end, which is no letter of what is spelled behind it.
pub(super) fn mark(before: &[u8]) -> usize {
    match before {
        [.., byte, b'0', b'x'] if is_alphanumeric(*byte) => 0,
        [.., b'0' | b'\\', b'x'] => 2,
        _ => 0,
    }
}

/// The byte that two digits spell.
fn pair(digits: [u8; 2]) -> Option<u8> {
    digits.iter().all(|&digit| is_digit(digit)).then(|| value(digits[0]) << 4 | value(digits[1]))
}

/// What a digit stands for: the numbers of letters have a bit that those of figures lack.
fn value(digit: u8) -> u8 {
    (digit & 0xF) + 9 * (digit >> 6)
}

/// The length of what stands between two pairs: one blank, colon or dash; in a list also commas and line ends.
fn separator(bytes: &[u8], list: bool) -> usize {
    if list {
        let is_gap = |byte: &&u8| matches!(byte, b',' | b' ' | b'\t' | b'\r' | b'\n');
        return bytes.iter().take(64).take_while(is_gap).count();
    }
    match bytes {
        [b' ' | b':' | b'-', next, ..] if next.is_ascii_hexdigit() => 1,
        _ => 0,
    }
}
