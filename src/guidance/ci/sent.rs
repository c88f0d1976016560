//! Secrets that leave a script for where more people read them: messages to a chat, files that the script then shows,
//! outputs of a job.
//!
//! Contract: goes by a secret whose owner is known; of other hosts only those count that show what they get.

use rustc_hash::FxHashMap;

use super::Pipeline;
use super::artifact::written;
use super::script::{Script, gives_token};
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::fetcher::Client;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::Written;
use crate::guidance::shell::{End, Statement};

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
        let statements = script.shell.statements();
        let shown = shown(pipeline, statements);
        for statement in statements.iter().filter(|one| is_message(pipeline, **one)) {
            let used = pipeline.used(statement.span, script.scope).next();
            let said = "Banqup secret sent to where others read it";
            found.extend(used.map(|used| Remark::new(used.span, said)));
        }
        for Written { at, file, .. } in written(pipeline, script) {
            let places = shown.get(plain(page.slice(file))).map_or(&[][..], Vec::as_slice);
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
fn made(pipeline: &Pipeline<'_>, script: &Script<'_>) -> Vec<Remark> {
    static HANDED: Pattern = pattern!(
        r#"\b(?:echo|printf)\b[^\n]{0,200}?(?<whole>\$\((?<command>[^()\n]{1,200})\))[^\n]{0,80}>>[ \t]*["']?\$\{?(?:GITHUB_OUTPUT|GITHUB_ENV|GITHUB_STEP_SUMMARY)\b"#;
        ">>", "github_"
    );
    let page = pipeline.page;
    let text = page.slice(script.shell.span);
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
        .map(|whole| whole.span_from(script.shell.span.start))
        .map(|span| Remark::new(span, said))
        .collect()
}
