//! `banqlint history`: each value is found wherever git keeps it, and named with the commit that brought it and the one
//! that took it.

use serde_json::Value;

use crate::repo::{AUTHOR, Repo};
use crate::run::{Ran, run};
use crate::secrets::{Secrets, secret_line};

fn history(repo: &Repo, options: &[&str]) -> Ran {
    run(repo.path(), &[&["history", "--format", "json"], options].concat())
}

fn places(ran: &Ran) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    ran.findings()
        .iter()
        .map(|finding| (text(&finding["origin"]), text(&finding["path"])))
        .collect()
}

#[test]
fn a_value_planted_and_deleted_later_names_both_commits() {
    let secret = Secrets::new(1).secret64();
    let repo = Repo::new();
    repo.write("README.md", "hello\n").commit("Start");
    repo.write("config/settings.py", format!("# settings\n\nCLIENT_SECRET = \"{secret}\"\n"));
    let planted = repo.commit("Configure the client\n\nAt length.");
    repo.write("README.md", "hello again\n").commit("Say more");
    std::fs::remove_file(repo.path().join("config/settings.py")).unwrap();
    let removed = repo.commit("Remove settings");
    repo.write("README.md", "bye\n").commit("End");

    let ran = history(&repo, &[]);
    assert_eq!(ran.code, 1);
    let finding = ran.only_finding();
    assert_eq!(finding["rule"], "client-secret");
    assert_eq!(finding["origin"], "blob");
    assert_eq!(finding["path"], "config/settings.py");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(3), Some(18)));
    assert_eq!(finding["commit"]["id"], planted.as_str());
    assert_eq!(finding["commit"]["author"], AUTHOR);
    assert_eq!(finding["commit"]["time"], "2026-01-01T00:02:00Z");
    assert_eq!(finding["commit"]["summary"], "Configure the client");
    assert_eq!(finding["at_head"], false);
    assert_eq!(finding["removed_in"], removed.as_str());
    assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret));
}

#[test]
fn an_edit_elsewhere_changes_nothing_about_a_value() {
    let secret = Secrets::new(2).secret64();
    let repo = Repo::new();
    repo.write(".conf", "PORT=1\n").commit("Start");
    repo.write(".conf", format!("PORT=1\n{}", secret_line(&secret)));
    let planted = repo.commit("Add the key");
    for port in 2..30 {
        repo.write(".conf", format!("PORT={port}\n{}", secret_line(&secret)))
            .commit("Change the port");
    }
    let finding = history(&repo, &[]).only_finding();
    assert_eq!(finding["commit"]["id"], planted.as_str());
    assert_eq!(finding["at_head"], true);
    assert_eq!(finding["removed_in"], Value::Null);
    assert_eq!(finding["line"], 2);
}

#[test]
fn packed_and_loose_objects_give_the_same_report() {
    let mut secrets = Secrets::new(3);
    let repo = Repo::new();
    let filler: String =
        (0..400).map(|line| format!("line {line} of a file that deltas well\n")).collect();
    for round in 0..20 {
        let secret = secrets.secret64();
        repo.write("app/long.txt", format!("{round}\n{filler}{}{filler}", secret_line(&secret)))
            .commit("Rotate the key");
    }
    let strip = |ran: &Ran| {
        let mut report = ran.json();
        report["stats"]["seconds"] = Value::Null;
        report
    };
    let loose = history(&repo, &[]);
    assert_eq!(loose.findings().len(), 20);
    repo.git(&["repack", "-a", "-d", "-f", "--quiet", "--depth=50"]);
    let packed = history(&repo, &[]);
    assert_eq!(strip(&loose), strip(&packed));
    assert_eq!(strip(&packed), strip(&history(&repo, &["--threads", "1"])));
}

#[test]
fn a_rename_is_a_second_place_of_the_same_value() {
    let secret = Secrets::new(4).secret64();
    let repo = Repo::new();
    repo.write("old.conf", secret_line(&secret)).commit("Add");
    repo.git(&["mv", "old.conf", "new.conf"]);
    let renamed = repo.commit("Rename");
    let ran = history(&repo, &[]);
    let findings = ran.findings();
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0]["path"], "new.conf");
    assert_eq!(findings[0]["commit"]["id"], renamed.as_str());
    assert_eq!(findings[0]["at_head"], true);
    assert_eq!(findings[1]["removed_in"], renamed.as_str());
    assert_eq!(findings[0]["value"]["id"], findings[1]["value"]["id"]);
}

#[test]
fn content_born_in_a_merge_belongs_to_the_merge() {
    let secret = Secrets::new(5).secret64();
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("b", "b\n").commit("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("a", "aa\n").commit("Main");
    repo.tick();
    repo.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]);
    repo.write("evil.conf", secret_line(&secret));
    let merge = repo.commit("Merge side");
    let finding = history(&repo, &[]).only_finding();
    assert_eq!(finding["commit"]["id"], merge.as_str());
    assert_eq!(finding["at_head"], true);
}

