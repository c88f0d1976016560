//! No value leaves the program in clear: every rule, every format, every command, every verbosity.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::repo::Repo;
use crate::secrets::{EXPIRED, FUTURE, Secrets, basic};

const FORMATS: &[&str] =
    &["text", "json", "jsonl", "sarif", "gitlab", "junit", "github", "markdown", "html"];

/// A repository with a value for each rule, in files and in a commit, and all of those values.
fn planted() -> (Repo, Vec<String>) {
    let mut secrets = Secrets::new(61);
    let (id, secret, old) = (secrets.id48(), secrets.secret64(), secrets.alnum32());
    let (user, password) = (secrets.id48(), secrets.secret64());
    let pair = basic(&secrets.id48(), &secrets.secret64());
    let access = secrets.btx_token("api.uat.btx.eu.banqup.com", FUTURE);
    let dead = secrets.btx_token("api.btx.eu.banqup.com", EXPIRED);
    let refresh = secrets.access_token();
    let foreign = secrets.foreign_token(FUTURE);
    // No rule knows this shape; only its name says what it is.
    let odd = format!("{}-{}", &secrets.alnum32()[..9], &secrets.alnum32()[..9]);
    let folder = Repo::new();
    folder
        .write(
            "app.env",
            format!("# api.btx.eu.banqup.com\nclient_id={id}\nclient_secret={secret}\n"),
        )
        .write("old.env", format!("bq_client_secret={old}\n"))
        .write(
            "call.sh",
            format!(
                "curl -H 'Authorization: Basic {pair}' https://api.btx.eu.banqup.com/gettoken\n"
            ),
        )
        .write("tokens.txt", format!("Authorization: Bearer {access}\n{dead}\n"))
        .write("refresh.ini", format!("bq_refresh_token = \"{refresh}\"\n"))
        .write("foreign.txt", format!("token={foreign};\n"))
        .write("url.txt", format!("https://{user}:{password}@api.btx.eu.banqup.com/v1\n"))
        .write("infra/prod.tfvars", format!("banqup_client_secret = \"{odd}\"\n"))
        .write(".gitlab-ci.yml", format!("variables:\n  BANQUP_CLIENT_SECRET: \"{odd}\"\n"))
        .write(
            "chart/secret.yaml",
            format!("apiVersion: v1\nkind: Secret\nstringData:\n  BANQUP_CLIENT_SECRET: {odd}\n"),
        )
        .write(
            "app/src/main/res/values/banqup.xml",
            format!("<string name=\"banqup_client_secret\">{odd}</string>\n"),
        )
        .write("plain.txt", "url = http://api.btx.eu.banqup.com/v1\n")
        .write("encoded.txt", format!("client_secret: {}\n", STANDARD.encode(&secret)))
        .write(
            "long.js",
            format!("{}client_secret='{secret}';{}\n", "x;".repeat(4000), "y;".repeat(4000)),
        )
        .write(format!("{secret}.txt"), "a value in a name\n");
    let values = vec![id, secret, old, user, password, pair, access, dead, refresh, foreign, odd];
    (folder, values)
}

/// Each value, its halves, and the base64 of both.
fn forbidden(values: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for value in values {
        let (left, right) = value.split_at(value.len() / 2);
        // The last characters of a base64 text depend on what follows it.
        let encoded = |text: &str| STANDARD.encode(&text[..text.len() / 3 * 3]);
        all.extend([value.clone(), left.to_owned(), right.to_owned()]);
        all.extend([encoded(value), encoded(left), encoded(right)]);
    }
    all
}

