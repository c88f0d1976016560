//! Commands of a shell by which a whole request is printed with its credential, or each command before it runs.
//!
//! Contract: a command counts where it carries a credential to a host that may be the vendor's, a script that traces its
//! commands where one of them holds a secret. Pipelines are read by `ci`.

use super::super::code::is_code;
use super::super::{Page, ci, command, owner, xtrace};
use super::sink;
use crate::guidance::fetcher::Fetcher;
use crate::guidance::language::Language::*;
use crate::guidance::variable::uses;
use crate::model::Span;

/// The switch of a script by which its shell prints each command, and one of them holds a secret.
pub(super) fn traced_commands(page: &Page<'_>) -> Option<Span> {
    if !sink::is_own_script(page) {
        return None;
    }
    let whole = Span { start: 0, end: page.text().len() };
    xtrace::traced(page, [(whole, ())], |(), part| {
        uses(page.text(), part).any(|used| {
            let mut names = page.names_in(used.name).iter();
            names.any(|name| owner::may_be_vendors_secret(page, name))
                && is_code(page, used.span.start)
        })
    })
}

/// The flags of `curl -v` and its like around a request that carries a credential.
pub(super) fn requests(page: &Page<'_>) -> Vec<Span> {
    if ci::is_pipeline(page) {
        return Vec::new();
    }
    let carries = |command: &command::Command<'_>| {
        let text = page.slice(command.span).to_ascii_lowercase();
        (text.contains("authorization") || !page.names_in(command.span).is_empty())
            && !page.names_other_host(command.span)
    };
    let commands = command::commands(page, &["curl", "wget"]).into_iter().filter(carries);
    let flags = commands.filter_map(|one| Fetcher::client(one.program)?.prints_request(&one));
    // The other ones are called as other things are, but not where a script starts a command.
    let is_script = page.is_in(&[Shell]);
    let others: &[&str] = if is_script { &["http", "https", "xh", "xhs"] } else { &[] };
    let starts = |one: &command::Command<'_>| {
        let before = page.text()[..one.span.start].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with(['\n', ';', '&', '|', '(', '`'])
    };
    let others = command::commands(page, others).into_iter().filter(starts).filter(carries);
    let others = others.filter_map(|one| Fetcher::client(one.program)?.prints_request(&one));
    flags.chain(others).map(|flag| flag.span).collect()
}
