//! Work that is done by several threads at once.
//!
//! Contract: each number is worked on once, in no order that anything may depend on; a thread takes the next one when
//! it is done with its last.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

/// Does `work` for each number below `count`, on so many threads, the one that calls among them. Each thread has
/// something of its own that `make` makes, and all of these are returned. Ends early once `work` says that it should
/// not go on.
pub fn spread<T: Send>(
    count: usize,
    threads: NonZeroUsize,
    make: impl Fn() -> T + Sync,
    work: impl Fn(usize, &mut T) -> bool + Sync,
) -> Vec<T> {
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
        own
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get().min(count)).map(|_| scope.spawn(run)).collect();
        let mut owns = vec![run()];
        let joined = others.into_iter().map(ScopedJoinHandle::join);
        // A fault of one thread is one of whoever asked for the work.
        owns.extend(joined.map(|own| own.unwrap_or_else(|fault| resume_unwind(fault))));
        owns
    })
}

/// What `work` makes of each of `items`, in their order, on so many threads.
pub fn spread_over<T: Sync, R: Send>(
    items: &[T],
    threads: NonZeroUsize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let made = spread(items.len(), threads, Vec::new, |at, made: &mut Vec<(usize, R)>| {
        made.push((at, work(&items[at])));
        true
    });
    let mut made: Vec<(usize, R)> = made.into_iter().flatten().collect();
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, one)| one).collect()
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
    fn results_come_in_order() {
        let items: Vec<usize> = (0..100).collect();
        let threads = NonZeroUsize::new(3).expect("not zero");
        assert_eq!(spread_over(&items, threads, |at| at + 1), (1..101).collect::<Vec<_>>());
        assert!(spread_over(&[(); 0], threads, |()| ()).is_empty());
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
