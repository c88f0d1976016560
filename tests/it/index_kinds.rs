//! Split and sparse indexes: what `check` and `audit` take as tracked is what git tracks.

use std::fs;
use std::path::Path;

use crate::repo::Repo;
use crate::secrets::nameless_leak as leak;

/// A repository that tracks a file which an ignore file covers, in a folder beside another.
fn tracked() -> Repo {
    let repo = Repo::new();
    repo.write(".gitignore", "*.key\n").write("in/a.key", leak(1)).write("out/b.key", leak(2));
    repo.write("top.txt", "top\n").commit("Start");
    repo
}

fn first_bytes_hold(repo: &Repo, signature: &[u8]) -> bool {
    let index = fs::read(repo.at(".git/index")).unwrap();
    index.windows(signature.len()).any(|bytes| bytes == signature)
}

#[test]
fn a_split_index_is_read() {
    let repo = tracked();
    repo.git(&["update-index", "--split-index"]);
    repo.write("in/c.key", leak(3)).git(&["add", "--force", "in/c.key"]);
    repo.git(&["rm", "--cached", "--quiet", "out/b.key"]);
    assert!(first_bytes_hold(&repo, b"link"), "it is split");
    let ran = repo.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["in/a.key", "in/c.key"]);
    assert_eq!(ran.json()["complete"], true);
    let ran = repo.run(&["audit", "--format", "json"]).exits_with(1);
    assert_eq!(ran.json()["complete"], true, "{ran:?}");
}

#[test]
fn a_sparse_index_is_read() {
    let repo = tracked();
    repo.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]);
    repo.git(&["sparse-checkout", "set", "in"]);
    assert!(first_bytes_hold(&repo, b"sdir"), "it is sparse");
    let ran = repo.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["in/a.key"]);
    assert_eq!(ran.json()["complete"], true);
    let ran = repo.run(&["audit", "--format", "json"]).exits_with(1);
    assert_eq!(ran.json()["complete"], true, "{ran:?}");
}

/// A bit that changes in the list would change what is taken as tracked.
#[test]
fn an_index_whose_sum_is_false_is_named() {
    let repo = tracked();
    let file = repo.at(".git/index");
    let mut index = fs::read(&file).unwrap();
    let at = index.windows(8).position(|bytes| bytes == b"in/a.key").unwrap();
    index[at + 3] = b'b';
    fs::write(&file, index).unwrap();
    let ran = repo.run(&["check", "--format", "json"]).exits_with(3);
    let unread = &ran.json()["unread"][0];
    assert_eq!(unread["path"], ".git/index");
    let reason = unread["reason"].as_str().unwrap();
    assert!(reason.contains("its checksum is not that of what it holds"), "{reason}");
}

/// Git writes no such file, and whoever follows it never comes to an end.
#[test]
fn a_shared_index_that_builds_on_itself_is_named() {
    let repo = tracked();
    repo.git(&["update-index", "--split-index"]);
    repo.write("in/c.key", leak(3)).git(&["add", "--force", "in/c.key"]);
    let files = fs::read_dir(repo.at(".git")).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let shared = files.into_iter().find(|path| name(path).starts_with("sharedindex.")).unwrap();
    let hex = name(&shared).split_off("sharedindex.".len());
    let sum: Vec<u8> =
        (0..20).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    let mut index = fs::read(repo.at(".git/index")).unwrap();
    let end = index.len() - sum.len();
    index[end..].copy_from_slice(&sum);
    fs::remove_file(&shared).unwrap();
    fs::write(&shared, index).unwrap();
    let ran = repo.run(&["staged", "--format", "json"]).exits_with(3);
    let reason = ran.json()["unread"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("builds on another such file"), "{reason}");
    repo.run(&["check"]).exits_with(3);
}
