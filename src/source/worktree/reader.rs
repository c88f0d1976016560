//! Reads files whole into one buffer that is used again and again.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Holds most source files, so that they cost no look at their size.
const USUAL: usize = 256 << 10;

/// A buffer above this size is given back after use.
const KEPT: usize = 16 << 20;

/// One thread's buffer. Its length is its capacity: what lies past the content is left from earlier files.
#[derive(Debug)]
pub(super) struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self { buffer: vec![0; USUAL] }
    }

    /// The whole content of a file.
    pub(super) fn read(&mut self, path: &Path) -> io::Result<&[u8]> {
        self.fill(&mut File::open(path)?)
    }

    /// Reads to the end. The size that the system tells says how much to expect, and in the end whether that was all: what grows or
    /// shrinks meanwhile was not read whole. Files that report no size have what they have.
    fn fill(&mut self, file: &mut impl Stream) -> io::Result<&[u8]> {
        if self.buffer.len() > KEPT {
            self.buffer = vec![0; USUAL];
        }
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                let told = file.told().map_or(0, |told| told.saturating_add(1));
                self.grow(if told > filled { told } else { filled * 2 })?;
            }
            match file.read(&mut self.buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        match file.told()? {
            told if told == filled || told == 0 => Ok(&self.buffer[..filled]),
            told => Err(changed(filled, told)),
        }
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

fn changed(filled: usize, told: usize) -> io::Error {
    let what =
        format!("it changed meanwhile: {filled} bytes were there to read, and it has {told}");
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let read = reader.fill(&mut file).map(<[u8]>::len).map_err(|error| error.to_string());
            assert_eq!(read.is_ok(), is_whole, "{size} {later}: {read:?}");
            assert!(read.map_or_else(|error| error.contains("changed"), |read| read == size));
        }
    }

    #[test]
    fn content_of_any_length_comes_whole_and_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        let mut reader = Reader::new();
        for length in [KEPT + 5, 0, 1, USUAL - 1, USUAL, USUAL + 1, 3 * USUAL, 7] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &content).expect("the file is written");
            assert!(reader.read(&path).expect("the file is read") == content, "length {length}");
        }
    }
}
