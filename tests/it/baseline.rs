//! The baseline: what it hides, and what it never does.

use std::fs;

use serde_json::Value;

use crate::bounds::run_bounded;
use crate::repo::Repo;
use crate::run::{Ran, run};
use crate::secrets::{Secrets, leak};

const FILE: &str = ".banqlint-baseline.json";

/// A repository with two leaks in files, one that only the history keeps, and a committed baseline.
fn adopted() -> Repo {
    let repo = Repo::new();
    repo.write("gone.conf", leak(9)).commit("Leak");
    fs::remove_file(repo.path().join("gone.conf")).unwrap();
    repo.write("a.conf", leak(1)).write("sub/b.conf", leak(2)).commit("Old code");
    assert_eq!(command(&repo, &["baseline", "create"]).code, 0);
    repo.commit("Adopt");
    repo
}

fn command(repo: &Repo, arguments: &[&str]) -> Ran {
    run(repo.path(), arguments)
}

#[track_caller]
fn assert_codes(repo: &Repo, check: i32, staged: i32, history: i32) {
    for (name, code) in [("check", check), ("staged", staged), ("history", history)] {
        let ran = command(repo, &[name]);
        assert_eq!(ran.code, code, "{name}: {}{}", ran.stdout, ran.stderr);
    }
}

