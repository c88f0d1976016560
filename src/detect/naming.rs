//! Tells a word that is the name of a value from one that stands before it and is about something else.
//!
//! Contract: looks at what stands between the two, and at nothing else.

use super::context::VENDOR_NAME;

/// Whether a phrase is about the value that `between` separates it from: a text that goes on, other arguments, another value or the vendor's name say that it
/// is about something else. What closes the name itself does not, and in a list of several all have it.
pub(super) fn reaches(between: &str) -> bool {
    const FARTHEST: usize = 3;
    let rest = between.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_-".contains(c));
    let rest = rest.trim_start_matches(['"', '\'', '`', ']', '}', ')']);
    let rest = rest.strip_prefix("()").or(rest.strip_prefix("!:")).unwrap_or(rest);
    let is_list = rest.trim_start_matches([':', '=', ' ']).starts_with('[') && !rest.contains(']');
    let words =
        || between.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = between.len() - rest.len();
    let ends = |(at, c): (usize, char)| match c {
        ';' | '!' | ']' | '}' | ')' => true,
        ',' => {
            !between[..name + at].ends_with(['"', '\'', '`'])
                && rest[at + 1..].starts_with([' ', '"', '\''])
        }
        '.' => rest[at + 1..].starts_with(char::is_whitespace),
        _ => false,
    };
    let goes_on = words().count() > FARTHEST || words().any(is_value);
    (is_list || !goes_on)
        && !rest.char_indices().any(ends)
        && !VENDOR_NAME.is_match(between.as_bytes())
}

/// Whether a word could be a value.
pub(super) fn is_value(word: &str) -> bool {
    const SHORTEST: usize = 16;
    word.len() >= SHORTEST
        && word.contains(|c: char| c.is_ascii_digit())
        && word.contains(|c: char| c.is_ascii_alphabetic())
}
