//! `banqlint audit`: many repositories, one report.

use std::path::Path;

use serde_json::Value;

use crate::repo::{Repo, clean_git, printed};
use crate::run::{Ran, run};
use crate::secrets::{Secrets, secret_line};

/// A repository that held the value once, and holds it no more.
fn that_held(secret: &str) -> Repo {
    let repo = Repo::new();
    repo.write("a", "a\n").write("k.conf", secret_line(secret)).commit("Add");
    repo.write("k.conf", "\n").commit("Remove");
    repo
}

fn audit(folder: &Path, arguments: &[&str]) -> Ran {
    run(folder, &[&["audit", "--format", "json"], arguments].concat())
}

fn places(ran: &Ran) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    ran.findings()
        .iter()
        .map(|finding| (text(&finding["origin"]), text(&finding["path"])))
        .collect()
}

fn owned(places: &[(&str, &str)]) -> Vec<(String, String)> {
    places.iter().map(|(origin, path)| ((*origin).to_owned(), (*path).to_owned())).collect()
}

fn bare_clone(repo: &Repo, name: &str) -> String {
    let bare = repo.beside(name);
    printed(clean_git().args(["clone", "--quiet", "--bare"]).arg(repo.path()).arg(&bare));
    bare.to_str().unwrap().to_owned()
}

#[test]
fn files_and_history_of_one_repository_without_a_prefix() {
    let mut secrets = Secrets::new(501);
    let repo = that_held(&secrets.secret64());
    repo.write("kept.conf", secret_line(&secrets.secret64())).commit("Keep");
    repo.write("new.conf", secret_line(&secrets.secret64()));
    let ran = audit(repo.path(), &[]);
    assert_eq!(ran.code, 1);
    let expected = [("blob", "k.conf"), ("blob", "kept.conf"), ("file", "new.conf")];
    assert_eq!(places(&ran), owned(&expected), "what HEAD holds is reported once");
    assert_eq!(places(&audit(repo.path(), &[".git"])), owned(&expected));
}

#[test]
fn one_secret_in_two_repositories_is_one_leak() {
    let secret = Secrets::new(502).secret64();
    let (one, two) = (that_held(&secret), that_held(&secret));
    let bare = bare_clone(&two, "two.git");
    let ran = audit(one.path(), &[".", &bare]);
    assert_eq!(ran.code, 1);
    assert_eq!(places(&ran), owned(&[("blob", "repo/k.conf"), ("blob", "two.git/k.conf")]));
    let findings = ran.findings();
    assert_eq!(findings[0]["value"]["id"], findings[1]["value"]["id"]);
    for finding in &findings {
        assert!(finding["message"].as_str().unwrap().contains("held by repo, two.git"));
    }
    assert!(!ran.stdout.contains(&secret));
}

#[test]
fn what_has_no_path_names_its_target() {
    let mut secrets = Secrets::new(503);
    let (one, two) = (Repo::new(), Repo::new());
    for repo in [&one, &two] {
        repo.write("a", "a\n").commit(&format!("Start\n\n{}", secret_line(&secrets.secret64())));
    }
    let bare = bare_clone(&two, "two.git");
    let ran = audit(one.path(), &[".", &bare]);
    let mut messages: Vec<String> = ran
        .findings()
        .iter()
        .map(|finding| finding["message"].as_str().unwrap().to_owned())
        .collect();
    messages.sort();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].ends_with(", in repo") && messages[1].ends_with(", in two.git"));
}

#[test]
fn a_target_that_fails_is_unread_and_the_others_go_on() {
    let secret = Secrets::new(504).secret64();
    let repo = that_held(&secret);
    let list = repo.beside("list");
    std::fs::write(&list, "# what we run\n\n  nowhere \n").unwrap();
    let list = list.to_str().unwrap();
    let ran = audit(repo.path(), &["nothing-here", ".", "--targets", list]);
    assert_eq!(ran.code, 1);
    assert_eq!(places(&ran), owned(&[("blob", "repo/k.conf")]));
    let unread = ran.json()["unread"].clone();
    let paths: Vec<&str> =
        unread.as_array().unwrap().iter().filter_map(|part| part["path"].as_str()).collect();
    assert_eq!(paths, ["nothing-here", "nowhere"]);

    let clean = Repo::new();
    clean.write("a", "a\n").commit("Start");
    assert_eq!(audit(clean.path(), &["."]).code, 0);
    assert_eq!(audit(clean.path(), &[".", "nowhere"]).code, 3);
}

#[test]
fn nothing_to_read_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(audit(folder.path(), &["nowhere"]).code, 2);
    assert_eq!(audit(folder.path(), &["--targets", "nowhere"]).code, 2);
    std::fs::write(folder.path().join("empty"), "# nothing\n").unwrap();
    assert_eq!(audit(folder.path(), &["--targets", "empty"]).code, 2);
}

#[test]
fn a_repository_named_twice_is_read_once() {
    let secret = Secrets::new(505).secret64();
    let repo = that_held(&secret);
    let whole = repo.path().to_str().unwrap();
    let ran = audit(repo.path(), &[".", whole]);
    assert_eq!(ran.findings().len(), 1);
}

#[test]
fn a_configured_working_tree_elsewhere_is_not_entered() {
    let secret = Secrets::new(506).secret64();
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    let elsewhere = repo.beside("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("k.conf"), secret_line(&secret)).unwrap();
    repo.git(&["config", "core.worktree", elsewhere.to_str().unwrap()]);
    let ran = run(repo.path(), &["audit"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("not covered: the working tree"), "{}", ran.stdout);
}

#[test]
fn each_target_is_announced() {
    let repo = that_held(&Secrets::new(507).secret64());
    let bare = bare_clone(&repo, "two.git");
    let ran = run(repo.path(), &["audit", "-v", ".", &bare]);
    assert!(ran.stderr.contains("[1/2] .") && ran.stderr.contains("[2/2] "), "{}", ran.stderr);
    assert_eq!(run(repo.path(), &["audit", "."]).stderr, "");
}

/// With several targets none of their configurations decides, and the report says so.
#[test]
fn configurations_that_do_not_decide_are_named() {
    let (one, other) = (Repo::new(), Repo::new());
    one.write(".banqlint.toml", "[files]\nexclude = [\"*.conf\"]\n");
    one.write("k.conf", secret_line(&Secrets::new(520).secret64())).commit("Add");
    other.write("a", "a\n").commit("Add");
    let target = |repo: &Repo| repo.path().to_str().expect("a plain path").to_owned();
    let (one, other) = (target(&one), target(&other));
    let folder = Path::new(&other);
    let ran = run(folder, &["audit", &one, &other]);
    assert_eq!(ran.code, 1);
    let line = ran.stdout.lines().find(|line| line.starts_with("not covered: what "));
    assert!(line.is_some_and(|line| line.contains(".banqlint.toml decides")), "{}", ran.stdout);
    let ran = run(folder, &["audit", "--isolated", &one, &other]);
    assert!(!ran.stdout.contains("not covered: what "), "{}", ran.stdout);
}
