//! One content in, its detections out: decode, detect and check in a row.

use std::num::NonZeroUsize;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::content::{Content, Means};
use super::detail::{Asked, Detected, Wanted};
use super::near;
use super::remarks::Guided;
use super::suspects;
use crate::decode::{self, Budget, Coverage, Member};
use crate::detect::{self, MARGIN, Matcher};
use crate::guidance::{self, Tie};
use crate::model::{
    Circumstances, Encoding, FAULT, Finding, Fingerprint, Origin, Problem, RepoPath, Secret, Span,
    ValueId, contain,
};
use crate::rule::RuleSet;
use crate::source::{Examine, Rest, Seen, Sightings};

/// Runs the stages over one content at a time; shared by all threads.
#[derive(Debug)]
pub struct Inspector {
    rules: Arc<RuleSet>,
    matcher: Matcher,
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
    /// What was not looked at because of its size, one sentence each.
    pub not_covered: Vec<String>,
    /// Whether the content names the vendor's host, which lets weaker evidence count in the whole project.
    pub names_vendor: bool,
    /// Names by which other files of the project may speak of the vendor.
    pub ties: Vec<Tie>,
}

/// A finding together with the texts that must not be printed.
#[derive(Debug)]
pub struct Detection {
    /// The rule's index in the loaded set.
    pub rule: u16,
    /// The finding, its excerpt masked already.
    pub finding: Finding,
    /// The value, and the text that stands for it in the content where that differs (its base64, its parts): none of
    /// them may appear anywhere in a report. Empty for rules whose value is no secret.
    pub secrets: Vec<Secret>,
    /// Whether it counts only in a project that names the vendor.
    pub needs_project: bool,
    /// Whether it counts only since another file ties this one to the vendor.
    pub is_tied: bool,
    /// Whether it stands in the name of a member of an archive, which is the end of the finding's path inside it.
    pub is_in_name: bool,
}

impl Inspector {
    /// An inspector with these rules and options.
    pub fn new(rules: Arc<RuleSet>, options: InspectOptions) -> Self {
        let matcher = Matcher::new(Arc::clone(&rules));
        Self { rules, matcher, options }
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
        circumstances: &(dyn Fn() -> Circumstances + Sync),
    ) -> Inspection {
        let guided = Guided::of(origin, circumstances);
        self.look(origin, bytes, Asked::All(guided.as_ref()))
    }

    /// As [`inspect_file`](Self::inspect_file), for a file that others tie to the vendor.
    pub(super) fn inspect_tied(
        &self,
        origin: &Origin,
        bytes: &[u8],
        circumstances: &(dyn Fn() -> Circumstances + Sync),
    ) -> Inspection {
        let guided = Guided::of(origin, circumstances).map(Guided::tied);
        self.look(origin, bytes, Asked::All(guided.as_ref()))
    }

    /// These values alone, as a history sees them: what code does with them is a matter of what stands now.
    pub(super) fn values(&self, origin: &Origin, bytes: &[u8], wanted: &Wanted) -> Inspection {
        self.look(origin, bytes, Asked::Values(wanted))
    }

    /// Whether the path alone makes a file worth a look: one that belongs to an integration with the vendor.
    pub fn is_of_interest(&self, path: &[u8]) -> bool {
        guidance::path_names_vendor(path)
    }

    fn look(&self, origin: &Origin, bytes: &[u8], asked: Asked<'_>) -> Inspection {
        contain(|| self.look_inside(origin, bytes, asked)).unwrap_or_else(|| Inspection {
            problems: vec![unread(origin, "", FAULT)],
            ..Inspection::default()
        })
    }

