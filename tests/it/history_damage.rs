//! `banqlint history` on repositories that lack something: what was not read is named, and the run never passes as
//! clean.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::repo::{Repo, clean_git, printed};
use crate::run::run;
use crate::secrets::Secrets;

/// A repository of some files with long histories, in one pack.
fn packed() -> Repo {
    let repo = Repo::new();
    for round in 0..12 {
        for file in 0..6 {
            let text: String =
                (0..200).map(|line| format!("{file} {}\n", line * (round + file))).collect();
            repo.write(format!("folder/{file}.txt"), text);
        }
        repo.commit("Change everything");
    }
    repo.git(&["repack", "-a", "-d", "-f", "--quiet"]);
    repo
}

fn pack_file(repo: &Repo, extension: &str) -> PathBuf {
    let folder = repo.path().join(".git/objects/pack");
    let is_it = |path: &PathBuf| path.extension().is_some_and(|found| found == extension);
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).find(is_it).unwrap()
}

fn make_writable(path: &Path) {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "the file goes with the test")]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions).unwrap();
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    make_writable(path);
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn unread(repository: &Path, options: &[&str]) -> (i32, Vec<Value>) {
    let ran = run(repository, &[&["history", "--format", "json"], options].concat());
    let report = ran.json();
    let unread = report["unread"].as_array().unwrap().clone();
    assert_eq!(report["complete"], unread.is_empty());
    (ran.code, unread)
}

#[test]
fn a_whole_repository_is_complete() {
    let (code, unread) = unread(packed().path(), &[]);
    assert_eq!((code, unread), (0, Vec::new()));
}

#[test]
fn damage_anywhere_in_a_pack_is_seen() {
    let repo = packed();
    let pack = pack_file(&repo, "pack");
    let whole = fs::read(&pack).unwrap();
    for part in 1..8 {
        let at = whole.len() * part / 8;
        change(&pack, |bytes| bytes[at..at + 8].iter_mut().for_each(|byte| *byte ^= 0x55));
        let (code, unread) = unread(repo.path(), &[]);
        assert_eq!(code, 3, "damage at {at} of {}", whole.len());
        assert!(unread.iter().any(|part| part["object"].is_string()), "{unread:?}");
        fs::write(&pack, &whole).unwrap();
    }
}

#[test]
fn a_truncated_pack_is_seen() {
    let repo = packed();
    let pack = pack_file(&repo, "pack");
    change(&pack, |bytes| bytes.truncate(bytes.len() / 2));
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!(code, 3);
    assert!(!unread.is_empty());
}

#[test]
fn a_damaged_index_is_named() {
    let repo = packed();
    let index = pack_file(&repo, "idx");
    change(&index, |bytes| bytes.truncate(100));
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!(code, 3);
    let name = index.file_name().unwrap().to_str().unwrap();
    assert!(
        unread.iter().any(|part| part["reason"].as_str().unwrap().contains(name)),
        "{unread:?}"
    );
}

#[test]
fn a_pack_without_its_index_is_named() {
    let repo = packed();
    let pack = pack_file(&repo, "pack");
    fs::remove_file(pack_file(&repo, "idx")).unwrap();
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!(code, 3);
    let name = pack.file_name().unwrap().to_str().unwrap();
    assert!(
        unread.iter().any(|part| part["reason"].as_str().unwrap().contains(name)),
        "{unread:?}"
    );
}

#[test]
fn a_missing_loose_object_is_named_whatever_it_is() {
    for revision in ["HEAD:a.txt", "HEAD^{tree}", "HEAD~1", "HEAD:sub", "HEAD"] {
        let repo = Repo::new();
        repo.write("a.txt", "a\n").write("sub/b.txt", "b\n").commit("Start");
        repo.write("a.txt", "aa\n").commit("Go on");
        let id = repo.git(&["rev-parse", revision]);
        let file = repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        make_writable(&file);
        fs::remove_file(file).unwrap();
        let (code, unread) = unread(repo.path(), &[]);
        assert_eq!(code, 3, "{revision}");
        assert!(unread.iter().any(|part| part["object"] == id.as_str()), "{revision}: {unread:?}");
    }
}

