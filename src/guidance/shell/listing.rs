//! Commands that list the variables of the environment, and what of the list comes out of the filters behind them.
//!
//! Contract: goes by statements of a shell, from the command that lists on. A filter lets through what it reads, or
//! the part of it that it asks for; whatever else a list is piped into may hide the values, and counts for nothing.

use crate::guidance::name;
use crate::guidance::owner::is_vendors;
use crate::guidance::shell::sieve::{SEEKERS, Sieve};
use crate::guidance::statement::{End, Statement};
use crate::model::Span;

/// What of the environment is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) enum Listed {
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

/// Programs that let through all that they read.
const PASSERS: &[&str] = &[
    "sort", "cat", "tee", "less", "more", "uniq", "head", "column", "sort-object", "format-table",
    "ft", "format-list", "fl", "out-string", "out-host", "out-default",
];

/// Letters of options by which a filter says whether, how often or where, but not what, and one that turns it round;
/// and what such options are called where they are words.
const QUIET: (&str, &[&str]) = ("qclLo", &["--quiet", "--silent", "--count", "-quiet", "/c"]);
const INVERTED: (&str, &[&str]) = ("v", &["--invert-match", "/v", "-notmatch", "-notlike"]);

/// The most letters that people write in one cluster of options; what is longer is a word.
const LONGEST_CLUSTER: usize = 3;

/// What the first of the statements shows of the environment, where it lists it.
pub(in crate::guidance) fn listed(text: &str, statements: &[Statement]) -> Option<Listed> {
    let (first, rest) = statements.split_first()?;
    let mut listed = started(slice(text, first.span))?;
    let mut end = first.end;
    let mut rest = rest.iter();
    while end == End::Piped {
        let next = rest.next()?;
        if is_copied_out(text, *next) {
            return Some(listed);
        }
        listed = filtered(text, *next, listed)?;
        end = next.end;
    }
    (end == End::Shown).then_some(listed)
}

/// Whether the filters behind the first of the statements, which lists the environment, may let through a variable of
/// one of these names. What a copy is made of has come out by then, whatever the filters behind that ask for.
pub(in crate::guidance) fn lets_through(
    text: &str,
    statements: &[Statement],
    names: &[&str],
) -> bool {
    let piped = statements.iter().take_while(|one| one.end == End::Piped).count();
    let filters = statements.iter().take(piped + 1).skip(1);
    let sieves: Vec<Sieve> = filters
        .take_while(|filter| filter.program(text) != Some("tee"))
        .filter(|filter| is_seeker(text, **filter))
        .filter_map(|filter| Sieve::of(slice(text, filter.span)))
        .collect();
    let asked = statements.first().and_then(|first| of_drive(slice(text, first.span)));
    let is_listed = |name: &str| match &asked {
        Some(asked) => name.to_ascii_lowercase().starts_with(asked.trim_end_matches('*')),
        None => true,
    };
    names.iter().any(|name| is_listed(name) && !sieves.iter().any(|sieve| sieve.hides(name)))
}

/// Whether a filter writes what it reads to whoever runs the script as well.
fn is_copied_out(text: &str, filter: Statement) -> bool {
    const STREAMS: &[&str] =
        &["/dev/stderr", "/dev/stdout", "/dev/tty", "/dev/fd/2", "/proc/self/fd/2"];
    let mut words = slice(text, filter.span).split_ascii_whitespace();
    filter.program(text) == Some("tee")
        && words.any(|word| STREAMS.contains(&word.trim_matches('"')))
}

fn is_seeker(text: &str, filter: Statement) -> bool {
    filter.program(text).is_some_and(|program| SEEKERS.contains(&&*program.to_ascii_lowercase()))
}

/// What a command lists, before any filter.
fn started(command: &str) -> Option<Listed> {
    let command = command.to_ascii_lowercase();
    if LISTS.contains(&command.as_str()) {
        return Some(Listed::All);
    }
    let asked = of_drive(&command)?;
    match asked.trim_end_matches('*') {
        "" => Some(Listed::All),
        asked => Some(if asks_for_vendors(asked) { Listed::Vendors } else { Listed::Some }),
    }
}

/// What a command asks for of PowerShell's drive of variables, without capitals.
fn of_drive(command: &str) -> Option<String> {
    let command = command.to_ascii_lowercase();
    let (program, rest) = command.split_once(char::is_whitespace)?;
    if !OF_DRIVES.contains(&program) {
        return None;
    }
    let drive = rest.trim().trim_start_matches("-path").trim().trim_matches(['"', '\'']);
    Some(drive.strip_prefix("env:")?.trim_start_matches(['\\', '/']).to_owned())
}

/// What a filter leaves of a list; `None` where that holds no values of it.
fn filtered(text: &str, filter: Statement, listed: Listed) -> Option<Listed> {
    let program = filter.program(text)?.to_ascii_lowercase();
    if PASSERS.contains(&program.as_str()) {
        return Some(listed);
    }
    let words = slice(text, filter.span);
    if !SEEKERS.contains(&program.as_str()) || has(words, QUIET) {
        return None;
    }
    match listed {
        _ if has(words, INVERTED) => Some(Listed::Some),
        Listed::All if asks_for_vendors(words) => Some(Listed::Vendors),
        Listed::All => Some(Listed::Some),
        listed => Some(listed),
    }
}

/// Whether a command has one of these options.
fn has(words: &str, (letters, options): (&str, &[&str])) -> bool {
    words.split_ascii_whitespace().any(|word| {
        let cluster = word.strip_prefix('-').filter(|rest| rest.len() <= LONGEST_CLUSTER);
        options.iter().any(|option| option.eq_ignore_ascii_case(word))
            || cluster.is_some_and(|rest| rest.contains(|c| letters.contains(c)))
    })
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
    use crate::guidance::statement::statements;

    fn of(text: &str) -> Option<Listed> {
        listed(text, &statements(text, Span { start: 0, end: text.len() }))
    }

    #[test]
    fn filters_let_through_what_they_ask_for() {
        let lets = |text: &str| {
            let all = statements(text, Span { start: 0, end: text.len() });
            lets_through(text, &all, &["BANQUP_CLIENT_SECRET"])
        };
        for text in [
            "env",
            "env | sort",
            "env | grep -v TOKEN",
            "env | grep -v secret",
            "env | grep -i secret",
            "env | grep -E 'GITHUB_|_SECRET='",
            "env | grep -e GITHUB_ -e BANQUP",
            "env | grep -v '^#' | grep CLIENT",
            "env | grep ^BANQUP",
            "env | grep -A1 GITHUB_",
            "env | tee /dev/stderr | grep URL",
            "env | sort | tee env.txt | grep URL",
            "gci env: | Where-Object Name -like '*secret*'",
            "gci env:BANQUP*",
        ] {
            assert!(lets(text), "{text}");
        }
        for text in [
            "env | grep -v SECRET",
            "env | grep -v -i secret",
            "env | grep -iv secret",
            "env | grep -vE 'TOKEN|SECRET'",
            "env | grep GITHUB_",
            "env | sort | grep -E '^(CI|GITHUB)_'",
            "env | grep BANQUP | grep -v SECRET",
            "env | grep ^CLIENT",
            "env | grep PATH",
            "env | grep URL | tee env.txt",
            "gci env: | Where-Object Name -notlike '*SECRET*'",
            "gci env:PATH",
        ] {
            assert!(!lets(text), "{text}");
        }
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
