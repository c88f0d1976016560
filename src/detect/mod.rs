//! Finds candidates in text: first filter, pattern, validators.
