//! Commands that make a secret in a cluster, or set a chart's values, with the value on the command line.

use super::ground;
use crate::guidance::command::{Word, commands};
use crate::guidance::literals::Literal;
use crate::guidance::{Page, Remark};
use crate::model::Span;

const PROGRAMS: &[&str] = &["kubectl", "oc", "helm", "helmfile", "argocd"];

/// The secrets in the arguments of commands.
pub(super) fn plain(page: &Page<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    for command in commands(page, PROGRAMS) {
        let ground = ground(page, command.span);
        for word in command.arguments() {
            let set = ground.in_assignments(setting_part(&word)).filter(Literal::is_written);
            found.extend(
                set.map(|one| one.remark("in clear in the arguments of a command for a cluster")),
            );
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
