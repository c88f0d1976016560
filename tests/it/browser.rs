//! The HTML audit report, opened in a real browser.
//!
//! `BANQLINT_TEST_BROWSER` names the folder into which `.ci/run` installs what drives the browser.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::repo::Repo;
use crate::run::run;
use crate::secrets::Secrets;

/// A history whose names, messages and people try to break out of a page.
fn hostile_repository() -> Repo {
    let mut secrets = Secrets::new(6);
    let repo = Repo::new();
    repo.git(&["config", "user.name", "Mira \"><script>alert(1)</script> Testperson"]);
    let hostile = "a\"><img src=x onerror=alert(1)>.conf";
    repo.write(hostile, format!("client_secret={}\n", secrets.secret64()));
    repo.commit("</title></style><script>alert(2)</script> {{ 7*7 }}");
    repo.write("app/settings.py", format!("BANQUP_CLIENT_ID = \"{}\"\n", secrets.id48()));
    repo.write(
        "app/</script><svg onload=alert(3)>/x.conf",
        format!("bq_client_secret={}\n", secrets.secret64()),
    );
    repo.commit("Add settings");
    repo.write(
        "together/app.conf",
        format!("client_id={}\nclient_secret={}\n", secrets.id48(), secrets.secret64()),
    );
    repo.write(
        "tutorial/example.conf",
        format!(
            "client_secret={} # banqlint: allow(client-secret) <img src=x onerror=alert(4)>\n",
            secrets.secret64()
        ),
    );
    repo.commit("Add an app");
    repo.git(&["rm", "--quiet", hostile]);
    repo.commit("Remove it again");
    for service in 0..6 {
        repo.write(
            format!("services/service-{service}/deploy/values.yaml"),
            format!("banqup:\n  client_secret: {}\n", secrets.secret64()),
        );
        repo.commit(&format!("Deploy service {service}"));
    }
    repo
}

#[test]
fn the_audit_opens_filters_and_sorts_in_a_browser() {
    let Some(modules) = env::var_os("BANQLINT_TEST_BROWSER").map(PathBuf::from) else {
        assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "CI has to run this test");
        return;
    };
    let repo = hostile_repository();
    let report = repo.beside("audit.html");
    let pictures = env::var_os("BANQLINT_TEST_PICTURES")
        .map_or_else(|| repo.beside("pictures"), PathBuf::from);
    std::fs::create_dir_all(&pictures).expect("a folder for the pictures");
    let file = format!("html={}", report.display());
    let ran = run(repo.path(), &["history", "--show-suppressed", "--report", &file, "."]);
    assert_eq!(ran.code, 1, "{ran:?}");

    let browser =
        env::var_os("BANQLINT_TEST_CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".into());
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser/audit.mjs");
    let output = Command::new("node")
        .arg(script)
        .args([modules.as_os_str(), browser.as_os_str(), report.as_os_str(), pictures.as_os_str()])
        .output()
        .expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");

    let none: [&str; 0] = [];
    for empty in ["errors", "requests", "axe_light", "axe_dark"] {
        assert_eq!(seen[empty], serde_json::json!(none), "{empty}: {seen:#}");
    }
    assert_eq!(seen["injected"], 0, "{seen:#}");
    assert_eq!(seen["rows"], 11, "{seen:#}");
    assert_eq!(seen["nothing"], 0, "{seen:#}");
    // The two values of one app are two rows and one article.
    assert_eq!((&seen["all"], &seen["articles"]), (&Value::from(11), &Value::from(10)), "{seen:#}");
    assert_eq!(seen["labels"], serde_json::json!(["client-id", "client-secret"]), "{seen:#}");
    assert_eq!(seen["link"], true, "{seen:#}");
    let [reason] = seen["suppressed"].as_array().expect("a list").as_slice() else {
        panic!("one finding is suppressed: {seen:#}");
    };
    assert_eq!(reason, "<img src=x onerror=alert(4)>");
    assert!(seen["warnings"].as_u64() < Some(11), "{seen:#}");
    assert_eq!(seen["filtered"], 1, "{seen:#}");
    assert_eq!(seen["controls"], true);
    assert_eq!(seen["overflows"], false);
    assert_eq!(seen["without_script"], true);
    assert_eq!(seen["sort"], "descending");
    let rules = |key: &str| -> Vec<String> {
        let list = seen[key].as_array().expect("a list");
        list.iter().map(|rule| rule.as_str().unwrap_or_default().to_owned()).collect()
    };
    assert!(rules("ascending").is_sorted(), "{seen:#}");
    assert!(rules("descending").is_sorted_by(|left, right| left >= right), "{seen:#}");
}
