//! Images that are built by something else than a Dockerfile: Packer, Apptainer, Vagrant, buildpacks, Jib, Bazel, Nix,
//! Buildah.
//!
//! Contract: what Jib, Bazel and Buildah set as a variable stays in the image, with whatever value; of the others a
//! value has to be written down.

use crate::guidance::assignment::assignments;
use crate::guidance::brackets::{self, Block};
use crate::guidance::code::is_code;
use crate::guidance::language::Language::*;
use crate::guidance::name::Kind;
use crate::guidance::owner::{self, Scope};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::written::is_written;
use crate::guidance::{Page, Remark};
use crate::model::Span;

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    if is_recipe(page) {
        found.extend(written(page, Span { start: 0, end: page.text().len() }));
        found.extend(pairs(page));
    }
    found.extend(of_jib(page));
    found.extend(of_bazel(page));
    found.extend(of_buildah(page));
    found.retain(|remark| is_code(page, remark.span.start));
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

/// Values within a part of the page.
fn written(page: &Page<'_>, part: Span) -> Vec<Remark> {
    assignments(page.text(), part)
        .filter(|assignment| is_written(page.slice(assignment.value)))
        .filter_map(|assignment| {
            let kind = owner::secret(page.slice(assignment.name), Scope::Page)?;
            Some(literal(assignment.name, assignment.value, kind))
        })
        .collect()
}

/// `name = "SECRET"` with `value = "…"` below it.
fn pairs(page: &Page<'_>) -> Vec<Remark> {
    static PAIR: Pattern = pattern!(
        r#"\bname\s*=\s*"(?<name>[A-Za-z_]\w{2,95})"\s*,?\s*\bvalue\s*=\s*"(?<value>[^"\n]{1,400})""#;
        "name", "value"
    );
    PAIR.captures_iter(page)
        .filter_map(|pair| Some((pair.name("name")?, pair.name("value")?)))
        .filter(|(_, value)| is_written(value.as_str()))
        .filter_map(|(name, value)| {
            let kind = owner::secret(name.as_str(), Scope::Page)?;
            Some(literal(name.span(), value.span(), kind))
        })
        .collect()
}

fn literal(name: Span, value: Span, kind: Kind) -> Remark {
    let said = format!("Banqup {} written into a step of an image's build", kind.as_str());
    Remark::new(name, said).hiding(value)
}

fn variable(name: Span, value: Option<Span>, kind: Kind) -> Remark {
    let remark = Remark::new(name, format!("Banqup {} as a variable of the image", kind.as_str()));
    match value {
        Some(value) => remark.hiding(value),
        None => remark,
    }
}

/// The environment that Jib gives to an image, in the files of Maven and Gradle.
fn of_jib(page: &Page<'_>) -> Vec<Remark> {
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
    let mut found = Vec::new();
    if page.is_in(&[Xml]) {
        let after = text.find("jib-maven-plugin").unwrap_or(text.len());
        let start = text[after..].find("<environment>").map_or(text.len(), |at| after + at);
        let end = text[start..].find("</environment>").map_or(text.len(), |at| start + at);
        for element in ELEMENT.captures_iter(&text[start..end]) {
            let (Some(name), Some(value)) = (element.name("name"), element.name("value")) else {
                continue;
            };
            let Some(kind) = owner::secret(name.as_str(), Scope::Page) else { continue };
            let value = is_written(value.as_str()).then(|| value.span_from(start));
            found.push(variable(name.span_from(start), value, kind));
        }
    }
    if page.is_in(&[Gradle, KotlinScript]) {
        let blocks = GRADLE.captures_iter(page).filter_map(|block| block.name("open"));
        let jib = jib_blocks(page);
        let is_in_jib = |at: usize| {
            let before = jib.partition_point(|block| block.start <= at);
            before.checked_sub(1).is_some_and(|last| jib[last].end > at)
        };
        for open in blocks.filter(|open| is_in_jib(open.start())) {
            let inside = brackets::inside(text, open.start());
            for entry in ENTRY.captures_iter(page.slice(inside)) {
                let Some(name) = entry.name("name") else { continue };
                let Some(kind) = owner::secret(name.as_str(), Scope::Page) else { continue };
                let value = entry.name("value").filter(|value| is_written(value.as_str()));
                let value = value.map(|value| value.span_from(inside.start));
                found.push(variable(name.span_from(inside.start), value, kind));
            }
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
fn of_bazel(page: &Page<'_>) -> Vec<Remark> {
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
        found.extend(assignments(text, block).filter_map(|assignment| {
            let kind = owner::secret(page.slice(assignment.name), Scope::Page)?;
            let value = Some(assignment.value).filter(|value| is_written(page.slice(*value)));
            Some(variable(assignment.name, value, kind))
        }));
    }
    found
}

/// `buildah config --env SECRET=…` and `docker commit --change "ENV SECRET=…"`.
fn of_buildah(page: &Page<'_>) -> Vec<Remark> {
    static SET: Pattern = pattern!(
        r#"\b(?:buildah[ \t]+config\b[^\n]{0,300}?(?:--env|-e)[ \t=]+|(?:docker|podman)[ \t]+commit\b[^\n]{0,300}?\bENV[ \t]+)["']?(?<name>[A-Za-z_]\w{2,95})[= ](?<value>[^\s"']{1,400})"#;
        "buildah" | "commit"
    );
    SET.captures_iter(page)
        .filter_map(|set| Some((set.name("name")?, set.name("value")?)))
        .filter_map(|(name, value)| {
            let kind = owner::secret(name.as_str(), Scope::Page)?;
            let value = is_written(value.as_str()).then(|| value.span());
            Some(variable(name.span(), value, kind))
        })
        .collect()
}
