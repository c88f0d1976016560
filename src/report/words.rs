//! Words that several formats share: counts, sizes, and the names of places.

use crate::model::{Mended, Origin, Problem, Report, SuppressedFinding};

/// `1 file`, `2 files`, `1,234 files`; for nouns that take an `s`.
pub fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `512 bytes`, `1.5 kB`, `12.0 GB`: decimal units.
pub(super) fn sized(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return counted(bytes, "byte");
    }
    let mut size = bytes as f64 / 1000.0;
    let mut unit = 0;
    // From 999.95 on, one decimal would round up to 1000.0.
    while size >= 999.95 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

/// `3 addresses in 2 files`, or `nothing`.
pub fn fixed(mended: &Mended) -> String {
    let addresses = match mended.addresses {
        0 => return "nothing".to_owned(),
        1 => "1 address".to_owned(),
        count => format!("{} addresses", grouped(count)),
    };
    format!("{addresses} in {}", counted(mended.files, "file"))
}

/// Where content stands, for people; not yet safe for a terminal.
pub(super) fn place(origin: &Origin, archive_path: Option<&str>) -> String {
    let place = match origin {
        Origin::File { path } => path.to_string(),
        Origin::Stdin => "standard input".to_owned(),
        Origin::Staged { path, .. } => format!("{path} (staged)"),
        Origin::Blob { path: Some(path), .. } => path.to_string(),
        Origin::Blob { path: None, object } => format!("object {}", object.short()),
        Origin::CommitMessage { commit } => format!("message of commit {}", commit.short()),
        Origin::TagMessage { tag } => format!("message of tag {}", tag.short()),
        Origin::Note { path, .. } => format!("note {path}"),
        Origin::FileName { path, .. } => format!("name of {path}"),
        Origin::Person { object } => format!("people named in {}", object.short()),
        Origin::RefName { object } => format!("name of a reference to {}", object.short()),
    };
    match archive_path {
        Some(member) => format!("{place}!/{member}"),
        None => place,
    }
}

/// The path of a URI (RFC 3986): all but unreserved characters and `/` is encoded, so no segment can be a scheme.
pub(super) fn percent_encoded(path: &[u8]) -> String {
    let mut uri = String::with_capacity(path.len());
    for &byte in path {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The place and the reason of an unread part, for people; not yet safe for a terminal.
pub(super) fn unread(problem: &Problem) -> String {
    let mut text = String::new();
    if let Some(path) = &problem.path {
        text.push_str(&format!("{path}: "));
    }
    if let Some(object) = &problem.object {
        text.push_str(&format!("object {}: ", object.short()));
    }
    text + &problem.reason
}

/// `read 12 files, 3.4 MB in 0.02 s`.
pub(super) fn read(report: &Report) -> String {
    let stats = &report.stats;
    let counts = [(stats.files, "file"), (stats.blobs, "blob"), (stats.commits, "commit")];
    let mut named: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .collect();
    if named.is_empty() {
        named.extend([counted(0, "file"), counted(0, "blob")]);
    }
    let excluded = match stats.excluded {
        0 => String::new(),
        count => format!("; {} excluded by configuration", counted(count, "file")),
    };
    let (size, seconds) = (sized(stats.bytes), stats.seconds);
    format!("read {}, {size} in {seconds:.2} s{excluded}", enumerate(&named))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn enumerate(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// What reports say beside findings and unread parts: what the run left out, and what is gone from the files and not
/// from the baseline.
pub(super) fn asides(report: &Report) -> impl Iterator<Item = String> + '_ {
    let not_covered = report.not_covered.iter().map(|what| format!("not covered: {what}"));
    not_covered.chain(report.stale.iter().map(|path| stale(path)))
}

/// What is said of a baseline entry whose value is gone; not yet safe for a terminal.
pub fn stale(path: &str) -> String {
    format!("stale: the baseline holds a value of {path} that is gone")
}

/// What reports say about the findings that do not count: how many, and those that are listed.
pub(super) fn suppressions(report: &Report) -> impl Iterator<Item = String> + '_ {
    let count = match report.suppressed.total() {
        0 => None,
        count => Some(format!("{} suppressed", counted(count, "finding"))),
    };
    let listed = report.suppressed.listed.iter();
    count.into_iter().chain(listed.map(|one| format!("suppressed: {}", suppressed(one))))
}

/// A finding that does not count, and why: `rule at path:line (value), kind: reason`.
pub(super) fn suppressed(one: &SuppressedFinding) -> String {
    let finding = &one.finding;
    let place = place(&finding.origin, finding.archive_path.as_deref());
    let line = finding.region.map_or_else(String::new, |region| format!(":{}", region.start.line));
    format!(
        "{} at {place}{line} ({}), {}: {}",
        finding.rule.id,
        finding.value.redacted,
        one.by.as_str(),
        one.by.reason()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_like_english() {
        assert_eq!(counted(0, "file"), "0 files");
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(1_234_567, "file"), "1,234,567 files");
    }

    #[test]
    fn sizes_have_one_decimal() {
        assert_eq!(sized(1), "1 byte");
        assert_eq!(sized(999), "999 bytes");
        assert_eq!(sized(1_500), "1.5 kB");
        assert_eq!(sized(999_999), "1.0 MB");
        assert_eq!(sized(12_030_000_000), "12.0 GB");
    }
}
