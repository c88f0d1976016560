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

    /// Reads to the end. The size that the system tells is a hint only: files grow, and some report none.
    fn fill(&mut self, file: &mut File) -> io::Result<&[u8]> {
        if self.buffer.len() > KEPT {
            self.buffer = vec![0; USUAL];
        }
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                let told = file.metadata().map_or(0, |data| data.len());
                let told = usize::try_from(told).unwrap_or(usize::MAX).saturating_add(1);
                self.grow(if told > filled { told } else { filled * 2 })?;
            }
            match file.read(&mut self.buffer[filled..]) {
                Ok(0) => return Ok(&self.buffer[..filled]),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
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

#[cfg(test)]
mod tests {
    use super::*;

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
