//! The places in a text where a value can stand: one pass for each kind, shared by all rules.

mod basics;
mod jwts;
mod runs;
mod urls;
mod uuids;

use super::Vendor;
use crate::model::Span;
use crate::rule::Filter;

pub use jwts::is_claim;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) use jwts::joins;
pub(super) use urls::address;

/// The places of that kind in `text`, in order. Linear in the length of the text.
pub(super) fn places(filter: Filter, text: &str, vendor: &Vendor) -> Vec<Span> {
    match filter {
        Filter::Alphanumeric => runs::places(text).collect(),
        Filter::Uuid => uuids::places(text).collect(),
        Filter::Jwt => jwts::places(text),
        Filter::Basic => basics::places(text),
        Filter::Url => urls::places(text, vendor),
    }
}
