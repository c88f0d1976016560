//! Turns candidates into findings: is the evidence enough, how bad is it, what belongs together, what may be shown.
//!
//! Contract: plain functions of what was seen in one content; nothing here reads or decodes.

mod excerpt;
mod grade;
mod incident;
mod message;
mod overlap;

pub use excerpt::{Mask, excerpt};
pub use grade::{Grade, Surroundings, grade};
pub use incident::{Member, incidents};
pub use message::message;
pub use overlap::{Sight, keep_once};
