//! Blocks of a tool's settings that are copied into what is shipped: `define`, `env` of Next.js, `public` of Nuxt,
//! `extra` of Expo.

use super::super::{Page, brackets, credential_file, owner};
use super::place::{PAGES, has_part};
use super::tested::is_tested;
use super::{Exposed, Way, public};
use crate::guidance::language::Language::{self, *};
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::{Span, vendor};

/// A kind of file and what opens such a block in it; the last character of a match is the bracket.
struct Opener {
    /// What the file's name, or with a `/` its path, holds.
    files: &'static [&'static str],
    opens: &'static Pattern,
}

static DEFINES: Pattern = pattern!(
    r"\b(?:DefinePlugin|EnvironmentPlugin)\s*\(|\b(?:define|replace)['\x22]?\s*[:=]?\s*(?:Object\.assign\s*)?[({]|\benvVars\s*:\s*\{";
    "define" | "environmentplugin" | "replace" | "envvars"
);
static NEXT: Pattern =
    pattern!(r"\b(?:env|publicRuntimeConfig)['\x22]?\s*[:=]\s*\{"; "env" | "publicruntimeconfig");
static NUXT: Pattern = pattern!(r"\b(?:env|publicRuntimeConfig|public|appConfig)['\x22]?\s*:\s*\{";
    "env" | "public" | "appconfig");
static EXPO: Pattern = pattern!(r"\bextra['\x22]?\s*[:=]\s*\{"; "extra");
static PLUGINS: Pattern =
    pattern!(r"\b(?:plugins|customFields)['\x22]?\s*:\s*\{"; "plugins" | "customfields");
static QUASAR: Pattern = pattern!(r"\b(?:env|APP)['\x22]?\s*:\s*\{"; "env" | "app");
static BABEL: Pattern = pattern!(
    r"['\x22]transform-(?:inline-environment-variables|define)['\x22]\s*,\s*\{|\b(?:include|allowlist|whitelist|prefixes|envPrefix)['\x22]?\s*:\s*\[";
    "transform-" | "include" | "allowlist" | "whitelist" | "prefixes" | "envprefix"
);
static GRADLE: Pattern = pattern!(
    r"\b(?:buildConfigField|resValue|buildConfigString|stringField)\s*\(|\bmanifestPlaceholders\s*(?:\+?=|\.putAll\()\s*(?:mapOf\s*\()?\[?|\bmanifestPlaceholders\s*\[";
    "buildconfig" | "resvalue" | "stringfield" | "manifestplaceholders"
);
static GRADLE_WORDS: Pattern = pattern!(
    r"(?m)(?:^|[{;])\s*(?:it\.|variant\.|target\.)?(?:buildConfigField|resValue)\s+[^\n;]*|\b(?:cppFlags|cFlags|arguments)\b[^\n;]*";
    "buildconfigfield" | "resvalue" | "cppflags" | "cflags" | "arguments"
);
static BRIDGE: Pattern = pattern!(
    r"\bexposeInMainWorld\s*\(|\bwp_(?:localize|add_inline)_script\s*\(|\bwindow\.(?:__[A-Za-z_]+__|env|ENV|config|CONFIG|appConfig|APP_CONFIG|_env_|__ENV)\s*=\s*\{|\b__NEXT_DATA__\b[^\n{]*\{";
    "exposeinmainworld" | "wp_" | "window." | "__next_data__"
);

const OPENERS: &[Opener] = &[
    Opener { files: &["next.config."], opens: &NEXT },
    Opener { files: &["nuxt.config."], opens: &NUXT },
    Opener { files: &["capacitor.config.ts", "docusaurus.config."], opens: &PLUGINS },
    Opener { files: &["app.json", "app.config.", "app.base.json"], opens: &EXPO },
    Opener {
        files: &["quasar.config", "ember-cli-build", "gatsby-config", "environment.js"],
        opens: &QUASAR,
    },
    Opener { files: &["babel.config", ".babelrc", "vite.config.", "webpack"], opens: &BABEL },
    Opener {
        files: &[
            "vite.config.", "vitest.config.", "webpack", "rollup.config", "esbuild",
            "next.config.", "nuxt.config.", "vue.config.", "craco.config", "rspack.config",
            "rsbuild.config", "config-overrides", "electron.vite.config", "svelte.config",
            "astro.config", "build.js", "build.mjs", "build.ts", "tsup.config", "parcel",
            "gulpfile", "snowpack.config", "wxt.config", "plasmo", "quasar.config", "angular.json",
            "project.json", "custom-webpack", "farm.config", "umirc", "modern.config",
        ],
        opens: &DEFINES,
    },
    Opener { files: &[".gradle"], opens: &GRADLE },
];

