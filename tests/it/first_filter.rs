//! The first filter lets through what the whole inspection finds, in every window that is wide enough.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};

use banqlint::model::{ObjectId, Origin};
use banqlint::rule::{Expectation, RuleSet, expand};
use banqlint::scan::{InspectOptions, Inspector};
use banqlint::source::Examine;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn inspector() -> Inspector {
    Inspector::new(
        Arc::new(RuleSet::embedded()),
        InspectOptions { now: 0, threads: NonZeroUsize::MIN },
    )
}

/// The rule and region of everything found.
fn found(inspector: &Inspector, text: &[u8]) -> Vec<(u16, usize, usize)> {
    let inspection = inspector.inspect(&Origin::Stdin, text);
    let place = |detection: &banqlint::scan::Detection| {
        let region = detection.finding.region.expect("a content has lines");
        (detection.rule, region.start.line, region.start.column)
    };
    inspection.detections.iter().map(place).collect()
}

#[test]
fn a_value_is_found_once_at_every_offset_around_powers_of_two() {
    let inspector = inspector();
    let text = expand("client_secret = \"{{secret64}}\"\n", 11);
    let powers = [16usize, 32, 64, 128, 256, 512, 1024, 2048, 4096];
    for padding in powers.into_iter().flat_map(|power| power - 3..=power + 3) {
        let padded = format!("{}\n{text}", "x ".repeat(padding / 2 + 1).split_at(padding).0);
        assert_eq!(found(&inspector, padded.as_bytes()), [(1, 2, 18)], "{padding}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn neighbours_change_nothing(
        seed in 0u64..10_000,
        rule in 0usize..8,
        before in 0usize..5000,
        after in 0usize..3000,
    ) {
        let rules = RuleSet::embedded();
        let inspector = inspector();
        let examples: Vec<_> = rules.rules()[rule]
            .examples()
            .iter()
            // A file's path may be what makes its text count.
            .filter(|example| example.expectation == Expectation::Match && example.path.is_none())
            .collect();
        let example = examples[seed as usize % examples.len()];
        let text = expand(&example.template, seed);
        let filler = "let the meadow be = calm; // (and) so on\n";
        let head: String = filler.chars().cycle().take(before).chain("\n\n\n\n\n\n".chars()).collect();
        let tail: String = "\n".chars().chain(filler.chars().cycle().take(after)).collect();
        let lines = head.matches('\n').count();
        let alone = found(&inspector, text.as_bytes());
        prop_assert!(!alone.is_empty() || text.len() < 64, "a long value is always found");
        let shifted: Vec<_> =
            alone.iter().map(|&(rule, line, column)| (rule, line + lines, column)).collect();
        let whole = format!("{head}{text}{tail}");
        prop_assert_eq!(found(&inspector, whole.as_bytes()), shifted);
        // Whatever the cut, one of two windows that overlap by twice the margin is suspicious. (Of random values of 28
        // characters a few in a thousand look like words, and nothing is found in them.)
        let cut = whole.len() / 2;
        let margin = inspector.margin();
        let left = &whole.as_bytes()[..whole.len().min(cut + margin)];
        let right = &whole.as_bytes()[cut.saturating_sub(margin)..];
        prop_assert!(alone.is_empty() || inspector.suspicious(left) || inspector.suspicious(right));
    }
}

/// The program's packs as those of a stranger: their values are looked for everywhere, without a filter.
static UNFILTERED: LazyLock<Inspector> = LazyLock::new(|| {
    let names = [
        "credentials", "tokens", "transport", "exposure", "handling", "client", "logging",
        "exceptions",
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let packs =
        names.map(|name| std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap());
    let rules =
        RuleSet::with_packs(names.into_iter().zip(packs.iter().map(String::as_str))).unwrap();
    let ids = |rules: &RuleSet| -> Vec<String> {
        rules.rules().iter().map(|rule| rule.info.id.clone()).collect()
    };
    assert_eq!(ids(&rules), ids(&RuleSet::embedded()), "a pack is missing above");
    Inspector::new(Arc::new(rules), InspectOptions { now: 0, threads: NonZeroUsize::MIN })
});
static FILTERED: LazyLock<Inspector> = LazyLock::new(inspector);

/// What values are made of, what is written beside them, and what has nothing to do with either.
const PARTS: &[&str] = &[
    "client_secret = \"{{secret64}}\"\n",
    "BQ_CLIENT_ID={{id48}}\n",
    "bq_token: {{token28}}\n",
    "btx_secret={{uuid}}\n",
    "{{secret64}}",
    "{{id48}}",
    "Bearer {{jwt}}",
    "{{jwt-foreign}}",
    "Basic {{basic}}",
    "{{secret64-base64}}",
    "{{secret32}}",
    "{{uuid}}",
    "refreshToken: '{{token28}}'\n",
    "banqup",
    " api.btx.eu.banqup.com ",
    "http://api.btx.eu.banqup.com/v1?client_secret={{secret64}}",
    "x",
    " ",
    "\n",
    "\"",
    "'",
    "\\",
    "%",
    "é",
    "\u{1b}[33m",
    "sha256: {{hex64}}\n",
    "{{hex128}}",
    "let the meadow be = calm;\n",
    "-----BEGIN CERTIFICATE-----\n",
    ",",
    "=",
    "==",
    "0x41, ",
];

/// What is found in a text, with and without the filter, as a message: there nobody looks at what code does with
/// credentials.
fn places(inspector: &Inspector, text: &str) -> Vec<String> {
    let origin = Origin::CommitMessage { commit: ObjectId::from_bytes(&[1; 20]).unwrap() };
    let inspection = inspector.inspect(&origin, text.as_bytes());
    let findings = inspection.detections.iter().map(|one| &one.finding);
    findings
        .map(|one| format!("{} {:?} {:?} {:?}", one.rule.id, one.span, one.decoded, one.value))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_filter_hides_nothing(
        parts in proptest::collection::vec((0..PARTS.len(), 0_u64..1000), 0..12),
        padding in prop_oneof![Just(0), 0_usize..3000, 60_000_usize..70_000],
    ) {
        let filler = "an ordinary line of text, and (so) on\n".chars().cycle();
        let text: String = parts.iter().map(|&(part, seed)| expand(PARTS[part], seed)).collect();
        let text: String = filler.take(padding).chain(text.chars()).collect();
        prop_assert_eq!(places(&FILTERED, &text), places(&UNFILTERED, &text), "{}", text);
    }
}

/// So many cases, the same in each run unless `PROPTEST_RNG_SEED` asks for others: one in some ten thousand holds a
/// false alarm that the filter hides.
fn steady(cases: u32) -> ProptestConfig {
    let config = ProptestConfig::with_cases(cases);
    let rng_seed = match config.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1),
        chosen => chosen,
    };
    ProptestConfig { rng_seed, ..config }
}

