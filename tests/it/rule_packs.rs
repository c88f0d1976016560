//! What `docs/rule-packs.md` says of rule packs is what the program takes.

use std::fs;
use std::path::Path;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rule-packs.md");
    fs::read_to_string(page).expect("the page is there")
}

/// The pack that the page shows.
fn pack(page: &str) -> &str {
    let start = page.find("# ci/partner-rules.toml").expect("the page shows a pack");
    page[start..].split("```").next().expect("the pack ends")
}

/// What the program says of a pack.
fn tested(pack: &str) -> Ran {
    let folder = Repo::folder();
    folder.write("ci/partner-rules.toml", pack).run(&["rules", "test", "ci/partner-rules.toml"])
}

#[test]
fn the_pack_of_the_page_holds() {
    let page = page();
    let ran = tested(pack(&page)).exits_with(0);
    assert_eq!(ran.stdout, "1 rule, 6 examples, 0 failures\n");
    // The examples do decide: a pattern for other values breaks them.
    let broken = pack(&page).replace("{28}", "{27}");
    let ran = tested(&broken).exits_with(1);
    assert!(ran.stdout.contains("partner-key does not report"), "{ran:?}");
}

#[test]
fn the_pack_of_the_page_finds_what_its_examples_show() {
    let page = page();
    let folder = Repo::new();
    folder.write("ci/partner-rules.toml", pack(&page));
    folder.write(".banqlint.toml", "packs = [\"ci/partner-rules.toml\"]\n");
    let value = banqlint::rule::expand("{{token28}}", 5);
    folder.write("a.env", format!("PARTNER_CLIENT_SECRET={value}\n"));
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    assert_eq!(ran.found(), [("partner-key".to_owned(), "a.env".to_owned())], "{ran:?}");
}

#[test]
fn the_page_has_every_word_that_a_pack_may_hold() {
    let page = page();
    // What is asked for in vain is answered with all that there is.
    for (right, wrong) in [
        ("severity = \"error\"", "severity = \"?\""),
        ("confidence = \"high\"", "confidence = \"?\""),
        ("value = \"secret\"", "value = \"?\""),
        ("git = \"tracked\"", "git = \"?\""),
        ("filter = \"alphanumeric\"", "filter = \"?\""),
        ("validators = [\"random\"", "validators = [\"?\""),
        ("key = \"client-secret\"", "key = \"?\""),
        ("vendor = \"file\"", "vendor = \"?\""),
        ("key = \"client-secret\"", "quux = \"?\""),
        ("{{secret64}}", "{{quux}}"),
        ("id = \"partner-key\"", "quux = \"?\""),
        ("filter = \"alphanumeric\"", "quux = \"?\""),
    ] {
        let pack = pack(&page);
        assert!(pack.contains(right), "{right}");
        let ran = tested(&pack.replacen(right, wrong, 1)).exits_with(2);
        let told = || ran.stderr.lines();
        let fault = told().find(|line| line.contains("quux")).or_else(|| told().next());
        let fault = fault.expect("a fault is told");
        let words: Vec<&str> = fault.split('`').skip(1).step_by(2).collect();
        let known = words.iter().skip_while(|word| !["?", "quux", "{{quux}}"].contains(word));
        for word in known.skip(1) {
            let forms = [format!("`{word}`"), format!("`{{{{{word}}}}}`"), format!("\n{word} = ")];
            let is_told = forms.iter().any(|form| page.contains(form));
            assert!(is_told, "{word}: {fault}");
        }
        assert!(words.len() > 2 || fault.contains("an example is a text"), "{fault}");
    }
}

#[test]
fn every_fault_comes_with_its_line() {
    let folder = Repo::folder();
    let pack = "[[rule]]\nid = \"Partner\"\nsumary = \"A key\"\nseverity = \"bad\"\n";
    folder.write("pack.toml", pack).write(".banqlint.toml", "packs = [\"pack.toml\"]\n");
    let ran = folder.run(&["rules", "test", "pack.toml"]).exits_with(2);
    let of_configuration = folder.run(&["check"]).exits_with(2);
    for fault in [
        "pack.toml:1: `help` is missing",
        "pack.toml:2: `id`",
        "pack.toml:3: unknown key",
        "pack.toml:4: `severity`",
    ] {
        assert!(ran.stderr.contains(fault), "{fault}: {ran:#?}");
        assert!(of_configuration.stderr.contains(fault), "{fault}: {of_configuration:#?}");
    }
    assert!(ran.stderr.ends_with(" faults in the rule pack\n"), "{ran:#?}");
}

/// Whoever writes a rule for a value has it at hand, and pastes it where an example goes.
#[test]
fn no_text_of_a_pack_shows_a_value() {
    let page = page();
    let secret = Secrets::new(7).secret64();
    let shows_nothing = |ran: &Ran, what: &str| {
        for half in [&secret[..20], &secret[20..44], &secret[44..]] {
            let all = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!all.contains(half), "{what}: {all}");
        }
    };
    let with = |right: &str, wrong: &str| {
        let broken = pack(&page).replacen(right, wrong, 1);
        assert_ne!(broken, pack(&page), "{right} is on the page");
        broken
    };
    let pasted = [
        ("id = \"partner-key\"", format!("id = \"{secret}\"")),
        ("filter = \"alphanumeric\"", format!("filter = \"{secret}\"")),
        ("validators = [\"random\"", format!("validators = [\"{secret}\", \"random\"")),
        ("key = \"client-secret\"", format!("key = \"{secret}\"")),
        ("key = \"client-secret\"", format!("{secret} = 1")),
        ("severity = \"error\"", format!("severity = \"{secret}\"")),
    ];
    for (right, wrong) in pasted {
        shows_nothing(&tested(&with(right, &wrong)).exits_with(2), right);
    }
    for (list, code) in [("match = [", 1), ("silent = [", 1)] {
        for example in [format!("PARTNER_CLIENT_SECRET={secret}"), format!("a = {{{{{secret}}}}}")]
        {
            let ran = tested(&with(list, &format!("{list}\n  \"{example}\",")));
            assert!(ran.code <= code, "{ran:?}");
            shows_nothing(&ran, list);
        }
    }
    let folder = Repo::new();
    folder.write(".banqlint.toml", "packs = [\"ci/partner-rules.toml\"]\n");
    let value = banqlint::rule::expand("{{token28}}", 5);
    folder.write("a.env", format!("PARTNER_CLIENT_SECRET={value}\n"));
    let mut all = pack(&page).to_owned();
    for key in ["summary = \"", "guidance = \"", "help = \"", "why = \"", "match = [\n"] {
        assert!(all.contains(key), "{key} is on the page");
        let quote = if key.ends_with('"') { "" } else { "\"" };
        let comma = if quote.is_empty() { " " } else { "\",\n" };
        all = all.replacen(key, &format!("{key}{quote}partner_client_secret = {secret}{comma}"), 1);
    }
    folder.write("ci/partner-rules.toml", all);
    for arguments in [
        &["rules", "list"][..],
        &["rules", "show", "partner-key"],
        &["rules", "test"],
        &["check", "a.env"],
        &["check", "a.env", "--format", "json"],
        &["check", "a.env", "--format", "sarif"],
        &["check", "a.env", "--format", "html"],
        &["check", "a.env", "--format", "gitlab"],
    ] {
        let ran = folder.run(arguments);
        assert!(ran.code < 2, "{ran:?}");
        shows_nothing(&ran, &arguments.join(" "));
    }
}
