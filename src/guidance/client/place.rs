//! Where does a page end up: on a server, or on a user's device?
//!
//! Contract: goes by the path and by what the text imports, and where both are silent by the nearest manifest of the
//! project. What may be either is a server's, since most code that speaks to the API runs there; a framework's ways to
//! keep code on the server are known and always win.

use super::super::Page;
use super::{native, script};
use crate::guidance::language::Language::{self, *};
use crate::guidance::language::{JVM, Languages};
use crate::model::App;

/// Pages whose markup may hold scripts; all of a page of Vue or Svelte is one.
pub(super) const PAGES: &[Language] = &[Html, PageTemplate, Jinja, Erb, Php, Razor, Jsp, Astro];

/// Whether a page is markup that may hold scripts.
pub(super) fn is_markup(page: &Page<'_>) -> bool {
    page.is_in(PAGES) || page.is_in(&[Template]) && page.text().contains("<script")
}

/// What kind of device code or file a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Code or files that a browser loads.
    Browser,
    /// What is built into a mobile app.
    Mobile,
    /// What is built into a program for the desktop.
    Desktop,
    /// What is built into a browser extension.
    Extension,
    /// A game or app made with Unity.
    Unity,
}

impl Place {
    /// How a message ends that tells the place.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "code that runs in a browser",
            Self::Mobile => "a mobile app",
            Self::Desktop => "a desktop app",
            Self::Extension => "a browser extension",
            Self::Unity => "a Unity app",
        }
    }
}

/// The place of a page whose content is shipped to users; `None` for servers and for what cannot be told.
pub(super) fn place(page: &Page<'_>) -> Option<Place> {
    let is_unity = has_part(page.path(), &["Assets"]) && page.is_in(&[CSharp]);
    // What a game calls its scripts runs in the game.
    let is_game = is_unity || page.is_in(&[Godot]);
    if is_kept_from_users(page.path()) && !is_game {
        return None;
    }
    let is_page = is_markup(page) || page.is_in(&[Vue, Svelte]);
    match () {
        () if page.is_in(&[JavaScript]) => script::place(page),
        () if is_page => (!script::is_server_only(page)).then_some(Place::Browser),
        () if page.is_in(JVM) => native::jvm(page),
        () if page.is_in(&[Swift, ObjectiveC]) => native::apple(page),
        () if page.is_in(&[Dart]) => native::dart(page),
        () if page.is_in(&[CSharp, Xaml]) => native::dotnet(page),
        () if page.is_in(&[Python]) => native::python(page),
        () if page.is_in(&[Qml, Godot]) => Some(Place::Desktop),
        () if page.is_in(&[Rust]) => page.path().contains("src-tauri/").then_some(Place::Desktop),
        () if page.is_in(&[C, Cpp]) => native::jni(page),
        () => None,
    }
}

/// The place that a manifest's word means; nothing where the code may stay with whoever runs it.
pub(super) fn of_app(app: Option<App>) -> Option<Place> {
    match app? {
        App::Browser => Some(Place::Browser),
        App::Mobile => Some(Place::Mobile),
        App::Desktop => Some(Place::Desktop),
        App::Extension => Some(Place::Extension),
        App::Other => None,
    }
}

/// Tests, scripts of the build and the server's half of a project never reach a user.
fn is_kept_from_users(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "server", "servers", "backend", "functions", "lambda", "lambdas", "worker", "workers",
        "netlify", "supabase", "edge-functions", "scripts", "tools", "test", "tests", "__tests__",
        "__mocks__", "spec", "specs", "e2e", "cypress", "playwright", "androidtest",
        "node_modules", ".github", "docs",
    ];
    const PARTS: &[&str] = &["+server.", "+page.server.", "+layout.server.", "hooks.server."];
    const TESTS: &[&str] = &[
        "test.swift", "tests.swift", "test.kt", "tests.kt", "test.java", "tests.java", "test.cs",
        "tests.cs", "_test.dart", "_test.go", "_test.py",
    ];
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    path.rsplit('/').skip(1).any(|folder| FOLDERS.contains(&folder))
        || is_served_api(&path)
        || path.split('/').any(|part| PARTS.iter().any(|start| part.starts_with(start)))
        || TESTS.iter().any(|end| name.ends_with(end))
        || script_stem(name).is_some_and(|stem| {
            matches!(stem, "route" | "middleware" | "instrumentation" | "setupproxy" | "server")
                || [".server", ".test", ".spec", ".stories", "+api"]
                    .iter()
                    .any(|end| stem.ends_with(end))
        })
}

/// Whether a folder `api` answers requests: at the top, and below the pages of a framework. Elsewhere it may be a
/// page's own code that asks.
fn is_served_api(path: &str) -> bool {
    let folders: Vec<&str> = path.split('/').collect();
    let api = folders[..folders.len() - 1].iter().position(|folder| *folder == "api");
    api.is_some_and(|at| {
        at == 0 || folders[..at].iter().any(|folder| matches!(*folder, "app" | "pages"))
    })
}

/// The name of a script without its ending, in small letters: `.js`, `.ts` and their kin.
pub(super) fn script_stem(name: &str) -> Option<&str> {
    let (stem, _) = name.rsplit_once('.')?;
    Languages::of(name).any(&[JavaScript]).then_some(stem)
}

/// Whether a folder is named as the app projects of .NET are.
pub(super) fn names_app_project(path: &str) -> bool {
    path.rsplit('/').skip(1).any(|part| {
        let part = part.to_ascii_lowercase();
        part.split(['.', '-', '_']).any(|word| {
            matches!(
                word,
                "maui"
                    | "mobile"
                    | "xamarin"
                    | "ios"
                    | "android"
                    | "droid"
                    | "mauiapp"
                    | "mobileapp"
            )
        })
    })
}

/// Whether one of the folders of a path has one of these names.
pub(super) fn has_part(path: &str, names: &[&str]) -> bool {
    path.rsplit('/').skip(1).any(|part| names.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_scripts_and_servers_are_kept_from_users() {
        for path in [
            "pages/api/token.ts",
            "src/app/banqup/api/x.js",
            "Server/a.js",
            "a/route.ts",
            "middleware.mjs",
            "src/routes/+server.js",
            "src/routes/+page.server.ts",
            "x/token+api.ts",
            "x/token.server.tsx",
            "src/hooks.server.ts",
            "a.test.cts",
            "BanqupTests.swift",
            "a_test.dart",
            "setupProxy.js",
        ] {
            assert!(is_kept_from_users(path), "{path}");
        }
        for path in [
            "src/client.ts", "api.js", "src/apis/x.js", "latest.js", "routes/token.jsx",
            "x.server.vue", "",
        ] {
            assert!(!is_kept_from_users(path), "{path}");
        }
    }
}
