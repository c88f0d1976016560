//! Is this place of a page something that runs, or do people only talk about it?
//!
//! Contract: goes by the shape of lines, in any language, and errs towards talk: a check that stays silent on a strange
//! comment is better than one that reports a warning against its own subject.

use crate::guidance::language::Language::*;
use crate::guidance::language::{DOCUMENTS, PROSE};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::{Page, branch};
use crate::model::Span;

/// How a line begins that is a comment as a whole.
const LINE_COMMENTS: &[&str] = &[
    "//", "/*", "* ", "*/", "<!--", "-- ", "rem ", "REM ", ":: ", "; ", ";; ", "{/*", "{{/*", "{#",
    "%% ", "<#",
];

/// What starts a comment that ends in a later line, and what ends it.
const BLOCKS: &[(&str, &str)] = &[("/*", "*/"), ("<!--", "-->")];

/// Whether what stands at `offset` is code or configuration.
pub(in crate::guidance) fn is_code(page: &Page<'_>, offset: usize) -> bool {
    let line = page.line(offset);
    let before = &page.text()[line.start..offset];
    let outline = page.outline();
    let is_document = outline.code_blocks.is_some();
    let is_talk = outline
        .code_blocks
        .as_ref()
        .is_some_and(|blocks| !holds(blocks, line.start) && !is_indented(page.slice(line)));
    !is_talk
        && !outline.is_removed(page, line)
        && !is_of_pattern(page, line, before)
        && !is_comment_line(page.slice(line), is_document || page.is_in(&[Gherkin]))
        && !ends_in_comment(before)
        && !holds(&outline.comments, line.start)
}

/// Whether the line is a pattern by which a linter looks for such code, or what it says about it; or a part of one that
/// goes on over several lines.
fn is_of_pattern(page: &Page<'_>, line: Span, before: &str) -> bool {
    /// The most lines of a pattern that are looked at.
    const MOST: usize = 12;
    let goes_on = || {
        let mut depth = branch::indent(before);
        let mut wider = branch::above(page, line, MOST).map(|above| page.slice(above));
        wider.any(|above| {
            let is_wider = branch::indent(above) < depth;
            depth = depth.min(branch::indent(above));
            let opens = above.trim_end().ends_with(['|', '>', '-']);
            is_wider && opens && has_key_of_pattern(above)
        })
    };
    page.is_in(DOCUMENTS) && (has_key_of_pattern(before) || goes_on())
}

/// Whether the first key of a line is one that a linter's rules have.
fn has_key_of_pattern(line: &str) -> bool {
    const KEYS: [&str; 11] = [
        "pattern", "patterns", "pattern-regex", "pattern-either", "pattern-inside", "pattern-not",
        "pattern-not-inside", "regex", "message", "description", "summary",
    ];
    let key = line.trim_start_matches([' ', '\t', '-', '"']).split_once(':');
    key.is_some_and(|(key, _)| {
        KEYS.iter().any(|name| key.trim_end_matches('"').eq_ignore_ascii_case(name))
    })
}

/// Where comments of several lines and, in a document, blocks of code stand; found once for a page.
#[derive(Debug)]
pub(in crate::guidance) struct Outline {
    comments: Vec<Span>,
    /// `None` in what is no document.
    code_blocks: Option<Vec<Span>>,
    /// What shows changes: blocks of a document, or all of a patch.
    changes: Vec<Span>,
}

impl Outline {
    /// The outline of a page. Linear in the length of its text.
    pub(in crate::guidance) fn of(page: &Page<'_>) -> Self {
        let mut comments: Vec<Span> =
            BLOCKS.iter().flat_map(|(open, close)| comments(page.text(), open, close)).collect();
        comments.sort_unstable();
        let code_blocks = page.is_in(PROSE).then(|| fenced(page));
        let shows_changes = |block: &&Span| {
            let fence = page.slice(page.line(block.start)).trim_start_matches([' ', '>', '`', '~']);
            ["diff", "patch"].iter().any(|language| fence.starts_with(language))
        };
        let changes = match &code_blocks {
            Some(blocks) => blocks.iter().filter(shows_changes).copied().collect(),
            None if page.has_extension(&["patch", "diff"]) => {
                vec![Span { start: 0, end: page.text().len() }]
            }
            None => Vec::new(),
        };
        Self { comments, code_blocks, changes }
    }

