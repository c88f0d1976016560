//! Reads the file that an image is built by: instructions over continued lines, comments between them, here-documents.
//!
//! Contract: never fails; a line that begins with no word is passed over.

use crate::model::Span;

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guidance) struct Instruction {
    /// The keyword in capitals, such as `ENV`.
    pub(in crate::guidance) keyword: String,
    /// From the keyword to the last byte, here-documents included.
    pub(in crate::guidance) span: Span,
    /// Its words in order, those of comments and of here-documents left out.
    pub(in crate::guidance) words: Vec<Span>,
}

/// A variable that an instruction sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Variable {
    /// Its name.
    pub(in crate::guidance) name: Span,
    /// What it is set to, without the quotes around it; `None` where it is only declared.
    pub(in crate::guidance) value: Option<Span>,
}

/// Keywords after which here-documents may stand.
const HEREDOCS: &[&str] = &["RUN", "COPY", "ADD"];

/// All instructions of a text, in order.
pub(in crate::guidance) fn read(text: &str) -> Vec<Instruction> {
    let mut lines = lines(text).peekable();
    let escape = escape(text);
    let mut found = Vec::new();
    while let Some(first) = lines.next() {
        let line = &text[first.start..first.end];
        let start = first.start + (line.len() - line.trim_start().len());
        let length = line.trim_start().bytes().take_while(u8::is_ascii_alphabetic).count();
        if length == 0 {
            continue;
        }
        let keyword = text[start..start + length].to_ascii_uppercase();
        let mut end = first.end;
        let mut words = Vec::new();
        let mut part = Span { start: start + length, end: first.end };
        loop {
            let is_continued = text[part.start..part.end].trim_end().ends_with(escape);
            if is_continued {
                part.end = part.start + text[part.start..part.end].trim_end().len() - 1;
            }
            words.extend(self::words(text, part));
            let mut next = if is_continued { lines.next() } else { None };
            // Comments and empty lines do not end what is continued.
            while next.is_some_and(|line| is_passed_over(&text[line.start..line.end])) {
                next = lines.next();
            }
            let Some(line) = next else { break };
            end = line.end;
            part = line;
        }
        if HEREDOCS.contains(&keyword.as_str()) {
            for word in words.iter().filter_map(|word| heredoc(&text[word.start..word.end])) {
                for line in lines.by_ref() {
                    end = line.end;
                    if text[line.start..line.end].trim() == word {
                        break;
                    }
                }
            }
        }
        found.push(Instruction { keyword, span: Span { start, end }, words });
    }
    found
}

impl Instruction {
    /// The variables that an `ENV`, `ARG` or `LABEL` sets, in all spellings: `A=b C="d e"`, `A b`, and a name alone.
    pub(in crate::guidance) fn variables(&self, text: &str) -> Vec<Variable> {
        let Some(first) = self.words.first() else { return Vec::new() };
        let is_old = self.keyword != "ARG" && !text[first.start..first.end].contains('=');
        if is_old {
            let value = self.words.get(1).zip(self.words.last()).map(|(from, to)| {
                let value = unquoted(text, Span { start: from.start, end: to.end });
                Span { start: value.start, end: value.end.max(value.start) }
            });
            return vec![Variable { name: *first, value }];
        }
        self.words
            .iter()
            .map(|word| match text[word.start..word.end].find('=') {
                Some(at) => Variable {
                    name: Span { start: word.start, end: word.start + at },
                    value: Some(unquoted(text, Span { start: word.start + at + 1, end: word.end })),
                },
                None => Variable { name: *word, value: None },
            })
            .collect()
    }

    /// What a `COPY` or `ADD` takes into the image: its sources, without flags, and its target.
    pub(in crate::guidance) fn copied(&self, text: &str) -> (Vec<Span>, Option<Span>) {
        let mut words: Vec<Span> = self
            .words
            .iter()
            .map(|word| {
                let word = trimmed(text, *word, &['[', ']', ',']);
                unquoted(text, word)
            })
            .filter(|word| !word.is_empty() && !text[word.start..word.end].starts_with("--"))
            .collect();
        let target = words.pop();
        (words, target)
    }
}

/// The character that continues a line; a directive at the top of the file may choose another one.
fn escape(text: &str) -> char {
    let directives = text.lines().map_while(|line| line.trim().strip_prefix('#'));
    let chosen = directives
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("escape"));
    if chosen.is_some_and(|(_, character)| character.trim() == "`") { '`' } else { '\\' }
}

