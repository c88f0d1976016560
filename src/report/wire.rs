//! The report as JSON formats spell it, version `banqlint/1`.
//!
//! Contract: frozen. Users' scripts read these fields; a change of name, type or meaning is a new version. Fields that
//! do not apply are `null`, never missing.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::advice;
use crate::model::{self, CommitInfo, Confidence, Fingerprint, IncidentId, ObjectId, Severity};

/// The value of `schema`.
pub(super) const SCHEMA: &str = "banqlint/1";

/// The version of the program, as reports name it.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Report<'a> {
    schema: &'static str,
    version: &'static str,
    complete: bool,
    #[cfg_attr(test, schemars(with = "Vec<Finding<'a>>"))]
    findings: Each<'a, model::Finding>,
    #[cfg_attr(test, schemars(with = "Vec<Unread<'a>>"))]
    unread: Each<'a, model::Problem>,
    stats: Stats,
    suppressed: Suppressed<'a>,
    /// What the run left out by its options or by the configuration, one sentence each.
    not_covered: &'a [String],
    /// With `--fail-on-stale`, the paths of baseline entries whose value is gone, which make the run fail.
    stale: &'a [String],
}

/// Findings that do not count: how many, by what, and where the run was asked to show them, which.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Suppressed<'a> {
    count: u64,
    inline: u64,
    value: u64,
    path: u64,
    baseline: u64,
    /// Outside the files that the configuration chooses.
    excluded: u64,
    #[cfg_attr(test, schemars(with = "Vec<SuppressedFinding<'a>>"))]
    findings: Each<'a, model::SuppressedFinding>,
}

/// A finding that does not count, and why.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SuppressedFinding<'a> {
    #[serde(flatten)]
    finding: Finding<'a>,
    suppression: Suppression<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Suppression<'a> {
    kind: &'static str,
    reason: &'a str,
}

/// Items that are turned into their wire form one at a time, so that a large report is not held twice.
struct Each<'a, T>(&'a [T]);

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Finding<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: Confidence,
    guidance: &'a str,
    message: &'a str,
    help: Cow<'a, str>,
    path: Option<Cow<'a, str>>,
    path_bytes: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    origin: &'static str,
    commit: Option<Commit<'a>>,
    object: Option<String>,
    at_head: Option<bool>,
    removed_in: Option<String>,
    decoded: Vec<&'static str>,
    archive_path: Option<&'a str>,
    value: Value<'a>,
    #[cfg_attr(test, schemars(with = "String"))]
    fingerprint: Fingerprint,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    incident: Option<IncidentId>,
    jwt: Option<Jwt<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Commit<'a> {
    id: String,
    time: Option<String>,
    author: &'a str,
    summary: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Value<'a> {
    redacted: &'a str,
    #[cfg_attr(test, schemars(with = "String"))]
    id: model::ValueId,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Jwt<'a> {
    issuer: Option<&'a str>,
    environment: Option<&'a str>,
    region: Option<&'a str>,
    app_id: Option<&'a str>,
    algorithm: Option<&'a str>,
    expires: Option<String>,
    expired: Option<bool>,
    live_when_committed: Option<bool>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Unread<'a> {
    path: Option<Cow<'a, str>>,
    path_bytes: Option<String>,
    object: Option<String>,
    reason: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Stats {
    files: u64,
    excluded: u64,
    blobs: u64,
    commits: u64,
    bytes: u64,
    seconds: f64,
}

impl<'a> Report<'a> {
    /// The whole report.
    pub(super) fn of(report: &'a model::Report) -> Self {
        Self {
            schema: SCHEMA,
            version: VERSION,
            complete: report.is_complete(),
            findings: Each(&report.findings),
            unread: Each(&report.problems),
            stats: Stats::of(&report.stats),
            suppressed: Suppressed::of(&report.suppressed),
            not_covered: &report.not_covered,
            stale: &report.stale,
        }
    }
}

impl Serialize for Each<'_, model::Finding> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Finding::of))
    }
}

