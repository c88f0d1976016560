//! The vendor's names, and the names of values too short to be told by themselves.

mod beside;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;

pub(super) use self::beside::Beside;
use crate::blocks;
use crate::detect::around::{AFTER, BEFORE};
use crate::detect::validate::{could_be_random, is_random};
use crate::model::Span;

/// Names beside which a short value, a UUID or the parts of a value can stand, without their first letter: it differs
/// in case. Each has four bytes or more. With them, how gzip and zip files and PDF documents start in base64. There are at most 32 of
/// both: more would make the search slower by half. `bq` is found by its `q`.
const NAMES: [&str; 32] = [
    "lient_s", "lient-s", "lientS", "lient S", "lient s", "LIENT_S", "LIENT-S", "lientsec",
    "lient_i", "lient-i", "lientI", "lient I", "LIENT_I", CONSUMER, "ONSUMER_", "efresh_t",
    "efreshT", "EFRESH_T", "upg_", "UPG_", "upgS", "upgT", "btx_", "BTX_", "btxT", "up_s", "UP_S",
    UNIFIED, "NIFIEDPOST", GZIP, ZIP, PDF,
];

/// A word that only what follows it makes the name of a value.
const CONSUMER: &str = "onsumer";

/// How the name of the vendor's company starts, of which the rest can be in capitals or not. Much else is unified.
const UNIFIED: &str = "nified";

/// How a gzip file starts in base64.
const GZIP: &str = "H4sI";

/// How a zip file starts in base64.
const ZIP: &str = "UEsDB";

/// How a PDF document starts in base64.
const PDF: &str = "JVBERi";

/// The characters of base64 that the head of an archive takes beyond its start.
const ARCHIVE_HEAD: usize = 20;

/// Vector code where the machine has it, an automaton elsewhere.
enum Search {
    Packed(Searcher),
    Automaton(AhoCorasick),
}

static SEARCH: LazyLock<Search> = LazyLock::new(|| match Searcher::new(NAMES) {
    Some(searcher) => Search::Packed(searcher),
    None => Search::Automaton(AhoCorasick::new(NAMES).expect("a few short words fit every limit")),
});

/// How far back from the end of what was found its owner is looked for, in bytes.
const LONGEST_OWNER: usize = 8;

/// How far after a short name of the vendor's the name of its credential ends, in bytes.
const LONGEST_NAME: usize = 24;

/// The shortest value, or part of one, that stands beside a name.
const SHORTEST: usize = 12;

/// A word of letters and digits as long as this has more than one digit, if it is random.
const LONG: usize = 20;

