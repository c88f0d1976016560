//! Images that are built by something else than a Dockerfile: Packer, Apptainer, Vagrant, buildpacks, Jib, Bazel, Nix,
//! Buildah.
//!
//! Contract: what Jib, Bazel and Buildah set as a variable stays in the image, with whatever value; of the others a
//! value has to be written down.

use crate::guidance::brackets::{self, Block};
use crate::guidance::language::Language::*;
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// What is said of a value, and of a variable of whatever value.
pub(super) const WRITTEN: &str = "written into a step of an image's build";
pub(super) const VARIABLE: &str = "as a variable of the image";

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    let written = is_recipe(page).then(|| written(page)).into_iter().flatten();
    let mut found: Vec<Remark> = written.map(|one| one.remark(WRITTEN)).collect();
    for variables in [of_jib(page), of_bazel(page), of_buildah(page)] {
        found.extend(variables.into_iter().map(|one| one.remark(VARIABLE)));
    }
    found
}

/// Whether a page is a recipe for an image or a machine, by its name and its head.
fn is_recipe(page: &Page<'_>) -> bool {
    let name = page.file_name().to_ascii_lowercase();
    let text = page.text();
    name.contains(".pkr.")
        || name == "packer.json"
        || name == "vagrantfile"
        || name == "project.toml" && text.contains("build")
        || name == "nixpacks.toml"
        || page.has_extension(&["nix"]) && text.contains("dockerTools")
        || (name.starts_with("singularity")
            || name.starts_with("apptainer")
            || page.has_extension(&["def"]))
            && text.lines().take(20).any(|line| line.to_ascii_lowercase().starts_with("bootstrap:"))
}

/// The values of a recipe: settings, and `name = "SECRET"` with `value = "…"` below it.
fn written(page: &Page<'_>) -> Vec<Literal> {
    static PAIR: Pattern = pattern!(
        r#"\bname\s*=\s*"(?<name>[A-Za-z_]\w{2,95})"\s*,?\s*\bvalue\s*=\s*"(?<value>[^"\n]{1,400})""#;
        "name", "value"
    );
    let ground = Ground::of(page, Scope::Page);
    let set = ground.in_assignments(Span { start: 0, end: page.text().len() });
    let pairs = ground.in_matches(PAIR.captures_iter(page), 0);
    // A Vagrantfile sets its own environment so.
    let is_own = |one: &Literal| {
        page.text()[..one.mark.start].trim_end_matches(['"', '\'']).ends_with("ENV[")
    };
    set.chain(pairs).filter(Literal::is_written).filter(|one| !is_own(one)).collect()
}

/// The environment that Jib gives to an image, in the files of Maven and Gradle.
fn of_jib(page: &Page<'_>) -> Vec<Literal> {
    static ELEMENT: Pattern =
        pattern!(r"<(?<name>[A-Za-z_][\w.-]{2,95})>\s*(?<value>[^<>\s]{1,400})\s*</"; "</");
    static GRADLE: Pattern = pattern!(r"\benvironment\s*(?:=\s*|\.set\(\s*)(?:mapOf\s*)?(?<open>[\[({])";
        "environment");
    static ENTRY: Pattern = pattern!(
        r#"(?:^|[\s,(\["'])(?<name>[A-Za-z_]\w{2,95})["']?\s*(?::|\bto\b)\s*(?:["'](?<value>[^"'\n]{0,400})["'])?"#
    );
    let text = page.text();
    if !page.may_hold("jib") {
        return Vec::new();
    }
    let ground = Ground::of(page, Scope::Page);
    let mut found = Vec::new();
    if page.is_in(&[Xml]) {
        let after = text.find("jib-maven-plugin").unwrap_or(text.len());
        let start = text[after..].find("<environment>").map_or(text.len(), |at| after + at);
        let end = text[start..].find("</environment>").map_or(text.len(), |at| start + at);
        found.extend(ground.in_matches(ELEMENT.captures_iter(&text[start..end]), start));
    }
    if page.is_in(&[Gradle, KotlinScript]) {
        let blocks = GRADLE.captures_iter(page).filter_map(|block| block.name("open"));
        let jib = jib_blocks(page);
        for open in blocks.filter(|open| Span::holder(&jib, open.start()).is_some()) {
            let inside = brackets::inside(text, open.start());
            let entries = ENTRY.captures_iter(page.slice(inside));
            found.extend(ground.in_matches(entries, inside.start));
        }
    }
    found
}

/// The blocks of Jib, in order.
fn jib_blocks(page: &Page<'_>) -> Vec<Span> {
    static BLOCK: Pattern = pattern!(r"\bjib\s*\{"; "jib");
    brackets::blocks(page, &BLOCK).map(|block| block.inside).collect()
}

/// The environment that rules of Bazel give to an image.
fn of_bazel(page: &Page<'_>) -> Vec<Literal> {
    static RULE: Pattern = pattern!(r"\b(?:container_image|oci_image|docker_build)\(";
        "container_image(" | "oci_image(" | "docker_build(");
    static ENVIRONMENT: Pattern = pattern!(r"\benv\s*=\s*(?<open>\{)"; "env");
    let is_build = page.file_name().starts_with("BUILD") || page.has_extension(&["bzl", "bazel"]);
    if !is_build {
        return Vec::new();
    }
    let text = page.text();
    let mut found = Vec::new();
    for Block { inside, .. } in brackets::blocks(page, &RULE) {
        let Some(open) =
            ENVIRONMENT.captures(page.slice(inside)).and_then(|block| block.name("open"))
        else {
            continue;
        };
        let block = brackets::inside(text, inside.start + open.start());
        found.extend(Ground::of(page, Scope::Page).in_assignments(block));
    }
    found
}

/// `buildah config --env SECRET=…` and `docker commit --change "ENV SECRET=…"`.
fn of_buildah(page: &Page<'_>) -> Vec<Literal> {
    static SET: Pattern = pattern!(
        r#"\b(?:buildah[ \t]+config\b[^\n]{0,300}?(?:--env|-e)[ \t=]+|(?:docker|podman)[ \t]+commit\b[^\n]{0,300}?\bENV[ \t]+)["']?(?<name>[A-Za-z_]\w{2,95})[= ](?<value>[^\s"']{1,400})"#;
        "buildah" | "commit"
    );
    Ground::of(page, Scope::Page).in_matches(SET.captures_iter(page), 0).collect()
}
