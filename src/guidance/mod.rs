//! What code does with Banqup credentials, held against the vendor's guidance: each check a file or folder of its own.
//!
//! Contract: a check is a pure function from a [`Page`], one content with what is known of it, to [`Remark`]s. It says
//! nothing about a page that has nothing to do with Banqup, and it never guesses: a line that may be harmless is
//! harmless. What a check is called, why it exists and what it must and must not report stands in a pack below
//! `rules/`, under the id that [`CHECKS`] gives.

mod app_manifest;
mod ci;
mod client;
mod container;
mod credential;
mod credentials_in_url;
mod document;
mod endpoint;
mod file_permissions;
mod framework;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod kubernetes;
mod logged;
mod option;
mod page;
mod plain_http;
mod remark;
mod shell;
mod text;
mod tie;
mod tls_verification;
mod tracked_file;
mod vendor_host;

pub use app_manifest::{LARGEST_MANIFEST, apps, is_decided_by_manifest, is_manifest};
pub use credential::name::{Kind, Name, names_vendor_in_short};
pub use page::{Facts, Held, Page};
pub use remark::Remark;
pub use tie::{Tie, Ties, tied_file, ties};

use credential::{
    assignment, credential_file, name, owner, reference, setting, store, token_cache, written,
};
use shell::{command, fetcher, listing, output, room, script, statement, variable, xtrace};
use text::{brackets, branch, code, grams, language, literals, parts, pattern, section};

/// The largest text of which structure is read, in bytes: what pipelines, images, manifests, apps and logs do with
/// credentials. Addresses and switches are looked for in texts of any size. Whoever has a larger text to look at has to
/// say that this was left out.
pub const LARGEST: usize = 8 << 20;

/// Whether a path names the vendor, as that of an integration does.
pub fn path_names_vendor(path: &[u8]) -> bool {
    // Of the names in each tree of a history few have one of these letters, which is told without a branch for each.
    let is_rare = |byte: &u8| matches!(byte | 0x20, b'q' | b'f');
    path.iter().fold(false, |any, byte| any | is_rare(byte))
        && crate::model::vendor::names(&String::from_utf8_lossy(path))
}

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The id of its rule.
    pub rule: &'static str,
    /// What it has to say about a page, in the order of the text.
    pub remarks: fn(&Page<'_>) -> Vec<Remark>,
}

