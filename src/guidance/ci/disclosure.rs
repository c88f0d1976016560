//! Secrets that a script prints into the log of a pipeline.

use std::cell::LazyCell;

use super::script::Script;
use super::system::System;
use super::{Pipeline, artifact};
use crate::guidance::code::is_code;
use crate::guidance::endpoint::{self, NEEDS};
use crate::guidance::listing::Listed;
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::{Files, PRINTERS, SHOWERS, Shell};
use crate::guidance::shell::{End, Statement};
use crate::guidance::variable::{Use, uses};
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// Programs that run a text of another language, and what prints in it.
const INTERPRETERS: &[&str] = &["python", "python3", "node", "ruby", "php", "perl", "deno", "bun"];
const PRINTS: &[&str] = &[
    "-c \"print(", "-c 'print(", "; print(", ";print(", "console.log(", "puts ENV", "echo getenv",
];

/// Words of commands to the system itself that print nothing, or hide the value from then on.
const COMMANDS: &[&str] = &["::add-mask::", "issecret=true", "##teamcity[setParameter"];

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let mut found = Vec::new();
    let holds_secret = LazyCell::new(|| holds_secret(pipeline));
    // The files with secrets that one shell has written.
    let (mut run, mut files) = (0, Files::default());
    for script in pipeline.scripts.iter().filter(|script| !script.is_arguments) {
        if script.run != run {
            (run, files) = (script.run, Files::default());
        }
        files.add(page, &artifact::written(pipeline, script));
        let shown = script.shell.shown_files(&files);
        let said = "File with a Banqup secret printed into the log of a pipeline";
        let shown = shown.into_iter().filter(|file| is_code(page, file.start));
        found.extend(shown.map(|file| Remark::new(file, said)));
        for (at, &statement) in script.shell.statements().iter().enumerate() {
            if !is_code(page, statement.span.start) {
                continue;
            }
            if let Some(mark) = dumped(page, &script.shell, at, || *holds_secret) {
                let said =
                    "Variables, a Banqup secret among them, are printed into the log of a pipeline";
                found.push(Remark::new(mark, said));
            }
            let is_masked = || page.slice(script.shell.span).contains("add-mask");
            if let Some(said) = handed_on(pipeline, statement).filter(|_| !is_masked())
                && let Some(mark) = printed(pipeline, script, statement)
            {
                found.push(Remark::new(mark, said));
            }
            if !script.shell.is_shown(at) {
                continue;
            }
            if let Some(mark) = printed(pipeline, script, statement) {
                found.push(Remark::new(mark, "Banqup secret printed into the log of a pipeline"));
            }
            if let Some(mark) = answered(page, &script.shell, at) {
                let said = "The answer of Banqup, which holds a token, is printed into the log of a pipeline";
                found.push(Remark::new(mark, said));
            }
        }
    }
    found
}

/// The secret that a statement prints.
fn printed(pipeline: &Pipeline<'_>, script: &Script<'_>, statement: Statement) -> Option<Span> {
    let page = pipeline.page;
    let text = page.slice(statement.span);
    let program = statement.program(page.text())?.to_ascii_lowercase();
    if COMMANDS.iter().any(|word| text.contains(word)) {
        return None;
    }
    if program == "printenv" {
        return page
            .names_in(statement.span)
            .iter()
            .find(|name| pipeline.is_secret(name.span, script.scope))
            .map(|name| name.span);
    }
    // `println(x)` and `echo(x)` are one word.
    let program = program.split('(').next().unwrap_or_default();
    if INTERPRETERS.contains(&program) && PRINTS.iter().any(|word| text.contains(word)) {
        let mut names = page.names_in(statement.span).iter().map(|name| name.span);
        return names.find(|name| pipeline.is_secret(*name, script.scope));
    }
    let is_shown_text = matches!(program, "cat" | "tee") && text.contains("<<<");
    if !PRINTERS.contains(&program) && !is_shown_text {
        return None;
    }
    let is_groovy = pipeline.system == System::Jenkins;
    let used = pipeline
        .used(statement.span, script.scope)
        .filter(|used| {
            used.is_inline
                || !is_in_single_quotes(page.text(), statement.span.start, used.span.start)
        })
        .filter(|used| !is_changed(page.text(), statement.span, used))
        .find(|used| pipeline.system == System::Azure || !page.slice(used.span).starts_with("$("))
        .map(|used| used.span);
    used.or_else(|| {
        // In Groovy, a name alone is a variable.
        let names = page
            .names_in(statement.span)
            .iter()
            .filter(|_| is_groovy && !text.contains(['"', '\'']));
        names.map(|name| name.span).find(|name| pipeline.is_secret(*name, script.scope))
    })
}

