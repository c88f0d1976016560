//! Runs every rule's forms over a text.

use std::ops::RangeInclusive;
use std::sync::Arc;

#[cfg(any(test, feature = "fuzzing"))]
use super::context;
use super::context::Reader;
use super::find;
use super::validate::{Subject, is_in_sum, stands_apart};
use super::{Candidate, Context, Vendor};
use crate::model::{Secret, Span};
use crate::rule::{Filter, Form, KeyClass, RuleSet, Validator};

/// Knows which forms to try at which places.
#[derive(Debug)]
pub struct Matcher {
    rules: Arc<RuleSet>,
    kinds: Vec<Kind>,
    vendor: Vendor,
}

/// The forms that share a filter.
#[derive(Debug)]
struct Kind {
    filter: Filter,
    /// In the order of the rules.
    forms: Vec<Tried>,
    /// Whether no form accepts a value that is not random, so that one test serves all.
    all_random: bool,
    /// Whether no form accepts a value that is a part of something longer.
    all_alone: bool,
}

/// A form, and what is known of its pattern.
#[derive(Debug)]
struct Tried {
    rule: u16,
    form: usize,
    /// The lengths of the places that the pattern takes whole, whatever stands in them; it takes no others. `None` for
    /// a pattern that has to be asked.
    lengths: Option<RangeInclusive<usize>>,
    /// What the form asks for, cheapest first.
    validators: Vec<Validator>,
    /// The same, a bit each, if that is asked about the whole place.
    asked_of_whole: u32,
}

impl Matcher {
    /// A matcher for these rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let mut kinds: Vec<Kind> = Vec::new();
        for (index, rule) in rules.iter() {
            for (at, form) in rule.forms.iter().enumerate() {
                let lengths = whole_lengths(form.filter, form.pattern.as_str());
                let asked = form.validators.iter().fold(0, |asked, one| asked | bit(*one));
                let tried = Tried {
                    rule: index,
                    form: at,
                    asked_of_whole: if lengths.is_some() { asked } else { 0 },
                    lengths,
                    validators: cheapest_first(&form.validators),
                };
                let all_random = form.validators.contains(&Validator::Random);
                let all_alone = form.validators.contains(&Validator::Alone);
                match kinds.iter_mut().find(|kind| kind.filter == form.filter) {
                    Some(kind) => {
                        kind.forms.push(tried);
                        kind.all_random &= all_random;
                        kind.all_alone &= all_alone;
                    }
                    None => kinds.push(Kind {
                        filter: form.filter,
                        forms: vec![tried],
                        all_random,
                        all_alone,
                    }),
                }
            }
        }
        let vendor = Vendor::new(rules.vendor_names());
        Self { rules, kinds, vendor }
    }

    /// The names of the vendor.
    pub fn vendor(&self) -> &Vendor {
        &self.vendor
    }

    /// Whether `window` holds a name that a team added, which [`suspicious`](super::suspicious) does not know.
    pub fn names_own(&self, window: &[u8]) -> bool {
        self.vendor.own().stand_in(window)
    }

    /// The form behind a candidate.
    pub fn form(&self, candidate: &Candidate) -> &Form {
        &self.rules.rules()[usize::from(candidate.rule)].forms[candidate.form]
    }

    /// The candidates of `text` by kind, each kind in the order of the text. Linear in the length of the text.
    pub fn candidates(&self, text: &str) -> Vec<Candidate> {
        self.candidates_where(text, self.vendor.names_vendor(text), &|_| true)
    }

    /// The candidates of `text` but for those in places that `counts` does not hold for. A candidate fills its place or
    /// a part of it. `named` is whether the text names the vendor.
    pub fn candidates_where(
        &self,
        text: &str,
        named: bool,
        counts: &dyn Fn(Span) -> bool,
    ) -> Vec<Candidate> {
        let finder = find::Finder::new(text, named, &self.vendor);
        let tokens = finder.places(Filter::Jwt);
        let mut reader = Reader::new(text);
        let mut found = Vec::new();
        for kind in &self.kinds {
            let places = match kind.filter {
                Filter::Jwt => tokens.clone(),
                Filter::Alphanumeric | Filter::Key => outside(finder.places(kind.filter), &tokens),
                _ => finder.places(kind.filter),
            };
            for place in places {
                if kind.could_fit(text.as_bytes(), place) && counts(place) {
                    self.try_forms(kind, place, &mut reader, &mut found);
                }
            }
        }
        found
    }

    fn try_forms(
        &self,
        kind: &Kind,
        place: Span,
        reader: &mut Reader<'_>,
        found: &mut Vec<Candidate>,
    ) {
        let text = reader.text();
        let mut context: Option<Context> = None;
        let mut whole = Subject { text, span: place, jwt: None, vendor: &self.vendor };
        let mut verdicts = Verdicts::default();
        // What every form asks for tells at once, the cheapest first: most of what stands in data is joined to more of
        // it, or is a text in base64.
        let common = kind.asked_of_whole(place);
        let asks = |validator: Validator| common & bit(validator) != 0;
        if (asks(Validator::Alone) && !stands_apart(text.as_bytes(), place))
            || (asks(Validator::NotEncodedText)
                && !verdicts.ask(Validator::NotEncodedText, &mut whole))
            || (kind.all_random && !verdicts.ask(Validator::Random, &mut whole))
        {
            return;
        }
        for tried in &kind.forms {
            let mut part;
            let subject = match &tried.lengths {
                Some(lengths) if lengths.contains(&place.len()) => {
                    whole.span = place;
                    &mut whole
                }
                Some(_) => continue,
                None => match subject(self.tried_form(tried), text, place, &self.vendor) {
                    Some(other) => {
                        part = other;
                        &mut part
                    }
                    None => continue,
                },
            };
            let mut passes = |validator: Validator| match subject.span == place {
                true => verdicts.ask(validator, subject),
                false => subject.passes(validator),
            };
            if !tried.validators.iter().all(|&validator| passes(validator)) {
                continue;
            }
            let context = *context.get_or_insert_with(|| self.context(kind.filter, place, reader));
            if context.key == KeyClass::Foreign && kind.filter != Filter::Jwt {
                continue;
            }
            found.push(Candidate {
                rule: tried.rule,
                form: tried.form,
                span: subject.span,
                value: Secret::new(subject.value()),
                context,
                jwt: subject.jwt.as_ref().map(|jwt| Box::new(jwt.facts.clone())),
            });
        }
    }
}

