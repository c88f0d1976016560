//! Finds out which values belong to one app.

use crate::model::{IncidentId, Span, ValueId};

/// The farthest that two values of one app stand apart, in bytes.
const APART: usize = 1500;

/// A value that may belong to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The rule's index: an app has one value of each rule in one place.
    pub rule: u16,
    /// Where it stands.
    pub span: Span,
    /// The value.
    pub value: ValueId,
}

/// The incident of each of `members`, which are in the order of the content; `None` for a value that stands by itself.
pub fn incidents(members: &[Member]) -> Vec<Option<IncidentId>> {
    let mut ids = vec![None; members.len()];
    let mut start = 0;
    for end in 1..=members.len() {
        if end < members.len() && joins(&members[start..end], &members[end]) {
            continue;
        }
        let values: Vec<ValueId> = members[start..end].iter().map(|member| member.value).collect();
        if values.iter().any(|value| *value != values[0]) {
            let id = IncidentId::of(&values);
            ids[start..end].fill(Some(id));
        }
        start = end;
    }
    ids
}

/// Whether `next` is of the same app as the values of `group`: near, and no second value of a rule that has one.
fn joins(group: &[Member], next: &Member) -> bool {
    let near = group.iter().rev().take(4).any(|member| next.span.start <= member.span.end + APART);
    near && !group
        .iter()
        .rev()
        .take(16)
        .any(|member| member.rule == next.rule && member.value != next.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(rule: u16, start: usize, value: &str) -> Member {
        Member { rule, span: Span { start, end: start + 48 }, value: ValueId::of(value) }
    }

    #[test]
    fn each_app_is_one_incident() {
        let ids = incidents(&[
            member(0, 0, "id"),
            member(1, 60, "secret"),
            member(0, 140, "other id"),
            member(1, 200, "other secret"),
            member(1, 9000, "alone"),
        ]);
        assert!(ids[0].is_some() && ids[0] == ids[1]);
        assert!(ids[2].is_some() && ids[2] == ids[3] && ids[2] != ids[0]);
        assert_eq!(ids[4], None);
    }
}