    /// Whether a line is one that a change takes away.
    fn is_removed(&self, page: &Page<'_>, line: Span) -> bool {
        let is_changed =
            || self.changes.iter().any(|block| (block.start..block.end).contains(&line.start));
        page.slice(line).starts_with('-') && is_changed()
    }
}

/// Whether one of the spans, which are in order, holds `offset`. Those of different kinds can overlap, so the last two
/// are asked.
fn holds(spans: &[Span], offset: usize) -> bool {
    let after = spans.partition_point(|span| span.start < offset);
    spans[..after].iter().rev().take(BLOCKS.len()).any(|span| offset < span.end)
}

/// The comments that begin a line, each up to its end.
fn comments(text: &str, open: &str, close: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|start| at + start) {
        at = start + open.len();
        let head = text[..start].trim_end_matches([' ', '\t']);
        if head.is_empty() || head.ends_with(['\n', '\r']) {
            let end = text[at..].find(close).map_or(text.len(), |end| at + end);
            found.push(Span { start, end });
            at = end;
        }
    }
    found
}

/// What stands between the fences of a document.
fn fenced(page: &Page<'_>) -> Vec<Span> {
    // In Markdown, hyphens underline a heading.
    let has_hyphens = !page.is_in(&[Markdown]);
    let is_fence = |line: &str| {
        let line = line.trim_start_matches([' ', '>']);
        line.starts_with("```")
            || line.starts_with("~~~")
            || has_hyphens && line.starts_with("----")
    };
    let fences = page.lines().filter(|line| is_fence(page.slice(*line)));
    let fences: Vec<Span> = fences.collect();
    fences
        .chunks(2)
        .map(|pair| Span {
            start: pair[0].end,
            end: pair.get(1).map_or(page.text().len(), |close| close.start),
        })
        .collect()
}

fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t')
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

/// Whether the head of a file says that a program wrote it.
pub(in crate::guidance) fn is_generated(page: &Page<'_>) -> bool {
    /// How much of a file says so, in bytes.
    const HEAD: usize = 2048;
    static GENERATED: Pattern = pattern!(r"(?i)\b(?:do not edit|auto-?generated|generated by|@generated)\b";
        "edit" | "generated");
    let text = page.text();
    GENERATED.is_match(&text[..text.floor_char_boundary(HEAD.min(text.len()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the word HERE of the text is code.
    fn is(path: &str, text: &str) -> bool {
        let page = Page::new(path, text, crate::guidance::page::Facts::default());
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
    fn what_a_change_takes_away_is_gone() {
        for (path, text) in [
            ("a.patch", "@@ -1,2 +1,2 @@\n-HERE\n+x"),
            ("README.md", "```diff\n- HERE\n+ x\n```\n"),
            ("README.md", "```sh\nx\n```\n\n~~~patch\n-HERE\n~~~\n"),
        ] {
            assert!(!is(path, text), "{text}");
        }
        for (path, text) in [
            ("a.patch", "@@ -1,2 +1,2 @@\n-x\n+HERE"),
            ("README.md", "```diff\n- x\n+ HERE\n```\n"),
            ("README.md", "```yaml\n- HERE\n```\n"),
            ("a.yml", "- HERE\n"),
        ] {
            assert!(is(path, text), "{text}");
        }
    }

    #[test]
    fn what_a_linter_looks_for_is_no_code() {
        for text in [
            "- pattern: f(HERE)",
            "patterns: [{pattern: \"f(HERE)\"}]",
            "rules:\n  - id: a\n    pattern: |\n      f(\n        HERE)\n",
            "    message: >-\n      never write\n      HERE\n",
        ] {
            assert!(!is("a.yml", text), "{text}");
        }
        for text in [
            "run: |\n  f(HERE)\n",
            "pattern: x\nrun: f(HERE)\n",
            "a:\n  pattern: |\n    x\n  b: HERE\n",
        ] {
            assert!(is("a.yml", text), "{text}");
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
