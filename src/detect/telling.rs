//! Words without which no phrase tells what a value is.
//!
//! Contract: exact where it says no. A text between two values is searched once, however many of them look back at it:
//! data holds values by the thousand and hardly ever one of the words, and the expressions behind them cost many times
//! as much.

use super::starts::{Starts, letters};
use crate::model::Span;

/// One of them stands in each telling phrase, or an `id` does.
const WORDS: [&str; 39] = [
    "tok", "secr", "segreto", "geheim", "wachtwoord", "kennwort", "mot", "contrase", "passw",
    "pwd", "key", "user", "sha", "checksum", "digest", "integrity", "fingerprint", "thumbprint",
    "etag", "nonce", "csrf", "xsrf", "signature", "commit", "revision", "challenge", "verifier",
    "certificate", "salt", "pepper", "hash", "md5", "cursor", "reference", "state", "ciphervalue",
    "jti", "bearer", "basic",
];

/// Letters that an `id` follows which no mark or capital sets apart: those that `app`, `trace`, `request`, `session`,
/// `client`, `consumer`, `oauth`, `oauth2` and `k` end with.
const BEFORE_ID: &[u8] = b"petnrh2k";

/// How the words start, and all that ends in `id`.
static STARTS: Starts = Starts::of(&WORDS).and_all_in(*b"id");

/// The words of one text, as far as it was searched.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Up to where the text was searched, from some place on that no later region starts before.
    searched: usize,
    /// Just past the first letters of the last word that was met, or 0.
    last: usize,
}

impl Words {
    /// Whether one of the words could stand in `region` of `bytes`. Quick where regions are asked for in their order.
    pub(super) fn stand_in(&mut self, bytes: &[u8], region: Span) -> bool {
        if region.end < self.searched {
            *self = Self::default();
        }
        let from = self.searched.max(region.start).saturating_sub(2);
        let mut last = 0;
        for (at, &byte) in (from..).zip(&bytes[from..region.end]) {
            last = letters(last, byte);
            if STARTS.hold(last) != 0 && is_word(bytes, at + 1) {
                self.last = at + 1;
            }
        }
        self.searched = region.end;
        // What stands before the region sets nothing apart in it.
        let starts_with_id =
            matches!(&bytes[region.start..region.end], [b'i' | b'I', b'd' | b'D', ..]);
        self.last > region.start || starts_with_id
    }
}

/// Whether a word starts with the three letters that end at `end`, or an `id` ends there that could tell something.
fn is_word(bytes: &[u8], end: usize) -> bool {
    let is_start = |word: &str| {
        let start = end.checked_sub(3).and_then(|start| bytes.get(start..start + word.len()));
        start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    ends_in_id(&bytes[..end]) || WORDS.iter().any(|word| is_start(word))
}

fn ends_in_id(bytes: &[u8]) -> bool {
    match bytes {
        [.., before, i @ (b'i' | b'I'), b'd' | b'D'] => {
            !before.is_ascii_alphanumeric()
                || BEFORE_ID.contains(&before.to_ascii_lowercase())
                || (before.is_ascii_lowercase() && *i == b'I')
        }
        [b'i' | b'I', b'd' | b'D'] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::detect::context::{self, Reader};
    use crate::model::Span;

    /// What names are made of, and what stands between them.
    const PARTS: &[&str] = &[
        "client",
        "Client",
        "CLIENT",
        "refresh",
        "tok",
        "token",
        "secret",
        "passw",
        "pwd",
        "geheim",
        "segreto",
        "secr\u{e8}te",
        "mot",
        "de",
        "passe",
        "wachtwoord",
        "identifiant",
        "klant",
        "salt",
        "key",
        "user",
        "id",
        "Id",
        "ID",
        "iD",
        "app",
        "kid",
        "trace",
        "session",
        "oauth2",
        "sha",
        "256",
        "md5",
        "hash",
        "_hash",
        "jti",
        "etag",
        "basic",
        "bearer",
        "of",
        "the",
        "banqup",
        "bq",
        "x",
        "Xi",
        "d",
        "i",
        "9d",
        "0",
        " ",
        "_",
        "-",
        "\n",
        "\t",
        ": ",
        " = ",
        "=> ",
        "\"",
        "'",
        ",",
        ";",
        "|",
        "{",
        "}",
        "<",
        ">",
        "value",
        "é",
        "AbC4dEfGhIjK5lMnOpQrS6tUvWxYz",
        "                                        ",
    ];

    proptest! {
        #[test]
        fn what_a_reader_says_of_many_values_is_what_a_look_at_each_says(
            parts in proptest::collection::vec(0..PARTS.len(), 0..60),
            steps in proptest::collection::vec(0..40_usize, 1..40),
        ) {
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            let mut reader = Reader::new(&text);
            let mut start = 0;
            for step in steps {
                start = text.ceil_char_boundary((start + step).min(text.len()));
                let span = Span { start, end: text.ceil_char_boundary((start + 5).min(text.len())) };
                let (told, plain) = (reader.of(span), context::of(&text, span));
                prop_assert_eq!(told.key, plain.key, "{} at {}", text, start);
                prop_assert_eq!(told.names_vendor, plain.names_vendor, "{} at {}", text, start);
            }
        }
    }
}
