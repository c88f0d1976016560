//! Allow comments: what they allow, and what becomes of those that allow nothing.

use crate::repo::Repo;
use crate::secrets::Secrets;

fn secret(seed: u64) -> String {
    Secrets::new(seed).secret64()
}

#[test]
fn comments_of_every_syntax_allow_their_line() {
    let folder = Repo::new();
    let value = secret(1);
    folder.write(
        "a.py",
        format!("client_secret = '{value}'  # banqlint: allow(client-secret) revoked\n"),
    );
    folder.write("a.js", format!("// banqlint: allow-next-line(client-secret) revoked\r\nconst clientSecret = '{value}';\r\n"));
    folder.write(
        "a.xml",
        format!(
            "<ClientSecret>{value}</ClientSecret> <!-- banqlint: allow(client-secret) revoked -->\n"
        ),
    );
    let utf16 = format!("client_secret = {value} # banqlint: allow(client-secret) revoked\n");
    let utf16: Vec<u8> =
        [0xfeff].into_iter().chain(utf16.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    folder.write("wide.ini", utf16);
    for (command, count) in [("check", 4), ("staged", 4), ("history", 4)] {
        if command == "staged" {
            folder.git(&["add", "--all"]);
        }
        if command == "history" {
            folder.commit("Add");
        }
        let ran = folder.run(&[command, "--format", "json", "--show-suppressed"]).exits_with(0);
        let suppressed = &ran.json()["suppressed"];
        assert_eq!(suppressed["inline"], count, "{command}: {}", ran.stdout);
        assert_eq!(suppressed["findings"][0]["suppression"]["reason"], "revoked");
        assert!(!ran.stdout.contains(&value));
    }
}

#[test]
fn what_allows_nothing_is_reported() {
    let folder = Repo::new();
    folder.write("unused.py", "answer = 42  # banqlint: allow(client-secret) gone\n");
    folder.write("unknown.py", "answer = 42  # banqlint: allow(client-secrets) gone\n");
    folder.write(
        "reason.py",
        format!("client_secret = '{}'  # banqlint: allow(client-secret)\n", secret(1)),
    );
    folder.write(
        "other.py",
        format!("# banqlint: allow(jwt) other\nclient_secret = '{}'\n", secret(2)),
    );
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    let found: Vec<String> =
        ran.found().into_iter().map(|(rule, path)| format!("{path} {rule}")).collect();
    assert_eq!(
        found,
        [
            "other.py unused-suppression",
            "other.py client-secret",
            "reason.py client-secret",
            "reason.py unused-suppression",
            "unknown.py unused-suppression",
            "unused.py unused-suppression",
        ]
    );
    // An exception for a rule that does not run waits for it.
    let ran = folder.run(&["check", "--skip-rule", "jwt", "--format", "json", "other.py"]);
    assert_eq!(ran.found().len(), 1, "{}", ran.stdout);
}

#[test]
fn a_second_value_on_the_line_needs_its_own_rule_and_no_id_prints_a_secret() {
    let folder = Repo::new();
    let mut secrets = Secrets::new(3);
    folder.write(
        "a.conf",
        format!(
            "client_id={} client_secret={} # banqlint: allow(client-id) public\n# banqlint: allow({}) x\n",
            secrets.id48(),
            secrets.secret64(),
            secret(4)
        ),
    );
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    let rules: Vec<String> = ran.found().into_iter().map(|(rule, _)| rule).collect();
    assert!(
        rules.contains(&"client-secret".to_owned()) && !rules.contains(&"client-id".to_owned())
    );
    assert!(!ran.stdout.contains(&secret(4)), "{}", ran.stdout);
}

#[test]
fn a_comment_written_later_speaks_for_the_history_of_its_value() {
    let folder = Repo::new();
    let line = format!("client_secret = '{}'", secret(5));
    folder.write("a.py", format!("{line}\n")).commit("Leak");
    folder.run(&["history"]).exits_with(1);
    folder.write("a.py", format!("{line}  # banqlint: allow(client-secret) revoked\n"));
    folder.commit("Allow");
    folder.run(&["history"]).exits_with(0);
    // A second copy in the same file is not covered by it.
    folder.write("a.py", format!("{line}\n\n{line}  # banqlint: allow(client-secret) revoked\n"));
    folder.commit("Copy");
    folder.run(&["history"]).exits_with(1);
}

/// What a comment once allowed is a leak again without it, in the history too.
#[test]
fn a_comment_that_is_gone_allows_nothing_any_more() {
    let folder = Repo::new();
    let line = format!("client_secret = '{}'", secret(8));
    let allowed = format!("{line}  # banqlint: allow(client-secret) revoked\n");
    folder.write("a.py", &allowed).commit("Allow");
    for command in ["check", "history", "audit"] {
        folder.run(&[command]).exits_with(0);
    }
    folder.write("a.py", format!("{line}\n")).commit("Take the comment away");
    for command in ["check", "history", "audit"] {
        folder.run(&[command]).exits_with(1);
    }
    folder.write("a.py", &allowed).commit("Allow again");
    folder.write("a.py", "").commit("Take the value away");
    folder.run(&["history"]).exits_with(0);
}

#[test]
fn no_comment_decides_where_none_is_trusted() {
    let folder = Repo::new();
    let line =
        format!("client_secret = '{}'  # banqlint: allow(client-secret) trust me\n", secret(6));
    folder.write("a.py", line).commit("Leak");
    for (command, format) in
        [("check", "json"), ("check", "jsonl"), ("history", "json"), ("audit", "json")]
    {
        folder.run(&[command, "--format", format]).exits_with(0);
        folder.run(&[command, "--format", format, "--no-allow-comments"]).exits_with(1);
    }
}

/// What explains comments to people, and a report of this program's own, is no comment that allows nothing.
#[test]
fn documents_and_reports_may_speak_of_comments() {
    let folder = Repo::new();
    let line = "# banqlint: allow(client-secret) a sample of the vendor\n";
    folder.write("README.md", format!("Write it so:\n\n```py\nx = 1  {line}```\n"));
    folder.write("docs/notes.txt", line).write("data.json", format!("{{\"help\": \"{line}\"}}"));
    for format in ["sarif", "json", "text", "html", "markdown"] {
        let name = format!("report.{format}").replace("text", "txt").replace("markdown", "md");
        folder.run(&["check", "--format", format, "--output", &name]).exits_with(0);
    }
    folder.run(&["check"]).exits_with(0);
    folder.write("a.py", line).write("b.md", format!("<!-- {} -->\n", line.trim()));
    folder.write("c.md", "<!-- banqlint: allow(client-secret) a sample of the vendor -->\n");
    let found = folder.run(&["check", "--format", "json"]).exits_with(1).found();
    let unused = |path: &str| ("unused-suppression".to_owned(), path.to_owned());
    assert_eq!(found, [unused("a.py"), unused("c.md")]);
}
