//! What a filter lets through of a list of variables: `grep -v SECRET`.
//!
//! Contract: a filter holds a variable back only where that is certain. What its patterns find is asked of lines with
//! the variable's name; options that are not known, patterns that come from elsewhere and expressions that cannot be
//! built let everything through.

use regex::bytes::{Regex, RegexBuilder};

/// Programs that seek in what they read.
pub(super) const SEEKERS: &[&str] = &[
    "grep", "egrep", "fgrep", "rg", "ag", "ack", "findstr", "find", "select-string", "sls",
    "where-object", "where",
];

/// Lines may hold any value: none, and one of all letters and digits, of which no two letters make a word.
const VALUES: &[&str] = &[
    "",
    "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z6A7B8C9D0E1F2G3H4I5J6K7L8M9N0O1P2Q3R4S5T6U7V8W9X0Y1Z2",
];

/// The longest filter that is read, and the largest machine that is built for one.
const LONGEST: usize = 400;
const LARGEST: usize = 1 << 18;

/// A filter that is understood.
#[derive(Debug)]
pub(super) struct Sieve {
    seeks: Regex,
    is_inverted: bool,
}

/// How a filter reads its patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Fixed,
    /// Where brackets and bars are themselves, and what they are elsewhere behind a backslash.
    Basic,
    Extended,
    /// Those of PowerShell's `-like`, which are found from the start of a name to its end.
    Glob,
}

/// What a filter is told, before it is built.
#[derive(Debug)]
struct Told {
    syntax: Syntax,
    is_inverted: bool,
    is_any_case: bool,
    is_of_words: bool,
    patterns: Vec<String>,
}

impl Sieve {
    /// What a command that seeks asks for; `None` where that is not certain.
    pub(super) fn of(command: &str) -> Option<Self> {
        if command.len() > LONGEST {
            return None;
        }
        let words = words(command);
        let is_program = |word: &String| {
            let name = word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase();
            let name = name.strip_suffix(".exe").unwrap_or(&name);
            SEEKERS.iter().find(|seeker| **seeker == name).copied()
        };
        let (at, program) =
            words.iter().enumerate().find_map(|(at, word)| Some((at, is_program(word)?)))?;
        let given = &words[at + 1..];
        let told = match program {
            "where-object" | "where" => of_members(given),
            "select-string" | "sls" => is_certain(command).then(|| of_select(given))?,
            "findstr" | "find" => of_windows(program, given),
            _ => is_certain(command).then(|| of_grep(program, given))?,
        };
        told?.build()
    }

    /// Whether no line with the variable of this name comes out.
    pub(super) fn hides(&self, name: &str) -> bool {
        let mut finds =
            VALUES.iter().map(|value| self.seeks.is_match(format!("{name}={value}").as_bytes()));
        if self.is_inverted { finds.all(|found| found) } else { !finds.any(|found| found) }
    }
}

impl Told {
    fn new(syntax: Syntax, is_any_case: bool) -> Self {
        Self { syntax, is_inverted: false, is_any_case, is_of_words: false, patterns: Vec::new() }
    }

    fn build(self) -> Option<Sieve> {
        let patterns: Option<Vec<String>> =
            self.patterns.iter().map(|pattern| expression(pattern, self.syntax)).collect();
        let patterns = patterns.filter(|patterns| !patterns.is_empty())?;
        let either = patterns.join("|");
        let seeks = if self.is_of_words { format!(r"\b(?:{either})\b") } else { either };
        let seeks = RegexBuilder::new(&seeks)
            .unicode(false)
            .case_insensitive(self.is_any_case)
            .size_limit(LARGEST)
            .build()
            .ok()?;
        Some(Sieve { seeks, is_inverted: self.is_inverted })
    }
}

/// The expression for a pattern; `None` where it means another thing here than to the filter.
fn expression(pattern: &str, syntax: Syntax) -> Option<String> {
    // Sets within sets, flags in groups, and several patterns in one.
    if ["&&", "~~", "--", "(?", "\n"].iter().any(|part| pattern.contains(part)) {
        return (syntax == Syntax::Fixed && !pattern.contains('\n'))
            .then(|| regex::escape(pattern));
    }
    let inner = match syntax {
        Syntax::Fixed => regex::escape(pattern),
        Syntax::Extended => pattern.to_owned(),
        Syntax::Basic => of_basic(pattern),
        Syntax::Glob => {
            let inner = regex::escape(pattern).replace(r"\*", ".*").replace(r"\?", ".");
            format!("^{inner}=")
        }
    };
    Some(format!("(?:{inner})"))
}

