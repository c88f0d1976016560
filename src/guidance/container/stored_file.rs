//! Files that hold credentials, by their names.

use crate::guidance::credential_file::{is_for_show, kind};

/// Whether a file or folder of this path holds credentials, if it is called what it is.
pub(super) fn holds_credentials(path: &str) -> bool {
    let path = path.trim_end_matches(['/', '*']);
    let name = path.rsplit('/').next().unwrap_or(path);
    // Of a keystore nobody can tell whether it holds more than what is trusted.
    !is_for_show(name) && kind(name).is_some_and(|kind| kind.says_so && !kind.is_opaque)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for path in [
            ".env", "app/.env.production", ".env*", ".env-prod", ".flaskenv", ".dev.vars",
            "banqup.env", "credentials.json", "config/secrets.yaml", "banqup_token.json",
            "secrets/", "prod.tfvars", ".netrc",
        ] {
            assert!(holds_credentials(path), "{path}");
        }
        for path in [
            ".env.example",
            "env.py",
            "package.json",
            ".",
            "src",
            "tokenizer.json",
            "secrets.py",
            "example.env",
            "environment.yml",
            ".env.sample",
            ".env.ts",
            ".npmrc",
            "truststore.jks",
            "keys",
            "auth.json",
            "appsettings.Development.json",
        ] {
            assert!(!holds_credentials(path), "{path}");
        }
    }
}
