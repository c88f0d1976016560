//! Which characters the codes of a font are.
//!
//! Contract: a page calls a font by a name, and names of several pages may mean several fonts; of these the one counts
//! that knows a string's codes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::object::{leading_number, says};

/// The most fonts of one name, and the most characters that a code stands for: letters that are set as one.
const MOST_OF_A_NAME: usize = 16;
const MOST_OF_A_CODE: usize = 4;

/// The fonts of a document.
#[derive(Default)]
pub(super) struct Fonts {
    /// By the number of its object.
    fonts: FxHashMap<u32, Font>,
    /// The objects that a name may mean.
    names: FxHashMap<Vec<u8>, Vec<u32>>,
    /// What codes stand for, by the number of the stream; empty until it is read.
    maps: FxHashMap<u32, Map>,
}

struct Font {
    map: Option<u32>,
    /// The length of its codes, in bytes.
    width: usize,
}

/// Codes in a row, by the first: the last one, and what the first stands for, in UTF-16.
#[derive(Default)]
struct Map {
    rows: BTreeMap<u32, (u32, Vec<u16>)>,
}

impl Fonts {
    /// Takes from an object what it says of fonts.
    pub(super) fn add(&mut self, number: u32, object: &[u8]) {
        if says(object, b"/Font") && (says(object, b"/Type0") || says(object, b"/ToUnicode")) {
            let at = memchr::memmem::find(object, b"/ToUnicode");
            let map = at.and_then(|at| leading_number(&object[at + b"/ToUnicode".len()..]));
            let map = map.and_then(|map| u32::try_from(map).ok());
            if let Some(map) = map {
                self.maps.entry(map).or_default();
            }
            let width = if says(object, b"/Type0") { 2 } else { 1 };
            self.fonts.insert(number, Font { map, width });
        }
        for entry in object.split(|byte| *byte == b'/').skip(1) {
            let end = entry.iter().position(u8::is_ascii_whitespace);
            let Some((name, rest)) = end.map(|end| entry.split_at(end)) else { continue };
            let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            let (Some(font), Some(_), Some([b'R', ..])) =
                (words.next().and_then(leading_number), words.next(), words.next())
            else {
                continue;
            };
            let Ok(font) = u32::try_from(font) else { continue };
            let of_name = self.names.entry(name.to_vec()).or_default();
            if of_name.len() < MOST_OF_A_NAME && !of_name.contains(&font) {
                of_name.push(font);
            }
        }
    }

    /// Whether a stream says which characters codes are.
    pub(super) fn is_map(&self, stream: u32) -> bool {
        self.maps.contains_key(&stream)
    }

    pub(super) fn add_map(&mut self, stream: u32, text: &[u8]) {
        self.maps.insert(stream, Map::of(text));
    }

    /// Adds what a string shows in the font of this name; whether that is known.
    pub(super) fn write(&self, name: &[u8], string: &[u8], text: &mut Vec<u8>) -> bool {
        let numbers = self.names.get(name).map(Vec::as_slice).unwrap_or_default();
        let fonts = || numbers.iter().filter_map(|number| self.fonts.get(number));
        let maps = || fonts().filter_map(|font| Some((self.maps.get(&font.map?)?, font.width)));
        let known = maps().find_map(|(map, width)| map.read(string, width, false));
        let is_wide =
            looks_wide(string) || fonts().next().is_some() && fonts().all(|font| font.width == 2);
        match known {
            Some(known) => text.extend_from_slice(known.as_bytes()),
            // One byte is one character of Latin-1, or nearly so.
            None if !is_wide => {
                let characters: String = string.iter().copied().map(char::from).collect();
                text.extend_from_slice(characters.as_bytes());
            }
            None => {
                let nearly = maps().next().and_then(|(map, width)| map.read(string, width, true));
                text.extend_from_slice(nearly.as_deref().unwrap_or_default().as_bytes());
                return nearly.is_some() || string.iter().all(|byte| *byte <= b' ');
            }
        }
        true
    }
}

