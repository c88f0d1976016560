//! What a source asks about content while it reads it.

use crate::model::{Origin, Problem, ValueId};

/// Decides what is worth keeping, while a source still holds the bytes.
///
/// A history holds the same text in thousands of versions. The source shows only what differs, plus a margin, to
/// [`Examine::suspicious`], and whole contents to [`Examine::sightings`] only where that said yes.
pub trait Examine: Sync {
    /// How many bytes on each side of a change must be shown with it, so that nothing that touches the change is missed.
    fn margin(&self) -> usize;

    /// Whether the bytes could be part of a finding. Local: the answer for a content is yes if, and only if, it is yes for
    /// one of any set of windows that overlap by twice the margin. Must not allocate.
    fn suspicious(&self, window: &[u8]) -> bool;

    /// What stands in a whole content, in few bytes.
    fn sightings(&self, origin: &Origin, bytes: &[u8]) -> Sightings;
}

/// What was seen in one content.
#[derive(Debug, Clone, Default)]
pub struct Sightings {
    /// Each rule and value once.
    pub seen: Vec<Sighting>,
    /// Whether the content names the vendor's host, which lets weaker evidence count in the whole project.
    pub names_vendor: bool,
    /// What could not be read, such as an encrypted archive.
    pub problems: Vec<Problem>,
}

/// A value of a rule in a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sighting {
    /// The rule's index in the loaded set.
    pub rule: u16,
    /// The value.
    pub value: ValueId,
    /// Whether it counts only in a project that names the vendor.
    pub needs_project: bool,
}

impl Sightings {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.problems.is_empty() && !self.names_vendor
    }
}
