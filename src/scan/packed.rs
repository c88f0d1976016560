//! Archives in base64 or digits inside a text, read like any other archive and reported where their base64 stands.
//!
//! Contract: all archives of one content share one budget. One that is damaged is text like any other, and no problem:
//! what could be unpacked is looked at. One that reaches a limit, or goes on where its text was cut, makes the
//! content's coverage a cut one.

use rustc_hash::FxHashMap;

use super::content::{Content, Means};
use super::detail::{Asked, Detected};
use crate::check::{self, Mask};
use crate::decode::{self, Budget, Coverage, Member, Text};
use crate::detect;
use crate::model::{Encoding, Excerpt, Region, Secret, Span, ValueId};

/// Archives may unpack to this many times the text they stand in, plus a little for small ones.
const LARGEST_SHARE: usize = 16;
const SMALL: usize = 1 << 20;

/// Texts in archives in texts.
const DEEPEST: usize = 3;

/// An archive in base64 or digits, as one view of a text shows it.
pub(super) struct Archive {
    /// Where its base64 stands in the content's text.
    place: Span,
    /// The encodings that were undone to see it.
    undone: Vec<Encoding>,
    bytes: Vec<u8>,
    /// Whether it may go on behind the end of the text that was looked at.
    ends_text: bool,
}

/// The archives of `text`, a part of the content's text or a view of one; `place` says where in the content's text a
/// span of it stands, and which encodings were undone to see it, or nothing for a span that was seen elsewhere.
pub(super) fn archives<'p>(
    text: &'p str,
    place: &'p dyn Fn(Span) -> Option<(Span, Vec<Encoding>)>,
) -> impl Iterator<Item = Archive> + 'p {
    decode::packed(text).into_iter().filter_map(move |(run, encoding)| {
        let (place, mut undone) = place(run)?;
        undone.push(encoding);
        let bytes = decode::unpacked(text, run.start, encoding);
        Some(Archive { place, undone, bytes, ends_text: run.end == text.len() })
    })
}

/// What archives in one content's text hold.
pub(super) struct Packed<'m> {
    means: Means<'m>,
    budget: Budget,
    readings: Vec<Reading>,
    is_deep: bool,
    pub(super) names_host: bool,
    /// As [`Content::could_count`], of the members.
    pub(super) could_count: bool,
}

/// What one archive holds.
struct Reading {
    /// Where its base64 stands in the content's text.
    place: Span,
    extent: Extent,
    found: Vec<Detected>,
    coverage: Coverage,
}

/// How much of an archive could be read.
#[derive(PartialEq, Eq)]
enum Extent {
    Whole,
    /// It is damaged.
    Damaged,
    /// It goes on behind the end of the text that was looked at.
    Cut,
}

impl<'m> Packed<'m> {
    /// For a content with a text of `length` bytes.
    pub(super) fn new(means: Means<'m>, length: usize) -> Self {
        let bytes = length.saturating_mul(LARGEST_SHARE).saturating_add(SMALL);
        let budget = Budget { bytes, ..Budget::default() };
        let readings = Vec::new();
        Self { means, budget, readings, is_deep: false, names_host: false, could_count: false }
    }

    /// Opens an archive.
    pub(super) fn open(&mut self, archive: Archive) {
        if self.means.nested == DEEPEST {
            self.is_deep = true;
            return;
        }
        let Archive { place, undone, bytes, ends_text } = archive;
        let mut members: Vec<(Vec<Encoding>, Vec<u8>)> = Vec::new();
        let mut extent = Extent::Whole;
        decode::members(&bytes, &mut self.budget, &mut |member| match member {
            Member::Name { name, encodings, .. } if detect::suspicious_text(name.as_bytes()) => {
                members.push((encodings.to_vec(), name.as_bytes().to_vec()));
            }
            Member::Name { .. } => {}
            Member::Content { encodings, bytes, .. }
                if detect::suspicious(bytes) || self.means.are_of_interest(bytes) =>
            {
                members.push((encodings.to_vec(), bytes.to_vec()));
            }
            Member::Content { .. } => {}
            Member::Unread { .. } if ends_text => extent = Extent::Cut,
            Member::Unread { .. } => extent = Extent::Damaged,
        });
        let coverage = Coverage::Whole;
        let mut reading = Reading { place, extent, found: Vec::new(), coverage };
        for (opened, bytes) in members {
            let around = [undone.as_slice(), &opened].concat();
            self.look(&bytes, &around, &mut reading);
        }
        self.readings.push(reading);
    }

    /// Looks at what one member holds.
    fn look(&mut self, bytes: &[u8], around: &[Encoding], reading: &mut Reading) {
        let means = Means { nested: self.means.nested + 1, ..self.means };
        let content = Content::read(means, bytes);
        self.names_host |= content.names_host;
        self.could_count |= content.could_count;
        if content.coverage == Coverage::Cut {
            reading.coverage = Coverage::Cut;
        }
        for mut one in content.details(Asked::All(None)) {
            one.place = reading.place;
            one.decoded.splice(0..0, around.iter().copied());
            reading.found.push(one);
        }
    }

    /// What was found, once each, with `place` that of the base64; and whether all was read. What one view cuts short
    /// another can hold whole, and then only that counts.
    pub(super) fn finish(self) -> (Vec<Detected>, Coverage) {
        let whole: Vec<Span> = self
            .readings
            .iter()
            .filter(|reading| reading.extent == Extent::Whole)
            .map(|reading| reading.place)
            .collect();
        let is_cut = self.is_deep || self.budget.is_spent();
        let mut coverage = if is_cut { Coverage::Cut } else { Coverage::Whole };
        let mut found: Vec<Detected> = Vec::new();
        let mut seen: FxHashMap<(u16, ValueId), Vec<Span>> = FxHashMap::default();
        for reading in self.readings {
            let is_whole = reading.extent == Extent::Whole;
            if !is_whole && whole.iter().any(|whole| whole.overlaps(reading.place)) {
                continue;
            }
            if reading.extent == Extent::Cut || reading.coverage == Coverage::Cut {
                coverage = Coverage::Cut;
            }
            for one in reading.found {
                let places = seen.entry((one.rule, one.value.id)).or_default();
                if !places.iter().any(|place| place.overlaps(one.place)) {
                    places.push(one.place);
                    found.push(one);
                }
            }
        }
        (found, coverage)
    }
}

/// Puts what was found in archives into the report on their text. All that one archive holds stands in the same place,
/// which is drawn once.
pub(super) fn add(packed: Vec<Detected>, text: &Text<'_>, mask: &Mask, found: &mut Vec<Detected>) {
    let mut last: Option<(Span, Region, Excerpt)> = None;
    for mut one in packed {
        let place = one.place;
        let (_, region, excerpt) = match last.take().filter(|(drawn, ..)| *drawn == place) {
            Some(drawn) => drawn,
            None => {
                one.secrets.push(Secret::new(&text.as_str()[place.start..place.end]));
                let region = text.region(place);
                (place, region, check::excerpt(text.as_str(), place, region.start, mask))
            }
        };
        one.region = region;
        one.span = text.source(place);
        one.excerpt = excerpt.clone();
        one.decoded.splice(0..0, text.encoding(place.start));
        // What can be mended stands in the archive, and not in the text.
        one.mend = None;
        found.push(one);
        last = Some((place, region, excerpt));
    }
}
