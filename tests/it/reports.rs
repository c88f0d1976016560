//! Several reports of one run, the published schema, progress, and the same bytes on any number of threads.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::repo::Repo;
use crate::schema::faults;
use crate::secrets::Secrets;

fn leaky() -> Repo {
    let mut secrets = Secrets::new(62);
    let folder = Repo::new();
    for at in 0..40 {
        folder.write(
            format!("src/{at}/settings.conf"),
            format!("client_id={}\nclient_secret={}\n", secrets.id48(), secrets.secret64()),
        );
    }
    folder.commit("Add settings");
    folder
}

#[test]
fn one_run_writes_several_reports() {
    let folder = leaky();
    let ran = folder
        .run(&[
            "history", "--report", "sarif=a.sarif", "--report", "html=b.html", "--format", "json",
        ])
        .exits_with(1);
    let json = ran.json();
    let sarif: Value = serde_json::from_str(&read(&folder, "a.sarif")).expect("SARIF is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list").len();
    assert_eq!(json["findings"].as_array().expect("a list").len(), results);
    assert_eq!(results, 80);
    let revisions = &sarif["runs"][0]["versionControlProvenance"];
    assert_eq!(revisions[0]["revisionId"], folder.git(&["rev-parse", "HEAD"]));
    assert_eq!(revisions[0]["branch"], "main");
    assert!(read(&folder, "b.html").ends_with("</html>\n"));
}

#[test]
fn a_report_that_cannot_be_written_stops_the_run_before_it_starts() {
    let folder = leaky();
    for wrong in
        ["sarif=no/such/folder/a.sarif", "sarif=src", "sariff=a.sarif", "a.sarif", "sarif="]
    {
        let ran =
            folder.run(&["check", "--report", "json=first.json", "--report", wrong]).exits_with(2);
        assert_eq!(ran.stdout, "", "{wrong}");
        assert!(ran.stderr.contains("error: "), "{wrong}: {}", ran.stderr);
        assert!(!folder.at("first.json").exists(), "{wrong}");
    }
    folder.run(&["check", "--report", "json=a", "--report", "sarif=a"]).exits_with(2);
    folder.run(&["check", "--report", "json=a", "--output", "a"]).exits_with(2);
}

#[test]
fn a_repository_is_named_without_the_credentials_of_its_remote() {
    let folder = leaky();
    folder.git(&["remote", "add", "origin", "https://bot:hunter2@git.example.com/team/shop.git"]);
    let ran = folder.run(&["history", "--format", "sarif"]).exits_with(1);
    assert!(!ran.stdout.contains("hunter2"));
    let url = &ran.json()["runs"][0]["versionControlProvenance"][0]["repositoryUri"];
    assert_eq!(url, "https://git.example.com/team/shop.git");
}

