//! Arguments of an image's build: compose files, tools that build from documents, and `--build-arg` wherever a command
//! is written.

use crate::guidance::brackets::{self, Block};
use crate::guidance::document::{Node, Value};
use crate::guidance::language::Language::*;
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::Scope;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// Keys that hold build arguments, without hyphens, underscores and capitals.
const KEYS: &[&str] = &["buildargs", "buildarg", "buildarguments", "buildargsfromenv"];

/// What is said of one.
pub(super) const ARGUMENT: &str = "as a build argument, which the image's history keeps";

/// Secrets among the build arguments of a document.
pub(super) fn in_document(page: &Page<'_>, document: &Node) -> Vec<Remark> {
    let mut found = Vec::new();
    document.visit(&mut |node| {
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let plain: String = name
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect();
            if KEYS.contains(&plain.as_str())
                || name.starts_with("x-") && plain.contains("buildarg")
            {
                arguments(page, value, &mut found);
            } else if name == "build" {
                value.get("args").into_iter().for_each(|args| arguments(page, args, &mut found));
            }
        }
    });
    found
}

/// Secrets among build arguments of commands, and of blocks in other languages.
pub(super) fn in_text(page: &Page<'_>) -> Vec<Remark> {
    static FLAG: Pattern = pattern!(
        r#"\bbuild-arg(?:['"]?[ \t,=]+|\s+|:)(?:\\\s+)?['"]*(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:=(?<value>[^\s"',;`]*))?"#;
        "build-arg"
    );
    static BLOCK: Pattern = pattern!(r#"\b(?:build_?[aA]rgs?|BuildArgs)\b['"]?\s*(?::|=>?|\()\s*(?:dict\()?[{\[(]?"#;
        "buildarg" | "build_arg");
    static BAKE: Pattern = pattern!(r#"(?m)^\s*['"]?args['"]?\s*[=:]\s*\{"#; "args");
    let ground = Ground::of(page, Scope::Page);
    let mut found: Vec<Literal> = ground.in_matches(FLAG.captures_iter(page), 0).collect();
    let is_bake = page.is_in(&[Hcl]) || page.file_name().contains("bake");
    let bake = is_bake.then(|| brackets::blocks(page, &BAKE)).into_iter().flatten();
    let is_open = |block: &Block| page.slice(block.head).ends_with(['{', '[', '(']);
    for block in brackets::blocks(page, &BLOCK).chain(bake).filter(is_open) {
        found.extend(ground.in_assignments(block.inside));
    }
    found.into_iter().map(|one| one.remark(ARGUMENT)).collect()
}

/// The arguments in a value: a map, a list of `NAME=value` or names, or lines of them.
fn arguments(page: &Page<'_>, value: &Node, found: &mut Vec<Remark>) {
    match &value.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                found.extend(argument(page, key.span, Some(value.span)));
            }
        }
        Value::List(items) => items.iter().for_each(|item| match item.entry("name") {
            Some((_, name)) => {
                found.extend(argument(page, name.span, item.get("value").map(|value| value.span)));
            }
            None => arguments(page, item, found),
        }),
        Value::Scalar(_) => {
            let mut at = value.span.start;
            for line in page.slice(value.span).split_inclusive([',', '\n']) {
                let start = at + (line.len() - line.trim_start().len());
                at += line.len();
                let end = start + line.trim().trim_end_matches(',').len();
                let name =
                    page.slice(Span { start, end }).find('=').map_or(end, |length| start + length);
                let value = (name < end).then_some(Span { start: name + 1, end });
                found.extend(argument(page, Span { start, end: name }, value));
            }
        }
        Value::Alias => {}
    }
}

fn argument(page: &Page<'_>, name: Span, value: Option<Span>) -> Option<Remark> {
    let argument = Ground::of(page, Scope::Page).secret(name, value)?;
    Some(argument.remark(ARGUMENT))
}
