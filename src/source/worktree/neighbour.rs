//! One file beside those that a walk brings, asked for by name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The content of a regular file of at most `most` bytes; links are not followed.
pub fn small_file(path: &Path, most: u64) -> Option<Vec<u8>> {
    let data = path.symlink_metadata().ok()?;
    if !data.is_file() || data.len() > most {
        return None;
    }
    let mut content = Vec::new();
    // It may grow while it is read.
    File::open(path).ok()?.take(most).read_to_end(&mut content).ok()?;
    Some(content)
}
