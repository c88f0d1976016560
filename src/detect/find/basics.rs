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

const BASIC_WORD: &[u8] = b"basic";

/// How far before a run the word that tells of it may stand, in bytes.
const BEFORE: usize = 64;

/// The longest secret behind an id and its colon, the colon and padding included.
const AFTER: usize = 66;

/// The places of `text` where an encoded pair may stand, the header's and the bare ones of 152 characters.
///
/// The `long` runs of base64 are rare, and words before them rarer: so the runs are looked at first.
pub(super) fn places(text: &str, long: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for &run in long {
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
    found.extend(bare(text, long));
    found
}

/// Whether the word of the header stands in `near`, which may end with it: a plus sign, or the letter of an escape,
/// joins it to a run.
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

/// Runs of base64 of the length that `id48:secret64` has: a pair that some variable holds before it becomes a header.
fn bare<'t>(text: &'t str, long: &'t [Span]) -> impl Iterator<Item = Span> + 't {
    const LENGTH: usize = 151;
    let is_padded = |run: &Span| text.as_bytes().get(run.end) == Some(&b'=');
    let outer = long.iter().filter(move |outer| outer.len() >= LENGTH && is_padded(outer));
    outer.flat_map(|outer| super::runs::places(text, std::slice::from_ref(outer))).filter_map(
        move |run| {
            let fits = run.len() == LENGTH && is_padded(&run);
            fits.then_some(Span { start: run.start, end: run.end + 1 })
        },
    )
}
