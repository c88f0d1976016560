//! The test around a place, with what is attached to it: annotations above it, and the values that it is run with.
//!
//! Contract: goes by the heads that test frameworks have (`def test_`, `it('…'`, `@Test`, `[Fact]`, `#[test]`) and by
//! indentation, in any language; what is closed at the depth of the head, and goes on from there, belongs to it. Nothing
//! outside of the [window](REACH) counts, so that a place is judged by what is near it.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use crate::model::Span;

/// How far around a place its test is read, in bytes.
pub(super) const REACH: usize = 4096;

/// A line that is longer was written by no person, in bytes.
const LONGEST: usize = 1000;

/// How many uses of a name are looked at.
const MOST_USES: usize = 12;

/// How a test begins.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
          \b(?:def|fn|func|function|fun|sub|void|Task|procedure)\s+(?:\([^()]{1,40}\)\s*)?(?:t?`)?[tT]est\w*
        | (?:^|[\s;{(,])(?:it|xit|fit|test|specify|should|scenario|example|property|test_that|It)(?:\.\w+)*(?:\s*[(]\s*["'`]|\s*\(\s*$|\.each\b|\s+["'])
        | \b(?:t|b|s)\.Run\(
        | @(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property|testset|test)\b
        | \[(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|InlineData|DataRow)\b
        | \#\[(?:\w+::){0,3}(?:test|rstest|should_panic|test_case|Test)\b
        | \bTEST(?:_[FP])?\( | \bsubtest\s | \(deftest\s | \bdef\s+["'] | ["']\s*(?:in|-\s)\s*\{\s*$
        | ^\s*Scenario(?:\ Outline)?: "#,
    )
    .expect("the pattern is fixed")
});

/// What is attached to a test, and says that it is one.
static ATTACHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^\s* (?:
            @(?:Test|ParameterizedTest|RepeatedTest|ValueSource|CsvSource|MethodSource|EnumSource|DataProvider|pytest\.mark|parameterized|given|example|ddt|data)\b
          | \[(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|InlineData|DataRow|MemberData|ClassData|ExpectedException)\b
          | \#\[(?:\w+::){0,3}(?:test|rstest|case|should_panic|test_case|values|Test|TestWith|DataProvider)\b
          | \*\s*@(?:test|dataProvider|expectedException)\b )",
    )
    .expect("the pattern is fixed")
});

/// An annotation with the function on the same line.
static FOLLOWED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:@[\w.]+(?:\([^()]*\))?|#?\[[^\[\]]*\])\s+[\w#@\[]")
        .expect("the pattern is fixed")
});

