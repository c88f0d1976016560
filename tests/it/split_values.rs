//! Values in pieces: what belongs together is put together, and what merely stands side by side is not.
//!
//! Contract: a value split by an office file's runs, a token split anywhere, and a text as a list of byte numbers are
//! found once, on the line where they start; cells of a table, checksums with padding and lines of a certificate in
//! literals are not joined.

use std::io::{Cursor, Write};

use crate::forms::value_id;
use crate::run::run;
use crate::secrets::{FUTURE, Secrets};

/// Rule, line and value of each finding in one file.
fn found(name: &str, content: impl AsRef<[u8]>) -> Vec<(String, u64, String)> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::write(folder.path().join(name), content).expect("writable");
    let ran = run(folder.path(), &["check", "--format", "json", "."]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    ran.findings()
        .iter()
        .map(|finding| {
            let line = finding["line"].as_u64().unwrap_or_default();
            (text(&finding["rule"]), line, text(&finding["value"]["id"]))
        })
        .collect()
}

fn once(rule: &str, line: u64, value: &str) -> Vec<(String, u64, String)> {
    vec![(rule.to_owned(), line, value_id(value))]
}

#[test]
fn an_office_file_splits_a_value_anywhere() {
    let secret = Secrets::new(1).secret64();
    let joint = "</w:t></w:r><w:proofErr w:type=\"spellEnd\"/><w:r w:rsidR=\"00A1\"><w:rPr><w:b/></w:rPr><w:t>";
    for cut in [1, 12, 32, 63] {
        let (start, end) = secret.split_at(cut);
        let document =
            format!("<w:p><w:r><w:t>Banqup Client Secret: {start}{joint}{end}</w:t></w:r></w:p>");
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("word/document.xml", options).expect("memory takes it");
        archive.write_all(document.as_bytes()).expect("memory takes it");
        let bytes = archive.finish().expect("memory takes it").into_inner();
        assert_eq!(found("note.docx", bytes), once("client-secret", 1, &secret), "{cut}");
    }
}

#[test]
fn a_long_token_splits_anywhere() {
    let token = Secrets::new(2).realm_token("iam.uat.unifiedpost.com", "upg-dev-portal", FUTURE);
    for cut in (40..token.len() - 4).step_by(61) {
        let (start, end) = token.split_at(cut);
        let text = format!("# a script\nTOKEN={start}\\\n{end}\n");
        assert_eq!(found("run.sh", text), once("bearer-token", 2, &token), "{cut}");
    }
}

#[test]
fn numbers_of_bytes_are_text() {
    let secret = Secrets::new(3).secret64();
    let text = format!("client_secret={secret}\n");
    let list = |spell: fn(u8) -> String| text.bytes().map(spell).collect::<Vec<_>>().join(", ");
    for list in [list(|byte| byte.to_string()), list(|byte| format!("0x{byte:02x}"))] {
        let source = format!("// seed\nconst DATA = [{list}];\n");
        assert_eq!(found("data.js", source), once("client-secret", 2, &secret), "{list}");
    }
}

#[test]
fn literals_are_appended_with_shift_signs() {
    let secret = Secrets::new(4).secret64();
    let (start, end) = secret.split_at(30);
    let text = format!("client_secret = \"{start}\" << \"{end}\"\n");
    assert_eq!(found("key.rb", text), once("client-secret", 1, &secret));
}

#[test]
fn what_stands_side_by_side_is_not_joined() {
    let mut secrets = Secrets::new(5);
    let rows: String = (0..40)
        .map(|_| format!("{},{},{}\n", secrets.alnum32(), secrets.hex(32), secrets.hex(32)))
        .collect();
    assert_eq!(found("sessions.csv", format!("banqup session,etag,trace\n{rows}")), []);
    let sums: String = (0..400)
        .map(|at| {
            let sum = &secrets.secret64()[..43];
            format!("github.com/banqup/p{at} v1.0.{at} h1:{sum}=\n")
        })
        .collect();
    assert_eq!(found("go.sum", sums), []);
    let lines: String = (0..30)
        .map(|at| {
            let line = secrets.secret64();
            let line = if at % 3 == 0 { format!("{}+/", &line[..62]) } else { line };
            format!("    \"{line}\\n\"\n")
        })
        .collect();
    let literals = format!(
        "# banqup\nCERT = (\n    \"-----BEGIN CERTIFICATE-----\\n\"\n{lines}    \"-----END CERTIFICATE-----\\n\"\n)\n"
    );
    assert_eq!(found("cert.py", literals), []);
}

#[test]
fn names_of_other_parties_and_of_other_secrets_are_silent() {
    let mut secrets = Secrets::new(6);
    let text = format!(
        "BANQUP_URL=https://api.btx.eu.banqup.com\nGITHUB_CLIENT_SECRET={}\nAZURE_CLIENT_ID={}\nSESSION_SECRET={}\nSECRET_KEY_BASE={}\n",
        secrets.secret64(),
        secrets.id48(),
        secrets.secret64(),
        secrets.secret64()
    );
    assert_eq!(found(".conf", text), []);
}
