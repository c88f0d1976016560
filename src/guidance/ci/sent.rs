//! Secrets that leave a script or a step for where more people read them: messages to a chat, remarks of a system,
//! outputs of a job.
//!
//! Contract: goes by a secret whose owner is known; of other hosts only those count that show what they get.

use super::Pipeline;
use super::script::{Script, gives_token};
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::document::Node;
use crate::guidance::fetcher::Fetcher;
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::room::is_to_room;
use crate::guidance::statement::Statement;

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let mut found = Vec::new();
    for script in pipeline.scripts.iter().filter(|script| !script.is_arguments) {
        let statements = script.shell.statements();
        for statement in statements.iter().filter(|one| is_message(pipeline, **one)) {
            let used = pipeline.used(statement.span, script.scope).next();
            let said = "Banqup secret sent to where others read it";
            found.extend(used.map(|used| Remark::new(used.span, said)));
        }
        found.extend(made(pipeline, script));
    }
    for document in &pipeline.documents {
        document.visit(&mut |step| found.extend(told(pipeline, step)));
    }
    found.retain(|remark| is_code(page, remark.span.start));
    found
}

/// Secrets in the text that a step gives to an action which sends it to people.
fn told(pipeline: &Pipeline<'_>, step: &Node) -> Option<Remark> {
    /// Words in names of actions that send a text, and the inputs that are one.
    const SENDERS: &[&str] = &[
        "comment", "slack", "teams", "discord", "mail", "telegram", "mattermost", "notify",
        "notification", "create-issue", "create-an-issue", "create-pull-request", "release",
        "rocket.chat", "googlechat", "google-chat", "matrix-message", "zulip", "webex", "pushover",
    ];
    const TEXTS: &[&str] = &[
        "body", "html_body", "message", "msg", "text", "payload", "content", "comment", "subject",
        "title", "description", "summary", "custom_payload", "embed-description", "card", "footer",
    ];
    let action = step.text_at("uses")?.to_ascii_lowercase();
    let action = action.split('@').next()?;
    SENDERS.iter().find(|word| action.contains(**word))?;
    let inputs = step.get("with")?.entries().iter();
    let mut texts = inputs.filter(|(key, _)| {
        key.text().is_some_and(|key| TEXTS.contains(&key.to_ascii_lowercase().as_str()))
    });
    let used = texts.find_map(|(_, text)| {
        let mut used = pipeline.used(text.span, Scope::Page);
        used.find(|used| used.is_inline)
    })?;
    Some(Remark::new(used.span, "Banqup secret sent to where others read it"))
}

/// Whether a statement posts into a room.
fn is_message(pipeline: &Pipeline<'_>, statement: Statement) -> bool {
    let text = pipeline.page.slice(statement.span);
    let program = statement.program(pipeline.page.text()).unwrap_or_default();
    let is_remark = || {
        let mut words = text.split_ascii_whitespace().skip_while(|word| *word != program);
        let command = [words.next(), words.next(), words.next()];
        matches!(
            command,
            [Some("gh"), Some("pr" | "issue"), Some("comment" | "create" | "edit")]
                | [Some("glab"), Some("mr" | "issue"), Some("note" | "create")]
                | [Some("buildkite-agent"), Some("annotate" | "meta-data"), _]
        )
    };
    Fetcher::client(program).is_some() && is_to_room(text) || is_remark()
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
