//! Secrets of a cluster that a program makes: `resource "kubernetes_secret" "…" { data = { … } }` of Terraform, `stringData: { … }` in code.

use super::Plain;
use crate::guidance::Page;
use crate::guidance::assignment::assignments;
use crate::guidance::code::is_code;
use crate::guidance::host::names_vendor;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::Pattern;
use crate::guidance::written::is_written;
use crate::model::Span;

/// Endings of programs that describe what a cluster holds.
const CODE: &[&str] = &["ts", "js", "mjs", "py", "go", "cs", "java", "kt"];

/// The longest block that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// The secrets in the blocks of a file.
pub(super) fn plain(page: &Page<'_>) -> Vec<Plain> {
    static BLOCK: Pattern = Pattern::new(
        &[
            r#"(?m)^[ \t]*resource\s+"(?:kubernetes_(?:secret|config_map)(?:_v1)?|kubernetes_env|helm_release)"\s+"[^"\n]*"\s*\{"#,
        ],
        &[&["resource"], &["kubernetes_", "helm_release"]],
    );
    static DATA: Pattern = Pattern::new(
        &[r#"\b(?:stringData|string_data|StringData)\b['"]?\s*[:=]\s*[A-Za-z0-9_.\[\]]*\{"#],
        &[&["stringdata", "string_data"]],
    );
    let start = match () {
        () if page.has_extension(&["tf"]) => &BLOCK,
        () if page.has_extension(CODE) => &DATA,
        () => return Vec::new(),
    };
    let mut found = Vec::new();
    for start in start.find_iter(page) {
        let block = block(page.text(), start.start(), start.end());
        let scope = if names_vendor(page.slice(block)) { Scope::Vendor } else { Scope::Page };
        for assignment in assignments(page.text(), block).filter(|assignment| assignment.is_quoted)
        {
            let Some(kind) = owner::secret(page.slice(assignment.name), scope) else { continue };
            if is_written(page.slice(assignment.value)) && is_code(page, assignment.name.start) {
                let place = "a resource of a cluster";
                found.push(Plain { mark: assignment.name, value: assignment.value, kind, place });
            }
        }
    }
    found
}

/// From `start` to the brace that closes the one before `inside`.
fn block(text: &str, start: usize, inside: usize) -> Span {
    let limit = text.ceil_char_boundary(text.len().min(inside + LONGEST));
    let mut depth = 1_usize;
    for (at, byte) in text.as_bytes()[inside..limit].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Span { start, end: inside + at };
        }
    }
    Span { start, end: limit }
}
