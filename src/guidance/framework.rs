//! Packages of npm that tell where a script runs: in a browser, in an app, in an extension, or on a server.
//!
//! Contract: the one table of them, for what a script imports and for what a manifest lists. The two differ where a
//! framework runs on both sides, so that importing it says nothing, and where people list what they never ship.

use super::Page;
use super::pattern::{Captures, Pattern, pattern};
use crate::model::App;

/// Packages that say the same. One that ends in a sign stands for all that start so; the longest that fits decides.
struct Packages {
    /// Where a script runs that imports one.
    imported: Option<App>,
    /// What a folder becomes whose manifest lists one.
    listed: Option<App>,
    names: &'static [&'static str],
}

#[rustfmt::skip]
const PACKAGES: &[Packages] = &[
    of(App::Desktop, &[
        "electron", "@tauri-apps/", "nw", "nw.gui", "neutralinojs", "@neutralinojs/",
    ]),
    of(App::Mobile, &[
        "react-native", "react-native-", "@react-native/", "@react-native-", "@env", "expo", "expo-",
        "@nativescript/", "nativescript", "nativescript-", "tns-core-modules", "@capacitor/", "@ionic/",
        "cordova", "cordova-", "framework7",
    ]),
    of(App::Extension, &[
        "wxt", "plasmo", "@plasmohq/messaging", "@plasmohq/storage", "webextension-polyfill", "web-ext",
        "@crxjs/vite-plugin",
    ]),
    of(App::Browser, &[
        "react-dom", "react-scripts", "react-router-dom", "react-native-web", "vue", "vue-router", "pinia",
        "vuex", "svelte", "$app/", "@angular/core", "@angular/common", "preact", "solid-js", "lit", "lwc",
        "ember-source", "ember-data", "jquery", "backbone", "alpinejs", "@stencil/core", "aurelia-framework",
        "mobx-react", "zustand", "swr", "@tanstack/react-query", "@tanstack/vue-query",
        "@tanstack/svelte-query", "@reduxjs/toolkit",
    ]),
    Packages { imported: None, listed: Some(App::Browser), names: &["office-addin-"] },
    // What only servers use.
    of(App::Other, &[
        "express", "koa", "fastify", "hapi", "@hapi/hapi", "@nestjs/", "hono", "h3", "nitropack",
        "@adonisjs/", "@apollo/server", "apollo-server", "apollo-server-", "aws-lambda", "@types/aws-lambda",
        "@azure/functions", "firebase-functions", "@google-cloud/", "expo-server-sdk", "server-only",
        "next/server", "next/headers", "@remix-run/node", "@remix-run/server-runtime", "@react-router/node",
        "@sveltejs/kit/node", "$env/static/private", "$env/dynamic/private", "astro/middleware",
    ]),
    // What runs on both sides.
    Packages { imported: None, listed: Some(App::Other), names: &[
        "next", "nuxt", "nuxt3", "@sveltejs/kit", "@remix-run/", "@tanstack/react-start",
        "@analogjs/platform", "astro", "gatsby", "blitz", "@redwoodjs/", "@builder.io/qwik-city",
        "@angular/ssr", "@nguniversal/", "vite-plugin-ssr", "vike", "@hapi/", "@feathersjs/", "hono/client",
        "hono/jsx", "react-dom/server", "vue/server-renderer", "svelte/server", "serverless", "wrangler",
        "meteor-node-stubs",
    ] },
    // Parts of Node.js, what reads its environment, and what drives browsers: manifests of pages list them too.
    Packages { imported: Some(App::Other), listed: None, names: &[
        "fs", "http", "https", "child_process", "dotenv", "puppeteer", "puppeteer-core", "playwright", "playwright-core",
        "@playwright/test",
    ] },
];

const fn of(app: App, names: &'static [&'static str]) -> Packages {
    Packages { imported: Some(app), listed: Some(app), names }
}

/// What a folder becomes whose manifest lists this package.
pub(super) fn listed(package: &str) -> Option<App> {
    known(package)?.listed
}

/// Where a script runs, by each package that it imports.
pub(super) fn imported(page: &Page<'_>) -> Vec<App> {
    static IMPORT: Pattern = pattern!(r#"(?:\bfrom|\bimport(?:\s*\()?|require\w*\s*\()\s*['"](?:node:)?(?<name>[@$\w][^'"\s]{0,80})['"]"#;
        "from" | "import" | "require");
    // Modules for browsers, before there were imports.
    static LIST: Pattern = pattern!(r#"\b(?:define|require)\s*\(\s*(?:['"][^'"\s]{1,80}['"]\s*,\s*)?\[(?<names>[^\[\]]{1,2000})\]"#;
        "define" | "require");
    // A minified script calls `require` by a letter; what it takes of Node.js so is a stand-in for browsers.
    static BY_LETTER: Pattern =
        pattern!(r#"\b[a-z]\(['"](?<name>[@$\w][^'"\s]{0,80})['"]\)"#; "(\"" | "('");
    let name = |found: Captures<'_>| known(found.name("name")?.as_str())?.imported;
    let lists = LIST.captures_iter(page).filter_map(|found| found.name("names"));
    let names = lists.flat_map(|names| names.as_str().split(['"', '\'']).skip(1).step_by(2));
    let is_minified = page.file_name().contains(".min.");
    let by_letter = is_minified.then(|| BY_LETTER.captures_iter(page).filter_map(name));
    let by_letter = by_letter.into_iter().flatten().filter(|app| *app == App::Browser);
    let imports = IMPORT.captures_iter(page).filter_map(name);
    imports.chain(names.filter_map(|name| known(name)?.imported)).chain(by_letter).collect()
}

fn known(package: &str) -> Option<&'static Packages> {
    let fits = |name: &str| {
        let rest = package.strip_prefix(name);
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('/') || name.ends_with(['/', '-'])
        })
    };
    let length = |packages: &Packages| {
        packages.names.iter().filter(|name| fits(name)).map(|name| name.len()).max()
    };
    let fitting = PACKAGES.iter().filter_map(|packages| Some((length(packages)?, packages)));
    fitting.max_by_key(|(length, _)| *length).map(|(_, packages)| packages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::Facts;

    #[test]
    fn the_longest_known_start_decides() {
        for (package, expected) in [
            ("react-native-config", Some(App::Mobile)),
            ("react-native-web", Some(App::Browser)),
            ("expo-server-sdk", Some(App::Other)),
            ("@ionic/angular", Some(App::Mobile)),
            ("next", Some(App::Other)),
            ("vuetify", None),
            ("dotenv", None),
        ] {
            assert_eq!(listed(package), expected, "{package}");
        }
    }

    #[test]
    fn only_what_is_imported_counts() {
        let of = |text: &str| imported(&Page::new("a.js", text, Facts::default()));
        for (text, expected) in [
            ("import { createApp } from 'vue'", &[App::Browser][..]),
            ("import \"wxt/browser\"", &[App::Extension]),
            ("const fs = __require(\"node:fs/promises\")", &[App::Other]),
            ("const { app } = await import('electron/main')", &[App::Desktop]),
            ("define('a', ['jquery', './b'], f)", &[App::Browser]),
            ("import Link from 'next/link'", &[]),
            ("import { cookies } from 'next/headers'", &[App::Other]),
            ("document.createElement('h3'); const scheme = 'https'", &[]),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
