//! Files of a page or an app that a script fills with a secret when it is built or started.
//!
//! Contract: the name of the file says that it is shipped; what is written must be the value of a variable that is one of
//! the vendor's secrets, and no name alone.

use super::super::script::{self, Text};
use super::super::{Name, Page, brackets};
use super::place::has_part;
use super::{Exposed, Way};
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// What a shell runs, or holds lines for one.
const SHELLS: &[Language] = &[Shell, Dockerfile, Yaml, Make];

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    let is_meant = |name: &&Name| name.names_vendor && name.kind.is_secret();
    if !page.names().iter().any(|name| is_meant(&name)) {
        return Vec::new();
    }
    let mut names: Vec<&Name> = Vec::new();
    if page.is_in(SHELLS) {
        names.extend(by_shell(page));
    }
    if page.is_in(&[JavaScript]) && writes_shipped_file(page) {
        names.extend(in_templates(page));
        names.extend(written_by_calls(page));
    }
    if page.file_name() == "Fastfile" || has_part(page.path(), &["fastlane", "lanes"]) {
        names.extend(by_fastlane(page));
    }
    if page.is_in(&[Rust]) && page.path().contains("src-tauri/") {
        names.extend(by_cargo(page));
    }
    let exposed = |name: &Name| Exposed {
        span: name.span,
        kind: name.kind,
        hidden: None,
        way: Way::BuildSetting,
    };
    names.into_iter().filter(is_meant).map(exposed).collect()
}

/// Secrets that a shell writes into files that are shipped.
fn by_shell<'p>(page: &'p Page<'_>) -> Vec<&'p Name> {
    static EDITS: Pattern = pattern!(r"\b(?:PlistBuddy|plutil)\b"; "plistbuddy" | "plutil");
    // Files that a loop or a search finds.
    static EDITS_FOUND: Pattern = pattern!(
        r#"(?m)\bsed\s+(?:-\w+\s+)*-i\b[^\r\n]*\s(?:["']?\$\{?\w+\}?["']?|\{\})(?:\s+(?:\\?;|\\|\+))?\s*(?:;|$)"#; "sed", "-i"
    );
    static PAGES: Pattern = pattern!(
        r"\b(?:nginx/html|www/html|htdocs|wwwroot|dist|public|static/js|assets)/?\b"; "html" | "htdocs" | "wwwroot"
        | "dist" | "public" | "static/js" | "assets"
    );
    let shell = script::Shell::whole(page);
    let of = |span: Span| page.names_in(span).iter().find(|name| is_filled_in(page, name));
    let holds = |span: Span, text: Text| match text {
        Text::Plain => None,
        Text::Filled | Text::Made => of(span).map(|name| name.span),
    };
    let mut found: Vec<&Name> = Vec::new();
    for written in shell.written(holds) {
        if is_shipped(page.slice(written.file)) {
            found.extend(of(written.what));
        }
    }
    let edits_found = EDITS_FOUND.is_match(page) && PAGES.is_match(page);
    if edits_found || EDITS.is_match(page) {
        let edits = |statement: &str| {
            EDITS.is_match(statement) || edits_found && EDITS_FOUND.is_match(statement)
        };
        let edits = shell.statements().iter().filter(|one| edits(page.slice(one.span)));
        found.extend(edits.filter_map(|statement| of(statement.span)));
    }
    found
}

/// Whether the value of a variable comes where its name stands: `$SECRET`, `${{ secrets.SECRET }}`.
fn is_filled_in(page: &Page<'_>, name: &Name) -> bool {
    const BEFORE: [&str; 6] = ["$", "${", "secrets.", "env.", "$(", "$env:"];
    let is_meant = name.names_vendor && name.kind.is_secret();
    let before = &page.text()[..name.span.start];
    is_meant && BEFORE.iter().any(|sign| before.ends_with(sign))
}

