//! Longest runs of letters and digits, as long as a value can be.

use crate::model::Span;

/// The shortest run that any value can be.
const SHORTEST: usize = 24;

/// The longest run that is looked at; longer ones are data.
const LONGEST: usize = 160;

/// The runs of `text` in order.
pub(super) fn places(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let run = next(bytes, at)?;
            at = run.end + 1;
            let value = after_percent(bytes, run).filter(|_| run.len() <= LONGEST);
            if let Some(value) = value {
                return Some(after_colour(bytes, value));
            }
        }
    })
}

/// The next run of at least the shortest length: the last byte of each window is tested first, so that short words cost
/// little more than a look at every twenty-fourth byte.
fn next(bytes: &[u8], from: usize) -> Option<Span> {
    let mut start = from;
    while let Some(window) = bytes.get(start..start + SHORTEST) {
        match window.iter().rposition(|byte| !byte.is_ascii_alphanumeric()) {
            Some(gap) => start += gap + 1,
            None => {
                let rest = &bytes[start + SHORTEST..];
                let more = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                return Some(Span { start, end: start + SHORTEST + more });
            }
        }
    }
    None
}

/// The run without the digits of a percent escape, such as `3D`, which are glued before it; nothing for an escaped slash or plus sign, which
/// may be one of base64: that only the text with its escapes undone tells.
fn after_percent(bytes: &[u8], run: Span) -> Option<Span> {
    match (bytes[..run.start].ends_with(b"%"), &bytes[run.start..run.end]) {
        (true, [b'2', b'F' | b'f' | b'B' | b'b', ..]) => None,
        (true, [high, low, ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            Some(Span { start: run.start + 2, end: run.end })
        }
        _ => Some(run),
    }
}

/// The run without the end of a terminal's colour code, such as `33m`, which is glued before it.
fn after_colour(bytes: &[u8], run: Span) -> Span {
    let text = &bytes[run.start..run.end];
    let digits = text.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let start = run.start.saturating_sub(12);
    let introduced = memchr::memmem::rfind(&bytes[start..run.start], b"\x1b[").is_some_and(|at| {
        bytes[start + at + 2..run.start].iter().all(|byte| byte.is_ascii_digit() || *byte == b';')
    });
    match text.get(digits) {
        Some(b'm') if introduced => Span { start: run.start + digits + 1, end: run.end },
        _ => run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_whole_and_in_order() {
        let long = "q".repeat(LONGEST + 1);
        let text = format!("ab {} {long}-{} é{}", "x".repeat(24), "y".repeat(23), "z".repeat(40));
        let lengths: Vec<usize> = places(&text).map(Span::len).collect();
        assert_eq!(lengths, [24, 40]);
    }

    #[test]
    fn colour_codes_are_left_out() {
        let text = format!("\u{1b}[1;33m{}\u{1b}[0m", "k".repeat(48));
        assert_eq!(places(&text).collect::<Vec<_>>(), [Span { start: 7, end: 55 }]);
    }

    #[test]
    fn percent_escapes_are_left_out() {
        let value = "k".repeat(48);
        let text = format!("id%3D{value}%2F{value}%zz");
        assert_eq!(places(&text).collect::<Vec<_>>(), [Span { start: 5, end: 53 }]);
    }

    #[test]
    fn every_offset_is_found() {
        for padding in 0..100 {
            let text = format!("{}{}", " ".repeat(padding), "k".repeat(48));
            let spans: Vec<Span> = places(&text).collect();
            assert_eq!(spans, [Span { start: padding, end: padding + 48 }]);
        }
    }
}
