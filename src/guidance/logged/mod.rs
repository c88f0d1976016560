//! `logged-credential`: a Banqup secret, token or `Authorization` header is printed, logged, or put into the text of an
//! error.
//!
//! Contract: one remark for a call, at the name that gets out. A sink is the span of what something prints, a leak a
//! credential that comes out of it, and a trace what is known of variables. What makes a whole page, a client or a type
//! show what it holds has no sink, and is found by itself.

// What prints, and how far that goes.
mod applied;
mod beside;
mod extent;
mod filled_text;
mod log_file;
mod placeholder;
mod platform;
mod sink;
mod statement;

// What comes out of an expression.
mod chain;
mod given;
mod interpolation;
mod leak;
mod lexical;
mod setting;
mod without_token;
mod words;

// What variables hold.
mod block;
mod conversion;
mod declared;
mod failure;
mod request;
mod trace;
mod writes;

// What shows all that it holds.
mod client_log;
mod commands;
mod description;
mod dump;
mod hidden_type;
mod instrument;
mod outgoing;
mod shown_type;
mod verbose;

use super::code::{is_code, is_generated};
use super::pattern::{Pattern, pattern};
use super::script::Shell;
use super::{Kind, LARGEST, Page, Remark, option};
use crate::guidance::language::Language::*;
use crate::model::{Confidence, Severity, Span};
use leak::Reader;
use trace::Trace;

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    // A recorded output is no code, and neither is the map of one.
    let is_recorded = page.has_extension(&["snap", "map"]);
    if is_recorded || !page.is_about_vendor() || page.text().len() > LARGEST {
        return Vec::new();
    }
    match embedded(page) {
        // The places are the same: nothing changes its length.
        Some(path) => in_code(&page.retold(path, &unquoted(page.text()))),
        None => in_code(page),
    }
}

fn in_code(page: &Page<'_>) -> Vec<Remark> {
    let trace = Trace::of(page);
    let reader = Reader { page, trace: Some(&trace) };
    let mut sinks = sink::sinks(page);
    sinks.extend(log_file::sinks(page));
    sinks.sort_unstable();
    sinks.dedup();
    // Calls in calls are read once for each: what is read in all stays in proportion to the page.
    let mut left = page.text().len().saturating_mul(2).saturating_add(1 << 16);
    let within = sinks.iter().take_while(|sink| {
        left = left.saturating_sub(sink.end - sink.start);
        left > 0
    });
    let within = within.count();
    sinks.truncate(within);
    let mut remarks: Vec<Remark> = sinks
        .iter()
        .copied()
        .filter(|sink| is_code(page, sink.start) && !is_kept_back(page.slice(*sink)))
        .filter(|sink| !is_masked(page, *sink))
        .filter_map(|sink| reader.leak(sink))
        .map(|leak| printed(leak.span, leak.kind))
        .collect();
    remarks.extend(
        commands::outputs(page)
            .into_iter()
            .filter(|(span, _)| is_code(page, span.start))
            .map(|(span, kind)| printed(span, kind)),
    );
    remarks.extend(at_once(page, &trace, &sinks));
    remarks.extend(
        description::leaks(page, &reader)
            .into_iter()
            .filter(|leak| is_code(page, leak.span.start))
            .map(described),
    );
    remarks.extend(
        instrument::recorded(page, &reader)
            .into_iter()
            .filter(|leak| is_code(page, leak.span.start))
            .map(|leak| {
                let kind = leak.kind.as_str();
                Remark::new(
                    leak.span,
                    format!("Banqup {kind} is recorded and logged as an argument"),
                )
            }),
    );
    remarks.extend(
        client_log::switches(page)
            .chain(verbose::requests(page))
            .filter(|span| is_code(page, span.start))
            .filter_map(|span| switch(page, span)),
    );
    remarks.extend(verbose::traced_commands(page).map(|switch| {
        Remark::new(
            switch,
            "every command is printed before it runs, and one of them holds a Banqup secret",
        )
    }));
    remarks.sort_by_key(|remark| remark.span);
    remarks.dedup_by(|next, last| next.span.overlaps(last.span) || next.span == last.span);
    remarks
}

fn printed(span: Span, kind: Kind) -> Remark {
    Remark::new(span, format!("Banqup {} is printed or logged", kind.as_str()))
}

