//! What a source asks about content while it reads it.

use crate::model::{Origin, Problem, Span, ValueId};

/// Decides what is worth keeping, while a source still holds the bytes.
///
/// A history holds the same text in thousands of versions. The source shows only what differs, plus a margin, to
/// [`Examine::suspicious`]. Where that says yes, [`Examine::sightings`] sees the whole content, and of a version of a content that it saw before
/// [`Examine::sightings_near`] sees what has changed.
pub trait Examine: Sync {
    /// How many bytes on each side of a change must be shown with it, so that nothing that touches the change is missed.
    fn margin(&self) -> usize;

    /// How many bytes from a change, at most, something stands that the base held too and that counts only since the change.
    fn reach(&self) -> usize;

    /// Whether the bytes could be part of a finding. Local: the answer for a content is yes if, and only if, it is yes for
    /// one of any set of windows that overlap by twice the margin. Must not allocate.
    fn suspicious(&self, window: &[u8]) -> bool;

    /// What stands in a whole content, in few bytes.
    fn sightings(&self, origin: &Origin, bytes: &[u8]) -> Sightings;

    /// The same, of a content in which nothing can stand but within [`reach`](Self::reach) of `spots`, which are in order; `base` says what is known of the rest.
    /// `None` where that cannot be told from these parts: then the whole has to be looked at.
    fn sightings_near(
        &self,
        origin: &Origin,
        bytes: &[u8],
        spots: &[Span],
        base: Rest,
    ) -> Option<Vec<Seen>>;
}

/// What is known of the parts of a content that are the same as in one that was looked at before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing that anything could count beside; whether they name the vendor was not asked.
    Harmless,
    /// They do not name the vendor.
    NoVendor,
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
    /// Where in the content each of [`seen`](Self::seen) stands, every place of it, in order; `None` where more than what is near a place
    /// decides about it, as in an archive or a text that names the vendor.
    pub places: Option<Vec<Seen>>,
}

/// Something that was seen, with its place in the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Where it stands.
    pub place: Span,
    /// What it is.
    pub sighting: Sighting,
    /// Whether it stands there in clear, so that nothing that is farther than the reach from it can change how it reads.
    pub is_clear: bool,
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
    /// Those of a content in which these places are all there is to see, and each is to be judged by what is near it.
    pub fn of(mut places: Vec<Seen>) -> Self {
        places.sort_unstable();
        places.dedup();
        let mut seen: Vec<Sighting> = places.iter().map(|one| one.sighting).collect();
        seen.sort_unstable();
        seen.dedup_by_key(|sighting| (sighting.rule, sighting.value));
        Self { seen, places: Some(places), ..Self::default() }
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.problems.is_empty() && !self.names_vendor
    }
}
