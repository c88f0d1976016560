//! Values split over literals or lines.
//!
//! A joint is what stands between two parts of a value: quotes and an operator, a line end with what continues it, or a
//! plain line end where a value was wrapped. Leaving the joints out brings the value back in one piece, behind its key.

mod runs;

use super::weave::{LONGEST_VALUE, Weaver};
use crate::blocks::{self, Places, is_letter};
use crate::model::Span;

/// White space and operators between two literals, at most.
const LONGEST_BODY: usize = 256;

/// How far a run of value characters is counted. Runs end at quotes and line ends, so that no character is counted
/// twice for joints of one kind.
const COUNTED: usize = LONGEST_VALUE;

/// How far back a literal's opening quote and the start of a list are looked for, and how far on the end of the list.
const LIST_BEFORE: usize = 256;
const LIST_AFTER: usize = 1024;

/// A value is wrapped where its line holds this many characters of it,
const SHORTEST_PART: usize = 16;

/// or is this long as a whole.
const WRAP_COLUMN: usize = 60;

/// Quoted-printable text breaks a line with a trailing `=` at this column or a few later.
const SOFT_BREAK: usize = 70;
const WIDEST_SOFT: usize = 80;

/// Joined runs shorter than this are not worth a look.
const SHORTEST_VALUE: usize = 20;

/// Functions that join the literals in a list.
const JOINING: [&[u8]; 4] = [b"concat", b"join(", b"implode(", b"paste0("];

/// What starts a line of a comment, a quotation or a patch.
const LEADERS: [&[u8]; 8] = [b"//", b"--", b"#", b"*", b">", b"+", b"|", b";"];

/// Operators that join two literals, longest first.
const OPERATORS: [&[u8]; 11] =
    [b").append(", b".concat(", b"||", b"..", b"++", b"<>", b"<<", b"+", b".", b"&", b"~"];

/// Leaves out every joint in `text`.
pub(super) fn scan(text: &str, weaver: &mut Weaver<'_, '_>) {
    let bytes = text.as_bytes();
    let mut chain = Chain::default();
    let mut at = 0;
    let mut places = Places::new(bytes, could_join);
    while let Some(place) = places.next(at) {
        at = place;
        let joint = match bytes[at] {
            b'"' | b'\'' | b'`' => literal_joint(bytes, at, &mut chain),
            b'<' => runs::joint(bytes, at),
            _ => line_joint(bytes, at, &mut chain),
        };
        at += 1;
        let Some(joint) = joint.filter(|joint| joint.start >= chain.end) else { continue };
        at = joint.end.max(at);
        let worth = chain.add(bytes, joint);
        weaver.join(joint, worth);
    }
}

/// Whether a joint could start here, told by the byte before and those behind: most quotes and line ends are none, and
/// are passed over without a closer look.
fn could_join(before: u8, byte: u8, [next, ..]: [u8; 3]) -> bool {
    let quote = (byte == b'"') | (byte == b'\'') | (byte == b'`');
    let line_end = (byte == b'\n') | (byte == b'\r');
    let ends_key = (next == b':') | (next == b'>') | (next == b']') | (next == b'}');
    let operand = (before == b'=') | (before == b':') | (before == b'&') | (before == b'?');
    let goes_on = (before == b'\\') | (before == b'`') | (before == b'^') | (before == b'=');
    let value = is_value(before);
    (quote & !ends_key & (value | operand | (before == b' ')))
        | (line_end & (value | goes_on))
        | ((byte == b'<') & (next == b'/') & value)
}

/// Joints that follow each other in one value.
#[derive(Debug, Default)]
struct Chain {
    /// Just past the last joint.
    end: usize,
    /// Characters of the value before `end`.
    before: usize,
    /// Whether the last joint was a comma in a list of literals that are joined.
    list: bool,
    /// The place before which value characters were counted last, and how many there are: each place asks several
    /// times.
    counted: (usize, usize),
}

