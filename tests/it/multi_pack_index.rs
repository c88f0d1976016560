//! Repositories with an index over several packs: it is never followed, since what it says may lead anywhere.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::bounds::within_deadline;
use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// Two packs of a few commits, the last of which plants a value, with an index over both, and that index's file.
fn packed() -> (Repo, PathBuf) {
    let repo = Repo::new();
    for round in 0..8 {
        let text: String = (0..80).map(|line| format!("{}\n", line * round)).collect();
        repo.write("folder/a.txt", text).commit("Change it");
    }
    repo.git(&["repack", "-d", "-f", "--quiet"]);
    let secret = Secrets::new(1).secret64();
    repo.write("leak.conf", format!("BANQUP_CLIENT_SECRET={secret}\n")).commit("Plant");
    repo.git(&["repack", "-d", "--quiet"]);
    repo.git(&["multi-pack-index", "write"]);
    let file = repo.at(".git/objects/pack/multi-pack-index");
    (repo, file)
}

/// Where the list of places in packs starts and ends: eight bytes for each object, the last four of which are the
/// place.
fn places(index: &[u8]) -> std::ops::Range<usize> {
    const HEADER: usize = 12;
    const LINE: usize = 12;
    let lines = index[HEADER..].chunks(LINE).map(|line| {
        let start = u64::from_be_bytes(line[4..].try_into().unwrap());
        (line[..4].to_vec(), usize::try_from(start).unwrap())
    });
    let lines: Vec<(Vec<u8>, usize)> = lines.take(usize::from(index[6]) + 1).collect();
    let at = lines.iter().position(|(name, _)| name == b"OOFF").unwrap();
    lines[at].1..lines[at + 1].1
}

fn replace(file: &PathBuf, content: &[u8]) {
    fs::remove_file(file).unwrap();
    fs::write(file, content).unwrap();
}

fn run(repo: &Repo, arguments: &[&str]) -> Ran {
    within_deadline(&mut repo.command(arguments))
}

/// What is done to the bytes of a file.
type Damage<'a> = &'a dyn Fn(&mut Vec<u8>);

/// Its findings, by path, and what it did not read.
fn report(ran: &Ran) -> (i32, Vec<String>, Value) {
    (ran.code, ran.paths(), ran.json()["unread"].clone())
}

#[test]
fn a_damaged_one_leads_nowhere() {
    let (repo, file) = packed();
    let whole = fs::read(&file).unwrap();
    let places = places(&whole);
    // Places beyond the pack, places inside an entry, and a list that is no list.
    let damages: [Damage; 4] = [
        &|bytes| bytes[places.clone()].chunks_mut(8).for_each(|line| line[4] |= 0x40),
        &|bytes| bytes[places.clone()].chunks_mut(8).for_each(|line| line[5] ^= 1),
        &|bytes| bytes[places.clone()].chunks_mut(8).for_each(|line| line[7] ^= 3),
        &|bytes| bytes[places.start - 40..].fill(0xff),
    ];
    let all = (1, vec!["leak.conf".to_owned()], Value::Array(Vec::new()));
    repo.write("b.conf", "name = value\n").git(&["add", "b.conf"]);
    for (at, damage) in damages.iter().enumerate() {
        let mut damaged = whole.clone();
        damage(&mut damaged);
        replace(&file, &damaged);
        for command in [&["history"][..], &["history", "--range", "HEAD~2..HEAD"], &["audit"]] {
            let ran = run(&repo, &[command, &["--format", "json"]].concat());
            assert_eq!(report(&ran), all, "{at} {command:?}");
        }
        run(&repo, &["staged"]).exits_with(0);
    }
}

#[test]
fn a_push_past_a_damaged_one_is_read() {
    let (repo, file) = packed();
    let mut damaged = fs::read(&file).unwrap();
    let places = places(&damaged);
    damaged[places].chunks_mut(8).for_each(|line| line[5] ^= 1);
    replace(&file, &damaged);
    let zero = "0".repeat(40);
    let line = format!("refs/heads/main {} refs/heads/main {zero}\n", repo.head());
    repo.write("../push", line);
    let mut command =
        repo.command(&["hook", "pre-push", "origin", "../remote", "--format", "json"]);
    command.stdin(Stdio::from(fs::File::open(repo.at("../push")).unwrap()));
    let ran = within_deadline(&mut command);
    assert_eq!((ran.code, ran.paths()), (1, vec!["leak.conf".to_owned()]), "{ran:?}");
}

#[test]
fn ids_are_looked_up_without_it_and_dates_are_not() {
    let (repo, file) = packed();
    let head = repo.head();
    let short = format!("{}..HEAD", &repo.git(&["rev-parse", "HEAD~1"])[..8]);
    let mut damaged = fs::read(&file).unwrap();
    let places = places(&damaged);
    damaged[places].chunks_mut(8).for_each(|line| line[5] ^= 1);
    replace(&file, &damaged);
    let ran = run(&repo, &["history", "--range", &short, "--format", "json"]);
    assert_eq!((ran.code, ran.paths()), (1, vec!["leak.conf".to_owned()]), "{ran:?}");
    let ran = run(&repo, &["history", "--range", "main@{yesterday}..HEAD"]).exits_with(2);
    assert!(ran.stderr.contains("give a number or an id"), "{}", ran.stderr);
    let ran = run(&repo, &["history", "--range", "main@{1}..HEAD", "--format", "json"]);
    assert_eq!((ran.code, ran.paths()), (1, vec!["leak.conf".to_owned()]), "{ran:?}");
    let none = format!("{}..HEAD", if head.starts_with("0000") { "1111" } else { "0000" });
    let ran = run(&repo, &["history", "--range", &none]).exits_with(2);
    assert!(ran.stderr.contains("no object has an id that starts so"), "{}", ran.stderr);
}
