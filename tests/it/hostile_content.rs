//! Content made to cost: it ends soon, in bounded memory, with a report that says what was not read.
//!
//! The bounds are on everything the program takes, so a bound that holds is well above what the content costs. Time is
//! bounded by a deadline that is many times what a run takes: it tells a run that is linear from one that is not.

use std::fmt::Write;
use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::bounds::run_bounded;
use crate::forms::archive::{Zip, gzip, tar, zip};
use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::{Secrets, nameless_leak as leak};

/// For contents that unpack to little.
const LITTLE: usize = 256;

/// For archives, which may unpack to 512 MiB in all and are held one member at a time.
const ARCHIVE: usize = 1024;

fn check(folder: &Repo, mebibytes: usize) -> Ran {
    run_bounded(folder, mebibytes, &["check", "--format", "json"])
}

fn reasons(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let parts = report["unread"].as_array().expect("a list").iter();
    parts.map(|part| part["reason"].as_str().expect("a reason").to_owned()).collect()
}

fn assert_unread(ran: &Ran, why: &str) {
    let reasons = reasons(ran);
    assert!(reasons.iter().any(|reason| reason.contains(why)), "{why}: {reasons:?}");
    assert!(reasons.len() < 100, "{} reasons", reasons.len());
}

#[test]
fn bombs_are_read_as_far_as_their_limits() {
    let zeros = vec![0; 15 << 20];
    let name = |at: usize| format!("{at}.bin");
    let names: Vec<String> = (0..40).map(name).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect();
    let wide = zip(&members, Zip::Deflated);
    let many_streams = gzip(&zeros).repeat(30);
    let inner = gzip(&many_streams);
    let cases: [(&str, Vec<u8>, &str); 3] = [
        ("wide.zip", wide, "more than the limit in bytes"),
        ("long.gz", many_streams, "200 times"),
        ("inner.gz", inner, "200 times"),
    ];
    for (path, content, why) in cases {
        assert!(content.len() < 2 << 20, "{path} is small");
        let folder = Repo::folder();
        folder.write("a.conf", leak(1)).write(path, content);
        let ran = check(&folder, ARCHIVE).exits_with(1);
        assert_eq!(ran.paths(), ["a.conf"]);
        assert_unread(&ran, why);
    }
}

#[test]
fn archives_in_archives_are_opened_to_the_fifth() {
    let nest = |times: usize| (0..times).fold(leak(2).into_bytes(), |bytes, _| gzip(&bytes));
    let folder = Repo::folder();
    folder.write("five.gz", nest(5));
    check(&folder, LITTLE).exits_with(1);
    for times in [6, 200] {
        let folder = Repo::folder();
        folder.write("deep.gz", nest(times));
        assert_unread(&check(&folder, LITTLE).exits_with(3), "more than 5 deep");
    }
}

