//! What stands in one content, archive or not: through all stages up to what counts.

use std::num::NonZeroUsize;

use super::detail::Detected;
use super::packed::{self, Archive, Packed};
use super::pieces::{Piece, pieces};
use super::suspects::suspects;
use crate::check::{self, Grade, Sight, Surroundings};
use crate::decode::{self, Coverage, Text, View};
use crate::detect::{self, Candidate, Matcher};
use crate::model::{Encoding, Span, ValueId, spread_over};
use crate::rule::{Filter, KeyClass, Rule, RuleSet, ValueKind};
use crate::source;
use crate::suppress;

/// A text above this size, in bytes, is worth several threads.
const LARGE: usize = 1 << 20;

/// How many pieces of a text are looked at before the archives in them are opened.
const TOGETHER: usize = 64;

/// What stands in one content. What it says of a finding is made by [`details`](Self::details).
pub(super) struct Content<'a> {
    pub(super) means: Means<'a>,
    pub(super) text: Text<'a>,
    pub(super) seen: Vec<Placed>,
    /// Where something stands that has the shape of a secret and counts nowhere: a report must not show it either.
    pub(super) covered: Vec<Span>,
    /// Which of [`seen`](Self::seen) are findings, in the order in which they stand in the content.
    pub(super) kept: Vec<(usize, Grade)>,
    /// What archives in the text hold.
    pub(super) packed: Vec<Detected>,
    pub(super) names_host: bool,
    /// Whether it, or what it stands in, names the vendor in any way.
    pub(super) names_vendor: bool,
    /// Whether it holds anything that is no finding here, and would be one if what it stands in named the vendor.
    pub(super) could_count: bool,
    /// Whether all encodings were undone.
    pub(super) coverage: Coverage,
}

/// What a content is read with.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) matcher: &'a Matcher,
    /// In seconds since the Unix epoch.
    pub(super) now: i64,
    /// How many threads a large content is worth.
    pub(super) threads: NonZeroUsize,
    /// How many archives in texts the content stands in.
    pub(super) nested: usize,
    /// Whether what the content stands in names the vendor.
    pub(super) names_vendor: bool,
}

impl<'a> Means<'a> {
    /// The rule of what was seen.
    pub(super) fn rule(self, one: &Placed) -> &'a Rule {
        &self.rules.rules()[usize::from(one.candidate.rule)]
    }

    /// How many threads a text is worth.
    pub(super) fn threads_for(self, text: &str) -> NonZeroUsize {
        if text.len() > LARGE { self.threads } else { NonZeroUsize::MIN }
    }

    /// What of a candidate in `span` a report must not show: it is recognised by its first characters where `is_plain`
    /// says that it stands there as it is.
    pub(super) fn cover(self, candidate: &Candidate, span: Span, is_plain: bool) -> Option<Span> {
        let rule = &self.rules.rules()[usize::from(candidate.rule)];
        let shown = if is_plain { candidate.value.shown().len() } else { 0 };
        (rule.value != ValueKind::Public).then_some(Span { start: span.start + shown, ..span })
    }

    /// Whether a candidate counts for anything in some surroundings, or decides about others: most of what has the
    /// shape of a value counts nowhere, and there may be as much of it as there are lines.
    fn could_ever_count(self, candidate: &Candidate) -> bool {
        let form = self.matcher.form(candidate);
        let around = Surroundings { key: candidate.context.key, vendor: true };
        let info = &self.rules.rules()[usize::from(candidate.rule)].info;
        is_whole(form.filter)
            || check::grade(info, form, around).is_some()
            || suppress::is_public_sample(candidate.value.expose())
    }

    /// Whether a team's own rules or names make the bytes worth a look that the first filter would not give them.
    pub(super) fn are_of_interest(self, bytes: &[u8]) -> bool {
        self.rules.looks_everywhere() || self.matcher.names_own(bytes)
    }
}

/// A candidate, placed in the text of the content.
pub(super) struct Placed {
    pub(super) candidate: Candidate,
    pub(super) span: Span,
    pub(super) encodings: Vec<Encoding>,
    pub(super) id: ValueId,
    /// Known to be harmless: reported never, but what stands inside it is not reported either.
    public: bool,
}

impl<'a> Content<'a> {
    /// Reads `bytes`.
    pub(super) fn read(means: Means<'a>, bytes: &'a [u8]) -> Self {
        Self::of(means, decode::text(bytes), Extent::Whole)
    }