/// What stands between the rows of data that decoders read as one, and whether a row is as long as the width says.
const JOINTS: &[&str] = &[
    "", "\n", "\r\n", "\n    ", "\n# ", "\n// ", "\n * ", "\n> ", "\\n", "\\r\\n", "\\n\" +\n  \"",
    "\" +\n    \"", "\" + \"", "\"\n    \"", "' .\n  '", "\\\n", "=\n", "\",\n  \"", " ",
];

/// How a text is written: in rows of base64 or hexadecimal digits.
#[derive(Debug, Clone)]
struct Writing {
    is_hex: bool,
    /// Letters right before it.
    before: usize,
    width: usize,
    joint: &'static str,
    slashes: bool,
}

fn writing() -> impl Strategy<Value = Writing> {
    let width = prop_oneof![Just(76_usize), Just(64), Just(60), Just(72), 60_usize..100];
    let before = prop_oneof![Just(0_usize), 1_usize..9];
    let joint = proptest::sample::select(JOINTS);
    (any::<bool>(), before, width, joint, any::<bool>()).prop_map(
        |(is_hex, before, width, joint, slashes)| Writing { is_hex, before, width, joint, slashes },
    )
}

impl Writing {
    fn write(&self, text: &str) -> String {
        let data = match self.is_hex {
            true => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
            false => STANDARD.encode(text),
        };
        let data = format!("{}{data}", &"ordinary"[..self.before]);
        let rows: Vec<&str> = data
            .as_bytes()
            .chunks(self.width)
            .map(|row| std::str::from_utf8(row).unwrap())
            .collect();
        let data = rows.join(self.joint);
        let data = if self.slashes { data.replace('/', "\\/") } else { data };
        format!("data = \"{data}\"\n")
    }
}

proptest! {
    #![proptest_config(steady(300))]

    #[test]
    fn the_filter_hides_nothing_that_is_encoded(
        words in proptest::collection::vec("[a-z]{1,9}[ .,\n?>~]", 0..200),
        part in 0..PARTS.len(),
        seed in 0_u64..1000,
        at in any::<proptest::sample::Index>(),
        writings in proptest::collection::vec(writing(), 1..3),
        padding in 0_usize..600,
    ) {
        let at = at.index(words.len() + 1);
        let text = [&words[..at].concat(), &*expand(PARTS[part], seed), &words[at..].concat()].concat();
        let text = writings.iter().fold(text, |text, writing| writing.write(&text));
        let text = ["an ordinary line of text\n".repeat(padding / 25), text].concat();
        prop_assert_eq!(places(&FILTERED, &text), places(&UNFILTERED, &text), "{}", text);
    }
}
