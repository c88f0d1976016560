//! `.banqlint.toml`: found, checked, applied.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::forms::archive::gzip;
use crate::repo::Repo;
use crate::secrets::{Secrets, leak};

fn paths(folder: &Repo, arguments: &[&str]) -> Vec<String> {
    folder.run(&[arguments, &["--format", "json"]].concat()).paths()
}

#[test]
fn the_nearest_file_up_to_the_root_of_the_repository_holds() {
    let outer = Repo::folder();
    outer.write(".banqlint.toml", "[files]\nexclude = [\"*\"]\n");
    outer.write("repo/sub/a.conf", leak(1)).write("repo/other/b.conf", leak(2));
    outer.git(&["init", "--quiet", "repo"]);
    assert_eq!(paths(&outer, &["check", "repo"]), ["other/b.conf", "sub/a.conf"]);
    outer.write("repo/.banqlint.toml", "[files]\nexclude = [\"sub/\"]\n");
    assert_eq!(paths(&outer, &["check", "repo"]), ["other/b.conf"]);
    assert_eq!(paths(&outer, &["check", "repo/sub"]), [""; 0]);
    assert_eq!(paths(&outer, &["check", "repo", "--isolated"]).len(), 2);
    // A nearer file holds alone, and its patterns start in its own folder.
    outer.write("repo/sub/.banqlint.toml", "[files]\nexclude = [\"/b.conf\"]\n");
    assert_eq!(paths(&outer, &["check", "repo/sub"]), ["sub/a.conf"]);
    let verbose = outer.run(&["check", "repo/sub", "-v"]);
    assert!(verbose.stderr.contains("sub/.banqlint.toml"), "{}", verbose.stderr);
}

#[test]
fn every_fault_is_drawn_and_nothing_is_scanned() {
    let folder = Repo::new();
    let pasted = Secrets::new(3).secret64();
    let text = format!(
        "[file]\nexclude = []\n\n[rules.client-secrets]\nenabled = \"no\"\nseverity = \"eror\"\n\n\
         [[allow]]\nvalue = \"{pasted}\"\nreason = \"old\"\n\n[[off]]\nrule = \"jwt\"\npaths = [\"a[\"]\n"
    );
    folder.write(".banqlint.toml", &text).write("a.conf", leak(1));
    let ran = folder.run(&["check"]).exits_with(2);
    assert_eq!(ran.stdout, "");
    for words in [
        "unknown key `file`",
        "did you mean `files`?",
        "there is no rule `client-secrets`",
        "did you mean `client-secret`?",
        "expected `true` or `false`, found a text",
        "did you mean `error`?",
        "this is no `value.id`",
        "the pattern is faulty",
        "`reason` is missing",
        ".banqlint.toml:9:",
        "^^^^",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains(&pasted[..8]), "{}", ran.stderr);
    folder.run(&["check", "--isolated"]).exits_with(1);
    folder.write(".banqlint.toml", "[files\n");
    folder.run(&["check"]).exits_with(2);
}

#[test]
fn rules_are_turned_off_and_graded() {
    let folder = Repo::new();
    folder.write("a.conf", leak(1));
    folder.write(".banqlint.toml", "[rules.client-secret]\nseverity = \"note\"\n");
    let ran = folder.run(&["check", "--format", "json"]).exits_with(0);
    assert_eq!(ran.json()["findings"][0]["severity"], "note");
    folder.write(".banqlint.toml", "[rules.client-secret]\nenabled = false\n");
    assert!(paths(&folder, &["check"]).is_empty());
    assert_eq!(paths(&folder, &["check", "--rule", "client-secret"]), ["a.conf"]);
}

