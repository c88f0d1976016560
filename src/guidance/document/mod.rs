//! Structured files as checks need them: a tree of nodes, each with its place in the page's text.
//!
//! Contract: a reader gives `None` for a text that is no such document, is too large, or nests too deep; the check then
//! looks at the text itself. Spans are byte offsets of the page's text and stand on its characters.

mod action;
pub(super) mod dockerfile;
mod yaml;

use crate::model::Span;

pub(super) use yaml::read as yaml;

/// The deepest nesting of a document, so that whoever walks a tree may use recursion.
pub(super) const DEEPEST: usize = 64;

/// A value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Where it stands; of a scalar without its quotes, of a list or map from its first to its last scalar.
    pub(super) span: Span,
    /// What it is.
    pub(super) value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Keys with their values, in the order of the text; a key may stand there twice.
    Map(Vec<(Node, Node)>),
    /// Values in order.
    List(Vec<Node>),
    /// A text, a number or nothing, without quotes and escapes; as it is written where a template fills a part of it
    /// in.
    Scalar(String),
    /// What stands elsewhere in the document.
    Alias,
}

impl Node {
    /// The entries of a map; none of anything else.
    pub(super) fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The value under `key` of a map; the first of them.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The key `key` of a map, and its value.
    pub(super) fn entry(&self, key: &str) -> Option<&(Node, Node)> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key))
    }

    /// The text under `key` of a map.
    pub(super) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The scalars in it, itself included, in the order of the text.
    pub(super) fn scalars(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        self.visit(&mut |node| {
            if node.text().is_some() {
                found.push(node);
            }
        });
        found
    }

    /// Shows it and every value in it, keys apart, from the outside in.
    pub(super) fn visit<'n>(&'n self, show: &mut impl FnMut(&'n Node)) {
        show(self);
        match &self.value {
            Value::Map(entries) => entries.iter().for_each(|(_, value)| value.visit(show)),
            Value::List(items) => items.iter().for_each(|item| item.visit(show)),
            Value::Scalar(_) | Value::Alias => {}
        }
    }
}
