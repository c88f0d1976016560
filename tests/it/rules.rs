//! `banqlint rules`.

use crate::repo::Repo;

#[test]
fn rules_are_listed_and_explained() {
    let folder = Repo::folder();
    let list = folder.run(&["rules", "list"]).exits_with(0).stdout;
    assert!(list.lines().any(|line| line.starts_with("client-secret ")), "{list}");
    for line in list.lines() {
        let id = line.split(' ').next().expect("each line starts with an id");
        let shown = folder.run(&["rules", "show", id]).exits_with(0).stdout;
        assert!(shown.starts_with(&format!("{id}: ")), "{shown}");
        assert!(shown.contains("\nguidance:   ") && shown.contains("\nReported:\n"), "{shown}");
    }
}

#[test]
fn the_examples_of_every_rule_hold() {
    let ran = Repo::folder().run(&["rules", "test"]).exits_with(0);
    assert!(ran.stdout.ends_with(" 0 failures\n"), "{ran:#?}");
}

#[test]
fn a_faulty_pack_is_named_with_its_line() {
    let folder = Repo::folder();
    folder.write("pack.toml", "[[rule]]\nid = \"x\"\nsumary = \"y\"\n");
    let ran = folder.run(&["rules", "test", "pack.toml"]).exits_with(2);
    assert!(ran.stderr.contains("pack.toml:"), "{ran:#?}");
}
