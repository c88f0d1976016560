//! Workflows of GitHub and its kin: who gets a secret, by where it is given and by what starts the workflow.

use super::Pipeline;
use super::system::System;
use crate::guidance::Remark;
use crate::guidance::code::is_code;
use crate::guidance::document::Node;
use crate::guidance::owner::{self, Scope};
use crate::guidance::variable::uses;
use crate::model::{Confidence, Severity, Span, vendor};

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    if pipeline.system != System::GitHub {
        return Vec::new();
    }
    let mut found = Vec::new();
    for workflow in &pipeline.documents {
        found.extend(for_all(pipeline, workflow));
        found.extend(for_forks(pipeline, workflow));
        found.extend(handed_on(pipeline, workflow));
        found.extend(all_secrets(pipeline, workflow));
    }
    found.extend(unmasked(pipeline));
    found
}

/// Secrets that are kept as plain variables, which everyone can read and no log masks.
fn unmasked(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let whole = Span { start: 0, end: page.text().len() };
    uses(page.text(), whole)
        .filter(|used| page.slice(used.span).contains("vars.") && is_code(page, used.span.start))
        .filter(|used| owner::secret(page.slice(used.name), Scope::Other).is_some())
        .map(|used| {
            Remark::new(used.span, "Banqup secret kept as a plain variable instead of a secret")
        })
        .collect()
}

/// Secrets in the environment of the whole workflow.
fn for_all(pipeline: &Pipeline<'_>, workflow: &Node) -> Vec<Remark> {
    if workflow.get("jobs").is_none() {
        return Vec::new();
    }
    let entries = workflow.get("env").map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter(|(key, value)| {
            is_store(pipeline, value.span) && is_of_vendor(pipeline, key.span, value.span)
        })
        .map(|(key, _)| {
            Remark::new(
                key.span,
                "Banqup secret for every step of every job instead of the step that needs it",
            )
            .severity(Severity::Warning)
        })
        .collect()
}

/// Whether a value is taken from the store of secrets.
fn is_store(pipeline: &Pipeline<'_>, value: Span) -> bool {
    pipeline.page.slice(value).contains("secrets")
}

/// Whether an entry's name, or the name of what it takes, is that of a Banqup secret.
pub(super) fn is_of_vendor(pipeline: &Pipeline<'_>, key: Span, value: Span) -> bool {
    let page = pipeline.page;
    pipeline.is_secret(key, Scope::Page) && !is_client_id(pipeline, value)
        || uses(page.text(), value).any(|used| pipeline.is_secret(used.name, Scope::Page))
}

fn is_client_id(pipeline: &Pipeline<'_>, value: Span) -> bool {
    let words = crate::guidance::name::words(pipeline.page.slice(value));
    words.last().is_some_and(|word| word == "id") && !words.iter().any(|word| word == "secret")
}

/// A workflow that forks can start, with their code or with a base that trusts what they send, and with a secret.
fn for_forks(pipeline: &Pipeline<'_>, workflow: &Node) -> Vec<Remark> {
    let Some((on_key, on)) = workflow.entry("on").or_else(|| workflow.entry("true")) else {
        return Vec::new();
    };
    let trigger = |name: &str| -> Option<Span> {
        let inline = on.text().filter(|text| *text == name).map(|_| on.span);
        let item =
            || on.items().iter().find(|item| item.text() == Some(name)).map(|item| item.span);
        let key = || on.entry(name).map(|(key, _)| key.span);
        inline.or_else(item).or_else(key)
    };
    let jobs = workflow.get("jobs").map(Node::entries).unwrap_or_default();
    let in_env = workflow.get("env").is_some_and(|env| holds_secret(pipeline, env.span));
    let at_risk: Vec<&Node> = jobs
        .iter()
        .map(|(_, job)| job)
        .filter(|job| (in_env || holds_secret(pipeline, job.span)) && !is_guarded(pipeline, job))
        .collect();
    if at_risk.is_empty() {
        return Vec::new();
    }
    if let Some(span) = trigger("pull_request_target") {
        return vec![Remark::new(span, "Pull requests of forks run with a Banqup secret")];
    }
    let is_started = ["workflow_run", "issue_comment", "issues", "discussion_comment"]
        .iter()
        .any(|name| trigger(name).is_some());
    if !is_started || on_key.span.is_empty() {
        return Vec::new();
    }
    at_risk
        .iter()
        .filter_map(|job| head_checkout(job))
        .map(|span| Remark::new(span, "Code of a fork is checked out beside a Banqup secret"))
        .collect()
}

