//! Archives in base64 or hexadecimal digits inside a text: a Helm release, cloud-init's `gz+b64`, a file in a request, a
//! column in a dump of a database.
//!
//! What spells plain text is read wherever it stands; an archive has to be whole to be opened. So a run is taken for one
//! only where it starts as gzip and zip files and PDF documents do.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use super::{base64, hex};
use crate::model::{Encoding, Span};

/// How gzip and zip files and PDF documents start, in base64 and in digits of either case.
const STARTS: [(&str, Encoding); 8] = [
    ("H4sI", Encoding::Base64),
    ("UEsDB", Encoding::Base64),
    ("JVBERi", Encoding::Base64),
    ("1f8b08", Encoding::Hex),
    ("1F8B08", Encoding::Hex),
    ("504b0304", Encoding::Hex),
    ("504B0304", Encoding::Hex),
    ("25504446", Encoding::Hex),
];

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst);
    builder.build(STARTS.map(|(start, _)| start)).expect("a few short words fit every limit")
});

/// The runs in `text` that start as archives do, in order, and what they are encoded in.
pub fn packed(text: &str) -> Vec<(Span, Encoding)> {
    let bytes = text.as_bytes();
    let mut found: Vec<(Span, Encoding)> = Vec::new();
    let mut at = 0;
    // The search goes on in what only looks like a start, and behind what is one.
    while let Some(next) = SEARCH.find(Input::new(bytes).range(at..)) {
        let (start, encoding) = (next.start(), STARTS[next.pattern().as_usize()].1);
        at = next.end();
        let is_start = match encoding {
            Encoding::Hex => hex::starts_run(bytes, start),
            _ => base64::starts_run(bytes, start),
        };
        if is_start {
            at = run(bytes, start, encoding, &mut |_| {});
            found.push((Span { start, end: at }, encoding));
        }
    }
    found
}

/// What a run in this encoding that starts at `start` stands for.
pub fn unpacked(text: &str, start: usize, encoding: Encoding) -> Vec<u8> {
    let mut archive = Vec::new();
    run(text.as_bytes(), start, encoding, &mut |part| archive.extend_from_slice(part));
    archive
}

/// Shows what a run stands for, and returns where it ends.
fn run(bytes: &[u8], start: usize, encoding: Encoding, show: &mut dyn FnMut(&[u8])) -> usize {
    match encoding {
        Encoding::Hex => hex::run(bytes, start, show),
        _ => base64::run(bytes, start, show),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_told_by_how_a_run_starts() {
        for (text, run, encoding) in [
            ("data: H4sIAAAA+/8= x", "H4sIAAAA+/8=", Encoding::Base64),
            ("\"JVBERi0xLjUK\"", "JVBERi0xLjUK", Encoding::Base64),
            ("VALUES (0x504B0304140g)", "504B030414", Encoding::Hex),
            ("\\\\x1f8b0800ff\t", "1f8b0800ff", Encoding::Hex),
            ("X'255044462d31'", "255044462d31", Encoding::Hex),
        ] {
            let start = text.find(run).unwrap();
            assert_eq!(
                packed(text),
                [(Span { start, end: start + run.len() }, encoding)],
                "{text}"
            );
        }
        for text in ["aH4sIAAAA", "a1f8b0800", "21f8b0800", "box504b0304", "1F8b08"] {
            assert_eq!(packed(text), [], "{text}");
        }
        assert_eq!(unpacked("x'1F8B08fF0'", 2, Encoding::Hex), [0x1F, 0x8B, 8, 0xFF]);
    }
}
