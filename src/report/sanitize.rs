//! Keeps text from a repository from commanding the terminal that shows it.

use std::borrow::Cow;
use std::fmt::Write;

use crate::model::is_unprintable;

/// Replaces control characters, and the characters that turn text around, by their escapes: `\t`, `\n`, `\r`, `\u{1b}`.
pub fn escape_control(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\t' => safe.push_str("\\t"),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            other if is_unprintable(other) => {
                write!(safe, "\\u{{{:x}}}", u32::from(other)).expect("a String takes all text");
            }
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_untouched() {
        assert!(matches!(escape_control("Größe …/日本.txt"), Cow::Borrowed(_)));
    }

    #[test]
    fn commands_to_a_terminal_are_spelled_out() {
        assert_eq!(escape_control("a\x1b[2J\tb\r\n\u{202e}c"), "a\\u{1b}[2J\\tb\\r\\n\\u{202e}c");
    }
}
