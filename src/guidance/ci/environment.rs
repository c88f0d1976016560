//! Secrets that a pipeline gives to programs by their environment.
//!
//! Contract: goes by entries of a step or a job, which name what they give; what a whole pipeline has, or a project
//! keeps, is given to everything, and says nothing of one program.

use super::{Pipeline, github};
use crate::guidance::document::Node;
use crate::model::Span;

/// Keys of maps of variables.
const KEYS: &[&str] = &["env", "environment", "variables"];

/// The steps and jobs whose environment holds a secret of Banqup's: their parts of the page, in order, the outermost ones.
pub(super) fn holders(pipeline: &Pipeline<'_>) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for document in &pipeline.documents {
        document.visit(&mut |node| {
            let is_whole = std::ptr::eq(node, document);
            let mut given = KEYS.iter().filter_map(|key| node.get(key));
            let is_inside = found.last().is_some_and(|last| node.span.end <= last.end);
            if !is_whole && !is_inside && given.any(|given| holds_secret(pipeline, given)) {
                found.push(node.span);
            }
        });
    }
    found
}

/// Whether an entry of a map of variables takes a secret of Banqup's from elsewhere.
fn holds_secret(pipeline: &Pipeline<'_>, given: &Node) -> bool {
    let is_taken = |value: &Node| {
        let text = pipeline.page.slice(value.span);
        text.contains(['$', '<', '%']) || !value.entries().is_empty()
    };
    given
        .entries()
        .iter()
        .any(|(key, value)| is_taken(value) && github::is_of_vendor(pipeline, key.span, value.span))
}
