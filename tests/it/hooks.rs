//! The installed hooks, run by git itself and by the pre-commit framework.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::repo::{Repo, clean_git, printed};
use crate::run::run;
use crate::secrets::{Secrets, leak};

/// Names the `pre-commit` program of the framework; `.ci/run` installs it.
const FRAMEWORK: &str = "BANQLINT_TEST_PRE_COMMIT";

/// The search path with the built program in front.
fn search_path() -> OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_banqlint"))
        .parent()
        .expect("a program stands in a folder")
        .to_owned();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&rest)))
        .expect("no separator in a folder")
}

/// git in `folder`, as a user runs it, hooks included.
fn git_in(folder: &Path, arguments: &[&str]) -> Output {
    clean_git()
        .current_dir(folder)
        .args(arguments)
        .env("PATH", search_path())
        .output()
        .expect("git starts")
}

#[track_caller]
fn assert_passes(folder: &Path, arguments: &[&str]) {
    let Output { status, stderr, .. } = git_in(folder, arguments);
    assert!(status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&stderr));
}

#[track_caller]
fn assert_blocked(folder: &Path, arguments: &[&str]) {
    let Output { status, stdout, stderr } = git_in(folder, arguments);
    let said = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    assert!(!status.success(), "{arguments:?} passed: {said}");
    assert!(said.contains("client-secret"), "{arguments:?} was blocked by something else: {said}");
}

/// A clone of a new bare remote, with the hooks installed and one commit pushed.
fn with_remote() -> (Repo, PathBuf) {
    let repo = Repo::new();
    let remote = repo.beside("remote.git");
    printed(clean_git().args(["init", "-q", "--bare", "--initial-branch=main"]).arg(&remote));
    repo.git(&["remote", "add", "origin", remote.to_str().expect("a plain path")]);
    repo.write("clean.txt", "clean\n").commit("Start");
    repo.git(&["push", "-q", "-u", "origin", "main"]);
    assert_eq!(run(repo.path(), &["hook", "install"]).code, 0);
    (repo, remote)
}

#[test]
fn commits_of_every_kind_are_checked() {
    let (repo, _) = with_remote();
    repo.write("clean.txt", leak(1));
    assert_blocked(repo.path(), &["commit", "-q", "-a", "-m", "all"]);
    assert_blocked(repo.path(), &["commit", "-q", "-m", "path", "clean.txt"]);
    repo.git(&["checkout", "-q", "clean.txt"]);
    repo.write("folder/a.conf", leak(2));
    repo.git(&["add", "folder/a.conf"]);
    assert_blocked(&repo.path().join("folder"), &["commit", "-q", "-m", "from below"]);
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]), "1");
    repo.git(&["reset", "-q", "--hard"]);
    repo.write("good.txt", "good\n");
    repo.git(&["add", "good.txt"]);
    assert_passes(repo.path(), &["commit", "-q", "-m", "good"]);
    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
    fs::write(linked.join("b.conf"), leak(3)).unwrap();
    assert_passes(&linked, &["add", "b.conf"]);
    assert_blocked(&linked, &["commit", "-q", "-m", "linked"]);
}