fn file(repo: &Repo) -> Value {
    let text = fs::read_to_string(repo.path().join(FILE)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn count(repo: &Repo, list: &str) -> usize {
    file(repo)[list].as_array().map_or(0, Vec::len)
}

#[test]
fn what_was_there_passes_everywhere_and_no_value_is_written_down() {
    let repo = adopted();
    assert_codes(&repo, 0, 0, 0);
    assert_eq!((count(&repo, "entries"), count(&repo, "history")), (2, 1));
    let text = fs::read_to_string(repo.path().join(FILE)).unwrap();
    for seed in [1, 2, 9] {
        assert!(!text.contains(&Secrets::new(seed).secret64()[..6]), "{text}");
    }
    let report = command(&repo, &["check", "--format", "json", "--isolated"]).json();
    let id = report["findings"][0]["value"]["id"].as_str().unwrap().to_owned();
    assert!(!text.contains(&id), "an id without the key would tell who has the same secret");
    let entry = &file(&repo)["entries"][0];
    assert_eq!((&entry["rule"], &entry["path"]), (&"client-secret".into(), &"a.conf".into()));
    assert_eq!(entry["first_commit"].as_str().map(str::len), Some(40));
    assert_eq!(command(&repo, &["baseline", "create"]).code, 2, "it is not replaced by accident");
    assert_eq!(command(&repo, &["check", "--isolated"]).code, 1);
}

/// A cache is named after its Client ID, which is a finding of its own, and no matter of who reads the baseline.
#[test]
fn a_secret_in_a_path_is_masked_and_still_known() {
    let repo = Repo::new();
    let id = Secrets::new(3).id48();
    repo.write(format!("tokens/{id}.env"), leak(4))
        .write("l\u{e9}.env", leak(5))
        .commit("Old code");
    let report = command(&repo, &["check", "--format", "json"]);
    assert!(!report.stdout.contains(&id), "{}", report.stdout);
    assert_eq!(command(&repo, &["baseline", "create"]).code, 0);
    let text = fs::read_to_string(repo.path().join(FILE)).unwrap();
    assert!(!text.contains(&id) && text.contains("tokens/"), "{text}");
    repo.commit("Adopt");
    assert_codes(&repo, 0, 0, 0);
    assert_eq!(command(&repo, &["check", "--fail-on-stale"]).code, 0);
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_codes(&repo, 0, 0, 0);
}

#[test]
fn a_bare_repository_has_a_baseline_of_its_history() {
    let repo = Repo::new();
    repo.write("a.conf", leak(1)).commit("Leak");
    repo.git(&["config", "core.bare", "true"]);
    let bare = repo.path().join(".git");
    let ran = |arguments: &[&str]| run(&bare, arguments).code;
    assert_eq!(ran(&["history"]), 1);
    assert_eq!(ran(&["baseline", "create", "--baseline", "known.json"]), 0);
    assert_eq!(ran(&["history", "--baseline", "known.json"]), 0);
    assert_eq!(ran(&["baseline", "prune", "--baseline", "known.json"]), 0);
    assert_eq!(ran(&["history", "--baseline", "known.json"]), 0);
}

#[test]
fn a_bare_repository_knows_what_came_back_before_its_baseline() {
    let repo = Repo::new();
    for there in [true, false, true] {
        let text = if there { leak(1) } else { "nothing\n".to_owned() };
        repo.write("a.conf", text).commit("Change");
    }
    let bare = repo.beside("bare.git");
    repo.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let ran = |arguments: &[&str]| run(&bare, &[arguments, &["--baseline", "known"]].concat()).code;
    assert_eq!(ran(&["baseline", "create"]), 0);
    assert_eq!(ran(&["history"]), 0);
    assert_eq!(ran(&["history", "--fail-on-stale"]), 0);
    assert_eq!(ran(&["baseline", "prune"]), 0);
    assert_eq!(ran(&["history"]), 0);
    repo.write("b.conf", leak(1)).commit("Copy");
    repo.git(&["push", "--quiet", bare.to_str().unwrap(), "main"]);
    assert_eq!(ran(&["history"]), 1);
}

#[test]
fn a_baseline_of_the_same_tree_is_the_same_file() {
    let repo = adopted();
    let text = || fs::read_to_string(repo.at(FILE)).unwrap();
    let before = text();
    assert_eq!(command(&repo, &["baseline", "create", "--force"]).code, 0);
    assert_eq!(text(), before);
    repo.write("c.conf", leak(3));
    assert_eq!(command(&repo, &["baseline", "create", "--force"]).code, 0);
    let after: Vec<String> = text().lines().map(str::to_owned).collect();
    assert!(before.lines().all(|line| {
        after.iter().any(|one| one.trim_end_matches(',') == line.trim_end_matches(','))
    }));
    // A key that others know, or that is none, would tell who has which value.
    let key = file(&repo)["key"].as_str().unwrap().to_owned();
    repo.write(FILE, text().replace(&key, "00"));
    assert_eq!(command(&repo, &["baseline", "create", "--force"]).code, 0);
    assert_eq!(file(&repo)["key"].as_str().map(str::len), Some(64));
}

/// The message of a tag and the name of a reference have no commit that brought them.
#[test]
fn what_no_commit_has_stays_known() {
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.git(&["tag", "--annotate", "--message", &format!("banqup {}", leak(6)), "v1"]);
    assert_codes(&repo, 0, 0, 1);
    assert_eq!(command(&repo, &["baseline", "create"]).code, 0);
    assert_codes(&repo, 0, 0, 0);
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_codes(&repo, 0, 0, 0);
}

#[test]
fn moved_lines_line_ends_and_renames_change_nothing() {
    let repo = adopted();
    repo.write("a.conf", format!("\n\nfirst=1\r\n{}", leak(1).replace('\n', "\r\n")));
    assert_codes(&repo, 0, 0, 0);
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 0, 0, 0);
    repo.commit("Line ends");
    repo.git(&["mv", "a.conf", "moved.conf"]);
    assert_codes(&repo, 0, 0, 0);
    repo.commit("Rename");
    assert_codes(&repo, 0, 0, 0);
    repo.git(&["mv", "moved.conf", "again.conf"]);
    repo.commit("Rename again");
    assert_codes(&repo, 0, 0, 0);
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_eq!(file(&repo)["entries"][0]["path"], "again.conf");
    repo.commit("Prune");
    assert_codes(&repo, 0, 0, 0);
}

#[test]
fn squashed_commits_change_nothing() {
    let repo = adopted();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("c.txt", "one\n").commit("One");
    repo.write("c.txt", "two\n").commit("Two");
    repo.git(&["checkout", "-q", "--orphan", "squashed"]);
    repo.commit("All in one");
    assert_codes(&repo, 0, 0, 0);
}

#[test]
fn copies_and_other_values_are_new() {
    let repo = adopted();
    // Another value on the same line.
    repo.write("a.conf", format!("{} {}", leak(1).trim_end(), leak(3)));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
    repo.git(&["checkout", "-q", "HEAD", "a.conf"]);
    // A copy beside the original.
    repo.write("copy.conf", leak(1));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
    repo.commit("Copy");
    assert_codes(&repo, 1, 0, 1);
    let ran = command(&repo, &["check", "--format", "json"]);
    assert_eq!(ran.findings().len(), 1);
    assert_eq!(ran.findings()[0]["path"], "copy.conf");
    // What had left the files and comes back is new in them.
    let repo = adopted();
    repo.write("gone.conf", leak(9));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
}

#[test]
fn one_more_copy_in_the_same_file_is_new() {
    let repo = adopted();
    let twice = leak(1) + "\n\nnext=1\n" + &leak(1).replace("CLIENT", "OTHER_CLIENT");
    repo.write("a.conf", &twice);
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_codes(&repo, 1, 1, 0);
    assert_eq!(command(&repo, &["baseline", "create", "--force"]).code, 0);
    repo.commit("Two");
    assert_codes(&repo, 0, 0, 0);
    // Moved lines and names are no copies, and fewer are none either.
    repo.write("a.conf", format!("\n{twice}\n"));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 0, 0, 0);
    repo.git(&["mv", "a.conf", "moved.conf"]);
    assert_codes(&repo, 0, 0, 0);
    repo.write("moved.conf", leak(1));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 0, 0, 0);
    // What a comment allows is no matter of the baseline.
    let allowed = leak(1).replace('\n', " # banqlint: allow(client-secret) a sample\n");
    repo.write("moved.conf", allowed + &twice);
    assert_codes(&repo, 0, 0, 0);
    repo.write("moved.conf", twice + &leak(1));
    assert_eq!(command(&repo, &["check"]).code, 1);
}

