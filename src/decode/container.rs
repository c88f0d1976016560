//! Recognises archives by what they start with.
//!
//! Two bytes are no proof: each kind is checked as far as its header goes, so that a file which merely starts like an
//! archive is a file.

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Gzip,
    Zip,
    Tar,
    /// A database of SQLite, whose tables are members.
    Sqlite,
    /// A document, of which the text is read.
    Pdf,
    /// What is known by this name, a plural, and not opened.
    Closed(&'static str),
}

/// How a database of SQLite starts.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// How a bundle of git starts.
const BUNDLES: [&[u8]; 2] = [b"# v2 git bundle\n", b"# v3 git bundle\n"];

/// How a file of Microsoft's compound format starts, and what one that is encrypted has in it.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const ENCRYPTED_PACKAGE: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// The fewest bytes of a gzip file, and of the record at the end of a zip archive.
const GZIP: usize = 18;
const END: usize = 22;

/// The size of a tar header.
const TAR_BLOCK: usize = 512;

/// Where a tar header holds its checksum.
const TAR_CHECKSUM: std::ops::Range<usize> = 148..156;

/// What `bytes` is, if it is an archive.
pub(super) fn container(bytes: &[u8]) -> Option<Container> {
    match bytes {
        [0x1F, 0x8B, 8, ..] if bytes.len() >= GZIP => Some(Container::Gzip),
        // No method below it was ever given a meaning.
        [0x1F, 0x8B, 0..8, 0..0x20, ..] if bytes.len() >= GZIP => {
            Some(Container::Closed("gzip archives of an unknown method"))
        }
        _ if is_zip_member(bytes) => Some(Container::Zip),
        [b'P', b'K', 5, 6, 0, 0, 0, 0, ..] if bytes.len() >= END => Some(Container::Zip),
        _ if bytes.starts_with(SQLITE) => Some(Container::Sqlite),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => {
            Some(Container::Closed("bzip2 archives"))
        }
        [0xFD, b'7', b'z', b'X', b'Z', 0, 0, ..] => Some(Container::Closed("xz archives")),
        [0x28, 0xB5, 0x2F, 0xFD, descriptor, ..] if descriptor & 0x08 == 0 => {
            Some(Container::Closed("zstd archives"))
        }
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, 0, ..] => Some(Container::Closed("7z archives")),
        [b'R', b'a', b'r', b'!', 0x1A, 7, 0 | 1, ..] => Some(Container::Closed("rar archives")),
        // The first byte behind the signature says the version, which is 1 in both.
        [0x04, 0x22, 0x4D, 0x18, flags, ..] if flags >> 6 == 1 => {
            Some(Container::Closed("lz4 archives"))
        }
        [b'L', b'Z', b'I', b'P', 1, ..] => Some(Container::Closed("lzip archives")),
        [b'M', b'S', b'C', b'F', 0, 0, 0, 0, ..] => Some(Container::Closed("cabinets")),
        [0xED, 0xAB, 0xEE, 0xDB, 3 | 4, ..] => Some(Container::Closed("rpm packages")),
        [b'P', b'A', b'C', b'K', 0, 0, 0, 2 | 3, ..] => Some(Container::Closed("packs of git")),
        _ if bytes.starts_with(b"!<arch>\ndebian-binary") => {
            Some(Container::Closed("deb packages"))
        }
        _ if BUNDLES.iter().any(|start| bytes.starts_with(start)) => {
            Some(Container::Closed("git bundles"))
        }
        _ if bytes.starts_with(b"%PDF-") => Some(Container::Pdf),
        _ if bytes.starts_with(COMPOUND)
            && memchr::memmem::find(bytes, ENCRYPTED_PACKAGE).is_some() =>
        {
            Some(Container::Closed("office documents with a password"))
        }
        _ if is_tar_header(bytes) => Some(Container::Tar),
        _ if carries_archive(bytes) || ends_with_directory(bytes) => Some(Container::Zip),
        _ => None,
    }
}

