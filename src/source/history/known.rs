//! What a blob's versions need to know about it, so that only what they change has to be looked at.

use crate::model::Span;
use crate::source::examine::{Rest, Seen, Sighting};

/// What is known of a blob.
pub(super) struct Known {
    /// Where something was seen, in order.
    pub(super) places: Vec<Span>,
    /// What was seen there; nothing where that has to be looked at in each version.
    pub(super) seen: Vec<Option<Sighting>>,
    pub(super) rest: Rest,
    /// Whether nothing in it is suspicious, so that only what is new can be.
    pub(super) is_harmless: bool,
}

impl Known {
    pub(super) const HARMLESS: Self =
        Self { places: Vec::new(), seen: Vec::new(), rest: Rest::Harmless, is_harmless: true };

    pub(super) fn new(found: &[Seen], rest: Rest) -> Self {
        Self {
            places: found.iter().map(|one| one.place).collect(),
            seen: found.iter().map(|one| one.is_clear.then_some(one.sighting)).collect(),
            rest,
            is_harmless: false,
        }
    }
}
