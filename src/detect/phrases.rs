//! Telling phrases: the words of a name that say what its value is.
//!
//! Contract: the one table of them. Where they stand around a value, and whether they are about it, is the question of
//! `context`. None is longer than 32 bytes, and each holds one of the words of `telling`.

use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use super::around::built;
use crate::model::vendor;
use crate::rule::KeyClass;

/// No phrase is longer, in bytes.
const LONGEST_PHRASE: usize = 32;

/// How near to a value its phrase mostly stands, in bytes.
const NEAR: usize = 48;

/// Telling phrases; where two start at the same place, the first listed wins.
pub(super) static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
    built(&[
        r#"(?ix)
        (?<refresh>refresh[^A-Za-z0-9]{0,2}tok)
      | (?<secret_of_client>client[^A-Za-z0-9]{0,16}(?:secret|passw|pwd|geheim)
            | client[^A-Za-z0-9]{0,2}key[^A-Za-z0-9]{0,2}secret
            | (?:secreto?|segreto)[^A-Za-z0-9]{0,2}(?:(?:of[^A-Za-z0-9]{0,2}the|d(?:el?|u|i|ella))[^A-Za-z0-9]{0,2})?client)
      | (?<framework>\bsecret[_-]?key\b | \bapp[_-]?secret\b)
      | (?<other_secret>(?:session|jwt|cookie|webhook|signing|encryption|internal|shared|django|flask|rails|nextauth|hmac|csrf|xsrf|cron|payload|token|deploy|healthcheck|revalidat(?:e|ion)|superuser)[^A-Za-z0-9]{0,2}(?:secret|key|passw)
            | logged_in_key | generated[^A-Za-z0-9]security[^A-Za-z0-9]passw | basic[^A-Za-z0-9]?auth[^A-Za-z0-9]?(?:passw|pwd)
            | (?:\b|_|(?-i:[a-np-z]))auth[_-]?(?:secret|key)
            | secret[^A-Za-z0-9]?key[^A-Za-z0-9]?base)
      | (?<app_id>app(?:lication)?[^A-Za-z0-9]{0,2}id)
      | (?<foreign>sha[^A-Za-z0-9]?[0-9]{1,3} | checksum | digest | integrity | fingerprint
            | thumbprint | etag | nonce | csrf | xsrf | \bkid\b | signature | commit | revision | challenge | verifier
            | public[^A-Za-z0-9]{0,2}key | (?:\b|_)(?:salt|pepper)\b | certificate | \bhash\b | _hash | \bmd5 | trace[^A-Za-z0-9]?id | request[^A-Za-z0-9]?id
            | correlation[^A-Za-z0-9]?id | idempotency[^A-Za-z0-9]?key | (?:(?:\b|_)(?:reference|state)|(?-i:[a-z](?:Reference|State)))\b | session[^A-Za-z0-9]?id | cursor | \bjti\b | ciphervalue
            | (?:document|invoice|message|transmission|order|item|file|page|event|batch|upload|attachment|container)[^A-Za-z0-9]?(?:key\b|(?-i:I[Dd]\b)|[^A-Za-z0-9]id\b))
      | (?<id_of_client>(?:client|consumer|oauth2?)[^A-Za-z0-9]{0,16}(?:id(?:(?-i:[^a-z])|e|$) | key | user)
            | (?:\bidentifiant|\bidentificat(?:ivo|or)|\bid)\x20(?:d(?:el?|u|i)\x20)?client
            | \bklant[^A-Za-z0-9]{0,2}id\b
            | "#,
        vendor::PATTERN,
        r#"[^A-Za-z0-9]?user(?:name)?\b)
      | (?<access>(?:access|bearer|auth|id|api)[^A-Za-z0-9]{0,2}tok | bearer | token)
      | (?<basic>\bbasic\b)
      | (?<secret>secret | passw | pwd | geheim(?:er\x20schl[^A-Za-z0-9]{1,3}ssel)? | segreto | secr[^A-Za-z0-9]{1,3}te\b | wachtwoord | kennwort | mot[^A-Za-z0-9]de[^A-Za-z0-9]passe(?:\x20(?:du\x20)?client)? | contrase)
      | (?<id>(?:\b|_)id(?:\b|_) | (?-i:[a-z]I[Dd])\b | (?:\b|_)api[^A-Za-z0-9]?key | (?-i:[a-z]A(?:pi|PI)Key))
        "#,
    ].concat())
});

