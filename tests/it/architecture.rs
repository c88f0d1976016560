//! Holds the source to `docs/architecture.md`: which module may use which, and how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module and the modules of ours it may use; `scan` and `cli` are below.
const MAY_USE: &[(&str, &[&str])] = &[
    ("blocks", &[]),
    ("model", &[]),
    ("rule", &["model"]),
    ("source", &["model"]),
    ("decode", &["blocks", "model"]),
    ("suppress", &["model"]),
    ("fix", &["model"]),
    ("config", &["model", "rule"]),
    ("detect", &["blocks", "model", "rule"]),
    ("check", &["model", "rule"]),
    ("guidance", &["blocks", "model", "rule"]),
    ("report", &["model", "rule"]),
    (
        "scan",
        &["model", "rule", "source", "decode", "suppress", "detect", "check", "guidance", "fix"],
    ),
    ("cli", &["model", "rule", "source", "suppress", "config", "fix", "report", "scan"]),
];

/// The most lines that a file of the program may have, its tests included.
const LONGEST: usize = 500;

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The stage that a file belongs to; `None` for `lib.rs` and `main.rs`.
fn stage_of(file: &Path) -> Option<String> {
    let relative = file.strip_prefix(source_root()).expect("the file is below src");
    let mut parts = relative.components();
    let first = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| first)
}

/// The modules of ours that a file names, in `use` lines or elsewhere.
fn used_in(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn stages_use_what_the_table_allows_and_nothing_else() {
    let mut breaches = Vec::new();
    let mut unused: BTreeSet<(String, &str)> = MAY_USE
        .iter()
        .flat_map(|(stage, allowed)| allowed.iter().map(|used| ((*stage).to_owned(), *used)))
        .collect();
    for file in source_files(&source_root()) {
        let Some(stage) = stage_of(&file) else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == stage) else {
            breaches.push(format!("{}: the table does not know {stage}", file.display()));
            continue;
        };
        let text = fs::read_to_string(&file).expect("source is text");
        for used in used_in(&text) {
            unused.retain(|(one, other)| *one != stage || *other != used);
            if used != stage && !allowed.contains(&used.as_str()) {
                breaches.push(format!("{}: {stage} may not use {used}", file.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
    assert!(unused.is_empty(), "allowed, and not used: {unused:?}");
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = source_files(&source_root())
        .iter()
        .map(|file| (file, fs::read_to_string(file).expect("source is text").lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(file, lines)| format!("{}: {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<PathBuf> = source_files(&source_root())
        .into_iter()
        .filter(|file| !fs::read_to_string(file).expect("source is text").starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_document_holds_the_same_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = fs::read_to_string(path).expect("the document is there");
    for (module, allowed) in MAY_USE {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| `{module}` |")))
            .unwrap_or_else(|| panic!("{module} has no row"));
        let told: BTreeSet<&str> = row.split('`').skip(3).step_by(2).collect();
        assert_eq!(told, allowed.iter().copied().collect(), "the row of {module}");
    }
}
