//! Findings that a team has decided to live with, and why.

use super::Finding;

/// What takes a finding out of the list of violations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suppression {
    /// A comment on the line, or on the line before.
    Inline {
        /// Why, in the words of the comment.
        reason: String,
    },
    /// A value that the configuration allows.
    Value {
        /// Why, in the words of the configuration.
        reason: String,
    },
    /// A path for which the configuration turns the rule off.
    Path {
        /// Why, in the words of the configuration.
        reason: String,
    },
    /// The baseline knows the value: it was there before the team began.
    Baseline,
    /// It stands outside the files that the configuration chooses. Where those are not read at all, they are counted as
    /// files.
    Excluded,
}

/// A finding that does not count, with the reason.
#[derive(Debug, Clone)]
pub struct SuppressedFinding {
    /// The finding.
    pub finding: Finding,
    /// Why it does not count.
    pub by: Suppression,
}

/// All that does not count in a run.
#[derive(Debug, Clone, Default)]
pub struct Suppressed {
    /// How many findings do not count, by [`Suppression::KINDS`].
    pub counts: [u64; 5],
    /// The findings themselves, sorted by place, where the run was asked to show them.
    pub listed: Vec<SuppressedFinding>,
}

impl Suppression {
    /// The words that reports use for the kinds, in the order of [`Suppressed::counts`].
    pub const KINDS: [&'static str; 5] = ["inline", "value", "path", "baseline", "excluded"];

    /// The index of the kind in [`Suppression::KINDS`].
    fn index(&self) -> usize {
        match self {
            Self::Inline { .. } => 0,
            Self::Value { .. } => 1,
            Self::Path { .. } => 2,
            Self::Baseline => 3,
            Self::Excluded => 4,
        }
    }

    /// The word that reports use.
    pub fn as_str(&self) -> &'static str {
        Self::KINDS[self.index()]
    }

    /// Why the finding does not count.
    pub fn reason(&self) -> &str {
        match self {
            Self::Inline { reason } | Self::Value { reason } | Self::Path { reason } => reason,
            Self::Baseline => "the baseline holds it",
            Self::Excluded => "the configuration leaves the file out",
        }
    }
}

impl Suppressed {
    /// Counts and keeps one finding.
    pub fn add(&mut self, finding: Finding, by: Suppression) {
        self.counts[by.index()] += 1;
        self.listed.push(SuppressedFinding { finding, by });
    }

    /// Adds what does not count in another part of the run, which comes before this one.
    pub fn merge(&mut self, mut earlier: Self) {
        for (count, more) in self.counts.iter_mut().zip(earlier.counts) {
            *count += more;
        }
        earlier.listed.append(&mut self.listed);
        self.listed = earlier.listed;
    }

    /// How many findings do not count.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}