/// Whether the `q` at `at` stands in the name of the vendor or of this program, in letters of any case. Asked in the
/// order of places.
pub(super) fn names_vendor(window: &[u8], at: usize, beside: &mut Beside<'_>) -> bool {
    let is = |name: &[u8]| {
        window[at - 3..].get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    (at >= 3 && (is(b"banqup") || is(b"banqlint:"))) || is_short_name(window, at, beside)
}

/// Whether the `q` at `at` ends the vendor's shortest name, `bq`, as a word of its own, and a credential's name goes on
/// from it. Compressed code calls anything `bq`, and has values of all kinds near it.
fn is_short_name(window: &[u8], at: usize, beside: &mut Beside<'_>) -> bool {
    let starts = at >= 1
        && window[at - 1].eq_ignore_ascii_case(&b'b')
        && at.checked_sub(2).is_none_or(|before| !window[before].is_ascii_alphabetic());
    let ends = match window.get(at + 1) {
        Some(next) if next.is_ascii_uppercase() => window[at].is_ascii_lowercase(),
        Some(next) => !next.is_ascii_lowercase(),
        None => true,
    };
    starts
        && ends
        && (is_credential(window, window.len().min(at + 2))
            || (tells(&window[at + 1..window.len().min(at + 1 + LONGEST_NAME)])
                && !is_amid_run(window, at)
                && beside.holds_value(at + 1)))
}

/// Whether letters and digits go on from `at` so far on both sides that no value can stand near enough to be named
/// here.
fn is_amid_run(window: &[u8], at: usize) -> bool {
    let around = at.checked_sub(AFTER).and_then(|start| window.get(start..at + BEFORE));
    around.is_some_and(|around| around.iter().all(u8::is_ascii_alphanumeric))
}

/// Whether a word of a credential's name stands in `name`.
fn tells(name: &[u8]) -> bool {
    const WORDS: [&[u8]; 5] = [b"token", b"secret", b"pass", b"pwd", b"key"];
    (0..name.len()).any(|at| {
        let starts = |word: &[u8]| {
            name[at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
        };
        WORDS.iter().any(|word| starts(word)) || (starts(b"id") && is_id(name, at))
    })
}

/// Whether the `id` at `at` is a word of its own: most are parts of others, or of data.
fn is_id(name: &[u8], at: usize) -> bool {
    /// What an `id` can be written together with.
    const OWNERS: [&[u8]; 4] = [b"oauth", b"oauth2", b"client", b"consumer"];
    let (before, rest) = name.split_at(at);
    let is_camel = |last: &u8| last.is_ascii_lowercase() && rest[0] == b'I';
    let is_owned = || {
        OWNERS.iter().any(|owner| {
            let start = before.len().checked_sub(owner.len());
            start.is_some_and(|start| before[start..].eq_ignore_ascii_case(owner))
        })
    };
    before.last().is_none_or(|last| !last.is_ascii_alphanumeric() || is_camel(last)) || is_owned()
}

/// Whether the name of a value stands in the window, and what could be one near it.
pub(super) fn names_value(window: &[u8]) -> bool {
    let mut beside = Beside::new(window);
    let mut at = 0;
    while let Some(end) = next_name(window, at) {
        at = end;
        let is_word = window[..end].ends_with(CONSUMER.as_bytes());
        if is_word && !matches!(window.get(end), Some(b'_' | b'K' | b'S')) {
            continue;
        }
        let is_company = is_company(window, end);
        if ends_other_word(&window[..end])
            || window[..end].ends_with(UNIFIED.as_bytes()) && !is_company
        {
            continue;
        }
        let is_named =
            is_company || is_credential(window, end) || is_archive(&window[..end], &window[end..]);
        if is_named || (!is_amid_run(window, end) && beside.holds_value(end)) {
            return true;
        }
    }
    false
}

/// Whether `up_s` ends here, and is the end of a longer word such as `group_`: it is a name only by itself.
fn ends_other_word(before: &[u8]) -> bool {
    let (word, name) = before.split_at(before.len().saturating_sub(b"up_s".len()));
    name.eq_ignore_ascii_case(b"up_s") && word.last().is_some_and(u8::is_ascii_alphanumeric)
}

fn next_name(window: &[u8], from: usize) -> Option<usize> {
    match &*SEARCH {
        Search::Packed(searcher) => {
            let span = aho_corasick::Span { start: from, end: window.len() };
            searcher.find_in(window, span).map(|found| found.end())
        }
        Search::Automaton(automaton) => {
            let input = aho_corasick::Input::new(window).span(from..window.len());
            automaton.find(input).map(|found| found.end())
        }
    }
}

/// Whether the name that ends here, or starts so, is the vendor's company.
fn is_company(window: &[u8], end: usize) -> bool {
    let name = b"nifiedpost";
    let starts = window[..end].ends_with(UNIFIED.as_bytes());
    let start = end - if starts { UNIFIED.len() } else { name.len().min(end) };
    window[start..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
}

/// Whether an archive starts in base64 where what was found ends.
fn is_archive(before: &[u8], after: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_\r\n ".contains(byte);
    [GZIP, ZIP, PDF].iter().any(|start| before.ends_with(start.as_bytes()))
        && after.get(..ARCHIVE_HEAD).is_some_and(|head| head.iter().all(is_base64))
}

/// Whether the name that ends at `end` says whose it is (`bq_`, `upg_`, `btx_`, `up_`), and goes on as that of a
/// credential: code that handles one is of interest without a value too.
fn is_credential(window: &[u8], end: usize) -> bool {
    let start = end.saturating_sub(LONGEST_OWNER);
    let Some(joint) = window[start..end].iter().rposition(|byte| *byte == b'_') else {
        return false;
    };
    let (owner, name) = (&window[start..start + joint], &window[start + joint + 1..]);
    let is_owned = [b"bq".as_slice(), b"upg", b"btx", b"up"].iter().any(|short| {
        let (before, last) = owner.split_at(owner.len().saturating_sub(short.len()));
        let stands_apart = before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric());
        last.eq_ignore_ascii_case(short) && stands_apart
    });
    let is =
        |start: &[u8]| name.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start));
    is_owned && (is(b"client_secret") || is(b"secret") || is(b"access_token"))
}

/// Whether letters and digits mix in `near` as they do in a value, or in a part of one: enough of them in a row,
/// hyphens included, with two digits that stand apart.
pub(super) fn could_hold_value(near: &[u8]) -> bool {
    let mut at = 0;
    while let Some(word) = next_word(near, at) {
        if could_be_value(&near[word.start..word.end]) {
            return true;
        }
        at = word.end;
    }
    false
}

