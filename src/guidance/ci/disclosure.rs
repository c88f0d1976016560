//! Secrets that a script prints into the log of a pipeline.

use std::cell::LazyCell;

use super::script::{self, Script};
use super::system::System;
use super::{Pipeline, artifact, kept};
use crate::guidance::code::is_code;
use crate::guidance::endpoint::{self, NEEDS};
use crate::guidance::listing::Listed;
use crate::guidance::output::{self, Output};
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::{Files, LastDocument, PRINTERS, SHOWERS, Shell};
use crate::guidance::statement::{End, Statement};
use crate::guidance::variable::{Use, uses};
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// Programs that run a text of another language, and what prints in it.
const INTERPRETERS: &[&str] = &["python", "python3", "node", "ruby", "php", "perl", "deno", "bun"];
const PRINTS: &[&str] = &[
    "-c \"print(", "-c 'print(", "; print(", ";print(", "console.log(", "puts ENV", "echo getenv",
    "-p process.env", "-p \"process.env", "-p 'process.env",
];

/// Words of commands to the system itself that print nothing, or hide the value from then on.
const COMMANDS: &[&str] = &["::add-mask::", "issecret=true", "##teamcity[setParameter"];

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let mut found = Vec::new();
    let secrets = LazyCell::new(|| secrets(pipeline));
    let binds_for_all = LazyCell::new(|| binds_for_all(pipeline));
    // The files with secrets that steps have written, which those after them find.
    let mut files = Files::default();
    for script in pipeline.scripts.iter().filter(|script| !script.is_arguments) {
        files.add(page, &artifact::written(pipeline, script));
        let shown = script.shell.shown_files(&files);
        let said = "File with a Banqup secret printed into the log of a pipeline";
        let shown = shown.into_iter().filter(|file| is_code(page, file.start));
        found.extend(shown.map(|file| Remark::new(file, said)));
        let is_masked = LazyCell::new(|| page.slice(script.shell.span).contains("add-mask"));
        let mut last = LastDocument::default();
        for (at, &statement) in script.shell.statements().iter().enumerate() {
            if !is_code(page, statement.span.start) {
                continue;
            }
            let is_given = || *binds_for_all || is_bound(pipeline, statement.span.start);
            let secrets = || secrets.as_deref().filter(|_| is_given());
            if let Some(mark) = dumped(page, &script.shell, at, secrets) {
                let said =
                    "Variables, a Banqup secret among them, are printed into the log of a pipeline";
                found.push(Remark::new(mark, said));
            }
            if let Some(said) = handed_on(pipeline, statement).filter(|_| !*is_masked)
                && let Some(mark) = printed(pipeline, script, statement)
                    .or_else(|| in_document(pipeline, script, at, &mut last))
            {
                found.push(Remark::new(mark, said));
            }
            if !script.shell.is_shown(at) {
                continue;
            }
            if let Some(mark) = printed(pipeline, script, statement) {
                found.push(Remark::new(mark, "Banqup secret printed into the log of a pipeline"));
            }
            if let Some(mark) = in_document(pipeline, script, at, &mut last) {
                found.push(Remark::new(mark, "Banqup secret printed into the log of a pipeline"));
            }
            let file = match output::shown_file(page, statement) {
                Some(Output::Named(file, _)) => Some(file),
                _ => kept::shown(pipeline, statement),
            };
            if let Some(mark) = file {
                found.push(Remark::new(mark, said));
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
    if program == "printenv" || program == "declare" && text.contains(" -p ") {
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
    let is_shown_text = SHOWERS.contains(&program) && text.contains("<<<");
    // PowerShell writes a text that stands alone.
    let is_text = text.starts_with('"') && text.contains("$env:");
    if !PRINTERS.contains(&program) && !is_shown_text && !is_text {
        return None;
    }
    let is_groovy = pipeline.system == System::Jenkins;
    // What a command in the text makes of a secret comes out, and not the secret.
    let inner = output::substitutions(page.text(), statement.span);
    let outputs: Vec<Output> = inner.iter().flat_map(|one| output::outputs(page, *one)).collect();
    let comes_out = |used: &Use| {
        let is_inner =
            inner.iter().any(|one| one.start <= used.span.start && used.span.end <= one.end);
        !is_inner
            || outputs
                .iter()
                .any(|one| matches!(one, Output::Variable(given) if given.span == used.span))
    };
    let mut before = Before::new(page.text(), statement.span);
    let used = pipeline
        .used(statement.span, script.scope)
        .filter(|used| comes_out(used) && !(is_groovy && takes_part(page.slice(used.span))))
        .filter(|used| {
            before.read_to(used.span.start);
            (used.is_inline || before.quote != Some(b'\'')) && !before.is_changed(used)
        })
        .find(|used| {
            let text = page.slice(used.span);
            pipeline.system == System::Azure || !text.starts_with("$(") || text.starts_with("$($")
        })
        .map(|used| used.span);
    let given = outputs.iter().find_map(|output| match output {
        Output::Answer(span) | Output::Named(span, _) => Some(*span),
        Output::Variable(_) => None,
    });
    let bare = || is_groovy.then(|| bare_variable(pipeline, statement)).flatten();
    used.or(given).or_else(bare).or_else(|| {
        // In Groovy, a name alone is a variable.
        let names = page
            .names_in(statement.span)
            .iter()
            .filter(|_| is_groovy && !text.contains(['"', '\'']));
        names.map(|name| name.span).find(|name| pipeline.is_secret(*name, script.scope))
    })
}

/// Whether an expression of Groovy takes of an answer what is no token: `${response.status}`.
fn takes_part(expression: &str) -> bool {
    expression.trim_end_matches('}').split_once('.').is_some_and(|(_, member)| {
        !["content", "body", "trim", "toString", "access_token", "getContent"]
            .iter()
            .any(|whole| member.contains(whole))
    })
}

/// The variable that Groovy prints by its name, where a secret was put into it: `echo response.content`.
fn bare_variable(pipeline: &Pipeline<'_>, statement: Statement) -> Option<Span> {
    static BARE: Pattern = pattern!(
        r#"^(?:echo|println|print)\b[ \t]*\(?[ \t]*(?:"[^"\n$]*"[ \t]*\+[ \t]*)?(?<name>[A-Za-z_]\w*)(?<rest>(?:\.[\w()]+)*)[ \t]*\)?$"#;
        "echo" | "print"
    );
    let page = pipeline.page;
    let bare = BARE.captures(page.slice(statement.span))?;
    let (name, rest) = (bare.name("name")?, bare.name("rest")?);
    let is_filled = pipeline.filled.binary_search(&name.as_str()).is_ok();
    (is_filled && !takes_part(rest.as_str())).then_some(name.span_from(statement.span.start))
}

/// The secret in a text that a command is given in the lines below it, and writes.
fn in_document(
    pipeline: &Pipeline<'_>,
    script: &Script<'_>,
    at: usize,
    last: &mut LastDocument,
) -> Option<Span> {
    let page = pipeline.page;
    let program = script.shell.statements()[at].program(page.text())?;
    if !matches!(program, "cat" | "tee") {
        return None;
    }
    let document = script.shell.document(at).filter(|document| document.is_filled_in)?;
    let used = || pipeline.used(document.body, script.scope).next().map(|used| used.span);
    last.find(document, used)
}

/// Whether what a pipeline binds to names of the environment is bound for all of its steps.
fn binds_for_all(pipeline: &Pipeline<'_>) -> bool {
    let text = pipeline.page.text();
    let mut bound = text.match_indices("credentials(");
    pipeline.system != System::Jenkins || bound.any(|(at, _)| text[..at].trim_end().ends_with('='))
}

/// Whether a place stands in a block of Jenkins that binds credentials to names of the environment.
fn is_bound(pipeline: &Pipeline<'_>, at: usize) -> bool {
    block_around(pipeline.page.text(), at).is_some()
}

/// Where the nearest block around a place opens for which Jenkins binds credentials.
pub(super) fn block_around(text: &str, at: usize) -> Option<usize> {
    const REACH: usize = 4 << 10;
    let mut closed = 0_usize;
    let near = text.as_bytes()[..at].iter().enumerate().rev().take(REACH);
    let mut opened = near.filter(|(_, byte)| match byte {
        b'}' => {
            closed += 1;
            false
        }
        b'{' if closed > 0 => {
            closed -= 1;
            false
        }
        byte => **byte == b'{',
    });
    opened.find(|(open, _)| text[..*open].trim_end().ends_with("])")).map(|(open, _)| open)
}

/// A command that lists variables of the environment, where one of those that come out is a secret: what it asks for
/// says so, or an entry of the pipeline.
fn dumped<'p>(
    page: &Page<'_>,
    shell: &Shell<'_>,
    at: usize,
    secrets: impl Fn() -> Option<&'p [&'p str]>,
) -> Option<Span> {
    static OF_PROGRAM: Pattern = pattern!(
        r"\bprint\((?:dict\()?os\.environ\b\s*\)|\bconsole\.log\((?:JSON\.stringify\()?process\.env\s*[,)]|\bjq\s+-n\s+env\b|\bputs\s+ENV\.to_h\b";
        "os.environ" | "process.env" | "jq" | "env.to_h"
    );
    let first = shell.statements()[at];
    let is_of_program = || OF_PROGRAM.is_match(page.slice(first.span)) && first.end == End::Shown;
    let is_dumped = match shell.listed(at) {
        Some(Listed::Vendors) => true,
        Some(Listed::All) => secrets().is_some(),
        Some(Listed::Some) => secrets().is_some_and(|secrets| shell.lets_through(at, secrets)),
        None => is_of_program() && secrets().is_some(),
    };
    is_dumped.then_some(first.span)
}

/// The names under which entries of the pipeline give secrets of Banqup's to steps, where there is one; an empty one
/// where they cannot be told.
fn secrets<'p>(pipeline: &Pipeline<'p>) -> Option<Vec<&'p str>> {
    let page = pipeline.page;
    // Other systems than these give what a project keeps, or a step names, as it is.
    let gives_all = !matches!(pipeline.system, System::GitHub | System::Azure | System::Program);
    let mut names = pipeline.filled.clone();
    if gives_all {
        let named = page.names().iter().filter(|name| name.names_vendor && name.kind.is_secret());
        let named = named.map(|name| page.slice(name.span));
        // With a dash in it, it is the name of an entry of a store, and no variable's.
        names.extend(named.filter(|name| !name.contains('-')));
    }
    names.extend(handed(pipeline));
    names.extend(script::of_credentials(page.text()));
    if names.is_empty() {
        let kept = uses(page.text(), Span { start: 0, end: page.text().len() });
        let kept =
            kept.filter(|used| used.is_inline && pipeline.is_secret(used.name, Scope::Other));
        names.extend(kept.map(|used| page.slice(used.name)));
    }
    // Credentials of Jenkins that are Banqup's, by whatever names.
    static BOUND: Pattern = pattern!(r#"\b(?:credentials\(\s*|credentialsId:\s*)['"](?<id>[^'"\n]{1,80})['"]"#; "credentials");
    let binds = || {
        let mut ids = BOUND.captures_iter(page).filter_map(|bound| bound.name("id"));
        ids.any(|id| owner::is_vendors(id.as_str()))
    };
    // A name that cannot be told is none that a filter could ask for.
    if names.is_empty() && pipeline.system == System::Jenkins && binds() {
        names.push("");
    }
    // A few are enough to tell what a filter lets through.
    const MOST: usize = 40;
    names.sort_unstable();
    names.dedup();
    names.truncate(MOST);
    (!names.is_empty()).then_some(names)
}

