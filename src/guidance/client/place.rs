//! Where does a page end up: on a server, or on a user's device?
//!
//! Contract: goes by the path and by what the text imports. What may be either is a server's, since most code that speaks to the API
//! runs there; a framework's ways to keep code on the server are known and always win.

use super::super::Page;
use crate::guidance::pattern::Pattern;

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
    let is_unity = has_part(page.path(), &["Assets"]) && page.has_extension(&["cs"]);
    if is_kept_from_users(page.path()) && !is_unity {
        return None;
    }
    let extension = page.file_name().rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "js" | "jsx" | "ts" | "tsx" | "mjs" | "mts" | "cjs" => script(page),
        "vue" | "svelte" | "astro" | "html" | "htm" | "xhtml" | "ejs" | "hbs" | "twig" | "erb"
        | "php" | "jinja" | "jinja2" | "j2" | "njk" | "liquid" | "pug" | "cshtml" | "razor"
        | "jsp" => (!SERVER_ONLY.is_match(page)).then_some(Place::Browser),
        "kt" | "java" | "kts" | "groovy" | "scala" => android(page),
        "swift" | "m" | "mm" | "h" => apple(page),
        "dart" => (!DART_SERVER.is_match(page)).then_some(Place::Mobile),
        "cs" | "xaml" => dotnet(page),
        "rs" => page.path().contains("src-tauri/").then_some(Place::Desktop),
        "c" | "cc" | "cpp" | "cxx" => page.text().contains("JNIEXPORT").then_some(Place::Mobile),
        _ => None,
    }
}

