//! `#[instrument]` of Rust's `tracing`, which records the arguments of a function with all that is logged in it.
//!
//! Contract: an argument counts where nothing skips it and its type does not hide what it holds.

use super::super::{Page, brackets, owner};
use super::leak::{Leak, Reader};
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, holds, pattern};
use crate::model::Span;

/// The longest list of arguments that is read, in bytes.
const LONGEST: usize = 1000;

/// The credentials that spans of a page record.
pub(super) fn recorded(page: &Page<'_>, reader: &Reader<'_, '_>) -> Vec<Leak> {
    static INSTRUMENTED: Pattern = pattern!(
        r"#\[(?:tracing::)?instrument\b(?<options>\([^\[\]]{0,300}\))?\]\s*(?:#\[[^\[\]]{0,200}\]\s*)*(?:pub(?:\([^()\n]{0,30}\))?\s+)?(?:async\s+)?fn\s+\w+\s*(?:<[^()]{0,120}>)?\s*\(";
        "instrument", "fn"
    );
    if !page.is_in(&[Rust]) {
        return Vec::new();
    }
    INSTRUMENTED
        .captures_iter(page)
        .filter_map(|found| {
            let options = found.name("options");
            let said = options.map_or("", |options| options.as_str());
            let fields = options.and_then(|options| {
                let open = options.start() + options.as_str().find("fields(")? + "fields".len();
                reader.leak(brackets::inside(page.text(), open))
            });
            fields.or_else(|| argument(page, found.whole().end() - 1, said))
        })
        .collect()
}

/// The first secret among the arguments whose bracket opens at `open`, but for those that are skipped.
fn argument(page: &Page<'_>, open: usize, options: &str) -> Option<Leak> {
    if options.contains("skip_all") {
        return None;
    }
    let arguments = brackets::inside(page.text(), open);
    let skipped =
        options.split_once("skip(").map_or("", |(_, rest)| rest.split(')').next().unwrap_or(rest));
    let is_skipped = |name: &str| skipped.split(',').any(|one| one.trim() == name);
    let is_hidden = |name: Span| {
        let rest = page.slice(Span { start: name.end, end: arguments.end });
        let rest = rest.trim_start();
        // What stands behind another name is a type.
        !rest.starts_with(':') || holds(rest.split(',').next().unwrap_or(rest), "secret")
    };
    let mut names = page.names_in(arguments).iter();
    let shown = names.find(|name| {
        owner::may_be_vendors_secret(page, name)
            && !is_skipped(page.slice(name.span))
            && !is_hidden(name.span)
    });
    shown
        .filter(|_| arguments.len() <= LONGEST)
        .map(|name| Leak { span: name.span, kind: name.kind })
}
