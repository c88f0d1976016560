//! Whether a name is another party's or a service's, so that its value is no credential of the vendor's.
//!
//! Contract: told by a word of the name that a value has, or by the word right before it.

use crate::model::{Named, Party, parties};
use crate::rule::KeyClass;

/// How much of a name may stand between the party's and the phrase that tells, in bytes.
const REST: usize = 24;

/// Whether a text ends in a name with another party's in it, or right after one; a service counts for what is only
/// called a secret.
pub(super) fn names_other_party(text: &str, key: KeyClass) -> bool {
    let name = name_before(text);
    // A client's or an app's own secret is no password of a service: `client.admin.secret`.
    let is_clients =
        ["client", "consumer", "portal", "app_"].iter().any(|owner| holds(name, owner));
    let key = if is_clients { KeyClass::ClientSecret } else { key };
    parties(text).any(|named| named.end + name.len() >= text.len() && counts(named, key))
}

/// Whether another party's name, or for what is only called a secret a service's, is a word of a text.
pub(super) fn is_named_in(text: &str, key: KeyClass) -> bool {
    parties(text).any(|named| counts(named, key))
}

fn counts(named: Named, key: KeyClass) -> bool {
    match named.party {
        Party::Login | Party::Client | Party::Short => true,
        Party::Service | Party::Use => key == KeyClass::Secret,
    }
}

/// The part of a name at the end of a text.
pub(super) fn name_before(text: &str) -> &str {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:/-".contains(byte);
    let length = text.bytes().rev().take(REST).take_while(is_part).count();
    &text[text.len() - length..]
}

/// Whether a name holds a word, in letters of any case.
fn holds(name: &str, word: &str) -> bool {
    name.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_is_a_word_of_the_name() {
        for (text, key, is) in [
            ("AZURE_", KeyClass::ClientSecret, true),
            ("azureAd", KeyClass::ClientId, true),
            ("myAws", KeyClass::ClientId, true),
            ("central_", KeyClass::ClientSecret, false),
            ("draws", KeyClass::ClientId, false),
            ("keycloak.", KeyClass::ClientSecret, false),
            ("POSTGRES_", KeyClass::Secret, true),
            ("S3_", KeyClass::Secret, true),
            ("dbRoot", KeyClass::Secret, true),
            ("dbase_", KeyClass::Secret, false),
            ("redis_", KeyClass::ClientSecret, false),
            ("client.admin.", KeyClass::Secret, false),
            ("client_db_", KeyClass::Secret, false),
            ("db = connect(", KeyClass::Secret, false),
        ] {
            assert_eq!(names_other_party(text, key), is, "{text}");
        }
    }
}
