//! Reads loose objects, files of one object each.
//!
//! Contract: always ends, whatever the file holds, and what it returns has the id that was asked for and the size that
//! its header says. Memory holds no more of it than that size, and no more than [`LARGEST`]. (libgit2 1.9 never comes
//! back from a file that is cut short, so its reader must not meet one.)

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::ZlibDecoder;
use git2::ObjectType;

use super::commit::kind_named;
use crate::model::ObjectId;

/// Why a loose object cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum LooseError {
    /// The file cannot be read.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// There is something else in the file's place.
    #[error("what stands in its place is no file")]
    NotAFile,
    /// The file is not a whole compressed stream.
    #[error("its file is cut short or damaged")]
    Stream,
    /// The content is not that of the object.
    #[error("its file holds something else")]
    Content,
    /// The header is not true.
    #[error("it is longer or shorter than its header says")]
    Size,
    /// The object is too large.
    #[error("it is larger than 4 GiB, the most that is read of one object")]
    TooLarge,
}

/// The most that is read of one object, in bytes.
const LARGEST: u64 = 4 << 30;

/// The kind and content of a loose object; `None` if the folder has no such file.
pub(super) fn read(
    objects: &Path,
    id: ObjectId,
) -> Option<Result<(ObjectType, Vec<u8>), LooseError>> {
    let path = path(objects, id);
    match fs::metadata(&path) {
        // A named pipe would never be read to its end.
        Ok(metadata) if !metadata.is_file() => return Some(Err(LooseError::NotAFile)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        _ => {}
    }
    match fs::read(path) {
        Ok(file) => Some(unpack(&file, id)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => Some(Err(error.into())),
    }
}

fn path(objects: &Path, id: ObjectId) -> PathBuf {
    let hex = id.to_string();
    objects.join(&hex[..2]).join(&hex[2..])
}

/// The ids of the loose objects in the folder that start with these hexadecimal digits, of which there are two at
/// least.
pub(super) fn starting_with(objects: &Path, hex: &str) -> Vec<ObjectId> {
    let hex = hex.to_ascii_lowercase();
    let Some((fan_out, start)) = hex.split_at_checked(2) else { return Vec::new() };
    let files = fs::read_dir(objects.join(fan_out)).into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    names
        .filter(|name| name.starts_with(start))
        .filter_map(|name| ObjectId::from_hex(format!("{fan_out}{name}").as_bytes()))
        .collect()
}

pub(super) fn unpack(file: &[u8], id: ObjectId) -> Result<(ObjectType, Vec<u8>), LooseError> {
    let mut stream = BufReader::new(ZlibDecoder::new(file));
    let mut object = Vec::new();
    // The longest header that is one: the longest name of a kind and a size of twenty digits.
    (&mut stream).take(28).read_until(0, &mut object).map_err(|_| LooseError::Stream)?;
    let (kind, size) = header(&object).ok_or(LooseError::Content)?;
    if size > LARGEST {
        return Err(LooseError::TooLarge);
    }
    let start = object.len();
    // The header's word on the size asks for no memory; it says where to stop.
    let read = stream.take(size + 1).read_to_end(&mut object).map_err(|_| LooseError::Stream)?;
    if read as u64 != size {
        return Err(LooseError::Size);
    }
    if !has_id(&object, id) {
        return Err(LooseError::Content);
    }
    object.drain(..start);
    Ok((kind, object))
}

/// The kind and size in a header such as `blob 12` and its zero byte; `None` if it is none.
fn header(bytes: &[u8]) -> Option<(ObjectType, u64)> {
    let text = std::str::from_utf8(bytes.strip_suffix(&[0])?).ok()?;
    let (name, size) = text.split_once(' ')?;
    Some((kind_named(name.as_bytes())?, size.parse().ok()?))
}

fn has_id(object: &[u8], id: ObjectId) -> bool {
    let kind =
        if id.as_bytes().len() == 32 { gix_hash::Kind::Sha256 } else { gix_hash::Kind::Sha1 };
    let mut hasher = gix_hash::hasher(kind);
    hasher.update(object);
    hasher.try_finalize().is_ok_and(|found| found.as_bytes() == id.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(content: &[u8]) -> (ObjectId, Vec<u8>) {
        let plain = [format!("blob {}\0", content.len()).as_bytes(), content].concat();
        let mut hasher = gix_hash::hasher(gix_hash::Kind::Sha1);
        hasher.update(&plain);
        let id = hasher.try_finalize().unwrap();
        let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
        let mut file = vec![0; packer.zlib_compress_bound(plain.len())];
        let length = packer.zlib_compress(&plain, &mut file).unwrap();
        file.truncate(length);
        (ObjectId::from_bytes(id.as_bytes()).unwrap(), file)
    }

    #[test]
    fn a_whole_object_is_read() {
        for content in [b"".to_vec(), b"text".to_vec(), vec![b'x'; 1 << 20]] {
            let (id, file) = object(&content);
            assert_eq!(unpack(&file, id).unwrap(), (ObjectType::Blob, content));
        }
    }

    #[test]
    fn every_cut_ends_in_an_error() {
        let (id, file) = object(b"some text that is not empty, some text that is not empty");
        for length in 0..file.len() {
            assert!(unpack(&file[..length], id).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn another_object_in_its_place_is_an_error() {
        let (id, _) = object(b"one");
        let (_, file) = object(b"two");
        assert!(matches!(unpack(&file, id), Err(LooseError::Content)));
    }
}
