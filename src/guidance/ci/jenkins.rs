//! Pipelines of Jenkins: secrets that Groovy writes into the text of a script before a shell sees it.

use super::Pipeline;
use super::script::Script;
use super::system::System;
use crate::guidance::code::is_code;
use crate::guidance::endpoint;
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::Shell;
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// A step that gives a text to a shell.
struct Step<'p> {
    start: usize,
    quote: &'p str,
    /// What stands between the quotes.
    body: Span,
}

/// The steps of a page, in order. What looks like one inside the text of another is none.
fn steps<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Step<'p>> {
    static STEP: Pattern = pattern!(
        r#"\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:[a-zA-Z]+:[ \t]*(?:true|false|'[^'\n]*'),[ \t]*)*(?:script:[ \t]*)?(?<quote>"""|'''|"|')"#;
        "sh" | "bat"
    );
    let text = page.text();
    let mut past = 0;
    STEP.captures_iter(page).filter_map(move |step| {
        let quote = step.name("quote").filter(|quote| quote.start() >= past)?;
        past = end_of(text, quote.end(), quote.as_str());
        let body = Span { start: quote.end(), end: past };
        Some(Step { start: step.whole().start(), quote: quote.as_str(), body })
    })
}

/// The texts that the steps of a pipeline give to a shell.
pub(super) fn scripts<'p>(page: &'p Page<'_>) -> Vec<Script<'p>> {
    let scripts = steps(page).enumerate().filter_map(|(number, step)| {
        // What comes out of the step goes to whoever asked for it.
        let before = page.text().get(page.line(step.start).start..step.body.start)?;
        let is_captured = before.contains("returnStdout")
            || page.slice(page.line(step.body.end)).contains("returnStdout");
        let (shell, run) = (Shell::of(page, step.body), number + 1);
        let script = Script { shell, scope: Scope::Page, run, is_arguments: false };
        (!is_captured).then_some(script)
    });
    scripts.collect()
}

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    if pipeline.system != System::Jenkins {
        return Vec::new();
    }
    // A request whose answer the step itself writes into the log.
    static LOGGED: Pattern = pattern!(
        r"\bhttpRequest\b[^\n]{0,400}?\bconsoleLogResponseBody\s*:\s*true\b[^\n]{0,400}"; "httprequest", "consolelogresponsebody"
    );
    let page = pipeline.page;
    let answers = LOGGED.find_iter(page).filter(|request| {
        endpoint::names_token(request.as_str()) && is_code(page, request.start())
    });
    let said = "The answer of Banqup, which holds a token, is printed into the log of a pipeline";
    let mut found: Vec<Remark> = answers.map(|request| Remark::new(request.span(), said)).collect();
    // Groovy fills in what stands in double quotes.
    for step in steps(page).filter(|step| step.quote.starts_with('"')) {
        let secrets =
            pipeline.used(step.body, Scope::Page).filter(|used| is_code(page, used.span.start));
        for used in secrets {
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
