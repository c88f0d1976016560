//! What the vendor is called: domains, names, and the short names that code gives it.
//!
//! Contract: a name counts wherever it stands, a short one as a word of an identifier (`bq_id`, `bqId`, `x-bq`) and
//! never inside another word, nor in a value. Letters of any case.

/// Domains that belong to the vendor, with everything below them.
pub const DOMAINS: [&str; 2] = ["banqup.com", "unifiedpost.com"];

/// What the name of a site starts with.
const SITE: &str = "www.";

/// Words that only somebody who uses the vendor's API writes.
pub const NAMES: [&str; 3] = ["banqup", "unifiedpost", "upg-dev-portal"];

/// What code calls the vendor in short; `up` is one too, where a name starts with it.
pub const SHORT: [&str; 3] = ["bq", "upg", "btx"];

/// The names and the short ones as part of an expression, which says what goes on behind them.
pub const PATTERN: &str = r"(?i:banqup|unifiedpost|\b(?:bq|upg|btx))";

/// The same for an identifier that starts with one of them, where a short one is a word of it.
pub const IDENTIFIER: &str =
    r"(?:(?i:banqup|unifiedpost)\w*|\b(?i:bq|upg|btx)(?:(?:_|(?-i:[A-Z]))\w*)?)";

/// A longer run of letters and digits is a value, in which any two letters may stand.
const LONGEST: usize = 40;

/// What build tools and people put before a name, after which `up` still starts it: `VITE_UP_CLIENT_ID`. Most words
/// before it make one word with it: `sign_up`, `back_up`.
const BEFORE_UP: [&str; 14] = [
    "acc_", "app_", "dev_", "env_", "my_", "next_", "prod_", "public_", "stage_", "staging_",
    "test_", "uat_", "var_", "vite_",
];

/// Whether a host is that of the company's site, which people read and which has no API: a domain itself, or its `www`.
pub fn is_site(host: &str) -> bool {
    let name = match host.get(..SITE.len()) {
        Some(label) if label.eq_ignore_ascii_case(SITE) => &host[SITE.len()..],
        _ => host,
    };
    DOMAINS.iter().any(|domain| domain.eq_ignore_ascii_case(name))
}

/// Whether a text holds one of the names.
pub fn names(text: &str) -> bool {
    let bytes = text.as_bytes();
    starts(bytes).any(|at| is_name(&bytes[at..]))
}

/// Whether a text names the vendor, in full or in short.
pub fn names_in_short(text: impl AsRef<[u8]>) -> bool {
    let bytes = text.as_ref();
    starts(bytes).any(|at| is_name(&bytes[at..]) || is_short(bytes, at) || is_up(bytes, at, b"_"))
}

/// Whether the name of a thing is one of the vendor's, in full or in short.
pub fn is_in_name(name: &str) -> bool {
    names_in_short(name) || starts_with_up(name)
}

/// Whether a name starts with `up` as the vendor's: `up_secret`, `up-credentials`.
pub fn starts_with_up(name: &str) -> bool {
    is_up(name.as_bytes(), 0, b"_-")
}

/// Where a name of the vendor's could start.
fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let may_start = |byte: u8| matches!(byte | 0x20, b'b' | b'u');
    (0..bytes.len()).filter(move |at| may_start(bytes[*at]))
}

fn is_name(bytes: &[u8]) -> bool {
    NAMES.iter().any(|name| starts_with(bytes, name))
}