#[test]
fn skipping_the_check_is_said() {
    let repo = Repo::new();
    repo.write("a.txt", "a\n").commit("Start");
    let id = repo.git(&["rev-parse", "HEAD:a.txt"]);
    let file = repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    make_writable(&file);
    fs::remove_file(file).unwrap();
    let ran = run(repo.path(), &["history", "--skip-connectivity"]);
    assert_eq!(ran.code, 0);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("--skip-connectivity"), "{ran:?}");
}

#[test]
fn a_damaged_loose_object_is_named_and_the_rest_is_found() {
    let secret = Secrets::new(1).secret64();
    let repo = Repo::new();
    repo.write("a.txt", "a text that is long enough\n").commit("Start");
    repo.write("b.conf", format!("CLIENT_SECRET={secret}\n")).commit("Plant");
    let id = repo.git(&["rev-parse", "HEAD:a.txt"]);
    let file = repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    change(&file, |bytes| {
        let end = bytes.len();
        bytes[end - 6..].fill(0);
    });
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!(code, 1);
    assert!(unread.iter().any(|part| part["object"] == id.as_str()), "{unread:?}");
}

#[test]
fn a_shallow_clone_is_incomplete() {
    let repo = Repo::new();
    repo.write("a", "a\n").commit("One");
    repo.write("a", "b\n").commit("Two");
    let clone = repo.beside("shallow");
    let source = format!("file://{}", repo.path().display());
    printed(clean_git().args(["clone", "--quiet", "--depth=1", &source]).arg(&clone));
    let (code, unread) = unread(&clone, &[]);
    assert_eq!(code, 3);
    assert_eq!(unread.len(), 1);
    assert!(unread[0]["reason"].as_str().unwrap().contains("shallow"));
}

#[test]
fn a_partial_clone_lists_what_was_promised_and_fetches_nothing() {
    let repo = Repo::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.write("a", "a\n").commit("One");
    repo.write("a", "b\n").commit("Two");
    let old = repo.git(&["rev-parse", "HEAD~1:a"]);
    let clone = repo.beside("partial");
    let source = format!("file://{}", repo.path().display());
    printed(clean_git().args(["clone", "--quiet", "--filter=blob:none", &source]).arg(&clone));
    let (code, unread) = unread(&clone, &[]);
    assert_eq!(code, 3);
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert_eq!(unread[0]["object"], old.as_str());
    assert!(unread[0]["reason"].as_str().unwrap().contains("promise"), "{unread:?}");
}

#[test]
fn what_no_repository_is_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("nowhere")] {
        let ran = run(folder.path(), &["history".as_ref(), path.as_os_str()]);
        assert_eq!(ran.code, 2);
        assert!(ran.stdout.is_empty());
        assert!(ran.stderr.contains(path.to_str().unwrap()), "{}", ran.stderr);
    }
}

#[test]
fn a_git_file_that_points_nowhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".git"), "gitdir: /nowhere/at/all\n").unwrap();
    let ran = run(folder.path(), &["history"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stdout.is_empty());
}

#[test]
fn a_head_that_is_none_is_named() {
    let repo = packed();
    fs::write(repo.path().join(".git/HEAD"), "garbage\n").unwrap();
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!(code, 3);
    assert!(unread[0]["reason"].as_str().unwrap().starts_with("HEAD cannot be read"), "{unread:?}");
}

/// Git takes a folder with such a HEAD for no repository, so nobody can say that nothing was committed yet.
#[test]
fn a_head_that_names_no_branch_is_damaged() {
    for head in ["ref: qefs/heads/main", "ref: refs/h", "ref: refs/heads/../heads/main", "ref:"] {
        let repo = packed();
        fs::write(repo.path().join(".git/HEAD"), format!("{head}\n")).unwrap();
        let (code, unread) = unread(repo.path(), &[]);
        assert_eq!(code, 3, "{head}");
        let reason = unread[0]["reason"].as_str().unwrap();
        assert!(reason.starts_with("HEAD cannot be read"), "{head}: {unread:?}");
    }
    let repo = packed();
    repo.git(&["checkout", "--quiet", "--orphan", "unborn"]);
    assert_eq!(unread(repo.path(), &[]), (0, Vec::new()));
}

