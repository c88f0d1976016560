//! What a report says of the findings of one content.
//!
//! Contract: a value's details cost a time of their own, so only those that are asked for are made. What they say of a
//! value is the same whichever are asked for.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::content::{Content, Means, Placed};
use super::named;
use super::packed;
use super::remarks::{self, Guided};
use super::{allowances, guard};
use crate::check::{self, Grade, Mask, Surroundings};
use crate::decode::Text;
use crate::detect;
use crate::guidance::{self, Held, Kind};
use crate::model::{
    Encoding, Excerpt, IncidentId, JwtFacts, MaskedValue, Mend, Region, RuleInfo, Secret, Severity,
    Span, ValueId,
};
use crate::rule::{KeyClass, RuleSet, Validator, ValueKind};

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
    pub(super) is_tied: bool,
}

/// Findings by rule and value.
pub(super) type Wanted = FxHashSet<(u16, ValueId)>;

/// Which findings are asked for.
#[derive(Clone, Copy)]
pub(super) enum Asked<'q> {
    /// All of them, and what the checks of the guidance say, if they are told of the content.
    All(Option<&'q Guided<'q>>),
    /// These values.
    Values(&'q Wanted),
    /// These values, where of the content only what is near them was read. It is known which values belong to one app.
    Near(&'q Wanted, &'q Incidents),
}

impl<'q> Asked<'q> {
    /// What the checks of the guidance are told, if they run.
    pub(super) fn guided(self) -> Option<&'q Guided<'q>> {
        match self {
            Self::All(guided) => guided,
            Self::Values(_) | Self::Near(..) => None,
        }
    }

    /// The same of a member of an archive, of which the checks of the guidance are told this.
    pub(super) fn of_member<'m>(self, guided: Option<&'m Guided<'m>>) -> Asked<'m>
    where
        'q: 'm,
    {
        match self {
            Self::All(_) => Asked::All(guided),
            other => other,
        }
    }

    /// Whether the details of this value are wanted.
    fn takes(self, rule: u16, value: ValueId) -> bool {
        match self {
            Self::All(_) => true,
            Self::Values(wanted) | Self::Near(wanted, _) => wanted.contains(&(rule, value)),
        }
    }
}

/// The incident of each rule's value in each place of a text, where it has one.
pub(super) type Incidents = FxHashMap<(u16, Span), IncidentId>;

impl Content<'_> {
    /// The findings that are asked for, in the order in which they stand in the content.
    pub(super) fn details(self, asked: Asked<'_>) -> Vec<Detected> {
        let path = asked.guided().map(|guided| guided.path.clone());
        let remarks = asked.guided().map_or_else(Vec::new, |guided| {
            guided.remarks(self.means, self.text.as_str(), self.names_vendor, &self.held())
        });
        let hidden = remarks.iter().flat_map(|(_, remark)| remark.hidden.iter().copied());
        let archives = self.packed.iter().map(|one| one.place);
        let others = match self.kept.is_empty() && remarks.is_empty() {
            true => Vec::new(),
            false => guard::places(self.means, self.text.as_str()),
        };
        let mut mask = self.mask(hidden.chain(others).chain(archives));
        if !self.kept.is_empty() || !remarks.is_empty() {
            mask = mask.and(named::places(self.text.as_str()));
        }
        let incidents: Vec<Option<IncidentId>> = match asked {
            Asked::Near(_, known) => {
                let kept = self.kept.iter().map(|&(index, _)| &self.seen[index]);
                kept.map(|one| known.get(&(one.candidate.rule, one.span)).copied()).collect()
            }
            _ => self.incidents(),
        };
        let worst = worst_of(&self.kept, &incidents);
        let beside = self.companions(&incidents);
        let Self { means, text, seen, kept, packed, .. } = self;
        let maker = Maker { means, text: &text, mask: &mask };
        let mut seen: Vec<Option<Placed>> = seen.into_iter().map(Some).collect();
        let mut found: Vec<Detected> = kept
            .into_iter()
            .zip(incidents)
            .filter_map(|((index, mut grade), incident)| {
                let one = seen[index].take_if(|one| asked.takes(one.candidate.rule, one.id))?;
                if let Some(severity) = incident.and_then(|id| worst.get(&id)) {
                    grade.severity = grade.severity.max(*severity);
                }
                let beside = incident.and_then(|id| beside.get(&id)).copied();
                Some(maker.detected(one, grade, incident, beside))
            })
            .collect();
        let packed = packed.into_iter().filter(|one| asked.takes(one.rule, one.value.id));
        packed::add(packed.collect(), &text, &mask, &mut found);
        remarks::add(remarks, &maker, &mut found);
        allowances::settle(&maker, path.as_deref(), &mut found);
        found
    }

    /// The same, told the path of the file that it is: where that names the vendor and nothing but one value stands in
    /// the file, the file's name is the name of the value, as that of a mounted secret is.
    pub(super) fn in_file(mut self, path: Option<&[u8]>) -> Self {
        let [(index, grade)] = &mut self.kept[..] else { return self };
        let one = &self.seen[*index];
        let text = self.text.as_str();
        let is_all = text.trim() == &text[one.span.start..one.span.end];
        let path = path.filter(|path| is_all && guidance::path_names_vendor(path));
        let key = path.map(|path| detect::key_of_file(&String::from_utf8_lossy(path)));
        if let Some(key @ (KeyClass::ClientId | KeyClass::ClientSecret | KeyClass::Secret)) = key
            && one.candidate.context.key == KeyClass::Unknown
        {
            let form = self.means.matcher.form(&one.candidate);
            let info = &self.means.rule(one).info;
            let around = Surroundings { key, vendor: true };
            *grade = check::grade(info, form, around).unwrap_or(*grade);
        }
        self
    }

    /// Covers every secret that was seen, reported or not, but for its first characters.
    fn mask(&self, hidden: impl Iterator<Item = Span>) -> Mask {
        Mask::new(self.shapes().chain(hidden).collect())
    }

    /// What of every secret that was seen, reported or not, must not be shown.
    fn shapes(&self) -> impl Iterator<Item = Span> + '_ {
        let seen = self
            .seen
            .iter()
            .filter_map(|one| self.means.cover(&one.candidate, one.span, one.encodings.is_empty()));
        seen.chain(self.covered.iter().copied())
    }

    /// The same, as places in the bytes that were read.
    pub(super) fn secret_places(&self) -> impl Iterator<Item = Span> + '_ {
        self.shapes().map(|span| self.text.source(span))
    }

    /// The credentials that are reported, for the checks of the guidance; those that count only in a project that names
    /// the vendor are not among them.
    fn held(&self) -> Vec<Held> {
        let mut held: Vec<Held> = self
            .kept
            .iter()
            .filter(|(_, grade)| !grade.needs_project)
            .map(|&(index, _)| &self.seen[index])
            .filter(|one| self.means.rule(one).value == ValueKind::AppCredential)
            .map(|one| Held { span: one.span, kind: remarks::kind(&self.means.rule(one).info.id) })
            .collect();
        held.sort_unstable_by_key(|held| held.span);
        held
    }

    /// What stands beside the Client ID of an incident and makes it worse, in words: a secret before a token.
    fn companions(&self, incidents: &[Option<IncidentId>]) -> FxHashMap<IncidentId, &'static str> {
        let mut companions = FxHashMap::default();
        for (&(index, _), incident) in self.kept.iter().zip(incidents) {
            let Some(id) = incident else { continue };
            match remarks::kind(&self.means.rule(&self.seen[index]).info.id) {
                Kind::ClientSecret | Kind::Header => {
                    companions.insert(*id, "secret");
                }
                Kind::Token => {
                    companions.entry(*id).or_insert("token");
                }
                // Of a team's own rule nobody knows what its value is to the ID.
                Kind::ClientId | Kind::Secret => {}
            }
        }
        companions
    }

    /// The incident of each kept value, in the same order.
    fn incidents(&self) -> Vec<Option<IncidentId>> {
        let belongs =
            |index: usize| self.means.rule(&self.seen[index]).value == ValueKind::AppCredential;
        let members: Vec<check::Member> = self
            .kept
            .iter()
            .map(|&(index, _)| &self.seen[index])
            .filter(|one| self.means.rule(one).value == ValueKind::AppCredential)
            .map(|one| check::Member { rule: one.candidate.rule, span: one.span, value: one.id })
            .collect();
        let mut ids = check::incidents(&members).into_iter();
        self.kept
            .iter()
            .map(|&(index, _)| if belongs(index) { ids.next().flatten() } else { None })
            .collect()
    }
}

