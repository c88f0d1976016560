//! Findings gathered by value: a leak is one secret and every place that holds it.
//!
//! Contract: what still stands comes first, then what is graver; among equals the order of the report stays.

use rustc_hash::FxHashMap;

use super::super::{wire, words};
use super::printable;
use crate::model::{Finding, Origin, Severity, ValueId};

/// One secret.
pub(super) struct Leak {
    pub(super) value: ValueId,
    pub(super) rule: String,
    pub(super) severity: Severity,
    pub(super) confidence: &'static str,
    pub(super) message: String,
    pub(super) redacted: String,
    pub(super) state: State,
    /// When it first came, in Unix seconds; `None` where no history was read.
    pub(super) since: Option<i64>,
    /// When it left the last of its places; `None` while it stands somewhere, or when that is not known.
    pub(super) until: Option<i64>,
    /// The day of `since`, or a dash.
    pub(super) day: String,
    pub(super) places: Vec<Place>,
    /// The authors of the commits that brought it, in order of the places.
    pub(super) people: Vec<String>,
    pub(super) guidance: String,
    pub(super) help: String,
}

/// Where a secret stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// In the commit that HEAD names.
    AtHead,
    /// In files or the index, as far as a run without history can tell.
    InFiles,
    /// In older commits or other branches only.
    HistoryOnly,
}

/// One place of a secret.
pub(super) struct Place {
    pub(super) name: String,
    /// `:line:column`, or nothing.
    pub(super) position: String,
    pub(super) path: Option<String>,
}

/// The leaks behind these findings.
pub(super) fn of(findings: &[Finding]) -> Vec<Leak> {
    let mut known: FxHashMap<ValueId, usize> = FxHashMap::default();
    let mut leaks: Vec<Leak> = Vec::new();
    for finding in findings {
        let at = *known.entry(finding.value.id).or_insert_with(|| {
            leaks.push(Leak::new(finding));
            leaks.len() - 1
        });
        leaks[at].add(finding);
    }
    leaks.sort_by_key(|leak| (leak.state, std::cmp::Reverse(leak.severity)));
    leaks
}

impl Leak {
    fn new(finding: &Finding) -> Self {
        Self {
            value: finding.value.id,
            rule: printable(&finding.rule.id),
            severity: finding.severity,
            confidence: finding.confidence.as_str(),
            message: printable(&finding.message),
            redacted: printable(&finding.value.redacted),
            state: State::HistoryOnly,
            since: None,
            until: None,
            day: "\u{2013}".to_owned(),
            places: Vec::new(),
            people: Vec::new(),
            guidance: printable(&finding.rule.guidance),
            help: printable(&finding.rule.help),
        }
    }

    fn add(&mut self, finding: &Finding) {
        self.severity = self.severity.max(finding.severity);
        self.state = self.state.min(State::of(finding));
        if let Some(lifetime) = &finding.lifetime {
            let time = lifetime.introduced.time;
            if self.since.is_none_or(|since| time < since) {
                self.since = Some(time);
                self.day = day(time);
            }
            let removed = lifetime.removed_in.map(|removal| removal.time);
            self.until = self.until.max(removed);
            let author = printable(&lifetime.introduced.author);
            if !author.is_empty() && !self.people.contains(&author) {
                self.people.push(author);
            }
        }
        self.places.push(Place::of(finding));
    }

    /// The paths of its places.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter_map(|place| place.path.as_deref())
    }

    /// The sort key of `day`; what has no day comes first.
    pub(super) fn since_key(&self) -> i64 {
        self.since.unwrap_or(i64::MIN)
    }

    /// Higher is graver.
    pub(super) fn grade(&self) -> u8 {
        self.severity as u8
    }
}

impl State {
    fn of(finding: &Finding) -> Self {
        match (&finding.lifetime, &finding.origin) {
            (Some(lifetime), _) if lifetime.at_head => Self::AtHead,
            (None, Origin::File { .. } | Origin::Stdin | Origin::Staged { .. }) => Self::InFiles,
            (None, Origin::FileName { object: None, .. }) => Self::InFiles,
            _ => Self::HistoryOnly,
        }
    }

    /// The words of the table.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::AtHead => "still at HEAD",
            Self::InFiles => "in the files read",
            Self::HistoryOnly => "history only",
        }
    }

    /// The class of the style, and the value of the filter.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::AtHead | Self::InFiles => "live",
            Self::HistoryOnly => "past",
        }
    }
}

impl Place {
    fn of(finding: &Finding) -> Self {
        Self {
            name: printable(&words::place(&finding.origin, finding.archive_path.as_deref())),
            position: finding.region.map_or_else(String::new, |region| {
                format!(":{}:{}", region.start.line, region.start.column)
            }),
            path: finding.origin.path().map(|path| printable(&path.to_text())),
        }
    }
}

/// `2026-11-02`.
pub(super) fn day(seconds: i64) -> String {
    let time = wire::timestamp(seconds).unwrap_or_default();
    time.split('T').next().unwrap_or_default().to_owned()
}
