//! Shells and programs that write every command, or every header, into the log, where a secret is among them.

use super::script::Script;
use super::system::System;
use super::{Pipeline, artifact, disclosure, environment};
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::document::Node;
use crate::guidance::endpoint;
use crate::guidance::output;
use crate::guidance::owner::{self, Scope};
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
    found.extend(traced_programs(pipeline));
    for document in &pipeline.documents {
        traced_steps(pipeline, document, None, &mut found);
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

/// A script that a shell runs and traces, in a file of its own, where its environment holds a secret: `bash -x deploy.sh`.
fn traced_programs(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let mut holders: Option<Vec<Span>> = None;
    let mut found = Vec::new();
    for script in pipeline.scripts.iter().filter(|script| !script.is_arguments) {
        let runs = xtrace::programs(page, script.shell.span);
        let Some((last, _)) = runs.last() else { continue };
        let exported = exported(pipeline, script, last.start);
        let holders = holders.get_or_insert_with(|| environment::holders(pipeline));
        let before = holders.partition_point(|holder| holder.start <= script.shell.span.start);
        let nearest = before.checked_sub(1).map(|at| holders[at]);
        let around = nearest.is_some_and(|holder| script.shell.span.end <= holder.end);
        let is_handed = |(run, command): &(Span, Span)| {
            around
                || exported.is_some_and(|at| at < run.start)
                || is_bound(pipeline, run.start)
                || artifact::named_secret(page, *command, script.scope).is_some()
        };
        let runs = runs.into_iter().filter(is_handed);
        found.extend(runs.map(|(run, _)| traces(run)));
    }
    found
}

/// Whether Jenkins binds a secret of Banqup's for the block in which a place stands.
fn is_bound(pipeline: &Pipeline<'_>, at: usize) -> bool {
    const FARTHEST: usize = 500;
    let text = pipeline.page.text();
    let of_block = || {
        let open = disclosure::block_around(text, at)?;
        let head = &text[text.ceil_char_boundary(open.saturating_sub(FARTHEST))..open];
        Some(&head[head.rfind("withCredentials")?..])
    };
    let mut ids = match pipeline.system {
        System::Jenkins => of_block().unwrap_or_default().split("credentialsId:"),
        _ => "".split("credentialsId:"),
    };
    ids.next();
    ids.any(|id| owner::is_vendors(id.split([')', ',', '\n']).next().unwrap_or_default()))
}

/// Where a script gives a secret to what it runs from then on, above a place.
fn exported(pipeline: &Pipeline<'_>, script: &Script<'_>, before: usize) -> Option<usize> {
    let page = pipeline.page;
    let statements = script.shell.statements().iter().map(|statement| statement.span);
    let exports = statements
        .take_while(|statement| statement.start < before)
        .filter(|statement| page.slice(*statement).starts_with("export "));
    let is_secret = |statement: &Span| {
        let mut names = page.names_in(*statement).iter();
        names.any(|name| pipeline.is_secret(name.span, script.scope))
    };
    exports.filter(is_secret).map(|statement| statement.start).next()
}

/// The steps whose own shell traces: `shell: bash -x {0}`, also where it is set for all steps around.
fn traced_steps<'n>(
    pipeline: &Pipeline<'_>,
    node: &'n Node,
    around: Option<&'n Node>,
    found: &mut Vec<Remark>,
) {
    let default = || node.get("defaults")?.get("run")?.get("shell");
    let around = default().or(around);
    if let (Some(shell), Some(run)) = (node.get("shell").or(around), node.get("run")) {
        let uses_secret = || pipeline.used(run.span, Scope::Page).next().is_some();
        if is_traced(shell) && uses_secret() {
            found.push(traces(shell.span));
        }
    }
    let children = node.entries().iter().map(|(_, value)| value).chain(node.items());
    children.for_each(|child| traced_steps(pipeline, child, around, found));
}

/// Whether the value of a `shell:` is one that prints every command.
fn is_traced(shell: &Node) -> bool {
    let mut words = shell.text().unwrap_or_default().split_whitespace();
    let is_shell = words.next().is_some_and(|program| program.ends_with("sh"));
    let is_option = |word: &str| word.starts_with('-') && !word.starts_with("--");
    is_shell && words.any(|word| is_option(word) && word.contains('x'))
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
