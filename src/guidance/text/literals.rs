//! Secrets of Banqup's that are written as values: of settings in a text of any language, of arguments beside their
//! flags, of a structured document.
//!
//! Contract: what only people read, as comments are, counts for nothing in a text; in a document its parser says so.

use crate::guidance::Page;
use crate::guidance::assignment::assignments;
use crate::guidance::code::is_code;
use crate::guidance::document::{Node, Value};
use crate::guidance::name::Kind;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Captures, Pattern, pattern};
use crate::guidance::remark::Remark;
use crate::guidance::written::is_written;
use crate::model::Span;

/// A secret by its name, and its value where somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Literal {
    /// What shows the fault best: the name, but in a document the value where it stands in another line.
    pub(in crate::guidance) mark: Span,
    /// The value; absent where it is a reference or a placeholder.
    pub(in crate::guidance) value: Option<Span>,
    /// What it is.
    pub(in crate::guidance) kind: Kind,
}

impl Literal {
    /// Whether somebody wrote the value itself.
    pub(in crate::guidance) fn is_written(&self) -> bool {
        self.value.is_some()
    }

    /// Whether the value is written, and in quotes.
    pub(in crate::guidance) fn is_quoted(&self, page: &Page<'_>) -> bool {
        self.value.is_some_and(|value| page.text()[..value.start].ends_with(['"', '\'']))
    }

    /// What is to be said of it, behind what it is.
    pub(in crate::guidance) fn remark(self, said: &str) -> Remark {
        let message = format!("Banqup {} {said}", self.kind.as_str());
        Remark::new(self.mark, message).hiding(self.value)
    }
}

/// Where secrets are looked for, and what makes them Banqup's there.
#[derive(Debug, Clone, Copy)]
pub(in crate::guidance) struct Ground<'p> {
    pub(in crate::guidance) page: &'p Page<'p>,
    /// Whose a secret is whose name does not say so.
    pub(in crate::guidance) scope: Scope,
    /// Whether a value that a rule knows counts whatever it is called, where the place is not somebody else's.
    pub(in crate::guidance) knows_values: bool,
}

impl<'p> Ground<'p> {
    /// A page in which names alone count.
    pub(in crate::guidance) fn of(page: &'p Page<'p>, scope: Scope) -> Self {
        Self { page, scope, knows_values: false }
    }

    /// What secret of this name the value is.
    pub(in crate::guidance) fn kind(self, name: &str, value: Option<Span>) -> Option<Kind> {
        let known = || {
            let value = value.filter(|_| self.knows_values && self.scope != Scope::Other)?;
            let held = self.page.held_in(value).find(|held| held.is_vendors_secret());
            held.map(|held| held.kind)
        };
        owner::secret(name, self.scope).or_else(known)
    }

    /// The secret of this name, and its value if it has one.
    pub(in crate::guidance) fn secret(self, name: Span, value: Option<Span>) -> Option<Literal> {
        let kind = self.kind(self.page.slice(name), value)?;
        let value = value.filter(|value| is_written(self.page.slice(*value)));
        Some(Literal { mark: name, value, kind })
    }