#[test]
fn a_baseline_that_counts_no_values_knows_any_number_of_them() {
    let repo = Repo::new();
    repo.write("a.conf", leak(1).repeat(2)).commit("Two of the same");
    command(&repo, &["baseline", "create"]).exits_with(0);
    let mut file = file(&repo);
    for entry in file["entries"].as_array_mut().expect("entries are a list") {
        assert_eq!(entry["count"], 2);
        entry.as_object_mut().expect("an entry is an object").remove("count");
    }
    repo.write(FILE, file.to_string());
    assert_codes(&repo, 0, 0, 0);
}

#[test]
fn a_value_that_moved_is_not_copied_under_its_old_place() {
    let repo = adopted();
    repo.write("b.conf", format!("first=1\n{}", leak(1))).write("a.conf", "clean\n");
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 0, 0, 0);
    let before = repo.commit("Move");
    assert_codes(&repo, 0, 0, 0);
    let range = |from: &str| command(&repo, &["history", "--range", &format!("{from}..HEAD")]).code;
    assert_eq!(range("HEAD~1"), 0, "the push that moves it passes");
    // The place is left for good, so a second copy has no claim to it, whatever its name.
    repo.write("a-copy.conf", leak(1));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
    repo.commit("Copy");
    assert_eq!(range(&before), 1);
    assert_codes(&repo, 1, 0, 1);
}

#[test]
fn prune_drops_what_is_gone_and_adds_nothing() {
    let repo = adopted();
    repo.write("sub/b.conf", "clean\n").write("new.conf", leak(4)).commit("Fix one, leak one");
    let stale = command(&repo, &["check", "--fail-on-stale", "--exit-zero"]);
    assert_eq!(stale.code, 1);
    assert!(stale.stderr.contains("sub/b.conf"), "{}", stale.stderr);
    let before = fs::read(repo.path().join(FILE)).unwrap();
    for name in ["check", "staged", "history"] {
        command(&repo, &[name]);
    }
    assert_eq!(fs::read(repo.path().join(FILE)).unwrap(), before, "no other command writes it");
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_eq!((count(&repo, "entries"), count(&repo, "history")), (1, 2));
    assert_eq!(command(&repo, &["check", "--fail-on-stale", "--exit-zero"]).code, 0);
    let ran = command(&repo, &["check", "--format", "json"]);
    assert_eq!(ran.findings()[0]["path"], "new.conf");
    let text = fs::read(repo.path().join(FILE)).unwrap();
    command(&repo, &["baseline", "prune"]);
    assert_eq!(fs::read(repo.path().join(FILE)).unwrap(), text, "the order is stable");
}

