//! Expressions that cost nothing until a text could match one: building one takes longer than reading most pages.
//!
//! Contract: a pattern names words of which every match holds one; where they are not in a text, nothing is built and nothing is found. What is
//! built knows bytes and no Unicode: `\w`, `\s`, `\b` and letters without case are those of ASCII, of which the names of settings, programs
//! and credentials are made, and repetitions count bytes. A place that would stand inside a character moves to its edge.

use std::sync::OnceLock;

use regex::bytes::{self, Regex, RegexBuilder};

use super::Page;
use crate::model::Span;

/// Words without capitals: each match holds a word of each set, in letters of any case.
pub(super) type Needs = &'static [&'static [&'static str]];

/// An expression, and what a text must hold to be worth it.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: &'static [&'static str],
    needs: Needs,
    built: OnceLock<Regex>,
}

impl Pattern {
    /// The expression that the parts make together.
    pub(super) const fn new(parts: &'static [&'static str], needs: Needs) -> Self {
        Self { parts, needs, built: OnceLock::new() }
    }

    /// Whether a match stands in the text.
    pub(super) fn is_match<'t>(&self, text: impl Haystack<'t>) -> bool {
        self.in_text(text).is_some_and(|built| built.is_match(text.text().as_bytes()))
    }

    /// The first match.
    pub(super) fn find<'t>(&self, text: impl Haystack<'t>) -> Option<Found<'t>> {
        let found = self.in_text(text)?.find(text.text().as_bytes())?;
        Some(Found::new(text.text(), found))
    }

    /// The first match with its groups.
    pub(super) fn captures<'t>(&self, text: impl Haystack<'t>) -> Option<Captures<'t>> {
        let groups = self.in_text(text)?.captures(text.text().as_bytes())?;
        Some(Captures { text: text.text(), groups })
    }

    /// All matches in order.
    pub(super) fn find_iter<'p, 't: 'p>(
        &'p self,
        text: impl Haystack<'t>,
    ) -> impl Iterator<Item = Found<'t>> + 'p {
        let whole = text.text();
        let built = self.in_text(text).into_iter();
        let all = built.flat_map(move |built| built.find_iter(whole.as_bytes()));
        all.map(move |found| Found::new(whole, found))
    }

    /// All matches in order, with their groups.
    pub(super) fn captures_iter<'p, 't: 'p>(
        &'p self,
        text: impl Haystack<'t>,
    ) -> impl Iterator<Item = Captures<'t>> + 'p {
        let whole = text.text();
        let built = self.in_text(text).into_iter();
        let all = built.flat_map(move |built| built.captures_iter(whole.as_bytes()));
        all.map(move |groups| Captures { text: whole, groups })
    }

    /// The expression; `None` for a text that it cannot match.
    fn in_text<'t>(&self, text: impl Haystack<'t>) -> Option<&Regex> {
        let could = text.could_hold(self.needs, self.built.get().is_some());
        #[cfg(test)]
        assert!(
            could || !self.built().is_match(text.text().as_bytes()),
            "{:?} needs less than it says",
            self.parts
        );
        could.then(|| self.built())
    }

    fn built(&self) -> &Regex {
        self.built.get_or_init(|| {
            let expression = self.parts.concat();
            #[cfg(test)]
            proof::assert_needs(&expression, self.needs);
            let built = RegexBuilder::new(&expression).unicode(false).build();
            built.expect("every pattern is fixed, and tests build them all")
        })
    }
}

/// A text in which something is looked for.
pub(super) trait Haystack<'t>: Copy {
    /// The text.
    fn text(self) -> &'t str;

    /// Whether the text may hold what is needed; `is_built` says that looking for the match itself costs no more than asking.
    fn could_hold(self, needs: Needs, is_built: bool) -> bool;
}

