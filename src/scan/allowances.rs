//! Brings a content's allow comments and its findings together.
//!
//! Contract: a finding that a comment allows stays a finding, with the reason; a later stage takes it out of the list.
//! A comment that allows nothing becomes a finding of its own, so that no old exception waits for a new secret.

use std::ops::RangeInclusive;

use rustc_hash::{FxHashMap, FxHashSet};

use super::detail::{Detected, Maker};
use crate::decode::Text;
use crate::model::{Comments, MaskedValue, Secret, ValueId};
use crate::suppress::{self, Allow};

/// The rule that reports what allows nothing.
pub const UNUSED: &str = "unused-suppression";

/// The longest id that is printed as it stands: longer ones are no ids, and may be anything.
const LONGEST_ID: usize = 40;

/// Marks the findings that a comment of `text` allows, and adds one for each comment that allows nothing.
///
/// `path` says what kind of file it is: in a document or in data only a comment of the format's own can allow anything,
/// so that what explains such comments, and a report of this program, is told nothing.
pub(super) fn settle(maker: &Maker<'_>, path: Option<&str>, found: &mut Vec<Detected>) {
    let (rules, text) = (maker.rules(), maker.text);
    let allows = suppress::allows(text.as_str());
    if allows.is_empty() {
        return;
    }
    let wishes = || allows.iter().flat_map(|allow| allow.rules.iter().map(move |id| (allow, id)));
    let mut lines: FxHashMap<&str, Lines<'_>> = FxHashMap::default();
    for (allow, id) in wishes() {
        if let (Some(reason), true) = (&allow.reason, rules.knows(id)) {
            lines.entry(id).or_default().add(line(text, allow), reason);
        }
    }
    lines.values_mut().for_each(Lines::sort);
    for one in found.iter_mut() {
        if let Some(lines) = lines.get_mut(one.info.id.as_str())
            && let Some(reason) = lines.touch(one.region.start.line..=one.region.end.line)
        {
            one.allowed.get_or_insert_with(|| reason.to_owned());
        }
    }
    let used: FxHashMap<&str, FxHashSet<usize>> =
        lines.into_iter().map(|(id, lines)| (id, lines.touched())).collect();
    let complaint = |allow: &Allow, id: &str| {
        if !rules.knows(id) {
            return Some("names a rule that does not exist");
        }
        if allow.reason.is_none() {
            return Some("gives no reason, so it allows nothing");
        }
        let is_used = used.get(id).is_some_and(|lines| lines.contains(&line(text, allow)));
        // A rule that does not run has no findings to allow.
        (!is_used && rules.get(id).is_some()).then_some("allows nothing")
    };
    let comments = Comments::of(path.unwrap_or_default());
    if let Some((index, _)) = rules.get(UNUSED) {
        let report = |allow: &Allow, written: String, complaint| {
            let value = MaskedValue { id: ValueId::of(&written), redacted: written };
            maker.found(index, allow.span, complaint, value)
        };
        let written_as_such = wishes().filter(|(allow, _)| could_be(comments, text, allow));
        let reports = written_as_such.filter_map(|(allow, id)| {
            let written = written(allow, id);
            let complaint = format!("`{written}` {}", complaint(allow, id)?);
            Some(report(allow, written, complaint))
        });
        found.extend(reports);
        let without_rules = allows.iter().filter(|allow| allow.rules.is_empty());
        let reports = without_rules.filter(|allow| could_be(comments, text, allow)).map(|allow| {
            let written = text.as_str()[allow.span.start..allow.span.end].to_owned();
            let complaint =
                format!("`{written}` names no rule in round brackets, so it allows nothing");
            report(allow, written, complaint)
        });
        found.extend(reports);
    }
}

/// Whether the words of `allow` could stand in a comment.
fn could_be(comments: Comments, text: &Text<'_>, allow: &Allow) -> bool {
    let before = &text.as_str()[..allow.span.start];
    comments.may_follow(&before[before.rfind('\n').map_or(0, |end| end + 1)..])
}

/// The line whose findings a comment allows.
fn line(text: &Text<'_>, allow: &Allow) -> usize {
    text.position(allow.span.start).line + usize::from(allow.next_line)
}

/// The lines for which comments allow the findings of one rule: findings and comments meet here, however many there are
/// of each.
#[derive(Default)]
struct Lines<'a> {
    /// The lines with their reasons; sorted, each line once, before findings are shown.
    reasons: Vec<(usize, &'a str)>,
    /// By how many more findings the line at this place is touched than the one before it.
    rises: Vec<isize>,
}

impl<'a> Lines<'a> {
    fn add(&mut self, line: usize, reason: &'a str) {
        self.reasons.push((line, reason));
    }

    /// Of two comments for one line the first counts.
    fn sort(&mut self) {
        self.reasons.sort_by_key(|(line, _)| *line);
        self.reasons.dedup_by_key(|(line, _)| *line);
        self.rises = vec![0; self.reasons.len() + 1];
    }

    /// The reason that allows a finding on these lines.
    fn touch(&mut self, lines: RangeInclusive<usize>) -> Option<&'a str> {
        let first = self.reasons.partition_point(|(line, _)| line < lines.start());
        let end = self.reasons.partition_point(|(line, _)| line <= lines.end());
        let (_, reason) = self.reasons[..end].get(first)?;
        self.rises[first] += 1;
        self.rises[end] -= 1;
        Some(reason)
    }

    /// The lines on which there was a finding.
    fn touched(self) -> FxHashSet<usize> {
        let mut findings = 0;
        let lines = self.reasons.iter().zip(&self.rises);
        lines
            .filter_map(|((line, _), rise)| {
                findings += rise;
                (findings > 0).then_some(*line)
            })
            .collect()
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
