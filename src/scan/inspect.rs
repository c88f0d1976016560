//! One content in, its detections out: decode, detect and check in a row.

use std::num::NonZeroUsize;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::allowances::UNUSED as UNUSED_SUPPRESSION;
use super::content::{Content, Detected, Means};
use super::guard::Guard;
use super::near;
use super::remarks::Guided;
use super::suspects;
use crate::decode::{self, Budget, Coverage, Member};
use crate::detect::{self, Matcher};
use crate::guidance;
use crate::model::{
    Circumstances, Encoding, FAULT, Finding, Fingerprint, Origin, Problem, RepoPath, Secret, Span,
    ValueId, contain,
};
use crate::rule::RuleSet;
use crate::source::{Examine, Rest, Seen, Sighting, Sightings};

/// Runs the stages over one content at a time; shared by all threads.
#[derive(Debug)]
pub struct Inspector {
    rules: Arc<RuleSet>,
    matcher: Matcher,
    guard: Guard,
    options: InspectOptions,
}

/// What an [`Inspector`] is told.
#[derive(Debug, Clone)]
pub struct InspectOptions {
    /// The time that tokens' expiry is held against, in seconds since the Unix epoch.
    pub now: i64,
    /// How many threads look at one large content.
    pub threads: NonZeroUsize,
}

/// Everything found in one content.
#[derive(Debug, Default)]
pub struct Inspection {
    /// The violations, in the order in which they stand in the content.
    pub detections: Vec<Detection>,
    /// What could not be read, such as an encrypted archive.
    pub problems: Vec<Problem>,
    /// Whether the content names the vendor's host, which lets weaker evidence count in the whole project.
    pub names_vendor: bool,
    /// Whether each finding, and the absence of others, depends on nothing but what stands near: so in plain text that does not name the vendor.
    pub(super) is_local: bool,
}

/// A finding together with the texts that must not be printed.
#[derive(Debug)]
pub struct Detection {
    /// The rule's index in the loaded set.
    pub rule: u16,
    /// The finding, its excerpt masked already.
    pub finding: Finding,
    /// The value, and the text that stands for it in the content where that differs (its base64, its parts): none of them
    /// may appear anywhere in a report. Empty for rules whose value is no secret.
    pub secrets: Vec<Secret>,
    /// Whether it counts only in a project that names the vendor.
    pub needs_project: bool,
}

impl Inspector {
    /// An inspector with these rules and options.
    pub fn new(rules: Arc<RuleSet>, options: InspectOptions) -> Self {
        let matcher = Matcher::new(Arc::clone(&rules));
        Self { rules, matcher, guard: Guard::default(), options }
    }

    /// The rules, whose indices [`Detection::rule`] holds.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Everything that stands in `bytes`, which is the whole content of `origin`.
    pub fn inspect(&self, origin: &Origin, bytes: &[u8]) -> Inspection {
        let circumstances = match origin {
            Origin::Staged { .. } | Origin::Blob { .. } => Circumstances::TRACKED,
            _ => Circumstances::default(),
        };
        self.inspect_file(origin, bytes, &|| circumstances)
    }

    /// As [`inspect`](Self::inspect), for a file of which more can be known; asked for only where it matters.
    pub fn inspect_file(
        &self,
        origin: &Origin,
        bytes: &[u8],
        circumstances: &dyn Fn() -> Circumstances,
    ) -> Inspection {
        let guided = Guided::of(origin, circumstances);
        self.look(origin, bytes, guided.as_ref())
    }

    /// The credentials alone, as a history sees them: what code does with them is a matter of what stands now.
    pub(super) fn credentials(&self, origin: &Origin, bytes: &[u8]) -> Inspection {
        self.look(origin, bytes, None)
    }

    /// Whether the path alone makes a file worth a look: one that belongs to an integration with the vendor.
    pub fn is_of_interest(&self, path: &[u8]) -> bool {
        guidance::path_names_vendor(path)
    }

    /// `guided` is what the checks of the guidance are told; without it they do not run.
    fn look(&self, origin: &Origin, bytes: &[u8], guided: Option<&Guided<'_>>) -> Inspection {
        contain(|| self.look_inside(origin, bytes, guided)).unwrap_or_else(|| Inspection {
            problems: vec![unread(origin, "", FAULT)],
            ..Inspection::default()
        })
    }

