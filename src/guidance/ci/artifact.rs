//! Files with secrets that a pipeline keeps for everyone who can see it: artifacts, caches, reports of variables.

use super::script::Script;
use super::{Pipeline, kept};
use crate::guidance::code::is_code;
use crate::guidance::document::Node;
use crate::guidance::endpoint::names_token;
use crate::guidance::output::is_secret_file;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Found, Pattern, pattern};
use crate::guidance::script::{Text, Written};
use crate::guidance::{Page, Remark};
use crate::model::Span;

pub(super) fn remarks(pipeline: &Pipeline<'_>) -> Vec<Remark> {
    let page = pipeline.page;
    let mut kept = Vec::new();
    for document in &pipeline.documents {
        document.visit(&mut |node| keeps(node, &mut kept));
    }
    let places = kept.iter().flat_map(|node| node.scalars()).map(|node| node.span);
    let places: Vec<Span> = places.chain(uploaded(pipeline)).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let mut written: Vec<&str> = pipeline
        .scripts
        .iter()
        .flat_map(|script| written(pipeline, script))
        .map(|written| page.slice(written.file))
        .filter(|file| !file.starts_with(['/', '$']))
        .map(plain)
        .collect();
    written.sort_unstable();
    written.dedup();
    let mut found = Vec::new();
    for place in places {
        let mut at = place.start;
        for name in page.slice(place).split_inclusive(['\n', ',', ';']) {
            let plain = name.trim_end_matches(['\n', '\r', ',', ';']);
            let plain = plain.split(" =>").next().unwrap_or(plain);
            let start = at + (plain.len() - plain.trim_start().len());
            at += name.len();
            let span = Span { start, end: start + plain.trim().len() };
            let kept = page.slice(span);
            if is_secret_file(kept) || keeps_one(kept, &written) {
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
pub(super) fn written(pipeline: &Pipeline<'_>, script: &Script<'_>) -> Vec<Written> {
    let mut found = script.shell.written(|part, text| match text {
        Text::Filled => {
            let used = pipeline.used(part, script.scope).next().map(|used| used.span);
            used.or_else(|| named_secret(pipeline.page, part, script.scope))
        }
        Text::Plain => None,
        Text::Made => asks_for_token(pipeline.page, part).then_some(part),
    });
    found.extend(kept::written(pipeline, script));
    found.sort_by_key(|written| written.at);
    found
}

/// Whether a command is a token request, whose answer holds one.
fn asks_for_token(page: &Page<'_>, command: Span) -> bool {
    let text = page.slice(command);
    let is_vendors = page.names_vendor_host(command) || owner::is_vendors(text);
    (text.contains("curl") || text.contains("wget"))
        && (is_vendors && text.contains("/token")
            || names_token(text) && !page.names_other_host(command))
}

/// A setting that is named as a secret of Banqup's, with a value that is filled in: `BANQUP_TOKEN=$(…)`.
pub(super) fn named_secret(page: &Page<'_>, part: Span, scope: Scope) -> Option<Span> {
    static SETTING: Pattern = pattern!(r#"\b(?<name>[A-Za-z_][A-Za-z0-9_]{2,95})=["']?\$[({A-Za-z]"#;
        "=$" | "=\"$" | "='$");
    let is_secret = |name: &Found<'_>| {
        owner::is_vendors(name.as_str()) && owner::secret(name.as_str(), scope).is_some()
    };
    let settings = SETTING.captures_iter(page.slice(part));
    let name = settings.filter_map(|setting| setting.name("name")).find(is_secret);
    name.map(|name| name.span_from(part.start))
}

/// The files that commands and steps keep: lists of names, as they are written there.
fn uploaded(pipeline: &Pipeline<'_>) -> Vec<Span> {
    static STEPS: Pattern = pattern!(
        r#"(?x) \barchiveArtifacts \b \s* \(? \s* (?: \w+ \s* : \s* (?:true|false|'[^'\n]*') \s* , \s* )* (?: artifacts \s* : \s* )? ["'] (?<archived>[^"'\n]{1,400}) ["']
              | \bartifactRules \s* = \s* "{1,3} (?<rules>[^"]{1,400}) "
              | \b(?: buildkite-agent \s+ artifact \s+ upload | artifact \s+ push \s+ (?:job|workflow|project) | appveyor \s+ PushArtifact ) \s+ ["']? (?<pushed>[^\s"'-][^\s"']{0,200})"#;
        "artifact"
    );
    const GROUPS: [&str; 3] = ["archived", "rules", "pushed"];
    let steps = STEPS.captures_iter(pipeline.page);
    let names = steps.filter_map(|step| GROUPS.iter().find_map(|group| step.name(group)));
    names.map(|name| name.span()).filter(|span| is_code(pipeline.page, span.start)).collect()
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
        kept.extend(value.get("files"));
        kept.extend(value.get("objects").and_then(|objects| objects.get("paths")));
        if !value.items().is_empty() {
            kept.push(value);
        }
    }
    kept.extend(node.get("artifact_paths"));
    for key in ["publish", "store_artifacts", "save_cache", "persist_to_workspace"] {
        let value = node.get(key);
        kept.extend(value.filter(|value| value.text().is_some()));
        kept.extend(value.and_then(|value| value.get("path").or_else(|| value.get("paths"))));
    }
}

/// Whether what is kept is one of these files or holds one, as far as names can tell; the files are [`plain`] and sorted.
fn keeps_one(kept: &str, files: &[&str]) -> bool {
    let kept = plain(kept);
    let is_file = |name: &str| files.binary_search(&name).is_ok();
    let holds_file = || {
        let folder = format!("{kept}/");
        let first = files.partition_point(|file| *file < folder.as_str());
        files.get(first).is_some_and(|file| file.starts_with(&folder))
    };
    let last = || kept.rsplit('/').next().unwrap_or(kept);
    !files.is_empty()
        && !kept.is_empty()
        && (kept == "." || is_file(kept) || is_file(last()) || holds_file())
}

/// The name of a file or folder without what says the same.
fn plain(path: &str) -> &str {
    path.trim_start_matches("./").trim_end_matches("/**").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_a_file_or_holds_one() {
        let mut files = ["token.txt", "out/secret/a.env", "out-of-it"].map(plain);
        files.sort_unstable();
        for kept in ["token.txt", "./token.txt", "build/token.txt", "out/**", "out/secret/", "."] {
            assert!(keeps_one(kept, &files), "{kept}");
        }
        for kept in ["", "/", "token", "out/sec", "a.env/", "secret", "out-of"] {
            assert!(!keeps_one(kept, &files), "{kept}");
        }
        assert!(!keeps_one(".", &[]));
    }
}