/// All checks; the order is of no account.
pub const CHECKS: &[Check] = &[
    Check { rule: "credentials-in-url", remarks: credentials_in_url::remarks },
    Check { rule: "plain-http", remarks: plain_http::remarks },
    Check { rule: "tls-verification-disabled", remarks: tls_verification::remarks },
    Check { rule: "tracked-credential-file", remarks: tracked_file::tracked },
    Check { rule: "unignored-credential-file", remarks: tracked_file::unignored },
    Check { rule: "loose-file-permissions", remarks: file_permissions::remarks },
    Check { rule: "container-image-exposure", remarks: container::remarks },
    Check { rule: "ci-exposure", remarks: ci::remarks },
    Check { rule: "plain-kubernetes-secret", remarks: kubernetes::remarks },
    Check { rule: "client-side-exposure", remarks: client::remarks },
    Check { rule: "logged-credential", remarks: logged::remarks },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use crate::rule::{Expectation, RuleSet};

    /// Rules that are neither forms of a value nor a check: they are about this program's own comments.
    const ABOUT_ITSELF: &[&str] = &["unused-suppression"];

    /// Parts of pages that the checks look for, and what may stand between them.
    const PARTS: &[&str] = &[
        "banqup",
        "api.banqup.com",
        "a.",
        "BANQUP_CLIENT_SECRET",
        "client_secret",
        "secret",
        "=",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "\"",
        "'",
        "|\n",
        "{{",
        "}}",
        "${{ secrets.",
        "$(",
        ")",
        "$",
        "é",
        "\\",
        "\r\n",
        "kind: Secret\n",
        "apiVersion: v1\n",
        "data:\n",
        "stringData:\n",
        "on: pull_request_target\n",
        "jobs:\n",
        "steps:\n",
        "run: ",
        "env:\n",
        "script:\n",
        "ENV ",
        "ARG ",
        "RUN ",
        "COPY ",
        ".env",
        "<<EOF",
        "EOF",
        "#",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!!x ",
        "---\n",
        "%",
        "echo ",
        "set -x",
        "curl -v ",
        "--build-arg ",
        "--from-literal=",
        "kubectl ",
        "kP9wqZ2LmVt7",
        "sh \"",
        "\"\"\"",
        ">",
        "2>&1",
        "args = {",
        "\t",
        "build-args: ",
    ];

    /// Paths that between them make every check look for all it knows, so that each pattern is built and what it needs
    /// is proved.
    const PATHS: &[&str] = &[
        "Dockerfile",
        ".github/workflows/banqup.yml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "banqup/values.yaml",
        "banqup.tf",
        "a.py",
        "a.js",
        "src/App.vue",
        "a.kt",
        "a.swift",
        "a.dart",
        "a.cs",
        "a.sh",
        "res/values/strings.xml",
        "Info.plist",
        "public/config.json",
        "public/config.js",
        "a.xcconfig",
        "app.gradle",
        "pubspec.yaml",
        "next.config.js",
        "nuxt.config.ts",
        "app.config.js",
        "quasar.config.js",
        "vite.config.js",
        "astro.config.mjs",
        "docker-bake.hcl",
        "a.rb",
        "a.pl",
        "a.clj",
        "a.hs",
        "a.pas",
        "a.r",
        "a.lua",
        "a.nim",
        "a.cr",
        "a.gleam",
        "a.ml",
        "a.m",
        "a.rs",
        "a.feature",
        ".curlrc",
        ".teamcity/settings.kts",
        "fastlane/Fastfile",
        "image.pkr.hcl",
        "pom.xml",
        "BUILD.bazel",
        "banqup.nomad",
        "project.toml",
        "openapi.yaml",
        "a.abap",
        ".wgetrc",
        "dist/main.js",
    ];

    proptest::proptest! {
        #[test]
        fn no_page_breaks_a_check(
            parts in proptest::collection::vec((0..PARTS.len(), 0..80, 0..10_usize), 0..60),
            path in 0..PATHS.len(),
        ) {
            const KINDS: [Kind; 3] = [Kind::ClientSecret, Kind::Token, Kind::ClientId];
            let mut text = String::new();
            let mut held = Vec::new();
            for (part, chance, kind) in parts {
                let start = text.len();
                // Now and then a part fills more than the longest line that is looked at.
                text += &PARTS[part].repeat(if chance == 0 { 5000 / PARTS[part].len() + 1 } else { 1 });
                let span = Span { start, end: text.len() };
                held.extend(KINDS.get(kind).map(|&kind| Held { span, kind }));
            }
            let own_hosts = ["own.example".to_owned()];
            let facts = Facts { names_vendor: true, held: &held, own_hosts: &own_hosts, ..Facts::default() };
            let page = Page::new(PATHS[path], &text, facts);
            for remark in CHECKS.iter().flat_map(|check| (check.remarks)(&page)) {
                for span in remark.hidden.iter().chain([&remark.span]) {
                    proptest::prop_assert!(text.get(span.start..span.end).is_some());
                }
            }
        }
    }

    #[test]
    fn a_host_longer_than_a_line_is_read_for_breaks_no_check() {
        let text = format!("banqup: \"{}banqup.com\", verify=False", "a.".repeat(3000));
        for path in PATHS {
            let page = Page::new(path, &text, Facts { names_vendor: true, ..Facts::default() });
            for remark in CHECKS.iter().flat_map(|check| (check.remarks)(&page)) {
                assert!(text.get(remark.span.start..remark.span.end).is_some(), "{path}");
            }
        }
    }

    /// What the patterns of a check need is proved when they are built, and examples reach those that no mixture of
    /// parts does.
    #[test]
    fn examples_prove_what_patterns_need() {
        for rule in RuleSet::embedded().rules() {
            for example in rule.examples() {
                let text = crate::rule::expand(&example.template, 1);
                let facts = Facts { names_vendor: true, ..Facts::default() };
                let path = example.path.as_deref().unwrap_or_default();
                let page = Page::new(path, &text, facts);
                for remark in CHECKS.iter().flat_map(|check| (check.remarks)(&page)) {
                    let span = remark.span;
                    assert!(text.get(span.start..span.end).is_some(), "{path}: {span:?}");
                }
            }
        }
    }

    #[test]
    fn each_check_has_a_rule_and_each_rule_a_way_to_fire() {
        let rules = RuleSet::embedded();
        for check in CHECKS {
            assert!(rules.get(check.rule).is_some(), "{} is in no pack", check.rule);
        }
        for rule in rules.rules() {
            let id = rule.info.id.as_str();
            let is_checked = CHECKS.iter().any(|check| check.rule == id);
            assert!(
                is_checked || !rule.forms.is_empty() || ABOUT_ITSELF.contains(&id),
                "{id} never fires"
            );
        }
    }

    #[test]
    fn each_check_shows_six_faults_and_six_near_misses() {
        let rules = RuleSet::embedded();
        for check in CHECKS {
            let (_, rule) = rules.get(check.rule).expect("each check has a rule");
            for wanted in [Expectation::Match, Expectation::Silent] {
                let count =
                    rule.examples().iter().filter(|example| example.expectation == wanted).count();
                assert!(count >= 6, "{}: {count} examples of {wanted:?}", check.rule);
            }
        }
    }
}
