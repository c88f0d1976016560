//! Mends what can be mended without a person's judgement: the scheme of an address.
//!
//! Contract: an edit changes the bytes of the scheme and of a needless port 80, in the encoding and the spelling of
//! what stands around them, and nothing else. What might change the meaning is left alone, with the reason. Files are
//! put in place whole or not at all.

mod diff;
mod edit;
mod replace;
mod scheme;

pub use diff::{Change, unified};
pub use edit::{Edit, apply};
pub use replace::replace;
pub use scheme::{Units, mend};
