//! Where reports go, in which formats, and that no secret goes along.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::repo::Repo;
use crate::secrets::{EXPIRED, Secrets};

const FORMATS: &[&str] =
    &["text", "json", "jsonl", "sarif", "gitlab", "junit", "github", "markdown"];

#[test]
fn a_report_file_appears_whole_and_for_its_owner_only() {
    let folder = Repo::new();
    folder.write("a.txt", "x").write("report.json", "an older report");
    let ran = folder.run(&["check", "--format", "json", "--output", "report.json"]).exits_with(0);
    assert_eq!(ran.stdout, "");
    let report = fs::read_to_string(folder.at("report.json")).expect("it is there");
    assert!(report.starts_with('{') && report.ends_with("}\n"), "{report}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            fs::metadata(folder.at("report.json")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let names: Vec<_> = fs::read_dir(folder.path()).expect("it is there").collect();
    assert_eq!(names.len(), 3, "nothing else is left: {names:?}");
}

#[test]
fn a_dash_is_standard_output() {
    let repo = Repo::new();
    repo.write("a.txt", "x\n").commit("Start");
    let ran = repo.run(&["check", "--format", "json", "--output", "-"]).exits_with(0);
    assert_eq!(ran.json()["complete"], true);
    assert!(!repo.at("-").exists());
    let ran = repo.run(&["check", "--report", "json=-"]).exits_with(2);
    assert!(ran.stderr.contains("two reports go to standard output"), "{}", ran.stderr);
    let ran = repo.run(&["check", "--report", "json=-", "--output", "b.txt"]).exits_with(0);
    assert_eq!(ran.json()["complete"], true);
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let folder = Repo::new();
    folder.write("a.conf", format!("client_secret={}\n", Secrets::new(1).secret64()));
    let coloured = |arguments: &[&str]| folder.run(arguments).exits_with(1).stdout.contains('\x1b');
    assert!(!coloured(&["check"]));
    assert!(!coloured(&["check", "--color", "never"]));
    assert!(coloured(&["check", "--color", "always"]));
}

#[test]
fn quiet_and_verbose_change_the_text_only_around_the_findings() {
    let folder = Repo::new();
    folder.write("a.conf", format!("client_secret={}\n", Secrets::new(1).secret64()));
    let quiet = folder.run(&["check", "-q"]).exits_with(1).stdout;
    let plain = folder.run(&["check"]).exits_with(1).stdout;
    let verbose = folder.run(&["check", "-v"]).exits_with(1).stdout;
    assert!(plain.starts_with(&quiet), "{plain}");
    assert!(!quiet.contains("; read "), "{quiet}");
    assert!(plain.contains("1 error; read 1 file, "), "{plain}");
    assert!(verbose.contains("fingerprint: "), "{verbose}");
    folder.run(&["check", "-q", "-v"]).exits_with(2);
}

#[test]
fn every_format_tells_how_to_fix_check_and_allow() {
    let mut secrets = Secrets::new(6);
    let folder = Repo::new();
    folder.write("a.py", format!("client_secret = \"{}\"\n", secrets.secret64()));
    folder.write("b.json", format!("{{\"client_secret\": \"{}\"}}\n", secrets.secret64()));
    let text = folder.run(&["check"]).exits_with(1).stdout;
    assert_eq!(text.matches("ADD KEY in the Developer Portal").count(), 1, "once for all: {text}");
    let order = ["ADD KEY", "deploy the new key", "REVOKE", "Rewriting history does not replace"];
    let places: Vec<usize> = order.iter().filter_map(|words| text.find(words)).collect();
    assert!(places.len() == 4 && places.is_sorted(), "{text}");
    assert!(text.contains("`banqlint history --all-objects`"), "{text}");
    assert!(text.contains("`banqlint rules show client-secret`"), "{text}");
    let quiet = folder.run(&["check", "-q"]).exits_with(1).stdout;
    assert!(!quiet.contains("ADD KEY"), "{quiet}");

    let json = folder.run(&["check", "--format", "json"]).exits_with(1).json();
    let help = json["findings"][0]["help"].as_str().expect("a text");
    for words in
        ["`banqlint history --all-objects --rule client-secret`", "does not replace revoking"]
    {
        assert!(help.contains(words), "{help}");
    }
    let id = json["findings"][1]["value"]["id"].as_str().expect("an id").to_owned();
    let comment = "# banqlint: allow-next-line(client-secret) REASON";
    for format in ["markdown", "html"] {
        let report = folder.run(&["check", "--format", format]).exits_with(1).stdout;
        let report = report.replace("&#34;", "\"").replace("&quot;", "\"");
        for words in
            [comment, &format!("value = \"{id}\""), "choose ADD KEY", "does not replace revoking"]
        {
            assert!(report.contains(words), "{format}: {words}: {report}");
        }
    }
    // What they say is what works.
    let source = fs::read_to_string(folder.at("a.py")).expect("it is there");
    folder.write("a.py", format!("{}\n{source}", comment.replace("REASON", "revoked in March")));
    let configuration = format!("[[allow]]\nvalue = \"{id}\"\nreason = \"revoked\"\n");
    folder.write(".banqlint.toml", configuration);
    folder.run(&["check"]).exits_with(0);
    let sarif = folder.run(&["check", "--format", "sarif"]).exits_with(0).json();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list").clone();
    let rule = rules.iter().find(|rule| rule["id"] == "client-secret").expect("it ran");
    let help = rule["help"]["markdown"].as_str().expect("a text");
    for words in
        ["choose ADD KEY", "does not replace revoking", "`banqlint history", "allow-next-line"]
    {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert_ne!(sarif["runs"][0]["tool"]["driver"]["informationUri"], "https://www.banqup.com");
}

#[test]
fn no_format_lets_a_secret_out() {
    let mut secrets = Secrets::new(5);
    let (id, secret, weak) = (secrets.id48(), secrets.secret64(), secrets.alnum32());
    let token = secrets.btx_token("api.uat.btx.eu.banqup.com", EXPIRED);
    let folder = Repo::new();
    folder
        .write("a.conf", format!("client_id={id}\nclient_secret={secret}\ntoken={token}\n"))
        .write("one-line.json", format!(r#"{{"client_id":"{id}","client_secret":"{secret}"}}"#))
        .write(
            "b.conf",
            format!("# banqup\nbq_client_secret={weak}\nx={}\n", STANDARD.encode(&secret)),
        )
        .write(format!("client_secret={secret}/x"), format!("client_secret: {secret}\n"))
        .commit(&format!("use client_secret={secret}"));
    let mut forbidden = Vec::new();
    for value in [&id, &secret, &weak, &token] {
        let half = value.len() / 2;
        let encoded = STANDARD.encode(value);
        forbidden.extend([
            value[..half].to_owned(),
            value[half..].to_owned(),
            encoded[..half].to_owned(),
        ]);
    }
    for format in FORMATS {
        for command in ["check", "history"] {
            let ran = folder.run(&[command, "-v", "--format", format, "."]).exits_with(1);
            for text in &forbidden {
                assert!(!ran.stdout.contains(text), "{command} {format}: {}", ran.stdout);
                assert!(!ran.stderr.contains(text), "{command} {format}: {}", ran.stderr);
            }
        }
    }
    let ran = folder.run(&["check", "--reveal", "--format", "json"]).exits_with(1);
    assert!(ran.stdout.contains(&secret), "--reveal shows values");
}
