//! What decoders undo: spellings of a text, and archives.

use std::io::{Cursor, Write};

use banqlint::rule::expand;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Seed;

pub(super) fn all() -> Vec<Seed> {
    let plain = expand("# banqup é\nclient_secret = \"{{secret64}}\"\n", 5);
    let spelled = spellings(&plain);
    let of_layers = spelled.iter().map(|text| ("layers", text.clone().into_bytes()));
    let of_engine = spelled.iter().map(|text| ("engine", format!("a.txt\n{text}").into_bytes()));
    let wide = wide(&plain);
    let of_text = wide.iter().map(|bytes| ("text", bytes.clone()));
    let archives = archives(plain.as_bytes());
    let of_archives = archives.iter().map(|bytes| ("archive", bytes.clone()));
    let in_engine = wide.iter().chain(&archives);
    let in_engine = in_engine.map(|bytes| ("engine", [b"a.bin\n", bytes.as_slice()].concat()));
    of_layers.chain(of_engine).chain(of_text).chain(of_archives).chain(in_engine).collect()
}

fn spellings(plain: &str) -> Vec<String> {
    let each = |spell: fn(u8) -> String| plain.bytes().map(spell).collect::<String>();
    let (left, right) = plain.split_at(plain.len() / 2 + plain.len() % 2);
    vec![
        STANDARD.encode(plain),
        URL_SAFE_NO_PAD.encode(plain),
        STANDARD.encode(STANDARD.encode(plain)),
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("0x{byte:02X}, ")),
        each(|byte| format!("{byte}, ")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("\\u{byte:04x}")),
        each(|byte| format!("\\x{byte:02x}")),
        each(|byte| format!("\\{byte:03o}")),
        each(|byte| format!("&#{byte};")),
        each(|byte| format!("&#x{byte:x};")),
        format!("\"{left}\" +\n  \"{right}\""),
        format!("{left}\\\n{right}"),
        plain.replace('\n', "\\n").replace('"', "\\\""),
        format!("{left}=\n{right}").replace("= ", "=3D "),
        plain.replace(" = ", "=3D").replace('é', "=C3=A9"),
    ]
}

fn wide(plain: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = format!("\u{FEFF}{plain}").encode_utf16().collect();
    let full: Vec<u32> = plain.chars().map(u32::from).collect();
    vec![
        plain.as_bytes().to_vec(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units[1..].iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        full.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        full.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        [b"\x01\x80\xFF".as_slice(), plain.as_bytes()].concat(),
    ]
}

fn archives(plain: &[u8]) -> Vec<Vec<u8>> {
    let (one, two) = (gzip(plain), tar(&[("a.env", plain), ("../b", b"two")]));
    let stored = zip(&[("c.txt", plain), ("d/", b"")], false);
    let nested = zip(&[("e.tgz", &gzip(&two)), ("f.jar", &stored), ("g.gz", &one)], true);
    let mut cut = nested.clone();
    cut.truncate(nested.len() / 2);
    let twice = [one.as_slice(), &one].concat();
    vec![one, two, stored, nested, cut, twice, database(plain)]
}

/// A SQLite database with one table, of which one row holds the start of the text.
fn database(plain: &[u8]) -> Vec<u8> {
    const PAGE: usize = 4096;
    let schema = [b"table".as_slice(), b"t", b"t", &[2], b"CREATE TABLE t(client_id)"];
    let row = &plain[..plain.len().min(PAGE / 2)];
    let mut first = b"SQLite format 3\0\x10\0".to_vec();
    first.resize(100, 0);
    let mut pages = page(first, PAGE, &record(&schema, Some(3)));
    pages.extend(page(Vec::new(), PAGE, &record(&[row], None)));
    pages
}

/// A leaf with one cell, behind what stands before it in its page.
fn page(mut page: Vec<u8>, size: usize, record: &[u8]) -> Vec<u8> {
    let mut cell = varint(record.len());
    cell.push(1);
    cell.extend_from_slice(record);
    let start = size - cell.len();
    page.extend([0x0D, 0, 0, 0, 1]);
    page.extend((start as u16).to_be_bytes());
    page.push(0);
    page.extend((start as u16).to_be_bytes());
    page.resize(start, 0);
    page.extend(cell);
    page
}

/// A record of texts, of which one column may be a number of one byte.
fn record(columns: &[&[u8]], number: Option<usize>) -> Vec<u8> {
    let kind = |(at, column): (usize, &&[u8])| match number == Some(at) {
        true => vec![1],
        false => varint(13 + 2 * column.len()),
    };
    let kinds: Vec<u8> = columns.iter().enumerate().flat_map(kind).collect();
    [&[kinds.len() as u8 + 1], kinds.as_slice(), &columns.concat()].concat()
}

/// A number below 16,384.
fn varint(number: usize) -> Vec<u8> {
    match number {
        0..128 => vec![number as u8],
        _ => vec![(number >> 7) as u8 | 0x80, number as u8 & 0x7F],
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zip(members: &[(&str, &[u8])], packed: bool) -> Vec<u8> {
    let method = match packed {
        true => zip::CompressionMethod::Deflated,
        false => zip::CompressionMethod::Stored,
    };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, options).expect("the name is short");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        let field = &mut header.as_gnu_mut().expect("it was made so").name;
        field[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).expect("memory takes all");
    }
    builder.into_inner().expect("memory takes all")
}
