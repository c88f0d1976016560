//! Large files that hold nothing, told by their parts.
//!
//! Contract: a file is told to hold nothing only where reading it whole would find nothing. A block that the first
//! filter acquits holds nothing whatever else the file holds. Of any other, the suspicious parts are read as in a
//! history: what decides about them is near, but for whether the file names the vendor, and whether it is UTF-16 or
//! UTF-32 as a whole. The blocks are asked for that as well.

use super::inspect::Inspector;
use super::near;
use crate::decode;
use crate::detect;
use crate::guidance;
use crate::model::{Span, contain};
use crate::source::Examine;
use crate::source::worktree::{Block, Sieve};

/// Judges one file.
struct LargeFile<'i> {
    inspector: &'i Inspector,
}

impl Inspector {
    /// What a file that starts like this is looked at with; nothing where only the whole can tell.
    pub(super) fn sieve(&self, start: &[u8]) -> Option<Box<dyn Sieve + '_>> {
        let reads_in_parts = !decode::has_wide_mark(start) && !self.rules().looks_everywhere();
        reads_in_parts.then(|| Box::new(LargeFile { inspector: self }) as Box<dyn Sieve>)
    }
}

impl Sieve for LargeFile<'_> {
    fn margin(&self) -> usize {
        // One more, which tells that the file goes on there.
        self.inspector.margin() + 1
    }

    fn room(&self) -> usize {
        near::ROOM
    }

    fn passes(&self, block: Block<'_>) -> bool {
        let is_archive = detect::is_archive(block.bytes);
        !is_archive && !self.inspector.is_suspicious_part(block.bytes, block.core)
    }

    fn holds_nothing(&self, block: Block<'_>) -> bool {
        let is_archive = (block.is_start || block.is_end) && detect::is_archive(block.bytes);
        let is_inside = |part: Span| {
            (block.is_start || part.start > 0) && (block.is_end || part.end < block.bytes.len())
        };
        // A fault of ours is met again where the whole is looked at, and told there.
        let look = || self.inspector.holds_nothing_near(block.bytes, block.core, is_inside);
        !is_archive && contain(look).unwrap_or(false)
    }

    fn weighs_nothing(&self, block: Block<'_>) -> bool {
        let names = |text: &[u8]| {
            self.inspector.names_vendor(text) || guidance::names_vendor_in_short(text)
        };
        // In the whole, strings of wide characters read as text too.
        let names_in_wide = || {
            memchr::memchr(0, block.bytes).is_some()
                && names(decode::text_of_part(block.bytes).as_str().as_bytes())
        };
        let core = &block.bytes[block.core.start..block.core.end];
        decode::holds_few_zeros(core) && !names(block.bytes) && !names_in_wide()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    use super::*;
    use crate::rule::{RuleSet, expand};
    use crate::scan::InspectOptions;

    fn inspector() -> Inspector {
        let options = InspectOptions { now: 0, threads: NonZeroUsize::MIN };
        Inspector::new(Arc::new(RuleSet::embedded()), options)
    }

    /// Whether a closer look finds nothing in the middle third of a text that holds this in its middle.
    fn holds_nothing(template: &str) -> bool {
        let prose = "an ordinary line of text\n".repeat(10_000);
        let text = [&prose, &expand(template, 1), "\n", &prose].concat();
        let inspector = inspector();
        let sieve = inspector.sieve(text.as_bytes()).expect("it has no mark");
        let core = Span { start: text.len() / 3, end: 2 * text.len() / 3 };
        let block = Block { bytes: text.as_bytes(), core, is_start: false, is_end: false };
        assert!(!sieve.passes(block), "{template}");
        sieve.holds_nothing(block)
    }

    #[test]
    fn a_closer_look_tells_lookalikes_from_findings() {
        for template in ["refreshToken = \"{{token28}}\"", "no token: a.eyJx"] {
            assert!(holds_nothing(template), "{template}");
        }
        let rows = "QUJD".repeat(16) + "\n";
        for template in [
            "client_secret = \"{{secret64}}\"",
            "see banqup.com",
            "# banqlint: allow(jwt) expired",
            "value = \"{{secret64}}\"",
            &format!("{}a.eyJx", rows.repeat(1000)),
        ] {
            assert!(!holds_nothing(template), "{template}");
        }
    }

    #[test]
    fn names_of_the_vendor_and_many_zeros_weigh() {
        let inspector = inspector();
        let sieve = inspector.sieve(b"").expect("it has no mark");
        let mut wide = b"an ordinary line of text, ".repeat(40);
        wide.extend("bq_client_id".encode_utf16().flat_map(u16::to_le_bytes));
        for (part, weighs) in [
            (&b"an ordinary line \0 of text, of which no other says anything"[..], false),
            (b"the Upg-Dev-Portal", true),
            (b"bq_client_id", true),
            (b"client_id", false),
            (b"w\0i\0d\0e\0", true),
            (&wide, true),
        ] {
            let core = Span { start: 0, end: part.len() };
            let block = Block { bytes: part, core, is_start: false, is_end: false };
            assert_eq!(sieve.weighs_nothing(block), !weighs, "{}", part.escape_ascii());
        }
    }

    #[test]
    fn a_mark_of_wide_text_asks_for_all() {
        let inspector = inspector();
        for mark in [&b"\xFF\xFE"[..], b"\xFE\xFF", b"\0\0\xFE\xFF"] {
            assert!(inspector.sieve(mark).is_none());
        }
        assert!(inspector.sieve(b"\xEF\xBB\xBF").is_some());
    }
}
