//! Is this a file of Banqup's credentials, going by what it is called or by what is written into it?

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::guidance::owner::{self, Scope, is_nobodys, is_vendors};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::reference::is_literal;
use crate::guidance::script::{Shell, Text};
use crate::guidance::setting::value_of;
use crate::guidance::{Held, Name, Page, credential_file, name};
use crate::model::{Span, vendor};

/// Folders and words in paths that say nothing of whose a file is.
#[rustfmt::skip]
const OF_SYSTEMS: &[&str] = &[
    "cache", "conf", "d", "dir", "etc", "file", "files", "folder", "home", "lib", "opt", "path",
    "root", "run", "share", "src", "srv", "state", "store", "tmp", "tokencache", "tokens", "usr",
    "workspace",
];

/// Folders of programs, and of what completes their names.
const OF_PROGRAMS: &[&str] =
    &["bash-completion", "bin", "cmd", "completions", "libexec", "sbin", "site-functions"];

/// Endings of what is encrypted, or says something of a file.
const ENCRYPTED: &[&str] = &[".age", ".asc", ".enc", ".gpg", ".sig", ".sha256", ".vault"];

/// The most strings of an expression that are joined to a path.
const MOST_PARTS: usize = 8;

/// The files of Banqup's credentials that a page speaks of.
pub(super) struct Targets<'p> {
    page: &'p Page<'p>,
    bound: OnceCell<FxHashSet<&'p str>>,
    filled: OnceCell<FxHashSet<&'p str>>,
}

impl<'p> Targets<'p> {
    pub(super) fn of(page: &'p Page<'p>) -> Self {
        Self { page, bound: OnceCell::new(), filled: OnceCell::new() }
    }

    /// Whether a path, as it is written, or what a shell's variable stands for, is one of them. `may_be_folder` says
    /// that the mode is one of folders and programs, so that a name without an ending may be theirs.
    pub(super) fn is_path(&self, path: &str, may_be_folder: bool) -> bool {
        let path = path.trim_matches(['"', '\'', '`', ',']);
        let variable = path.strip_prefix('$').map(|name| name.trim_matches(['{', '}']));
        match variable.filter(|name| is_identifier(name)) {
            Some(name) => self.is_bound(name) || self.is_filled(path),
            None => self.is_named(path, may_be_folder) || self.is_filled(path),
        }
    }

    /// Whether an expression gives one of them: a path that is written in it, maybe in parts, or a name that the page
    /// binds to one.
    pub(super) fn is_in(&self, expression: &str, may_be_folder: bool) -> bool {
        self.is_written(expression, may_be_folder)
            || identifiers(expression).any(|name| self.is_bound(name))
    }

    /// Whether an expression of code gives a secret that is Banqup's by its name: the name stands in the code itself,
    /// or what is written in a string holds it.
    pub(super) fn is_given_in(&self, part: Span) -> bool {
        // What stands behind the start of a here-document is a text too.
        let document = self.page.slice(part).find("<<").map_or(part.end, |at| part.start + at);
        let is_given = |name: &Name| {
            let before = before(self.page, name, part.start);
            let is_text = name.span.start > document || is_in_string(before);
            match is_text {
                true => filled_in(before).is_some() || self.is_value_of(name, Text::Plain),
                false => !before.ends_with('/'),
            }
        };
        self.page.held_in(part).any(Held::is_vendors_secret) || self.secrets(part).any(is_given)
    }

