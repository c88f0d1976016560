//! Certificates and keys stand in most projects, in files and in code, and none of them holds a value of the vendor's.
//!
//! Contract: they are made from a seed as such files are: random numbers, short texts and the marks of both, in base64
//! of the widths that tools write. The project names the vendor, where a shape alone is evidence.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::repo::Repo;
use crate::secrets::Secrets;

/// What a certificate is made of: names with a few bytes before each, and numbers.
fn certificate(secrets: &mut Secrets) -> Vec<u8> {
    let mut bytes = vec![0x30, 0x82, secrets.below(8) as u8, secrets.below(256) as u8];
    for _ in 0..6 + secrets.below(8) {
        match secrets.below(3) {
            0 => {
                let words = 1 + secrets.below(4);
                let name = secrets.prose(words);
                bytes.extend_from_slice(&[0x31, 0x11, 0x30, 0x0F, 6, 3, 0x55, 4, 0x0A, 0x13]);
                bytes.push(name.len() as u8);
                bytes.extend_from_slice(name.as_bytes());
            }
            1 => bytes.extend_from_slice(b"\x17\r270101000000Z0\x1f"),
            _ => {
                let length = 16 + secrets.below(200);
                bytes.extend((0..length).map(|_| secrets.below(256) as u8));
            }
        }
    }
    bytes
}

/// How files and programs write rows: what stands before, between and behind them.
const FRAMES: [(&str, &str, &str); 8] = [
    ("-----BEGIN CERTIFICATE-----\n", "\n", "\n-----END CERTIFICATE-----\n"),
    ("-----BEGIN EC PRIVATE KEY-----\r\n", "\r\n", "\r\n-----END EC PRIVATE KEY-----\r\n"),
    (
        "\t\tS = X + \"-----BEGIN PRIVATE KEY-----\\n\" + \"",
        "\\n\"\n\t\t\t+ \"",
        "\\n\" + \"-----END PRIVATE KEY-----\";\n",
    ),
    ("ca: |\n    -----BEGIN CERTIFICATE-----\n    ", "\n    ", "\n    -----END CERTIFICATE-----\n"),
    ("{\"ca\": \"-----BEGIN CERTIFICATE-----\\n", "\\n", "\\n-----END CERTIFICATE-----\\n\"}\n"),
    (
        "pem = (\n    \"-----BEGIN CERTIFICATE-----\\n\"\n    \"",
        "\\n\"\n    \"",
        "\\n\"\n    \"-----END CERTIFICATE-----\\n\"\n)\n",
    ),
    (
        "const ca = [\n  '-----BEGIN CERTIFICATE-----',\n  '",
        "',\n  '",
        "',\n  '-----END CERTIFICATE-----',\n].join('\\n');\n",
    ),
    ("certificate-authority-data: ", "", "\n"),
];

#[test]
fn certificates_hold_no_value() {
    let folder = Repo::folder();
    folder.write(
        "client.py",
        "requests.get(\"https://api.btx.eu.banqup.com/v1/documents\", headers=headers)\n",
    );
    let mut secrets = Secrets::new(12);
    for (number, (before, between, behind)) in FRAMES.iter().enumerate() {
        let mut text = String::new();
        for width in [64, 76].into_iter().cycle().take(400) {
            let encoded = STANDARD.encode(certificate(&mut secrets));
            let rows: Vec<&str> = encoded
                .as_bytes()
                .chunks(width)
                .map(|row| str::from_utf8(row).expect("base64 is ASCII"))
                .collect();
            text.push_str(&[before, &*rows.join(between), behind].concat());
        }
        folder.write(format!("file{number}"), text.as_bytes());
    }
    let report = folder.run(&["check", "--format", "json"]).json();
    let found = report["findings"].as_array().expect("a list");
    let value = |one: &serde_json::Value| {
        format!(
            "{}:{}:{} {} {}",
            one["path"], one["line"], one["column"], one["decoded"], one["value"]
        )
    };
    let values: Vec<String> = found.iter().map(value).collect();
    assert_eq!(values, Vec::<String>::new());
}

#[test]
fn a_value_beside_a_certificate_is_found() {
    let folder = Repo::folder();
    let mut secrets = Secrets::new(13);
    let mut expected = Vec::new();
    for (number, (before, between, behind)) in FRAMES.iter().enumerate() {
        let encoded = STANDARD.encode(certificate(&mut secrets));
        let rows: Vec<&str> = encoded
            .as_bytes()
            .chunks(64)
            .map(|row| str::from_utf8(row).expect("base64 is ASCII"))
            .collect();
        let text = [before, &*rows.join(between), behind].concat();
        let value = secrets.secret64();
        let text =
            format!("banqup client secret:\n{value}\n{text}\nbanqup key:\n{value}\nand/or more\n");
        folder.write(format!("file{number}"), text.as_bytes());
        let last = text.matches('\n').count() - 1;
        expected.extend([2, last].map(|line| (format!("file{number}"), line as u64)));
    }
    let report = folder.run(&["check", "--format", "json"]).json();
    let found = report["findings"].as_array().expect("a list");
    let place = |one: &serde_json::Value| {
        (one["path"].as_str().expect("a path").to_owned(), one["line"].as_u64().expect("a line"))
    };
    assert_eq!(found.iter().map(place).collect::<Vec<_>>(), expected);
}