#[test]
fn values_and_paths_are_allowed_with_a_reason() {
    let folder = Repo::new();
    folder.write("a.conf", leak(1)).write("docs/b.conf", leak(2)).write("c.conf", leak(3));
    let report = folder.run(&["check", "--format", "json"]).json();
    let id = report["findings"][0]["value"]["id"].as_str().expect("an id").to_owned();
    folder.write(
        ".banqlint.toml",
        format!(
            "[[allow]]\nvalue = \"{id}\"\nreason = \"revoked\"\n[[off]]\nrule = \"client-secret\"\n\
             paths = [\"docs/\"]\nreason = \"samples\"\nuntil = 2999-01-01\n[[off]]\n\
             rule = \"client-secret\"\npaths = [\"c.conf\"]\nreason = \"for a day\"\nuntil = 2020-01-01\n"
        ),
    );
    let ran = folder.run(&["check", "--format", "json", "--show-suppressed"]).exits_with(1);
    assert_eq!(ran.paths(), ["c.conf"]);
    assert!(ran.stderr.contains(".banqlint.toml:9: the exception"), "{}", ran.stderr);
    let suppressed = &ran.json()["suppressed"];
    assert_eq!(suppressed["count"], 2);
    let kinds: Vec<&str> = suppressed["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["suppression"]["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["value", "path"]);
    assert_eq!(suppressed["findings"][1]["suppression"]["reason"], "samples");
    for format in ["text", "jsonl", "sarif", "gitlab", "junit", "github", "markdown"] {
        let ran = folder.run(&["check", "--show-suppressed", "--format", format]).exits_with(1);
        assert!(ran.stdout.contains("samples"), "{format}: {}", ran.stdout);
        assert!(ran.stdout.contains("suppressed"), "{format}: {}", ran.stdout);
    }
    let quiet = folder.run(&["check"]).stdout;
    assert!(quiet.contains("2 suppressed") && !quiet.contains("samples"), "{quiet}");
}

#[test]
fn own_hosts_and_settings_count_as_banqup() {
    let folder = Repo::new();
    let mut secrets = Secrets::new(5);
    folder.write("url.txt", "http://gateway.example.com/v1\n");
    folder.write("short.conf", format!("PARTNER_PASS={}\n", secrets.secret64()));
    let release = STANDARD.encode(gzip(b"url: http://gateway.example.com/v2\n"));
    folder.write("release.yml", format!("release: {release}\n"));
    assert!(paths(&folder, &["check"]).is_empty());
    folder.write(
        ".banqlint.toml",
        "[banqup]\nhosts = [\"gateway.example.com\"]\nkeys.client-secret = [\"PARTNER_PASS\"]\n",
    );
    let found = folder.run(&["check", "--format", "json"]).found();
    let expected =
        [("plain-http", "release.yml"), ("client-secret", "short.conf"), ("plain-http", "url.txt")];
    assert_eq!(found, expected.map(|(rule, path)| (rule.to_owned(), path.to_owned())));
}

#[test]
fn own_hosts_count_for_every_check() {
    let folder = Repo::new();
    folder.write(
        "login.js",
        "page.goto('https://gateway.example.com');\nopen({ ignoreHTTPSErrors: true });\n",
    );
    let call =
        "!curl -v -H \\\"Authorization: Bearer $BANQUP_TOKEN\\\" https://gateway.example.com/v1\\n";
    folder.write("calls.ipynb", format!("{{\"cells\": [{{\"source\": [\"{call}\"]}}]}}\n"));
    assert!(paths(&folder, &["check"]).is_empty());
    folder.write(".banqlint.toml", "[banqup]\nhosts = [\"gateway.example.com\"]\n");
    let found = folder.run(&["check", "--format", "json"]).found();
    let expected =
        [("logged-credential", "calls.ipynb"), ("tls-verification-disabled", "login.js")];
    assert_eq!(found, expected.map(|(rule, path)| (rule.to_owned(), path.to_owned())));
}

