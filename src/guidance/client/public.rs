//! Names that tell a build tool to copy a variable into the page: `NEXT_PUBLIC_…`, `VITE_…`, `--dart-define=…`.

use rustc_hash::FxHashSet;

use super::super::{Page, credential_file, name, owner};
use super::{Exposed, Way};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// What such names begin with.
const PREFIXES: &[&str] = &[
    "NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "GATSBY_", "PUBLIC_",
    "VUE_APP_", "NG_APP_", "STORYBOOK_", "SNOWPACK_PUBLIC_", "PARCEL_PUBLIC_", "PLASMO_PUBLIC_",
    "RSBUILD_PUBLIC_", "BUN_PUBLIC_", "WAKU_PUBLIC_", "RAZZLE_PUBLIC_", "SANITY_STUDIO_",
    "REDWOOD_PUBLIC_", "NX_PUBLIC_", "RENDERER_VITE_", "PRELOAD_VITE_", "TAURI_PUBLIC_",
    "UMI_APP_", "PREACT_APP_", "SOLID_PUBLIC_", "WXT_", "DOCUSAURUS_PUBLIC_", "REACT_NATIVE_",
    "RN_PUBLIC_", "MIX_", "ELEVENTY_PUBLIC_", "QCLI_",
];

/// Words beside a name that is only forbidden or looked for.
const GUARDS: &[&str] = &[
    "throw ", "raise ", "exit 1", "forbid", "must not", "not allowed", "disallow", "grep ",
    "never ", "delete process.env", "unset ",
];

pub(super) fn exposed(page: &Page<'_>) -> Vec<Exposed> {
    // What a linter is told to look for is copied nowhere.
    if page.file_name().starts_with("eslint.") || page.file_name().starts_with(".eslintrc") {
        return Vec::new();
    }
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut exposed = Vec::new();
    for name in page.names() {
        let identifier = page.slice(name.span);
        let is_public = PREFIXES
            .iter()
            .any(|prefix| identifier.len() > prefix.len() && identifier.starts_with(prefix));
        // What code calls so itself is no variable of the environment.
        let is_public = is_public
            && (!identifier.starts_with("PUBLIC_")
                || !credential_file::is_code(page.path())
                || page.is_in(&[Shell, PowerShell, Batch])
                || is_of_environment(page, name.span));
        let counts = name.names_vendor || owner::may_be_vendors_secret(page, name);
        if !is_public || !counts || seen.contains(&identifier) || is_guarded(page, name.span) {
            continue;
        }
        if !super::is_code(page, name.span.start) {
            continue;
        }
        seen.insert(identifier);
        exposed.push(Exposed {
            span: name.span,
            kind: name.kind,
            hidden: literal_after(page, name.span),
            way: Way::PublicName,
        });
    }
    exposed.extend(defined(page));
    exposed
}

/// Whether a name in code is one of the environment: `env.PUBLIC_…`, `import { PUBLIC_… } from '$env/static/public'`.
fn is_of_environment(page: &Page<'_>, name: Span) -> bool {
    let line = page.line(name.start);
    let of_page = ["'$env/", "\"$env/", "import.meta.env"];
    page.slice(line).to_ascii_lowercase().contains("env")
        || of_page.iter().any(|way| page.text().contains(way))
}

fn is_guarded(page: &Page<'_>, span: Span) -> bool {
    let line = page.line(span.start);
    let next = page.line((line.end + 1).min(page.text().len()));
    // A word of the following line only counts where it is the body of a condition.
    let line_text = page.slice(line);
    let is = |text: &str| {
        let text = text.to_ascii_lowercase();
        GUARDS.iter().any(|guard| text.contains(guard))
    };
    is(line_text) || (line_text.trim_start().starts_with("if") && is(page.slice(next)))
}

/// The value that a name is given in the same line, where somebody wrote it there.
pub(super) fn literal_after(page: &Page<'_>, name: Span) -> Option<Span> {
    static GIVEN: Pattern = pattern!(
        r#"^['"]?\]?\s*(?:[:=]{1,2}|,|=>|:=|\?=)\s*\\?["'`]?(?<value>[^\s"'`\\<>,;(){}\[\]]{6,})"#
    );
    let line = page.line(name.start);
    let rest = &page.text()[name.end..line.end];
    let value = GIVEN.captures(rest)?.name("value")?;
    let is_value = super::setting::is_written_value(value.as_str());
    is_value.then(|| value.span_from(name.end))
}

/// What Flutter, esbuild and their relatives are told to build in on the command line.
fn defined(page: &Page<'_>) -> Vec<Exposed> {
    static DEFINE: Pattern = pattern!(
        r#"--(?:dart-define(?:=|['"]?\s*,?\s*['"]?|\s+)|define:)['"]?(?:process\.env\.|import\.meta\.env\.)?(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:=(?<value>[^\s"'`]*))?"#;
        "--dart-define" | "--define:"
    );
    DEFINE
        .captures_iter(page)
        .filter_map(|found| {
            let name = found.name("name")?;
            let (kind, names_vendor) = name::classify(name.as_str())?;
            let value = found
                .name("value")
                .filter(|value| super::setting::is_written_value(value.as_str()));
            let hidden = value.map(|value| value.span());
            let span = name.span();
            (names_vendor || (kind.is_secret() && owner::is_anybodys(name.as_str())))
                .then_some(Exposed { span, kind, hidden, way: Way::BuildSetting })
        })
        .collect()
}