/// Whether a file is part of a page or of an app.
fn is_shipped(file: &str) -> bool {
    static PAGE: Pattern = pattern!(
        r#"(?xi)
            (?: (?: ^ | / ) (?: html | public | www | wwwroot | static | assets | dist | build | htdocs | nginx ) / (?: [^\s'"]* / )? [\w.-]+ \. (?: [cm]?js | json | html? | css )
              | (?: ^ | / ) environments? / [\w.-]+ \. [jt]s | (?: ^ | / ) environment (?: \.\w+ )? \. [jt]s | (?: ^ | / ) (?: env | env-config | runtime-config | config ) \. js
              | \. (?: swift | xcconfig | plist | dart | storyboard ) | (?: ^ | / ) strings\.xml | (?: ^ | / ) local\.properties
            ) $"#
    );
    PAGE.is_match(file.trim_matches(['"', '\'', ' ']))
}

/// Secrets of the environment in what a call writes into a file that is shipped.
fn written_by_calls<'p>(page: &'p Page<'_>) -> Vec<&'p Name> {
    static CALL: Pattern = pattern!(
        r"\b(?:writeFile(?:Sync)?|outputFile(?:Sync)?|writeJson(?:Sync)?|outputJson(?:Sync)?|writeTextFile(?:Sync)?)\("; "writefile"
        | "outputfile" | "writejson" | "outputjson" | "writetextfile"
    );
    static READ: Pattern = pattern!(r#"\bprocess\.env(?:\.|\[\s*['"])$"#; "process.env");
    let is_read = |name: &&Name| {
        let line = page.line(name.span.start);
        READ.is_match(&page.text()[line.start..name.span.start])
    };
    let blocks = brackets::blocks(page, &CALL).map(|block| block.inside);
    let shipped = blocks.filter(|block| {
        page.slice(*block).split(['"', '\'', '`']).skip(1).step_by(2).any(is_shipped)
    });
    shipped.flat_map(|block| page.names_in(block)).filter(is_read).collect()
}

/// Whether a script writes a file that is shipped.
fn writes_shipped_file(page: &Page<'_>) -> bool {
    static WRITES: Pattern = pattern!(
        r"\b(?:writeFile(?:Sync)?|outputFile(?:Sync)?|writeTextFile(?:Sync)?)\b"; "writefile" | "outputfile" | "writetextfile"
    );
    static PATH: Pattern = pattern!(r#"['"`](?<path>[\w./@${} -]{3,120}\.[a-z]{2,6})['"`]"#);
    WRITES.is_match(page)
        && PATH
            .captures_iter(page)
            .filter_map(|found| found.name("path"))
            .any(|path| is_shipped(path.as_str()))
}

/// Secrets of the environment that stand in the text of a file in quotes: `secret: '${process.env.SECRET}'`.
fn in_templates<'p>(page: &'p Page<'_>) -> Vec<&'p Name> {
    static FILLED: Pattern = pattern!(
        r#"(?:['"]\$\{\s*|\$\{\s*JSON\.stringify\(\s*|['"]\s*\+\s*)process\.env(?:\.|\[\s*['"])(?<name>\w+)"#; "process.env"
    );
    let names = FILLED.captures_iter(page).filter_map(|found| found.name("name"));
    names.flat_map(|name| page.names_in(name.span())).collect()
}

/// Secrets that fastlane hands to a build, or writes into its files.
fn by_fastlane<'p>(page: &'p Page<'_>) -> Vec<&'p Name> {
    static READ: Pattern = pattern!(r#"\bENV(?:\.fetch\(|\[)\s*['"](?<name>\w+)"#; "env");
    const BUILDS: &[&str] = &[
        "gradle", "build_app", "gym", "build_ios_app", "build_android_app", "xcodebuild",
        "set_info_plist_value", "update_info_plist", "update_plist", "flutter_build",
    ];
    let is_built_in = |name: &&Name| {
        let line = page.slice(page.line(name.span.start));
        let writes = || {
            line.contains("File.write(")
                && line.split(['"', '\'']).skip(1).step_by(2).any(is_shipped)
        };
        line.contains("xcargs")
            || writes()
            || brackets::calls_around(page.text(), name.span.start)
                .any(|call| BUILDS.contains(&call))
    };
    let names = READ.captures_iter(page).filter_map(|found| found.name("name"));
    names.flat_map(|name| page.names_in(name.span())).filter(is_built_in).collect()
}

/// Variables that a build of Rust sets for `env!`.
fn by_cargo<'p>(page: &'p Page<'_>) -> Vec<&'p Name> {
    static SET: Pattern = pattern!(r"\bcargo::?rustc-env=(?<name>\w+)="; "rustc-env=");
    let names = SET.captures_iter(page).filter_map(|found| found.name("name"));
    names.flat_map(|name| page.names_in(name.span())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_pages_and_apps_are_shipped() {
        for file in [
            "/usr/share/nginx/html/env.js",
            "\"public/config.json\"",
            "src/environments/environment.prod.ts",
            "environment.ts",
            "dist/index.html",
            "../App/Info.plist",
            "Config/Secrets.xcconfig",
            "lib/secrets.dart",
            "app/src/main/res/values/strings.xml",
        ] {
            assert!(is_shipped(file), "{file}");
        }
        for file in [
            "token.json",
            "/run/secrets/banqup.json",
            ".env",
            "server/config.json",
            "environments/prod.yaml",
            "/etc/nginx/nginx.conf",
        ] {
            assert!(!is_shipped(file), "{file}");
        }
    }
}
