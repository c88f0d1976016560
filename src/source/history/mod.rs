//! The history of a git repository: every object, once.