#[test]
fn what_comes_through_a_merge_belongs_to_the_branch() {
    let secret = Secrets::new(6).secret64();
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("b.conf", secret_line(&secret));
    let planted = repo.commit("Side");
    repo.git(&["rm", "-q", "b.conf"]);
    let removed = repo.commit("Side again");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("a", "aa\n").commit("Main");
    repo.tick();
    repo.git(&["merge", "-q", "--no-ff", "-m", "Merge side", "side"]);
    let finding = history(&repo, &[]).only_finding();
    assert_eq!(finding["commit"]["id"], planted.as_str());
    assert_eq!(finding["removed_in"], removed.as_str());
    assert_eq!(finding["at_head"], false);
}

#[test]
fn an_unmerged_branch_keeps_its_value() {
    let secret = Secrets::new(7).secret64();
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("b.conf", secret_line(&secret)).commit("Side");
    repo.git(&["checkout", "-q", "main"]);
    let finding = history(&repo, &[]).only_finding();
    assert_eq!(finding["at_head"], false);
    assert_eq!(finding["removed_in"], Value::Null);
}

#[test]
fn messages_people_notes_and_names_are_read() {
    let mut secrets = Secrets::new(8);
    let repo = Repo::new();
    let values: Vec<String> = (0..7).map(|_| secrets.secret64()).collect();
    let line = |at: usize| secret_line(&values[at]);
    repo.write("a", "a\n").commit(&format!("Start\n\nclient_secret={}\n", values[0]));
    repo.git(&["tag", "-a", "v1", "-m", &format!("Release\n\n{}", line(1))]);
    repo.git(&["notes", "add", "-m", &line(2)]);
    repo.write("a", "aa\n");
    repo.git(&[
        "commit",
        "-q",
        "-a",
        "-m",
        "Someone",
        "--author",
        &format!("client_secret={} <a@example.com>", values[3]),
    ]);
    repo.git(&["branch", &format!("banqup-client-secret-{}", values[4])]);
    let id = secrets.id48();
    repo.write(format!("banqup/client_secret={}.txt", values[5]), "x\n").commit("A file");
    repo.write(format!("cache/banqup_client_id={id}/x"), "x\n").commit("A folder");
    let blob = repo.path().join("blob");
    std::fs::write(&blob, line(6)).unwrap();
    let tagged = repo.git(&["hash-object", "-w", "blob"]);
    std::fs::remove_file(blob).unwrap();
    repo.git(&["tag", "a-blob", &tagged]);

    let ran = history(&repo, &[]);
    let mut origins: Vec<String> = places(&ran).into_iter().map(|(origin, _)| origin).collect();
    origins.sort();
    assert_eq!(
        origins,
        [
            "blob", "commit-message", "file-name", "file-name", "note", "person", "ref-name",
            "tag-message"
        ],
        "{}",
        ran.stdout
    );
    for value in values.iter().chain([&id]) {
        assert!(!ran.stdout.contains(value.as_str()), "a value is printed in clear");
    }
}

/// A cache is named after the client whose tokens it holds.
#[test]
fn the_name_of_a_file_belongs_to_the_incident_of_what_is_in_it() {
    let repo = Repo::new();
    let (id, secret) = (Secrets::new(71).id48(), Secrets::new(72).secret64());
    repo.write(format!("cache/{id}.env"), secret_line(&secret)).commit("Leak");
    for command in ["check", "history"] {
        let findings = run(repo.path(), &[command, "--format", "json"]).findings();
        let rules: Vec<&str> = findings.iter().filter_map(|one| one["rule"].as_str()).collect();
        let incidents: Vec<&Value> = ["client-id", "client-secret"]
            .into_iter()
            .map(|rule| {
                let at = rules.iter().position(|one| *one == rule);
                &findings[at.unwrap_or_else(|| panic!("{command}: {rule} of {rules:?}"))]["incident"]
            })
            .collect();
        assert!(
            incidents[0].is_string() && incidents[0] == incidents[1],
            "{command}: {findings:?}"
        );
    }
}

