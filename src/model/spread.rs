//! Work that is done by several threads at once.
//!
//! Contract: each number is worked on once, in no order that anything may depend on; a thread takes the next one when it is done with its last.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Does `work` for each number below `count`, on so many threads, the one that calls among them. Each thread has something of its own that `make` makes. Ends early once
/// `work` says that it should not go on.
pub fn spread<T>(
    count: usize,
    threads: NonZeroUsize,
    make: impl Fn() -> T + Sync,
    work: impl Fn(usize, &mut T) -> bool + Sync,
) {
    let next = AtomicUsize::new(0);
    let goes_on = AtomicBool::new(true);
    let run = || {
        let mut own = make();
        while goes_on.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            if !work(at, &mut own) {
                goes_on.store(false, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get().min(count) {
            scope.spawn(run);
        }
        run();
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn each_number_comes_once_on_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let threads = NonZeroUsize::new(threads).expect("not zero");
            for count in [0, 1, 2, 100] {
                let seen = Mutex::new(Vec::new());
                spread(
                    count,
                    threads,
                    || (),
                    |at, ()| {
                        seen.lock().expect("no thread panics").push(at);
                        true
                    },
                );
                let mut seen = seen.into_inner().expect("no thread panics");
                seen.sort_unstable();
                assert_eq!(seen, (0..count).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn it_ends_where_it_should_not_go_on() {
        let done = AtomicUsize::new(0);
        spread(
            1000,
            NonZeroUsize::MIN,
            || (),
            |at, ()| {
                done.fetch_add(1, Ordering::Relaxed);
                at < 3
            },
        );
        assert_eq!(done.into_inner(), 4);
    }
}
