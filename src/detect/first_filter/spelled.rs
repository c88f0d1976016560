//! What rows of base64 or of hexadecimal digits spell.
//!
//! Contract: a row is read together with the rows that decoders join to it, as far before and behind it as a value
//! reaches, so that no value is cut that anyone could see. What it spells is suspicious where it would be in clear, or
//! where it holds what could be a part of a value. Rows are asked about in their order, and each is read once for each
//! alignment at which it could be text. Allocates nothing.

use super::words::{could_be_value, next_word};
use crate::detect::rows::{is_escaped, next_row, row_before};
use crate::detect::validate::reads_as_text;

/// Bytes of text that are judged beside as many before them: all that makes something suspicious together stands so
/// near, but for names beside values, and a value is told without its name.
const READ: usize = 192;

/// Characters before and behind a row that are read with it: the spelling of a value, and some more. A whole number of
/// groups.
const BESIDE: usize = 176;

/// Letters and digits of a value, at most, and what may stand before it without a gap.
const LONGEST_VALUE: usize = 136;

/// Letters and digits that are looked at for what they spell, if they spell text.
const SHORTEST_SPELLED: usize = 70;

/// How many characters are read in all, in times of the window: rows that read as text at several alignments, or lead
/// to one another in circles, are read no more often and called suspicious.
const MOST: usize = 16;

/// Rows that are remembered: those that were read ahead.
const ROWS: usize = 8;

/// What is no digit.
const NONE: u8 = 0xFF;

/// Six bits for each character of either alphabet of base64.
static SEXTETS: [u8; 256] = {
    let mut sextets = [NONE; 256];
    let mut value = 0;
    while value < 64 {
        let character = match value {
            0..26 => b'A' + value,
            26..52 => b'a' + value - 26,
            52..62 => b'0' + value - 52,
            62 => b'+',
            _ => b'/',
        };
        sextets[character as usize] = value;
        value += 1;
    }
    sextets[b'-' as usize] = 62;
    sextets[b'_' as usize] = 63;
    sextets
};

/// Four bits for each hexadecimal digit.
static DIGITS: [u8; 256] = {
    let mut digits = [NONE; 256];
    let mut value = 0;
    while value < 16 {
        let character = if value < 10 { b'0' + value } else { b'A' + value - 10 };
        digits[character as usize] = value;
        digits[(character | 0x20) as usize] = value;
        value += 1;
    }
    digits
};

/// Reads rows whose characters stand for so many `BITS`: six, or four.
pub(super) struct Spelled<'w, const BITS: u32> {
    window: &'w [u8],
    /// The rows that were read last, in no order.
    rows: [Row; ROWS],
    /// The row that what was read last is read on from.
    followed: Row,
    /// How many characters were read in all.
    total: usize,
    /// How many rows were read since the last [`restart`](Self::restart).
    read: usize,
    /// How many characters.
    count: usize,
    /// The bits of a group that is not complete.
    group: u32,
    /// What the rows spell and was not judged, behind what stands before it.
    text: [u8; 2 * READ],
    length: usize,
    /// How much of `text` was judged.
    judged: usize,
}

/// Characters without a gap.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    start: usize,
    end: usize,
    /// How many characters were read before it.
    count: usize,
}

/// Of base64.
pub(super) type Base64<'w> = Spelled<'w, 6>;

/// Of pairs of hexadecimal digits.
pub(super) type Hex<'w> = Spelled<'w, 4>;

impl<'w, const BITS: u32> Spelled<'w, BITS> {
    /// Characters that spell whole bytes, and how many bytes.
    const GROUP: usize = if BITS == 6 { 4 } else { 2 };
    const BYTES: usize = Self::GROUP * BITS as usize / 8;

    pub(super) fn new(window: &'w [u8]) -> Self {
        Self {
            window,
            rows: [Row::default(); ROWS],
            followed: Row::default(),
            total: 0,
            read: 0,
            count: 0,
            group: 0,
            text: [0; 2 * READ],
            length: 0,
            judged: 0,
        }
    }