    fn look_inside(&self, origin: &Origin, bytes: &[u8], asked: Asked<'_>) -> Inspection {
        let guided = asked.guided();
        let mut own: Vec<Detection> = Vec::new();
        let mut inner: Vec<Detection> = Vec::new();
        let by_path = guided.is_some_and(|guided| self.is_of_interest(guided.path.as_bytes()));
        // A project with such a path uses the vendor's services, whatever its files say.
        let mut inspection = Inspection { names_vendor: by_path, ..Inspection::default() };
        let is_wanted = by_path || guided.is_some_and(Guided::is_tied);
        let credentials_only = guided.is_none();
        let read = Reading { inspector: self, origin, is_wanted, credentials_only };
        let (mut not_covered, mut ties) = (Vec::new(), Vec::new());
        read.contents(bytes, &mut inspection, &mut |content, place| match place {
            None => {
                not_covered.extend(guided.and_then(|guided| too_large(guided, &content)));
                // Other sources look at each content by itself.
                let ties_others = content.names_vendor && matches!(origin, Origin::File { .. });
                if let Some(guided) = guided.filter(|_| ties_others) {
                    ties = guided.ties(&content);
                }
                let path = origin.path().map(RepoPath::as_bytes);
                let found = content.in_file(path).details(asked).into_iter();
                own.extend(found.map(|found| detection(origin, found)));
            }
            Some(place) => {
                let guided =
                    guided.filter(|_| !place.is_name).map(|outer| outer.member(place.path));
                let content = content.in_file(Some(place.path.as_bytes()));
                let found = content.details(asked.of_member(guided.as_ref())).into_iter();
                inner.extend(found.map(|found| place.detection(origin, found)));
            }
        });
        // What a member stores without compression stands in the archive's own bytes too.
        let in_members: FxHashSet<(u16, ValueId)> =
            inner.iter().map(|other| (other.rule, other.finding.value.id)).collect();
        own.retain(|one| !in_members.contains(&(one.rule, one.finding.value.id)));
        inspection.detections = own;
        inspection.detections.extend(inner);
        inspection.not_covered = not_covered;
        inspection.ties = ties;
        inspection
    }

    fn sightings_inside(&self, origin: &Origin, bytes: &[u8]) -> Sightings {
        let mut own: Vec<Seen> = Vec::new();
        let mut inner: Vec<Seen> = Vec::new();
        // What is known of all that is not seen, unless more decides than what is near.
        let mut rest = decode::is_plain(bytes).then_some(Rest::NoVendor);
        let mut inspection = Inspection::default();
        let read = Reading { inspector: self, origin, is_wanted: false, credentials_only: true };
        read.contents(bytes, &mut inspection, &mut |content, place| match place {
            None => {
                if content.names_vendor {
                    let is_named = self.names_vendor(bytes);
                    rest = rest.filter(|_| is_named);
                    rest = rest.map(|_| Rest::Vendor { host: content.names_host });
                }
                own.extend(content.sightings());
            }
            Some(_) => inner.extend(content.sightings()),
        });
        // What a member stores without compression stands in the archive's own bytes too.
        let in_members: FxHashSet<(u16, ValueId)> =
            inner.iter().map(|one| (one.sighting.rule, one.sighting.value)).collect();
        own.retain(|one| !in_members.contains(&(one.sighting.rule, one.sighting.value)));
        let is_local = inspection.problems.is_empty() && !detect::is_archive(bytes);
        let seen = match rest.filter(|_| is_local) {
            Some(rest) => Sightings::local(own, rest),
            None => Sightings::of(&[own, inner].concat()),
        };
        let by_path = origin.path().is_some_and(|path| self.is_of_interest(path.as_bytes()));
        let names_vendor = inspection.names_vendor || by_path;
        Sightings { names_vendor, problems: inspection.problems, ..seen }
    }

    /// Whether a team's own rules or names make the bytes worth a look that the first filter would not give them.
    fn is_of_interest_here(&self, bytes: &[u8]) -> bool {
        self.means().are_of_interest(bytes)
    }

    /// Whether the parts of a content that are suspicious hold nothing that is found, whatever the rest is. Where that
    /// cannot be told from the parts, the whole has to be looked at.
    fn holds_nothing(&self, bytes: &[u8]) -> bool {
        let all = Span { start: 0, end: bytes.len() };
        let found = self.near(bytes, &[all], Rest::Harmless);
        found.is_some_and(|found| found.is_empty())
    }

