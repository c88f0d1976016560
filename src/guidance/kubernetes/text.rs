//! Manifests that no parser takes, or that stand in a script or a document: looked at line by line.

use super::decoded;
use crate::guidance::literals::Ground;
use crate::guidance::owner::Scope;
use crate::guidance::written::is_written;
use crate::guidance::{Page, Remark};
use crate::model::{Span, vendor};

/// The secrets in the parts of a text that say they are a `Secret`.
pub(super) fn plain(page: &Page<'_>) -> Vec<Remark> {
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
pub(super) fn in_part(page: &Page<'_>, part: Span) -> Vec<Remark> {
    // What a rule knows counts where the part itself names Banqup.
    let knows_values = vendor::names(page.slice(part));
    let is_plain = |value: Span| {
        let decoded = decoded(page.slice(value).trim_end_matches('\\'));
        decoded.is_none_or(|decoded| is_written(&decoded))
    };
    Ground { page, scope: Scope::Page, knows_values }
        .in_assignments(part)
        .filter(|one| one.value.is_some_and(is_plain))
        .map(|one| one.remark("in clear in a Kubernetes Secret"))
        .collect()
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
