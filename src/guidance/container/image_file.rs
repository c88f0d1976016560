//! The file that an image is built by: variables, copied files, and what its commands write.

use std::collections::HashSet;

use super::build_arguments::ARGUMENT;
use super::mounted::Mounts;
use super::recipe::{VARIABLE, WRITTEN};
use super::stored_file::holds_credentials;
use crate::guidance::document::dockerfile::{self, Instruction};
use crate::guidance::endpoint;
use crate::guidance::literals::{Ground, Literal};
use crate::guidance::owner::{self, Scope};
use crate::guidance::script::{Shell, Text};
use crate::guidance::variable::uses;
use crate::guidance::{Page, Remark};
use crate::model::Span;

/// The file of Earthly, whose arguments stay in no image.
const EARTHFILE: &str = "earthfile";

/// Whether the page is such a file.
pub(super) fn is_one(page: &Page<'_>) -> bool {
    let name = page.file_name().to_ascii_lowercase();
    ["dockerfile", "containerfile", EARTHFILE].iter().any(|word| {
        name == *word
            || name.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
            || name.ends_with(&format!(".{word}"))
            || name.ends_with(&format!("-{word}"))
    })
}

pub(super) fn remarks(page: &Page<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    let keeps_arguments = !page.file_name().to_ascii_lowercase().starts_with(EARTHFILE);
    for instruction in dockerfile::read(page.text()) {
        match instruction.keyword.as_str() {
            "ARG" if !keeps_arguments => {}
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
    let (sources, target) = instruction.copied(page.text());
    let target = target.map_or("", |target| page.slice(target));
    for source in sources {
        if holds_credentials(page.slice(source), target) {
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

/// Secrets that a command writes into a file, or copies, which stays in the layer.
fn layers(page: &Page<'_>, instruction: &Instruction, found: &mut Vec<Remark>) {
    let start = instruction.span.start + instruction.keyword.len();
    let shell = Shell::of(page, Span { start, end: instruction.span.end });
    let mounts = Mounts::of(page, instruction);
    let removed = removed(page.slice(instruction.span));
    let held = |part| page.held_in(part).find(|held| held.is_vendors_secret()).map(|one| one.span);
    let written = shell.written(|part, text| match text {
        Text::Filled => used(page, part).or_else(|| mounts.read(part)).or_else(|| held(part)),
        Text::Plain => held(part),
        Text::Made => answered(page, part),
    });
    let written = written.iter().map(|one| (one.what, one.file));
    let copied = shell.statements().iter().filter_map(|one| mounts.copied(one));
    let is_removed = |file: Span, from: Span| {
        let (file, from) = (unquoted(page.slice(file)), page.slice(from));
        let name = from.rsplit('/').next().unwrap_or(from);
        removed.contains(file)
            || file.ends_with('/')
                && removed.iter().any(|gone| gone.strip_prefix(file) == Some(name))
    };
    let said = "Banqup secret written into a file of an image";
    let stays = written.chain(copied).filter(|(what, file)| !is_removed(*file, *what));
    found.extend(stays.map(|(what, _)| Remark::new(what, said)));
}

/// The secret with which a command asks for a token, which is its answer.
fn answered(page: &Page<'_>, part: Span) -> Option<Span> {
    let mut secrets = page.names_in(part).iter().filter(|name| name.kind.is_secret());
    endpoint::names_token(page.slice(part)).then(|| secrets.next().map(|name| name.span))?
}

/// The first use of a variable that holds a secret.
fn used(page: &Page<'_>, part: Span) -> Option<Span> {
    uses(page.text(), part)
        .find(|used| owner::secret(page.slice(used.name), Scope::Page).is_some())
        .map(|used| used.span)
}

/// The files that a step takes away again.
fn removed(step: &str) -> HashSet<&str> {
    let commands = step.split(['\n', ';', '&']).filter_map(|part| part.split_once("rm "));
    commands.flat_map(|(_, files)| files.split_ascii_whitespace()).map(unquoted).collect()
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\''])
}