impl Chain {
    /// Takes the next joint; whether the value is long enough to look at.
    fn add(&mut self, bytes: &[u8], joint: Span) -> bool {
        let left = self.run_before(bytes, joint.start);
        let continued = joint.start - left <= self.end && self.end > 0;
        let before =
            if continued { self.before + joint.start.saturating_sub(self.end) } else { left };
        self.list = bytes[joint.start..joint.end].contains(&b',');
        self.end = joint.end;
        self.before = before;
        before >= SHORTEST_VALUE || before + run_after(bytes, joint.end) >= SHORTEST_VALUE
    }

    /// Whether a value goes on from the last joint to `at`.
    fn reaches(&mut self, bytes: &[u8], at: usize) -> bool {
        self.end > 0 && at > self.end && at - self.run_before(bytes, at) <= self.end
    }

    /// The number of value characters that end at `at`.
    fn run_before(&mut self, bytes: &[u8], at: usize) -> usize {
        if self.counted.0 != at {
            self.counted = (at, run_before(bytes, at));
        }
        self.counted.1
    }
}

/// The joint whose first byte is the closing quote at `at`.
fn literal_joint(bytes: &[u8], at: usize, chain: &mut Chain) -> Option<Span> {
    let before = *bytes.get(at.checked_sub(1)?)?;
    // A literal that spells a line end at its end is a line of its own.
    if matches!(before, b'n' | b'r') && at >= 2 && bytes[at - 2] == b'\\' {
        return None;
    }
    let body = &bytes[at + 1..bytes.len().min(at + 1 + LONGEST_BODY)];
    let mut length = blank(body);
    match operator(&body[length..]) {
        Some(operator) if is_value(before) || b"=:&? ".contains(&before) => length += operator,
        None if is_value(before) => {}
        _ => return None,
    }
    let in_list = body.get(length) == Some(&b',');
    length += usize::from(in_list);
    length += blank(&body[length..]);
    let is_prefix = |byte: &&u8| byte.is_ascii_alphabetic() || matches!(byte, b'$' | b'@');
    length += body[length..].iter().take(2).take_while(is_prefix).count();
    let opens = matches!(body.get(length), Some(b'"' | b'\'' | b'`'));
    let end = at + length + 2;
    let mut joins =
        |list: bool| !list || (chain.list && chain.reaches(bytes, at)) || is_joined_list(bytes, at);
    (opens && starts_value(bytes, end) && joins(in_list)).then_some(Span { start: at, end })
}

/// The length of the operator that joins a literal to the next, or of the statement that appends the next.
fn operator(body: &[u8]) -> Option<usize> {
    let starts = matches!(body, [b')' | b'.' | b'|' | b'+' | b'<' | b'&' | b'~', ..]);
    let operators = if starts { &OPERATORS[..] } else { &[] };
    let found = operators.iter().find(|operator| body.starts_with(operator));
    found.map(|operator| operator.len()).or_else(|| appending(body))
}

/// The length of `; name +=`, `); name.append(` and their like.
fn appending(body: &[u8]) -> Option<usize> {
    let mut at = body.iter().take(2).take_while(|byte| matches!(byte, b')' | b';')).count();
    at += blank(&body[at..]);
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    let name = body[at..].iter().take_while(is_name).count();
    let (head, rest) = body[at..].split_at(name);
    if name == 0 {
        return None;
    }
    at += name;
    if head.ends_with(b".append") && rest.starts_with(b"(") {
        return Some(at + 1);
    }
    let space = blank(rest);
    let appends =
        [&b"+="[..], b".=", b"&=", b"<<"].iter().any(|sign| rest[space..].starts_with(sign));
    appends.then_some(at + space + 2)
}

/// The length of white space, line ends and what continues a line.
fn blank(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &bytes[at..] {
            [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
            [b'\\' | b'_' | b'`', b'\n', ..] => 2,
            [b'\\' | b'_' | b'`', b'\r', b'\n', ..] => 3,
            [b'\\' | b'_' | b'`', b'\r', ..] => 2,
            rest if at > 0 && bytes[at - 1] == b'\n' && next_element(rest) > 0 => {
                next_element(rest)
            }
            _ => return at,
        };
    }
}

/// The length of `", "` between two lines of source that are kept as a list of strings, as in notebooks.
fn next_element(bytes: &[u8]) -> usize {
    let Some(rest) = bytes.strip_prefix(b"\",") else { return 0 };
    let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if rest.get(space) == Some(&b'"') { space + 3 } else { 0 }
}

