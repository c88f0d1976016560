//! Runs that somebody stops: they end soon, and what they write is whole and says that it is not everything.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::repo::Repo;
use crate::secrets::Secrets;

/// More than a pipe holds: once it is written, the program has begun to read.
const MUCH: usize = 1 << 20;

fn start(folder: &Repo, arguments: &[&str]) -> Child {
    let mut command = folder.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([name, id.as_str()]).status().expect("kill is there");
    assert!(sent.success());
}

#[test]
fn a_stopped_run_writes_a_whole_report_that_is_not_complete() {
    for (name, format) in [("-INT", "json"), ("-TERM", "json"), ("-INT", "sarif")] {
        let folder = Repo::folder();
        let mut child = start(&folder, &["check", "--format", format, "-"]);
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(&vec![b' '; MUCH]).expect("the program reads");
        signal(&child, name);
        let mut text = String::new();
        child.stdout.take().expect("it is piped").read_to_string(&mut text).expect("it is UTF-8");
        let status = child.wait().expect("it ends");
        drop(stdin);
        assert_eq!(status.code(), Some(130), "{text}");
        let report: Value = serde_json::from_str(&text).expect("the report is whole");
        if format == "json" {
            assert_eq!(report["complete"], false);
            let reason = report["unread"][0]["reason"].as_str().expect("a reason");
            assert!(reason.contains("interrupted"), "{reason}");
        } else {
            let run = &report["runs"][0]["invocations"][0];
            assert_eq!(run["executionSuccessful"], false, "{run}");
        }
    }
}

#[test]
fn what_was_found_before_the_end_stays() {
    let folder = Repo::folder();
    folder.write("a.txt", format!("client_secret={}\n", Secrets::new(77).secret64()));
    let mut child = start(&folder, &["check", "--format", "jsonl", "a.txt", "-"]);
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    // The first finding is written while standard input is still open, so the scan runs.
    let mut seen = Vec::new();
    for line in lines.by_ref() {
        let line = line.expect("it is UTF-8");
        let is_finding = line.contains("\"client-secret\"");
        seen.push(line);
        if is_finding {
            break;
        }
    }
    signal(&child, "-INT");
    seen.extend(lines.map(|line| line.expect("it is UTF-8")));
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let last: Value =
        serde_json::from_str(seen.last().expect("a last line")).expect("each line is whole");
    assert!(last.to_string().contains("\"complete\":false"), "{last}");
}

#[test]
fn a_report_in_a_file_is_replaced_whole() {
    let folder = Repo::folder();
    let mut child = start(&folder, &["check", "--format", "json", "--output", "report.json", "-"]);
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(&vec![b' '; MUCH]).expect("the program reads");
    signal(&child, "-INT");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let text = std::fs::read_to_string(folder.at("report.json")).expect("the report is there");
    let report: Value = serde_json::from_str(&text).expect("the report is whole");
    assert_eq!(report["complete"], false);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").file_name())
        .collect();
    assert_eq!(left, ["report.json"], "nothing else is left behind");
}
