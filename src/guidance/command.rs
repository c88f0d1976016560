//! Commands as they are written for a shell, wherever they stand: scripts, CI files, documents, lists of arguments in
//! code.
//!
//! Contract: a command starts at the name of its program and ends where a shell would end it. Words lose their quotes;
//! lines that end in a backslash, a backtick or a caret go on in the next one.

use super::Page;
use crate::model::Span;

/// A program that is run, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command<'a> {
    /// From the program's name to the last argument.
    pub(super) span: Span,
    /// The program's name without folders, such as `curl`.
    pub(super) program: &'a str,
    /// The arguments in order.
    pub(super) arguments: Vec<Word<'a>>,
}

/// One argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Where it stands, without the quotes around it.
    pub(super) span: Span,
    /// Its text.
    pub(super) text: &'a str,
}

/// The most arguments that are read of one command.
const MOST: usize = 200;

/// The commands of `page` that run one of `programs`, in order.
pub(super) fn commands<'a>(page: &Page<'a>, programs: &[&str]) -> Vec<Command<'a>> {
    let text = page.text();
    let mut found = Vec::new();
    for program in programs.iter().filter(|program| page.may_hold(program)) {
        let starts = memchr::memmem::find_iter(text.as_bytes(), program);
        let ends = starts.map(|at| (at, at + program.len()));
        for (start, end) in ends.filter(|&(start, end)| is_program(text, start, end)) {
            let arguments = arguments(text, end);
            let last = arguments.last().map_or(end, |word| word.span.end);
            found.push(Command {
                span: Span { start, end: last },
                program: &text[start..end],
                arguments,
            });
        }
    }
    found.sort_by_key(|command| command.span);
    found
}

/// Whether the word stands by itself where a command may start.
fn is_program(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].strip_prefix(".exe").unwrap_or(&text[end..]).chars().next();
    let starts = before.is_none_or(|c| c.is_whitespace() || "/\\\"'`([{|&;$@!=:>-".contains(c));
    let hyphen = before == Some('-') && !text[..start].ends_with("- ");
    let ends = after.is_some_and(|c| matches!(c, ' ' | '\t' | '"' | '\'' | '\\' | '`' | '^'));
    starts && ends && !hyphen
}

/// The words of a part of a text, as of the arguments of a command.
pub(super) fn words(text: &str, part: Span) -> Vec<Word<'_>> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = part.start;
    while words.len() < MOST {
        let is_space = |at: &usize| bytes.get(*at).is_some_and(|byte| b" \t\r\n,\\".contains(byte));
        while at < part.end && is_space(&at) {
            at += 1;
        }
        if at >= part.end {
            break;
        }
        let (word, next) = word(text.get(..part.end).unwrap_or(text), at);
        at = next.max(at + 1);
        words.push(word);
    }
    words
}

/// The words from `at` on, up to the end of the command.
fn arguments(text: &str, mut at: usize) -> Vec<Word<'_>> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    // The program's own name may stand in quotes, in a list of arguments.
    let is_list = matches!(bytes.get(at), Some(b'"' | b'\''));
    if is_list {
        at += 1;
    }
    while words.len() < MOST {
        at = skip_space(text, at, is_list);
        let Some(&first) = bytes.get(at) else { break };
        if matches!(first, b'\n' | b'\r' | b'|' | b';' | b'&' | b')' | b'>' | b'<' | b']' | b'}') {
            break;
        }
        // A comment ends the command.
        if first == b'#' {
            break;
        }
        let word = word(text, at);
        at = word.1;
        words.push(word.0);
    }
    words
}

/// Passes over spaces and continued lines, and over commas in a list.
fn skip_space(text: &str, mut at: usize, is_list: bool) -> usize {
    let bytes = text.as_bytes();
    loop {
        let rest = &bytes[at..];
        at += match rest {
            [b' ' | b'\t', ..] => 1,
            [b',', ..] if is_list => 1,
            [b'\n' | b'\r', ..] if is_list => 1,
            [b'\\' | b'`' | b'^', b'\r', b'\n', ..] => 3,
            [b'\\' | b'`' | b'^', b'\n' | b'\r', ..] => 2,
            // In a string of another language: `\n` between two lines of a script.
            _ => return at,
        };
    }
}

