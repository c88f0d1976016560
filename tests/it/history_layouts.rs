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

/// A commit that nothing but the given place remembers; its id.
fn forgotten(repo: &Repo, seed: u64) -> String {
    let secret = Secrets::new(seed).secret64();
    let start = repo.head();
    repo.write("forgotten.conf", format!("BANQUP_CLIENT_SECRET={secret}\n"));
    let id = repo.commit("Forgotten");
    repo.git(&["reset", "-q", "--hard", &start]);
    std::fs::remove_dir_all(repo.path().join(".git/logs")).unwrap();
    std::fs::remove_file(repo.path().join(".git/ORIG_HEAD")).unwrap();
    assert_eq!(run(repo.path(), &["history"]).code, 0);
    id
}

fn paths(repository: &Path) -> Vec<String> {
    let ran = run(repository, &["history", "--format", "json"]);
    let path = |finding: &serde_json::Value| finding["path"].as_str().unwrap().to_owned();
    ran.findings().iter().map(path).collect()
}

#[test]
fn every_place_that_remembers_a_commit_is_a_start() {
    let text = |id: &str| -> Vec<(&'static str, String)> {
        let zero = "0".repeat(40);
        let log = format!("{zero} {id} Ada Example <ada@example.com> 1767225600 +0000\tcommit\n");
        let gone = format!("{id} {zero} Ada Example <ada@example.com> 1767225600 +0000\tgone\n");
        vec![
            ("refs/worktree/mine", format!("{id}\n")),
            ("refs/original/refs/heads/main", format!("{id}\n")),
            ("refs/bisect/bad", format!("{id}\n")),
            ("packed-refs", format!("{id} refs/pull/1/head\n")),
            ("ORIG_HEAD", format!("{id}\n")),
            ("MERGE_AUTOSTASH", format!("{id}\n")),
            ("FETCH_HEAD", format!("{id}\tnot-for-merge\tbranch 'x' of y\n")),
            ("rebase-merge/autostash", format!("{id}\n")),
            ("rebase-apply/orig-head", format!("{id}\n")),
            ("sequencer/abort-safety", format!("{id}\n")),
            ("logs/HEAD", log.clone()),
            ("logs/refs/heads/deleted", gone.clone()),
            ("worktrees/gone/HEAD", format!("{id}\n")),
            ("worktrees/gone/logs/HEAD", gone),
            ("worktrees/gone/refs/worktree/own", format!("{id}\n")),
            ("worktrees/gone/refs/bisect/good", format!("{id}\n")),
        ]
    };
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    let id = forgotten(&repo, 4);
    for (place, content) in text(&id) {
        let place = format!(".git/{place}");
        repo.write(&place, content);
        assert_eq!(paths(repo.path()), ["forgotten.conf"], "{place}");
        std::fs::remove_file(repo.path().join(&place)).unwrap();
    }
    assert!(paths(repo.path()).is_empty());
}

#[test]
fn a_reference_of_another_worktree_is_read_with_its_name() {
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    let linked = repo.beside("linked");
    repo.git(&["worktree", "add", "-q", "--detach", linked.to_str().unwrap()]);
    let name = format!("refs/worktree/banqup_client_secret={}", Secrets::new(6).secret64());
    printed(clean_git().current_dir(&linked).args(["update-ref", &name, "HEAD"]));
    for folder in [repo.path(), &linked] {
        let ran = run(folder, &["history", "--format", "json"]);
        let findings = ran.findings();
        assert!(!findings.is_empty(), "{ran:?}");
        assert!(findings.iter().all(|finding| finding["origin"] == "ref-name"), "{findings:#?}");
    }
}

/// The layout of `git-new-workdir`, and of tools that do the same: whole folders of git's own are links.
#[cfg(unix)]
#[test]
fn folders_that_are_links_are_followed_once() {
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    let id = forgotten(&repo, 5);
    let zero = "0".repeat(40);
    repo.write(
        ".git/logs/refs/heads/old",
        format!("{zero} {id} Ada Example <ada@example.com> 1767225600 +0000\tcommit\n"),
    );
    let other = repo.beside("other");
    std::fs::create_dir_all(other.join(".git/logs")).unwrap();
    for shared in ["config", "refs", "logs/refs", "objects", "info", "packed-refs"] {
        let to = repo.path().join(".git").join(shared);
        std::os::unix::fs::symlink(to, other.join(".git").join(shared)).unwrap();
    }
    std::fs::copy(repo.path().join(".git/HEAD"), other.join(".git/HEAD")).unwrap();
    assert_eq!(paths(&other), ["forgotten.conf"]);
    std::os::unix::fs::symlink("..", repo.path().join(".git/logs/refs/round")).unwrap();
    assert_eq!(paths(&other), ["forgotten.conf"]);
}

