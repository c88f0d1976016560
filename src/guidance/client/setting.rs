//! Files of settings that an app carries: resources of Android, property lists, `.xcconfig`, JSON among the assets.
//!
//! Contract: only a name with something beside it counts, a value or a reference that the build replaces; a label for
//! people, a placeholder and an empty text do not.

use super::super::name;
use super::super::{Kind, Page, brackets, credential_file, owner, reference};
use super::place::{Place, has_part, names_app_project, of_app};
use super::{Exposed, Way};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::{Span, vendor};

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    let Some((what, pairs)) = shape(page) else { return Vec::new() };
    pairs
        .captures_iter(page)
        .filter_map(|found| {
            let name = found.name("name")?;
            let value = found.name("value")?;
            exposure(page, (name.start(), name.as_str()), (value.start(), value.as_str()), what)
        })
        .collect()
}

/// Whether a value was written down, and is neither a placeholder nor a text for people.
pub(super) fn is_written_value(value: &str) -> bool {
    const SHORTEST: usize = 8;
    value.len() >= SHORTEST
        && !value.contains(char::is_whitespace)
        && reference::is_literal(value)
        && !value.starts_with('@')
        && (value.len() >= 16 || value.bytes().any(|byte| byte.is_ascii_digit()))
        // A path of names, such as `config.clientSecret` or `Banqup:ClientSecret`, is no value.
        && !(value.contains(['.', ':', '/']) && name::classify(value.rsplit(['.', ':', '/']).next().unwrap_or(value)).is_some())
        && !value.contains("://")
        && !is_name(value)
        && !is_of_joined_words(value)
}

