//! What has to be dealt with together: a leaked value, or the values of one app that were leaked together, with all
//! places.
//!
//! Contract: cases come in the order of their worst leak, places in the order of the report. Each leak belongs to one
//! case.

use rustc_hash::FxHashMap;

use super::super::advice::{self, Allow};
use super::super::together::are_drawn_together;
use super::super::{text::token_facts, words};
use super::leaks::{Leak, State, day};
use super::printable;
use crate::model::{ExcerptLine, Finding, IncidentId, ValueId};
use crate::rule::RuleSet;

/// How many references are named before the rest is counted.
const NAMED: usize = 5;

/// One thing to deal with.
pub(super) struct Case {
    /// The numbers of its leaks in the table, from 1, the worst first.
    pub(super) leaks: Vec<usize>,
    pub(super) state: State,
    pub(super) places: Vec<Place>,
    /// The authors of the commits that brought it, in order of the places.
    pub(super) people: Vec<String>,
    /// The remedies and clauses of its rules, each once.
    pub(super) help: Vec<String>,
    pub(super) guidance: Vec<String>,
    /// Commands that tell whether its values are gone, and what each tells; none where there is no key to revoke.
    pub(super) checks: Vec<(String, &'static str)>,
    /// How its findings are allowed.
    pub(super) allows: Vec<Allowed>,
}

/// One way to allow findings.
pub(super) struct Allowed {
    pub(super) introduction: &'static str,
    pub(super) texts: Vec<String>,
}

/// One content that holds values of the case.
pub(super) struct Place {
    pub(super) name: String,
    /// `:line:column`, or nothing.
    pub(super) position: String,
    pub(super) origin: &'static str,
    pub(super) lines: Vec<Line>,
    /// What is known about the place, one sentence each.
    pub(super) facts: Vec<String>,
}

/// A masked line, cut where marks begin and end.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) pieces: Vec<Piece>,
}

/// A part of a line.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_marked: bool,
    /// What the mark is, where several values stand together.
    pub(super) label: Option<String>,
}

impl Case {
    /// The numbers of its leaks with spaces between them.
    pub(super) fn numbers(&self) -> String {
        let numbers: Vec<String> = self.leaks.iter().map(usize::to_string).collect();
        numbers.join(" ")
    }
}

/// The cases behind findings whose leaks are `leaks`.
pub(super) fn of(findings: &[Finding], leaks: &[Leak], rules: &RuleSet) -> Vec<Case> {
    let numbers: FxHashMap<ValueId, usize> =
        leaks.iter().enumerate().map(|(at, leak)| (leak.value, at)).collect();
    let mut heads: Vec<usize> = (0..leaks.len()).collect();
    let mut incidents: FxHashMap<IncidentId, usize> = FxHashMap::default();
    for finding in findings {
        let (Some(&leak), Some(incident)) = (numbers.get(&finding.value.id), finding.incident)
        else {
            continue;
        };
        let other = *incidents.entry(incident).or_insert(leak);
        join(&mut heads, leak, other);
    }
    let mut by_head: Vec<Vec<&Finding>> = vec![Vec::new(); leaks.len()];
    for finding in findings {
        if let Some(&leak) = numbers.get(&finding.value.id) {
            by_head[head(&heads, leak)].push(finding);
        }
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); leaks.len()];
    (0..leaks.len()).for_each(|leak| members[head(&heads, leak)].push(leak));
    let both = by_head.iter().zip(&members).filter(|(findings, _)| !findings.is_empty());
    both.map(|(findings, members)| case(findings, members, leaks, rules)).collect()
}

/// The smallest number that belongs together with this one.
fn head(heads: &[usize], of: usize) -> usize {
    let mut at = of;
    while heads[at] != at {
        at = heads[at];
    }
    at
}

fn join(heads: &mut [usize], one: usize, other: usize) {
    let (one, other) = (head(heads, one), head(heads, other));
    heads[one.max(other)] = one.min(other);
}