/// The word at `at`, and where the text goes on.
fn word(text: &str, at: usize) -> (Word<'_>, usize) {
    let bytes = text.as_bytes();
    if let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) {
        let mut end = at + 1;
        while end < bytes.len() && bytes[end] != quote {
            end += if bytes[end] == b'\\' && quote == b'"' { 2 } else { 1 };
        }
        let end = text.ceil_char_boundary(end.min(bytes.len()));
        let word = Word { span: Span { start: at + 1, end }, text: &text[at + 1..end] };
        return (word, (end + 1).min(bytes.len()));
    }
    let mut end = at;
    let mut quote = None;
    while let Some(&byte) = bytes.get(end) {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), b'\n' | b'\r') => break,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'|' | b';' | b')' | b'`') => break,
            (None, b'&') if bytes.get(end + 1).is_none_or(|next| matches!(next, b'&' | b' ')) => {
                break;
            }
            _ => {}
        }
        end += 1;
    }
    let end = text.ceil_char_boundary(end.max(at + 1).min(bytes.len()));
    (Word { span: Span { start: at, end }, text: &text[at..end] }, end)
}

impl Command<'_> {
    /// The argument that is the long flag, or a cluster of short flags with this letter in it. `valued` are the letters
    /// of flags that take a value, which ends a cluster.
    pub(super) fn flag(&self, short: char, long: &str, valued: &str) -> Option<Word<'_>> {
        let mut words = self.arguments.iter().copied();
        while let Some(word) = words.next() {
            if word.text == long {
                return Some(word);
            }
            let Some(cluster) = word.text.strip_prefix('-').filter(|rest| !rest.starts_with('-'))
            else {
                continue;
            };
            let mut letters = cluster.chars();
            let takes_value =
                letters.by_ref().find(|letter| *letter == short || valued.contains(*letter));
            match takes_value {
                Some(letter) if letter == short => return Some(word),
                // The value follows in the cluster, or is the next word.
                Some(_) if letters.as_str().is_empty() => drop(words.next()),
                _ => {}
            }
        }
        None
    }
}

/// The short flags of curl that take a value.
pub(super) const CURL_VALUED: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        let page = Page::new("x.sh", text, Facts::default());
        commands(&page, &["curl", "wget"])
            .into_iter()
            .map(|command| {
                let words = command.arguments.iter().map(|word| word.text.to_owned()).collect();
                (command.program.to_owned(), words)
            })
            .collect()
    }

    #[test]
    fn commands_are_read_as_a_shell_reads_them() {
        assert_eq!(
            read("curl -sk \"https://x/?a=1&b=2\" \\\n  -H 'A: b c' | jq ."),
            [(
                "curl".to_owned(),
                ["-sk", "https://x/?a=1&b=2", "-H", "A: b c"].map(str::to_owned).to_vec()
            )]
        );
        assert_eq!(read("run([\"curl\", \"-k\",\n \"https://x\"])")[0].1, ["-k", "https://x"]);
        assert_eq!(read("x && wget -q http://y; echo z")[0].1, ["-q", "http://y"]);
        assert!(read("libcurl is a library\ncurling\nmy-curl x").is_empty());
    }

    #[test]
    fn flags_are_found_in_clusters() {
        let page = |text| {
            let page = Page::new("x.sh", text, Facts::default());
            commands(&page, &["curl"])[0].flag('k', "--insecure", CURL_VALUED).is_some()
        };
        assert!(page("curl -k x") && page("curl -sSLk x") && page("curl x --insecure"));
        assert!(!page("curl -ok x") && !page("curl -K k x") && !page("curl -H '-k' x --insecurex"));
    }

    #[test]
    fn nothing_breaks_on_odd_text() {
        for text in ["curl ", "curl \"", "curl 'é", "curl \\", "curl é\"ü", "curl \"a\\"] {
            read(text);
        }
    }
}