/// The names under which scripts hand secrets on to later steps: `echo "PW=${{ secrets.X }}" >> $GITHUB_ENV`.
fn handed<'p>(pipeline: &Pipeline<'p>) -> Vec<&'p str> {
    const FILES: &[&str] = &["GITHUB_ENV", "BASH_ENV"];
    let page = pipeline.page;
    let mut found = Vec::new();
    if !FILES.iter().any(|file| page.text().contains(file)) {
        return found;
    }
    for script in &pipeline.scripts {
        let span = script.shell.span;
        if !FILES.iter().any(|file| page.slice(span).contains(file)) {
            continue;
        }
        for used in pipeline.used(span, script.scope) {
            let before =
                page.text()[span.start..used.span.start].trim_end_matches(['"', '\'', '\\']);
            let Some(before) = before.strip_suffix('=') else { continue };
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let start = before.trim_end_matches(is_part).len();
            found.extend(Some(&before[start..]).filter(|name| !name.is_empty()));
        }
    }
    found
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

/// What stands in a statement before its variables, read on from one to the next: it may hold thousands.
struct Before<'t> {
    text: &'t str,
    statement: Span,
    at: usize,
    /// The quote that is open, inside of which a shell takes a variable as it is if it is a single one.
    quote: Option<u8>,
    /// Where the last command or expression in it starts, and how many more brackets were opened in it than closed.
    inside: Option<(usize, isize)>,
}

