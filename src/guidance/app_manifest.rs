//! What the manifests of build tools say about the app that a folder becomes.
//!
//! Contract: says what a manifest says plainly, for the families of languages that it speaks of. The word of a page
//! itself, and of its path, comes before it; a manifest that lists a framework which also runs on servers decides
//! nothing about pages.

use serde_json::Value;

use super::framework;
use super::language::Language::{self, *};
use super::language::{JVM, Languages, ends_in};
use crate::model::{App, Apps};

/// No manifest that people write is larger, in bytes.
pub const LARGEST_MANIFEST: u64 = 1 << 20;

/// Whether a file of this name may say what its folder becomes.
pub fn is_manifest(name: &str) -> bool {
    matches!(
        name,
        "package.json"
            | "manifest.json"
            | "AndroidManifest.xml"
            | "build.gradle"
            | "build.gradle.kts"
            | "pom.xml"
    ) || is_dotnet_project(name)
}

/// Whether a manifest may decide about a file of this name.
pub fn is_decided_by_manifest(name: &str) -> bool {
    const OF_APPS: &[Language] = &[JavaScript, CSharp, Xaml, Json];
    let languages = Languages::of(name);
    languages.any(OF_APPS) || languages.any(JVM) || ends_in(name, &["config"])
}

/// What a manifest says about the folder in which it stands.
pub fn apps(name: &str, text: &str) -> Apps {
    let nothing = Apps::default();
    match name {
        "package.json" => Apps { script: package(text), ..nothing },
        "manifest.json" => Apps { script: extension(text), ..nothing },
        "AndroidManifest.xml" => Apps { jvm: Some(App::Mobile), ..nothing },
        "build.gradle" | "build.gradle.kts" => Apps { jvm: gradle(text), ..nothing },
        "pom.xml" => Apps { jvm: Some(App::Other), ..nothing },
        _ if is_dotnet_project(name) => Apps { dotnet: Some(dotnet(text)), ..nothing },
        _ => nothing,
    }
}

fn is_dotnet_project(name: &str) -> bool {
    [".csproj", ".vbproj", ".fsproj"].iter().any(|ending| name.ends_with(ending))
}

/// By the packages that are listed: the first kind of which one is, in this order.
fn package(text: &str) -> Option<App> {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else { return None };
    let listed = |key: &str| {
        fields.get(key).and_then(Value::as_object).into_iter().flat_map(|map| map.keys())
    };
    let apps = |key| listed(key).filter_map(|package| framework::listed(package)).collect();
    let shipped: Vec<App> = apps("dependencies");
    let built: Vec<App> = apps("devDependencies");
    let has = |app: App| shipped.contains(&app) || built.contains(&app);
    let is_bundled = || {
        let bundlers = ["vite", "parcel", "webpack", "rollup", "esbuild"];
        let all = listed("dependencies").chain(listed("devDependencies"));
        all.map(String::as_str).any(|package| bundlers.contains(&package))
    };
    // A library lists the framework among what it is built and tested with, and so do the pages that are compiled.
    let is_page =
        || shipped.contains(&App::Browser) || built.contains(&App::Browser) && is_bundled();
    // What others install decides nothing about where it runs.
    let is_library =
        ["exports", "module", "types", "typings", "peerDependencies", "files", "publishConfig"]
            .iter()
            .any(|field| fields.contains_key(*field));
    Some(match () {
        () if has(App::Desktop) => App::Desktop,
        () if has(App::Mobile) => App::Mobile,
        () if has(App::Extension) => App::Extension,
        () if has(App::Other) => App::Other,
        () if is_page() && !is_library => App::Browser,
        () => App::Other,
    })
}

/// The manifest of an extension has a version of its format; that of a page that can be installed has none.
fn extension(text: &str) -> Option<App> {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else { return None };
    fields.get("manifest_version").filter(|version| version.is_number()).map(|_| App::Extension)
}

