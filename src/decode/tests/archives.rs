//! Archives made here, whole and broken.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::decode::{Budget, Member, Opened, members};
use crate::model::Encoding;

/// What was shown: path, and content or reason.
fn shown(bytes: &[u8], mut budget: Budget) -> Vec<(String, Result<Vec<u8>, String>)> {
    let mut shown = Vec::new();
    members(bytes, &mut budget, &mut |member| match member {
        Member::Content { path, bytes, .. } => shown.push((path.to_owned(), Ok(bytes.to_vec()))),
        Member::Unread { path, reason } => shown.push((path.to_owned(), Err(reason))),
        Member::Name { .. } => {}
    });
    shown
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn content(path: &str, bytes: &[u8]) -> (String, Result<Vec<u8>, String>) {
    (path.to_owned(), Ok(bytes.to_vec()))
}

#[test]
fn nested_archives_are_read_through() {
    let inner = tar(&[("etc/app.env", b"one"), ("../../up", b"two"), ("/abs", b"three")]);
    let outer = zip(&[
        ("lib/a.tgz", &gzip(&inner)),
        ("b.jar", &zip(&[("c.txt", b"four")])),
        ("d.gz", &gzip(b"five")),
    ]);
    assert_eq!(
        shown(&outer, Budget::default()),
        [
            content("lib/a.tgz!/etc/app.env", b"one"),
            content("lib/a.tgz!/../../up", b"two"),
            content("lib/a.tgz!//abs", b"three"),
            content("b.jar!/c.txt", b"four"),
            content("d.gz", b"five"),
        ]
    );
    let mut seen = Vec::new();
    members(&outer, &mut Budget::default(), &mut |member| {
        if let Member::Content { encodings, .. } = member {
            seen.push(encodings.to_vec());
        }
    });
    assert_eq!(seen[0], [Encoding::Zip, Encoding::Gzip, Encoding::Tar]);
}

/// The paths up to each name that was shown.
fn names(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    members(bytes, &mut Budget::default(), &mut |member| {
        if let Member::Name { path, name, .. } = member {
            assert!(path.ends_with(name));
            names.push(path.to_owned());
        }
    });
    names
}

#[test]
fn each_name_is_shown_once_at_every_depth() {
    let inner = tar(&[("a/b", b"one"), ("a/c/", b""), ("a/c/d", b"two"), ("e", b"three")]);
    let outer = zip(&[("x/y.tgz", &gzip(&inner)), ("x/z", b"four")]);
    assert_eq!(
        names(&outer),
        [
            "x", "x/y.tgz", "x/y.tgz!/a", "x/y.tgz!/a/b", "x/y.tgz!/a/c", "x/y.tgz!/a/c/d",
            "x/y.tgz!/e", "x/z"
        ]
    );
    let named = flate2::GzBuilder::new().filename("f.txt");
    let mut named = named.write(Vec::new(), Compression::default());
    named.write_all(b"five").unwrap();
    assert_eq!(names(&named.finish().unwrap()), ["f.txt"]);
}

#[test]
fn where_a_packed_link_leads_is_its_content() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, "link", "../some/where").unwrap();
    let packed = gzip(&builder.into_inner().unwrap());
    assert_eq!(shown(&packed, Budget::default()), [content("link", b"../some/where")]);
}

#[test]
fn plain_content_is_no_archive() {
    let opened =
        members(b"PK is a word", &mut Budget::default(), &mut |_| unreachable!("no member"));
    assert_eq!(opened, Opened::Other);
}

#[test]
fn a_damaged_member_costs_only_itself() {
    let mut packed = zip(&[("a", &b"first ".repeat(100)), ("b", &b"second ".repeat(100))]);
    let data = 30 + 1;
    packed[data + 3] ^= 0xFF;
    let shown = shown(&packed, Budget::default());
    assert!(shown.iter().any(|(path, outcome)| path == "a" && outcome.is_err()), "{shown:?}");
    assert!(shown.contains(&content("b", &b"second ".repeat(100))));
}

#[test]
fn an_encrypted_member_is_named_and_the_others_are_read() {
    let mut packed = zip(&[("locked", b"one"), ("open", b"two")]);
    let directory = packed.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    packed[6] |= 1;
    packed[directory + 8] |= 1;
    let found = shown(&packed, Budget::default());
    assert!(
        matches!(&found[0], (path, Err(reason)) if path == "locked" && reason.contains("encrypted"))
    );
    assert_eq!(found[1], content("open", b"two"));
}

#[test]
fn a_closed_archive_in_an_archive_is_named() {
    let packed = zip(&[("a.xz", b"\xFD7zXZ\0\0\x04 and more"), ("b", b"two")]);
    let found = shown(&packed, Budget::default());
    assert!(matches!(&found[0], (path, Err(reason)) if path == "a.xz" && reason.contains("xz")));
    assert_eq!(found[2], content("b", b"two"));
}

#[test]
fn a_truncated_archive_gives_what_it_has() {
    let packed = zip(&[("a", &b"first ".repeat(100)), ("b", &b"second ".repeat(100))]);
    let cut = &packed[..packed.len() - 30];
    let found = shown(cut, Budget::default());
    assert!(found[0].1.is_err());
    assert!(found.contains(&content("a", &b"first ".repeat(100))), "{found:?}");
    let packed = gzip(&b"some text ".repeat(1000));
    let found = shown(&packed[..packed.len() - 12], Budget::default());
    assert!(
        matches!(&found[..], [(_, Err(_)), (_, Ok(bytes))] if bytes.starts_with(b"some text")),
        "{found:?}"
    );
}

#[test]
fn limits_are_held_and_told() {
    let mut bomb = gzip(&vec![0; 64 << 20]);
    let found = shown(&bomb, Budget::default());
    assert!(matches!(&found[0].1, Err(reason) if reason.contains("200 times")), "{:?}", found[0]);
    let found = shown(&gzip(&[b'a'; 5000]), Budget { bytes: 1000, ..Budget::default() });
    assert!(matches!(&found[0].1, Err(reason) if reason.contains("limit in bytes")));
    for _ in 0..9 {
        bomb = gzip(b"x");
        for _ in 0..9 {
            bomb = gzip(&bomb);
        }
    }
    let found = shown(&bomb, Budget::default());
    assert!(matches!(&found[0].1, Err(reason) if reason.contains("5 deep")));
    let names: Vec<String> = (0..20).map(|index| index.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    for packed in [zip(&many), tar(&many)] {
        let found = shown(&packed, Budget { members: 5, ..Budget::default() });
        let is_told = |(_, outcome): &(String, Result<Vec<u8>, String>)| matches!(outcome, Err(reason) if reason.contains("members"));
        assert_eq!(found.iter().filter(|(_, outcome)| outcome.is_ok()).count(), 5, "{found:?}");
        assert!(found.iter().any(is_told), "{found:?}");
    }
}
