//! `banqlint check --fix` and `--diff`: what is rewritten, byte for byte, and what is left alone.

use std::fs;

use crate::repo::Repo;
use crate::secrets::Secrets;

const PLAIN: &str = "url = http://api.btx.eu.banqup.com/v1\n";
const SAFE: &str = "url = https://api.btx.eu.banqup.com/v1\n";

fn bytes(folder: &Repo, path: &str) -> Vec<u8> {
    fs::read(folder.at(path)).expect("the file is there")
}

fn text(folder: &Repo, path: &str) -> String {
    String::from_utf8(bytes(folder, path)).expect("the file is text")
}

fn wide(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn every_spelling_keeps_its_spelling() {
    let folder = Repo::new();
    let before = "a = http://api.btx.eu.banqup.com/v1\r\nB=HTTP://API.BTX.EU.BANQUP.COM\r\n{\"u\":\"http:\\/\\/api.btx.eu.banqup.com\\/x\"}\r\nr=http%3A%2F%2Fapi.btx.eu.banqup.com%2Fx\r\nw = ws://api.btx.eu.banqup.com/e\r\np = http://api.btx.eu.banqup.com:80/\r\no = http://api.example.net/ http://notbanqup.com/\r\nt = http://api.${env}.btx.eu.banqup.com/";
    let after = "a = https://api.btx.eu.banqup.com/v1\r\nB=HTTPS://API.BTX.EU.BANQUP.COM\r\n{\"u\":\"https:\\/\\/api.btx.eu.banqup.com\\/x\"}\r\nr=https%3A%2F%2Fapi.btx.eu.banqup.com%2Fx\r\nw = wss://api.btx.eu.banqup.com/e\r\np = https://api.btx.eu.banqup.com/\r\no = http://api.example.net/ http://notbanqup.com/\r\nt = https://api.${env}.btx.eu.banqup.com/";
    folder.write("all.txt", before);
    let ran = folder.run(&["check", "--fix"]).exits_with(0);
    assert_eq!(text(&folder, "all.txt"), after);
    assert!(ran.stdout.contains("fixed 7 addresses in 1 file\n"), "{ran:#?}");
    let ran = folder.run(&["check", "--fix"]).exits_with(0);
    assert!(ran.stdout.contains("fixed nothing\n"), "{ran:#?}");
}

#[test]
fn encodings_are_kept() {
    let folder = Repo::new();
    let marked = |text: &str, mark: u16, unit: fn(u16) -> [u8; 2]| {
        [unit(mark).to_vec(), wide(text, unit)].concat()
    };
    folder
        .write("little.txt", marked(&format!("é\r\n{PLAIN}"), 0xFEFF, u16::to_le_bytes))
        .write("big.txt", marked(&format!("é\r\n{PLAIN}"), 0xFEFF, u16::to_be_bytes))
        .write("mark.txt", format!("\u{FEFF}{PLAIN}"))
        .write("latin.txt", [b"caf\xE9 ", PLAIN.as_bytes(), b"\xE8\n"].concat());
    folder.run(&["check", "--fix"]).exits_with(0);
    assert_eq!(
        bytes(&folder, "little.txt"),
        marked(&format!("é\r\n{SAFE}"), 0xFEFF, u16::to_le_bytes)
    );
    assert_eq!(
        bytes(&folder, "big.txt"),
        marked(&format!("é\r\n{SAFE}"), 0xFEFF, u16::to_be_bytes)
    );
    assert_eq!(text(&folder, "mark.txt"), format!("\u{FEFF}{SAFE}"));
    assert_eq!(bytes(&folder, "latin.txt"), [b"caf\xE9 ", SAFE.as_bytes(), b"\xE8\n"].concat());
}

#[test]
fn programs_and_variables_get_a_scheme_and_settings_are_left() {
    let folder = Repo::new();
    folder
        .write(
            "token.sh",
            "curl -s \"api.btx.eu.banqup.com/v1\" -o out\ncurl \"http://$BANQUP_HOST/v1\"\n",
        )
        .write("settings.ini", "scheme = http\nhost = api.btx.eu.banqup.com\n")
        .write("port.txt", "a = http://api.btx.eu.banqup.com:8080/\n")
        .write(".env", "BANQUP_REDIRECT_URI=http://shop.example/cb\n");
    let ran = folder.run(&["check", "--fix", "--rule", "plain-http"]).exits_with(1);
    assert_eq!(
        text(&folder, "token.sh"),
        "curl -s \"https://api.btx.eu.banqup.com/v1\" -o out\ncurl \"https://$BANQUP_HOST/v1\"\n"
    );
    assert_eq!(text(&folder, "settings.ini"), "scheme = http\nhost = api.btx.eu.banqup.com\n");
    assert_eq!(text(&folder, "port.txt"), "a = http://api.btx.eu.banqup.com:8080/\n");
    assert_eq!(text(&folder, ".env"), "BANQUP_REDIRECT_URI=http://shop.example/cb\n");
    assert!(ran.stdout.contains("not fixed: port.txt:1: it names a port of its own"), "{ran:#?}");
    assert!(ran.stdout.contains("fixed 2 addresses in 1 file\n"), "{ran:#?}");
    assert!(ran.stdout.contains("3 errors"), "{ran:#?}");
}

#[test]
fn what_a_team_allows_stays() {
    let folder = Repo::new();
    folder
        .write("inline.py", "U = 'http://api.btx.eu.banqup.com/'  # banqlint: allow(plain-http) a test of the refusal\n")
        .write("legacy/old.py", "U = 'http://api.btx.eu.banqup.com/'\n")
        .write("kept.py", "U = 'http://iam.unifiedpost.com/'\n")
        .write(
            ".banqlint.toml",
            "[[off]]\nrule = \"plain-http\"\npaths = [\"legacy/\"]\nreason = \"goes with the old server\"\n",
        );
    let before = ["inline.py", "legacy/old.py", "kept.py"].map(|path| text(&folder, path));
    folder.run(&["check", "--fix", "--skip-rule", "plain-http"]).exits_with(0);
    folder.run(&["check", "--fix", "--rule", "jwt"]).exits_with(0);
    folder.run(&["baseline", "create"]);
    folder.run(&["check", "--fix"]).exits_with(0);
    assert_eq!(["inline.py", "legacy/old.py", "kept.py"].map(|path| text(&folder, path)), before);
}

#[test]
fn a_diff_writes_nothing_and_masks() {
    let folder = Repo::new();
    let secret = Secrets::new(9).secret64();
    let before = format!(
        "one\ntwo\nclient_secret = {secret}\nurl = http://api.btx.eu.banqup.com/v1?client_secret={secret}\nend\n"
    );
    folder.write("a.ini", &before);
    for arguments in
        [&["check", "--diff"][..], &["check", "--fix", "--diff", "--rule", "plain-http"]]
    {
        let ran = folder.run(arguments).exits_with(1);
        assert_eq!(text(&folder, "a.ini"), before);
        assert!(
            ran.stdout.starts_with("--- a/a.ini\n+++ b/a.ini\n@@ -1,5 +1,5 @@\n one\n two\n"),
            "{ran:#?}"
        );
        assert!(ran.stdout.contains("\n-url = http://api.btx.eu.banqup.com/v1"), "{ran:#?}");
        assert!(ran.stdout.contains("\n+url = https://api.btx.eu.banqup.com/v1"), "{ran:#?}");
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret), "{ran:#?}");
        assert!(ran.stderr.contains("would fix 1 address in 1 file"), "{ran:#?}");
    }
    let ran = folder.run(&["check", "--rule", "plain-http"]).exits_with(1);
    assert!(!ran.stdout.contains(&secret), "one rule shows what another masks: {ran:#?}");
    folder.write("a.ini", "nothing\n");
    folder.run(&["check", "--diff"]).exits_with(0);
}

