//! Pipes and devices in the place of files that git or an ignore file's reader would open: nothing hangs, and each is
//! named.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::bounds::{run_bounded, within_deadline};
use crate::repo::{Repo, printed};
use crate::run::Ran;
use crate::secrets::nameless_leak as leak;

/// What can stand in the place of a file.
#[derive(Debug, Clone, Copy)]
enum Special {
    Pipe,
    Device,
}

const BOTH: [Special; 2] = [Special::Pipe, Special::Device];

/// Puts it in the place of the file.
fn put(path: &Path, special: Special) {
    if path.symlink_metadata().is_ok() {
        fs::remove_file(path).unwrap();
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match special {
        Special::Pipe => drop(printed(Command::new("mkfifo").arg(path))),
        Special::Device => symlink("/dev/zero", path).unwrap(),
    }
}

/// The program with little memory, which must end soon.
fn bounded(repo: &Repo, arguments: &[&str]) -> Ran {
    run_bounded(repo, 512, arguments)
}

fn unread(ran: &Ran) -> Vec<(String, String)> {
    let report = ran.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let parts = report["unread"].as_array().unwrap().iter();
    parts.map(|part| (text(&part["path"]), text(&part["reason"]))).collect()
}

#[test]
fn an_ignore_file_that_is_none_is_named_and_hides_nothing() {
    for special in BOTH {
        for file in [".gitignore", "sub/.gitignore", ".ignore", "sub/.ignore", ".git/info/exclude"]
        {
            let repo = Repo::new();
            repo.write("sub/deep/a.txt", leak(1))
                .write("sub/b.txt", leak(2))
                .write("c.txt", leak(3));
            put(&repo.at(file), special);
            for arguments in [&["check"][..], &["check", "sub"], &["check", "sub/deep"]] {
                let ran = bounded(&repo, &[arguments, &["--format", "json"]].concat());
                let all = ["c.txt", "sub/b.txt", "sub/deep/a.txt"];
                let from = match arguments.get(1) {
                    None => 0,
                    Some(&"sub") => 1,
                    Some(_) => 2,
                };
                assert_eq!(
                    (ran.code, ran.paths()),
                    (1, all[from..].iter().map(|path| (*path).to_owned()).collect()),
                    "{file} {special:?} {arguments:?}"
                );
                let unread = unread(&ran);
                assert_eq!(unread.len(), 1, "{file} {special:?} {arguments:?}: {unread:?}");
                assert_eq!(unread[0].0, file);
                assert!(unread[0].1.contains("what stands there is no file"), "{unread:?}");
            }
        }
    }
}

/// The rules around a file that must not be opened hold as they do elsewhere.
#[test]
fn other_ignore_files_hold_beside_one_that_is_none() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.log\n/sub/out/\n!kept.log\n");
    repo.write("sub/deep/.gitignore", "local.*\n").write("sub/.ignore", "!deep/local.yes\n");
    repo.write(".git/info/exclude", "excluded\n");
    let hidden = ["sub/a.log", "sub/out/a.txt", "sub/deep/local.txt", "sub/deep/excluded"];
    let seen = ["sub/deep/b.txt", "sub/deep/local.yes", "sub/kept.log", "top.txt"];
    for (seed, path) in (0..).zip(hidden.iter().chain(&seen)) {
        repo.write(path, leak(seed));
    }
    repo.write("top.log", leak(20));
    let before = repo.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(before.paths(), seen);
    put(&repo.at("sub/.gitignore"), Special::Pipe);
    let ran = bounded(&repo, &["check", "--format", "json"]);
    assert_eq!((ran.code, ran.paths()), (1, seen.map(str::to_owned).to_vec()), "{ran:?}");
    assert_eq!(unread(&ran)[0].0, "sub/.gitignore");
    // What git tracks is read whatever covers it.
    repo.git(&["add", "--force", "sub/a.log"]);
    let ran = bounded(&repo, &["check", "--format", "json"]);
    assert!(ran.paths().contains(&"sub/a.log".to_owned()), "{ran:?}");
}

/// As in git, which reads no link in a working tree as an ignore file.
#[test]
fn a_link_called_gitignore_is_not_followed() {
    let repo = Repo::new();
    repo.write("rules", "*.log\n").write("a.log", leak(1)).write("sub/.gitignore", "*.tmp\n");
    repo.write("sub/b.tmp", leak(2)).write("sub/b.log", leak(3));
    symlink("rules", repo.at(".gitignore")).unwrap();
    assert_eq!(repo.git(&["check-ignore", "sub/b.tmp"]), "sub/b.tmp", "git has the other rules");
    let ran = repo.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["a.log", "sub/b.log"]);
    assert_eq!(unread(&ran), []);
    let ran = repo.run(&["check", "-v"]).exits_with(1);
    assert!(ran.stdout.contains("the rules in .gitignore, a symbolic link"), "{}", ran.stdout);
}

