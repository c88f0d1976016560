//! Opens archives: gzip, zip and its children, tar, nested.

use crate::model::Encoding;

/// What archives may cost, for one content of a source.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Archives inside one another.
    pub depth: usize,
    /// Bytes that all members together may unpack to.
    pub bytes: u64,
    /// How many times its packed size a single archive may unpack to, once it is over a mebibyte.
    pub ratio: u64,
    /// Members of all archives together.
    pub members: usize,
}

/// One thing in an archive.
#[derive(Debug)]
pub enum Member<'a> {
    /// It could be read.
    Content {
        /// The path inside the archive, `!/`-joined where archives are nested.
        path: &'a str,
        /// The containers it was taken from, outermost first.
        encodings: &'a [Encoding],
        /// The unpacked content.
        bytes: &'a [u8],
    },
    /// It, or what is left of the archive, could not.
    Unread {
        /// The path inside the archive; empty for the archive itself.
        path: &'a str,
        /// Why, in one sentence for people.
        reason: String,
    },
}

impl Default for Budget {
    fn default() -> Self {
        Self { depth: 5, bytes: 1 << 30, ratio: 200, members: 100_000 }
    }
}

/// Shows `visit` every member of the archive that `bytes` is, and of the archives in it. Content that is no archive has none.
pub fn members(_bytes: &[u8], _budget: &mut Budget, _visit: &mut dyn FnMut(Member<'_>)) {}
