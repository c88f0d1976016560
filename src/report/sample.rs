//! One report with everything that is hard to print; every format is held to it.

use std::sync::Arc;

use super::{Context, FORMATS};
use crate::model::{
    CommitInfo, Confidence, Encoding, Excerpt, ExcerptLine, Finding, Fingerprint, IncidentId,
    JwtFacts, Lifetime, MaskedValue, ObjectId, Origin, Position, Problem, Provenance, Region,
    Removal, RepoPath, Report, RuleInfo, Severity, Span, Stats, Suppressed, ValueId,
};
use crate::rule::RuleSet;

/// The rules of the sample's run, whatever others the program has.
const RULES: [&str; 9] = [
    "client-id", "client-secret", "basic-credentials", "bearer-token", "refresh-token", "jwt",
    "plain-http", "credentials-in-url", "unused-suppression",
];

/// The sample in the format of this name, without colours.
pub(super) fn rendered(format: &str) -> String {
    let rules = RuleSet::embedded().filtered(|rule| RULES.contains(&rule.id.as_str()));
    let context = Context {
        rules: &rules,
        finished: 1_793_613_600,
        colour: false,
        width: None,
        links: false,
        quiet: false,
        verbose: true,
    };
    let format = FORMATS.iter().find(|known| known.name == format).expect("the format is known");
    let mut out = Vec::new();
    (format.render)(&report(), &context, &mut out).expect("a Vec takes all bytes");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn report() -> Report {
    Report {
        mendable: Vec::new(),
        mended: None,
        findings: vec![secret(), id(), token(), name()],
        suppressed: Suppressed::default(),
        problems: vec![
            Problem::at_path(
                RepoPath::from("locked\n::error::file"),
                "cannot be read: Permission denied",
            ),
            Problem::at_object(object(7), "is damaged; fetch it again"),
        ],
        not_covered: vec!["objects that nothing reaches; --all-objects reads them too".to_owned()],
        stale: vec!["old\u{1b}.conf".to_owned()],
        notes: vec!["pipe is a pipe, socket or device and was skipped".to_owned()],
        root: None,
        provenance: Some(Provenance {
            url: "https://git.example.com/team/shop".to_owned(),
            head: Some(object(9)),
            branch: Some("main".to_owned()),
        }),
        stats: Stats {
            files: 1,
            excluded: 12,
            blobs: 1234,
            commits: 20,
            bytes: 3_400_000,
            seconds: 2.5,
        },
    }
}

fn rule(id: &str, severity: Severity) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        id: id.to_owned(),
        summary: "A sample rule".to_owned(),
        severity,
        confidence: Confidence::High,
        guidance: "Avoid storing keys in version control systems".to_owned(),
        help: "Add a second key, deploy it, and then revoke this one.".to_owned(),
        is_credential: true,
    })
}

fn object(byte: u8) -> ObjectId {
    ObjectId::from_bytes(&[byte; 20]).expect("20 bytes are an id")
}

fn finding(id: &str, severity: Severity, origin: Origin, message: &str) -> Finding {
    let rule = rule(id, severity);
    let value = ValueId::of(id);
    Finding {
        fingerprint: Fingerprint::of(id, &origin.place(), value),
        severity,
        confidence: rule.confidence,
        message: message.to_owned(),
        origin,
        region: None,
        span: None,
        excerpt: None,
        lifetime: None,
        decoded: Vec::new(),
        archive_path: None,
        value: MaskedValue { redacted: "AfkZ…(64)".to_owned(), id: value },
        incident: None,
        jwt: None,
        allowed: None,
        mend: None,
        rule,
    }
}

fn at(
    mut finding: Finding,
    line: usize,
    column: usize,
    text: &str,
    mark: (usize, usize),
) -> Finding {
    let width = text[mark.0..mark.1].chars().count();
    finding.region = Some(Region {
        start: Position { line, column },
        end: Position { line, column: column + width },
    });
    let mark = Span { start: mark.0, end: mark.1 };
    finding.excerpt =
        Some(Excerpt { lines: vec![ExcerptLine { number: line, text: text.to_owned(), mark }] });
    finding
}

fn awkward() -> Origin {
    Origin::File { path: RepoPath::new(b"a b:\n<&>/caf\xe9.env".as_slice()) }
}

