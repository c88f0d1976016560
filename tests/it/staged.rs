//! `banqlint staged` reads what the next commit would add: nothing less, and nothing more.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::repo::{Repo, clean_git, printed};
use crate::run::{Ran, run};
use crate::secrets::{Secrets, leak};

/// A repository with one clean commit.
fn base() -> Repo {
    let repo = Repo::new();
    repo.write("clean.txt", "clean\n").commit("Start");
    repo
}

fn staged(folder: &Path) -> Ran {
    run(folder, &["staged", "--format", "json"])
}

fn add(repo: &Repo, path: &str, content: impl AsRef<[u8]>) {
    repo.write(path, content);
    repo.git(&["add", "--force", "--", path]);
}

#[track_caller]
fn assert_places(ran: &Ran, expected: &[(&str, &str)]) {
    let found = ran.findings();
    let word = |finding: &Value, member: &str| finding[member].as_str().unwrap_or("").to_owned();
    let places: Vec<(String, String)> =
        found.iter().map(|finding| (word(finding, "origin"), word(finding, "path"))).collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(origin, path)| ((*origin).to_owned(), (*path).to_owned())).collect();
    assert_eq!(places, expected, "{}", ran.stdout);
    assert_eq!(ran.code, i32::from(!expected.is_empty()), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn the_index_counts_and_not_the_working_copy() {
    let repo = base();
    add(&repo, "a.conf", leak(1));
    repo.write("a.conf", "clean\n");
    assert_places(&staged(repo.path()), &[("staged", "a.conf")]);
    repo.git(&["add", "a.conf"]);
    repo.write("a.conf", leak(1));
    assert_places(&staged(repo.path()), &[]);
}

#[test]
fn the_first_commit_is_read_like_any_other() {
    let repo = Repo::new();
    let nothing = run(repo.path(), &["staged"]);
    assert_eq!(nothing.code, 0);
    assert!(nothing.stdout.contains("0 blobs"), "{}", nothing.stdout);
    add(&repo, "a.conf", leak(1));
    assert_places(&staged(repo.path()), &[("staged", "a.conf")]);
    assert_eq!(staged(repo.path()).json()["stats"]["blobs"], 1);
}

#[test]
fn an_old_secret_is_not_the_fault_of_an_edit_or_a_rename() {
    let repo = base();
    let old = format!("first\n{}last\n", leak(2));
    repo.write("old.conf", &old).commit("Old");
    add(&repo, "old.conf", format!("  moved\n{old}more\n"));
    assert_places(&staged(repo.path()), &[]);
    let whole = run(repo.path(), &["staged", "--format", "json", "--whole-files"]);
    assert_places(&whole, &[("staged", "old.conf")]);
    repo.git(&["mv", "old.conf", "renamed.conf"]);
    add(&repo, "renamed.conf", format!("{old}edited after the rename\n"));
    assert_places(&staged(repo.path()), &[]);
}

#[test]
fn what_a_commit_adds_beside_an_old_secret_is_its_own() {
    let repo = base();
    repo.write("old.conf", leak(2)).commit("Old");
    add(&repo, "old.conf", format!("{}{}", leak(2), leak(3)));
    let ran = staged(repo.path());
    assert_places(&ran, &[("staged", "old.conf")]);
    assert_eq!(ran.findings()[0]["line"], 2);
    // One more copy of the same value, above the one that was there.
    add(&repo, "old.conf", format!("copy: {}\n{}", leak(2), leak(2)));
    let ran = staged(repo.path());
    assert_places(&ran, &[("staged", "old.conf")]);
    assert_eq!(ran.findings()[0]["line"], 1);
    // A copy in a file of its own is a new place.
    repo.git(&["checkout", "-q", "HEAD", "old.conf"]);
    add(&repo, "copy.conf", leak(2));
    assert_places(&staged(repo.path()), &[("staged", "copy.conf")]);
}

#[test]
fn attributes_and_encodings_hide_nothing() {
    let repo = base();
    add(&repo, ".gitattributes", "* -diff -text binary\n");
    let utf16: Vec<u8> =
        [0xfeff].into_iter().chain(leak(4).encode_utf16()).flat_map(u16::to_le_bytes).collect();
    add(&repo, "utf16.conf", utf16);
    add(&repo, "nul.bin", format!("\0\0\n{}\0", leak(5)));
    add(&repo, "crlf.conf", leak(6).replace('\n', "\r\n"));
    assert_places(
        &staged(repo.path()),
        &[("staged", "crlf.conf"), ("staged", "nul.bin"), ("staged", "utf16.conf")],
    );
}

#[test]
#[cfg(unix)]
fn link_targets_and_names_are_content() {
    let repo = base();
    let target = format!("banqup_client_secret={}", Secrets::new(7).secret64());
    std::os::unix::fs::symlink(target, repo.path().join("link")).unwrap();
    let name = format!("banqup_client_secret={}", Secrets::new(8).secret64());
    add(&repo, &format!("{name}/inner.txt"), "x\n");
    repo.git(&["add", "--all"]);
    let ran = staged(repo.path());
    let origins: Vec<Value> = ran.findings().iter().map(|one| one["origin"].clone()).collect();
    assert_eq!(origins, ["file-name", "staged"], "{}", ran.stdout);
    assert!(!ran.stdout.contains(&Secrets::new(8).secret64()));
    repo.commit("Name");
    add(&repo, &format!("{name}/second.txt"), "y\n");
    assert_places(&staged(repo.path()), &[]);
}

#[test]
#[cfg(unix)]
fn odd_names_are_names() {
    use std::os::unix::ffi::OsStrExt;
    let repo = base();
    let names: [&[u8]; 4] = [b"a \t\n\"q'", b"-x", b"(group).[foo].md", b"latin-\xe9"];
    for (seed, name) in (10..).zip(names) {
        fs::write(repo.path().join(std::ffi::OsStr::from_bytes(name)), leak(seed)).unwrap();
    }
    repo.git(&["add", "--all"]);
    let ran = staged(repo.path());
    assert_eq!((ran.code, ran.findings().len()), (1, 4), "{}", ran.stdout);
}

#[test]
fn an_entry_that_is_only_intended_is_not_there_yet() {
    let repo = base();
    repo.write("later.conf", leak(1));
    repo.git(&["add", "--intent-to-add", "later.conf"]);
    assert_places(&staged(repo.path()), &[]);
    repo.git(&["add", "later.conf"]);
    assert_places(&staged(repo.path()), &[("staged", "later.conf")]);
}

#[test]
fn every_stage_of_a_conflict_is_read() {
    let repo = base();
    let entries: String = (1..=3)
        .map(|stage| {
            repo.write("blob", leak(20 + stage));
            let id = repo.git(&["hash-object", "-w", "blob"]);
            format!("100644 {id} {stage}\tconflict.conf\n")
        })
        .collect();
    repo.write("entries", entries);
    let input = fs::File::open(repo.path().join("entries")).unwrap();
    printed(repo.git_command(&["update-index", "--index-info"]).stdin(input));
    assert_places(&staged(repo.path()), &[("staged", "conflict.conf"); 3]);
}

#[test]
fn a_submodule_is_named_as_not_entered() {
    let repo = base();
    let entry = format!("160000,{},library", repo.head());
    repo.git(&["update-index", "--add", "--cacheinfo", &entry]);
    add(&repo, "beside.conf", leak(1));
    assert_places(&staged(repo.path()), &[("staged", "beside.conf")]);
    let text = run(repo.path(), &["staged"]);
    assert!(text.stdout.contains("library"), "{}", text.stdout);
}

#[test]
fn objects_that_cannot_be_read_are_listed() {
    let repo = base();
    add(&repo, "gone.conf", leak(1));
    let id = repo.git(&["rev-parse", ":gone.conf"]);
    let file = repo.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    let whole = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    for cut in [None, Some(20), Some(0)] {
        if let Some(cut) = cut {
            fs::write(&file, &whole[..cut]).unwrap();
        }
        let ran = staged(repo.path());
        assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.json()["unread"][0]["path"], "gone.conf");
        assert_eq!(ran.json()["unread"][0]["object"], id.as_str());
    }
    // With a violation beside it, the violation decides.
    add(&repo, "there.conf", leak(2));
    assert_eq!(staged(repo.path()).code, 1);
}