fn pushed(repo: &Repo, from: &str, to: &str) -> i32 {
    let none = "0".repeat(40);
    let known = if from.is_empty() { &none } else { from };
    fs::write(repo.beside("lines"), format!("refs/heads/x {to} refs/heads/x {known}\n")).unwrap();
    let mut hook = repo.command(&["hook", "pre-push", "elsewhere", "url"]);
    let hook = hook.stdin(fs::File::open(repo.beside("lines")).unwrap());
    Ran::of(hook.output().unwrap()).code
}

#[test]
fn what_was_pruned_and_comes_back_is_reported_everywhere() {
    let repo = adopted();
    repo.write("sub/b.conf", "clean\n").commit("Fix");
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    let pruned = repo.commit("Prune");
    assert_codes(&repo, 0, 0, 0);
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("sub/b.conf", leak(2));
    repo.git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
    let back = repo.commit("Back");
    assert_codes(&repo, 1, 0, 1);
    let range = |inside: &str| command(&repo, &["history", "--range", inside]).code;
    assert_eq!(range(&format!("{pruned}..HEAD")), 1);
    assert_eq!(pushed(&repo, &pruned, &back), 1);
    // A prune in between forgives nothing, and forgets nothing.
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_eq!((count(&repo, "entries"), count(&repo, "history")), (1, 2));
    assert_codes(&repo, 1, 0, 1);
    // Where HEAD is elsewhere, what is pushed still brings it back.
    repo.git(&["checkout", "-q", "main"]);
    assert_codes(&repo, 0, 0, 0);
    assert_eq!(range(&format!("{pruned}..side")), 1);
    assert_eq!(pushed(&repo, &pruned, &back), 1);
    // Gone again, it is as it was.
    repo.git(&["checkout", "-q", "side"]);
    repo.write("sub/b.conf", "clean\n");
    let gone = repo.commit("Fix again");
    assert_codes(&repo, 0, 0, 0);
    assert_eq!(range(&format!("{pruned}..HEAD")), 0);
    assert_eq!(pushed(&repo, &pruned, &gone), 0);
    assert_eq!(pushed(&repo, "", &gone), 0, "to a remote that has nothing");
}

/// Messages and notes never leave, so they cannot come back.
#[test]
fn what_only_the_history_can_hold_stays_known() {
    let repo = adopted();
    repo.commit(&format!("Message\n\n{}", leak(5)));
    repo.git(&["notes", "add", "-m", &leak(6)]);
    assert_codes(&repo, 0, 0, 1);
    assert_eq!(command(&repo, &["baseline", "create", "--force"]).code, 0);
    assert_codes(&repo, 0, 0, 0);
    assert_eq!(command(&repo, &["history", "--range", "HEAD~1..HEAD"]).code, 0);
    assert_eq!(command(&repo, &["history", "--range", "..refs/notes/commits"]).code, 0);
}

/// The paths in the lists of the file.
fn paths(repo: &Repo) -> (Vec<String>, Vec<String>) {
    let list = |name: &str| -> Vec<String> {
        let file = file(repo);
        let entries = file[name].as_array().unwrap().iter();
        entries.map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
    };
    (list("entries"), list("history"))
}

fn strings<const FEW: usize>(texts: [&str; FEW]) -> Vec<String> {
    texts.map(str::to_owned).into()
}

#[test]
fn prune_takes_no_copy_in() {
    let repo = adopted();
    repo.write("copy.conf", leak(1)).commit("Copy");
    repo.git(&["rm", "-q", "copy.conf"]);
    repo.commit("Remove the copy");
    assert_codes(&repo, 0, 0, 1);
    repo.git(&["rm", "-q", "a.conf"]);
    repo.commit("Remove the original");
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_eq!(paths(&repo), (strings(["sub/b.conf"]), strings(["a.conf", "gone.conf"])));
    let ran = command(&repo, &["history", "--format", "json"]);
    assert_eq!(ran.paths(), ["copy.conf"], "it stood beside the original");
}

