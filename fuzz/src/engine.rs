//! The engine against itself without its first filter, and against a plain walk without any shortcut.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use banqlint::decode;
use banqlint::detect::{Matcher, reference};
use banqlint::fix::{self, Units};
use banqlint::guidance;
use banqlint::model::{Circumstances, Encoding, Finding, ObjectId, Origin, RepoPath};
use banqlint::rule::RuleSet;
use banqlint::scan::{InspectOptions, Inspection, Inspector};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The program's own packs, in its own order, as any team's would be: rules of strangers are looked for everywhere,
/// without a filter.
const PACKS: &[(&str, &str)] = &[
    ("credentials", include_str!("../../rules/credentials.toml")),
    ("tokens", include_str!("../../rules/tokens.toml")),
    ("transport", include_str!("../../rules/transport.toml")),
    ("exposure", include_str!("../../rules/exposure.toml")),
    ("handling", include_str!("../../rules/handling.toml")),
    ("client", include_str!("../../rules/client.toml")),
    ("logging", include_str!("../../rules/logging.toml")),
    ("exceptions", include_str!("../../rules/exceptions.toml")),
];

struct Engines {
    filtered: Inspector,
    unfiltered: Inspector,
    matcher: Matcher,
}

static ENGINES: LazyLock<Engines> = LazyLock::new(|| {
    let own = Arc::new(RuleSet::embedded());
    let foreign = RuleSet::with_packs(PACKS.iter().copied()).expect("the packs are the program's");
    let ids = |rules: &RuleSet| -> Vec<String> {
        rules.rules().iter().map(|rule| rule.info.id.clone()).collect()
    };
    assert_eq!(ids(&own), ids(&foreign), "a pack is missing above");
    let options = InspectOptions { now: 1_700_000_000, threads: NonZeroUsize::MIN };
    Engines {
        filtered: Inspector::new(Arc::clone(&own), options.clone()),
        unfiltered: Inspector::new(Arc::new(foreign), options),
        matcher: Matcher::new(own),
    }
});

/// A file, its path on its first line: its credentials are those of an engine without a filter, no finding shows a
/// secret, and what can be mended is.
pub fn engine(data: &[u8]) {
    let engines = &*ENGINES;
    let (path, content) = crate::split(data, b'\n');
    misses_nothing(engines, content);
    let origin = match path.len() {
        0 | 200.. => Origin::Stdin,
        _ => Origin::File { path: RepoPath::new(path) },
    };
    let found = engines.filtered.inspect_file(&origin, content, &|| Circumstances::TRACKED);
    shows_no_secret(&found);
    found.detections.iter().for_each(|detection| can_be_mended(content, &detection.finding));
    let text = decode::text(content);
    assert_eq!(
        reference::quickly(&engines.matcher, text.as_str()),
        reference::plainly(engines.filtered.rules(), text.as_str()),
        "the matcher and the plain walk"
    );
}

/// The credentials of a content, with the filter and without. (In a message nobody looks at what code does with them.)
fn misses_nothing(engines: &Engines, content: &[u8]) {
    let commit = ObjectId::from_bytes(&[1; 20]).expect("that is the length of an id");
    let origin = Origin::CommitMessage { commit };
    let with = engines.filtered.inspect(&origin, content);
    let without = engines.unfiltered.inspect(&origin, content);
    let is_passed_over = with.detections.is_empty() && with.problems.is_empty();
    // A short value counts only beside a name, and not every spelling of every name is worth a look at every byte; of
    // encoded text the filter looks at samples.
    if !is_passed_over || without.detections.iter().any(|one| is_plain(&one.finding)) {
        assert_eq!(places(&with), places(&without), "filtered and unfiltered");
    }
}

/// Whether the value stands there as it is, and is long enough to be found without a name.
fn is_plain(finding: &Finding) -> bool {
    const SHORTEST: usize = 48;
    let length = finding.value.redacted.rsplit_once('(');
    let length = length.and_then(|(_, length)| length.strip_suffix(')')?.parse::<usize>().ok());
    length.is_some_and(|length| length >= SHORTEST) && finding.decoded.is_empty()
}