/// A zip of one small member that its directory lists so many times, under names of their own.
fn crowded(entries: u32) -> Vec<u8> {
    let mut out = zip(&[("a", b"x")], Zip::Stored);
    let end = out.split_off(out.len() - 22);
    let directory = out.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("it is there");
    let entry = out.split_off(directory);
    for at in 0..entries {
        let mut entry = [&entry[..28], &4_u16.to_le_bytes(), &entry[30..46]].concat();
        entry.extend((at | 0x0101_0101).to_le_bytes());
        out.extend(entry);
    }
    let (size, count) = ((out.len() - directory) as u64, u64::from(entries));
    let (start, place) = (directory as u64, out.len() as u64);
    out.extend(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
    out.extend([count, count, size, start].iter().flat_map(|number| number.to_le_bytes()));
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(place.to_le_bytes());
    out.extend(1_u32.to_le_bytes());
    out.extend(&end[..8]);
    out.extend([0xff; 12]);
    out.extend([0, 0]);
    out
}

#[test]
fn a_million_members_cost_no_more_than_the_limit_of_members() {
    let folder = Repo::folder();
    folder.write("a.conf", leak(3)).write("few.zip", crowded(1_000));
    let ran = check(&folder, LITTLE).exits_with(1);
    assert_eq!(reasons(&ran), Vec::<String>::new(), "{ran:#?}");
    let folder = Repo::folder();
    folder.write("a.conf", leak(3)).write("crowd.gz", gzip(&crowded(1_000_000)));
    let ran = check(&folder, 2 * LITTLE).exits_with(1);
    assert_eq!(ran.paths(), ["a.conf"]);
    assert_unread(&ran, "more members than the limit");
}

#[test]
fn names_in_archives_lead_nowhere_and_command_nothing() {
    let names = ["../../up.conf", "/etc/abs.conf", "C:\\win.conf", "a/\x1b[2J\nb", "a/../../c"];
    let text = leak(4);
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, text.as_bytes())).collect();
    for (path, content) in
        [("a.zip", zip(&members, Zip::Deflated)), ("a.tgz", gzip(&tar(&members)))]
    {
        let folder = Repo::folder();
        folder.write(path, content);
        let ran = check(&folder, LITTLE).exits_with(1);
        let inside: Vec<String> = ran
            .findings()
            .iter()
            .map(|one| one["archive_path"].as_str().expect("a path").to_owned())
            .collect();
        let mut expected = names.map(str::to_owned);
        expected.sort();
        let mut sorted = inside.clone();
        sorted.sort();
        assert_eq!(sorted, expected, "{path}");
        let text = folder.run(&["check"]).exits_with(1);
        assert!(!text.stdout.contains('\x1b'), "{text:#?}");
        let beside = fs::read_dir(folder.path().join("..")).expect("it is there").count();
        let here = fs::read_dir(folder.path()).expect("it is there").count();
        assert_eq!((beside, here), (1, 1), "nothing was written");
    }
}

#[test]
fn members_of_one_name_are_all_read() {
    let texts: Vec<String> = (10..13).map(leak).collect();
    let members: Vec<(&str, &[u8])> = texts.iter().map(|text| ("same", text.as_bytes())).collect();
    for (path, content) in [
        ("a.zip", zip(&members, Zip::Deflated)),
        ("a.tar", tar(&members)),
        ("b.zip", zip(&members, Zip::Stored)),
    ] {
        let folder = Repo::folder();
        folder.write(path, content);
        let ran = check(&folder, LITTLE).exits_with(1);
        assert_eq!((ran.findings().len(), reasons(&ran).len()), (3, 0), "{path}: {ran:#?}");
    }
}

/// A file costs its own size and a fixed amount; a line, a word or an encoding has no length at which it is not read.
#[test]
fn one_line_of_64_mebibytes_is_read() {
    let planted = leak(5);
    let (large, small) = (64 << 20, 4 << 20);
    let cases = [("x", large), ("\\", small), (" ", small), ("'+'", small), ("\u{0}", small)];
    for (filling, size) in cases {
        let half = filling.repeat(size / 2 / filling.len());
        let folder = Repo::folder();
        folder.write("line.txt", format!("{half} {planted}{half}"));
        let ran = check(&folder, 512).exits_with(1);
        let finding = &ran.findings()[0];
        assert_eq!(
            (&finding["path"], &finding["line"]),
            (&"line.txt".into(), &1.into()),
            "{filling}"
        );
        let start = half.chars().count() + " client_secret = \"".len() + 1;
        assert_eq!(finding["column"], start, "{filling}");
        assert!(ran.stdout.len() < 20_000, "an excerpt is short: {}", ran.stdout.len());
    }
}

