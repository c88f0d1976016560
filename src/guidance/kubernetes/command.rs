//! Commands that make a secret in a cluster, or set a chart's values, with the value on the command line.

use super::{Plain, secret};
use crate::guidance::Page;
use crate::guidance::assignment::assignments;
use crate::guidance::code::is_code;
use crate::guidance::command::{Word, commands};
use crate::guidance::owner::{self, Scope};
use crate::guidance::written::is_written;
use crate::model::{Span, vendor};

const PROGRAMS: &[&str] = &["kubectl", "oc", "helm", "helmfile", "argocd"];

/// The secrets in the arguments of commands.
pub(super) fn plain(page: &Page<'_>) -> Vec<Plain> {
    let mut found = Vec::new();
    for command in commands(page, PROGRAMS) {
        let scope =
            if vendor::names(page.slice(command.span)) { Scope::Vendor } else { Scope::Page };
        if !is_code(page, command.span.start) {
            continue;
        }
        for word in command.arguments() {
            for assignment in assignments(page.text(), setting_part(&word)) {
                let name = page.slice(assignment.name);
                let kind = match scope {
                    Scope::Vendor => secret(page, name, assignment.value, scope),
                    _ => owner::secret(name, scope),
                };
                let Some(kind) = kind else { continue };
                if is_written(page.slice(assignment.value)) {
                    let place = "the arguments of a command for a cluster";
                    found.push(Plain {
                        mark: assignment.name,
                        value: assignment.value,
                        kind,
                        place,
                    });
                }
            }
        }
    }
    found
}

/// A word without the flag that it starts with: `--set=a=b` and `a=b` are both `a=b`.
fn setting_part(word: &Word<'_>) -> Span {
    let skipped = match word.text.split_once('=') {
        Some((flag, rest)) if flag.starts_with("--") && rest.contains('=') => flag.len() + 1,
        _ => 0,
    };
    let quote = usize::from(word.text[skipped..].starts_with(['"', '\'']));
    Span { start: word.span.start + skipped + quote, end: word.span.end }
}
