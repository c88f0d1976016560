//! The places in a text where a value can stand: one pass for each kind at most, shared by all rules.

mod basics;
mod jwts;
mod keys;
mod long;
mod runs;
mod urls;
mod uuids;

use super::Vendor;
use crate::model::Span;
use crate::rule::Filter;

pub use jwts::is_claim;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) use jwts::joins;

/// Finds places in one text. What several kinds are found by is looked for once.
pub(super) struct Finder<'t> {
    text: &'t str,
    named: bool,
    vendor: &'t Vendor,
    long: Vec<Span>,
}

impl<'t> Finder<'t> {
    /// For `text`; `named` is whether it names the vendor.
    pub(super) fn new(text: &'t str, named: bool, vendor: &'t Vendor) -> Self {
        Self { text, named, vendor, long: long::runs(text) }
    }

    /// The places of that kind in the text, in order. Linear in the length of the text.
    pub(super) fn places(&self, filter: Filter) -> Vec<Span> {
        let text = self.text;
        match filter {
            Filter::Alphanumeric => runs::places(text, &self.long).collect(),
            Filter::Key => keys::places(text, &self.long).collect(),
            Filter::Uuid => uuids::places(text).collect(),
            Filter::Jwt => jwts::places(text),
            Filter::Basic => basics::places(text, &self.long),
            Filter::Url if !self.named => Vec::new(),
            Filter::Url => urls::places(text, self.vendor),
        }
    }
}