    /// Reads a part of a content that can be read [in parts](decode::reads_in_parts).
    pub(super) fn read_part(means: Means<'a>, bytes: &'a [u8]) -> Self {
        Self::of(means, decode::text_of_part(bytes), Extent::Whole)
    }

    /// Reads these parts of a text, in its own places. Archives are not opened.
    pub(super) fn read_parts(means: Means<'a>, text: Text<'a>, parts: &[Span]) -> Self {
        Self::of(means, text, Extent::Parts(parts))
    }

    fn of(means: Means<'a>, text: Text<'a>, extent: Extent<'_>) -> Self {
        let Means { matcher, .. } = means;
        let whole = text.as_str();
        let vendor = matcher.vendor();
        let named = vendor.names_vendor(whole);
        let mut names_host = named && vendor.names_host(whole);
        let mut names_vendor = means.names_vendor || named;
        let pieces = match extent {
            Extent::Parts(parts) => parts.iter().copied().map(Piece::alone).collect(),
            Extent::Whole if means.are_of_interest(whole.as_bytes()) => vec![Piece::whole(whole)],
            Extent::Whole => pieces(whole, &suspects(whole)),
        };
        let threads = means.threads_for(whole);
        let mut seen = Vec::new();
        let mut decoded = Vec::new();
        let mut covered = Vec::new();
        let mut coverage = Coverage::Whole;
        let mut packed = Packed::new(Means { names_vendor, ..means }, whole.len());
        let mut open = |archives: Vec<Archive>| match extent {
            Extent::Whole => archives.into_iter().for_each(|archive| packed.open(archive)),
            Extent::Parts(_) => {}
        };
        if matches!(extent, Extent::Whole) {
            // An archive is whole in the whole text only.
            open(packed::archives(whole, &|run| Some((run, Vec::new()))).collect());
        }
        for pieces in pieces.chunks(TOGETHER) {
            let looks = spread_over(pieces, threads, |piece| Look::at(means, whole, *piece, named));
            for look in looks {
                seen.extend(look.seen);
                decoded.extend(look.decoded);
                covered.extend(look.covered);
                names_host |= look.names_host;
                names_vendor |= look.names_vendor;
                open(look.archives);
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
        let judge = Judge { means, names_vendor };
        let could_count = in_packed || seen.iter().any(|one| judge.could_count(one));
        let kept = judge.kept(&seen);
        Self {
            means,
            text,
            seen,
            covered,
            kept,
            packed,
            names_host,
            names_vendor,
            could_count,
            coverage,
        }
    }

    /// Whether it belongs to a program that calls the vendor: it names a host of the vendor's, or one of its credentials
    /// by the vendor's name.
    pub(super) fn is_of_client(&self) -> bool {
        let is_named =
            |(index, _): &(usize, Grade)| self.seen[*index].candidate.context.names_vendor;
        self.names_host || self.names_vendor && self.kept.iter().any(is_named)
    }

    /// Whether nothing in it is found or allowed.
    pub(super) fn is_empty(&self) -> bool {
        let allows_nothing = || suppress::allows(self.text.as_str()).is_empty();
        self.kept.is_empty() && self.packed.is_empty() && allows_nothing()
    }

    /// What a history keeps of each finding. A comment that allows nothing is a fault of what stands now, and none of
    /// the history's.
    pub(super) fn sightings(&self) -> impl Iterator<Item = source::Seen> + '_ {
        let own = self.kept.iter().map(|&(index, grade)| {
            let Placed { candidate, span, encodings, id, .. } = &self.seen[index];
            let is_clear = encodings.is_empty() && self.text.encoding(span.start).is_none();
            self.sighting((candidate.rule, *id), grade, *span, is_clear)
        });
        let packed = self.packed.iter();
        own.chain(
            packed.map(|one| self.sighting((one.rule, one.value.id), one.grade, one.place, false)),
        )
    }

    fn sighting(
        &self,
        (rule, value): (u16, ValueId),
        grade: Grade,
        place: Span,
        is_clear: bool,
    ) -> source::Seen {
        let sighting = source::Sighting { rule, value, needs_project: grade.needs_project };
        source::Seen { place: self.text.source(place), sighting, is_clear }
    }
}

/// How much of a text is read.
#[derive(Clone, Copy)]
enum Extent<'e> {
    /// All that is suspicious in it.
    Whole,
    /// These parts, with all that decides about what is asked of them.
    Parts(&'e [Span]),
}

/// What one piece of a text holds, each in the order of the piece.
struct Look {
    /// What stands there as it is.
    seen: Vec<Placed>,
    /// What is to be seen once encodings are undone.
    decoded: Vec<Placed>,
    /// What of either counts nowhere.
    covered: Vec<Span>,
    /// Archives that only a view shows.
    archives: Vec<Archive>,
    names_host: bool,
    names_vendor: bool,
    coverage: Coverage,
}

impl Look {
    /// `named` is whether the whole names the vendor.
    fn at(means: Means<'_>, whole: &str, piece: Piece, named: bool) -> Self {
        let matcher = means.matcher;
        let vendor = matcher.vendor();
        let text = piece.text(whole);
        let owned = |span: Span| Some(piece.place(span)).filter(|place| piece.owns(*place));
        let mut covered = Vec::new();
        let mut sorted = |span: Span, encodings: Vec<Encoding>, one: Candidate| {
            if means.could_ever_count(&one) {
                return Some(Placed::new(span, encodings, one));
            }
            covered.extend(means.cover(&one, span, encodings.is_empty()));
            None
        };
        let seen = matcher
            .candidates_where(text, named, &|_| true)
            .into_iter()
            .filter_map(|one| sorted(owned(one.span)?, Vec::new(), one))
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
                    .filter(|one| !is_data(matcher, one, view, text))
                    .filter_map(|one| sorted(owned(one.span)?, view.encodings(one.span), one))
                    .filter(|seen| !seen.is_claim(view.text())),
            );
        });
        Self { seen, decoded, covered, archives, names_host, names_vendor, coverage }
    }
}

