//! Takes out what is known to be harmless, and what a team has decided to live with.

mod baseline;
mod holding;
mod inline;
mod policy;
mod public_samples;

pub use baseline::{BASELINE_FILE, Baseline, BaselineError};
pub use holding::{Holding, Standing, Stands};
pub use inline::{Allow, MARKER, allows};
pub use policy::{AllowedValue, Judge, PathException, Policy};
pub use public_samples::is_public_sample;
