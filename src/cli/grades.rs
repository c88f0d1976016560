//! Severities and confidences as the command line takes them.

use clap::ValueEnum;

use crate::model::{Confidence, Severity};

/// [`Severity`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Gravity {
    Note,
    Warning,
    Error,
}

/// [`Confidence`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Level {
    Low,
    Medium,
    High,
}

impl From<Gravity> for Severity {
    fn from(gravity: Gravity) -> Self {
        match gravity {
            Gravity::Note => Self::Note,
            Gravity::Warning => Self::Warning,
            Gravity::Error => Self::Error,
        }
    }
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::Low,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
        }
    }
}