/// Tests, scripts of the build and the server's half of a project never reach a user.
fn is_kept_from_users(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "server",
        "servers",
        "backend",
        "functions",
        "lambda",
        "lambdas",
        "worker",
        "workers",
        "netlify",
        "supabase",
        "edge-functions",
        "scripts",
        "tools",
        "test",
        "tests",
        "__tests__",
        "__mocks__",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "playwright",
        "androidtest",
        "node_modules",
        ".github",
        "docs",
    ];
    const PARTS: &[&str] = &["+server.", "+page.server.", "+layout.server.", "hooks.server."];
    const TESTS: &[&str] = &[
        "test.swift",
        "tests.swift",
        "test.kt",
        "tests.kt",
        "test.java",
        "tests.java",
        "test.cs",
        "tests.cs",
        "_test.dart",
        "_test.go",
        "_test.py",
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

/// Whether a folder `api` answers requests: at the top, and below the pages of a framework. Elsewhere it may be a page's own code that asks.
fn is_served_api(path: &str) -> bool {
    let folders: Vec<&str> = path.split('/').collect();
    let api = folders[..folders.len() - 1].iter().position(|folder| *folder == "api");
    api.is_some_and(|at| {
        at == 0 || folders[..at].iter().any(|folder| matches!(*folder, "app" | "pages"))
    })
}

/// The name of a script without its ending, in small letters: `.js`, `.ts` and their kin.
fn script_stem(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.strip_suffix('x').unwrap_or(ending);
    matches!(ending, "js" | "ts" | "cjs" | "cts" | "mjs" | "mts").then_some(stem)
}

/// What only code on a server says.
static SERVER_ONLY: Pattern = Pattern::new(
    &[r#"(?x)
        ^\s*['"]use\ server['"] | \n\s*['"]use\ server['"] | ['"]server-only['"] | \$env/(?:static|dynamic)/private
      | ['"](?: express | fastify | koa | hono | @hapi/hapi | aws-lambda | @azure/functions | next/server | next/headers | @remix-run/node | @remix-run/server-runtime
            | @sveltejs/kit/node | h3 | (?:node:)?https? | fs | fs/promises | (?:node:)?child_process | dotenv | dotenv/config | astro/middleware )['"]
      | ['"](?: @nestjs/[a-z-]+ | firebase-functions[^'"]* | @google-cloud/[^'"]+ | nitropack[^'"]* | node:fs[^'"]* )['"]
      | \b(?: getServerSideProps | getStaticProps | getInitialProps | defineEventHandler | eventHandler | createServerFn | createServerAction | NextApiRequest | NextApiResponse
            | server\$ | routeLoader\$ | routeAction\$ | NextRequest | NextResponse | onRequest(?:Get|Post)? )\b
      | \bexport\s+(?:async\s+function|const)\s+(?: loader | action | GET | POST | PUT | handler )\b
      | \bexports\.handler\b | \bDeno\.(?:serve|env)\b | \bBun\.serve\b
        "#],
    &[&[
        "use server",
        "server-only",
        "$env/",
        "express\"",
        "express'",
        "fastify",
        "koa\"",
        "koa'",
        "hono\"",
        "hono'",
        "@hapi/",
        "aws-lambda",
        "@azure/",
        "next/",
        "@remix-run/",
        "@sveltejs/",
        "h3\"",
        "h3'",
        "http\"",
        "http'",
        "https\"",
        "https'",
        "fs\"",
        "fs'",
        "fs/promises",
        "child_process",
        "dotenv",
        "astro/middleware",
        "@nestjs/",
        "firebase-functions",
        "@google-cloud/",
        "nitropack",
        "node:fs",
        "getserversideprops",
        "getstaticprops",
        "getinitialprops",
        "eventhandler",
        "createserver",
        "nextapire",
        "server$",
        "routeloader$",
        "routeaction$",
        "nextre",
        "onrequest",
        "export",
        "deno.",
        "bun.serve",
    ]],
);

/// What a script says that runs in a page.
static IN_BROWSER: Pattern = Pattern::new(
    &[r#"(?x)
        ^\s*['"]use\ client['"] | \n\s*['"]use\ client['"] | \bimport\.meta\.env\b
      | \b(?: window | document | localStorage | sessionStorage | navigator )\.[A-Za-z_]
      | ['"](?: vue | vue-router | pinia | vuex | svelte | solid-js | preact | preact/hooks | jquery | lit | alpinejs | ember-data | mobx-react
            | react-dom(?:/client)? | react-router-dom | @angular/core | @angular/common/http | @stencil/core | zustand | swr
            | @tanstack/(?:react|vue|svelte)-query )['"]
      | ['"](?: svelte/[a-z]+ | \$app/[a-z]+ | @reduxjs/toolkit[^'"]* | @ionic/[a-z]+ | @capacitor/[a-z-]+ )['"]
      | \buse(?:State|Effect|Reducer|Memo|Callback|Ref|Query|Mutation|SWR)\s*[(<] | \bXMLHttpRequest\b | \$\.ajax\b | \bonClick=
        "#],
    &[&[
        "use client",
        "import.meta.env",
        "window.",
        "document.",
        "storage.",
        "navigator.",
        "vue",
        "pinia",
        "svelte",
        "solid-js",
        "preact",
        "jquery",
        "lit\"",
        "lit'",
        "alpinejs",
        "ember-data",
        "mobx-react",
        "react-",
        "@angular/",
        "@stencil/",
        "zustand",
        "swr",
        "@tanstack/",
        "$app/",
        "@reduxjs/",
        "@ionic/",
        "@capacitor/",
        "usestate",
        "useeffect",
        "usereducer",
        "usememo",
        "usecallback",
        "useref",
        "usequery",
        "usemutation",
        "xmlhttprequest",
        "$.ajax",
        "onclick=",
    ]],
);

fn script(page: &Page<'_>) -> Option<Place> {
    static EXTENSION: Pattern = Pattern::new(
        &[
            r"\b(?:chrome|browser)\.(?:runtime|storage|tabs|action|webRequest|scripting|identity|alarms|contextMenus)\b|['\x22](?:webextension-polyfill|wxt/[a-z]+|@plasmohq/[a-z]+)['\x22]",
        ],
        &[&["chrome", "browser", "webextension", "wxt/", "@plasmohq"]],
    );
    static NATIVE: Pattern = Pattern::new(
        &[
            r#"['"](?:react-native|react-native-[a-z-]+|@react-native[^'"]*|expo|expo-[a-z-]+|@env|@nativescript/[^'"]+|nativescript[^'"]*)['"]"#,
        ],
        &[&["react-native", "expo", "@env", "nativescript"]],
    );
    static ELECTRON: Pattern = Pattern::new(
        &[
            r#"(?:from|require\()\s*['"](?:electron|electron/[a-z]+|@tauri-apps/[^'"]+|nw\.gui)['"]"#,
        ],
        &[&["electron", "@tauri-apps", "nw.gui"]],
    );
    let text = page.text();
    if EXTENSION.is_match(page) {
        return Some(Place::Extension);
    }
    if NATIVE.is_match(page) {
        return Some(Place::Mobile);
    }
    if ELECTRON.is_match(page) {
        // A key that the user's own keychain keeps was never shipped.
        let is_kept = text.contains("keytar") || text.contains("safeStorage");
        return (!is_kept).then_some(Place::Desktop);
    }
    if SERVER_ONLY.is_match(page) || is_build_setting(page) {
        return None;
    }
    let path = page.path();
    if has_part(path, &["renderer", "preload"]) || page.file_name().starts_with("preload.") {
        return Some(Place::Desktop);
    }
    // In the `app` folder of Next.js, what does not say otherwise runs on the server.
    let is_server_component = has_part(path, &["app"])
        && ["page.", "layout.", "template.", "loading."]
            .iter()
            .any(|name| page.file_name().starts_with(name));
    let by_path = has_part(
        path,
        &[
            "components",
            "pages",
            "views",
            "hooks",
            "composables",
            "stores",
            "frontend",
            "webapp",
            "public",
            "static",
            "assets",
            "wwwroot",
            "www",
            "client-app",
            "web-client",
            "browser",
        ],
    ) || page.has_extension(&["jsx"]);
    let may_serve = is_server_component || has_part(path, &["api"]) || is_server_script(text);
    let by_path = by_path && !may_serve;
    (by_path || IN_BROWSER.is_match(page)).then_some(Place::Browser)
}

/// A page that only Node.js can run: it exports in the way of Node.js, or takes arguments and ends as a process does.
fn is_server_script(text: &str) -> bool {
    text.contains("module.exports")
        || text.contains("process.argv")
        || text.contains("process.exit")
}

/// Settings of the tools that build a page run on the machine of who builds it.
fn is_build_setting(page: &Page<'_>) -> bool {
    page.file_name().contains(".config.") || page.file_name().starts_with("gulpfile")
}

fn android(page: &Page<'_>) -> Option<Place> {
    static ANDROID: Pattern = Pattern::new(
        &[
            r"(?m)^\s*import\s+(?:android|androidx|com\.google\.android|dagger\.hilt|kotlinx\.android|org\.koin\.android|platform\.(?:UIKit|Foundation))\.",
        ],
        &[&["import"], &["android", "dagger.hilt", "platform.uikit", "platform.foundation"]],
    );
    static SERVER: Pattern = Pattern::new(
        &[
            r"(?m)^\s*import\s+(?:org\.springframework|io\.micronaut|io\.quarkus|jakarta\.|javax\.(?:servlet|ws|enterprise|ejb)|io\.ktor\.server|play\.|io\.vertx|org\.eclipse\.microprofile|io\.dropwizard|io\.helidon)",
        ],
        &[
            &["import"],
            &[
                "org.springframework",
                "io.micronaut",
                "io.quarkus",
                "jakarta.",
                "javax.",
                "io.ktor.server",
                "play.",
                "io.vertx",
                "org.eclipse.microprofile",
                "io.dropwizard",
                "io.helidon",
            ],
        ],
    );
    let (path, text) = (page.path(), page.text());
    if page.has_extension(&["kts"]) || SERVER.is_match(page) {
        return None;
    }
    let by_path = has_part(
        path,
        &["android", "androidMain", "commonMain", "iosMain", "androidApp", "composeApp", "mobile"],
    );
    let in_app = path.contains("app/src/main/")
        && ["BuildConfig.", "retrofit2.", "okhttp3.", "javax.inject.", "io.ktor.client"]
            .iter()
            .any(|word| text.contains(word));
    (by_path || in_app || ANDROID.is_match(page)).then_some(Place::Mobile)
}

fn apple(page: &Page<'_>) -> Option<Place> {
    static SERVER: Pattern = Pattern::new(
        &[
            r"(?m)^\s*import\s+(?:Vapor|Hummingbird|Kitura|Smoke|AWSLambdaRuntime|NIO[A-Za-z]*|ArgumentParser|PackageDescription|XCTest|Testing)\b",
        ],
        &[
            &["import"],
            &[
                "vapor",
                "hummingbird",
                "kitura",
                "smoke",
                "awslambdaruntime",
                "nio",
                "argumentparser",
                "packagedescription",
                "xctest",
                "testing",
            ],
        ],
    );
    let text = page.text();
    let is_apple =
        page.has_extension(&["swift"]) || text.contains("@\"") || text.contains("#import <");
    (is_apple && !SERVER.is_match(page)).then_some(Place::Mobile)
}

static DART_SERVER: Pattern = Pattern::new(
    &[
        r#"package:(?:shelf|dart_frog|serverpod|angel3|conduit|alfred|functions_framework|args|test)[a-z_]*/"#,
    ],
    &[&["package:"]],
);

fn dotnet(page: &Page<'_>) -> Option<Place> {
    static APP: Pattern = Pattern::new(
        &[
            r"(?m)^\s*(?:global\s+)?using\s+(?:static\s+)?(?:Microsoft\.Maui|Xamarin|Android|UIKit|Avalonia|CommunityToolkit\.Maui|Uno|Windows\.UI|Microsoft\.UI\.Xaml)\b|Microsoft\.AspNetCore\.Components\.WebAssembly|\bMauiApp\b|\bWebAssemblyHostBuilder\b|http://schemas\.microsoft\.com/dotnet/2021/maui",
        ],
        &[&["using", "webassembly", "mauiapp", "dotnet/2021/maui"]],
    );
    let text = page.text();
    if text.contains("using UnityEngine")
        || (has_part(page.path(), &["Assets"]) && page.has_extension(&["cs"]))
    {
        return Some(Place::Unity);
    }
    if text.contains("WebAssembly") {
        return Some(Place::Browser);
    }
    (APP.is_match(page) || names_app_project(page.path())).then_some(Place::Mobile)
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
            "src/client.ts",
            "api.js",
            "src/apis/x.js",
            "latest.js",
            "routes/token.jsx",
            "x.server.vue",
            "",
        ] {
            assert!(!is_kept_from_users(path), "{path}");
        }
    }
}
