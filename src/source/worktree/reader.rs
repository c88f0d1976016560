//! Reads files whole into one buffer that is used again and again; large ones in parts, where that is enough.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::large::{self, LARGE, Screening};

/// Holds most source files, so that they cost no look at their size.
const USUAL: usize = 256 << 10;

/// One thread's buffer. Its length is its capacity: what lies past the content is left from earlier files.
#[derive(Debug)]
pub(super) struct Reader {
    buffer: Vec<u8>,
    /// The last file, if it was a large one.
    large: Vec<u8>,
}

/// What was read of a file.
#[derive(Debug)]
pub(super) enum Content<'r> {
    /// All of it.
    Whole(&'r [u8]),
    /// So many bytes, none of which could be of interest.
    Harmless(usize),
}

/// How far a file went into the buffer.
enum Filled {
    /// To its end, after so many bytes.
    Whole(usize),
    /// Not to its end: the system tells this size.
    Large(usize),
}

impl Reader {
    pub(super) fn new() -> Self {
        Self { buffer: vec![0; USUAL], large: Vec::new() }
    }

    /// The content of a file; `screening` is asked for where it is a large one, and told how it starts.
    pub(super) fn read<'s>(
        &mut self,
        path: &Path,
        screening: impl FnOnce(&[u8]) -> Screening<'s>,
    ) -> io::Result<Content<'_>> {
        self.large = Vec::new();
        let mut file = File::open(path)?;
        let size = match self.fill(&mut file)? {
            Filled::Whole(size) => return Ok(Content::Whole(&self.buffer[..size])),
            Filled::Large(size) => size,
        };
        let by = screening(&self.buffer);
        if large::is_harmless(&file, size, &by) {
            hold(size, file.told()?)?;
            return Ok(Content::Harmless(size));
        }
        self.large = large::read_whole(&file, size, by.threads)?;
        hold(size, file.told()?)?;
        Ok(Content::Whole(&self.large))
    }

    /// Reads to the end, unless that is far off. The size that the system tells says how much to expect, and in the end
    /// whether that was all: what grows or shrinks meanwhile was not read whole. Files that report no size have what
    /// they have.
    fn fill(&mut self, file: &mut impl Stream) -> io::Result<Filled> {
        if self.buffer.len() > LARGE + 1 {
            self.buffer = vec![0; USUAL];
        }
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                let told = file.told()?;
                if told > LARGE {
                    return Ok(Filled::Large(told));
                }
                self.grow(if told >= filled { told + 1 } else { filled * 2 })?;
            }
            match file.read(&mut self.buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        match file.told()? {
            0 => {}
            told => hold(filled, told)?,
        }
        Ok(Filled::Whole(filled))
    }

    fn grow(&mut self, size: usize) -> io::Result<()> {
        self.buffer
            .try_reserve_exact(size.saturating_sub(self.buffer.len()))
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        self.buffer.resize(size, 0);
        Ok(())
    }
}

/// What can be read, and says how long it is now.
trait Stream: Read {
    fn told(&self) -> io::Result<usize>;
}

impl Stream for File {
    fn told(&self) -> io::Result<usize> {
        Ok(usize::try_from(self.metadata()?.len()).unwrap_or(usize::MAX))
    }
}

