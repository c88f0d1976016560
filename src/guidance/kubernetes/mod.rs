//! `plain-kubernetes-secret`: a Banqup secret that stands in a manifest, in the values of a chart, or in the command
//! that makes one.
//!
//! Contract: base64 hides nothing, so what a `Secret` holds is read through it. Sealed, external and encrypted secrets,
//! references and what a template fills in are what the guidance asks for.

mod command;
mod manifest;
mod nomad;
mod program;
mod text;
mod values;

use super::document::{self, Node};
use super::line::one_a_line;
use super::name::Kind;
use super::owner::{self, Scope};
use super::{LARGEST, Page, Remark};
use crate::guidance::language::Language::{self, *};
use crate::model::Span;

/// What may hold documents.
const STRUCTURED: &[Language] = &[Yaml, Json, Template, Jinja];

/// A secret in a place where it is plain, as the readers of all formats report it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plain {
    /// What to mark.
    mark: Span,
    /// The value as it stands in the text.
    value: Span,
    kind: Kind,
    /// Where it is: `a Kubernetes Secret`.
    place: &'static str,
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    if page.text().len() > LARGEST || !page.is_about_vendor() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if page.path().is_empty() || page.is_in(STRUCTURED) {
        match document::yaml(page.text()) {
            Some(documents) => {
                documents.iter().for_each(|node| found.extend(in_document(page, node)));
            }
            None => found.extend(text::plain(page)),
        }
    } else {
        found.extend(text::plain(page));
    }
    found.extend(program::plain(page));
    found.extend(nomad::plain(page));
    found.extend(command::plain(page));
    one_a_line(page, found.into_iter().map(Plain::remark).collect())
}

fn in_document(page: &Page<'_>, document: &Node) -> Vec<Plain> {
    if is_encrypted(document) {
        return Vec::new();
    }
    let mut found = manifest::plain(page, document);
    found.extend(values::plain(page, document));
    found
}

/// Whether SOPS keeps the values of a document encrypted.
fn is_encrypted(document: &Node) -> bool {
    document
        .get("sops")
        .is_some_and(|sops| sops.get("mac").is_some() || sops.get("lastmodified").is_some())
}

/// What secret of Banqup's an entry holds: by its name, or, whatever it is called, because a rule knows the value. Where
/// `scope` says that the place is somebody else's, only its name can say that it is not.
fn secret(page: &Page<'_>, name: &str, value: Span, scope: Scope) -> Option<Kind> {
    let known = || page.held_in(value).find(|held| held.is_vendors_secret()).map(|held| held.kind);
    owner::secret(name, scope).or_else(|| known().filter(|_| scope != Scope::Other))
}

impl Plain {
    fn remark(self) -> Remark {
        let message = format!("Banqup {} in clear in {}", self.kind.as_str(), self.place);
        Remark::new(self.mark, message).hiding(self.value)
    }
}
