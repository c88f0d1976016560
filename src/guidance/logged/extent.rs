//! Where the arguments of a statement end that stand in no brackets: at a sign, at the condition behind it, `die "…" unless
//! $token`, or some lines below.
//!
//! Contract: the span that goes in starts with the first argument and ends with its line; what comes out starts there too.

use super::super::Page;
use crate::guidance::branch::indent;
use crate::guidance::language::Language::{self, *};
use crate::model::Span;

/// Languages in which a condition may stand behind a statement.
const OF_MODIFIERS: &[Language] = &[Ruby, Erb, Crystal, Perl, Raku, CoffeeScript];
const MODIFIERS: [&str; 7] = ["if", "unless", "while", "until", "for", "foreach", "rescue"];

/// Languages in which a hash starts a comment.
const OF_HASHES: &[Language] =
    &[Ruby, Erb, Crystal, Perl, Raku, Python, PowerShell, Elixir, Nim, Nushell, Awk, Tcl];

/// Languages in which a statement goes on behind a comma.
const OF_COMMAS: &[Language] = &[Ruby, Erb, Crystal, Perl, Raku, Php, Nim, Elixir];

/// The most lines of one statement, and how far it goes, in bytes.
const MOST_LINES: usize = 12;
const LONGEST: usize = 4 << 10;

/// The extent of the arguments that start with `words`.
pub(super) fn of(page: &Page<'_>, words: Span) -> Span {
    let end = lines_end(page, words, |said| goes_on(page, said));
    let end = here_string(page, words).unwrap_or(end);
    let said = page.slice(Span { start: words.start, end });
    Span { start: words.start, end: words.start + ended(page, said) }
}

/// The extent of arguments in languages in which what is indented further belongs to a call.
pub(super) fn of_layout(page: &Page<'_>, words: Span) -> Span {
    let text = page.text();
    let line = page.line(words.start);
    let before = &text[line.start..words.start];
    let end = if page.is_in(&[FSharp]) {
        // Where the name of the call starts.
        let head = before.trim_end();
        let column = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
        let is_deeper = |_: &str, next: &str| indent(next) > column;
        lines_end_by(page, words, is_deeper)
    } else {
        let is_open = |said: &str, next: &str| {
            let said = said.trim_end();
            let next_word = next.trim_start();
            let goes_on = ["<>", "++", "$ "].iter().any(|sign| next_word.starts_with(sign));
            indent(next) > indent(page.slice(line))
                && (goes_on || ["$", "<>", "++", "^", "<|"].iter().any(|sign| said.ends_with(sign)))
        };
        lines_end_by(page, words, is_open)
    };
    Span { start: words.start, end }
}

/// Where the lines end that a statement goes on through.
fn lines_end(page: &Page<'_>, words: Span, goes_on: impl Fn(&str) -> bool) -> usize {
    lines_end_by(page, words, |said, _| goes_on(said))
}

fn lines_end_by(page: &Page<'_>, words: Span, goes_on: impl Fn(&str, &str) -> bool) -> usize {
    let text = page.text();
    let mut end = words.end;
    let mut last = words.start;
    for _ in 0..MOST_LINES {
        let rest = &text[end..];
        let lead = rest.len() - rest.trim_start_matches('\r').len();
        if !rest[lead..].starts_with('\n') || end - words.start > LONGEST {
            break;
        }
        let next = end + lead + 1;
        let line = page.line(next);
        let following = page.slice(Span { start: next, end: line.end.max(next) });
        if following.trim().is_empty() || !goes_on(&text[last..end], following) {
            break;
        }
        last = next;
        end = line.end.max(next);
    }
    end
}

/// Whether a line of a statement says that the next one goes on with it.
fn goes_on(page: &Page<'_>, line: &str) -> bool {
    let line = line.trim_end();
    let ends = |signs: &[&str]| signs.iter().any(|sign| line.ends_with(sign));
    page.is_in(&[PowerShell]) && line.ends_with('`')
        || page.is_in(&[VisualBasic, VbScript, Asp]) && ends(&[" _"])
        || page.is_in(&[Ruby, Crystal, Python, Tcl]) && line.ends_with('\\')
        || page.is_in(OF_COMMAS) && line.ends_with(',')
        || page.is_in(&[Perl, Raku, Php]) && ends(&[" .", "\"."])
        || page.is_in(&[Ruby, Crystal, Groovy]) && ends(&[" +"])
}

