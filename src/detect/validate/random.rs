//! Tells random letters and digits from words, digests, sequences and placeholders.
//!
//! Two questions are asked of each character: which class follows which (words in camel case keep to lower case, random
//! text does not), and how common the letter is in words. Both are counted in bits for and against chance, so that one
//! threshold serves every length. What no statistic sees, such as a sequence or a repeated block, is tested by itself.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::detect::starts::Starts;

/// Tenths of a bit by which a letter speaks for chance, `a` to `z`: minus the logarithm of how much more common it is
/// in English words than by chance. Rare letters are cut off, since code is full of abbreviations.
const LETTERS: [i8; 26] = [
    -11, 13, 5, -2, -17, 8, 9, -7, -9, 25, 20, -1, 7, -8, -10, 10, 25, -6, -7, -12, 5, 20, 7, 25,
    9, 25,
];

/// Tenths of a bit by which one class after another speaks for chance: lower case, upper case, digit.
const CLASSES: [[i8; 3]; 3] = [[-9, 13, 24], [-9, 12, 30], [5, 5, -13]];

/// The score that random text reaches.
const THRESHOLD: i32 = -20;

/// Characters in a row that follow one another, or are the same, in no random text of these lengths.
const SEQUENCE: usize = 5;

/// As many woven into other characters. One value in a hundred thousand has them by chance.
const WOVEN: usize = 6;

/// Words that placeholders are made of, in small letters.
const WORDS: [&str; 14] = [
    "your", "example", "placeholder", "changeme", "replace", "secret", "client", "sample", "dummy",
    "qwert", "asdfg", "token", "insert", "banqup",
];

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(WORDS)
        .expect("a handful of short words fits every limit")
});

/// How the words start. Random text holds the start of one in a hundred values, and the automaton is asked of those
/// alone.
static STARTS: Starts = Starts::of(&WORDS);

/// Whether `value`, of letters and digits only, was drawn at random from both cases and digits. Allocates nothing.
pub(in crate::detect) fn is_random(value: &[u8]) -> bool {
    has_both_cases(value)
        && score(value) >= THRESHOLD
        && is_varied(value)
        && !has_sequence(value)
        && !is_periodic(value)
        && !(STARTS.stand_in(value) && holds_word(value))
}

/// The same for a value that may hold `_` and `-`, which say nothing for or against.
pub(super) fn is_random_key(value: &str) -> bool {
    match value.contains(['_', '-']) {
        false => is_random(value.as_bytes()),
        true => is_random(value.replace(['_', '-'], "").as_bytes()),
    }
}

/// Whether one of the words stands in a value as a person writes it: in small letters, in capitals, or with a capital
/// first.
fn holds_word(value: &[u8]) -> bool {
    SEARCH.find_overlapping_iter(value).any(|found| {
        let word = &value[found.range()];
        let rest = &word[1..];
        rest.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_uppercase)
    })
}

/// Whether there are small and capital letters. Without an early exit, so that it becomes a few vector instructions:
/// most long runs are digests in small letters.
pub(in crate::detect) fn has_both_cases(value: &[u8]) -> bool {
    let (lower, upper) = value.iter().fold((false, false), |(lower, upper), byte| {
        (lower | byte.is_ascii_lowercase(), upper | byte.is_ascii_uppercase())
    });
    lower && upper
}

/// Whether letters and digits could be a part, of a dozen characters or more, of a random value. One part in a thousand
/// of a real value could not. Allocates nothing.
pub(in crate::detect) fn could_be_random(part: &[u8]) -> bool {
    const SLACK: i32 = 40;
    score(part) >= THRESHOLD - SLACK
}

/// The bits for chance, in tenths.
fn score(value: &[u8]) -> i32 {
    let mut before = NO_CLASS;
    let tenths = value.iter().map(|&byte| {
        let tenths = TENTHS[usize::from(before)][usize::from(byte)];
        before = CLASS[usize::from(byte)];
        i32::from(tenths)
    });
    tenths.sum()
}

/// What stands before the first character.
const NO_CLASS: u8 = 3;

/// The class of each byte: its row in [`CLASSES`].
static CLASS: [u8; 256] = {
    let mut classes = [2; 256];
    let mut at = 0;
    while at < LETTERS.len() {
        classes[b'a' as usize + at] = 0;
        classes[b'A' as usize + at] = 1;
        at += 1;
    }
    classes
};

/// The tenths of a bit by which each byte speaks for chance, by the class of the one before: one look tells both.
static TENTHS: [[i8; 256]; 4] = {
    let mut tenths = [[0; 256]; 4];
    let mut before = 0;
    while before < tenths.len() {
        let mut byte = 0;
        while byte < 256 {
            let class = CLASS[byte] as usize;
            let letter = match class {
                0 => LETTERS[byte - b'a' as usize],
                1 => LETTERS[byte - b'A' as usize],
                _ => 0,
            };
            let follows = if before < CLASSES.len() { CLASSES[before][class] } else { 0 };
            tenths[before][byte] = letter + follows;
            byte += 1;
        }
        before += 1;
    }
    tenths
};

