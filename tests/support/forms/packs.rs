//! Archives and projects of several files.

use libdeflater::{CompressionLvl, Compressor};

use super::case::{Case, File};
use super::doc::Doc;
use super::sheet::Sheet;
use crate::secrets::Secrets;

const PROPERTIES: &str = "# banqup\nbanqup.clientId=«id»\nbanqup.clientSecret=«secret»\n";
const SETTINGS: &str = "{\"banqup\":{\"client_id\":\"«id»\",\"client_secret\":\"«secret»\"}}\n";
const DOCUMENT: &str = "<?xml version=\"1.0\"?><w:document><w:t>Banqup Client ID: «id»</w:t><w:t>Client Secret: «secret»</w:t></w:document>";

/// All the cases of this family.
pub(crate) fn cases(secrets: &Secrets) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, template) in
        [("properties", PROPERTIES), ("settings", SETTINGS), ("document", DOCUMENT)]
    {
        let fill = |form: &str| Sheet::new(secrets.fork(&format!("{name}-{form}"))).fill(template);
        let mut add =
            |form: &str, path: &str, member: Option<&str>, pack: &dyn Fn(&str) -> Vec<u8>| {
                let mut doc = fill(form);
                if member.is_none() {
                    doc.marks.iter_mut().for_each(|mark| mark.expect.decoded.push("gzip"));
                }
                cases.push(Case::new(format!("{name}-{form}")).packed(path, member, &doc, pack));
            };
        let other = ("README", b"nothing here\n".as_slice());
        add("gzip", "app.log.gz", None, &|text| gzip(text.as_bytes()));
        add("zip", "backup.zip", Some("conf/app.properties"), &|text| {
            zip(&[other, ("conf/app.properties", text.as_bytes())], true)
        });
        add("zip-stored", "stored.zip", Some("a b/é.txt"), &|text| {
            zip(&[("a b/é.txt", text.as_bytes()), other], false)
        });
        add("jar", "lib/app.jar", Some("application.properties"), &|text| {
            zip(
                &[
                    ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n"),
                    ("application.properties", text.as_bytes()),
                ],
                true,
            )
        });
        add("apk", "app-release.apk", Some("assets/config.json"), &|text| {
            zip(&[("assets/config.json", text.as_bytes()), ("classes.dex", b"dex\n035\0")], true)
        });
        add("docx", "Access.docx", Some("word/document.xml"), &|text| {
            zip(
                &[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", text.as_bytes())],
                true,
            )
        });
        add("tar", "backup.tar", Some("etc/banqup.conf"), &|text| {
            tar(&[other, ("etc/banqup.conf", text.as_bytes())])
        });
        add("tar-gz", "release.tar.gz", Some("etc/banqup.conf"), &|text| {
            gzip(&tar(&[("etc/banqup.conf", text.as_bytes()), other]))
        });
        add("jar-in-zip", "dist.zip", Some("lib/app.jar!/application.properties"), &|text| {
            let jar = zip(&[("application.properties", text.as_bytes())], true);
            zip(&[other, ("lib/app.jar", &jar)], false)
        });
        add("zip-in-tar-gz", "all.tgz", Some("x.zip!/y.txt"), &|text| {
            gzip(&tar(&[("x.zip", &zip(&[("y.txt", text.as_bytes())], true))]))
        });
        add("unnamed-zip", "attachment.bin", Some("y.txt"), &|text| {
            zip(&[("y.txt", text.as_bytes())], true)
        });
    }
    cases.extend(projects(secrets));
    cases.push(quiet_archive(secrets));
    cases
}

/// What is weak by itself counts when another file of the project names a Banqup host, and only then.
fn projects(secrets: &Secrets) -> Vec<Case> {
    let host = "export const host = 'https://api.uat.btx.eu.banqup.com';\n";
    let earlier_host = "$api = 'https://v4-api.platform.eu.banqup.com/api/v4';\n";
    let weak: &[(&str, &str, &str)] = &[
        ("bare", host, "key one\n«id»\nkey two\n«secret»\n"),
        ("short-keys", host, "{\"id\": \"«id»\", \"secret\": \"«secret»\"}\n"),
        ("api-key", host, "API_KEY=«id»\nAPI_SECRET=«secret»\n"),
        ("client-keys", host, "client_id: «id»\nclient_secret: «secret»\n"),
        (
            "earlier-json",
            earlier_host,
            "{\"client_id\": \"«uid»\", \"client_secret\": \"«usecret»\"}\n",
        ),
        ("earlier-env", earlier_host, "CLIENT_ID=«uid»\nCLIENT_SECRET=«s32»\n"),
        ("earlier-code", earlier_host, "$clientId = '«uid»';\n$clientSecret = '«s32»';\n"),
    ];
    let mut cases = Vec::new();
    for (name, names_vendor, template) in weak {
        let doc = Sheet::new(secrets.fork(name)).fill(template);
        let mut vendor = Doc::default();
        vendor.push(names_vendor);
        cases.push(
            Case::new(format!("project-{name}"))
                .file("src/api.txt", &vendor)
                .file("conf/keys.txt", &doc),
        );
        if *name == "client-keys" {
            continue;
        }
        let mut stranger = Doc::default();
        stranger.push("const host = 'https://api.example.com';\n");
        let mut quiet = doc;
        quiet.marks.clear();
        cases.push(
            Case::new(format!("quiet-stranger-{name}"))
                .file("src/api.txt", &stranger)
                .file("conf/keys.txt", &quiet),
        );
    }
    cases
}

fn quiet_archive(secrets: &Secrets) -> Case {
    let mut secrets = secrets.fork("quiet-archive");
    let (digest, noise) = (secrets.hex(64), secrets.bytes(5000));
    let text = format!("banqup\nclient_secret_sha256={digest}\n");
    let mut case = Case::new("quiet-archive");
    case.files.push(File {
        path: "noise.zip".to_owned(),
        bytes: zip(&[("noise.bin", &noise), ("digest.txt", text.as_bytes())], true),
    });
    case
}

fn compressor() -> Compressor {
    Compressor::new(CompressionLvl::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
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
fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
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

/// A zip with its members in order, deflated or stored.
fn zip(members: &[(&str, &[u8])], deflated: bool) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let data = if deflated { deflate(bytes) } else { bytes.to_vec() };
        let mut common = Vec::new();
        let halves = [20u16, 0x0800, if deflated { 8 } else { 0 }, 0, 0x5a21];
        common.extend(halves.iter().flat_map(|half| half.to_le_bytes()));
        let words = [crc32fast::hash(bytes), data.len() as u32, bytes.len() as u32];
        common.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(common);
        out.extend(name.as_bytes());
        out.extend(data);
    }
    let start = out.len() as u32;
    let count = (members.len() as u16).to_le_bytes();
    let size = (directory.len() as u32).to_le_bytes();
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(size);
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}
