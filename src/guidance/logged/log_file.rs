//! What goes into a file that is a log by its name, `open("debug.log", "a")`, `| tee token.log`, and files with secrets
//! that a script shows.

use super::super::Page;
use super::request::names_endpoint;
use super::sink;
use crate::guidance::output::{self, Output};
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::{Files, Shell, Text};
use crate::guidance::statement::{End, Statement};
use crate::guidance::variable::uses;
use crate::model::Span;

/// The arguments of what writes into a log file.
pub(super) fn sinks(page: &Page<'_>) -> Vec<Span> {
    static WRITERS: Pattern = pattern!(
        r#"\b(?:(?:append|write)(?:Text)?File(?:Sync)?|file_put_contents|(?:Append|Write)All(?:Text|Lines)(?:Async)?|WriteFile|File\.write|IO\.write)(?<open>\()\s*["'`][^"'`\n]{0,120}\.log["'`]"#;
        "write" | "append" | "file_put_contents", ".log"
    );
    static OPENED: Pattern = pattern!(
        r#"\bopen\(\s*["'][^"'\n]{0,120}\.log["'][^)\n]{0,80}\)\s*(?:as\s+(?<as>[A-Za-z_]\w*)|do\s*\|(?<do>[a-z_]\w*)\|)|\b(?<name>[A-Za-z_]\w*)\s*=\s*(?:File\.)?(?:open|fopen)\(\s*["'][^"'\n]{0,120}\.log["']"#;
        "open(", ".log"
    );
    static WRITTEN: Pattern = pattern!(r"\b(?<file>[A-Za-z_]\w*)\.(?:write|puts|print|writelines)(?<open>\()";
        ".write" | ".puts" | ".print");
    let of = |open: usize| page.inside(open);
    let mut found: Vec<Span> = WRITERS
        .captures_iter(page)
        .filter_map(|writer| Some(of(writer.name("open")?.start())))
        .collect();
    let files: Vec<&str> = OPENED
        .captures_iter(page)
        .filter_map(|opened| opened.name("as").or(opened.name("do")).or(opened.name("name")))
        .map(|name| name.as_str())
        .collect();
    if !files.is_empty() {
        found.extend(
            WRITTEN
                .captures_iter(page)
                .filter(|written| {
                    written.name("file").is_some_and(|file| files.contains(&file.as_str()))
                })
                .filter_map(|written| Some(of(written.name("open")?.start()))),
        );
    }
    found
}

/// Files into which a script writes a secret or the answer to a token request, where it shows them.
pub(super) fn shown(page: &Page<'_>, shell: &Shell<'_>) -> Vec<Span> {
    if !sink::is_own_script(page) {
        return Vec::new();
    }
    let written = shell.written(|part, text| match text {
        Text::Filled => uses(page.text(), part)
            .find(|used| owner::secret(page.slice(used.name), Scope::Page).is_some())
            .map(|used| used.span),
        Text::Plain => None,
        Text::Made => {
            let asks = names_endpoint(page.slice(part)) && !page.names_other_host(part);
            asks.then_some(part)
        }
    });
    let mut files = Files::default();
    files.add(page, &written);
    let mut found = shell.shown_files(&files);
    // A script may answer with the file of a secret, but not with that of all settings.
    let is_env = |file: &Span| page.slice(*file).ends_with("env");
    let statements = shell.statements().iter().enumerate();
    let named = statements.filter(|(at, _)| shell.is_shown(*at)).filter_map(|(_, statement)| {
        match output::shown_file(page, *statement)? {
            Output::Named(file, _) => Some(file),
            Output::Answer(_) | Output::Variable(_) => None,
        }
    });
    found.extend(named.filter(is_env));
    found
}

/// Answers to a token request that a script shows and keeps at once, by `tee`.
pub(super) fn teed(page: &Page<'_>, shell: &Shell<'_>) -> Vec<Span> {
    if !sink::is_own_script(page) || !page.may_hold("tee") {
        return Vec::new();
    }
    let asks = |command: Span| {
        let is = names_endpoint(page.slice(command)) && !page.names_other_host(command);
        is.then_some(command)
    };
    let tee = |at: usize| {
        let mut piped = shell.pipe(at).iter().skip(1).take(3);
        piped.find(|next| next.program(page.text()) == Some("tee"))
    };
    let is_shown = |tee: &&Statement| {
        !matches!(tee.end, End::Redirect(_)) && !page.slice(tee.span).contains(">(")
    };
    (0..shell.statements().len())
        .filter(|at| shell.statements()[*at].end == End::Piped)
        .filter(|at| shell.answered(*at, asks).is_some())
        .filter_map(|at| tee(at).filter(is_shown))
        .map(|tee| tee.span)
        .collect()
}
