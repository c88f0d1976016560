//! Shells that print every command before they run it: `set -x`, `bash -x`, `Set-PSDebug -Trace 1`.
//!
//! Contract: a switch counts from where it stands until another one takes it back, in one script after the other of a
//! shell that runs them all. A shell that runs a file prints what that file does, and of the script around it no more
//! than it is told.

use crate::guidance::Page;
use crate::guidance::code::is_code;
use crate::guidance::pattern::{Pattern, pattern};
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
pub(in crate::guidance) fn traced<S>(
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
            let is_read = is_code(page, start) || is_first_line(page, start);
            if !is_read || !is_switch(page, span) {
                continue;
            }
            if is_of_file(page, span) {
                if on.is_none() && holds(&known, command(page, span, script)) {
                    return Some(span);
                }
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

/// The switches in a part of the page by which a shell prints what a file does that it runs, and the commands around
/// them: `bash -x deploy.sh`.
pub(in crate::guidance) fn programs(page: &Page<'_>, part: Span) -> Vec<(Span, Span)> {
    let switches = SWITCH.find_iter(page.slice(part)).map(|switch| switch.span_from(part.start));
    switches
        .filter(|switch| is_switch(page, *switch) && is_of_file(page, *switch))
        .filter(|switch| is_code(page, switch.start))
        .map(|switch| (switch, command(page, switch, part)))
        .collect()
}

/// Whether a switch is that of a shell which is given the name of a file to run, and not a text, or what it reads.
fn is_of_file(page: &Page<'_>, switch: Span) -> bool {
    let is_shell = |word: &str| word.ends_with("sh");
    let mut words = page.slice(switch).split_ascii_whitespace();
    if !words.next().is_some_and(is_shell) || is_first_line(page, switch.start) {
        return false;
    }
    let line = page.line(switch.start);
    let mut rest = page.slice(Span { start: switch.end, end: line.end.max(switch.end) });
    if !rest.starts_with([' ', '\t']) {
        return false;
    }
    let mut options = words.collect::<String>();
    loop {
        rest = rest.trim_start();
        let takes_word = options.ends_with('o');
        if options.contains(['c', 's']) {
            return false;
        }
        if !takes_word && !rest.starts_with(['-', '+']) {
            break;
        }
        let word = rest.split([' ', '\t']).next().unwrap_or(rest);
        rest = &rest[word.len()..];
        options = if takes_word { String::new() } else { word.to_owned() };
        if rest.is_empty() {
            return false;
        }
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '$' | '_' | '~');
    rest.trim_start_matches(['"', '\'']).starts_with(is_name)
}

/// The command around a switch, within a script, as far as it stands near.
fn command(page: &Page<'_>, switch: Span, script: Span) -> Span {
    const NEAR: usize = 400;
    let (text, line) = (page.text(), page.line(switch.start));
    let is_end = |c: char| matches!(c, ';' | '&' | '|');
    let start = text.ceil_char_boundary(switch.start.saturating_sub(NEAR));
    let end = text.floor_char_boundary((switch.end + NEAR).min(text.len()));
    let start = start.max(line.start).max(script.start);
    let end = end.min(line.end).min(script.end).max(switch.end);
    let before = text[start..switch.start].rfind(is_end).map_or(0, |at| at + 1);
    let after = &text[switch.end..end];
    let end = switch.end + after.find(is_end).unwrap_or(after.len());
    Span { start: start + before, end }
}

/// Whether what looks like a shell is one, and not the ending of a name: `./deploy.sh -x`.
fn is_switch(page: &Page<'_>, switch: Span) -> bool {
    !page.text()[..switch.start].ends_with(['.', '-'])
}

/// Whether the place is in the line that names the interpreter, which others take for a remark.
fn is_first_line(page: &Page<'_>, at: usize) -> bool {
    page.text().starts_with("#!") && page.line(at).start == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn a_shell_that_runs_a_file_traces_that_file() {
        let is = |text: &str| {
            let page = Page::new("a.yml", text, Facts::default());
            !programs(&page, Span { start: 0, end: text.len() }).is_empty()
        };
        for text in [
            "bash -x deploy.sh",
            "sh -x ./a",
            "/bin/bash -ex \"$DIR/a.sh\"",
            "bash -x -e a.sh",
            "bash -euxo pipefail a.sh",
            "bash -x -o pipefail a.sh prod",
            "time bash -x a.sh; b",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "bash -x -c 'a.sh'",
            "bash -xc \"a.sh\"",
            "bash -x <<EOF",
            "bash -x",
            "bash -x -",
            "./deploy.sh -x prod",
            "bash -e max.sh",
            "set -x a",
            "#!/bin/bash -x\na",
            "curl y | bash -x -s -- a",
            "bash -xo",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
