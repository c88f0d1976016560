//! The whole path of a team with old code: baseline, hook, a new leak that is blocked, its repair, and a smaller
//! baseline.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::repo::Repo;
use crate::run::run;
use crate::secrets::{Secrets, leak};

/// Findings in the old code.
const OLD: u64 = 30;

/// A commit as a person makes it, with the hooks.
fn commit(repo: &Repo, message: &str) -> Output {
    repo.tick();
    let program = Path::new(env!("CARGO_BIN_EXE_banqlint")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
    let mut command = repo.git_command(&["commit", "--quiet", "--message", message]);
    command.env("PATH", std::env::join_paths(all).unwrap()).output().unwrap()
}

#[test]
fn old_code_new_leak_repair_prune() {
    let repo = Repo::new();
    for seed in 0..OLD {
        repo.write(format!("module{}/{seed}.conf", seed % 7), leak(seed));
        if seed % 5 == 4 {
            repo.commit("Years of code");
        }
    }
    let first = run(repo.path(), &["check", "--format", "json"]);
    assert_eq!((first.code, first.findings().len() as u64), (1, OLD));

    assert_eq!(run(repo.path(), &["baseline", "create"]).code, 0);
    assert_eq!(run(repo.path(), &["hook", "install"]).code, 0);
    repo.git(&["add", ".banqlint-baseline.json"]);
    let adopted = commit(&repo, "Adopt banqlint");
    assert!(adopted.status.success(), "{adopted:?}");
    let second = run(repo.path(), &["check", "--format", "json"]);
    assert_eq!(second.code, 0, "{}", second.stdout);
    assert_eq!(second.json()["suppressed"]["baseline"], OLD);

    // Work on an old file goes on.
    repo.write("module3/3.conf", format!("# a comment\n{}", leak(3)));
    repo.git(&["add", "--all"]);
    assert!(commit(&repo, "Edit an old file").status.success());

    // A new leak is blocked, and names itself alone.
    repo.write("new.conf", leak(100));
    repo.git(&["add", "--all"]);
    let head = repo.head();
    let blocked = commit(&repo, "Leak");
    assert!(!blocked.status.success());
    let told = String::from_utf8_lossy(&blocked.stderr).into_owned()
        + &String::from_utf8_lossy(&blocked.stdout);
    assert!(told.contains("new.conf (staged):1:22") && !told.contains("module"), "{told}");
    assert!(!told.contains(&Secrets::new(100).secret64()), "{told}");
    assert_eq!(repo.head(), head);

    // It is repaired, and an old one with it.
    repo.write("new.conf", "BANQUP_CLIENT_SECRET=${FROM_THE_VAULT}\n");
    fs::remove_file(repo.path().join("module0/0.conf")).unwrap();
    repo.git(&["add", "--all"]);
    let repaired = commit(&repo, "Read it from the vault");
    assert!(repaired.status.success(), "{repaired:?}");

    let pruned = run(repo.path(), &["baseline", "prune"]);
    assert_eq!(pruned.code, 0);
    assert!(pruned.stdout.contains("29 findings in files"), "{}", pruned.stdout);
    repo.git(&["add", "--all"]);
    assert!(commit(&repo, "Prune the baseline").status.success());
    for command in ["check", "staged", "history"] {
        let ran = run(repo.path(), &[command]);
        assert_eq!(ran.code, 0, "{command}: {}{}", ran.stdout, ran.stderr);
    }
}