/// Lost and damaged files have the path at which they stood last.
#[test]
fn what_cannot_be_read_has_its_path() {
    let repo = Repo::new();
    repo.write("top", "top\n").write("in/deep/a.txt", "a\n").commit("Start");
    repo.git(&["mv", "in/deep/a.txt", "in/deep/b.txt"]);
    repo.write("in/deep/c.txt", "c\n").commit("Go on");
    let file = |revision: &str| {
        let id = repo.git(&["rev-parse", revision]);
        let file = repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        (id, file)
    };
    let of = |unread: &[Value], id: &str| {
        let part = unread.iter().find(|part| part["object"] == id).cloned();
        part.unwrap_or_else(|| panic!("{id} is not named: {unread:?}"))["path"].clone()
    };
    let (lost, lost_file) = file("HEAD:in/deep/b.txt");
    let (cut, cut_file) = file("HEAD:in/deep/c.txt");
    change(&cut_file, |bytes| bytes.truncate(bytes.len() / 2));
    assert_eq!(of(&unread(repo.path(), &[]).1, &cut), "in/deep/c.txt");
    fs::remove_file(lost_file).unwrap();
    let (code, parts) = unread(repo.path(), &[]);
    assert_eq!((code, parts.len()), (3, 2), "{parts:?}");
    assert_eq!(of(&parts, &lost), "in/deep/b.txt");
    assert_eq!(of(&parts, &cut), "in/deep/c.txt");
    let (folder, folder_file) = file("HEAD:in");
    fs::remove_file(folder_file).unwrap();
    let (_, parts) = unread(repo.path(), &[]);
    assert_eq!(of(&parts, &folder), "in");
    assert_eq!(of(&parts, &lost), "in/deep/a.txt");
}

/// No damage keeps a run from its end, whatever kind of object it hits.
#[test]
fn loose_objects_damaged_in_every_way() {
    let repo = Repo::new();
    repo.write("folder/a", "a\n".repeat(500)).commit("Start");
    repo.git(&["tag", "--annotate", "--message", "One", "v1"]);
    for name in ["HEAD", "HEAD^{tree}", "HEAD:folder", "HEAD:folder/a", "v1"] {
        let id = repo.git(&["rev-parse", name]);
        let file = repo.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
        let whole = fs::read(&file).unwrap();
        let half = whole[..whole.len() / 2].to_vec();
        let almost = whole[..whole.len() - 1].to_vec();
        let mut flipped = whole.clone();
        flipped[whole.len() - 6] ^= 0x55;
        for damaged in [Vec::new(), half, almost, flipped, vec![0xff; whole.len()]] {
            change(&file, |bytes| *bytes = damaged);
            let (code, unread) = unread(repo.path(), &[]);
            assert_eq!(code, 3, "{name}");
            assert!(unread.iter().any(|part| part["object"] == id.as_str()), "{name}: {unread:?}");
        }
        change(&file, |bytes| *bytes = whole);
    }
    assert_eq!(unread(repo.path(), &[]).0, 0);
}

#[test]
fn a_damaged_reference_is_named() {
    let repo = packed();
    let id = repo.head();
    for damaged in ["", "garbage\n", "0123\n", &format!("{id}0\n"), &id[1..]] {
        repo.write(".git/refs/heads/feature/damaged", damaged);
        let (code, unread) = unread(repo.path(), &[]);
        assert_eq!((code, unread.len()), (3, 1), "{unread:?}");
        let reason = unread[0]["reason"].as_str().unwrap();
        assert!(
            reason.starts_with("the reference refs/heads/feature/damaged is damaged"),
            "{reason}"
        );
    }
    repo.write(".git/refs/heads/feature/damaged", &id);
    repo.git(&["symbolic-ref", "refs/heads/feature/link", "refs/heads/main"]);
    assert_eq!(unread(repo.path(), &[]).0, 0);
    repo.write(".git/packed-refs", format!("{id} refs/tags/a\n{id}\n"));
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!((code, unread.len()), (3, 1), "{unread:?}");
    assert!(unread[0]["reason"].as_str().unwrap().starts_with("packed-refs is damaged: 1 of"));
}

