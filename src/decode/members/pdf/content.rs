//! What a page shows: strings between operators that say where they stand.

use memchr::memmem;

use super::font::{Fonts, hex};

/// The gap in a list of strings, in thousandths of a character, that people see as a blank.
const BLANK: f32 = -180.0;

/// How wide a character is at most on the average, and how far off the next can stand, in parts of the font's size.
const WIDTH: f32 = 0.75;
const SLACK: f32 = 0.4;

/// How many times its size the text of a stream can have: two bytes make a character of three at most, but for letters
/// that are set as one.
const MOST_TIMES: usize = 4;

/// Whether a stream is one that shows text.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| memmem::find(bytes, word).is_some();
    has(b"BT") && (has(b"Tj") || has(b"TJ") || has(b"ET"))
}

/// Adds the text that a stream shows, a line for each line; whether some of it is in a font that cannot be read.
pub(super) fn read(bytes: &[u8], fonts: &Fonts, text: &mut Vec<u8>) -> bool {
    let mut reader = Reader {
        text,
        font: Vec::new(),
        name: Vec::new(),
        pending: Vec::new(),
        numbers: [0.0; 2],
        size: 0.0,
        shown: 0,
        line: f32::NAN,
        is_foreign: false,
    };
    let mut tokens = Tokens::of(bytes);
    let most = reader.text.len() + MOST_TIMES * bytes.len();
    while let Some(token) = tokens.next() {
        if reader.text.len() + reader.pending.len() > most {
            return true;
        }
        match token {
            Token::String(string) => {
                reader.is_foreign |= !fonts.write(&reader.font, &string, &mut reader.pending);
            }
            Token::Name(name) => reader.name = name.to_vec(),
            Token::Number(number, in_list) => {
                if in_list && number < BLANK {
                    reader.pending.push(b' ');
                }
                reader.numbers = [reader.numbers[1], number];
            }
            Token::Operator(operator) => {
                reader.operate(operator);
                if operator == b"ID" {
                    tokens.pass_picture();
                }
            }
        }
    }
    reader.is_foreign
}

struct Reader<'r> {
    text: &'r mut Vec<u8>,
    font: Vec<u8>,
    name: Vec<u8>,
    /// What the strings since the last operator show.
    pending: Vec<u8>,
    /// The last two numbers.
    numbers: [f32; 2],
    size: f32,
    /// How many characters were shown since a place was said.
    shown: usize,
    /// How high the line stands.
    line: f32,
    is_foreign: bool,
}

impl Reader<'_> {
    fn operate(&mut self, operator: &[u8]) {
        match operator {
            b"Tf" => {
                self.font = std::mem::take(&mut self.name);
                self.size = self.numbers[1];
            }
            b"Tj" | b"TJ" => self.show(),
            b"'" | b"\"" => {
                self.text.push(b'\n');
                self.show();
            }
            b"BT" => self.shown = 0,
            b"T*" => self.text.push(b'\n'),
            b"Td" | b"TD" => {
                // Kerning moves a letter to about where it would stand anyway.
                let [along, down] = self.numbers;
                let goes_on =
                    along > 0.0 && along <= self.size * (WIDTH * self.shown as f32 + SLACK);
                match down == 0.0 {
                    true if self.shown > 0 && goes_on => {}
                    true => self.text.push(b' '),
                    false => self.text.push(b'\n'),
                }
                self.shown = 0;
            }
            b"Tm" => {
                let is_same = self.line == self.numbers[1];
                self.line = self.numbers[1];
                self.shown = 0;
                self.text.push(if is_same { b' ' } else { b'\n' });
            }
            _ => {}
        }
        self.pending.clear();
    }

    fn show(&mut self) {
        let is_start = |byte: &&u8| **byte & 0xC0 != 0x80;
        self.shown += self.pending.iter().filter(is_start).count();
        self.text.append(&mut self.pending);
    }
}

/// What the language of pages is made of.
enum Token<'a> {
    String(Vec<u8>),
    Name(&'a [u8]),
    /// A number, and whether it stands in a list.
    Number(f32, bool),
    Operator(&'a [u8]),
}

struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    is_in_list: bool,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let first = *rest.first()?;
            match first {
                b'%' => {
                    let end = memchr::memchr2(b'\n', b'\r', rest);
                    self.at += end.unwrap_or(rest.len());
                }
                b'(' => return Some(Token::String(self.literal())),
                b'<' if rest.get(1) != Some(&b'<') => {
                    let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
                    self.at += (end + 1).min(rest.len());
                    return Some(Token::String(hex(&rest[1..end])));
                }
                b'[' | b']' => {
                    self.is_in_list = first == b'[';
                    self.at += 1;
                }
                b'/' => return Some(Token::Name(&self.word(1)[1..])),
                _ if is_blank(first) || is_sign(first) => self.at += 1,
                _ => {
                    let word = self.word(1);
                    let number = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
                    return Some(match number {
                        Some(number) => Token::Number(number, self.is_in_list),
                        None => Token::Operator(word),
                    });
                }
            }
        }
    }
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

fn is_sign(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

impl<'a> Tokens<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, is_in_list: false }
    }

    /// Takes a word, of which so many bytes are known.
    fn word(&mut self, known: usize) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let ends = |byte: &u8| is_blank(*byte) || is_sign(*byte);
        let length = rest[known..].iter().position(ends).map_or(rest.len(), |end| known + end);
        self.at += length;
        &rest[..length]
    }

    /// Takes a string in brackets, in which brackets stand in pairs or behind a backslash.
    fn literal(&mut self) -> Vec<u8> {
        let mut string = Vec::new();
        let mut depth = 0_usize;
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => {
                    string.extend(self.escaped());
                    continue;
                }
                b'(' => depth += 1,
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                _ => {}
            }
            string.push(byte);
        }
        string
    }

    /// Takes what stands behind a backslash: the byte that is meant, and none at the end of a line.
    fn escaped(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_digit = |byte: &&u8| matches!(byte, b'0'..=b'7');
        let digits = rest.iter().take(3).take_while(is_digit).count();
        self.at += digits.max(1);
        if digits > 0 {
            let number =
                rest[..digits].iter().fold(0_u32, |sum, digit| sum << 3 | u32::from(digit & 7));
            return Some((number & 0xFF) as u8);
        }
        match rest.first()? {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' | b'f' => Some(b' '),
            b'\r' => {
                self.at += usize::from(rest.get(1) == Some(&b'\n'));
                None
            }
            b'\n' => None,
            other => Some(*other),
        }
    }

    /// Passes over the bytes of a picture that stands in the text, up to the word that ends it.
    fn pass_picture(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_end = |at: &usize| {
            let apart = |byte: Option<&u8>| byte.is_none_or(|byte| is_blank(*byte));
            apart(rest[..*at].last()) && apart(rest.get(at + b"EI".len()))
        };
        let end = memmem::find_iter(rest, b"EI").find(is_end);
        self.at += end.unwrap_or(rest.len());
    }
}