#[test]
fn a_repository_below_whose_file_is_none_is_named() {
    for special in BOTH {
        let repo = Repo::new();
        repo.write("sub/a.txt", leak(1));
        put(&repo.at("sub/.git"), special);
        let ran = bounded(&repo, &["check", "--format", "json"]);
        assert_eq!((ran.code, ran.paths()), (1, vec!["sub/a.txt".to_owned()]), "{special:?}");
        let unread = unread(&ran);
        assert!(unread.iter().all(|(path, _)| path.starts_with("sub/.git")), "{unread:?}");
        assert!(!unread.is_empty());
        // It is named by a file, and the folder that it names has one.
        let repo = Repo::new();
        repo.write("sub/a.txt", leak(1)).write("sub/.git", "gitdir: ../other\n");
        fs::create_dir(repo.at("other")).unwrap();
        put(&repo.at("other/commondir"), special);
        let ran = bounded(&repo, &["check", "--format", "json"]);
        assert_eq!((ran.code, ran.paths()), (1, vec!["sub/a.txt".to_owned()]), "{special:?}");
    }
}

#[test]
fn an_index_that_is_none_is_named() {
    for special in BOTH {
        let repo = Repo::new();
        repo.write("a.txt", leak(1)).commit("Start");
        put(&repo.at(".git/index"), special);
        let ran = bounded(&repo, &["check", "--format", "json"]);
        assert_eq!((ran.code, &unread(&ran)[0].0[..]), (1, ".git/index"), "{special:?}");
        let ran = bounded(&repo, &["staged", "--format", "json"]).exits_with(3);
        assert!(unread(&ran)[0].1.contains("`index` cannot be read"), "{special:?}: {ran:?}");
        bounded(&repo, &["history"]).exits_with(1);
    }
}

/// What libgit2 would open before anybody can look: the repository is refused, and the file is named.
#[test]
fn a_file_of_gits_own_that_is_none_is_refused_by_name() {
    let files =
        ["config", "shallow", "info/grafts", "commondir", "HEAD", "included", "config.worktree"];
    for file in files {
        for special in BOTH {
            let repo = Repo::new();
            repo.write("a.txt", "a\n").commit("Start");
            repo.git(&["config", "include.path", "included"]);
            put(&repo.at(".git").join(file), special);
            for command in [&["history"][..], &["staged"], &["hook", "install"]] {
                let ran = within_deadline(&mut repo.command(command)).exits_with(2);
                assert!(ran.stderr.contains(file), "{file} {special:?} {command:?}: {ran:?}");
                assert!(ran.stderr.contains("is no file"), "{file} {special:?}: {ran:?}");
            }
            let ran = bounded(&repo, &["check", "--format", "json"]);
            assert!(matches!(ran.code, 0 | 3), "{file} {special:?}: {ran:?}");
        }
    }
}

#[test]
fn a_list_of_gits_own_that_is_none_is_unread() {
    for file in ["refs/heads/main", "packed-refs", "objects/info/alternates", "refs/heads/side"] {
        for special in BOTH {
            let repo = Repo::new();
            repo.write("a.txt", leak(1)).commit("Start");
            repo.git(&["tag", "v1"]);
            put(&repo.at(".git").join(file), special);
            let ran = bounded(&repo, &["history", "--format", "json"]).exits_with(1);
            let unread = unread(&ran);
            let names_it = |(_, reason): &(String, String)| {
                reason.contains(file) && reason.contains("is no file")
            };
            assert!(unread.iter().any(names_it), "{file} {special:?}: {unread:?}");
            let side = bounded(&repo, &["history", "--range", "side..v1"]).exits_with(2);
            assert!(side.stdout.is_empty());
        }
    }
    for special in BOTH {
        let repo = Repo::new();
        repo.write("a.txt", leak(1)).commit("Start");
        put(&repo.at(".git/refs/heads/main"), special);
        let ran = bounded(&repo, &["staged", "--format", "json"]).exits_with(1);
        assert!(unread(&ran)[0].1.starts_with("HEAD cannot be read"), "{special:?}: {ran:?}");
        let repo = Repo::new();
        repo.write("a.txt", leak(1)).commit("Start");
        put(&repo.at(".git/logs/HEAD"), special);
        let ran = bounded(&repo, &["history", "--range", "HEAD@{1}..HEAD"]).exits_with(2);
        assert!(ran.stderr.contains("its log cannot be read"), "{special:?}: {ran:?}");
    }
}

#[test]
fn a_pack_or_its_index_that_is_none_is_named() {
    for extension in ["idx", "pack"] {
        for special in BOTH {
            let repo = Repo::new();
            repo.write("a.txt", leak(1)).commit("Start");
            repo.git(&["repack", "-a", "-d", "--quiet"]);
            let folder = repo.at(".git/objects/pack");
            let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let file = files
                .into_iter()
                .find(|path| path.extension().is_some_and(|found| found == extension))
                .unwrap();
            put(&file, special);
            let ran = within_deadline(&mut repo.command(&["history", "--format", "json"]));
            let unread = unread(&ran);
            let names_it = |(_, reason): &(String, String)| reason.contains("is no file");
            assert_eq!(ran.code, 3);
            assert!(unread.iter().any(names_it), "{extension} {special:?}: {unread:?}");
            within_deadline(&mut repo.command(&["history", "--range", "..HEAD"])).exits_with(2);
        }
    }
}