fn case(findings: &[&Finding], members: &[usize], leaks: &[Leak], rules: &RuleSet) -> Case {
    let mut people = Vec::new();
    let (mut help, mut guidance, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    for leak in members.iter().map(|at| &leaks[*at]) {
        leak.people.iter().for_each(|person| once(&mut people, person.clone()));
        once(&mut help, leak.help.clone());
        once(&mut guidance, leak.guidance.clone());
        if advice::is_credential(rules, &leak.rule) {
            advice::checks(&leak.rule).into_iter().for_each(|check| once(&mut checks, check));
        }
    }
    let mut allows: Vec<Allow> = Vec::new();
    findings.iter().for_each(|finding| once(&mut allows, advice::allow(finding)));
    let state = members.iter().map(|at| leaks[*at].state).min().unwrap_or(State::HistoryOnly);
    Case {
        leaks: members.iter().map(|at| at + 1).collect(),
        state,
        places: findings
            .chunk_by(|left, right| are_drawn_together(left, right))
            .map(Place::of)
            .collect(),
        people,
        help,
        guidance,
        checks,
        allows: gathered(&allows),
    }
}

/// The ways, those that are introduced alike together.
fn gathered(allows: &[Allow]) -> Vec<Allowed> {
    let mut ways: Vec<Allowed> = Vec::new();
    for allow in allows {
        let introduction = allow.introduction();
        let text = printable_lines(allow.text());
        match ways.iter_mut().find(|way| way.introduction == introduction) {
            Some(way) => way.texts.push(text),
            None => ways.push(Allowed { introduction, texts: vec![text] }),
        }
    }
    ways
}

fn once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

impl Place {
    fn of(group: &[&Finding]) -> Self {
        let first = group[0];
        let mut facts = Vec::new();
        for finding in group {
            self::facts(finding).into_iter().for_each(|fact| once(&mut facts, fact));
        }
        Self {
            name: printable(&words::place(&first.origin, first.archive_path.as_deref())),
            position: first.region.map_or_else(String::new, |region| {
                format!(":{}:{}", region.start.line, region.start.column)
            }),
            origin: first.origin.as_str(),
            lines: lines(group),
            facts,
        }
    }
}

/// A line and what is marked in it.
struct Marked<'f> {
    line: &'f ExcerptLine,
    marks: Vec<(usize, usize, &'f Finding)>,
}

/// The lines of a group in order; one that several findings share is shown once.
fn lines(group: &[&Finding]) -> Vec<Line> {
    let mut marked: Vec<Marked<'_>> = Vec::new();
    for finding in group {
        for line in finding.excerpt.iter().flat_map(|excerpt| &excerpt.lines) {
            let mark = (line.mark.start, line.mark.end, *finding);
            match marked
                .iter_mut()
                .find(|one| one.line.number == line.number && one.line.text == line.text)
            {
                Some(known) => known.marks.push(mark),
                None => marked.push(Marked { line, marks: vec![mark] }),
            }
        }
    }
    marked.sort_by_key(|one| one.line.number);
    marked.iter_mut().map(|one| one.cut(group.len() > 1)).collect()
}

impl Marked<'_> {
    /// Marks that overlap are one.
    fn cut(&mut self, with_labels: bool) -> Line {
        let text = &self.line.text;
        let part = |from: usize, to: usize| printable(text.get(from..to).unwrap_or_default());
        self.marks.sort_by_key(|mark| (mark.0, mark.1));
        let mut pieces = Vec::new();
        let mut at = 0;
        for &(start, end, finding) in &self.marks {
            let end = end.min(text.len());
            let start = start.max(at);
            if start >= end {
                continue;
            }
            pieces.push(Piece { text: part(at, start), is_marked: false, label: None });
            let label = with_labels.then(|| printable(&finding.rule.id));
            pieces.push(Piece { text: part(start, end), is_marked: true, label });
            at = end;
        }
        pieces.push(Piece { text: part(at, text.len()), is_marked: false, label: None });
        pieces.retain(|piece| !piece.text.is_empty());
        Line { number: self.line.number, pieces }
    }
}

fn facts(finding: &Finding) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(lifetime) = &finding.lifetime {
        let commit = &lifetime.introduced;
        facts.push(format!(
            "Came with commit {} on {} by {}: {}",
            commit.id.short(),
            day(commit.time),
            commit.author,
            commit.summary
        ));
        facts.push(match (lifetime.at_head, lifetime.removed_in) {
            (true, _) => "Still at HEAD".to_owned(),
            (false, Some(removal)) => format!(
                "Removed in commit {} on {}, but the history keeps it",
                removal.commit.short(),
                day(removal.time)
            ),
            (false, None) => "Not at HEAD".to_owned(),
        });
        if let Some((named, rest)) = named(&lifetime.held_by) {
            let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            facts.push(format!("Held by {named}{more}"));
        }
    }
    if !finding.decoded.is_empty() {
        let names: Vec<&str> = finding.decoded.iter().map(|encoding| encoding.as_str()).collect();
        facts.push(format!("Seen after undoing {}", names.join(", then ")));
    }
    facts.extend(finding.jwt.as_ref().map(|jwt| format!("Token: {}", token_facts(jwt).join(", "))));
    facts.iter().map(|fact| printable(fact)).collect()
}

fn named(references: &[String]) -> Option<(String, usize)> {
    let shown = references.len().min(NAMED);
    (shown > 0).then(|| (references[..shown].join(", "), references.len() - shown))
}
