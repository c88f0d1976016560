//! Brackets: where one is closed, what is open around a place, and whose they are.
//!
//! Contract: what closes a bracket knows strings in quotes and backticks, and no language; a bracket that nothing closes
//! within reach ends there.

use crate::guidance::Page;
use crate::guidance::pattern::Pattern;
use crate::model::Span;

/// How far a closing bracket is looked for, in bytes.
const REACH: usize = 16 * 1024;

/// What stands between the opening bracket at `open` and the one that closes it.
pub(in crate::guidance) fn inside(text: &str, open: usize) -> Span {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(open + REACH);
    let mut depth = 0_usize;
    let mut at = open;
    while at < limit {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Span { start: open + 1, end: at };
                }
            }
            // An escaped quote opens nothing: where no string ends, each would be looked for to the end again.
            b'\\' if matches!(bytes.get(at + 1), Some(b'"' | b'\'' | b'`')) => at += 1,
            // Nor does an apostrophe inside a word.
            b'\'' if at > 0 && bytes[at - 1].is_ascii_alphanumeric() => {}
            quote @ (b'"' | b'\'' | b'`') => at = string_end(bytes, at, quote, limit),
            _ => {}
        }
        at += 1;
    }
    let start = (open + 1).min(text.len());
    Span { start, end: text.floor_char_boundary(limit).max(start) }
}

/// Where the brackets of a text are closed, told in one pass: what a page opens and does not close would be read to the
/// end of its reach once for each that asks.
#[derive(Debug)]
pub(in crate::guidance) struct Closers {
    /// For each place, where the bracket is closed that is open around it, read from there.
    around: Vec<u32>,
}

/// No place.
const NOWHERE: u32 = u32::MAX;

impl Closers {
    /// From the end to the start: what is read from a place on depends on nothing before it.
    pub(in crate::guidance) fn of(text: &str) -> Self {
        const QUOTES: [u8; 3] = [b'"', b'\'', b'`'];
        let bytes = text.as_bytes();
        let mut around = vec![NOWHERE; bytes.len() + 2];
        // For each quote, where a string ends that is open at the place behind, and at the next.
        let mut ends = [[NOWHERE; 2]; QUOTES.len()];
        for (at, &byte) in bytes.iter().enumerate().rev() {
            let place = u32::try_from(at).unwrap_or(NOWHERE);
            let past = |end: u32| match end {
                NOWHERE => NOWHERE,
                end => around[end as usize + 1],
            };
            let quote = QUOTES.iter().position(|quote| *quote == byte);
            let is_escape = || bytes.get(at + 1).is_some_and(|next| QUOTES.contains(next));
            let is_apostrophe = || byte == b'\'' && at > 0 && bytes[at - 1].is_ascii_alphanumeric();
            let string = quote.map(|quote| ends[quote][0]).filter(|_| !is_apostrophe());
            around[at] = match (byte, string) {
                (b')' | b']' | b'}', _) => place,
                (b'(' | b'[' | b'{', _) => past(around[at + 1]),
                (b'\\', _) if is_escape() => around[at + 2],
                (_, Some(end)) if end != NOWHERE => past(end),
                _ => around[at + 1],
            };
            for (quote, [end, next]) in QUOTES.into_iter().zip(&mut ends) {
                let here = match byte {
                    b'\\' => *next,
                    b'\n' if quote != b'`' => NOWHERE,
                    byte if byte == quote => place,
                    _ => *end,
                };
                (*end, *next) = (here, *end);
            }
        }
        Self { around }
    }

    /// [`inside`] of this text; a string that goes on past the reach of its bracket is one all the same.
    pub(in crate::guidance) fn inside(&self, text: &str, open: usize) -> Span {
        if !matches!(text.as_bytes().get(open), Some(b'(' | b'[' | b'{')) {
            return inside(text, open);
        }
        let limit = text.len().min(open + REACH);
        let close = self.around.get(open + 1).map_or(limit, |close| *close as usize);
        let end = if close < limit { close } else { text.floor_char_boundary(limit) };
        Span { start: open + 1, end: end.max(open + 1) }
    }
}

/// What stands in brackets, and what opens them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Block {
    /// The opening bracket included.
    pub(in crate::guidance) head: Span,
    pub(in crate::guidance) inside: Span,
}

/// What stands in the brackets that the matches of `opens` open with their last character, in order. What opens inside
/// of such a block is a part of it: so what nothing closes is read once, however often it opens.
pub(in crate::guidance) fn blocks<'p>(
    page: &'p Page<'_>,
    opens: &'static Pattern,
) -> impl Iterator<Item = Block> + 'p {
    let text = page.text();
    let mut past = 0;
    opens.find_iter(page).filter_map(move |head| {
        let open = text.floor_char_boundary(head.end().saturating_sub(1));
        let inside = (head.start() >= past).then(|| inside(text, open))?;
        past = inside.end;
        Some(Block { head: head.span(), inside })
    })
}

