//! JSON lines that are written while the scan goes on.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// More files than are read at a time, each with a leak.
const MANY: usize = 600;

fn many() -> Repo {
    let mut secrets = Secrets::new(81);
    let folder = Repo::new();
    for at in 0..MANY {
        folder
            .write(format!("src/{at:04}.conf"), format!("client_secret={}\n", secrets.secret64()));
    }
    folder
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn paths(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["path"].as_str()).collect()
}

#[test]
fn findings_come_before_the_scan_ends() {
    let folder = many();
    let mut child = folder
        .command(&["check", "--format", "jsonl", "src", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut reader = BufReader::new(child.stdout.take().expect("it is piped"));
    // Standard input is still open, so the scan cannot have ended.
    for at in 0..MANY {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        let finding: Value = serde_json::from_str(&line).expect("a line is JSON");
        assert_eq!(finding["path"], format!("src/{at:04}.conf"));
    }
    assert!(child.try_wait().expect("it can be asked").is_none(), "it still reads");
    drop(child.stdin.take());
    let mut last = String::new();
    reader.read_line(&mut last).expect("a line");
    let summary: Value = serde_json::from_str(&last).expect("a line is JSON");
    assert_eq!(summary["type"], "summary");
    assert_eq!(summary["stats"]["files"], MANY + 1);
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn the_lines_are_those_of_the_whole_report_on_any_number_of_threads() {
    let folder = many();
    let mut secrets = Secrets::new(82);
    let (weak, id) = (secrets.secret64(), secrets.id48());
    // One that only the project as a whole makes count, one that is allowed, and one in a long path.
    folder.write("a/weak.txt", format!("value: {weak}\n"));
    folder
        .write("a/allowed.conf", format!("client_id={id} # banqlint: allow(client-id) made up\n"));
    folder.write(
        "a/a-path-of-more-than-twenty-bytes.conf",
        format!("client_secret={}\n", secrets.secret64()),
    );
    folder.write("z/host.txt", "https://api.btx.eu.banqup.com/\n");
    let whole = folder.run(&["check", "--format", "json"]).exits_with(1);
    let one = folder.run(&["check", "--format", "jsonl", "--threads", "1"]).exits_with(1);
    for threads in ["2", "5"] {
        let other = folder.run(&["check", "--format", "jsonl", "--threads", threads]).exits_with(1);
        let without_summary =
            |ran: &Ran| ran.stdout.rsplit_once("{\"type\":\"summary\"").unwrap().0.to_owned();
        assert_eq!(without_summary(&one), without_summary(&other));
    }
    let lines = lines(&one);
    let of = |findings: &[Value]| -> BTreeSet<String> {
        let pairs = findings.iter().filter(|one| one["fingerprint"].is_string());
        pairs.map(|one| format!("{} {}", one["fingerprint"], one["line"])).collect()
    };
    assert_eq!(of(&lines), of(&whole.findings()));
    let summary = lines.last().expect("there are lines");
    assert_eq!(summary["suppressed"]["inline"], 1);
    assert_eq!(summary["suppressed"], whole.json()["suppressed"]);
    let paths = paths(&lines);
    assert_eq!(paths.len(), MANY + 2);
    assert!(paths[..MANY].is_sorted());
    assert_eq!(
        paths[MANY..],
        ["a/a-path-of-more-than-twenty-bytes.conf", "a/weak.txt"],
        "what had to wait comes last"
    );
}

#[test]
fn a_secret_found_late_is_masked_in_an_early_path() {
    let mut secrets = Secrets::new(83);
    let (secret, other) = (secrets.alphanumeric(32), secrets.secret64());
    let folder = Repo::new();
    folder.write(format!("a/{secret}.conf"), format!("client_secret={other}\n"));
    for at in 0..300 {
        folder.write(format!("b/{at}.txt"), "x");
    }
    folder.write("c.conf", format!("banqup_client_secret={secret}\n"));
    let ran = folder.run(&["check", "--format", "jsonl"]).exits_with(1);
    assert!(!ran.stdout.contains(&secret), "{}", ran.stdout);
    assert_eq!(lines(&ran).len(), 3, "{}", ran.stdout);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = many();
    let mut child = folder
        .command(&["check", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), b"".as_slice()));
}

#[test]
fn the_baseline_and_the_threshold_hold_for_every_part() {
    let folder = many();
    folder.run(&["baseline", "create"]).exits_with(0);
    let ran = folder.run(&["check", "--format", "jsonl"]).exits_with(0);
    let summary = lines(&ran).pop().expect("a summary");
    assert_eq!(summary["suppressed"]["baseline"], MANY);
    // A value that moves far keeps its place in the baseline, and its copy does not.
    let moved = fs::read(folder.at("src/0000.conf")).expect("it is there");
    fs::remove_file(folder.at("src/0000.conf")).expect("it is there");
    folder.write("zz/moved.conf", &moved);
    folder.run(&["check", "--format", "jsonl"]).exits_with(0);
    folder.write("zz/copy.conf", &moved);
    folder.run(&["check", "--format", "jsonl"]).exits_with(1);
    folder.run(&["check", "--format", "jsonl", "--exit-zero"]).exits_with(0);
}
