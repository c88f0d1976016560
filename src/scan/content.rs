//! One content, archive or not, through all stages up to its findings.

use std::num::NonZeroUsize;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::allowances;
use super::guard::Guard;
use super::packed::{self, Archive, Packed};
use super::pieces::{Piece, pieces};
use super::remarks::{self, Guided};
use super::suspects::suspects;
use crate::check::{self, Grade, Mask, Sight, Surroundings};
use crate::decode::{self, Coverage, Text, View};
use crate::detect::{self, Candidate, Matcher};
use crate::guidance::Held;
use crate::model::{
    Encoding, Excerpt, IncidentId, JwtFacts, MaskedValue, Mend, Region, RuleInfo, Secret, Severity,
    Span, ValueId, spread_over,
};
use crate::rule::{Filter, KeyClass, Rule, RuleSet, Validator, ValueKind};
use crate::suppress;

/// A text above this size, in bytes, is worth several threads.
const LARGE: usize = 1 << 20;

/// How many pieces of a text are looked at before the archives in them are opened.
const TOGETHER: usize = 64;

/// What stands in one content.
pub(super) struct Content {
    pub(super) found: Vec<Detected>,
    pub(super) names_host: bool,
    /// Whether it, or what it stands in, names the vendor in any way.
    pub(super) names_vendor: bool,
    /// Whether it holds anything that is no finding here, and would be one if what it stands in named the vendor.
    pub(super) could_count: bool,
    /// Whether all encodings were undone.
    pub(super) coverage: Coverage,
}

/// A finding without its origin.
pub(super) struct Detected {
    pub(super) rule: u16,
    pub(super) info: Arc<RuleInfo>,
    pub(super) grade: Grade,
    pub(super) message: String,
    pub(super) region: Region,
    /// Where it stands in the text.
    pub(super) place: Span,
    /// Where it stands in the content's bytes.
    pub(super) span: Span,
    pub(super) excerpt: Excerpt,
    pub(super) decoded: Vec<Encoding>,
    pub(super) value: MaskedValue,
    pub(super) secrets: Vec<Secret>,
    pub(super) incident: Option<IncidentId>,
    pub(super) jwt: Option<Box<JwtFacts>>,
    pub(super) allowed: Option<String>,
    pub(super) mend: Option<Mend>,
}

/// What a content is read with.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) matcher: &'a Matcher,
    pub(super) guard: &'a Guard,
    /// In seconds since the Unix epoch.
    pub(super) now: i64,
    /// How many threads a large content is worth.
    pub(super) threads: NonZeroUsize,
    /// How many archives in texts the content stands in.
    pub(super) nested: usize,
    /// Whether what the content stands in names the vendor.
    pub(super) names_vendor: bool,
}

impl Means<'_> {
    /// Whether a team's own rules or names make the bytes worth a look that the first filter would not give them.
    pub(super) fn are_of_interest(self, bytes: &[u8]) -> bool {
        self.rules.looks_everywhere() || self.matcher.names_own(bytes)
    }
}

/// A candidate, placed in the text of the content.
struct Seen {
    candidate: Candidate,
    span: Span,
    encodings: Vec<Encoding>,
    id: ValueId,
    /// Known to be harmless: reported never, but what stands inside it is not reported either.
    public: bool,
}

impl Content {
    /// Reads `bytes`.
    pub(super) fn read(means: Means<'_>, bytes: &[u8], guided: Option<&Guided<'_>>) -> Self {
        Self::of(means, &decode::text(bytes), guided)
    }

    /// Reads a part of a content that can be read [in parts](decode::reads_in_parts).
    pub(super) fn read_part(means: Means<'_>, bytes: &[u8]) -> Self {
        Self::of(means, &decode::text_of_part(bytes), None)
    }

