//! The labelled corpus: every form in which a credential stands in real files, and what only looks like one.
//!
//! Contract: made from a seed at run time and written without a look at the engine that it measures. Each place is
//! computed from a mark in a template, never counted by hand.

pub(crate) mod archive;
mod bytes;
mod case;
mod code;
mod doc;
mod earlier;
mod glued;
mod languages;
mod more;
mod negatives;
mod packs;
mod prose;
mod relatives;
mod settings;
mod sheet;
mod shell;
mod strangers;
mod structured;
mod tokens;
mod urls;

pub(crate) use case::{Case, Planted};
pub(crate) use doc::Precision;

use sha2::{Digest, Sha256};

use crate::secrets::{Secrets, hex_of};

/// The rules that this corpus measures; findings of others are not its business.
pub(crate) const RULES: &[&str] = &[
    "basic-credentials", "bearer-token", "client-id", "client-secret", "credentials-in-url", "jwt",
    "plain-http", "refresh-token",
];

/// The corpus of `seed`.
pub(crate) fn corpus(seed: u64) -> Vec<Case> {
    let tables = [
        settings::FORMS,
        prose::FORMS,
        structured::FORMS,
        code::FORMS,
        shell::FORMS,
        tokens::FORMS,
        urls::FORMS,
        earlier::FORMS,
        more::FORMS,
        strangers::FORMS,
        negatives::FORMS,
    ];
    let mut cases: Vec<Case> = tables.iter().flat_map(|forms| case::dressed(forms, seed)).collect();
    cases.extend(bytes::cases(seed));
    cases.extend(glued::cases(seed));
    cases.extend(languages::cases(seed));
    cases.extend(packs::cases(&Secrets::new(seed)));
    cases
}

/// The identity that reports give for `value`.
pub(crate) fn value_id(value: &str) -> String {
    let mut hash = Sha256::new();
    hash.update("banqlint value 1");
    hash.update((value.len() as u64).to_le_bytes());
    hash.update(value);
    hex_of(&hash.finalize()[..16])
}
