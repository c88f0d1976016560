//! Secrets that leave a script for where more people read them: messages to a chat, files that the script then shows,
//! outputs of a job.
//!
//! Contract: goes by a secret whose owner is known; of other hosts only those count that show what they get.

use rustc_hash::FxHashMap;

use super::Pipeline;
use super::script::{Script, gives_token};
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::fetcher::Client;
use crate::guidance::pattern::Pattern;
use crate::guidance::shell::{End, Statement, statements};
use crate::guidance::variable::uses;

/// Hosts that show what they are sent to everybody in a room, or to anybody.
const ROOMS: &[&str] = &[
    "hooks.slack.com",
    "slack.com/api/chat",
    "discord.com/api/webhooks",
    "discordapp.com/api/webhooks",
    "webhook.office.com",
    "chat.googleapis.com",
    "api.telegram.org",
    "webhook.site",
    "requestbin",
    "pastebin.com",
    "transfer.sh",
    "ntfy.sh",
];

/// Programs that show a file.
const SHOW: &[&str] = &["cat", "head", "tail", "less", "more", "bat", "type"];

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let mut found = Vec::new();
    for script in pipeline.scripts.iter().filter(|script| !script.is_arguments) {
        let statements = statements(page.text(), script.span);
        let shown = shown(pipeline, &statements);
        for (at, statement) in statements.iter().enumerate() {
            let used = || {
                uses(page.text(), statement.span)
                    .find(|used| pipeline.is_secret(used.name, script.scope))
                    .map(|used| used.span)
            };
            if let Some(mark) = is_message(pipeline, *statement).then(used).flatten() {
                found.push(Remark::new(mark, "Banqup secret sent to where others read it"));
            }
            let file = written(pipeline, script, *statement).map(plain);
            let places = file.and_then(|file| shown.get(file)).map_or(&[][..], Vec::as_slice);
            if let Some(next) = places.get(places.partition_point(|place| *place <= at)) {
                found.push(Remark::new(
                    statements[*next].span,
                    "File with a Banqup secret printed into the log of a pipeline",
                ));
            }
        }
        found.extend(made(pipeline, script));
    }
    found.retain(|remark| is_code(page, remark.span.start));
    found
}

/// Whether a statement posts into a room.
fn is_message(pipeline: &Pipeline<'_>, statement: Statement) -> bool {
    let text = pipeline.page.slice(statement.span);
    let program = statement.program(pipeline.page.text()).unwrap_or_default();
    Client::of(program).is_some() && ROOMS.iter().any(|room| text.contains(room))
}

/// The file into which a statement writes a secret.
fn written<'p>(pipeline: &Pipeline<'p>, script: &Script, statement: Statement) -> Option<&'p str> {
    let page = pipeline.page;
    let holds =
        uses(page.text(), statement.span).any(|used| pipeline.is_secret(used.name, script.scope));
    if !holds {
        return None;
    }
    let text = page.slice(statement.span);
    match statement.end {
        End::Redirect(target) if !page.slice(target).starts_with(['$', '&']) => {
            Some(page.slice(target)).filter(|target| !target.starts_with("/dev/"))
        }
        _ if statement.program(page.text()) == Some("sed") && text.contains(" -i") => {
            text.split_ascii_whitespace().next_back()
        }
        _ => None,
    }
}

/// The files that statements print whole, each with the numbers of those statements in order.
fn shown<'p>(pipeline: &Pipeline<'p>, statements: &[Statement]) -> FxHashMap<&'p str, Vec<usize>> {
    let page = pipeline.page;
    let mut shown: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, statement) in statements.iter().enumerate() {
        let program = statement.program(page.text());
        if program.is_some_and(|program| SHOW.contains(&program)) && statement.end == End::Shown {
            for word in page.slice(statement.span).split_ascii_whitespace().skip(1) {
                shown.entry(plain(word)).or_default().push(at);
            }
        }
    }
    shown
}

/// A path without quotes and without what says that it starts here.
fn plain(path: &str) -> &str {
    path.trim_matches(['"', '\'']).trim_start_matches("./")
}

/// Tokens that a command gives, put straight into the outputs of a step.
fn made(pipeline: &Pipeline<'_>, script: &Script) -> Vec<Remark> {
    static HANDED: Pattern = Pattern::new(
        &[
            r#"\b(?:echo|printf)\b[^\n]{0,200}?(?<whole>\$\((?<command>[^()\n]{1,200})\))[^\n]{0,80}>>[ \t]*["']?\$\{?(?:GITHUB_OUTPUT|GITHUB_ENV|GITHUB_STEP_SUMMARY)\b"#,
        ],
        &[&[">>"], &["github_"]],
    );
    let page = pipeline.page;
    let text = page.slice(script.span);
    if text.contains("add-mask") {
        return Vec::new();
    }
    let said = "Banqup secret handed to all that follows in a pipeline, in clear";
    HANDED
        .captures_iter(text)
        .filter(|handed| {
            let command = handed.name("command");
            command.is_some_and(|one| gives_token(one.as_str(), pipeline.has_vendors_alone))
        })
        .filter_map(|handed| handed.name("whole"))
        .map(|whole| whole.span_from(script.span.start))
        .map(|span| Remark::new(span, said))
        .collect()
}
