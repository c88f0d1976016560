//! `--format junit`: a test report, for systems that show nothing else. A finding is a failed test, an unread part an
//! error.

use std::fmt::{self, Display};
use std::io::{self, Write};

use super::{Context, advice, escape_control, words};
use crate::model::{Finding, Problem, Report, SuppressedFinding};

/// Writes one suite; a report without findings is one passed test, since an empty suite looks like a broken run.
pub(super) fn render(
    report: &Report,
    _context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (failures, errors) = (report.findings.len(), report.problems.len());
    let tests = (failures + errors + report.suppressed.listed.len()).max(1);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="banqlint" tests="{tests}" failures="{failures}" errors="{errors}">
    <testsuite name="banqlint" tests="{tests}" disabled="{}" errors="{errors}" failures="{failures}">
        <properties>
            <property name="suppressed" value="{}"/>"#,
        report.suppressed.listed.len(),
        report.suppressed.total()
    )?;
    let not_covered = report.not_covered.iter().map(|what| ("not covered", what));
    let stale = report.stale.iter().map(|path| ("stale", path));
    for (name, value) in not_covered.chain(stale) {
        let value = escape_control(value);
        writeln!(out, r#"            <property name="{name}" value="{}"/>"#, Xml(&value))?;
    }
    writeln!(out, "        </properties>")?;
    report.findings.iter().try_for_each(|finding| failure(finding, out))?;
    report.problems.iter().try_for_each(|problem| error(problem, out))?;
    report.suppressed.listed.iter().try_for_each(|one| skipped(one, out))?;
    if failures + errors + report.suppressed.listed.len() == 0 {
        writeln!(out, r#"        <testcase name="no violations"/>"#)?;
    }
    writeln!(out, "    </testsuite>\n</testsuites>")
}

fn failure(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = words::place(&finding.origin, finding.archive_path.as_deref());
    let at = finding.region.map_or_else(String::new, |region| {
        format!(":{}:{}", region.start.line, region.start.column)
    });
    let rule = &finding.rule;
    let message = format!("{} ({})", finding.message, finding.value.redacted);
    case(&format!("{}: {place}{at}", rule.id), &rule.id, out)?;
    writeln!(
        out,
        r#"            <failure message="{}" type="{}">{}
{}</failure>
        </testcase>"#,
        Xml(&message),
        Xml(&rule.id),
        Xml(&rule.guidance),
        Xml(&advice::help(rule))
    )
}

fn skipped(one: &SuppressedFinding, out: &mut dyn Write) -> io::Result<()> {
    case(&format!("suppressed: {}", words::suppressed(one)), &one.finding.rule.id, out)?;
    writeln!(
        out,
        r#"            <skipped message="{}"/>
        </testcase>"#,
        Xml(one.by.reason())
    )
}

fn error(problem: &Problem, out: &mut dyn Write) -> io::Result<()> {
    let text = words::unread(problem);
    let text = escape_control(&text);
    case(&format!("unread: {text}"), "unread", out)?;
    writeln!(
        out,
        r#"            <error message="{}" type="unread"/>
        </testcase>"#,
        Xml(&text)
    )
}

/// The start of a test case.
fn case(name: &str, class: &str, out: &mut dyn Write) -> io::Result<()> {
    let name = escape_control(name);
    writeln!(out, r#"        <testcase name="{}" classname="{}">"#, Xml(&name), Xml(class))
}

/// Text as it stands in XML, in an attribute or between tags: control characters, which XML cannot hold, are left out
/// but for line ends and tabs.
struct Xml<'a>(&'a str);

impl Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&apos;"),
            '\n' | '\t' => write!(f, "{character}"),
            '\u{fffe}' | '\u{ffff}' => Ok(()),
            other if other.is_control() => Ok(()),
            other => write!(f, "{other}"),
        })
    }
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

    #[test]
    fn nothing_ends_an_attribute_or_a_text() {
        let text = super::Xml("a<b>&\"c\"'d'\u{0}\u{b}\u{ffff}é\n").to_string();
        assert_eq!(text, "a&lt;b&gt;&amp;&quot;c&quot;&apos;d&apos;é\n");
    }
}