/// Makes findings of one content.
pub(super) struct Maker<'a> {
    means: Means<'a>,
    pub(super) text: &'a Text<'a>,
    mask: &'a Mask,
}

impl<'a> Maker<'a> {
    /// The rules of the run.
    pub(super) fn rules(&self) -> &'a RuleSet {
        self.means.rules
    }

    /// A finding of this rule at a place, graded as the rule says, of which nothing more is known.
    pub(super) fn found(
        &self,
        index: u16,
        place: Span,
        message: String,
        value: MaskedValue,
    ) -> Detected {
        let info = &self.means.rules.rules()[usize::from(index)].info;
        let (text, region) = (self.text, self.text.region(place));
        let (severity, confidence) = (info.severity, info.confidence);
        Detected {
            rule: index,
            info: Arc::clone(info),
            grade: Grade { severity, confidence, needs_project: false },
            message,
            region,
            place,
            span: text.source(place),
            excerpt: check::excerpt(text.as_str(), place, region.start, self.mask),
            decoded: text.encoding(place.start).into_iter().collect(),
            value,
            secrets: Vec::new(),
            incident: None,
            jwt: None,
            allowed: None,
            mend: None,
            is_tied: false,
        }
    }

    fn detected(
        &self,
        one: Placed,
        grade: Grade,
        incident: Option<IncidentId>,
        beside: Option<&str>,
    ) -> Detected {
        let rule = self.means.rule(&one);
        let beside = beside.filter(|_| remarks::kind(&rule.info.id) == Kind::ClientId);
        let text = self.text.as_str();
        let form = self.means.matcher.form(&one.candidate);
        let is_plain = form.validators.contains(&Validator::PlainHttp);
        let mend = is_plain.then_some(Mend::SecureScheme);
        let mut jwt = one.candidate.jwt;
        if let Some(facts) = &mut jwt {
            detect::expire(facts, self.means.now);
        }
        let value = one.candidate.value;
        let written = &text[one.span.start..one.span.end];
        let secrets = match rule.value {
            ValueKind::Public => Vec::new(),
            _ if written == value.expose() => vec![value.clone()],
            _ => vec![value.clone(), Secret::new(written)],
        };
        let message = check::message(&rule.info, grade, jwt.as_deref(), beside);
        let found = self.found(one.candidate.rule, one.span, message, value.masked());
        let mut decoded = found.decoded;
        decoded.extend(one.encodings);
        Detected { grade, decoded, secrets, incident, jwt, mend, ..found }
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
