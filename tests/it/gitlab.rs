//! GitLab's secret detection report, held by hand against all that the published version 15.2.1 of its schema asks of
//! the members that are written: which of them are required, the lists of allowed words, the forms of times, the
//! lengths.

use std::fs;

use serde_json::Value;

use crate::repo::Repo;
use crate::secrets::Secrets;

#[track_caller]
fn text<'v>(value: &'v Value, member: &str, longest: usize) -> &'v str {
    let text = value[member].as_str().unwrap_or_else(|| panic!("{member} in {value:#}"));
    assert!(!text.is_empty() && text.chars().count() <= longest, "{member} in {value:#}");
    text
}

/// `2026-11-02T09:59:58`, without a zone.
#[track_caller]
fn is_local_time(text: &str) {
    let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(form, "0000-00-00T00:00:00", "{text}");
}

#[track_caller]
fn hold(report: &Value) -> usize {
    assert_eq!(report["version"], "15.2.1");
    let scan = &report["scan"];
    is_local_time(text(scan, "start_time", 19));
    is_local_time(text(scan, "end_time", 19));
    assert_eq!(scan["type"], "secret_detection");
    assert!(["success", "failure"].contains(&text(scan, "status", 7)));
    for tool in ["analyzer", "scanner"] {
        for member in ["id", "name", "version"] {
            text(&scan[tool], member, 255);
        }
        text(&scan[tool]["vendor"], "name", 255);
    }
    for message in scan["messages"].as_array().expect("a list") {
        assert!(["info", "warn", "fatal"].contains(&text(message, "level", 5)));
        text(message, "value", 10_000);
    }
    let found = report["vulnerabilities"].as_array().expect("a list");
    for one in found {
        text(one, "id", 1000);
        text(one, "name", 255);
        text(one, "description", 1_048_576);
        text(one, "solution", 7000);
        let severity = text(one, "severity", 8);
        assert!(["Info", "Unknown", "Low", "Medium", "High", "Critical"].contains(&severity));
        let identifiers = one["identifiers"].as_array().expect("a list");
        assert!(!identifiers.is_empty());
        for identifier in identifiers {
            for member in ["type", "name", "value"] {
                text(identifier, member, 255);
            }
        }
        let location = &one["location"];
        text(&location["commit"], "sha", 64);
        for line in ["start_line", "end_line"] {
            assert!(location[line].is_null() || location[line].as_u64() >= Some(1), "{one:#}");
        }
    }
    found.len()
}

#[test]
fn what_the_schema_requires_is_there_in_every_command() {
    let mut secrets = Secrets::new(91);
    let repo = Repo::new();
    repo.write("a.conf", format!("client_secret={}\n", secrets.secret64())).commit("Leak");
    fs::remove_file(repo.at("a.conf")).expect("it is there");
    repo.commit(&format!("Remove it, and name client_secret={}", secrets.secret64()));
    repo.write("http.txt", "http://api.btx.eu.banqup.com/\n");
    repo.write(format!("{}.conf", secrets.id48()), format!("client_id={}\n", secrets.id48()));
    repo.write(
        "allowed.conf",
        format!("client_id={} # banqlint: allow(client-id) made up\n", secrets.id48()),
    );
    // A gzip file that ends too soon cannot be read whole.
    repo.write("broken.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]);
    repo.git(&["add", "--all"]);
    let report = |command: &[&str]| {
        let arguments = [command, &["--format", "gitlab", "--show-suppressed"]].concat();
        let ran = repo.run(&arguments);
        assert!([1, 3].contains(&ran.code), "{ran:#?}");
        ran.json()
    };
    assert!(hold(&report(&["check"])) >= 2);
    assert!(hold(&report(&["staged"])) >= 2);
    let history = report(&["history"]);
    assert!(hold(&history) >= 2);
    let commit = &history["vulnerabilities"][0]["location"]["commit"];
    for member in ["author", "message"] {
        text(commit, member, 1000);
    }
    let date = text(commit, "date", 30);
    assert!(date.ends_with('Z') && date.starts_with("2026-01-01T"), "{date}");
    assert!(hold(&report(&["audit", "."])) >= 4);
    // A clean run says so.
    let clean = Repo::folder();
    clean.write("a.txt", "x");
    let report = clean.run(&["check", "--format", "gitlab"]).exits_with(0).json();
    assert_eq!(hold(&report), 0);
    assert_eq!(report["scan"]["status"], "success");
}