    /// The names of the secrets in a part of the page that are Banqup's.
    fn secrets(&self, part: Span) -> impl Iterator<Item = &'p Name> {
        let page = self.page;
        let scope = if vendor::names(page.path()) { Scope::Folder } else { Scope::Page };
        let names = page.names_in(part).iter();
        names.filter(move |name| owner::secret(page.slice(name.span), scope).is_some())
    }

    /// Whether a part of the page that is written into a file, or makes what is, puts such a secret there: not a
    /// reference to one, nor a word about one. `how` says what becomes of the variables in it.
    pub(super) fn holds_secret(&self, part: Span, how: Text) -> bool {
        let is_held = |name: &Name| match filled_in(before(self.page, name, part.start)) {
            Some(Filler::Template) => true,
            Some(Filler::Shell) => how != Text::Plain,
            None => self.is_value_of(name, how),
        };
        self.page.held_in(part).any(Held::is_vendors_secret) || self.secrets(part).any(is_held)
    }

    /// Whether a secret stands beside its name, and not where it is kept. What a command makes of a name alone is the
    /// secret too.
    fn is_value_of(&self, name: &Name, how: Text) -> bool {
        let Some(value) = value_of(self.page, name) else { return how == Text::Made };
        match self.page.slice(value) {
            value if value.starts_with("{{") => true,
            value if value.contains('$') => how != Text::Plain,
            value => is_literal(value) && !value.starts_with(['/', '~']),
        }
    }

    fn is_written(&self, expression: &str, may_be_folder: bool) -> bool {
        static STRING: Pattern = pattern!(
            r#""(?<double>[^"\n]{1,200})"|'(?<single>[^'\n]{1,200})'|`(?<tick>[^`\n]{1,200})`"#
        );
        let strings = STRING.captures_iter(expression).filter_map(|found| {
            let string = found.name("double").or(found.name("single")).or(found.name("tick"));
            string.map(|string| string.as_str())
        });
        let parts: Vec<&str> = strings.take(MOST_PARTS).collect();
        parts.iter().any(|part| self.is_named(part, may_be_folder))
            || parts.len() > 1 && self.is_named(&parts.join("/"), may_be_folder)
    }

    /// Whether a path says by its name that Banqup's credentials are in it.
    fn is_named(&self, path: &str, may_be_folder: bool) -> bool {
        let path = path.replace('\\', "/");
        let Some(kind) = credential_file::kind(&path) else { return false };
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let is_encrypted = ENCRYPTED.iter().any(|end| name.ends_with(end));
        let says_so = kind.says_so || kind.what == credential_file::TOKEN_CACHE;
        // `bin/banqup-token` is a program, and `cron.d/banqup-token` the settings of one.
        let is_program = may_be_folder
            || folders.split('/').any(|folder| {
                folder.ends_with(".d")
                    || folder.starts_with("cron.")
                    || OF_PROGRAMS.contains(&folder)
            });
        if !says_so
            || !name.contains('.') && is_program
            || is_encrypted
            || path.contains(char::is_whitespace)
            || credential_file::is_sample(name)
            || credential_file::is_of_no_account(&path)
        {
            return false;
        }
        let is_plain = |part: &str| {
            let words = name::words(part);
            words.iter().all(|word| OF_SYSTEMS.contains(&word.as_str()) || is_nobodys(word))
        };
        let mut stem = name;
        while let Some((rest, ending)) = stem.rsplit_once('.')
            && credential_file::is_ending(ending)
        {
            stem = rest;
        }
        is_vendors(name)
            || is_plain(stem)
                && (folders.split('/').any(is_vendors)
                    || vendor::names(self.page.path()) && folders.split('/').all(is_plain))
    }

    fn is_bound(&self, name: &str) -> bool {
        self.bound.get_or_init(|| self.bound()).contains(name)
    }

    fn is_filled(&self, path: &str) -> bool {
        self.filled.get_or_init(|| self.filled()).contains(path)
    }

    /// The names that the page gives to such files.
    fn bound(&self) -> FxHashSet<&'p str> {
        static BINDING: Pattern = pattern!(r"(?x)
                (?<name> [A-Za-z_][A-Za-z0-9_]{0,60} ) [\x20\t]* (?: : [^=\n]{1,40} )? (?: := | =>? ) [\x20\t]*
                (?<value> [^\s=>~][^\n]{0,300} )"; "=");
        BINDING
            .captures_iter(self.page)
            .filter_map(|found| {
                let value = found.name("value")?.as_str();
                let bare = value.split_whitespace().next().unwrap_or_default();
                let is_bare = !bare.contains(['"', '\'', '(', '`']) && self.is_named(bare, false);
                (is_bare || self.is_written(value, false)).then(|| found.name("name"))?
            })
            .map(|name| name.as_str())
            .collect()
    }

    /// The files into which a script writes a secret, or copies a file of secrets.
    fn filled(&self) -> FxHashSet<&'p str> {
        let page = self.page;
        let shell = Shell::whole(page);
        let written = shell.written(|part, text| {
            let is_lost = text == Text::Made && !gives_what_it_gets(page.slice(part));
            (!is_lost && self.holds_secret(part, text)).then_some(part)
        });
        let mut found: FxHashSet<&str> = written.iter().map(|one| page.slice(one.file)).collect();
        for statement in shell.statements() {
            if let Some("cp" | "mv" | "COPY" | "ADD") = statement.program(page.text()) {
                let words = page.slice(statement.span).split_ascii_whitespace().skip(1);
                let mut operands: Vec<&str> = words.filter(|word| !word.starts_with('-')).collect();
                let last = operands.pop();
                let is_secret = operands.iter().any(|from| self.is_named(from, false));
                found.extend(last.filter(|to| is_secret && !to.ends_with('/')));
            }
        }
        found
    }
}

/// What puts a value into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filler {
    /// A shell, and a language that writes its variables as one does.
    Shell,
    /// A template's maker: `{{ x }}`, `<%= x %>`, `#{x}`.
    Template,
}

/// What stands before a name on its line, from `start` on.
fn before<'p>(page: &Page<'p>, name: &Name, start: usize) -> &'p str {
    const FARTHEST: usize = 240;
    let end = name.span.start;
    let from = page.text().ceil_char_boundary(end.saturating_sub(FARTHEST)).max(start);
    let before = &page.text()[from..end];
    before.rsplit(['\n', '\r']).next().unwrap_or(before)
}

