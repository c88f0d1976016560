//! What scripts do: statements, commands and their options, variables, files that are written and shown, and what comes
//! out of a pipe.
//!
//! Contract: reads shells, PowerShell and batch files, and commands in texts of other formats. What of it is a breach is
//! the question of the checks.

pub(super) mod command;
pub(super) mod fetcher;
pub(super) mod listing;
pub(super) mod output;
pub(super) mod room;
pub(super) mod script;
mod sieve;
pub(super) mod statement;
pub(super) mod variable;
pub(super) mod xtrace;
