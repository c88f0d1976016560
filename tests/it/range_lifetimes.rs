//! When values of a range come and leave, where they stand, and what holds them: in ranges, in hooks and in the whole
//! history.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// The path of a finding, the summaries of the commits that brought its value and took it away, and whether HEAD has
/// it.
type Life = (String, String, Option<String>, bool);

fn line(seed: u64) -> String {
    format!("BANQUP_CLIENT_SECRET={}\n", Secrets::new(seed).secret64())
}

fn summary(repo: &Repo, id: &Value) -> Option<String> {
    Some(repo.git(&["show", "-s", "--format=%s", id.as_str()?]))
}

fn lives(repo: &Repo, ran: &Ran) -> Vec<Life> {
    let life = |finding: &Value| {
        (
            finding["path"].as_str().unwrap_or_default().to_owned(),
            summary(repo, &finding["commit"]["id"]).unwrap_or_default(),
            summary(repo, &finding["removed_in"]),
            finding["at_head"] == true,
        )
    };
    ran.findings().iter().map(life).collect()
}

fn history(repo: &Repo, options: &[&str]) -> Ran {
    repo.run(&[&["history", "--format", "json"], options].concat())
}

fn range(repo: &Repo, range: &str) -> Ran {
    history(repo, &["--range", range])
}

fn life(path: &str, introduced: &str, removed: Option<&str>, at_head: bool) -> Life {
    (path.into(), introduced.into(), removed.map(Into::into), at_head)
}

/// Feeds a hook; its report.
fn hook(repo: &Repo, arguments: &[&str], lines: &str) -> Ran {
    let arguments = [&["hook"], arguments, &["--format", "json"]].concat();
    let mut child = repo.command(&arguments);
    let child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    Ran::of(child.wait_with_output().unwrap())
}

#[test]
fn what_the_range_brings_and_moves_is_named_where_it_stands() {
    let repo = Repo::new();
    let base = repo.write("known.conf", line(1)).commit("Base");
    repo.write("a.conf", line(2)).commit("Add");
    repo.git(&["mv", "a.conf", "b.conf"]);
    repo.git(&["mv", "known.conf", "same.conf"]);
    repo.commit("Move");
    repo.write("b.conf", format!("{}more\n", line(2)));
    repo.git(&["mv", "b.conf", "sub.conf"]);
    repo.git(&["mv", "same.conf", "last.conf"]);
    repo.commit("Move again");
    let expected = [
        life("a.conf", "Add", Some("Move"), false),
        life("b.conf", "Move", Some("Move again"), false),
        life("sub.conf", "Move again", None, true),
    ];
    assert_eq!(lives(&repo, &range(&repo, &format!("{base}..HEAD"))), expected);
    // What was known at each step of its way is nobody's, wherever the range begins.
    assert_eq!(lives(&repo, &range(&repo, "HEAD~1..HEAD")), []);
    assert_eq!(lives(&repo, &range(&repo, "HEAD~2..HEAD")), []);
    let head = repo.head();
    let pushed = hook(
        &repo,
        &["pre-push", "elsewhere", "url"],
        &format!("refs/heads/main {head} refs/heads/main {base}\n"),
    );
    assert_eq!(lives(&repo, &pushed), expected);
    let received =
        hook(&repo, &["pre-receive"], &format!("{} {head} refs/heads/new\n", "0".repeat(40)));
    assert_eq!(received.code, 0, "the repository has it all");
    repo.git(&["checkout", "-q", "--detach", &base]);
    repo.git(&["update-ref", "-d", "refs/heads/main"]);
    let received = hook(&repo, &["pre-receive"], &format!("{base} {head} refs/heads/main\n"));
    let gone = |(path, introduced, removed, _): &Life| {
        (path.clone(), introduced.clone(), removed.clone(), false)
    };
    assert_eq!(lives(&repo, &received), expected.each_ref().map(gone), "HEAD is behind");
}

/// A copy that the range makes of a known value is the range's own, and so is what becomes of the copy.
#[test]
fn a_copy_that_moves_is_still_a_copy() {
    let repo = Repo::new();
    let base = repo.write("known.conf", line(1)).commit("Base");
    repo.write("copy.conf", line(1)).commit("Copy");
    repo.git(&["mv", "copy.conf", "moved.conf"]);
    repo.commit("Move");
    repo.git(&["rm", "-q", "known.conf"]);
    repo.commit("Remove");
    let expected =
        [life("copy.conf", "Copy", Some("Move"), false), life("moved.conf", "Move", None, true)];
    assert_eq!(lives(&repo, &range(&repo, &format!("{base}..HEAD"))), expected);
}