/// Whether a command or expression inside of what is printed makes something else of a variable:
/// `$(printf %s "$X" | sha256sum)`, `$($env:X.Length)`.
fn is_changed(text: &str, statement: Span, used: &Use) -> bool {
    let head = &text[statement.start..used.span.start];
    let tail = &text[used.span.end..statement.end];
    let Some(opened) = head.rfind("$(") else { return false };
    let inside = &head[opened + 2..];
    if inside.matches(')').count() > inside.matches('(').count() {
        return false;
    }
    let first = inside.split_whitespace().next().unwrap_or_default();
    let is_expression = inside.trim().is_empty();
    let end = tail.find(')').unwrap_or(tail.len());
    let rest = tail[..end].trim_start_matches(['"', '\'']).trim();
    if is_expression {
        let is_whole =
            rest.is_empty() || [".ToString(", ".Trim("].iter().any(|call| rest.starts_with(call));
        return !is_whole;
    }
    let mut filters =
        rest.split('|').skip(1).map(|filter| filter.split_whitespace().next().unwrap_or_default());
    !PRINTERS.contains(&first) || filters.any(|filter| !SHOWERS.contains(&filter))
}

/// A command that lists variables of the environment, where one of those that come out is a secret: what it asks for
/// says so, or an entry of the pipeline.
fn dumped(
    page: &Page<'_>,
    shell: &Shell<'_>,
    at: usize,
    holds_secret: impl Fn() -> bool,
) -> Option<Span> {
    static OF_PROGRAM: Pattern = pattern!(
        r"\bprint\((?:dict\()?os\.environ\b\s*\)|\bconsole\.log\((?:JSON\.stringify\()?process\.env\s*[,)]|\bjq\s+-n\s+env\b|\bputs\s+ENV\.to_h\b";
        "os.environ" | "process.env" | "jq" | "env.to_h"
    );
    let first = shell.statements()[at];
    let is_of_program = || OF_PROGRAM.is_match(page.slice(first.span)) && first.end == End::Shown;
    let is_dumped = match shell.listed(at) {
        Some(Listed::Vendors) => true,
        Some(Listed::All | Listed::Some) => holds_secret(),
        None => is_of_program() && holds_secret(),
    };
    is_dumped.then_some(first.span)
}

/// Whether an entry of the pipeline gives a secret of Banqup's to a step.
fn holds_secret(pipeline: &Pipeline<'_>) -> bool {
    let text = pipeline.page.text();
    // Some systems give what a project keeps to each of its steps, as it is.
    let gives_all = pipeline.system == System::GitLab
        || pipeline.page.file_name().starts_with("bitbucket-pipelines");
    let names_secret =
        || pipeline.page.names().iter().any(|name| name.names_vendor && name.kind.is_secret());
    !pipeline.filled.is_empty()
        || gives_all && names_secret()
        || uses(text, Span { start: 0, end: text.len() })
            .any(|used| used.is_inline && pipeline.is_secret(used.name, Scope::Other))
}

/// What is to be said of a statement that writes into a file which the system shows, or gives to all later steps.
fn handed_on(pipeline: &Pipeline<'_>, statement: Statement) -> Option<&'static str> {
    let End::Redirect(target) = statement.end else { return None };
    let target = pipeline.page.slice(target);
    if target.contains("GITHUB_STEP_SUMMARY") {
        return Some(
            "Banqup secret written into the summary of a pipeline, which all who can see it read",
        );
    }
    let is_for_all = ["GITHUB_ENV", "GITHUB_OUTPUT"].iter().any(|file| target.contains(file));
    is_for_all.then_some("Banqup secret handed to all that follows in a pipeline, in clear")
}

/// The address of a token request whose answer is shown as it comes.
fn answered(page: &Page<'_>, shell: &Shell<'_>, at: usize) -> Option<Span> {
    static TOKEN: Pattern = pattern!(r"(?i)https?://[^\s'\x22]*", endpoint::PATTERN; NEEDS);
    shell.answered(at, |command| {
        let address = TOKEN.find(page.slice(command))?.span_from(command.start);
        page.names_vendor_host(address).then_some(address)
    })
}

/// Whether single quotes are open at `at`, which a shell takes as they are.
fn is_in_single_quotes(text: &str, start: usize, at: usize) -> bool {
    let mut quote = None;
    for byte in text[start..at].bytes() {
        match quote {
            Some(open) if open == byte => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
    }
    quote == Some(b'\'')
}