fn starts_with(bytes: &[u8], word: &str) -> bool {
    bytes.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_short(bytes: &[u8], at: usize) -> bool {
    let short = SHORT.iter().find(|short| starts_with(&bytes[at..], short));
    short.is_some_and(|short| {
        starts_word(bytes, at) && ends_word(bytes, at + short.len()) && !is_in_value(bytes, at)
    })
}

/// Whether the letter at `at` starts a word: after no letter, or as the capital of `theBq` and `IBq`.
fn starts_word(bytes: &[u8], at: usize) -> bool {
    let is_small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    match at.checked_sub(1).map(|before| bytes[before]) {
        Some(before) if before.is_ascii_alphabetic() => {
            bytes[at].is_ascii_uppercase() && (before.is_ascii_lowercase() || is_small(at + 1))
        }
        _ => true,
    }
}

/// Whether the word before `end` ends there: no letter goes on from it, or one that starts another word.
fn ends_word(bytes: &[u8], end: usize) -> bool {
    !bytes.get(end).is_some_and(u8::is_ascii_alphabetic) || starts_word(bytes, end)
}

/// Whether `up` starts a name at `at` and one of `signs` goes on from it, but for `up-to-date` and its like.
fn is_up(bytes: &[u8], at: usize, signs: &[u8]) -> bool {
    let goes_on = bytes.get(at + 2).is_some_and(|sign| signs.contains(sign));
    if !goes_on || !starts_with(&bytes[at..], "up") {
        return false;
    }
    let before = &bytes[..at];
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_prefix = |prefix: &str| {
        before.len().checked_sub(prefix.len()).is_some_and(|at| starts_with(&before[at..], prefix))
    };
    let is_first = match before {
        // A flag's hyphens are no part of its name.
        [.., sign, b'-', b'-'] => !is_inside(sign),
        [b'-'] | [b'-', b'-'] => true,
        [.., last] => !is_inside(last),
        [] => true,
    };
    let behind = &bytes[at + 3..];
    let is_adverb =
        starts_with(behind, "to") && !behind.get(2).is_some_and(u8::is_ascii_alphanumeric);
    (is_first || BEFORE_UP.into_iter().any(is_prefix)) && !is_adverb
}

/// Whether the run of letters and digits around `at` is too long for a name.
fn is_in_value(bytes: &[u8], at: usize) -> bool {
    let goes_on = |byte: &&u8| byte.is_ascii_alphanumeric();
    let before = bytes[..at].iter().rev().take(LONGEST).take_while(goes_on).count();
    let behind = bytes[at..].iter().take(LONGEST).take_while(goes_on).count();
    before + behind > LONGEST
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn a_site_is_no_host_of_the_api() {
        for host in ["banqup.com", "WWW.Banqup.com", "www.unifiedpost.com"] {
            assert!(is_site(host), "{host}");
        }
        for host in
            ["", "www.", "api.banqup.com", "www.btx.banqup.com", "notbanqup.com", "\u{e9}\u{e9}"]
        {
            assert!(!is_site(host), "{host}");
        }
    }

    #[test]
    fn short_names_are_words_of_identifiers() {
        for text in [
            "bq_id",
            "bqId",
            "x-bq",
            "BQ",
            "BqClientId",
            "theBqHost",
            "IBqClient",
            "BQToken",
            "bqTOKEN",
            "upg2",
            "my.btx",
            "UPG_SECRET",
            "up_secret",
            "UP_SECRET",
            "process.env.UP_ID",
            "VITE_UP_CLIENT_ID",
            "--up_secret",
            "a Banqup b",
            "UNIFIEDPOST",
            "realms/UPG-Dev-Portal",
        ] {
            assert!(names_in_short(text), "{text}");
        }
        for text in [
            "SUBQ_HOST", "upgrade(", "bqueue_user", "faqBqs", "subq", "BQTOKENS", "sign_up_secret",
            "BACK_UP_KEY", "x-up_y", "group_id", "up_to_date", "up", "up-front", "banq_up", "",
            "b",
        ] {
            assert!(!names_in_short(text), "{text}");
        }
        assert!(is_in_name("up-credentials") && !is_in_name("up-to-date") && !is_in_name("x-up-y"));
        assert!(is_in_name("up-token") && is_in_name("bq-token") && !is_in_name("backup-token"));
    }

    #[test]
    fn expressions_know_every_name() {
        for expression in [PATTERN, IDENTIFIER] {
            let told = Regex::new(expression).expect("the pattern is fixed");
            for name in SHORT.iter().chain(&NAMES) {
                assert!(told.is_match(name) && told.is_match(&name.to_uppercase()), "{name}");
            }
        }
    }

    #[test]
    fn letters_in_a_value_name_nobody() {
        let value = "x7".repeat(15);
        assert!(!names_in_short(format!("{value}Bq{value}")));
        assert!(names_in_short(format!("{value}_bq_{value}")));
    }

    proptest::proptest! {
        #[test]
        fn words_are_told_as_an_expression_tells_them(
            parts in proptest::collection::vec(0..18_usize, 0..10),
        ) {
            #[rustfmt::skip]
            const PARTS: [&str; 18] = [
                "bq", "BQ", "Bq", "upg", "Upg", "btx", "up", "UP", "_", "-", "t", "T", "7", ".", "\u{e9}", "banqup", "ost", "unifiedp",
            ];
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            proptest::prop_assume!(text.len() <= LONGEST);
            let lower = r"(?:^|[^A-Za-z])(?i:bq|upg|btx)(?:$|[^A-Za-z])|(?:^|[^A-Za-z])(?:(?:[bB]q|[uU]pg|[bB]tx)[A-Z]|(?:BQ|UPG|BTX)[A-Z][a-z])";
            let inner = r"(?:[a-z]|[A-Z])(?:Bq|Upg|Btx)(?:$|[^a-z])|[a-z](?:BQ|UPG|BTX)(?:$|[^A-Za-z]|[A-Z][a-z])";
            let full = r"(?i:banqup|unifiedpost|(?:^|[^a-z0-9_-])up_)|^--?(?i:up)_|[^A-Za-z0-9_-]--(?i:up)_";
            let told = Regex::new(&[lower, inner, full].join("|")).expect("the pattern is fixed");
            proptest::prop_assert_eq!(names_in_short(&text), told.is_match(&text), "{}", text);
        }
    }
}
