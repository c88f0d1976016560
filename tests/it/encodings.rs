//! An encoding never changes what is found.
//!
//! Contract: what the program finds in a text, by rule and value, it finds in the same text in every encoding that it
//! undoes, and in two of them inside one another. Texts are put together at random from lines that hold values and
//! lines that hold none; what the plain text must give is known from how it was made, not from the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::forms::value_id;
use crate::run::run;
use crate::secrets::{FUTURE, Secrets, basic, hex_of};

/// Rule and value.
type Found = BTreeSet<(String, String)>;

/// A text, and what stands in it.
struct Document {
    text: String,
    planted: Found,
}

/// Lines in a random order, values among them, behind a first line that names the vendor.
fn document(seed: u64) -> Document {
    let mut secrets = Secrets::new(seed);
    let mut text = String::from("# settings of the Banqup integration\n");
    let mut planted = Found::new();
    for _ in 0..4 + secrets.below(8) {
        let (line, values) = line(&mut secrets);
        planted.extend(values.into_iter().map(|(rule, value)| (rule.to_owned(), value_id(&value))));
        text.push_str(&line);
        text.push('\n');
    }
    Document { text, planted }
}

fn line(secrets: &mut Secrets) -> (String, Vec<(&'static str, String)>) {
    let (id, secret) = (secrets.id48(), secrets.secret64());
    match secrets.below(9) {
        0 => (format!("client_secret={secret}"), vec![("client-secret", secret)]),
        1 => (format!("BANQUP_CLIENT_ID='{id}'"), vec![("client-id", id)]),
        2 => (
            format!("{{\"client_id\": \"{id}\", \"client_secret\": \"{secret}\"}}"),
            vec![("client-id", id), ("client-secret", secret)],
        ),
        3 => {
            let token = secrets.btx_token("api.btx.eu.banqup.com", FUTURE);
            (format!("Authorization: Bearer {token}"), vec![("bearer-token", token)])
        }
        4 => {
            let pair = basic(&id, &secret);
            (format!("Authorization: Basic {pair}"), vec![("basic-credentials", pair)])
        }
        5 => (format!("note = {} & {};", secrets.prose(6), secrets.prose(3)), Vec::new()),
        6 => (format!("digest: {}", secrets.hex(64)), Vec::new()),
        7 => (format!("<request id=\"{}\"/>", secrets.uuid()), Vec::new()),
        _ => (format!("banqup_refresh_token: {}", secrets.prose(2)), Vec::new()),
    }
}

type Encode = fn(&str) -> Vec<u8>;

fn wrapped(encoded: &str, columns: usize, line_end: &str) -> String {
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(columns)
        .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
        .collect();
    lines.join(line_end)
}

/// As the body of a mail.
fn quoted(text: &str) -> String {
    let mut body = String::new();
    let mut column = 0;
    for byte in text.bytes() {
        let spelled = match byte {
            b'\n' => "\n".to_owned(),
            b' '..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if byte != b'\n' && column + spelled.len() > 75 {
            body.push_str("=\n");
            column = 0;
        }
        column = if byte == b'\n' { 0 } else { column + spelled.len() };
        body.push_str(&spelled);
    }
    body
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory takes it");
    archive.write_all(bytes).expect("memory takes it");
    archive.finish().expect("memory takes it").into_inner()
}

fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    builder.append_data(&mut header, name, bytes).expect("memory takes it");
    builder.into_inner().expect("memory takes it")
}

/// Encodings of a text as another text.
const OF_TEXT: &[(&str, Encode)] = &[
    ("crlf", |text| text.replace('\n', "\r\n").into_bytes()),
    ("cr", |text| text.replace('\n', "\r").into_bytes()),
    ("base64", |text| STANDARD.encode(text).into_bytes()),
    ("base64-unpadded", |text| format!("blob={}", STANDARD_NO_PAD.encode(text)).into_bytes()),
    ("base64-for-urls", |text| format!("?state={}", URL_SAFE_NO_PAD.encode(text)).into_bytes()),
    ("base64-76", |text| format!("{}\n", wrapped(&STANDARD.encode(text), 76, "\n")).into_bytes()),
    ("base64-64", |text| {
        format!("x: |\n  {}", wrapped(&STANDARD.encode(text), 64, "\n  ")).into_bytes()
    }),
    ("base64-utf16", |text| {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        format!("powershell -EncodedCommand {}", STANDARD.encode(wide)).into_bytes()
    }),
    ("base64-gzip", |text| {
        format!("release: {}\n", STANDARD.encode(gzip(text.as_bytes()))).into_bytes()
    }),
    ("base64-gzip-76", |text| {
        format!("{}\n", wrapped(&STANDARD.encode(gzip(text.as_bytes())), 76, "\n")).into_bytes()
    }),
    ("base64-zip", |text| {
        format!("\"file\":\"{}\"", STANDARD.encode(zip("a.txt", text.as_bytes()))).into_bytes()
    }),
    ("hex", |text| hex_of(text.as_bytes()).into_bytes()),
    ("hex-pairs", |text| {
        let pairs: Vec<String> = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(" ").into_bytes()
    }),
    ("percent", |text| {
        let encode = |byte: u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(encode).collect::<String>().into_bytes()
    }),
    ("percent-all", |text| {
        text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>().into_bytes()
    }),
    ("json", |text| json(text).into_bytes()),
    ("unicode-escapes", |text| {
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        format!("\"{escaped}\"").into_bytes()
    }),
    ("hex-escapes", |text| {
        let escaped: String = text.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        format!("b\"{escaped}\"").into_bytes()
    }),
    ("entities", |text| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;").replace('\'', "&#39;").into_bytes()
    }),
    ("entities-all", |text| {
        text.bytes().map(|byte| format!("&#{byte};")).collect::<String>().into_bytes()
    }),
    ("numbers", |text| {
        let numbers: Vec<String> = text.bytes().map(|byte| byte.to_string()).collect();
        format!("[{}]", numbers.join(", ")).into_bytes()
    }),
];

