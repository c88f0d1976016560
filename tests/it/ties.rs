//! Files that say nothing of Banqup, and use a name that another file of the project gives to an address or a
//! credential of Banqup's.

use crate::repo::Repo;
use crate::run::Ran;

/// The findings of whole reports and of lines: rule, path, line, confidence.
fn found(ran: &Ran) -> Vec<(String, String, u64, String)> {
    let is_finding = |value: &serde_json::Value| value["rule"].is_string();
    let values: Vec<serde_json::Value> = match serde_json::from_str(&ran.stdout) {
        Ok(report) => {
            let report: serde_json::Value = report;
            report["findings"].as_array().cloned().unwrap_or_default()
        }
        Err(_) => ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = values
        .iter()
        .filter(|value| is_finding(value))
        .map(|one| {
            let line = one["line"].as_u64().unwrap_or_default();
            (text(&one["rule"]), text(&one["path"]), line, text(&one["confidence"]))
        })
        .collect();
    found.sort();
    found
}

#[track_caller]
fn assert_found(ran: &Ran, expected: &[(&str, &str, u64)]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|(rule, path, line)| {
            ((*rule).to_owned(), (*path).to_owned(), *line, "medium".to_owned())
        })
        .collect();
    assert_eq!(found(ran), expected, "{}", ran.stdout);
}

/// A project whose settings alone name the vendor, beside another project of the same words.
fn project() -> Repo {
    let folder = Repo::new();
    let client = "import requests\nfrom settings import TOKEN_URL\n\n\ndef token(form):\n    return requests.post(TOKEN_URL, data=form, verify=False, timeout=9).json()\n";
    folder
        .write("invoices/settings.py", "import os\n\nBASE_URL = 'https://api.btx.eu.banqup.com'\nTOKEN_URL = BASE_URL + '/oauth2/client_credential/gettoken'\nSECRET = os.environ['CLIENT_SECRET']\n")
        .write("invoices/client.py", client)
        .write("invoices/.github/workflows/sync.yml", "on: push\njobs:\n  sync:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo $CLIENT_SECRET\n        env:\n          CLIENT_SECRET: ${{ secrets.CLIENT_SECRET }}\n")
        .write("invoices/docs/guide.md", "TOKEN_URL with verify=False\n")
        .write("stock/settings.py", "BASE_URL = 'https://api.example.net'\nTOKEN_URL = BASE_URL + '/token'\n")
        .write("stock/client.py", client);
    folder
}

const TIED: &[(&str, &str, u64)] = &[
    ("ci-exposure", "invoices/.github/workflows/sync.yml", 6),
    ("tls-verification-disabled", "invoices/client.py", 6),
];

#[test]
fn what_uses_a_name_of_the_vendors_address_is_held_against_the_guidance() {
    let folder = project();
    for format in ["json", "jsonl"] {
        let ran = folder.run(&["check", "--format", format]).exits_with(1);
        assert_found(&ran, TIED);
    }
    let ran = folder.run(&["check", "--format", "json", "stock"]).exits_with(0);
    assert_found(&ran, &[]);
    // Each part of the project is a run's own: what is not read ties nothing.
    let ran = folder.run(&["check", "--format", "json", "invoices/client.py"]).exits_with(0);
    assert_found(&ran, &[]);
}

#[test]
fn a_comment_and_a_baseline_allow_what_a_tie_shows() {
    let folder = project();
    folder.run(&["baseline", "create"]).exits_with(0);
    folder.run(&["baseline", "prune"]).exits_with(0);
    for format in ["json", "jsonl"] {
        assert_found(&folder.run(&["check", "--format", format]).exits_with(0), &[]);
    }
    let folder = project();
    folder
        .write("invoices/client.py", "import requests\nfrom settings import TOKEN_URL\n# banqlint: allow-next-line(tls-verification-disabled) a proxy in tests\nrequests.post(TOKEN_URL, verify=False)\n");
    for format in ["json", "jsonl"] {
        let ran = folder.run(&["check", "--format", format]).exits_with(1);
        assert_found(&ran, &TIED[..1]);
    }
}

#[test]
fn a_copied_file_of_settings_ties_whoever_copies_it() {
    let folder = Repo::new();
    folder
        .write(".env", "API=https://api.btx.eu.banqup.com\nCLIENT_SECRET=${CLIENT_SECRET}\n")
        .write("Dockerfile", "FROM python:3.13\nCOPY .env /app/.env\n")
        .write("other/Dockerfile", "FROM python:3.13\nCOPY config.env /app/.env.sample\n");
    let ran = folder.run(&["check", "--format", "json", "--rule", "container-image-exposure"]);
    assert_found(&ran.exits_with(1), &[("container-image-exposure", "Dockerfile", 2)]);
}

/// A file that is tied, and one of the same path in another repository that holds a finding of its own.
#[test]
fn a_tie_takes_nothing_from_another_root() {
    let (one, other) = (project(), Repo::new());
    let address = "https://api.btx.eu.banqup.com";
    other.write("invoices/client.py", format!("requests.get('{address}', verify=False)\n"));
    let folders = [one.path(), other.path()].map(|path| path.to_string_lossy().into_owned());
    for format in ["json", "jsonl"] {
        let ran = one.run(&["check", "--format", format, &folders[0], &folders[1]]).exits_with(1);
        let switches =
            found(&ran).into_iter().filter(|(rule, ..)| rule == "tls-verification-disabled");
        let lines: Vec<u64> = switches.map(|(_, _, line, _)| line).collect();
        assert_eq!(lines, [1, 6], "{}", ran.stdout);
    }
}

/// A switch of the process reaches the calls of other files in the same project, and no others.
#[test]
fn a_switch_of_the_process_counts_beside_code_that_calls_the_vendor() {
    let folder = Repo::new();
    let switch = "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\n";
    folder
        .write("invoices/src/banqup.ts", "export const URL = 'https://api.btx.eu.banqup.com';\n")
        .write("invoices/src/main.ts", switch)
        .write("invoices/Dockerfile", "FROM node\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n")
        .write("stock/src/main.ts", switch);
    let ran = folder.run(&["check", "--isolated", "--format", "json"]).exits_with(1);
    let rule = "tls-verification-disabled";
    assert_found(&ran, &[(rule, "invoices/Dockerfile", 2), (rule, "invoices/src/main.ts", 1)]);
}
