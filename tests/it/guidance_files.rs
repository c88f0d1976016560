//! Files of credentials in a real working tree: tracked, untracked, ignored, and readable by whom.

use crate::repo::Repo;
use crate::secrets::Secrets;

/// Rule, path and line of each finding of one of the `rules`.
fn found(folder: &Repo, arguments: &[&str], rules: &[&str]) -> Vec<(String, String, u64)> {
    let report = folder.run(&[arguments, &["--format", "json"]].concat()).json();
    let findings = report["findings"].as_array().expect("findings are a list");
    findings
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            (text("rule"), text("path"), finding["line"].as_u64().unwrap_or_default())
        })
        .filter(|(rule, ..)| rules.contains(&rule.as_str()))
        .collect()
}

fn one(rule: &str, path: &str, line: u64) -> (String, String, u64) {
    (rule.to_owned(), path.to_owned(), line)
}

const FILES: &[&str] =
    &["tracked-credential-file", "unignored-credential-file", "loose-file-permissions"];

#[test]
fn a_file_is_judged_by_what_git_does_with_it() {
    let mut secrets = Secrets::new(901);
    let content = |secrets: &mut Secrets| {
        format!(
            "# Banqup\nBANQUP_CLIENT_ID={}\nBANQUP_CLIENT_SECRET={}\n",
            secrets.id48(),
            secrets.secret64()
        )
    };
    let folder = Repo::new();
    folder
        .write(".gitignore", "ignored/\n*.local\n")
        .write(".env.production", content(&mut secrets));
    folder.commit("start");
    folder
        .write(".env", content(&mut secrets))
        .write(".env.local", content(&mut secrets))
        .write("ignored/.env", content(&mut secrets))
        .write("src/client.py", content(&mut secrets));
    for path in [".env", ".env.production", ".env.local", "ignored/.env"] {
        protect(&folder, path);
    }
    let tracked = one("tracked-credential-file", ".env.production", 2);
    let unignored = one("unignored-credential-file", ".env", 2);
    assert_eq!(found(&folder, &["check"], FILES), [unignored.clone(), tracked.clone()]);
    // Named or not, with or without ignore files: an ignored file is no danger to the repository.
    assert_eq!(found(&folder, &["check", ".env.local", "ignored/.env"], FILES), []);
    assert_eq!(found(&folder, &["check", "ignored"], FILES), []);
    assert_eq!(found(&folder, &["check", "--no-ignore"], FILES), [unignored.clone(), tracked]);
    assert_eq!(found(&folder, &["check", ".env"], FILES), [unignored]);
    folder.git(&["add", ".env"]);
    assert_eq!(found(&folder, &["staged"], FILES), [one("tracked-credential-file", ".env", 2)]);
}

#[test]
fn a_history_is_asked_for_values_and_not_for_habits() {
    let secret = Secrets::new(902).secret64();
    let folder = Repo::new();
    folder.write(".env", format!("BANQUP_CLIENT_SECRET={secret}\n"));
    folder.commit("start");
    assert_eq!(found(&folder, &["history"], FILES), []);
    assert_eq!(found(&folder, &["check"], FILES), [one("tracked-credential-file", ".env", 1)]);
}

#[test]
fn a_value_of_any_shape_stays_inside() {
    let folder = Repo::new();
    folder.write(
        ".env",
        "BANQUP_CLIENT_SECRET=correct-horse-battery\nBANQUP_PASSWORD=staple-and-more\n",
    );
    folder.commit("start");
    for format in ["text", "json", "sarif", "html", "markdown"] {
        let ran = folder.run(&["check", "--format", format]).exits_with(1);
        assert!(
            !ran.stdout.contains("correct-horse") && !ran.stdout.contains("staple"),
            "{}",
            ran.stdout
        );
    }
    assert_eq!(found(&folder, &["check"], FILES), [one("tracked-credential-file", ".env", 1)]);
}

#[test]
fn a_baseline_holds_a_tracked_file() {
    let secret = Secrets::new(903).secret64();
    let folder = Repo::new();
    folder.write(".env", format!("BANQUP_CLIENT_SECRET={secret}\n"));
    folder.commit("start");
    folder.run(&["baseline", "create"]).exits_with(0);
    folder.run(&["check", "--fail-on-stale"]).exits_with(0);
    folder.write(".env", format!("# moved\n\nBANQUP_CLIENT_SECRET={secret}\n"));
    folder.run(&["check", "--fail-on-stale"]).exits_with(0);
}

#[cfg(unix)]
#[test]
fn others_must_not_read_what_git_does_not_track() {
    let mut secrets = Secrets::new(904);
    let folder = Repo::new();
    folder.write(".gitignore", ".env*\n").write("a.txt", "x");
    folder.commit("start");
    folder.write(".env", format!("X=1\nBANQUP_CLIENT_SECRET={}\n", secrets.secret64()));
    chmod(&folder, ".env", 0o644);
    let loose = one("loose-file-permissions", ".env", 2);
    assert_eq!(found(&folder, &["check", ".env"], FILES), [loose]);
    chmod(&folder, ".env", 0o600);
    assert_eq!(found(&folder, &["check", ".env"], FILES), []);
}

#[cfg(unix)]
fn chmod(folder: &Repo, path: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(folder.at(path), permissions).expect("the file is ours");
}

/// Lets nobody else read a file, where files know users.
fn protect(folder: &Repo, path: &str) {
    #[cfg(unix)]
    chmod(folder, path, 0o600);
    #[cfg(not(unix))]
    let _ = (folder, path);
}
