//! Runs every rule's forms over a text.

use std::sync::Arc;

use super::find;
use super::validate::{Subject, is_random};
use super::{Candidate, Context, Vendor, context};
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
    /// Rule and form, in the order of the rules.
    forms: Vec<(u16, usize)>,
    /// Whether no form accepts a value that is not random, so that one test serves all.
    all_random: bool,
}

impl Matcher {
    /// A matcher for these rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let mut kinds: Vec<Kind> = Vec::new();
        for (index, rule) in rules.iter() {
            for (at, form) in rule.forms.iter().enumerate() {
                let random = form.validators.contains(&Validator::Random);
                match kinds.iter_mut().find(|kind| kind.filter == form.filter) {
                    Some(kind) => {
                        kind.forms.push((index, at));
                        kind.all_random &= random;
                    }
                    None => kinds.push(Kind {
                        filter: form.filter,
                        forms: vec![(index, at)],
                        all_random: random,
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

    /// The candidates of `text` but for those in places that `counts` does not hold for. A candidate fills its place or a part of it. `named` is whether
    /// the text names the vendor.
    pub fn candidates_where(
        &self,
        text: &str,
        named: bool,
        counts: &dyn Fn(Span) -> bool,
    ) -> Vec<Candidate> {
        let finder = find::Finder::new(text, named, &self.vendor);
        let tokens = finder.places(Filter::Jwt);
        let mut found = Vec::new();
        for kind in &self.kinds {
            let places = match kind.filter {
                Filter::Jwt => tokens.clone(),
                Filter::Alphanumeric => outside(finder.places(kind.filter), &tokens),
                _ => finder.places(kind.filter),
            };
            for place in places {
                if !counts(place) {
                    continue;
                }
                if !kind.all_random || is_random(&text.as_bytes()[place.start..place.end]) {
                    self.try_forms(kind, text, place, &mut found);
                }
            }
        }
        found
    }

    fn try_forms(&self, kind: &Kind, text: &str, place: Span, found: &mut Vec<Candidate>) {
        let mut context: Option<Context> = None;
        for &(rule, index) in &kind.forms {
            let form = &self.rules.rules()[usize::from(rule)].forms[index];
            let Some(mut subject) = subject(form, text, place, &self.vendor) else { continue };
            // Whether the whole place is random was asked before, once for all forms.
            let asked = kind.all_random && subject.span == place;
            let known = |validator: Validator| asked && validator == Validator::Random;
            let mut validators = form.validators.iter();
            if !validators.all(|&validator| known(validator) || subject.passes(validator)) {
                continue;
            }
            let context = *context
                .get_or_insert_with(|| self::context(kind.filter, text, place, &self.vendor));
            if context.key == KeyClass::Foreign && kind.filter != Filter::Jwt {
                continue;
            }
            found.push(Candidate {
                rule,
                form: index,
                span: subject.span,
                value: Secret::new(subject.value()),
                context,
                jwt: subject.jwt.map(|jwt| jwt.facts),
            });
        }
    }
}

/// What is written around the value at `place`, for the kinds that cannot speak for themselves.
pub(super) fn context(filter: Filter, text: &str, place: Span, vendor: &Vendor) -> Context {
    match filter {
        Filter::Alphanumeric | Filter::Uuid => {
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
    let covered = |place: &Span| {
        let after = tokens.partition_point(|token| token.start <= place.start);
        after.checked_sub(1).is_some_and(|index| tokens[index].overlaps(*place))
    };
    places.into_iter().filter(|place| !covered(place)).collect()
}