/// What the groups of [`PHRASE`] say, and what where the name has the vendor's in it: an App ID is a UUID, and no
/// credential.
const CLASSES: [(&str, KeyClass, KeyClass); 11] = [
    ("refresh", KeyClass::RefreshToken, KeyClass::RefreshToken),
    ("secret_of_client", KeyClass::ClientSecret, KeyClass::ClientSecret),
    ("framework", KeyClass::Secret, KeyClass::Secret),
    ("other_secret", KeyClass::Foreign, KeyClass::Secret),
    ("app_id", KeyClass::Foreign, KeyClass::Unknown),
    ("foreign", KeyClass::Foreign, KeyClass::Foreign),
    ("id_of_client", KeyClass::ClientId, KeyClass::ClientId),
    ("access", KeyClass::AccessToken, KeyClass::AccessToken),
    ("basic", KeyClass::Basic, KeyClass::Basic),
    ("secret", KeyClass::Secret, KeyClass::Secret),
    ("id", KeyClass::Id, KeyClass::Id),
];

/// The last of the telling phrases in `bytes`, from the first on. What its groups hold is asked of it alone.
pub(super) fn last_match(bytes: &[u8]) -> Option<Captures<'_>> {
    let start = last_near_end(bytes).or_else(|| Some(PHRASE.find_iter(bytes).last()?.start()))?;
    PHRASE.captures_at(bytes, start)
}

/// Where the last phrase starts, if it stands near the end and the ones before it do not reach into what is near:
/// mostly so, and it need not be known then what else stands before the value.
fn last_near_end(bytes: &[u8]) -> Option<usize> {
    let near = bytes.len().checked_sub(NEAR)?;
    let mut at = near.saturating_sub(LONGEST_PHRASE);
    let mut found = PHRASE.find_at(bytes, at)?;
    while found.start() < near {
        if found.end() > near {
            return None;
        }
        at = found.start() + 1;
        found = PHRASE.find_at(bytes, at)?;
    }
    let mut last = found;
    while let Some(next) = PHRASE.find_at(bytes, last.end()) {
        last = next;
    }
    Some(last.start())
}

/// What a phrase says of a value; `is_ours` is whether it stands in a name that names the vendor.
pub(super) fn class(found: &Captures<'_>, is_ours: bool) -> Option<KeyClass> {
    let (_, key, ours) = CLASSES.iter().find(|(name, ..)| found.name(name).is_some())?;
    Some(if is_ours { *ours } else { *key })
}

/// What the name of a file, or the folder it stands in, says of a value that is all of it.
pub fn key_of_file(path: &str) -> KeyClass {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem =
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let folder = folders.rsplit('/').next().unwrap_or(folders);
    let told = |name: &str| class(&last_match(name.as_bytes())?, true);
    told(stem).or_else(|| told(folder)).unwrap_or(KeyClass::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_for_what_they_hold() {
        for (path, key) in [
            ("secrets/banqup_client_secret.txt", KeyClass::ClientSecret),
            ("run/secrets/banqup-client-id", KeyClass::ClientId),
            ("banqup-secret.key", KeyClass::Secret),
            (".secrets/banqup", KeyClass::Secret),
            ("banqup/data.bin", KeyClass::Unknown),
            ("banqup/checksum.txt", KeyClass::Foreign),
        ] {
            assert_eq!(key_of_file(path), key, "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_last_phrase_is_that_of_all_of_them(
            parts in proptest::collection::vec(0..20_usize, 0..50),
        ) {
            #[rustfmt::skip]
            const PARTS: [&str; 20] = [
                "client", "_id", "id", "Id", "oauth2", "secret", "key", "base", "refresh", "tok", "app", "lication", "kid", "hash",
                " ", "_", "-", "x", "9", "                ",
            ];
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            let all = PHRASE.find_iter(text.as_bytes()).last();
            let last = last_match(text.as_bytes());
            let last = last.as_ref().and_then(|found| found.get(0));
            proptest::prop_assert_eq!(last.map(|one| one.range()), all.map(|one| one.range()));
        }
    }

    #[test]
    fn no_phrase_is_too_long() {
        let parsed = regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(PHRASE.as_str());
        let longest = parsed.expect("it was built").properties().maximum_len();
        assert!(longest.is_some_and(|longest| longest <= LONGEST_PHRASE), "{longest:?}");
    }
}
