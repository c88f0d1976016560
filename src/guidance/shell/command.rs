//! Commands as they are written for a shell, wherever they stand: scripts, CI files, documents, lists of arguments in
//! code.
//!
//! Contract: a command starts at the name of its program and ends where a shell would end it, or a list of arguments
//! ends; a manifest's `args` go on where its `command` ends. Words lose their quotes; lines that end in a backslash, a
//! backtick or a caret go on in the next one.

use crate::guidance::Page;
use crate::guidance::language::Language::*;
use crate::model::Span;

/// A program that is run, with its arguments, which are read anew by whoever asks for them: a page may hold a command
/// in every few bytes.
#[derive(Debug, Clone)]
pub(in crate::guidance) struct Command<'a> {
    /// From the program's name to the last argument.
    pub(in crate::guidance) span: Span,
    /// The program's name without folders, such as `curl`.
    pub(in crate::guidance) program: &'a str,
    arguments: Words<'a>,
}

/// One argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Word<'a> {
    /// Where it stands, without the quotes around it.
    pub(in crate::guidance) span: Span,
    /// Its text.
    pub(in crate::guidance) text: &'a str,
}

/// The most arguments that are read of one command.
const MOST: usize = 200;

/// The most of one that stands inside another, whose words are read for both.
const MOST_INSIDE: usize = 40;

/// Words that follow each other.
#[derive(Debug, Clone)]
struct Words<'a> {
    text: &'a str,
    at: usize,
    /// How many may still come.
    left: usize,
    end: End,
}

/// Where words end.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Where a shell ends a command.
    Shell,
    /// Where a list of arguments ends, in which the program's own name stands in quotes too.
    List,
    /// Where such a list of a manifest ends, and that of its `args`.
    Manifest,
    /// At this offset.
    At(usize),
}

/// The commands of `page` that run one of `programs`, in order.
pub(in crate::guidance) fn commands<'a>(page: &Page<'a>, programs: &[&str]) -> Vec<Command<'a>> {
    let text = page.text();
    let is_manifest = page.is_in(&[Yaml, Json, Hcl, Terraform]);
    let mut found: Vec<Command<'a>> = Vec::new();
    for program in programs.iter().filter(|program| page.may_hold(program)) {
        // What stands bare among the arguments of the same program is one of them, and no command.
        let mut last = 0;
        for start in memchr::memmem::find_iter(text.as_bytes(), program) {
            let end = start + program.len();
            let is_argument = start < last && text[..start].ends_with([' ', '\t']);
            let is_listed = || is_manifest && is_listed(text, start, end);
            if !is_argument && (is_program(text, start, end) || is_listed()) {
                let most = if start < last { MOST_INSIDE } else { MOST };
                let command = Command::new(text, Span { start, end }, most, is_manifest);
                last = last.max(command.span.end);
                found.push(command);
            }
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
    starts && ends && !hyphen && !is_module(text, end)
}

/// Whether the word is all of an item of a list in YAML or of a `command`, or ends the name of an image.
fn is_listed(text: &str, start: usize, end: usize) -> bool {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..start].trim_start();
    let is_item = before.trim_end() == "-" && text[end..].starts_with(['\n', '\r']);
    let is_image = || {
        let image = before.strip_prefix("- ").unwrap_or(before).trim_start().strip_prefix("image:");
        image.is_some_and(|image| image.ends_with(['/', ' ']))
            && text[end..].starts_with(['\n', '\r', ':', '@'])
    };
    let is_command = before.starts_with("command") && before.ends_with(['"', '\'']);
    is_item || is_command || is_image()
}

/// Whether nothing follows the quote at `end`, as in `import "net/http"` and in no list of arguments.
fn is_module(text: &str, end: usize) -> bool {
    let rest = text[end..].strip_prefix(['"', '\'']);
    rest.is_some_and(|rest| {
        rest.starts_with([';', ')'])
            || rest.starts_with(['\n', '\r']) && !rest.trim_start().starts_with('-')
    })
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        self.left = self.left.checked_sub(1)?;
        let text = match self.end {
            End::Shell | End::List => {
                self.at = skip_space(self.text, self.at, matches!(self.end, End::List));
                // A comment ends the command, too.
                let ends = |byte: &u8| b"\n\r|;&)><]}#".contains(byte);
                self.text.as_bytes().get(self.at).filter(|byte| !ends(byte))?;
                self.text
            }
            End::Manifest => {
                self.at = next_listed(self.text, self.at)?;
                self.text
            }
            End::At(end) => {
                let rest = self.text.as_bytes().get(self.at..end)?;
                self.at += rest.iter().take_while(|byte| b" \t\r\n,\\".contains(byte)).count();
                if self.at == end {
                    return None;
                }
                self.text.get(..end).unwrap_or(self.text)
            }
        };
        let (word, next) = word(text, self.at);
        self.at = next.max(self.at + 1);
        Some(word)
    }
}

/// Passes over spaces and continued lines, and over commas in a list.
fn skip_space(text: &str, mut at: usize, is_list: bool) -> usize {
    let bytes = text.as_bytes();
    loop {
        let rest = &bytes[at..];
        at += match rest {
            [b' ' | b'\t', ..] => 1,
            [b',' | b'[', ..] if is_list => 1,
            [b'\n' | b'\r', ..] if is_list => 1,
            [b'\\' | b'`' | b'^', b'\r', b'\n', ..] => 3,
            [b'\\' | b'`' | b'^', b'\n' | b'\r', ..] => 2,
            // In a string of another language: `\n` between two lines of a script.
            _ => return at,
        };
    }
}

