//! Files that hold credentials, by their names.

/// Endings of names of files that show how the file is to be filled in.
const SHOWN: &[&str] = &[
    "example", "examples", "sample", "template", "tmpl", "dist", "defaults", "schema", "test",
    "ci", "md",
];

/// Whether a file of this path holds credentials, if it is called what it is.
pub(super) fn holds_credentials(path: &str) -> bool {
    let path = path.trim_end_matches(['/', '*']);
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let mut words = name.split(['.', '-', '_']);
    if words.any(|word| SHOWN.contains(&word)) {
        return false;
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let is_data = matches!(
        extension,
        "json" | "yaml" | "yml" | "toml" | "ini" | "txt" | "properties" | "cfg" | ""
    );
    let is_named = |word: &str| {
        stem == word
            || stem.ends_with(&format!("_{word}"))
            || stem.ends_with(&format!("-{word}"))
            || stem == format!(".{word}")
    };
    name == ".env"
        || name.starts_with(".env.")
        || name.starts_with(".env-")
        || name == ".envrc"
        || name == ".netrc"
        || extension == "env"
        || extension == "tfvars"
        || name.ends_with("postman_environment.json")
        || is_data
            && [
                "credentials",
                "credential",
                "creds",
                "secrets",
                "secret",
                "client_secret",
                "token",
                "tokens",
                "token_cache",
            ]
            .iter()
            .any(|word| is_named(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for path in [
            ".env",
            "app/.env.production",
            ".env*",
            "banqup.env",
            "credentials.json",
            "config/secrets.yaml",
            "banqup_token.json",
            "secrets/",
            "prod.tfvars",
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
        ] {
            assert!(!holds_credentials(path), "{path}");
        }
    }
}
