//! `banqlint` finds Banqup API credentials, and every other breach of Banqup's credential-safety guidance, in working
//! trees and git history.
//!
//! Data flows one way: [`source`] brings content, [`decode`] undoes its encodings, [`detect`] finds candidates,
//! [`check`] turns them into findings, [`guidance`] looks at what code does with credentials, [`fix`] mends addresses,
//! [`suppress`] takes out what a team has allowed, [`report`] draws the rest. [`scan`] connects the stages and says how
//! many threads they use; [`cli`] turns arguments into the stages' options. The stages share the vocabulary of
//! [`model`] and the rules of [`rule`], and never import one another (`docs/architecture.md`).

mod blocks;
pub mod check;
pub mod cli;
pub mod config;
pub mod decode;
pub mod detect;
pub mod fix;
pub mod guidance;
pub mod model;
pub mod report;
pub mod rule;
pub mod scan;
pub mod source;
pub mod suppress;
