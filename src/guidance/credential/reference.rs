//! Is this a value, or does it only say where a value is kept?
//!
//! A reference to a place where the value is kept is what the guidance asks for, and a placeholder holds nothing.

use rustc_hash::FxHashSet;

use crate::guidance::name;
use crate::guidance::pattern::{Pattern, pattern};
use crate::model::KEPT;

/// Whether the text of a setting's value is a reference to the environment or a store of secrets, or is made of one.
pub(in crate::guidance) fn is_reference(value: &str) -> bool {
    static REFERENCE: Pattern = pattern!(
        r#"(?ix)
            \$\{ | \$\( | \$[A-Za-z_] | \{\{ | <% | %[A-Za-z_][A-Za-z0-9_.:/!-]*% | \#\{ | @\{ | @Microsoft\.KeyVault
          | ^(?: op | vault | ssm | gcp-?sm | keyring | env | file | secret | secrets | bws | doppler | infisical )
                : (?: // | [A-Za-z/] )
          | ^[a-z][a-z0-9+.-]{1,24}:// (?: [^/] ) | ^!vault\b | ^projects/[^/]+/secrets/ | \.vault\.azure\.net
          | \b(?: getenv | environ | os\.Getenv | process\.env | import\.meta\.env | ENV\[ | env\( | secrets\. | GetEnvironmentVariable | System\.getenv
              | valueFrom | secretKeyRef | credentials\( | var\. | local\. | data\. | module\. )
            "#
    );
    let value = value.trim().trim_matches(['"', '\'', '`']);
    KEPT.iter().any(|start| value.starts_with(start)) || REFERENCE.is_match(value)
}

/// Whether the text of a setting's value stands for a value to be filled in, or for none.
pub(in crate::guidance) fn is_placeholder(value: &str) -> bool {
    static PLACEHOLDER: Pattern = pattern!(
        r"(?ix)
            ^$ | ^(?: null | nil | none | ~ | true | false | undefined | todo | tbd | n/?a | secret | password | token | test | dummy | example | sample | redacted
                | required | optional | string )$
          | ^<.*>$ | ^\[.*\]$ | ^\.{2,} | \.{3}$ | ^[*xX\#_.\-?0]+$
          | change[-_ ]?me | fill[-_ ]?in | not[-_ ]?set | redacted | masked | \*\*\*
          | (?-i: x{4,} | X{4,} | ^x{2,} | ^X{2,} | x{3,}$ | X{3,}$ | (?: ^ | [^A-Za-z0-9] ) (?: x{3,} | X{3,} ) (?: [^A-Za-z0-9] | $ ) )
            "
    );
    let value = value.trim().trim_matches(['"', '\'', '`']);
    !is_random(value) && (PLACEHOLDER.is_match(value) || has_word_to_fill_in(value))
}

/// Whether one of the words of a text says that a value comes here: `your-client-secret`, `INSERTKEYHERE`. Within a
/// word letters stand by chance.
fn has_word_to_fill_in(value: &str) -> bool {
    const STARTS: &[&str] =
        &["your", "replace", "insert", "placeholder", "example", "dummy", "sample"];
    name::words(value).iter().any(|word| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        bare == "here" || STARTS.iter().any(|start| word.starts_with(start))
    })
}

/// Whether a text is as long as a secret and changes between small letters, capitals and digits as no words do.
fn is_random(value: &str) -> bool {
    const SHORTEST: usize = 28;
    const FEWEST: usize = 10;
    let class = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let is_change = |pair: &&[u8]| match (class(pair[0]), class(pair[1])) {
        (3, _) | (_, 3) => false,
        (one, other) => one != other,
    };
    let signs: FxHashSet<u8> = value.bytes().collect();
    value.len() >= SHORTEST
        && signs.len() >= FEWEST
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.".contains(&byte))
        && value.as_bytes().windows(2).filter(is_change).count() * 3 >= value.len()
}

/// Whether a setting's value is neither: somebody wrote the value itself.
pub(in crate::guidance) fn is_literal(value: &str) -> bool {
    !is_reference(value) && !is_placeholder(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::expand;

    #[test]
    fn references_placeholders_and_values() {
        for value in [
            "${BQ_SECRET}",
            "$BQ_SECRET",
            "$(cat /run/secrets/bq)",
            "{{ .Values.secret }}",
            "%BQ_SECRET%",
            "%vault:secret/Banqup!/clientSecret%",
            "op://vault/banqup/secret",
            "vault:secret/data/banqup#secret",
            "ref+awssecrets://banqup/secret",
            "ENC[AES256_GCM,data:abc]",
            "akeyless:Prod/Banqup",
            "crn:v1:bluemix:public:secrets-manager:eu-de:a/b:c:secret:d",
            "process.env.BQ_SECRET",
            "\"${var.secret}\"",
        ] {
            assert!(is_reference(value), "{value}");
        }
        for value in [
            "",
            "changeme",
            "your-client-secret-here",
            "<secret>",
            "xxxxxxxx",
            "********",
            "'TODO'",
            "YOUR_CLIENT_SECRET",
            "yourClientSecret",
            "YOURCLIENTSECRETHERE",
            "xxxx-xxxx-xxxx",
            "xx-secret-xx",
            "sk_xxx",
            "Your-Client-Secret-Here-Your-Client-Secret",
            "put-the-secret-here",
            "replace1me",
            "example.com",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["s3cr3t-Pa55", "hunter2hunter2", "kP9wqZ2LmVt7", "aXxX7kQ2mhere9Lw"] {
            assert!(is_literal(value), "{value}");
        }
    }

    #[test]
    fn letters_of_a_secret_make_no_word() {
        for template in ["{{secret32}}", "{{secret64}}", "{{jwt}}"] {
            let value = expand(template, 5);
            for letters in ["xX", "XxX", "xxx", "yOuR", "YOUR", "here", "dUmMY", "sample"] {
                for at in [0, 9, value.len() - letters.len()] {
                    let mut value = value.clone();
                    value.replace_range(at..at + letters.len(), letters);
                    assert!(is_literal(&value), "{letters} at {at}");
                }
            }
        }
        assert!(is_placeholder("your-client-secret-of-64-characters-goes-in-here-0123456789"));
        assert!(is_placeholder("YOUR_CLIENT_SECRET_YOUR_CLIENT_SECRET_YOUR_CLIENT_SECRET"));
        assert!(is_placeholder(&"x".repeat(64)));
        assert!(is_placeholder(&"xX".repeat(14)));
    }
}