    /// As [`Examine::sightings_near`], whether or not the bytes are an archive.
    fn near(&self, bytes: &[u8], spots: &[Span], rest: Rest) -> Option<Vec<Seen>> {
        if !decode::reads_in_parts(bytes) {
            return None;
        }
        let parts = near::parts(bytes, spots, |part| self.is_suspicious_part(bytes, part))?;
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if rest == Rest::Harmless && length > bytes.len() / 2 {
            // The whole costs little more, and its versions gain from what is known then.
            return None;
        }
        let names_vendor = matches!(rest, Rest::Vendor { .. });
        if names_vendor && !self.names_vendor(bytes) {
            return None;
        }
        let means = Means { names_vendor, ..self.means() };
        let mut found = Vec::new();
        for part in parts {
            let content = Content::read_part(means, &bytes[part.start..part.end]);
            let could_count =
                rest == Rest::Harmless && content.could_count && self.may_name_vendor(bytes);
            let names_more = match rest {
                Rest::Vendor { host } => content.names_host && !host,
                Rest::Harmless | Rest::NoVendor => content.names_vendor,
            };
            if could_count || names_more || content.coverage == Coverage::Cut {
                return None;
            }
            found.extend(content.sightings().map(|one| Seen {
                place: Span {
                    start: part.start + one.place.start,
                    end: part.start + one.place.end,
                },
                ..one
            }));
        }
        Some(found)
    }

    /// Whether nothing is found around `spot` in a part of a content that [reads in parts](decode::reads_in_parts),
    /// unless the content names the vendor elsewhere; no where a part that has to be read is not one that `is_inside`
    /// what is there.
    pub(super) fn holds_nothing_near(
        &self,
        bytes: &[u8],
        spot: Span,
        is_inside: impl Fn(Span) -> bool,
    ) -> bool {
        let Some(parts) = near::parts(bytes, &[spot], |part| self.is_suspicious_part(bytes, part))
        else {
            return false;
        };
        parts.into_iter().all(|part| {
            is_inside(part) && {
                let content = Content::read_part(self.means(), &bytes[part.start..part.end]);
                content.is_empty() && !content.names_vendor && content.coverage == Coverage::Whole
            }
        })
    }

    fn is_suspicious_text(&self, bytes: &[u8]) -> bool {
        detect::suspicious_text(bytes) || self.is_of_interest_here(bytes)
    }

    /// Whether a part of a content is suspicious, with what stands around it.
    pub(super) fn is_suspicious_part(&self, content: &[u8], part: Span) -> bool {
        let around = part.start.saturating_sub(MARGIN)..content.len().min(part.end + MARGIN);
        detect::suspicious_part(content, part) || self.is_of_interest_here(&content[around])
    }

    /// Whether the bytes name the vendor as they stand there.
    pub(super) fn names_vendor(&self, bytes: &[u8]) -> bool {
        self.matcher.vendor().names_vendor(bytes)
    }

    /// Whether reading the whole could show that it names the vendor, where none of its suspicious parts does: what is
    /// large is decoded nowhere else.
    fn may_name_vendor(&self, bytes: &[u8]) -> bool {
        let is_large = bytes.len() > suspects::SMALL && decode::is_plain(bytes);
        !is_large || self.names_vendor(bytes)
    }

    pub(super) fn means(&self) -> Means<'_> {
        Means {
            rules: &self.rules,
            matcher: &self.matcher,
            now: self.options.now,
            threads: self.options.threads,
            nested: 0,
            names_vendor: false,
        }
    }
}

/// What of a content that names the vendor the checks of the guidance leave out, since it is too large.
fn too_large(guided: &Guided<'_>, content: &Content<'_>) -> Option<String> {
    let is_large = content.names_vendor && content.text.as_str().len() > guidance::LARGEST;
    is_large.then(|| {
        let most = guidance::LARGEST >> 20;
        format!("what {} does with credentials, since it is larger than {most} MiB", guided.path)
    })
}

impl Examine for Inspector {
    fn margin(&self) -> usize {
        MARGIN
    }

    fn suspicious(&self, window: &[u8]) -> bool {
        detect::suspicious(window) || self.is_of_interest_here(window)
    }

    fn reach(&self) -> usize {
        near::REACH
    }

    fn is_vendors_name(&self, name: &[u8]) -> bool {
        self.is_of_interest(name)
    }

    fn sightings(&self, origin: &Origin, bytes: &[u8]) -> Sightings {
        contain(|| self.sightings_inside(origin, bytes)).unwrap_or_else(|| Sightings {
            problems: vec![unread(origin, "", FAULT)],
            ..Sightings::default()
        })
    }

