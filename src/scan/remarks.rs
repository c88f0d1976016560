//! Runs the checks of the guidance over a content and makes findings of what they have to say.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::content::{Content, Means};
use super::detail::{Detected, Maker};
use crate::check::Grade;
use crate::guidance::{self, CHECKS, Check, Facts, Held, Kind, Page, Remark, Tie};
use crate::model::{
    Circumstances, Confidence, MaskedValue, Origin, Secret, Span, ValueId, spread_over,
};

/// What the checks are told of a content beside its text.
pub(super) struct Guided<'a> {
    /// The path of the file, or of the member of an archive.
    pub(super) path: Cow<'a, str>,
    package: Option<Cow<'a, str>>,
    /// Whether another file of the project ties this one to the vendor.
    is_tied: bool,
    circumstances: &'a (dyn Fn() -> Circumstances + Sync),
}

impl<'a> Guided<'a> {
    /// For the content of a file; `None` for names, messages and people, which do nothing.
    pub(super) fn of(
        origin: &'a Origin,
        circumstances: &'a (dyn Fn() -> Circumstances + Sync),
    ) -> Option<Self> {
        let path = match origin {
            Origin::File { path } | Origin::Staged { path, .. } => path.to_text(),
            Origin::Blob { path, .. } => path.as_ref()?.to_text(),
            Origin::Stdin => Cow::Borrowed(""),
            Origin::CommitMessage { .. }
            | Origin::TagMessage { .. }
            | Origin::Note { .. }
            | Origin::FileName { .. }
            | Origin::Person { .. }
            | Origin::RefName { .. } => return None,
        };
        Some(Self { path, package: None, is_tied: false, circumstances })
    }

    /// The same for a file that another one ties to the vendor.
    pub(super) fn tied(self) -> Self {
        Self { is_tied: true, ..self }
    }

    /// Whether another file of the project ties this one to the vendor.
    pub(super) fn is_tied(&self) -> bool {
        self.is_tied
    }

    /// What a file that names the vendor ties to it, where it names one of its hosts or is a file of credentials.
    pub(super) fn ties(&self, content: &Content<'_>) -> Vec<Tie> {
        let own_hosts = &content.means.rules.vendor_names().hosts;
        let facts = Facts { own_hosts, ..Facts::default() };
        let page = Page::new(&self.path, content.text.as_str(), facts);
        let mut ties = if content.names_host { guidance::ties(&page) } else { Vec::new() };
        ties.extend(guidance::tied_file(&page));
        ties
    }

    /// For a member of this archive.
    pub(super) fn member<'m>(&'m self, path: &'m str) -> Guided<'m> {
        Guided {
            path: Cow::Borrowed(path),
            package: Some(Cow::Borrowed(&*self.path)),
            is_tied: false,
            circumstances: self.circumstances,
        }
    }

    /// What the checks whose rules are loaded say, each remark with its rule's index. A large text is worth several
    /// threads, which share the checks.
    pub(super) fn remarks(
        &self,
        means: Means<'_>,
        text: &str,
        names_vendor: bool,
        held: &[Held],
    ) -> Vec<(u16, Remark)> {
        let rules = means.rules;
        let facts = Facts {
            package: self.package.as_deref(),
            circumstances: self.circumstances,
            names_vendor,
            own_hosts: &rules.vendor_names().hosts,
            held,
        };
        let said = |facts: Facts<'_>| self.said(means, &Page::new(&self.path, text, facts));
        let mut remarks = said(facts);
        if self.is_tied && !names_vendor {
            let known: FxHashSet<(u16, Span)> =
                remarks.iter().map(|(rule, remark)| (*rule, remark.span)).collect();
            let mut more = said(Facts { names_vendor: true, ..facts });
            more.retain(|(rule, remark)| !known.contains(&(*rule, remark.span)));
            for (_, remark) in &mut more {
                remark.is_tied = true;
                remark.confidence = Some(remark.confidence.map_or(TIED, |own| own.min(TIED)));
            }
            remarks.extend(more);
        }
        remarks
    }

