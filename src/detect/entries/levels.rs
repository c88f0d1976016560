//! The blocks around a value, from the nearest on, and what stands in each of them beside it.
//!
//! Contract: knows brackets, lines and tags, and nothing of what they mean. What is in a block of its own beside a value
//! is left out. Looks no farther than its reach.

use super::REACH;
use crate::detect::around::{self, head, tail};
use crate::detect::holder;
use crate::model::{Span, vendor};

/// How many blocks are looked at.
const MOST: usize = 3;

/// A block around a value.
#[derive(Debug)]
pub(super) struct Level<'t> {
    /// What stands in it, without the blocks that are closed in it.
    pub(super) text: String,
    /// The other values in it where none has a name.
    pub(super) cells: Option<Vec<&'t str>>,
    /// Whether attributes stand in it side by side.
    pub(super) is_tag: bool,
    /// Whether it could be one of several.
    pub(super) is_listed: bool,
    /// Whether the value stands in it, or in a block that says nothing of whose it is.
    pub(super) is_direct: bool,
    /// Whether its own name says nothing of whose it is.
    pub(super) is_nobodys: bool,
    /// Whether a list in it names the vendor: `"tags": ["banqup"]`.
    pub(super) holds_vendor: bool,
}

/// The blocks around the value at `span`.
pub(super) fn levels(text: &str, span: Span) -> Vec<Level<'_>> {
    let mut levels = tags(text, span);
    if levels.is_empty() {
        levels = brackets(text, span);
        levels.extend(lines(text, span));
    }
    levels
}

/// Blocks in brackets.
fn brackets(text: &str, span: Span) -> Vec<Level<'_>> {
    let before = tail(text, span.start, REACH);
    let after = head(text, span.end, REACH);
    let is_from_start = before.len() == span.start;
    let (mut start, mut end) = (before.len(), 0);
    let mut levels: Vec<Level<'_>> = Vec::new();
    while levels.len() < MOST {
        let Some((open, above)) = opened(before, start) else { break };
        let (close, below) = closed(after, end);
        let name = name(&before[..open]);
        let is_root = is_from_start && before[..open].trim().is_empty();
        let is_first = levels.is_empty();
        let inner = levels.last().is_none_or(|inner| inner.is_nobodys);
        levels.push(Level {
            cells: if is_first { cells(&before[open + 1..], &after[..close]) } else { None },
            text: format!("{above} \n{below}"),
            is_tag: false,
            is_listed: !is_root,
            is_direct: inner && levels.len() < 2,
            is_nobodys: !holder::names_somebody(name),
            holds_vendor: is_first
                && [&before[open..], &after[..close]].iter().any(|part| lists_vendor(part)),
        });
        (start, end) = (open, (close + 1).min(after.len()));
    }
    levels
}

/// Whether a list of words in a text has the vendor's name in it.
fn lists_vendor(text: &str) -> bool {
    let mut lists = text.split('[').skip(1).filter_map(|rest| rest.split(']').next());
    lists.any(|list| !list.contains(['{', ':', '=']) && vendor::names_in_short(list))
}

/// The bracket that is open at `end`, and what stands behind it outside of others.
fn opened(text: &str, end: usize) -> Option<(usize, String)> {
    let mut depth = 0_usize;
    let mut rest = end;
    let mut parts = Vec::new();
    for (at, byte) in text.bytes().enumerate().take(end).rev() {
        match byte {
            b'}' | b']' | b')' => {
                if depth == 0 {
                    parts.push(&text[at + 1..rest]);
                }
                depth += 1;
            }
            b'{' | b'[' | b'(' if depth > 0 => {
                depth -= 1;
                rest = at;
            }
            b'{' | b'[' | b'(' => {
                parts.push(&text[at + 1..rest]);
                parts.reverse();
                return Some((at, parts.concat()));
            }
            _ => {}
        }
    }
    None
}

/// Where the block ends in which a text starts at `start`, and what stands in it outside of others.
fn closed(text: &str, start: usize) -> (usize, String) {
    let mut depth = 0_usize;
    let mut rest = start;
    let mut flat = String::new();
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'{' | b'[' | b'(' => {
                if depth == 0 {
                    flat.push_str(&text[rest..at]);
                }
                depth += 1;
            }
            b'}' | b']' | b')' if depth > 0 => {
                depth -= 1;
                rest = at + 1;
            }
            b'}' | b']' | b')' => {
                flat.push_str(&text[rest..at]);
                return (at, flat);
            }
            _ => {}
        }
    }
    if depth == 0 {
        flat.push_str(&text[rest..]);
    }
    (text.len(), flat)
}

/// The name that a bracket is given, on its line.
fn name(before: &str) -> &str {
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = before[line..].trim_end();
    let start = line.rfind(['{', '[', '(', ',', '}', ']', ')', '"']).map_or(0, |end| end + 1);
    match line[..start].strip_suffix('"') {
        // The name itself may be in quotes.
        Some(name) => name.rsplit('"').next().unwrap_or(name),
        None => &line[start..],
    }
}

