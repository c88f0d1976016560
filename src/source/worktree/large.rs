//! Files of many megabytes, read by all threads.
//!
//! Contract: a large file is looked at in blocks first. Where none of them could hold anything it is never held in memory; otherwise it is read whole, and
//! nothing of what the blocks said counts. A file that changes meanwhile is none that was looked at.

use std::fs::File;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::spread;
use crate::source::Examine;

/// A file above this size, in bytes, is worth threads of its own.
pub(super) const LARGE: usize = 2 << 20;

/// What a thread looks at in one go, in bytes: little enough for the nearest caches.
const BLOCK: usize = 256 << 10;

/// What a thread reads in one go into a buffer for the whole, in bytes.
const SHARE: usize = 4 << 20;

/// What a large file is looked at with.
#[derive(Clone, Copy)]
pub struct Screening<'a> {
    /// Says of a part whether it could hold anything; nothing where a file has to be shown whole whatever it holds.
    pub examine: Option<&'a dyn Examine>,
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Set where the run is asked to stop.
    pub stop: &'a AtomicBool,
}

/// Whether nothing in a file of `size` bytes could be of interest. Also true where the run was asked to stop: then nothing counts any more.
pub(super) fn is_harmless(file: &File, size: usize, by: Screening<'_>) -> bool {
    let Some(examine) = by.examine else { return false };
    let margin = examine.margin();
    let is_harmless = AtomicBool::new(true);
    let look = |block: usize, buffer: &mut Vec<u8>| {
        buffer.resize(BLOCK + 2 * margin, 0);
        let start = (block * BLOCK).saturating_sub(margin);
        let end = size.min((block + 1) * BLOCK + margin);
        let window = &mut buffer[..end - start];
        let passes = read_at(file, window, start).is_ok() && !examine.suspicious(window);
        if !passes {
            is_harmless.store(false, Ordering::Relaxed);
        }
        passes && !by.stop.load(Ordering::Relaxed)
    };
    spread(size.div_ceil(BLOCK), by.threads, Vec::new, look);
    is_harmless.into_inner()
}

/// The first `size` bytes of a file.
pub(super) fn read_whole(file: &File, size: usize, threads: NonZeroUsize) -> io::Result<Vec<u8>> {
    let is_there = Vec::<u8>::new().try_reserve_exact(size);
    is_there.map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    // The system gives it out empty, without a pass over it.
    let mut whole = vec![0; size];
    let failure = Mutex::new(None);
    let shares: Vec<Mutex<&mut [u8]>> = whole.chunks_mut(SHARE).map(Mutex::new).collect();
    spread(
        shares.len(),
        threads,
        || (),
        |at, ()| {
            let mut share = shares[at].lock().expect("each is taken once");
            let read = read_at(file, &mut share, at * SHARE);
            let is_read = read.is_ok();
            if let Err(error) = read {
                *failure.lock().expect("no thread panics while it holds it") = Some(error);
            }
            is_read
        },
    );
    drop(shares);
    match failure.into_inner().expect("no thread panics while it holds it") {
        Some(error) => Err(error),
        None => Ok(whole),
    }
}

/// Fills `buffer` from the byte at `start` of the file on.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], start: usize) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, start as u64)
}

/// Fills `buffer` from the byte at `start` of the file on.
#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], start: usize) -> io::Result<()> {
    let mut at = start as u64;
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, at) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                buffer = &mut buffer[count..];
                at += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
