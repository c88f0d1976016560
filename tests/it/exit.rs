//! Exit codes and messages: what happened, to which file, what to do.

use std::io::Read;
use std::process::Stdio;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// A pack whose only example is not found.
const PACK_THAT_FAILS: &str = r#"
[[rule]]
id = "partner-key"
summary = "Key of the partner's gateway"
severity = "error"
confidence = "high"
value = "secret"
guidance = "Avoid storing keys in version control systems"
help = "Ask the partner for a new key."
examples.match = ["partner_client_secret = none"]
examples.silent = ["partner_client_secret = ${PARTNER_SECRET}"]

[[rule.form]]
filter = "alphanumeric"
pattern = '(?<value>[A-Za-z0-9]{28})'
validators = ["random", "alone", "not-reference"]
evidence = [{ key = "client-secret" }]
"#;

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
        (&["check", "--threads", "0"][..], "write a whole number, 1 or more"),
        (&["check", "--output", "missing/report.json"][..], "missing/report.json"),
        (&["check", "--output", "missing/report.json"][..], "may write to: No such file"),
        (&["check", "--diff", "--format", "json"][..], "--format"),
        (&["check", "--diff", "--output", "a.diff"][..], "--output"),
        (&["check", "--diff", "--report", "json=a.json"][..], "--report"),
        (
            &["check", "--output", "a.json", "--report", "sarif=./a.json"][..],
            "two reports go to a.json",
        ),
        (
            &["check", "--report", "json=a.json", "--report", "sarif=../repo/a.json"][..],
            "two reports go to ../repo/a.json",
        ),
        (&["check", "--output", "."][..], "it is a folder"),
        (&["chekc"][..], "check"),
        (&[][..], "Usage"),
        (&["rules", "show", "bearer"][..], "there is no rule bearer"),
        (&["rules", "test", "none.toml"][..], "none.toml"),
        (
            &["history", "nowhere"][..],
            "error: nowhere: no such file or folder; check the spelling\n",
        ),
        (&["history", "."][..], "name one, or run inside one\n"),
        (&["history", "HEAD~1..HEAD"][..], "run `banqlint history --range HEAD~1..HEAD`"),
        (&["audit", "."][..], "error: no target could be read: .: not a git repository"),
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

/// What the command line cannot use is repeated to whoever typed it, and the log of a pipeline keeps it.
#[test]
fn wrong_usage_prints_no_secret_and_no_command() {
    let folder = Repo::folder();
    let secret = Secrets::new(5).secret64();
    let (option, value) =
        (format!("--report=client_secret={secret}"), format!("client_secret={secret}"));
    for arguments in [&["check", &option][..], &["history", "--since", &value], &[&value]] {
        let ran = folder.run(arguments).exits_with(2);
        assert!(ran.stderr.contains("client_secret"), "{ran:?}");
        assert!(!ran.stderr.contains(&secret), "{ran:?}");
    }
    let ran = folder.run(&["check", "--fail-on", "a\u{1b}[31m\u{7}\u{202e}b"]).exits_with(2);
    assert!(ran.stderr.starts_with("error: invalid value 'a"), "{ran:?}");
    let is_safe = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
    assert!(ran.stderr.chars().all(is_safe), "{ran:?}");
}

#[test]
fn a_git_dir_that_is_wrong_is_named() {
    let folder = Repo::new();
    let mut history = folder.command(&["history"]);
    let ran = Ran::of(history.env("GIT_DIR", "elsewhere").output().unwrap()).exits_with(2);
    let told = "error: elsewhere: no such file or folder; check the spelling; GIT_DIR is set: check it, or unset it\n";
    assert_eq!(ran.stderr, told);
}

/// The exit code of a run whose reader has gone away before anything was written.
fn unheard(mut command: std::process::Command) -> Option<i32> {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    command.stdout(writer).stderr(Stdio::piped()).output().unwrap().status.code()
}

#[test]
fn a_closed_pipe_changes_no_exit_code() {
    let folder = Repo::new();
    folder.write("a.py", "call('http://api.banqup.com/v4')\n".repeat(2_000));
    folder.run(&["check", "--diff", "a.py"]).exits_with(1);
    assert_eq!(unheard(folder.command(&["check", "--diff", "a.py"])), Some(1));
    folder.write("pack.toml", PACK_THAT_FAILS);
    folder.run(&["rules", "test", "pack.toml"]).exits_with(1);
    assert_eq!(unheard(folder.command(&["rules", "test", "pack.toml"])), Some(1));
    folder.write(".git/hooks/pre-commit", "#!/bin/sh\n");
    assert_eq!(unheard(folder.command(&["hook", "install"])), Some(2));
    assert!(folder.at(".git/hooks/pre-push").exists(), "the others are installed all the same");
    assert_eq!(unheard(folder.command(&["rules", "list"])), Some(0));
}
