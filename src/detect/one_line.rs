//! What stands in one line with a value: settings of several parties in one, as JSON without line ends has them.
//!
//! Contract: knows braces and keys, and no language; a line with thousands of blocks is read once.

use std::borrow::Cow;

/// A line without the blocks that are closed in it, which are about themselves: the `"exact": {` of `{"banqup": {…},
/// "exact": {` stands beside nobody.
pub(super) fn without_blocks(line: &[u8]) -> Cow<'_, [u8]> {
    let mut closed: Vec<(usize, usize)> = Vec::new();
    let mut open = Vec::new();
    let signs = line.iter().enumerate().filter(|(_, byte)| b"{}[]".contains(byte));
    for (at, byte) in signs {
        match byte {
            b'{' | b'[' => open.push(at),
            _ => {
                let Some(start) = open.pop() else { continue };
                // What chooses from a map is no block: `config['banqup']`.
                if *byte == b'}' || line[start..at].contains(&b',') || has_keys(&line[start..at]) {
                    while closed.last().is_some_and(|(inner, _)| *inner > start) {
                        closed.pop();
                    }
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

/// Whether a block in brackets is a map of PHP or Groovy.
fn has_keys(block: &[u8]) -> bool {
    block.windows(2).any(|two| two == b"=>" || two == b": ")
}

/// Where the key starts that a text ends with, as it stands before a block.
fn key_start(text: &[u8]) -> usize {
    let end = text.trim_ascii_end();
    let Some(end) = end.strip_suffix(b":").or(end.strip_suffix(b"=>")) else { return text.len() };
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
            ("'a' => ['b' => 1], 'c' => ['d'", ", 'c' => ['d'"),
            ("[a, b], a['b']['c'] =", ", a['b']['c'] ="),
            ("} a {b", "} a {b"),
            ("a", "a"),
        ] {
            assert_eq!(&*without_blocks(line.as_bytes()), rest.as_bytes(), "{line}");
        }
    }
}