#[test]
fn prune_keeps_the_way_that_a_value_went() {
    for is_committed in [true, false] {
        let repo = adopted();
        for (from, to) in [("a.conf", "b.conf"), ("b.conf", "c.conf")] {
            repo.git(&["mv", from, to]);
            repo.commit("Move");
        }
        repo.git(&["rm", "-q", "c.conf"]);
        if is_committed {
            repo.commit("Remove");
        }
        assert_codes(&repo, 0, 0, 0);
        assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
        let way = strings(["a.conf", "b.conf", "c.conf", "gone.conf"]);
        assert_eq!(paths(&repo), (strings(["sub/b.conf"]), way), "committed: {is_committed}");
        repo.commit("Prune");
        assert_codes(&repo, 0, 0, 0);
    }
}

#[test]
fn a_baseline_can_be_named_and_a_damaged_one_stops_the_run() {
    let repo = adopted();
    let elsewhere = repo.beside("baseline.json");
    fs::rename(repo.path().join(FILE), &elsewhere).unwrap();
    assert_eq!(command(&repo, &["check"]).code, 1);
    let name = elsewhere.to_str().unwrap();
    assert_eq!(command(&repo, &["check", "--baseline", name]).code, 0);
    assert_eq!(command(&repo, &["check", "--baseline", name, "--isolated"]).code, 0);
    repo.write(FILE, "{}");
    assert_eq!(command(&repo, &["check"]).code, 2);
}

/// The places of a value are looked at when that value is found somewhere else, and never before: what stands in other
/// files costs a run nothing.
#[cfg(unix)]
#[test]
fn a_run_reads_nothing_that_its_findings_do_not_ask_for() {
    let repo = adopted();
    repo.write("new.txt", "clean\n").write("new.conf", leak(4));
    let large = fs::File::options().write(true).open(repo.path().join("a.conf")).unwrap();
    large.set_len(4 << 30).unwrap();
    for (name, code) in [("new.txt", 0), ("new.conf", 1), ("sub/b.conf", 0)] {
        let ran = run_bounded(&repo, 1024, &["check", name]);
        assert_eq!(ran.code, code, "{name}: {ran:?}");
    }
}

#[test]
fn what_is_turned_off_is_neither_stale_nor_pruned() {
    let off = [
        "[rules.client-secret]\nenabled = false\n",
        "[files]\nexclude = [\"*.conf\"]\n",
        "[[off]]\nrule = \"client-secret\"\npaths = [\"*.conf\"]\nreason = \"for now\"\n",
    ];
    for config in off {
        let repo = adopted();
        let before = file(&repo);
        repo.write(".banqlint.toml", config);
        for command in [&["check"][..], &["history"], &["staged"]] {
            let ran = repo.run(&[command, &["--fail-on-stale"]].concat());
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command:?} {config}");
        }
        assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
        assert_eq!(file(&repo), before, "{config}");
        // On again, everything is as it was.
        fs::remove_file(repo.path().join(".banqlint.toml")).unwrap();
        assert_codes(&repo, 0, 0, 0);
    }
    let repo = adopted();
    for selection in [["--rule", "plain-http"], ["--skip-rule", "client-secret"]] {
        for name in ["check", "history"] {
            let ran = command(&repo, &[name, "--fail-on-stale", selection[0], selection[1]]);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name} {selection:?}");
        }
    }
    // What is gone while its rule is on is still said to be gone.
    repo.write("a.conf", "clean\n");
    let ran = command(&repo, &["check", "--fail-on-stale", "--rule", "client-secret"]);
    assert_eq!(ran.code, 1);
    let told = "stale: the baseline holds a value of a.conf that is gone\n";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
}

