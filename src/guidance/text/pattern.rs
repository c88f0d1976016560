//! Expressions that cost nothing until a text could match one: building one takes longer than reading most pages.
//!
//! Contract: a pattern names words of which every match holds one; where they are not in a text, nothing is built and
//! nothing is found. [`pattern!`] is how one is written. What is built knows bytes and no Unicode: `\w`, `\s`, `\b` and
//! letters without case are those of ASCII, of which the names of settings, programs and credentials are made, and
//! repetitions count bytes. A place that would stand inside a character moves to its edge.

use regex_automata::meta::Regex;
use regex_automata::util::captures;
use regex_automata::{Input, Span as Place};

use crate::guidance::Page;
use crate::guidance::parts::LONGEST;
use crate::guidance::text::engine::Engine;
use crate::model::Span;

/// Words without capitals: each match holds a word of each set, in letters of any case.
pub(in crate::guidance) type Needs = &'static [&'static [&'static str]];

/// A [`Pattern`]: its expression, and behind a semicolon what each match of it holds.
///
/// The expression may come in parts, which are joined: texts, and constants that several patterns share. What a match
/// holds are sets, with commas between them: it holds a word of each, in letters of any case. The words of a set stand
/// with bars between them, without capitals; a set that several patterns share is a constant, and stands by its name.
///
/// ```text
/// pattern!(r"\bverify\s*=\s*(?:False|No)\b"; "verify", "false" | "no")
/// pattern!(r"@Query\(\s*", QUOTED_START, NAMES, QUOTED_END; "@query(", ENDS)
/// pattern!(r"^\s*[|>]") // Nothing is needed: it is built for every text.
/// ```
macro_rules! pattern {
    (@set $set:ident) => { $set };
    (@set $($word:literal)|+) => { &[$($word),+] };
    ($($part:expr),+ $(,)?) => { $crate::guidance::pattern::Pattern::new(&[$($part),+], &[]) };
    ($($part:expr),+; $($($word:tt)|+),+) => {
        $crate::guidance::pattern::Pattern::new(&[$($part),+], &[$(pattern!(@set $($word)|+)),+])
    };
}
pub(in crate::guidance) use pattern;

/// An expression, and what a text must hold to be worth it.
#[derive(Debug)]
pub(in crate::guidance) struct Pattern {
    engine: Engine,
    needs: Needs,
}

impl Pattern {
    /// The expression that the parts make together; [`pattern!`] says it shorter.
    pub(in crate::guidance) const fn new(parts: &'static [&'static str], needs: Needs) -> Self {
        Self { engine: Engine::new(parts), needs }
    }

    /// Whether a match stands in the text.
    pub(in crate::guidance) fn is_match<'t>(&self, text: impl Haystack<'t>) -> bool {
        self.find(text).is_some()
    }

    /// The first match.
    pub(in crate::guidance) fn find<'t>(&self, text: impl Haystack<'t>) -> Option<Found<'t>> {
        self.find_iter(text).next()
    }

    /// The first match with its groups.
    pub(in crate::guidance) fn captures<'t>(
        &self,
        text: impl Haystack<'t>,
    ) -> Option<Captures<'t>> {
        self.captures_iter(text).next()
    }

    /// All matches in order.
    pub(in crate::guidance) fn find_iter<'p, 't: 'p>(
        &'p self,
        text: impl Haystack<'t> + 'p,
    ) -> impl Iterator<Item = Found<'t>> + 'p {
        let find = |engine: &Regex, input: Input| {
            engine.search(&input).map(|found| (found.span(), found.span()))
        };
        self.all(text, find).map(move |place| Found::new(text.text(), place))
    }

    /// All matches in order, with their groups.
    pub(in crate::guidance) fn captures_iter<'p, 't: 'p>(
        &'p self,
        text: impl Haystack<'t> + 'p,
    ) -> impl Iterator<Item = Captures<'t>> + 'p {
        let find = |engine: &Regex, input: Input| {
            let mut groups = engine.create_captures();
            engine.search_captures(&input, &mut groups);
            let whole = groups.get_match()?.span();
            Some((whole, (whole, groups)))
        };
        self.all(text, find).map(move |(whole, groups)| Captures {
            text: text.text(),
            whole,
            groups,
        })
    }

    /// What `find` finds in the stretches of the text that could hold a match, one after the other.
    fn all<'p, 't: 'p, M: 'p>(
        &'p self,
        text: impl Haystack<'t> + 'p,
        find: impl Fn(&Regex, Input) -> Option<(Place, M)> + 'p,
    ) -> impl Iterator<Item = M> + 'p {
        let bytes = text.text().as_bytes();
        let mut at = 0;
        let mut open: Option<Span> = None;
        std::iter::from_fn(move || {
            loop {
                let stretch = match open {
                    Some(stretch) => stretch,
                    None => *open.insert(self.stretch(text, at)?),
                };
                let is_last = stretch.end == bytes.len();
                let end = bytes.len().min(stretch.end + LONGEST);
                at = at.max(stretch.start);
                let read = || find(self.engine.reading(end - at), Input::new(bytes).range(at..end));
                let found = (at <= end).then(read).flatten();
                match found.filter(|(place, _)| is_last || place.start < stretch.end) {
                    Some((place, found)) => {
                        at = place.end.max(place.start + 1);
                        return Some(found);
                    }
                    None => {
                        at = at.max(stretch.end + usize::from(is_last));
                        open = None;
                    }
                }
            }
        })
    }

    /// The next stretch of the text, from byte `from` on, in which a match could start.
    fn stretch<'t>(&self, text: impl Haystack<'t>, from: usize) -> Option<Span> {
        let stretch = text.next_stretch(self.needs, self.engine.is_built(), from);
        #[cfg(test)]
        if !self.engine.is_built() {
            proof::assert_needs(&self.engine.expression(), self.needs);
        }
        #[cfg(test)]
        assert!(
            stretch.is_some()
                || from > text.text().len()
                || self.engine.reading(0).search(&Input::new(text.text()).range(from..)).is_none(),
            "{} needs less than it says",
            self.engine.expression()
        );
        stretch
    }
}

