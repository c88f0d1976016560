//! Files of many megabytes: looked at in parts, read whole where that is needed, and reported as if they always were.

use std::fs::File;

use crate::forms::archive::{Zip, zip};
use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::{Secrets, nameless_leak as leak};

/// More than is read in one go.
const LARGE: usize = 3 << 20;

fn check(folder: &Repo, arguments: &[&str]) -> Ran {
    folder.run(&[&["check", "--format", "json"], arguments].concat())
}

#[test]
fn large_files_are_read_whole() {
    let folder = Repo::folder();
    let mut content = vec![b'x'; 20 << 20];
    content.extend_from_slice(format!("\n{}", leak(1)).as_bytes());
    folder.write("large.bin", &content);
    let ran = check(&folder, &[]).exits_with(1);
    assert_eq!(ran.json()["stats"]["bytes"], content.len());
    assert_eq!(ran.json()["findings"][0]["line"], 2);
}

#[test]
fn a_large_text_gives_the_same_findings_on_any_number_of_threads() {
    let folder = Repo::folder();
    let mut secrets = Secrets::new(9);
    let (mut text, mut lines) = (String::new(), Vec::new());
    for seed in 1..40 {
        let end = text.len() + 60_000 + secrets.below(60_000);
        while text.len() < end {
            text.push_str(&secrets.prose(9));
            text.push('\n');
        }
        lines.push(text.matches('\n').count() + 1);
        text.push_str(leak(seed).trim_end());
        text.push('\n');
    }
    folder.write("large.txt", &text);
    let findings = |threads: &str| {
        let ran = check(&folder, &["--threads", threads]).exits_with(1);
        ran.json()["findings"].as_array().expect("an array").clone()
    };
    let found = findings("1");
    let at: Vec<usize> =
        found.iter().map(|one| one["line"].as_u64().expect("a number") as usize).collect();
    assert_eq!(at, lines);
    assert_eq!(findings("2"), found);
    assert_eq!(findings("7"), found);
}

#[test]
fn a_large_file_without_anything_is_counted() {
    let folder = Repo::folder();
    let line = "an ordinary line of text\n";
    folder.write("large.txt", line.repeat(200_000));
    let stats = check(&folder, &[]).exits_with(0).json()["stats"].clone();
    assert_eq!((&stats["files"], &stats["bytes"]), (&1.into(), &(200_000 * line.len()).into()));
}

/// A file that holds these from its first, second and third megabyte on, between ordinary lines.
fn file_with(parts: [&[u8]; 3]) -> Vec<u8> {
    let mut content = Vec::with_capacity(LARGE + 1024);
    for (megabyte, part) in parts.into_iter().enumerate() {
        while content.len() < (megabyte << 20) + 300_000 {
            content.extend_from_slice(b"an ordinary line of text\n");
        }
        content.extend_from_slice(part);
        content.push(b'\n');
    }
    while content.len() < LARGE {
        content.extend_from_slice(b"another ordinary line\n");
    }
    content
}

/// The rule and line of what is found in a file, which are the same where it comes on standard input: that is always
/// read whole.
fn found_both_ways(name: &str, content: &[u8]) -> Vec<(String, u64)> {
    let folder = Repo::folder();
    folder.write(name, content);
    let places = |ran: Ran| -> Vec<(String, u64)> {
        let place = |one: serde_json::Value| {
            let rule = one["rule"].as_str().expect("a rule").to_owned();
            (rule, one["line"].as_u64().expect("a line"))
        };
        ran.findings().into_iter().map(place).collect()
    };
    let in_file = places(check(&folder, &["."]));
    let file = File::open(folder.at(name)).expect("it was written");
    let mut command = folder.command(&["check", "--format", "json", "-"]);
    let piped = places(Ran::of(command.stdin(file).output().expect("the program runs")));
    assert_eq!(in_file, piped, "{name}");
    in_file
}

