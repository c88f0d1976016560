//! Every way in which a run can miss something ends in a report that says so. What is about one kind of source stands
//! with that source; here is what can happen in any of them, and to the program itself.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::num::NonZeroUsize;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use banqlint::model::{Circumstances, Origin, Problem, Progress, RepoPath, Span};
use banqlint::rule::RuleSet;
use banqlint::scan::{InspectOptions, Inspector};
use banqlint::source::worktree::{self, Place, Receive, Screening, WalkOptions};
use banqlint::source::{Examine, GitRepository, Rest, Seen, Sightings, history};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::forms::archive::{Zip, gzip, tar, zip};
use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::{Secrets, nameless_leak as leak};

/// The path and reason of each unread part.
fn unread(ran: &Ran) -> Vec<(String, String)> {
    let report = ran.json();
    let parts = report["unread"].as_array().expect("a list");
    assert_eq!(report["complete"], parts.is_empty());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("null").to_owned();
    parts.iter().map(|part| (text(&part["path"]), text(&part["reason"]))).collect()
}

/// Each command that reads contents, on the same content at the same path: files, the index, a range, the whole
/// history.
fn in_every_source(path: &str, content: &[u8]) -> Vec<Ran> {
    let repo = Repo::new();
    repo.write("harmless.txt", "x\n").commit("Start");
    repo.write(path, content).git(&["add", "--all"]);
    let mut runs =
        vec![repo.run(&["check", "--format", "json"]), repo.run(&["staged", "--format", "json"])];
    repo.commit("Add it");
    runs.push(repo.run(&["history", "--format", "json", "--range", "HEAD~1..HEAD"]));
    runs.push(repo.run(&["history", "--format", "json"]));
    repo.git(&["repack", "-a", "-d", "--quiet"]);
    runs.push(repo.run(&["history", "--format", "json"]));
    runs
}

/// A zip whose members are marked as encrypted.
fn locked(mut packed: Vec<u8>) -> Vec<u8> {
    for at in 0..packed.len() - 10 {
        match &packed[at..at + 4] {
            b"PK\x03\x04" => packed[at + 6] |= 1,
            b"PK\x01\x02" => packed[at + 8] |= 1,
            _ => {}
        }
    }
    packed
}

#[test]
fn an_archive_that_cannot_be_read_whole_is_unread_in_every_source() {
    let text = leak(1).repeat(40);
    let whole = zip(&[("a.conf", text.as_bytes())], Zip::Deflated);
    let mut odd = whole.clone();
    let directory = odd.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("it is there");
    for at in [8, directory + 10] {
        odd[at] = 12;
    }
    let packed = gzip(text.as_bytes());
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xff);
    let tarred = gzip(&tar(&[("a.conf", text.as_bytes()), ("b.conf", text.as_bytes())])[..3000]);
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("locked.zip", locked(whole.clone()), "encrypted"),
        ("odd.zip", odd, "method"),
        ("cut.zip", whole[..whole.len() - 30].to_vec(), "directory"),
        ("cut.gz", packed[..packed.len() - 9].to_vec(), "damaged"),
        ("damaged.gz", damaged, "damaged"),
        ("cut.tgz", tarred, "damaged"),
        ("inner.zip", zip(&[("b.7z", b"7z\xBC\xAF\x27\x1C\0\x04 and more")], Zip::Stored), "7z"),
    ];
    for (path, content, why) in cases {
        for ran in in_every_source(path, &content) {
            assert!(matches!(ran.code, 1 | 3), "{path}: {ran:#?}");
            assert_eq!(ran.code == 1, !ran.findings().is_empty(), "{path}: {ran:#?}");
            let unread = unread(&ran);
            let is_it = |(place, reason): &(String, String)| {
                reason.contains(why) && place.starts_with(path)
            };
            assert!(unread.iter().any(is_it), "{path}: {unread:?}");
        }
    }
}

