//! The steps that platforms run: taken from the published files, and run by a real shell with a platform's variables.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::repo::{Repo, clean_git, printed};
use crate::secrets::leak;

/// The block of text after the `key: |` that follows `after`, without its indentation.
fn block(file: &str, after: &str, key: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(path).expect("it is published");
    let rest = text.split_once(after).expect("the step is there").1;
    let rest = rest.split_once(&format!("{key}|\n")).expect("the step has a script").1;
    let width = rest.len() - rest.trim_start().len();
    let lines = rest
        .lines()
        .take_while(|line| line.trim().is_empty() || line.starts_with(&" ".repeat(width)));
    lines.map(|line| line.get(width..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// A clone of `origin` with so many commits, or all of them.
fn clone(origin: &Repo, name: &str, depth: Option<&str>) -> PathBuf {
    let target = origin.beside(name);
    let mut git = clean_git();
    git.args(["clone", "--quiet"]);
    if let Some(depth) = depth {
        git.args(["--depth", depth]);
    }
    printed(git.arg(format!("file://{}", origin.path().display())).arg(&target));
    target
}

/// A clean base, a commit that leaks, and one that takes the leak out again; the ids of the first and the last.
fn with_a_hidden_leak() -> (Repo, String, String) {
    let repo = Repo::new();
    repo.write("a.txt", "x").commit("Base");
    let base = repo.head();
    repo.write("a.conf", leak(1)).commit("Leak");
    fs::remove_file(repo.at("a.conf")).expect("it is there");
    let head = repo.commit("Take it out");
    (repo, base, head)
}

fn shell(shell: &str, script: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_banqlint"));
    let path = std::env::join_paths(
        [program.parent().expect("it is in a folder").to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .expect("the path can be joined");
    let mut command = Command::new(shell);
    crate::run::isolate(&mut command)
        .args(["-e", "-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .envs(variables.iter().copied())
        .output()
        .expect("the shell starts")
}

struct Ended {
    code: Option<i32>,
    text: String,
    summary: String,
    sarif: bool,
}

/// Runs the step of `action.yml` that checks.
fn action(folder: &Path, base: &str, head: &str, more: &[(&str, &str)]) -> Ended {
    let runner = folder.with_extension("runner");
    let _ = fs::remove_dir_all(&runner);
    fs::create_dir_all(runner.join("banqlint/bin")).expect("a folder");
    let program = env!("CARGO_BIN_EXE_banqlint");
    fs::hard_link(program, runner.join("banqlint/bin/banqlint"))
        .or_else(|_| fs::copy(program, runner.join("banqlint/bin/banqlint")).map(|_| ()))
        .expect("the program is put where the first step installs it");
    let summary = runner.join("summary.md");
    let text = |path: &Path| path.to_str().expect("a temporary folder is text").to_owned();
    let (runner_text, summary_text) = (text(&runner), text(&summary));
    let mut variables = vec![
        ("RUNNER_TEMP", runner_text.as_str()),
        ("GITHUB_STEP_SUMMARY", summary_text.as_str()),
        ("PATHS", "."),
        ("RANGE", ""),
        ("FORMAT", "github"),
        ("FAIL_ON", "warning"),
        ("BASE", base),
        ("HEAD", head),
    ];
    variables.extend(more);
    let output = shell("bash", &block("action.yml", "- name: Check", "run: "), folder, &variables);
    Ended {
        code: output.status.code(),
        text: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        summary: fs::read_to_string(&summary).unwrap_or_default(),
        sarif: runner.join("banqlint.sarif").exists(),
    }
}

#[test]
fn the_action_reads_the_new_commits_of_a_pull_request() {
    let (repo, base, head) = with_a_hidden_leak();
    let whole = clone(&repo, "whole", None);
    let ran = action(&whole, &base, &head, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.text);
    assert!(
        ran.text.contains("::error title=banqlint client-secret,file=a.conf,line=1"),
        "{}",
        ran.text
    );
    assert!(ran.summary.contains("| error | client-secret | a.conf:1 |"), "{}", ran.summary);
    assert!(ran.sarif);
    let ran = action(&whole, &base, &head, &[("RANGE", "none")]);
    assert_eq!(ran.code, Some(0), "{}", ran.text);
    // A push to a new branch has no start.
    let ran = action(&whole, &"0".repeat(40), &head, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.text);
    let ran = action(&whole, &head, &head, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.text);
}

#[test]
fn the_action_says_when_the_checkout_is_too_shallow() {
    let (repo, base, head) = with_a_hidden_leak();
    let shallow = clone(&repo, "shallow", Some("1"));
    let ran = action(&shallow, &base, &head, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.text);
    assert!(
        ran.text.contains("too shallow") && ran.text.contains("fetch-depth: 0"),
        "{}",
        ran.text
    );
    // Both ends are there, and what lies between them is not.
    let shallow = clone(&repo, "gap", Some("1"));
    printed(
        clean_git()
            .current_dir(&shallow)
            .args(["fetch", "--quiet", "--depth", "1", "origin", &base]),
    );
    let ran = action(&shallow, &base, &head, &[]);
    assert_ne!(ran.code, Some(0), "{}", ran.text);
    assert!(ran.text.contains("shallow"), "{}", ran.text);
}

#[test]
fn a_forced_push_leaves_the_commit_before_it_nowhere() {
    let (repo, base, head) = with_a_hidden_leak();
    let whole = clone(&repo, "whole", None);
    let gone = "1".repeat(40);
    let ran = action(&whole, &gone, &head, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.text);
    assert!(ran.text.contains("is gone") && !ran.text.contains("shallow"), "{}", ran.text);
    let push = [("CI_COMMIT_BEFORE_SHA", gone.as_str()), ("CI_COMMIT_SHA", &head)];
    let (code, text) = gitlab(&whole, &push);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("is gone"), "{text}");
    // On a branch, what the default branch has is not new.
    printed(clean_git().current_dir(&whole).args([
        "update-ref",
        "refs/remotes/origin/trunk",
        &base,
    ]));
    let ran = action(&whole, &gone, &base, &[("DEFAULT", "trunk")]);
    assert!(ran.text.contains("commits since 0000"), "{}", ran.text);
    let ran = action(&whole, &gone, &head, &[("DEFAULT", "trunk")]);
    assert!(ran.text.contains(&format!("commits since {base}")), "{}", ran.text);
    assert_eq!(ran.code, Some(1), "{}", ran.text);
}

#[test]
fn the_action_reads_the_paths_it_is_given() {
    let repo = Repo::new();
    repo.write("app/a.conf", leak(2)).write("docs/b.txt", "x").commit("Add");
    let head = repo.head();
    let only =
        |paths: &str| action(repo.path(), "", &head, &[("PATHS", paths), ("RANGE", "none")]).code;
    assert_eq!(only("docs"), Some(0));
    assert_eq!(only("docs app"), Some(1));
    let ran = action(repo.path(), "", &head, &[("RANGE", "none"), ("FAIL_ON", "nonsense")]);
    assert_eq!(ran.code, Some(2), "{}", ran.text);
}

/// Runs the script of the GitLab template.
fn gitlab(folder: &Path, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let script = block("templates/gitlab-ci.yml", "\n  script:", "- ");
    let output = shell("sh", &script, folder, variables);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn the_gitlab_template_reports_files_and_new_commits() {
    let (repo, base, head) = with_a_hidden_leak();
    let whole = clone(&repo, "whole", None);
    let merge_request =
        [("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.as_str()), ("CI_COMMIT_SHA", &head)];
    let (code, text) = gitlab(&whole, &merge_request);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("a.conf:1:22"), "{text}");
    let report =
        fs::read_to_string(whole.join("gl-secret-detection-report.json")).expect("written");
    let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(report["scan"]["type"], "secret_detection");
    let push = [("CI_COMMIT_BEFORE_SHA", head.as_str()), ("CI_COMMIT_SHA", &head)];
    assert_eq!(gitlab(&whole, &push).0, Some(0));
    let shallow = clone(&repo, "shallow", Some("1"));
    let (code, text) = gitlab(&shallow, &merge_request);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("too shallow") && text.contains("GIT_DEPTH"), "{text}");
}

#[test]
fn the_lines_for_jenkins_and_azure_run_as_they_stand() {
    let (repo, base, _) = with_a_hidden_leak();
    repo.git(&["branch", "target", &base]);
    let whole = clone(&repo, "whole", None);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ci.md"))
        .expect("it is there");
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    let jenkins: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix("sh '")?.strip_suffix('\'')).collect();
    let azure: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix("- script: ")).collect();
    assert_eq!((jenkins.len(), azure.len()), (2, 2));
    for (files, commits) in [(jenkins[0], jenkins[1]), (azure[0], azure[1])] {
        let variables =
            [("CHANGE_TARGET", "target"), ("SYSTEM_PULLREQUEST_TARGETBRANCHNAME", "target")];
        assert_eq!(shell("sh", files, &whole, &variables).status.code(), Some(0), "{files}");
        assert!(whole.join("banqlint.xml").exists());
        let ran = shell("sh", commits, &whole, &variables);
        assert_eq!(ran.status.code(), Some(1), "{commits}: {ran:?}");
    }
    assert_eq!(shell("sh", jenkins[1], &whole, &[]).status.code(), Some(0), "no merge request");
}
