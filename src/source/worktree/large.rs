//! Files of many megabytes, read by all threads.
//!
//! Contract: a large file is looked at in blocks first, each with what stands around it, and more closely where a block
//! could hold something. Where none does it is never held in memory; otherwise it is read whole, and nothing of what
//! the blocks said counts. A file that changes meanwhile is none that was looked at.

use std::fs::File;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::{Span, spread};

/// A file above this size, in bytes, is worth threads of its own.
pub(super) const LARGE: usize = 2 << 20;

/// What a thread looks at in one go, in bytes: little enough for the nearest caches.
const BLOCK: usize = 256 << 10;

/// What a thread reads in one go into a buffer for the whole, in bytes.
const SHARE: usize = 4 << 20;

/// Decides block by block whether a large file holds nothing; threads ask it about blocks in any order.
pub trait Sieve: Sync {
    /// How many bytes on each side of a block are shown with it.
    fn margin(&self) -> usize;

    /// How many bytes on each side of a block are shown for the closer look.
    fn room(&self) -> usize;

    /// Whether nothing in the block could be of interest. Must not allocate.
    fn passes(&self, block: Block<'_>) -> bool;

    /// Whether a closer look at a block that did not pass finds nothing, as long as all other blocks [weigh
    /// nothing](Self::weighs_nothing).
    fn holds_nothing(&self, block: Block<'_>) -> bool;

    /// Whether the block makes nothing count that stands far from it, nor changes how that is read.
    fn weighs_nothing(&self, block: Block<'_>) -> bool;
}

/// One block of a large file, with what stands around it.
#[derive(Debug, Clone, Copy)]
pub struct Block<'b> {
    /// The block and its surroundings.
    pub bytes: &'b [u8],
    /// The block within them.
    pub core: Span,
    /// Whether the file starts where `bytes` do.
    pub is_start: bool,
    /// Whether it ends where they do.
    pub is_end: bool,
}

/// What a large file is looked at with.
pub struct Screening<'a> {
    /// Decides whether it can be left out; nothing where a file has to be shown whole whatever it holds.
    pub sieve: Option<Box<dyn Sieve + 'a>>,
    /// How many threads to use.
    pub threads: NonZeroUsize,
    /// Set where the run is asked to stop.
    pub stop: &'a AtomicBool,
}

/// Whether nothing in a file of `size` bytes could be of interest. Also true where the run was asked to stop: then
/// nothing counts any more.
pub(super) fn is_harmless(file: &File, size: usize, by: &Screening<'_>) -> bool {
    let Some(sieve) = by.sieve.as_deref() else { return false };
    let blocks = Blocks { file, size };
    let is_harmless = AtomicBool::new(true);
    // Blocks that did not pass count for as much as the others allow, so from the first one on the others are weighed.
    let weighs = AtomicBool::new(false);
    let look = |number: usize, own: &mut Own| {
        let Ok(block) = blocks.read(number, sieve.margin(), &mut own.buffer) else { return false };
        if !sieve.passes(block) {
            weighs.store(true, Ordering::Relaxed);
            let near = blocks.read(number, sieve.room(), &mut own.room);
            if !near.is_ok_and(|near| sieve.holds_nothing(near)) {
                return false;
            }
        }
        if !weighs.load(Ordering::Relaxed) {
            own.unweighed.push(number);
            return true;
        }
        sieve.weighs_nothing(block)
    };
    let weigh = |number: usize, own: &mut Own| {
        let block = blocks.read(number, sieve.margin(), &mut own.buffer);
        block.is_ok_and(|block| sieve.weighs_nothing(block))
    };
    let goes_on = |holds: bool| {
        is_harmless.fetch_and(holds, Ordering::Relaxed);
        holds && !by.stop.load(Ordering::Relaxed)
    };
    let owns =
        spread(blocks.count(), by.threads, Own::default, |number, own| goes_on(look(number, own)));
    if weighs.into_inner() && is_harmless.load(Ordering::Relaxed) {
        let left: Vec<usize> = owns.into_iter().flat_map(|own| own.unweighed).collect();
        spread(left.len(), by.threads, Own::default, |at, own| goes_on(weigh(left[at], own)));
    }
    is_harmless.into_inner()
}

/// What each thread that looks at blocks has.
#[derive(Default)]
struct Own {
    buffer: Vec<u8>,
    /// For closer looks.
    room: Vec<u8>,
    /// The blocks that were not weighed.
    unweighed: Vec<usize>,
}

/// A file in blocks.
struct Blocks<'f> {
    file: &'f File,
    size: usize,
}

impl Blocks<'_> {
    fn count(&self) -> usize {
        self.size.div_ceil(BLOCK)
    }

    /// The block of this number with so many bytes on each side.
    fn read<'b>(
        &self,
        number: usize,
        around: usize,
        buffer: &'b mut Vec<u8>,
    ) -> io::Result<Block<'b>> {
        let start = number * BLOCK;
        let (from, to) = (start.saturating_sub(around), self.size.min(start + BLOCK + around));
        if buffer.len() < to - from {
            buffer.resize(BLOCK + 2 * around, 0);
        }
        let bytes = &mut buffer[..to - from];
        read_at(self.file, bytes, from)?;
        let core = Span { start: start - from, end: self.size.min(start + BLOCK) - from };
        Ok(Block { bytes, core, is_start: from == 0, is_end: to == self.size })
    }
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
