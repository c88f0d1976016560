//! `banqlint rules`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::repo::Repo;

/// A pack with one rule.
const PACK: &str = r#"[[rule]]
id = "partner-key"
summary = "A key of the partner's"
severity = "error"
confidence = "high"
value = "secret"
guidance = "Keep keys out of files"
help = "Ask the partner for another key."
examples.match = ["partner = {{id48}}"]
examples.silent = ["partner = 1"]
[[rule.form]]
filter = "FILTER"
pattern = '(?<value>PATTERN)'
evidence = [{ confidence = "high" }]
"#;

fn pack(filter: &str, pattern: &str) -> String {
    PACK.replace("FILTER", filter).replace("PATTERN", pattern)
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Repo::folder();
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

#[test]
fn the_rules_of_the_configuration_are_known() {
    let folder = Repo::new();
    folder.write("ci/pack.toml", pack("alphanumeric", "[A-Za-z0-9]{48}"));
    folder.write(
        ".banqlint.toml",
        "packs = [\"ci/pack.toml\"]\n[rules.jwt]\nenabled = false\n[rules.client-id]\nseverity = \"note\"\n",
    );
    let list = folder.run(&["rules", "list"]).exits_with(0).stdout;
    let line =
        |id: &str| list.lines().find(|line| line.starts_with(&format!("{id} "))).unwrap_or("");
    assert!(line("partner-key").contains(" error "), "{list}");
    assert!(line("jwt").contains(" off "), "{list}");
    assert!(line("client-id").contains(" note "), "{list}");
    let shown = folder.run(&["rules", "show", "partner-key"]).exits_with(0).stdout;
    assert!(shown.contains("Ask the partner for another key."), "{shown}");
    let tested = folder.run(&["rules", "test"]).exits_with(0).stdout;
    let own = folder.run(&["rules", "test", "--isolated"]).exits_with(0).stdout;
    assert_ne!(tested, own);
    folder.run(&["rules", "show", "partner-key", "--isolated"]).exits_with(2);
    folder.write("elsewhere.toml", "packs = [\"ci/pack.toml\"]\n");
    folder.run(&["rules", "show", "partner-key", "--config", "elsewhere.toml"]).exits_with(0);
    folder.write("ci/pack.toml", pack("alphanumeric", "[A-Z"));
    let ran = folder.run(&["rules", "list"]).exits_with(2);
    assert!(ran.stderr.contains("ci/pack.toml"), "{}", ran.stderr);
}

#[test]
fn a_rule_tells_how_to_fix_check_and_allow() {
    let shown = Repo::folder().run(&["rules", "show", "client-secret"]).exits_with(0).stdout;
    let at = |words: &str| shown.find(words).unwrap_or_else(|| panic!("{words}: {shown}"));
    let add = at("choose ADD KEY");
    let deploy = at("Deploy the new key");
    assert!(add < deploy && deploy < at("Choose REVOKE"), "{shown}");
    at("Rewriting history does not replace revoking the key");
    at("banqlint history --all-objects --rule client-secret");
    at("banqlint: allow-next-line(client-secret) REASON");
    at("[[allow]]");
    // Where there is no key, there is none to revoke.
    let shown = Repo::folder().run(&["rules", "show", "plain-http"]).exits_with(0).stdout;
    assert!(!shown.contains("REVOKE") && shown.contains("allow(plain-http)"), "{shown}");
}

#[test]
fn rules_of_every_kind_see_what_only_they_look_for() {
    let value = banqlint::rule::expand("{{id48}}", 3);
    let text = |filter: &str| match filter {
        "alphanumeric" => format!("hello {}\n", &value[..30]),
        "key" => format!("hello {}_{}\n", &value[..15], &value[15..30]),
        "uuid" => format!("hello {}\n", banqlint::rule::expand("{{uuid}}", 4)),
        "basic" => format!("Authorization: Basic {}\n", &value[..26]),
        "jwt" => format!("hello {}\n", banqlint::rule::expand("{{jwt-foreign}}", 5)),
        _ => "see https://docs.btx.eu.banqup.com/page\n".to_owned(),
    };
    for filter in ["alphanumeric", "key", "uuid", "basic", "jwt", "url"] {
        let folder = Repo::folder();
        folder.write("pack.toml", pack(filter, ".{20,}")).write("a.txt", text(filter));
        folder.write("c.toml", "packs = [\"pack.toml\"]\n");
        let ran = folder.run(&[
            "check", "a.txt", "--config", "c.toml", "--rule", "partner-key", "--format", "json",
        ]);
        assert_eq!(ran.found().len(), 1, "{filter}: {ran:#?}");
    }
}

#[test]
fn the_pages_of_the_documentation_are_those_that_the_program_prints() {
    let folder = Repo::folder();
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
