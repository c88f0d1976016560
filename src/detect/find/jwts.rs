//! Tokens in compact form: three base64url parts joined by dots, of which the first starts an object.

use memchr::memmem;

use crate::model::Span;

/// How `{"` starts in base64.
const START: &str = "eyJ";

/// The places of `text` where a token may stand.
pub(super) fn places(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found: Vec<Span> = Vec::new();
    for start in memmem::find_iter(bytes, START) {
        let covered = found.last().is_some_and(|last| start < last.end);
        if covered || start.checked_sub(1).is_some_and(|at| joins(&bytes[..=at])) {
            continue;
        }
        let end = start + part(&bytes[start..]);
        let Some(rest) = bytes[end..].strip_prefix(b".") else { continue };
        if !rest.starts_with(START.as_bytes()) {
            continue;
        }
        let payload = part(rest);
        let Some(rest) = rest[payload..].strip_prefix(b".") else { continue };
        let signature = part(rest);
        let after = &rest[signature..];
        // A fourth part makes it something else, such as an encrypted token.
        if signature > 0 && !matches!(after, [b'.', next, ..] if is_base64url(*next)) {
            found.push(Span { start, end: end + 1 + payload + 1 + signature });
        }
    }
    found
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

fn part(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_base64url(**byte)).count()
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
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
