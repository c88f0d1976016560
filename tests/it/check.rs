//! `banqlint check`: what is read, under which name, and how often.

use std::io::Write;
use std::process::Stdio;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::{Secrets, nameless_leak as leak};

fn check(folder: &Repo, arguments: &[&str]) -> Ran {
    folder.run(&[&["check", "--format", "json"], arguments].concat())
}

#[test]
fn a_finding_says_everything_that_scripts_rely_on() {
    let folder = Repo::new();
    let secret = Secrets::new(1).secret64();
    folder.write("config/settings.py", format!("\n\nCLIENT_SECRET    = \"{secret}\"\n"));
    let ran = check(&folder, &[]).exits_with(1);
    let report = ran.json();
    assert_eq!(report["schema"], "banqlint/1");
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["complete"], true);
    assert_eq!(report["unread"].as_array().map(Vec::len), Some(0));
    assert_eq!(report["stats"]["files"], 1);
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "client-secret");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["confidence"], "high");
    assert_eq!(finding["guidance"], "Avoid storing keys in version control systems");
    assert_eq!(finding["path"], "config/settings.py");
    assert_eq!(finding["origin"], "file");
    let place = ["line", "column", "end_line", "end_column"].map(|key| finding[key].clone());
    assert_eq!(place, [3, 21, 3, 85]);
    assert_eq!(finding["value"]["redacted"], format!("{}…(64)", &secret[..4]));
    for absent in ["commit", "object", "at_head", "removed_in", "archive_path", "jwt", "path_bytes"]
    {
        assert!(finding.as_object().expect("an object").contains_key(absent), "{absent}");
        assert!(finding[absent].is_null(), "{absent}");
    }
}

#[test]
fn hidden_files_are_read_and_git_s_own_are_not() {
    let folder = Repo::new();
    folder.write(".conf", leak(1)).write(".git/notes.txt", leak(2)).write(".ci/run", "true\n");
    let ran = check(&folder, &[]).exits_with(1);
    assert_eq!(ran.paths(), [".conf"]);
    assert_eq!(ran.json()["stats"]["files"], 2);
}

#[test]
fn what_git_tracks_is_read_even_if_an_ignore_file_covers_it() {
    let folder = Repo::new();
    folder
        .write(".gitignore", ".conf*\nhidden/\n")
        .write(".conf", leak(1))
        .write("hidden/deep/key.txt", leak(2))
        .commit("force");
    folder.write(".conf.local", leak(3)).write("hidden/other.txt", leak(4));
    let ran = check(&folder, &[]).exits_with(1);
    assert_eq!(ran.paths(), [".conf", "hidden/deep/key.txt"]);
    assert_eq!(ran.json()["stats"]["files"], 3);
    let ran = check(&folder, &["--no-ignore"]).exits_with(1);
    assert_eq!(ran.paths(), [".conf", ".conf.local", "hidden/deep/key.txt", "hidden/other.txt"]);
}

#[test]
fn a_tracked_file_that_is_gone_is_no_problem() {
    let folder = Repo::new();
    folder.write(".gitignore", "*.key\n").write("a.key", "x").commit("force");
    std::fs::remove_file(folder.at("a.key")).expect("it was there");
    assert_eq!(check(&folder, &[]).exits_with(0).json()["stats"]["files"], 1);
}

#[test]
fn a_repository_inside_another_has_its_own_tracked_files() {
    let folder = Repo::new();
    folder.write("vendor/lib/.gitignore", "*.key\n").write("vendor/lib/a.key", leak(1));
    folder.git(&["init", "--quiet", "vendor/lib"]);
    folder.git(&["-C", "vendor/lib", "add", "--force", "a.key"]);
    folder.write("vendor/lib/b.key", leak(2));
    assert_eq!(check(&folder, &[]).exits_with(1).paths(), ["vendor/lib/a.key"]);
}

#[test]
fn a_linked_worktree_has_its_own_index() {
    let folder = Repo::new();
    folder.write("main/.gitignore", "*.key\n");
    folder.git(&["init", "--quiet", "main"]);
    folder.git(&["-C", "main", "add", "."]);
    folder.git(&["-C", "main", "commit", "--quiet", "-m", "base"]);
    folder.git(&["-C", "main", "worktree", "add", "--quiet", "../linked"]);
    folder.write("linked/a.key", leak(1));
    folder.git(&["-C", "linked", "add", "--force", "a.key"]);
    let ran = folder.run(&["check", "--format", "json", "linked"]).exits_with(1);
    assert_eq!(ran.paths(), ["a.key"]);
}

