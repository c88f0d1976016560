//! Strings of binary files that stand behind their own length.
//!
//! A length of 48 is the digit `0`, and the mark of what follows a string can be a letter: `\x01\x000…`, `@…N`. Such a
//! byte makes a value one character longer, and no value any more.
//!
//! Contract: only among bytes of no text, and only for values that count without a name. Allocates nothing.

use crate::model::Span;

/// The lengths of values that need no name beside them.
const LENGTHS: [u8; 2] = [48, 64];

/// Letters and digits that stand glued behind a value, at most.
const BEHIND: usize = 3;

/// Letters and digits before a value, at most: its length, and before that the mark of a string.
const BEFORE: usize = 2;

/// How near a byte stands that is none of a text.
const NEAR: usize = 64;

/// The value in a run of letters and digits that is longer, if its length stands before it, right behind a byte that is
/// none of a text.
pub(super) fn declared(bytes: &[u8], run: Span) -> Option<Span> {
    let [shortest, longest] = LENGTHS.map(usize::from);
    let is_value = [shortest, longest].contains(&run.len());
    if is_value || !(shortest..=BEFORE + longest + BEHIND).contains(&run.len()) {
        return None;
    }
    LENGTHS.iter().find_map(|&declared| {
        let length = usize::from(declared);
        let most = run.len().checked_sub(length)?.min(BEHIND);
        (0..=most).find_map(|behind| {
            let start = run.end - behind - length;
            let is = start - run.start <= BEFORE && is_framed(bytes, run, start, declared);
            is.then_some(Span { start, end: start + length })
        })
    })
}

/// Whether the length of what starts at `start` stands before it, and before that a byte that is none of a text.
fn is_framed(bytes: &[u8], run: Span, start: usize, declared: u8) -> bool {
    let before = &bytes[..start];
    if before.ends_with(&[declared, 0, 0, 0]) {
        return true;
    }
    // The mark of a string stands before a length that is no letter.
    let outside = before[..before.len().saturating_sub(1)].last();
    let mark = usize::from(start == run.start && outside.is_some_and(u8::is_ascii_alphabetic));
    let frame = run.start.min(start.saturating_sub(1)).checked_sub(1 + mark);
    before.ends_with(&[declared])
        && frame
            .is_some_and(|at| is_data(bytes, at) || bytes[at] >= 0x80 && is_among_data(bytes, run))
}

/// Whether a byte that is none of a text stands near.
fn is_among_data(bytes: &[u8], run: Span) -> bool {
    (run.start.saturating_sub(NEAR)..run.start).any(|at| is_data(bytes, at))
        || (run.end..bytes.len().min(run.end + NEAR)).any(|at| is_data(bytes, at))
}

/// Whether a byte is none of a text. In a text that was read byte by byte each is a character, and no letter of other
/// alphabets counts.
fn is_data(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        0..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F => true,
        0x80..=0xBF => match at.checked_sub(1).map(|before| bytes[before]) {
            Some(0xC2) => bytes[at] < 0xA0,
            before => before.is_none_or(|before| before < 0x80),
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::{self, is_alphanumeric};
    use crate::rule::expand;

    #[test]
    fn a_value_is_cut_out_where_its_length_says_so() {
        let (id, secret) = (expand("{{id48}}", 3), expand("{{secret64}}", 3));
        for (before, value, behind, is) in [
            ("\x01\0", "0{id}", "\x01\0", true),
            ("\x12", "0{id}", "\x1A", true),
            ("é \u{D9}", "0{id}", " “\u{AD}”", false),
            ("\u{94}\u{8C}", "0{id}", "\u{94}", true),
            ("\0\0ordinary text and a string: \u{DA}", "0{id}", "\u{DA}@", true),
            ("client_", "id0{id}", "\0", false),
            ("0\0\0\0", "{id}q", "\x02", true),
            ("\0@", "{secret}N", "\0", true),
            ("\0", "z0{id}N", "\0", true),
            ("key = \"", "0{id}", "\"\n", false),
            ("\0\0", "1{id}", "\0", false),
            ("\0?", "{secret}N", "\0", false),
            ("\0", "0{secret}", "\0", false),
            ("\0", "{secret}", "\0", false),
            ("\0", "AbstractSingleton0{id}", "\0", false),
            ("\0\0\n", "0{id}", "\0", false),
            ("\0\0 ", "z0{id}N", "\0", false),
        ] {
            let run = value.replace("{id}", &id).replace("{secret}", &secret);
            let text = format!("{before}{run}{behind}");
            let start = text.find(&run).expect("it is there");
            let end = start + blocks::run_length(&text.as_bytes()[start..], is_alphanumeric);
            let found = declared(text.as_bytes(), Span { start, end });
            let found = found.map(|span| &text[span.start..span.end]);
            let wanted = if value.contains("{id}") { &id } else { &secret };
            assert_eq!(found, is.then_some(&**wanted), "{}", text.escape_debug());
        }
    }
}