#[test]
fn only_a_commit_that_had_the_value_can_take_it_away() {
    let lines: String = (0..20).map(|at| format!("line {at}\n")).collect();
    for strategy in ["ort", "ours"] {
        let repo = Repo::new();
        let base = repo.write("a.conf", &lines).commit("Base");
        repo.git(&["checkout", "-q", "-b", "side"]);
        repo.write("a.conf", format!("{lines}{}", line(1))).commit("Add");
        repo.git(&["checkout", "-q", "main"]);
        repo.write("a.conf", format!("top\n{lines}")).commit("Edit");
        repo.write("a.conf", &lines).commit("Revert the edit");
        repo.tick();
        repo.git(&["merge", "-q", "--no-ff", "-s", strategy, "-m", "Merge", "side"]);
        let removed = (strategy == "ours").then_some("Merge");
        let expected = [life("a.conf", "Add", removed, strategy == "ort")];
        let inside = format!("{base}..HEAD");
        assert_eq!(lives(&repo, &range(&repo, &inside)), expected, "{strategy}");
        assert_eq!(lives(&repo, &history(&repo, &[])), expected, "{strategy}");
        // Where it comes back after all, it stands there.
        repo.write("a.conf", line(1)).commit("Back");
        let expected = [life("a.conf", "Add", None, true)];
        assert_eq!(lives(&repo, &range(&repo, &inside)), expected, "{strategy}");
    }
}

/// The name of a file or folder stands as long as the path does, whatever the content.
#[test]
fn names_stand_at_head_while_the_path_does() {
    let repo = Repo::new();
    let base = repo.write("x", "x\n").commit("Base");
    let id = Secrets::new(3).id48();
    let (file, folder) = (format!("bq_client_id_{id}.json"), format!("banqup_client_id_{id}"));
    repo.write(&file, "{}\n").write(format!("{folder}/x"), "x\n").commit("Add");
    repo.write(&file, "{\"a\": 1}\n").write(format!("{folder}/x"), "y\n").commit("Edit");
    let said = |ran: &Ran| -> BTreeSet<(Option<String>, bool)> {
        assert_eq!(ran.findings().len(), 2, "{}", ran.stdout);
        lives(&repo, ran).into_iter().map(|(_, _, removed, at_head)| (removed, at_head)).collect()
    };
    let inside = format!("{base}..HEAD");
    assert_eq!(said(&range(&repo, &inside)), BTreeSet::from([(None, true)]));
    repo.git(&["rm", "-q", "-r", &file, &folder]);
    repo.commit("Remove");
    let expected = BTreeSet::from([(Some("Remove".to_owned()), false)]);
    assert_eq!(said(&range(&repo, &inside)), expected);
    assert_eq!(said(&history(&repo, &[])), expected);
}

