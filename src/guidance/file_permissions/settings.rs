//! Modes in what describes a machine: tasks of Ansible, `write_files` of cloud-init, states of Salt, files of
//! CloudFormation, Terraform, Pulumi, Puppet and Chef, and volumes of Kubernetes.

use super::Loose;
use super::grant::{self, Grant};
use super::target::Targets;
use crate::guidance::code::is_code;
use crate::guidance::document::{self, Node};
use crate::guidance::language::Language::{self, *};
use crate::guidance::owner::is_vendors;
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::script::Text;
use crate::guidance::{Page, brackets};
use crate::model::Span;

/// What may hold documents.
const STRUCTURED: &[Language] = &[Yaml, Json, Template, Jinja];

/// Keys of a mode, of a path, of what a file is filled with, and of the file that it is made from.
const MODES: &[&str] = &["mode", "permissions", "file_permission", "file_mode"];
const PATHS: &[&str] = &["dest", "dst", "destination", "path", "name", "filename", "file"];
const CONTENTS: &[&str] = &["content", "contents", "line", "block", "inline"];
const SOURCES: &[&str] = &["src", "source"];

pub(super) fn loose(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    let mut found = Vec::new();
    if !["mode", "perm"].iter().any(|word| page.may_hold(word)) {
        return found;
    }
    // Those of cloud-init end in `cfg`.
    if page.is_in(STRUCTURED) || page.has_extension(&["cfg"]) || page.path().is_empty() {
        for document in document::yaml(page.text()).unwrap_or_default() {
            document.visit(&mut |node| map(page, targets, node, &mut found));
        }
    }
    found.extend(blocks(page, targets));
    found.retain(|loose| !loose.mark.is_empty() && is_code(page, loose.mark.start));
    found
}

/// The modes that a map gives to a file, or to what its entries name.
fn map(page: &Page<'_>, targets: &Targets<'_>, node: &Node, found: &mut Vec<Loose>) {
    let is_of = |key: &str, value: &str| node.text_at(key) == Some(value);
    let is_folder = is_of("state", "directory") || is_of("type", "directory");
    // A package of nfpm says it one level below.
    let below = node.get("file_info").and_then(|info| info.get("mode"));
    let mode = MODES.iter().find_map(|key| given(node.get(key)?)).or_else(|| given(below?));
    if let Some(loose) = mode.filter(|loose| !is_folder && is_file(targets, node, loose.grant)) {
        found.push(loose);
    }
    found.extend(volume(node));
    for (key, value) in node.entries() {
        let path = key.text().unwrap_or_default();
        match value.text() {
            Some(text) => found.extend(in_one_line(page, targets, value, text)),
            None if path.contains(['/', '.']) => found.extend(keyed(targets, path, value)),
            None => {}
        }
    }
}

/// The mode that a value gives, where it gives anything away.
fn given(mode: &Node) -> Option<Loose> {
    let text = mode.text()?;
    let number = grant::number(text).or_else(|| grant::letters(text));
    let bits = number.or_else(|| grant::symbolic(text))?;
    Some(Loose { mark: mode.span, grant: Grant::of(bits)? })
}

/// Whether a map is about a file of credentials: by its path, by what fills it, or by what it is made from.
fn is_file(targets: &Targets<'_>, node: &Node, grant: Grant) -> bool {
    let may_be_folder = grant.is_of_folder();
    // A name may be that of anything.
    let is_path = |(key, path): &(&str, &str)| *key != "name" || path.contains(['/', '\\']);
    let paths = PATHS.iter().filter_map(|key| Some((*key, node.text_at(key)?)));
    let mut paths = paths.filter(is_path).map(|(_, path)| path);
    let mut sources = SOURCES.iter().filter_map(|key| node.text_at(key));
    let mut contents = CONTENTS.iter().filter_map(|key| node.get(key));
    paths.any(|path| targets.is_path(path, may_be_folder))
        // What is mounted, as a secret of compose is, has a source and no place of its own.
        || PATHS.iter().any(|key| node.get(key).is_some())
            && (contents.any(|content| targets.holds_secret(content.span, Text::Plain))
                || sources.any(|from| is_template(targets, from)))
}

/// Whether a template or a file, of which another is made, is one of credentials.
fn is_template(targets: &Targets<'_>, from: &str) -> bool {
    let from = [".j2", ".erb", ".jinja", ".tmpl", ".tpl"]
        .iter()
        .find_map(|end| from.strip_suffix(end))
        .unwrap_or(from);
    targets.is_path(from, false)
}

/// A volume of a `Secret` that is named for Banqup, whose files others in the container can change. That they can read
/// them is what a cluster sets by itself, and writes out where somebody exports a manifest.
fn volume(node: &Node) -> Option<Loose> {
    let mode = node.get("defaultMode")?;
    let is_named = |node: &Node, key: &str| node.text_at(key).is_some_and(is_vendors);
    let sources = node.get("sources").map(Node::items).unwrap_or_default();
    let mut projected = sources.iter().filter_map(|source| source.get("secret"));
    let is = is_named(node, "secretName") || projected.any(|secret| is_named(secret, "name"));
    // In JSON, and in what a cluster writes out, it is a decimal number.
    let text = mode.text()?;
    let bits = if text.starts_with('0') { grant::octal(text) } else { text.parse().ok() };
    let grant = Grant::of(bits?).filter(|grant| is && grant.lets_change())?;
    Some(Loose { mark: mode.span, grant })
}