impl Serialize for Each<'_, model::Problem> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Unread::of))
    }
}

impl Serialize for Each<'_, model::SuppressedFinding> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(SuppressedFinding::of))
    }
}

impl<'a> Suppressed<'a> {
    /// All that does not count.
    pub(super) fn of(suppressed: &'a model::Suppressed) -> Self {
        let [inline, value, path, baseline, excluded] = suppressed.counts;
        let findings = Each(&suppressed.listed);
        Self { count: suppressed.total(), inline, value, path, baseline, excluded, findings }
    }
}

impl<'a> SuppressedFinding<'a> {
    fn of(one: &'a model::SuppressedFinding) -> Self {
        Self {
            finding: Finding::of(&one.finding),
            suppression: Suppression { kind: one.by.as_str(), reason: one.by.reason() },
        }
    }
}

impl<'a> Finding<'a> {
    /// One finding.
    pub(super) fn of(finding: &'a model::Finding) -> Self {
        let path = finding.origin.path();
        let (start, end) =
            finding.region.map_or((None, None), |region| (Some(region.start), Some(region.end)));
        let lifetime = finding.lifetime.as_ref();
        Self {
            rule: &finding.rule.id,
            severity: finding.severity,
            confidence: finding.confidence,
            guidance: &finding.rule.guidance,
            message: &finding.message,
            help: advice::help(&finding.rule),
            path: path.map(model::RepoPath::to_text),
            path_bytes: path.and_then(model::RepoPath::to_base64_unless_text),
            line: start.map(|position| position.line),
            column: start.map(|position| position.column),
            end_line: end.map(|position| position.line),
            end_column: end.map(|position| position.column),
            origin: finding.origin.as_str(),
            commit: lifetime.map(|lifetime| Commit::of(&lifetime.introduced)),
            object: finding.origin.object().as_ref().map(ObjectId::to_string),
            at_head: lifetime.map(|lifetime| lifetime.at_head),
            removed_in: lifetime
                .and_then(|lifetime| lifetime.removed_in.map(|removal| removal.commit.to_string())),
            decoded: finding.decoded.iter().map(|encoding| encoding.as_str()).collect(),
            archive_path: finding.archive_path.as_deref(),
            value: Value { redacted: &finding.value.redacted, id: finding.value.id },
            fingerprint: finding.fingerprint,
            incident: finding.incident,
            jwt: finding.jwt.as_ref().map(Jwt::of),
        }
    }
}

impl<'a> Commit<'a> {
    fn of(commit: &'a CommitInfo) -> Self {
        Self {
            id: commit.id.to_string(),
            time: timestamp(commit.time),
            author: &commit.author,
            summary: &commit.summary,
        }
    }
}

impl<'a> Jwt<'a> {
    fn of(jwt: &'a model::JwtFacts) -> Self {
        Self {
            issuer: jwt.issuer.as_deref(),
            environment: jwt.environment.as_deref(),
            region: jwt.region.as_deref(),
            app_id: jwt.app_id.as_deref(),
            algorithm: jwt.algorithm.as_deref(),
            expires: jwt.expires.and_then(timestamp),
            expired: jwt.expired,
            live_when_committed: jwt.live_when_committed,
        }
    }
}

impl<'a> Unread<'a> {
    /// One part that could not be read.
    pub(super) fn of(problem: &'a model::Problem) -> Self {
        Self {
            path: problem.path.as_ref().map(model::RepoPath::to_text),
            path_bytes: problem.path.as_ref().and_then(model::RepoPath::to_base64_unless_text),
            object: problem.object.as_ref().map(ObjectId::to_string),
            reason: &problem.reason,
        }
    }
}

impl Stats {
    /// What was read.
    pub(super) fn of(stats: &model::Stats) -> Self {
        let model::Stats { files, excluded, blobs, commits, bytes, seconds } = *stats;
        Self { files, excluded, blobs, commits, bytes, seconds }
    }
}

/// RFC 3339 in UTC; `None` for seconds that no calendar holds.
pub(super) fn timestamp(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}
