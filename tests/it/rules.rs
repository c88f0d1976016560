//! `banqlint rules`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::Folder;

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new();
    let list = folder.run(&["rules", "list"]).exits_with(0).stdout;
    assert!(list.lines().any(|line| line.starts_with("client-secret ")), "{list}");
    for line in list.lines() {
        let id = line.split(' ').next().expect("each line starts with an id");
        let shown = folder.run(&["rules", "show", id]).exits_with(0).stdout;
        assert!(shown.starts_with(&format!("# {id}\n")), "{shown}");
        for part in ["\nThe guidance: *", "\n## Why\n", "\n## What to do\n", "banqlint: allow("] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}

#[test]
fn the_examples_of_every_rule_hold() {
    let ran = Folder::new().run(&["rules", "test"]).exits_with(0);
    assert!(ran.stdout.ends_with(" 0 failures\n"), "{ran:#?}");
}

#[test]
fn a_faulty_pack_is_named_with_its_line() {
    let folder = Folder::new();
    folder.write("pack.toml", "[[rule]]\nid = \"x\"\nsumary = \"y\"\n");
    let ran = folder.run(&["rules", "test", "pack.toml"]).exits_with(2);
    assert!(ran.stderr.contains("pack.toml:"), "{ran:#?}");
}

#[test]
fn the_pages_of_the_documentation_are_those_that_the_program_prints() {
    let folder = Folder::new();
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut names = BTreeSet::new();
    for line in folder.run(&["rules", "list"]).exits_with(0).stdout.lines() {
        let id = line.split(' ').next().expect("each line starts with an id");
        let page = pages.join(format!("{id}.md"));
        let printed = folder.run(&["rules", "show", id]).exits_with(0).stdout;
        if std::env::var_os("BANQLINT_WRITE_RULES").is_some() {
            fs::write(&page, &printed).expect("the page is written");
        }
        let written = fs::read_to_string(&page).unwrap_or_default();
        assert_eq!(written, printed, "run this test with BANQLINT_WRITE_RULES=1 to write {id}.md");
        names.insert(format!("{id}.md"));
    }
    let there: BTreeSet<String> = fs::read_dir(&pages)
        .expect("the folder is there")
        .map(|entry| {
            entry.expect("the folder is readable").file_name().to_string_lossy().into_owned()
        })
        .collect();
    assert_eq!(there, names, "a page without a rule");
}