/// Where the text of several lines ends that starts at the end of the line: `Write-Host @"`.
fn here_string(page: &Page<'_>, words: Span) -> Option<usize> {
    let said = page.slice(words).trim_end();
    if !page.is_in(&[PowerShell]) || !said.ends_with("@\"") {
        return None;
    }
    let text = page.text();
    let near = text.floor_char_boundary((words.end + LONGEST).min(text.len()));
    let end = text[words.end..near].find("\n\"@")?;
    Some(words.end + end + "\n\"@".len())
}

/// The length of what belongs to a statement of all that is said.
fn ended(page: &Page<'_>, said: &str) -> usize {
    let bytes = said.as_bytes();
    let has_modifiers = page.is_in(OF_MODIFIERS);
    let has_hashes = page.is_in(OF_HASHES);
    // There, it stands between what is printed.
    let is_of_basic = page.is_in(&[VisualBasic, VbScript, Asp]);
    let escapes = !page.is_in(&[VisualBasic, VbScript, Asp, Sql, Abap, Cobol, PowerShell]);
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        let is_word_start = at > 0 && bytes[at - 1].is_ascii_whitespace();
        match bytes[at] {
            b'\\' if escapes => at += 1,
            quote @ (b'"' | b'\'' | b'`') => {
                // An apostrophe inside a word opens nothing, and neither does a quote that nothing closes.
                let is_inside = quote == b'\'' && at > 0 && bytes[at - 1].is_ascii_alphanumeric();
                if !is_inside && let Some(length) = quoted(&bytes[at + 1..], quote, escapes) {
                    at += length;
                }
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return at,
            b')' | b']' | b'}' => depth -= 1,
            b';' if depth == 0 && !is_of_basic => return at,
            b'#' if has_hashes && is_word_start && bytes.get(at + 1) != Some(&b'{') => return at,
            byte if has_modifiers && depth == 0 && is_word_start && byte.is_ascii_lowercase() => {
                let length =
                    bytes[at..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
                let ends = bytes.get(at + length).is_none_or(|byte| b" \t(\r\n!$".contains(byte));
                if ends && MODIFIERS.contains(&&said[at..at + length]) {
                    return at;
                }
                at += length.saturating_sub(1);
            }
            _ => {}
        }
        at += 1;
    }
    said.len()
}

/// How far away a quote closes.
fn quoted(rest: &[u8], quote: u8, escapes: bool) -> Option<usize> {
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'\\' if escapes => at += 1,
            byte if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    /// The arguments that start behind the sign.
    #[track_caller]
    fn arguments<'t>(path: &'t str, text: &'t str) -> &'t str {
        let start = text.find('§').expect("the sign is there") + '§'.len_utf8();
        let page = Page::new(path, text, Facts::default());
        let end = page.line(start).end;
        page.slice(of(&page, Span { start, end })).trim_end()
    }

    #[test]
    fn a_condition_is_no_argument() {
        for (path, text, said) in [
            ("a.pl", "die §\"x; if\\n\" unless $secret;", "\"x; if\\n\""),
            ("a.pl", "print §$x, f(if => 1); $y", "$x, f(if => 1)"),
            ("a.rb", "abort §'x' if ENV['X'].empty?", "'x'"),
            ("a.rb", "puts §a.if, b # c", "a.if, b"),
            ("a.rb", "run { puts §a } if b", "a"),
            ("a.py", "print §a if b else c", "a if b else c"),
            ("a.rb", "puts §\"it's #{a; b}\" if c", "\"it's #{a; b}\""),
            ("a.ps1", "Write-Host §\"a\"; $x = $t", "\"a\""),
            ("a.bas", "Debug.Print §\"a\"; b", "\"a\"; b"),
        ] {
            assert_eq!(arguments(path, text), said, "{text}");
        }
    }

    #[test]
    fn arguments_go_on_through_lines() {
        for (path, text, said) in [
            ("a.ps1", "Write-Host §\"a\" `\n  $b\n$c", "\"a\" `\n  $b"),
            ("a.ps1", "Write-Host §@\"\n$a\n\"@\n$c", "@\"\n$a\n\"@"),
            ("a.bas", "Debug.Print §\"a\" & _\r\n  b\r\nc", "\"a\" & _\r\n  b"),
            ("a.pl", "print §\"a\",\n  $b\n  if $c;", "\"a\",\n  $b"),
            ("a.py", "print §a,\nb", "a,"),
        ] {
            assert_eq!(arguments(path, text), said, "{text}");
        }
    }

    #[test]
    fn odd_text_breaks_nothing() {
        for text in ["§", "§\\", "§\"é", "§'\\", "§if", "§ if", "§)", "§`é\n", "§é # é", "§@\"\n"]
        {
            for path in ["a.rb", "a.ps1", "a.bas", "a.pl"] {
                arguments(path, text);
            }
        }
    }
}
