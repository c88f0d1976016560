//! Manifests that no parser takes, or that stand in a script or a document: looked at line by line.

use super::decoded;
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::written::is_written;
use crate::guidance::{Page, Remark};
use crate::model::{Span, vendor};

/// The secrets in the parts of a text that say they are a `Secret`.
pub(super) fn plain(page: &Page<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    for part in parts(page).into_iter().filter(|part| is_kind(page, *part, "Secret")) {
        let text = page.slice(part);
        if !text.contains("ENC[") && !text.contains("\nsops:") {
            found.extend(in_part(page, part));
        }
    }
    found
}

/// Whether a part of a text says that it is of this kind.
fn is_kind(page: &Page<'_>, part: Span, kind: &str) -> bool {
    let mut kinds = page.slice(part).lines().filter_map(|line| line.trim().strip_prefix("kind:"));
    kinds.any(|one| one.trim().trim_matches(['"', '\'']) == kind)
}

/// The secrets that a template fills into a `ConfigMap`, which is no place for one, wherever it comes from.
pub(super) fn filled_in(page: &Page<'_>) -> Vec<Remark> {
    static FILLED: Pattern = pattern!(r#"(?m)^[ \t]+(?<name>[A-Za-z_][\w.-]{2,95}):[ \t]*['"]?\{\{[^{}\r\n]{1,200}\}\}"#; "{{");
    let mut found = Vec::new();
    for part in parts(page).into_iter().filter(|part| is_kind(page, *part, "ConfigMap")) {
        let names = FILLED.captures_iter(page.slice(part)).filter_map(|found| found.name("name"));
        found.extend(names.filter_map(|name| {
            let kind = owner::secret(name.as_str(), Scope::Page)?;
            let one = Literal { mark: name.span_from(part.start), value: None, kind };
            Some(one.remark("in a ConfigMap, which keeps nothing secret"))
        }));
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