/// Whether the bytes start with the header of a member of a zip archive: a version and a method that exist, a name that
/// fits. Readers go by the directory at the end, so an archive that starts otherwise may be one.
pub(super) fn is_zip_member(bytes: &[u8]) -> bool {
    let Some(header) = bytes.strip_prefix(b"PK\x03\x04") else { return false };
    let (Some(version), Some(method), Some(name)) =
        (number(header, 0), number(header, 4), number(header, 22))
    else {
        return false;
    };
    version & 0xFF <= 63 && method <= 99 && name > 0 && header.len() > 26
}

/// Whether bytes that start somehow as a zip archive does end as one: with the record that says how long the directory
/// before it is, and a comment.
fn ends_with_directory(bytes: &[u8]) -> bool {
    if !matches!(bytes, [b'P', b'K', 0..0x20, ..]) {
        return false;
    }
    let last = bytes.len().saturating_sub(END + usize::from(u16::MAX));
    memchr::memmem::rfind_iter(&bytes[last..], b"PK\x05\x06").any(|at| {
        let (before, end) = bytes.split_at(last + at);
        let size = number(end, 12).zip(number(end, 14)).map(|(low, high)| high << 16 | low);
        let directory = size.and_then(|size| before.get(before.len().checked_sub(size)?..));
        let is_large =
            || before.len() >= 20 && before[before.len() - 20..].starts_with(b"PK\x06\x07");
        end.len() >= END
            && (directory.is_some_and(|entries| entries.starts_with(b"PK\x01\x02")) || is_large())
    })
}

/// A number of two bytes, the lower one first.
fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes([pair[0], pair[1]])))
}

/// Whether the bytes end as a zip archive does that has no comment, and start as something else: a program that unpacks
/// itself carries one behind its code.
pub(super) fn carries_archive(bytes: &[u8]) -> bool {
    let end = bytes.len().checked_sub(END).map(|start| &bytes[start..]);
    !bytes.starts_with(b"PK")
        && end.is_some_and(|end| end.starts_with(b"PK\x05\x06\0\0\0\0") && end.ends_with(b"\0\0"))
}

fn is_tar_header(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..TAR_BLOCK) else { return false };
    if header[0] == 0 {
        return false;
    }
    let Ok(field) = std::str::from_utf8(&header[TAR_CHECKSUM]) else { return false };
    let digits = field.trim_matches(['\0', ' ']);
    let Ok(stated) = u32::from_str_radix(digits, 8) else { return false };
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, &byte)| u32::from(if TAR_CHECKSUM.contains(&at) { b' ' } else { byte }))
        .sum();
    sum == stated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_merely_starts_like_an_archive_is_a_file() {
        assert_eq!(container(b"PK is short for a key, and this is prose about it"), None);
        assert_eq!(container(b"PK\x03\x04 and then text that is no header of anything"), None);
        assert_eq!(
            container(b"PK\x13\x04, the record PK\x05\x06 of an end, and no directory"),
            None
        );
        assert_eq!(container(b"\x1F\x8B\x08"), None);
        assert_eq!(container(b"\x1F\x8B is how gzip files start, of eighteen bytes or more"), None);
        assert_eq!(container(b"BZh9 is how it starts"), None);
        assert_eq!(container(&[0; 1024]), None);
        assert_eq!(container(&[b'a'; 1024]), None);
    }

    #[test]
    fn what_is_not_opened_is_named() {
        assert_eq!(container(b"\xFD7zXZ\0\0\x04"), Some(Container::Closed("xz archives")));
        assert_eq!(container(b"BZh91AY&SYxxxx"), Some(Container::Closed("bzip2 archives")));
        let gzip = b"\x1F\x8B\x05\0 and a header and a checksum";
        let name = "gzip archives of an unknown method";
        assert_eq!(container(gzip), Some(Container::Closed(name)));
    }
}