/// What prints everything, with a credential among it.
fn at_once(page: &Page<'_>, trace: &Trace<'_>, sinks: &[Span]) -> Vec<Remark> {
    let environment = "variables of the environment, a Banqup secret among them, are printed";
    let printed = "the answer of Banqup, which holds a token, is printed";
    let request =
        "a request to Banqup is printed with its headers or its body, which hold a credential";
    let answer = "the answer of Banqup, which holds a token, is shown and written into a file";
    let shell = Shell::whole(page);
    let all = dump::environments(page, sinks, &shell).into_iter().map(|span| (span, environment));
    let all = all.chain(dump::requests(page, sinks).into_iter().map(|span| (span, request)));
    let all = all.chain(outgoing::printed(page, sinks).into_iter().map(|span| (span, request)));
    let all = all.chain(log_file::teed(page, &shell).into_iter().map(|span| (span, answer)));
    let file = "a file into which a Banqup secret was written is printed";
    let all = all.chain(log_file::shown(page, &shell).into_iter().map(|span| (span, file)));
    let all = all.chain(
        request::printed_at_once(page, trace, sinks).into_iter().map(|span| (span, printed)),
    );
    let all =
        all.chain(request::printed_as_given(page, trace).into_iter().map(|span| (span, printed)));
    all.filter(|(span, _)| is_code(page, span.start))
        .map(|(span, said)| Remark::new(span, said))
        .collect()
}

/// A description is printed where somebody logs the object, which another file does.
fn described(leak: leak::Leak) -> Remark {
    let said =
        format!("Banqup {} stands in the text of an object, which logs show", leak.kind.as_str());
    Remark::new(leak.span, said).severity(Severity::Warning).confidence(Confidence::Medium)
}

fn switch(page: &Page<'_>, span: Span) -> Option<Remark> {
    if !option::is_guarded(page, span) {
        let said = "requests to Banqup are logged with their headers and bodies, which hold its credentials";
        return Some(Remark::new(span, said));
    }
    let said = "requests to Banqup can be logged with their headers and bodies, which hold its credentials";
    let note = Remark::new(span, said).severity(Severity::Note).confidence(Confidence::Low);
    (!is_generated(page)).then_some(note)
}

/// Whether what is printed tells a machine to hide the value.
fn is_kept_back(arguments: &str) -> bool {
    static SENSITIVE: Pattern = pattern!(r"\bsensitive\s*=\s*true\b"; "sensitive");
    let lower = arguments.to_ascii_lowercase();
    let is_hidden = ["%{private", "%{sensitive"].iter().any(|form| lower.contains(form));
    is_hidden && !lower.contains("%{public")
        || ["add-mask", "task.setsecret", "issecret=true", "##vso"]
            .iter()
            .any(|word| lower.contains(word))
        || SENSITIVE.is_match(arguments)
}

/// Whether a variable stands in what tells the machine that runs a script to hide it: `echo "::add-mask::$token"`.
fn is_masked(page: &Page<'_>, variable: Span) -> bool {
    let before = &page.text()[page.line(variable.start).start..variable.start];
    before.trim_end_matches(['$', '{', '"', '\'']).ends_with("::add-mask::")
}

/// The name of a file that would hold the code which a page keeps in strings of JSON: a notebook, or a flow whose steps
/// are scripts.
fn embedded(page: &Page<'_>) -> Option<&'static str> {
    /// Keys of scripts in flows of Node-RED and n8n.
    const SCRIPTS: [&str; 4] = ["\"func\"", "\"jsCode\"", "\"functionCode\"", "\"initialize\""];
    let holds_script = || SCRIPTS.iter().any(|key| page.text().contains(key));
    match () {
        () if page.has_extension(&["ipynb"]) => Some("notebook.py"),
        () if page.is_in(&[Json]) && holds_script() => Some("flow.js"),
        () if page.is_in(&[Json]) && page.text().contains("\"pythonCode\"") => Some("flow.py"),
        () => None,
    }
}

/// Code that stands in strings of JSON, without the quotes around it and the escapes in it.
fn unquoted(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => plain.push(' '),
            '\\' => match chars.next() {
                Some('"') => plain.push_str("\" "),
                Some('n') => plain.push_str(" \n"),
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
}