    /// Those that are set in a part of the page.
    pub(in crate::guidance) fn in_assignments(
        self,
        part: Span,
    ) -> impl Iterator<Item = Literal> + 'p {
        assignments(self.page.text(), part)
            .filter_map(move |one| self.secret(one.name, Some(one.value)))
            .filter(move |one| is_code(self.page, one.mark.start))
    }

    /// Those of the matches of a pattern with the groups `name` and `value`, of which the second need not take part, in a
    /// text that starts at `start` of the page.
    pub(in crate::guidance) fn in_matches(
        self,
        matches: impl Iterator<Item = Captures<'p>> + 'p,
        start: usize,
    ) -> impl Iterator<Item = Literal> + 'p {
        matches
            .filter_map(move |found| {
                let value = found.name("value").map(|value| value.span_from(start));
                self.secret(found.name("name")?.span_from(start), value)
            })
            .filter(move |one| is_code(self.page, one.mark.start))
    }

    /// Those that are written as arguments beside their flags in a part of the page: `--client-secret VALUE`,
    /// `["--client-secret", "VALUE"]`. With an equals sign between them they are an assignment.
    pub(in crate::guidance) fn in_arguments(
        self,
        part: Span,
    ) -> impl Iterator<Item = Literal> + 'p {
        static FLAG: Pattern = pattern!(
            r#"(?:^|[\s"'\[,(])--?(?<name>[A-Za-z][A-Za-z0-9_-]{2,60})(?:["'][ \t]*,?\s*(?:-[ \t]+)?["']?|[ \t]+["']?|\s*\n\s*-[ \t]+["']?)(?<value>[A-Za-z0-9+/_.~-]{8,400}={0,2})(?:["'\s,\]\\]|$)"#;
            "-"
        );
        let is_flag = |value: Span| self.page.slice(value).starts_with('-');
        self.in_matches(FLAG.captures_iter(self.page.slice(part)), part.start)
            .filter(move |one| one.value.is_some_and(|value| !is_flag(value)))
    }

    /// Those of a document, each once, in the order of the text: an entry whose key names the secret, a pair of `name`
    /// and `value`, an item `NAME=value` of a list.
    pub(in crate::guidance) fn in_document(self, document: &Node, walk: Walk) -> Vec<Literal> {
        let mut finder = Finder { page: self.page, walk, found: Vec::new() };
        finder.visit(document, self.scope);
        finder.found.sort_unstable_by_key(|literal| literal.value);
        finder.found.dedup_by_key(|literal| literal.value);
        finder.found
    }
}

/// How a document is walked.
#[derive(Debug, Clone, Copy)]
pub(in crate::guidance) struct Walk {
    /// Whether a key that names somebody else makes what is below it theirs.
    pub(in crate::guidance) keys_own: bool,
    /// Lists of keys below which nothing is looked at.
    pub(in crate::guidance) skipped: &'static [&'static [&'static str]],
}

/// Keys that hold the name of a pair, and those that hold its value.
const NAME_KEYS: &[&str] = &["name", "key", "variable"];
const VALUE_KEYS: &[&str] = &["value", "default", "defaultValue"];

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
            self.found.push(Literal { mark, value: Some(value), kind });
        }
    }

    fn written(&mut self, key: Span, value: &Node, kind: Kind) {
        let is = value.text().is_some_and(is_written);
        if !is || value.span.is_empty() {
            return;
        }
        let is_one_line = self.page.is_one_line(key.end, value.span.start);
        let mark = if is_one_line { key } else { value.span };
        self.found.push(Literal { mark, value: Some(value.span), kind });
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
        let ground = Ground::of(&page, Scope::Page);
        let found = documents.iter().flat_map(|node| ground.in_document(node, walk));
        found.filter_map(|one| one.value).map(|value| &text[value.start..value.end]).collect()
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

    #[test]
    fn arguments_stand_beside_their_flags() {
        let of = |text: &str| {
            let page = Page::new("x.sh", text, Facts::default());
            let all = Ground::of(&page, Scope::Page);
            let all = all.in_arguments(Span { start: 0, end: text.len() });
            let values: Vec<_> = all.filter_map(|one| one.value).collect();
            values.into_iter().map(|value| page.slice(value).to_owned()).collect::<Vec<_>>()
        };
        let value = "kP9wqZ2LmVt7kP9wqZ2LmVt7";
        for text in [
            "sync --client-secret kP9wqZ2LmVt7kP9wqZ2LmVt7 -v",
            "[\"sync\", \"--client-secret\", \"kP9wqZ2LmVt7kP9wqZ2LmVt7\"]",
            "- --client-secret\n- kP9wqZ2LmVt7kP9wqZ2LmVt7\n",
            "['--client-secret', 'kP9wqZ2LmVt7kP9wqZ2LmVt7']",
        ] {
            assert_eq!(of(text), [value], "{text}");
        }
        for text in [
            "sync --client-secret $SECRET",
            "sync --client-secret-file kP9wqZ2LmVt7kP9wqZ2LmVt7",
            "[\"--client-secret\", \"$(SECRET)\"]",
            "--client-secret --verbose",
            "--name kP9wqZ2LmVt7kP9wqZ2LmVt7",
        ] {
            assert_eq!(of(text), [""; 0], "{text}");
        }
    }
}
