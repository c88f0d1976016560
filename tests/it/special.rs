//! What is not a plain readable file: links, pipes, names that are no text, and what may not be read.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::{Secrets, nameless_leak as leak};

/// A user that owns nothing; the tests may run as one that may read everything.
const NOBODY: u32 = 65534;

fn mkfifo(folder: &Repo, name: &str) {
    let made = Command::new("mkfifo").arg(folder.at(name)).status().expect("mkfifo is there");
    assert!(made.success());
}

/// Runs the program as a user who may not read everything.
fn run_without_rights(folder: &Repo, arguments: &[&str]) -> Ran {
    let mut command = folder.command(arguments);
    let is_root = Command::new("id").arg("-u").output().expect("id is there").stdout == b"0\n";
    if is_root {
        command.uid(NOBODY);
    }
    Ran::of(command.output().expect("the binary runs"))
}

#[test]
fn links_are_not_followed_and_their_target_is_content() {
    let outside = Repo::folder();
    outside.write("key.txt", leak(1));
    let folder = Repo::new();
    symlink(outside.at("key.txt"), folder.at("file")).expect("a link is made");
    symlink(outside.path(), folder.at("folder")).expect("a link is made");
    symlink("/dev/zero", folder.at("endless")).expect("a link is made");
    symlink("loop", folder.at("loop")).expect("a link is made");
    symlink(format!("client_secret={}", Secrets::new(2).secret64()), folder.at("text"))
        .expect("a link is made");
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.found(), [("client-secret".to_owned(), "text".to_owned())]);
    assert_eq!(ran.json()["stats"]["files"], 5);
}

#[test]
fn a_tracked_file_behind_a_link_is_not_in_the_tree() {
    let outside = Repo::folder();
    outside.write("a.key", leak(1));
    let folder = Repo::new();
    folder.write(".gitignore", "sub\n").write("sub/a.key", "x").commit("force");
    fs::remove_dir_all(folder.at("sub")).expect("it was there");
    symlink(outside.path(), folder.at("sub")).expect("a link is made");
    folder.run(&["check"]).exits_with(0);
}

#[test]
fn pipes_never_block_and_are_mentioned() {
    let folder = Repo::new();
    mkfifo(&folder, "pipe");
    folder.write("a.txt", "x");
    let ran = folder.run(&["check", "-v"]).exits_with(0);
    assert!(ran.stdout.contains("skipped: pipe is a pipe, socket or device"), "{ran:#?}");
    let ran = folder.run(&["check"]).exits_with(0);
    assert!(!ran.stdout.contains("pipe"), "{ran:#?}");
    let ran = folder.run(&["check", "pipe"]).exits_with(3);
    assert!(ran.stdout.contains("unread: pipe: is not a regular file"), "{ran:#?}");
}

#[test]
fn a_link_that_is_named_is_followed_or_unread() {
    let folder = Repo::new();
    folder.write("a.txt", leak(1));
    mkfifo(&folder, "pipe");
    symlink("gone", folder.at("dangling")).expect("a link is made");
    let named = [
        ("file", "a.txt", 1),
        ("chain", "file", 1),
        ("endless", "/dev/zero", 3),
        ("terminal", "/dev/null", 3),
        ("waiting", "pipe", 3),
        ("loop", "loop", 3),
    ];
    for (link, target, code) in named {
        symlink(target, folder.at(link)).expect("a link is made");
        let ran = folder.run(&["check", "--format", "json", link]).exits_with(code);
        let unread = ran.json()["unread"].as_array().expect("a list").len();
        assert_eq!(unread == 0, code == 1, "{link}: {ran:#?}");
    }
    folder.run(&["check", "dangling"]).exits_with(0);
}

