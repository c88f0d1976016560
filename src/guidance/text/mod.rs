//! The text of a page: expressions that cost nothing until they could match, brackets, branches, comments, literals and
//! sections, in any language.
//!
//! Contract: knows texts and places, and nothing of credentials or of what a program does with them.

pub(super) mod brackets;
pub(super) mod branch;
pub(super) mod code;
mod engine;
pub(super) mod grams;
pub(super) mod language;
pub(super) mod literals;
pub(super) mod parts;
pub(super) mod pattern;
pub(super) mod section;
