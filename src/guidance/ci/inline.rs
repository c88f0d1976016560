//! Secrets that a pipeline writes into the text of a command, where the list of processes and the script's file on disk
//! show them.

use super::Pipeline;
use super::system::System;
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::shell::Statement;
use crate::guidance::variable::Use;
use crate::model::Severity;

/// Words that are no programs: a shell runs them itself, and no list of processes shows them.
const OF_THE_SHELL: &[&str] = &[
    "export", "local", "readonly", "declare", "echo", "printf", "test", "[", "[[", "((", ":",
    "case", "read", "set", "unset", "return", "for", "if", "elif", "write-host", "write-output",
    "println", "print", "setx",
];

/// Programs that take a secret into a store or a request, as their own documents show, where it comes from the step's
/// environment.
const TAKERS: &[&str] = &[
    "curl", "wget", "http", "https", "kubectl", "oc", "helm", "helmfile", "docker", "podman", "gh",
    "glab", "aws", "gcloud", "az", "vault", "op", "doppler", "sops", "heroku", "fly", "flyctl",
    "wrangler", "vercel", "netlify", "firebase", "jq", "sed", "envsubst", "terraform", "pulumi",
    "ansible-playbook", "serverless", "sls", "sam", "cdk",
];

/// Parts of flags that say that a secret follows.
const FLAGS: &[&str] = &["secret", "token", "password", "passwd"];

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    if pipeline.system.is_program() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for script in &pipeline.scripts {
        for &statement in script.shell.statements() {
            let program = statement.program(page.text()).map(str::to_ascii_lowercase);
            let is_program = script.is_arguments
                || program.as_deref().is_some_and(|program| {
                    !OF_THE_SHELL.contains(&program) && !program.starts_with('$')
                });
            if !is_program {
                continue;
            }
            let is_taker = program.as_deref().is_some_and(|program| TAKERS.contains(&program))
                && !script.is_arguments;
            let argument = pipeline
                .used(statement.span, script.scope)
                .find(|used| is_argument(pipeline, statement, used, is_taker));
            let argument = argument.filter(|used| is_code(page, used.span.start));
            // The lines of a here-document are no commands.
            let is_command = !script.shell.is_in_document(statement.span.start);
            if let Some(used) = argument.filter(|_| is_command) {
                let message =
                    "Banqup secret as an argument of a command, which the list of processes shows";
                found.push(Remark::new(used.span, message).severity(Severity::Warning));
            }
        }
    }
    found
}

fn is_argument(pipeline: &Pipeline<'_>, statement: Statement, used: &Use, is_taker: bool) -> bool {
    let page = pipeline.page;
    let before = &page.text()[statement.span.start..used.span.start];
    let word = before.rsplit([' ', '\t', '\n']).next().unwrap_or_default();
    // Before the program: `NAME=value program`.
    let is_environment =
        before.split_ascii_whitespace().all(|word| word.contains('=') && !word.starts_with('-'))
            && word.contains('=');
    // A build argument is another rule's affair.
    if is_environment || before.contains("build-arg") {
        return false;
    }
    if used.is_inline {
        let is_macro = page.slice(used.span).starts_with("$(");
        return !is_macro || pipeline.system == System::Azure;
    }
    let flag = match word.split_once('=') {
        Some((flag, _)) => flag,
        None => before
            .trim_end_matches(['"', '\''])
            .split_ascii_whitespace()
            .next_back()
            .unwrap_or_default(),
    };
    let flag = flag.to_ascii_lowercase();
    !is_taker
        && flag.starts_with('-')
        && FLAGS.iter().any(|part| flag.contains(part))
        && !flag.contains("file")
        && !flag.ends_with("stdin")
}
