//! A repository's objects and files, made by libgit2.

use std::fs;
use std::io::Write;
use std::path::Path;

use banqlint::rule::expand;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use git2::{Oid, Repository, Signature, Time};

use super::Seed;

pub(super) fn all() -> Vec<Seed> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let of_repository = repository(folder.path()).expect("libgit2 makes a repository");
    [of_repository, objects(), deltas(), vec![named()]].concat()
}

/// Three commits of two files, a folder and a tag, as objects, as an index and as a pack.
fn repository(folder: &Path) -> Result<Vec<Seed>, git2::Error> {
    let repository = Repository::init(folder)?;
    let database = repository.odb()?;
    let person = Signature::new("A Person", "a@example.com", &Time::new(1_700_000_000, 60))?;
    let mut parent: Option<Oid> = None;
    for round in 0..3 {
        fs::create_dir_all(folder.join("sub")).expect("the folder can be written");
        let long = "an ordinary line\n".repeat(40);
        let text = format!("{long}{}{long}", expand("client_secret = \"{{secret64}}\"\n", round));
        fs::write(folder.join("sub/a.py"), text).expect("the folder can be written");
        fs::write(folder.join("b.txt"), format!("{round}\n")).expect("the folder can be written");
        let mut index = repository.index()?;
        index.add_path(Path::new("sub/a.py"))?;
        index.add_path(Path::new("b.txt"))?;
        let tree = repository.find_tree(index.write_tree()?)?;
        index.write()?;
        let parents: Vec<_> =
            parent.map(|id| repository.find_commit(id)).transpose()?.into_iter().collect();
        let parents: Vec<_> = parents.iter().collect();
        parent = Some(repository.commit(
            Some("HEAD"),
            &person,
            &person,
            "a message",
            &tree,
            &parents,
        )?);
    }
    let tip = parent.expect("there were rounds");
    let target = repository.find_object(tip, None)?;
    let tag = repository.tag("v1", &target, &person, "a tag", false)?;
    let tree = repository.find_commit(tip)?.tree_id();
    let mut seeds: Vec<Seed> = Vec::new();
    for id in [tip, tag, tree] {
        seeds.push(("objects", database.read(id)?.data().to_vec()));
    }
    seeds.push(("index", read(&folder.join(".git/index"))));
    let mut builder = repository.packbuilder()?;
    let mut walk = repository.revwalk()?;
    walk.push(tip)?;
    builder.insert_walk(&mut walk)?;
    builder.insert_object(tag, None)?;
    let packs = folder.join("packs");
    fs::create_dir_all(&packs).expect("the folder can be written");
    builder.write(&packs, 0o644)?;
    let of_kind = |kind: &str| {
        let entries = fs::read_dir(&packs).expect("the folder is there");
        let paths = entries.map(|entry| entry.expect("the entry is readable").path());
        let path = paths.into_iter().find(|path| path.extension().is_some_and(|end| end == kind));
        read(&path.expect("libgit2 wrote it"))
    };
    let index = of_kind("idx");
    let length = u16::try_from(index.len()).expect("a few objects have a short index");
    seeds.push(("pack", [&length.to_le_bytes(), index.as_slice(), &of_kind("pack")].concat()));
    Ok(seeds)
}

fn objects() -> Vec<Seed> {
    let id = "0123456789012345678901234567890123456789";
    let commit = format!(
        "tree {id}\nparent {id}\nauthor A <a@example.com> 1 +0100\ncommitter B <b@example.com> 2 -0100\n\
         gpgsig -----BEGIN PGP SIGNATURE-----\n Version: x\n \n abc+/12=\n =ab1/\n -----END\nmergetag object {id}\n type commit\n \
         tag v1\n \n why\nencoding x\n\nsubject\n\nbody\n"
    );
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(b"blob 4\0text").expect("memory takes all");
    let packed = packed.finish().expect("memory takes all");
    vec![("objects", commit.into_bytes()), ("loose", packed)]
}

fn named() -> Seed {
    let id = "0123456789012345678901234567890123456789";
    let parts = [
        format!("# pack-refs with: peeled\n{id} refs/heads/main\n{id} refs/tags/v1\n^{id}\n"),
        "ref: refs/heads/main\n".to_owned(),
        format!("{id} {id} A <a@example.com> 1 +0100\tcheckout: moving from main to side\n"),
        "[core]\n\tbare = false ; no\n[remote \"o\\\"r\"]\n\turl = \"a # b\" \\\n c\n[include]\npath=x\n".to_owned(),
    ];
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    ("named", parts.join(&0xFF))
}

fn deltas() -> Vec<Seed> {
    let entry =
        |name: &str, byte: u8| [format!("100644 {name}\0").as_bytes(), &[byte; 20]].concat();
    let tree = [entry("a", 1), entry("bb", 2), entry("ccc", 3)].concat();
    let added = entry("b", 9);
    let first = entry("a", 1).len();
    let size = tree.len() + added.len();
    // Copy the first entry, add one, copy the rest.
    let of_tree = [
        &[tree.len() as u8, size as u8, 0b1001_0000, first as u8, added.len() as u8],
        added.as_slice(),
        &[0b1001_0001, first as u8, (tree.len() - first) as u8],
    ]
    .concat();
    let letters: Vec<u8> = (b'a'..=b'z').collect();
    let twice = [26, 55, 0b1001_0000, 26, 3, b'N', b'E', b'W', 0b1001_0000, 26];
    let seed = |base: &[u8], raw: &[u8]| {
        ("delta", [&(base.len() as u16).to_le_bytes(), base, raw].concat())
    };
    vec![seed(&tree, &of_tree), seed(&letters, &twice)]
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("libgit2 wrote it")
}