fn secret() -> Finding {
    let stars = format!("AfkZ{}", "*".repeat(60));
    let text = format!("client_secret\t={stars} # \u{1b}[2J");
    let finding = finding("client-secret", Severity::Error, awkward(), "Banqup Client Secret");
    Finding { incident: Some(incident()), ..at(finding, 12, 16, &text, (15, 79)) }
}

fn id() -> Finding {
    let text = format!("client_id: \"Qw3r{}\"", "*".repeat(44));
    let finding = finding("client-id", Severity::Warning, awkward(), "Banqup Client ID");
    let value = MaskedValue { redacted: "Qw3r…(48)".to_owned(), id: finding.value.id };
    Finding { incident: Some(incident()), value, ..at(finding, 14, 13, &text, (12, 60)) }
}

fn incident() -> IncidentId {
    IncidentId::of(&[ValueId::of("client-id"), ValueId::of("client-secret")])
}

fn token() -> Finding {
    let origin = Origin::Blob { path: Some(RepoPath::from("cache/token.json")), object: object(1) };
    let text = format!("…\"access\": \"eyJh{}\"…", "*".repeat(20));
    let finding = finding("bearer-token", Severity::Error, origin, "Banqup bearer token");
    Finding {
        lifetime: Some(Lifetime {
            introduced: CommitInfo {
                id: object(2),
                time: 1_793_610_840,
                author: "Mira | Testperson <mira@example.com>".to_owned(),
                summary: "=cmd \"quotes\" <b>bold</b> ::error::".to_owned(),
            },
            at_head: false,
            removed_in: Some(Removal { commit: object(3), time: 1_793_612_000 }),
            has_come_back: false,
            held_by: vec!["refs/tags/v1".to_owned()],
        }),
        decoded: vec![Encoding::Utf16Le, Encoding::Base64],
        archive_path: Some("inner.zip!/a.json".to_owned()),
        jwt: Some(JwtFacts {
            issuer: Some("https://api.uat.btx.eu.banqup.com/oauth2/client_credential".to_owned()),
            environment: Some("uat".to_owned()),
            region: Some("eu".to_owned()),
            algorithm: Some("ES256".to_owned()),
            expires: Some(1_793_614_440),
            expired: Some(true),
            live_when_committed: Some(true),
            ..JwtFacts::default()
        }),
        ..at(finding, 1, 5012, &text, (14, 38))
    }
}

fn name() -> Finding {
    let origin = Origin::FileName { path: RepoPath::from("logs/AfkZ…(64).txt"), object: None };
    let finding = finding("client-secret", Severity::Error, origin, "Banqup Client Secret");
    Finding { confidence: Confidence::Medium, ..finding }
}

#[test]
fn text_shows_lines_carets_and_facts() {
    let text = rendered("text");
    assert!(text.contains("a b:\\n<&>/caf\u{fffd}.env:12:16\n"), "{text}");
    assert!(text.contains("cache/token.json!/inner.zip!/a.json:1:5012\n"), "{text}");
    assert!(text.contains("12 │ client_secret   =AfkZ****"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(text.ends_with(
        "3 errors and 1 warning, but 2 parts could not be read; \
         read 1 file, 1,234 blobs and 20 commits, 3.4 MB in 2.50 s; 12 files excluded by configuration\n"
    ));
    insta::assert_snapshot!("text", text);
}

#[test]
fn json_is_what_scripts_rely_on() {
    let text = rendered("json");
    let report: serde_json::Value = serde_json::from_str(&text).expect("the report is JSON");
    let finding = &report["findings"][2];
    assert_eq!(report["complete"], false);
    assert_eq!(finding["commit"]["time"], "2026-11-02T09:14:00Z");
    assert_eq!(finding["decoded"], serde_json::json!(["utf-16le", "base64"]));
    assert_eq!(finding["column"], 5012);
    assert_eq!(finding["end_column"], 5036);
    assert_eq!(report["findings"][0]["path_bytes"], "YSBiOgo8Jj4vY2Fm6S5lbnY=");
    assert_eq!(report["findings"][0]["incident"], report["findings"][1]["incident"]);
    insta::assert_snapshot!("json", text);
}
