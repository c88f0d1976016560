//! Is this place of a page something that runs, or do people only talk about it?
//!
//! Contract: goes by the shape of lines, in any language, and errs towards talk: a check that stays silent on a strange comment is
//! better than one that reports a warning against its own subject.

use super::Page;
use crate::model::Span;

/// Endings of documents, in which only blocks of code are code.
const DOCUMENTS: &[&str] = &["md", "markdown", "mdx", "rst", "adoc", "asciidoc"];

/// How a line begins that is a comment as a whole.
const LINE_COMMENTS: &[&str] = &[
    "//", "/*", "* ", "*/", "<!--", "-- ", "rem ", "REM ", ":: ", "; ", "{/*", "{{/*", "{#", "%% ",
    "<#",
];

/// What starts a comment that ends in a later line, and what ends it.
const BLOCKS: &[(&str, &str)] = &[("/*", "*/"), ("<!--", "-->")];

/// Whether what stands at `offset` is code or configuration.
pub(super) fn is_code(page: &Page<'_>, offset: usize) -> bool {
    let line = page.line(offset);
    let before = &page.text()[line.start..offset];
    let is_document = page.has_extension(DOCUMENTS);
    if is_document && !is_in_code_block(page, line) {
        return false;
    }
    !is_comment_line(page.slice(line), is_document)
        && !ends_in_comment(before)
        && !is_in_block(page.text(), line.start)
}

fn is_comment_line(line: &str, is_document: bool) -> bool {
    let line = line.trim_start();
    // `#[cfg]`, `#!/bin/sh`, `#include`, `#define` and `#if` are code.
    let is_directive = line.strip_prefix('#').is_some_and(|rest| {
        rest.starts_with(['[', '!'])
            || ["include", "define", "if", "else", "endif", "{"]
                .iter()
                .any(|word| rest.starts_with(word))
    });
    let is_hash = line.starts_with('#') && !is_directive;
    is_hash
        || (!is_document || !line.starts_with("* "))
            && LINE_COMMENTS.iter().any(|start| line.starts_with(start))
}

/// Whether a comment starts in a line before the place that `before` leads up to, outside of quotes.
fn ends_in_comment(before: &str) -> bool {
    let mut quote = None;
    let bytes = before.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'`') => quote = Some(byte),
            // An apostrophe inside a word opens nothing.
            (None, b'\'') if at == 0 || !bytes[at - 1].is_ascii_alphanumeric() => {
                quote = Some(byte);
            }
            (None, b'#') if at > 0 && bytes[at - 1].is_ascii_whitespace() => return true,
            (None, b'/')
                if bytes[at + 1..].starts_with(b"/") && (at == 0 || bytes[at - 1] != b':') =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Whether a block comment that begins a line above is still open at `start`.
fn is_in_block(text: &str, start: usize) -> bool {
    let above = &text[..start];
    BLOCKS.iter().any(|(open, close)| {
        above.rfind(open).is_some_and(|at| {
            let begins =
                above[..at].rsplit(['\n', '\r']).next().is_none_or(|head| head.trim().is_empty());
            begins && !above[at..].contains(close)
        })
    })
}

/// Whether a line of a document stands in a block of code: fenced, or indented.
fn is_in_code_block(page: &Page<'_>, line: Span) -> bool {
    let text = page.slice(line);
    if text.starts_with("    ") || text.starts_with('\t') {
        return true;
    }
    let is_fence = |line: &str| {
        let line = line.trim_start_matches([' ', '>']);
        line.starts_with("```") || line.starts_with("~~~") || line.starts_with("----")
    };
    let fences =
        page.text()[..line.start].split(['\n', '\r']).filter(|line| is_fence(line)).count();
    fences % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the word HERE of the text is code.
    fn is(path: &str, text: &str) -> bool {
        let page = Page::new(path, text, super::super::page::Facts::default());
        is_code(&page, text.find("HERE").expect("the text has the word"))
    }

    #[test]
    fn code_is_told_from_comments() {
        for text in [
            "x = HERE",
            "x = \"# no comment\" + HERE",
            "fetch('https://x/') + HERE",
            "#[cfg(HERE)]",
            "it's fine; HERE",
            "/* done */\nHERE",
            "a /* glob\nHERE",
        ] {
            assert!(is("a.py", text), "{text}");
        }
        for text in [
            "# HERE",
            "  // HERE",
            "x = 1  # HERE",
            "x(); // HERE",
            "/**\n * see HERE\n */",
            "<!--\nHERE",
            "/*\nHERE\n*/",
            "REM HERE",
        ] {
            assert!(!is("a.js", text), "{text}");
        }
    }

    #[test]
    fn documents_are_prose_outside_blocks() {
        assert!(!is("README.md", "Never write HERE.\n"));
        assert!(is("README.md", "Run:\n```sh\nHERE\n```\n"));
        assert!(!is("README.md", "```sh\nx\n```\nHERE\n"));
        assert!(is("a.rst", "Run::\n\n    HERE\n"));
    }
}
