//! What can be wrong in a rule pack.

use thiserror::Error;

/// One fault of a rule pack, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}: {message}")]
pub struct RuleError {
    /// The name of the pack, as it was given.
    pub file: String,
    /// The line of the fault, from 1.
    pub line: usize,
    /// What is wrong, with the key or value that is.
    pub message: String,
}

impl RuleError {
    /// A fault at byte `offset` of the pack's text.
    pub(super) fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        Self { file: file.to_owned(), line, message: message.into() }
    }
}
