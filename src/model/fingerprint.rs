//! Identities that survive between runs: of a value, of a finding, of an incident.
//!
//! Contract: SHA-256 over length-prefixed parts with a label of its own for each kind, cut to 128 bits, in hexadecimal.
//! The construction is fixed: suppressions and baselines of users hold these texts.

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::RepoPath;

/// The identity of a secret value: the same everywhere, and no way back to the value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId([u8; 16]);

/// The identity of a finding: rule, path and value, so that moved lines do not change it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

/// The identity of the values of one app that stand together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentId([u8; 16]);

fn digest(label: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(label.as_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut cut = [0; 16];
    cut.copy_from_slice(&hash.finalize()[..16]);
    cut
}

impl ValueId {
    /// The identity of `value`.
    pub fn of(value: &str) -> Self {
        Self(digest("banqlint value 1", &[value.as_bytes()]))
    }
}

impl Fingerprint {
    /// The identity of a finding of `rule` for `value` at `place`: the path, or what stands for it where there is none.
    pub fn of(rule: &str, place: &RepoPath, value: ValueId) -> Self {
        Self(digest("banqlint finding 1", &[rule.as_bytes(), place.as_bytes(), &value.0]))
    }
}

impl IncidentId {
    /// The identity of an incident, from the values it holds in any order.
    pub fn of(values: &[ValueId]) -> Self {
        let mut sorted: Vec<ValueId> = values.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let parts: Vec<&[u8]> = sorted.iter().map(|value| value.0.as_slice()).collect();
        Self(digest("banqlint incident 1", &parts))
    }
}

macro_rules! hexadecimal {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

hexadecimal!(ValueId, Fingerprint, IncidentId);
