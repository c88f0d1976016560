//! What a report says about a token without asking its issuer, and what it must never repeat.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::forms::value_id;
use crate::repo::Repo;
use crate::run::run;
use crate::secrets::{EXPIRED, FUTURE, Secrets};

const GENERATIONS: &[(&str, &str, Option<&str>)] = &[
    ("api.btx.eu.banqup.com", "production", Some("eu")),
    ("api.uat.btx.eu.banqup.com", "uat", Some("eu")),
    ("api.test.btx.fr.banqup.com", "test", Some("fr")),
    ("api.dev.btx.eu.banqup.com", "dev", Some("eu")),
    ("api.cve.btx.fr.banqup.com", "cve", Some("fr")),
];
const REALMS: &[(&str, &str, &str)] = &[
    ("iam.unifiedpost.com", "upg-dev-portal", "production"),
    ("iam.uat.unifiedpost.com", "pp-upg-dev-portal", "uat"),
    ("iam.test.unifiedpost.com", "test-upg-dev-portal", "test"),
];

/// The finding whose value is `value` in a run over `value` alone.
fn finding(value: &str) -> (Value, String) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("token.txt"), format!("token {value}\n")).expect("writable");
    let ran = run(folder.path(), &["check", "--format", "json", "."]);
    let finding = ran
        .findings()
        .into_iter()
        .find(|finding| finding["value"]["id"] == json!(value_id(value)))
        .unwrap_or_else(|| panic!("the token is found: {}", ran.stdout));
    (finding, ran.stdout)
}

#[test]
fn tokens_of_the_current_generation_tell_environment_region_app_and_expiry() {
    for (index, (host, environment, region)) in GENERATIONS.iter().enumerate() {
        for (expires, expired) in [(EXPIRED, true), (FUTURE, false)] {
            let token = Secrets::new(index as u64).btx_token(host, expires);
            let app_id = payload(&token)["sub"].clone();
            let (finding, _) = finding(&token);
            assert_eq!(finding["rule"], "bearer-token");
            let jwt = &finding["jwt"];
            assert_eq!(jwt["issuer"], format!("https://{host}/oauth2/client_credential"));
            assert_eq!(jwt["environment"], *environment, "{host}");
            assert_eq!(jwt["region"], json!(region), "{host}");
            assert_eq!(jwt["app_id"], app_id);
            assert_eq!(jwt["algorithm"], "ES256");
            assert_eq!(jwt["expired"], expired);
            assert_eq!(jwt["live_when_committed"], Value::Null);
        }
    }
}

#[test]
fn tokens_of_the_earlier_generation_are_graded_and_the_person_is_not_repeated() {
    for (index, (host, realm, environment)) in REALMS.iter().enumerate() {
        let token = Secrets::new(index as u64).realm_token(host, realm, EXPIRED);
        let (finding, printed) = finding(&token);
        assert_eq!(finding["rule"], "bearer-token");
        assert_eq!(finding["jwt"]["environment"], *environment, "{host}");
        assert_eq!(finding["jwt"]["algorithm"], "RS256");
        assert_eq!(finding["jwt"]["expired"], true);
        let payload = payload(&token);
        for person in ["name", "email"] {
            let text = payload[person].as_str().expect("the token names a person");
            assert!(!printed.contains(text), "the report repeats the {person}");
        }
    }
}

#[test]
fn a_token_of_another_issuer_is_a_jwt() {
    for seed in 0..3 {
        let (finding, _) = finding(&Secrets::new(seed).foreign_token(FUTURE));
        assert_eq!(finding["rule"], "jwt");
        assert_eq!(finding["jwt"]["environment"], Value::Null);
    }
}

#[test]
fn an_issuer_that_only_looks_like_the_vendor_is_foreign() {
    let hosts = [
        "api.notbanqup.com",
        "api.btx.eu.banqup.com.example.net",
        "iam.unifiedpost.com.example.org",
        "example.com/api.btx.eu.banqup.com",
        "api.btx.eu.banqup.com@example.net",
    ];
    for host in hosts {
        let (finding, _) = finding(&Secrets::new(5).btx_token(host, FUTURE));
        assert_eq!(finding["rule"], "jwt", "{host}");
    }
}

/// Severity and confidence of the findings in files of one project, in the order of the report.
fn weights(files: &[(&str, String)]) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (path, text) in files {
        fs::write(folder.path().join(path), text).expect("writable");
    }
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let mut weights: Vec<_> = run(folder.path(), &["check", "--format", "json", "."])
        .findings()
        .iter()
        .map(|finding| {
            (word(&finding["rule"]), word(&finding["severity"]), word(&finding["confidence"]))
        })
        .collect();
    weights.sort();
    weights
}

fn expected(rule: &str, severity: &str, confidence: &str) -> (String, String, String) {
    (rule.to_owned(), severity.to_owned(), confidence.to_owned())
}