/// Whether a string is made of pairs of bytes of which the first is mostly zero.
fn looks_wide(string: &[u8]) -> bool {
    let (pairs, rest) = string.as_chunks::<2>();
    rest.is_empty()
        && !pairs.is_empty()
        && pairs.iter().filter(|[high, _]| *high < 0x20).count() * 2 > pairs.len()
}

impl Map {
    fn of(text: &[u8]) -> Self {
        let mut map = Self::default();
        let mut block: &[u8] = b"";
        let mut given: Vec<Item<'_>> = Vec::new();
        for item in (Items { rest: text }) {
            match item {
                Item::Word(word) => {
                    block = word;
                    given.clear();
                }
                item => given.push(item),
            }
            let is_done = match (block, &given[..]) {
                (b"beginbfchar", [Item::Code(code), Item::Code(to)]) => {
                    map.add(number(code), number(code), to)
                }
                (b"beginbfrange", [Item::Code(from), Item::Code(last), Item::Code(to)]) => {
                    map.add(number(from), number(last), to)
                }
                // A list has a character for each code, of which only the newest is kept here.
                (
                    b"beginbfrange",
                    [Item::Code(from), Item::Code(_), Item::Open, Item::Code(to)],
                ) => {
                    let code = number(from);
                    map.add(code, code, to);
                    given[0] = Item::Code(code.saturating_add(1).to_be_bytes().to_vec());
                    given.pop();
                    false
                }
                (b"beginbfrange", [.., Item::Close]) => true,
                (b"beginbfchar" | b"beginbfrange", _) => false,
                _ => true,
            };
            if is_done {
                given.clear();
            }
        }
        map
    }

    fn add(&mut self, from: u32, last: u32, to: &[u8]) -> bool {
        let units = to.as_chunks().0.iter().take(MOST_OF_A_CODE);
        let units = units.map(|pair| u16::from_be_bytes(*pair)).collect();
        self.rows.insert(from, (last, units));
        true
    }

    /// What a string of codes of so many bytes shows, where all of them are known, or `may_lack` some.
    fn read(&self, string: &[u8], width: usize, may_lack: bool) -> Option<String> {
        let mut units = Vec::new();
        for code in string.chunks(width) {
            let code = number(code);
            match self.rows.range(..=code).next_back().filter(|(_, (last, _))| code <= *last) {
                Some((from, (_, to))) => {
                    units.extend_from_slice(to);
                    if let Some(unit) = units.last_mut() {
                        *unit = unit.wrapping_add((code - from) as u16);
                    }
                }
                None if may_lack => units.push(char::REPLACEMENT_CHARACTER as u16),
                None => return None,
            }
        }
        Some(String::from_utf16_lossy(&units).chars().map(apart).collect())
    }
}

/// The letters that one sign stands for where a font sets them as one.
fn apart(c: char) -> Cow<'static, str> {
    match c {
        '\u{fb00}' => "ff".into(),
        '\u{fb01}' => "fi".into(),
        '\u{fb02}' => "fl".into(),
        '\u{fb03}' => "ffi".into(),
        '\u{fb04}' => "ffl".into(),
        c => c.to_string().into(),
    }
}

/// What the text of a map is made of.
#[derive(Debug, PartialEq, Eq)]
enum Item<'a> {
    Word(&'a [u8]),
    Code(Vec<u8>),
    Open,
    Close,
}

struct Items<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        self.rest = self.rest.trim_ascii_start();
        let (first, rest) = self.rest.split_first()?;
        if let b'[' | b']' = first {
            self.rest = rest;
            return Some(if *first == b'[' { Item::Open } else { Item::Close });
        }
        if *first == b'<' {
            let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
            let code = hex(&rest[..end]);
            self.rest = rest.get(end + 1..).unwrap_or_default();
            return Some(Item::Code(code));
        }
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"<[]".contains(byte);
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        let (word, rest) = self.rest.split_at(end + 1);
        self.rest = rest;
        Some(Item::Word(word))
    }
}

/// The bytes that digits spell; a missing last one is a zero.
pub(super) fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}