/// Whether there are as many different characters as chance gives, less a generous margin.
fn is_varied(value: &[u8]) -> bool {
    let half = |upper: u8| {
        let bits = value.iter().map(|byte| u128::from(byte & 0x80 == upper) << (byte & 0x7F));
        bits.fold(0, |seen, bit| seen | bit).count_ones()
    };
    // Letters and digits all stand in the lower half.
    let distinct = half(0) + if value.is_ascii() { 0 } else { half(0x80) };
    // By chance, 24 characters hold 20 different ones, 48 hold 34, 64 hold 40.
    let least = match value.len() {
        0..=31 => value.len() * 5 / 10,
        32..=63 => 14 + (value.len() - 32) / 3,
        _ => 24,
    };
    distinct as usize >= least
}

fn has_sequence(value: &[u8]) -> bool {
    let follows = |step: u8| move |before: u8, byte: u8| byte == before.wrapping_add(step);
    let near = |before: u8, byte: u8| byte.wrapping_sub(before).wrapping_add(1) <= 2;
    let steps = [0, 1, u8::MAX].map(follows);
    (could_have_row(value, 1, SEQUENCE, near)
        && steps.iter().any(|follows| has_row(value, 1, SEQUENCE, follows)))
        || has_woven_sequence(value)
}

/// Whether every second, third or fourth character follows the one before, as in `A1b2C3d4E5f6`: a person's idea of
/// chance.
fn has_woven_sequence(value: &[u8]) -> bool {
    let follows = |before: u8, byte: u8| lower(byte) == lower(before).wrapping_add(1);
    (2..=4).any(|stride| {
        could_have_row(value, stride, WOVEN, follows) && has_row(value, stride, WOVEN, follows)
    })
}

/// Whether enough characters follow one another at all. In random text too few do, which is told without a branch for
/// each.
fn could_have_row(
    value: &[u8],
    stride: usize,
    length: usize,
    follows: impl Fn(u8, u8) -> bool,
) -> bool {
    let later = value.get(stride..).unwrap_or_default();
    // In numbers of one byte, of which many are added at once.
    let (mut befores, mut laters) = (value.chunks(COUNTED), later.chunks(COUNTED));
    let mut all = 0;
    while let (Some(befores), Some(laters)) = (befores.next(), laters.next()) {
        let pairs = befores.iter().zip(laters);
        all +=
            usize::from(pairs.map(|(&before, &byte)| u8::from(follows(before, byte))).sum::<u8>());
    }
    all + 1 >= length
}

/// Pairs that one byte can count.
const COUNTED: usize = 255;

/// Whether `length` characters follow one another, each `stride` after the one before.
fn has_row(value: &[u8], stride: usize, length: usize, follows: impl Fn(u8, u8) -> bool) -> bool {
    (0..stride).any(|first| {
        let mut run = 1;
        (first + stride..value.len()).step_by(stride).any(|at| {
            run = if follows(value[at - stride], value[at]) { run + 1 } else { 1 };
            run >= length
        })
    })
}

/// As [`u8::to_ascii_lowercase`], without a branch.
fn lower(byte: u8) -> u8 {
    byte | u8::from(byte.wrapping_sub(b'A') < 26) << 5
}

/// Whether the value repeats a block from its start to its end.
fn is_periodic(value: &[u8]) -> bool {
    let Some((first, rest)) = value.split_first() else { return false };
    // The first byte alone rules out almost every period.
    memchr::memchr_iter(*first, &rest[..value.len() / 2]).any(|at| {
        let period = at + 1;
        value[period..] == value[..value.len() - period]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn random_values_pass_at_every_length() {
        for name in ["{{id48}}", "{{secret64}}", "{{secret32}}", "{{token28}}"] {
            let missed =
                (0..20_000).filter(|&seed| !is_random(expand(name, seed).as_bytes())).count();
            assert!(missed <= 20, "{name}: {missed} of 20,000");
        }
    }

    #[test]
    fn words_and_patterns_do_not() {
        let repeated =
            |text: &str, length: usize| text.chars().cycle().take(length).collect::<String>();
        let values = [
            "AbstractSingletonProxyFactoryBeanDefinitionReade".to_owned(),
            "shouldReturnUnauthorizedWhenTokenHasExpiredAndRefreshFailsOnV2Ok".to_owned(),
            "getUserAuthenticationTokenFromRequestHeaderAsync".to_owned(),
            "org2ApacheHttpComponentsClient5ConfigRequestDefaultTimeoutMillis".to_owned(),
            repeated("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 64),
            repeated("0123456789abcdef", 64),
            repeated("Ab1", 48),
            repeated("x", 64),
            repeated("aK3dL9fQ2zR7tB5w", 64),
            "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6A7b8C9d0E1f2".to_owned(),
            "Xa9Kb7Rc2Zd5Me1Qf8Tg4Wh6Yi3Pj0Sk9Vl7Nm2Bn5Co1Dp8".to_owned(),
            expand("{{hex64}}", 1),
            expand("{{hex64}}", 1).to_uppercase(),
        ];
        for value in values {
            assert!(!is_random(value.as_bytes()), "{value}");
        }
    }
}