/// Nobody else's program need agree with what an archive says of itself.
#[test]
fn nothing_stands_in_an_archive_that_its_lists_leave_out() {
    let (text, other) = (leak(2).repeat(40), "harmless words\n".repeat(50));
    let one = |how| zip(&[("a.conf", text.as_bytes())], how);
    let twice = zip(&[("a.conf", text.as_bytes()), ("a.conf", other.as_bytes())], Zip::Deflated);
    let mut hidden = one(Zip::Deflated);
    let directory =
        hidden.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("it is there");
    hidden.truncate(directory);
    let start = hidden.len();
    hidden.extend(zip(&[("b.conf", other.as_bytes())], Zip::Deflated));
    // The second archive's places count from its own start, which readers find out by themselves.
    assert!(hidden.len() > start);
    let mut old = tar(&[("a.gz", &gzip(text.as_bytes()))]);
    old[257..265].fill(0);
    old[148..156].copy_from_slice(b"        ");
    let sum: u32 = old[..512].iter().map(|byte| u32::from(*byte)).sum();
    old[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let plain = tar(&[("b.txt", other.as_bytes())]);
    let cases: [(&str, Vec<u8>); 7] = [
        ("twice.zip", twice),
        ("hidden.zip", hidden),
        ("folder.zip", zip(&[("a/", text.as_bytes())], Zip::Deflated)),
        ("carrier", [b"#!/bin/sh\nexec unzip \"$0\"\n", one(Zip::Deflated).as_slice()].concat()),
        ("old.tar", old),
        ("behind.gz", [gzip(other.as_bytes()), one(Zip::Deflated)].concat()),
        ("two.tgz", gzip(&[plain, tar(&[("a.conf", text.as_bytes())])].concat())),
    ];
    for (path, content) in cases {
        for ran in in_every_source(path, &content) {
            let ran = ran.exits_with(1);
            assert!(ran.paths().iter().all(|found| found == path), "{path}: {ran:#?}");
            assert_eq!(unread(&ran), [], "{path}");
        }
    }
}

/// Readers go by the directory of a zip, and by the flags of a gzip file that they know.
#[test]
fn odd_headers_hide_no_archive() {
    let text = leak(3).repeat(40);
    let with = |mut packed: Vec<u8>, at: usize, byte: u8| {
        packed[at] = byte;
        packed
    };
    let packed = || zip(&[("a.conf", text.as_bytes())], Zip::Deflated);
    let cases: [(&str, Vec<u8>); 4] = [
        ("version.zip", with(packed(), 4, 64)),
        ("method.zip", with(packed(), 8, 100)),
        ("inner.zip", zip(&[("a.zip", &with(packed(), 4, 255))], Zip::Deflated)),
        ("flags.gz", with(gzip(text.as_bytes()), 3, 0x20)),
    ];
    for (path, content) in cases {
        for ran in in_every_source(path, &content) {
            let ran = ran.exits_with(1);
            assert!(ran.paths().iter().all(|found| found == path), "{path}: {ran:#?}");
            assert_eq!(unread(&ran), [], "{path}");
        }
    }
    for (path, at, byte) in [("signature.zip", 2, 0x13), ("nameless.zip", 26, 0)] {
        for ran in in_every_source(path, &with(packed(), at, byte)) {
            let reasons = unread(&ran.exits_with(3));
            assert!(reasons.iter().any(|(_, reason)| reason.contains("damaged")), "{reasons:?}");
        }
    }
}

#[test]
fn names_in_archives_are_read_as_names_in_every_source() {
    let secret = Secrets::new(4).secret64();
    let member = format!("banqup/client_secret={secret}.txt");
    let inner: [(&str, &[u8]); 2] = [("a.txt", b"words"), (&member, b"other words")];
    let cases = [
        ("a.tar", tar(&inner), ""),
        ("a.tgz", gzip(&tar(&inner)), ""),
        ("a.zip", zip(&inner, Zip::Deflated), ""),
        ("b.zip", zip(&[("b.zip", &zip(&inner, Zip::Stored))], Zip::Deflated), "b.zip!/"),
        ("c.zip", zip(&[("b.tar", &tar(&inner))], Zip::Deflated), "b.tar!/"),
    ];
    for (path, content, before) in cases {
        for ran in in_every_source(path, &content) {
            let ran = ran.exits_with(1);
            let [one] = &ran.findings()[..] else { panic!("{path}: {ran:#?}") };
            let told =
                ["rule", "path", "origin"].map(|name| one[name].as_str().expect("it is told"));
            assert_eq!(told, ["client-secret", path, "file-name"]);
            let shown = one["archive_path"].as_str().expect("it is told");
            assert!(shown.starts_with(&format!("{before}banqup/client_secret=")), "{shown}");
            assert!(!ran.stdout.contains(&secret), "{path}");
        }
    }
    // A name is one thing, however many are below it, and words are no value.
    let folder = member.replace(".txt", "");
    let below = ["a", "b"].map(|name| format!("{folder}/{name}"));
    let many =
        tar(&[(&below[0], &b"x"[..]), (&below[1], b"y"), ("client_secret_of_banqup.txt", b"z")]);
    for ran in in_every_source("d.tgz", &gzip(&many)) {
        assert_eq!(ran.exits_with(1).findings().len(), 1);
    }
}

#[test]
fn a_text_in_more_layers_than_are_undone_is_unread_in_every_source() {
    let wrap = |times: usize| {
        let encode = |text: String, _| STANDARD.encode(text);
        (0..times).fold(leak(3), encode)
    };
    for ran in in_every_source("layers.txt", wrap(3).as_bytes()) {
        assert_eq!(ran.exits_with(1).findings().len(), 1);
    }
    let deep = wrap(9);
    let packed = zip(&[("layers.txt", deep.as_bytes())], Zip::Deflated);
    for (path, content) in [("layers.txt", deep.as_bytes()), ("layers.zip", packed.as_slice())] {
        for ran in in_every_source(path, content) {
            let ran = ran.exits_with(3);
            let unread = unread(&ran);
            assert!(unread[0].1.contains("layers"), "{path}: {unread:?}");
            assert!(!ran.stdout.contains(&deep[..40]), "{path}: {ran:#?}");
        }
    }
}

#[test]
fn a_broken_encoding_hides_nothing() {
    let text = leak(4);
    let wide = |unit: fn(u16) -> [u8; 2], odd: &[u8]| {
        let mut bytes: Vec<u8> = odd.to_vec();
        bytes.extend(text.encode_utf16().flat_map(unit));
        bytes.extend(odd);
        bytes
    };
    let cases: [(&str, Vec<u8>); 6] = [
        (
            "bytes",
            [b"\xFF\xC0\x80\xED\xA0\x80\xF5 ".as_slice(), text.as_bytes(), b"\xE2\x82"].concat(),
        ),
        ("zeros", [b"\0\0\0".as_slice(), text.as_bytes(), b"\0\xFF\0"].concat()),
        ("marked", [b"\xFF\xFE".as_slice(), &wide(u16::to_le_bytes, b""), b"\x3D"].concat()),
        ("false-mark", [b"\xFE\xFF".as_slice(), text.as_bytes()].concat()),
        ("surrogate", wide(u16::to_le_bytes, b"\x00\xD8")),
        ("big", wide(u16::to_be_bytes, b"\xDC\x00")),
    ];
    for (path, content) in cases {
        for ran in in_every_source(path, &content) {
            assert_eq!(ran.exits_with(1).findings().len(), 1, "{path}");
        }
    }
}

/// Whether weak evidence counts hangs on the rest of the project, so what of that cannot be read leaves the question
/// open.
#[test]
fn a_project_that_cannot_be_read_does_not_acquit_weak_evidence() {
    let repo = Repo::new();
    repo.write("host.txt", "https://api.btx.eu.banqup.com/\n").commit("Name the vendor");
    repo.write("weak.txt", format!("value: {}\n", Secrets::new(5).secret64()));
    repo.git(&["add", "--all"]);
    let staged = ["staged", "--format", "json"];
    let range = ["history", "--format", "json", "--range", "HEAD~1..HEAD"];
    repo.run(&staged).exits_with(1);
    let id = repo.git(&["rev-parse", "HEAD:host.txt"]);
    let object = repo.at(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    let whole = fs::read(&object).expect("it is loose");
    fs::remove_file(&object).expect("it is there");
    let names_it = |ran: Ran| {
        let report = ran.exits_with(3).json();
        let part = &report["unread"][0];
        assert_eq!((&part["path"], &part["object"]), (&"host.txt".into(), &id.as_str().into()));
    };
    names_it(repo.run(&staged));
    // Git commits nothing that it has not.
    fs::write(&object, &whole).expect("it is ours");
    repo.commit("Add weak evidence");
    fs::remove_file(&object).expect("it is there");
    names_it(repo.run(&range));
    fs::write(&object, whole).expect("it is ours");
    repo.run(&range).exits_with(1);
}

/// Findings that nobody takes hold the scan back, so the last file cannot be read before it is gone.
#[test]
fn a_file_that_goes_away_between_its_listing_and_its_reading_is_unread() {
    let mut secrets = Secrets::new(6);
    let folder = Repo::folder();
    for at in 0..1_000 {
        let text = format!("client_secret = \"{}\"\n", secrets.secret64());
        folder.write(format!("a/{at:04}.conf"), text);
    }
    folder.write("z.conf", leak(7));
    let mut command = folder.command(&["check", "--format", "jsonl", "--threads", "1"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut first = String::new();
    out.read_line(&mut first).expect("a line");
    fs::remove_file(folder.at("z.conf")).expect("it is there");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it is UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    let is_it = |line: &&str| line.contains("\"unread\"") && line.contains("\"z.conf\"");
    let line = rest.lines().find(is_it).unwrap_or_else(|| panic!("{}", &rest[rest.len() - 900..]));
    assert!(line.contains("went away"), "{line}");
    assert!(rest.contains("\"complete\":false"));
}

#[cfg(unix)]
#[test]
fn standard_input_that_cannot_be_read_is_unread() {
    let folder = Repo::folder();
    let mut command = folder.command(&["check", "--format", "json", "-"]);
    command.stdin(File::open(folder.path()).expect("a folder can be opened"));
    let ran = Ran::of(command.output().expect("the binary runs")).exits_with(3);
    assert!(unread(&ran)[0].1.contains("standard input"), "{ran:#?}");
}

/// A report that nobody has is no pass, whatever would have been in it.
#[cfg(target_os = "linux")]
#[test]
fn a_report_that_finds_the_disk_full_never_passes() {
    let folder = Repo::folder();
    for has_leak in [false, true] {
        folder.write("a.txt", if has_leak { leak(8) } else { "x\n".to_owned() });
        for format in ["text", "json", "jsonl", "sarif", "html", "junit"] {
            let full = || File::options().write(true).open("/dev/full").expect("Linux has it");
            let mut command = folder.command(&["check", "--format", format]);
            let ran = Ran::of(command.stdout(full()).output().expect("the binary runs"));
            assert!(ran.exits_with(2).stderr.contains("cannot write the report"), "{format}");
            let ran = folder.run(&["check", "--format", format, "--output", "/dev/full"]);
            assert!(ran.exits_with(2).stderr.contains("cannot write the report"), "{format}");
        }
        let ran = folder.run(&["check", "--report", "json=/dev/full"]).exits_with(2);
        assert!(ran.stderr.contains("cannot write the report"), "{ran:#?}");
    }
}

#[test]
fn a_reader_that_goes_away_does_not_make_an_incomplete_run_pass() {
    let folder = Repo::folder();
    folder.write("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04 and more");
    for format in ["text", "json", "jsonl"] {
        let mut command = folder.command(&["check", "--format", format]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(3), "{format}");
    }
}

/// What no content is known to do: make the program panic. A stage that is given to it does instead.
#[test]
fn a_fault_in_a_check_costs_its_own_content() {
    let inspector = Inspector::new(
        Arc::new(RuleSet::embedded()),
        InspectOptions { now: 1_767_225_600, threads: NonZeroUsize::MIN },
    );
    let path = |text: &str| Origin::File { path: RepoPath::from(text) };
    let secret = Secrets::new(14).secret64();
    let content = format!("BANQUP_CLIENT_SECRET={secret}\n");
    let found = inspector.inspect_file(&path(".env"), content.as_bytes(), &|| panic!("a fault"));
    assert_eq!(found.detections.len(), 0);
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    assert!(found.problems[0].reason.contains("a fault of banqlint"), "{:?}", found.problems);
    let text = leak(9);
    let next = inspector.inspect_file(&path("a.conf"), text.as_bytes(), &Circumstances::default);
    assert_eq!((next.detections.len(), next.problems.len()), (1, 0));
}

/// Panics on files that say so, and keeps what else it is shown.
#[derive(Default)]
struct Faulty {
    read: Vec<String>,
    problems: Vec<Problem>,
}

impl Receive for Faulty {
    fn admits(&mut self, _: &Place<'_>) -> bool {
        true
    }

    fn content(&mut self, place: &Place<'_>, bytes: &[u8]) {
        assert_ne!(bytes, b"fault");
        self.read.push(place.to_repo_path().to_string());
    }

    fn screening(&self, _: &Place<'_>, _: &[u8]) -> Screening<'_> {
        static STOP: AtomicBool = AtomicBool::new(false);
        Screening { sieve: None, threads: NonZeroUsize::MIN, stop: &STOP }
    }

    fn harmless(&mut self, _: &Place<'_>, _: usize) {}

    fn name(&mut self, _: &Place<'_>, _: &[u8]) {}

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn note(&mut self, _: String) {}

    fn not_covered(&mut self, _: String) {}
}

#[test]
fn a_fault_on_one_file_costs_that_file() {
    let folder = Repo::new();
    for at in 0..20 {
        folder.write(format!("{at}.txt"), if at == 7 || at == 11 { "fault" } else { "x" });
    }
    folder.write(".gitignore", "11.txt\n").commit("Track them");
    let options = WalkOptions { threads: NonZeroUsize::MIN, ignore_files: true };
    let done = worktree::walk(&[folder.path()], options, Faulty::default).expect("it is there");
    let read: Vec<&String> = done.iter().flat_map(|one| &one.read).collect();
    assert_eq!(read.len(), 19, "{read:?}");
    let mut lost: Vec<String> = done
        .iter()
        .flat_map(|one| &one.problems)
        .filter_map(|one| one.path.as_ref())
        .map(ToString::to_string)
        .collect();
    lost.sort();
    assert_eq!(lost, ["11.txt", "7.txt"]);
}

/// Panics on blobs that hold a word, and keeps the others.
struct FaultyExaminer;

impl Examine for FaultyExaminer {
    fn margin(&self) -> usize {
        Span { start: 0, end: 64 }.len()
    }

    fn suspicious(&self, window: &[u8]) -> bool {
        window.windows(5).any(|word| word == b"fault")
    }

    fn sightings(&self, origin: &Origin, _: &[u8]) -> Sightings {
        assert!(!matches!(origin, Origin::Blob { .. }));
        Sightings::default()
    }

    fn reach(&self) -> usize {
        self.margin()
    }

    fn is_vendors_name(&self, _: &[u8]) -> bool {
        false
    }

    fn sightings_near(&self, _: &[u8], _: &[Span], _: Rest) -> Option<Vec<Seen>> {
        None
    }
}

#[test]
fn a_fault_on_one_object_costs_that_object() {
    let repo = Repo::new();
    repo.write("a.txt", "harmless\n").write("b.txt", "a fault\n").commit("Start");
    let lost = repo.git(&["rev-parse", "HEAD:b.txt"]);
    let options = history::Options::default();
    for packed in [false, true] {
        if packed {
            repo.git(&["gc", "--quiet"]);
        }
        let git = GitRepository::discover(repo.path()).expect("it is a repository");
        let opened = history::Repository::open(&git);
        let outcome = history::scan(&opened, &FaultyExaminer, options, &Progress::default());
        let [problem] = outcome.problems.as_slice() else { panic!("{:?}", outcome.problems) };
        assert_eq!(problem.object.map(|id| id.to_string()), Some(lost.clone()));
        assert!(problem.reason.contains("a fault of banqlint"), "{problem:?}");
        assert_eq!((outcome.stats.commits, outcome.stats.blobs), (1, 2), "packed: {packed}");
    }
}

/// The top of a tree has no name.
#[test]
fn what_has_no_path_has_none_in_reports() {
    let repo = Repo::new();
    repo.write("a.txt", "a\n").commit("One");
    repo.write("a.txt", "b\n").commit("Two");
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let object = repo.at(format!(".git/objects/{}/{}", &tree[..2], &tree[2..]));
    fs::remove_file(object).expect("it is loose");
    for arguments in [&["history"] as &[&str], &["history", "--range", "HEAD~1..HEAD"], &["audit"]]
    {
        let report = repo.run(&[arguments, &["--format", "json"]].concat()).exits_with(3).json();
        for part in report["unread"].as_array().expect("a list") {
            assert_ne!(part["path"], "", "{arguments:?}: {part}");
        }
    }
}