#[test]
fn a_range_to_a_tag_reads_what_the_tag_says() {
    let repo = Repo::new();
    let base = repo.write("x", "x\n").commit("Base");
    repo.git(&["tag", "-a", "-m", "First", "v0"]);
    repo.write("a.conf", line(1)).commit("Add");
    repo.git(&["tag", "-a", "-m", &line(2), "v1"]);
    repo.git(&["tag", "-a", "-m", &line(3), "v2", "v1"]);
    let origins = |inside: &str| -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for finding in range(&repo, inside).findings() {
            *counts.entry(finding["origin"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counts
    };
    let counts = |blobs: usize, tags: usize| -> BTreeMap<String, usize> {
        let all = [("blob".to_owned(), blobs), ("tag-message".to_owned(), tags)];
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    };
    for (inside, blobs, tags) in [
        (format!("{base}..v2"), 1, 2),
        ("..refs/tags/v2".to_owned(), 1, 2),
        ("v0..v1".to_owned(), 1, 1),
        ("v1..v2".to_owned(), 0, 1),
        ("v1^{}..v2".to_owned(), 0, 2),
        // A tag that is known has said what it says, and so have those that it names.
        ("v2..v1".to_owned(), 0, 0),
        ("v2..v2".to_owned(), 0, 0),
        ("v2..HEAD".to_owned(), 0, 0),
        // Who takes a step from a tag has left it.
        (format!("{base}..v2^{{}}"), 1, 0),
        (format!("{base}..v2~0"), 1, 0),
        (format!("{base}..HEAD"), 1, 0),
    ] {
        assert_eq!(origins(&inside), counts(blobs, tags), "{inside}");
    }
    let v2 = repo.git(&["rev-parse", "v2"]);
    assert_eq!(origins(&format!("{base}..{v2}")), counts(1, 2));
    assert_eq!(history(&repo, &[]).findings().len(), 3);
    let framework = repo
        .command(&["hook", "pre-push", "--format", "json"])
        .env("PRE_COMMIT_REMOTE_NAME", "elsewhere")
        .env("PRE_COMMIT_FROM_REF", &base)
        .env("PRE_COMMIT_TO_REF", &v2)
        .output();
    assert_eq!(Ran::of(framework.unwrap()).findings().len(), 3);
}

#[test]
fn a_note_is_a_note_in_every_run() {
    let repo = Repo::new();
    let base = repo.write("x", "x\n").commit("Base");
    repo.git(&["notes", "add", "-m", &line(1)]);
    let notes = repo.git(&["rev-parse", "refs/notes/commits"]);
    let none = "0".repeat(40);
    let push = format!("refs/notes/commits {notes} refs/notes/commits {none}\n");
    let push_both = format!("{push}refs/heads/main {base} refs/heads/main {none}\n");
    repo.git(&["update-ref", "refs/heads/other", &base]);
    let mut runs = vec![
        ("history", history(&repo, &[])),
        ("all objects", history(&repo, &["--all-objects"])),
        ("pre-push", hook(&repo, &["pre-push", "elsewhere", "url"], &push)),
        ("with main", hook(&repo, &["pre-push", "elsewhere", "url"], &push_both)),
    ];
    for end in ["refs/notes/commits", "notes/commits", "notes/commits@{0}", &notes] {
        runs.push((end, range(&repo, &format!("HEAD..{end}"))));
        runs.push((end, range(&repo, &format!("..{end}"))));
    }
    repo.git(&["update-ref", "-d", "refs/notes/commits"]);
    let receive = format!("{none} {notes} refs/notes/commits\n");
    runs.push(("pre-receive", hook(&repo, &["pre-receive"], &receive)));
    for (name, ran) in runs {
        let findings = ran.findings();
        assert_eq!(findings.len(), 1, "{name}: {}", ran.stdout);
        let found = &findings[0];
        assert_eq!(found["origin"], "note", "{name}");
        assert_eq!(found["path"], base.as_str(), "{name}");
        assert_eq!(found["commit"]["id"], notes.as_str(), "{name}");
        assert_eq!(
            (&found["at_head"], &found["removed_in"]),
            (&true.into(), &Value::Null),
            "{name}"
        );
    }
    // What nothing remembers as a note is no note, and neither is a branch.
    let ran = history(&repo, &["--all-objects"]);
    assert_eq!(ran.findings()[0]["origin"], "blob");
    let push = format!("refs/heads/x {notes} refs/heads/x {none}\n");
    let ran = hook(&repo, &["pre-push", "elsewhere", "url"], &push);
    assert_eq!(ran.findings()[0]["origin"], "blob");
}

#[test]
fn no_part_of_a_stash_takes_anything_away() {
    let repo = Repo::new();
    repo.write("x", "x\n").write("kept.conf", line(1)).commit("Base");
    repo.write("untracked.conf", line(2));
    repo.git(&["stash", "--quiet", "--include-untracked"]);
    repo.write("staged.conf", line(3));
    repo.git(&["add", "staged.conf"]);
    repo.write("staged.conf", "clean\n").write("kept.conf", "clean\n");
    repo.git(&["stash", "--quiet"]);
    // HEAD takes one of them away itself, and so does an ordinary merge of one commit.
    repo.git(&["rm", "-q", "kept.conf"]);
    repo.commit("Remove");
    let said = |ran: &Ran| -> BTreeMap<String, (Option<String>, bool)> {
        let lives = lives(&repo, ran).into_iter();
        lives.map(|(path, _, removed, at_head)| (path, (removed, at_head))).collect()
    };
    let expected = BTreeMap::from([
        ("kept.conf".to_owned(), (Some("Remove".to_owned()), false)),
        ("staged.conf".to_owned(), (None, false)),
        ("untracked.conf".to_owned(), (None, false)),
    ]);
    assert_eq!(said(&history(&repo, &[])), expected);
    assert_eq!(said(&history(&repo, &["--all-objects"])), expected);
    for (stash, path) in [("stash@{0}", "staged.conf"), ("stash@{1}", "untracked.conf")] {
        let found = said(&range(&repo, &format!("HEAD~1..{stash}")));
        assert_eq!(found, BTreeMap::from([(path.to_owned(), (None, false))]), "{stash}");
    }
    repo.git(&["stash", "clear"]);
    assert_eq!(said(&history(&repo, &["--all-objects"])), expected);
    assert_eq!(said(&history(&repo, &[])).len(), 1);
    // The same form without a stash.
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("side.conf", line(4)).commit("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.tick();
    repo.git(&["merge", "-q", "--no-ff", "-s", "ours", "-m", "Drop", "side"]);
    let dropped = (Some("Drop".to_owned()), false);
    assert_eq!(said(&history(&repo, &[])).get("side.conf"), Some(&dropped));
    assert_eq!(said(&range(&repo, "HEAD~1..HEAD")).get("side.conf"), Some(&dropped));
}