    fn look_inside(
        &self,
        origin: &Origin,
        bytes: &[u8],
        guided: Option<&Guided<'_>>,
    ) -> Inspection {
        let mut inspection = Inspection::default();
        let by_path = guided.is_some_and(|guided| self.is_of_interest(guided.path.as_bytes()));
        if !by_path && !self.suspicious(bytes) {
            return inspection;
        }
        // An archive that is suspicious only as an archive has nothing to say in its own bytes.
        let is_suspicious = by_path || self.is_suspicious_text(bytes);
        let is_empty =
            || guided.is_none() && detect::is_archive(bytes) && self.holds_nothing(bytes);
        let outer = (is_suspicious && !is_empty()).then(|| self.content(bytes, guided));
        inspection.names_vendor = outer.as_ref().is_some_and(|outer| outer.names_host);
        inspection.is_local = decode::is_plain(bytes)
            && !outer.as_ref().is_some_and(|outer| outer.names_vendor)
            && !detect::is_archive(bytes);
        if outer.as_ref().is_some_and(|outer| outer.coverage == Coverage::Cut) {
            inspection.problems.push(unread(origin, "", TOO_DEEP));
        }
        let mut inner: Vec<Detection> = Vec::new();
        decode::members(bytes, &mut Budget::default(), &mut |member| match member {
            Member::Content { path, encodings, bytes } => {
                if !self.suspicious(bytes) || guided.is_none() && self.holds_nothing(bytes) {
                    return;
                }
                let guided = guided.map(|outer| outer.member(path));
                let content = self.content(bytes, guided.as_ref());
                inspection.names_vendor |= content.names_host;
                if content.coverage == Coverage::Cut {
                    inspection.problems.push(unread(origin, path, TOO_DEEP));
                }
                let place = InArchive { path, encodings };
                inner.extend(content.found.into_iter().map(|found| place.detection(origin, found)));
            }
            Member::Unread { path, reason } => {
                inspection.problems.push(unread(origin, path, &reason));
            }
        });
        // What a member stores without compression stands in the archive's own bytes too.
        let in_members: FxHashSet<(u16, ValueId)> =
            inner.iter().map(|other| (other.rule, other.finding.value.id)).collect();
        let is_new = |found: &Detected| !in_members.contains(&(found.rule, found.value.id));
        let own = outer.into_iter().flat_map(|outer| outer.found).filter(is_new);
        inspection.detections = own.map(|found| detection(origin, found)).collect();
        inspection.detections.extend(inner);
        inspection
    }

    /// Whether a team's own rules or names make the bytes worth a look that the first filter would not give them.
    fn is_of_interest_here(&self, bytes: &[u8]) -> bool {
        self.means().are_of_interest(bytes)
    }

    /// Whether the parts of a content that are suspicious hold nothing that is found, whatever the rest is. Where that cannot be told from the parts,
    /// the whole has to be looked at.
    fn holds_nothing(&self, bytes: &[u8]) -> bool {
        let all = Span { start: 0, end: bytes.len() };
        let found = self.near(&Origin::Stdin, bytes, &[all], Rest::Harmless);
        found.is_some_and(|found| found.is_empty())
    }

    /// As [`Examine::sightings_near`], whether or not the bytes are an archive.
    fn near(&self, origin: &Origin, bytes: &[u8], spots: &[Span], rest: Rest) -> Option<Vec<Seen>> {
        if !decode::reads_in_parts(bytes) {
            return None;
        }
        let parts = near::parts(bytes, spots, |window| self.is_suspicious_text(window))?;
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if rest == Rest::Harmless && length > bytes.len() / 2 {
            // The whole costs little more, and its versions gain from what is known then.
            return None;
        }
        let mut found = Vec::new();
        for part in parts {
            let content = Content::read_part(self.means(), &bytes[part.start..part.end]);
            let could_count =
                rest == Rest::Harmless && content.could_count && self.may_name_vendor(bytes);
            if could_count || content.names_vendor || content.coverage == Coverage::Cut {
                return None;
            }
            let detections = content.found.into_iter().map(|one| detection(origin, one));
            found.extend(detections.filter_map(|one| seen(&one)).map(|one| Seen {
                place: Span {
                    start: part.start + one.place.start,
                    end: part.start + one.place.end,
                },
                ..one
            }));
        }
        Some(found)
    }

    /// Whether nothing is found around `spot` in a part of a content that [reads in parts](decode::reads_in_parts), unless the content names the vendor elsewhere; no where a part that has
    /// to be read is not one that `is_inside` what is there.
    pub(super) fn holds_nothing_near(
        &self,
        bytes: &[u8],
        spot: Span,
        is_inside: impl Fn(Span) -> bool,
    ) -> bool {
        let Some(parts) = near::parts(bytes, &[spot], |window| self.is_suspicious_text(window))
        else {
            return false;
        };
        parts.into_iter().all(|part| {
            is_inside(part) && {
                let content = Content::read_part(self.means(), &bytes[part.start..part.end]);
                let is_empty = content.found.is_empty() && !content.names_vendor;
                is_empty && content.coverage == Coverage::Whole
            }
        })
    }

