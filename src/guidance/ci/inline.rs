//! Secrets that a pipeline writes into the text of a command, where the list of processes and the script's file on disk
//! show them.

use super::Pipeline;
use super::script::RUN;
use super::system::System;
use crate::guidance::Remark;
use crate::guidance::code::is_code;
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
            // Of a document that no parser takes, every line is a statement: most keys run nothing.
            let is_key = |program: &str| {
                let key = program.strip_suffix(':').filter(|_| pipeline.documents.is_empty());
                key.is_some_and(|key| !RUN.contains(&key))
            };
            let is_program = script.is_arguments
                || program.as_deref().is_some_and(|program| {
                    !OF_THE_SHELL.contains(&program)
                        && !program.starts_with('$')
                        && !is_key(program)
                });
            if !is_program {
                continue;
            }
            let is_taker = program.as_deref().is_some_and(|program| TAKERS.contains(&program))
                && !script.is_arguments;
            let mut before = Before::new(page.slice(statement.span));
            let argument = pipeline.used(statement.span, script.scope).find(|used| {
                before.read_to(used.span.start - statement.span.start);
                is_argument(pipeline, &before, used, is_taker)
            });
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

fn is_argument(pipeline: &Pipeline<'_>, before: &Before<'_>, used: &Use, is_taker: bool) -> bool {
    // A build argument is another rule's affair.
    if before.is_environment() || before.names_build {
        return false;
    }
    if used.is_inline {
        let is_macro = pipeline.page.slice(used.span).starts_with("$(");
        return !is_macro || pipeline.system == System::Azure;
    }
    let flag = before.flag().to_ascii_lowercase();
    !is_taker
        && flag.starts_with('-')
        && FLAGS.iter().any(|part| flag.contains(part))
        && !flag.contains("file")
        && !flag.ends_with("stdin")
}

/// What stands in a statement before its variables, read on from one to the next: it may hold thousands.
struct Before<'t> {
    text: &'t str,
    at: usize,
    /// Whether all words that have ended set variables.
    sets_all: bool,
    /// Whether a build argument was named.
    names_build: bool,
    /// The last word that has ended.
    last: &'t str,
    /// Where the word starts that goes on.
    word: usize,
    /// Where the first `=` of that word stands.
    equals: Option<usize>,
    /// Whether that word is quotes up to here.
    is_bare: bool,
}

impl<'t> Before<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            sets_all: true,
            names_build: false,
            last: "",
            word: 0,
            equals: None,
            is_bare: true,
        }
    }

    fn read_to(&mut self, end: usize) {
        const BUILD: &str = "build-arg";
        let from = self.text.floor_char_boundary(self.at.saturating_sub(BUILD.len()));
        self.names_build |= self.text[from..end].contains(BUILD);
        for at in self.at..end {
            match self.text.as_bytes()[at] {
                byte if byte.is_ascii_whitespace() => {
                    if self.word < at {
                        self.sets_all &= self.sets();
                        self.last = &self.text[self.word..at];
                    }
                    (self.word, self.equals, self.is_bare) = (at + 1, None, true);
                }
                b'=' if self.equals.is_none() => (self.equals, self.is_bare) = (Some(at), false),
                b'"' | b'\'' => {}
                _ => self.is_bare = false,
            }
        }
        self.at = end;
    }

    /// Whether the word that goes on sets a variable.
    fn sets(&self) -> bool {
        self.equals.is_some() && !self.text[self.word..].starts_with('-')
    }

    /// Whether it stands before the program: `NAME=value program`.
    fn is_environment(&self) -> bool {
        self.sets_all && self.sets()
    }

    /// The flag whose value the variable is, or a part of it.
    fn flag(&self) -> &'t str {
        /// The longest flag, in bytes.
        const LONGEST: usize = 200;
        let flag = match self.equals {
            Some(equals) => &self.text[self.word..equals],
            None if self.is_bare => self.last,
            None => self.text[self.word..self.at].trim_end_matches(['"', '\'']),
        };
        if flag.len() <= LONGEST { flag } else { "" }
    }
}
