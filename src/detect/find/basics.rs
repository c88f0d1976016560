//! What follows the scheme of an HTTP Basic header.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Span;

static BASIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)\bbasic(?:[\s"',:=]|%20|\+|\\[nt])+(?<value>[A-Za-z0-9+/_-]{24,}={0,2})"#)
        .expect("the pattern is fixed")
});

/// An id and a secret as a command takes them to make the header itself.
static USER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?-u)(?:^|[\s"'\[,(])(?:-[A-Za-z]*u|--user)[\s"'=,]*(?<value>[A-Za-z0-9-]{36,48}:[A-Za-z0-9-]{32,64})"#)
        .expect("the pattern is fixed")
});

/// The shortest run of base64 that holds a pair.
const SHORTEST: usize = 24;

const BASIC_WORD: &[u8] = b"basic";

/// How far before a run the word that tells of it may stand, in bytes.
const BEFORE: usize = 64;

/// The longest secret behind an id and its colon, the colon and padding included.
const AFTER: usize = 66;

/// The places of `text` where an encoded pair may stand, the header's and the bare ones of 152 characters.
///
/// Long runs are rare, and words before them rarer: so the runs are looked for first.
pub(super) fn places(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(run) = next(text.as_bytes(), at) {
        at = run.end;
        let from = text.floor_char_boundary(run.start.saturating_sub(BEFORE));
        let is_header = names_basic(&text.as_bytes()[from..run.start + BASIC_WORD.len()]);
        let is_user = text.as_bytes().get(run.end) == Some(&b':');
        if !is_header && !is_user {
            continue;
        }
        let near = &text[from..text.floor_char_boundary(run.end + AFTER)];
        let value = told(&BASIC, near, run, from).or_else(|| told(&USER, near, run, from));
        found.extend(value);
    }
    found.extend(bare(text));
    found
}

/// Whether the word of the header stands in `near`, which may end with it: a plus sign, or the letter of an escape, joins it to a run.
fn names_basic(near: &[u8]) -> bool {
    memchr::memchr2_iter(b'b', b'B', near).any(|at| {
        near[at..].get(..BASIC_WORD.len()).is_some_and(|word| word.eq_ignore_ascii_case(BASIC_WORD))
    })
}

/// The value that the pattern finds in `near`, which starts at `from`, if it starts in the run.
fn told(pattern: &Regex, near: &str, run: Span, from: usize) -> Option<Span> {
    let values = pattern.captures_iter(near).filter_map(|found| found.name("value"));
    let mut spans =
        values.map(|value| Span { start: from + value.start(), end: from + value.end() });
    spans.find(|value| run.start <= value.start && value.start < run.end)
}

/// The next run of the characters of base64 that is long enough, padding aside.
fn next(bytes: &[u8], from: usize) -> Option<Span> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/_-".contains(byte);
    let mut start = from;
    while let Some(window) = bytes.get(start..start + SHORTEST) {
        match window.iter().rposition(|byte| !is_part(byte)) {
            Some(gap) => start += gap + 1,
            None => {
                let more =
                    bytes[start + SHORTEST..].iter().take_while(|byte| is_part(byte)).count();
                return Some(Span { start, end: start + SHORTEST + more });
            }
        }
    }
    None
}

/// Runs of base64 of the length that `id48:secret64` has: a pair that some variable holds before it becomes a header.
fn bare(text: &str) -> impl Iterator<Item = Span> + '_ {
    const LENGTH: usize = 151;
    super::runs::places(text).filter_map(move |run| {
        let padded = text.as_bytes().get(run.end) == Some(&b'=');
        (run.len() == LENGTH && padded).then_some(Span { start: run.start, end: run.end + 1 })
    })
}
