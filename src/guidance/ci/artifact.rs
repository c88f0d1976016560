//! Files with secrets that a pipeline keeps for everyone who can see it: artifacts, caches, reports of variables.

use super::Pipeline;
use crate::guidance::document::Node;
use crate::guidance::endpoint::names_token;
use crate::guidance::fetcher::Client;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::Pattern;
use crate::guidance::shell::{End, Statement, statements};
use crate::guidance::variable::uses;
use crate::guidance::{Page, Remark};
use crate::model::Span;

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let written = written(pipeline);
    if written.is_empty() {
        return Vec::new();
    }
    let mut kept = Vec::new();
    for document in &pipeline.documents {
        document.visit(&mut |node| keeps(node, &mut kept));
    }
    let page = pipeline.page;
    let mut found = Vec::new();
    for node in kept.iter().flat_map(|node| node.scalars()) {
        let mut at = node.span.start;
        for line in page.slice(node.span).split_inclusive('\n') {
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            let span = Span { start, end: start + line.trim().len() };
            if written.iter().any(|file| is_same(page.slice(*file), page.slice(span))) {
                found.push(Remark::new(
                    span,
                    "File with a Banqup secret kept for everyone who sees the pipeline",
                ));
            }
        }
    }
    found
}

/// The files into which a script writes a secret of Banqup's.
fn written(pipeline: &Pipeline<'_>) -> Vec<Span> {
    let page = pipeline.page;
    let mut files = Vec::new();
    for script in &pipeline.scripts {
        let statements = statements(page.text(), script.span);
        for statement in &statements {
            files.extend(fetched(page, *statement));
            let End::Redirect(target) = statement.end else { continue };
            // What a here-document holds stands in the lines below.
            let is_document = page.slice(page.line(statement.span.start)).contains("<<");
            let part = if is_document { script.span } else { statement.span };
            let holds = uses(page.text(), part)
                .any(|used| pipeline.is_secret(used.name, script.scope))
                || names_secret(page, *statement, script.scope);
            if holds && !page.slice(target).starts_with(['/', '$']) {
                files.push(target);
            }
        }
    }
    files
}

/// The file into which curl puts the answer to a token request.
fn fetched(page: &Page<'_>, statement: Statement) -> Option<Span> {
    static OUTPUT: Pattern = Pattern::new(
        &[r#"\s(?:-o[ \t]*|--output[ \t=])["']?(?<file>[^\s"'/$-][^\s"']{0,200})"#],
        &[&["-o"]],
    );
    let text = page.slice(statement.span);
    let asks = Client::of(statement.program(page.text())?) == Some(Client::Curl)
        && page.names_vendor_host(statement.span)
        && (names_token(text) || text.contains("/token"));
    let file = OUTPUT.captures(text).filter(|_| asks)?.name("file")?;
    let start = statement.span.start;
    Some(file.span_from(start))
}

/// Whether a line writes a setting that is named as a secret of Banqup's, with a value that is filled in:
/// `BANQUP_TOKEN=$(…)`.
fn names_secret(page: &Page<'_>, statement: Statement, scope: Scope) -> bool {
    static SETTING: Pattern = Pattern::new(
        &[r#"\b(?<name>[A-Za-z_][A-Za-z0-9_]{2,95})=["']?\$[({A-Za-z]"#],
        &[&["=$", "=\"$", "='$"]],
    );
    let line = page.slice(page.line(statement.span.start));
    SETTING.captures_iter(line).filter_map(|setting| setting.name("name")).any(|name| {
        owner::is_vendors(name.as_str()) && owner::secret(name.as_str(), scope).is_some()
    })
}

/// Collects the values of a node that name what is kept.
fn keeps<'n>(node: &'n Node, kept: &mut Vec<&'n Node>) {
    let action = node.text_at("uses").unwrap_or_default();
    if ["upload-artifact", "actions/cache", "upload-pages-artifact", "action-gh-release"]
        .iter()
        .any(|word| action.contains(word))
    {
        kept.extend(
            node.get("with").and_then(|with| with.get("path").or_else(|| with.get("files"))),
        );
    }
    if node.text_at("task").is_some_and(|task| task.starts_with("Publish")) {
        let inputs = node.get("inputs");
        kept.extend(
            inputs.and_then(|inputs| {
                inputs.get("targetPath").or_else(|| inputs.get("PathtoPublish"))
            }),
        );
    }
    for key in ["artifacts", "cache"] {
        let Some(value) = node.get(key) else { continue };
        kept.extend(value.get("paths"));
        kept.extend(value.get("reports").and_then(|reports| reports.get("dotenv")));
        if !value.items().is_empty() {
            kept.push(value);
        }
    }
    for key in ["publish", "store_artifacts", "save_cache", "persist_to_workspace"] {
        let value = node.get(key);
        kept.extend(value.filter(|value| value.text().is_some()));
        kept.extend(value.and_then(|value| value.get("path").or_else(|| value.get("paths"))));
    }
}

/// Whether two names mean the same file, as far as names can tell.
fn is_same(file: &str, kept: &str) -> bool {
    let plain = |path: &str| {
        path.trim_start_matches("./").trim_end_matches("/**").trim_end_matches('/').to_owned()
    };
    let (file, kept) = (plain(file), plain(kept));
    !kept.is_empty()
        && (file == kept
            || file.starts_with(&format!("{kept}/"))
            || kept == "."
            || kept.rsplit('/').next() == Some(file.as_str()))
}
