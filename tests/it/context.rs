//! What stands around a value decides whose it is: words that are about something else do not hide it, names of other
//! services do, and paths and lengths count too.
//!
//! Contract: `check` and `history` say the same of each case.

use serde_json::Value;

use crate::repo::Repo;
use crate::run::run;
use crate::secrets::Secrets;

/// The rules that `check` and `history` report for these files, sorted; both report the same.
fn rules(files: &[(&str, Vec<u8>)]) -> Vec<String> {
    let repo = Repo::new();
    for (path, content) in files {
        repo.write(path, content);
    }
    repo.commit("All files");
    let of = |command: &[&str]| {
        let ran = run(repo.path(), &[command, &["--format", "json"]].concat());
        let is_value = |finding: &Value| {
            ["client-id", "client-secret"].contains(&finding["rule"].as_str().unwrap())
        };
        let mut rules: Vec<String> = ran
            .findings()
            .iter()
            .filter(|finding| is_value(finding))
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect();
        rules.sort();
        rules
    };
    let found = of(&["check", "."]);
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    assert_eq!(found, of(&["history"]), "{paths:?}");
    found
}

/// A Client ID, a Client Secret, and a shorter secret.
fn values(seed: u64) -> [(&'static str, String); 3] {
    let mut secrets = Secrets::new(seed);
    [
        ("{id}", secrets.alphanumeric(48)),
        ("{secret}", secrets.alphanumeric(64)),
        ("{short}", secrets.alphanumeric(32)),
    ]
}

fn filled(text: &str, seed: u64) -> Vec<u8> {
    let fill = |text: String, (name, value): &(&str, String)| text.replace(name, value);
    values(seed).iter().fold(text.to_owned(), fill).into_bytes()
}

const BOTH: [&str; 2] = ["client-id", "client-secret"];

#[test]
fn words_about_something_else_hide_no_value() {
    for (seed, text) in (0..).zip([
        "# Banqup\nlogin(appId, \"{id}\", \"{secret}\")\n",
        "# Banqup\nsign(Hash.SHA256, \"{id}\", \"{secret}\")\n",
        "{\"traceId\":\"1a2b\",\"msg\":\"banqup auth with {id}:{secret}\"}\n",
        "[requestId=ab12] Banqup credentials loaded: {id} / {secret}\n",
        "After the last commit the Banqup sandbox uses {id} / {secret}.\n",
        "# Banqup keys. Do not commit!\n{id}\n{secret}\n",
        "INSERT INTO banqup_accounts (password_hash, ck, cs) VALUES ('x','{id}','{secret}');\n",
        "post(BANQUP_URL, headers={\"X-Request-ID\": rid}, auth=Basic(\"{id}\",\"{secret}\"))\n",
    ]) {
        assert_eq!(rules(&[("notes.txt", filled(text, seed))]), BOTH, "{text}");
    }
}

#[test]
fn a_key_that_names_the_vendor_is_the_vendors_whatever_else_it_says() {
    for name in [
        "BANQUP_OAUTH_SECRET",
        "BANQUP_AUTH_SECRET",
        "banqup.shared.secret",
        "BQ_OAUTH_SECRET",
        "BANQUP_WEBHOOK_SECRET",
    ] {
        for value in ["{secret}", "{short}"] {
            let text = format!("{name}={value}\n");
            assert_eq!(rules(&[("app.txt", filled(&text, 1))]), ["client-secret"], "{text}");
        }
    }
    assert_eq!(rules(&[("app.txt", filled("BANQUP_APP_ID={id}\n", 1))]), ["client-id"]);
    for name in ["central_client_secret", "KEYCLOAK_CLIENT_SECRET", "laws.client-secret"] {
        let text = format!("# Banqup\n{name}={{short}}\n");
        assert_eq!(rules(&[("app.txt", filled(&text, 1))]), ["client-secret"], "{text}");
    }
}

#[test]
fn secrets_of_other_services_are_not_the_vendors() {
    for line in [
        "POSTGRES_PASSWORD=",
        "DB_PASSWORD=",
        "REDIS_PASSWORD=",
        "SMTP_PASSWORD=",
        "MINIO_SECRET_KEY=",
        "RECAPTCHA_SECRET_KEY=",
        "KEYSTORE_PASSWORD=",
        "SESSION_SECRET=",
        "AZUREAD_CLIENT_SECRET=",
        "DATABASE_URL=postgres://user:",
    ] {
        for value in ["{id}", "{secret}", "{short}"] {
            let text =
                format!("BANQUP_API_URL=https://api.btx.eu.banqup.com\n{line}{value}@db:5432\n");
            let none: [&str; 0] = [];
            assert_eq!(rules(&[("app.txt", filled(&text, 1))]), none, "{line}{value}");
        }
    }
}

#[test]
fn a_path_that_names_the_vendor_makes_a_project_of_the_vendors() {
    let php = "<?php return ['client_id' => '{id}', 'client_secret' => '{short}'];\n";
    assert_eq!(rules(&[("config/banqup.php", filled(php, 1))]), BOTH);
    assert_eq!(rules(&[("src/Acme.Banqup/keys.php", filled(php, 2))]), BOTH);
    assert_eq!(rules(&[("unifiedpost.txt", filled("{secret}\n", 3))]), ["client-secret"]);
    let none: [&str; 0] = [];
    let secret = "<?php return ['client_secret' => '{short}'];\n";
    assert_eq!(rules(&[("config/app.php", filled(secret, 4))]), none);
}

#[test]
fn strings_in_binary_files_end_where_their_length_says() {
    let [(_, id), (_, secret), _] = values(5);
    type Written = fn(&str) -> Vec<u8>;
    let kinds: [(&str, Written); 4] = [
        ("class", |text| [&[1, 0, text.len() as u8][..], text.as_bytes(), &[1, 0]].concat()),
        ("message", |text| [&[0x12, text.len() as u8][..], text.as_bytes(), &[0x1A]].concat()),
        ("pickle", |text| {
            [&[b'X', text.len() as u8, 0, 0, 0][..], text.as_bytes(), b"q\x02"].concat()
        }),
        ("cache", |text| [&[0, 0, b'Z', text.len() as u8][..], text.as_bytes(), b"N\0"].concat()),
    ];
    for (kind, written) in kinds {
        let mut content = b"\x03\0\0\0https://api.btx.eu.banqup.com\0\0".to_vec();
        content.extend(written(&id));
        content.extend(written("an ordinary text"));
        content.extend(written(&secret));
        assert_eq!(rules(&[(&format!("data.{kind}"), content)]), BOTH, "{kind}");
    }
}

#[test]
fn a_file_that_is_a_value_is_named_for_it() {
    let mut secrets = Secrets::new(71);
    let repo = Repo::new();
    for (path, is_told) in [
        ("secrets/banqup_client_secret.txt", true),
        (".secrets/banqup", true),
        ("banqup-secret.key", true),
        ("banqup/data.txt", false),
    ] {
        repo.write(path, format!("{}\n", secrets.alphanumeric(64)).into_bytes());
        repo.commit("A file");
        for command in ["check", "history"] {
            let mut ran = run(repo.path(), &[command, "--format", "json"]).findings();
            ran.retain(|one| one["path"] == path && one["rule"] == "client-secret");
            let [finding] = &ran[..] else { panic!("{command} {path}: {ran:?}") };
            assert_eq!(finding["confidence"] == "high", is_told, "{command} {path}");
        }
    }
}

#[test]
fn a_mail_reads_as_its_text() {
    let head = "Subject: keys\nContent-Transfer-Encoding: quoted-printable\n\n";
    for (seed, text) in (60..).zip([
        "Banqup\nclient_id=3D{id}&client_secret=3D{secret}\n",
        "client_id=3D{id}\nclient_secret=3D{secret}\n",
        "client_id=3D{id}=20\n\n=C3=A9=3D client_secret:=20{secret}\n",
    ]) {
        let mail = filled(&format!("{head}{text}"), seed);
        assert_eq!(rules(&[("mail.eml", mail)]), BOTH, "{text}");
    }
    let [(_, id), (_, secret), _] = values(69);
    let (start, rest) = secret.split_at(40);
    let mail = format!("{head}Client ID: {id}, client secret =3D {start}=\n{rest}\n");
    assert_eq!(rules(&[("mail.eml", mail.into_bytes())]), BOTH);
}
