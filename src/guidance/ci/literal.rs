//! Secrets written into the pipeline itself.

use super::Pipeline;
use crate::guidance::Remark;
use crate::guidance::literals::{Ground, Literal, Walk};
use crate::guidance::owner::Scope;

/// Keys below which names stand for places in a store, or for what a job gives.
const SKIPPED: &[&str] = &[
    "secrets-manager", "parameter-store", "availableSecrets", "secretEnv", "outputs",
    "exported-variables",
];

/// What is said of one.
pub(super) const WRITTEN: &str = "written into a pipeline";

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let walk = Walk { keys_own: false, skipped: &[SKIPPED] };
    let mut found: Vec<Literal> = Vec::new();
    for document in &pipeline.documents {
        found.extend(Ground::of(page, Scope::Page).in_document(document, walk));
    }
    // In a language of its own, what stands without quotes is an expression.
    let is_expression = |one: &Literal| {
        let has_dot = || one.value.is_some_and(|value| page.slice(value).contains('.'));
        pipeline.system.is_program() && !one.is_quoted(page) && has_dot()
    };
    for script in &pipeline.scripts {
        let ground = Ground::of(page, script.scope);
        found.extend(ground.in_arguments(script.shell.span));
        found.extend(ground.in_assignments(script.shell.span).filter(|one| !is_expression(one)));
    }
    found.into_iter().filter(Literal::is_written).map(|one| one.remark(WRITTEN)).collect()
}
