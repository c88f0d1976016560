//! `--format sarif`: SARIF 2.1.0, for code scanning platforms.
//!
//! Contract: one rule entry for each rule that ran; relative, percent-encoded URIs; regions in characters; unread parts
//! are notifications of the tool, and so is what the run left out. Content without a path, such as a commit's message,
//! is located by its kind and object.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Context, advice, escaped_json, wire, words};
use crate::model::{
    Confidence, Finding, ObjectId, Origin, Problem, Provenance, RepoPath, Report, RuleInfo,
    Severity, SuppressedFinding, Suppression,
};

/// What relative URIs are relative to: the root of the repository.
const BASE: &str = "%SRCROOT%";

/// The project's own pages, the best first; empty where the package names none.
const PAGES: [&str; 2] = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")];

/// Writes one run.
pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules: Vec<Value> = context.rules.rules().iter().map(|rule| describe(&rule.info)).collect();
    let mut results: Vec<Value> = report.findings.iter().map(|f| result(f, context)).collect();
    results.extend(report.suppressed.listed.iter().map(|one| suppressed(one, context)));
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "banqlint",
                "version": wire::VERSION,
                "semanticVersion": wire::VERSION,
                "rules": rules,
            }},
            "invocations": [{
                "executionSuccessful": report.is_complete(),
                "toolExecutionNotifications": notifications(report),
            }],
            "originalUriBaseIds": {
                BASE: {"description": {"text": "The root of the repository that was scanned."}},
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": {"suppressed": report.suppressed.total()},
        }],
    });
    if let Some(page) = PAGES.iter().find(|page| !page.is_empty()) {
        log["runs"][0]["tool"]["driver"]["informationUri"] = json!(page);
    }
    if let Some(provenance) = &report.provenance {
        log["runs"][0]["versionControlProvenance"] = revisions(provenance, &report.findings);
    }
    escaped_json::write_indented(&log, out)?;
    writeln!(out)
}

/// HEAD first, then each commit that brought a value, by time; `revisionId` is what a result calls `commit`.
fn revisions(provenance: &Provenance, findings: &[Finding]) -> Value {
    let mut head = json!({"repositoryUri": provenance.url, "mappedTo": {"uriBaseId": BASE}});
    if let Some(commit) = provenance.head {
        head["revisionId"] = json!(commit.to_string());
    }
    if let Some(branch) = &provenance.branch {
        head["branch"] = json!(branch);
    }
    let introduced: BTreeSet<(i64, ObjectId)> = findings
        .iter()
        .filter_map(|finding| finding.lifetime.as_ref())
        .map(|lifetime| (lifetime.introduced.time, lifetime.introduced.id))
        .collect();
    let commits = introduced.into_iter().map(|(time, commit)| {
        let mut revision = json!({
            "repositoryUri": provenance.url,
            "revisionId": commit.to_string(),
            "mappedTo": {"uriBaseId": BASE},
        });
        if let Some(time) = wire::timestamp(time) {
            revision["asOfTimeUtc"] = json!(time);
        }
        revision
    });
    [head].into_iter().chain(commits).collect()
}

fn describe(rule: &RuleInfo) -> Value {
    json!({
        "id": rule.id,
        "name": pascal(&rule.id),
        "shortDescription": {"text": sentence(&rule.summary)},
        "fullDescription":
            {"text": format!("{} Guidance: {}", sentence(&rule.summary), sentence(&rule.guidance))},
        "help": {"text": help(rule, false), "markdown": help(rule, true)},
        "defaultConfiguration": {"level": rule.severity.as_str()},
        "properties": {
            "tags": ["security"],
            "precision": precision(rule.confidence),
            "security-severity": score(rule.severity),
        },
    })
}

/// The remedy, the steps after a leak, and how to allow what is harmless; as Markdown or without its marks.
fn help(rule: &RuleInfo, marked: bool) -> String {
    let code = |text: &str| if marked { format!("`{text}`") } else { text.to_owned() };
    let mut parts = vec![rule.help.clone()];
    if marked {
        parts.push(format!("> {}", rule.guidance));
    }
    if rule.is_credential {
        let steps = advice::STEPS.iter().enumerate();
        let steps: Vec<String> = steps.map(|(at, step)| format!("{}. {step}", at + 1)).collect();
        parts.push(steps.join("\n"));
        parts.push(advice::NOT_BY_REWRITING.to_owned());
        let checks = advice::checks(&rule.id)
            .map(|(command, meaning)| format!("- {} exits with 0 once {meaning}.", code(&command)));
        parts.push(checks.join("\n"));
    }
    parts.push(format!(
        "To allow one finding, write {} in a comment on the line before, or its value.id in .banqlint.toml.",
        code(&format!("banqlint: allow-next-line({}) REASON", rule.id))
    ));
    parts.join("\n\n")
}

