//! Secrets of Banqup's that are written as values of a structured document.
//!
//! Contract: an entry whose key names the secret, a pair of `name` and `value`, or an item `NAME=value` of a list. Each
//! value once.

use super::Page;
use super::document::{Node, Value};
use super::name::Kind;
use super::owner::{self, Scope};
use super::written::is_written;
use crate::model::Span;

/// A secret, written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Literal {
    /// What shows the fault best: the name if it stands in the value's line, else the value.
    pub(super) mark: Span,
    /// The value.
    pub(super) value: Span,
    /// What it is.
    pub(super) kind: Kind,
}

/// How a document is walked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk {
    /// Whether a key that names somebody else makes what is below it theirs.
    pub(super) keys_own: bool,
    /// Lists of keys below which nothing is looked at.
    pub(super) skipped: &'static [&'static [&'static str]],
}

/// Keys that hold the name of a pair, and those that hold its value.
const NAME_KEYS: &[&str] = &["name", "key", "variable"];
const VALUE_KEYS: &[&str] = &["value", "default", "defaultValue"];

/// The secrets written in a document, in the order of the text.
pub(super) fn literals(page: &Page<'_>, document: &Node, scope: Scope, walk: Walk) -> Vec<Literal> {
    let mut finder = Finder { page, walk, found: Vec::new() };
    finder.visit(document, scope);
    finder.found.sort_unstable_by_key(|literal| literal.value);
    finder.found.dedup_by_key(|literal| literal.value);
    finder.found
}

struct Finder<'p> {
    page: &'p Page<'p>,
    walk: Walk,
    found: Vec<Literal>,
}

impl Finder<'_> {
    fn visit(&mut self, node: &Node, scope: Scope) {
        match &node.value {
            Value::Map(entries) => {
                let scope = node.text_at("name").map_or(scope, |name| scope.widened(name));
                self.pair(node, scope);
                for (key, value) in entries {
                    self.entry(key, value, scope);
                }
            }
            Value::List(items) => {
                for item in items {
                    self.item(item, scope);
                    self.visit(item, scope);
                }
            }
            Value::Scalar(_) | Value::Alias => {}
        }
    }

    fn entry(&mut self, key: &Node, value: &Node, scope: Scope) {
        let Some(name) = key.text() else { return };
        if self.walk.skipped.iter().any(|names| names.contains(&name)) {
            return;
        }
        if let Some(kind) = owner::secret(name, scope) {
            self.written(key.span, value, kind);
            for (inner, value) in value.entries() {
                if inner.text().is_some_and(|inner| VALUE_KEYS.contains(&inner)) {
                    self.written(inner.span, value, kind);
                }
            }
        }
        let inside = if self.walk.keys_own { scope.inside(name) } else { scope.widened(name) };
        self.visit(value, inside);
    }

    /// `name: X` beside `value: y`.
    fn pair(&mut self, node: &Node, scope: Scope) {
        let name = NAME_KEYS.iter().find_map(|key| node.text_at(key));
        let Some(kind) = name.and_then(|name| owner::secret(name, scope)) else { return };
        for (key, value) in node.entries() {
            if key.text().is_some_and(|key| VALUE_KEYS.contains(&key)) {
                self.written(key.span, value, kind);
            }
        }
    }

    /// `NAME=value` in a list.
    fn item(&mut self, item: &Node, scope: Scope) {
        let Some((name, value)) = item.text().and_then(|text| text.split_once('=')) else { return };
        let Some(kind) = owner::secret(name.trim(), scope) else { return };
        let source = self.page.slice(item.span);
        if let Some(at) = source.find('=').filter(|_| is_written(value)) {
            let value = Span { start: item.span.start + at + 1, end: item.span.end };
            let mark = Span { start: item.span.start, end: item.span.start + at };
            self.found.push(Literal { mark, value, kind });
        }
    }

    fn written(&mut self, key: Span, value: &Node, kind: Kind) {
        let is = value.text().is_some_and(is_written);
        if !is || value.span.is_empty() {
            return;
        }
        let is_one_line = self.page.is_one_line(key.end, value.span.start);
        let mark = if is_one_line { key } else { value.span };
        self.found.push(Literal { mark, value: value.span, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::document;
    use crate::guidance::page::Facts;

    fn found(text: &str) -> Vec<&str> {
        let page = Page::new("x.yaml", text, Facts::default());
        let documents = document::yaml(text).expect("the text is YAML");
        let walk = Walk { keys_own: true, skipped: &[&["left"]] };
        let found = documents.iter().flat_map(|node| literals(&page, node, Scope::Page, walk));
        found.map(|literal| &text[literal.value.start..literal.value.end]).collect()
    }

    #[test]
    fn values_in_every_place() {
        assert_eq!(found("BANQUP_CLIENT_SECRET: kP9wqZ2L"), ["kP9wqZ2L"]);
        assert_eq!(found("banqup: {secret: 'kP9wqZ2L'}"), ["kP9wqZ2L"]);
        assert_eq!(found("- name: BQ_SECRET\n  value: kP9wqZ2L"), ["kP9wqZ2L"]);
        assert_eq!(found("env: [BQ_SECRET=kP9wqZ2L]"), ["kP9wqZ2L"]);
        assert_eq!(found("BQ_SECRET:\n  default: kP9wqZ2L"), ["kP9wqZ2L"]);
        assert!(found("stripe: {clientSecret: kP9wqZ2L}\nleft: {bqSecret: kP9wqZ2L}").is_empty());
        assert!(
            found("bqSecret: ${X}\nbq_secret_name: kP9wqZ2L\nBQ_CLIENT_ID: kP9wqZ2L").is_empty()
        );
    }
}
