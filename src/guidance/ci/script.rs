//! The scripts of a pipeline, and the variables that they get secrets in.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use crate::guidance::Page;
use crate::guidance::document::{Node, Value};
use crate::guidance::endpoint;
use crate::guidance::name::{self, Kind, words as words_of};
use crate::guidance::output::{self, Output};
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::guidance::script::Shell;
use crate::guidance::variable::uses;
use crate::model::Span;

/// A text that is run.
#[derive(Debug)]
pub(super) struct Script<'p> {
    pub(super) shell: Shell<'p>,
    /// Whose a secret without an owner in its name is.
    pub(super) scope: Scope,
    /// The same for scripts that one shell runs in a row.
    pub(super) run: usize,
    /// Whether the text is arguments of a program that another line names.
    pub(super) is_arguments: bool,
}

/// Keys whose texts are run.
pub(super) const RUN: &[&str] = &[
    "run",
    "script",
    "scripts",
    "before_script",
    "after_script",
    "bash",
    "powershell",
    "pwsh",
    "ps",
    "inlineScript",
    "inline",
    "command",
    "commands",
    "cmd",
    "before_install",
    "install",
    "before_deploy",
    "after_success",
    "after_failure",
    "after_deploy",
    "build_script",
    "test_script",
    "sh",
    "entrypoint",
    "pre_build",
    "post_build",
    "build",
    "content",
    "code",
    "azurePowerShellInlineScript",
];

/// Keys whose texts are arguments.
const ARGUMENTS: &[&str] = &["args", "arguments", "scriptArguments", "ScriptArguments", "options"];

/// The scripts of a page; the whole text where it is no document.
pub(super) fn scripts<'p>(page: &'p Page<'_>, documents: Option<&[Node]>) -> Vec<Script<'p>> {
    let Some(documents) = documents else {
        let shell = Shell::whole(page);
        return vec![Script { shell, scope: Scope::Page, run: 0, is_arguments: false }];
    };
    let mut found = Vec::new();
    let mut run = 0;
    for document in documents {
        document.visit(&mut |node| {
            // GitLab runs `before_script` and `script` in one shell; elsewhere one entry is one.
            run += 1;
            for (key, value) in node.entries() {
                let Some(key) = key.text() else { continue };
                let is_arguments = ARGUMENTS.contains(&key);
                if is_arguments || RUN.contains(&key) {
                    texts(value, &mut |span| {
                        let is_vendors = page.names_vendor_host(span)
                            || page.names_in(span).iter().any(|name| name.names_vendor);
                        let scope = if is_vendors { Scope::Vendor } else { Scope::Page };
                        let shell = Shell::of(page, span);
                        found.push(Script { shell, scope, run, is_arguments });
                    });
                }
            }
        });
    }
    found.sort_by_key(|script| script.shell.span);
    found.dedup_by_key(|script| script.shell.span);
    found
}

/// The texts in a value.
fn texts(value: &Node, found: &mut impl FnMut(Span)) {
    match &value.value {
        Value::Scalar(_) => found(value.span),
        Value::List(items) => {
            let texts_of = items.iter().filter(|item| item.entries().is_empty());
            texts_of.for_each(|item| texts(item, found));
        }
        Value::Map(_) | Value::Alias => {}
    }
}

/// Names of variables into which a secret of Banqup's is put: by an entry of the document, by a shell, or by Jenkins.
pub(super) fn filled<'p>(
    page: &'p Page<'_>,
    scripts: &[Script<'_>],
    documents: &[Node],
    has_vendors_alone: bool,
) -> Vec<&'p str> {
    let mut filled = Vec::new();
    for document in documents {
        document.visit(&mut |node| {
            for (key, value) in node.entries() {
                let holds = value.text().is_some()
                    && uses(page.text(), value.span)
                        .any(|used| owner::secret(page.slice(used.name), Scope::Other).is_some());
                if holds
                    && is_name(page.slice(key.span))
                    && !["run", "script", "bash"].contains(&page.slice(key.span))
                {
                    filled.push(page.slice(key.span));
                }
            }
        });
    }
    for script in scripts {
        filled.extend(assigned(page, &script.shell, has_vendors_alone));
    }
    filled.extend(of_jenkins(page.text()));
    filled.sort_unstable();
    filled.dedup();
    filled
}

/// Variables that a shell fills with what Banqup answers to a request for a token.
fn assigned<'p>(page: &'p Page<'_>, shell: &Shell<'_>, has_vendors_alone: bool) -> Vec<&'p str> {
    let statements = shell.statements();
    let mut found = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let word = page.slice(statement.span);
        let word = ["export ", "local ", "readonly ", "def ", "final ", "String "]
            .iter()
            .fold(word, |word, start| word.strip_prefix(start).unwrap_or(word));
        // `TOKEN=$(curl …)` is read as an assignment, and the command that follows it.
        let (name, asks) = match word.split_once('=') {
            Some((name, "" | "\"")) => {
                let next = statements.get(at + 1).map_or("", |next| page.slice(next.span));
                (name, next)
            }
            Some((name, value)) => (name.trim_end(), value.trim_start()),
            None => continue,
        };
        let command = asks.trim_start_matches(['$', '(', '"']);
        let gives = || {
            if is_step(command) {
                return asks_for_token(asks);
            }
            let Span { start, end } = statement.span;
            let value = Span { start: end.saturating_sub(asks.len()).max(start), end };
            let is_next = !page.slice(statement.span).ends_with(asks);
            let outputs = match output::taken(page.text(), value).filter(|_| !is_next) {
                Some(command) => output::outputs(page, command),
                None if is_next => output::of_pipe(page, &statements[at + 1..]),
                None => Vec::new(),
            };
            outputs.iter().any(|output| match output {
                Output::Answer(_) => true,
                Output::Named(name, _) => owner::secret(page.slice(*name), Scope::Page).is_some(),
                Output::Variable(_) => false,
            })
        };
        let says_vendor = || owner::is_vendors(command) || page.names_vendor_host(statement.span);
        let is_token = page.is_about_vendor() && is_name(name) && gives()
            || holds_token(name)
                && (gives_token(command, has_vendors_alone) || is_step(command) && says_vendor());
        if is_name(name) && is_token && !page.names_other_host(statement.span) {
            found.push(name);
        }
    }
    found
}