#[test]
fn a_pipe_that_the_caller_holds_open_is_read_like_standard_input() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let folder = Repo::new();
    folder.write("key.txt", leak(1)).write("long.txt", "x\n".repeat(400_000) + &leak(2));
    let program = folder.command::<&str>(&[]).get_program().to_owned();
    let bash = |line: &str| {
        let mut command = Command::new("bash");
        command.args(["-c", line, "bash"]).arg(&program).current_dir(folder.path());
        Ran::of(command.output().expect("bash is there"))
    };
    for line in [
        "$1 check --format json <(cat key.txt)",
        "$1 check --format jsonl <(cat key.txt)",
        "$1 check --format json <(sleep 0.2; cat long.txt)",
        "$1 check --format json <(true) <(cat key.txt)",
        "cat key.txt | $1 check --format json /dev/stdin",
        "cat long.txt | $1 check --format json /proc/self/fd/0",
        "$1 check --format json /dev/stdin <key.txt",
    ] {
        let ran = bash(line).exits_with(1);
        assert_eq!(ran.stdout.matches("\"client-secret\"").count(), 1, "{line}: {ran:#?}");
    }
    bash("$1 check <(true)").exits_with(0);
    // It can be read once, so there is no second look to say what is left.
    bash("$1 check --fix <(cat key.txt)").exits_with(2);
}