/// Fails unless the file, which now has `told` bytes, is as long as what was read.
fn hold(filled: usize, told: usize) -> io::Result<()> {
    if told == filled {
        return Ok(());
    }
    let what =
        format!("it changed meanwhile: {filled} bytes were there to read, and it has {told}");
    Err(io::Error::new(io::ErrorKind::InvalidData, what))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::source::worktree::large::{Block, Sieve};

    /// A file of `size` bytes that has `later` bytes once it was read.
    struct Changing {
        content: io::Cursor<Vec<u8>>,
        later: usize,
    }

    impl Read for Changing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.content.read(buffer)
        }
    }

    impl Stream for Changing {
        fn told(&self) -> io::Result<usize> {
            Ok(self.later)
        }
    }

    #[test]
    fn what_grows_or_shrinks_while_it_is_read_is_not_read_whole() {
        let mut reader = Reader::new();
        for (size, later, is_whole) in
            [(9, 9, true), (9, 8, false), (9, 10, false), (USUAL, USUAL + 1, false), (9, 0, true)]
        {
            let mut file = Changing { content: io::Cursor::new(vec![b'x'; size]), later };
            match reader.fill(&mut file) {
                Ok(Filled::Whole(read)) => assert!(is_whole && read == size, "{size} {later}"),
                Ok(Filled::Large(_)) => panic!("{size} is not large"),
                Err(error) => assert!(!is_whole && error.to_string().contains("changed")),
            }
        }
    }

    /// Lets pass what holds no word of interest; a closer look finds nothing where `X`s stand on both sides, as long as
    /// there is no `!`.
    struct Word;

    impl Sieve for Word {
        fn margin(&self) -> usize {
            8
        }

        fn room(&self) -> usize {
            1000
        }

        fn passes(&self, block: Block<'_>) -> bool {
            memchr::memmem::find(block.bytes, b"interest").is_none()
        }

        fn holds_nothing(&self, block: Block<'_>) -> bool {
            assert_eq!(block.core.start == 0, block.is_start);
            assert_eq!(block.core.end == block.bytes.len(), block.is_end);
            memchr::memmem::find(block.bytes, b"XinterestX").is_some()
        }

        fn weighs_nothing(&self, block: Block<'_>) -> bool {
            memchr::memchr(b'!', block.bytes).is_none()
        }
    }

    static STOP: AtomicBool = AtomicBool::new(false);

    fn screening(sieve: Option<Box<dyn Sieve>>) -> Screening<'static> {
        let threads = NonZeroUsize::new(3).expect("not zero");
        Screening { sieve, threads, stop: &STOP }
    }

    #[test]
    fn content_of_any_length_comes_whole_and_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        let mut reader = Reader::new();
        for length in [3 * LARGE + 5, 0, 1, USUAL - 1, USUAL, USUAL + 1, 3 * USUAL, LARGE + 1, 7] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &content).expect("the file is written");
            let read = reader.read(&path, |_| screening(None)).expect("the file is read");
            assert!(matches!(read, Content::Whole(bytes) if bytes == content), "length {length}");
        }
    }

    #[test]
    fn a_large_file_is_shown_only_where_it_could_hold_something() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        let mut reader = Reader::new();
        let size = LARGE + 300_000;
        let plain = vec![b'.'; size];
        std::fs::write(&path, &plain).expect("the file is written");
        let read =
            reader.read(&path, |_| screening(Some(Box::new(Word)))).expect("the file is read");
        assert!(matches!(read, Content::Harmless(length) if length == size));
        // At the ends, and at and across the seams of what threads look at.
        for at in [0, (256 << 10) - 8, (256 << 10) - 4, 256 << 10, 1 << 20, size - 8] {
            let mut content = plain.clone();
            content[at..at + 8].copy_from_slice(b"interest");
            std::fs::write(&path, &content).expect("the file is written");
            let read =
                reader.read(&path, |_| screening(Some(Box::new(Word)))).expect("the file is read");
            assert!(matches!(read, Content::Whole(bytes) if bytes == content), "{at}");
        }
    }
    #[test]
    fn a_closer_look_counts_where_no_other_block_weighs() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        let size = LARGE + 300_000;
        let mut reader = Reader::new();
        for (word, at) in
            [("XinterestX", 0), ("XinterestX", (1 << 20) - 5), ("XinterestX", size - 10)]
        {
            for (mark, is_harmless) in [(b'.', true), (b'!', false)] {
                for mark_at in [20, 900_000, size - 20] {
                    let mut content = vec![b'.'; size];
                    content[at..at + word.len()].copy_from_slice(word.as_bytes());
                    content[mark_at] = mark;
                    std::fs::write(&path, &content).expect("the file is written");
                    let sieve = |_: &[u8]| screening(Some(Box::new(Word)));
                    let read = reader.read(&path, sieve).expect("the file is read");
                    let is = matches!(read, Content::Harmless(_));
                    assert_eq!(is, is_harmless, "{at} {mark_at}");
                }
            }
        }
    }
}