/// Encodings of a text as a file.
const OF_FILES: &[(&str, Encode)] = &[
    ("utf16le", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("utf16be", |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ("utf16le-bom", |text| {
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    }),
    ("utf16be-bom", |text| {
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect()
    }),
    ("utf32le", |text| text.chars().flat_map(|one| u32::from(one).to_le_bytes()).collect()),
    ("utf32be", |text| text.chars().flat_map(|one| u32::from(one).to_be_bytes()).collect()),
    ("utf8-bom", |text| format!("\u{feff}{text}").into_bytes()),
    ("latin1", |text| [text.as_bytes(), b"# f\xFCr \xE9\n"].concat()),
    ("gzip", |text| gzip(text.as_bytes())),
    ("zip", |text| zip("conf/a.txt", text.as_bytes())),
    ("tar", |text| tar("conf/a.txt", text.as_bytes())),
    ("tgz", |text| gzip(&tar("conf/a.txt", text.as_bytes()))),
    ("zip-in-zip", |text| zip("lib/inner.jar", &zip("a.txt", text.as_bytes()))),
    ("zip-in-tgz", |text| gzip(&tar("app.war", &zip("a.txt", text.as_bytes())))),
    ("among-bytes", |text| {
        [b"\x89PNG\r\n\x1a\n\0\0\0\r".as_slice(), text.as_bytes(), b"\0\0\xFF\xFE\0"].concat()
    }),
];

/// How a mail keeps what people write, which is in none of the other encodings.
const OF_MAILS: &[(&str, Encode)] = &[
    ("quoted-printable", |text| quoted(text).into_bytes()),
    ("quoted-printable-crlf", |text| quoted(text).replace('\n', "\r\n").into_bytes()),
];

/// What one run finds in each of these files.
fn found(files: &[(String, Vec<u8>)]) -> BTreeMap<String, Found> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("writable");
    }
    let ran = run(folder.path(), &["check", "--format", "json", "."]);
    let unread = ran.json()["unread"].clone();
    assert_eq!(unread, serde_json::json!([]), "all of it can be read");
    let mut found: BTreeMap<String, Found> =
        files.iter().map(|(name, _)| (name.clone(), Found::new())).collect();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    for finding in ran.findings() {
        let one = (text(&finding["rule"]), text(&finding["value"]["id"]));
        let of_file = found.entry(text(&finding["path"])).or_default();
        assert!(of_file.insert(one), "twice: {finding}");
    }
    found
}

/// Holds each file of each seed against what its document plants.
fn assert_same(seeds: std::ops::Range<u64>, encoded: impl Fn(&str, u64) -> Vec<(String, Vec<u8>)>) {
    let mut expected: BTreeMap<String, Found> = BTreeMap::new();
    let mut files = Vec::new();
    for seed in seeds {
        let document = document(seed);
        for (name, bytes) in encoded(&document.text, seed) {
            let name = format!("{seed}-{name}.txt");
            expected.insert(name.clone(), document.planted.clone());
            files.push((name, bytes));
        }
    }
    let found = found(&files);
    let differing: Vec<String> = expected
        .iter()
        .filter(|(name, planted)| found[*name] != **planted)
        .map(|(name, planted)| {
            let missed: Vec<_> = planted.difference(&found[name]).collect();
            let more: Vec<_> = found[name].difference(planted).collect();
            format!("{name}: missed {missed:?}, found besides {more:?}")
        })
        .collect();
    assert!(
        differing.is_empty(),
        "{} of {}:\n{}",
        differing.len(),
        expected.len(),
        differing.join("\n")
    );
}

