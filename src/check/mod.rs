//! Guidance checks that turn candidates into findings.