    fn is_suspicious_text(&self, window: &[u8]) -> bool {
        detect::suspicious_text(window) || self.is_of_interest_here(window)
    }

    /// Whether the bytes name the vendor as they stand there.
    pub(super) fn names_vendor(&self, bytes: &[u8]) -> bool {
        self.matcher.vendor().names_vendor(bytes)
    }

    /// Whether reading the whole could show that it names the vendor, where none of its suspicious parts does: what is large is decoded nowhere else.
    fn may_name_vendor(&self, bytes: &[u8]) -> bool {
        let is_large = bytes.len() > suspects::SMALL && decode::is_plain(bytes);
        !is_large || self.names_vendor(bytes)
    }

    fn content(&self, bytes: &[u8], guided: Option<&Guided<'_>>) -> Content {
        Content::read(self.means(), bytes, guided)
    }

    fn means(&self) -> Means<'_> {
        Means {
            rules: &self.rules,
            matcher: &self.matcher,
            guard: &self.guard,
            now: self.options.now,
            threads: self.options.threads,
            nested: 0,
            names_vendor: false,
        }
    }
}

impl Examine for Inspector {
    fn margin(&self) -> usize {
        detect::MARGIN
    }

    fn suspicious(&self, window: &[u8]) -> bool {
        detect::suspicious(window) || self.is_of_interest_here(window)
    }

    fn reach(&self) -> usize {
        near::REACH
    }

    fn sightings(&self, origin: &Origin, bytes: &[u8]) -> Sightings {
        let inspection = self.credentials(origin, bytes);
        let is_local = inspection.is_local && inspection.problems.is_empty();
        let seen = inspection.detections.iter().filter_map(seen).collect();
        let Sightings { seen, places, .. } = Sightings::of(seen);
        Sightings {
            seen,
            places: places.filter(|_| is_local),
            names_vendor: inspection.names_vendor,
            problems: inspection.problems,
        }
    }

    fn sightings_near(
        &self,
        origin: &Origin,
        bytes: &[u8],
        spots: &[Span],
        rest: Rest,
    ) -> Option<Vec<Seen>> {
        if detect::is_archive(bytes) {
            return None;
        }
        // A fault of ours is met again where the whole is looked at, and told there.
        contain(|| self.near(origin, bytes, spots, rest))?
    }
}

/// What a history keeps of a detection. A comment that allows nothing is a fault of what stands now, and none of the history's.
fn seen(detection: &Detection) -> Option<Seen> {
    let finding = &detection.finding;
    let sighting = Sighting {
        rule: detection.rule,
        value: finding.value.id,
        needs_project: detection.needs_project,
    };
    let is_of_history = finding.rule.id != UNUSED_SUPPRESSION;
    let place = finding.span.filter(|_| is_of_history)?;
    Some(Seen { place, sighting, is_clear: finding.decoded.is_empty() })
}

/// Why a content was not read to its last layer.
const TOO_DEEP: &str =
    "text in it is encoded in more layers, or unpacks to more, than are undone; look at it by hand";

/// Where in an archive a content stands.
struct InArchive<'a> {
    path: &'a str,
    encodings: &'a [Encoding],
}

impl InArchive<'_> {
    fn detection(&self, origin: &Origin, found: Detected) -> Detection {
        let mut detection = detection(origin, found);
        detection.finding.archive_path = Some(self.path.to_owned());
        detection.finding.decoded.splice(0..0, self.encodings.iter().copied());
        detection
    }
}

fn detection(origin: &Origin, found: Detected) -> Detection {
    let fingerprint = Fingerprint::of(&found.info.id, &origin.place(), found.value.id);
    let finding = Finding {
        rule: found.info,
        severity: found.grade.severity,
        confidence: found.grade.confidence,
        message: found.message,
        origin: origin.clone(),
        region: Some(found.region),
        span: Some(found.span),
        excerpt: Some(found.excerpt),
        lifetime: None,
        decoded: found.decoded,
        archive_path: None,
        value: found.value,
        fingerprint,
        incident: found.incident,
        jwt: found.jwt.map(|facts| *facts),
        allowed: found.allowed,
        mend: found.mend,
    };
    let needs_project = found.grade.needs_project;
    Detection { rule: found.rule, finding, secrets: found.secrets, needs_project }
}

/// A part of an archive that was not read; the name of a member may be anything, and says where to look.
fn unread(origin: &Origin, path: &str, reason: &str) -> Problem {
    let reason = match path {
        "" => reason.to_owned(),
        _ => format!("{}: {reason}", path.escape_debug()),
    };
    let path: Option<RepoPath> = origin.path().cloned();
    Problem { path, object: origin.object(), reason }
}