impl<'t> Before<'t> {
    fn new(text: &'t str, statement: Span) -> Self {
        Self { text, statement, at: statement.start, quote: None, inside: None }
    }

    fn read_to(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        for at in self.at..end {
            let byte = bytes[at];
            match self.quote {
                Some(open) if open == byte => self.quote = None,
                None if matches!(byte, b'"' | b'\'') => self.quote = Some(byte),
                _ => {}
            }
            let is_start = byte == b'(' && at > self.statement.start && bytes[at - 1] == b'$';
            match (&mut self.inside, byte) {
                _ if is_start => self.inside = Some((at + 1, 0)),
                (Some((_, depth)), b'(') => *depth += 1,
                (Some((_, depth)), b')') => *depth -= 1,
                _ => {}
            }
        }
        self.at = end.max(self.at);
    }

    /// Whether a command or expression inside of what is printed makes something else of a variable, before which all
    /// was read: `$(printf %s "$X" | sha256sum)`, `$($env:X.Length)`.
    fn is_changed(&self, used: &Use) -> bool {
        /// How far the end of the command is looked for, in bytes.
        const REACH: usize = 4 << 10;
        let Some((start, _)) = self.inside.filter(|(_, depth)| *depth >= 0) else { return false };
        let first = self.text[start..used.span.start].split_whitespace().next();
        let limit = self.text.floor_char_boundary(self.statement.end.min(used.span.end + REACH));
        let tail = &self.text[used.span.end..limit.max(used.span.end)];
        let end = tail.find(')').unwrap_or(tail.len());
        let rest = tail[..end].trim_start_matches(['"', '\'']).trim();
        let Some(first) = first else {
            let is_whole = rest.is_empty()
                || [".ToString(", ".Trim("].iter().any(|call| rest.starts_with(call));
            return !is_whole;
        };
        let mut filters = rest
            .split('|')
            .skip(1)
            .map(|filter| filter.split_whitespace().next().unwrap_or_default());
        !PRINTERS.contains(&first) || filters.any(|filter| !SHOWERS.contains(&filter))
    }
}
