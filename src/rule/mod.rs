//! Rules: their schema, packs, and the set that a run uses.
//!
//! Contract: a rule is data. A pack is a TOML file; everything wrong in it is an error that names the file, the line
//! and the key. The set keeps rules in the order of their packs, and that order is the same in every run.

mod embedded;
mod error;
mod evidence;
mod example;
mod fields;
mod pack;
mod pattern;
mod schema;
mod set;

pub use error::RuleError;
pub use evidence::{Evidence, KeyClass, VendorNeed};
pub use example::{Example, Expectation, describe, expand};
pub use pattern::Pattern;
pub use schema::{Filter, Validator, ValueKind};
pub use set::{Form, Rule, RuleSet, VendorNames};
