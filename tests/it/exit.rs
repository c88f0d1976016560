//! Exit codes and messages: what happened, to which file, what to do.

use std::io::Read;
use std::process::Stdio;

use crate::repo::Repo;
use crate::secrets::Secrets;

fn with_leaks(count: u64) -> Repo {
    let folder = Repo::new();
    let mut secrets = Secrets::new(9);
    for number in 0..count {
        folder.write(format!("{number}.conf"), format!("client_secret={}\n", secrets.secret64()));
    }
    folder
}

#[test]
fn a_clean_tree_is_0() {
    let ran = with_leaks(0).run(&["check"]).exits_with(0);
    assert!(ran.stdout.contains("nothing found; read 0 files and 0 blobs"), "{ran:#?}");
    assert_eq!(ran.stderr, "");
}

#[test]
fn severity_and_confidence_decide() {
    let folder = with_leaks(1);
    folder.run(&["check"]).exits_with(1);
    folder.run(&["check", "--fail-on", "error"]).exits_with(1);
    folder.run(&["check", "--exit-zero"]).exits_with(0);
    folder.run(&["check", "--skip-rule", "client-secret"]).exits_with(0);
    folder.run(&["check", "--rule", "plain-http,jwt"]).exits_with(0);
    let folder = Repo::new();
    folder.write("a.conf", format!("client_id={}\n", Secrets::new(3).id48()));
    folder.run(&["check"]).exits_with(1);
    folder.run(&["check", "--fail-on", "error"]).exits_with(0);
}

#[test]
fn wrong_usage_is_2_and_names_the_thing() {
    let folder = Repo::folder();
    for (arguments, named) in [
        (&["check", "nowhere/at/all"][..], "nowhere/at/all: no such file or folder"),
        (&["check", "--rule", "client-secrets"][..], "did you mean client-secret?"),
        (&["check", "--skip-rule", "jtw"][..], "did you mean jwt?"),
        (&["check", "--rule", "jwt", "--skip-rule", "jwt"][..], "leave no rule"),
        (&["check", "--fail-on", "worst"][..], "--fail-on"),
        (&["check", "--threads", "0"][..], "--threads"),
        (&["check", "--output", "missing/report.json"][..], "missing/report.json"),
        (&["check", "--output", "."][..], "it is a folder"),
        (&["chekc"][..], "check"),
        (&[][..], "Usage"),
        (&["rules", "show", "bearer"][..], "there is no rule bearer"),
        (&["rules", "test", "none.toml"][..], "none.toml"),
        (&["history", "nowhere"][..], "nowhere"),
    ] {
        let ran = folder.run(arguments).exits_with(2);
        assert!(ran.stderr.contains(named), "{arguments:?}: {ran:#?}");
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_is_0_and_tells_the_codes() {
    let folder = Repo::folder();
    let ran = folder.run(&["--help"]).exits_with(0);
    assert!(ran.stdout.contains("3  no violations, but something could not be read"), "{ran:#?}");
    folder.run(&["--version"]).exits_with(0);
    let commands = ["check", "staged", "history", "audit", "hook", "rules", "baseline", "config"];
    for command in commands.into_iter().chain(["completions", "man"]) {
        let help = folder.run(&[command, "--help"]).exits_with(0).stdout;
        assert!(help.contains(&format!("\n  banqlint {command} ")), "{command}: {help}");
    }
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let folder = with_leaks(200);
    let mut child = folder
        .command(&["check", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("it is piped");
    stdout.read_exact(&mut first).expect("the report begins");
    drop(stdout);
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
