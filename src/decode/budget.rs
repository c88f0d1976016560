//! What unpacking may cost.

use thiserror::Error;

/// What archives may cost, for one content of a source. It shrinks as they are opened.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Archives inside one another.
    pub depth: usize,
    /// Bytes that all members together may still unpack to.
    pub bytes: usize,
    /// How many times its packed size one archive member may unpack to, once that is more than 16 MiB.
    pub ratio: usize,
    /// Members of all archives together that may still be read.
    pub members: usize,
    /// Whether a limit was reached.
    pub spent: bool,
}

/// The size below which no ratio is suspicious.
const SMALL: usize = 16 << 20;

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Exceeded {
    #[error("not opened: archives nested more than {0} deep")]
    Depth(usize),
    #[error("not read to its end: the archive unpacks to more than the limit in bytes")]
    Bytes,
    #[error("not read to its end: it unpacks to more than {0} times its size")]
    Ratio(usize),
    #[error("not read to its end: the archive has more members than the limit")]
    Members,
}

impl Default for Budget {
    /// 5 levels, 512 MiB, 200 times, 200,000 members: memory for one content stays below a gibibyte where its text is
    /// UTF-8, and below two where each byte becomes a character of two.
    fn default() -> Self {
        Self { depth: 5, bytes: 512 << 20, ratio: 200, members: 200_000, spent: false }
    }
}

impl Budget {
    /// Whether any limit was reached so far.
    pub fn is_spent(&self) -> bool {
        self.spent
    }

    /// One more archive inside `outer` others.
    pub(super) fn nest(&mut self, outer: usize) -> Result<(), Exceeded> {
        self.hold(outer < self.depth, Exceeded::Depth(self.depth))
    }

    /// One more member.
    pub(super) fn member(&mut self) -> Result<(), Exceeded> {
        self.hold(self.members > 0, Exceeded::Members)?;
        self.members -= 1;
        Ok(())
    }

    /// `length` more bytes of a member of `packed` bytes, which has come to `total`.
    pub(super) fn unpack(
        &mut self,
        length: usize,
        packed: usize,
        total: usize,
    ) -> Result<(), Exceeded> {
        let is_bomb = total > SMALL && total / self.ratio.max(1) > packed;
        self.hold(!is_bomb, Exceeded::Ratio(self.ratio))?;
        self.hold(length <= self.bytes, Exceeded::Bytes)?;
        self.bytes -= length;
        Ok(())
    }

    fn hold(&mut self, is_within: bool, exceeded: Exceeded) -> Result<(), Exceeded> {
        self.spent |= !is_within;
        if is_within { Ok(()) } else { Err(exceeded) }
    }
}