fn result(finding: &Finding, context: &Context<'_>) -> Value {
    let mut result = json!({
        "ruleId": finding.rule.id,
        "level": finding.severity.as_str(),
        "message": {"text": format!(
            "{} ({}). {}", finding.message, finding.value.redacted, sentence(&finding.rule.help)
        )},
        "locations": [{"physicalLocation": location(finding)}],
        "partialFingerprints": {"banqlint/v1": finding.fingerprint},
        "properties": properties(finding),
    });
    if let Some((index, _)) = context.rules.get(&finding.rule.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

fn suppressed(one: &SuppressedFinding, context: &Context<'_>) -> Value {
    let kind = match one.by {
        Suppression::Inline { .. } => "inSource",
        _ => "external",
    };
    let mut result = result(&one.finding, context);
    result["suppressions"] = json!([{"kind": kind, "justification": one.by.reason()}]);
    result
}

fn location(finding: &Finding) -> Value {
    let region = match &finding.region {
        Some(region) => json!({
            "startLine": region.start.line,
            "startColumn": region.start.column,
            "endLine": region.end.line,
            "endColumn": region.end.column,
        }),
        None => json!({"startLine": 1}),
    };
    json!({"artifactLocation": artifact(&uri_of(&finding.origin)), "region": region})
}

fn artifact(uri: &str) -> Value {
    json!({"uri": uri, "uriBaseId": BASE})
}

fn properties(finding: &Finding) -> Value {
    let lifetime = finding.lifetime.as_ref();
    json!({
        "confidence": finding.confidence.as_str(),
        "origin": finding.origin.as_str(),
        "value": finding.value.redacted,
        "valueId": finding.value.id,
        "incident": finding.incident,
        "archivePath": finding.archive_path,
        "object": finding.origin.object().map(|object| object.to_string()),
        "commit": lifetime.map(|lifetime| lifetime.introduced.id.to_string()),
        "commitTime": lifetime.and_then(|lifetime| wire::timestamp(lifetime.introduced.time)),
        "author": lifetime.map(|lifetime| lifetime.introduced.author.as_str()),
        "atHead": lifetime.map(|lifetime| lifetime.at_head),
        "removedIn": lifetime.and_then(|l| l.removed_in).map(|removal| removal.commit.to_string()),
    })
}

/// Errors for what could not be read, notes for what was left out.
fn notifications(report: &Report) -> Vec<Value> {
    let aside = |text: String| json!({"level": "note", "message": {"text": sentence(&text)}});
    report.problems.iter().map(notification).chain(words::asides(report).map(aside)).collect()
}

fn notification(problem: &Problem) -> Value {
    let mut notification = json!({
        "level": "error",
        "message": {"text": sentence(&format!("Not read: {}", problem.reason))},
    });
    if let Some(path) = &problem.path {
        let location =
            json!({"artifactLocation": artifact(&words::percent_encoded(path.as_bytes()))});
        notification["locations"] = json!([{"physicalLocation": location}]);
    }
    notification
}

fn uri_of(origin: &Origin) -> String {
    match (origin.path(), origin.object()) {
        (Some(path), _) => words::percent_encoded(RepoPath::as_bytes(path)),
        (None, Some(object)) => format!("{}/{object}", origin.as_str()),
        (None, None) => origin.as_str().to_owned(),
    }
}

/// `client-secret` as `ClientSecretRule`: SARIF wants Pascal case for names, and a name that is not the id in other
/// letters.
fn pascal(id: &str) -> String {
    let words = id.split('-').chain(["rule"]);
    let capitalised = words.filter_map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    capitalised.collect()
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

/// On the scale of CVSS, as code scanning reads it: high, medium, low.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "8.5",
        Severity::Warning => "5.5",
        Severity::Note => "2.0",
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn places_and_rules_are_those_of_the_report() {
        let text = sample::rendered("sarif");
        let log: Value = serde_json::from_str(&text).expect("SARIF is JSON");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results are a list");
        assert_eq!(results.len(), 4);
        for result in results {
            let index = result["ruleIndex"].as_u64().expect("the rule is in the table") as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let place = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b%3A%0A%3C%26%3E/caf%E9.env");
        assert_eq!(place["region"]["startLine"], 12);
        assert_eq!(place["region"]["endColumn"], 80);
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let revisions = run["versionControlProvenance"].as_array().expect("a list");
        assert_eq!(revisions.len(), 2);
        assert_eq!(revisions[0]["revisionId"], "09".repeat(20));
        assert_eq!(revisions[1]["revisionId"], results[2]["properties"]["commit"]);
        assert_eq!(revisions[1]["asOfTimeUtc"], "2026-11-02T09:14:00Z");
        insta::assert_snapshot!("sarif", text);
    }

    #[test]
    fn names_are_pascal_case() {
        assert_eq!(pascal("credentials-in-url"), "CredentialsInUrlRule");
    }
}
