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

/// The places of `text` where an encoded pair may stand, the header's and the bare ones of 152 characters.
pub(super) fn places(text: &str) -> Vec<Span> {
    BASIC
        .captures_iter(text)
        .chain(USER.captures_iter(text))
        .filter_map(|found| found.name("value"))
        .map(|value| Span { start: value.start(), end: value.end() })
        .chain(bare(text))
        .collect()
}

/// Runs of base64 of the length that `id48:secret64` has: a pair that some variable holds before it becomes a header.
fn bare(text: &str) -> impl Iterator<Item = Span> + '_ {
    const LENGTH: usize = 151;
    super::runs::places(text).filter_map(move |run| {
        let padded = text.as_bytes().get(run.end) == Some(&b'=');
        (run.len() == LENGTH && padded).then_some(Span { start: run.start, end: run.end + 1 })
    })
}
