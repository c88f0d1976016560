//! The edits that make one address safe.

use super::Edit;
use crate::model::{Mend, Span};

/// How the characters of a place are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    /// A byte for each character of ASCII.
    Bytes,
    /// UTF-16, the low byte first.
    Little,
    /// UTF-16, the high byte first.
    Big,
}

/// How the end of a scheme may be written.
const SEPARATORS: [&str; 5] =
    ["://", r":\/\/", "%3A%2F%2F", r"\u003A\u002F\u002F", r":\u002F\u002F"];

/// The ports that a scheme stands for by itself.
const PLAIN_PORT: &str = "80";
const SAFE_PORT: &str = "443";

/// The edits that mend the address at `place` of `content`.
///
/// # Errors
///
/// Why it is left alone, in words that follow "not fixed: PATH:LINE:".
pub fn mend(
    content: &[u8],
    place: Span,
    units: Units,
    how: Mend,
) -> Result<Vec<Edit>, &'static str> {
    let text =
        units.ascii(content, place).ok_or("its bytes are in no encoding that can be mended")?;
    let edit = |start: usize, end: usize, new: &str| Edit {
        span: Span {
            start: place.start + start * units.width(),
            end: place.start + end * units.width(),
        },
        bytes: units.encode(new),
    };
    if how == Mend::AddScheme {
        return Ok(vec![edit(0, 0, "https://")]);
    }
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (scheme, rest) = text.split_at(letters);
    let is_plain = ["http", "ws"].iter().any(|plain| scheme.eq_ignore_ascii_case(plain));
    let separator = SEPARATORS
        .iter()
        .find(|one| rest.get(..one.len()).is_some_and(|start| start.eq_ignore_ascii_case(one)))
        .filter(|_| is_plain)
        .ok_or("the scheme stands in a setting of its own; write `https` there")?;
    let start = letters + separator.len();
    let authority = &text[start..start + authority_end(&text[start..])];
    if authority.is_empty() {
        return Err("its host stands in another place; write `https` by hand");
    }
    let is_capital = scheme.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut edits = vec![edit(letters, letters, if is_capital { "S" } else { "s" })];
    if let Some((colon, port, end)) = port(authority) {
        match port {
            PLAIN_PORT => edits.push(edit(start + colon, start + end, "")),
            SAFE_PORT => {}
            _ => return Err("it names a port of its own; find out which port speaks HTTPS"),
        }
    }
    Ok(edits)
}

/// Where the authority of an address ends.
fn authority_end(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '<' => depth += 1,
            '}' | '>' => depth = depth.saturating_sub(1),
            '/' | '?' | '#' | '\\' | '"' | '\'' | '`' | ' ' | ',' | ';' if depth == 0 => return at,
            '%' if depth == 0
                && text
                    .get(at..at + 3)
                    .is_some_and(|code| ["%2F", "%2f", "%3F", "%3f", "%23"].contains(&code)) =>
            {
                return at;
            }
            _ => {}
        }
    }
    text.len()
}

/// Where the colon before a port stands, the port, and where it ends.
fn port(authority: &str) -> Option<(usize, &str, usize)> {
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    let mut depth = 0usize;
    let mut found = None;
    for (at, c) in authority.char_indices().skip_while(|(at, _)| *at < host) {
        match c {
            '{' | '<' => depth += 1,
            '}' | '>' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => found = Some((at, 1)),
            '%' if depth == 0 && authority[at..].to_ascii_lowercase().starts_with("%3a") => {
                found = Some((at, 3));
            }
            _ => {}
        }
    }
    let (colon, width) = found?;
    Some((colon, &authority[colon + width..], authority.len()))
}

impl Units {
    fn width(self) -> usize {
        if self == Self::Bytes { 1 } else { 2 }
    }

    /// The text of `place`, a character for each unit; what is not ASCII becomes a control character.
    fn ascii(self, content: &[u8], place: Span) -> Option<String> {
        let bytes = content.get(place.start..place.end)?;
        let unknown = |byte: u8| if byte.is_ascii() { char::from(byte) } else { '\u{1a}' };
        let pair = |pair: &[u8]| {
            let (high, low) =
                if self == Self::Big { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            if high == 0 { unknown(low) } else { '\u{1a}' }
        };
        match self {
            Self::Bytes => Some(bytes.iter().map(|byte| unknown(*byte)).collect()),
            _ if bytes.len() % 2 == 1 => None,
            _ => Some(bytes.chunks_exact(2).map(pair).collect()),
        }
    }

    fn encode(self, ascii: &str) -> Vec<u8> {
        match self {
            Self::Bytes => ascii.as_bytes().to_vec(),
            Self::Little => ascii.bytes().flat_map(|byte| [byte, 0]).collect(),
            Self::Big => ascii.bytes().flat_map(|byte| [0, byte]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    fn mended(text: &str) -> Result<String, &'static str> {
        let place = Span { start: 0, end: text.len() };
        let edits = mend(text.as_bytes(), place, Units::Bytes, Mend::SecureScheme)?;
        Ok(String::from_utf8(apply(text.as_bytes(), edits)).expect("it is text"))
    }

    #[test]
    fn the_spelling_stays() {
        for (before, after) in [
            ("http://api.btx.eu.banqup.com/v1", "https://api.btx.eu.banqup.com/v1"),
            ("HTTP://API.BTX.EU.BANQUP.COM", "HTTPS://API.BTX.EU.BANQUP.COM"),
            (r"http:\/\/banqup.com:80\/x", r"https:\/\/banqup.com\/x"),
            ("http%3A%2F%2Fbanqup.com%3A80%2Fx", "https%3A%2F%2Fbanqup.com%2Fx"),
            ("http%3a%2f%2fbanqup.com", "https%3a%2f%2fbanqup.com"),
            ("ws://banqup.com/", "wss://banqup.com/"),
            ("http://u:p@banqup.com:80", "https://u:p@banqup.com"),
            ("http://banqup.com:443/", "https://banqup.com:443/"),
            ("http://api.${env:-eu}.banqup.com/", "https://api.${env:-eu}.banqup.com/"),
            ("http://{{ host }}.banqup.com?at=1:80", "https://{{ host }}.banqup.com?at=1:80"),
            ("http://é.banqup.com/", "https://é.banqup.com/"),
        ] {
            assert_eq!(mended(before).as_deref(), Ok(after), "{before}");
        }
    }

    #[test]
    fn what_is_unsure_is_left_alone() {
        for text in [
            "http://banqup.com:8080/",
            "http://\" + \"banqup.com\"",
            "http://banqup.com:${PORT}/",
            "http\nhost: banqup.com",
        ] {
            assert!(mended(text).is_err(), "{text}");
        }
    }

    #[test]
    fn wide_text_is_mended_in_its_own_units() {
        let text = "http://banqup.com:80/é";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let place = Span { start: 0, end: little.len() };
        let edits =
            mend(&little, place, Units::Little, Mend::SecureScheme).expect("it can be mended");
        let expected: Vec<u8> =
            "https://banqup.com/é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(apply(&little, edits), expected);
    }
}