impl Matcher {
    fn tried_form(&self, tried: &Tried) -> &Form {
        &self.rules.rules()[usize::from(tried.rule)].forms[tried.form]
    }

    /// As [`context`], for places in their order.
    fn context(&self, filter: Filter, place: Span, reader: &mut Reader<'_>) -> Context {
        match filter {
            Filter::Alphanumeric | Filter::Key | Filter::Uuid => {
                let own = self.vendor.own().context(reader.text(), place);
                own.unwrap_or_else(|| reader.of(place))
            }
            Filter::Jwt | Filter::Basic | Filter::Url => Context::SILENT,
        }
    }
}

impl Kind {
    /// Whether any form could accept the place, told at a look: it rejects most of what stands in data.
    fn could_fit(&self, bytes: &[u8], place: Span) -> bool {
        self.forms.iter().any(|tried| tried.fits(place))
            && !(self.all_alone && is_in_sum(bytes, place))
    }

    /// The validators, a bit each, that every form which could accept the place asks about all of it.
    fn asked_of_whole(&self, place: Span) -> u32 {
        let fitting = self.forms.iter().filter(|tried| tried.fits(place));
        fitting.fold(u32::MAX, |common, tried| common & tried.asked_of_whole)
    }
}

impl Tried {
    /// Whether the pattern could take the place, or a part of it.
    fn fits(&self, place: Span) -> bool {
        self.lengths.as_ref().is_none_or(|lengths| lengths.contains(&place.len()))
    }
}

/// A validator's place in a set of them.
fn bit(validator: Validator) -> u32 {
    1 << validator as u32
}

/// What validators said of one place, so that each is asked once, however many forms want to know.
#[derive(Default)]
struct Verdicts {
    asked: u32,
    passed: u32,
}

impl Verdicts {
    fn put(&mut self, validator: Validator, passes: bool) {
        self.asked |= bit(validator);
        self.passed |= u32::from(passes) << validator as u32;
    }