/// A build that names the plugins of Android in earnest: `apply false` leaves it to the folders below.
fn gradle(text: &str) -> Option<App> {
    let mut others = false;
    for line in text.lines() {
        let line = line.trim_start();
        if line.starts_with("//") || line.contains("apply false") {
            others = true;
            continue;
        }
        let is_plugin = line.contains("id(")
            || line.starts_with("id ")
            || line.contains(" id '")
            || line.contains(" id \"")
            || line.starts_with("alias")
            || line.contains("apply plugin")
            || line.contains("apply(plugin")
            || line.starts_with("kotlin(");
        let low = line.to_ascii_lowercase();
        if is_plugin && low.contains("android") || line.starts_with("android {") {
            return Some(App::Mobile);
        }
        if is_plugin && (low.contains("javafx") || low.contains("org.jetbrains.compose")) {
            return Some(App::Desktop);
        }
        others |= low.contains("allprojects") || low.contains("subprojects");
    }
    (!others).then_some(App::Other)
}

fn dotnet(text: &str) -> App {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["Sdk.BlazorWebAssembly"]) => App::Browser,
        () if has(&["<UseMaui>true", "-android", "-ios", "Xamarin.", "MonoAndroid", "Uno.Sdk"]) => {
            App::Mobile
        }
        () if has(&[
            "<UseWPF>true",
            "<UseWindowsForms>true",
            "System.Windows.Forms",
            "PresentationFramework",
            "Avalonia",
            "Microsoft.WindowsAppSDK",
            "WindowsDesktop",
        ]) =>
        {
            App::Desktop
        }
        () => App::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_what_they_list() {
        let app = |dependencies: &str, dev: &str| {
            let list = |names: &str| {
                names
                    .split_whitespace()
                    .map(|name| format!("\"{name}\": \"1\""))
                    .collect::<Vec<_>>()
                    .join(",")
            };
            package(&format!(
                "{{\"dependencies\": {{{}}}, \"devDependencies\": {{{}}}}}",
                list(dependencies),
                list(dev)
            ))
        };
        for (dependencies, dev, expected) in [
            ("react react-dom axios", "vite", App::Browser),
            ("", "svelte vite", App::Browser),
            ("react react-native", "", App::Mobile),
            ("@ionic/angular @angular/core", "", App::Mobile),
            ("axios", "electron", App::Desktop),
            ("react react-dom next", "", App::Other),
            ("react react-dom express", "", App::Other),
            ("axios", "react-dom", App::Other),
            ("axios", "", App::Other),
            ("", "wxt vue", App::Extension),
        ] {
            assert_eq!(app(dependencies, dev), Some(expected), "{dependencies} / {dev}");
        }
        assert_eq!(package("{"), None);
        assert_eq!(package("[]"), None);
    }

    #[test]
    fn builds_are_what_their_plugins_make() {
        for (text, expected) in [
            ("plugins {\n  id(\"com.android.application\")\n}", Some(App::Mobile)),
            ("plugins {\n  alias(libs.plugins.androidLibrary)\n}", Some(App::Mobile)),
            ("apply plugin: 'com.android.library'", Some(App::Mobile)),
            ("plugins {\n  id 'com.android.application' version '8' apply false\n}", None),
            ("plugins { id 'com.android.application' }", Some(App::Mobile)),
            ("plugins { id \"com.android.library\" version \"8\" apply false }", None),
            ("plugins {\n  id 'org.springframework.boot' version '3'\n}", Some(App::Other)),
            ("subprojects {\n}", None),
        ] {
            assert_eq!(gradle(text), expected, "{text}");
        }
    }

    #[test]
    fn projects_of_dotnet_are_what_they_use() {
        for (text, expected) in [
            ("<UseWPF>true</UseWPF>", App::Desktop),
            ("<TargetFrameworks>net8.0-android;net8.0-ios</TargetFrameworks>", App::Mobile),
            ("<Project Sdk=\"Microsoft.NET.Sdk.BlazorWebAssembly\">", App::Browser),
            ("<Project Sdk=\"Microsoft.NET.Sdk.Web\">", App::Other),
        ] {
            assert_eq!(dotnet(text), expected, "{text}");
        }
    }
}