#[test]
fn what_is_stale_is_told_beside_violations_and_in_reports() {
    let repo = adopted();
    repo.write("sub/b.conf", "clean\n").write("new.conf", leak(4));
    let ran = command(&repo, &["check", "--fail-on-stale", "--format", "json"]);
    assert_eq!((ran.code, ran.paths()), (1, vec!["new.conf".to_owned()]));
    assert_eq!(ran.json()["stale"], serde_json::json!(["sub/b.conf"]));
    assert!(ran.stderr.contains("a value of sub/b.conf that is gone"), "{}", ran.stderr);
    let ran = command(&repo, &["check", "--format", "json"]);
    assert_eq!((&ran.json()["stale"], ran.stderr.as_str()), (&serde_json::json!([]), ""));
    fs::remove_file(repo.path().join("new.conf")).unwrap();
    let stale = |format: &str| {
        let ran = command(&repo, &["check", "--fail-on-stale", "--format", format]);
        assert_eq!(ran.code, 1, "{format}");
        ran.stdout
    };
    let jsonl = stale("jsonl");
    assert!(jsonl.trim_end().ends_with(r#""stale":["sub/b.conf"]}"#), "{jsonl}");
    for format in ["gitlab", "junit", "github", "markdown", "sarif"] {
        assert!(stale(format).contains("sub/b.conf"), "{format}");
    }
}

#[test]
fn create_force_replaces_what_is_no_baseline_any_more() {
    let whole = adopted();
    let text = fs::read_to_string(whole.path().join(FILE)).unwrap();
    let conflict = format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> side\n");
    let cases = [
        (conflict.as_str(), "it holds a merge conflict; keep the entries of both sides"),
        ("", "it is not a baseline (EOF"),
        ("\u{feff}{}", "it is not a baseline (expected value"),
        ("{}", "it is not a baseline (missing field"),
    ];
    for (broken, said) in cases {
        let repo = adopted();
        repo.write(FILE, broken);
        for name in [&["check"][..], &["staged"], &["baseline", "prune"]] {
            let ran = command(&repo, name);
            assert_eq!(ran.code, 2, "{name:?} {broken:?}");
            assert_eq!(ran.stderr.matches(said).count(), 1, "{}", ran.stderr);
            let advice = "`banqlint baseline create --force`";
            assert!(ran.stderr.trim_end().ends_with(advice), "{}", ran.stderr);
        }
        command(&repo, &["baseline", "create", "--force"]).exits_with(0);
        assert_eq!((count(&repo, "entries"), count(&repo, "history")), (2, 1));
        assert_codes(&repo, 0, 0, 0);
    }
}

#[test]
fn a_path_that_is_not_there_is_no_folder_above_it() {
    let repo = adopted();
    fs::remove_file(repo.path().join(FILE)).unwrap();
    repo.write("sub/c.txt", "c\n");
    for path in ["typo", "sub/typo", "/nonexistent", "a.conf/below"] {
        for name in
            [&["baseline", "create"][..], &["baseline", "prune"], &["config", "show"], &["check"]]
        {
            let ran = repo.run(&[name, &[path]].concat());
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{name:?} {path}");
            assert!(ran.stderr.starts_with(&format!("error: {path}: ")), "{}", ran.stderr);
        }
    }
    let ran = command(&repo, &["baseline", "create", "sub/typo"]);
    assert_eq!(ran.stderr, "error: sub/typo: no such file or folder; check the spelling\n");
    assert!(!repo.path().join(FILE).exists() && !repo.path().join("sub").join(FILE).exists());
    // A file and a link that leads nowhere are there.
    command(&repo, &["baseline", "create", "a.conf"]).exits_with(0);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", repo.path().join("link")).unwrap();
        command(&repo, &["check", "link"]).exits_with(0);
    }
}

#[test]
fn where_the_baseline_was_written_is_said_without_secrets_and_commands() {
    let secret = Secrets::new(7).secret64();
    let repo = Repo::new();
    for (name, shown) in [
        (format!("client_secret={secret}"), None),
        ("a\u{1b}[31m".to_owned(), Some("a\\u{1b}[31m")),
    ] {
        let folder = repo.path().join(&name);
        fs::create_dir(&folder).unwrap();
        let elsewhere = folder.join("baseline.json");
        let named = elsewhere.to_str().unwrap();
        let ran = command(&repo, &["baseline", "create", "--baseline", named]).exits_with(0);
        assert!(ran.stdout.ends_with("that only the history keeps\n"), "{}", ran.stdout);
        assert!(!ran.stdout.contains(&secret) && !ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
        shown.into_iter().for_each(|shown| assert!(ran.stdout.contains(shown), "{}", ran.stdout));
        fs::remove_dir_all(folder).unwrap();
    }
}

/// A repository with a baseline of one breach in code.
fn with_breach() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", breach("get")).commit("Old code");
    assert_eq!(command(&repo, &["baseline", "create"]).code, 0);
    repo.commit("Adopt");
    assert_codes(&repo, 0, 0, 0);
    repo
}

fn breach(verb: &str) -> String {
    format!("requests.{verb}(\"https://api.btx.eu.banqup.com/v1\", verify=False)\n")
}

#[test]
fn one_more_breach_of_the_same_words_is_new() {
    let repo = with_breach();
    repo.write("a.py", format!("import requests\n{}", breach("get"))).git(&["add", "--all"]);
    assert_codes(&repo, 0, 0, 0);
    repo.write("a.py", format!("{}{}", breach("get"), breach("post"))).git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
    assert_eq!(command(&repo, &["check", "--format", "json"]).json()["suppressed"]["baseline"], 1);
    assert_eq!(command(&repo, &["baseline", "create", "--force"]).code, 0);
    assert_eq!(file(&repo)["entries"][0]["count"], 2);
    assert_codes(&repo, 0, 0, 0);
    repo.write("a.py", breach("get"));
    assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
    assert_eq!(file(&repo)["entries"][0]["count"], Value::Null);
}

#[test]
fn a_breach_moves_with_its_file_and_pays_for_no_other() {
    let repo = with_breach();
    repo.git(&["mv", "a.py", "b.py"]);
    assert_codes(&repo, 0, 0, 0);
    repo.git(&["mv", "b.py", "a.py"]);
    repo.write("a.py", "import requests\n").write("b.py", breach("post")).git(&["add", "--all"]);
    assert_codes(&repo, 1, 1, 0);
}

/// What is not there to be looked at is neither gone nor moved elsewhere.
#[test]
fn what_a_sparse_checkout_leaves_out_is_not_gone() {
    for index in ["--no-sparse-index", "--sparse-index"] {
        let repo = Repo::new();
        repo.write("in/a.txt", "a\n").write("out/k.conf", leak(1)).write("k.conf", leak(2));
        repo.commit("Old code");
        assert_eq!(command(&repo, &["baseline", "create"]).code, 0);
        repo.commit("Adopt");
        let before = file(&repo);
        repo.git(&["sparse-checkout", "set", "--cone", index, "in"]);
        assert!(!repo.at("out/k.conf").exists());
        assert_eq!(command(&repo, &["check", "--fail-on-stale"]).code, 0, "{index}");
        assert_eq!(command(&repo, &["baseline", "prune"]).code, 0);
        assert_eq!(file(&repo), before, "{index}");
        repo.write("in/copy.conf", leak(1));
        assert_eq!(command(&repo, &["check"]).code, 1, "{index}: a copy is no move");
        fs::remove_file(repo.at("in/copy.conf")).unwrap();
        repo.git(&["sparse-checkout", "disable"]);
        assert_codes(&repo, 0, 0, 0);
        fs::remove_file(repo.at("k.conf")).unwrap();
        assert_eq!(command(&repo, &["check", "--fail-on-stale"]).code, 1, "{index}: this one is");
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_not_gone() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let repo = adopted();
    let allow = |path: &str, mode| {
        fs::set_permissions(repo.at(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    for path in ["a.conf", "sub"] {
        allow("", 0o755);
        allow(path, 0o000);
        let mut check = repo.command(&["check", "--fail-on-stale", "--format", "json"]);
        if std::process::Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" {
            check.uid(NOBODY);
        }
        let ran = Ran::of(check.output().expect("the binary runs")).exits_with(3);
        assert_eq!(ran.json()["stale"], serde_json::json!([]), "{path}");
        allow(path, 0o755);
    }
}
