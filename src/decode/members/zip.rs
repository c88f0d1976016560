//! Opens zip archives: by their directory, and then by what stands in them besides.
//!
//! Contract: the directory says what an archive holds, and can lie: it can name one member twice, or leave some out. So
//! each member that the directory lists is read, and then each whose own header stands where none of those does. Memory
//! for the directory follows the budget for members, and not what the archive claims.

use std::io::{Cursor, Read};

use libdeflater::Decompressor;
use memchr::memmem;
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::super::container::is_zip_member;
use super::{Opening, UNSUPPORTED, lossy};
use crate::model::Span;

/// What the header of a member starts with.
const MEMBER: &[u8] = b"PK\x03\x04";

/// What an entry of the directory starts with.
const ENTRY: &[u8] = b"PK\x01\x02";

/// Deflate cannot shrink anything further than this, so an entry that claims more is false.
const MAX_RATIO: usize = 1032;

impl Opening<'_> {
    pub(super) fn zip(&mut self, bytes: &[u8]) {
        let entries = memmem::find_iter(bytes, ENTRY).take(self.budget.members + 1).count();
        let archive = match entries > self.budget.members {
            true => Err(
                "the zip archive is not read by its directory: it has more members than the limit",
            ),
            false => ZipArchive::new(Cursor::new(bytes))
                .map_err(|_| "the zip archive is damaged: its directory cannot be read"),
        };
        let listed = match archive {
            Ok(archive) => self.listed_members(bytes, archive),
            Err(reason) => {
                self.fail(reason.to_owned());
                Some(Vec::new())
            }
        };
        if let Some(listed) = listed {
            self.unlisted_members(bytes, listed);
        }
    }

    /// Reads what the directory lists, and returns where it stands; `None` where the budget has no more members.
    fn listed_members(
        &mut self,
        bytes: &[u8],
        mut archive: ZipArchive<Cursor<&[u8]>>,
    ) -> Option<Vec<Span>> {
        let mut listed = Vec::with_capacity(archive.len());
        let mut decompressor = Decompressor::new();
        for index in 0..archive.len() {
            self.take_member()?;
            let (name, whole) = match archive.by_index_raw(index) {
                Ok(entry) => {
                    listed.extend(place(&entry));
                    (lossy(entry.name_raw()), self.whole(bytes, &entry, &mut decompressor))
                }
                Err(_) => (format!("#{index}"), None),
            };
            if let Some(unpacked) = whole {
                self.member(&name, Ok(()), &unpacked);
                continue;
            }
            let mut unpacked = Vec::new();
            // A folder is read like a file: a name that ends in a slash keeps nothing from having content.
            let outcome = match archive.by_index(index) {
                Ok(mut entry) => {
                    let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
                    self.read(&mut entry, packed.min(bytes.len()), &mut unpacked)
                }
                Err(error) => Err(describe(&error)),
            };
            self.member(&name, outcome, &unpacked);
        }
        Some(listed)
    }

    /// All of a member that is what its entry says: of this size and checksum, and within the budget. Any other is left
    /// to a reader that goes step by step and tells what is wrong.
    fn whole<R: Read>(
        &mut self,
        bytes: &[u8],
        entry: &ZipFile<'_, R>,
        decompressor: &mut Decompressor,
    ) -> Option<Vec<u8>> {
        let start = usize::try_from(entry.data_start()?).ok()?;
        let length = usize::try_from(entry.compressed_size()).ok()?;
        let size = usize::try_from(entry.size()).ok()?;
        let packed = bytes.get(start..start.checked_add(length)?)?;
        let is_plain = entry.compression() == CompressionMethod::Deflated && !entry.encrypted();
        let fits =
            size / MAX_RATIO <= length && self.budget.clone().unpack(size, length, size).is_ok();
        if !is_plain || !fits {
            return None;
        }
        let mut unpacked = vec![0; size];
        let written = decompressor.deflate_decompress(packed, &mut unpacked).ok()?;
        let is_right = written == size && crc32fast::hash(&unpacked) == entry.crc32();
        (is_right && self.budget.unpack(size, length, size).is_ok()).then_some(unpacked)
    }

    /// Reads the members outside the `listed` places by their own headers.
    fn unlisted_members(&mut self, bytes: &[u8], mut listed: Vec<Span>) {
        listed.sort_unstable();
        let mut listed = listed.into_iter().peekable();
        let mut end = 0;
        for at in memmem::find_iter(bytes, MEMBER) {
            while let Some(span) = listed.next_if(|span| span.start <= at) {
                end = end.max(span.end);
            }
            if at < end || !is_zip_member(&bytes[at..]) {
                continue;
            }
            if self.take_member().is_none() {
                return;
            }
            let mut rest = &bytes[at..];
            let mut unpacked = Vec::new();
            let (name, outcome) = match zip::read::read_zipfile_from_stream(&mut rest) {
                Ok(Some(mut entry)) => {
                    (lossy(entry.name_raw()), self.read(&mut entry, bytes.len(), &mut unpacked))
                }
                Ok(None) => continue,
                Err(error) => (String::new(), Err(describe(&error))),
            };
            if outcome.is_ok() {
                end = bytes.len() - rest.len();
            }
            match name.is_empty() {
                true => {
                    self.fail(
                        "a member that its directory does not list cannot be read".to_owned(),
                    );
                }
                false => self.member(&name, outcome, &unpacked),
            }
        }
    }

    fn take_member(&mut self) -> Option<()> {
        self.budget.member().map_err(|exceeded| self.fail(exceeded.to_string())).ok()
    }
}

/// Where a member stands, from its header to the end of its packed content.
fn place<R: Read>(entry: &ZipFile<'_, R>) -> Option<Span> {
    let end = entry.data_start()?.saturating_add(entry.compressed_size());
    Some(Span {
        start: usize::try_from(entry.header_start()).ok()?,
        end: usize::try_from(end).ok()?,
    })
}

fn describe(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            "encrypted: it cannot be read without its password".to_owned()
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            UNSUPPORTED.to_owned()
        }
        _ => "damaged: its header cannot be read".to_owned(),
    }
}