/// What is said of a file by the path that is its key: entries of a map, or items of one entry each, as those of
/// Salt's `file.managed`.
fn keyed(targets: &Targets<'_>, path: &str, value: &Node) -> Option<Loose> {
    let of_state = value.entries().iter().find(|(key, _)| {
        key.text().is_some_and(|key| key.starts_with("file.") && key != "file.directory")
    });
    let node = of_state.map_or(value, |(_, items)| items);
    let parts = || std::iter::once(node).chain(node.items());
    let get = |keys: &[&str]| parts().find_map(|part| keys.iter().find_map(|key| part.get(key)));
    let loose = given(get(MODES)?)?;
    let mut named = [Some(path), get(&["name"]).and_then(Node::text)].into_iter().flatten();
    let is = named.any(|path| targets.is_path(path, loose.grant.is_of_folder()))
        || get(CONTENTS).is_some_and(|content| targets.holds_secret(content.span, Text::Plain))
        || get(SOURCES).and_then(Node::text).is_some_and(|from| is_template(targets, from));
    is.then_some(loose)
}

/// A task of Ansible in one line: `copy: src=a dest=/etc/banqup/.env mode=0644`.
fn in_one_line(page: &Page<'_>, targets: &Targets<'_>, value: &Node, text: &str) -> Option<Loose> {
    static MODE: Pattern =
        pattern!(r"(?:^|\s)mode=(?<mode>0?[0-7]{3}|[ugoa=+rwx,-]{3,20})(?:\s|$)"; "mode=");
    if !text.contains("mode=") || !(text.contains("dest=") || text.contains("path=")) {
        return None;
    }
    let mode = MODE.captures(page.slice(value.span))?.name("mode")?;
    let grant = Grant::of_command(mode.as_str())?;
    let mut words = text.split_ascii_whitespace().filter_map(|word| word.split_once('='));
    let is = words.any(|(key, path)| match key {
        "dest" | "path" => targets.is_path(path, grant.is_of_folder()),
        "src" => is_template(targets, path),
        _ => false,
    });
    let mark = mode.span_from(value.span.start);
    (is && !text.contains("state=directory")).then_some(Loose { mark, grant })
}

/// Files of Terraform, Pulumi, Puppet, Chef, Nomad and consul-template: a block with a mode in it.
fn blocks(page: &Page<'_>, targets: &Targets<'_>) -> Vec<Loose> {
    static HEAD: Pattern = pattern!(
        r#"(?m)^[ \t]*resource\s+"local_(?:sensitive_)?file"\s+"[^"\n]*"\s*(?<open>\{)"#,
        r#"|^[ \t]*file\s*(?<brace>\{)\s*['"](?<puppet>[^'"\n]{1,200})['"]\s*:"#,
        r#"|\blocal\.(?:Sensitive)?File(?:Args)?(?<call>\()"#,
        r#"|^[ \t]*template\s*(?<template>\{)"#,
        r#"|^[ \t]*(?:file|template|cookbook_file|remote_file)\s+['"](?<chef>[^'"\n]{1,200})['"]\s+do\b"#;
        "file" | "template"
    );
    static MODE: Pattern = pattern!(
        r#"(?m)(?:^|[,{(:])[ \t]*(?:file_?[pP]ermission|mode|perms)\s*(?:=>|=|:|[ \t])\s*['"]?(?<mode>0?o?[0-7]{3}|[ugoa]*[+=][ugoa=+rwx,-]{1,20})['"]?[ \t]*(?:[,)}]|\r?$|\#)"#;
        "permission" | "mode" | "perms"
    );
    static FOLDER: Pattern = pattern!(r"ensure\s*=>\s*['\x22]?directory"; "ensure");
    static NAMED: Pattern = pattern!(
        r#"(?m)(?:^|[,{(:])[ \t]*(?:filename|path|destination)\s*(?:=>|=|:|[ \t])\s*['"](?<path>[^'"\n]{1,200})['"]"#;
        "filename" | "path" | "destination"
    );
    const LONGEST: usize = 2 << 10;
    if !page.is_in(&[Terraform, Hcl, Puppet, Ruby, JavaScript, Python])
        && !page.has_extension(&["nomad", "ctmpl"])
    {
        return Vec::new();
    }
    let text = page.text();
    let mut found = Vec::new();
    for head in HEAD.captures_iter(page) {
        let block =
            match ["open", "brace", "call", "template"].iter().find_map(|open| head.name(open)) {
                Some(open) => brackets::inside(text, open.start()),
                None => {
                    let start = head.whole().end();
                    let rest =
                        &text[start..text.floor_char_boundary((start + LONGEST).min(text.len()))];
                    let ends = |line: &&str| line.trim() != "end";
                    let length =
                        rest.split_inclusive('\n').take_while(ends).map(str::len).sum::<usize>();
                    Span { start, end: start + length }
                }
            };
        let body = page.slice(block);
        let Some(mode) = MODE.captures(body).and_then(|found| found.name("mode")) else { continue };
        let Some(grant) = Grant::of_command(mode.as_str()) else { continue };
        let key = head.name("puppet").or_else(|| head.name("chef")).map(|path| path.as_str());
        let named = NAMED.captures(body).and_then(|found| found.name("path"));
        let mut paths = key.into_iter().chain(named.map(|path| path.as_str()));
        let is = paths.any(|path| targets.is_path(path, grant.is_of_folder()))
            || targets.is_given_in(block);
        if is && !FOLDER.is_match(body) {
            found.push(Loose { mark: mode.span_from(block.start), grant });
        }
    }
    found
}
