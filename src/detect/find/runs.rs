//! Longest runs of letters and digits, as long as a value can be.

use super::long;
use crate::blocks::is_alphanumeric;
use crate::detect::declared::declared;
use crate::model::Span;

/// The longest run that is looked at; longer ones are data.
const LONGEST: usize = 160;

/// The runs of `text` in order, each of them in one of the `long` runs of base64.
pub(super) fn places<'t>(text: &'t str, long: &'t [Span]) -> impl Iterator<Item = Span> + 't {
    let bytes = text.as_bytes();
    long.iter().flat_map(move |outer| parts(bytes, *outer)).filter_map(|run| {
        let value = after_percent(bytes, run).filter(|_| run.len() <= LONGEST)?;
        let value = after_colour(bytes, value);
        Some(declared(bytes, value).unwrap_or(value))
    })
}

/// The runs in one of base64.
fn parts(bytes: &[u8], outer: Span) -> impl Iterator<Item = Span> + '_ {
    let bytes = &bytes[..outer.end];
    let mut at = outer.start;
    std::iter::from_fn(move || {
        let run = long::next(bytes, at, is_alphanumeric)?;
        at = run.end;
        Some(run)
    })
}

/// The run without the digits of a percent escape, such as `3D`, which are glued before it; nothing for an escaped
/// slash or plus sign, which may be one of base64: that only the text with its escapes undone tells.
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
    // Almost no run starts as the end of a code does.
    if text.get(digits) != Some(&b'm') {
        return run;
    }
    let start = run.start.saturating_sub(12);
    let introduced = memchr::memmem::rfind(&bytes[start..run.start], b"\x1b[").is_some_and(|at| {
        bytes[start + at + 2..run.start].iter().all(|byte| byte.is_ascii_digit() || *byte == b';')
    });
    if introduced { Span { start: run.start + digits + 1, end: run.end } } else { run }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<Span> {
        places(text, &long::runs(text)).collect()
    }

    #[test]
    fn runs_are_whole_and_in_order() {
        let long = "q".repeat(LONGEST + 1);
        let text = format!("ab {} {long}-{} é{}", "x".repeat(24), "y".repeat(23), "z".repeat(40));
        let lengths: Vec<usize> = spans(&text).into_iter().map(Span::len).collect();
        assert_eq!(lengths, [24, 40]);
    }

    #[test]
    fn colour_codes_are_left_out() {
        let text = format!("\u{1b}[1;33m{}\u{1b}[0m", "k".repeat(48));
        assert_eq!(spans(&text), [Span { start: 7, end: 55 }]);
    }

    #[test]
    fn percent_escapes_are_left_out() {
        let value = "k".repeat(48);
        let text = format!("id%3D{value}%2F{value}%zz");
        assert_eq!(spans(&text), [Span { start: 5, end: 53 }]);
    }

    #[test]
    fn every_offset_is_found() {
        for padding in 0..100 {
            let text = format!("{}{}", " ".repeat(padding), "k".repeat(48));
            assert_eq!(spans(&text), [Span { start: padding, end: padding + 48 }]);
        }
    }
}
