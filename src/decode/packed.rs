//! Archives in base64 inside a text: a Helm release, cloud-init's `gz+b64`, a file in a request.
//!
//! Base64 of plain text is read wherever it stands; an archive has to be whole to be opened. So a run is taken for one
//! only where it starts as gzip and zip files do.

use memchr::memmem;

use super::base64;
use crate::model::Span;

/// How gzip and zip files start, in base64.
const STARTS: [&[u8]; 2] = [b"H4sI", b"UEsDB"];

/// The runs of base64 in `text` that start as archives do, in order.
pub fn packed(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut starts: Vec<usize> =
        STARTS.iter().flat_map(|start| memmem::find_iter(bytes, start)).collect();
    starts.sort_unstable();
    let mut found: Vec<Span> = Vec::new();
    for start in starts {
        let is_inside = found.last().is_some_and(|last| start < last.end);
        if !is_inside && base64::starts_run(bytes, start) {
            found.push(Span { start, end: base64::run(bytes, start, &mut |_| {}) });
        }
    }
    found
}

/// What a run of base64 that starts at `start` stands for.
pub fn unpacked(text: &str, start: usize) -> Vec<u8> {
    let mut archive = Vec::new();
    base64::run(text.as_bytes(), start, &mut |part| archive.extend_from_slice(part));
    archive
}