/// The line on which a part starts.
fn line_of(content: &[u8], part: &[u8]) -> u64 {
    let at = content.windows(part.len()).position(|window| window == part).expect("it is there");
    content[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

/// Something that asks for a closer look, and is nothing by itself.
fn lookalike(seed: u64) -> String {
    format!("refreshToken = \"{}\"", Secrets::new(seed).alphanumeric(28))
}

#[test]
fn a_lookalike_counts_where_the_vendor_is_named_far_away() {
    let value = lookalike(7);
    let value = value.as_bytes();
    assert_eq!(found_both_ways("a.txt", &file_with([value, b"x", b"y"])), []);
    for vendor in ["See Banqup.", "the upg-dev-portal", "https://api.btx.eu.banqup.com/v1"] {
        for parts in [[value, b"x", vendor.as_bytes()], [vendor.as_bytes(), b"x", value]] {
            let content = file_with(parts);
            let found = found_both_ways("a.txt", &content);
            assert_eq!(found, [("refresh-token".to_owned(), line_of(&content, value))], "{vendor}");
        }
    }
}

#[test]
fn code_of_the_vendors_is_checked_however_far_its_name_is() {
    let value = lookalike(8);
    let call: &[u8] = b"requests.get(url, verify=False)";
    for (name, is_vendors) in
        [("bq_client_secret", true), ("upgClientId", true), ("client_secret", false)]
    {
        let name = format!("name = {name}");
        for parts in
            [[call, name.as_bytes(), value.as_bytes()], [name.as_bytes(), value.as_bytes(), call]]
        {
            let content = file_with(parts);
            let wanted = ("tls-verification-disabled".to_owned(), line_of(&content, call));
            let found = found_both_ways("a.py", &content);
            assert_eq!(found, if is_vendors { vec![wanted] } else { vec![] }, "{name}");
        }
    }
}

#[test]
fn what_is_no_plain_text_is_found_in_a_large_file() {
    let (value, leak) = (lookalike(9), leak(9));
    let (value, leak) = (value.as_bytes(), leak.trim_end().as_bytes());
    let plain = file_with([value, b"x", leak]);
    let secret = |line: u64| [("client-secret".to_owned(), line)];
    let wide = |text: &[u8]| -> Vec<u8> {
        String::from_utf8_lossy(text).encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    assert_eq!(found_both_ways("wide.txt", &wide(&plain)), secret(line_of(&plain, leak)));
    let content = file_with([value, &wide(leak), b"x"]);
    assert_eq!(found_both_ways("island.bin", &content), secret(line_of(&content, &wide(leak))));
    let rows = format!("{}\n", Secrets::new(9).base64(57)).repeat(2000);
    let content = file_with([value, rows.as_bytes(), leak]);
    assert_eq!(found_both_ways("rows.pem", &content), secret(line_of(&content, leak)));
    let content = file_with([value, &[0; 200_000], leak]);
    assert_eq!(found_both_ways("zeros.bin", &content), secret(line_of(&content, leak)));
    let packed = zip(&[("settings.ini", leak)], Zip::Deflated);
    let content = [file_with([value, b"x", b"y"]), packed].concat();
    assert_eq!(found_both_ways("program.exe", &content), secret(1));
}

#[test]
fn a_comment_that_allows_nothing_is_told_in_a_large_file() {
    let (value, comment) = (lookalike(10), b"# banqlint: allow(jwt) expired");
    let content = file_with([value.as_bytes(), comment, b"x"]);
    let wanted = ("unused-suppression".to_owned(), line_of(&content, comment));
    assert_eq!(found_both_ways("a.py", &content), [wanted]);
}

/// What code does with credentials is looked at in documents of megabytes too, and where one is too large for that the
/// report says so.
#[test]
fn a_document_too_large_for_a_check_is_named() {
    let secret =
        "apiVersion: v1\nkind: Secret\nstringData:\n  BANQUP_CLIENT_SECRET: kP9wqZ2LmVt7-x2\n";
    let manifest = |size: usize| {
        let filler = "kind: ConfigMap\ndata:\n  key: a value of the map\n---\n";
        format!("{}{secret}", filler.repeat(size / filler.len()))
    };
    let folder = Repo::new();
    folder.write("a.yaml", manifest(2 << 20));
    let found = check(&folder, &["a.yaml"]).exits_with(1).found();
    assert_eq!(found, [("plain-kubernetes-secret".to_owned(), "a.yaml".to_owned())]);
    folder.write("b.yaml", manifest(9 << 20));
    let ran = folder.run(&["check", "b.yaml"]).exits_with(0);
    let words = "not covered: what b.yaml does with credentials, since it is larger than 8 MiB";
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
}
