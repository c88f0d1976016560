//! Commands that list the variables of the environment, and what of the list comes out of the filters behind them.
//!
//! Contract: goes by statements of a shell, from the command that lists on. A filter lets through what it reads, or
//! the part of it that it asks for; whatever else a list is piped into may hide the values, and counts for nothing.

use super::name;
use super::owner::is_vendors;
use super::shell::{End, Statement};
use crate::model::Span;

/// What of the environment is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// All of it.
    All,
    /// What a filter asks for that says nothing of Banqup.
    Some,
    /// Variables of Banqup's, its secrets among them.
    Vendors,
}

/// Commands that are whole: `env A=b program` runs a program, and `set -e` sets an option.
const LISTS: &[&str] =
    &["env", "printenv", "set", "export -p", "export", "declare -x", "declare -p", "declare -px"];

/// Programs of PowerShell that list its drive of variables.
const OF_DRIVES: &[&str] = &["get-childitem", "gci", "dir", "ls", "get-item", "gi"];

/// Programs that let through all that they read, and those that let through what they are asked for.
const PASSERS: &[&str] = &[
    "sort", "cat", "tee", "less", "more", "uniq", "head", "column", "sort-object", "format-table",
    "ft", "format-list", "fl", "out-string", "out-host", "out-default",
];
const SEEKERS: &[&str] = &[
    "grep", "egrep", "fgrep", "rg", "ag", "ack", "findstr", "find", "select-string", "sls",
    "where-object", "where",
];

/// Letters of options by which a filter says whether, how often or where, but not what, and one that turns it round;
/// and what such options are called where they are words.
const QUIET: (&str, &[&str]) = ("qclo", &["--quiet", "--silent", "--count", "-quiet", "/c"]);
const INVERTED: (&str, &[&str]) = ("v", &["--invert-match", "/v", "-notmatch", "-notlike"]);

/// The most letters that people write in one cluster of options; what is longer is a word.
const LONGEST_CLUSTER: usize = 3;

/// What the first of the statements shows of the environment, where it lists it.
pub(super) fn listed(text: &str, statements: &[Statement]) -> Option<Listed> {
    let (first, rest) = statements.split_first()?;
    let mut listed = started(slice(text, first.span))?;
    let mut end = first.end;
    let mut rest = rest.iter();
    while end == End::Piped {
        let next = rest.next()?;
        listed = filtered(text, *next, listed)?;
        end = next.end;
    }
    (end == End::Shown).then_some(listed)
}

/// What a command lists, before any filter.
fn started(command: &str) -> Option<Listed> {
    let command = command.to_ascii_lowercase();
    if LISTS.contains(&command.as_str()) {
        return Some(Listed::All);
    }
    let (program, rest) = command.split_once(char::is_whitespace)?;
    if !OF_DRIVES.contains(&program) {
        return None;
    }
    let drive = rest.trim().trim_start_matches("-path").trim().trim_matches(['"', '\'']);
    let asked = drive.strip_prefix("env:")?.trim_start_matches(['\\', '/']);
    match asked.trim_end_matches('*') {
        "" => Some(Listed::All),
        asked => Some(if asks_for_vendors(asked) { Listed::Vendors } else { Listed::Some }),
    }
}

/// What a filter leaves of a list; `None` where that holds no values of it.
fn filtered(text: &str, filter: Statement, listed: Listed) -> Option<Listed> {
    let program = filter.program(text)?.to_ascii_lowercase();
    if PASSERS.contains(&program.as_str()) {
        return Some(listed);
    }
    let words = slice(text, filter.span).to_ascii_lowercase();
    let has = |(letters, options): (&str, &[&str])| {
        words.split_ascii_whitespace().any(|word| {
            let cluster = word.strip_prefix('-').filter(|rest| rest.len() <= LONGEST_CLUSTER);
            options.contains(&word)
                || cluster.is_some_and(|rest| rest.contains(|c| letters.contains(c)))
        })
    };
    if !SEEKERS.contains(&program.as_str()) || has(QUIET) {
        return None;
    }
    match listed {
        _ if has(INVERTED) => Some(Listed::Some),
        Listed::All if asks_for_vendors(&words) => Some(Listed::Vendors),
        Listed::All => Some(Listed::Some),
        listed => Some(listed),
    }
}

/// Whether a pattern lets a secret of Banqup's through: it says Banqup and no more, or names a secret. `BANQUP_URL` is
/// neither.
fn asks_for_vendors(pattern: &str) -> bool {
    pattern
        .split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .filter(|word| is_vendors(word))
        .any(|word| {
            let names_secret = name::classify(word).is_some_and(|(kind, _)| kind.is_secret());
            let is_start =
                name::words(word).iter().all(|part| part == "client" || is_vendors(part));
            names_secret || is_start
        })
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.start..span.end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::shell::statements;

    fn of(text: &str) -> Option<Listed> {
        listed(text, &statements(text, Span { start: 0, end: text.len() }))
    }

    #[test]
    fn filters_say_what_is_shown() {
        for text in
            ["env", "printenv | sort", "set", "export -p", "Get-ChildItem env:", "gci Env:*"]
        {
            assert_eq!(of(text), Some(Listed::All), "{text}");
        }
        for text in [
            "env | grep BANQUP",
            "printenv | grep -i banqup",
            "set | grep '^BANQUP_'",
            "set | findstr /i BANQUP",
            "env | sort | grep -E \"^(BANQUP|UPG)_\" | cat",
            "env | grep BANQUP_CLIENT_SECRET",
            "env | grep BANQUP_CLIENT",
            "Get-ChildItem Env:BANQUP*",
            "Get-Item -Path \"env:BANQUP_CLIENT_SECRET\"",
            "Get-ChildItem env: | Where-Object Name -like 'BANQUP*' | Format-Table",
        ] {
            assert_eq!(of(text), Some(Listed::Vendors), "{text}");
        }
        for text in ["env | grep PATH", "env | grep BANQUP_URL", "env | grep -v BANQUP"] {
            assert_eq!(of(text), Some(Listed::Some), "{text}");
        }
        for text in [
            "env | grep -q BANQUP",
            "env | grep BANQUP | cut -d= -f1",
            "env | grep BANQUP > vars",
            "env | sed 's/=.*//' | grep BANQUP",
            "env -i ./sync",
            "set -e",
            "ls env",
            "compgen -v | grep BANQUP",
            "x=$(env | grep BANQUP)",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
