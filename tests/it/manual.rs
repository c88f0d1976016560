//! Shell completions, run by a real shell, and manual pages, set by a real typesetter.

use std::fs;
use std::process::Command;

use crate::repo::Repo;

/// What bash offers after these words, the last of which is not finished.
fn offered(folder: &Repo, words: &[&str]) -> Vec<String> {
    let script = folder.at("completions.bash");
    if !script.exists() {
        let printed = folder.run(&["completions", "bash"]).exits_with(0).stdout;
        fs::write(&script, printed).expect("the script is written");
    }
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let line = format!(
        "source completions.bash && complete -p banqlint >/dev/null && COMP_WORDS=({}) COMP_CWORD={} \
         && _banqlint banqlint '{last}' '{before}' && printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" "),
        words.len() - 1
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &line])
        .current_dir(folder.path())
        .output()
        .expect("bash is installed");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("it is text");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_and_values() {
    let folder = Repo::folder();
    assert_eq!(offered(&folder, &["banqlint", "his"]), ["history"]);
    assert_eq!(offered(&folder, &["banqlint", "rules", "s"]), ["show"]);
    let options = offered(&folder, &["banqlint", "check", "--show"]);
    assert_eq!(options, ["--show-suppressed"]);
    let formats = offered(&folder, &["banqlint", "check", "--format", "s"]);
    assert_eq!(formats, ["sarif"]);
}

#[test]
fn every_shell_has_a_script_that_names_the_commands() {
    let folder = Repo::folder();
    for (shell, mark) in [
        ("zsh", "#compdef banqlint"),
        ("fish", "complete -c banqlint"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[banqlint]"),
    ] {
        let script = folder.run(&["completions", shell]).exits_with(0).stdout;
        assert!(script.contains(mark), "{shell}: {script}");
        for command in ["check", "history", "baseline", "completions"] {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
    let ran = folder.run(&["completions", "cmd"]).exits_with(2);
    assert!(ran.stderr.contains("powershell"), "{}", ran.stderr);
}

#[test]
fn every_command_has_a_page_that_can_be_set() {
    let folder = Repo::folder();
    folder.run(&["man", "--output", "share/man1"]).exits_with(0);
    let pages = fs::read_dir(folder.at("share/man1")).expect("the folder is made");
    let mut names: Vec<String> = pages
        .map(|page| page.expect("it is there").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in
        ["banqlint.1", "banqlint-check.1", "banqlint-rules-show.1", "banqlint-hook-pre-push.1"]
    {
        assert!(names.iter().any(|page| page == name), "{name} in {names:?}");
    }
    for name in &names {
        let page = fs::read_to_string(folder.at("share/man1").join(name)).expect("a page");
        assert!(
            page.contains(".SH SYNOPSIS") && page.contains(".SH DESCRIPTION"),
            "{name}: {page}"
        );
    }
    let printed = folder.run(&["man"]).exits_with(0).stdout;
    assert!(printed.contains("Exit codes:"), "{printed}");
    // Not every machine has a typesetter.
    let Ok(set) = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-P-cbou"])
        .arg(folder.at("share/man1/banqlint-check.1"))
        .output()
    else {
        return;
    };
    let text = String::from_utf8_lossy(&set.stdout).into_owned();
    assert!(set.status.success() && set.stderr.is_empty(), "{set:?}");
    assert!(text.contains("banqlint check") && text.contains("--show-suppressed"), "{text}");
}
