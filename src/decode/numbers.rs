//! Lists of bytes in decimal numbers, as source code and dumps of buffers write them: `[72, 101, 108, …]`.

use super::view::Spelling;
use super::weave::Weaver;
use crate::blocks::Places;
use crate::model::{Encoding, Span};

/// Numbers in a row that can be text.
const SHORTEST: usize = 16;

/// Blanks and line ends around a comma, at most.
const LONGEST_GAP: usize = 64;

/// Replaces every list of numbers in `text` that stand for printable characters.
pub(super) fn scan(text: &str, weaver: &mut Weaver<'_, '_>) {
    let bytes = text.as_bytes();
    let mut list: Vec<(Span, u8)> = Vec::new();
    let mut at = 0;
    let could_follow = |before: u8, byte: u8, _| {
        let digit = before.wrapping_sub(b'0') < 10;
        let blank = (before == b' ') | (before.wrapping_sub(b'\t') < 5);
        (byte == b',') & (digit | blank)
    };
    let mut places = Places::new(bytes, could_follow);
    while let Some(comma) = places.next(at) {
        at = comma + 1;
        let before = &bytes[..comma];
        let blank =
            before.iter().rev().take(LONGEST_GAP).take_while(|b| b.is_ascii_whitespace()).count();
        let before = &before[..comma - blank];
        let digits = before.iter().rev().take(4).take_while(|b| b.is_ascii_digit()).count();
        let start = before.len() - digits;
        let apart = start.checked_sub(1).is_none_or(|before| !is_word(bytes[before]));
        if digits == 0 || !apart {
            continue;
        }
        list.clear();
        let mut next = start;
        while let Some((end, character)) = number(bytes, next) {
            list.push((Span { start: next, end }, character));
            next = end + gap(&bytes[end..]);
            if next == end {
                break;
            }
        }
        at = list.last().map_or(at, |(last, _)| last.end.max(at));
        if list.len() >= SHORTEST {
            put(&list, weaver);
        }
    }
}

/// Puts the characters in the place of their numbers; the gap behind a number belongs to it.
fn put(list: &[(Span, u8)], weaver: &mut Weaver<'_, '_>) {
    for (index, &(span, character)) in list.iter().enumerate() {
        let end = list.get(index + 1).map_or(span.end, |(next, _)| next.start);
        let parent = u8::try_from(end - span.start).expect("a number and a gap are short");
        let spelling = Spelling::Units { view: 1, parent, encoding: Encoding::Escapes };
        let spelled = [character];
        let spelled = std::str::from_utf8(&spelled).unwrap_or(" ");
        weaver.replace(Span { start: span.start, end }, spelled, spelling);
    }
}

/// The end of the number at `at` and the printable character it stands for.
fn number(bytes: &[u8], at: usize) -> Option<(usize, u8)> {
    let rest = bytes.get(at..)?;
    let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let goes_on = rest.get(digits).is_some_and(|byte| is_word(*byte));
    if !(1..=3).contains(&digits) || goes_on {
        return None;
    }
    let value = rest[..digits].iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    let character = u8::try_from(value).ok()?;
    matches!(character, b'\t' | b'\n' | b'\r' | b' '..=b'~').then_some((at + digits, character))
}

/// The length of a comma and the blanks around it; nothing where no number can follow.
fn gap(bytes: &[u8]) -> usize {
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace();
    let before = bytes.iter().take(LONGEST_GAP).take_while(is_blank).count();
    if bytes.get(before) != Some(&b',') {
        return 0;
    }
    before + 1 + bytes[before + 1..].iter().take(LONGEST_GAP).take_while(is_blank).count()
}

/// What makes the digits beside it a part of something longer.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_')
}

#[cfg(test)]
mod tests {
    use crate::decode::{Coverage, layers};

    fn views(text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        let coverage = layers(text, &mut |view| seen.push(view.text().to_owned()));
        assert_eq!(coverage, Coverage::Whole);
        seen
    }

    #[test]
    fn a_list_of_bytes_reads_as_its_text() {
        let secret = "client_secret = here it is";
        for separator in [",", ", ", ",\n    ", " , "] {
            let numbers: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
            let text = format!("data = [{}];", numbers.join(separator));
            assert_eq!(views(&text), [format!("data = [{secret}];")], "{separator:?}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in ["1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17", "65,", ",,,66"] {
            assert!(views(text).is_empty(), "{text}");
        }
        assert!(views(&"65.5, ".repeat(30)).is_empty());
        assert!(views(&"1065, ".repeat(30)).is_empty());
    }
}