/// Whether a secret of Banqup's is taken from the store within a part of the workflow.
fn holds_secret(pipeline: &Pipeline<'_>, part: Span) -> bool {
    let page = pipeline.page;
    let vendor = if vendor::names(page.slice(part)) { Scope::Vendor } else { Scope::Page };
    uses(page.text(), part)
        .filter(|used| page.slice(used.span).contains("secrets"))
        .any(|used| pipeline.is_secret(used.name, vendor))
        || vendor == Scope::Vendor && page.slice(part).contains("secrets: inherit")
}

/// Whether a job runs only for branches of the repository itself.
fn is_guarded(pipeline: &Pipeline<'_>, job: &Node) -> bool {
    let mut conditions: Vec<&str> = job.text_at("if").into_iter().collect();
    let steps = job.get("steps").map(Node::items).unwrap_or_default();
    conditions.extend(
        steps
            .iter()
            .filter(|step| holds_secret(pipeline, step.span))
            .filter_map(|step| step.text_at("if")),
    );
    conditions.iter().any(|condition| {
        let plain: String = condition.chars().filter(|c| !c.is_whitespace()).collect();
        plain.contains("head.repo.full_name==github.repository")
            || plain.contains("github.repository==github.event.pull_request.head.repo.full_name")
            || plain.contains("head_repository.full_name==github.repository")
            || plain.contains("head.repo.fork==false")
            || plain.contains("!github.event.pull_request.head.repo.fork")
            || plain.contains("head.repo.owner.login==github.repository_owner")
            || plain.contains("author_association")
    })
}

/// The place where a job checks out what a fork has sent.
fn head_checkout(job: &Node) -> Option<Span> {
    const HEADS: &[&str] = &[
        "head.sha", "head.ref", "head_ref", "head_sha", "head_branch", "head_commit", "refs/pull/",
        "pull/${{", "head.repo",
    ];
    job.get("steps")?.items().iter().find_map(|step| {
        let with = step.get("with");
        let checked_out = step.text_at("uses").filter(|uses| uses.contains("checkout")).and(with);
        let reference =
            checked_out.and_then(|with| with.get("ref").or_else(|| with.get("repository")));
        let fetched = step.get("run").filter(|run| {
            run.text().is_some_and(|text| {
                text.contains("gh pr checkout")
                    || text.contains("git fetch") && text.contains("pull/")
            })
        });
        reference
            .filter(|node| {
                node.text().is_some_and(|text| HEADS.iter().any(|head| text.contains(head)))
            })
            .or(fetched)
            .map(|node| node.span)
    })
}

/// All secrets for a workflow of somebody else.
fn handed_on(pipeline: &Pipeline<'_>, workflow: &Node) -> Vec<Remark> {
    let page = pipeline.page;
    let jobs = workflow.get("jobs").map(Node::entries).unwrap_or_default();
    let is_vendors =
        vendor::names(page.path()) || workflow.text_at("name").is_some_and(vendor::names);
    jobs.iter()
        .filter(|(key, job)| {
            let is_foreign = job.text_at("uses").is_some_and(|uses| !uses.starts_with("./"));
            is_foreign
                && (is_vendors
                    || vendor::names(page.slice(key.span))
                    || vendor::names(page.slice(job.span)))
        })
        .filter_map(|(_, job)| job.entry("secrets"))
        .filter(|(_, secrets)| secrets.text() == Some("inherit"))
        .map(|(key, secrets)| {
            let span = Span { start: key.span.start, end: secrets.span.end };
            Remark::new(
                span,
                "All secrets, the Banqup ones among them, for a workflow of another repository",
            )
            .severity(Severity::Warning)
            // The other repository may be the team's own.
            .confidence(Confidence::Medium)
        })
        .collect()
}

/// All secrets as one text.
fn all_secrets(pipeline: &Pipeline<'_>, workflow: &Node) -> Vec<Remark> {
    const CALL: &str = "tojson(secrets)";
    let lower = pipeline.page.slice(workflow.span).to_ascii_lowercase();
    let calls = lower.match_indices(CALL).map(|(at, _)| workflow.span.start + at);
    calls
        .map(|start| {
            let said = "All secrets, the Banqup ones among them, in one text";
            Remark::new(Span { start, end: start + CALL.len() }, said)
        })
        .collect()
}