#[test]
fn submodules_are_named_as_not_entered() {
    let inner = with_a_leak(&[]);
    let outer = Repo::new();
    let commit = inner.head();
    for path in ["lib/one", "two", "three", "four"] {
        let entry = format!("160000,{commit},{path}");
        outer.git(&["update-index", "--add", "--cacheinfo", &entry]);
    }
    outer.git(&["commit", "-q", "-m", "Add submodules"]);
    let ran = run(outer.path(), &["history"]);
    assert_eq!(ran.code, 0);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("submodules")).collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].contains("`four`, `lib/one`, `three` and 1 more"), "{said}");
    outer.git(&["rm", "-q", "--cached", "four", "lib/one", "three", "two"]);
    outer.git(&["commit", "-q", "-m", "Remove submodules"]);
    let ran = run(outer.path(), &["history"]);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("`four`, `one`, `three`"), "{ran:?}");
}

#[test]
fn a_sparse_checkout_and_a_worktree_with_its_own_configuration() {
    let repo = with_a_leak(&[]);
    repo.write("in/a", "a\n").write("out/b", "b\n").commit("Folders");
    repo.git(&["sparse-checkout", "set", "--cone", "in"]);
    assert_found(repo.path(), &[]);
    repo.git(&["config", "core.repositoryformatversion", "1"]);
    repo.git(&["config", "extensions.worktreeConfig", "true"]);
    assert_found(repo.path(), &[]);
}

#[test]
fn a_bare_repository_among_files_is_said_not_to_be_entered() {
    let repo = with_a_leak(&[]);
    let outer = Repo::new();
    let bare = outer.path().join("vendor/mirror.git");
    printed(clean_git().args(["clone", "--quiet", "--bare"]).arg(repo.path()).arg(&bare));
    outer.write("not-one/HEAD", "text\n").write("not-one/objects/a", "text\n");
    for folder in [outer.path(), &bare] {
        let ran = run(outer.path(), &["check".as_ref(), folder.as_os_str()]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let lines: Vec<&str> = said.lines().filter(|line| line.contains("bare")).collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(lines[0].contains("banqlint history"), "{said}");
        assert!(lines[0].contains("`vendor/mirror.git`"), "{said}");
    }
    assert_found(&bare, &[]);
}

/// Whoever can write a repository's configuration would else run programs as whoever scans it.
#[cfg(unix)]
#[test]
fn nothing_that_a_repository_configures_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let repo = with_a_leak(&[]);
    let mark = repo.beside("was-run");
    let program = repo.beside("program");
    std::fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "diff.external",
        "diff.odd.textconv",
        "diff.odd.command",
        "filter.odd.clean",
        "filter.odd.smudge",
        "core.pager",
        "core.sshCommand",
        "uploadpack.packObjectsHook",
    ] {
        repo.git(&["config", key, program]);
    }
    repo.write(".gitattributes", "* diff=odd filter=odd\n");
    repo.write(".git/hooks/post-index-change", format!("#!/bin/sh\ntouch '{}'\n", mark.display()));
    assert_found(repo.path(), &[]);
    for command in [&["staged"][..], &["check", "."], &["audit"], &["history", "--range", "..HEAD"]]
    {
        let ran = run(repo.path(), command);
        assert!([0, 1].contains(&ran.code), "{command:?}: {ran:?}");
    }
    assert!(!mark.exists());
}

/// Only root can give a repository away, and only then is there something to see.
#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_refused_with_a_hint() {
    /// `nobody`, on every system.
    const NOBODY: u32 = 65_534;
    let repo = with_a_leak(&[]);
    let given_away = [".git", "."]
        .map(|path| std::os::unix::fs::chown(repo.path().join(path), Some(NOBODY), None).is_ok());
    let ran = run(repo.path(), &["history"]);
    if given_away == [true, true] {
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("safe.directory"), "{ran:?}");
        assert!(ran.stdout.is_empty());
    } else {
        assert_eq!(ran.code, 1, "{ran:?}");
    }
}
