//! Which findings are drawn as one.

use crate::model::Finding;

/// Whether both are values of one app that stand together in one content, and came with one commit.
pub(super) fn are_drawn_together(left: &Finding, right: &Finding) -> bool {
    left.incident.is_some()
        && left.incident == right.incident
        && left.origin == right.origin
        && left.archive_path == right.archive_path
        && left.lifetime == right.lifetime
}