#[test]
fn stash_reflog_and_dangling_objects() {
    let mut secrets = Secrets::new(9);
    let (tracked, untracked, amended, dangling) =
        (secrets.secret64(), secrets.secret64(), secrets.secret64(), secrets.secret64());
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    repo.write("a", secret_line(&tracked)).write("new.conf", secret_line(&untracked));
    repo.git(&["stash", "--quiet", "--include-untracked"]);
    repo.write("b", secret_line(&amended)).commit("Oops");
    repo.write("b", "clean\n");
    repo.git(&["commit", "-q", "-a", "--amend", "-m", "Better"]);
    repo.write("loose", secret_line(&dangling));
    repo.git(&["hash-object", "-w", "loose"]);
    std::fs::remove_file(repo.path().join("loose")).unwrap();

    let plain = history(&repo, &[]);
    let paths: Vec<String> = places(&plain).into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["a", "b", "new.conf"]);
    let all = history(&repo, &["--all-objects"]);
    assert_eq!(all.findings().len(), 4);
    assert!(
        all.findings()
            .iter()
            .any(|finding| finding["path"] == Value::Null && finding["commit"] == Value::Null)
    );
    let text = run(repo.path(), &["history"]);
    assert!(
        text.stdout.contains("--all-objects") || text.stderr.contains("--all-objects"),
        "{text:?}"
    );
}

#[test]
fn attributes_do_not_hide_a_file() {
    let mut secrets = Secrets::new(10);
    let repo = Repo::new();
    repo.write(".gitattributes", "*.undiffed -diff\n*.bin binary\n");
    repo.write("one.undiffed", secret_line(&secrets.secret64()));
    repo.write("two.bin", secret_line(&secrets.secret64()));
    let wide: Vec<u8> =
        secret_line(&secrets.secret64()).encode_utf16().flat_map(u16::to_le_bytes).collect();
    repo.write("three.txt", [&[0xff, 0xfe], wide.as_slice()].concat());
    repo.commit("All at once");
    let paths: Vec<String> =
        places(&history(&repo, &[])).into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["one.undiffed", "three.txt", "two.bin"]);
}

#[cfg(unix)]
#[test]
fn hostile_paths_and_link_targets() {
    use std::os::unix::ffi::OsStrExt;
    let mut secrets = Secrets::new(11);
    let repo = Repo::new();
    repo.write("tab\there \"quoted\"\nline.conf", secret_line(&secrets.secret64()));
    let odd = repo.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.conf"));
    std::fs::write(odd, secret_line(&secrets.secret64())).unwrap();
    std::os::unix::fs::symlink(secret_line(&secrets.secret64()).trim(), repo.path().join("link"))
        .unwrap();
    repo.commit("Odd names");
    let ran = history(&repo, &[]);
    let findings = ran.findings();
    let paths: Vec<&str> = findings.iter().filter_map(|finding| finding["path"].as_str()).collect();
    assert_eq!(paths, ["caf\u{fffd}.conf", "link", "tab\there \"quoted\"\nline.conf"]);
    assert_eq!(findings[0]["path_bytes"], "Y2Fm6S5jb25m");
}

#[test]
fn the_same_value_in_two_blobs_of_one_commit_has_two_places() {
    let secret = Secrets::new(12).secret64();
    let repo = Repo::new();
    repo.write("a.conf", secret_line(&secret))
        .write("b.conf", format!("# other\n{}", secret_line(&secret)));
    repo.write("c/a.conf", secret_line(&secret));
    repo.commit("Copies");
    let ran = history(&repo, &[]);
    assert_eq!(
        places(&ran).into_iter().map(|(_, path)| path).collect::<Vec<_>>(),
        ["a.conf", "b.conf", "c/a.conf"]
    );
}

#[test]
fn a_value_that_comes_back_has_its_first_commit_and_no_removal() {
    let secret = Secrets::new(13).secret64();
    let repo = Repo::new();
    repo.write("a.conf", secret_line(&secret));
    let first = repo.commit("Add");
    repo.write("a.conf", "\n").commit("Remove");
    repo.write("a.conf", secret_line(&secret)).commit("Add again");
    let finding = history(&repo, &[]).only_finding();
    assert_eq!(finding["commit"]["id"], first.as_str());
    assert_eq!(finding["at_head"], true);
    assert_eq!(finding["removed_in"], Value::Null);
}

#[test]
fn a_range_is_exactly_what_its_end_adds() {
    let mut secrets = Secrets::new(14);
    let repo = Repo::new();
    let values: Vec<String> = (0..3).map(|_| secrets.secret64()).collect();
    let ids: Vec<String> = (0..3)
        .map(|at| {
            repo.write(format!("{at}.conf"), secret_line(&values[at])).commit(&format!("Add {at}"))
        })
        .collect();
    let paths = |range: &str| -> Vec<String> {
        let ran = history(&repo, &["--range", range]);
        assert_eq!(ran.code, 1, "{range}: {}{}", ran.stdout, ran.stderr);
        places(&ran).into_iter().map(|(_, path)| path).collect()
    };
    let zero = "0".repeat(40);
    assert_eq!(paths(&format!("{}..{}", ids[0], ids[1])), ["1.conf"]);
    assert_eq!(paths(&format!("{}..", ids[0])), ["1.conf", "2.conf"]);
    assert_eq!(paths(&format!("..{}", ids[0])), ["0.conf"], "the root commit counts");
    assert_eq!(paths(&format!("{zero}..main")), ["0.conf", "1.conf", "2.conf"]);
    assert_eq!(history(&repo, &["--range", "main..main"]).code, 0);
    for wrong in ["nosuchref..HEAD", "HEAD..nosuchref", "HEAD"] {
        let ran = history(&repo, &["--range", wrong]);
        assert_eq!(ran.code, 2, "{wrong}");
        assert!(ran.stdout.is_empty());
    }
}