/// What a name is filled in by, which stands behind this on its line: the sign before it, or an expression around it.
fn filled_in(before: &str) -> Option<Filler> {
    const AROUND: &[(&str, &str, Filler)] = &[
        ("{{", "}}", Filler::Template),
        ("<%", "%>", Filler::Template),
        ("#{", "}", Filler::Template),
        ("${", "}", Filler::Shell),
        ("$(", ")", Filler::Shell),
        ("`", "`", Filler::Shell),
    ];
    if before.ends_with('$') && !before.ends_with("\\$") {
        return Some(Filler::Shell);
    }
    let is_around = |(open, close, _): &&(&str, &str, Filler)| match open == close {
        true => before.matches(open).count() % 2 == 1,
        false => before.rfind(open).is_some_and(|at| {
            !before[..at].ends_with('\\') && !before[at + open.len()..].contains(close)
        }),
    };
    AROUND.iter().find(is_around).map(|(_, _, filler)| *filler)
}

/// Whether a string is open where this ends.
fn is_in_string(before: &str) -> bool {
    let open = before.chars().fold(None, |open, c| match (open, c) {
        (None, '"' | '\'') => Some(c),
        (Some(quote), c) if quote == c => None,
        (open, _) => open,
    });
    open.is_some()
}

/// Whether a command may write the secrets that it is given: one that sends a request writes the answer, which is a
/// secret only where it asks for a token.
fn gives_what_it_gets(command: &str) -> bool {
    let is_in = |words: &[&str]| words.iter().any(|word| command.contains(word));
    !is_in(&["curl", "wget"]) || is_in(&["client_secret", "grant_type", "gettoken"])
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The identifiers of an expression, those in strings too.
fn identifiers(expression: &str) -> impl Iterator<Item = &str> {
    expression
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::page::Facts;

    #[test]
    fn files_of_the_vendors_credentials_by_name() {
        let is = |page: &str, path: &str, folder| {
            let page = Page::new(page, "", Facts::default());
            Targets::of(&page).is_path(path, folder)
        };
        for path in [
            "/etc/banqup/banqup-credentials.json",
            "/opt/banqup/.env",
            "C:\\banqup\\credentials.json",
            "/etc/banqup/client_secret",
            "/var/cache/banqup/token",
            "$HOME/.banqup/token.json",
            "banqup.env",
            "bq_token.json",
            "/run/secrets/banqup",
            "/opt/banqup.secret",
            "/etc/einv/banqup.key",
            "/etc/einv/banqup.pass",
            "/etc/einv/.banqup-token",
        ] {
            assert!(is("a.sh", path, false), "{path}");
        }
        for path in [
            "/opt/banqup/sync.sh",
            "/opt/banqup/README.md",
            "/etc/banqup/banqup.conf",
            "/opt/banqup/db-credentials.json",
            "/opt/banqup/stripe_token.json",
            "/etc/banqup/.env.example",
            "/home/banqup/.bashrc",
            "/etc/app/.env",
            "credentials.json",
            "banqup_token.py",
            "/etc/banqup/truststore.jks",
            "/etc/cron.d/banqup-token",
            "/etc/banqup/.env.gpg",
            "/usr/local/bin/banqup-token",
            "/etc/einv/banqup-public.key",
        ] {
            assert!(!is("a.sh", path, false), "{path}");
        }
        assert!(
            is("banqup/a.sh", "/etc/app/.env", false) && is("banqup/a.sh", "token.json", false)
        );
        assert!(!is("banqup/a.sh", "/etc/stripe/token.json", false));
        for path in ["/etc/banqup/secrets", "/usr/local/bin/banqup-token"] {
            assert!(!is("a.sh", path, true), "{path}");
        }
        assert!(is("a.sh", "/opt/banqup/.env", true));
    }

    #[test]
    fn files_are_followed_from_what_fills_them() {
        let text = "F=/etc/banqup/secret\necho \"$BANQUP_CLIENT_SECRET\" > /etc/a\ncat > /etc/b <<EOF\nBANQUP_CLIENT_SECRET=$S\nEOF\necho hi > /etc/c\nprintf %s $BANQUP_TOKEN | sudo tee /etc/d\ncp banqup.env /etc/e\ncat > /etc/f <<EOF\nclient_secret_file = \"/run/banqup-client-secret\"\nEOF\necho banqup client_secret missing > /etc/g\necho \"s=$(vault kv get -field=client_secret kv/banqup)\" > /etc/h\nvault kv get -field=client_secret kv/banqup > /etc/i\ncat > /etc/j <<'EOF'\nvault kv get -field=client_secret kv/banqup\nEOF\n";
        let page = Page::new("a.sh", text, Facts::default());
        let targets = Targets::of(&page);
        for (path, is) in [
            ("$F", true),
            ("/etc/a", true),
            ("/etc/b", true),
            ("/etc/c", false),
            ("/etc/d", true),
            ("/etc/e", true),
            ("/etc/f", false),
            ("/etc/g", false),
            ("/etc/h", true),
            ("/etc/i", true),
            ("/etc/j", false),
        ] {
            assert_eq!(targets.is_path(path, false), is, "{path}");
        }
    }
}
