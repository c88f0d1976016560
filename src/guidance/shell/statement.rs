//! Scripts as a shell reads them: statements, and where their output goes.
//!
//! Contract: a rough reader for every shell: quotes, continued lines, `${{ … }}` of CI systems, comments. A statement
//! ends where its output goes elsewhere, so that what is printed can be told from what is piped on.

use crate::model::Span;

/// One simple command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct Statement {
    /// From its first word to its last, without what it is redirected to.
    pub(in crate::guidance) span: Span,
    /// How it ends.
    pub(in crate::guidance) end: End,
}

/// Where the output of a statement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) enum End {
    /// To whoever runs the script.
    Shown,
    /// To the next statement.
    Piped,
    /// To this file.
    Redirect(Span),
    /// Into a variable or argument.
    Captured,
}

/// Words that may stand before a program's name.
const BEFORE: &[&str] = &[
    "if", "then", "do", "else", "elif", "while", "until", "!", "time", "sudo", "exec", "@", "{",
    "&", "call",
];

/// How long an expression can be that a CI system fills in, in bytes.
const LONGEST_EXPRESSION: usize = 1000;

/// The statements within a part of a text, in order.
pub(in crate::guidance) fn statements(text: &str, part: Span) -> Vec<Statement> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = None;
    let mut at = part.start;
    let mut depth = 0_usize;
    let mut quote = None;
    let mut push = |start: &mut Option<usize>, end: usize, how: End| {
        if let Some(start) = start.take() {
            let end = start + text[start..end].trim_end().len();
            found.push(Statement { span: Span { start, end }, end: how });
        }
    };
    while at < part.end {
        let rest = &bytes[at..part.end];
        let width = match (quote, rest) {
            (None | Some(b'"'), [b'\\' | b'`' | b'^', b'\r', b'\n', ..]) => 3,
            (None | Some(b'"'), [b'\\' | b'`' | b'^', b'\n', ..]) => 2,
            (None | Some(b'"'), [b'\\', _, ..]) => {
                start = start.or(Some(at));
                2
            }
            (_, [b'$', b'{', b'{', ..]) => {
                start = start.or(Some(at));
                let near = at..text.floor_char_boundary((at + LONGEST_EXPRESSION).min(part.end));
                text[near].find("}}").map_or(3, |end| end + 2)
            }
            (Some(open), _) => {
                if rest.first() == Some(&open) {
                    quote = None;
                }
                1
            }
            // An apostrophe inside a word opens nothing.
            (None, [byte @ (b'"' | b'\''), ..]) => {
                let is_inside =
                    *byte == b'\'' && at > part.start && bytes[at - 1].is_ascii_alphabetic();
                if !is_inside {
                    quote = Some(*byte);
                }
                start = start.or(Some(at));
                1
            }
            (None, [b'#', ..]) if at == part.start || bytes[at - 1].is_ascii_whitespace() => {
                push(&mut start, at, if depth > 0 { End::Captured } else { End::Shown });
                line_end(bytes, at, part.end) - at
            }
            (None, [b'|', b'|', ..] | [b'&', b'&', ..]) => {
                push(&mut start, at, End::Shown);
                2
            }
            (None, [b'|', ..]) => {
                push(&mut start, at, End::Piped);
                1
            }
            (None, [b'\n' | b'\r' | b';', ..]) => {
                push(&mut start, at, if depth > 0 { End::Captured } else { End::Shown });
                1
            }
            // What a CI system fills in: `$(NAME)`.
            (None, [b'$', b'(', inside @ ..]) if filled_in(inside).is_some() => {
                start = start.or(Some(at));
                filled_in(inside).map_or(2, |length| length + 3)
            }
            (None, [b'$', b'(', ..]) => {
                push(&mut start, at, End::Captured);
                depth += 1;
                2
            }
            (None, [b')', ..]) if depth > 0 => {
                push(&mut start, at, End::Captured);
                depth -= 1;
                1
            }
            // Another stream: `2>&1`, `>&2`.
            (None, [b'>', b'&', ..] | [b'2', b'>', ..]) => line_word(bytes, at, part.end) - at,
            (None, [b'>', ..]) => {
                let target = target(bytes, at, part.end);
                push(&mut start, at, End::Redirect(target));
                // The quote that closes behind a name opens nothing.
                let is_quoted = matches!(bytes[target.start - 1], b'"' | b'\'')
                    && bytes[..part.end].get(target.end) == Some(&bytes[target.start - 1]);
                target.end.max(at + 1) + usize::from(is_quoted) - at
            }
            (None, [b' ' | b'\t', ..]) => 1,
            (None, _) => {
                start = start.or(Some(at));
                1
            }
        };
        at = text.ceil_char_boundary((at + width).min(part.end));
    }
    push(&mut start, part.end, if depth > 0 { End::Captured } else { End::Shown });
    found
}

/// The lines that follow the line of a `<<EOF`, up to that of its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guidance) struct HereDocument {
    pub(in crate::guidance) body: Span,
    /// Whether the shell puts the values of variables in: the word stands without quotes.
    pub(in crate::guidance) is_filled_in: bool,
}

