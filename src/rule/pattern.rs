//! What a candidate must look like, compiled when the first one is held against it.
//!
//! Contract: matches from the first character to the last. To compile all patterns takes as long as the rest of a
//! start; most runs need none of them.

use std::sync::OnceLock;

use regex::{Captures, Error, Regex};

/// A regular expression for the whole of a candidate; its group `value` is the value.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    built: OnceLock<Regex>,
}

impl Pattern {
    /// The pattern that a pack of the program's holds, which a test compiles.
    pub(super) fn trusted(pattern: &str) -> Self {
        Self { text: format!("^(?:{pattern})$"), built: OnceLock::new() }
    }

    /// The pattern that somebody wrote.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(super) fn compiled(pattern: &str) -> Result<Self, Error> {
        let trusted = Self::trusted(pattern);
        let regex = Regex::new(&trusted.text)?;
        Ok(Self { built: OnceLock::from(regex), ..trusted })
    }

    /// Its text, with what makes it match the whole.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The groups of the match, if `text` as a whole is one.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex().captures(text)
    }

    /// Whether the pattern has the group that every pattern needs.
    pub(super) fn has_value(&self) -> bool {
        self.regex().capture_names().any(|name| name == Some("value"))
    }

    fn regex(&self) -> &Regex {
        self.built.get_or_init(|| Regex::new(&self.text).expect("a test compiles it"))
    }
}