/// The cells of a row, but for the one that holds the value, if the value has no name in it.
fn cells<'t>(above: &'t str, below: &'t str) -> Option<Vec<&'t str>> {
    let own = above.trim_end_matches(['"', '\'', '`', ' ', '\n', '\r', '\t']);
    if !own.is_empty() && !own.ends_with(',') || above.contains(['{', '}']) {
        return None;
    }
    let rest = below.trim_start_matches(['"', '\'', '`']);
    let others = own.strip_suffix(',').into_iter().flat_map(|own| own.split(','));
    // The value's own place, so that columns count.
    let others = others.chain([""]).chain(rest.split(',').skip(1));
    Some(others.collect())
}

/// The lines of the item of a list that the value at `span` stands in, or of its section.
pub(in crate::detect) fn item(text: &str, span: Span) -> Option<Span> {
    let before = tail(text, span.start, REACH);
    let from = span.start - before.len();
    let lines = || before.rsplit_inclusive_lines();
    let (_, own) = lines().next()?;
    let mut least = indent(own)?;
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let mut start = None;
    for (at, line) in lines() {
        let Some(indent) = indent(line) else { continue };
        if indent < least {
            least = indent;
        }
        if indent <= least && is_item(line) {
            start = Some((at, line.len() - line.trim_start().len()));
            break;
        }
        if indent == 0 {
            break;
        }
    }
    let (start, dash) = start?;
    let after = head(text, span.end, REACH);
    let mut end = 0;
    for (at, line) in after.split_inclusive('\n').enumerate() {
        let column = line.len() - line.trim_start().len();
        if at > 0 && !line.trim().is_empty() && column <= dash {
            break;
        }
        end += line.len();
    }
    Some(Span { start: from + start, end: span.end + end })
}

/// The column of the key of a line; a dash before it belongs to the indentation.
fn indent(line: &str) -> Option<usize> {
    let text = line.trim_start_matches([' ', '-', '\t']);
    let is_empty = text.trim().is_empty() || text.starts_with('#');
    (!is_empty).then(|| line.len() - text.len())
}

/// Walks over the lines of a text from its end on.
trait Lines {
    /// The start of each line, and the line, the last first.
    fn rsplit_inclusive_lines(&self) -> impl Iterator<Item = (usize, &str)>;
}

impl Lines for str {
    fn rsplit_inclusive_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut end = Some(self.len());
        std::iter::from_fn(move || {
            let last = end?;
            let start = self[..last].rfind('\n').map_or(0, |at| at + 1);
            end = start.checked_sub(1);
            Some((start, &self[start..last]))
        })
    }
}

/// Blocks by lines: mappings of YAML in an item of a list, and sections.
fn lines(text: &str, span: Span) -> Vec<Level<'_>> {
    let mut levels = Vec::new();
    match item(text, span) {
        Some(item) => {
            let lines: Vec<&str> = text[item.start..item.end].lines().collect();
            let own = text[item.start..span.start].matches('\n').count();
            let mut at = own;
            while levels.len() < MOST {
                let Some(column) = lines.get(at).and_then(|line| indent(line)) else { break };
                let beside = |line: &&&str| indent(line).is_none_or(|other| other >= column);
                let above = lines[..at].iter().rev().take_while(beside).count();
                let below = lines[at..].iter().take_while(beside).count();
                let members = &lines[at - above..at + below];
                let members: Vec<&str> =
                    members.iter().filter(|line| indent(line) == Some(column)).copied().collect();
                let parent = (at - above).checked_sub(1);
                let head = parent.and_then(|at| lines.get(at)).copied().unwrap_or_default();
                let inner = levels.last().is_none_or(|inner: &Level<'_>| inner.is_nobodys);
                levels.push(Level {
                    text: members.join("\n"),
                    cells: None,
                    is_tag: false,
                    is_listed: true,
                    is_direct: inner && levels.len() < 2,
                    is_nobodys: !holder::names_somebody(head),
                    holds_vendor: false,
                });
                match parent {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
        }
        None => levels.extend(
            indexed(text, span).or_else(|| section(text, span)).or_else(|| mapping(text, span)),
        ),
    }
    levels
}

/// The mapping of YAML that the value at `span` stands in, below a key of its own.
fn mapping(text: &str, span: Span) -> Option<Level<'_>> {
    let before = tail(text, span.start, REACH);
    let (start, own) = before.rsplit_inclusive_lines().next()?;
    let column = indent(own).filter(|column| *column > 0)?;
    // Settings of a program are given to their names by other signs.
    let is_member = |line: &&str| {
        let name = line.trim_start().split(':').next().unwrap_or(line);
        line.contains(':') && !name.contains(['=', ' ', '('])
    };
    if !is_member(&own) {
        return None;
    }
    let is_beside = |line: &&str| indent(line).is_none_or(|other| other >= column);
    let above = || before[..start].trim_end_matches(['\n', '\r']).rsplit('\n');
    let head = above().find(|line| !is_beside(line))?;
    let after = around::head(text, span.end, REACH);
    let lines = above().take_while(is_beside).chain(after.lines().skip(1).take_while(is_beside));
    let members: Vec<&str> =
        lines.filter(|line| indent(line) == Some(column)).filter(is_member).collect();
    head.trim_end().ends_with(':').then(|| Level {
        text: members.join("\n"),
        cells: None,
        is_tag: false,
        is_listed: true,
        is_direct: true,
        is_nobodys: false,
        holds_vendor: false,
    })
}

/// The section that the value at `span` stands in, as in TOML and INI, or the whole document where it has none.
fn section(text: &str, span: Span) -> Option<Level<'_>> {
    let before = tail(text, span.start, REACH);
    let is_head = |line: &str| {
        let line = line.trim();
        line.starts_with('[') && line.ends_with(']') && line.len() > 2
    };
    let (start, line) = before.rsplit_inclusive_lines().skip(1).find(|(_, line)| is_head(line))?;
    let name = line.trim();
    let above = &before[start + line.len()..];
    let after = head(text, span.end, REACH);
    let mut below = after.split_inclusive('\n');
    let own = below.next().unwrap_or_default();
    let length: usize = below.take_while(|line| !is_head(line)).map(str::len).sum();
    Some(Level {
        text: format!("{above} {}", &after[..own.len() + length]),
        cells: None,
        is_tag: false,
        is_listed: name.starts_with("[["),
        is_direct: true,
        is_nobodys: false,
        holds_vendor: false,
    })
}

