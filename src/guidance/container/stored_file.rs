//! Files and folders that hold credentials, by their names.

use crate::guidance::credential_file::{TOKEN_CACHE, is_for_show, kind};

/// Folders of code and of what is made from it, in which a name without an ending is that of a program or a package.
const OF_CODE: &[&str] = &[
    "apps", "bin", "build", "cmd", "crates", "dist", "internal", "lib", "libexec", "libs",
    "modules", "node_modules", "out", "packages", "pkg", "release", "sbin", "scripts", "services",
    "src", "target", "tools", "vendor",
];

/// Folders of programs.
const OF_PROGRAMS: &[&str] = &["bin", "libexec", "sbin"];

/// Whether a file or folder of this path, copied to `target`, holds credentials, if it is called what it is.
pub(super) fn holds_credentials(path: &str, target: &str) -> bool {
    let is_folder = path.ends_with('/');
    let path = path.trim_end_matches(['/', '*']);
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_in = |path: &str, of: &[&str]| path.split('/').any(|folder| of.contains(&folder));
    let is_bare = !name.contains('.');
    // Earthly names what another target makes with a plus.
    let is_made = path.starts_with('+') || is_in(folders, OF_CODE);
    let may_be_code = is_bare && (is_made || is_in(target, OF_PROGRAMS));
    // Of a keystore nobody can tell whether it holds more than what is trusted, and a folder that is called a token
    // holds what deals with one.
    let is_of_code = |what: &str| may_be_code || is_folder && is_bare && what == TOKEN_CACHE;
    !is_for_show(name)
        && kind(path).is_some_and(|kind| kind.says_so && !kind.is_opaque && !is_of_code(kind.what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for path in [
            ".env", "app/.env.production", ".env*", ".env-prod", ".flaskenv", ".dev.vars",
            "banqup.env", "credentials.json", "config/secrets.yaml", "banqup_token.json",
            "secrets/", "prod.tfvars", ".netrc", "banqup.secret", "secrets/banqup.txt",
            ".secrets/banqup", "conf/banqup.key", ".banqup-token", "banqup.token",
            "banqup_client_secret", "src/banqup.env",
        ] {
            assert!(holds_credentials(path, "/app/"), "{path}");
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
            "src/banqup_token/",
            "banqup_token/",
            "/out/banqup-token",
            "bin/banqup-token",
            "cmd/banqup-token",
            "packages/banqup-credentials",
            "src/banqup_secrets/",
        ] {
            assert!(!holds_credentials(path, "/app/"), "{path}");
        }
        assert!(!holds_credentials("banqup-token", "/usr/local/bin/"));
        assert!(holds_credentials("banqup.env", "/usr/local/bin/"));
    }
}