#[test]
fn each_encoding_gives_what_the_plain_text_gives() {
    assert_same(0..24, |text, _| {
        let plain = ("plain".to_owned(), text.as_bytes().to_vec());
        let encoded = OF_TEXT.iter().chain(OF_FILES).chain(OF_MAILS);
        let encoded = encoded.map(|(name, encode)| ((*name).to_owned(), encode(text)));
        std::iter::once(plain).chain(encoded).collect()
    });
}

/// Encodings of every character by itself, which nobody escapes once more: such text is not looked for where its
/// percent signs, backslashes and ampersands are escaped in turn.
const BY_CHARACTER: &[&str] =
    &["hex-pairs", "percent-all", "unicode-escapes", "hex-escapes", "entities-all", "numbers"];

#[test]
fn an_encoding_in_another_gives_what_the_plain_text_gives() {
    assert_same(100..102, |text, _| {
        let mut files = Vec::new();
        for (inner, first) in OF_TEXT {
            let once = String::from_utf8(first(text)).expect("an encoding of text is text");
            for (outer, second) in OF_TEXT.iter().chain(OF_FILES) {
                let is_odd =
                    BY_CHARACTER.contains(inner) && ["percent", "entities"].contains(outer);
                if !is_odd {
                    files.push((format!("{inner}-in-{outer}"), second(&once)));
                }
            }
        }
        files
    });
}

#[test]
fn small_texts_give_the_same_in_a_large_one() {
    let mut filler = Secrets::new(1);
    let mut large = String::new();
    let mut planted = Found::new();
    for seed in 200..260 {
        let document = document(seed);
        large.push_str(&document.text);
        planted.extend(document.planted);
        for _ in 0..filler.below(600) {
            large.push_str(&filler.prose(9));
            large.push('\n');
        }
    }
    assert!(large.len() > 1 << 20, "{}", large.len());
    let files = [
        ("plain.txt".to_owned(), large.clone().into_bytes()),
        ("json.txt".to_owned(), json(&large).into_bytes()),
        ("base64.txt".to_owned(), STANDARD.encode(&large).into_bytes()),
        ("base64-gzip.txt".to_owned(), STANDARD.encode(gzip(large.as_bytes())).into_bytes()),
        ("utf16.txt".to_owned(), large.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    for (name, found) in found(&files) {
        let missed: Vec<_> = planted.difference(&found).collect();
        let more: Vec<_> = found.difference(&planted).collect();
        assert!(missed.is_empty() && more.is_empty(), "{name}: {missed:?} {more:?}");
    }
}

#[test]
fn a_value_is_found_wherever_encoded_text_is_cut_into_parts() {
    let secret = Secrets::new(5).secret64();
    let expected = Found::from([("client-secret".to_owned(), value_id(&secret))]);
    // Base64 is read 48 KiB at a time, and what is decoded is looked at 256 KiB at a time.
    let cuts = [36 << 10, 72 << 10, 256 << 10];
    let mut files = Vec::new();
    for cut in cuts {
        for before in (cut - 90..cut + 20).step_by(11) {
            let text =
                format!("{}\nclient_secret={secret}\n", "lorem ipsum, ".repeat(before / 13 + 1));
            let text = &text[text.len() - before - 80..];
            let encoded = STANDARD.encode(text);
            files.push((format!("{before}-base64.txt"), encoded.clone().into_bytes()));
            // A path before it, so that no part of 48 KiB ends with a whole byte.
            files.push((
                format!("{before}-base64-path.txt"),
                format!("key/{encoded}\n").into_bytes(),
            ));
            for columns in [64, 76] {
                let name = format!("{before}-base64-{columns}.txt");
                files.push((name, format!("{}\n", wrapped(&encoded, columns, "\n")).into_bytes()));
            }
            let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            files.push((format!("{before}-percent.txt"), percent.into_bytes()));
            files.push((format!("{before}-hex.txt"), hex_of(text.as_bytes()).into_bytes()));
        }
    }
    for (name, found) in found(&files) {
        assert_eq!(found, expected, "{name}");
    }
}
