//! Manifests that no parser takes, or that stand in a script or a document: looked at line by line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Plain, secret};
use crate::guidance::Page;
use crate::guidance::assignment::assignments;
use crate::guidance::code::is_code;
use crate::guidance::owner::{self, Scope};
use crate::guidance::written::is_written;
use crate::model::{Span, vendor};

/// The secrets in the parts of a text that say they are a `Secret`.
pub(super) fn plain(page: &Page<'_>) -> Vec<Plain> {
    let mut found = Vec::new();
    for part in parts(page) {
        let text = page.slice(part);
        let is_secret = text.lines().any(|line| {
            line.trim()
                .strip_prefix("kind:")
                .is_some_and(|kind| kind.trim().trim_matches(['"', '\'']) == "Secret")
        });
        if !is_secret || text.contains("ENC[") || text.contains("\nsops:") {
            continue;
        }
        found.extend(in_part(page, part));
    }
    found
}

/// The secrets in a part of a text that is a `Secret`, in base64 or plain.
pub(super) fn in_part(page: &Page<'_>, part: Span) -> Vec<Plain> {
    let is_named = vendor::names(page.slice(part));
    let mut found = Vec::new();
    for assignment in assignments(page.text(), part) {
        let value = page.slice(assignment.value).trim_end_matches('\\');
        let decoded = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        // What a rule knows counts where the part itself names Banqup.
        let name = page.slice(assignment.name);
        let kind = match is_named {
            true => secret(page, name, assignment.value, Scope::Page),
            false => owner::secret(name, Scope::Page),
        };
        let Some(kind) = kind else {
            continue;
        };
        if is_written(decoded.as_deref().unwrap_or(value)) && is_code(page, assignment.name.start) {
            let start = assignment.value.start;
            found.push(Plain {
                mark: assignment.name,
                value: Span { start, end: start + value.len() },
                kind,
                place: "a Kubernetes Secret",
            });
        }
    }
    found
}

/// The documents of the text, by the lines between them: those of YAML, of blocks of code, and of here-documents.
fn parts(page: &Page<'_>) -> Vec<Span> {
    if !page.text().contains("kind:") {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for line in page.lines() {
        let text = page.slice(line).trim();
        let ends = ["---", "```", "~~~"].iter().any(|end| text.starts_with(end))
            || text.contains("<<")
            || matches!(text, "EOF" | "EOT" | "YAML" | "END");
        if ends {
            parts.push(Span { start, end: line.start });
            start = line.end;
        }
    }
    parts.push(Span { start, end: page.text().len() });
    parts
}