#[test]
fn a_repository_that_may_not_be_looked_into_is_said() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.key\n").write("a.key", leak(1)).commit("force");
    let allow = |path: &str, mode| {
        fs::set_permissions(repo.at(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    let is_said = |what: &str| {
        let ran = run_without_rights(&repo, &["check", "--format", "json", "."]);
        assert_eq!(ran.code, 3, "{what}: {ran:#?}");
        assert_eq!(ran.json()["unread"][0]["path"], ".git/index", "{what}");
    };
    allow("", 0o755);
    allow(".git", 0o000);
    is_said("the folder");
    allow(".git", 0o755);
    fs::rename(repo.at(".git"), repo.at("elsewhere.key")).expect("it is ours");
    allow("elsewhere.key", 0o000);
    repo.write(".git", "gitdir: elsewhere.key\n");
    is_said("what a file names");
    allow("elsewhere.key", 0o755);
    for nothing in ["nonsense", "", "gitdir: "] {
        repo.write(".git", nothing);
        is_said(nothing);
    }
}

#[test]
fn what_may_not_be_read_is_counted_and_the_rest_is_scanned() {
    let folder = Repo::folder();
    folder.write("a.txt", leak(1)).write("file", "x").write("folder/b.txt", "x");
    let allow = |path: &str, mode| {
        fs::set_permissions(folder.at(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    allow("", 0o755);
    allow("file", 0o000);
    allow("folder", 0o000);
    let run = |arguments: &[&str]| run_without_rights(&folder, arguments);
    let ran = run(&["check", "--format", "json", "."]).exits_with(1);
    assert_eq!(ran.paths(), ["a.txt"]);
    let report = ran.json();
    let unread: Vec<&str> = report["unread"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|part| part["path"].as_str())
        .collect();
    assert_eq!(unread, ["file", "folder"]);
    assert_eq!(report["complete"], false);
    run(&["check", "--exit-zero", "."]).exits_with(3);
    run(&["check", "--rule", "jwt", "."]).exits_with(3);
    allow("folder", 0o755);
}

#[test]
fn a_file_that_fails_while_it_is_read_is_unread() {
    if cfg!(target_os = "linux") {
        let ran = Repo::folder().run(&["check", "/proc/self/mem"]).exits_with(3);
        assert!(ran.stdout.contains("unread: mem: cannot be read"), "{ran:#?}");
    }
}

#[test]
fn names_that_are_no_text_keep_their_bytes() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let folder = Repo::new();
    folder.write(OsStr::from_bytes(b"caf\xe9.txt"), leak(1));
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["path"], "caf\u{fffd}.txt");
    assert_eq!(finding["path_bytes"], "Y2Fm6S50eHQ=");
}

#[test]
fn no_name_commands_the_terminal() {
    let folder = Repo::new();
    folder.write("tab\there\nnew \x1b[2J.txt", leak(1));
    let ran = folder.run(&["check"]).exits_with(1);
    assert!(ran.stdout.contains(r"tab\there\nnew \u{1b}[2J.txt:1:18"), "{ran:#?}");
    assert!(!ran.stdout.contains('\x1b'), "{ran:#?}");
}

#[test]
fn a_repository_of_another_user_is_read_all_the_same() {
    let folder = Repo::new();
    folder.write(".gitignore", "*.key\n").write("a.key", leak(1)).commit("force");
    if std::os::unix::fs::chown(folder.at(".git"), Some(NOBODY), None).is_ok() {
        let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
        assert_eq!(ran.paths(), ["a.key"]);
    }
}

#[test]
fn a_damaged_index_is_said_and_the_rest_is_scanned() {
    let folder = Repo::new();
    folder.write("a.txt", leak(1)).commit("base");
    folder.write(".git/index", "DIRC nonsense");
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["a.txt"]);
    assert_eq!(ran.json()["unread"][0]["path"], ".git/index");
}

#[test]
fn archives_that_cannot_be_opened_are_named() {
    let folder = Repo::new();
    let starts: [(&str, &[u8]); 14] = [
        ("a.gz", b"\x1F\x8B\x05\0"),
        ("a.bz2", b"BZh91AY&SY"),
        ("a.xz", b"\xFD7zXZ\0\0\x04"),
        ("a.zst", &[0x28, 0xB5, 0x2F, 0xFD, 0x04]),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04"),
        ("a.rar", b"Rar!\x1A\x07\x01\0"),
        ("a.lz4", b"\x04\x22\x4D\x18\x64\x40"),
        ("a.lz", b"LZIP\x01\x0C"),
        ("a.cab", b"MSCF\0\0\0\0"),
        ("a.deb", b"!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n"),
        ("a.rpm", b"\xED\xAB\xEE\xDB\x03\0"),
        ("a.pack", b"PACK\0\0\0\x02\0\0\0\0"),
        ("a.bundle", b"# v2 git bundle\n"),
        ("b.bundle", b"# v3 git bundle\n@object-format=sha256\n"),
    ];
    for (path, start) in starts {
        folder.write(path, [start, &[0; 40]].concat());
    }
    folder.commit("Keep archives");
    for command in ["check", "history"] {
        let report = folder.run(&[command, "--format", "json", "."]).exits_with(3).json();
        let unread = report["unread"].as_array().expect("a list");
        let named: Vec<&str> = unread.iter().filter_map(|one| one["path"].as_str()).collect();
        for (path, _) in starts {
            assert!(named.contains(&path), "{command} {path}: {named:?}");
        }
        assert_eq!(named.len(), starts.len(), "{command}: {named:?}");
    }
}

/// Whoever wrote a tree chose what its own files are: one that never ends must not stop a commit.
#[test]
fn decisions_that_are_no_files_are_refused_and_never_waited_for() {
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    for place in ["/dev/zero", "pipe"] {
        if place == "pipe" {
            mkfifo(&repo, place);
        }
        let baseline = repo.at(".banqlint-baseline.json");
        symlink(place, &baseline).unwrap();
        for command in ["check", "staged", "history"] {
            let ran = repo.run(&[command]);
            assert_eq!(ran.code, 2, "{command} {place}: {}", ran.stderr);
            assert!(ran.stderr.contains("the baseline cannot be read"), "{}", ran.stderr);
        }
        fs::remove_file(&baseline).unwrap();
        repo.write(".banqlint.toml", format!("packs = [\"{place}\"]\n"));
        let ran = repo.run(&["check"]);
        assert_eq!(ran.code, 2, "{place}: {}", ran.stderr);
        assert!(ran.stderr.contains("it is not a file"), "{}", ran.stderr);
        fs::remove_file(repo.at(".banqlint.toml")).unwrap();
    }
}