/// The here-documents within a part of a text, in order.
pub(in crate::guidance) fn here_documents(text: &str, part: Span) -> Vec<HereDocument> {
    let mut found = Vec::new();
    let mut open: Option<(HereDocument, &str)> = None;
    let mut at = part.start;
    for line in text[part.start..part.end].split_inclusive('\n') {
        match &mut open {
            Some((document, word)) => {
                if line.trim() == *word {
                    found.push(*document);
                    open = None;
                } else {
                    document.body.end = at + line.len();
                }
            }
            None => {
                let start = at + line.len();
                open = word_of_document(line).map(|(word, is_filled_in)| {
                    (HereDocument { body: Span { start, end: start }, is_filled_in }, word)
                });
            }
        }
        at += line.len();
    }
    found.extend(open.map(|(document, _)| document));
    found
}

/// The word that ends the here-document that a line begins, and whether it stands without quotes.
fn word_of_document(line: &str) -> Option<(&str, bool)> {
    let (_, rest) = line.split_once("<<")?;
    let rest = rest.trim_start_matches(['-', '~', ' ']);
    let quoted = rest.split(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '>')).next()?;
    let word = quoted.trim_matches(['"', '\'', '\\']);
    let is_word =
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word.then_some((word, word == quoted))
}

impl Statement {
    /// The name of the program that it runs, without folders and `.exe`; `None` for an assignment.
    pub(in crate::guidance) fn program(self, text: &str) -> Option<&str> {
        let word = text[self.span.start..self.span.end].split_ascii_whitespace().find(|word| {
            !BEFORE.contains(word) && !word.starts_with('-') && !is_assignment(word)
        })?;
        let name = word.trim_start_matches(['@', '&', '"', '\'']).trim_end_matches(['"', '\'']);
        name.rsplit(['/', '\\']).next().map(|name| name.strip_suffix(".exe").unwrap_or(name))
    }
}

/// The length of a name that a bracket follows at once.
fn filled_in(inside: &[u8]) -> Option<usize> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let length = inside.iter().take(128).take_while(is_part).count();
    (length > 0 && inside.get(length) == Some(&b')')).then_some(length)
}

/// Whether a word sets a variable.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn line_end(bytes: &[u8], at: usize, limit: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..limit]).map_or(limit, |end| at + end)
}

/// The end of the word at `at`.
fn line_word(bytes: &[u8], at: usize, limit: usize) -> usize {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'|' | b')');
    bytes[at..limit].iter().position(is_end).map_or(limit, |end| at + end.max(1))
}

/// The file that a redirection at `at` names.
fn target(bytes: &[u8], at: usize, limit: usize) -> Span {
    let skipped = bytes[at..limit]
        .iter()
        .take_while(|byte| matches!(byte, b'>' | b' ' | b'\t' | b'|' | b'"' | b'\''))
        .count();
    let start = at + skipped;
    if start >= limit {
        return Span { start: limit, end: limit };
    }
    let is_end = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b';' | b'|' | b')' | b'"' | b'\'' | b'&')
    };
    let end = bytes[start..limit].iter().position(is_end).map_or(limit, |end| start + end);
    Span { start, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each statement, and what becomes of its output.
    fn read(text: &str) -> Vec<(&str, &str)> {
        statements(text, Span { start: 0, end: text.len() })
            .into_iter()
            .map(|one| {
                let end = match one.end {
                    End::Shown => "shown",
                    End::Piped => "piped",
                    End::Redirect(target) => &text[target.start..target.end],
                    End::Captured => "captured",
                };
                (&text[one.span.start..one.span.end], end)
            })
            .collect()
    }

    #[test]
    fn statements_end_where_output_goes() {
        assert_eq!(
            read("echo \"$A; b\" | tee x; echo c"),
            [("echo \"$A; b\"", "piped"), ("tee x", "shown"), ("echo c", "shown")]
        );
        assert_eq!(
            read("echo $A >> .env\necho b >&2"),
            [("echo $A", ".env"), ("echo b >&2", "shown")]
        );
        assert_eq!(
            read("curl \\\n  -d x # no\nT=$(curl y)"),
            [("curl \\\n  -d x", "shown"), ("T=", "captured"), ("curl y", "captured")]
        );
        assert_eq!(
            read("echo ${{ secrets.A }} && x"),
            [("echo ${{ secrets.A }}", "shown"), ("x", "shown")]
        );
        assert_eq!(read("cat > \"$F\" <<X; y"), [("cat", "$F"), ("<<X", "shown"), ("y", "shown")]);
        assert_eq!(read("echo $(A.b) | x"), [("echo $(A.b)", "piped"), ("x", "shown")]);
        assert_eq!(read("echo don't; echo b"), [("echo don't", "shown"), ("echo b", "shown")]);
    }

    #[test]
    fn programs_are_named() {
        let program = |text: &'static str| {
            statements(text, Span { start: 0, end: text.len() })[0].program(text)
        };
        assert_eq!(program("A=b sudo /usr/bin/curl x"), Some("curl"));
        assert_eq!(program("if ! ./run.sh x"), Some("run.sh"));
        assert_eq!(program("bin\\curl.exe -v x"), Some("curl"));
        assert_eq!(program("A=b"), None);
    }

    #[test]
    fn nothing_breaks_on_odd_text() {
        for text in
            ["\"", "'é", "\\", "é\\é", ">", "> \"", "${{", "$(", ")", "a>é", "\\\r", "2>", "#é"]
        {
            read(text);
        }
    }
}