#[test]
fn a_diff_applies_whatever_ends_lines_and_files() {
    let call = "fetch(\"http://api.btx.eu.banqup.com/x\")";
    for text in [
        format!("a\r\n{call}\r\nb\r\n"),
        format!("a\n{call}"),
        format!("a\r\n{call}\r\nb"),
        format!("{call}\n{call}\nb"),
        format!("{call}\n\n\n\n\n\nb\n"),
    ] {
        let repo = Repo::new();
        repo.write("a.js", &text);
        let diff = repo.run(&["check", "--diff"]).exits_with(1).stdout;
        repo.write("a.diff", diff);
        repo.git(&["apply", "a.diff"]);
        let after = fs::read_to_string(repo.at("a.js")).unwrap();
        assert_eq!(after, text.replace("http:", "https:"));
    }
}

#[test]
fn standard_input_is_a_usage_error() {
    let folder = Repo::folder();
    for option in ["--fix", "--diff"] {
        let ran = folder.run(&["check", option, "-"]).exits_with(2);
        assert!(ran.stderr.contains("standard input cannot be fixed"), "{ran:#?}");
    }
}

#[cfg(unix)]
#[test]
fn modes_are_kept_links_are_not_followed_and_read_only_files_are_said() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Repo::new();
    let outside = Repo::folder();
    outside.write("target.txt", PLAIN);
    folder.write("run.sh", format!("#!/bin/sh\n# {PLAIN}{PLAIN}")).write("locked.txt", PLAIN);
    let set = |path: &str, mode: u32| {
        fs::set_permissions(folder.at(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    set("run.sh", 0o750);
    set("locked.txt", 0o444);
    symlink(outside.at("target.txt"), folder.at("link.txt")).expect("a link is made");
    symlink("http://api.btx.eu.banqup.com/", folder.at("dangling")).expect("a link is made");
    let ran = folder.run(&["check", "--fix", ".", "link.txt"]).exits_with(1);
    let mode = fs::metadata(folder.at("run.sh")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o7777, 0o750);
    assert_eq!(text(&folder, "run.sh"), format!("#!/bin/sh\n# {SAFE}{SAFE}"));
    assert_eq!(text(&folder, "locked.txt"), PLAIN);
    assert_eq!(text(&outside, "target.txt"), PLAIN);
    assert!(fs::symlink_metadata(folder.at("link.txt")).expect("it is there").is_symlink());
    assert!(
        ran.stdout.contains("unread: locked.txt: cannot be fixed: it is read-only"),
        "{ran:#?}"
    );
    let why = "not fixed: link.txt: it is a link; fix the file that it leads to";
    assert!(ran.stdout.contains(why), "{ran:#?}");
    let left: Vec<String> = fs::read_dir(folder.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("it is readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn encoded_text_and_archives_are_not_touched() {
    use base64::Engine;

    let folder = Repo::new();
    let encoded = base64::engine::general_purpose::STANDARD.encode(PLAIN.repeat(3));
    folder.write("banqup.yaml", format!("# banqup\ndata: {encoded}\n"));
    let ran = folder.run(&["check", "--fix"]);
    assert_eq!(text(&folder, "banqup.yaml"), format!("# banqup\ndata: {encoded}\n"), "{ran:#?}");
}

#[test]
fn other_formats_say_it_beside_the_report() {
    let folder = Repo::new();
    folder.write("a.txt", PLAIN);
    let ran = folder.run(&["check", "--fix", "--format", "json"]).exits_with(0);
    assert_eq!(ran.json()["findings"].as_array().map(Vec::len), Some(0));
    assert!(ran.stderr.contains("fixed 1 address in 1 file"), "{ran:#?}");
}
