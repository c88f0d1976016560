//! Secrets of a cluster that a program makes: `resource "kubernetes_secret" "…" { data = { … } }` of Terraform,
//! `stringData: { … }` in code.

use super::ground;
use crate::guidance::brackets::{self, Block};
use crate::guidance::code::is_code;
use crate::guidance::language::Language::{self, *};
use crate::guidance::literals::Literal;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::written::is_written;
use crate::guidance::{Page, Remark};
use crate::model::{Span, vendor};

/// Programs that describe what a cluster holds.
const CODE: &[Language] = &[JavaScript, Python, Go, CSharp, Java, Kotlin];

/// What is said of one.
const RESOURCE: &str = "in clear in a resource of a cluster";

/// The secrets in the blocks of a file.
pub(super) fn plain(page: &Page<'_>) -> Vec<Remark> {
    static BLOCK: Pattern = pattern!(
        r#"(?m)^[ \t]*resource\s+"(?:kubernetes_(?:secret|config_map)(?:_v1)?|kubernetes_env|helm_release)"\s+"[^"\n]*"\s*\{"#;
        "resource", "kubernetes_" | "helm_release"
    );
    static DATA: Pattern = pattern!(r#"\b(?:stringData|string_data|StringData)\b['"]?\s*[:=]\s*[A-Za-z0-9_.\[\]]*\{"#;
        "stringdata" | "string_data");
    let opens = match () {
        () if page.is_in(&[Terraform]) => &BLOCK,
        () if page.is_in(CODE) => &DATA,
        () => return Vec::new(),
    };
    let mut found = Vec::new();
    for Block { head, inside } in brackets::blocks(page, opens) {
        let ground = ground(page, Span { start: head.start, end: inside.end });
        let set = ground.in_assignments(inside).filter(|one| one.is_quoted(page));
        found.extend(set.map(|one| one.remark(RESOURCE)));
    }
    found.extend(settings_of_charts(page));
    found
}

/// What Terraform sets of a chart: `set { name = "banqup.clientSecret" value = "…" }`.
fn settings_of_charts(page: &Page<'_>) -> Vec<Remark> {
    static CHART: Pattern =
        pattern!(r#"(?m)^[ \t]*resource\s+"helm_release"\s+"[^"\n]*"\s*\{"#; "helm_release");
    static SETTING: Pattern = pattern!(
        r#"\bname\s*=\s*"(?<name>[^"\n]{3,200})"\s*,?\s*(?:type\s*=\s*"\w*"\s*,?\s*)?value\s*=\s*"(?<value>[^"\n]{1,400})""#;
        "name", "value"
    );
    if !page.is_in(&[Terraform]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for Block { inside: block, .. } in brackets::blocks(page, &CHART) {
        let is_vendors = vendor::names(page.slice(block));
        for setting in SETTING.captures_iter(page.slice(block)) {
            let (Some(name), Some(value)) = (setting.name("name"), setting.name("value")) else {
                continue;
            };
            // The last part of the path says what it is, and those before it whose.
            let (path, last) = name.as_str().rsplit_once('.').unwrap_or(("", name.as_str()));
            let scope = if is_vendors { Scope::Vendor } else { Scope::Page };
            let scope = path.split('.').filter(|one| !one.is_empty()).fold(scope, Scope::inside);
            let Some(kind) = owner::secret(last, scope) else { continue };
            let start = block.start;
            let mark = name.span_from(start);
            if is_written(value.as_str()) && is_code(page, mark.start) {
                let value = Some(value.span_from(start));
                found.push(Literal { mark, value, kind }.remark(RESOURCE));
            }
        }
    }
    found
}
