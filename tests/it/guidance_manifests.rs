//! Apps that only their manifests tell: no word in a file and no folder above it says that it runs on a user's device.

use crate::repo::Repo;
use crate::secrets::Secrets;

/// The paths at which `client-side-exposure` is reported.
#[track_caller]
fn exposed(folder: &Repo, arguments: &[&str]) -> Vec<String> {
    let all = [arguments, &["--format", "json", "--exit-zero", "--rule", "client-side-exposure"]];
    let report = folder.run(&all.concat()).exits_with(0).json();
    let findings = report["findings"].as_array().expect("findings are a list");
    findings.iter().filter_map(|one| one["path"].as_str()).map(str::to_owned).collect()
}

/// Projects with an app and a server that say the same, and differ in their manifests alone.
fn write_projects(folder: &Repo) {
    let mut secrets = Secrets::new(2901);
    let mut script =
        || format!("// Banqup\nexport const clientSecret = '{}';\n", secrets.alphanumeric(64));
    folder
        .write(
            "mobile/package.json",
            r#"{"dependencies": {"react": "19", "react-native": "0.80"}}"#,
        )
        .write("mobile/src/invoices/token.js", script())
        .write(
            "page/package.json",
            r#"{"dependencies": {"vue": "3"}, "devDependencies": {"vite": "7"}}"#,
        )
        .write("page/src/token.ts", script())
        .write("page/build/token.ts", script())
        .write("rendered/package.json", r#"{"dependencies": {"react-dom": "19", "next": "16"}}"#)
        .write("rendered/src/token.ts", script())
        .write("service/package.json", r#"{"dependencies": {"axios": "1"}}"#)
        .write("service/src/token.ts", script())
        .write("addon/manifest.json", r#"{"manifest_version": 3, "name": "Invoices"}"#)
        .write("addon/token.js", script())
        .write("desk/package.json", r#"{"devDependencies": {"electron": "38"}}"#)
        .write("desk/lib/token.js", script());
    let mut class = |text: &str| text.replace('§', &secrets.alphanumeric(64));
    folder
        .write("android/settings.gradle", "include ':core'\n")
        .write("core/src/main/AndroidManifest.xml", "<manifest/>\n")
        .write("core/src/main/java/com/acme/Token.kt", class("// Banqup\nconst val CLIENT_SECRET = \"§\"\n"))
        .write("backend-jvm/build.gradle.kts", "plugins { id(\"org.springframework.boot\") }\n")
        .write("backend-jvm/src/main/java/com/acme/Token.kt", class("// Banqup\nconst val CLIENT_SECRET = \"§\"\n"))
        .write("Acme.Desk/Acme.Desk.csproj", "<Project><PropertyGroup><UseWPF>true</UseWPF></PropertyGroup></Project>\n")
        .write("Acme.Desk/App.config", class("<configuration><appSettings>\n<add key=\"BanqupClientSecret\" value=\"§\"/>\n</appSettings></configuration>\n"))
        .write("Acme.Desk/Net/Token.cs", class("// Banqup\nclass Token { const string ClientSecret = \"§\"; }\n"))
        .write("Acme.Web/Acme.Web.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\"/>\n")
        .write("Acme.Web/Net/Token.cs", class("// Banqup\nclass Token { const string ClientSecret = \"§\"; }\n"));
}

const EXPOSED: &[&str] = &[
    "Acme.Desk/App.config",
    "Acme.Desk/Net/Token.cs",
    "addon/token.js",
    "core/src/main/java/com/acme/Token.kt",
    "desk/lib/token.js",
    "mobile/src/invoices/token.js",
    "page/src/token.ts",
];

#[test]
fn the_nearest_manifest_says_where_code_runs_in_files_the_index_and_a_range() {
    let folder = Repo::new();
    folder.write("README.md", "x\n").commit("start");
    write_projects(&folder);
    assert_eq!(exposed(&folder, &["check"]), EXPOSED, "files");
    assert_eq!(exposed(&folder, &["check", "mobile/src"]), ["mobile/src/invoices/token.js"]);
    folder.git(&["add", "--all"]);
    assert_eq!(exposed(&folder, &["staged"]), EXPOSED, "the index");
    folder.commit("all");
    let range = ["history", "--range", "HEAD~1..HEAD"];
    assert_eq!(exposed(&folder, &range), EXPOSED, "a range");
}

#[test]
fn what_a_baseline_knows_of_an_app_is_known_in_all_of_them() {
    let folder = Repo::new();
    write_projects(&folder);
    folder.commit("all");
    folder.run(&["baseline", "create"]).exits_with(0);
    assert!(exposed(&folder, &["check"]).is_empty());
    folder.run(&["baseline", "prune"]).exits_with(0);
    assert!(exposed(&folder, &["check"]).is_empty());
    folder.git(&["add", "--all"]);
    assert!(exposed(&folder, &["staged"]).is_empty());
}
