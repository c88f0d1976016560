//! What is shipped to users and what is logged, in small projects of the kinds that call the API.

use std::io::Write as _;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// The findings of both rules: rule, path and line.
#[track_caller]
fn found(ran: &Ran) -> Vec<(String, String, u64)> {
    let report = ran.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings are a list");
    findings
        .iter()
        .filter(|one| {
            ["client-side-exposure", "logged-credential"]
                .contains(&one["rule"].as_str().unwrap_or_default())
        })
        .map(|one| {
            (text(&one["rule"]), text(&one["path"]), one["line"].as_u64().unwrap_or_default())
        })
        .collect()
}

#[track_caller]
fn assert_found(ran: &Ran, rule: &str, expected: &[(&str, u64)]) {
    let expected: Vec<(String, String, u64)> =
        expected.iter().map(|(path, line)| (rule.to_owned(), (*path).to_owned(), *line)).collect();
    assert_eq!(found(ran), expected);
}

#[test]
fn a_next_project_keeps_its_secret_on_the_server_or_is_told() {
    let folder = Repo::new();
    folder
        .write(".env.example", "BANQUP_CLIENT_SECRET=\nNEXT_PUBLIC_BANQUP_API_URL=https://api.btx.eu.banqup.com\n")
        .write("app/api/invoices/route.ts", "// Banqup\nconst body = `grant_type=client_credentials&client_secret=${process.env.BANQUP_CLIENT_SECRET}`;\n")
        .write("app/page.tsx", "// Banqup\nexport default function Page() { return null; }\n")
        .write("lib/banqup.ts", "import 'server-only';\nexport const secret = process.env.BANQUP_CLIENT_SECRET;\n");
    let ran = folder.run(&["check", "--format", "json"]).exits_with(0);
    assert_found(&ran, "client-side-exposure", &[]);
    folder
        .write(".env.production", "# Banqup\nNEXT_PUBLIC_BANQUP_CLIENT_ID=\nNEXT_PUBLIC_BANQUP_CLIENT_SECRET=\n")
        .write(
            "components/Login.tsx",
            "'use client';\nconst url = 'https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken';\nexport async function login(secret: string) {\n  return fetch(url, {\n    method: 'POST',\n    body: new URLSearchParams({\n      grant_type: 'client_credentials',\n      client_secret: secret,\n    }),\n  });\n}\n",
        )
        .write("next.config.mjs", "export default {\n  env: {\n    BANQUP_CLIENT_SECRET: process.env.BANQUP_CLIENT_SECRET,\n  },\n};\n");
    let expected = [
        (".env.production", 2),
        (".env.production", 3),
        ("components/Login.tsx", 8),
        ("next.config.mjs", 3),
    ];
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    assert_found(&ran, "client-side-exposure", &expected);
    folder.git(&["add", "--all"]);
    let ran = folder.run(&["staged", "--format", "json"]).exits_with(1);
    assert_found(&ran, "client-side-exposure", &expected);
}

#[test]
fn an_android_app_holds_nothing_or_is_told_and_no_value_is_shown() {
    let value = Secrets::new(711).alphanumeric(24);
    let folder = Repo::new();
    folder
        .write("app/src/main/res/values/strings.xml", format!("<resources>\n  <string name=\"banqup_hint\">Client Secret</string>\n  <string name=\"banqup_client_secret\">{value}</string>\n</resources>\n"))
        .write("app/build.gradle", "android {\n  defaultConfig {\n    buildConfigField \"String\", \"BANQUP_CLIENT_SECRET\", \"\\\"${props['banqup']}\\\"\"\n    buildConfigField \"String\", \"BANQUP_URL\", \"\\\"x\\\"\"\n  }\n}\n")
        .write("app/src/main/java/com/acme/Banqup.kt", "import android.util.Log\n\nval secret = BuildConfig.BANQUP_CLIENT_SECRET\nval url = BuildConfig.BANQUP_URL\n");
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    assert_found(
        &ran,
        "client-side-exposure",
        &[
            ("app/build.gradle", 3),
            ("app/src/main/java/com/acme/Banqup.kt", 3),
            ("app/src/main/res/values/strings.xml", 3),
        ],
    );
    for format in ["json", "text", "sarif", "html"] {
        let ran = folder.run(&["check", "--format", format]);
        assert!(!ran.stdout.contains(&value) && !ran.stderr.contains(&value), "{format}");
    }
}

/// A zip file with one member in it.
fn package(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
    zip.write_all(content).expect("its content");
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn built_packages_and_bundles_are_looked_into() {
    let secret = Secrets::new(712).secret64();
    // As in a table of strings: its length, the text, a zero.
    let mut table = b"dex\n035\0\x08password\0\x14https://banqup.com/v1\0@".to_vec();
    table.extend_from_slice(format!("{secret}\0").as_bytes());
    let wide: Vec<u8> = format!(" https://api.btx.eu.banqup.com client_secret={secret} ")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let folder = Repo::new();
    folder
        .write("out/app.apk", package("classes.dex", &table))
        .write("out/wide.aab", package("base/resources.arsc", &wide))
        .write(
            "out/app.ipa",
            package(
                "Payload/A.app/Info.plist",
                format!("<key>BanqupClientSecret</key><string>{secret}</string>").as_bytes(),
            ),
        )
        .write(
            "web/static/app.3f2a9c1b.js",
            format!("var a={{banqup:1,client_secret:\"{secret}\"}}"),
        )
        .write(
            "backup.zip",
            package("server.env", format!("BANQUP_CLIENT_SECRET={secret}").as_bytes()),
        );
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    let paths: Vec<String> = found(&ran).into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(paths, ["out/app.apk", "out/app.ipa", "out/wide.aab", "web/static/app.3f2a9c1b.js"]);
    assert!(!ran.stdout.contains(&secret));
}

#[test]
fn a_python_integration_logs_no_credential_or_is_told() {
    let folder = Repo::new();
    folder.write(
        "billing/banqup_client.py",
        "import logging\nimport os\nimport requests\n\nlogger = logging.getLogger(__name__)\n\n\ndef token():\n    response = requests.post(TOKEN_URL, data={\n        \"client_secret\": os.environ[\"BANQUP_CLIENT_SECRET\"],\n    })\n    logger.info(\"token answer: %s\", response.status_code)\n    access_token = response.json()[\"access_token\"]\n    logger.info(\"fetched a token ending in %s\", access_token[-4:])\n    return access_token\n",
    );
    let ran = folder.run(&["check", "--format", "json"]).exits_with(0);
    assert_found(&ran, "logged-credential", &[]);
    folder.write(
        "billing/banqup_debug.py",
        "import requests\n\nresponse = requests.post(\n    TOKEN_URL,\n    data=form,\n)\nprint(response.json())\naccess_token = response.json()[\"access_token\"]\nheaders = {\n    \"Authorization\": f\"Bearer {access_token}\",\n}\nlogger.debug(\n    \"calling with %s\",\n    headers,\n)\ntry:\n    call(headers)\nexcept HTTPError as error:\n    raise BanqupError(f\"{error} with {access_token}\")\nanswer = requests.get(URL, headers=headers)\nprint(answer.json())\n",
    );
    let expected = [
        ("billing/banqup_debug.py", 7),
        ("billing/banqup_debug.py", 14),
        ("billing/banqup_debug.py", 19),
    ];
    let ran = folder.run(&["check", "--format", "json"]).exits_with(1);
    assert_found(&ran, "logged-credential", &expected);
    folder.git(&["add", "--all"]);
    let ran = folder.run(&["staged", "--format", "json"]).exits_with(1);
    assert_found(&ran, "logged-credential", &expected);
}