    fn sightings_near(&self, bytes: &[u8], spots: &[Span], rest: Rest) -> Option<Vec<Seen>> {
        if detect::is_archive(bytes) {
            return None;
        }
        // A fault of ours is met again where the whole is looked at, and told there.
        contain(|| self.near(bytes, spots, rest))?
    }
}

/// Reads a content, and what it holds if it is an archive.
struct Reading<'r> {
    inspector: &'r Inspector,
    origin: &'r Origin,
    /// Whether its path, or another file of its project, makes it worth a look.
    is_wanted: bool,
    /// Whether the checks of the guidance do not run, so that only values matter.
    credentials_only: bool,
}

impl Reading<'_> {
    /// Shows `visit` what is worth a look: the content itself, then the members.
    fn contents(
        &self,
        bytes: &[u8],
        inspection: &mut Inspection,
        visit: &mut dyn FnMut(Content<'_>, Option<InArchive<'_>>),
    ) {
        let Self { inspector, origin, is_wanted, credentials_only } = *self;
        if !is_wanted && !inspector.suspicious(bytes) {
            return;
        }
        // The tables of a database are one file, and so are a document and its text.
        let is_named = || inspector.names_vendor(bytes);
        let is_in_named = |encodings: &[Encoding]| {
            matches!(encodings, [Encoding::Sqlite | Encoding::Pdf]) && is_named()
        };
        let mut read = |bytes: &[u8], place: Option<InArchive<'_>>| {
            let names_vendor = place.as_ref().is_some_and(|place| is_in_named(place.encodings));
            let content = Content::read(Means { names_vendor, ..inspector.means() }, bytes);
            inspection.names_vendor |= content.is_of_client();
            if content.coverage == Coverage::Cut {
                let path = place.as_ref().map_or("", |place| place.path);
                inspection.problems.push(unread(origin, path, TOO_DEEP));
            }
            visit(content, place);
        };
        // An archive that is suspicious only as an archive has nothing to say in its own bytes.
        let is_suspicious = is_wanted || inspector.is_suspicious_text(bytes);
        let is_empty =
            || credentials_only && detect::is_archive(bytes) && inspector.holds_nothing(bytes);
        if is_suspicious && !is_empty() {
            read(bytes, None);
        }
        let mut unread_members = Vec::new();
        let mut in_named_folder = false;
        decode::members(bytes, &mut Budget::default(), &mut |member| match member {
            Member::Name { path, name, encodings } => {
                if inspector.is_suspicious_text(name.as_bytes()) {
                    // As in a tree, where the path of a file speaks for the project.
                    in_named_folder |= inspector.is_of_interest(path.as_bytes());
                    read(name.as_bytes(), Some(InArchive { path, encodings, is_name: true }));
                }
            }
            Member::Content { path, encodings, bytes } => {
                let is_empty = || {
                    credentials_only && !is_in_named(encodings) && inspector.holds_nothing(bytes)
                };
                if inspector.suspicious(bytes) && !is_empty() {
                    read(bytes, Some(InArchive { path, encodings, is_name: false }));
                }
            }
            Member::Unread { path, reason } => unread_members.push(unread(origin, path, &reason)),
        });
        inspection.problems.extend(unread_members);
        inspection.names_vendor |= in_named_folder;
    }
}

/// Why a content was not read to its last layer.
const TOO_DEEP: &str =
    "text in it is encoded in more layers, or unpacks to more, than are undone; look at it by hand";

/// Where in an archive a content stands.
struct InArchive<'a> {
    path: &'a str,
    encodings: &'a [Encoding],
    /// Whether the content is the name itself.
    is_name: bool,
}

impl InArchive<'_> {
    fn detection(&self, origin: &Origin, found: Detected) -> Detection {
        let mut detection = detection(origin, found);
        detection.finding.archive_path = Some(self.path.to_owned());
        detection.finding.decoded.splice(0..0, self.encodings.iter().copied());
        detection.is_in_name = self.is_name;
        detection
    }
}

pub(super) fn detection(origin: &Origin, found: Detected) -> Detection {
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
    let (rule, secrets, is_tied) = (found.rule, found.secrets, found.is_tied);
    Detection { rule, finding, secrets, needs_project, is_tied, is_in_name: false }
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