    fn of(means: Means<'_>, text: &Text<'_>, guided: Option<&Guided<'_>>) -> Self {
        let Means { rules, matcher, .. } = means;
        let whole = text.as_str();
        let vendor = matcher.vendor();
        let named = vendor.names_vendor(whole);
        let mut names_host = named && vendor.names_host(whole);
        let mut names_vendor = means.names_vendor || named;
        let is_of_interest = means.are_of_interest(whole.as_bytes());
        let pieces = match is_of_interest {
            true => vec![Piece::whole(whole)],
            false => pieces(whole, &suspects(whole)),
        };
        let threads = if whole.len() > LARGE { means.threads } else { NonZeroUsize::MIN };
        let mut seen = Vec::new();
        let mut decoded = Vec::new();
        let mut coverage = Coverage::Whole;
        let mut packed = Packed::new(Means { names_vendor, ..means }, whole.len());
        // An archive is whole in the whole text only.
        packed::archives(whole, &|run| Some((run, Vec::new())))
            .for_each(|archive| packed.open(archive));
        for pieces in pieces.chunks(TOGETHER) {
            let looks =
                spread_over(pieces, threads, |piece| Look::at(matcher, whole, *piece, named));
            for look in looks {
                seen.extend(look.seen);
                decoded.extend(look.decoded);
                names_host |= look.names_host;
                names_vendor |= look.names_vendor;
                look.archives.into_iter().for_each(|archive| packed.open(archive));
                if look.coverage == Coverage::Cut {
                    coverage = Coverage::Cut;
                }
            }
        }
        seen.append(&mut decoded);
        names_host |= packed.names_host;
        names_vendor |= packed.names_host;
        let in_packed = packed.could_count;
        let (packed, of_packed) = packed.finish();
        if of_packed == Coverage::Cut {
            coverage = Coverage::Cut;
        }
        let page = Page { means, rules, matcher, text, names_vendor };
        let could_count = in_packed || seen.iter().any(|one| page.could_count(one));
        let found = page.findings(seen, packed, guided);
        Self { found, names_host, names_vendor, could_count, coverage }
    }
}

/// What one piece of a text holds, each in the order of the piece.
struct Look {
    /// What stands there as it is.
    seen: Vec<Seen>,
    /// What is to be seen once encodings are undone.
    decoded: Vec<Seen>,
    /// Archives that only a view shows.
    archives: Vec<Archive>,
    names_host: bool,
    names_vendor: bool,
    coverage: Coverage,
}

impl Look {
    /// `named` is whether the whole names the vendor.
    fn at(matcher: &Matcher, whole: &str, piece: Piece, named: bool) -> Self {
        let vendor = matcher.vendor();
        let text = piece.text(whole);
        let owned = |span: Span| Some(piece.place(span)).filter(|place| piece.owns(*place));
        let seen = matcher
            .candidates_where(text, named, &|_| true)
            .into_iter()
            .filter_map(|one| Some(Seen::new(owned(one.span)?, Vec::new(), one)))
            .collect();
        let mut archives = Vec::new();
        let mut decoded = Vec::new();
        let (mut names_host, mut names_vendor) = (false, false);
        let coverage = decode::layers(text, &mut |view| {
            let named = vendor.names_vendor(view.text());
            names_host = names_host || (named && vendor.names_host(view.text()));
            names_vendor = names_vendor || named;
            let owned = |span: Span| owned(view.origin(span)).filter(|_| !view.is_copy(span));
            archives.extend(packed::archives(view.text(), &|run| {
                Some((owned(run)?, view.encodings(run)))
            }));
            decoded.extend(
                matcher
                    .candidates_where(view.text(), named, &|span| !view.is_copy(span))
                    .into_iter()
                    .filter(|one| !is_joined_data(matcher, one, view))
                    .filter_map(|one| {
                        Some(Seen::new(owned(one.span)?, view.encodings(one.span), one))
                    })
                    .filter(|seen| !seen.is_claim(view.text())),
            );
        });
        Self { seen, decoded, archives, names_host, names_vendor, coverage }
    }
}

/// Whether rows of base64 were joined to what looks like a value.
fn is_joined_data(matcher: &Matcher, candidate: &Candidate, view: &View<'_>) -> bool {
    matcher.form(candidate).filter == Filter::Alphanumeric
        && view.joints(candidate.span).any(|joint| {
            detect::are_in_block(view.parent_text().as_bytes(), joint.start, joint.end)
        })
}

