//! Git's objects and files, as a repository from anywhere may hold them.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use banqlint::model::{ObjectId, Progress};
use banqlint::rule::RuleSet;
use banqlint::scan::{InspectOptions, Inspector};
use banqlint::source::{self, GitRepository, Index, history};
use tempfile::TempDir;

/// The length of an id, in bytes.
const HASH: usize = 20;

static INSPECTOR: LazyLock<Inspector> = LazyLock::new(|| {
    Inspector::new(
        Arc::new(RuleSet::embedded()),
        InspectOptions { now: 0, threads: NonZeroUsize::MIN },
    )
});

/// A bare repository without an object, whose files each run replaces.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder can be made");
    git2::Repository::init_bare(folder.path()).expect("a repository can be made");
    folder
});

/// A commit, a tag or a tree.
pub fn objects(data: &[u8]) {
    source::fuzz::commit_or_tag(data);
    source::fuzz::tree(data, HASH);
    source::fuzz::tree(data, 32);
}

/// A base, its length in front, and a delta on it.
pub fn delta(data: &[u8]) {
    let [low, high, rest @ ..] = data else { return };
    let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
    let (base, raw) = rest.split_at(length);
    source::fuzz::delta(base, raw);
}

/// The file of a loose object.
pub fn loose(data: &[u8]) {
    source::fuzz::loose_file(data);
}

/// An index: what it holds, and what it would change.
pub fn index(data: &[u8]) {
    let folder = FOLDER.path();
    write(&folder.join("index"), data);
    let repository = GitRepository::at(folder).expect("the repository is whole");
    match Index::open(&repository) {
        Ok(index) => {
            index.against_head(&repository);
            index.blobs().for_each(drop);
        }
        Err(problem) => assert!(!problem.reason.is_empty()),
    }
}

/// Files of git's own, one after another: the references that share a file, HEAD, its log, and a configuration, which
/// is no repository's.
pub fn named(data: &[u8]) {
    let mut parts = data.splitn(4, |byte| *byte == 0xFF);
    let mut part = || parts.next().unwrap_or_default();
    let folder = FOLDER.path();
    write(&folder.join("packed-refs"), part());
    write(&folder.join("HEAD"), part());
    fs::create_dir_all(folder.join("logs")).expect("a folder can be made");
    write(&folder.join("logs/HEAD"), part());
    source::fuzz::git_config(part());
    if let Ok(repository) = GitRepository::at(folder) {
        repository.references("refs/").into_iter().for_each(drop);
        let head = repository.head();
        assert!(!head.is_err_and(|problem| problem.reason.is_empty()));
        for name in ["HEAD", "main", "@{1}", "HEAD@{1}", "@{-1}", "@{u}"] {
            drop(repository.resolve(name));
        }
    }
    write(&folder.join("packed-refs"), b"");
    write(&folder.join("HEAD"), b"ref: refs/heads/main\n");
}

/// A pack with its index, the length of which stands in front; the index's sums of entries are made to fit, since what
/// follows them is what is of interest. The first object is where a branch stands. Each object is asked for alone, too.
pub fn pack(data: &[u8]) {
    let [a, b, rest @ ..] = data else { return };
    let length = usize::from(u16::from_le_bytes([*a, *b])).min(rest.len());
    let (index, pack) = rest.split_at(length);
    let index = summed(index.to_vec(), pack);
    let folder = FOLDER.path();
    let tip = index.get(1032..1032 + HASH).unwrap_or(&[1; HASH]);
    let tip: String = tip.iter().map(|byte| format!("{byte:02x}")).collect();
    write(&folder.join("refs/heads/main"), tip.as_bytes());
    write(&folder.join("objects/pack/pack-1.pack"), pack);
    write(&folder.join("objects/pack/pack-1.idx"), &index);
    let repository = GitRepository::at(folder).expect("the repository is whole");
    let ids = index.get(1032..).unwrap_or_default().chunks_exact(HASH).take(100);
    for id in ids.filter_map(ObjectId::from_bytes) {
        drop(repository.object(id));
    }
    let repository = history::Repository::open(&repository);
    let options = history::Options { all_objects: true, ..history::Options::default() };
    history::scan(&repository, &*INSPECTOR, options, &Progress::default());
}

/// The index with the CRC-32 of each entry as `pack` has it, as far as it has the form of one.
fn summed(mut index: Vec<u8>, pack: &[u8]) -> Vec<u8> {
    const TABLE: usize = 8 + 4 * 256;
    let number = |bytes: &[u8], at: usize| -> Option<usize> {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four) as usize)
    };
    let count = number(&index, TABLE - 4).filter(|count| *count < 1000).unwrap_or(0);
    let (sums, places) = (TABLE + count * HASH, TABLE + count * (HASH + 4));
    let starts: Vec<Option<usize>> = (0..count).map(|at| number(&index, places + 4 * at)).collect();
    let end = pack.len().saturating_sub(HASH);
    for (at, start) in starts.iter().enumerate() {
        let Some(start) = *start else { continue };
        let next = starts.iter().flatten().copied().filter(|other| *other > start).min();
        let entry = pack.get(start..next.unwrap_or(end).min(end)).unwrap_or_default();
        index[sums + 4 * at..][..4].copy_from_slice(&crc32fast::hash(entry).to_be_bytes());
    }
    index
}

/// A new file each time, since the last one may be mapped into memory still.
fn write(path: &Path, content: &[u8]) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            panic!("the old file cannot be taken away: {error}")
        }
        _ => fs::write(path, content).expect("the file can be written"),
    }
}