    /// Whether a group that starts at `place` was read as one.
    pub(super) fn knows(&self, place: usize) -> bool {
        let is_group = |row: Row| (row.count + place - row.start).is_multiple_of(Self::GROUP);
        self.row_of(place).is_some_and(is_group)
    }

    /// Reads on to where a value ends that starts in the row of this place, if that row was read. Whether anything is
    /// suspicious.
    pub(super) fn follow(&mut self, place: usize) -> bool {
        let Some(row) = self.row_of(place) else { return false };
        self.followed = row;
        let enough = row.count + (row.end - row.start) + BESIDE;
        while self.count < enough {
            let Some(next) = next_row(self.window, self.last().end, Self::is_character) else {
                break;
            };
            if self.read_row(next) {
                return true;
            }
        }
        false
    }

    /// Reads what is around a group that starts at `place`. Whether anything is suspicious in it, or in what was read
    /// before.
    pub(super) fn read(&mut self, place: usize) -> bool {
        if self.ends_suspicious() {
            return true;
        }
        self.restart();
        let mut next = Some(self.before(place));
        while let Some(start) = next {
            if self.read_row(start) {
                return true;
            }
            if self.row_of(place).is_some() {
                return self.follow(place);
            }
            if self.last().end > place {
                break;
            }
            next = next_row(self.window, self.last().end, Self::is_character);
        }
        // The way back passed something that the way on does not.
        self.restart();
        let before = self.characters_before(place);
        self.read_row(place - before / Self::GROUP * Self::GROUP) || self.follow(place)
    }

    /// Whether what was read and not judged is suspicious; for the end.
    pub(super) fn ends_suspicious(&mut self) -> bool {
        self.length > self.judged && self.judge()
    }

    fn value(byte: u8) -> u8 {
        if BITS == 6 { SEXTETS[usize::from(byte)] } else { DIGITS[usize::from(byte)] }
    }

    fn is_character(byte: u8) -> bool {
        Self::value(byte) != NONE
    }

    fn restart(&mut self) {
        (self.read, self.count, self.group, self.length, self.judged) = (0, 0, 0, 0, 0);
        self.followed = Row::default();
    }

    /// The row that was read last.
    fn last(&self) -> Row {
        self.rows[self.read.wrapping_sub(1) % ROWS]
    }

    /// The row that holds a place, if it is one of those that were read last.
    fn row_of(&self, place: usize) -> Option<Row> {
        let rows = self.rows[..self.read.min(ROWS)].iter().chain([&self.followed]);
        rows.copied().find(|row| row.start <= place && place < row.end)
    }

    /// Reads the row that starts at `start`. Whether anything is suspicious.
    fn read_row(&mut self, start: usize) -> bool {
        let row = &self.window[start..];
        let length = row.iter().take_while(|byte| Self::is_character(**byte)).count();
        self.rows[self.read % ROWS] = Row { start, end: start + length, count: self.count };
        self.read += 1;
        self.total += length;
        if self.total > MOST * (self.window.len() + BESIDE) {
            return true;
        }
        for &byte in &row[..length] {
            self.group = self.group << BITS | u32::from(Self::value(byte));
            self.count += 1;
            if self.count.is_multiple_of(Self::GROUP) && self.put_group() {
                return true;
            }
        }
        false
    }

    /// Adds what a group spells to the text. Whether the text is suspicious.
    fn put_group(&mut self) -> bool {
        let bytes = self.group.to_be_bytes();
        let bytes = &bytes[bytes.len() - Self::BYTES..];
        self.text[self.length..self.length + Self::BYTES].copy_from_slice(bytes);
        self.length += Self::BYTES;
        self.length + Self::BYTES > self.text.len() && self.judge()
    }

    /// Whether the text is suspicious, or could hold a part of a value. Keeps its end for what follows.
    fn judge(&mut self) -> bool {
        let text = &self.text[..self.length];
        if could_hold_part(text) || super::suspicious_text(text) {
            return true;
        }
        let kept = self.length.min(READ);
        self.text.copy_within(self.length - kept..self.length, 0);
        (self.length, self.judged) = (kept, kept);
        false
    }

