//! `banqlint history` finds the same value in every layout that git has.

use std::path::Path;

use crate::repo::{Repo, clean_git, printed};
use crate::run::run;
use crate::secrets::Secrets;

/// A repository whose history holds one value, deleted since.
fn with_a_leak(options: &[&str]) -> Repo {
    let secret = Secrets::new(1).secret64();
    let repo = Repo::with(&[&["--initial-branch=main"], options].concat());
    repo.write("a.txt", "a\n").commit("Start");
    repo.write("leak.conf", format!("BANQUP_CLIENT_SECRET={secret}\n")).commit("Plant");
    repo.git(&["rm", "-q", "leak.conf"]);
    repo.commit("Remove");
    repo
}

fn assert_found(repository: &Path, options: &[&str]) {
    let ran = run(repository, &[&["history", "--format", "json"], options].concat());
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let findings = ran.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["path"], "leak.conf");
    assert!(findings[0]["removed_in"].is_string());
    assert_eq!(ran.json()["unread"], serde_json::json!([]));
}

#[test]
fn a_working_clone_from_below_and_by_path() {
    let repo = with_a_leak(&[]);
    assert_found(repo.path(), &[]);
    repo.write("sub/folder/file", "x");
    assert_found(&repo.path().join("sub/folder"), &[]);
    assert_found(Path::new("/"), &[repo.path().to_str().unwrap()]);
}

#[test]
fn bare_and_mirror() {
    let repo = with_a_leak(&[]);
    for kind in ["--bare", "--mirror"] {
        let clone = repo.beside(kind);
        printed(clean_git().args(["clone", "--quiet", kind]).arg(repo.path()).arg(&clone));
        assert_found(&clone, &[]);
    }
}

#[test]
fn objects_of_sha256() {
    let repo = with_a_leak(&["--object-format=sha256"]);
    assert_found(repo.path(), &[]);
    repo.git(&["repack", "-a", "-d", "-q"]);
    assert_found(repo.path(), &[]);
}

#[test]
fn a_linked_worktree_and_one_that_is_gone() {
    let repo = with_a_leak(&[]);
    let tree = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "HEAD"]);
    assert_found(&tree, &[]);
    std::fs::remove_dir_all(&tree).unwrap();
    assert_found(repo.path(), &[]);
}

#[test]
fn a_detached_commit_of_another_worktree() {
    let secret = Secrets::new(2).secret64();
    let repo = Repo::new();
    repo.write("a.txt", "a\n").commit("Start");
    let tree = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", "--detach", tree.to_str().unwrap(), "HEAD"]);
    std::fs::write(tree.join("b.conf"), format!("CLIENT_SECRET={secret}\n")).unwrap();
    printed(clean_git().current_dir(&tree).args(["add", "b.conf"]));
    printed(clean_git().current_dir(&tree).args(["commit", "-q", "-m", "Detached"]));
    let ran = run(repo.path(), &["history", "--format", "json"]);
    assert_eq!(ran.findings().len(), 1, "{}", ran.stdout);
}

#[test]
fn borrowed_objects() {
    let repo = with_a_leak(&[]);
    let clone = repo.beside("shared");
    printed(clean_git().args(["clone", "--quiet", "--shared"]).arg(repo.path()).arg(&clone));
    assert_found(&clone, &[]);
}

#[test]
fn several_packs_with_the_same_objects_and_a_multi_pack_index() {
    let repo = with_a_leak(&[]);
    repo.git(&["repack", "-q"]);
    repo.git(&["repack", "-q", "-a", "--no-write-bitmap-index"]);
    repo.git(&["multi-pack-index", "write"]);
    assert_found(repo.path(), &[]);
}

#[test]
fn a_submodule() {
    let repo = with_a_leak(&[]);
    let outer = Repo::new();
    outer.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        repo.path().to_str().unwrap(),
        "inner",
    ]);
    outer.commit("Add a submodule");
    assert_found(&outer.path().join("inner"), &[]);
    assert_eq!(run(outer.path(), &["history"]).code, 0);
}

#[test]
fn replaced_objects_and_grafts_do_not_hide_the_originals() {
    let repo = with_a_leak(&[]);
    let leak = repo.git(&["rev-parse", "HEAD~1:leak.conf"]);
    let harmless = repo.git(&["rev-parse", "HEAD:a.txt"]);
    repo.git(&["replace", &leak, &harmless]);
    assert_found(repo.path(), &[]);
    repo.git(&["replace", "-d", &leak]);
    let head = repo.head();
    std::fs::create_dir_all(repo.path().join(".git/info")).unwrap();
    std::fs::write(repo.path().join(".git/info/grafts"), format!("{head}\n")).unwrap();
    assert_found(repo.path(), &[]);
}

#[test]
fn thousands_of_references() {
    let repo = with_a_leak(&[]);
    let head = repo.head();
    let lines: String = (0..5_000).map(|at| format!("{head} refs/tags/t{at}\n")).collect();
    std::fs::write(repo.path().join(".git/packed-refs"), lines).unwrap();
    assert_found(repo.path(), &[]);
}

#[test]
fn a_repository_without_commits_is_clean() {
    let repo = Repo::new();
    let ran = run(repo.path(), &["history", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[cfg(unix)]
#[test]
fn borrowed_objects_whose_folder_git_has_quoted() {
    let repo = with_a_leak(&[]);
    let lender = repo.beside("a \"lender\"\n");
    printed(clean_git().args(["clone", "--quiet", "--bare"]).arg(repo.path()).arg(&lender));
    let borrower = repo.beside("borrower");
    printed(
        clean_git()
            .args(["clone", "--quiet", "--bare", "--shared"])
            .arg(repo.path())
            .arg(&borrower),
    );
    let folder = lender.join("objects").to_str().unwrap().replace('"', "\\\"").replace('\n', "\\n");
    std::fs::write(borrower.join("objects/info/alternates"), format!("\"{folder}\"\n")).unwrap();
    assert_found(&borrower, &[]);
}