#[test]
fn a_damaged_index_never_passes() {
    let repo = base();
    let index = repo.path().join(".git/index");
    let whole = fs::read(&index).unwrap();
    fs::write(&index, &whole[..whole.len() / 2]).unwrap();
    let ran = staged(repo.path());
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn other_index_files_and_inherited_variables_are_honoured() {
    let repo = base();
    let other = repo.beside("other-index");
    fs::copy(repo.path().join(".git/index"), &other).unwrap();
    repo.write("a.conf", leak(1));
    printed(repo.git_command(&["add", "a.conf"]).env("GIT_INDEX_FILE", &other));
    assert_places(&staged(repo.path()), &[]);
    let with = |variables: &[(&str, &Path)], folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_banqlint"));
        command.current_dir(folder).args(["staged", "--format", "json"]);
        command.envs(variables.iter().copied()).output().unwrap().status.code()
    };
    assert_eq!(with(&[("GIT_INDEX_FILE", &other)], repo.path()), Some(1));
    repo.git(&["add", "a.conf"]);
    let elsewhere = base();
    let git_dir = repo.path().join(".git");
    let inherited: [(&str, &Path); 2] = [("GIT_DIR", &git_dir), ("GIT_WORK_TREE", repo.path())];
    assert_eq!(with(&inherited, elsewhere.path()), Some(1));
    assert_eq!(with(&[], elsewhere.path()), Some(0));
}