impl<'t> Haystack<'t> for &Page<'t> {
    fn text(self) -> &'t str {
        Page::text(self)
    }

    fn could_hold(self, needs: Needs, _: bool) -> bool {
        needs.iter().all(|words| words.iter().any(|word| self.may_hold(word)))
    }
}

/// A part of a page, or a name: short, so that words are looked for as they come.
impl<'t> Haystack<'t> for &'t str {
    fn text(self) -> &'t str {
        self
    }

    fn could_hold(self, needs: Needs, is_built: bool) -> bool {
        is_built || needs.iter().all(|words| words.iter().any(|word| holds(self, word)))
    }
}

/// Whether a text holds a word in letters of any case.
pub(super) fn holds(text: &str, word: &str) -> bool {
    places(text, word).next().is_some()
}

/// Where a word stands in a text, in letters of any case.
pub(super) fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = word.first().copied().unwrap_or_default();
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).filter(
        move |at| text[*at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)),
    )
}

/// A match, or a group of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'t> {
    text: &'t str,
    span: Span,
}

impl<'t> Found<'t> {
    fn new(text: &'t str, found: bytes::Match<'_>) -> Self {
        let (start, end) = (text.floor_char_boundary(found.start()), found.end());
        Self { text, span: Span { start, end: text.ceil_char_boundary(end) } }
    }

    pub(super) fn start(&self) -> usize {
        self.span.start
    }

    pub(super) fn end(&self) -> usize {
        self.span.end
    }

    pub(super) fn span(&self) -> Span {
        self.span
    }

    pub(super) fn as_str(&self) -> &'t str {
        &self.text[self.span.start..self.span.end]
    }
}

/// A match with its groups.
pub(super) struct Captures<'t> {
    text: &'t str,
    groups: bytes::Captures<'t>,
}

impl<'t> Captures<'t> {
    /// The whole match.
    pub(super) fn whole(&self) -> Found<'t> {
        Found::new(self.text, self.groups.get_match())
    }

    /// What a group matched, if it took part.
    pub(super) fn name(&self, group: &str) -> Option<Found<'t>> {
        self.groups.name(group).map(|found| Found::new(self.text, found))
    }
}

/// Proves from the syntax of an expression that no match lacks what it is said to need.
#[cfg(test)]
mod proof {
    use regex_syntax::ParserBuilder;
    use regex_syntax::hir::{Class, Hir, HirKind};

    use super::Needs;

    /// The most texts that a part of an expression is written out as.
    const MOST: usize = 1 << 16;

    pub(super) fn assert_needs(expression: &str, needs: Needs) {
        let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(expression);
        let parsed = parsed.expect("the pattern is an expression");
        for words in needs {
            assert!(words.iter().all(|word| *word == word.to_ascii_lowercase()), "{words:?}");
            assert!(proves(&parsed, words), "{words:?} is not in every match of {expression}");
        }
    }

    fn proves(part: &Hir, words: &[&str]) -> bool {
        let all_hold = |texts: Vec<Vec<u8>>| {
            texts.iter().all(|text| {
                words.iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
            })
        };
        if written(part).is_some_and(all_hold) {
            return true;
        }
        match part.kind() {
            HirKind::Capture(group) => proves(&group.sub, words),
            HirKind::Repetition(repeated) => repeated.min > 0 && proves(&repeated.sub, words),
            HirKind::Alternation(parts) => parts.iter().all(|part| proves(part, words)),
            HirKind::Concat(parts) => {
                parts.iter().any(|part| proves(part, words))
                    || (0..parts.len()).any(|start| {
                        (start..parts.len())
                            .map_while(|end| row(&parts[start..end], &parts[end]))
                            .any(all_hold)
                    })
            }
            _ => false,
        }
    }

    /// The texts of parts that are written out whole, each with the start of what follows.
    fn row(whole: &[Hir], last: &Hir) -> Option<Vec<Vec<u8>>> {
        let mut texts = vec![Vec::new()];
        for part in whole {
            texts = product(&texts, &written(part)?)?;
        }
        product(&texts, &starts(last))
    }

