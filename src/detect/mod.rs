//! Finds candidates in text: first filter, pattern, validators.
//!
//! Contract: [`suspicious`] reads raw bytes, allocates nothing and never misses what [`Matcher::candidates`] would
//! accept. [`Matcher::candidates`] reads one text (plain, or one from which an encoding was taken off) in linear time.
//! A candidate is a value of the right shape and what is written around it; whether that is enough is for a later stage
//! to say.

mod around;
mod behind;
mod candidate;
mod container;
mod context;
mod customers;
mod declared;
mod entries;
mod find;
mod first_filter;
mod frameworks;
mod grammar;
mod groups;
mod headings;
mod holder;
mod jwt;
mod logins;
mod matcher;
mod naming;
mod one_line;
mod own_names;
mod pairs;
mod parties;
mod phrases;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod reference;
mod rows;
mod sibling;
mod starts;
mod table;
mod telling;
mod validate;
mod vendor;

pub use around::FARTHEST;
pub use candidate::{Candidate, Context};
pub use find::is_claim;
pub use first_filter::{MARGIN, is_archive, suspicious, suspicious_part, suspicious_text};
pub use jwt::expire;
pub use matcher::Matcher;
pub use phrases::key_of_file;
pub use rows::are_in_block;
pub use validate::{reads_as_text, stands_alone};
pub use vendor::Vendor;