    /// Where to start so that what decides about a group at `place` is read, whole groups before it.
    fn before(&self, place: usize) -> usize {
        let (mut at, mut best, mut steps) = (place, place, 0);
        while steps < BESIDE && at > 0 {
            if Self::is_character(self.window[at - 1]) && !is_escaped(self.window, at - 1) {
                at -= 1;
                steps += 1;
                if steps % Self::GROUP == 0 {
                    best = at;
                }
                continue;
            }
            match row_before(self.window, at, Self::is_character) {
                Some(end) => at = end,
                None => break,
            }
        }
        best
    }

    /// The number of characters right before a place.
    fn characters_before(&self, place: usize) -> usize {
        let is = |at: &usize| Self::is_character(self.window[*at]) && !is_escaped(self.window, *at);
        (0..place).rev().take(BESIDE).take_while(is).count()
    }
}

/// Whether the text holds what could be a value or a part of one. A word that is longer than any value is data, and
/// judged as such.
fn could_hold_part(text: &[u8]) -> bool {
    let words = std::iter::successors(next_word(text, 0), |word| next_word(text, word.end));
    words.map(|word| &text[word.start..word.end]).any(|word| {
        let mut parts = word.split(|byte| *byte == b'-');
        let is_data = |part: &[u8]| {
            part.len() > LONGEST_VALUE || part.len() >= SHORTEST_SPELLED && reads_as_text(part)
        };
        !parts.any(is_data) && could_be_value(word)
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use crate::detect::suspicious_text as suspicious;
    use crate::rule::expand;

    const PROSE: &str = "An ordinary sentence is spelled here, and another one after it.\n";

    /// Rows of base64 and of hexadecimal digits, joined by this.
    fn written(text: &str, width: usize, joint: &str) -> [String; 2] {
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        [STANDARD.encode(text), hex].map(|data| {
            let rows = data.as_bytes().chunks(width).map(|row| String::from_utf8_lossy(row));
            rows.collect::<Vec<_>>().join(joint)
        })
    }

    #[test]
    fn what_is_spelled_decides() {
        for (width, joint) in
            [(76, "\n"), (64, "\\n"), (70, "\" +\n  \""), (60, "\n# "), (100_000, "")]
        {
            let prose = PROSE.repeat(40);
            for text in written(&prose, width, joint) {
                assert!(!suspicious(text.as_bytes()), "{width} {joint:?}");
            }
            for template in [
                "client_secret = {{secret64}}",
                "id: {{id48}}",
                "refreshToken: {{token28}}",
                "{{uuid}}",
                "see banqup.com",
                "{{jwt}}",
            ] {
                for before in 0..20 {
                    let value = expand(template, 1);
                    let text =
                        [&"ordinary words are few"[..before], &prose, &value, &prose].concat();
                    for text in written(&text, width, joint) {
                        assert!(suspicious(text.as_bytes()), "{width} {joint:?} {template}");
                    }
                }
            }
        }
    }

    #[test]
    fn layers_of_prose_are_prose() {
        let once = STANDARD.encode(PROSE.repeat(40));
        let twice = STANDARD.encode(&once);
        assert!(!suspicious(twice.as_bytes()));
        let value = expand("client_secret = {{secret64}}", 1);
        let text = [&PROSE.repeat(20), &*value, &PROSE.repeat(20)].concat();
        assert!(suspicious(STANDARD.encode(STANDARD.encode(text)).as_bytes()));
    }

    #[test]
    fn no_row_is_read_again_and_again() {
        // In quadratic time none of these would end.
        let [base64, hex] = written(&PROSE.repeat(60_000), 76, "\n");
        assert!(!suspicious(base64.as_bytes()) && !suspicious(hex.as_bytes()));
        let [line, digits] = written(&PROSE.repeat(1000), 1_000_000, "");
        let words = "alpha\nbeta\ngamma\ndelta\nepsilon\nzeta\neta\ntheta\niota\nkappa\n";
        for line in [&line, &digits] {
            assert!(!suspicious(format!("{line}\n{words}").repeat(40).as_bytes()));
        }
        for hostile in ["JNVZd", "23456672", "JNVZdJNVZdJNVZdJNVZdJNVZdJNVZdJNVZd\nab\n"] {
            suspicious(hostile.repeat(400_000).as_bytes());
        }
    }
}
