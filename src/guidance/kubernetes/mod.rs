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

use crate::guidance::language::Language::{self, *};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::document::{self, Node};
use super::literals::Ground;
use super::owner::Scope;
use super::remark::one_a_line;
use super::{LARGEST, Page, Remark};
use crate::model::{Span, vendor};

/// What may hold documents.
const STRUCTURED: &[Language] = &[Yaml, Json, Template, Jinja];

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
    found.extend(text::filled_in(page));
    found.extend(program::plain(page));
    found.extend(nomad::plain(page));
    found.extend(command::plain(page));
    one_a_line(page, found)
}

fn in_document(page: &Page<'_>, document: &Node) -> Vec<Remark> {
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

/// How a part of the page is read: what names Banqup may call its secrets anything.
fn ground<'p>(page: &'p Page<'p>, part: Span) -> Ground<'p> {
    let knows_values = vendor::names(page.slice(part));
    let scope = if knows_values { Scope::Vendor } else { Scope::Page };
    Ground { page, scope, knows_values }
}

/// The text that base64 stands for.
fn decoded(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = String::from_utf8(STANDARD.decode(joined).ok()?).ok()?;
    Some(text.trim().to_owned())
}
