//! The exit codes: the same for every command and every format.

use std::process::ExitCode;

use crate::model::{Finding, Report, Severity};

/// The end of every help text.
pub(super) const HELP: &str = "\
Exit codes:
  0  nothing at or above --fail-on, and everything was read
  1  violations
  2  wrong usage or configuration, nothing was scanned
  3  no violations, but something could not be read: the run proves nothing
  130  interrupted: the report says that it lists only part of what is there";

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Everything was read, and nothing counts as a violation.
    Clean = 0,
    /// Violations, whether or not everything was read.
    Violations = 1,
    /// Wrong usage or configuration; nothing was scanned, or no report could be written.
    Usage = 2,
    /// No violations, but something could not be read.
    Incomplete = 3,
    /// Somebody stopped the run; its report lists only part of what is there, and says so.
    Interrupted = 130,
}

/// What makes a report a failure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threshold {
    /// The lowest severity that counts as a violation.
    pub(super) fail_on: Severity,
    /// Whether violations are forgiven. Unread parts never are: they are no statement about the content.
    pub(super) exit_zero: bool,
}

impl Threshold {
    /// Whether some finding is a violation.
    pub(super) fn fails(self, findings: &[Finding]) -> bool {
        !self.exit_zero && findings.iter().any(|finding| finding.severity >= self.fail_on)
    }
}

impl Exit {
    /// The verdict on a report.
    pub(super) fn of(report: &Report, threshold: Threshold) -> Self {
        match (threshold.fails(&report.findings), report.is_complete()) {
            (true, _) => Self::Violations,
            (false, true) => Self::Clean,
            (false, false) => Self::Incomplete,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