/// Whether a value is made of words that `_` or `-` join, without a digit and in letters of one case:
/// `access_token_missing`.
fn is_of_joined_words(value: &str) -> bool {
    let is_word = |word: &str| {
        word.len() > 1
            && (word.bytes().all(|byte| byte.is_ascii_lowercase())
                || word.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    value.contains(['_', '-']) && value.split(['_', '-']).all(is_word)
}

/// Whether a value is itself a name in words: `banqup_client_secret`, `clientSecret`.
fn is_name(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
        && name::classify(value).is_some()
}

fn exposure(
    page: &Page<'_>,
    name: (usize, &str),
    value: (usize, &str),
    what: &'static str,
) -> Option<Exposed> {
    // The last part of `com.acme.banqup.CLIENT_SECRET` and of `Banqup:ClientSecret` is the credential; the whole says
    // whose.
    let (start, whole) = name;
    let last = whole.rfind(['.', ':', '/']).map_or(0, |at| at + 1);
    let (kind, names_vendor) = name::classify(&whole[last..])?;
    let names_vendor = names_vendor || vendor::names(whole);
    let counts = names_vendor
        || (owner::is_anybodys(&whole[last..])
            && brackets::key_around(page.text(), start).is_none_or(|key| !owner::is_others(key)))
            && (kind.is_secret()
                || brackets::key_around(page.text(), start).is_some_and(vendor::names));
    // What people read has spaces, as `Access Token: %1$s`.
    let is_label = value.1.contains(' ') && !value.1.contains(['{', '(']);
    if !counts || is_label || reference::is_placeholder(value.1) {
        return None;
    }
    let span = Span { start: start + last, end: start + whole.len() };
    let is_value = is_written_value(value.1);
    // A header, and a text between backticks, is made when the code runs, and not by the build.
    let is_made_later =
        kind == Kind::Header || page.text()[..value.0].ends_with('`') && value.1.contains(['{']);
    let is_filled_in = !is_made_later
        && (reference::is_reference(value.1)
            || value.1.starts_with("$(")
            || value.1.starts_with('@'));
    let hidden = is_value.then_some(Span { start: value.0, end: value.0 + value.1.len() });
    (is_value || is_filled_in).then_some(Exposed {
        span: hidden.unwrap_or(span),
        kind,
        hidden,
        way: Way::Setting(what),
    })
}

/// What kind of file it is, and how its settings are written.
fn shape(page: &Page<'_>) -> Option<(&'static str, &'static Pattern)> {
    static RESOURCE: Pattern = pattern!(r#"(?xs)
            <(?: string | item | integer | preference | meta-data | add | entry | variable | property | setting )\b [^<>]*? (?: android: )?(?: name | key )\s*=\s*["'] (?<name>[^"'<>\s]{1,160}) ["']
            [^<>]*? (?: (?: android: )?value\s*=\s*["'] | > \s* (?: <!\[CDATA\[ )? ) (?<value>[^"'<>\]]*)
            "#; "name" | "key");
    static PLIST: Pattern = pattern!(
        r"<key>\s*(?<name>[^<>\s]{1,160})\s*</key>\s*(?:<!--[^>]*-->\s*)?<string>\s*(?<value>[^<>]*?)\s*</string>";
        "<key>", "<string>"
    );
    static LINES: Pattern = pattern!(
        r#"(?m)^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,160})(?:\[[^\]\n]*\])*[ \t]*[=:][ \t]*['"]?(?<value>[^\r\n'"]*?)['"]?[ \t]*;?[ \t]*\r?$"#
    );
    static JSON: Pattern = pattern!(
        r#"["'](?<name>[A-Za-z_][A-Za-z0-9_.:-]{0,160})["']\s*:\s*["'](?<value>(?:[^"'\\\r\n]|\\.)*)["']"#
    );
    static SCRIPT: Pattern = pattern!(
        r#"["']?\b(?<name>[A-Za-z_][A-Za-z0-9_]{0,160})["']?\s*[:=]\s*(?:["'`](?<value>[^"'`\r\n]*)["'`])"#
    );
    let path = page.path();
    let file = page.file_name();
    let lower = file.to_ascii_lowercase();
    let is = |extensions: &[&str]| page.has_extension(extensions);
    if is(&["xml"]) {
        let is_resource = path.split('/').any(|part| part == "res" || part.starts_with("values"));
        let what = if lower == "androidmanifest.xml" {
            "the manifest of an Android app"
        } else if is_resource {
            "the resources of an Android app"
        } else if lower == "config.xml" && page.text().contains("<widget")
            || has_part(path, &["assets", "Assets", "www"])
            || names_app_project(path)
        {
            "the settings of a mobile app"
        } else {
            return None;
        };
        return Some((what, &RESOURCE));
    }
    if is(&["config"]) && lower.starts_with("app.") && dotnet_app(page).is_some() {
        return Some(("the settings of a program that users are given", &RESOURCE));
    }
    if is(&["plist", "entitlements", "strings"])
        && !has_part(path, &["LaunchDaemons", "LaunchAgents"])
    {
        return Some((
            "a property list that an app carries",
            if is(&["strings"]) { &SCRIPT } else { &PLIST },
        ));
    }
    if is(&["xcconfig"]) {
        return Some(("a build setting of an app for Apple devices", &LINES));
    }
    if lower == "local.properties" {
        return Some(("the local properties of an Android app", &LINES));
    }
    if lower == "gradle.properties" && is_android_project(page) {
        return Some(("the Gradle properties of an Android app", &LINES));
    }
    if lower.starts_with("capacitor.config.") {
        let pairs = if is(&["json"]) { &JSON } else { &SCRIPT };
        return Some(("the settings of a mobile app", pairs));
    }
    if is_angular_environment(path, &lower) {
        return Some(("an Angular environment, which is part of the page", &SCRIPT));
    }
    // What a pipeline calls so is built from, and not given out.
    let is_of_pipeline = path.starts_with(".github/") || path.contains("/.github/");
    let in_assets = !is_of_pipeline
        && path.split('/').any(|part| {
            matches!(
                part,
                "assets"
                    | "Assets"
                    | "StreamingAssets"
                    | "public"
                    | "static"
                    | "wwwroot"
                    | "www"
                    | "raw"
                    | "Raw"
                    | "xcassets"
                    | "commonMain"
                    | "dist"
                    | "build"
            )
        })
        || page.package().is_some_and(|package| {
            [".apk", ".aab", ".ipa"].iter().any(|ending| package.ends_with(ending))
        });
    let is_settings = lower.starts_with("appsettings");
    let in_app = is_settings && names_app_project(path);
    let what = match (in_assets, in_app) {
        (_, true) => "the settings of a mobile app",
        _ if is_settings && dotnet_app(page).is_some() => {
            "the settings of a program that users are given"
        }
        (true, _) => "a file among the assets that users are given",
        _ => return None,
    };
    match () {
        () if is(&["json", "json5", "webmanifest"]) => Some((what, &JSON)),
        () if is(&["properties", "env", "ini", "cfg", "conf", "yaml", "yml", "txt", "toml"])
            || credential_file::is_dotenv(&lower) =>
        {
            Some((what, &LINES))
        }
        () if is(&["asset"]) => Some(("an asset of a Unity app", &LINES)),
        () if page.is_in(&[JavaScript])
            && (lower.contains("config") || lower.starts_with("env")) =>
        {
            Some((what, &SCRIPT))
        }
        () => None,
    }
}

/// The place of the .NET project around a page, where its manifest says one.
fn dotnet_app(page: &Page<'_>) -> Option<Place> {
    of_app(page.circumstances().apps.dotnet)
}

fn is_android_project(page: &Page<'_>) -> bool {
    page.text().contains("android.")
        || has_part(page.path(), &["android", "app", "mobile", "androidApp"])
}

fn is_angular_environment(path: &str, file: &str) -> bool {
    let name = file.strip_suffix(".ts").or_else(|| file.strip_suffix(".js"));
    name.is_some_and(|name| {
        name == "environment" || name.starts_with("environment.") || name.starts_with("env.")
    }) && has_part(path, &["environments", "environment"])
}
