//! UUIDs by their hyphens.

use crate::model::Span;

/// Where the hyphens stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const LENGTH: usize = 36;

/// The UUIDs of `text` in order.
pub(super) fn places(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'-', bytes).filter_map(move |hyphen| {
        let start = hyphen.checked_sub(HYPHENS[0])?;
        let span = Span { start, end: start + LENGTH };
        let value = bytes.get(start..span.end)?;
        // Two cheap looks reject almost every hyphen of ordinary text.
        if value[HYPHENS[1]] != b'-' || value[HYPHENS[2]] != b'-' {
            return None;
        }
        let fits = value.iter().enumerate().all(|(at, byte)| match HYPHENS.contains(&at) {
            true => *byte == b'-',
            false => byte.is_ascii_hexdigit(),
        });
        (fits && stands_alone(bytes, span)).then_some(span)
    })
}

fn stands_alone(bytes: &[u8], span: Span) -> bool {
    let joins =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let before = span.start.checked_sub(1).map(|at| &bytes[at]);
    (!joins(before) || is_default(&bytes[..span.start])) && !joins(bytes.get(span.end))
}

/// Whether what ends here is what a shell puts in place of a variable that is not set: `${NAME:-`, `${NAME-`.
fn is_default(before: &[u8]) -> bool {
    let Some(before) = before.strip_suffix(b"-") else { return false };
    let before = before.strip_suffix(b":").unwrap_or(before);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let name = before.iter().rev().take_while(|byte| is_name(byte)).count();
    name > 0 && before[..before.len() - name].ends_with(b"${")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_before_it_is_a_part_of_it_unless_a_shell_reads_it() {
        let value = "01234567-89ab-4def-8123-456789abcdef";
        for (before, is) in [
            ("x=", true),
            ("${CLIENT_SECRET:-", true),
            ("${CLIENT_SECRET-", true),
            ("a-", false),
            (":-", false),
            ("${-", false),
        ] {
            assert_eq!(places(&format!("{before}{value}")).count(), usize::from(is), "{before}");
        }
    }
}