#[test]
fn since_leaves_out_what_came_before_and_says_so() {
    let mut secrets = Secrets::new(15);
    let repo = Repo::new();
    repo.write("old.conf", secret_line(&secrets.secret64())).commit("Old");
    repo.write("new.conf", secret_line(&secrets.secret64())).commit("New");
    let ran = history(&repo, &["--since", "2026-01-01T00:02:00Z"]);
    assert_eq!(places(&ran), [("blob".to_owned(), "new.conf".to_owned())]);
    let text = run(repo.path(), &["history", "--since", "2026-01-31"]);
    assert_eq!(text.code, 0);
    assert!(format!("{}{}", text.stdout, text.stderr).contains("--since"), "{text:?}");
    assert_eq!(history(&repo, &["--since", "whenever"]).code, 2);
    // What came back since then is as new as what came.
    let old = std::fs::read_to_string(repo.path().join("old.conf")).unwrap();
    repo.write("old.conf", "").commit("Away");
    repo.write("old.conf", &old).commit("Back");
    let ran = history(&repo, &["--since", "2026-01-01T00:02:00Z"]);
    let files = ["new.conf", "old.conf"].map(|file| ("blob".to_owned(), file.to_owned()));
    assert_eq!(places(&ran), files);
}

#[test]
fn since_asks_tags_and_references_for_their_dates_too() {
    let mut secrets = Secrets::new(16);
    let repo = Repo::new();
    repo.write("a.txt", "a\n").commit("Start");
    let mut secret = || secrets.secret64();
    for when in ["old", "new"] {
        repo.git(&["branch", &format!("banqup-client-secret-{}", secret())]);
        repo.git(&["tag", "--annotate", "--message", &secret_line(&secret()), when]);
        repo.write("blob", secret_line(&secret()));
        let blob = repo.git(&["hash-object", "-w", "blob"]);
        fs_remove(&repo, "blob");
        repo.git(&["tag", "--annotate", "--message", "A blob", &format!("{when}-blob"), &blob]);
        repo.write("a.txt", when).commit("On");
    }
    let count = |options: &[&str]| history(&repo, options).found().len();
    assert_eq!(count(&[]), 6);
    assert_eq!(count(&["--since", "2026-01-01T00:02:00Z"]), 3);
    assert_eq!(count(&["--since", "2026-01-31"]), 0);
    // Nobody says when a reference to a blob was made.
    repo.write("blob", secret_line(&secret()));
    let blob = repo.git(&["hash-object", "-w", "blob"]);
    fs_remove(&repo, "blob");
    repo.git(&["update-ref", "refs/tags/bare", &blob]);
    assert_eq!(count(&["--since", "2026-01-31"]), 1);
}

fn fs_remove(repo: &Repo, path: &str) {
    std::fs::remove_file(repo.at(path)).expect("it is there");
}

#[test]
fn a_loose_object_that_is_cut_short_ends_the_wait() {
    let repo = Repo::new();
    repo.write("a.txt", "a text that is long enough to be cut\n").commit("Start");
    let id = repo.git(&["rev-parse", "HEAD:a.txt"]);
    let file = repo.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    for length in [0, 1, 2, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&file, &bytes[..length]).unwrap();
        let ran = history(&repo, &[]);
        assert_eq!(ran.code, 3, "cut to {length}");
        assert!(ran.stdout.contains(&id));
    }
}

/// A merged tag is copied into the merge's header, which can be the only place that is left of it.
#[test]
fn other_headers_of_a_commit_are_read_as_its_message() {
    let secret = Secrets::new(14).secret64();
    let repo = Repo::new();
    repo.write("a", "a\n").commit("Start");
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let person = "Ada Example <ada@example.com> 1767225600 +0000";
    let object = format!(
        "tree {tree}\nauthor {person}\ncommitter {person}\nmergetag object {tree}\n type commit\n tag v1\n \n {}\nMerge\n",
        secret_line(&secret)
    );
    repo.write("object", object);
    let id = repo.git(&["hash-object", "-t", "commit", "-w", "object"]);
    repo.git(&["update-ref", "refs/heads/merged", &id]);
    let finding = history(&repo, &[]).only_finding();
    assert_eq!(finding["origin"], "commit-message");
    assert_eq!(finding["commit"]["id"], id.as_str());
    assert_eq!(finding["commit"]["summary"], "Merge");
}
