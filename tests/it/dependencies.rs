//! Holds `docs/dependencies.md` to `Cargo.toml`, and what is fuzzed to what is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn table(path: &str) -> toml::Table {
    text(path).parse().expect("cargo could read it")
}

/// The crates that the rows of one section of the document name, and how many cells each row has.
fn rows(heading: &str) -> BTreeMap<String, usize> {
    let document = text("docs/dependencies.md");
    let section = document.split("\n## ").find(|section| section.starts_with(heading));
    let section = section.unwrap_or_else(|| panic!("the document has no section {heading}"));
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| {
        let (name, rest) = row.split_once('`')?;
        Some((name.to_owned(), rest.split(" | ").filter(|cell| !cell.trim().is_empty()).count()))
    })
    .collect()
}

#[test]
fn each_dependency_has_a_row_and_each_row_a_dependency() {
    const CELLS: usize = 4;
    let manifest = table("Cargo.toml");
    for (heading, key) in
        [("Of the program", "dependencies"), ("Of the tests alone", "dev-dependencies")]
    {
        let mut tables = vec![&manifest[key]];
        // Some are for one system alone.
        let systems = manifest["target"].as_table().unwrap().values();
        tables.extend(systems.filter_map(|system| system.get(key)));
        let names = tables.iter().flat_map(|table| table.as_table().unwrap().keys().cloned());
        let wanted: BTreeSet<String> = names.collect();
        let rows = rows(heading);
        assert_eq!(rows.keys().cloned().collect::<BTreeSet<_>>(), wanted, "{heading}");
        let short: Vec<&String> =
            rows.iter().filter(|(_, cells)| **cells != CELLS).map(|(name, _)| name).collect();
        assert!(short.is_empty(), "rows without all their cells: {short:?}");
    }
}

/// Name and versions of all packages of a lock file.
fn locked(path: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in table(path)["package"].as_array().unwrap() {
        let field = |name: &str| package[name].as_str().unwrap().to_owned();
        versions.entry(field("name")).or_default().insert(field("version"));
    }
    versions
}

#[test]
fn what_is_fuzzed_is_what_is_built() {
    let built = locked("Cargo.lock");
    let others: Vec<String> = locked("fuzz/Cargo.lock")
        .into_iter()
        .filter(|(name, versions)| {
            built.get(name).is_some_and(|of_program| !versions.is_subset(of_program))
        })
        .map(|(name, _)| name)
        .collect();
    assert!(others.is_empty(), "other versions in fuzz/Cargo.lock: {others:?}");
}