#[test]
fn no_report_holds_a_value_its_halves_or_its_base64() {
    let (folder, values) = planted();
    let forbidden = forbidden(&values);
    folder.git(&["add", "--all"]);
    // Not yet committed: `staged` has something to read.
    let staged = searched(&folder, "staged", &forbidden);
    folder.commit(&format!("use client_secret={}", values[1]));
    let checked = searched(&folder, "check", &forbidden);
    let remembered = searched(&folder, "history", &forbidden);
    for rule in [
        "tracked-credential-file",
        "ci-exposure",
        "plain-kubernetes-secret",
        "client-side-exposure",
    ] {
        assert!(checked.contains(&rule.to_owned()), "{rule} is not among {checked:?}");
    }
    for rules in [staged, checked, remembered] {
        for rule in [
            "client-id", "client-secret", "basic-credentials", "bearer-token", "refresh-token",
            "jwt", "plain-http", "credentials-in-url",
        ] {
            assert!(rules.contains(&rule.to_owned()), "{rule} is not among {rules:?}");
        }
    }
}

/// Runs a command in every format and verbosity, searches all that it writes, and returns the rules that fired.
fn searched(folder: &Repo, command: &str, forbidden: &[String]) -> Vec<String> {
    for format in FORMATS {
        for verbosity in ["--color=never", "--color=always", "-q", "-v"] {
            let ran = folder.run(&[command, verbosity, "--format", format]).exits_with(1);
            for text in forbidden {
                let what = format!("{command} {verbosity} {format}");
                assert!(!ran.stdout.contains(text), "{what}: {}", ran.stdout);
                assert!(!ran.stderr.contains(text), "{what}: {}", ran.stderr);
            }
        }
    }
    let found = folder.run(&[command, "--format", "json"]).found();
    found.into_iter().map(|(rule, _)| rule).collect()
}

/// Texts that are no content: paths, names of references and of people, addresses, reasons. What a run does not report
/// it does not show either.
#[test]
fn names_hold_no_value_in_clear_whatever_a_run_reports() {
    let mut secrets = Secrets::new(62);
    let (id, secret, other) = (secrets.id48(), secrets.secret64(), secrets.secret64());
    let repo = Repo::new();
    let cache = format!("bq_client_id_{id}.json");
    let inner = format!("{other}/settings.env");
    repo.write(&cache, "{}\n").write(&inner, "\n").commit("Start");
    repo.git(&["branch", "-M", &format!("banqup-client-secret-{other}")]);
    repo.git(&["remote", "add", "origin", &format!("https://git.example/{other}.git")]);
    let leak = format!("banqup_client_secret = \"{secret}\"\n");
    repo.write(&cache, format!("{{\"banqup_client_secret\":\"{secret}\"}}\n"));
    repo.write(&inner, &leak);
    let config = format!(
        "[files]\nexclude = [\"{other}/x\"]\n[[allow]]\nvalue = \"{}\"\nreason = \"It is {other}\"\n",
        "0".repeat(32)
    );
    repo.write(".banqlint.toml", config);
    repo.git(&["add", "--all"]);
    let forbidden = forbidden(&[id, secret, other.clone()]);
    assert_shows_nothing(&repo, &["staged"], &forbidden);
    repo.git(&["commit", "-q", "-m", &format!("Add {other}")]);
    let hidden = "nothing to see here\n";
    for arguments in [
        &["check"] as &[&str],
        &["check", "--rule", "client-secret"],
        &["check", "--skip-rule", "client-id", "--show-suppressed"],
        &["check", &inner],
        &["check", &other],
        &["check", "--rule", "plain-http", "-v"],
        &["history", "--range", "HEAD~1..HEAD"],
        &["history", "--range", "HEAD~1..HEAD", "--rule", "client-secret"],
        &["history", "--rule", "client-id"],
        &["history", "--skip-connectivity"],
        &["audit", "-v"],
        &["config", "show"],
        &["check", &format!("{other}.txt")],
        &["history", "--range", &format!("{other}..HEAD")],
        &["hook", "install"],
    ] {
        assert_shows_nothing(&repo, arguments, &forbidden);
    }
    repo.write(".git/HEAD", format!("ref: refs/heads/{other}\n"));
    repo.write(format!(".git/refs/heads/{other}"), hidden);
    for arguments in [&["history"] as &[&str], &["staged"], &["audit"]] {
        assert_shows_nothing(&repo, arguments, &forbidden);
    }
}

