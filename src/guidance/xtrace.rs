//! Shells that print every command before they run it: `set -x`, `bash -x`, `Set-PSDebug -Trace 1`.
//!
//! Contract: a switch counts from where it stands until another one takes it back, in one script after the other of a
//! shell that runs them all.

use super::Page;
use super::code::is_code;
use super::pattern::{Pattern, pattern};
use crate::model::Span;

static SWITCH: Pattern = pattern!(r"(?x)
        (?<off> \bset \s+ \+ (?: [a-wyz]*x | o \s+ xtrace ) | Set-PSDebug \s+ -(?:Trace \s+ 0|Off) )
      | (?<on> \bset \s+ (?: -[a-zA-Z]+ \s+ )* -(?: [a-zA-Z]*x[a-zA-Z]*\b | [a-zA-Z]*o \s+ xtrace ) (?: \s+ pipefail )?
          | \bset \s+ -[a-zA-Z]*o \s+ pipefail \s+ -[a-zA-Z]*x[a-zA-Z]*\b
          | \b(?:ba|z|k|da)?sh \s+ (?: -[a-zA-Z]+ \s+ )* -[a-zA-Z]*x[a-zA-Z]*\b
          | Set-PSDebug \s+ -Trace \s+ [12] )
        "; "set" | "sh");

/// The first switch that is on while a part of these scripts runs that `holds` a secret.
///
/// `scripts` are spans of the page, in order, each with what `holds` is to know of it.
pub(super) fn traced<S>(
    page: &Page<'_>,
    scripts: impl IntoIterator<Item = (Span, S)>,
    holds: impl Fn(&S, Span) -> bool,
) -> Option<Span> {
    // The shell called fish gives a variable to its programs with `set -x`.
    if page.file_name().contains(".fish") {
        return None;
    }
    let mut on: Option<Span> = None;
    for (script, known) in scripts {
        let mut at = script.start;
        for switch in SWITCH.captures_iter(page.slice(script)) {
            let whole = switch.whole();
            let start = script.start + whole.start();
            let span = Span { start, end: script.start + whole.end() };
            if !is_code(page, start) && !is_first_line(page, start) {
                continue;
            }
            if on.is_some() && holds(&known, Span { start: at, end: start }) {
                return on;
            }
            on = if switch.name("on").is_some() { on.or(Some(span)) } else { None };
            at = start;
        }
        if on.is_some() && holds(&known, Span { start: at, end: script.end }) {
            return on;
        }
    }
    None
}

/// Whether the place is in the line that names the interpreter, which others take for a remark.
fn is_first_line(page: &Page<'_>, at: usize) -> bool {
    page.text().starts_with("#!") && page.line(at).start == 0
}
