//! Puts a file in another's place.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Puts `new` in the place of the file at `path`, if it still holds `old`: whole or not at all, with the file's mode
/// and, where this user may give it, its owner.
///
/// # Errors
///
/// When the file is none any more, holds something else, may not be written, or its folder may not; then it is as it
/// was.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let data = path.symlink_metadata()?;
    if !data.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    if data.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    // A folder that may be written would let a file be replaced that may not.
    drop(OpenOptions::new().write(true).open(path)?);
    if fs::read(path)? != old {
        return Err(io::Error::other("it has changed in the meantime"));
    }
    let folder = path.parent().ok_or_else(|| io::Error::other("it is in no folder"))?;
    let mut whole = NamedTempFile::new_in(folder)?;
    whole.write_all(new)?;
    keep(&whole, &data, data.permissions())?;
    // The bytes must be there before the name is, or a crash would leave an empty file.
    whole.as_file().sync_all()?;
    whole.persist(path)?;
    Ok(())
}

/// The owner first, since giving a file away takes bits of its mode.
#[cfg(unix)]
fn keep(file: &NamedTempFile, data: &fs::Metadata, mode: Permissions) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    // Only the superuser may give files away; the file then belongs to who mended it.
    let _ = fchown(file.as_file(), Some(data.uid()), Some(data.gid()));
    file.as_file().set_permissions(mode)
}

#[cfg(not(unix))]
fn keep(file: &NamedTempFile, _: &fs::Metadata, mode: Permissions) -> io::Result<()> {
    file.as_file().set_permissions(mode)
}