    /// What every match of a part starts with, as far as it can be written out.
    fn starts(part: &Hir) -> Vec<Vec<u8>> {
        if let Some(texts) = written(part) {
            return texts;
        }
        match part.kind() {
            HirKind::Capture(group) => starts(&group.sub),
            HirKind::Repetition(repeated) if repeated.min > 0 => starts(&repeated.sub),
            HirKind::Alternation(parts) => parts.iter().flat_map(starts).collect(),
            HirKind::Concat(parts) => {
                let whole = parts.iter().take_while(|part| written(part).is_some()).count();
                row(&parts[..whole], &parts[whole]).unwrap_or_else(|| vec![Vec::new()])
            }
            _ => vec![Vec::new()],
        }
    }

    /// Every text that a part can match, without capitals; `None` where there are too many.
    fn written(part: &Hir) -> Option<Vec<Vec<u8>>> {
        let texts = match part.kind() {
            HirKind::Empty | HirKind::Look(_) => vec![Vec::new()],
            HirKind::Literal(literal) => vec![literal.0.to_ascii_lowercase()],
            HirKind::Class(Class::Bytes(class)) => {
                let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
                let mut texts: Vec<Vec<u8>> =
                    bytes.map(|byte| vec![byte.to_ascii_lowercase()]).collect();
                texts.sort();
                texts.dedup();
                texts
            }
            HirKind::Class(Class::Unicode(_)) => return None,
            HirKind::Capture(group) => written(&group.sub)?,
            HirKind::Repetition(repeated) => {
                let once = written(&repeated.sub)?;
                let mut texts = Vec::new();
                let mut so_far = vec![Vec::new()];
                for count in 0..=repeated.max.filter(|most| *most <= 4)? {
                    if count >= repeated.min {
                        texts.extend(so_far.iter().cloned());
                    }
                    so_far = product(&so_far, &once)?;
                }
                texts
            }
            HirKind::Concat(parts) => {
                let mut texts = vec![Vec::new()];
                for part in parts {
                    texts = product(&texts, &written(part)?)?;
                }
                texts
            }
            HirKind::Alternation(parts) => {
                let mut texts = Vec::new();
                for part in parts {
                    texts.extend(written(part)?);
                }
                texts
            }
        };
        (texts.len() <= MOST).then_some(texts)
    }

    /// Every head with every tail; `None` where there are too many.
    fn product(heads: &[Vec<u8>], tails: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
        let joined = || {
            heads
                .iter()
                .flat_map(|head| tails.iter().map(|tail| [&head[..], tail].concat()))
                .collect()
        };
        (heads.len() * tails.len() <= MOST).then(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn nothing_is_built_for_a_text_that_lacks_a_word() {
        let pattern =
            Pattern::new(&[r"verify\s*=\s*", "(?<value>False)"], &[&["verify"], &["false"]]);
        let page = |text| Page::new("a.py", text, Facts::default());
        assert!(!page("verify = 1").may_hold("false"));
        assert!(!pattern.is_match(&page("verify = 1")));
        let text = "get(x, VERIFY=0, verify = False)";
        assert_eq!(pattern.find(&page(text)).map(|found| found.start()), Some(17));
        let value = pattern.captures(text).and_then(|found| found.name("value"));
        assert_eq!(value.map(|value| value.as_str()), Some("False"));
    }

    #[test]
    fn places_stand_at_edges_of_characters() {
        let pattern = Pattern::new(&["[^x]x[^x]"], &[]);
        let found: Vec<&str> = pattern.find_iter("éxé").map(|found| found.as_str()).collect();
        assert_eq!(found, ["éxé"]);
    }

    #[test]
    #[should_panic(expected = "is not in every match")]
    fn needs_are_proved() {
        Pattern::new(&["(?:secret|token)="], &[&["secret"]]).built();
    }
}
