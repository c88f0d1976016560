//! Is the value of a name given out where it stands, or does the expression only test it, take a part of it or make
//! something else of it?
//!
//! Contract: goes by the words of the name, by what stands right before and behind it, and by the calls around it: one
//! that is not known to pass a text on gives nothing out.

use super::leak::Reader;
use super::words::{SAFE, passes_on};
use super::{chain, commands};
use crate::guidance::language::Language::{self, *};
use crate::guidance::name;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::Span;

/// What the value of a name is not given out by: a test, a part, a key.
static NOT_GIVEN: Pattern = pattern!(
    r"(?x)
        ^(?: \[\s*-?\d*\s*(?: : | \.\. | , ) | \[\s*-?\d+\s*\] | \[\s*:
           | \s*(?: === | == | != | <= | >= | ~= | =~ ) | \s*<\s | \s*>\s | \s*\?\s+[^.?\s] | \s*&& | \.\w+\(\s*exclude\b
           | \s+(?: (?i: is | isnot | andalso | instanceof ) | and | in | eq | ne | not\s+in )\b
           | \s+-(?i: [ci]?(?:eq|ne|gt|ge|lt|le|(?:not)?(?:like|match|in)) | is(?:not)? | and )\b
           | \s*=\s*(?: [^=>~\s}!] | ![^rsa] ) )
        "
);

/// What stands before a name that is only tested.
static TESTED: Pattern = pattern!(
    r#"(?x) (?: (?: ^ | [^\w] )!{1,2}
              | \b(?: not | typeof | if | unless | elif | sizeof | empty | isset | defined | exists | length ) \b[\s(]*(?:--\s*)?
              | \[bool\]\s* | (?i: \b(?:null|nil|none|nothing|undefined) | "" | '' )\s*(?: !==? | ===? | <> | ~= | -ne | -eq | (?:not\ )?in )\s* )$"#
);

/// Languages in which `<>` joins two texts; elsewhere it compares.
const OF_JOINING: &[Language] = &[Haskell, PureScript, Elm, Elixir, Gleam];

impl Reader<'_, '_> {
    /// Whether the value of what ends at `after` comes out of the calls around it.
    pub(super) fn is_given(&self, span: Span, after: usize, calls: &[&str], depth: usize) -> bool {
        let text = self.page.text();
        let rest = &text[after.min(text.len())..];
        let line = self.page.line(span.start);
        let near = text.ceil_char_boundary(span.start.saturating_sub(60));
        let before = &text[near.max(line.start)..span.start];
        let head = chain::start(text, span.start);
        let head = chain::unmarked(&text[near.max(line.start).min(head)..head], depth > 0);
        let words = name::words(&text[span.start..span.end]);
        // The id of a token is no token.
        let is_id =
            words.len() > 1 && words.last().is_some_and(|word| word == "id" || word == "ids");
        // `client_secret_basic` is a way to log in.
        let is_method = words.iter().any(|word| word == "secret")
            && words.last().is_some_and(|word| ["basic", "post", "jwt"].contains(&word.as_str()));
        // `CLIENT_SECRET_VAR` says where it is kept.
        let is_place = words.len() > 1
            && words.last().is_some_and(|word| {
                ["var", "property", "prop", "param", "setting"].contains(&word.as_str())
            });
        if is_id
            || is_method
            || is_place
            || words.iter().any(|word| SAFE.contains(&word.as_str()))
            || calls.iter().any(|call| !passes_on(call))
        {
            return false;
        }
        let is_key = depth == 0
            && rest.trim_start().starts_with(':')
            && !rest.trim_start().starts_with("::");
        // Lua asks for a length so.
        let is_counted = before.ends_with('#') && self.page.is_in(&[Lua]);
        // What follows a variable of a shell is another word, or another command.
        let is_of_shell = before.ends_with(['$', '{', '%']) && commands::may_hold(self.page);
        // A batch fills in variables between such signs.
        let is_tested =
            || TESTED.is_match(head) && !(self.page.is_in(&[Batch]) && head.ends_with('!'));
        if is_key || is_counted || !is_of_shell && is_tested() {
            return false;
        }
        // What a cast is around: `((Token) token).getUser()`.
        let is_cast = before.trim_end().ends_with(')') && rest.starts_with(").");
        let after = after.min(text.len()) + usize::from(is_cast);
        chain::end(self.page, Span { start: span.start, end: after }, calls)
            .is_some_and(|end| is_of_shell || !self.is_changed(&text[end..], calls))
    }

    /// Whether what follows all of a value makes a test of it, or something else.
    fn is_changed(&self, rest: &str, calls: &[&str]) -> bool {
        let next = rest.trim_start();
        let is_unequal = next.starts_with("<>") && !self.page.is_in(OF_JOINING);
        // What is piped into a function that makes something else of it.
        let is_piped = next.strip_prefix("|>").or(next.strip_prefix('|')).is_some_and(|function| {
            let function = function.trim_start();
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            let name = &function[..function.find(|c| !is_of_name(c)).unwrap_or(function.len())];
            match self.page {
                _ if next.starts_with("|>") => !passes_on(name.rsplit('.').next().unwrap_or(name)),
                page if page.is_in(&[Nushell]) => true,
                page if page.is_in(&[PowerShell]) => {
                    let shows = ["out-", "write-", "format-", "convertto-", "tee-"];
                    !shows.iter().any(|verb| name.to_ascii_lowercase().starts_with(verb))
                }
                _ => false,
            }
        });
        let is_of_members = calls.last() == Some(&"stringify") && chooses_members(next);
        // What Ada knows of a text beside its value.
        let is_attribute =
            self.page.is_in(&[Ada]) && rest.starts_with('\'') && !rest.starts_with("'Image");
        is_unequal || is_piped || is_attribute || is_of_members || NOT_GIVEN.is_match(rest)
    }
}

/// Whether the arguments of `JSON.stringify` behind the first choose what is shown of it, and no credential.
fn chooses_members(rest: &str) -> bool {
    let Some(second) = rest.strip_prefix(',').map(str::trim_start) else { return false };
    let listed = second.strip_prefix('[').and_then(|list| list.split(']').next());
    match listed {
        Some(list) => name::names(list).is_empty(),
        None => !["null", "undefined"].iter().any(|none| second.starts_with(none)),
    }
}