#[test]
fn extra_packs_are_loaded_and_their_faults_told() {
    let folder = Repo::new();
    folder.write(".banqlint.toml", "packs = [\"ours.toml\"]\n");
    let ran = folder.run(&["check"]).exits_with(2);
    assert!(ran.stderr.contains("ours.toml"), "{}", ran.stderr);
    folder.write(
        "ours.toml",
        "[[rule]]\nid = \"partner-key\"\nsummary = \"A partner's key\"\nseverity = \"error\"\n\
         confidence = \"high\"\nvalue = \"secret\"\nguidance = \"Keep it safe\"\nhelp = \"Move it\"\n\
         examples.match = [\"partner_secret = {{secret64}}\"]\nexamples.silent = [\"x = 1\"]\n\
         [[rule.form]]\nfilter = \"alphanumeric\"\npattern = '(?<value>[A-Za-z0-9]{60})'\n\
         validators = [\"random\"]\nevidence = [{}]\n",
    );
    let value = &Secrets::new(6).secret64()[..60];
    folder.write("a.txt", format!("partner = {value}\n"));
    let found = folder.run(&["check", "--format", "json"]).found();
    assert_eq!(found, [("partner-key".to_owned(), "a.txt".to_owned())]);
}

#[test]
fn show_names_the_source_of_each_value_and_the_schema_is_json() {
    let folder = Repo::new();
    folder.write(".banqlint.toml", "[rules.jwt]\nenabled = false\n");
    let shown = folder.run(&["config", "show"]).exits_with(0).stdout;
    assert!(shown.contains("rules.jwt.enabled = false  # .banqlint.toml:2"), "{shown}");
    assert!(shown.contains("rules.jwt.severity = \"warning\"  # default"), "{shown}");
    let alone = folder.run(&["config", "show", "--isolated"]).exits_with(0).stdout;
    assert!(alone.contains("rules.jwt.enabled = true  # default"), "{alone}");
    let schema = folder.run(&["config", "schema"]).exits_with(0).json();
    assert_eq!(schema["properties"]["off"]["items"]["required"][2], "reason");
    let published = include_str!("../../docs/banqlint.schema.json");
    assert_eq!(folder.run(&["config", "schema"]).stdout, published);
}

#[test]
fn a_named_file_holds_instead_and_the_index_and_the_history_obey() {
    let folder = Repo::new();
    let elsewhere = Repo::folder();
    elsewhere.write("c.toml", "[files]\nexclude = [\"a.conf\"]\n");
    let named = elsewhere.at("c.toml");
    let named = named.to_str().expect("a plain path");
    folder.write("a.conf", leak(1)).git(&["add", "a.conf"]);
    folder.run(&["staged"]).exits_with(1);
    folder.run(&["staged", "--config", named]).exits_with(0);
    folder.commit("Add");
    folder.run(&["history"]).exits_with(1);
    folder.run(&["history", "--config", named]).exits_with(0);
    folder.run(&["check", "--config", "missing.toml"]).exits_with(2);
}

#[test]
fn what_is_excluded_is_not_read_and_is_counted() {
    let folder = Repo::new();
    folder.write("third_party/a.conf", leak(1)).write("third_party/b/c.conf", leak(2));
    folder
        .write("mine.txt", "x")
        .write(".banqlint.toml", "[files]\nexclude = [\"third_party/\"]\n");
    let stats = folder.run(&["check", "--format", "json"]).exits_with(0).json()["stats"].clone();
    assert_eq!((&stats["files"], &stats["excluded"]), (&2.into(), &2.into()));
    let ran = folder.run(&["check"]).exits_with(0);
    assert!(ran.stdout.contains("; 2 files excluded by configuration\n"), "{}", ran.stdout);
    // Hooks and editors name files, so what a team has excluded stays out under its name too, and is counted.
    let named = folder.run(&["check", "third_party/a.conf"]).exits_with(0);
    assert!(named.stdout.contains("; 1 file excluded by configuration\n"), "{}", named.stdout);
    let isolated = folder.run(&["check", "--format", "json", "--isolated"]).exits_with(1).json();
    assert_eq!(
        (&isolated["stats"]["files"], &isolated["stats"]["excluded"]),
        (&4.into(), &0.into())
    );
    let jsonl = folder.run(&["check", "--format", "jsonl"]).exits_with(0);
    assert!(jsonl.stdout.contains("\"excluded\":2"), "{}", jsonl.stdout);
    let audit = folder.run(&["audit", "--format", "json"]).exits_with(0).json();
    assert_eq!(audit["stats"]["excluded"], 2);
}

