//! Repositories made to cost, or to mislead: damage that git itself would not write, in bounded time and memory.
//!
//! The bounds are stated as in `hostile_content`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use crate::bounds::run_bounded;
use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::nameless_leak as leak;

/// For everything that the program takes.
const BOUND: usize = 512;

fn with_a_leak(seed: u64) -> Repo {
    let repo = Repo::new();
    repo.write("a.conf", leak(seed)).commit("Start");
    repo
}

fn history(repo: &Repo) -> Ran {
    run_bounded(repo, BOUND, &["history", "--format", "json"])
}

/// The object and reason of each unread part.
fn unread(ran: &Ran) -> Vec<(String, String)> {
    let report = ran.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("null").to_owned();
    let parts = report["unread"].as_array().expect("a list").iter();
    parts.map(|part| (text(&part["object"]), text(&part["reason"]))).collect()
}

/// Gives git a text to read; what it printed, trimmed.
fn feed(repo: &Repo, arguments: &[&str], text: &[u8]) -> String {
    let mut command = repo.git_command(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git starts");
    child.stdin.take().expect("it is piped").write_all(text).expect("git reads");
    let output = child.wait_with_output().expect("git ends");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    let mut hasher = gix_hash::hasher(gix_hash::Kind::Sha1);
    hasher.update(bytes);
    hasher.try_finalize().expect("no collision").as_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut out = vec![0; packer.zlib_compress_bound(bytes.len())];
    let length = packer.zlib_compress(bytes, &mut out).expect("the bound is enough");
    out.truncate(length);
    out
}

fn loose_file(repo: &Repo, id: &str) -> PathBuf {
    repo.at(format!(".git/objects/{}/{}", &id[..2], &id[2..]))
}

/// Writes a loose object as it is given, header included; its id is the hash of that.
fn loose(repo: &Repo, object: &[u8]) -> String {
    let id = hex(&sha1(object));
    repo.write(loose_file(repo, &id), zlib(object));
    id
}

/// Texts whose hashes are one in a hash that has no key of its own: the hash of short texts is a product, and their
/// first half makes it zero.
fn colliding(count: u32) -> impl Iterator<Item = Vec<u8>> {
    let zero: u64 = 0x243f_6a88_85a3_08d3;
    // Neither a zero byte nor a slash may stand in a name.
    let digits = |at: u32| format!("{at:08x}").into_bytes();
    (0..count).map(move |at| [zero.to_le_bytes().to_vec(), digits(at)].concat())
}

#[test]
fn paths_that_were_chosen_to_collide_cost_no_more_than_others() {
    let repo = with_a_leak(1);
    let blob = repo.git(&["rev-parse", "HEAD:a.conf"]);
    let mut list = Vec::new();
    for path in colliding(200_000) {
        list.extend(format!("100644 {blob} 0\t").as_bytes());
        list.extend(path);
        list.push(0);
    }
    feed(&repo, &["update-index", "-z", "--index-info"], &list);
    let ran = run_bounded(&repo, BOUND, &["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.paths(), ["a.conf"]);
}

#[test]
fn missing_objects_whose_ids_were_chosen_to_collide_cost_no_more_than_others() {
    let repo = with_a_leak(2);
    let mut tree = Vec::new();
    for (at, mut id) in colliding(160_000).enumerate() {
        id.extend([7; 4]);
        tree.extend(format!("100644 {at:06}\0").as_bytes());
        tree.extend(id);
    }
    let object = [format!("tree {}\0", tree.len()).as_bytes(), &tree].concat();
    let tree = loose(&repo, &object);
    let commit = repo.git(&["commit-tree", "-m", "Name them", "-p", "HEAD", &tree]);
    repo.git(&["update-ref", "refs/heads/main", &commit]);
    let ran = history(&repo).exits_with(1);
    assert_eq!(unread(&ran).len(), 160_000);
}

#[test]
fn hundreds_of_thousands_of_references_and_log_entries_are_starts() {
    let repo = with_a_leak(3);
    let head = repo.head();
    repo.write("a.conf", "x\n");
    let gone = repo.commit("Take it away");
    repo.git(&["reset", "--quiet", "--hard", &head]);
    repo.git(&["rm", "--quiet", "a.conf"]);
    let clean = repo.git(&["commit-tree", "-m", "Clean", &repo.git(&["write-tree"])]);
    repo.git(&["update-ref", "refs/heads/main", &clean]);
    fs::remove_dir_all(repo.at(".git/logs")).expect("it is there");
    fs::remove_file(repo.at(".git/ORIG_HEAD")).expect("it is there");
    history(&repo).exits_with(0);
    let mut packed = "# pack-refs with: peeled fully-peeled sorted \n".to_owned();
    for at in 0..200_000 {
        packed += &format!("{clean} refs/tags/{at:07}\n");
    }
    packed += &format!("{head} refs/tags/last\n");
    repo.write(".git/packed-refs", &packed);
    let ran = history(&repo).exits_with(1);
    assert_eq!((ran.paths(), unread(&ran)), (vec!["a.conf".to_owned()], Vec::new()));
    fs::remove_file(repo.at(".git/packed-refs")).expect("it is there");
    let zero = "0".repeat(40);
    let mut log = String::new();
    for _ in 0..200_000 {
        log += &format!("{zero} {clean} Ada <ada@example.com> 1767225600 +0000\tcommit\n");
    }
    log += &format!("{clean} {gone} Ada <ada@example.com> 1767225600 +0000\tlast\n");
    repo.write(".git/logs/refs/heads/main", log);
    let ran = history(&repo).exits_with(1);
    assert_eq!((ran.paths(), unread(&ran)), (vec!["a.conf".to_owned()], Vec::new()));
}

#[test]
fn a_chain_of_deltas_as_long_as_git_makes_them_is_read_to_its_end() {
    let repo = Repo::new();
    let mut text = "a line that stays as it is\n".repeat(2_000);
    let mut stream = Vec::new();
    let rounds = 4_200;
    for at in 0..rounds {
        text.insert_str(0, &format!("{at}\n"));
        if at == rounds - 50 {
            text.insert_str(0, &leak(4));
        }
        let tail = &text[..text.len().min(40_000)];
        write!(
            stream,
            "commit refs/heads/main\ncommitter A <a@example.com> {at} +0000\ndata 1\nx\n"
        )
        .expect("it fits");
        write!(stream, "M 644 inline a.conf\ndata {}\n{tail}\n", tail.len()).expect("it fits");
    }
    feed(&repo, &["-c", "pack.depth=4095", "fast-import", "--quiet", "--depth=4095"], &stream);
    let deepest = repo.git(&["rev-parse", "main:a.conf"]);
    assert!(
        feed(&repo, &["cat-file", "--batch-check=%(deltabase)"], deepest.as_bytes()).len() == 40
    );
    let ran = history(&repo).exits_with(1);
    assert_eq!((ran.paths(), unread(&ran)), (vec!["a.conf".to_owned()], Vec::new()));
    assert_eq!(ran.json()["stats"]["commits"], rounds);
}

/// No git makes such a chain, and each reads it.
#[test]
fn a_chain_of_deltas_through_a_whole_pack_is_walked_once() {
    const LINKS: u32 = 320_000;
    let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::fastest());
    let mut packed = |bytes: &[u8]| {
        let mut out = vec![0; packer.zlib_compress_bound(bytes.len())];
        let length = packer.zlib_compress(bytes, &mut out).expect("the bound is enough");
        out.truncate(length);
        out
    };
    let leak = leak(7);
    let mut pack = [&b"PACK\0\0\0\x02"[..], &LINKS.to_be_bytes()[..]].concat();
    let mut before = None;
    for link in 0..LINKS {
        let here = pack.len();
        let data = if link + 1 == LINKS { leak.clone() } else { format!("{link:08}") };
        match before {
            None => {
                // A blob of eight bytes.
                pack.push(0x38);
                pack.extend(packed(data.as_bytes()));
            }
            Some(base) => {
                // From eight bytes to as many as are put in.
                let length = u8::try_from(data.len()).expect("it is short");
                let delta = [&[8, length, length][..], data.as_bytes()].concat();
                pack.push(0xE0 | (delta.len() & 0x0F) as u8);
                pack.push((delta.len() >> 4) as u8);
                // The distance to the base is below 128.
                pack.push(u8::try_from(here - base).expect("it is short"));
                pack.extend(packed(&delta));
            }
        }
        before = Some(here);
    }
    let sum = sha1(&pack);
    pack.extend(sum);
    let repo = Repo::new();
    feed(&repo, &["index-pack", "--stdin"], &pack);
    let blob = hex(&sha1(format!("blob {}\0{leak}", leak.len()).as_bytes()));
    feed(&repo, &["update-index", "--index-info"], format!("100644 {blob} 0\ta.conf\n").as_bytes());
    repo.git(&["commit", "--quiet", "--message", "Start"]);
    let ran = history(&repo).exits_with(1);
    assert_eq!((ran.paths(), unread(&ran)), (vec!["a.conf".to_owned()], Vec::new()));
}

#[test]
fn loose_objects_that_claim_another_size_are_unread_and_ask_for_no_memory() {
    let zeros = vec![0; 300 << 20];
    let cases: [(String, usize); 4] = [
        ("blob 10".to_owned(), zeros.len()),
        (format!("blob {}", u64::MAX), 100),
        ("blob 99999999".to_owned(), 100),
        ("blob -1".to_owned(), 100),
    ];
    for (header, size) in cases {
        let repo = with_a_leak(5);
        let object = [header.as_bytes(), b"\0", &zeros[..size]].concat();
        let id = loose(&repo, &object);
        assert!(fs::metadata(loose_file(&repo, &id)).expect("it is there").len() < 2 << 20);
        feed(
            &repo,
            &["update-index", "--index-info"],
            format!("100644 {id} 0\tb.bin\n").as_bytes(),
        );
        for command in [&["staged", "--format", "json"][..], &["history", "--format", "json"]] {
            let ran = run_bounded(&repo, 256, command);
            let unread = unread(&ran);
            assert!(matches!(ran.code, 1 | 3), "{ran:#?}");
            assert!(unread.iter().any(|(object, _)| *object == id), "{header}: {unread:?}");
        }
    }
}

/// The pack and its index agree in all their sums, and the size in an object's header is not that of the object.
#[test]
fn packed_objects_that_claim_another_size_are_unread() {
    let repo = Repo::new();
    repo.write("a.conf", leak(6)).write("b.txt", "b\n".repeat(60)).commit("Start");
    repo.git(&["repack", "-a", "-d", "--quiet"]);
    let id = repo.git(&["rev-parse", "HEAD:b.txt"]);
    let folder = repo.at(".git/objects/pack");
    let named = |extension: &str| {
        let files = fs::read_dir(&folder)
            .expect("it is there")
            .map(|entry| entry.expect("readable").path());
        files
            .into_iter()
            .find(|path| path.extension().is_some_and(|found| found == extension))
            .expect("it is there")
    };
    let (pack, index) = (named("pack"), named("idx"));
    let (whole, listed) = (fs::read(&pack).expect("readable"), fs::read(&index).expect("readable"));
    let verify = repo.git(&["verify-pack", "-v", index.to_str().expect("it is text")]);
    let line = verify.lines().find(|line| line.starts_with(&id)).expect("it is packed");
    let words: Vec<usize> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
    let (length, offset) = (words[words.len() - 2], words[words.len() - 1]);
    // The size is 120: its last four bits stand in the first byte, the others in the second.
    assert_eq!((whole[offset] & 0x8f, whole[offset + 1]), (0x88, 7));
    for claimed in [0_u8, 6, 0x7f] {
        let (mut pack_bytes, mut index_bytes) = (whole.clone(), listed.clone());
        pack_bytes[offset + 1] = claimed;
        let end = pack_bytes.len() - 20;
        let sum = sha1(&pack_bytes[..end]);
        pack_bytes[end..].copy_from_slice(&sum);
        // After the 256 counts come the ids, then the checksums of the entries.
        let count = index_bytes[8 + 255 * 4..8 + 256 * 4]
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let ids = 8 + 256 * 4;
        let place = (0..count)
            .find(|at| hex(&index_bytes[ids + at * 20..][..20]) == id)
            .expect("it is listed");
        let crc = crc32fast::hash(&pack_bytes[offset..offset + length]);
        index_bytes[ids + count * 20 + place * 4..][..4].copy_from_slice(&crc.to_be_bytes());
        let end = index_bytes.len() - 40;
        index_bytes[end..end + 20].copy_from_slice(&sum);
        let own = sha1(&index_bytes[..end + 20]);
        index_bytes[end + 20..].copy_from_slice(&own);
        for (path, bytes) in [(&pack, &pack_bytes), (&index, &index_bytes)] {
            fs::remove_file(path).expect("it is there");
            fs::write(path, bytes).expect("it is ours");
        }
        let ran = history(&repo).exits_with(1);
        assert_eq!(ran.paths(), ["a.conf"]);
        let unread = unread(&ran);
        let [(object, reason)] = unread.as_slice() else { panic!("{unread:?}") };
        assert!(*object == id && reason.contains("size"), "{claimed}: {reason}");
    }
}

#[test]
fn tags_of_tags_of_tags_are_followed_to_their_end() {
    let repo = with_a_leak(7);
    let (mut target, mut kind) = (repo.head(), "commit");
    for at in 0..1_500 {
        let tag = format!(
            "object {target}\ntype {kind}\ntag t{at}\ntagger A <a@example.com> 1 +0000\n\nx\n"
        );
        target = loose(&repo, format!("tag {}\0{tag}", tag.len()).as_bytes());
        kind = "tag";
    }
    repo.write(".git/refs/tags/last", format!("{target}\n"));
    fs::remove_file(repo.at(".git/refs/heads/main")).expect("it is there");
    fs::remove_dir_all(repo.at(".git/logs")).expect("it is there");
    let ran = history(&repo).exits_with(1);
    assert_eq!((ran.paths(), unread(&ran)), (vec!["a.conf".to_owned()], Vec::new()));
    let range = ["history", "--format", "json", "--range", "..last"];
    let ran = run_bounded(&repo, BOUND, &range).exits_with(1);
    assert_eq!(ran.paths(), ["a.conf"]);
}

#[test]
fn folders_nested_without_end_are_read_in_the_whole_history() {
    let repo = Repo::new();
    let path = format!("{}a.conf", "a/".repeat(6_000));
    let text = leak(8);
    let stream = format!(
        "commit refs/heads/main\ncommitter A <a@example.com> 1 +0000\ndata 1\nx\nM 644 inline {path}\ndata {}\n{text}\n",
        text.len()
    );
    feed(&repo, &["fast-import", "--quiet", "--force"], stream.as_bytes());
    let ran = history(&repo).exits_with(1);
    assert_eq!((ran.paths(), unread(&ran)), (vec![path], Vec::new()));
}

#[test]
fn an_index_of_paths_without_end_never_passes() {
    for version in ["2", "4"] {
        let repo = with_a_leak(9);
        let blob = repo.git(&["rev-parse", "HEAD:a.conf"]);
        repo.git(&["update-index", "--index-version", version]);
        let list = format!("100644 {blob} 0\t{}b.conf\n", "a/".repeat(100_000));
        feed(&repo, &["update-index", "--index-info"], list.as_bytes());
        let ran = run_bounded(&repo, BOUND, &["staged", "--format", "json"]).exits_with(3);
        let unread = unread(&ran);
        let says = |reason: &str| reason.contains("index") || reason.contains("nested deeper");
        assert!(unread.iter().all(|(_, reason)| says(reason)), "{unread:?}");
        let ran = run_bounded(&repo, BOUND, &["check", "--format", "json"]).exits_with(1);
        assert_eq!(ran.paths(), ["a.conf"]);
    }
}

#[test]
fn circles_among_gits_own_files_end() {
    let repo = with_a_leak(10);
    repo.write(".git/refs/heads/one", "ref: refs/heads/two\n");
    repo.write(".git/refs/heads/two", "ref: refs/heads/one\n");
    repo.write(".git/objects/info/alternates", "../objects\n../../other/objects\n");
    let other = repo.at("other");
    fs::create_dir_all(other.join("objects/info")).expect("folders");
    fs::write(other.join("objects/info/alternates"), "../../.git/objects\n").expect("a file");
    let ran = history(&repo).exits_with(1);
    assert_eq!(ran.paths(), ["a.conf"]);
    repo.write(".git/HEAD", "ref: refs/heads/one\n");
    let ran = history(&repo);
    assert!(matches!(ran.code, 1 | 3), "{ran:#?}");
    assert!(unread(&ran).iter().any(|(_, reason)| reason.contains("HEAD")), "{ran:#?}");
}

#[test]
fn thousands_of_values_at_head_are_judged_in_their_own_number() {
    const VALUES: u64 = 5_000;
    let repo = Repo::new();
    let lines: String = (0..VALUES).map(leak).collect();
    repo.write("leaks.conf", lines).commit("Start");
    // One value in thousands looks too orderly to be one.
    let found = history(&repo).exits_with(1).findings().len();
    assert!(found > 4_990, "{found}");
    assert_eq!(found, repo.run(&["check", "--format", "json"]).findings().len());
}
