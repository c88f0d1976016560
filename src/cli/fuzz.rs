//! Lets `fuzz/` at what git says to hooks. Part of no release: behind the feature `fuzzing`.

use super::hook::{pre_push, pre_receive};

/// What git says to the hooks of a push, and to those of the server that takes it.
pub fn hook_input(bytes: &[u8]) {
    for read in [pre_push::requested, pre_receive::requested] {
        if let Ok(request) = read(bytes) {
            let count = request.range.tips.len();
            assert!(request.range.tips.iter().all(|tip| !tip.is_zero()));
            assert_eq!((request.references.len(), request.range.known.len()), (count, count));
        }
    }
}