/// Whether a value is what a step of Jenkins gives: the output of a script, the answer to a request.
fn is_step(value: &str) -> bool {
    value.starts_with("httpRequest") || value.starts_with("sh") && value.contains("returnStdout")
}

/// Whether the text of a step asks for a token, and nothing takes another thing out of the answer.
fn asks_for_token(step: &str) -> bool {
    endpoint::is_asked_in(step)
        && !["%{", ".expires", " -o "].iter().any(|part| step.contains(part))
}

/// Whether a variable is called a token and nobody else's.
fn holds_token(name: &str) -> bool {
    owner::secret(name, Scope::Vendor).is_some_and(|kind| kind == Kind::Token)
}

/// Whether a command gives a token of Banqup's, by the name of its program: `./banqup-token.sh`, and `./token.sh` in a
/// pipeline that gets no secrets but Banqup's.
pub(super) fn gives_token(command: &str, has_vendors_alone: bool) -> bool {
    let program = output::started(command);
    let Some(program) = program.map(|word| word.trim_matches(['"', '\'', ')'])) else {
        return false;
    };
    let file = program.rsplit('/').next().unwrap_or(program);
    let file = file.split('.').next().unwrap_or(file);
    let is_token = words_of(file).iter().any(|word| word == "token");
    is_token && (owner::is_vendors(file) || program.contains('/') && has_vendors_alone)
}

/// Whether all secrets that the system gives to a pipeline are Banqup's, and there is one.
pub(super) fn has_vendors_alone(page: &Page<'_>) -> bool {
    let whole = Span { start: 0, end: page.text().len() };
    let mut kept = uses(page.text(), whole)
        .filter(|used| used.is_inline && page.slice(used.span).contains("secrets"))
        .map(|used| page.slice(used.name))
        .peekable();
    kept.peek().is_some() && kept.all(owner::is_vendors)
}

/// Variables that Jenkins binds to credentials whose id names Banqup.
fn of_jenkins(text: &str) -> Vec<&str> {
    static BOUND: Pattern = pattern!(r#"(?ix)
            credentialsId: \s* ["'] (?<id>[^"'\n]+) ["'] [^)\n]*? \b(?: passwordVariable | variable ): \s* ["'] (?<variable>[A-Za-z_][A-Za-z0-9_]*) ["']
          | \b(?<set>[A-Za-z_][A-Za-z0-9_]*) \s* = \s* credentials \( \s* ["'] (?<kept>[^"'\n]+) ["']
            "#; "credentials");
    static PASSWORD: Pattern = pattern!(r"\b[A-Za-z_][A-Za-z0-9_]*_PSW\b"; "_psw");
    let passwords = LazyCell::new(|| {
        PASSWORD.find_iter(text).map(|name| name.as_str()).collect::<FxHashSet<&str>>()
    });
    let mut names = Vec::new();
    for found in BOUND.captures_iter(text) {
        let id = found.name("id").or_else(|| found.name("kept"));
        let Some(id) = id.map(|id| id.as_str()).filter(|id| owner::is_vendors(id)) else {
            continue;
        };
        names.extend(found.name("variable").map(|name| name.as_str()));
        let Some(set) = found.name("set").map(|name| name.as_str()) else { continue };
        let says_secret = ["secret", "token"].iter().any(|word| holds(id, word));
        names.extend(says_secret.then_some(set));
        // The password of a pair goes by a name of its own.
        names.extend(passwords.get(format!("{set}_PSW").as_str()));
    }
    names
}

/// Variables that Jenkins sets to credentials of Banqup's for all of its steps, but for those that hold an id: each may
/// be a pair, whose parts it sets beside.
pub(super) fn of_credentials(text: &str) -> Vec<&str> {
    static SET: Pattern = pattern!(
        r#"\b(?<set>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*credentials\(\s*["'](?<kept>[^"'\n]+)["']"#;
        "credentials"
    );
    let is_id = |name: &str| name::classify(name).is_some_and(|(kind, _)| kind == Kind::ClientId);
    SET.captures_iter(text)
        .filter_map(|found| Some((found.name("set")?.as_str(), found.name("kept")?.as_str())))
        .filter(|(set, kept)| owner::is_vendors(set) || owner::is_vendors(kept))
        .map(|(set, _)| set)
        .filter(|set| !is_id(set))
        .collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 96
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}
