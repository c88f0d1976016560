//! `plain-http` and `credentials-in-url` on the code and the settings of small projects: the right rule on the right
//! line, and silence on what only looks alike.

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

fn check(folder: &Repo) -> Ran {
    folder
        .run(&["check", "--format", "json", "--rule", "plain-http", "--rule", "credentials-in-url"])
}

/// The rule, path and line of each finding.
fn places(ran: &Ran) -> Vec<(String, String, u64)> {
    let report = ran.json();
    report["findings"]
        .as_array()
        .expect("findings are a list")
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            (text("rule"), text("path"), finding["line"].as_u64().unwrap_or(0))
        })
        .collect()
}

/// The finding of one rule in one file, by line.
fn lines(ran: &Ran, rule: &str, path: &str) -> Vec<u64> {
    places(ran)
        .into_iter()
        .filter(|place| place.0 == rule && place.1 == path)
        .map(|place| place.2)
        .collect()
}

#[test]
fn a_python_integration() {
    let folder = Repo::new();
    folder
        .write(
            "invoices/config.py",
            "import os\n\nBANQUP_HOST = \"api.btx.eu.banqup.com\"\nBANQUP_URL = f\"http://{BANQUP_HOST}/v1\"\nMETRICS_URL = \"http://metrics.example.net/v1\"\n",
        )
        .write(
            "invoices/client.py",
            "import requests\n\nBASE = \"https://api.btx.eu.banqup.com\"\n\n\ndef companies(token):\n    query = {\n        \"page\": 1,\n        \"access_token\": token,\n    }\n    return requests.get(BASE + \"/v1/companies\", params=query, timeout=5)\n\n\ndef token(client_id, client_secret):\n    form = {\n        \"grant_type\": \"client_credentials\",\n        \"client_id\": client_id,\n        \"client_secret\": client_secret,\n    }\n    return requests.post(BASE + \"/oauth2/client_credential/gettoken\", data=form, timeout=5)\n",
        )
        .write(
            "scripts/token.sh",
            "#!/bin/sh\nset -eu\ncurl --silent \\\n  api.uat.btx.eu.banqup.com/oauth2/client_credential/gettoken \\\n  --config /run/secrets/curl\ncurl --silent -G https://api.uat.btx.eu.banqup.com/v1/companies \\\n  --data-urlencode \"access_token=$TOKEN\"\n",
        );
    let ran = check(&folder).exits_with(1);
    let found = places(&ran);
    let expected = [
        ("credentials-in-url", "invoices/client.py", 9),
        ("plain-http", "invoices/config.py", 4),
        ("plain-http", "scripts/token.sh", 4),
        ("credentials-in-url", "scripts/token.sh", 7),
    ]
    .map(|(rule, path, line)| (rule.to_owned(), path.to_owned(), line));
    assert_eq!(found, expected, "{ran:#?}");
}

#[test]
fn apps_for_phones_and_servers_in_front() {
    let folder = Repo::new();
    folder
        .write(
            "app/src/main/res/xml/network_security_config.xml",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<network-security-config>\n    <domain-config cleartextTrafficPermitted=\"true\">\n        <domain includeSubdomains=\"true\">10.0.2.2</domain>\n    </domain-config>\n    <domain-config\n        cleartextTrafficPermitted=\"true\">\n        <domain includeSubdomains=\"true\">btx.eu.banqup.com</domain>\n    </domain-config>\n</network-security-config>\n",
        )
        .write(
            "ios/App/Info.plist",
            "<plist version=\"1.0\">\n<dict>\n<key>NSAppTransportSecurity</key>\n<dict>\n<key>NSExceptionDomains</key>\n<dict>\n<key>localhost</key>\n<dict>\n<key>NSExceptionAllowsInsecureHTTPLoads</key>\n<true/>\n</dict>\n<key>btx.eu.banqup.com</key>\n<dict>\n<key>NSExceptionAllowsInsecureHTTPLoads</key>\n<true/>\n</dict>\n</dict>\n</dict>\n</dict>\n</plist>\n",
        )
        .write(
            "deploy/nginx.conf",
            "upstream banqup_api {\n    server api.btx.eu.banqup.com:443;\n}\nserver {\n    listen 80;\n    return 301 https://$host$request_uri;\n}\nserver {\n    listen 443 ssl;\n    location /invoices/ {\n        proxy_pass http://banqup_api;\n    }\n    location /health {\n        proxy_pass http://localhost:8080;\n    }\n}\n",
        )
        .write(
            "deploy/values.yaml",
            "service:\n  port: 80\nbanqup:\n  host: api.btx.eu.banqup.com\n  port: 80\ncookie:\n  secure: false\n",
        );
    let ran = check(&folder).exits_with(1);
    assert_eq!(lines(&ran, "plain-http", "app/src/main/res/xml/network_security_config.xml"), [7]);
    assert_eq!(lines(&ran, "plain-http", "ios/App/Info.plist"), [14]);
    assert_eq!(lines(&ran, "plain-http", "deploy/nginx.conf"), [11]);
    assert_eq!(lines(&ran, "plain-http", "deploy/values.yaml"), [5]);
    assert_eq!(places(&ran).len(), 4, "{ran:#?}");
}

