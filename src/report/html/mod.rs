//! `--format html`: one file for someone who looks rather than reads.
//!
//! Contract: the file needs nothing else, no network and no script; its Content-Security-Policy lets only its own style
//! and script run, by their hashes. The template escapes whatever it prints. One leak is one value, wherever it stands.

mod cases;
mod charts;
mod leaks;

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::cases::Case;
use self::charts::{Bars, Timeline};
use self::leaks::{Leak, State};
use super::words::{self, counted, grouped};
use super::{Context, advice, escape_control, wire};
use crate::model::{Report, Severity, SuppressedFinding};

const STYLE: &str = include_str!("../../../templates/audit.css");
const SCRIPT: &str = include_str!("../../../templates/audit.js");

/// What the template prints. All text is escaped there; control characters are spelled out here.
#[derive(Template)]
#[template(path = "audit.html")]
struct Page {
    policy: String,
    style: &'static str,
    script: &'static str,
    version: &'static str,
    repository: Option<String>,
    when: String,
    verdict: String,
    is_bad: bool,
    tiles: Vec<Tile>,
    timeline: Option<Timeline>,
    by_rule: Bars,
    by_path: Bars,
    leaks: Vec<Leak>,
    cases: Vec<Case>,
    steps: [&'static str; 3],
    plain: &'static str,
    suppressed: Vec<Quiet>,
    suppressed_count: u64,
    unread: Vec<String>,
    not_covered: Vec<String>,
    read: String,
}

/// A finding that does not count.
struct Quiet {
    rule: String,
    place: String,
    redacted: String,
    kind: &'static str,
    reason: String,
}

/// One number that matters.
struct Tile {
    number: String,
    label: &'static str,
    tone: &'static str,
}

/// Writes the page.
pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let leaks = leaks::of(&report.findings);
    let page = Page {
        policy: format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(SCRIPT)
        ),
        style: STYLE,
        script: SCRIPT,
        version: wire::VERSION,
        repository: report.provenance.as_ref().map(|it| escape_control(&it.url).into_owned()),
        when: wire::timestamp(context.finished).unwrap_or_default().replace('T', " "),
        verdict: verdict(report, &leaks),
        is_bad: !leaks.is_empty() || !report.is_complete(),
        tiles: tiles(report, &leaks),
        timeline: Timeline::of(&leaks, context.finished),
        by_rule: Bars::of(leaks.iter().map(|leak| leak.rule.as_str())),
        by_path: Bars::of(leaks.iter().flat_map(Leak::paths)),
        unread: report.problems.iter().map(|it| printable(&words::unread(it))).collect(),
        not_covered: report.not_covered.iter().map(|it| printable(it)).collect(),
        read: words::read(report),
        cases: cases::of(&report.findings, &leaks, context.rules),
        steps: advice::STEPS,
        plain: advice::NOT_BY_REWRITING,
        suppressed: report.suppressed.listed.iter().map(quiet).collect(),
        suppressed_count: report.suppressed.total(),
        leaks,
    };
    page.write_into(out)?;
    writeln!(out)
}

fn quiet(one: &SuppressedFinding) -> Quiet {
    let finding = &one.finding;
    let place = words::place(&finding.origin, finding.archive_path.as_deref());
    let line = finding.region.map_or_else(String::new, |region| format!(":{}", region.start.line));
    Quiet {
        rule: printable(&finding.rule.id),
        place: printable(&format!("{place}{line}")),
        redacted: printable(&finding.value.redacted),
        kind: one.by.as_str(),
        reason: printable(one.by.reason()),
    }
}

/// A text as the page shows it, without characters that turn or hide others.
fn printable(text: &str) -> String {
    escape_control(text).into_owned()
}

/// How a policy names an inline style or script.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn verdict(report: &Report, leaks: &[Leak]) -> String {
    let found = match leaks.len() as u64 {
        0 => "No leak was found".to_owned(),
        count => {
            let live = leaks.iter().filter(|leak| leak.state != State::HistoryOnly).count() as u64;
            format!("{}, {} still in place", counted(count, "leak"), grouped(live))
        }
    };
    match report.problems.len() as u64 {
        0 => format!("{found}; everything was read."),
        parts => format!("{found}; {} could not be read.", counted(parts, "part")),
    }
}

fn tiles(report: &Report, leaks: &[Leak]) -> Vec<Tile> {
    let count = |test: &dyn Fn(&Leak) -> bool| leaks.iter().filter(|leak| test(leak)).count();
    let places: usize = leaks.iter().map(|leak| leak.places.len()).sum();
    let mut people: Vec<&str> =
        leaks.iter().flat_map(|leak| &leak.people).map(String::as_str).collect();
    people.sort_unstable();
    people.dedup();
    let tile = |number: usize, label, alarming: bool| Tile {
        number: grouped(number as u64),
        label,
        tone: if alarming && number > 0 { "alarm" } else { "calm" },
    };
    vec![
        tile(leaks.len(), "leaked values", true),
        tile(count(&|leak| leak.state != State::HistoryOnly), "still in place", true),
        tile(count(&|leak| leak.state == State::HistoryOnly), "in the history only", false),
        tile(count(&|leak| leak.severity == Severity::Error), "errors", false),
        tile(places, "places", false),
        tile(people.len(), "people to ask", false),
        tile(report.suppressed.total() as usize, "suppressed findings", false),
        tile(report.problems.len(), "parts not read", true),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn hostile_text_is_text() {
        let page = sample::rendered("html");
        assert!(page.contains("&#60;b&#62;bold&#60;/b&#62;"), "{page}");
        assert!(!page.contains("<b>bold"), "{page}");
        assert!(page.contains("a b:\\n&#60;&#38;&#62;/caf\u{fffd}.env"), "{page}");
        assert!(!page.contains('\u{1b}'), "{page}");
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let page = sample::rendered("html");
        for attribute in ["src=", "url(", "@import", "style=\"", "onclick", "javascript:"] {
            assert!(!page.contains(attribute), "{attribute} in {page}");
        }
        assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    }

    #[test]
    fn a_leak_is_one_value_wherever_it_stands() {
        let page = sample::rendered("html");
        // Of the four findings of the sample, two hold the same value, and its Client ID stands beside it.
        assert_eq!(page.matches("data-leak=").count(), 3, "{page}");
        assert_eq!(page.matches("<article").count(), 2, "{page}");
        assert!(page.contains("</mark><span class=\"label\">client-id</span>"), "{page}");
        assert!(page.contains("3 leaks, 2 still in place; 2 parts could not be read."), "{page}");
        insta::assert_snapshot!("html", page);
    }
}