/// A name that is given what stands behind it, up to the end of a text.
static BOUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) (?: (?<given>[A-Za-z_]\w*)\s*(?::[^=()\n]{1,40})?(?::=|=)\s*(?:new\s|[\w.<>\[\]]{0,40}[(\[{]|[&\[({\s])*\w{0,2}["'`]?
                 | \b(?:let|let!|subject|const_set)\(\s*:(?<said>\w+)\)\s*(?:\{|do)[^}]{0,80}
                 | \b(?:def|function|fun|fn|func)\s+(?<made>\w+)\s*[(:]?[^\n]{0,120}
                 | \b[\w<>\[\],.]+\s+(?<method>\w+)\s*\(\s*\)\s*(?:=>|\{)[^\n]{0,120} ) $"#,
    )
    .expect("the pattern is fixed")
});

/// The lines around a place.
pub(super) struct Window<'t> {
    text: &'t str,
    lines: Vec<Line>,
}

#[derive(Clone, Copy)]
struct Line {
    span: Span,
    depth: usize,
}

/// A test.
pub(super) struct Case<'t> {
    /// What is attached to it, its head and the line below, which a name may stand on.
    pub(super) head: &'t str,
    /// All of it.
    pub(super) text: &'t str,
    /// The line, or the item of a list, that the place stands in.
    pub(super) row: &'t str,
    /// Where the place stands in its text.
    pub(super) place: usize,
    /// Where it begins in its window.
    pub(super) start: usize,
}

impl<'t> Window<'t> {
    /// The window around a place, and the place in it; none where lines are not made by people.
    pub(super) fn around(text: &'t str, place: Span) -> Option<(Self, Span)> {
        let from = text.ceil_char_boundary(place.start.saturating_sub(REACH));
        let to = text.floor_char_boundary((place.end + REACH).min(text.len()));
        if !may_be_tested(&text[from..place.start]) || !is_about_tests(&text.as_bytes()[from..to]) {
            return None;
        }
        // What is cut off counts as no line.
        let start = match from {
            0 => 0,
            _ => from + memchr::memchr(b'\n', &text.as_bytes()[from..place.start])? + 1,
        };
        let end = match to == text.len() {
            true => to,
            false => place.end + memchr::memrchr(b'\n', &text.as_bytes()[place.end..to])?,
        };
        let window = &text[start..end];
        let mut at = 0;
        let lines = window.split('\n').map(|line| {
            let span = Span { start: at, end: at + line.len() };
            at = span.end + 1;
            Line { span, depth: line.len() - line.trim_start().len() }
        });
        let found = Self { text: window, lines: lines.collect() };
        let place = Span { start: place.start - start, end: place.end - start };
        (found.lines[found.line_of(place.start)].span.len() <= LONGEST).then_some((found, place))
    }

    /// The test that holds a place.
    pub(super) fn case(&self, place: usize) -> Option<Case<'t>> {
        let mut at = self.opener(self.line_of(place));
        loop {
            if ATTACHED.is_match(self.said(at)) {
                return Some(self.of(self.below(at)?, place));
            }
            if self.is_head(at) {
                return Some(self.of(at, place));
            }
            at = self.opener(self.parent(at)?);
        }
    }

    /// The line that holds a place.
    pub(super) fn line(&self, place: usize) -> &'t str {
        self.said(self.line_of(place))
    }

    /// The uses of the name that a place outside of all tests is bound to.
    pub(super) fn uses(&self, place: usize) -> Vec<usize> {
        let line = self.line_of(place);
        let own = self.lines[line].span;
        let is_sent_out = |text: &str| {
            text.trim_start().starts_with("export ") || text.trim_start().starts_with("pub ")
        };
        let name_in = |text: &'t str| {
            let found = BOUND.captures(text).filter(|_| !is_sent_out(text))?;
            let name = found.name("given").or(found.name("said"));
            name.or(found.name("made")).or(found.name("method")).map(|name| name.as_str())
        };
        let mut holder = Some((line, &self.text[own.start..place]));
        let (bound, name) = loop {
            let Some((at, text)) = holder else { return Vec::new() };
            if let Some(name) = name_in(text) {
                break (at, name);
            }
            let above = self.parent(self.opener(at)).map(|at| self.opener(at));
            holder = above.map(|at| (at, self.said(at).trim_end()));
        };
        let end = self.end(bound);
        let joins = |c: char| c.is_alphanumeric() || c == '_';
        self.text
            .match_indices(name)
            .filter(|(at, _)| *at < self.lines[bound].span.start || *at > self.lines[end].span.end)
            .filter(|(at, _)| {
                !self.text[..*at].ends_with(joins)
                    && !self.text[at + name.len()..].starts_with(joins)
            })
            .map(|(at, _)| at)
            .take(MOST_USES)
            .collect()
    }

    fn line_of(&self, place: usize) -> usize {
        self.lines.partition_point(|line| line.span.start <= place).saturating_sub(1)
    }

    fn said(&self, line: usize) -> &'t str {
        let Span { start, end } = self.lines[line].span;
        &self.text[start..end]
    }

    /// Whether a line only goes on from, or closes, what another of its depth opens.
    fn goes_on(&self, line: usize) -> bool {
        let text = self.said(line).trim_start();
        text.starts_with(['}', ')', ']', '{', '.'])
            || ["end", "->", "=>", "?>", "rescue", "ensure", "else", "where"].iter().any(|word| {
                let rest = text.strip_prefix(word);
                rest.is_some_and(|rest| {
                    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            })
    }

    fn is_blank(&self, line: usize) -> bool {
        self.lines[line].depth == self.lines[line].span.len()
    }

    /// The line that opens what this one goes on from, or this one itself.
    fn opener(&self, line: usize) -> usize {
        let depth = self.lines[line].depth;
        let mut at = line;
        while self.goes_on(at) || self.is_blank(at) || self.lines[at].depth > depth {
            let Some(above) = at.checked_sub(1) else { break };
            at = above;
        }
        at
    }

    /// The nearest line above that is less deep.
    fn parent(&self, line: usize) -> Option<usize> {
        let depth = self.lines[line].depth;
        (0..line).rev().find(|at| self.lines[*at].depth < depth && !self.is_blank(*at))
    }

    /// The head of the function that this annotation stands above.
    fn below(&self, line: usize) -> Option<usize> {
        let depth = self.lines[line].depth;
        let is_next = |at: &usize| {
            let text = self.said(*at).trim_start();
            self.lines[*at].depth <= depth
                && !self.is_blank(*at)
                && !self.goes_on(*at)
                && !is_attached(text)
        };
        match FOLLOWED.is_match(self.said(line)) {
            true => Some(line),
            false => (line + 1..self.lines.len()).find(is_next),
        }
    }

    /// Whether a line is the head of a test, by itself or by what is attached to it.
    fn is_head(&self, line: usize) -> bool {
        let is_function = || {
            let text = self.said(line).trim_start();
            text.contains(['(', '`']) && !is_attached(text)
        };
        let top = self.top(line);
        HEAD.is_match(self.said(line))
            || top < line && is_function() && (top..line).any(|at| ATTACHED.is_match(self.said(at)))
    }

    /// The first line of what is attached to a head.
    fn top(&self, head: usize) -> usize {
        let depth = self.lines[head].depth;
        let mut top = head;
        for at in (0..head).rev() {
            let text = self.said(at).trim_start();
            let is_own = self.lines[at].depth > depth || self.goes_on(at) && !text.starts_with('}');
            match is_attached(text) && self.lines[at].depth <= depth + 1 {
                true => top = at,
                // What an annotation holds over several lines.
                false if is_own && !text.is_empty() => {}
                false => break,
            }
        }
        top
    }

    /// The last line of what a head opens.
    fn end(&self, head: usize) -> usize {
        let depth = self.lines[head].depth;
        let belongs = |at: &usize| {
            let own = self.lines[*at].depth;
            self.is_blank(*at) || own > depth || own == depth && self.goes_on(*at)
        };
        (head + 1..self.lines.len()).take_while(belongs).last().unwrap_or(head)
    }

    fn of(&self, head: usize, place: usize) -> Case<'t> {
        let line = self.line_of(place);
        let (top, end) = (self.top(head), self.end(head).max(line));
        let slice = |from: usize, to: usize| {
            &self.text[self.lines[from.min(to)].span.start..self.lines[to].span.end]
        };
        let name = (head + 1).min(end);
        Case {
            head: slice(top, name),
            text: slice(top.min(line), end),
            place: place - self.lines[top.min(line)].span.start,
            row: self.row(place),
            start: self.lines[top.min(line)].span.start,
        }
    }

    /// The item of a list in which a place stands: between brackets in its line, in lines between brackets that stand
    /// alone, or the line itself.
    fn row(&self, place: usize) -> &'t str {
        let line = self.line_of(place);
        if let Some(row) = self.row_in(self.lines[line].span, place) {
            return row;
        }
        let parent = self.parent(line).filter(|at| self.said(*at).trim().len() <= 2);
        let from = parent.unwrap_or(line);
        // Items follow one another at the depth of their brackets.
        let closes =
            |at: &usize| self.goes_on(*at) && self.lines[*at].depth <= self.lines[from].depth;
        let to =
            parent.map_or(line, |at| (at + 1..self.end(at)).find(closes).unwrap_or(self.end(at)));
        &self.text[self.lines[from].span.start..self.lines[to].span.end]
    }

    /// The innermost brackets around a place in its line that hold no arguments, but for those of an annotation.
    fn row_in(&self, line: Span, place: usize) -> Option<&'t str> {
        let is_values = ATTACHED.is_match(&self.text[line.start..line.end]);
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        let open = (line.start..place).rev().find(|at| match bytes[*at] {
            b')' | b']' | b'}' => {
                depth += 1;
                false
            }
            b'(' | b'[' | b'{' if depth > 0 => {
                depth -= 1;
                false
            }
            b'(' | b'[' | b'{' => {
                let before = &self.text[line.start..*at];
                is_values
                    || !before.ends_with(|c: char| {
                        c.is_alphanumeric() || matches!(c, '_' | ')' | '>' | '!')
                    })
            }
            _ => false,
        })?;
        let mut depth = 0_usize;
        let close = (place..line.end).find(|at| match bytes[*at] {
            b'(' | b'[' | b'{' => {
                depth += 1;
                false
            }
            b')' | b']' | b'}' if depth > 0 => {
                depth -= 1;
                false
            }
            byte => matches!(byte, b')' | b']' | b'}'),
        })?;
        Some(&self.text[open..=close])
    }
}

/// Whether a place may stand in a test, or be bound to a name, by its line as far as the place: most addresses stand in
/// lines by themselves, and there may be any number of them.
fn may_be_tested(before: &str) -> bool {
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    line.len() <= LONGEST && line.contains(['(', '=', '[', '{', '"', '\'', '`'])
}

/// Whether a text has a word that the heads of tests have.
fn is_about_tests(text: &[u8]) -> bool {
    const WORDS: [&str; 13] = [
        "est", "want", "it(", "it.", "it '", "it \"", "should", "cenario", "TEST", "[Fact",
        "[Theory", "[DataRow", "[InlineData",
    ];
    static FINDERS: LazyLock<[Finder<'static>; 13]> = LazyLock::new(|| WORDS.map(Finder::new));
    FINDERS.iter().any(|word| word.find(text).is_some())
}

/// Whether a line belongs to what follows it: an annotation or a comment.
fn is_attached(line: &str) -> bool {
    let is_attribute = line.strip_prefix('[').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_uppercase())
            && rest.trim_end().ends_with([']', '(', ','])
    });
    let starts = ["@", "#[", "* ", "*/", "/*", "//"].iter().any(|start| line.starts_with(start));
    (is_attribute || starts) && !FOLLOWED.is_match(line)
}
