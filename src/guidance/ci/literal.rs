//! Secrets written into the pipeline itself.

use super::Pipeline;
use crate::guidance::Remark;
use crate::guidance::assignment::assignments;
use crate::guidance::code::is_code;
use crate::guidance::flag;
use crate::guidance::literals::{Walk, literals};
use crate::guidance::name::Kind;
use crate::guidance::owner::{self, Scope};
use crate::guidance::written::is_written;
use crate::model::Span;

/// Keys below which names stand for places in a store, or for what a job gives.
const SKIPPED: &[&str] = &[
    "secrets-manager", "parameter-store", "availableSecrets", "secretEnv", "outputs",
    "exported-variables",
];

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let walk = Walk { keys_own: false, skipped: &[SKIPPED] };
    let mut found: Vec<Remark> = pipeline
        .documents
        .iter()
        .flat_map(|document| literals(page, document, Scope::Page, walk))
        .filter(|literal| !is_kept(page.slice(literal.value)))
        .map(|literal| remark(literal.mark, literal.value, literal.kind))
        .collect();
    for script in &pipeline.scripts {
        let arguments = flag::arguments(page.text(), script.span, script.scope);
        found.extend(
            arguments
                .filter(|argument| is_code(page, argument.name.start))
                .map(|argument| remark(argument.name, argument.value, argument.kind)),
        );
        for assignment in assignments(page.text(), script.span) {
            let value = page.slice(assignment.value);
            // In a language of its own, what stands without quotes is an expression.
            let may_be =
                assignment.is_quoted || !pipeline.system.is_program() || !value.contains('.');
            let Some(kind) = owner::secret(page.slice(assignment.name), script.scope) else {
                continue;
            };
            if may_be
                && is_written(value)
                && !is_kept(value)
                && is_code(page, assignment.name.start)
            {
                found.push(remark(assignment.name, assignment.value, kind));
            }
        }
    }
    found
}

/// Whether a value is the name or the encrypted form by which a system keeps a secret.
fn is_kept(value: &str) -> bool {
    ["credentialsJSON:", "BAMSCRT@"].iter().any(|start| value.starts_with(start))
}

fn remark(mark: Span, value: Span, kind: Kind) -> Remark {
    Remark::new(mark, format!("Banqup {} written into a pipeline", kind.as_str())).hiding(value)
}
