//! Text that remembers where each planted value starts, through every re-encoding of the whole.
//!
//! Contract: marks are byte offsets of the text; [`Doc::map`] re-encodes piece by piece, so that a mark stays in front
//! of the same character; [`Doc::places`] turns marks into lines and columns as users count them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// How exact the place of a finding has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precision {
    /// The line and column of the mark.
    Exact,
    /// Anywhere on the line of the mark.
    Line,
    /// Anywhere in the file.
    File,
}

/// What the tool has to say about a planted value.
#[derive(Debug, Clone)]
pub(crate) struct Expect {
    /// The rules of which one has to fire.
    pub(crate) rules: Vec<&'static str>,
    /// The accepted values; empty where any will do.
    pub(crate) values: Vec<String>,
    /// How exact the place has to be.
    pub(crate) precision: Precision,
    /// Whether silence is a miss; otherwise the finding is accepted and no more.
    pub(crate) required: bool,
    /// Words that `decoded` has to hold.
    pub(crate) decoded: Vec<&'static str>,
}

/// A place, counted from 1.
pub(crate) type Place = (usize, usize);

/// An expectation with its place, and other places that are as right.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) expect: Expect,
    at: usize,
    also: Vec<usize>,
}

/// Marked text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doc {
    pub(crate) text: String,
    pub(crate) marks: Vec<Mark>,
}

impl Doc {
    /// Adds text that holds nothing.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Puts a mark before what is pushed next.
    pub(crate) fn mark(&mut self, expect: Expect) {
        self.marks.push(Mark { expect, at: self.text.len(), also: Vec::new() });
    }

    /// Adds another document with its marks.
    pub(crate) fn append(&mut self, other: Doc) {
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.marks.extend(other.marks.into_iter().map(|mut mark| {
            mark.at += base;
            mark.also.iter_mut().for_each(|at| *at += base);
            mark
        }));
    }

    /// Re-encodes the text with a function that treats each character by itself; `word` names the encoding.
    #[must_use]
    pub(crate) fn map(
        mut self,
        word: Option<&'static str>,
        encode: impl Fn(&str) -> String,
    ) -> Doc {
        let mut cuts: Vec<usize> =
            self.marks.iter().flat_map(|mark| mark.also.iter().copied().chain([mark.at])).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut text = String::new();
        let mut moved = Vec::new();
        let mut from = 0;
        for cut in cuts {
            text.push_str(&encode(&self.text[from..cut]));
            moved.push((cut, text.len()));
            from = cut;
        }
        text.push_str(&encode(&self.text[from..]));
        let new =
            |old: usize| moved.iter().find(|(cut, _)| *cut == old).expect("each mark is a cut").1;
        for mark in &mut self.marks {
            mark.at = new(mark.at);
            mark.also.iter_mut().for_each(|at| *at = new(*at));
            mark.expect.decoded.extend(word);
        }
        Doc { text, marks: self.marks }
    }

    /// The base64 of the whole text, in lines of `width` characters if that is not zero. The exact character and the
    /// start of the block are both right places.
    #[must_use]
    pub(crate) fn base64(mut self, width: usize) -> Doc {
        let plain = STANDARD.encode(&self.text);
        let wrapped = |at: usize| at + at.checked_div(width).unwrap_or(0);
        let mut text = String::new();
        for (index, character) in plain.chars().enumerate() {
            if width != 0 && index != 0 && index % width == 0 {
                text.push('\n');
            }
            text.push(character);
        }
        for mark in &mut self.marks {
            mark.at = wrapped(mark.at * 4 / 3);
            mark.also = vec![0];
            mark.expect.decoded.push("base64");
        }
        Doc { text, marks: self.marks }
    }

    /// The base64 of the text in UTF-16, little endian, as PowerShell takes commands; the exact character and the start
    /// of the block are both right places. The text is ASCII.
    #[must_use]
    pub(crate) fn base64_of_utf16(mut self) -> Doc {
        for mark in &mut self.marks {
            mark.at = mark.at * 2 * 4 / 3;
            mark.also = vec![0];
            mark.expect.decoded.push("base64");
        }
        let bytes: Vec<u8> = self.text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        Doc { text: STANDARD.encode(bytes), marks: self.marks }
    }

    /// The hexadecimal digits of the whole text; the exact digit and the start of the block are both right places.
    #[must_use]
    pub(crate) fn hex(mut self) -> Doc {
        for mark in &mut self.marks {
            mark.at *= 2;
            mark.also = vec![0];
            mark.expect.decoded.push("hex");
        }
        Doc { text: crate::secrets::hex_of(self.text.as_bytes()), marks: self.marks }
    }

    /// The accepted places of each mark.
    pub(crate) fn places(&self) -> Vec<(Vec<Place>, Expect)> {
        self.marks
            .iter()
            .map(|mark| {
                let places = [mark.at].iter().chain(&mark.also).map(|at| self.place(*at)).collect();
                (places, mark.expect.clone())
            })
            .collect()
    }

    /// Lines end at LF, CRLF and a lone CR; columns count characters.
    fn place(&self, offset: usize) -> Place {
        let (mut line, mut column) = (1, 1);
        let mut before = '\0';
        for character in self.text[..offset].chars() {
            match (before, character) {
                ('\r', '\n') => {}
                (_, '\n' | '\r') => (line, column) = (line + 1, 1),
                _ => column += 1,
            }
            before = character;
        }
        (line, column)
    }
}
