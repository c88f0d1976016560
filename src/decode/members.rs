//! Opens archives: gzip, zip and what is built on it (jar, apk, office files), tar, databases of SQLite, PDF documents,
//! and each of them in another.
//!
//! Contract: everything happens in memory, one member at a time and one for each level of nesting. A member's name is
//! only ever a name, and shown as one. What cannot be read is told, and the rest is read all the same.

mod names;
mod pdf;
mod sqlite;
mod zip;

use std::io::Read;

use flate2::bufread::GzDecoder;

use super::budget::Budget;
use super::container::{Container, carries_archive, container};
use crate::model::Encoding;

/// One thing in an archive.
#[derive(Debug)]
pub enum Member<'a> {
    /// What it is called, or a folder that it is in: shown before it, and once for members that follow each other.
    Name {
        /// The path inside the archive up to this name, which is its end.
        path: &'a str,
        /// One part of the path.
        name: &'a str,
        /// As for content.
        encodings: &'a [Encoding],
    },
    /// It could be read. Of a symbolic link, the content is the path to which it leads.
    Content {
        /// The path inside the archive, `!/`-joined where archives are nested; empty for what a gzip file holds.
        path: &'a str,
        /// The containers it was taken from, outermost first.
        encodings: &'a [Encoding],
        /// The unpacked content.
        bytes: &'a [u8],
    },
    /// It, or what is left of the archive, could not.
    Unread {
        /// As for content; empty for the archive itself.
        path: &'a str,
        /// Why, in one sentence for people.
        reason: String,
    },
}

/// Why a member with an unknown method of compression is not read.
const UNSUPPORTED: &str = "packed by a method that is not supported";

/// The flags in the header of a gzip file that mean something.
const GZIP_FLAGS: u8 = 0x1F;

/// Whether content is an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It is, and its members were shown.
    Archive,
    /// It is none.
    Other,
}

/// Shows `visit` every member of the archive that `bytes` is, and of the archives in it.
///
/// An archive in the archive is shown as its members, and as content itself only where not all of it could be read. The
/// packed bytes spell a member's text in clear where the member is stored without compression, so a value that is found
/// in `bytes` too is the member's.
pub fn members(bytes: &[u8], budget: &mut Budget, visit: &mut dyn FnMut(Member<'_>)) -> Opened {
    let mut opening = Opening {
        budget,
        visit,
        path: String::new(),
        named: String::new(),
        encodings: Vec::new(),
        unread: false,
    };
    opening.open(bytes)
}

struct Opening<'v> {
    budget: &'v mut Budget,
    visit: &'v mut dyn FnMut(Member<'_>),
    path: String,
    /// The path of which the names were shown last.
    named: String,
    encodings: Vec<Encoding>,
    /// Whether anything could not be read since this was last cleared.
    unread: bool,
}