/// Whoever runs this as root may read everything, and only the pipe is left to see.
#[cfg(unix)]
#[test]
fn a_reflog_or_object_that_cannot_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let repo = packed();
    let logs = repo.path().join(".git/logs");
    fs::set_permissions(&logs, fs::Permissions::from_mode(0o000)).unwrap();
    let can_be_read = fs::read_dir(&logs).is_ok();
    let (code, unread_logs) = unread(repo.path(), &[]);
    fs::set_permissions(&logs, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(code, if can_be_read { 0 } else { 3 }, "{unread_logs:?}");

    let pipe = repo.path().join(".git/objects/ab").join("0".repeat(38));
    fs::create_dir_all(pipe.parent().unwrap()).unwrap();
    printed(std::process::Command::new("mkfifo").arg(&pipe));
    let (code, unread) = unread(repo.path(), &[]);
    assert_eq!(code, 3);
    assert_eq!(unread[0]["object"], format!("ab{}", "0".repeat(38)));
}

#[test]
fn a_checksum_at_the_end_of_a_pack_or_index_is_checked() {
    let secret = Secrets::new(3).secret64();
    let repo = packed();
    repo.write("leak.conf", format!("BANQUP_CLIENT_SECRET={secret}\n")).commit("Plant");
    repo.git(&["repack", "-a", "-d", "--quiet"]);
    for (extension, from_end) in [("idx", 1), ("idx", 21), ("pack", 1)] {
        let file = pack_file(&repo, extension);
        let whole = fs::read(&file).unwrap();
        change(&file, |bytes| {
            let at = bytes.len() - from_end;
            bytes[at] ^= 0x55;
        });
        let ran = run(repo.path(), &["history", "--format", "json"]);
        assert_eq!(ran.code, 1, "{extension} {from_end}: it is read all the same");
        let report = ran.json();
        let index = pack_file(&repo, "idx");
        let name = index.file_name().unwrap().to_str().unwrap();
        let names_it = |part: &Value| part["reason"].as_str().unwrap().contains(name);
        let unread = report["unread"].as_array().unwrap();
        assert!(unread.iter().any(names_it), "{extension} {from_end}: {unread:?}");
        change(&file, |bytes| *bytes = whole);
    }
    assert_eq!(unread(repo.path(), &[]), (1, Vec::new()));
}