impl Seen {
    fn new(span: Span, encodings: Vec<Encoding>, candidate: Candidate) -> Self {
        let id = candidate.value.id();
        let public = suppress::is_public_sample(candidate.value.expose());
        Self { candidate, span, encodings, id, public }
    }

    /// Whether this is a claim of a token: what counts is the token, and only if it is whole.
    fn is_claim(&self, text: &str) -> bool {
        let key = self.candidate.context.key;
        matches!(key, KeyClass::AccessToken | KeyClass::RefreshToken)
            && self.encodings.contains(&Encoding::Base64)
            && detect::is_claim(text, self.candidate.span)
    }
}

/// What all findings of a content share.
struct Page<'a> {
    means: Means<'a>,
    rules: &'a RuleSet,
    matcher: &'a Matcher,
    text: &'a Text<'a>,
    names_vendor: bool,
}

impl Page<'_> {
    fn findings(
        &self,
        seen: Vec<Seen>,
        packed: Vec<Detected>,
        guided: Option<&Guided<'_>>,
    ) -> Vec<Detected> {
        let grades: Vec<Option<Grade>> =
            seen.iter().map(|one| self.grade(one).filter(|_| !one.public)).collect();
        let sights: Vec<Sight> = seen
            .iter()
            .zip(&grades)
            .map(|(one, grade)| self.sight(one, grade.is_some() || one.public))
            .collect();
        let kept: Vec<(usize, Grade)> = check::keep_once(&sights)
            .into_iter()
            .filter_map(|index| Some((index, grades[index]?)))
            .collect();
        let remarks = guided.map_or_else(Vec::new, |guided| {
            let held = self.held(&seen, &kept);
            guided.remarks(self.rules, self.text.as_str(), self.names_vendor, &held)
        });
        let hidden = remarks.iter().flat_map(|(_, remark)| remark.hidden.iter().copied());
        let archives = packed.iter().map(|one| one.place);
        let others = match kept.is_empty() && remarks.is_empty() {
            true => Vec::new(),
            false => self.means.guard.places(self.rules, self.text.as_str()),
        };
        let mask = self.mask(&seen, hidden.chain(others).chain(archives));
        let incidents = self.incidents(&seen, &kept);
        let worst = worst_of(&kept, &incidents);
        let mut seen: Vec<Option<Seen>> = seen.into_iter().map(Some).collect();
        let mut found: Vec<Detected> = kept
            .iter()
            .zip(incidents)
            .filter_map(|(&(index, mut grade), incident)| {
                if let Some(severity) = incident.and_then(|id| worst.get(&id)) {
                    grade.severity = grade.severity.max(*severity);
                }
                Some(self.detected(seen[index].take()?, grade, incident, &mask))
            })
            .collect();
        packed::add(packed, self.text, &mask, &mut found);
        remarks::add(remarks, self.rules, self.text, &mask, &mut found);
        allowances::settle(self.rules, self.text, &mask, &mut found);
        found
    }

    fn rule(&self, one: &Seen) -> &Rule {
        &self.rules.rules()[usize::from(one.candidate.rule)]
    }

    fn grade(&self, one: &Seen) -> Option<Grade> {
        self.grade_where(one, self.names_vendor)
    }

    /// The grade, where the content names the vendor or does not.
    fn grade_where(&self, one: &Seen, names_vendor: bool) -> Option<Grade> {
        let context = one.candidate.context;
        let vendor = names_vendor || context.names_vendor;
        let around = Surroundings { key: context.key, vendor };
        check::grade(&self.rule(one).info, self.matcher.form(&one.candidate), around)
    }

    /// Whether what was seen counts for something else, or at all, only if the content named the vendor.
    fn could_count(&self, one: &Seen) -> bool {
        !one.public && self.grade(one) != self.grade_where(one, true)
    }

    fn sight(&self, one: &Seen, counts: bool) -> Sight {
        let filter = self.matcher.form(&one.candidate).filter;
        Sight {
            rule: one.candidate.rule,
            span: one.span,
            value: one.id,
            depth: one.encodings.len(),
            counts,
            whole: matches!(filter, Filter::Jwt | Filter::Basic),
            place: filter == Filter::Url,
        }
    }

    /// Covers every secret that was seen, reported or not, but for its first characters.
    fn mask(&self, seen: &[Seen], hidden: impl Iterator<Item = Span>) -> Mask {
        let covered = seen.iter().filter(|one| self.rule(one).value != ValueKind::Public);
        Mask::new(
            covered
                .map(|one| {
                    let plain =
                        one.encodings.is_empty() && one.candidate.value.expose().len() >= 24;
                    let shown = if plain { 4 } else { 0 };
                    Span { start: one.span.start + shown, end: one.span.end }
                })
                .chain(hidden)
                .collect(),
        )
    }

    /// The credentials that are reported, for the checks of the guidance; those that count only in a project that names the vendor are not
    /// among them.
    fn held(&self, seen: &[Seen], kept: &[(usize, Grade)]) -> Vec<Held> {
        let mut held: Vec<Held> = kept
            .iter()
            .filter(|(_, grade)| !grade.needs_project)
            .map(|&(index, _)| &seen[index])
            .filter(|one| self.rule(one).value == ValueKind::AppCredential)
            .map(|one| Held { span: one.span, kind: remarks::kind(&self.rule(one).info.id) })
            .collect();
        held.sort_unstable_by_key(|held| held.span);
        held
    }

    /// The incident of each kept value, in the same order.
    fn incidents(&self, seen: &[Seen], kept: &[(usize, Grade)]) -> Vec<Option<IncidentId>> {
        let belongs = |index: usize| self.rule(&seen[index]).value == ValueKind::AppCredential;
        let members: Vec<check::Member> = kept
            .iter()
            .map(|&(index, _)| &seen[index])
            .filter(|one| self.rule(one).value == ValueKind::AppCredential)
            .map(|one| check::Member { rule: one.candidate.rule, span: one.span, value: one.id })
            .collect();
        let mut ids = check::incidents(&members).into_iter();
        kept.iter()
            .map(|&(index, _)| if belongs(index) { ids.next().flatten() } else { None })
            .collect()
    }

    fn detected(
        &self,
        one: Seen,
        grade: Grade,
        incident: Option<IncidentId>,
        mask: &Mask,
    ) -> Detected {
        let rule = self.rule(&one);
        let text = self.text.as_str();
        let region = self.text.region(one.span);
        let form = self.matcher.form(&one.candidate);
        let is_plain = form.validators.contains(&Validator::PlainHttp);
        let mend = is_plain.then_some(Mend::SecureScheme);
        let mut jwt = one.candidate.jwt;
        if let Some(facts) = &mut jwt {
            detect::expire(facts, self.means.now);
        }
        let mut decoded: Vec<Encoding> = self.text.encoding(one.span.start).into_iter().collect();
        decoded.extend(one.encodings);
        let value = one.candidate.value;
        let written = &text[one.span.start..one.span.end];
        let secrets = match rule.value {
            ValueKind::Public => Vec::new(),
            _ if written == value.expose() => vec![value.clone()],
            _ => vec![value.clone(), Secret::new(written)],
        };
        Detected {
            rule: one.candidate.rule,
            info: Arc::clone(&rule.info),
            grade,
            message: check::message(&rule.info, grade, jwt.as_deref()),
            region,
            place: one.span,
            span: self.text.source(one.span),
            excerpt: check::excerpt(text, one.span, region.start, mask),
            decoded,
            value: value.masked(),
            secrets,
            incident,
            jwt,
            allowed: None,
            mend,
        }
    }
}

/// The highest severity in each incident.
fn worst_of(
    kept: &[(usize, Grade)],
    incidents: &[Option<IncidentId>],
) -> FxHashMap<IncidentId, Severity> {
    let mut worst = FxHashMap::default();
    for ((_, grade), incident) in kept.iter().zip(incidents) {
        let Some(id) = incident else { continue };
        let severity = worst.entry(*id).or_insert(grade.severity);
        *severity = grade.severity.max(*severity);
    }
    worst
}
