//! The file that an image is built by: variables, copied files, and what its commands write.

use std::collections::HashSet;

use super::build_arguments::ARGUMENT;
use super::recipe::{VARIABLE, WRITTEN};
use super::stored_file::holds_credentials;
use crate::guidance::document::dockerfile::{self, Instruction};
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::{self, Scope};
use crate::guidance::shell::{self, End};
use crate::guidance::variable::uses;
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// Programs that write what they are told to.
const WRITERS: &[&str] = &["echo", "printf", "cat", "envsubst"];

/// Whether the page is such a file.
pub(super) fn is_one(page: &Page<'_>) -> bool {
    let name = page.file_name().to_ascii_lowercase();
    ["dockerfile", "containerfile"].iter().any(|word| {
        name == *word
            || name.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
            || name.ends_with(&format!(".{word}"))
            || name.ends_with(&format!("-{word}"))
    })
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    for instruction in dockerfile::read(page.text()) {
        match instruction.keyword.as_str() {
            "ENV" | "ARG" | "LABEL" => variables(page, &instruction, &mut found),
            "COPY" | "ADD" => {
                files(page, &instruction, &mut found);
                literals(page, &instruction, &mut found);
            }
            "RUN" => {
                literals(page, &instruction, &mut found);
                layers(page, &instruction, &mut found);
            }
            "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "ONBUILD" => {
                literals(page, &instruction, &mut found);
            }
            _ => {}
        }
    }
    found
}

fn variables(page: &Page<'_>, instruction: &Instruction, found: &mut Vec<Remark>) {
    for variable in instruction.variables(page.text()) {
        let secret = Ground::of(page, Scope::Page).secret(variable.name, variable.value);
        let Some(secret) = secret else { continue };
        let is_filled_in = || variable.value.is_some_and(|value| page.slice(value).contains('$'));
        let said = match instruction.keyword.as_str() {
            "ARG" => ARGUMENT,
            "ENV" if secret.is_written() || is_filled_in() => VARIABLE,
            "LABEL" if secret.is_written() => "in a label of the image",
            _ => continue,
        };
        found.push(secret.remark(said));
    }
}

fn files(page: &Page<'_>, instruction: &Instruction, found: &mut Vec<Remark>) {
    for source in instruction.sources(page.text()) {
        if holds_credentials(page.slice(source)) {
            found.push(Remark::new(
                source,
                "File with credentials copied into an image of a Banqup project",
            ));
        }
    }
}

fn literals(page: &Page<'_>, instruction: &Instruction, found: &mut Vec<Remark>) {
    let ground = Ground::of(page, Scope::Page);
    let set = ground.in_assignments(instruction.span);
    let all = set.chain(ground.in_arguments(instruction.span)).filter(Literal::is_written);
    found.extend(all.map(|one| one.remark(WRITTEN)));
}

/// Secrets that a command writes into a file, which stays in the layer.
fn layers(page: &Page<'_>, instruction: &Instruction, found: &mut Vec<Remark>) {
    let text = page.text();
    let start = instruction.span.start + instruction.keyword.len();
    let statements = shell::statements(text, Span { start, end: instruction.span.end });
    let removed = removed(page.slice(instruction.span));
    for (at, statement) in statements.iter().enumerate() {
        let is_writer = statement.program(text).is_some_and(|program| WRITERS.contains(&program));
        let target = match statement.end {
            End::Redirect(target) => page.slice(target),
            End::Piped => match statements.get(at + 1) {
                Some(next) if next.program(text) == Some("tee") => last_word(page.slice(next.span)),
                _ => continue,
            },
            End::Shown | End::Captured => continue,
        };
        if !is_writer || target.starts_with("/dev/") || removed.contains(unquoted(target)) {
            continue;
        }
        let used = uses(text, statement.span)
            .find(|used| owner::secret(page.slice(used.name), Scope::Page).is_some())
            .map(|used| used.span);
        let mounted = || {
            page.slice(statement.span).find("/run/secrets/").map(|at| {
                let start = statement.span.start + at;
                Span { start, end: start + "/run/secrets/".len() }
            })
        };
        let held = || {
            page.held_in(statement.span).find(|held| held.is_vendors_secret()).map(|held| held.span)
        };
        if let Some(mark) = used.or_else(mounted).or_else(held) {
            found.push(Remark::new(mark, "Banqup secret written into a file of an image"));
        }
    }
}

fn last_word(text: &str) -> &str {
    text.split_ascii_whitespace().next_back().unwrap_or_default()
}

/// The files that a step takes away again.
fn removed(step: &str) -> HashSet<&str> {
    let commands = step.split(['\n', ';', '&']).filter_map(|part| part.split_once("rm "));
    commands.flat_map(|(_, files)| files.split_ascii_whitespace()).map(unquoted).collect()
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\''])
}