/// What hands values over to a page beside the pages themselves.
const BRIDGES: &[Language] = &[JavaScript, Vue, Svelte, Shell, Template];

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    let mut exposed = Vec::new();
    let is_for = |opener: &&Opener| opener.files.iter().any(|file| page.file_name().contains(file));
    for opener in OPENERS.iter().filter(is_for) {
        for block in brackets::blocks(page, opener.opens) {
            exposed.extend(names(page, block.inside));
        }
    }
    if page.is_in(PAGES)
        || page.is_in(BRIDGES)
        || is_made_into_page(page.file_name())
        || page.has_extension(&["map"])
    {
        let blocks = brackets::blocks(page, &BRIDGE);
        exposed.extend(blocks.flat_map(|block| names(page, block.inside)));
    }
    if page.file_name().contains(".gradle") {
        let words = GRADLE_WORDS.find_iter(page);
        exposed.extend(words.flat_map(|found| names(page, found.span())));
        exposed.extend(manifest_fields(page));
    }
    if page.file_name().starts_with("astro.config.") {
        exposed.extend(astro(page));
    }
    exposed.extend(lists(page));
    exposed.extend(pubspec(page));
    exposed.extend(env_prefix(page));
    exposed
}

/// The vendor's credentials that a block names; a pair of settings is one, by its first name.
fn names(page: &Page<'_>, block: Span) -> Vec<Exposed> {
    page.names_in(block)
        .iter()
        .filter(|name| owner::may_be_vendors(page, name))
        .filter(|name| name.names_vendor || name.kind.is_secret())
        .filter(|name| name.names_vendor || !is_word_of_text(page, name.span))
        .filter(|name| !is_tested(page, name.span))
        .filter(|name| {
            brackets::key_around(page.text(), name.span.start)
                .is_none_or(|key| !owner::is_others(key))
        })
        .map(|name| Exposed {
            span: name.span,
            kind: name.kind,
            hidden: public::literal_after(page, name.span),
            way: Way::BuildSetting,
        })
        .collect()
}

/// Whether a file's name says what it is made into, whatever makes it: `index.html.tt`, `config.js.envsubst`.
fn is_made_into_page(name: &str) -> bool {
    [".html.", ".js."].iter().any(|made| name.contains(made))
}

/// Whether a name is a word in a sentence for people: `'Void authorization'`.
fn is_word_of_text(page: &Page<'_>, name: Span) -> bool {
    let (before, after) = (&page.text()[..name.start], &page.text()[name.end..]);
    let is_letter = |c: char| c.is_alphabetic();
    before.strip_suffix(' ').is_some_and(|before| before.ends_with(is_letter))
        && after.starts_with(['\'', '"', '.', '!', '?', ','])
}

/// Fields that a build fills into the manifest of an Android app, which is shipped with it.
fn manifest_fields(page: &Page<'_>) -> Vec<Exposed> {
    static FIELD: Pattern = pattern!(r#"manifestPlaceholders\s*\[\s*['"](?<name>[A-Za-z_][A-Za-z0-9_.]*)['"]\s*\]\s*="#;
        "manifestplaceholders");
    FIELD
        .captures_iter(page)
        .filter_map(|found| found.name("name"))
        .flat_map(|name| names(page, name.span()))
        .collect()
}

