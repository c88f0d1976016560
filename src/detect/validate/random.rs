//! Tells random letters and digits from words, digests, sequences and placeholders.
//!
//! Two questions are asked of each character: which class follows which (words in camel case keep to lower case, random text
//! does not), and how common the letter is in words. Both are counted in bits for and against chance, so that one threshold
//! serves every length. What no statistic sees, such as a sequence or a repeated block, is tested by itself.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Tenths of a bit by which a letter speaks for chance, `a` to `z`: minus the logarithm of how much more common it is in English
/// words than by chance. Rare letters are cut off, since code is full of abbreviations.
const LETTERS: [i32; 26] = [
    -11, 13, 5, -2, -17, 8, 9, -7, -9, 25, 20, -1, 7, -8, -10, 10, 25, -6, -7, -12, 5, 20, 7, 25,
    9, 25,
];

/// Tenths of a bit by which one class after another speaks for chance: lower case, upper case, digit.
const CLASSES: [[i32; 3]; 3] = [[-9, 13, 24], [-9, 12, 30], [5, 5, -13]];

/// The score that random text reaches.
const THRESHOLD: i32 = -20;

/// Characters in a row that follow one another, or are the same, in no random text of these lengths.
const SEQUENCE: usize = 5;

/// As many woven into other characters. One value in a hundred thousand has them by chance.
const WOVEN: usize = 6;

/// Words that placeholders are made of.
static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build([
            "your",
            "example",
            "placeholder",
            "changeme",
            "replace",
            "secret",
            "client",
            "sample",
            "dummy",
            "qwert",
            "asdfg",
            "token",
            "insert",
            "banqup",
        ])
        .expect("a handful of short words fits every limit")
});

/// Whether `value`, of letters and digits only, was drawn at random from both cases and digits. Allocates nothing.
pub(in crate::detect) fn is_random(value: &[u8]) -> bool {
    has_both_cases(value)
        && score(value) >= THRESHOLD
        && is_varied(value)
        && !has_sequence(value)
        && !is_periodic(value)
        && !WORDS.is_match(value)
}

/// Without an early exit, so that it becomes a few vector instructions: most long runs are digests in small letters.
fn has_both_cases(value: &[u8]) -> bool {
    let (lower, upper) = value.iter().fold((false, false), |(lower, upper), byte| {
        (lower | byte.is_ascii_lowercase(), upper | byte.is_ascii_uppercase())
    });
    lower && upper
}

/// Whether letters and digits could be a part, of a dozen characters or more, of a random value. One part in a thousand of a real value could not.
/// Allocates nothing.
pub(in crate::detect) fn could_be_random(part: &[u8]) -> bool {
    const SLACK: i32 = 40;
    score(part) >= THRESHOLD - SLACK
}

/// The bits for chance, in tenths.
fn score(value: &[u8]) -> i32 {
    let mut score = 0;
    let mut before = None;
    for &byte in value {
        let class = match byte {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            _ => 2,
        };
        if class != 2 {
            score += LETTERS[usize::from(byte.to_ascii_lowercase().wrapping_sub(b'a')) % 26];
        }
        if let Some(before) = before {
            let row: [i32; 3] = CLASSES[before];
            score += row[class];
        }
        before = Some(class);
    }
    score
}

/// Whether there are as many different characters as chance gives, less a generous margin.
fn is_varied(value: &[u8]) -> bool {
    let mut seen = [0u64; 4];
    for &byte in value {
        seen[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }
    let distinct: u32 = seen.iter().map(|bits| bits.count_ones()).sum();
    // By chance, 24 characters hold 20 different ones, 48 hold 34, 64 hold 40.
    let least = match value.len() {
        0..=31 => value.len() * 5 / 10,
        32..=63 => 14 + (value.len() - 32) / 3,
        _ => 24,
    };
    distinct as usize >= least
}

fn has_sequence(value: &[u8]) -> bool {
    let steps = |step: i16| {
        let follows = move |pair: &[u8]| i16::from(pair[1]) - i16::from(pair[0]) == step;
        let mut run = 1;
        value.windows(2).any(|pair| {
            run = if follows(pair) { run + 1 } else { 1 };
            run >= SEQUENCE
        })
    };
    steps(0) || steps(1) || steps(-1) || has_woven_sequence(value)
}

/// Whether every second, third or fourth character follows the one before, as in `A1b2C3d4E5f6`: a person's idea of chance.
fn has_woven_sequence(value: &[u8]) -> bool {
    (2..=4).any(|stride| {
        (0..stride).any(|first| {
            let mut run = 1;
            let mut last = None;
            value.iter().skip(first).step_by(stride).any(|byte| {
                let byte = byte.to_ascii_lowercase();
                run = if last == byte.checked_sub(1) && last.is_some() { run + 1 } else { 1 };
                last = Some(byte);
                run >= WOVEN
            })
        })
    })
}

/// Whether the value repeats a block from its start to its end.
fn is_periodic(value: &[u8]) -> bool {
    (1..=value.len() / 2).any(|period| value[period..] == value[..value.len() - period])
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
