//! What to do after a leak, and how to allow a finding that is harmless: the same words in every format.
//!
//! Contract: plain text, safe to print where it comes from this file and from ids; a path chooses the kind of comment
//! and is never printed.

use std::borrow::Cow;

use crate::model::{Comments, Finding, Origin, RuleInfo};
use crate::rule::RuleSet;

/// How a leaked key is replaced, in the order that keeps everything running. The words in capitals are the portal's
/// own.
pub const STEPS: [&str; 3] = [
    "In the Developer Portal, open the app and choose ADD KEY: for a while, both keys work.",
    "Deploy the new key, from a password manager or a secrets service.",
    "Choose REVOKE on the old key, which ends it at once.",
];

/// What no cleaning replaces.
pub const NOT_BY_REWRITING: &str =
    "Rewriting history does not replace revoking the key: clones, forks and caches keep the value.";

/// Commands that tell whether a value of the rule is gone, each with what it tells.
pub fn checks(rule: &str) -> [(String, &'static str); 2] {
    [
        (format!("banqlint check --rule {rule}"), "the files no longer hold it"),
        (
            format!("banqlint history --all-objects --rule {rule}"),
            "git no longer keeps it, not even where nothing reaches it",
        ),
    ]
}

/// Whether findings of the rule hold a credential, so that there is a key to revoke.
pub fn is_credential(rules: &RuleSet, rule: &str) -> bool {
    rules.get(rule).is_some_and(|(_, rule)| rule.info.is_credential)
}

/// The remedy of a rule, and for a credential what to check afterwards, in one text.
pub(super) fn help(rule: &RuleInfo) -> Cow<'_, str> {
    if !rule.is_credential {
        return Cow::Borrowed(&rule.help);
    }
    let [files, history] = checks(&rule.id).map(|(command, _)| command);
    Cow::Owned(format!(
        "{} {NOT_BY_REWRITING} It is gone once `{files}` and `{history}` exit with 0.",
        rule.help
    ))
}

/// A way to allow a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Allow {
    /// A comment on the line before.
    Comment(String),
    /// Lines of the configuration, for content that takes no comment.
    Configuration(String),
}

impl Allow {
    /// What it is for.
    pub(super) fn introduction(&self) -> &'static str {
        match self {
            Self::Comment(_) => {
                "If it is harmless, allow it on the line before it, with the reason:"
            }
            Self::Configuration(_) => {
                "If it is harmless, allow its value in .banqlint.toml, with the reason:"
            }
        }
    }

    /// What to write.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Comment(text) | Self::Configuration(text) => text,
        }
    }
}

/// How to allow this finding: a comment where its file takes one.
pub(super) fn allow(finding: &Finding) -> Allow {
    let words = format!("banqlint: allow-next-line({}) REASON", finding.rule.id);
    let takes_comments = finding.archive_path.is_none() && finding.region.is_some();
    let is_at_head = finding.lifetime.as_ref().is_some_and(|lifetime| lifetime.at_head);
    let comment = match &finding.origin {
        Origin::File { path } | Origin::Staged { path, .. } if takes_comments => {
            Comments::of(&path.to_text()).written(&words)
        }
        // A comment that HEAD has speaks for the history of what HEAD still has.
        Origin::Blob { path: Some(path), .. } if takes_comments && is_at_head => {
            Comments::of(&path.to_text()).written(&words)
        }
        _ => None,
    };
    let value = || {
        let lines = allowed_value(&finding.value.id.to_string());
        Allow::Configuration(format!("# {}\n{lines}", finding.rule.id))
    };
    comment.map_or_else(value, Allow::Comment)
}

/// The configuration's lines for a value.
pub fn allowed_value(id: &str) -> String {
    format!("[[allow]]\nvalue = \"{id}\"\nreason = \"REASON\"")
}
