//! Writers of archives, independent of the readers that they test.

use libdeflater::{CompressionLvl, Compressor};

fn compressor() -> Compressor {
    Compressor::new(CompressionLvl::default())
}

/// One gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = compressor();
    let mut out = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut out).expect("the bound is enough");
    out.truncate(length);
    out
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = compressor();
    let mut out = vec![0; compressor.deflate_compress_bound(bytes.len())];
    let length = compressor.deflate_compress(bytes, &mut out).expect("the bound is enough");
    out.truncate(length);
    out
}

/// A tar of the old kind, which every reader knows.
pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        header[108..116].copy_from_slice(b"0000000\0");
        header[116..124].copy_from_slice(b"0000000\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        header[136..148].copy_from_slice(b"14000000000\0");
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// How a zip holds its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zip {
    /// As they are.
    Stored,
    /// Compressed.
    Deflated,
    /// Compressed, with the sizes after the data, as programs write that cannot seek.
    Streamed,
}

/// A zip with its members in order.
pub(crate) fn zip(members: &[(&str, &[u8])], how: Zip) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let data = if how == Zip::Stored { bytes.to_vec() } else { deflate(bytes) };
        let flags = if how == Zip::Streamed { 0x0808u16 } else { 0x0800 };
        let method = if how == Zip::Stored { 0 } else { 8 };
        let start = halves(&[20, flags, method, 0, 0x5a21]);
        let sizes = words(&[crc32fast::hash(bytes), data.len() as u32, bytes.len() as u32]);
        let lengths = halves(&[name.len() as u16, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend([start.as_slice(), &sizes, &lengths, &[0; 10]].concat());
        directory.extend(words(&[out.len() as u32]));
        directory.extend(name.as_bytes());
        let local = if how == Zip::Streamed { vec![0; 12] } else { sizes.clone() };
        out.extend([b"PK\x03\x04", start.as_slice(), &local, &lengths].concat());
        out.extend([name.as_bytes(), &data].concat());
        if how == Zip::Streamed {
            out.extend([b"PK\x07\x08", sizes.as_slice()].concat());
        }
    }
    let count = members.len() as u16;
    let end = words(&[directory.len() as u32, out.len() as u32]);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([halves(&[count, count]), end, vec![0, 0]].concat());
    out
}

fn halves(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}