/// Runs a command, in every format where it makes a report, and searches all that it writes.
#[track_caller]
fn assert_shows_nothing(repo: &Repo, arguments: &[&str], forbidden: &[String]) {
    let makes_reports = !matches!(arguments[0], "config" | "hook");
    let formats = if makes_reports { FORMATS } else { &FORMATS[..1] };
    for format in formats {
        let format = ["--format", format];
        let all = [arguments, if makes_reports { &format } else { &[] }].concat();
        let ran = repo.run(&all);
        assert!(!(ran.stdout.is_empty() && ran.stderr.is_empty()), "{all:?} says nothing");
        for text in forbidden {
            assert!(!ran.stdout.contains(text), "{all:?}: {}", ran.stdout);
            assert!(!ran.stderr.contains(text), "{all:?}: {}", ran.stderr);
        }
    }
}

/// Whoever asks for one rule is shown no more of a value than whoever asks for all.
#[test]
fn a_value_in_pieces_is_masked_whatever_rules_run() {
    let mut secrets = Secrets::new(63);
    let secret = secrets.secret64();
    let token = secrets.btx_token("api.uat.btx.eu.banqup.com", FUTURE);
    let (left, right) = (&secret[..20], &secret[20..]);
    let (head, tail) = token.split_at(100);
    let (near, end) = (&tail[..tail.len() - 56], &tail[tail.len() - 56..]);
    let call = "http://api.btx.eu.banqup.com/x";
    for text in [
        format!("u=\"{call}\"; client_secret = \"{left}\" + \"{right}\"\n"),
        format!("u=\"{call}\"; client_secret = \"{left}\"\\\n  \"{right}\"\n"),
        format!("Authorization: Bearer {head}\n{tail} {call}\n"),
        format!("h = \"Bearer {head}\" + \"{tail}\"; u = \"{call}\"\n"),
        format!("h = \"Bearer {head}\\\n{tail}\"; u = \"{call}\"\n"),
        format!("h = \"Bearer {head}{near}\" + \"{end}\"; u = \"{call}\"\n"),
    ] {
        let folder = Repo::new();
        folder.write("a.py", &text);
        for options in [&[] as &[&str], &["--rule", "plain-http"], &["--skip-rule", "jwt"]] {
            for format in ["text", "html"] {
                let ran = folder.run(&[&["check", "--format", format], options].concat());
                for piece in [left, right, &tail[tail.len() - 50..], &head[80..]] {
                    assert!(!ran.stdout.contains(piece), "{options:?} {text}: {}", ran.stdout);
                }
            }
        }
    }
}

/// Nor is a credential of somebody else's, that no rule looks for.
#[test]
fn what_others_use_beside_an_address_is_masked() {
    let password = Secrets::new(64).alnum32()[..12].to_owned();
    let call = "http://api.btx.eu.banqup.com/x";
    for text in [
        format!("curl -u bob:{password} {call}\n"),
        format!("curl -d \"password={password}\" {call}\n"),
        format!("password=\"{password}\"; u=\"{call}\"\n"),
        format!("curl -H \"X-Api-Key: {password}\" {call}\n"),
        format!("curl --oauth2-bearer {password} {call}\n"),
        format!("curl -d \"client_secret={password}\" {call}\n"),
    ] {
        let folder = Repo::new();
        folder.write("a.sh", &text);
        for options in [&["--format", "text"] as &[&str], &["--format", "html"], &["--diff"]] {
            let ran = folder.run(&[&["check"], options].concat()).exits_with(1);
            assert!(!ran.stdout.contains(&password[..6]), "{text}: {}", ran.stdout);
            assert!(ran.stdout.contains("api.btx.eu.banqup.com"), "{text}: {}", ran.stdout);
        }
    }
}
