//! Brings a content's allow comments and its findings together.
//!
//! Contract: a finding that a comment allows stays a finding, with the reason; a later stage takes it out of the list. A
//! comment that allows nothing becomes a finding of its own, so that no old exception waits for a new secret.

use std::sync::Arc;

use super::detail::Detected;
use crate::check::{self, Grade, Mask};
use crate::decode::Text;
use crate::model::{MaskedValue, Secret, ValueId};
use crate::rule::{Rule, RuleSet};
use crate::suppress::{self, Allow};

/// The rule that reports what allows nothing.
pub const UNUSED: &str = "unused-suppression";

/// The longest id that is printed as it stands: longer ones are no ids, and may be anything.
const LONGEST_ID: usize = 40;

/// Marks the findings that a comment of `text` allows, and adds one for each comment that allows nothing.
pub(super) fn settle(rules: &RuleSet, text: &Text<'_>, mask: &Mask, found: &mut Vec<Detected>) {
    let allows = suppress::allows(text.as_str());
    if allows.is_empty() {
        return;
    }
    let mut unused = Vec::new();
    for allow in &allows {
        for id in &allow.rules {
            if let Some(complaint) = apply(rules, text, allow, id, found) {
                unused.push((allow, id.as_str(), complaint));
            }
        }
    }
    if let Some((index, rule)) = rules.get(UNUSED) {
        let reports = unused.into_iter().map(|(allow, id, complaint)| {
            let complaint = format!("`{}` {complaint}", written(allow, id));
            report((index, rule), text, mask, allow, id, complaint)
        });
        found.extend(reports);
    }
}

/// Lets the comment allow findings of one rule; what is wrong with it, if anything is.
fn apply(
    rules: &RuleSet,
    text: &Text<'_>,
    allow: &Allow,
    id: &str,
    found: &mut [Detected],
) -> Option<&'static str> {
    if !rules.knows(id) {
        return Some("names a rule that does not exist");
    }
    let Some(reason) = &allow.reason else {
        return Some("gives no reason, so it allows nothing");
    };
    let line = text.position(allow.span.start).line + usize::from(allow.next_line);
    let mut is_used = false;
    for one in found.iter_mut() {
        let lines = one.region.start.line..=one.region.end.line;
        if one.info.id == id && lines.contains(&line) {
            one.allowed.get_or_insert_with(|| reason.clone());
            is_used = true;
        }
    }
    // A rule that does not run has no findings to allow.
    (!is_used && rules.get(id).is_some()).then_some("allows nothing")
}

fn report(
    (index, rule): (u16, &Rule),
    text: &Text<'_>,
    mask: &Mask,
    allow: &Allow,
    id: &str,
    message: String,
) -> Detected {
    let region = text.region(allow.span);
    let written = written(allow, id);
    Detected {
        rule: index,
        info: Arc::clone(&rule.info),
        grade: Grade {
            severity: rule.info.severity,
            confidence: rule.info.confidence,
            needs_project: false,
        },
        message,
        region,
        place: allow.span,
        span: text.source(allow.span),
        excerpt: check::excerpt(text.as_str(), allow.span, region.start, mask),
        decoded: text.encoding(allow.span.start).into_iter().collect(),
        value: MaskedValue { id: ValueId::of(&written), redacted: written },
        secrets: Vec::new(),
        incident: None,
        jwt: None,
        allowed: None,
        mend: None,
    }
}

/// The comment as reports print it; what is between the brackets may be anything.
fn written(allow: &Allow, id: &str) -> String {
    let is_id = id.len() <= LONGEST_ID
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_ ".contains(&byte));
    let id = if is_id { id.to_owned() } else { Secret::new(id).redacted() };
    let word = if allow.next_line { "allow-next-line" } else { "allow" };
    format!("{word}({id})")
}