/// Where the next word of a manifest's list stands, the list of its `args` included.
fn next_listed(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = &text[at..];
        match rest.bytes().next()? {
            b' ' | b'\t' | b',' | b'[' => at += 1,
            b']' | b'\n' | b'\r' | b':' | b'@' => {
                // What follows the name of an image is its version.
                let end = rest.find(['\n', '\r', ',']).filter(|_| rest.starts_with([':', '@']));
                let rest = &rest[end.unwrap_or(0)..];
                let after = rest.trim_start_matches([']', ',', ' ', '\t', '\n', '\r']);
                let key =
                    ["args", "\"args\"", "- args"].iter().find_map(|key| after.strip_prefix(key));
                let value = key.and_then(|rest| rest.trim_start().strip_prefix([':', '=']));
                let is_closed = rest.starts_with(']');
                let item = || {
                    let quoted = after.starts_with(['"', '\'']).then_some(after);
                    after.strip_prefix("- ").or(quoted).filter(|_| !is_closed)
                };
                let goes_on = value.or_else(item);
                at = text.len() - goes_on?.len();
            }
            b'}' | b'#' => return None,
            _ => {
                // A key is no word: another thing begins.
                let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
                let word = line.split(' ').next().unwrap_or(line);
                return (!word.ends_with(':') || word.contains("://")).then_some(at);
            }
        }
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

impl<'a> Command<'a> {
    /// The command whose program stands at `name`, with at most so many arguments.
    fn new(text: &'a str, name: Span, most: usize, is_manifest: bool) -> Self {
        let next = text.as_bytes().get(name.end);
        let is_quoted = matches!(next, Some(b'"' | b'\''));
        let end = match next {
            _ if is_quoted && is_manifest => End::Manifest,
            _ if is_quoted => End::List,
            Some(b'\n' | b'\r' | b':' | b'@') if is_manifest => End::Manifest,
            _ => End::Shell,
        };
        let arguments = Words { text, at: name.end + usize::from(is_quoted), left: most, end };
        let last = arguments.clone().last().map_or(name.end, |word| word.span.end);
        Command {
            span: Span { start: name.start, end: last },
            program: &text[name.start..name.end],
            arguments,
        }
    }

    /// What `program` is given where its arguments stand in `part` of a text alone.
    pub(in crate::guidance) fn given(text: &'a str, part: Span, program: &'a str) -> Self {
        let arguments = Words { text, at: part.start, left: MOST, end: End::At(part.end) };
        Command { span: part, program, arguments }
    }

    /// The arguments in order.
    pub(in crate::guidance) fn arguments(&self) -> impl Iterator<Item = Word<'a>> + use<'a> {
        self.arguments.clone()
    }

    /// The argument that is one of the long flags, or a cluster of short flags with this letter in it. `valued` are the
    /// letters of flags that take a value, which ends a cluster.
    pub(in crate::guidance) fn flag(
        &self,
        short: Option<char>,
        long: &[&str],
        valued: &str,
    ) -> Option<Word<'a>> {
        let mut words = self.arguments();
        while let Some(word) = words.next() {
            if long.contains(&word.text) {
                return Some(word);
            }
            let Some(cluster) = word.text.strip_prefix('-').filter(|rest| !rest.starts_with('-'))
            else {
                continue;
            };
            let mut letters = cluster.chars();
            let takes_value =
                letters.by_ref().find(|letter| Some(*letter) == short || valued.contains(*letter));
            match takes_value {
                Some(letter) if Some(letter) == short => return Some(word),
                // The value follows in the cluster, or is the next word.
                Some(_) if letters.as_str().is_empty() => drop(words.next()),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::fetcher::CURL;
    use crate::guidance::page::Facts;

    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        let page = Page::new("x.sh", text, Facts::default());
        commands(&page, &["curl", "wget"])
            .into_iter()
            .map(|command| {
                let words = command.arguments().map(|word| word.text.to_owned()).collect();
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
        assert_eq!(read("spawn('curl', ['-k', 'https://x'], f)")[0].1, ["-k", "https://x"]);
        assert_eq!(read("x && wget -q http://y; echo z")[0].1, ["-q", "http://y"]);
        // A name among the arguments of the same program is one of them; a command in another's quotes is one.
        assert_eq!(read("curl curl https://x").len(), 1);
        assert_eq!(read("curl -d \"$(curl -k https://x)\" https://y").len(), 2);
        assert!(
            read("import \"net/curl\"\n\nx").is_empty() && read("require('curl')\nx").is_empty()
        );
        assert!(read("libcurl is a library\ncurling\nmy-curl x").is_empty());
    }

    #[test]
    fn lists_of_manifests_are_read_with_their_arguments() {
        for text in [
            "command: [\"curl\", \"-k\"]\nargs: [\"https://x\"]\n",
            "command: ['curl']\nargs: [\n  '-k',\n  'https://x',\n]\nname: a\n",
            "command:\n  - curl\nargs:\n  - -k\n  - https://x\nname: a\n",
            "command:\n- curl\n- -k\n- \"https://x\"\n- name: b\n",
            "- image: curlimages/curl:8.9.1\n  args: [-k, https://x]\n",
            "{\"command\": [\"curl\"], \"args\": [\"-k\", \"https://x\"]}",
            "command = \"curl\"\nargs = [\"-k\", \"https://x\"]\nid = 1\n",
        ] {
            let page = Page::new("job.yaml", text, Facts::default());
            let command = commands(&page, &["curl"]).pop().expect(text);
            let words: Vec<&str> =
                command.arguments().map(|word| word.text.trim_end_matches([',', ']'])).collect();
            assert_eq!(words, ["-k", "https://x"], "{text}");
        }
    }

    #[test]
    fn flags_are_found_in_clusters() {
        let page = |text| {
            let page = Page::new("x.sh", text, Facts::default());
            commands(&page, &["curl"])[0].flag(Some('k'), &["--insecure"], CURL.valued).is_some()
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
