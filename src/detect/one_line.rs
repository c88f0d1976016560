//! What stands in one line with a value: settings of several parties in one, as JSON without line ends has them.
//!
//! Contract: knows braces and keys, and no language; a line with thousands of blocks is read once.

use std::borrow::Cow;

/// A line without the blocks that are closed in it, which are about themselves: the `"exact": {` of `{"banqup": {…},
/// "exact": {` stands beside nobody.
pub(super) fn without_blocks(line: &[u8]) -> Cow<'_, [u8]> {
    let mut closed: Vec<(usize, usize)> = Vec::new();
    let mut open = Vec::new();
    for at in memchr::memchr2_iter(b'{', b'}', line) {
        match line[at] {
            b'{' => open.push(at),
            _ => {
                if let Some(start) = open.pop() {
                    closed.retain(|(inner, _)| *inner < start);
                    closed.push((start, at + 1));
                }
            }
        }
    }
    if closed.is_empty() {
        return Cow::Borrowed(line);
    }
    let mut rest = Vec::with_capacity(line.len());
    let mut at = 0;
    for (start, end) in closed {
        let before = &line[at..start];
        rest.extend_from_slice(&before[..key_start(before)]);
        at = end;
    }
    rest.extend_from_slice(&line[at..]);
    Cow::Owned(rest)
}

/// Where the key starts that a text ends with, as it stands before a block.
fn key_start(text: &[u8]) -> usize {
    let Some(end) = text.trim_ascii_end().strip_suffix(b":") else { return text.len() };
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.\"'\\".contains(byte);
    let key = end.trim_ascii_end();
    key.iter().rposition(|byte| !is_key(byte)).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_blocks_and_their_keys_are_left_out() {
        for (line, rest) in [
            (r#"{"a": {"b": 1}, "c": {"d""#, r#"{, "c": {"d""#),
            (r#"{"a": 1, "b": {"c": {}}, "d""#, r#"{"a": 1, , "d""#),
            ("https://${HOST}.x/?a=", "https://$.x/?a="),
            ("} a {b", "} a {b"),
            ("a", "a"),
        ] {
            assert_eq!(&*without_blocks(line.as_bytes()), rest.as_bytes(), "{line}");
        }
    }
}
