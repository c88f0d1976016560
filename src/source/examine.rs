//! What a source asks about content while it reads it.

use std::sync::Arc;

use crate::model::{Origin, Problem, Span, ValueId};

/// Decides what is worth keeping, while a source still holds the bytes.
///
/// A history holds the same text in thousands of versions. The source shows only what differs, plus a margin, to
/// [`Examine::suspicious`]. Where that says yes, [`Examine::sightings`] sees the whole content, and of a version of a
/// content that it saw before [`Examine::sightings_near`] sees what has changed.
pub trait Examine: Sync {
    /// How many bytes on each side of a change must be shown with it, so that nothing that touches the change is
    /// missed.
    fn margin(&self) -> usize;

    /// How many bytes from a change, at most, something stands that the base held too and that counts only since the
    /// change.
    fn reach(&self) -> usize;

    /// Whether the bytes could be part of a finding. Local: the answer for a content is yes if, and only if, it is yes
    /// for one of any set of windows that overlap by twice the margin. Must not allocate.
    fn suspicious(&self, window: &[u8]) -> bool;

    /// Whether the name of a file or folder is one of the vendor's. Must not allocate for most.
    fn is_vendors_name(&self, name: &[u8]) -> bool;

    /// What stands in a whole content, in few bytes.
    fn sightings(&self, origin: &Origin, bytes: &[u8]) -> Sightings;

    /// The same, of a content in which nothing can stand but within [`reach`](Self::reach) of `spots`, which are in
    /// order; `base` says what is known of the rest. `None` where that cannot be told from these parts: then the whole
    /// has to be looked at.
    fn sightings_near(&self, bytes: &[u8], spots: &[Span], base: Rest) -> Option<Vec<Seen>>;
}

/// What is known of the parts of a content that are the same as in one that was looked at before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing that anything could count beside; whether they name the vendor was not asked.
    Harmless,
    /// They do not name the vendor.
    NoVendor,
    /// They name the vendor as they stand there, which counts for all that stands in the content as long as it does.
    Vendor {
        /// Whether the vendor's host is named, so that a version says nothing new if it does.
        host: bool,
    },
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
    /// Where each of [`seen`](Self::seen) stands; `None` where more decides about it than what is near it, and whether
    /// the content names the vendor, as in an archive.
    pub local: Option<Local>,
}

/// Where something stands in a content of which each part can be judged by what is near it.
#[derive(Debug, Clone)]
pub struct Local {
    /// Every place, in order.
    pub places: Arc<[Seen]>,
    /// What is known of all else.
    pub rest: Rest,
}

/// Something that was seen, with its place in the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Where it stands.
    pub place: Span,
    /// What it is.
    pub sighting: Sighting,
    /// Whether it stands there in clear, so that nothing that is farther than the reach from it can change how it
    /// reads.
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
    /// Those of a content in which these places are all there is to see.
    pub fn of(places: &[Seen]) -> Self {
        let mut seen: Vec<Sighting> = places.iter().map(|one| one.sighting).collect();
        seen.sort_unstable();
        seen.dedup_by_key(|sighting| (sighting.rule, sighting.value));
        Self { seen, ..Self::default() }
    }

    /// The same, where each is to be judged by what is near it.
    pub fn local(mut places: Vec<Seen>, rest: Rest) -> Self {
        places.sort_unstable();
        places.dedup();
        let local = Some(Local { places: places.as_slice().into(), rest });
        Self { local, ..Self::of(&places) }
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.problems.is_empty() && !self.names_vendor
    }
}
