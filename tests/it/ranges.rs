//! Ranges of history, which hooks read too: exactly what one end adds to the other, whatever the dates say and whatever
//! is damaged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::repo::{Repo, printed};
use crate::run::{Ran, run};
use crate::secrets::{Secrets, secret_line};

fn range(repo: &Repo, range: &str) -> Ran {
    run(repo.path(), &["history", "--format", "json", "--range", range])
}

fn loose_file(repo: &Repo, id: &str) -> PathBuf {
    repo.path().join(".git/objects").join(&id[..2]).join(&id[2..])
}

/// Puts other bytes in the place of a loose object.
fn replace(file: &PathBuf, bytes: &[u8]) {
    fs::remove_file(file).unwrap();
    fs::write(file, bytes).unwrap();
}

/// Writes an object that git itself would not make.
fn hash_object(repo: &Repo, kind: &str, content: &[u8]) -> String {
    repo.write("../object", content);
    repo.git(&["hash-object", "-w", "--literally", "-t", kind, "../object"])
}

fn reasons(ran: &Ran) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let report = ran.json();
    let unread = report["unread"].as_array().unwrap();
    unread.iter().map(|part| (text(&part["object"]), text(&part["reason"]))).collect()
}

/// What the hook says of a push of a new reference to a remote that has nothing.
fn push(repo: &Repo, name: &str, tip: &str) -> Ran {
    repo.write("../lines", format!("{name} {tip} {name} {}\n", "0".repeat(40)));
    let output = Command::new(env!("CARGO_BIN_EXE_banqlint"))
        .current_dir(repo.path())
        .args(["hook", "pre-push", "--format", "json", "elsewhere", "url"])
        .stdin(fs::File::open(repo.beside("lines")).unwrap())
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A history of any shape, each commit with a value of its own in its message; the id and the parents of each.
fn tangle(repo: &Repo, seed: u64, commits: usize) -> Vec<(String, Vec<usize>)> {
    let mut secrets = Secrets::new(seed);
    let mut stream = String::new();
    let mut parents: Vec<Vec<usize>> = Vec::new();
    for at in 0..commits {
        let count = match secrets.below(10) {
            0 => 0,
            1..=5 => 1,
            _ => 2,
        };
        let near = |secrets: &mut Secrets| at.saturating_sub(1 + secrets.below(6));
        let mine: BTreeSet<usize> =
            (0..count.min(at)).map(|_| near(&mut secrets)).filter(|parent| *parent < at).collect();
        let mine: Vec<usize> = mine.into_iter().collect();
        // Dates in no order at all: every child may be older than its parents.
        let date = 1_700_000_000 + secrets.below(1_000_000);
        let message = format!("Commit {at}\n\n{}", secret_line(&secrets.secret64()));
        stream += &format!("commit refs/heads/c{at}\nmark :{}\n", at + 1);
        stream += &format!("committer Ada Example <ada@example.com> {date} +0000\n");
        stream += &format!("data {}\n{message}\n", message.len());
        for (place, parent) in mine.iter().enumerate() {
            stream += &format!("{} :{}\n", if place == 0 { "from" } else { "merge" }, parent + 1);
        }
        // Without this, a branch that is new begins at nothing anyway.
        stream += "\n";
        parents.push(mine);
    }
    let mut import = repo.git_command(&["fast-import", "--quiet", "--force"]);
    let mut import = import.stdin(Stdio::piped()).spawn().unwrap();
    import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
    let ids = (0..commits).map(|at| repo.git(&["rev-parse", &format!("c{at}")]));
    ids.zip(parents).collect()
}

/// Everything that a commit reaches, itself included.
fn reached(history: &[(String, Vec<usize>)], from: usize) -> BTreeSet<usize> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        if seen.insert(at) {
            next.extend(&history[at].1);
        }
    }
    seen
}