/// A text in which something is looked for.
pub(in crate::guidance) trait Haystack<'t>: Copy {
    /// The text.
    fn text(self) -> &'t str;

    /// The next stretch from byte `from` on in which a match could start that holds what is needed, if it is no longer
    /// than [`LONGEST`] or the stretch is the last; `is_built` says that looking for the match itself costs no more
    /// than asking.
    fn next_stretch(self, needs: Needs, is_built: bool, from: usize) -> Option<Span>;
}

impl<'t> Haystack<'t> for &Page<'t> {
    fn text(self) -> &'t str {
        Page::text(self)
    }

    fn next_stretch(self, needs: Needs, _: bool, from: usize) -> Option<Span> {
        self.parts().next(from, |held| {
            needs.iter().all(|words| words.iter().any(|word| held.may_hold(word)))
        })
    }
}

/// A part of a page, or a name: short, so that words are looked for as they come.
impl<'t> Haystack<'t> for &'t str {
    fn text(self) -> &'t str {
        self
    }

    fn next_stretch(self, needs: Needs, is_built: bool, from: usize) -> Option<Span> {
        let could = || needs.iter().all(|words| words.iter().any(|word| holds(self, word)));
        let span = Span { start: from, end: self.len() };
        (from <= self.len() && (is_built || could())).then_some(span)
    }
}

/// Whether a text holds a word in letters of any case.
pub(in crate::guidance) fn holds(text: &str, word: &str) -> bool {
    places(text, word).next().is_some()
}

/// Where a word stands in a text, in letters of any case.
pub(in crate::guidance) fn places<'t>(
    text: &'t str,
    word: &'t str,
) -> impl Iterator<Item = usize> + 't {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = word.first().copied().unwrap_or_default();
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).filter(
        move |at| text[*at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)),
    )
}

/// A match, or a group of one.
#[derive(Debug, Clone, Copy)]
pub(in crate::guidance) struct Found<'t> {
    text: &'t str,
    span: Span,
}

impl<'t> Found<'t> {
    fn new(text: &'t str, found: Place) -> Self {
        let (start, end) = (text.floor_char_boundary(found.start), found.end);
        Self { text, span: Span { start, end: text.ceil_char_boundary(end) } }
    }

    pub(in crate::guidance) fn start(&self) -> usize {
        self.span.start
    }

    pub(in crate::guidance) fn end(&self) -> usize {
        self.span.end
    }

    pub(in crate::guidance) fn span(&self) -> Span {
        self.span
    }

    /// Where it stands in the text of which the part that was searched starts at `start`.
    pub(in crate::guidance) fn span_from(&self, start: usize) -> Span {
        Span { start: start + self.span.start, end: start + self.span.end }
    }

    pub(in crate::guidance) fn as_str(&self) -> &'t str {
        &self.text[self.span.start..self.span.end]
    }
}

/// A match with its groups.
pub(in crate::guidance) struct Captures<'t> {
    text: &'t str,
    whole: Place,
    groups: captures::Captures,
}

impl<'t> Captures<'t> {
    /// The whole match.
    pub(in crate::guidance) fn whole(&self) -> Found<'t> {
        Found::new(self.text, self.whole)
    }

    /// What a group matched, if it took part.
    pub(in crate::guidance) fn name(&self, group: &str) -> Option<Found<'t>> {
        self.groups.get_group_by_name(group).map(|found| Found::new(self.text, found))
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

    pub(in crate::guidance) fn assert_needs(expression: &str, needs: Needs) {
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

    proptest::proptest! {
        #[test]
        fn matches_in_a_large_text_are_those_of_the_expression(
            places in proptest::collection::vec((0..640_usize, 0..3_usize), 0..12),
        ) {
            let pattern = Pattern::new(&[r"verify\s*=\s*False\b"], &[&["verify"], &["false"]]);
            let mut text = "a = [1, 2]\n".repeat(60_000);
            for (at, word) in places {
                // Some stand across the edges of parts, and some words are far from each other.
                let word = ["verify = False", "verify", "False"][word];
                let at = at * 1024 - at.min(5);
                text.replace_range(at..at + word.len(), word);
            }
            let page = Page::new("a.py", &text, Facts::default());
            let found: Vec<_> = pattern.find_iter(&page).map(|one| (one.start(), one.end())).collect();
            let all = pattern.engine.reading(0).find_iter(&text);
            let all: Vec<_> = all.map(|one| (one.start(), one.end())).collect();
            proptest::prop_assert_eq!(found, all);
        }
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
        Pattern::new(&["(?:secret|token)="], &[&["secret"]]).is_match("secret=");
    }
}
