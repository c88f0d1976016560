//! Reads the files that decide over a scan. Whoever wrote a scanned tree chose what stands at their names.
//!
//! Contract: what is no regular file is not opened, for a pipe may never end and a device never does; and nothing is
//! read beyond a limit.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest configuration and the largest rule pack, in bytes.
pub const LARGEST: u64 = 16 << 20;

/// The largest baseline, in bytes: that of some millions of findings.
pub const LARGEST_BASELINE: u64 = 1 << 30;

/// The text of a regular file of at most `largest` bytes.
///
/// # Errors
///
/// The reason why there is none, for people.
pub fn read_text(path: &Path, largest: u64) -> Result<String, String> {
    let data = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !data.is_file() {
        return Err("it is not a file".to_owned());
    }
    read_text_of_any(path, largest)
}

/// As [`read_text`], of a pipe as well: for what the user named.
///
/// # Errors
///
/// As [`read_text`].
pub fn read_text_of_any(path: &Path, largest: u64) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > largest {
        return Err(format!("it is larger than {} MiB", largest >> 20));
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_limit_is_read() {
        let file = std::env::temp_dir().join(format!("banqlint-limit-{}", std::process::id()));
        std::fs::write(&file, "four").expect("the folder is writable");
        assert_eq!(read_text(&file, 4).as_deref(), Ok("four"));
        assert!(read_text(&file, 3).is_err_and(|reason| reason.contains("larger")));
        std::fs::remove_file(&file).expect("it was just written");
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_no_file() {
        assert_eq!(read_text(Path::new("/dev/zero"), 4), Err("it is not a file".to_owned()));
    }
}
