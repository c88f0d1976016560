//! Pipelines of Jenkins: secrets that Groovy writes into the text of a script before a shell sees it.

use super::Pipeline;
use super::system::System;
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::owner::Scope;
use crate::guidance::pattern::Pattern;
use crate::guidance::variable::uses;
use crate::model::Span;

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    static STEP: Pattern = Pattern::new(
        &[
            r#"\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:[a-zA-Z]+:[ \t]*(?:true|false|'[^'\n]*'),[ \t]*)*(?:script:[ \t]*)?(?<quote>"""|")"#,
        ],
        &[&["sh", "bat"]],
    );
    if pipeline.system != System::Jenkins {
        return Vec::new();
    }
    let page = pipeline.page;
    let text = page.text();
    let mut found = Vec::new();
    for step in STEP.captures_iter(page) {
        let Some(quote) = step.name("quote") else { continue };
        let body = Span { start: quote.end(), end: end_of(text, quote.end(), quote.as_str()) };
        for used in uses(text, body).filter(|used| {
            pipeline.is_secret(used.name, Scope::Page) && is_code(page, used.span.start)
        }) {
            found.push(Remark::new(
                used.span,
                "Banqup secret put into the text of a script, which the list of processes shows",
            ));
        }
    }
    found
}

/// Where the text that starts at `start` ends, escapes left out.
fn end_of(text: &str, start: usize, quote: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at..].starts_with(quote.as_bytes())
            || (quote.len() == 1 && bytes[at] == b'\n')
        {
            return at;
        } else {
            at += 1;
        }
    }
    bytes.len()
}