#[test]
fn every_layout_of_the_index_is_read() {
    type Prepare = fn(&Repo);
    let layouts: [(&str, Prepare); 4] = [
        ("split", |repo| drop(repo.git(&["update-index", "--split-index"]))),
        ("version 4", |repo| drop(repo.git(&["update-index", "--index-version", "4"]))),
        ("locked", |repo| {
            repo.write(".git/index.lock", "");
        }),
        ("sparse", |repo| {
            repo.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]);
            repo.git(&["sparse-checkout", "set", "one"]);
        }),
    ];
    for (name, prepare) in layouts {
        let repo = base();
        for folder in ["one", "two", "three"] {
            repo.write(format!("{folder}/inner/file"), folder);
        }
        repo.commit("Folders");
        if name == "locked" {
            add(&repo, "one/a.conf", leak(1));
            prepare(&repo);
        } else {
            prepare(&repo);
            add(&repo, "one/a.conf", leak(1));
        }
        assert_places(&staged(repo.path()), &[("staged", "one/a.conf")]);
    }
}

#[test]
fn worktrees_subfolders_and_other_hashes() {
    let repo = base();
    add(&repo, "folder/a.conf", leak(1));
    assert_places(&staged(&repo.path().join("folder")), &[("staged", "folder/a.conf")]);
    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
    assert_places(&staged(&linked), &[]);
    fs::write(linked.join("b.conf"), leak(2)).unwrap();
    printed(clean_git().current_dir(&linked).args(["add", "b.conf"]));
    assert_places(&staged(&linked), &[("staged", "b.conf")]);
    let sha256 = Repo::with(&["--object-format=sha256"]);
    add(&sha256, "a.conf", leak(3));
    assert_places(&staged(sha256.path()), &[("staged", "a.conf")]);
}

#[test]
fn outside_a_repository_nothing_passes() {
    let folder = tempfile::tempdir().unwrap();
    let ran = staged(folder.path());
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("git repository"), "{}", ran.stderr);
}

#[test]
fn nothing_is_written() {
    let repo = base();
    add(&repo, "a.conf", leak(1));
    repo.write("untracked.conf", leak(2));
    let before = contents(&repo.path().join(".git"));
    assert_eq!(staged(repo.path()).code, 1);
    assert_eq!(run(repo.path(), &["hook", "pre-commit"]).code, 1);
    assert_eq!(contents(&repo.path().join(".git")), before);
}

fn contents(folder: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    all
}

/// An index with an entry for each path, in the second version of the format, and a list of folders.
fn index_of(paths: &[&[u8]], folders: &[u8]) -> Vec<u8> {
    let mut index = [b"DIRC\0\0\0\x02".as_slice(), &(paths.len() as u32).to_be_bytes()].concat();
    for path in paths {
        let start = index.len();
        index.extend([0; 24]);
        index.extend(0o100_644_u32.to_be_bytes());
        index.extend([0; 12]);
        index.extend([7; 20]);
        index.extend((path.len() as u16).to_be_bytes());
        index.extend(*path);
        let length = index.len() - start;
        index.extend(vec![0; 8 - length % 8]);
    }
    if !folders.is_empty() {
        index.extend(b"TREE");
        index.extend((folders.len() as u32).to_be_bytes());
        index.extend(folders);
    }
    index.extend([0; 20]);
    index
}

#[test]
fn an_index_that_git_would_refuse_is_named_as_unread() {
    let repo = base();
    let deep = b"a\0-1 1\n".repeat(300_000);
    for (paths, folders, reason) in [
        ([b"/x".as_slice(), b"y"], b"".as_slice(), "a path that git cannot have"),
        ([b"a//b", b"y"], b"", "a path that git cannot have"),
        ([b"y", b"b"], b"", "not in order"),
        ([b"x", b"y"], &deep, "nested deeper"),
    ] {
        fs::write(repo.at(".git/index"), index_of(&paths, folders)).unwrap();
        let ran = staged(repo.path()).exits_with(3);
        assert!(ran.stdout.contains(reason), "{reason}: {}", ran.stdout);
    }
    // The list of folders is met by whoever reads the working tree, too.
    repo.run(&["check", "--format", "json"]).exits_with(3);
}
