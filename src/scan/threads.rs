//! The threads that a scan starts.

use std::num::NonZeroUsize;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Why a scan has no threads to run on.
#[derive(Debug, thiserror::Error)]
#[error("no threads can be started: {0}; try --threads 1")]
pub struct NoThreads(rayon::ThreadPoolBuildError);

/// So many threads, each with a stack of so many bytes; the system's own size where none is given.
pub(super) fn pool(threads: NonZeroUsize, stack: Option<usize>) -> Result<ThreadPool, NoThreads> {
    let builder = ThreadPoolBuilder::new().num_threads(threads.get());
    let builder = match stack {
        Some(stack) => builder.stack_size(stack),
        None => builder,
    };
    builder.build().map_err(NoThreads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gets_no_threads_is_told_what_to_try() {
        let refused = pool(NonZeroUsize::MIN, Some(usize::MAX / 4)).map(|_| ());
        let said = refused.expect_err("no machine has so much room").to_string();
        assert!(said.starts_with("no threads can be started: "), "{said}");
        assert!(said.ends_with("; try --threads 1"), "{said}");
    }
}
