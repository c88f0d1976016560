//! Reads YAML, and JSON, which is YAML too; templates of Helm and its kind as far as they can be told apart from their
//! actions.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::super::LARGEST;
use super::{DEEPEST, Node, Value, action};
use crate::model::Span;

/// The most nodes that are kept.
const MOST: usize = 1_000_000;

/// The documents of a text, in order.
pub(in crate::guidance) fn read(text: &str) -> Option<Vec<Node>> {
    if text.len() > LARGEST {
        return None;
    }
    let plain = action::without(text).map_or(Cow::Borrowed(text), Cow::Owned);
    let places = Places::of(&plain);
    let mut parser = Parser::new_from_iter(plain.chars());
    let mut tree = Tree { text, plain: &plain, open: Vec::new(), done: Vec::new(), count: 0 };
    loop {
        let (event, span) = parser.next_event()?.ok()?;
        let span =
            Span { start: places.byte(span.start.index()), end: places.byte(span.end.index()) };
        match event {
            Event::StreamEnd => return Some(tree.done),
            Event::MappingStart(..) => tree.begin(span, true)?,
            Event::SequenceStart(..) => tree.begin(span, false)?,
            Event::MappingEnd | Event::SequenceEnd => tree.end()?,
            Event::Scalar(value, style, ..) => tree.scalar(&value, style, span)?,
            Event::Alias(_) => tree.add(Node { span, value: Value::Alias })?,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
    }
}

/// The tree as far as it is read.
struct Tree<'a> {
    text: &'a str,
    /// The text without the actions of a template, as the parser sees it.
    plain: &'a str,
    /// Lists and maps that are not closed, each map's keys and values in a row.
    open: Vec<Open>,
    done: Vec<Node>,
    count: usize,
}

struct Open {
    start: usize,
    is_map: bool,
    nodes: Vec<Node>,
}

impl Tree<'_> {
    fn begin(&mut self, span: Span, is_map: bool) -> Option<()> {
        self.open.push(Open { start: span.start, is_map, nodes: Vec::new() });
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn end(&mut self) -> Option<()> {
        let Open { start, is_map, nodes } = self.open.pop()?;
        let first = nodes.first().map_or(start, |node| node.span.start);
        let end = nodes.last().map_or(first, |node| node.span.end);
        let value = if is_map { Value::Map(pairs(nodes)) } else { Value::List(nodes) };
        self.add(Node { span: Span { start: first.min(end), end }, value })
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span) -> Option<()> {
        let source = self.text.get(span.start..span.end)?;
        let span = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => quoted(self.plain, span),
            _ => Span { start: span.start, end: span.start + source.trim_end().len() },
        };
        let written = self.text.get(span.start..span.end)?;
        // The parser has seen a filling in the place of an action.
        let value = if action::holds(written) { written } else { value };
        self.add(Node { span, value: Value::Scalar(value.to_owned()) })
    }

    fn add(&mut self, node: Node) -> Option<()> {
        self.count += 1;
        match self.open.last_mut() {
            Some(open) => open.nodes.push(node),
            None => self.done.push(node),
        }
        (self.count <= MOST).then_some(())
    }
}

/// What stands between the quotes of a scalar; the parser's span may end behind them.
fn quoted(text: &str, span: Span) -> Span {
    let bytes = text.as_bytes();
    let Some(&quote) = bytes.get(span.start) else { return span };
    let mut at = span.start + 1;
    while at < span.end {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return Span { start: span.start + 1, end: at },
            _ => {}
        }
        at += 1;
    }
    span
}

/// Nodes in a row as keys with their values.
fn pairs(nodes: Vec<Node>) -> Vec<(Node, Node)> {
    let mut pairs = Vec::with_capacity(nodes.len() / 2);
    let mut nodes = nodes.into_iter();
    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
        pairs.push((key, value));
    }
    pairs
}

/// Where each character of a text starts, in bytes.
struct Places {
    length: usize,
    /// Empty where every character is one byte.
    starts: Vec<u32>,
}

impl Places {
    fn of(text: &str) -> Self {
        let starts = match text.is_ascii() {
            true => Vec::new(),
            // Texts are shorter than 4 GiB by far.
            false => text.char_indices().map(|(at, _)| at as u32).collect(),
        };
        Self { length: text.len(), starts }
    }

    fn byte(&self, character: usize) -> usize {
        match self.starts.get(character) {
            Some(&start) => start as usize,
            None if self.starts.is_empty() => character.min(self.length),
            None => self.length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each scalar's text, and the text where it stands.
    fn scalars(text: &str) -> Vec<(String, String)> {
        let documents = read(text).expect("the text is YAML");
        documents
            .iter()
            .flat_map(Node::scalars)
            .map(|node| {
                let written = text[node.span.start..node.span.end].to_owned();
                (node.text().unwrap_or_default().to_owned(), written)
            })
            .collect()
    }

    fn pair(value: &str, written: &str) -> (String, String) {
        (value.to_owned(), written.to_owned())
    }

    #[test]
    fn scalars_stand_where_they_are_written() {
        assert_eq!(
            scalars(
                "# é\na: 'it''s' # c\nb: |\n  x\n   y\n\nc: plain  \nd: [1, \"t\\n\"]\n---\ne: {f: }"
            ),
            [
                pair("it's", "it''s"),
                pair("x\n y\n", "x\n   y"),
                pair("plain", "plain"),
                pair("1", "1"),
                pair("t\n", "t\\n"),
                pair("", ""),
            ]
        );
        assert_eq!(
            scalars("{\n\t\"a\": \"b\\/c\",\n\t\"d\": [null]\n}"),
            [pair("b/c", "b\\/c"), pair("null", "null")]
        );
    }

    #[test]
    fn templates_are_read_around_their_actions() {
        let text = "{{- if .Values.on }}\na: {{ .Values.b | quote }}\n{{- end }}\nc:\n  {{- toYaml .Values.c | nindent 2 }}\nd: \"e\"\n";
        assert_eq!(
            scalars(text),
            [
                pair("{{ .Values.b | quote }}", "{{ .Values.b | quote }}"),
                pair("", ""),
                pair("e", "e")
            ]
        );
    }

    #[test]
    fn what_is_refused_is_nothing() {
        for text in [
            "a: b: c", "[", "{\"a\": ", "\t- x", "a:\n- b\n c", "\"", "*x", "%YAML", "&a &a",
            "? ? ?",
        ] {
            let _ = read(text);
        }
        assert_eq!(read("[ }"), None);
        assert_eq!(read(&"[".repeat(100_000)), None);
        assert_eq!(read(&"- ".repeat(100_000)), None);
        assert!(read(&"a: b\n".repeat(MOST / 2 + 1)).is_none());
    }
}