/// The first word from `from` on, or what is left of one there, that is as long as a value: most are shorter.
pub(super) fn next_word(bytes: &[u8], from: usize) -> Option<Span> {
    let mut at = from;
    loop {
        let start = blocks::next_run::<8>(bytes, at, |_, byte, _| is_part_of_word(byte))?;
        at = start + blocks::run_length(&bytes[start..], is_part_of_word);
        if at - start >= SHORTEST {
            return Some(Span { start, end: at });
        }
    }
}

/// Whether a word mixes letters and digits as values do.
pub(super) fn could_be_value(word: &[u8]) -> bool {
    let word = behind_time(word);
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    let changes =
        word.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    let is_mixed = digits >= 1 && (changes >= 2 || word.len() >= LONG);
    word.len() >= SHORTEST && is_mixed && (could_be_uuid(word) || holds_chance(word))
}

/// What follows a time as certificates write it, `261125120000Z`, or the rest of one: nothing drawn at random has as
/// many digits in a row.
fn behind_time(word: &[u8]) -> &[u8] {
    const DIGITS: usize = 9;
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match word.get(digits) {
        Some(b'Z') if digits >= DIGITS => &word[digits + 1..],
        _ => word,
    }
}

/// Whether a word of letters alone looks like no word at all: one short value in a hundred has no digit.
fn could_be_letters(word: &[u8]) -> bool {
    word.len() >= LONG && word.iter().all(u8::is_ascii_alphabetic) && is_random(word)
}

/// Whether a byte is a letter, a digit or a hyphen. Without a branch, so that a block is tested at once.
fn is_part_of_word(byte: u8) -> bool {
    blocks::is_alphanumeric(byte) | (byte == b'-')
}

/// Whether the word could be a UUID or a part of one.
fn could_be_uuid(word: &[u8]) -> bool {
    word.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
        && word.iter().any(|byte| !byte.is_ascii_digit())
}

/// Whether a part of the word between hyphens could be drawn at random.
fn holds_chance(word: &[u8]) -> bool {
    word.split(|byte| *byte == b'-').any(|part| part.len() >= SHORTEST && could_be_random(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::suspicious_text as suspicious;
    use crate::rule::expand;

    #[test]
    fn names_beside_short_values() {
        for template in [
            "client_secret: {{uuid}}",
            "CLIENT_SECRET='{{secret32}}'",
            "refreshToken={{token28}}",
            "ID = {{uuid}} # Client ID",
            "upg_secret = {{uuid}}",
            "ARG BQ_CLIENT_SECRET",
            "print(upg_access_token)",
            "bq_token = {{token28}}",
            "bqToken: {{token28}}",
            "BTX_TOKEN={{token28}}",
            "btx_secret = {{uuid}}",
            "up_secret: {{secret32}}",
            "see BanqUp",
            "iam.unifiedpost.com",
            "iam.UnifiedPOST.com",
            "release: H4sIAAAAAAAA/8pIzcnJVyjPL8pJAQAA//8",
            "attachment: JVBERi0xLjUKJb/3ov4KMSAwIG9iago",
        ] {
            assert!(suspicious(expand(template, 1).as_bytes()), "{template}");
        }
        for text in [
            "let client_id = request.client_id();",
            "class ClientSecretProvider {}",
            "use ClientInfo for K8sServerSideTimeout",
            "RedisModuleClientInfoV1 client_info;",
            "unique",
            &expand("a unified diff {{uuid}}", 1),
            "const H4sI: u8 = 1;",
        ] {
            assert!(!suspicious(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_value_without_a_digit_counts_beside_its_name() {
        let is_letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let all = (0..2000).map(|seed| expand("{{token28}}", seed));
        let letters: Vec<String> = all.filter(|value| is_letters(value)).collect();
        assert!(letters.len() > 5);
        for value in letters {
            assert!(suspicious(format!("bq_token = {value}").as_bytes()), "{value}");
        }
        assert!(!suspicious(b"bq_token = AbstractSingletonProxyFactoryBean"));
    }

    #[test]
    fn words_are_those_of_a_plain_walk() {
        let text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6, k9Xw2 HOLBaRaL9pFf2ulaxNwEG64 word éinternationalization-2 ".repeat(3);
        for end in 0..text.len() {
            let near = &text.as_bytes()[end / 2..end];
            let words = near.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
            assert_eq!(could_hold_value(near), words.into_iter().any(could_be_value), "{end}");
            let words = near.split(|byte| !is_part_of_word(*byte));
            let long = words.filter(|word| word.len() >= SHORTEST).count();
            let met = std::iter::successors(next_word(near, 0), |word| next_word(near, word.end));
            assert_eq!(met.count(), long, "{end}");
        }
    }
}
