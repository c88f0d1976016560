//! What names or is a credential: names and whose they are, values and what only stands for one, the files that are made
//! to hold them.
//!
//! Contract: judges words, values and whole files; where they go is the question of the checks.

pub(super) mod assignment;
pub(super) mod credential_file;
pub(super) mod name;
pub(super) mod owner;
pub(super) mod reference;
pub(super) mod setting;
pub(super) mod store;
pub(super) mod token_cache;
pub(super) mod written;
