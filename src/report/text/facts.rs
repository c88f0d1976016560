//! What is known about a finding beyond its lines: where it came from, what it is, what to do.

use super::super::{Context, escape_control, wire, words};
use crate::model::{CommitInfo, Encoding, Finding, JwtFacts, Lifetime};

/// What stands left of a note.
const INDENT: usize = 8;

/// Notes are not broken to fewer columns, however narrow the terminal.
const NARROWEST: usize = 30;

/// How many references are named before the rest is counted.
const NAMED: usize = 3;

/// The notes below a diagnostic, safe for a terminal.
pub(super) fn notes(group: &[Finding], context: &Context<'_>) -> Vec<String> {
    let first = &group[0];
    let mut notes = Vec::new();
    if first.excerpt.as_ref().is_none_or(|excerpt| excerpt.lines.is_empty()) {
        let place = words::place(&first.origin, first.archive_path.as_deref());
        notes.push(format!("{place}: {}", first.value.redacted));
    }
    if let Some(lifetime) = &first.lifetime {
        notes.extend(history(lifetime));
    }
    for finding in group {
        notes.extend(encodings(&finding.decoded));
        notes.extend(finding.jwt.as_ref().map(token));
    }
    once(&mut notes, group.iter().map(|finding| format!("guidance: {}", finding.rule.guidance)));
    once(&mut notes, group.iter().map(|finding| format!("help: {}", finding.rule.help)));
    if context.verbose {
        notes.extend(group.iter().map(|finding| {
            let confidence = finding.confidence.as_str();
            format!("fingerprint: {}, confidence: {confidence}", finding.fingerprint)
        }));
    }
    notes.iter().map(|note| tidy(note, context.width)).collect()
}

/// Keeps the line ends of long help, and nothing else that moves a cursor.
///
/// With `width`, lines are broken between words to fit that many columns.
fn tidy(note: &str, width: Option<usize>) -> String {
    let columns = width.map_or(usize::MAX, |width| width.saturating_sub(INDENT).max(NARROWEST));
    note.lines()
        .flat_map(|line| wrapped(&escape_control(line), columns))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text in lines of at most `columns` characters, but for longer words.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn once(notes: &mut Vec<String>, more: impl Iterator<Item = String>) {
    for note in more {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}

fn history(lifetime: &Lifetime) -> Vec<String> {
    let CommitInfo { id, time, author, summary } = &lifetime.introduced;
    let date = wire::timestamp(*time).map_or_else(String::new, |time| format!(" on {time}"));
    let came = format!("came with commit {}{date} by {author}: {summary}", id.short());
    let stands = match (lifetime.at_head, lifetime.removed_in) {
        (true, _) => "still at HEAD".to_owned(),
        (false, Some(removal)) => {
            format!("removed in commit {}, but the history keeps it", removal.commit.short())
        }
        (false, None) => "not at HEAD".to_owned(),
    };
    let held = match lifetime.held_by.as_slice() {
        [] => String::new(),
        names => {
            let rest = names.len().saturating_sub(NAMED);
            let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            format!("; held by {}{more}", names[..names.len() - rest].join(", "))
        }
    };
    // A summary or a reference may hold anything but must stay on one line.
    vec![
        escape_control(&came).into_owned(),
        escape_control(&format!("{stands}{held}")).into_owned(),
    ]
}

fn encodings(decoded: &[Encoding]) -> Option<String> {
    let names: Vec<&str> = decoded.iter().map(|encoding| encoding.as_str()).collect();
    (!names.is_empty()).then(|| format!("seen after undoing {}", names.join(", then ")))
}

fn token(jwt: &JwtFacts) -> String {
    escape_control(&format!("token: {}", token_facts(jwt).join(", "))).into_owned()
}

/// What a token says about itself, a few words each; not yet safe for a terminal.
pub(in crate::report) fn token_facts(jwt: &JwtFacts) -> Vec<String> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: Option<&str>| {
        facts.extend(value.map(|value| format!("{name} {value}")));
    };
    fact("issuer", jwt.issuer.as_deref());
    fact("environment", jwt.environment.as_deref());
    fact("region", jwt.region.as_deref());
    fact("App ID", jwt.app_id.as_deref());
    fact("algorithm", jwt.algorithm.as_deref());
    let expires = jwt.expires.and_then(wire::timestamp);
    match (jwt.expired, expires) {
        (Some(true), Some(time)) => facts.push(format!("expired on {time}")),
        (_, Some(time)) => facts.push(format!("expires on {time}")),
        _ => facts.push("no expiry".to_owned()),
    }
    match jwt.live_when_committed {
        Some(true) => facts.push("live when it was committed".to_owned()),
        Some(false) => facts.push("expired before it was committed".to_owned()),
        None => {}
    }
    if jwt.names_person {
        facts.push("names a person".to_owned());
    }
    facts
}
