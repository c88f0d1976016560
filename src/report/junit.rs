//! `--format junit`: a test report, for systems that show nothing else. A finding is a failed test, an unread part an error.

use std::io::{self, Write};

use quick_junit::{
    NonSuccessKind, Property, Report as Document, TestCase, TestCaseStatus, TestSuite,
};

use super::{Context, advice, escape_control, words};
use crate::model::{Finding, Problem, Report, SuppressedFinding};

/// Writes one suite; a report without findings is one passed test, since an empty suite looks like a broken run.
pub(super) fn render(
    report: &Report,
    _context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut suite = TestSuite::new("banqlint");
    suite.add_test_cases(report.findings.iter().map(failure));
    suite.add_test_cases(report.problems.iter().map(error));
    suite.add_property(Property::new("suppressed", report.suppressed.total().to_string()));
    suite.add_test_cases(report.suppressed.listed.iter().map(skipped));
    if suite.test_cases.is_empty() {
        suite.add_test_case(TestCase::new("no violations", TestCaseStatus::success()));
    }
    let mut document = Document::new("banqlint");
    document.add_test_suite(suite);
    document.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

fn failure(finding: &Finding) -> TestCase {
    let place = words::place(&finding.origin, finding.archive_path.as_deref());
    let at = finding.region.map_or_else(String::new, |region| {
        format!(":{}:{}", region.start.line, region.start.column)
    });
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_message(format!("{} ({})", finding.message, finding.value.redacted))
        .set_type(finding.rule.id.as_str())
        .set_description(format!("{}\n{}", finding.rule.guidance, advice::help(&finding.rule)));
    let name = format!("{}: {place}{at}", finding.rule.id);
    let mut case = TestCase::new(escape_control(&name).into_owned(), status);
    case.set_classname(finding.rule.id.as_str());
    case
}

fn skipped(one: &SuppressedFinding) -> TestCase {
    let text = words::suppressed(one);
    let text = escape_control(&text);
    let mut status = TestCaseStatus::skipped();
    status.set_message(one.by.reason());
    let mut case = TestCase::new(format!("suppressed: {text}"), status);
    case.set_classname(one.finding.rule.id.as_str());
    case
}

fn error(problem: &Problem) -> TestCase {
    let text = words::unread(problem);
    let text = escape_control(&text);
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(text.as_ref()).set_type("unread");
    let mut case = TestCase::new(format!("unread: {text}"), status);
    case.set_classname("unread");
    case
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn findings_fail_and_unread_parts_are_errors() {
        let text = sample::rendered("junit");
        assert!(text.contains(r#"tests="6" disabled="0" errors="2" failures="4""#), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        insta::assert_snapshot!("junit", text);
    }
}
