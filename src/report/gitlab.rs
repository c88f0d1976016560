//! `--format gitlab`: GitLab's secret detection report, schema 15.2.1.
//!
//! Contract: every vulnerability names a commit, as the schema asks; content that no commit holds yet gets seven zeros.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Context, advice, escaped_json, wire, words};
use crate::model::{Finding, Problem, Report, Severity};
use crate::rule::RuleSet;

const SCHEMA: &str = "15.2.1";
/// The most characters that the schema takes in a name.
const NAME: usize = 255;
const NO_COMMIT: &str = "0000000";

/// Writes the report as one object.
pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let tool = json!({
        "id": "banqlint",
        "name": "banqlint",
        "version": wire::VERSION,
        "vendor": {"name": "The banqlint authors"},
    });
    let started = context.finished.saturating_sub(report.stats.seconds as i64);
    let mut messages: Vec<Value> = report.problems.iter().map(message).collect();
    let told = words::suppressions(report).chain(words::asides(report));
    messages.extend(told.map(|text| json!({"level": "info", "value": text})));
    let found: Vec<Value> =
        report.findings.iter().map(|one| vulnerability(one, context.rules)).collect();
    let log = json!({
        "version": SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "secret_detection",
            "start_time": local(started),
            "end_time": local(context.finished),
            "status": if report.is_complete() { "success" } else { "failure" },
            "messages": messages,
        },
        "vulnerabilities": found,
    });
    escaped_json::write_indented(&log, out)?;
    writeln!(out)
}

fn vulnerability(finding: &Finding, rules: &RuleSet) -> Value {
    let place = words::place(&finding.origin, finding.archive_path.as_deref());
    json!({
        "id": identity(finding),
        "category": "secret_detection",
        "name": finding.message.chars().take(NAME).collect::<String>(),
        "description": format!(
            "{} ({}) in {place}. {}", finding.message, finding.value.redacted, finding.rule.guidance
        ),
        "severity": match finding.severity {
            Severity::Error => "Critical",
            Severity::Warning => "Medium",
            Severity::Note => "Info",
        },
        "solution": solution(finding, rules),
        "location": location(finding),
        "identifiers": [{
            "type": "banqlint_rule_id",
            "name": format!("banqlint rule {}", finding.rule.id),
            "value": finding.rule.id,
        }],
    })
}

/// The remedy, and for a credential the way to check that it is gone.
fn solution(finding: &Finding, rules: &RuleSet) -> String {
    let rule = &finding.rule;
    if !advice::is_credential(rules, &rule.id) {
        return rule.help.clone();
    }
    let checks = advice::checks(&rule.id).map(|(command, _)| command).join(" and ");
    format!(
        "{} {} {} Then {checks} find nothing.",
        rule.help,
        advice::STEPS.join(" "),
        advice::NOT_BY_REWRITING
    )
}

/// Unique in the report, and the same in the next one.
fn identity(finding: &Finding) -> String {
    let line = finding.region.map_or(0, |region| region.start.line);
    let column = finding.region.map_or(0, |region| region.start.column);
    let commit = finding
        .lifetime
        .as_ref()
        .map_or_else(String::new, |lifetime| format!(":{}", lifetime.introduced.id));
    format!("{}:{line}:{column}{commit}", finding.fingerprint)
}

fn location(finding: &Finding) -> Value {
    let mut location = json!({"commit": commit(finding)});
    if let Some(path) = finding.origin.path() {
        location["file"] = json!(path.to_text());
    }
    if let Some(region) = finding.region {
        location["start_line"] = json!(region.start.line);
        location["end_line"] = json!(region.end.line);
    }
    location
}

fn commit(finding: &Finding) -> Value {
    let Some(lifetime) = &finding.lifetime else { return json!({"sha": NO_COMMIT}) };
    let commit = &lifetime.introduced;
    let mut block = json!({
        "sha": commit.id.to_string(),
        "author": commit.author,
        "message": commit.summary,
    });
    if let Some(time) = wire::timestamp(commit.time) {
        block["date"] = json!(time);
    }
    block
}

fn message(problem: &Problem) -> Value {
    json!({"level": "warn", "value": format!("Not read: {}", words::unread(problem))})
}

/// The schema wants times in UTC without a zone.
fn local(seconds: i64) -> String {
    wire::timestamp(seconds).unwrap_or_default().trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;

    #[test]
    fn every_vulnerability_has_what_the_schema_asks_for() {
        let text = sample::rendered("gitlab");
        let log: Value = serde_json::from_str(&text).expect("the report is JSON");
        assert_eq!(log["scan"]["start_time"], "2026-11-02T09:59:58");
        assert_eq!(log["scan"]["end_time"], "2026-11-02T10:00:00");
        let found = log["vulnerabilities"].as_array().expect("a list");
        let ids: BTreeSet<&str> = found.iter().filter_map(|one| one["id"].as_str()).collect();
        assert_eq!(ids.len(), 4);
        assert_eq!(found[0]["location"]["commit"]["sha"], NO_COMMIT);
        assert!(found.iter().all(|one| one["location"]["commit"]["sha"].is_string()));
        insta::assert_snapshot!("gitlab", text);
    }
}
