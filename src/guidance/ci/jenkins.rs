//! Pipelines of Jenkins: secrets that Groovy writes into the text of a script before a shell sees it.

use super::Pipeline;
use super::script::Script;
use super::system::System;
use crate::guidance::code::is_code;
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::variable::uses;
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// The texts that the steps of a pipeline give to a shell.
pub(super) fn scripts(page: &Page<'_>) -> Vec<Script> {
    static STEP: Pattern = pattern!(
        r#"\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:[a-zA-Z]+:[ \t]*(?:true|false|'[^'\n]*'),[ \t]*)*(?:script:[ \t]*)?(?<quote>"""|'''|"|')"#;
        "sh" | "bat"
    );
    let text = page.text();
    let mut last = 0;
    let mut found = Vec::new();
    for (shell, step) in STEP.captures_iter(page).enumerate() {
        let Some(quote) = step.name("quote").filter(|quote| quote.start() >= last) else {
            continue;
        };
        let end = text.floor_char_boundary(end_of(text, quote.end(), quote.as_str()));
        let span = Span { start: quote.end(), end: end.max(quote.end()) };
        last = span.end;
        // What comes out of the step goes to whoever asked for it.
        let line = page.line(step.whole().start());
        let is_captured = text[line.start..span.start].contains("returnStdout")
            || page.slice(page.line(span.end)).contains("returnStdout");
        if !is_captured {
            let shell = shell + 1;
            found.push(Script { span, scope: Scope::Page, shell, is_arguments: false });
        }
    }
    found
}

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    static STEP: Pattern = pattern!(
        r#"\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:[a-zA-Z]+:[ \t]*(?:true|false|'[^'\n]*'),[ \t]*)*(?:script:[ \t]*)?(?<quote>"""|")"#;
        "sh" | "bat"
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