/// A basic expression as an extended one.
fn of_basic(pattern: &str) -> String {
    let mut made = String::with_capacity(pattern.len() + 8);
    let mut is_escaped = false;
    let mut is_in_set = false;
    for c in pattern.chars() {
        let is_turned = matches!(c, '|' | '(' | ')' | '{' | '}' | '+' | '?') && !is_in_set;
        if c == '\\' && !is_escaped && !is_in_set {
            is_escaped = true;
            continue;
        }
        if is_escaped != is_turned {
            made.push('\\');
        }
        match c {
            '[' if !is_escaped => is_in_set = true,
            ']' => is_in_set = false,
            _ => {}
        }
        made.push(c);
        is_escaped = false;
    }
    made
}

/// Whether a command says itself what it asks for: nothing in it comes from a variable or another command.
fn is_certain(command: &str) -> bool {
    let mut bytes = command.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let is_filled = |next: &u8| {
            next.is_ascii_alphanumeric() || matches!(next, b'_' | b'{' | b'(' | b'@' | b'*')
        };
        if byte == b'`' || byte == b'$' && bytes.peek().is_some_and(is_filled) {
            return false;
        }
    }
    true
}

fn of_grep(program: &str, given: &[String]) -> Option<Told> {
    let syntax = match program {
        "grep" => Syntax::Basic,
        "fgrep" => Syntax::Fixed,
        _ => Syntax::Extended,
    };
    let mut told = Told::new(syntax, false);
    let mut bare = Vec::new();
    let mut given = given.iter();
    while let Some(word) = given.next() {
        if let Some(long) = word.strip_prefix("--") {
            match long {
                "ignore-case" => told.is_any_case = true,
                "invert-match" => told.is_inverted = true,
                "extended-regexp" | "perl-regexp" => told.syntax = Syntax::Extended,
                "fixed-strings" => told.syntax = Syntax::Fixed,
                "word-regexp" => told.is_of_words = true,
                "text" | "line-buffered" | "line-number" | "no-messages" => {}
                _ if long.starts_with("color") || long.starts_with("colour") => {}
                _ => told.patterns.push(long.strip_prefix("regexp=")?.to_owned()),
            }
            continue;
        }
        let Some(cluster) = word.strip_prefix('-') else {
            bare.push(word);
            continue;
        };
        for (at, letter) in cluster.char_indices() {
            match letter {
                'i' | 'y' => told.is_any_case = true,
                'v' => told.is_inverted = true,
                'E' | 'P' => told.syntax = Syntax::Extended,
                'F' => told.syntax = Syntax::Fixed,
                'w' => told.is_of_words = true,
                'a' | 'n' | 'h' | 's' | 'o' => {}
                'e' => {
                    let rest = &cluster[at + 1..];
                    let pattern = if rest.is_empty() { given.next()?.as_str() } else { rest };
                    told.patterns.push(pattern.to_owned());
                    break;
                }
                _ => return None,
            }
        }
    }
    // Behind the pattern stand files, instead of the list.
    match (told.patterns.is_empty(), &bare[..]) {
        (true, [pattern]) => told.patterns.push((*pattern).clone()),
        (false, []) => {}
        _ => return None,
    }
    // A pattern without capitals is one of any case to it.
    let is_small = |pattern: &String| !pattern.contains(|c: char| c.is_ascii_uppercase());
    told.is_any_case |= program == "ag" && !told.is_inverted && told.patterns.iter().all(is_small);
    Some(told)
}

fn of_windows(program: &str, given: &[String]) -> Option<Told> {
    let mut told = Told::new(if program == "find" { Syntax::Fixed } else { Syntax::Basic }, false);
    for word in given {
        if word.contains('%') {
            return None;
        }
        match word.strip_prefix('/') {
            Some(letters) => {
                for letter in letters.chars() {
                    match letter.to_ascii_lowercase() {
                        'i' => told.is_any_case = true,
                        'v' => told.is_inverted = true,
                        'l' => told.syntax = Syntax::Fixed,
                        'r' | 'n' => {}
                        _ => return None,
                    }
                }
            }
            None if !told.patterns.is_empty() => return None,
            None if program == "find" => told.patterns.push(word.clone()),
            None => told.patterns.extend(word.split_ascii_whitespace().map(str::to_owned)),
        }
    }
    Some(told)
}

fn of_select(given: &[String]) -> Option<Told> {
    let mut told = Told::new(Syntax::Extended, true);
    for word in given {
        match &*word.to_ascii_lowercase() {
            "-pattern" => {}
            "-notmatch" => told.is_inverted = true,
            "-simplematch" => told.syntax = Syntax::Fixed,
            "-casesensitive" => told.is_any_case = false,
            word if word.starts_with('-') => return None,
            _ => {
                let patterns = word.split(',').filter(|one| !one.is_empty());
                told.patterns.extend(patterns.map(str::to_owned));
            }
        }
    }
    Some(told)
}