#[test]
fn the_published_schema_holds_for_what_commands_write() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/banqlint-1.schema.json");
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(schema).expect("it is published")).expect("JSON");
    let folder = leaky();
    folder.write("more.conf", format!("client_secret={}\n", Secrets::new(3).secret64()));
    folder.git(&["add", "more.conf"]);
    for command in ["check", "staged", "history"] {
        let report = folder.run(&[command, "--format", "json"]).exits_with(1).json();
        let found = faults(&schema, &report);
        assert!(found.is_empty(), "{command}: {found:#?}");
        let mut broken = report;
        broken["findings"][0]["line"] = "twelve".into();
        assert!(!faults(&schema, &broken).is_empty(), "{command}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = leaky();
    for command in ["check", "history"] {
        for format in ["text", "json", "jsonl", "sarif", "junit", "github", "markdown"] {
            let with = |threads: &str| {
                let ran = folder.run(&[command, "--threads", threads, "--format", format, "."]);
                without_times(&ran.exits_with(1).stdout)
            };
            let one = with("1");
            assert_eq!(one, with("2"), "{command} {format}");
            assert_eq!(one, with("7"), "{command} {format}");
        }
    }
}

/// Whoever reads only the report learns what the run left out.
#[test]
fn what_is_not_covered_is_told_in_every_format() {
    let repo = Repo::new();
    repo.write("a.txt", "a\n").commit("Start");
    let start = repo.head();
    repo.write("a.txt", "b\n").commit("Go on");
    let range = format!("{start}..HEAD");
    let sentence = format!("everything outside the range {range}");
    let reported = |format: &str| {
        let arguments = ["history", "--range", &range, "--format", format];
        repo.run(&arguments).exits_with(0)
    };
    assert_eq!(reported("json").json()["not_covered"], serde_json::json!([sentence]));
    let jsonl = reported("jsonl").stdout;
    let summary: Value = serde_json::from_str(jsonl.lines().last().unwrap()).unwrap();
    assert_eq!(summary["not_covered"], serde_json::json!([sentence]));
    let gitlab = reported("gitlab").json();
    let told = serde_json::json!([{"level": "info", "value": format!("not covered: {sentence}")}]);
    assert_eq!(gitlab["scan"]["messages"], told);
    let sarif = reported("sarif").json();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let text = format!("not covered: {sentence}.");
    let told = serde_json::json!([{"level": "note", "message": {"text": text}}]);
    assert_eq!(invocation["toolExecutionNotifications"], told);
    let expected = [
        ("text", format!("not covered: {sentence}\n")),
        ("junit", format!("<property name=\"not covered\" value=\"{sentence}\"/>\n")),
        ("github", format!("::notice title=banqlint::not covered: {sentence}\n")),
        ("markdown", format!("- not covered: {sentence}\n")),
        ("html", format!("<li>{sentence}</li>")),
    ];
    for (format, expected) in expected {
        let shown = reported(format).stdout;
        assert!(shown.contains(&expected), "{format}: {shown}");
    }
    let covered = repo.run(&["check", "--format", "json"]).exits_with(0).json();
    assert_eq!(covered["not_covered"], serde_json::json!([]));
}

/// A report without the time that the run took.
fn without_times(report: &str) -> String {
    let lines =
        report.lines().map(|line| match line.find(" in ").filter(|_| line.contains("ead ")) {
            Some(at) => &line[..at],
            None => line.split("\"seconds\"").next().unwrap_or_default(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn progress_is_for_terminals() {
    let folder = leaky();
    let piped = folder.run(&["check", "--progress", "always"]).exits_with(1);
    assert_eq!(piped.stderr, "");
    // Standard output goes to a file, so that only progress is left.
    let on_terminal = |arguments: &str| terminal(&folder, &format!("{arguments} > report.txt"));
    let shown = on_terminal("check --progress always");
    assert!(shown.contains("reading files"), "{shown:?}");
    let shown = on_terminal("history --progress always");
    assert!(shown.contains("objects"), "{shown:?}");
    let shown = on_terminal("history --range ..HEAD --progress always");
    assert!(shown.contains("commits"), "{shown:?}");
    let shown = on_terminal("audit --progress always .");
    assert!(shown.contains("[1/1] .: "), "{shown:?}");
    assert_eq!(on_terminal("check --progress never"), "");
    assert_eq!(on_terminal("history --range ..HEAD --progress never"), "");
}

#[test]
fn text_fits_the_terminal_and_links_to_files() {
    let folder = Repo::new();
    let secret = Secrets::new(63).secret64();
    let long = "x = 1; ".repeat(40);
    folder.write("a b.js", format!("{long}client_secret = \"{secret}\"; {long}\n"));
    let shown = terminal(&folder, "check --color never");
    let link = format!(
        "\u{1b}]8;;file://{}/a%20b.js\u{1b}\\",
        folder.path().canonicalize().unwrap().display()
    );
    assert!(shown.contains(&link), "{shown:?}");
    for line in shown.lines().filter(|line| !line.contains("]8;;") && !line.contains("; read ")) {
        assert!(line.trim_end().chars().count() <= 60, "{line:?} in {shown}");
    }
    assert!(!folder.run(&["check"]).stdout.contains('\u{1b}'));
}

/// What a run shows on a terminal of 60 columns.
fn terminal(folder: &Repo, arguments: &str) -> String {
    let line = format!("stty cols 60 rows 24; {} {arguments}", env!("CARGO_BIN_EXE_banqlint"));
    let output = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(folder.path())
        .env("TERM", "xterm-256color")
        .env("FORCE_HYPERLINK", "1")
        .env_remove("NO_COLOR")
        .output()
        .expect("script is installed");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn read(folder: &Repo, file: &str) -> String {
    fs::read_to_string(folder.at(file)).expect("the report is there")
}