/// All that tells findings apart.
fn places(inspection: &Inspection) -> Vec<String> {
    inspection
        .detections
        .iter()
        .map(|detection| {
            let Finding { rule, region, span, decoded, archive_path, value, .. } =
                &detection.finding;
            format!("{} {region:?} {span:?} {decoded:?} {archive_path:?} {:?}", rule.id, value.id)
        })
        .chain(inspection.problems.iter().map(|problem| problem.reason.clone()))
        .collect()
}

/// No finding shows a long secret of this content, neither in its excerpt nor in words.
fn shows_no_secret(inspection: &Inspection) {
    const LONG: usize = 24;
    let secrets = inspection.detections.iter().flat_map(|detection| &detection.secrets);
    let secrets: Vec<&str> =
        secrets.map(|secret| secret.expose()).filter(|secret| secret.len() >= LONG).collect();
    for Finding { excerpt, message, value, .. } in
        inspection.detections.iter().map(|detection| &detection.finding)
    {
        let lines = excerpt.iter().flat_map(|excerpt| &excerpt.lines);
        for shown in lines.map(|line| &line.text).chain([message, &value.redacted]) {
            assert!(!secrets.iter().any(|secret| shown.contains(secret)), "a secret shows");
        }
    }
}

/// An edit changes its place and nothing before or after it.
fn can_be_mended(content: &[u8], finding: &Finding) {
    let (Some(span), Some(how)) = (finding.span, finding.mend) else { return };
    let units = match finding.decoded.first() {
        None => Units::Bytes,
        Some(Encoding::Utf16Le) => Units::Little,
        Some(Encoding::Utf16Be) => Units::Big,
        Some(_) => return,
    };
    if finding.archive_path.is_some() {
        return;
    }
    if let Ok(edits) = fix::mend(content, span, units, how) {
        let mended = fix::apply(content, edits);
        assert!(mended.starts_with(&content[..span.start]));
        assert!(mended.ends_with(&content[span.end..]));
    }
}

/// A unit of text over and over, between a start and an end: what takes more than linear time shows here.
pub fn repeats(data: &[u8]) {
    repeated(data, 64 << 10);
}

/// As [`repeats`], up to a size in bytes.
pub(crate) fn repeated(data: &[u8], size: usize) {
    let mut parts = data.splitn(4, |byte| *byte == 0xFF);
    let mut next = || parts.next().unwrap_or_default();
    let (path, start, unit, end) = (next(), next(), next(), next());
    if unit.is_empty() || start.len() + end.len() > size {
        return;
    }
    let count = (size - start.len() - end.len()) / unit.len();
    let content = [start, &unit.repeat(count), end].concat();
    let origin = Origin::File { path: RepoPath::new(path) };
    ENGINES.filtered.inspect_file(&origin, &content, &|| Circumstances::TRACKED);
}

/// The documents that checks of the guidance read.
pub fn document(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    guidance::fuzz::yaml(&text);
    guidance::fuzz::image_file(&text);
}

/// A token of which header, payload and the length of the signature are given.
pub fn jwt(data: &[u8]) {
    const LENGTHS: [usize; 10] = [43, 64, 86, 128, 171, 176, 342, 512, 683, 1366];
    let Some((&length, rest)) = data.split_first() else { return };
    let (header, payload) = crate::split(rest, 0xFF);
    let part = |bytes: &[u8]| match bytes.strip_prefix(b"!") {
        // What is no base64 at all is tried too.
        Some(raw) => String::from_utf8_lossy(raw).into_owned(),
        None => URL_SAFE_NO_PAD.encode(bytes),
    };
    let signature = "q7".repeat(700);
    let signature = &signature[..LENGTHS[usize::from(length) % LENGTHS.len()]];
    let text = format!("{}.{}.{signature}", part(header), part(payload));
    let engines = &*ENGINES;
    let mut candidates = engines.matcher.candidates(&text);
    for facts in candidates.iter_mut().filter_map(|candidate| candidate.jwt.as_mut()) {
        banqlint::detect::expire(facts, 1_700_000_000);
    }
    let found = engines.filtered.inspect(&Origin::Stdin, text.as_bytes());
    shows_no_secret(&found);
}
