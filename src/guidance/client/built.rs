//! Values in what is shipped already: packages of apps, and bundles of scripts with their maps.

use super::super::{Held, Page};
use super::{Exposed, Way};
use crate::guidance::framework;
use crate::guidance::language::ends_in;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::App;

/// Endings of archives that are given to users.
const PACKAGES: &[&str] = &[
    "apk", "aab", "aar", "apks", "xapk", "apkm", "ipa", "hap", "appx", "msix", "appxbundle",
    "msixbundle", "crx", "xpi", "vsix", "asar", "nw", "love",
];

/// Endings of files that are parts of such packages, and of programs.
const PARTS: &[&str] = &[
    "dex", "arsc", "asar", "so", "dylib", "wasm", "jsbundle", "hbc", "exe", "dll", "nib", "car",
    "unity3d", "dmg", "appimage",
];

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    if page.held().is_empty() {
        return Vec::new();
    }
    let in_package =
        page.package().is_some_and(|package| ends_in(package, PACKAGES)) || is_package_part(page);
    let way = match in_package {
        true => Way::Package,
        false if is_bundle(page) => Way::Bundle,
        false => return Vec::new(),
    };
    page.held()
        .iter()
        .map(|&Held { span, kind }| Exposed { span, kind, hidden: Some(span), way })
        .collect()
}

fn is_package_part(page: &Page<'_>) -> bool {
    let member = page.package().is_some()
        && (page.path().starts_with("Payload/")
            || page.path() == "AndroidManifest.xml"
            || page.path().starts_with("META-INF/"));
    member
        || page.has_extension(PARTS)
        || page.file_name() == "index.android.bundle"
        || page.file_name() == "main.jsbundle"
}

/// Whether a page is made for browsers by a tool: by its path, unless it is the bundle of a server.
fn is_bundle(page: &Page<'_>) -> bool {
    static BUNDLE: Pattern = pattern!(r"(?xi)
            \. (?: min | bundle | chunk | esm-bundle | umd ) \. [cm]?js(?:\.map)?$
          | [.-][0-9A-Za-z_-]{8,}\.chunk\.js | \. (?: js | css ) \.map$
          | (?:^|/)(?: dist | build | out )/(?:.*/)? [^/]+ \.(?: [cm]?js | html? | map )$
          | (?:^|/)(?: www | wwwroot | public | static | _next/static | \.next/static | _nuxt | \.output/public | storybook-static | htdocs )/
            (?:.*/)? [^/]+ \.(?: [cm]?js | html? | json | txt | map )$
            "; ".js" | ".cjs" | ".mjs" | ".map" | ".htm" | ".json" | ".txt");
    static SERVER: Pattern = pattern!(
        r#"require\(['"](?:node:)?(?:path|crypto|net)['"]\)|\bprocess\.env\b|from\s*['"]node:"#;
        "require(" | "process.env" | "from"
    );
    let serves = || SERVER.is_match(page) || framework::imported(page).contains(&App::Other);
    BUNDLE.is_match(page.path()) && !page.path().contains("/server/") && !serves()
}