/// `Name -notlike '*SECRET*'`, and the same in braces, of one member.
fn of_members(given: &[String]) -> Option<Told> {
    let parts =
        given.iter().map(|word| word.trim_matches(['{', '}'])).filter(|word| !word.is_empty());
    let parts: Vec<&str> = parts.collect();
    let [member, how, pattern] = &parts[..] else { return None };
    let is_name = ["name", "key", "$_.name", "$_.key", "$psitem.name"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(member));
    let how = how.to_ascii_lowercase();
    let (is_inverted, syntax) = match &*how {
        "-like" => (false, Syntax::Glob),
        "-notlike" => (true, Syntax::Glob),
        "-match" => (false, Syntax::Extended),
        "-notmatch" => (true, Syntax::Extended),
        _ => return None,
    };
    if !is_name || !is_certain(pattern) {
        return None;
    }
    let patterns = vec![(*pattern).to_owned()];
    Some(Told { is_inverted, patterns, ..Told::new(syntax, true) })
}

/// The words of a command as a shell hands them to a program, up to a bracket that closes; another stream's file is
/// none of them.
fn words(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ')') => break,
            (None, _) if c.is_whitespace() => found.extend(word.take()),
            (None, '\\') => word.get_or_insert_default().extend(chars.next()),
            (Some('"'), '\\') if matches!(chars.peek(), Some('"' | '\\' | '$')) => {
                word.get_or_insert_default().extend(chars.next());
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    found.extend(word);
    found.retain(|word| !word.starts_with("2>"));
    // A script that stands inside a text keeps the quotes of that behind backslashes.
    found.iter_mut().for_each(|word| {
        if word.len() > 1 && word.starts_with(['"', '\'']) {
            *word = word.trim_matches(['"', '\'']).to_owned();
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(command: &str) -> bool {
        Sieve::of(command).is_some_and(|sieve| sieve.hides("BANQUP_CLIENT_SECRET"))
    }

    #[test]
    fn what_is_not_certain_comes_out() {
        for command in [
            "grep .",
            "grep =",
            "grep \"\"",
            "grep -E \".*\"",
            "grep '^[A-Z]'",
            "grep \"[A-Z]\"",
            "grep '[[:upper:]]'",
            "grep -E '^[A-Z_]+='",
            r#"grep -P "\w+=""#,
            r"grep -E '^\w+'",
            "grep -e '^[^_]'",
            "grep -E '^.*SECRET'",
            "grep '^[^=]*_SECRET'",
            r"grep -E '^(\w+)_CLIENT'",
            "grep \"$PREFIX\"",
            "grep $APP",
            "grep \"${APP}\"",
            "grep ${{ matrix.x }}",
            "grep -f keep.txt",
            "grep -vf drop.txt",
            "grep --file=keep.txt",
            "grep -A1 BANQUP_URL",
            "grep -B2 URL",
            "grep -A 3 -B 3 CI_",
            "grep -C5 GITHUB",
            "grep -v '[a-z]'",
            "grep -v '^$'",
            "grep -v ^#",
            "grep -v 'SECRET$'",
            "grep -vw SECRET",
            "grep -vx SECRET",
            "grep -v TOKEN",
            "grep -v secret",
            "grep -i secret",
            "grep -e GITHUB_ -e BANQUP",
            r"grep 'CI\|BANQUP'",
            r"grep CI\\\|BANQUP",
            "grep -v 'TOKEN|SECRET'",
            "grep -P 'BANQUP_(?!URL)'",
            "grep -E '('",
            "grep",
            "ag secret",
            "grep SECRE[T]",
            "grep -v `cat skip`",
            "findstr /v token",
            "findstr %APP%",
            "findstr /i secret",
            "Select-String secret",
            "Where-Object Name -like '*secret*'",
            "where { $_.Value }",
            "where Name -notlike $skip",
            "grep -v a1",
        ] {
            assert!(!hides(command), "{command}");
        }
    }

    #[test]
    fn what_is_certain_is_held_back() {
        for command in [
            "grep -v SECRET",
            "grep -v -i secret",
            "grep -iv secret",
            "grep -vE 'TOKEN|SECRET'",
            "grep -ve SECRET",
            r"grep -v 'TOKEN\|SECRET'",
            "grep -v -e TOKEN -e SECRET",
            "grep --invert-match SECRET",
            "grep GITHUB_",
            "grep -E '^(CI|GITHUB)_'",
            "egrep '^(CI|GITHUB)_'",
            "grep ^CLIENT",
            "grep PATH",
            "grep CI)",
            "grep --color=auto CI",
            "grep CI 2>/dev/null",
            "LC_ALL=C grep -F CI",
            "grep \\\"^CI\\\"",
            "rg -v SECRET",
            "grep -v =",
            "grep 'BANQUP.*ID'",
            "grep -w BANQUP",
            "findstr /v /i secret",
            "find /v \"SECRET\"",
            "Select-String -NotMatch secret",
            "Where-Object Name -notlike '*SECRET*'",
            "where { $_.Name -notmatch 'secret|token' }",
        ] {
            assert!(hides(command), "{command}");
        }
    }
}