/// Names in lists of what is built into an app: keys for a generator of code, and fields that a loop makes.
fn lists(page: &Page<'_>) -> Vec<Exposed> {
    static LOOP: Pattern = pattern!(
        r"(?:\[|\blistOf\()(?<names>['\x22\w\s,]{1,400})[\])]\s*\.\s*(?:each|forEach)\s*\{[^{}]{0,200}?\bbuildConfigField";
        "buildconfigfield"
    );
    static COCOAPODS: Pattern = pattern!(
        r"plugin\s+['\x22]cocoapods-keys['\x22]\s*,(?<names>[^\]]{1,1500})\]"; "cocoapods-keys"
    );
    static ARKANA: Pattern = pattern!(r"(?m)^\s*-\s*['\x22]?(?<names>\w+)");
    static XCODEGEN: Pattern = pattern!(
        r"(?<names>\w+)['\x22]?\s*:\s*['\x22]?\$[({]\w+[)}]"; "$(" | "${"
    );
    // What the native part of an app for Android is compiled with.
    static CMAKE: Pattern = pattern!(
        r"\b(?:target_compile_definitions|add_(?:compile_)?definitions)\((?<names>[^()]{1,1000})\)"; "definitions("
    );
    let name = page.file_name();
    let is_native = has_part(page.path(), &["cpp", "jni", "android"]);
    let list = match name {
        "CMakeLists.txt" if is_native => &CMAKE,
        _ if name.contains(".gradle") => &LOOP,
        "Podfile" => &COCOAPODS,
        ".arkana.yml" | "arkana.yml" => &ARKANA,
        "project.yml" | "project.yaml" if page.text().contains("platform:") => &XCODEGEN,
        _ => return Vec::new(),
    };
    let lists = list.captures_iter(page).filter_map(|found| found.name("names"));
    let listed = lists.flat_map(|list| names(page, list.span()));
    listed.filter(|one| one.kind.is_secret()).collect()
}

/// Variables that Astro is told to give to the client.
fn astro(page: &Page<'_>) -> Vec<Exposed> {
    static FIELD: Pattern = pattern!(
        r#"(?<name>[A-Za-z_][A-Za-z0-9_]*)['"]?\s*:\s*envField\.[a-z]+\(\s*\{[^}]*context\s*:\s*['"]client['"]"#;
        "envfield", "client"
    );
    FIELD
        .captures_iter(page)
        .filter_map(|found| found.name("name"))
        .flat_map(|name| names(page, name.span()))
        .collect()
}

/// A file of variables that a Flutter app carries among its assets.
fn pubspec(page: &Page<'_>) -> Vec<Exposed> {
    static ASSET: Pattern = pattern!(
        r#"(?m)^\s+-\s+['"]?(?<file>(?:[\w./-]*/)?\.env[\w.]*|[\w./-]*(?:secrets?|credentials)[\w-]*\.(?:json|ya?ml|env|properties))['"]?\s*$"#
    );
    if page.file_name() != "pubspec.yaml" {
        return Vec::new();
    }
    ASSET
        .captures_iter(page)
        .filter_map(|found| found.name("file"))
        .filter(|file| !credential_file::is_sample(file.as_str()))
        .map(|file| Exposed {
            span: file.span(),
            kind: super::Kind::Secret,
            hidden: None,
            way: Way::Setting("a file that the app carries among its assets"),
        })
        .collect()
}

/// A prefix that makes every variable of the vendor's a public one.
fn env_prefix(page: &Page<'_>) -> Vec<Exposed> {
    static PREFIX: Pattern = pattern!(
        r#"(?i)\b(?:envPrefix|publicPrefix)['"]?\s*:\s*\[?[^\]\n}]*?['"](?<prefix>"#, vendor::PATTERN, r#"_?|UP_)['"]"#;
        "envprefix" | "publicprefix"
    );
    if !page.file_name().contains(".config.") || has_part(page.path(), &["server"]) {
        return Vec::new();
    }
    PREFIX
        .captures_iter(page)
        .filter_map(|found| found.name("prefix"))
        .map(|prefix| Exposed {
            span: prefix.span(),
            kind: super::Kind::Secret,
            hidden: None,
            way: Way::BuildSetting,
        })
        .collect()
}