/// The settings with the number of the one that the value at `span` is given to: `integrations[0].name=`.
fn indexed(text: &str, span: Span) -> Option<Level<'_>> {
    let before = tail(text, span.start, REACH);
    let (_, own) = before.rsplit_inclusive_lines().next()?;
    let is_number = |at: usize| own[..at].ends_with(|c: char| c.is_ascii_digit());
    let ends = ["].", "__", "_", "."];
    let end = ends.iter().find_map(|end| {
        let at = own.match_indices(end).map(|(at, _)| at).filter(|at| is_number(*at)).last()?;
        Some(at + end.len())
    })?;
    let prefix = &own[..end];
    let after = head(text, span.end, REACH);
    let settings = before.lines().chain(after.lines().skip(1));
    let settings: Vec<&str> = settings.filter_map(|line| line.strip_prefix(prefix)).collect();
    Some(Level {
        text: settings.join("\n"),
        cells: None,
        is_tag: false,
        is_listed: true,
        is_direct: true,
        is_nobodys: false,
        holds_vendor: false,
    })
}

/// Elements of a page of XML, whose attributes and children say what they are.
fn tags(text: &str, span: Span) -> Vec<Level<'_>> {
    let before = tail(text, span.start, REACH);
    let after = head(text, span.end, REACH);
    let Some(open) = before.rfind('<') else { return Vec::new() };
    let own = &before[open + 1..];
    let mut levels = Vec::new();
    let is_tag = |tag: &str| tag.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_tag(own) || own.len() > 600 {
        return Vec::new();
    }
    let level = |text: String, is_direct| Level {
        text,
        cells: None,
        is_tag: true,
        is_listed: true,
        is_direct,
        is_nobodys: true,
        holds_vendor: false,
    };
    let rest = match own.find('>') {
        // A value that is all of an element.
        Some(end) if own[end + 1..].trim().is_empty() => {
            let Some(close) = after.find("</") else { return Vec::new() };
            after[close..].find('>').map_or("", |end| &after[close + end + 1..])
        }
        Some(_) => return Vec::new(),
        None => {
            let is_attribute = own.ends_with("=\"") || own.ends_with("='");
            let end = after.find('>').filter(|_| is_attribute);
            let Some(end) = end else { return Vec::new() };
            levels.push(level(format!("{own} {}", &after[..end]), true));
            if !after[..end].ends_with('/') {
                return levels;
            }
            &after[end + 1..]
        }
    };
    let mut above = Vec::new();
    let mut depth = 0_usize;
    for piece in before[..open].rsplit('<') {
        if piece.starts_with('/') {
            depth += 1;
        } else if is_tag(piece) && !piece.split('>').next().is_some_and(|tag| tag.ends_with('/')) {
            if depth == 0 {
                above.push(piece.split('>').next().unwrap_or(piece).to_owned());
                break;
            }
            depth -= 1;
            above.extend((depth == 0).then(|| child(piece)));
        }
    }
    let mut depth = 0_usize;
    for piece in rest.split('<').skip(1) {
        if piece.starts_with('/') {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            }
        } else if is_tag(piece) && !piece.split('>').next().is_some_and(|tag| tag.ends_with('/')) {
            above.extend((depth == 0).then(|| child(piece)));
            depth += 1;
        }
    }
    levels.push(level(above.join(" "), levels.is_empty()));
    levels
}

/// A child with a text as if it were an attribute.
fn child(piece: &str) -> String {
    let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
    let name = tag.split(char::is_whitespace).next().unwrap_or_default();
    format!("{name}=\"{}\"", text.trim())
}