#[test]
fn a_client_id_alone_is_a_warning_and_an_error_beside_its_secret() {
    let mut secrets = Secrets::new(9);
    let id = format!("banqup_client_id = '{}'\n", secrets.id48());
    let both = format!("{id}banqup_client_secret = '{}'\n", secrets.secret64());
    assert_eq!(weights(&[("a.py", id)]), [expected("client-id", "warning", "high")]);
    let severities: Vec<String> =
        weights(&[("a.py", both)]).into_iter().map(|(_, severity, _)| severity).collect();
    assert_eq!(severities, ["error", "error"]);
}

/// The message of each rule's finding in a file with this text, in `check` and in the history alike.
fn messages(text: &str, configuration: &str, pack: &str) -> BTreeMap<String, String> {
    let repo = Repo::new();
    repo.write("a.py", text).write("pack.toml", pack).write(".banqlint.toml", configuration);
    repo.commit("All files");
    let of = |command: &str| -> BTreeMap<String, String> {
        let findings = repo.run(&[command, "--format", "json"]).findings();
        let word = |value: &Value| value.as_str().expect("a word").to_owned();
        // Files are judged as such too, a history is not.
        let values = findings.iter().filter(|one| one["rule"] != "tracked-credential-file");
        values.map(|one| (word(&one["rule"]), word(&one["message"]))).collect()
    };
    let found = of("check");
    assert_eq!(found, of("history"));
    found
}

#[test]
fn what_stands_beside_an_id_is_told_whatever_the_severities() {
    let mut secrets = Secrets::new(11);
    let id = format!("banqup_client_id = '{}'\n", secrets.id48());
    let secret = format!("banqup_client_secret = '{}'\n", secrets.secret64());
    let token = format!("token = '{}'\n", secrets.btx_token("api.btx.eu.banqup.com", FUTURE));
    let turned =
        "[rules.client-id]\nseverity = \"error\"\n[rules.client-secret]\nseverity = \"warning\"\n";
    let both = format!("{id}{secret}");
    for configuration in ["", turned, "[rules.client-id]\nseverity = \"note\"\n"] {
        let found = messages(&both, configuration, "");
        assert_eq!(found["client-id"], "Banqup Client ID beside its secret", "{configuration}");
        assert_eq!(found["client-secret"], "Banqup Client Secret", "{configuration}");
    }
    assert_eq!(messages(&id, turned, "")["client-id"], "Banqup Client ID");
    let found = messages(&format!("{id}{token}"), "", "");
    assert_eq!(found["client-id"], "Banqup Client ID beside its token");
}

#[test]
fn a_rule_of_a_team_that_is_worse_by_its_evidence_stands_beside_nothing() {
    let pack = r#"[[rule]]
id = "partner-key"
summary = "Partner key"
severity = "warning"
confidence = "high"
value = "app-credential"
guidance = "Keep keys out of files"
help = "Ask the partner for another key."
examples.match = ["partner = {{secret32}}"]
examples.silent = ["partner = 1"]
[[rule.form]]
filter = "alphanumeric"
pattern = '(?<value>[A-Za-z0-9]{40})'
evidence = [{ severity = "error" }]
"#;
    let mut secrets = Secrets::new(12);
    let key = format!("partner = '{}'\n", secrets.alphanumeric(40));
    let configuration = "packs = [\"pack.toml\"]\n";
    assert_eq!(messages(&key, configuration, pack)["partner-key"], "Partner key");
    let id = format!("banqup_client_id = '{}'\n", secrets.id48());
    let found = messages(&format!("{id}{key}"), configuration, pack);
    assert_eq!(found["partner-key"], "Partner key");
    assert_eq!(found["client-id"], "Banqup Client ID");
}

#[test]
fn confidence_says_whether_key_file_or_project_is_the_evidence() {
    let secret = Secrets::new(10).secret64();
    let host = "https://api.btx.eu.banqup.com/v1\n".to_owned();
    let one = |confidence| [expected("client-secret", "error", confidence)];
    assert_eq!(weights(&[("a.txt", format!("client_secret={secret}\n"))]), one("high"));
    assert_eq!(weights(&[("a.txt", format!("{host}{secret}\n"))]), one("medium"));
    assert_eq!(weights(&[("a.txt", format!("{secret}\n")), ("b.txt", host)]), one("low"));
    assert_eq!(weights(&[("a.txt", format!("{secret}\n"))]), []);
}

#[test]
fn the_public_sample_is_the_one_that_is_known() {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(crate::secrets::public_sample());
    let known = "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606";
    assert_eq!(crate::secrets::hex_of(&digest), known);
}

fn payload(token: &str) -> Value {
    use base64::Engine;
    let part = token.split('.').nth(1).expect("a token has a payload");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}
