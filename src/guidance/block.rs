//! Brackets and what stands between them, in any language.

/// The most bytes between two brackets that are looked at.
const LONGEST: usize = 3000;

/// Where the bracket that opens at `open` is closed, in bytes of `text`; the end of what is looked at where it never
/// is. Brackets in quotes do not count.
pub(super) fn end(text: &str, open: usize) -> usize {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(open + LONGEST);
    let mut depth = 0usize;
    let mut quote = None;
    let mut at = open;
    while at < limit {
        let byte = bytes[at];
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(b'"' | b'\''), b'\n') => quote = None,
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'`') => quote = Some(byte),
            // An apostrophe inside a word opens nothing.
            (None, b'\'') if at == 0 || !bytes[at - 1].is_ascii_alphanumeric() => {
                quote = Some(byte);
            }
            (None, b'{' | b'[' | b'(') => depth += 1,
            (None, b'}' | b']' | b')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.floor_char_boundary(limit)
}

/// Where the bracket `bracket` stands that is still open at `at`.
pub(super) fn opener(text: &str, at: usize, open: u8, close: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for place in (at.saturating_sub(LONGEST)..at).rev() {
        match bytes[place] {
            byte if byte == close => depth += 1,
            byte if byte == open && depth == 0 => return Some(place),
            byte if byte == open => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_where_they_are_closed() {
        let text = "f({a: [1, ')'], b: \"}\"}) + g()";
        assert_eq!(&text[1..end(text, 1)], "({a: [1, ')'], b: \"}\"})");
        assert_eq!(end("(é", 0), "(é".len());
        assert_eq!(opener("{a {b} c", 7, b'{', b'}'), Some(0));
        assert_eq!(opener("{a} c", 4, b'{', b'}'), None);
    }
}
