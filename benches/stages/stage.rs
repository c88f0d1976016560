//! The stages, each as a function from prepared input to a number that says what it found.
//!
//! Contract: a stage gets what the stage before it would hand over, made ahead of the clock. The number keeps the
//! compiler from leaving the work out and shows when two inputs are not what they seem.

use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::Arc;

use banqlint::decode::{self, Budget, Member};
use banqlint::detect::{self, Matcher};
use banqlint::guidance::{CHECKS, Facts, Page};
use banqlint::model::Origin;
use banqlint::rule::RuleSet;
use banqlint::scan::{InspectOptions, Inspector};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::inputs::Input;

/// What is made once and used by all stages.
pub(crate) struct Tools {
    matcher: Matcher,
    inspector: Inspector,
}

/// One stage.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    /// What its result is a number of.
    pub(crate) counts: &'static str,
    /// Turns an input into what the stage reads.
    pub(crate) prepare: fn(&Input) -> Vec<Vec<u8>>,
    pub(crate) run: fn(&Tools, &[Vec<u8>]) -> usize,
}

/// All stages, in the order in which a content meets them.
pub(crate) const STAGES: &[Stage] = &[
    Stage { name: "filter", counts: "windows pass", prepare: as_it_is, run: filter },
    Stage { name: "text", counts: "bytes", prepare: as_it_is, run: text },
    Stage { name: "wide-text", counts: "bytes", prepare: utf16, run: text },
    Stage { name: "candidates", counts: "candidates", prepare: as_text, run: candidates },
    Stage { name: "layers", counts: "views", prepare: as_text, run: layers },
    Stage { name: "members", counts: "members", prepare: gzip, run: members },
    Stage { name: "guidance", counts: "remarks", prepare: as_text, run: guidance },
    Stage { name: "inspect", counts: "detections", prepare: as_it_is, run: inspect },
    Stage { name: "inspect-named", counts: "detections", prepare: named, run: inspect },
];

/// A line that gets a content past the first filter, so that all stages read it.
const NAMES_VENDOR: &str = "url = \"https://api.banqup.com\"\n";

/// How much of a content one question to the first filter covers, in bytes.
const WINDOW: usize = 4 << 10;

/// A file name for which most checks of the guidance have something to look at.
const PATH: &str = "src/banqup_client.py";

impl Tools {
    pub(crate) fn new() -> Self {
        let rules = Arc::new(RuleSet::embedded());
        let matcher = Matcher::new(Arc::clone(&rules));
        Self {
            matcher,
            inspector: Inspector::new(rules, InspectOptions { now: 0, threads: NonZeroUsize::MIN }),
        }
    }

    /// How many findings a content has.
    pub(crate) fn inspect(&self, content: &[u8]) -> usize {
        self.inspector.inspect(&Origin::Stdin, content).detections.len()
    }
}

fn as_it_is(input: &Input) -> Vec<Vec<u8>> {
    input.contents.clone()
}

fn named(input: &Input) -> Vec<Vec<u8>> {
    let with_name = |content: &Vec<u8>| [NAMES_VENDOR.as_bytes(), content].concat();
    input.contents.iter().map(with_name).collect()
}

/// As the text that the stage before hands over.
fn as_text(input: &Input) -> Vec<Vec<u8>> {
    input.contents.iter().map(|bytes| decode::text(bytes).as_str().as_bytes().to_vec()).collect()
}

fn utf16(input: &Input) -> Vec<Vec<u8>> {
    let wide = |bytes: &Vec<u8>| {
        let text = decode::text(bytes);
        text.as_str().encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    input.contents.iter().map(wide).collect()
}

fn gzip(input: &Input) -> Vec<Vec<u8>> {
    let packed = |bytes: &Vec<u8>| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("memory takes whatever is written");
        encoder.finish().expect("memory takes whatever is written")
    };
    input.contents.iter().map(packed).collect()
}

/// The contents, which [`as_text`] made.
fn texts(contents: &[Vec<u8>]) -> impl Iterator<Item = &str> {
    contents.iter().map(|bytes| std::str::from_utf8(bytes).expect("it was made from text"))
}

/// In windows, since the filter ends at the first hit: over a whole content, one early hit would be all that is
/// measured.
fn filter(_: &Tools, contents: &[Vec<u8>]) -> usize {
    let windows = contents.iter().flat_map(|content| content.chunks(WINDOW));
    windows.filter(|window| detect::suspicious(window)).count()
}

fn text(_: &Tools, contents: &[Vec<u8>]) -> usize {
    contents.iter().map(|content| decode::text(content).as_str().len()).sum()
}

fn candidates(tools: &Tools, contents: &[Vec<u8>]) -> usize {
    texts(contents).map(|text| tools.matcher.candidates(text).len()).sum()
}

fn layers(_: &Tools, contents: &[Vec<u8>]) -> usize {
    let mut views = 0;
    for text in texts(contents) {
        decode::layers(text, &mut |_| views += 1);
    }
    views
}

fn members(_: &Tools, contents: &[Vec<u8>]) -> usize {
    let mut count = 0;
    for content in contents {
        decode::members(content, &mut Budget::default(), &mut |member| {
            count += usize::from(matches!(member, Member::Content { .. }));
        });
    }
    count
}

fn guidance(_: &Tools, contents: &[Vec<u8>]) -> usize {
    let facts = Facts { names_vendor: true, ..Facts::default() };
    let remarks = |text| {
        let page = Page::new(PATH, text, facts);
        CHECKS.iter().map(|check| (check.remarks)(&page).len()).sum::<usize>()
    };
    texts(contents).map(remarks).sum()
}

fn inspect(tools: &Tools, contents: &[Vec<u8>]) -> usize {
    contents.iter().map(|content| tools.inspect(content)).sum()
}