impl Opening<'_> {
    fn open(&mut self, bytes: &[u8]) -> Opened {
        let Some(kind) = container(bytes) else { return Opened::Other };
        if let Container::Closed(name) = kind {
            self.fail(format!("{name} are not opened"));
            return Opened::Archive;
        }
        if let Err(exceeded) = self.budget.nest(self.encodings.len()) {
            self.fail(exceeded.to_string());
            return Opened::Archive;
        }
        let encoding = match kind {
            Container::Gzip => Encoding::Gzip,
            Container::Zip => Encoding::Zip,
            Container::Sqlite => Encoding::Sqlite,
            Container::Pdf => Encoding::Pdf,
            Container::Tar | Container::Closed(_) => Encoding::Tar,
        };
        self.encodings.push(encoding);
        match kind {
            Container::Gzip => self.gzip(bytes),
            Container::Zip => self.zip(bytes),
            Container::Sqlite => self.sqlite(bytes),
            Container::Pdf => self.pdf(bytes),
            Container::Tar | Container::Closed(_) => self.tar(bytes),
        }
        self.encodings.pop();
        Opened::Archive
    }

    fn gzip(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        let mut unpacked = Vec::new();
        let mut failure = None;
        while failure.is_none() && container(rest) == Some(Container::Gzip) {
            // Bits of the header that nothing is said by keep nobody from unpacking what follows.
            let head = [rest[0], rest[1], rest[2], rest[3] & GZIP_FLAGS];
            let mut decoder = GzDecoder::new(head.as_slice().chain(&rest[head.len()..]));
            failure = self.read(&mut decoder, bytes.len(), &mut unpacked).err();
            if let Some(name) = decoder.header().and_then(|header| header.filename()) {
                self.within(&lossy(name), Self::names);
            }
            (_, rest) = decoder.into_inner().into_inner();
        }
        match failure {
            Some(reason) => self.fail(reason),
            // Nothing keeps another archive from standing behind it.
            None => drop(self.open(rest)),
        }
        self.content(&unpacked);
    }

    fn tar(&mut self, bytes: &[u8]) {
        let mut archive = tar::Archive::new(bytes);
        // What stands behind the end of an archive is another one, or damage, and no reason to look away.
        archive.set_ignore_zeros(true);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(_) => return self.fail("the tar archive is damaged".to_owned()),
        };
        for entry in entries {
            if let Err(exceeded) = self.budget.member() {
                return self.fail(exceeded.to_string());
            }
            let Ok(mut entry) = entry else {
                return self
                    .fail("the tar archive is damaged, what follows was not read".to_owned());
            };
            let name = lossy(&entry.path_bytes());
            let mut unpacked = Vec::new();
            let outcome = self.read(&mut entry, bytes.len(), &mut unpacked);
            if entry.header().entry_type().is_symlink() {
                unpacked.extend_from_slice(&entry.link_name_bytes().unwrap_or_default());
            }
            self.member(&name, outcome, &unpacked);
        }
    }

    /// Unpacks all of `source` within the budget. What was read before a failure stays in `unpacked`.
    fn read(
        &mut self,
        source: &mut dyn Read,
        packed: usize,
        unpacked: &mut Vec<u8>,
    ) -> Result<(), String> {
        let mut buffer = [0; 32 * 1024];
        loop {
            let length = match source.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {
                    return Err(UNSUPPORTED.to_owned());
                }
                Err(_) => return Err("damaged: it cannot be unpacked to its end".to_owned()),
            };
            unpacked.extend_from_slice(&buffer[..length]);
            self.budget.unpack(length, packed, unpacked.len()).map_err(|over| over.to_string())?;
        }
    }

    /// A member of an archive of files.
    fn member(&mut self, name: &str, outcome: Result<(), String>, unpacked: &[u8]) {
        self.within(name, |opening, start| {
            opening.names(start);
            opening.unpacked(outcome, unpacked);
        });
    }

    /// What a member holds, as far as it was unpacked.
    fn unpacked(&mut self, outcome: Result<(), String>, unpacked: &[u8]) {
        if let Err(reason) = outcome {
            self.fail(reason);
        }
        self.content(unpacked);
    }

    /// Goes on in the member of this name, which starts here in the path.
    fn within(&mut self, name: &str, go_on: impl FnOnce(&mut Self, usize)) {
        let outer = self.path.len();
        if outer > 0 {
            self.path.push_str("!/");
        }
        let start = self.path.len();
        self.path.push_str(name);
        go_on(self, start);
        self.path.truncate(outer);
    }

    fn content(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let unread = std::mem::take(&mut self.unread);
        let opened = self.open(bytes);
        if opened == Opened::Other || self.unread || carries_archive(bytes) {
            let (path, encodings) = (self.path.as_str(), self.encodings.as_slice());
            (self.visit)(Member::Content { path, encodings, bytes });
        }
        self.unread |= unread;
    }

    fn fail(&mut self, reason: String) {
        self.unread = true;
        (self.visit)(Member::Unread { path: &self.path, reason });
    }
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