#[test]
fn a_merge_is_checked() {
    let (repo, _) = with_remote();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("side.conf", leak(1)).commit("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("main.txt", "main\n").commit("Main");
    assert_blocked(repo.path(), &["merge", "--no-edit", "side"]);
}

#[test]
fn merges_and_pushes_are_checked_from_anywhere() {
    let (repo, _) = with_remote();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("folder/side.conf", leak(1)).commit("Side");
    repo.git(&["checkout", "-q", "-b", "good", "main"]);
    repo.write("folder/good.txt", "good\n").commit("Good");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("folder/main.txt", "main\n").commit("Main");
    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", "-b", "linked", linked.to_str().unwrap()]);
    for place in [repo.path().join("folder"), linked.clone(), linked.join("folder")] {
        assert_blocked(&place, &["merge", "-q", "--no-edit", "side"]);
        assert_passes(&place, &["merge", "--abort"]);
        assert_blocked(&place, &["push", "-q", "origin", "side"]);
        assert_passes(&place, &["push", "-q", "origin", "main"]);
    }
    for place in [repo.path().join("folder"), linked.join("folder")] {
        assert_passes(&place, &["merge", "-q", "--no-edit", "good"]);
        assert_passes(&place, &["push", "-q", "origin", "HEAD"]);
    }
}

/// What the hook cannot read is not known to be clean.
#[test]
fn a_damaged_commit_never_passes_a_push() {
    let (repo, _) = with_remote();
    let middle = repo.write("a.txt", "a\n").commit("Middle");
    repo.write("b.txt", "b\n").commit("End");
    let lines = format!("refs/heads/main {} refs/heads/main {}\n", repo.head(), "0".repeat(40));
    repo.write("lines", lines);
    let file = repo.path().join(".git/objects").join(&middle[..2]).join(&middle[2..]);
    let whole = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    for bytes in [None, Some(&whole[..whole.len() / 2])] {
        if let Some(bytes) = bytes {
            fs::write(&file, bytes).unwrap();
        }
        let output = Command::new(env!("CARGO_BIN_EXE_banqlint"))
            .current_dir(repo.path())
            .args(["hook", "pre-push", "origin", "url"])
            .stdin(fs::File::open(repo.path().join("lines")).unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{output:?}");
    }
}

#[test]
fn a_server_that_borrows_objects_refuses_what_is_pushed() {
    let (repo, remote) = with_remote();
    let fork = repo.beside("fork.git");
    printed(clean_git().args(["clone", "-q", "--bare", "--shared"]).arg(&remote).arg(&fork));
    assert_eq!(run(&fork, &["hook", "install"]).code, 0);
    let fork = fork.to_str().unwrap().to_owned();
    repo.write("a.conf", leak(1)).commit("Plant");
    for tip in ["main", "main:refs/heads/new", "main:refs/notes/new"] {
        assert_blocked(repo.path(), &["push", "-q", "--no-verify", &fork, tip]);
    }
    repo.git(&["reset", "-q", "--hard", "HEAD~"]);
    repo.write("b.txt", "good\n").commit("Good");
    assert_passes(repo.path(), &["push", "-q", "--no-verify", &fork, "main"]);
}

#[test]
fn a_push_is_checked_for_what_the_remote_lacks() {
    let (repo, remote) = with_remote();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("side.conf", leak(1)).commit("Side");
    repo.git(&["rm", "-q", "side.conf"]);
    repo.commit("Gone again");
    assert_blocked(repo.path(), &["push", "-q", "origin", "side"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["tag", "-a", "-m", &leak(2), "v1"]);
    assert_blocked(repo.path(), &["push", "-q", "origin", "v1"]);
    repo.commit(&format!("Message\n\n{}", leak(3)));
    assert_blocked(repo.path(), &["push", "-q", "origin", "main"]);
    repo.git(&["reset", "-q", "--hard", "HEAD~"]);
    repo.git(&["commit", "-q", "--amend", "--no-verify", "-m", "Another start"]);
    assert_passes(repo.path(), &["push", "-q", "--force", "origin", "main"]);
    repo.git(&["push", "-q", "--no-verify", "origin", "main:other"]);
    assert_passes(repo.path(), &["push", "-q", "origin", ":other"]);
    // What the remote has already is not this push's fault.
    repo.git(&["push", "-q", "--no-verify", "origin", "side"]);
    repo.git(&["checkout", "-q", "-b", "later", "side"]);
    repo.write("later.txt", "later\n").commit("Later");
    assert_passes(repo.path(), &["push", "-q", "origin", "later"]);
    assert!(printed(clean_git().arg("-C").arg(&remote).arg("branch")).contains("later"));
}

#[test]
fn names_of_branches_are_checked() {
    let (repo, _) = with_remote();
    let name = format!("banqup_client_secret={}", Secrets::new(1).secret64());
    repo.git(&["branch", &name]);
    assert_blocked(repo.path(), &["push", "-q", "origin", &name]);
}

#[test]
fn a_finding_of_a_push_names_its_commit() {
    let (repo, _) = with_remote();
    let start = repo.head();
    repo.write("a.conf", leak(1));
    let plant = repo.commit("Plant");
    repo.write("a.conf", format!("more\n{}", leak(1))).commit("Edit");
    repo.git(&["rm", "-q", "a.conf"]);
    let remove = repo.commit("Remove");
    let zero = "0".repeat(40);
    repo.write("lines", format!("refs/heads/main {remove} refs/heads/main {zero}\n"));
    let output = Command::new(env!("CARGO_BIN_EXE_banqlint"))
        .current_dir(repo.path())
        .args(["hook", "pre-push", "--format", "json", "elsewhere", "url"])
        .stdin(fs::File::open(repo.path().join("lines")).unwrap())
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stats"]["commits"], 4, "the root commit {start} belongs to a new branch");
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["commit"]["id"], plant.as_str());
    assert_eq!(findings[0]["removed_in"], remove.as_str());
    assert_eq!(findings[0]["at_head"], false);
    assert_eq!(findings[0]["origin"], "blob");
}

#[test]
fn a_server_refuses_what_is_pushed() {
    let (repo, remote) = with_remote();
    assert_eq!(run(&remote, &["hook", "install"]).code, 0);
    repo.write("a.conf", leak(1)).commit("Plant");
    assert_blocked(repo.path(), &["push", "-q", "--no-verify", "origin", "main"]);
    repo.git(&["reset", "-q", "--hard", "HEAD~"]);
    repo.write("b.txt", "good\n").commit("Good");
    assert_passes(repo.path(), &["push", "-q", "--no-verify", "origin", "main"]);
}

#[test]
fn no_configuration_that_is_pushed_weakens_a_server() {
    let (repo, remote) = with_remote();
    assert_eq!(run(&remote, &["hook", "install"]).code, 0);
    let off = "[rules.client-secret]\nenabled = false\n[files]\nexclude = [\"*\"]\n";
    fs::write(remote.join(".banqlint.toml"), off).expect("the folder is there");
    repo.write(".banqlint.toml", off).write("a.conf", leak(1)).commit("Plant");
    assert_eq!(repo.run(&["check", "."]).code, 0, "it holds for whoever works in the tree");
    assert_blocked(repo.path(), &["push", "-q", "--no-verify", "origin", "main"]);
}

#[test]
fn lines_that_git_would_not_write_are_refused() {
    let (repo, _) = with_remote();
    assert_eq!(run(repo.path(), &["hook", "pre-push", "origin", "url"]).code, 0);
    repo.write("lines", "not a line\n");
    let output = Command::new(env!("CARGO_BIN_EXE_banqlint"))
        .current_dir(repo.path())
        .args(["hook", "pre-receive"])
        .stdin(fs::File::open(repo.path().join("lines")).unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn an_installed_hook_is_never_overwritten() {
    let repo = Repo::new();
    let own = "#!/bin/sh\nexit 0\n";
    repo.write(".git/hooks/pre-commit", own);
    let ran = run(repo.path(), &["hook", "install"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("banqlint hook pre-commit"), "{}", ran.stdout);
    assert_eq!(fs::read_to_string(repo.path().join(".git/hooks/pre-commit")).unwrap(), own);
    assert!(repo.path().join(".git/hooks/pre-push").exists());
    assert_eq!(run(repo.path(), &["hook", "install", "pre-push"]).code, 0);
}

#[test]
#[cfg(unix)]
fn a_hook_that_git_does_not_run_is_not_said_to_run() {
    use std::os::unix::fs::PermissionsExt;
    let (repo, _) = with_remote();
    let hook = repo.at(".git/hooks/pre-commit");
    let install = || run(repo.path(), &["hook", "install", "pre-commit"]);
    let ran = install().exits_with(0);
    assert!(ran.stdout.ends_with("pre-commit runs banqlint already\n"), "{}", ran.stdout);
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = install().exits_with(2);
    assert!(ran.stdout.contains("git ignores it, since it is not executable"), "{}", ran.stdout);
    repo.write("a.conf", leak(1)).git(&["add", "a.conf"]);
    assert_passes(repo.path(), &["commit", "-q", "-m", "the hook does not run"]);
    let advice = ran.stdout.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    assert!(
        Command::new("sh")
            .args(["-c", advice])
            .current_dir(repo.path())
            .status()
            .unwrap()
            .success()
    );
    install().exits_with(0);
    repo.write("b.conf", leak(2)).git(&["add", "b.conf"]);
    assert_blocked(repo.path(), &["commit", "-q", "-m", "it runs"]);
    // A hook that only speaks of it does not run it.
    fs::write(&hook, "#!/bin/sh\necho \"run banqlint hook pre-commit yourself\"\n").unwrap();
    let ran = install().exits_with(2);
    assert!(ran.stdout.contains("was left as it is; begin it"), "{}", ran.stdout);
}

/// What `hook install` advises for a hook that is there already works in one that reads what git says, and that hook
/// still gets it.
#[test]
#[cfg(unix)]
fn a_hook_that_reads_its_input_can_call_the_check() {
    let (repo, _) = with_remote();
    let hook = repo.path().join(".git/hooks/pre-push");
    let own = "cat >seen\n";
    fs::write(&hook, format!("#!/bin/sh\n{own}")).unwrap();
    let advice = run(repo.path(), &["hook", "install", "pre-push"]).stdout;
    let lines: String = advice.lines().filter_map(|line| line.strip_prefix("    ")).fold(
        String::new(),
        |mut lines, line| {
            lines.push_str(line);
            lines.push('\n');
            lines
        },
    );
    fs::write(&hook, format!("#!/bin/sh\n{lines}{own}")).unwrap();
    repo.write("b.txt", "b\n").commit("Go on");
    assert_passes(repo.path(), &["push", "-q", "origin", "main"]);
    let seen = fs::read_to_string(repo.path().join("seen")).unwrap();
    assert!(seen.starts_with("refs/heads/main "), "{seen}");
    repo.write("a.conf", leak(90)).git(&["add", "a.conf"]);
    repo.git(&["commit", "-q", "--no-verify", "-m", "leak"]);
    assert_blocked(repo.path(), &["push", "-q", "origin", "main"]);
}

#[test]
fn a_push_of_which_nothing_is_said_is_not_called_clean() {
    let repo = Repo::new();
    repo.write("a.conf", leak(91)).commit("Leak");
    let ran = run(repo.path(), &["hook", "pre-push", "origin"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("not covered: what is pushed"), "{}", ran.stdout);
}

fn make_executable(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_comment_about_the_check_is_no_hook() {
    let repo = Repo::new();
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\n# todo: banqlint hook pre-commit\nexit 0\n");
    assert_eq!(run(repo.path(), &["hook", "install", "pre-commit"]).code, 2);
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\nbanqlint hook pre-commit || exit $?\n");
    make_executable(&repo.at(".git/hooks/pre-commit"));
    assert_eq!(run(repo.path(), &["hook", "install", "pre-commit"]).code, 0);
}

#[test]
fn the_configured_hook_folder_is_used() {
    let repo = Repo::new();
    repo.git(&["config", "core.hooksPath", "team/hooks"]);
    repo.write("sub/file", "x");
    assert_eq!(run(&repo.path().join("sub"), &["hook", "install", "pre-commit"]).code, 0);
    assert!(repo.path().join("team/hooks/pre-commit").exists());
    assert!(!repo.path().join("team/hooks/pre-push").exists());
    repo.write("a.conf", leak(1));
    repo.git(&["add", "a.conf"]);
    assert_blocked(repo.path(), &["commit", "-q", "-m", "leak"]);
}

#[test]
fn a_hook_stands_beside_those_of_a_team_that_uses_husky() {
    let repo = Repo::new();
    repo.git(&["config", "core.hooksPath", ".husky/_"]);
    // What husky writes: git runs it, and it runs the team's own file.
    let run_own = "#!/usr/bin/env sh\nsh -e \"$(dirname \"$0\")/../$(basename \"$0\")\" \"$@\"\n";
    repo.write(".husky/_/pre-commit", run_own);
    make_executable(&repo.at(".husky/_/pre-commit"));
    let ran = run(repo.path(), &["hook", "install", "pre-commit"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(repo.at(".husky/pre-commit").exists());
    repo.write("a.conf", leak(1));
    repo.git(&["add", "a.conf"]);
    assert_blocked(repo.path(), &["commit", "-q", "-m", "leak"]);
}

#[test]
fn a_hook_folder_of_all_repositories_is_left_alone() {
    let repo = Repo::new();
    let shared = repo.beside("shared-hooks");
    let config = format!("[core]\n\thooksPath = {}\n", shared.display());
    // The home folder of these tests is the one in which they run.
    repo.write(".gitconfig", config);
    let ran = run(repo.path(), &["hook", "install", "pre-commit"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("run in all your repositories"), "{}", ran.stderr);
    assert!(!shared.exists());
}

/// The published hooks, as a local repository of the framework's: the same lines, but with the built program.
fn framework_configuration() -> String {
    let published = include_str!("../../.pre-commit-hooks.yaml");
    let hooks: String = published
        .replace("language: rust", "language: system")
        .lines()
        .map(|line| format!("      {line}\n"))
        .collect();
    format!("repos:\n  - repo: local\n    hooks:\n{hooks}")
}

#[test]
fn the_framework_runs_the_published_hooks() {
    let Some(framework) = std::env::var_os(FRAMEWORK) else {
        let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!in_ci, "{FRAMEWORK} must name the pre-commit program");
        return;
    };
    let (repo, _) = with_remote();
    fs::remove_dir_all(repo.path().join(".git/hooks")).unwrap();
    repo.write(".pre-commit-config.yaml", framework_configuration()).commit("Configure");
    let install = |hook: &str| {
        let mut command = Command::new(&framework);
        command.current_dir(repo.path()).args(["install", "--hook-type", hook]);
        printed(
            command.env("PRE_COMMIT_HOME", repo.beside("framework")).env("PATH", search_path()),
        );
    };
    ["pre-commit", "pre-merge-commit", "pre-push"].into_iter().for_each(install);
    repo.write("a.conf", leak(1));
    repo.git(&["add", "a.conf"]);
    repo.write("a.conf", "clean on disk\n");
    assert_blocked(repo.path(), &["commit", "-q", "-m", "leak"]);
    repo.git(&["reset", "-q", "--hard"]);
    repo.write("folder/b.txt", "good\n");
    repo.git(&["add", "folder"]);
    assert_passes(&repo.path().join("folder"), &["commit", "-q", "-m", "good"]);
    assert_passes(repo.path(), &["push", "-q", "origin", "main"]);
    repo.write("a.conf", leak(1)).commit("Leak");
    assert_blocked(repo.path(), &["push", "-q", "origin", "main"]);
    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
    fs::write(linked.join("c.conf"), leak(2)).unwrap();
    assert_passes(&linked, &["add", "c.conf"]);
    assert_blocked(&linked, &["commit", "-q", "-m", "linked"]);
    let mut files = Command::new(&framework);
    files.args(["run", "banqlint-files", "--hook-stage", "manual", "--files", "a.conf"]);
    let output = files.current_dir(repo.path()).env("PATH", search_path()).output().unwrap();
    assert!(!output.status.success(), "{output:?}");
}