#[test]
fn a_range_is_exact_whatever_the_dates_say() {
    for seed in 0..3 {
        let repo = Repo::new();
        let history = tangle(&repo, seed, 24);
        let mut sizes = BTreeSet::new();
        for (from, to) in (0..24).map(|at| (at * 7 % 24, at * 5 % 24)).filter(|(a, b)| a != b) {
            let ran = range(&repo, &format!("{}..{}", history[from].0, history[to].0));
            let known = reached(&history, from);
            let expected: BTreeSet<String> =
                reached(&history, to).difference(&known).map(|at| history[*at].0.clone()).collect();
            let found: BTreeSet<String> = ran
                .findings()
                .iter()
                .map(|finding| finding["commit"]["id"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(found, expected, "seed {seed}, {from}..{to}");
            assert_eq!(ran.json()["stats"]["commits"], expected.len(), "seed {seed}, {from}..{to}");
            sizes.insert(expected.len());
        }
        assert!(sizes.len() > 5, "the ranges differ: {sizes:?}");
    }
}

#[test]
fn a_criss_cross_belongs_to_whoever_has_it() {
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.git(&["checkout", "-q", "-b", "left"]);
    let left = repo.write("left", secret_line(&Secrets::new(1).secret64())).commit("Left");
    repo.git(&["checkout", "-q", "-b", "right", "main"]);
    let right = repo.write("right", secret_line(&Secrets::new(2).secret64())).commit("Right");
    for (ours, theirs) in [("left", &right), ("right", &left)] {
        repo.git(&["checkout", "-q", ours]);
        repo.tick();
        repo.git(&["merge", "-q", "--no-ff", "--no-edit", "-m", "Cross", theirs]);
    }
    let ran = range(&repo, "left..right");
    assert_eq!((ran.code, ran.json()["stats"]["commits"].as_u64()), (0, Some(1)));
    let ran = range(&repo, &format!("{left}..right"));
    assert_eq!(ran.only_finding()["commit"]["id"], right.as_str());
}

/// libgit2 never comes back from a loose object that is cut short.
#[test]
fn a_commit_that_is_cut_short_ends_the_wait() {
    let repo = Repo::new();
    let ids: Vec<String> =
        (0..4).map(|at| repo.write("a", format!("{at}\n")).commit(&format!("{at}"))).collect();
    repo.git(&["tag", "-a", "-m", "Two", "v2", &ids[2]]);
    let file = loose_file(&repo, &ids[2]);
    let whole = fs::read(&file).unwrap();
    for length in [0, 1, 2, whole.len() / 2, whole.len() - 1] {
        replace(&file, &whole[..length]);
        for inside in [format!("{}..{}", ids[0], ids[3]), format!("..{}", ids[3])] {
            let ran = range(&repo, &inside);
            assert_eq!(ran.code, 3, "cut to {length}, {inside}: {ran:?}");
            assert!(reasons(&ran).iter().any(|(object, _)| *object == ids[2]), "{ran:?}");
        }
        for end in [&ids[2], &"HEAD~1".to_owned(), &"v2".to_owned(), &ids[2][..9].to_owned()] {
            for range_text in [format!("{end}..HEAD"), format!("{}..{end}", ids[0])] {
                let ran = range(&repo, &range_text);
                assert_eq!(ran.code, 2, "cut to {length}, {range_text}: {ran:?}");
                assert!(ran.stderr.contains("cut short or damaged"), "{}", ran.stderr);
                assert!(ran.stdout.is_empty());
            }
        }
    }
    replace(&file, &whole);
    assert_eq!(range(&repo, &format!("{}..{}", ids[0], ids[3])).code, 0);
}

#[test]
fn every_usual_name_of_a_commit_is_understood() {
    let repo = Repo::new();
    let ids: Vec<String> =
        (0..4).map(|at| repo.write("a", format!("{at}\n")).commit(&format!("{at}"))).collect();
    repo.git(&["tag", "plain", &ids[1]]);
    repo.git(&["tag", "-a", "-m", "One", "noted", &ids[1]]);
    repo.git(&["tag", "-a", "-m", "Again", "twice", "noted"]);
    repo.git(&["checkout", "-q", "-b", "side", &ids[0]]);
    repo.write("b", "b\n").commit("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.tick();
    repo.git(&["merge", "-q", "--no-edit", "side"]);
    let remote = repo.beside("remote.git");
    printed(repo.git_command(&["clone", "-q", "--bare", "."]).arg(&remote));
    repo.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    repo.git(&["fetch", "-q", "origin"]);
    repo.git(&["branch", "-q", "-u", "origin/main", "main"]);
    repo.git(&["update-ref", "refs/remotes/origin/main", &ids[1]]);
    repo.write(".git/FETCH_HEAD", format!("{}\t\tbranch 'main' of elsewhere\n", ids[1]));
    let described = repo.git(&["describe", "--long", "--match", "noted", &ids[3]]);
    // Of a merge of a side branch of one commit, whose first parents are the four commits.
    let cases: BTreeMap<String, u64> = [
        ("HEAD", 0),
        ("@", 0),
        ("main", 0),
        ("refs/heads/main", 0),
        ("heads/main", 0),
        ("HEAD~1", 2),
        ("HEAD^", 2),
        ("HEAD^1", 2),
        ("HEAD^2", 4),
        ("side", 4),
        ("HEAD~3", 4),
        ("HEAD^^~1", 4),
        ("HEAD~0", 0),
        ("HEAD^0^{commit}", 0),
        ("plain", 4),
        ("noted", 4),
        ("twice", 4),
        ("noted^{}", 4),
        ("twice~1", 5),
        ("main@{1}", 2),
        ("HEAD@{1}", 2),
        ("@{1}", 2),
        ("@{0}", 0),
        ("@{-1}", 4),
        ("main@{2030-01-01 00:00:00 +0000}", 0),
        ("FETCH_HEAD", 4),
        ("HEAD@{u}", 4),
        ("@{u}", 4),
        ("main@{upstream}~1", 5),
        ("origin/main", 4),
    ]
    .into_iter()
    .map(|(name, commits)| (name.to_owned(), commits))
    .chain([(ids[2].clone(), 3), (ids[2][..7].to_owned(), 3), (described, 2)])
    .collect();
    for (name, commits) in cases {
        let known = repo.git(&["rev-list", "--count", &format!("{name}..HEAD")]);
        assert_eq!(known, commits.to_string(), "git on {name}");
        let ran = range(&repo, &format!("{name}..HEAD"));
        assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
        assert_eq!(ran.json()["stats"]["commits"], commits, "{name}");
    }
    for wrong in
        ["HEAD~9", "HEAD^3", "HEAD^{tree}", "main@{99}", "side@{u}", "HEAD:a", "^", "abc", "HEAD^{"]
    {
        let ran = range(&repo, &format!("{wrong}..HEAD"));
        assert_eq!(ran.code, if wrong == "^" { 0 } else { 2 }, "{wrong}: {ran:?}");
    }
}

#[test]
fn all_headers_of_commits_and_tags_are_read() {
    let mut secrets = Secrets::new(3);
    let repo = Repo::new();
    let start = repo.write("a", "a\n").commit("Start");
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let person = "Ada Example <ada@example.com> 1767225600 +0000";
    let headers: Vec<String> = [
        "mergetag object 01\n tag v1\n \n ",
        "encoding ",
        "x-note ",
        "gpgsig -----BEGIN\n Comment: ",
    ]
    .map(|header| format!("{header}{}", secret_line(&secrets.secret64())))
    .into();
    for header in &headers {
        let object = format!(
            "tree {tree}\nparent {start}\nauthor {person}\ncommitter {person}\n{header}\nMessage\n"
        );
        let id = hash_object(&repo, "commit", object.as_bytes());
        repo.git(&["update-ref", "refs/heads/odd", &id]);
        let found = range(&repo, "main..odd").only_finding();
        assert_eq!(found["origin"], "commit-message", "{header}");
        assert_eq!(found["commit"]["id"], id.as_str());
        assert_eq!(found["commit"]["summary"], "Message");
        let all = run(repo.path(), &["history", "--format", "json"]);
        assert_eq!(all.only_finding()["fingerprint"], found["fingerprint"], "{header}");
        repo.git(&["update-ref", "-d", "refs/heads/odd"]);
    }
    let secret = secret_line(&secrets.secret64());
    for (kind, header, origin) in [
        ("tagger", format!("tagger {} <a@example.com> 1 +0000\n", secret.trim_end()), "person"),
        ("other", format!("tagger A <a@example.com> 1 +0000\nx-note {secret}"), "tag-message"),
    ] {
        let object = format!("object {start}\ntype commit\ntag v1\n{header}\nMessage\n");
        let id = hash_object(&repo, "tag", object.as_bytes());
        repo.git(&["update-ref", "refs/tags/v1", &id]);
        let all = run(repo.path(), &["history", "--format", "json"]);
        assert_eq!(all.only_finding()["origin"], origin, "{kind}");
        assert_eq!(push(&repo, "refs/tags/v1", &id).only_finding()["origin"], origin, "{kind}");
    }
}

#[test]
fn messages_and_people_stand_at_head_while_head_reaches_them() {
    let mut secrets = Secrets::new(5);
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.commit(&format!("Message\n\n{}", secret_line(&secrets.secret64())));
    repo.git(&["checkout", "-q", "-b", "later"]);
    repo.commit(&format!("Later\n\n{}", secret_line(&secrets.secret64())));
    let summaries = |ran: &Ran| -> Vec<(String, bool)> {
        let findings = ran.findings();
        let mut found: Vec<(String, bool)> = findings
            .iter()
            .map(|finding| {
                let summary = finding["commit"]["summary"].as_str().unwrap().to_owned();
                (summary, finding["at_head"].as_bool().unwrap())
            })
            .collect();
        found.sort();
        found
    };
    for (head, later) in [("later", true), ("main", false), ("main~1", false)] {
        repo.git(&["checkout", "-q", head]);
        let expected = [("Later".to_owned(), later), ("Message".to_owned(), head != "main~1")];
        assert_eq!(summaries(&range(&repo, "..later")), expected, "{head}");
        let all = run(repo.path(), &["history", "--format", "json"]);
        assert_eq!(summaries(&all), expected, "history, {head}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let mut secrets = Secrets::new(6);
    let repo = Repo::new();
    let start = repo.commit("Start");
    let old = secrets.secret64();
    for at in 0..40 {
        let value = if at % 3 == 0 { secrets.secret64() } else { old.clone() };
        let text = if at % 7 == 6 { String::new() } else { secret_line(&value) };
        repo.write(format!("folder{}/file.conf", at % 5), text);
        repo.commit(&format!("Commit {at}"));
    }
    let report = |threads: &str| -> Value {
        let range = format!("{start}..");
        let arguments = ["history", "--format", "json", "--threads", threads, "--range", &range];
        let mut report = run(repo.path(), &arguments).json();
        report["stats"]["seconds"] = Value::Null;
        report
    };
    let one = report("1");
    assert!(one["findings"].as_array().unwrap().len() > 14, "{one}");
    assert_eq!(one["stats"]["commits"], 40);
    for threads in ["2", "5"] {
        assert_eq!(report(threads).to_string(), one.to_string(), "{threads} threads");
    }
}

/// Whoever follows a false name reads an object as what it is not, and would pass over what it holds.
#[test]
fn an_object_of_another_kind_than_its_name_says_is_damage() {
    const PERSON: &str = "Ada Example <ada@example.com> 1767225600 +0000";
    let commit = |repo: &Repo, tree: &str, parent: &str| {
        let people = format!("author {PERSON}\ncommitter {PERSON}");
        let text = format!("tree {tree}\nparent {parent}\n{people}\n\nOdd\n");
        hash_object(repo, "commit", text.as_bytes())
    };
    let bytes = |hex: &str| -> Vec<u8> {
        let pairs = (0..hex.len()).step_by(2);
        pairs.map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let folder = |repo: &Repo, mode: &str, id: &str| {
        hash_object(repo, "tree", &[mode.as_bytes(), b" odd\0", &bytes(id)].concat())
    };
    for what in ["file is folder", "folder is file", "root is file", "parent is file", "tag's"] {
        let repo = Repo::new();
        let start = repo.write("sub/a.txt", "a\n").commit("Start");
        let blob = repo.git(&["rev-parse", "HEAD:sub/a.txt"]);
        let tree = repo.git(&["rev-parse", "HEAD:sub"]);
        let (tip, wrong) = match what {
            "file is folder" => (commit(&repo, &folder(&repo, "100644", &tree), &start), &tree),
            "folder is file" => (commit(&repo, &folder(&repo, "40000", &blob), &start), &blob),
            "root is file" => (commit(&repo, &blob, &start), &blob),
            "parent is file" => (commit(&repo, &tree, &blob), &blob),
            _ => {
                let tag = format!("object {start}\ntype blob\ntag odd\ntagger {PERSON}\n\nOdd\n");
                (hash_object(&repo, "tag", tag.as_bytes()), &start)
            }
        };
        repo.write(".git/packed-refs", format!("{tip} refs/tags/odd\n"));
        let all = run(repo.path(), &["history", "--format", "json"]);
        assert_eq!(all.code, 3, "{what}: {all:?}");
        let names_it =
            |(object, said): &(String, String)| object == wrong && said.contains("names it as");
        assert!(reasons(&all).iter().any(names_it), "{what}: {all:?}");
        let pushed = push(&repo, "refs/tags/odd", &tip);
        assert_eq!(pushed.code, 3, "{what}: {pushed:?}");
        let is_it =
            |(object, said): &(String, String)| object == wrong && said.contains("named as a");
        assert!(reasons(&pushed).iter().any(is_it), "{what}: {pushed:?}");
    }
}

/// Git itself stops there, and a thread's stack ends somewhere.
#[test]
fn folders_nested_without_end_are_read_as_deep_as_git_goes() {
    for (depth, is_read) in [(2_000, true), (4_000, false)] {
        let repo = Repo::new();
        let secret = secret_line(&Secrets::new(7).secret64());
        let mut stream = String::new();
        // Enough commits for more than one thread.
        for at in 0..20 {
            let path = format!("{}{at}.conf", "a/".repeat(depth));
            stream += "commit refs/heads/main\ncommitter A <a@example.com> 1 +0000\ndata 1\nx\n";
            stream += &format!("M 644 inline {path}\ndata {}\n{secret}\n", secret.len());
        }
        let mut import = repo.git_command(&["fast-import", "--quiet", "--force"]);
        let mut import = import.stdin(Stdio::piped()).spawn().unwrap();
        import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
        assert!(import.wait().unwrap().success());
        for threads in ["1", "2"] {
            let arguments =
                ["history", "--format", "json", "--threads", threads, "--range", "..main"];
            let ran = run(repo.path(), &arguments);
            assert_eq!(ran.code, if is_read { 1 } else { 3 }, "{depth}: {}", ran.stderr);
            assert_eq!(ran.findings().len(), if is_read { 20 } else { 0 }, "{depth}");
        }
    }
}