    fn said(&self, means: Means<'_>, page: &Page<'_>) -> Vec<(u16, Remark)> {
        let (rules, text) = (means.rules, page.text());
        let loaded = CHECKS.iter().filter_map(|check| Some((rules.get(check.rule)?.0, check)));
        let loaded: Vec<(u16, &Check)> = loaded.collect();
        let remarks = spread_over(&loaded, means.threads_for(text), |(rule, check)| {
            (check.remarks)(page).into_iter().map(|remark| (*rule, remark)).collect::<Vec<_>>()
        });
        remarks.into_iter().flatten().collect()
    }
}

/// The most that is known of what a file does only because another one ties it to the vendor.
const TIED: Confidence = Confidence::Medium;

/// What a credential is, by the rule that found it.
pub(super) fn kind(rule: &str) -> Kind {
    match rule {
        "client-id" => Kind::ClientId,
        "client-secret" => Kind::ClientSecret,
        "basic-credentials" => Kind::Header,
        "bearer-token" | "refresh-token" => Kind::Token,
        _ => Kind::Secret,
    }
}

/// Adds a finding for each remark, but for those whose place a finding of the same rule has already.
pub(super) fn add(remarks: Vec<(u16, Remark)>, maker: &Maker<'_>, found: &mut Vec<Detected>) {
    let mut by_rule: FxHashMap<u16, Vec<Span>> = FxHashMap::default();
    for one in found.iter() {
        by_rule.entry(one.rule).or_default().push(one.place);
    }
    let taken: FxHashMap<u16, Taken> =
        by_rule.into_iter().map(|(rule, places)| (rule, Taken::new(places))).collect();
    for (rule, remark) in remarks {
        if !taken.get(&rule).is_some_and(|taken| taken.touches(remark.span)) {
            found.push(detected(rule, remark, maker));
        }
    }
}

/// Places of a text, any number of which are asked after at the price of one look-up.
struct Taken {
    /// Sorted by their starts.
    places: Vec<Span>,
    /// The farthest end of each place and those before it.
    ends: Vec<usize>,
}

impl Taken {
    fn new(mut places: Vec<Span>) -> Self {
        places.sort_unstable();
        let mut farthest = 0;
        let end = |place: &Span| {
            farthest = place.end.max(farthest);
            farthest
        };
        let ends = places.iter().map(end).collect();
        Self { places, ends }
    }

    /// Whether one of them overlaps a span.
    fn touches(&self, span: Span) -> bool {
        let before = self.places.partition_point(|place| place.start < span.end);
        before.checked_sub(1).is_some_and(|last| self.ends[last] > span.start)
    }
}

fn detected(rule: u16, remark: Remark, maker: &Maker<'_>) -> Detected {
    let secret = |span: &Span| Secret::new(&maker.text.as_str()[span.start..span.end]);
    let marked = secret(&remark.span);
    let id = &maker.rules().rules()[usize::from(rule)].info.id;
    // Two rules can mark the same words, and mean different things by them.
    let value = MaskedValue {
        redacted: marked.redacted(),
        id: ValueId::of(&format!("{id}\0{}", marked.expose())),
    };
    let found = maker.found(rule, remark.span, remark.message, value);
    let grade = Grade {
        severity: remark.severity.unwrap_or(found.grade.severity),
        confidence: remark.confidence.unwrap_or(found.grade.confidence),
        ..found.grade
    };
    let secrets = remark.hidden.iter().map(secret).collect();
    Detected { grade, secrets, mend: remark.mend, is_tied: remark.is_tied, ..found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_taken_by_whatever_reaches_to_it() {
        let span = |start, end| Span { start, end };
        let taken = Taken::new(vec![span(20, 22), span(0, 10), span(2, 4), span(30, 30)]);
        for (start, end, is_taken) in [
            (0, 1, true),
            (5, 6, true),
            (9, 20, true),
            (10, 20, false),
            (10, 21, true),
            (5, 5, true),
            (10, 10, false),
            (22, 25, false),
            (29, 31, true),
        ] {
            assert_eq!(taken.touches(span(start, end)), is_taken, "{start}..{end}");
            let one_by_one = taken.places.iter().any(|place| place.overlaps(span(start, end)));
            assert_eq!(one_by_one, is_taken, "{start}..{end}");
        }
        assert!(!Taken::new(Vec::new()).touches(span(0, 9)));
    }
}