/// A folder in the place of a file cannot be read, whoever runs this.
#[test]
fn every_file_of_gits_own_that_cannot_be_read_is_named() {
    for file in [
        "config",
        "packed-refs",
        "objects/info/alternates",
        "shallow",
        "ORIG_HEAD",
        "FETCH_HEAD",
        "worktrees/other/HEAD",
    ] {
        let repo = Repo::new();
        repo.write("a", "a\n").commit("Start");
        let path = repo.path().join(".git").join(file);
        if path.is_file() {
            fs::remove_file(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        let (code, unread) = unread(repo.path(), &[]);
        assert_eq!((code, unread.len()), (3, 1), "{file}: {unread:?}");
        let reason = unread[0]["reason"].as_str().unwrap();
        assert!(reason.contains("cannot be read"), "{file}: {reason}");
        fs::remove_dir(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(reason.contains(name) || file == "packed-refs", "{file}: {reason}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_reference_or_log_is_named() {
    for file in ["refs/heads/side", "logs/refs/heads/side"] {
        let repo = Repo::new();
        repo.write("a", "a\n").commit("Start");
        let pipe = repo.path().join(".git").join(file);
        printed(std::process::Command::new("mkfifo").arg(&pipe));
        let (code, unread) = unread(repo.path(), &[]);
        assert_eq!(code, 3, "{file}");
        let names_it = |part: &Value| part["reason"].as_str().unwrap().contains("is no file");
        assert!(unread.iter().any(names_it), "{file}: {unread:?}");
    }
}

/// What git stores in a way that is not understood is refused: nothing was scanned, so nothing passes.
#[test]
fn an_extension_that_is_not_understood_is_refused() {
    let extensions =
        [("refStorage", "reftable", "git refs migrate"), ("newThing", "true", "new clone")];
    for (extension, value, advice) in extensions {
        let repo = Repo::new();
        repo.write("a", "a\n").commit("Start");
        repo.write("b", "b\n").git(&["add", "b"]);
        let config = repo.path().join(".git/config");
        let mut text = fs::read_to_string(&config).unwrap();
        text = text.replace("repositoryformatversion = 0", "repositoryformatversion = 1");
        text += &format!("[extensions]\n\t{extension} = {value}\n");
        fs::write(&config, text).unwrap();
        let commands: [&[&str]; 4] = [
            &["history"],
            &["history", "--range", "HEAD..HEAD"],
            &["staged"],
            &["hook", "pre-commit"],
        ];
        for command in commands {
            let ran = run(repo.path(), command);
            assert_eq!(ran.code, 2, "{extension} {command:?}: {ran:?}");
            assert!(ran.stdout.is_empty());
            assert!(ran.stderr.contains(&extension.to_lowercase()), "{}", ran.stderr);
            assert!(ran.stderr.contains(advice), "{}", ran.stderr);
        }
        let ran = run(repo.path(), &["audit"]);
        assert_eq!(ran.code, 2, "{extension}: {ran:?}");
    }
}

/// An older git cannot make one; the test above stands for it then.
#[test]
fn references_in_a_table_never_pass_as_clean() {
    let repo = Repo::new();
    let table = repo.beside("table");
    let made = clean_git().args(["init", "-q", "--ref-format=reftable"]).arg(&table).output();
    let has_tables = made.unwrap().status.success();
    if has_tables {
        fs::write(table.join("a"), "a\n").unwrap();
        printed(clean_git().current_dir(&table).args(["add", "a"]));
        printed(clean_git().current_dir(&table).args(["commit", "-q", "-m", "Start"]));
    }
    let ran = run(&table, &["history"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stdout.is_empty());
}

#[test]
fn a_damaged_copy_does_not_hide_a_whole_one() {
    let secret = Secrets::new(4).secret64();
    let repo = packed();
    repo.write("leak.conf", format!("BANQUP_CLIENT_SECRET={secret}\n")).commit("Plant");
    let id = repo.git(&["rev-parse", "HEAD:leak.conf"]);
    repo.git(&["repack", "-q", "-a"]);
    change(&repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..])), |bytes| {
        bytes.truncate(bytes.len() / 2);
    });
    let ran = run(repo.path(), &["history", "--format", "json"]);
    assert_eq!((ran.code, ran.findings().len()), (1, 1), "{ran:?}");
}

/// Trees are read only for findings then, and what a damaged one named decides where those stand.
#[test]
fn damaged_trees_are_named_without_the_check_for_missing_objects_too() {
    let repo = Repo::new();
    let secret = Secrets::new(6).secret64();
    for round in 0..8 {
        for file in 0..30 {
            repo.write(format!("folder/{file}.txt"), format!("{file} {}\n", round * file));
        }
        repo.write("folder/a.conf", format!("BANQUP_CLIENT_SECRET={secret}\n# {round}\n"));
        repo.commit("Change everything");
    }
    repo.git(&["repack", "-a", "-d", "-f", "--quiet"]);
    let pack = pack_file(&repo, "pack");
    let whole = fs::read(&pack).unwrap();
    let trees = printed(repo.git_command(&["verify-pack", "-v"]).arg(pack_file(&repo, "idx")));
    let mut damaged = 0;
    for line in trees.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["tree", size, at] = [words.get(1), words.get(3), words.get(4)]
            .map(|word| word.copied().unwrap_or_default())
        else {
            continue;
        };
        let (size, at): (usize, usize) = (size.parse().unwrap(), at.parse().unwrap());
        change(&pack, |bytes| bytes[at + size / 2] ^= 4);
        for command in ["history", "audit"] {
            let ran = repo.run(&[command, "--format", "json", "--skip-connectivity"]);
            let report = ran.json();
            assert_eq!(report["complete"], false, "{command}: {line}");
            let unread = report["unread"].as_array().unwrap();
            assert!(unread.iter().any(|part| part["object"] == words[0]), "{command}: {unread:?}");
        }
        fs::write(&pack, &whole).unwrap();
        damaged += 1;
    }
    assert_eq!(damaged, 16, "{trees}");
}