#[test]
fn encoded_text_without_end_is_read_in_its_own_size() {
    let planted = leak(6);
    let text = "the quick brown fox ".repeat(60_000);
    let word = STANDARD.encode("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    let words = format!("{}/", word.repeat(32)).repeat(1_000);
    let cases = [
        STANDARD.encode(format!("{text}{planted}{text}")),
        format!("{words}\n{planted}{words}"),
        format!("{text}{planted}").bytes().map(|byte| format!("%{byte:02x}")).collect(),
        format!("{text}{planted}").bytes().map(|byte| format!("&#{byte};")).collect(),
    ];
    for content in cases {
        let folder = Repo::folder();
        folder.write("a.txt", content);
        let ran = check(&folder, LITTLE).exits_with(1);
        assert_eq!((ran.findings().len(), reasons(&ran).len()), (1, 0), "{ran:#?}");
    }
}

/// Nested far deeper than any stack could follow; each file belongs to an integration, so that it is read as what it
/// is.
#[test]
fn documents_nested_without_end_are_read() {
    let planted = leak(7);
    let mut laughs = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a0 \"ha\">\n".to_owned();
    for at in 1..40 {
        let again = format!("&a{};", at - 1).repeat(10);
        writeln!(laughs, "<!ENTITY a{at} \"{again}\">").expect("a text takes it");
    }
    let cases = [
        ("banqup/objects.json", "{\"banqup\":".repeat(90_000)),
        ("banqup/lists.json", "[".repeat(1_000_000)),
        ("banqup/flow.yaml", "{a: ".repeat(200_000)),
        ("banqup/block.yaml", "- ".repeat(500_000)),
        ("banqup/kinds.yaml", "kind: Secret\na: &a [*a, *a]\n".repeat(20_000)),
        ("banqup/laughs.xml", laughs + "]><l>&a39;</l>\n"),
        ("banqup/calls.py", "requests.get(".repeat(80_000)),
        ("banqup/quotes.sh", "$(\"".repeat(300_000)),
        ("banqup/commands.md", "curl ".repeat(200_000)),
        ("banqup/calls.sh", "(curl ".repeat(100_000)),
        ("banqup/Dockerfile", "RUN \\\n".repeat(150_000)),
    ];
    for (path, nested) in cases {
        let folder = Repo::folder();
        folder.write(path, format!("{nested}\n{planted}"));
        let ran = check(&folder, LITTLE);
        let found = ran.exits_with(1).found();
        assert!(found.contains(&("client-secret".to_owned(), path.to_owned())), "{found:?}");
    }
}

/// Values of one start, in one line, before and after a change, and in a member without compression: what is done for
/// each of them must not depend on how many others there are.
#[test]
fn time_follows_the_number_of_values() {
    let mut secrets = Secrets::new(8);
    let count = 12_000;
    let start = secrets.alphanumeric(8);
    let mut values = String::new();
    for _ in 0..count {
        write!(values, "client_secret:\"{start}{}\",", secrets.alphanumeric(56)).expect("it fits");
    }
    let repo = Repo::new();
    repo.write("stored.zip", zip(&[("one.js", values.as_bytes())], Zip::Stored));
    let ran = check(&repo, ARCHIVE).exits_with(1);
    assert!(ran.findings().len() > count * 99 / 100, "{}", ran.findings().len());
    let packed = Repo::new();
    packed.write("release.yml", format!("release: {}\n", STANDARD.encode(gzip(values.as_bytes()))));
    let ran = check(&packed, ARCHIVE).exits_with(1);
    assert!(ran.findings().len() > count * 99 / 100, "{}", ran.findings().len());
    repo.write("one.js", &values).commit("Start");
    repo.write("one.js", values + &leak(9)).git(&["add", "--all"]);
    let ran = run_bounded(&repo, ARCHIVE, &["staged", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["one.js"]);
}

#[cfg(unix)]
#[test]
fn links_in_circles_sockets_and_devices_end_nothing() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let folder = Repo::new();
    folder.write("a/b/c.conf", leak(10));
    symlink("../..", folder.at("a/b/up")).expect("a link is made");
    symlink("two", folder.at("one")).expect("a link is made");
    symlink("one", folder.at("two")).expect("a link is made");
    symlink("/dev/zero", folder.at("zero")).expect("a link is made");
    let _socket = UnixListener::bind(folder.at("socket")).expect("a socket is made");
    let ran = check(&folder, LITTLE).exits_with(1);
    assert_eq!(ran.paths(), ["a/b/c.conf"]);
    let arguments =
        ["check", "--format", "json", "socket", "one", "a/b/up/a/b/c.conf", "/dev/zero"];
    let ran = run_bounded(&folder, LITTLE, &arguments).exits_with(1);
    let unread = reasons(&ran).len();
    assert_eq!(unread, 3, "the socket, the circle and the device that were named: {ran:#?}");
}
