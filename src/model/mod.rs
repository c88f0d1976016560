//! The vocabulary that every stage shares: where content comes from, what was found in it, what could not be read.
//!
//! Contract: plain values, and what every stage needs; no input or output, nothing that depends on a stage.

pub mod address;
mod app;
mod circumstances;
mod contain;
mod finding;
mod fingerprint;
mod globs;
mod history;
mod kept;
mod mend;
mod nearest;
mod object_id;
mod origin;
mod party;
mod path;
mod printable;
mod problem;
mod progress;
mod refusal;
mod report;
mod rule_info;
mod scope;
mod secret;
mod severity;
mod span;
mod spread;
mod suppressed;
pub mod vendor;

pub use app::{App, Apps};
pub use circumstances::{Circumstances, Tracking};
pub use contain::{FAULT, contain};
pub use finding::{Encoding, Excerpt, ExcerptLine, Finding, JwtFacts, MaskedValue};
pub use fingerprint::{Fingerprint, IncidentId, ValueId};
pub use globs::Globs;
pub use history::{CommitInfo, Lifetime, Provenance, Removal};
pub use kept::KEPT;
pub use mend::{Mend, Mended};
pub use nearest::nearest;
pub use object_id::ObjectId;
pub use origin::Origin;
pub use party::{Named, Party, parties};
pub use path::RepoPath;
pub use printable::is_unprintable;
pub use problem::Problem;
pub use progress::{Progress, Snapshot, Stage, Told};
pub use refusal::is_refused;
pub use report::{Report, Stats};
pub use rule_info::RuleInfo;
pub use scope::Scope;
pub use secret::Secret;
pub use severity::{Confidence, Severity};
pub use span::{Position, Region, Span};
pub use spread::{spread, spread_over};
pub use suppressed::{Suppressed, SuppressedFinding, Suppression};