/// Whether the literal that closes at `at` is the first in a list whose literals are joined.
fn is_joined_list(bytes: &[u8], at: usize) -> bool {
    let window = &bytes[at.saturating_sub(LIST_BEFORE)..at];
    let Some(open) = memchr::memrchr(bytes[at], window) else { return false };
    let before = window[..open].trim_ascii_end();
    let starts = [&b"("[..], b"[", b"\"\",", b"'',"].iter().any(|start| before.ends_with(start));
    if !starts {
        return false;
    }
    let near = before[before.len().saturating_sub(24)..].to_ascii_lowercase();
    if JOINING.iter().any(|name| memchr::memmem::find(&near, name).is_some()) {
        return true;
    }
    let after = &bytes[at..bytes.len().min(at + LIST_AFTER)];
    memchr::memchr2(b']', b')', after).is_some_and(|close| {
        let after = after[close + 1..].trim_ascii_start();
        after.starts_with(b".join(") || after.starts_with(b"-join")
    })
}

/// The joint that holds the line end at `at`.
fn line_joint(bytes: &[u8], at: usize, chain: &mut Chain) -> Option<Span> {
    let line_end = if bytes[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 };
    let last = *bytes.get(at.checked_sub(1)?)?;
    let indent = blank_length(&bytes[line_end..]);
    let next = line_end + indent;
    match last {
        b'\\' | b'`' | b'^' => {
            // Haskell and a few others end the gap with a backslash of its own.
            let next = next + usize::from(last == b'\\' && bytes.get(next) == Some(&b'\\'));
            starts_value(bytes, next).then_some(Span { start: at - 1, end: next })
        }
        b'=' if indent == 0 && is_soft_break(bytes, at) => {
            starts_value(bytes, next).then_some(Span { start: at - 1, end: next })
        }
        _ => {
            let part = chain.run_before(bytes, at);
            let long = part >= SHORTEST_PART
                || (part > 0 && line_length(bytes, at) >= WRAP_COLUMN)
                || chain.reaches(bytes, at);
            if !long {
                return None;
            }
            let next = next + leader(bytes, at, next);
            let run = run_after(bytes, next);
            let whole =
                !is_key(&bytes[next + run..]) && !is_cell(bytes, at - part.min(at), next + run);
            // A dash alone starts the next item of a list.
            let is_item = run == 1 && bytes[next] == b'-';
            (run > 0 && whole && !is_item).then_some(Span { start: at, end: next })
        }
    }
}

/// Whether the `=` before `at` breaks a line of quoted-printable text. Padding of base64 that a line ends with does
/// not: then what stands before it has the length that padding asks for, and nothing near is written in this encoding's
/// escapes.
fn is_soft_break(bytes: &[u8], at: usize) -> bool {
    if !(SOFT_BREAK..=WIDEST_SOFT).contains(&line_length(bytes, at)) {
        return false;
    }
    if !may_be_padding(bytes, at) {
        return true;
    }
    if is_amid_soft_breaks(bytes, at) {
        return true;
    }
    let near = &bytes[at.saturating_sub(LIST_AFTER)..bytes.len().min(at + LIST_AFTER)];
    memchr::memchr_iter(b'=', near).any(|sign| {
        matches!(near[sign + 1..], [b'0'..=b'9' | b'A'..=b'F', b'0'..=b'9' | b'A'..=b'F', ..])
            && near.get(sign + 3).is_none_or(|byte| !byte.is_ascii_hexdigit())
    })
}

/// Whether what stands before the `=` that ends the line at `at` has the length of base64 with padding.
fn may_be_padding(bytes: &[u8], at: usize) -> bool {
    let is_base64 = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let run = bytes[..at].iter().rev().take(WIDEST_SOFT).take_while(is_base64).count();
    run >= SHORTEST_VALUE && run.is_multiple_of(4)
}

