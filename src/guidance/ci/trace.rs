//! Shells and programs that write every command, or every header, into the log, where a secret is among them.

use super::Pipeline;
use super::script::Script;
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::document::Node;
use crate::guidance::endpoint;
use crate::guidance::output;
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::xtrace;
use crate::model::Span;

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    for scripts in pipeline.scripts.chunk_by(|one, next| one.run == next.run) {
        found.extend(traced(pipeline, scripts));
        for script in scripts.iter().filter(|script| !script.is_arguments) {
            found.extend(verbose(pipeline, script));
        }
    }
    for document in &pipeline.documents {
        document.visit(&mut |step| found.extend(traced_step(pipeline, step)));
    }
    found.extend(debugged(pipeline));
    found.retain(|remark| is_code(pipeline.page, remark.span.start));
    found
}

/// `set -x` and `bash -x` around the use of a secret.
fn traced(pipeline: &Pipeline<'_>, scripts: &[Script<'_>]) -> Option<Remark> {
    let run = scripts.iter().filter(|script| !script.is_arguments);
    let on = xtrace::traced(
        pipeline.page,
        run.map(|script| (script.shell.span, script)),
        |script, part| holds_secret(pipeline, script, part),
    );
    on.map(traces)
}

/// A step whose own shell traces: `shell: bash -x {0}`.
fn traced_step(pipeline: &Pipeline<'_>, step: &Node) -> Option<Remark> {
    let (shell, run) = (step.get("shell")?, step.get("run")?);
    let mut words = shell.text()?.split_whitespace();
    let is_shell = words.next().is_some_and(|program| program.ends_with("sh"));
    let is_traced = is_shell
        && words.any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('x'));
    (is_traced && pipeline.used(run.span, Scope::Page).next().is_some()).then(|| traces(shell.span))
}

fn traces(on: Span) -> Remark {
    Remark::new(on, "Every command is written into the log, and one of them holds a Banqup secret")
}

fn holds_secret(pipeline: &Pipeline<'_>, script: &Script<'_>, part: Span) -> bool {
    pipeline.used(part, script.scope).any(|used| is_code(pipeline.page, used.span.start))
}

/// Programs that fetch, told to show the request.
fn verbose(pipeline: &Pipeline<'_>, script: &Script<'_>) -> Vec<Remark> {
    static CREDENTIAL: Pattern = pattern!(
        r"(?i)client_secret|Authorization|client_credential|--user\b|\s-u\s|",
        endpoint::PATTERN
    );
    let page = pipeline.page;
    let takes_token = |command: Span| {
        let inner = output::substitutions(page.text(), command);
        page.slice(command).contains("uthorization")
            && inner.iter().any(|one| !output::outputs(page, *one).is_empty())
    };
    let is_about_secret = |command: Span| {
        !page.names_other_host(command)
            && (takes_token(command)
                || pipeline.used(command, script.scope).next().is_some()
                || page.names_vendor_host(command) && CREDENTIAL.is_match(page.slice(command)))
    };
    let statements = script.shell.statements().iter().enumerate();
    let flags = statements.filter_map(|(at, statement)| {
        let flag = script.shell.verbose(at)?;
        is_about_secret(statement.span).then_some(flag)
    });
    let said = "A request with a Banqup secret is written into the log";
    flags.map(|flag| Remark::new(flag, said)).collect()
}

/// Settings that make the system itself write every variable.
fn debugged(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    static DEBUG: Pattern =
        pattern!(r#"\bCI_DEBUG_TRACE['"]?\s*[:=]\s*['"]?(?i:true|1|yes)\b"#; "ci_debug_trace");
    // Programs of Node write the headers of each request then.
    static NODE: Pattern =
        pattern!(r#"\bNODE_DEBUG['"]?\s*[:=]\s*['"]?(?:[\w-]+,)*https?\b"#; "node_debug", "http");
    let requests = NODE.find_iter(pipeline.page).filter(|_| !pipeline.filled.is_empty());
    let requests = requests.map(|found| {
        Remark::new(found.span(), "A request with a Banqup secret is written into the log")
    });
    DEBUG
        .find_iter(pipeline.page)
        .map(|found| {
            let span = found.span();
            Remark::new(
                span,
                "Every variable of the job, the Banqup secret among them, is written into the log",
            )
        })
        .chain(requests)
        .collect()
}