fn is_passed_over(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The word that ends a here-document, if `word` begins one.
fn heredoc(word: &str) -> Option<&str> {
    let at = word.find("<<")?;
    let end = word[at + 2..].trim_start_matches('-').trim_matches(['"', '\'']);
    let is_word =
        !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word.then_some(end)
}

/// The words of a part of a line; quotes hold a word together and stay on it.
fn words(text: &str, part: Span) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = part.start;
    while at < part.end {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let mut quote = None;
        while at < part.end {
            match (quote, bytes[at]) {
                (Some(open), byte) if byte == open => quote = None,
                (Some(b'"') | None, b'\\') => at += 1,
                (Some(_), _) => {}
                (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
                (None, byte) if byte.is_ascii_whitespace() => break,
                (None, _) => {}
            }
            at += 1;
        }
        // Only after a byte that is no part of a longer character does a word end.
        at = text.ceil_char_boundary(at.min(part.end));
        words.push(Span { start, end: at });
    }
    words
}

fn unquoted(text: &str, span: Span) -> Span {
    let word = &text[span.start..span.end];
    let is_quoted = ['"', '\'']
        .iter()
        .any(|quote| word.len() >= 2 && word.starts_with(*quote) && word.ends_with(*quote));
    if is_quoted { Span { start: span.start + 1, end: span.end - 1 } } else { span }
}

fn trimmed(text: &str, span: Span, ends: &[char]) -> Span {
    let word = &text[span.start..span.end];
    let start = span.start + (word.len() - word.trim_start_matches(ends).len());
    let end = start + text[start..span.end].trim_end_matches(ends).len();
    Span { start, end }
}

/// The lines without their ends.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some(Span { start, end: start + line.trim_end_matches(['\n', '\r']).len() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords(text: &str) -> Vec<String> {
        read(text).into_iter().map(|instruction| instruction.keyword).collect()
    }

    /// The names and values that the first instruction sets.
    fn set(text: &str) -> Vec<(&str, Option<&str>)> {
        read(text)[0]
            .variables(text)
            .into_iter()
            .map(|one| {
                let of = |span: Span| &text[span.start..span.end];
                (of(one.name), one.value.map(of))
            })
            .collect()
    }

    #[test]
    fn instructions_go_over_lines() {
        let text = "# syntax=x\nfrom a AS b\nENV A=1 \\\n  # between\n\n  B=2\nRUN x\n";
        assert_eq!(keywords(text), ["FROM", "ENV", "RUN"]);
        let text = "RUN <<EOF\nENV A=1\nEOF\nCOPY <<-'X' /x\nARG\nX\nUSER a";
        assert_eq!(keywords(text), ["RUN", "COPY", "USER"]);
        assert_eq!(keywords("# escape=`\nRUN dir C:\\\nUSER a"), ["RUN", "USER"]);
    }

    #[test]
    fn variables_in_every_spelling() {
        assert_eq!(
            set("ENV A=b C=\"d e\" F="),
            [("A", Some("b")), ("C", Some("d e")), ("F", Some(""))]
        );
        assert_eq!(set("ENV A b c"), [("A", Some("b c"))]);
        assert_eq!(set("ARG A B=c"), [("A", None), ("B", Some("c"))]);
        assert_eq!(set("ENV A=1 \\\n # x\n B='2'\n"), [("A", Some("1")), ("B", Some("2"))]);
    }

    #[test]
    fn sources_are_told_from_the_target() {
        let of = |text: &str| -> Vec<String> {
            let (sources, _) = read(text)[0].copied(text);
            sources.into_iter().map(|span| text[span.start..span.end].to_owned()).collect()
        };
        assert_eq!(of("COPY --chown=a .env pkg/x.json /app/"), [".env", "pkg/x.json"]);
        assert_eq!(of("ADD [\".env\", \"b c\", \"/app\"]"), [".env", "b c"]);
    }

    #[test]
    fn nothing_breaks_on_odd_text() {
        for text in [
            "ENV", "ENV \\", "ENV \"", "ENV é=\\", "ENV A=é\\é", "COPY [", "RUN <<", "RUN <<EOF",
            "ENV A=\"", "\\", "ARG \"=\"é",
        ] {
            for instruction in read(text) {
                let _ = instruction.variables(text);
                let _ = instruction.copied(text);
            }
        }
    }
}
