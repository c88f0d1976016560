//! Is this a value, or does it only say where a value is kept?
//!
//! A reference to a place where the value is kept is what the guidance asks for, and a placeholder holds nothing.

use super::pattern::Pattern;

/// Whether the text of a setting's value is a reference to the environment or a store of secrets, or is made of one.
pub(super) fn is_reference(value: &str) -> bool {
    static REFERENCE: Pattern = Pattern::new(
        &[r#"(?ix)
            \$\{ | \$\( | \$[A-Za-z_] | \{\{ | <% | %[A-Za-z_][A-Za-z0-9_]*% | \#\{ | @\{ | @Microsoft\.KeyVault
          | ^(?: op | vault | ref\+[a-z0-9]+ | ssm | secretsmanager | awssm | gcpsm | gcp-?sm | azurekv | akv | keyring | env | file | secret | secrets | bws | doppler | infisical )
                : (?: // | [A-Za-z/] )
          | ^ENC\[ | ^arn:aws | ^projects/[^/]+/secrets/ | \.vault\.azure\.net
          | \b(?: getenv | environ | os\.Getenv | process\.env | import\.meta\.env | ENV\[ | env\( | secrets\. | GetEnvironmentVariable | System\.getenv
              | valueFrom | secretKeyRef | credentials\( | var\. | local\. | data\. | module\. )
            "#],
        &[],
    );
    REFERENCE.is_match(value.trim().trim_matches(['"', '\'', '`']))
}

/// Whether the text of a setting's value stands for a value to be filled in, or for none.
pub(super) fn is_placeholder(value: &str) -> bool {
    static PLACEHOLDER: Pattern = Pattern::new(
        &[r"(?ix)
            ^$ | ^(?: null | nil | none | ~ | true | false | undefined | todo | tbd | n/?a | secret | password | token | test | dummy | example | sample | redacted
                | required | optional | string )$
          | ^<.*>$ | ^\[.*\]$ | ^\.{2,} | \.{3}$ | ^[*xX\#_.\-?0]+$
          | your | change[-_ ]?me | replace | insert | fill[-_ ]?in | placeholder | example | dummy | sample | \bhere\b | _here | -here | not[-_ ]?set | redacted | masked
          | ^xx | xxx | \*\*\*
            "],
        &[],
    );
    PLACEHOLDER.is_match(value.trim().trim_matches(['"', '\'', '`']))
}

/// Whether a setting's value is neither: somebody wrote the value itself.
pub(super) fn is_literal(value: &str) -> bool {
    !is_reference(value) && !is_placeholder(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_placeholders_and_values() {
        for value in [
            "${BQ_SECRET}",
            "$BQ_SECRET",
            "$(cat /run/secrets/bq)",
            "{{ .Values.secret }}",
            "%BQ_SECRET%",
            "op://vault/banqup/secret",
            "vault:secret/data/banqup#secret",
            "ref+awssecrets://banqup/secret",
            "ENC[AES256_GCM,data:abc]",
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
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["s3cr3t-Pa55", "hunter2hunter2", "kP9wqZ2LmVt7"] {
            assert!(is_literal(value), "{value}");
        }
    }
}
