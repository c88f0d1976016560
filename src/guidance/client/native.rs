//! Is code of other languages than those of the web part of an app, or of a program with windows?

use super::super::Page;
use super::place::{Place, has_part, names_app_project, of_app};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};

/// Java, Kotlin and their kin: programs with windows, pages, and else apps for Android.
pub(super) fn jvm(page: &Page<'_>) -> Option<Place> {
    static WINDOWS: Pattern = pattern!(
        r"(?m)^\s*import\s+(?:javafx|javax\.swing|tornadofx|scalafx|org\.eclipse\.swt|java\.awt\.event)\.";
        "import", "javafx" | "javax.swing" | "tornadofx" | "scalafx" | "org.eclipse.swt" | "java.awt.event"
    );
    static PAGE: Pattern = pattern!(r"(?m)^\s*import\s+(?:kotlinx\.browser|org\.scalajs\.dom|react\.dom)\.";
        "import", "kotlinx.browser" | "org.scalajs.dom" | "react.dom");
    match android(page) {
        None if serves(page) || page.is_in(&[KotlinScript]) => None,
        None if WINDOWS.is_match(page) => Some(Place::Desktop),
        None if page.is_in(&[Kotlin, Scala]) && PAGE.is_match(page) => Some(Place::Browser),
        None => of_app(page.circumstances().apps.jvm),
        place => place,
    }
}

/// Python with a toolkit of windows.
pub(super) fn python(page: &Page<'_>) -> Option<Place> {
    static WINDOWS: Pattern = pattern!(
        r"(?m)^\s*(?:import|from)\s+(?:tkinter|Tkinter|customtkinter|PySide[26]?|PyQt[3-6]|kivy|kivymd|toga|flet|dearpygui|PySimpleGUI)\b";
        "tkinter" | "pyside" | "pyqt" | "kivy" | "toga" | "flet" | "dearpygui" | "pysimplegui"
    );
    WINDOWS.is_match(page).then_some(Place::Desktop)
}

/// C and C++ that an app for Android calls.
pub(super) fn jni(page: &Page<'_>) -> Option<Place> {
    let by_path = ["src/main/cpp/", "src/main/jni/"].iter().any(|part| page.path().contains(part));
    (by_path || page.text().contains("JNIEXPORT")).then_some(Place::Mobile)
}

/// Dart, but for its servers and what runs on a team's own machines: an app of Flutter's keeps its code in `lib`.
pub(super) fn dart(page: &Page<'_>) -> Option<Place> {
    let is_program = || {
        has_part(page.path(), &["bin", "tool"])
            && page.text().contains("dart:io")
            && !page.text().contains("package:flutter/")
    };
    (!DART_SERVER.is_match(page) && !is_program()).then_some(Place::Mobile)
}

fn android(page: &Page<'_>) -> Option<Place> {
    static ANDROID: Pattern = pattern!(
        r"(?m)^\s*import\s+(?:android|androidx|com\.google\.android|dagger\.hilt|kotlinx\.android|org\.koin\.android|platform\.(?:UIKit|Foundation))\.";
        "import", "android" | "dagger.hilt" | "platform.uikit" | "platform.foundation"
    );
    let (path, text) = (page.path(), page.text());
    if page.is_in(&[KotlinScript]) || serves(page) {
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

/// Whether a page imports what only servers do.
fn serves(page: &Page<'_>) -> bool {
    static SERVER: Pattern = pattern!(
        r"(?m)^\s*import\s+(?:org\.springframework|io\.micronaut|io\.quarkus|jakarta\.|javax\.(?:servlet|ws|enterprise|ejb)|io\.ktor\.server|play\.|io\.vertx|org\.eclipse\.microprofile|io\.dropwizard|io\.helidon)";
        "import", "org.springframework" | "io.micronaut" | "io.quarkus" | "jakarta." | "javax." | "io.ktor.server"
        | "play." | "io.vertx" | "org.eclipse.microprofile" | "io.dropwizard" | "io.helidon"
    );
    SERVER.is_match(page)
}

pub(super) fn apple(page: &Page<'_>) -> Option<Place> {
    static SERVER: Pattern = pattern!(
        r"(?m)^\s*import\s+(?:Vapor|Hummingbird|Kitura|Smoke|AWSLambdaRuntime|NIO[A-Za-z]*|ArgumentParser|PackageDescription|XCTest|Testing)\b";
        "import", "vapor" | "hummingbird" | "kitura" | "smoke" | "awslambdaruntime" | "nio" | "argumentparser"
        | "packagedescription" | "xctest" | "testing"
    );
    let text = page.text();
    let is_apple = page.is_in(&[Swift]) || text.contains("@\"") || text.contains("#import <");
    (is_apple && !SERVER.is_match(page)).then_some(Place::Mobile)
}

static DART_SERVER: Pattern = pattern!(
    r#"package:(?:shelf|dart_frog|serverpod|angel3|conduit|alfred|functions_framework|args|test)[a-z_]*/"#;
    "package:"
);

pub(super) fn dotnet(page: &Page<'_>) -> Option<Place> {
    static APP: Pattern = pattern!(
        r"(?m)^\s*(?:global\s+)?using\s+(?:static\s+)?(?:Microsoft\.Maui|Xamarin|Android|UIKit|Avalonia|CommunityToolkit\.Maui|Uno|Windows\.UI|Microsoft\.UI\.Xaml)\b|Microsoft\.AspNetCore\.Components\.WebAssembly|\bMauiApp\b|\bWebAssemblyHostBuilder\b|http://schemas\.microsoft\.com/dotnet/2021/maui";
        "using" | "webassembly" | "mauiapp" | "dotnet/2021/maui"
    );
    let text = page.text();
    if text.contains("using UnityEngine")
        || (has_part(page.path(), &["Assets"]) && page.is_in(&[CSharp]))
    {
        return Some(Place::Unity);
    }
    if text.contains("WebAssembly") {
        return Some(Place::Browser);
    }
    let is_app = APP.is_match(page) || names_app_project(page.path());
    is_app.then_some(Place::Mobile).or_else(|| of_app(page.circumstances().apps.dotnet))
}