/// Whether the line that starts at `start` goes on what a soft line end cuts: what it starts with is then no beginning
/// of anything.
pub(super) fn goes_on_softly(bytes: &[u8], start: usize) -> bool {
    let before = &bytes[..start];
    let before = before.strip_suffix(b"\n").or(before.strip_suffix(b"\r")).unwrap_or(before);
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    let at = before.len();
    at < start && before.ends_with(b"=") && is_soft_break(bytes, at)
}

/// Whether the line before that which ends at `at`, or the one behind it, ends in the same way: padding stands at the end
/// of base64, and not at that of two lines of it.
fn is_amid_soft_breaks(bytes: &[u8], at: usize) -> bool {
    let ends_soft = |end: usize| {
        let is_wide = (SOFT_BREAK..=WIDEST_SOFT).contains(&line_length(bytes, end));
        end > 0 && bytes[end - 1] == b'=' && is_wide
    };
    let last = (at - line_length(bytes, at)).checked_sub(1);
    let last = last.map(|end| if bytes[..end].ends_with(b"\r") { end - 1 } else { end });
    let start = if bytes[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 };
    let next = &bytes[start.min(bytes.len())..bytes.len().min(start + WIDEST_SOFT + 1)];
    let next = memchr::memchr2(b'\n', b'\r', next).map(|length| start + length);
    last.is_some_and(ends_soft) || next.is_some_and(ends_soft)
}

/// Whether the run that starts at `start` and the one that ends at `end`, on the next line, are cells of a table and no
/// value.
fn is_cell(bytes: &[u8], start: usize, end: usize) -> bool {
    let separates = |byte: Option<&u8>| matches!(byte, Some(b',' | b';' | b'|' | b'\t'));
    let before = start.checked_sub(1).map(|at| &bytes[at]);
    let follows = bytes.get(end + 1).is_some_and(|byte| !byte.is_ascii_whitespace());
    (separates(before) && start >= 2 && is_value(bytes[start - 2]))
        || (separates(bytes.get(end)) && follows)
}

/// Where a line that ends at `at` starts with the same mark as the one at `next`, the length of that mark and the
/// blanks behind.
fn leader(bytes: &[u8], at: usize, next: usize) -> usize {
    let rest = &bytes[next..];
    // Most lines start with none.
    if !rest.first().is_some_and(|first| LEADERS.iter().any(|mark| mark[0] == *first)) {
        return 0;
    }
    let line = bytes[at - line_length(bytes, at)..at].trim_ascii_start();
    LEADERS
        .iter()
        .find(|mark| line.starts_with(mark) && rest.starts_with(mark))
        .map_or(0, |mark| mark.len() + blank_length(&rest[mark.len()..]))
}

/// Whether what follows a word makes it a key, so that the line is not the rest of a value.
fn is_key(after: &[u8]) -> bool {
    match &after[blank_length(after)..] {
        [b':', ..] => true,
        [b'=', next, ..] => !matches!(next, b'=' | b'\r' | b'\n' | b'"' | b'\''),
        _ => false,
    }
}

/// The bytes of the line before `at`, as far as they matter.
fn line_length(bytes: &[u8], at: usize) -> usize {
    let window = &bytes[at.saturating_sub(LIST_BEFORE)..at];
    memchr::memrchr2(b'\n', b'\r', window).map_or(window.len(), |end| window.len() - end - 1)
}

fn blank_length(bytes: &[u8]) -> usize {
    bytes.iter().take(COUNTED).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count()
}

/// The number of value characters that end at `at`.
fn run_before(bytes: &[u8], at: usize) -> usize {
    let from = at.saturating_sub(COUNTED);
    blocks::run_before(&bytes[from..], at - from, is_value)
}

/// Whether a value character stands at `at`.
fn starts_value(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|&byte| is_value(byte))
}

/// The number of value characters that start at `at`.
fn run_after(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at.min(bytes.len())..];
    blocks::run_length(&rest[..rest.len().min(COUNTED)], is_value)
}

/// Characters of values, of tokens and of base64 without its padding.
fn is_value(byte: u8) -> bool {
    // `-`, `.`, `/` and the digits follow one another.
    is_letter(byte) | (byte.wrapping_sub(b'-') < 13) | (byte == b'_') | (byte == b'+')
}
