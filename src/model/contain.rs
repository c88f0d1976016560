//! Keeps a fault of this program to the one content in which it shows.
//!
//! Contract: the content is lost and named by whoever asked for it, and the rest is scanned. Nothing of what was read
//! gets into what is said about it.

use std::panic::{self, AssertUnwindSafe};

/// What is said of a content on which the program failed.
pub const FAULT: &str = "a fault of banqlint kept it from being read; please report it, and look at the content by hand";

/// The result of `work`, or `None` where it panics; the program's panic hook says where.
///
/// What `work` borrows is only read, so that nothing half-changed is left behind.
pub fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_its_own_content_only() {
        let results: Vec<Option<usize>> = ["one", "three", "fault", "five"]
            .into_iter()
            .map(|word| {
                contain(|| {
                    assert_ne!(word, "fault");
                    word.len()
                })
            })
            .collect();
        assert_eq!(results, [Some(3), Some(5), None, Some(4)]);
    }
}