    fn ask(&mut self, validator: Validator, subject: &mut Subject<'_>) -> bool {
        // It narrows the value, and has to do so for each form.
        if validator == Validator::HoldsCredential {
            return subject.passes(validator);
        }
        let bit = bit(validator);
        if self.asked & bit == 0 {
            let passes = subject.passes(validator);
            self.put(validator, passes);
        }
        self.passed & bit != 0
    }
}

/// The validators in the order of what they cost: what one says does not depend on another, unless one narrows the
/// value.
fn cheapest_first(validators: &[Validator]) -> Vec<Validator> {
    let mut validators = validators.to_vec();
    if !validators.contains(&Validator::HoldsCredential) {
        validators.sort_by_key(|validator| match validator {
            Validator::Random => 0,
            Validator::NotEncodedText => 1,
            Validator::NotReference => 2,
            _ => 3,
        });
    }
    validators
}

/// The lengths of places of this kind that a pattern takes whole, if that is all it asks for.
fn whole_lengths(filter: Filter, pattern: &str) -> Option<RangeInclusive<usize>> {
    let pattern = pattern.strip_prefix("^(?:")?.strip_suffix(")$")?;
    let characters = match filter {
        Filter::Alphanumeric => "[A-Za-z0-9]",
        Filter::Key => "[A-Za-z0-9_-]",
        Filter::Uuid => "[0-9A-Fa-f-]",
        Filter::Jwt | Filter::Url if pattern == "(?s)(?<value>.+)" => return Some(1..=usize::MAX),
        Filter::Jwt | Filter::Url | Filter::Basic => return None,
    };
    let value = pattern.strip_prefix("(?<value>")?.strip_suffix("})")?;
    let counts = value.strip_prefix(characters)?.strip_prefix('{')?;
    let (least, most) = counts.split_once(',').unwrap_or((counts, counts));
    Some(least.parse().ok()?..=most.parse().ok()?)
}

/// What is written around the value at `place`, for the kinds that cannot speak for themselves.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn context(filter: Filter, text: &str, place: Span, vendor: &Vendor) -> Context {
    match filter {
        Filter::Alphanumeric | Filter::Key | Filter::Uuid => {
            let own = vendor.own().context(text, place);
            own.unwrap_or_else(|| context::of(text, place))
        }
        Filter::Jwt | Filter::Basic | Filter::Url => Context::SILENT,
    }
}

/// What the form's pattern sees as the value at `place`.
pub(super) fn subject<'t>(
    form: &Form,
    text: &'t str,
    place: Span,
    vendor: &'t Vendor,
) -> Option<Subject<'t>> {
    let value = form.pattern.captures(&text[place.start..place.end])?.name("value")?.range();
    let span = Span { start: place.start + value.start, end: place.start + value.end };
    Some(Subject { text, span, jwt: None, vendor })
}

/// The `places` that lie in none of `tokens`; both are in order.
fn outside(places: Vec<Span>, tokens: &[Span]) -> Vec<Span> {
    places.into_iter().filter(|place| Span::holder(tokens, place.start).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_passed_over_only_where_it_says_nothing_but_a_length() {
        let lengths = |filter, pattern: &str| whole_lengths(filter, &format!("^(?:{pattern})$"));
        let alphanumeric = |pattern| lengths(Filter::Alphanumeric, pattern);
        assert_eq!(alphanumeric("(?<value>[A-Za-z0-9]{48})"), Some(48..=48));
        assert_eq!(alphanumeric("(?<value>[A-Za-z0-9]{24,128})"), Some(24..=128));
        for other in [
            "(?<value>[a-z]{48})",
            "(?<value>[A-Za-z0-9]{24,})",
            "x(?<value>[A-Za-z0-9]{48})",
            "(?<value>[A-Za-z0-9]{48}|[a-z]{20})",
            "(?<value>[A-Za-z0-9]{4}){3}",
        ] {
            assert_eq!(alphanumeric(other), None, "{other}");
        }
        assert_eq!(lengths(Filter::Key, "(?<value>[A-Za-z0-9_-]{64})"), Some(64..=64));
        assert_eq!(lengths(Filter::Uuid, "(?<value>[0-9A-Fa-f-]{36})"), Some(36..=36));
        assert_eq!(lengths(Filter::Jwt, "(?s)(?<value>.+)"), Some(1..=usize::MAX));
        assert_eq!(lengths(Filter::Basic, "(?s)(?<value>.+)"), None);
    }
}