/// Whether values of this kind are made of others.
fn is_whole(filter: Filter) -> bool {
    matches!(filter, Filter::Jwt | Filter::Basic)
}

/// Whether what looks like a value in a view of `text` was made of data: of rows of base64 that were joined, of what is
/// left of a run, or of what stands amid data where its neighbours were not decoded.
fn is_data(matcher: &Matcher, candidate: &Candidate, view: &View<'_>, text: &str) -> bool {
    let span = candidate.span;
    let parent = view.parent_text().as_bytes();
    let joins_rows =
        || view.joints(span).any(|joint| detect::are_in_block(parent, joint.start, joint.end));
    let stood_amid_data = || {
        let origin = view.origin(span);
        let is_as_written = text[origin.start..origin.end] == *candidate.value.expose();
        is_as_written && !detect::stands_alone(text.as_bytes(), origin)
    };
    matcher.form(candidate).filter == Filter::Alphanumeric
        && (view.cuts_run(span) || joins_rows() || stood_amid_data())
}

impl Placed {
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

/// Decides what counts in a content.
struct Judge<'a> {
    means: Means<'a>,
    names_vendor: bool,
}

impl Judge<'_> {
    /// Which of what was seen are findings, in the order in which they stand in the content.
    fn kept(&self, seen: &[Placed]) -> Vec<(usize, Grade)> {
        let grades: Vec<Option<Grade>> =
            seen.iter().map(|one| self.grade(one).filter(|_| !one.public)).collect();
        let sights: Vec<Sight> = seen
            .iter()
            .zip(&grades)
            .map(|(one, grade)| self.sight(one, grade.is_some() || one.public))
            .collect();
        check::keep_once(&sights)
            .into_iter()
            .filter_map(|index| Some((index, grades[index]?)))
            .collect()
    }

    fn grade(&self, one: &Placed) -> Option<Grade> {
        self.grade_where(one, self.names_vendor)
    }

    /// The grade, where the content names the vendor or does not.
    fn grade_where(&self, one: &Placed, names_vendor: bool) -> Option<Grade> {
        let Means { matcher, .. } = self.means;
        let context = one.candidate.context;
        let vendor = names_vendor || context.names_vendor;
        let around = Surroundings { key: context.key, vendor };
        check::grade(&self.means.rule(one).info, matcher.form(&one.candidate), around)
    }

    /// Whether what was seen counts for something else, or at all, only if the content named the vendor.
    fn could_count(&self, one: &Placed) -> bool {
        !one.public && self.grade(one) != self.grade_where(one, true)
    }

    fn sight(&self, one: &Placed, counts: bool) -> Sight {
        let filter = self.means.matcher.form(&one.candidate).filter;
        Sight {
            rule: one.candidate.rule,
            span: one.span,
            value: one.id,
            depth: one.encodings.len(),
            counts,
            whole: is_whole(filter),
            place: filter == Filter::Url,
        }
    }
}
