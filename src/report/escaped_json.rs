//! JSON that can be looked at on a terminal: whatever controls one, turns text around or hides it is written as an
//! escape.
//!
//! Contract: what a parser reads is the same text.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::is_unprintable;

/// Writes `value` on one line, without a line end.
pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(Escaping(out), value)?)
}

/// Writes `value` indented, without a line end.
pub(super) fn write_indented(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer_pretty(Escaping(out), value)?)
}

/// Takes JSON, in which such characters stand in strings alone, but for the line ends between its members.
struct Escaping<'o>(&'o mut dyn Write);

impl Write for Escaping<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_escaped = |character: char| character != '\n' && is_unprintable(character);
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(is_escaped) => {
                for character in text.chars() {
                    match is_escaped(character) {
                        true => {
                            for unit in character.encode_utf16(&mut [0; 2]) {
                                write!(self.0, "\\u{unit:04x}")?;
                            }
                        }
                        false => write!(self.0, "{character}")?,
                    }
                }
            }
            _ => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_is_escaped_and_reads_the_same() {
        let text = "a\u{9b}b\u{202e}c\u{7f}d\u{e0041}é\n";
        let mut written = Vec::new();
        write_indented(&[text], &mut written).expect("memory takes it");
        let written = String::from_utf8(written).expect("JSON is text");
        assert_eq!(written, "[\n  \"a\\u009bb\\u202ec\\u007fd\\udb40\\udc41é\\n\"\n]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).expect("JSON"), [text]);
    }
}
