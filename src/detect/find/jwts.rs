//! Tokens in compact form: three base64url parts joined by dots, of which the first starts an object.

use memchr::memmem;

use crate::blocks::{self, Places, is_alphanumeric};
use crate::model::Span;

/// How `{"` starts in base64.
const START: &[u8; 3] = b"eyJ";

/// The places of `text` where a token may stand. Linear in the length of the text, however many tokens seem to start in
/// one row of parts.
pub(super) fn places(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let [first, second, third] = *START;
    let mut starts = Places::new(bytes, |_, byte, after| {
        (byte == first) & (after[0] == second) & (after[1] == third)
    });
    let mut found: Vec<Span> = Vec::new();
    let mut from = 0;
    while let Some(start) = starts.next(from) {
        from = start + START.len();
        if joins(&bytes[..start]) {
            continue;
        }
        // A fourth part makes it something else, such as an encrypted token: only the last three of a row can be one.
        let end = blocks::run_end(bytes, start, goes_on);
        from = match last_three(&bytes[start..end]) {
            Some((0, payload)) => {
                if bytes[start + payload..].starts_with(START) {
                    found.push(Span { start, end });
                }
                end
            }
            Some((header, _)) => start + header,
            None => end,
        };
    }
    found
}

/// Where the last three parts of a row start, but for the last of them.
fn last_three(row: &[u8]) -> Option<(usize, usize)> {
    let signature = memchr::memrchr(b'.', row)?;
    let payload = memchr::memrchr(b'.', &row[..signature])?;
    let header = memchr::memrchr(b'.', &row[..payload]);
    Some((header.map_or(0, |dot| dot + 1), payload + 1))
}

/// Whether a row of parts goes on at a byte: none of them is empty.
fn goes_on(before: u8, byte: u8, after: [u8; 3]) -> bool {
    is_base64url(byte) | ((byte == b'.') & is_base64url(before) & is_base64url(after[0]))
}

/// Whether `span` of a decoded text lies among the claims of a token, whole or broken.
pub fn is_claim(text: &str, span: Span) -> bool {
    const REACH: usize = 1500;
    const CLAIMS: [&[u8]; 6] =
        [b"\"iss\"", b"\"exp\"", b"\"iat\"", b"\"aud\"", b"\"jti\"", b"\"sub\""];
    let bytes = text.as_bytes();
    let around = &bytes[span.start.saturating_sub(REACH)..bytes.len().min(span.end + REACH)];
    CLAIMS.iter().filter(|claim| memmem::find(around, claim).is_some()).count() >= 2
}

/// Without a branch, so that a block is tested at once.
fn is_base64url(byte: u8) -> bool {
    is_alphanumeric(byte) | (byte == b'-') | (byte == b'_')
}

/// Whether the text that ends here goes on into the token. An escape such as `\n` does not.
pub(in crate::detect) fn joins(before: &[u8]) -> bool {
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => false,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => false,
        [.., b'\\', b'u', a, b, c, d]
            if [a, b, c, d].iter().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            false
        }
        [.., last] => last.is_ascii_alphanumeric(),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The places by the three parts at each start.
    fn plain(text: &str) -> Vec<Span> {
        let bytes = text.as_bytes();
        let part = |at: usize| bytes[at..].iter().take_while(|byte| is_base64url(**byte)).count();
        let mut found: Vec<Span> = Vec::new();
        for (start, _) in text.match_indices("eyJ") {
            let covered = found.last().is_some_and(|last| start < last.end);
            if covered || joins(&bytes[..start]) {
                continue;
            }
            let payload = start + part(start) + 1;
            if !bytes[payload - 1..].starts_with(b".eyJ") {
                continue;
            }
            let dot = payload + part(payload);
            if bytes.get(dot) != Some(&b'.') {
                continue;
            }
            let end = dot + 1 + part(dot + 1);
            let is_longer = matches!(bytes[end..], [b'.', next, ..] if is_base64url(next));
            if end > dot + 1 && !is_longer {
                found.push(Span { start, end });
            }
        }
        found
    }

    proptest! {
        #[test]
        fn tokens_are_the_last_three_parts_of_a_row(
            parts in proptest::collection::vec(0..8_usize, 0..60),
        ) {
            const PARTS: [&str; 8] = ["eyJ", "eyJhb", ".", ".", "-", "Q_9", "\\n", " é"];
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            prop_assert_eq!(places(&text), plain(&text), "{}", text);
        }
    }
}
