//! Nothing that stands in a repository commands the terminal, the page or the log in which a report is read.
//!
//! Contract: file names, messages, people, lines of source, names of members and settings can hold any character; no
//! format prints one that controls, turns text around or hides it. Only `--color=always` adds escapes, and those are
//! the program's own.

use std::fs;

use crate::forms::archive::{Zip, zip};
use crate::repo::Repo;
use crate::secrets::Secrets;

const FORMATS: [&str; 9] =
    ["text", "json", "jsonl", "sarif", "gitlab", "junit", "github", "markdown", "html"];

/// An escape that clears the screen, one that names a link, a bell, a return, an 8-bit control, and marks that turn or
/// hide text.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]8;;x\u{7}\r\u{9b}31m\u{202e}\u{2066}\u{200b}\u{85}\u{2028}";

/// A repository in which each place that reports speak of holds [`HOSTILE`].
fn hostile() -> Repo {
    let mut secrets = Secrets::new(19);
    let repo = Repo::new();
    let leak = |secrets: &mut Secrets| format!("client_secret={}", secrets.secret64());
    repo.git(&["config", "user.name", &format!("Eve {HOSTILE} Example")]);
    let line = leak(&mut secrets);
    repo.write(format!("name{HOSTILE}\n.conf"), format!("{HOSTILE} {line} {HOSTILE}\n"));
    let member = format!("member{HOSTILE}");
    let packed = zip(&[(&member, leak(&mut secrets).as_bytes())], Zip::Deflated);
    repo.write("a.zip", &packed).write("cut.zip", &packed[..packed.len() - 30]);
    repo.write(
        format!("cut{HOSTILE}.gz"),
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0, 0, 0, 0, 0, 0, 0, 0],
    );
    let allow = format!("{} # banqlint: allow(client-secret) {HOSTILE}\n", leak(&mut secrets));
    repo.write("allowed.conf", allow);
    repo.write("unused.conf", format!("x = 1 # banqlint: allow(no{HOSTILE}such) because\n"));
    repo.write(format!("ci{HOSTILE}/app.env"), "BANQUP_CLIENT_SECRET=\n");
    repo.git(&["add", "--all", "--force"]);
    repo.tick();
    let author = format!("Eve {HOSTILE} <eve{HOSTILE}@example.com>");
    let message = format!("Message {HOSTILE} {}", leak(&mut secrets));
    repo.git(&["commit", "--quiet", "--author", &author, "--message", &message]);
    repo.git(&[
        "tag",
        "--annotate",
        "--message",
        &format!("{HOSTILE} {}", leak(&mut secrets)),
        "v1",
    ]);
    repo.write("later.conf", format!("{}\n", leak(&mut secrets)));
    repo.git(&["add", "later.conf"]);
    repo
}

/// The text without the escapes that colours and links are made of.
fn without_own(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find('\u{1b}') {
        plain.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let colour = escape.strip_prefix('[').and_then(|escape| {
            let end = escape.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            escape[end..].starts_with('m').then_some(end + 2)
        });
        match colour {
            Some(length) => rest = &escape[length..],
            None => {
                plain.push('\u{1b}');
                rest = escape;
            }
        }
    }
    plain + rest
}

fn is_hostile(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{200b}' | '\u{2028}' | '\u{202e}' | '\u{2066}')
}

#[track_caller]
fn assert_harmless(text: &str, what: &str) {
    let found: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_hostile(*c)).collect();
    let near = found.first().map(|(at, _)| {
        let start = text[..*at].char_indices().rev().nth(60).map_or(0, |(start, _)| start);
        text[start..].chars().take(120).collect::<String>()
    });
    assert!(found.is_empty(), "{what}: {} characters, the first near {near:?}", found.len());
}

#[test]
fn no_format_prints_a_character_that_commands() {
    let repo = hostile();
    for command in
        [&["check"][..], &["history"], &["staged"], &["audit"], &["history", "--range", "..HEAD"]]
    {
        for format in FORMATS {
            for colour in ["--color=never", "--color=always"] {
                let arguments =
                    [command, &["-v", colour, "--show-suppressed", "--format", format]].concat();
                let ran = repo.run(&arguments).exits_with(1);
                for (stream, text) in [("output", &ran.stdout), ("messages", &ran.stderr)] {
                    assert_harmless(&without_own(text), &format!("{arguments:?} {stream}"));
                }
            }
        }
    }
}

#[test]
fn no_message_about_wrong_input_prints_one() {
    let repo = hostile();
    repo.write(".banqlint.toml", format!("[rules]\n\"{HOSTILE}\" = \"off\"\nkey{HOSTILE} = 1\n"));
    let configuration = repo.run(&["check"]).exits_with(2);
    fs::remove_file(repo.at(".banqlint.toml")).expect("it was just written");
    repo.write("base.json", format!("{{\"{HOSTILE}\": 1}}"));
    let runs = [
        configuration,
        repo.run(&["check", &format!("no{HOSTILE}such")]).exits_with(2),
        repo.run(&["history", "--range", &format!("a{HOSTILE}..b")]).exits_with(2),
        repo.run(&["check", "--rule", &format!("a{HOSTILE}")]).exits_with(2),
        repo.run(&["check", "--baseline", "base.json"]).exits_with(2),
        repo.run(&["check", "--config", &format!("no{HOSTILE}such")]).exits_with(2),
        repo.run(&["rules", "show", &format!("a{HOSTILE}")]).exits_with(2),
    ];
    for ran in runs {
        assert_harmless(&without_own(&ran.stderr), "messages");
        assert!(ran.stdout.is_empty(), "{ran:#?}");
    }
}

#[test]
fn what_commands_is_told_from_what_does_not() {
    assert_eq!(without_own("a\u{1b}[1;31mb\u{1b}[0m\n"), "ab\n");
    assert_eq!(without_own("\u{1b}[2J"), "\u{1b}[2J");
    assert!(HOSTILE.chars().filter(|c| is_hostile(*c)).count() >= 10);
}
