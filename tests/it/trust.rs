//! Repositories that libgit2 refuses and git reads: extensions that change nothing here, and owners that the caller
//! trusts.

use std::fs;
use std::process::Command;

use crate::repo::{Repo, clean_git, printed};
use crate::run::{Ran, run};
use crate::secrets::nameless_leak as leak;

/// Adds extensions to the configuration of a repository.
fn extend(repo: &Repo, extensions: &[(&str, &str)]) {
    repo.git(&["config", "core.repositoryformatversion", "1"]);
    for (name, value) in extensions {
        repo.git(&["config", &format!("extensions.{name}"), value]);
    }
}

#[test]
fn extensions_that_change_nothing_stop_no_scan() {
    for extension in [("partialClone", "origin"), ("refStorage", "files"), ("noop-v1", "true")] {
        let repo = Repo::new();
        repo.write("a.txt", "a\n").commit("Start");
        let base = repo.head();
        repo.write("a.txt", leak(1)).commit("Plant");
        repo.git(&["config", "remote.origin.url", "https://user:word@git.example.com/a"]);
        repo.git(&["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
        repo.git(&["config", "branch.main.remote", "origin"]);
        repo.git(&["config", "branch.main.merge", "refs/heads/main"]);
        repo.git(&["update-ref", "refs/remotes/origin/main", &base]);
        extend(&repo, &[extension]);
        assert_eq!(repo.git(&["rev-parse", "main@{u}"]), base, "git reads it");
        repo.write("b.txt", leak(2)).git(&["add", "b.txt"]);
        for (command, path) in [
            (&["history"][..], "a.txt"),
            (&["history", "--range", "main@{u}..HEAD"], "a.txt"),
            (&["history", "--range", "HEAD@{1}..HEAD"], "a.txt"),
            (&["staged"], "b.txt"),
            (&["hook", "pre-commit"], "b.txt"),
        ] {
            let ran = repo.run(&[command, &["--format", "json"]].concat()).exits_with(1);
            assert_eq!(ran.paths(), [path], "{extension:?} {command:?}");
            assert_eq!(ran.json()["complete"], true, "{extension:?} {command:?}");
        }
        let ran = repo.run(&["history", "--format", "sarif"]).exits_with(1);
        let source = &ran.json()["runs"][0]["versionControlProvenance"][0];
        assert_eq!(source["repositoryUri"], "https://git.example.com/a", "{extension:?}");
        assert_eq!(source["branch"], "main");
        repo.run(&["hook", "install"]).exits_with(0);
        assert!(repo.at(".git/hooks/pre-commit").is_file());
    }
}

#[test]
fn an_old_partial_clone_lists_what_was_promised() {
    let repo = Repo::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.write("a", "a\n").commit("One");
    repo.write("a", leak(1)).commit("Two");
    let old = repo.git(&["rev-parse", "HEAD~1:a"]);
    let clone = repo.beside("partial");
    let source = format!("file://{}", repo.path().display());
    printed(clean_git().args(["clone", "--quiet", "--filter=blob:none", &source]).arg(&clone));
    for (key, value) in
        [("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin")]
    {
        printed(clean_git().current_dir(&clone).args(["config", key, value]));
    }
    let ran = run(&clone, &["history", "--format", "json"]).exits_with(1);
    let report = ran.json();
    assert_eq!(ran.paths(), ["a"]);
    assert_eq!(report["unread"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(report["unread"][0]["object"], old.as_str());
    assert_eq!(report["unread"][0]["path"], "a");
}

/// Worktrees, bare repositories and ids of another length are laid out in the same way.
#[test]
fn every_layout_is_found_without_libgit2() {
    let repo = Repo::new();
    repo.write("a.txt", leak(1)).commit("Start");
    repo.git(&["worktree", "add", "-q", "-b", "side", "../linked"]);
    extend(&repo, &[("noop-v1", "true")]);
    let linked = repo.beside("linked");
    fs::write(linked.join("b.txt"), leak(2)).unwrap();
    printed(clean_git().current_dir(&linked).args(["add", "b.txt"]));
    let ran = run(&linked, &["staged", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["b.txt"]);
    let ran = run(&linked, &["history", "--format", "sarif"]).exits_with(1);
    let report = ran.json();
    assert_eq!(report["runs"][0]["versionControlProvenance"][0]["branch"], "side");

    let bare = repo.beside("bare.git");
    printed(clean_git().args(["clone", "-q", "--bare"]).arg(repo.path()).arg(&bare));
    for (key, value) in [("core.repositoryformatversion", "1"), ("extensions.noop-v1", "true")] {
        printed(clean_git().current_dir(&bare).args(["config", key, value]));
    }
    let ran = run(&bare, &["history", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["a.txt"]);

    let long = Repo::with(&["--object-format=sha256", "--initial-branch=main"]);
    long.write("a.txt", leak(1)).commit("Start");
    extend(&long, &[("partialClone", "origin")]);
    let ran = long.run(&["history", "--format", "json"]).exits_with(1);
    assert_eq!(
        (ran.paths(), ran.json()["complete"].clone()),
        (vec!["a.txt".to_owned()], true.into())
    );
}

/// A repository of another user; `None` for whoever may not give files away, which is nobody but root. Where everything
/// has to be tested that is a failure.
#[cfg(unix)]
fn of_another_user() -> Option<Repo> {
    const NOBODY: u32 = 65534;
    let repo = Repo::new();
    repo.write("a.txt", leak(1)).commit("Start");
    let given = [repo.at(".git"), repo.path().to_owned()];
    let is_given = |path| std::os::unix::fs::chown(path, Some(NOBODY), None).is_ok();
    let is_root = given.iter().all(is_given);
    let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(is_root || !in_ci, "run the tests as root, who can give files to another user");
    is_root.then_some(repo)
}

#[cfg(unix)]
#[test]
fn an_owner_is_trusted_as_git_trusts_it() {
    let Some(repo) = of_another_user() else { return };
    let path = repo.path().canonicalize().unwrap();
    let here = path.to_str().unwrap().to_owned();
    let above = format!("{}/*", path.parent().unwrap().display());
    let config = repo.beside("config");
    fs::write(&config, format!("[safe]\n\tdirectory = {above}\n")).unwrap();
    let file = config.to_str().unwrap().to_owned();
    let command = |value: &str| {
        vec![
            ("GIT_CONFIG_COUNT".to_owned(), "2".to_owned()),
            ("GIT_CONFIG_KEY_0".to_owned(), "core.other".to_owned()),
            ("GIT_CONFIG_VALUE_0".to_owned(), "x".to_owned()),
            ("GIT_CONFIG_KEY_1".to_owned(), "Safe.Directory".to_owned()),
            ("GIT_CONFIG_VALUE_1".to_owned(), value.to_owned()),
        ]
    };
    let handed = |text: String| vec![("GIT_CONFIG_PARAMETERS".to_owned(), text)];
    let trusted = [
        command("*"),
        command(&here),
        command(&above),
        handed(format!("'safe.directory'='{here}'")),
        handed(format!("'a.b'='c' 'safe.directory={here}/'")),
        vec![("GIT_CONFIG_GLOBAL".to_owned(), file.clone())],
    ];
    let mut taken_back = command("");
    taken_back.push(("GIT_CONFIG_GLOBAL".to_owned(), file));
    let others = [
        Vec::new(),
        command("/elsewhere/*"),
        command(&format!("{here}/*")),
        handed(format!("'unsafe.directory'='{here}'")),
        taken_back,
    ];
    let run = |variables: &[(String, String)]| {
        let mut program = repo.command(&["history", "--format", "json"]);
        program.envs(variables.iter().cloned());
        Ran::of(program.output().unwrap())
    };
    for variables in trusted {
        let git = clean_git().current_dir(&path).envs(variables.clone()).arg("status").output();
        assert!(git.unwrap().status.success(), "git trusts {variables:?}");
        let ran = run(&variables);
        assert_eq!((ran.code, &ran.paths()[..]), (1, &["a.txt".to_owned()][..]), "{variables:?}");
    }
    for variables in others {
        let ran = run(&variables);
        assert_eq!(ran.code, 2, "{variables:?}: {ran:?}");
        assert!(ran.stderr.contains(&format!("--add safe.directory {here}`")), "{}", ran.stderr);
    }
}

/// What libgit2 refuses for another reason is no way around the owner.
#[cfg(unix)]
#[test]
fn an_extension_does_not_hide_the_owner() {
    let Some(repo) = of_another_user() else { return };
    let mut command = Command::new("git");
    command.args(["config", "--file"]).arg(repo.at(".git/config"));
    command.args(["core.repositoryformatversion", "1"]);
    printed(&mut command);
    let config = repo.at(".git/config");
    let text = fs::read_to_string(&config).unwrap() + "[extensions]\n\tpartialClone = origin\n";
    fs::write(&config, text).unwrap();
    let ran = repo.run(&["history"]).exits_with(2);
    assert!(ran.stderr.contains("belongs to another user"), "{}", ran.stderr);
}