/// What is read whatever its path is, an index or a history, is counted where it is found.
#[test]
fn what_is_found_in_an_excluded_file_is_counted_in_every_report() {
    let repo = Repo::new();
    repo.write(".banqlint.toml", "[files]\nexclude = [\"third_party/\"]\n").commit("Start");
    let start = repo.head();
    repo.write("third_party/a.conf", leak(1));
    repo.git(&["add", "--all"]);
    let counted = |arguments: &[&str]| {
        let ran = repo.run(&[arguments, &["--format", "json", "--show-suppressed"]].concat());
        let report = ran.exits_with(0).json();
        assert_eq!(report["findings"], serde_json::json!([]), "{arguments:?}");
        let words = "files that match third_party/, as the configuration says";
        let told = report["not_covered"].as_array().unwrap();
        assert!(told.contains(&words.into()), "{arguments:?}: {told:?}");
        let suppressed = &report["suppressed"];
        assert_eq!(suppressed["count"], suppressed["excluded"], "{arguments:?}");
        for one in suppressed["findings"].as_array().unwrap() {
            assert_eq!(
                (&one["path"], &one["rule"]),
                (&"third_party/a.conf".into(), &"client-secret".into())
            );
            let reason = "the configuration leaves the file out";
            assert_eq!(
                one["suppression"],
                serde_json::json!({"kind": "excluded", "reason": reason})
            );
        }
        suppressed["excluded"].as_u64().unwrap()
    };
    assert_eq!(counted(&["staged"]), 1);
    assert_eq!(counted(&["hook", "pre-commit"]), 1);
    repo.commit("Leak");
    assert_eq!(counted(&["staged"]), 0);
    assert_eq!(counted(&["history"]), 1);
    let range = format!("{start}..HEAD");
    assert_eq!(counted(&["history", "--range", &range]), 1);
    // The file on disk is not read, and the version in the history is.
    let audit = repo.run(&["audit", "--format", "json"]).exits_with(0).json();
    assert_eq!(
        (&audit["stats"]["excluded"], &audit["suppressed"]["excluded"]),
        (&1.into(), &1.into())
    );
    let ran = repo.run(&["history"]).exits_with(0);
    assert!(ran.stdout.contains("nothing found; 1 suppressed; read "), "{}", ran.stdout);
    // A baseline knows nothing of it, and a place that it leaves is nobody's.
    repo.run(&["baseline", "create"]).exits_with(0);
    let file = std::fs::read_to_string(repo.at(".banqlint-baseline.json")).unwrap();
    assert!(!file.contains("third_party"), "{file}");
    repo.run(&["history", "--isolated"]).exits_with(1);
}

/// Where one stands does not decide over what is read as a whole: a history, an index, a repository.
#[test]
fn a_file_in_a_folder_decides_over_that_folders_files_alone() {
    let repo = Repo::new();
    repo.write("x", "x\n").commit("Start");
    let start = repo.head();
    repo.write("a.conf", leak(21)).write("sub/b.conf", leak(22));
    repo.write("sub/.banqlint.toml", "[rules.client-secret]\nenabled = false\n").commit("Leak");
    repo.write("c.conf", leak(23)).git(&["add", "c.conf"]);
    let sub = repo.at("sub");
    let from_sub = |arguments: &[&str]| {
        let ran = crate::run::run(&sub, &[arguments, &["--format", "json"]].concat());
        ran.paths()
    };
    assert_eq!(from_sub(&["check"]), [""; 0]);
    assert_eq!(from_sub(&["staged"]), ["c.conf"]);
    assert_eq!(from_sub(&["history"]), ["a.conf", "sub/b.conf"]);
    let range = format!("{start}..HEAD");
    assert_eq!(from_sub(&["history", "--range", &range]), ["a.conf", "sub/b.conf"]);
    assert_eq!(from_sub(&["audit"]), ["a.conf", "c.conf", "sub/b.conf"]);
}