#[test]
fn sha_256_repositories_are_understood() {
    let folder = Repo::folder();
    folder.git(&["init", "--quiet", "--object-format=sha256", "."]);
    folder.write(".gitignore", "*.key\n").write("a.key", leak(1)).commit("force");
    assert_eq!(check(&folder, &[]).exits_with(1).paths(), ["a.key"]);
}

#[test]
fn overlapping_paths_are_read_once() {
    let folder = Repo::new();
    folder.write("a/b/c.txt", leak(1)).write("a/d.txt", leak(2)).write("e.txt", leak(3));
    let ran = check(&folder, &[".", "a", "a/b/c.txt", "./a/b", "a/../a"]).exits_with(1);
    assert_eq!(ran.paths(), ["a/b/c.txt", "a/d.txt", "e.txt"]);
    assert_eq!(ran.json()["stats"]["files"], 3);
}

#[test]
fn a_path_that_is_named_is_read_even_if_ignored() {
    let folder = Repo::new();
    folder.write(".gitignore", "out/\n*.key\n").write("out/a.txt", leak(1)).write("b.key", leak(2));
    assert_eq!(
        check(&folder, &["b.key", "out", "."]).exits_with(1).paths(),
        ["b.key", "out/a.txt"]
    );
}

#[test]
fn names_are_relative_to_the_repository_wherever_one_stands() {
    let folder = Repo::new();
    folder.write("app/src/a.txt", leak(1)).write("b.txt", leak(2));
    for path in ["app/src", "app/src/a.txt", "./app"] {
        assert_eq!(check(&folder, &[path]).exits_with(1).paths(), ["app/src/a.txt"]);
    }
    let output = folder
        .command(&["check", "--format", "json"])
        .current_dir(folder.at("app"))
        .output()
        .expect("the binary runs");
    assert_eq!(Ran::of(output).exits_with(1).paths(), ["app/src/a.txt"]);
}

#[test]
fn names_are_relative_to_the_path_outside_a_repository() {
    let folder = Repo::folder();
    folder.write("app/src/a.txt", leak(1));
    assert_eq!(check(&folder, &["app"]).exits_with(1).paths(), ["src/a.txt"]);
    assert_eq!(check(&folder, &["app/src/a.txt"]).exits_with(1).paths(), ["app/src/a.txt"]);
}

#[test]
fn standard_input_is_content_without_a_path() {
    let folder = Repo::folder();
    let mut child = folder
        .command(&["check", "--format", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(leak(1).as_bytes()).expect("the binary reads");
    drop(stdin);
    let ran = Ran::of(child.wait_with_output().expect("the binary ends")).exits_with(1);
    assert_eq!(ran.json()["findings"][0]["origin"], "stdin");
    assert!(ran.json()["findings"][0]["path"].is_null());
}

#[test]
fn a_name_is_content_too() {
    let folder = Repo::new();
    let secret = Secrets::new(1).secret64();
    folder.write(format!("logs/client_secret={secret}/empty"), "");
    let ran = check(&folder, &["-v"]).exits_with(1);
    assert_eq!(ran.json()["findings"][0]["origin"], "file-name");
    assert!(!ran.stdout.contains(&secret), "{}", ran.stdout);
}

#[test]
fn awkward_names_are_found_and_escaped() {
    let names = ["a b.txt", "-q", "(group).[foo].md", "it's \"so\".txt", "日本.txt"];
    let folder = Repo::new();
    for (seed, name) in (1..).zip(names) {
        folder.write(name, leak(seed));
    }
    let mut found = check(&folder, &[]).exits_with(1).paths();
    found.sort();
    let mut wanted = names.map(str::to_owned).to_vec();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn the_same_tree_gives_the_same_findings_on_any_number_of_threads() {
    let folder = Repo::new();
    for seed in 1..60 {
        folder.write(format!("{}/{seed}.txt", seed % 7), leak(seed));
    }
    let findings = |threads| check(&folder, &["--threads", threads]).json()["findings"].to_string();
    assert_eq!(findings("1"), findings("7"));
}

#[test]
fn a_git_file_that_points_nowhere_leaves_open_what_is_tracked() {
    let folder = Repo::folder();
    folder.write(".git", "gitdir: ../nowhere\n").write("a", "a\n");
    let ran = folder.run(&["check", "--format", "json"]).exits_with(3);
    assert_eq!(ran.json()["unread"][0]["path"], ".git/index");
    folder.run(&["check", "--no-ignore"]).exits_with(0);
}
