//! Mends the files of a finished report: what still counts in it, and nothing else.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::guard::ALL;
use super::inspect::{Detection, Inspector};
use super::named;
use super::redact::Redactor;
use crate::decode;
use crate::fix::{self, Change, Edit, Units};
use crate::model::{Encoding, Finding, Mended, Origin, Problem, RepoPath, Report, Span, ValueId};

/// What came of it.
#[derive(Debug, Default)]
pub struct Mending {
    /// What was mended, or would be.
    pub mended: Mended,
    /// What should have been mended and could not be.
    pub problems: Vec<Problem>,
    /// What would change in each file, in the order of the report; empty where the files were written.
    pub changes: Vec<Change>,
}

impl Mending {
    /// Puts what was mended, and what could not be, into the report of a later run.
    pub fn tell(self, report: &mut Report) {
        report.problems.extend(self.problems);
        report.problems.sort();
        report.mended = Some(self.mended);
    }
}

/// Mends what the findings of `report` say can be mended, in the files that it names; only says what would change
/// unless `write`.
///
/// A file is read again and looked at again, so that one which has changed since the scan is left alone.
pub fn mend(report: &Report, inspector: &Inspector, write: bool) -> Mending {
    let mut mending = Mending::default();
    let mut by_path = wanted(report);
    for (path, file) in &report.mendable {
        let Some(wanted) = by_path.remove(path) else { continue };
        let work = File { path, file, wanted, inspector };
        if let Err(reason) = work.mend(write, &mut mending) {
            mending.problems.push(Problem::at_path(path.clone(), reason));
        }
    }
    mending.mended.left.sort();
    mending.mended.left.dedup();
    mending
}

/// What tells a finding of one file from all others.
type Place<'a> = (&'a str, Option<Span>, ValueId);

fn place(finding: &Finding) -> Place<'_> {
    (&finding.rule.id, finding.span, finding.value.id)
}

/// The findings that can be mended, by the file in which they stand.
fn wanted(report: &Report) -> HashMap<&RepoPath, HashSet<Place<'_>>> {
    let mut by_path: HashMap<&RepoPath, HashSet<Place<'_>>> = HashMap::new();
    for finding in report.findings.iter().filter(|finding| can_be_mended(finding)) {
        if let Origin::File { path } = &finding.origin {
            by_path.entry(path).or_default().insert(place(finding));
        }
    }
    by_path
}

fn can_be_mended(finding: &Finding) -> bool {
    finding.mend.is_some() && finding.archive_path.is_none()
}

/// One file to mend.
struct File<'a> {
    path: &'a RepoPath,
    file: &'a Path,
    wanted: HashSet<Place<'a>>,
    inspector: &'a Inspector,
}

impl File<'_> {
    /// Why the file could not be mended is an error; what is left alone for a reason is none.
    fn mend(&self, write: bool, mending: &mut Mending) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("cannot be fixed: {error}");
        // What a link leads to is another file, and its text may be wanted as it is.
        if !self.file.symlink_metadata().map_err(failed)?.is_file() {
            let reason = "it is a link; fix the file that it leads to";
            mending.mended.left.push(format!("{}: {reason}", self.path));
            return Ok(());
        }
        let before = fs::read(self.file).map_err(failed)?;
        let origin = Origin::File { path: self.path.clone() };
        let detections = self.inspector.inspect(&origin, &before).detections;
        let mut edits: Vec<Edit> = Vec::new();
        let mut addresses = 0;
        for detection in detections.iter().filter(|detection| self.wants(&detection.finding)) {
            match edits_of(&before, &detection.finding) {
                Ok(new) => {
                    edits.extend(new);
                    addresses += 1;
                }
                Err(reason) => mending.mended.left.push(self.left(&detection.finding, reason)),
            }
        }
        if edits.is_empty() {
            return Ok(());
        }
        let after = fix::apply(&before, edits);
        match write {
            true => fix::replace(self.file, &before, &after).map_err(failed)?,
            false => mending.changes.push(self.change(&origin, &before, &after, &detections)),
        }
        mending.mended.addresses += addresses;
        mending.mended.files += 1;
        Ok(())
    }

    fn wants(&self, finding: &Finding) -> bool {
        can_be_mended(finding) && finding.allowed.is_none() && self.wanted.contains(&place(finding))
    }

    fn left(&self, finding: &Finding, reason: &str) -> String {
        let line = finding.region.map_or(0, |region| region.start.line);
        format!("{}:{line}: {reason}", self.path)
    }

    /// What would change, without the secrets that stand in it.
    fn change(
        &self,
        origin: &Origin,
        before: &[u8],
        after: &[u8],
        detections: &[Detection],
    ) -> Change {
        // The rules of this run need not look for all of them.
        let others = ALL.inspect(origin, before).detections;
        let secrets = detections.iter().chain(&others).flat_map(|detection| &detection.secrets);
        let redactor = Redactor::new(secrets);
        let (old, new) = (decode::text(before), decode::text(after));
        let (old, new) = (old.as_str(), new.as_str());
        let changed = old
            .split('\n')
            .zip(new.split('\n'))
            .enumerate()
            .filter(|(_, (old, new))| old != new)
            .map(|(line, _)| line)
            .collect();
        Change {
            path: self.path.to_string(),
            before: masked_lines(old, &redactor),
            after: masked_lines(new, &redactor),
            changed,
            is_ended: old.ends_with('\n'),
        }
    }
}

/// The lines of a text, secrets as stars; a secret that goes over lines keeps its line ends.
fn masked_lines(text: &str, redactor: &Redactor<'_>) -> Vec<String> {
    let mut masked = text.to_owned();
    redactor.star(&mut masked);
    let is_known =
        |place: &Span| masked.get(place.start..place.end) != text.get(place.start..place.end);
    let others: Vec<Span> = named::places(text).filter(|place| !is_known(place)).collect();
    for place in others {
        masked.replace_range(place.start..place.end, &"*".repeat(place.end - place.start));
    }
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        // Stars keep the length in bytes, but one may stand in the middle of a letter.
        let masked =
            masked.get(at..at + line.len()).map_or_else(|| "*".repeat(line.len()), str::to_owned);
        lines.push(masked);
        at += line.len() + 1;
    }
    // What follows the last line end is no line.
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn edits_of(content: &[u8], finding: &Finding) -> Result<Vec<Edit>, &'static str> {
    let (Some(span), Some(how)) = (finding.span, finding.mend) else {
        return Err("it has no place in the file");
    };
    let mut units = Units::Bytes;
    for encoding in &finding.decoded {
        match encoding {
            Encoding::Utf16Le => units = Units::Little,
            Encoding::Utf16Be => units = Units::Big,
            // What is edited stands in one piece at the start of the place, or the edit is refused.
            Encoding::Percent | Encoding::Escapes | Encoding::Joined => {}
            _ => return Err("it stands in encoded text; write it anew by hand"),
        }
    }
    fix::mend(content, span, units, how)
}