/// The closing quote of the string that begins at `open`; `open` itself where the string does not end in its line, as
/// an apostrophe does not.
fn string_end(bytes: &[u8], open: usize, quote: u8, limit: usize) -> usize {
    let mut at = open + 1;
    while at < limit {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return open,
            byte if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    open
}

/// Where the brace stands that is still open at `at`.
pub(in crate::guidance) fn brace_around(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for place in (at.saturating_sub(REACH / 4)..at).rev() {
        match text.as_bytes()[place] {
            b'}' => depth += 1,
            b'{' if depth == 0 => return Some(place),
            b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The key of the block that holds `offset`: `banqup` for what stands in `banqup: { … }`.
pub(in crate::guidance) fn key_around(text: &str, offset: usize) -> Option<&str> {
    let open = brace_around(text, offset)?;
    let stop = text.ceil_char_boundary(offset.saturating_sub(REACH / 4));
    key_before(text.get(stop..open)?)
}

/// The names of the calls whose arguments hold `offset`, from the inside out: `createTransport` for what stands in
/// `mail.createTransport({ … })`, nothing for brackets without a name.
pub(in crate::guidance) fn calls_around(text: &str, offset: usize) -> impl Iterator<Item = &str> {
    opened_around(text, offset).map(|open| {
        let head = &text[..open];
        let name = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        &head[name.len()..]
    })
}

/// Where the round brackets stand that are open at `offset`, from the inside out.
pub(in crate::guidance) fn opened_around(
    text: &str,
    offset: usize,
) -> impl Iterator<Item = usize> + '_ {
    open_at(text, offset).filter(|at| text.as_bytes()[*at] == b'(')
}

/// Where the brackets of all kinds stand that are open at `offset`, from the inside out.
pub(in crate::guidance) fn open_at(text: &str, offset: usize) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    (offset.saturating_sub(REACH / 4)..offset).rev().filter(move |at| {
        match bytes[*at] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' => return true,
            _ => {}
        }
        false
    })
}

fn key_before(text: &str) -> Option<&str> {
    let text = text.trim_end().strip_suffix([':', '='])?.trim_end().trim_end_matches(['"', '\'']);
    let word = text
        .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    (word < text.len()).then(|| &text[word..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn what_opens_in_a_block_is_a_part_of_it() {
        static OPENS: Pattern = Pattern::new(&[r"\benv\s*:\s*\{"], &[&["env"]]);
        let of = |text: &'static str| {
            let page = Page::new("a.js", text, Facts::default());
            blocks(&page, &OPENS).map(|block| page.slice(block.inside)).collect::<Vec<_>>()
        };
        assert_eq!(of("env: { a: { env: { b } } }, env: {c}"), [" a: { env: { b } } ", "c"]);
        assert_eq!(of("env: {env: {a"), ["env: {a"]);
    }

    #[test]
    fn brackets_close_outside_of_strings() {
        let of = |text: &'static str| {
            let span = inside(text, 1);
            &text[span.start..span.end]
        };
        assert_eq!(of("f(a, (b), \")\") c"), "a, (b), \")\"");
        assert_eq!(of("f(it's) x"), "it's");
        assert_eq!(of("f(é"), "é");
        assert_eq!(of("f("), "");
        assert_eq!(of("f({a: [1, ')'], b: \"}\"}) + g()"), "{a: [1, ')'], b: \"}\"}");
        assert_eq!(of("f(\\\", a) b"), "\\\", a");
    }

    #[test]
    fn one_pass_closes_as_many_readings_do() {
        // All texts of a few signs, so that strings and brackets cross in every way.
        const SIGNS: [&str; 9] = ["(", "}", "\"", "'", "`", "\\", "\n", "a", "é"];
        const LENGTH: u32 = 5;
        for number in 0..SIGNS.len().pow(LENGTH) {
            let sign = |place: u32| SIGNS[number / SIGNS.len().pow(place) % SIGNS.len()];
            let text = format!("({}}}", (0..LENGTH).map(sign).collect::<String>());
            let closers = Closers::of(&text);
            for open in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
                assert_eq!(closers.inside(&text, open), inside(&text, open), "{text:?} {open}");
            }
        }
        assert_eq!(Closers::of("").inside("", 0), inside("", 0));
        for unit in ["(", "(é", "({a: '}'", "(a) ["] {
            let text = unit.repeat(2 * REACH);
            let closers = Closers::of(&text);
            for open in [0, REACH - 3, REACH, REACH + 1, text.len() - unit.len()] {
                let open = text.floor_char_boundary(open);
                assert_eq!(closers.inside(&text, open), inside(&text, open), "{unit} {open}");
            }
        }
    }

    #[test]
    fn the_brace_around_a_place() {
        assert_eq!(brace_around("{a {b} c", 7), Some(0));
        assert_eq!(brace_around("{a} c", 4), None);
    }

    #[test]
    fn the_calls_around_a_place() {
        let of = |text: &'static str| {
            let at = text.find('§').expect("it is there");
            calls_around(text, at).collect::<Vec<_>>()
        };
        assert_eq!(of("new Pool({ a: f(x), ssl: { § } })"), ["Pool"]);
        assert_eq!(of("print(f(x), sorted(§))"), ["sorted", "print"]);
        assert!(of("f(x); y = § ").is_empty());
        assert_eq!(of("(§)"), [""]);
        assert_eq!(of("é(§)"), [""]);
    }

    #[test]
    fn the_key_of_a_block() {
        let text = "{ \"stripe\": { \"a\": { }, \"clientSecret\": 1 } }";
        assert_eq!(key_around(text, text.find("clientS").expect("it is there")), Some("stripe"));
        assert_eq!(key_around("x", 1), None);
    }
}