#[test]
fn redirects_of_an_app_and_nobody_elses() {
    let folder = Repo::new();
    folder
        .write(
            ".env.production",
            "BANQUP_CLIENT_ID=${BANQUP_CLIENT_ID}\nBANQUP_REDIRECT_URI=http://shop.example/banqup/callback\nGOOGLE_REDIRECT_URI=http://shop.example/google/callback\n",
        )
        .write(".env.development", "BANQUP_REDIRECT_URI=http://localhost:3000/banqup/callback\n")
        .write(
            "register.js",
            "await fetch('https://api.btx.eu.banqup.com/oauth2/activate_redirect', {\n  method: 'POST',\n  body: JSON.stringify({ redirect_uri: 'http://shop.example/cb' }),\n});\n",
        );
    let ran = check(&folder).exits_with(1);
    let expected = [("plain-http", ".env.production", 2), ("plain-http", "register.js", 3)]
        .map(|(rule, path, line)| (rule.to_owned(), path.to_owned(), line));
    assert_eq!(places(&ran), expected, "{ran:#?}");
}

#[test]
fn a_project_that_does_it_right_is_silent() {
    let folder = Repo::new();
    folder
        .write(
            "client.ts",
            "const base = 'https://api.btx.eu.banqup.com';\nconst body = new URLSearchParams({\n  grant_type: 'client_credentials',\n  client_id: id,\n  client_secret: secret,\n});\nconst res = await fetch(`${base}/oauth2/client_credential/gettoken`, { method: 'POST', body });\nconst companies = await axios.get(`${base}/v1/companies`, {\n  params: { page: 1 },\n  headers: { Authorization: `Bearer ${token}` },\n});\nconst login = `${iam}/auth?client_id=${id}&redirect_uri=${encodeURIComponent(back)}&response_type=code&state=${state}`;\n",
        )
        .write(
            "token.sh",
            "curl -sS https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken \\\n  -d \"grant_type=client_credentials&client_id=$BQ_ID\" --data-urlencode client_secret@/run/secrets/bq\nhttps GET api.btx.eu.banqup.com/v1/companies\nping -c 1 api.btx.eu.banqup.com\n",
        )
        .write(
            "README.md",
            "# Banqup\n\nPlain HTTP does not work, and `curl api.btx.eu.banqup.com` is plain HTTP. Never put `?access_token=${TOKEN}` into an address.\n",
        )
        .write("banqup/proxy.py", "UPSTREAM = 'http://banqup-mock:8080'\nconn = http.client.HTTPSConnection('api.btx.eu.banqup.com')\n");
    check(&folder).exits_with(0);
}

#[test]
fn what_is_staged_is_reported_and_no_value_leaves_in_clear() {
    let folder = Repo::new();
    let password = format!("pw-{}", Secrets::new(5).alphanumeric(11));
    folder.write(
        "app/client.py",
        format!("url = 'https://api.btx.eu.banqup.com/v1'\nrequests.get(url, params={{'access_token': '{password}'}})\n"),
    );
    folder.git(&["add", "--all"]);
    for format in ["json", "text", "sarif", "markdown"] {
        let ran = folder.run(&["staged", "--format", format]).exits_with(1);
        assert!(!ran.stdout.contains(&password) && !ran.stderr.contains(&password), "{ran:#?}");
    }
    let ran = folder.run(&["staged", "--format", "json"]);
    assert!(
        places(&ran).contains(&("credentials-in-url".to_owned(), "app/client.py".to_owned(), 2)),
        "{ran:#?}"
    );
}

#[test]
fn queries_as_lists_beside_an_address() {
    let folder = Repo::folder();
    let flow = |url: &str, list: &str| {
        format!(
            "{{\n\"url\": \"{url}\",\n\"{list}\": {{\"parameters\": [\n  {{\"name\": \"client_secret\", \"value\": \"={{{{ $env.BANQUP_CLIENT_SECRET }}}}\"}}\n]}}}}\n"
        )
    };
    let token = "https://api.btx.eu.banqup.com/oauth2/client_credential/gettoken";
    folder
        .write("query.json", flow(token, "queryParameters"))
        .write("body.json", flow(token, "bodyParameters"))
        .write("other.json", flow("https://api.example.net/token", "queryParameters"))
        .write("off.json", format!("{{\"url\": \"{token}\", \"qs\": [{{\"name\": \"client_secret\", \"value\": \"{{{{1.x}}}}\", \"disabled\": true}}]}}"))
        .write("qs.yaml", format!("http:\n  url: {token}\n  qs:\n    - name: page\n      value: 1\n    - name: client_secret\n      value: ${{BANQUP_CLIENT_SECRET}}\n"));
    let found = places(&folder.run(&["check", "--rule", "credentials-in-url", "--format", "json"]));
    let expected = [("query.json", 4), ("qs.yaml", 6)];
    let expected =
        expected.map(|(path, line)| ("credentials-in-url".to_owned(), path.to_owned(), line));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(expected.iter().all(|one| found.contains(one)), "{found:?}");
}
